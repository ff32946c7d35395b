"""The live figures in a reader's hands: keys, mouse and touch, the player, the furthest values."""

import re
from urllib.parse import urlsplit

import numpy as np
import pytest
from figure_text import number, sentence
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


def middle(locator):
    box = locator.bounding_box()
    return np.array([box["x"] + box["width"] / 2, box["y"] + box["height"] / 2])


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
    tab.page.mouse.move(*(start + 6))  # beside the middle: the point does not leap to the mouse
    tab.page.mouse.down()
    tab.page.mouse.move(*(start + np.array([-54, 106])), steps=5)
    tab.page.mouse.up()
    agrees(name, place)
    assert abs(middle(pin)[0] - start[0] + 60) < 3
    tab.page.mouse.move(*(start + np.array([-99, 0])))
    moved = value(pin)
    tab.page.wait_for_timeout(100)
    assert value(pin) == moved, "let go"
    chart = place.locator(".descent-chart").first.bounding_box()
    tab.page.mouse.click(*(middle(pin) + np.array([30, -60])))
    agrees(name, place)
    assert value(pin) > moved
    assert pin.bounding_box()["width"] > 43.9
    assert chart["x"] < middle(pin)[0] < chart["x"] + chart["width"]
    assert tab.complaints == []


PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


CENTERED = """async (panel) => {
  for (let still = 0, top; still < 12; ) {
    panel.scrollIntoView({ block: "center", behavior: "instant" });
    await new Promise(requestAnimationFrame);
    const before = top;
    ({ top } = panel.getBoundingClientRect());
    still = top === before ? still + 1 : 0;
  }
}"""


def center(place):
    """Bring the first panel of the figure to the middle of the screen, until it stands still."""
    place.locator(".descent-panel").first.evaluate(CENTERED)


def slide(tab, start, way):
    """A finger on the screen goes `way` from `start`, in eight moves."""
    finger = tab.context.new_cdp_session(tab.page)
    for kind, share in [("touchStart", 0), *(("touchMove", k / 8) for k in range(1, 9))]:
        x, y = start + share * np.array(way)
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@pytest.mark.parametrize("name", ["slope", "step_size", "ravine", "mountain"])
def test_a_finger_drags_the_pin_and_the_page_stays(opened, name):
    tab, place = opened(name, **PHONE)
    center(place)
    pin = place.locator(".descent-pin")
    before, start, scrolled = sentence(place), middle(pin), tab.page.evaluate("scrollY")
    slide(tab, start, [24, 64])
    assert sentence(place) != before
    assert tab.page.evaluate("scrollY") == scrolled
    assert abs(middle(pin)[0] - start[0] - 24) < 3
    assert tab.complaints == []


@pytest.mark.parametrize("name", ["slope", "step_size", "ravine", "mountain"])
def test_a_swipe_beside_the_pin_scrolls_the_page(opened, name):
    tab, place = opened(name, **PHONE)
    center(place)
    before, scrolled = sentence(place), tab.page.evaluate("scrollY")
    box = place.locator(".descent-panel").first.bounding_box()
    corner = np.array([box["x"] + box["width"], box["y"] + box["height"]])
    slide(tab, corner - [60, 40], [0, -200])
    assert sentence(place) == before
    assert tab.page.evaluate("scrollY") > scrolled + 100
    assert tab.complaints == []


@pytest.mark.parametrize("name", ["step_size", "ravine"])
def test_a_swipe_that_begins_on_a_slider_scrolls_the_page(opened, name):
    tab, place = opened(name, **PHONE)
    slider = place.locator("input").first
    slider.evaluate(CENTERED)
    box = slider.bounding_box()
    before, scrolled = sentence(place), tab.page.evaluate("scrollY")
    slide(tab, np.array([box["x"] + 0.9 * box["width"], box["y"] + box["height"] / 2]), [0, -200])
    assert sentence(place) == before
    assert tab.page.evaluate("scrollY") > scrolled + 100


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


@pytest.mark.parametrize("name", ["step_size", "ravine"])
def test_without_motion_the_player_shows_the_end(opened, name):
    _, place = opened(name, reduced_motion="reduce")
    all_dots = place.locator(".descent-dots").first.locator("circle")
    sentence(place)
    end = all_dots.count()
    place.get_by_role("button", name="From the start").click()
    expect(all_dots).to_have_count(1)
    place.get_by_role("button", name="Play").click()
    sentence(place)  # some frames later
    assert all_dots.count() == end > 10
    expect(place.get_by_role("button", name="Play")).to_be_visible()


@pytest.mark.parametrize(("name", "query", "told"), EXTREMES)
def test_the_furthest_values_are_drawn_and_told(opened, name, query, told):
    tab, place = opened(name, query)
    assert re.search(told, sentence(place))
    curves = place.locator(".descent-line")
    assert curves.count() >= (2 if name != "mountain" else 1)
    for d in curves.evaluate_all("lines => lines.map(e => e.getAttribute('d'))"):
        assert re.match(r"M-?\d", d)
    assert not re.search("NaN|undefined|null|Infinity", place.locator("section").inner_html())
    panel = place.locator(".descent-panel").first.bounding_box()
    x, y = middle(place.locator(".descent-pin"))
    assert -1 <= x - panel["x"] <= panel["width"] + 1
    assert -1 <= y - panel["y"] <= panel["height"] + 1
    assert tab.complaints == []
