"""The live figures of the chapters: they move, agree with Python, and survive anything."""

import re

import numpy as np
import pytest
from figure_text import number, sentence
from playwright.sync_api import expect

from descent import dark, diverged_at, plots, surfaces
from descent.figures import Mountain, Ravine, Slope, StepSize
from descent.figures.modules import WEB

PAGE = "first_figures"


@pytest.mark.parametrize("alpha", [0.02, 0.1, 0.5, 0.9, 0.98])
@pytest.mark.parametrize("curve", ["square", "quartic", "soft"])
def test_step_size_ends_where_python_ends(opened, curve, alpha):
    _, place = opened("step_size", f"step_size.alpha={alpha}&step_size.curve={curve}")
    end = StepSize(alpha=alpha, curve=curve).path[-1]
    text = sentence(place)
    if "one step" in text:
        assert abs(end) < 1e-12
    elif "diverged" in text:
        assert number(text) == diverged_at(StepSize(alpha=alpha, curve=curve).path[:, None])
    else:
        assert np.isclose(number(text), end, rtol=6e-3)


@pytest.mark.parametrize(
    ("share", "kappa", "angle"), [(0.3, 5, 0), (0.95, 20, 30), (1.05, 700, 77)]
)
def test_ravine_ends_where_python_ends(opened, share, kappa, angle):
    _, place = opened("ravine", f"ravine.share={share}&ravine.kappa={kappa}&ravine.angle={angle}")
    distance = np.linalg.norm(Ravine(share=share, kappa=kappa, angle=angle).path, axis=-1)
    left = distance[-1] / distance[0]
    text = sentence(place)
    told = re.search(r"distance is ([^ ]+) times|steps ([^ ]+) of the distance", text)
    assert np.isclose(number(next(filter(None, told.groups()))), left, rtol=6e-3)
    assert ("diverges" in text) == (left > 1)


@pytest.mark.parametrize("h", [0.5, 1e-3, 1e-5])
def test_slope_is_off_as_much_as_in_python(opened, h):
    _, place = opened("slope", f"slope.h={h}")
    forward = Slope(h=h).errors(h)[1]
    assert np.isclose(number(sentence(place)), forward, rtol=0.06)


def test_mountain_is_walked_in_fog_and_descent_follows(opened):
    tab, place = opened("mountain", reduced_motion="reduce")
    assert "0.34 per unit" in sentence(place)
    pin = place.locator(".descent-pin")
    pin.focus()
    for _ in range(3):
        pin.press("Shift+ArrowDown")
    assert "You took about" in sentence(place)
    place.get_by_role("button", name="Lift the fog").click()
    expect(place.get_by_role("button", name="fog come down")).to_be_visible()
    land = surfaces["mountain"]
    floor = min(land.value(np.array(w)) for w in land.minima)
    assert "deepest valley's floor" in sentence(place)
    assert np.isclose(number(sentence(place)), floor, rtol=6e-3)
    place.get_by_role("button", name="Let descent walk").click()
    tab.page.wait_for_timeout(300)
    height = land.value(Mountain().path[-1])
    assert f"Descent: height {height:.3f} after 60 steps." in sentence(place)
    assert tab.complaints == []


def test_player_walks_step_by_step(opened):
    _, place = opened("step_size")
    dots = place.locator(".descent-chart").first.locator(".descent-dots circle")
    place.get_by_role("button", name="From the start").click()
    expect(dots).to_have_count(1)
    place.get_by_role("button", name="Step", exact=True).click()
    expect(dots).to_have_count(2)
    expect(place.locator(".descent-sentence")).to_have_text("After 1 of 40 steps x = 4.")
    place.get_by_role("button", name="Play").click()
    place.page.wait_for_function(
        """() => {
          const chart = document.querySelector("[data-module=step_size] .descent-chart");
          const dots = chart.querySelectorAll(".descent-dots circle").length;
          return dots > 3 && dots < 41;
        }"""
    )
    place.get_by_role("button", name="All steps").click()
    expect(dots).to_have_count(41)


def test_colors_and_dashes_are_those_of_the_printed_figures():
    css = " ".join((WEB / "kit" / "kit.css").read_text("utf8").split())
    for colors in (plots.COLORS, plots.COLORS_ON_DARK):
        assert all(f"--rule-{rule}: {color};" in css for rule, color in colors.items())
    for ground in (plots, dark):
        for name in ("INK", "PAPER", "MUTED", "GRID"):
            assert f"--descent-{name.lower()}: {getattr(ground, name)};" in css
    for rule, dash in plots.DASHES.items():
        pattern = "none" if dash == "-" else " ".join(f"{2 * length:g}" for length in dash[1])
        assert f"--rule: var(--rule-{rule}); --dash: {pattern};" in css
