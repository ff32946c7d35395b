"""The cloud of noisy walks: its numbers, dots and ellipse are Python's, and any hand moves it."""

import re
from functools import partial

import numpy as np
import pytest
from figure_text import number, sentence
from hands import drag, middle
from live import FIGURES
from playwright.sync_api import expect

from descent.figures import NoiseBall
from descent.figures.noise_ball import WINDOW

PAGE = "noise_ball"
SETTINGS = [*FIGURES[PAGE].states, {"alpha": 1.0, "batch": 1, "beta": 0.99}]
NUMBER = r"−?[\d.]+(?:·10[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)?"


@pytest.fixture
def ball(opened):
    """ball(settings, **options) opens the page; returns the tab and the figure."""
    return partial(opened, "noise_ball")


def agrees(place, state, t=200):
    """What the sentence says after t steps is what Python says of this state."""
    text = sentence(place)
    told = rf"After {t} steps? the cloud's typical distance is ({NUMBER}); predicted ({NUMBER})"
    measured, predicted = (number(part) for part in re.search(told, text).groups())
    assert np.isclose(measured, state.distance[t], rtol=6e-3)
    assert np.isclose(predicted, state.predicted[t], rtol=6e-3)
    rest = re.search(rf"rest(?: at)? ({NUMBER})\)", text)
    assert (rest is None) == np.isinf(state.rest)
    if rest:
        assert np.isclose(number(rest[1]), state.rest, rtol=6e-3)
    assert ("at rest" in text) == (state.schedule == "constant" and np.isfinite(state.rest))


def dots(place):
    """Where the dots are on the map, in units of weight, shape (300, 2)."""
    circles = place.locator(".descent-crowd circle")
    read = "all => all.map(c => [+c.getAttribute('cx'), +c.getAttribute('cy')])"
    return on_land(place, np.array(circles.evaluate_all(read)))


def on_land(place, pixels):
    box = place.locator(".descent-map").bounding_box()
    unit = min(box["width"] / (WINDOW[1] - WINDOW[0]), box["height"] / (WINDOW[3] - WINDOW[2]))
    return (pixels - [box["width"] / 2, box["height"] / 2]) / [unit, -unit]


def ellipse(place):
    """Middle and radii of the ellipse, in units of weight."""
    read = "e => ['cx', 'cy', 'rx', 'ry'].map((name) => +e.getAttribute(name))"
    cx, cy, rx, ry = place.locator(".descent-ring").evaluate(read)
    middle, edge = on_land(place, np.array([[cx, cy], [cx + rx, cy - ry]]))
    return middle, edge - middle


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_the_sentence_is_pythons(ball, settings):
    tab, place = ball(settings)
    state = NoiseBall(**settings)
    agrees(place, state)
    text, share = sentence(place), 4 * state.alpha
    limit = 2 + 2 * state.beta
    assert ("It diverges: " in text) == (share > limit and state.schedule == "constant")
    assert ("never comes to rest" in text) == (share == limit)
    assert ("diverges until" in text) == (share > limit and state.schedule != "constant")
    assert ("start at the bottom" in text) == (state.x == state.y == 0)
    assert ("on its way" in text) == (state.alpha == 0.005)
    assert not re.search("NaN|undefined|null|Infinity", place.locator("section").inner_html())
    for line in place.locator(".descent-line").all():
        assert re.match(r"M-?\d", line.get_attribute("d"))
    assert tab.complaints == []


def test_a_schedule_that_tames_a_long_step_says_when(ball):
    """0.9 · 4 / √(1 + (t − 1)/20) is below 2 from step 46 on."""
    _, place = ball({"alpha": 0.9, "schedule": "inverse_sqrt"})
    assert sentence(place).startswith(
        "It diverges until αL falls below 2 + 2β = 2, at step 46. After 200 steps"
    )


@pytest.mark.parametrize("settings", SETTINGS[:8], ids=str)
def test_dots_and_ellipse_are_pythons(ball, settings):
    _, place = ball(settings)
    sentence(place)
    state = NoiseBall(**settings)
    mean, variance = state.spread
    assert np.allclose(dots(place), state.cloud[-1], atol=2e-3)
    middle, radii = ellipse(place)
    assert np.allclose(middle, mean[-1], atol=2e-3)
    assert np.allclose(radii, 2 * np.sqrt(variance[-1]), atol=2e-3)


