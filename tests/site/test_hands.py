"""The live figures in a reader's hands: keys, mouse and touch, the player, the furthest values."""

import re
from urllib.parse import urlsplit

import numpy as np
import pytest
from figure_text import number, sentence
from hands import drag, middle
from playwright.sync_api import expect

from descent.figures import StepSize

PAGE = "first_figures"

HANDLES = {"slope": ("x", 1.0, 3.0), "step_size": ("start", 5.0, 8.0)}
NEIGHBORS = [("slope", "mountain"), ("mountain", "slope"), ("step_size", "ravine")]
EXTREMES = [
    ("slope", "slope.curve=wave&slope.x=-3", "At x = −3 "),
    ("slope", "slope.curve=cubic&slope.x=-3", "At x = −3 "),
    ("slope", "slope.curve=cubic&slope.x=3", "At x = 3 "),
    ("slope", "slope.h=1e-14&slope.curve=charge", "h = 1.0·10⁻¹⁴ "),
    ("slope", "slope.h=0&slope.x=-9e9", "At x = −3 .* h = 1.0·10⁻¹⁴"),
    ("step_size", "step_size.alpha=1.2&step_size.start=-8", "It diverges"),
    ("step_size", "step_size.alpha=1.2&step_size.curve=quartic&step_size.start=8", "overflow"),
    ("step_size", "step_size.alpha=0.005&step_size.curve=soft&step_size.start=0.1", "creeps"),
    ("step_size", "step_size.alpha=1.2&step_size.curve=soft&step_size.start=8", "then leaps"),
    ("step_size", "step_size.start=0", "nothing moves"),
    ("ravine", "ravine.share=1.1&ravine.kappa=1000&ravine.x=3&ravine.y=2", "It diverges"),
    ("ravine", "ravine.share=0.05&ravine.kappa=1&ravine.y=-2&ravine.angle=90", "is left"),
    ("ravine", "ravine.share=1e9&ravine.kappa=-5&ravine.angle=1e300", "1.1 times 2/L"),
    ("ravine", "ravine.x=0&ravine.y=0", "nothing moves"),
    ("mountain", "mountain.x=4&mountain.y=4", "falls to the south-west"),
    ("mountain", "mountain.x=-4&mountain.y=-4&mountain.fog=off", "falls to the north-east"),
    ("mountain", "mountain.x=1e9&mountain.fog=perhaps", "falls to the"),
]


def value(pin):
    pin.evaluate("() => new Promise((then) => requestAnimationFrame(() => setTimeout(then)))")
    return number(pin.get_attribute("aria-valuetext"))


def agrees(name, place):
    """The sentence, the slider and the point on the curve are where the pin is."""
    text = sentence(place)
    pin = place.locator(".descent-pin")
    x = value(pin)
    if name == "slope":
        assert text.startswith(f"At x = {x:g} ".replace("-", "−"))
        slider, dot = place.locator("input").first, ".descent-dots.rule-gd circle"
    else:
        assert np.isclose(number(text), StepSize(start=x).path[-1], rtol=6e-3)
        slider, dot = place.locator("input").nth(1), ".descent-dots circle"
    assert slider.get_attribute("aria-valuetext") == pin.get_attribute("aria-valuetext")
    assert np.allclose(middle(place.locator(dot).first), middle(pin), atol=0.3)


@pytest.mark.parametrize("name", HANDLES)
def test_keys_move_the_point_on_the_curve(opened, name):
    tab, place = opened(name)
    key, start, last = HANDLES[name]
    pin = place.get_by_role("slider", name="arrow keys")
    assert value(pin) == start
    pin.press("ArrowRight")
    step = value(pin) - start
    assert 0 < step <= 0.1
    pin.press("ArrowUp")
    pin.press("Shift+ArrowLeft")
    assert np.isclose(value(pin), start - 8 * step)
    agrees(name, place)
    for _ in range(12):
        pin.press("Shift+ArrowRight")
    assert value(pin) == last == float(pin.get_attribute("aria-valuemax"))
    agrees(name, place)
    tab.page.wait_for_url(f"**{name}.{key}={last:g}*")
    assert tab.complaints == []


@pytest.mark.parametrize("name", HANDLES)
def test_the_mouse_drags_the_point_along_the_curve(opened, name):
    tab, place = opened(name)
    pin = place.locator(".descent-pin")
    start = middle(pin)
    drag(tab, start + 6, [-60, 100])
    agrees(name, place)
    assert abs(middle(pin)[0] - start[0] + 60) < 3
    moved = value(pin)
    chart = place.locator(".descent-chart").first.bounding_box()
    tab.page.mouse.click(*(middle(pin) + np.array([30, -60])))
    agrees(name, place)
    assert value(pin) > moved
    assert chart["x"] < middle(pin)[0] < chart["x"] + chart["width"]
    assert tab.complaints == []


@pytest.mark.parametrize(("moved", "other"), NEIGHBORS)
def test_figures_on_one_page_do_not_disturb_each_other(opened, moved, other):
    tab, place = opened(moved)
    tab.mount_all()
    neighbor = tab.page.locator(f'[data-module="{other}"]')
    before = sentence(place), sentence(neighbor)
    place.locator(".descent-pin").press("Shift+ArrowLeft")
    tab.page.wait_for_url(f"**{moved}.*")
    assert sentence(place) != before[0]
    assert sentence(neighbor) == before[1]
    assert f"{other}." not in urlsplit(tab.page.url).query


def test_the_player_keeps_its_speed(opened, new_tab):
    tab, place = opened("step_size", open_tab=new_tab)
    shown = place.locator(".descent-chart").first.locator(".descent-dots circle")
    play = place.get_by_role("button", name="Play")
    speed = place.get_by_label("speed")
    tab.page.clock.install()
    tab.page.clock.pause_at(4e9)  # from here on, time goes where it is told

    def steps(milliseconds):
        before = shown.count()
        tab.page.clock.run_for(milliseconds)
        return shown.count() - before

    play.click()
    tab.page.clock.run_for(100)
    assert steps(1000) == pytest.approx(12, abs=1)
    speed.select_option("½×")
    assert steps(1000) == pytest.approx(6, abs=1)
    speed.select_option("4×")
    assert steps(250) == pytest.approx(12, abs=1)
    place.get_by_role("button", name="Pause").click()
    assert steps(1000) == 0
    speed.select_option("2×")
    assert steps(1000) == 0, "a choice alone plays nothing"
    play.click()
    tab.page.clock.run_for(5000)
    expect(shown).to_have_count(41)
    expect(play).to_be_visible()
    assert tab.complaints == []


@pytest.mark.parametrize(("name", "query", "told"), EXTREMES)
def test_the_furthest_values_are_told(opened, name, query, told):
    tab, place = opened(name, query)
    assert re.search(told, sentence(place))
    curves = place.locator(".descent-line")
    assert curves.count() >= (2 if name != "mountain" else 1)
    assert tab.complaints == []
