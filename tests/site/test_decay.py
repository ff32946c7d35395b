"""Decay inside Adam and beside it: its numbers and curves are Python's, and any hand moves it."""

import re
from functools import partial

import numpy as np
import pytest
from figure_text import number, sentence
from hands import drag, middle
from live import FIGURES
from playwright.sync_api import expect

from descent.figures import Decay

PAGE = "decay"
SETTINGS = FIGURES[PAGE].states
NUMBER = r"−?\d+(?:\.\d+)?(?:·10[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)?"
LEFT, RIGHT, TOP, BOTTOM = 46, 12, 26, 34  # of a chart


@pytest.fixture
def decay(opened):
    """decay(settings, **options) opens the page; returns the tab and the figure."""
    return partial(opened, "decay")


def agrees(place, state, t=1000):
    """What the sentence says after t steps is what Python says of this state."""
    text = sentence(place)
    if t == 0:
        assert text.startswith("You start at w₁ = ")
        return
    (l2, share), (adamw, _) = state.walks.values()
    assert text.startswith(f"After {t} step")
    told = rf"\(gradients ±({NUMBER})\) to ({NUMBER})"
    sizes, l2_told = np.transpose([[number(n) for n in row] for row in re.findall(told, text)])
    assert np.allclose(sizes, state.sizes, rtol=6e-3)
    assert np.allclose(l2_told, l2[t], rtol=6e-3, atol=1e-12)
    beside = re.search(rf"AdamW to ({NUMBER}) and ({NUMBER}): .*? = ({NUMBER}) %", text).groups()
    left = 100 * (1 - state.alpha * state.decay) ** t
    assert np.allclose([number(n) for n in beside], [*adamw[t], left], rtol=6e-3, atol=1e-60)
    taken = [number(n) for n in re.findall(rf"({NUMBER}) % of", text.partition("In that")[2])]
    ours = 100 * np.array([*share[t], state.alpha * state.decay])
    assert np.allclose(taken, ours, rtol=6e-3, atol=0)


def path(place, rule):
    """The rule's line in the plane, in units of weight, shape (points, 2)."""
    chart = place.locator(".descent-chart").first
    line = chart.locator(f"path.descent-line.rule-{rule}:not(.descent-here)").nth(1)  # after legend
    pixels = np.array([p.split() for p in re.split("[ML]", line.get_attribute("d"))[1:]], float)
    return on_plane(chart, pixels)


def on_plane(chart, pixels):
    box = chart.bounding_box()
    size = np.array([box["width"] - LEFT - RIGHT, box["height"] - TOP - BOTTOM])
    share = (pixels - [LEFT, TOP]) / size
    return np.stack([-0.3 + 2.6 * share[:, 0], 2.3 - 2.6 * share[:, 1]], axis=-1)


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_sentence_and_paths_are_pythons(decay, settings):
    tab, place = decay(settings)
    state = Decay(**settings)
    agrees(place, state)
    for rule, shown in [("l2", "adam"), ("adamw", "adamw")]:
        ours = state.walks[rule][0]
        assert np.allclose(path(place, shown), ours, atol=3e-3)
    assert not re.search("NaN|undefined|null|Infinity", place.locator("section").inner_html())
    for line in place.locator(".descent-line").all():
        assert re.match(r"M-?\d", line.get_attribute("d"))
    assert tab.complaints == []


@pytest.mark.parametrize("settings", [{}, {"decay": 0.5, "ratio": 9.0}], ids=str)
def test_dots_on_the_lines_are_the_shares(decay, settings):
    """In the second chart: L2's on a line that falls, AdamW's on a level one."""
    _, place = decay(settings)
    sentence(place)
    state, chart = Decay(**settings), place.locator(".descent-chart").last
    box = chart.bounding_box()
    power = 10 ** np.floor(np.log10(state.alpha * state.decay) + 0.5)
    read = "all => all.map(c => [+c.getAttribute('cx'), +c.getAttribute('cy')])"
    for rule, shown in [("l2", "adam"), ("adamw", "adamw")]:
        pixels = np.array(chart.locator(f".descent-dots.rule-{shown} circle").evaluate_all(read))
        across = (pixels[:, 0] - LEFT) / (box["width"] - LEFT - RIGHT)
        down = (pixels[:, 1] - TOP) / (box["height"] - TOP - BOTTOM)
        assert np.allclose(10 ** (4 * across - 2), state.sizes, rtol=0.02)
        assert np.allclose(power * 10 ** (3 - 6 * down), state.walks[rule][1][-1], rtol=0.02)
        line = chart.locator(f"path.descent-line.rule-{shown}:not(.descent-here)")
        ends = [float(y.split()[1]) for y in re.split("[ML]", line.get_attribute("d"))[1:]]
        down = (np.array(ends) - TOP) / (box["height"] - TOP - BOTTOM)
        sizes = np.array([0.01, 100]) if rule == "l2" else 1
        level = state.alpha * state.decay / sizes
        assert np.allclose(power * 10 ** (3 - 6 * down), level, rtol=0.02)


def test_it_is_played_and_stepped(decay):
    tab, place = decay({"alpha": 0.05})
    state = Decay(alpha=0.05)
    place.get_by_role("button", name="From the start").click()
    agrees(place, state, 0)
    for t in range(1, 5):
        place.get_by_role("button", name="Step", exact=True).click()
        agrees(place, state, t)
    assert len(path(place, "adamw")) == 5
    expect(place.locator(".descent-readout")).to_have_text("step 4 of 1000")
    place.get_by_role("button", name="Play").click()
    expect(place.locator(".descent-readout")).to_have_text(re.compile(r"step \d\d\d? of 1000"))
    place.get_by_role("button", name="All steps").click()
    agrees(place, state)
    assert tab.complaints == []


def values(place):
    """The state that the controls show."""
    texts = [s.get_attribute("aria-valuetext") for s in place.locator("input").all()]
    pin = place.locator(".descent-pin").get_attribute("aria-valuetext")
    names = "decay", "ratio", "alpha", "x", "y"
    found = re.search(r"w₁ (.*), w₂ (.*)", pin).groups()
    return dict(zip(names, (number(text) for text in [*texts, *found]), strict=True))


def test_keys_move_every_control_and_the_address_remembers(decay):
    tab, place = decay()
    before = values(place)
    for slider in place.locator("input").all():
        slider.press("ArrowRight")
    pin = place.locator(".descent-pin")
    pin.press("ArrowLeft")
    pin.press("Shift+ArrowDown")
    sentence(place)
    state = values(place)
    assert all(state[name] > before[name] for name in ("decay", "ratio", "alpha"))
    assert (state["x"], state["y"]) == (1.45, 1)
    agrees(place, Decay(**state))
    tab.page.wait_for_url("**decay.y=1*")
    tab.page.reload(wait_until="networkidle")
    agrees(place, Decay(**state))
    for _ in range(4):
        place.locator(".descent-pin").press("Shift+ArrowDown")
    sentence(place)
    assert values(place)["y"] == 0
    assert tab.complaints == []


def test_where_the_pin_is_the_paths_begin(decay):
    tab, place = decay()
    drag(tab, middle(place.locator(".descent-pin")) + 5, [-65, 35])
    sentence(place)
    state = values(place)
    assert max(state["x"], state["y"]) < 1.2
    agrees(place, Decay(**state))