def test_the_cloud_falls_into_the_valley_and_hovers(ball):
    tab, place = ball({"alpha": 0.1, "beta": 0.5})
    state = NoiseBall(alpha=0.1, beta=0.5)
    place.get_by_role("button", name="From the start").click()
    sentence(place)
    assert np.allclose(dots(place), [state.x, state.y], atol=2e-3)
    for t in range(1, 7):
        place.get_by_role("button", name="Step", exact=True).click()
        agrees(place, state, t)
        assert np.allclose(dots(place), state.cloud[t], atol=2e-3)
        mean, variance = state.spread
        assert np.allclose(ellipse(place), [mean[t], 2 * np.sqrt(variance[t])], atol=2e-3)
    expect(place.locator(".descent-readout")).to_have_text("step 6 of 200")
    place.get_by_role("button", name="Play").click()
    expect(place.locator(".descent-readout")).to_have_text(re.compile(r"step (9|1\d) of 200"))
    place.get_by_role("button", name="All steps").click()
    agrees(place, state)
    assert tab.complaints == []


def test_new_noise_is_the_next_seed_and_can_be_shared(ball):
    tab, place = ball({"seed": 9998})
    for seed in (9999, 0):
        place.get_by_role("button", name="New noise").click()
        agrees(place, NoiseBall(seed=seed))
    tab.page.wait_for_url("**noise_ball.seed=0*")
    tab.page.reload(wait_until="networkidle")
    agrees(place, NoiseBall(seed=0))
    assert tab.complaints == []


def values(place):
    """The state that the controls show."""
    texts = [s.get_attribute("aria-valuetext") for s in place.locator("input").all()]
    alpha, batch, beta = (number(text) for text in texts)
    return {"alpha": alpha, "batch": int(batch), "beta": beta}


def test_keys_move_every_control_and_the_address_remembers(ball):
    tab, place = ball({"alpha": 0.05})
    alpha, batch, beta = place.locator("input").all()
    alpha.press("ArrowRight")
    for _ in range(3):
        batch.press("ArrowRight")
        beta.press("ArrowRight")
    state = values(place)
    assert state["alpha"] > 0.05
    assert (state["batch"], state["beta"]) == (8, 0.03)
    agrees(place, NoiseBall(**state))
    place.get_by_role("combobox", name="schedule").select_option("cosine")
    agrees(place, NoiseBall(**state, schedule="cosine"))
    tab.page.wait_for_url("**noise_ball.schedule=cosine*")
    tab.page.reload(wait_until="networkidle")
    agrees(place, NoiseBall(**state, schedule="cosine"))
    assert tab.complaints == []


def start(place):
    """Where the pin says that it is."""
    text = place.locator(".descent-pin").get_attribute("aria-valuetext").replace("−", "-")
    return [float(part) for part in text.split(", ")]


def moved(place, before):
    """The start is elsewhere, inside the window; the first step of the walk begins there."""
    sentence(place)
    x, y = start(place)
    assert [x, y] != before
    assert WINDOW[0] <= x <= WINDOW[1]
    assert WINDOW[2] <= y <= WINDOW[3]
    assert np.allclose(on_land(place, pin_pixel(place)), [x, y], atol=0.02)
    return [x, y]


def pin_pixel(place):
    box = place.locator(".descent-map").bounding_box()
    return middle(place.locator(".descent-pin")) - [box["x"], box["y"]]


def test_key_mouse_and_touch_move_the_start(ball):
    tab, place = ball({"alpha": 0.005, "batch": 256}, has_touch=True)
    pin = place.locator(".descent-pin")
    here = start(place)
    assert here == [-1.9, 1.1]
    pin.press("Shift+ArrowRight")
    pin.press("ArrowUp")
    here = moved(place, here)
    drag(tab, middle(pin) + 5, [120, 80])
    here = moved(place, here)
    box = place.locator(".descent-map").bounding_box()
    tab.page.touchscreen.tap(box["x"] + 40, box["y"] + 250)
    here = moved(place, here)
    x, y = here
    measured = number(re.search(rf"distance is ({NUMBER})", sentence(place))[1])
    assert np.isclose(measured, NoiseBall(alpha=0.005, batch=256, x=x, y=y).distance[-1], rtol=0.02)
    for _ in range(12):
        pin.press("Shift+ArrowDown")
    assert moved(place, here)[1] == WINDOW[2]
    assert tab.complaints == []


def test_with_momentum_the_dots_have_the_color_of_that_rule(ball):
    _, place = ball()
    assert place.locator(".descent-crowd.rule-momentum").count() == 0
    place.locator("input").nth(2).press("ArrowRight")
    expect(place.locator(".descent-crowd.rule-momentum")).to_have_count(1)
