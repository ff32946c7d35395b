"""The turned ravine: paths, distances and step sizes are Python's, and any hand moves it."""

import re
from functools import partial
from inspect import signature

import numpy as np
import pytest
from figure_text import number, sentence
from hands import drag, middle
from live import FIGURES, TUNED
from playwright.sync_api import expect

from descent import diverged_at, ravine, stays_below
from descent.figures import Scaling
from descent.figures.scaling import EPS, RULES, STEPS
from descent.optimizers import adagrad, rmsprop

PAGE = "scaling"
SETTINGS = FIGURES[PAGE].states
NUMBER = r"−?[\d.]+(?:·10[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)?"
LABELS = {"gd": "gradient descent", "adagrad": "AdaGrad", "rmsprop": "RMSProp"}
LEFT, RIGHT, TOP, BOTTOM = 46, 12, 26, 34  # of the charts
ids = pytest.mark.parametrize("settings", SETTINGS, ids=str)


def state_of(settings):
    """The figure of these settings; the step sizes are those that the page begins with."""
    return Scaling(**TUNED | settings)


@pytest.fixture
def scaling(opened):
    """scaling(settings, **options) opens the page; returns the tab and the figure."""
    return partial(opened, "scaling")


def test_what_is_left_out_is_tuned():
    assert Scaling().best == TUNED
    assert {name: getattr(Scaling(), name) for name in TUNED} == TUNED
    turned = Scaling(angle=30, tolerance=1e-4, alpha_gd=0.01)
    assert turned.alpha_gd == 0.01
    assert turned.alpha_adagrad == turned.best["alpha_adagrad"] != TUNED["alpha_adagrad"]
    assert Scaling(angle=30, **Scaling().best).alpha_adagrad == TUNED["alpha_adagrad"]


@ids
def test_the_step_sizes_are_those_that_were_taken(settings):
    """Each step is the effective size of its coordinate times the slope there."""
    state = state_of(settings)
    grad = ravine(state.kappa, state.angle).grad
    for path, sizes in state.walks.values():
        with np.errstate(all="ignore"):
            taken, expected = path[:-1] - path[1:], sizes * grad(path[:-1])
            sure = np.isfinite(expected)
            size = np.abs(path[1:]) + np.abs(path[:-1])
            assert (np.abs(taken - expected) <= 1e-12 * size + 1e-300)[sure].all()
        assert sizes.shape == (STEPS, 2)


def test_epsilon_is_the_rules_own():
    for make in (adagrad, rmsprop):
        assert signature(make).parameters["eps"].default == EPS


def distances(state):
    with np.errstate(all="ignore"):
        return {name: np.hypot(*path.T) for name, (path, _) in state.walks.items()}


def agrees(place, state):
    """What the sentence says of each rule, and of the step sizes, is what Python says."""
    text = sentence(place)
    parts = text.split("Effective steps")
    for name, distance in distances(state).items():
        label = LABELS[name]
        below = stays_below(distance, state.tolerance * distance[0]).item()
        lost = diverged_at(state.walks[name][0]).item()
        left = distance[-1] / distance[0]
        found = re.search(rf"{label}(?: stays below \S+ of the first distance)? from", text, re.I)
        assert bool(found) == (below != -1), (name, text)
        if below != -1:
            assert int(re.match(r" step (\d+)", text[found.end() :])[1]) == below
        elif lost != -1:
            assert re.search(rf"{label} diverged at step {lost} ", text, re.I)
        elif left > 1:
            told = rf"{label} (?:diverges: after 300 steps it is|ends) ({NUMBER}) times as far"
            assert np.isclose(number(re.search(told, text, re.I)[1]), left, rtol=6e-3)
        else:
            never = re.search(r"([^.]+) never (?:stays?|do|does) .*? steps: (.*?) of it", parts[0])
            names, shares = (re.split(", | and ", part) for part in never.groups())
            share = shares[[n.strip().lower() for n in names].index(label.lower())]
            assert np.isclose(number(share), left, rtol=6e-3)
    told = re.findall(rf"({NUMBER}) to ({NUMBER}) [(]", parts[1])
    for (one, two), name in zip(told, ("adagrad", "rmsprop"), strict=True):
        ratio = state.walks[name][1][-1]
        assert np.isclose(number(one) / number(two), ratio[0] / ratio[1], rtol=6e-3)


@ids
def test_the_sentence_is_pythons(scaling, settings):
    tab, place = scaling(settings)
    agrees(place, state_of(settings))
    assert not re.search("NaN|undefined|null|Infinity", place.locator("section").inner_html())
    for line in place.locator(".descent-line").all():
        assert re.match(r"M-?\d", line.get_attribute("d"))
    assert tab.complaints == []


def curve(plot, selector, k=0):
    """Steps, and powers of ten, of a curve on a chart with a log axis: two arrays."""
    d = plot.locator(f"path{selector}").nth(k).get_attribute("d")
    px, py = np.array(re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", d), float).T
    box = plot.bounding_box()
    ticks = plot.locator(".descent-tick[text-anchor=end]")
    named = [(number(t.text_content()), t) for t in ticks.all() if "10" in t.text_content()]
    (low, one), (high, two) = [(np.log10(value_of(t)), t) for _, t in (named[0], named[-1])]
    at = [float(tick.get_attribute("y")) - 4 for tick in (one, two)]
    power = low + (py - at[0]) / (at[1] - at[0]) * (high - low)
    return STEPS * (px - LEFT) / (box["width"] - LEFT - RIGHT), power


def value_of(tick):
    return number("1·" + tick.text_content())


@ids
def test_the_curves_are_pythons(scaling, settings):
    _, place = scaling(settings)
    sentence(place)
    state = state_of(settings)
    far, sizes = place.locator(".descent-chart").all()
    for name, (_, effective) in state.walks.items():
        steps, power = curve(far, f".rule-{name}")
        values = distances(state)[name]
        values = values[np.isfinite(values)]
        values, power = values[: len(power)], power[: len(values)]
        shown = (values > 1e-4 * values[0] * state.tolerance) & (values < 1e6)
        assert np.allclose(steps[: len(values)], np.arange(len(values)), atol=0.3)
        assert np.allclose(power[shown], np.log10(values[shown]), atol=0.02)
        widths = [".descent-even"] if name == "gd" else [".descent-thick", ".descent-thin"]
        for coordinate, width in enumerate(widths):
            steps, power = curve(sizes, f".rule-{name}{width}")
            assert np.allclose(steps, np.arange(1, STEPS + 1), atol=0.3)
            assert np.allclose(power, np.log10(effective[:, coordinate]), atol=0.08)
    level = curve(far, ".descent-predicted")[1]
    assert np.allclose(level, np.log10(state.tolerance * np.hypot(state.x, state.y)), atol=0.02)


@ids
def test_no_step_size_is_cut_off(scaling, settings):
    """All of them are inside of the axes."""
    _, place = scaling(settings, viewport={"width": 360, "height": 900})
    sentence(place)
    sizes = place.locator(".descent-chart").nth(1)
    box = sizes.bounding_box()
    for line in sizes.locator(".descent-line[class*=rule]").all():
        y = np.array(re.findall(r"[ML]\S+ (-?[\d.]+)", line.get_attribute("d")), float)
        assert y.min() >= TOP - 0.5
        assert y.max() <= box["height"] - BOTTOM + 0.5
    assert 3 <= sizes.locator(".descent-label").count() <= 5


def test_tune_each_is_pythons(scaling):
    settings = {"angle": 45.0, "kappa": 20.0, "tolerance": 0.1}
    start = {"alpha_gd": 0.001, "alpha_adagrad": 0.01, "alpha_rmsprop": 1.0}
    tab, place = scaling(settings | start)
    place.get_by_role("button", name="Tune each").click()
    best = Scaling(**settings).best
    outputs = place.locator("input[aria-valuetext]")
    for k, alpha in enumerate(best.values()):
        expect(outputs.nth(2 + k)).to_have_attribute("aria-valuetext", f"{alpha:.3g}")
    agrees(place, Scaling(**settings, **best))
    assert tab.complaints == []


def named(url):
    """The settings that an address names."""
    return set(re.findall(r"scaling\.(\w+)=", url))


def test_a_turn_leaves_the_step_sizes_until_they_are_tuned_again(scaling):
    tab, place = scaling()
    angle = place.locator("input").first
    angle.focus()
    for _ in range(30):
        angle.press("ArrowRight")
    agrees(place, Scaling(angle=30, **TUNED))
    place.get_by_role("combobox", name="tolerance").select_option("10⁻⁴")
    agrees(place, Scaling(angle=30, tolerance=1e-4, **TUNED))
    place.get_by_role("button", name="Tune each").click()
    agrees(place, Scaling(angle=30, tolerance=1e-4))
    tab.page.wait_for_url(lambda url: {"angle", "tolerance", "alpha_adagrad"} <= named(url))
    text = sentence(place)
    tab.page.reload(wait_until="networkidle")
    assert sentence(place) == text
    assert tab.complaints == []


def test_a_change_while_it_tunes_ends_the_tuning(scaling):
    tab, place = scaling({"alpha_gd": 0.001})
    place.evaluate(
        """place => {
          [...place.querySelectorAll("button")].find((b) => b.textContent === "Tune each").click();
          const angle = place.querySelector("input");
          angle.value = 45;
          angle.dispatchEvent(new Event("input"));
        }"""
    )
    tab.page.wait_for_timeout(1500)
    agrees(place, Scaling(**TUNED | {"alpha_gd": 0.001, "angle": 45}))
    assert tab.complaints == []


def test_from_the_bottom_nothing_moves_and_nothing_is_tuned(scaling):
    tab, place = scaling({"x": 0, "y": 0})
    assert sentence(place) == "You start at the bottom, and nothing moves."
    place.get_by_role("button", name="Tune each").click()
    assert sentence(place) == "You start at the bottom, and nothing moves."
    assert place.locator("input").nth(3).get_attribute("aria-valuetext") == "1.68"
    assert tab.complaints == []


def test_the_player_walks_step_by_step(scaling):
    tab, place = scaling({"angle": 20})
    state = state_of({"angle": 20})
    place.get_by_role("button", name="From the start").click()
    for t in range(4):
        text = sentence(place)
        assert text.startswith(f"After {t} of 300 steps the distance is ")
        for name, distance in distances(state).items():
            told = re.search(rf"({NUMBER}) \({LABELS[name]}\)", text)[1]
            assert np.isclose(number(told), distance[t], rtol=6e-3)
        path = place.locator(".descent-chart").nth(1).locator("path.descent-thin.rule-rmsprop")
        assert len(re.findall("[ML]", path.get_attribute("d"))) == t
        place.get_by_role("button", name="Step", exact=True).click()
    place.get_by_role("button", name="Play").click()
    expect(place.locator(".descent-readout")).to_have_text(re.compile(r"step (\d\d) of 300"))
    place.get_by_role("button", name="All steps").click()
    agrees(place, state)
    assert tab.complaints == []


def test_keys_move_every_slider_along_the_sweep(scaling):
    tab, place = scaling()
    for slider in place.locator("input[type=range]").all():
        before, text = sentence(place), slider.get_attribute("aria-valuetext")
        slider.press("ArrowRight")
        assert slider.get_attribute("aria-valuetext") != text
        assert sentence(place) != before
    values = [number(s.get_attribute("aria-valuetext")) for s in place.locator("input").all()]
    assert values[0] == 1
    assert np.allclose(values[2:], np.array(list(TUNED.values())) * 10 ** (1 / 40), rtol=6e-3)
    names = "angle", "kappa", *TUNED
    agrees(place, Scaling(**dict(zip(names, values, strict=True))))
    tab.page.wait_for_url("**scaling.alpha_rmsprop=*")
    assert tab.complaints == []


def start(place):
    """Where the pin says that it is."""
    text = place.locator(".descent-pin").get_attribute("aria-valuetext").replace("−", "-")
    return [float(part) for part in text.split(", ")]


def moved(place, before):
    """The start is elsewhere, inside the window, and the walks begin there."""
    sentence(place)
    x, y = start(place)
    assert [x, y] != before
    assert abs(x) <= 3
    assert abs(y) <= 2
    return [x, y]


def test_key_mouse_and_touch_move_the_start(scaling):
    tab, place = scaling({"angle": 10}, has_touch=True)
    pin = place.locator(".descent-pin")
    here = start(place)
    assert here == [-2.5, 1]
    pin.press("Shift+ArrowRight")
    pin.press("ArrowUp")
    here = moved(place, here)
    drag(tab, middle(pin) + 5, [100, 50])
    here = moved(place, here)
    box = place.locator(".descent-map").bounding_box()
    tab.page.touchscreen.tap(box["x"] + 40, box["y"] + 250)
    here = moved(place, here)
    assert np.allclose(middle(pin), [box["x"] + 40, box["y"] + 250], atol=1)
    gd = place.locator(".descent-map path.rule-gd").first.get_attribute("d")
    x, y = (float(part) for part in re.match(r"M(\S+) ([^LM]+)", gd).groups())
    assert np.allclose([x + box["x"], y + box["y"]], middle(pin), atol=1)
    for _ in range(20):
        pin.press("Shift+ArrowDown")
    assert moved(place, here)[1] == -2
    tab.page.wait_for_url("**scaling.y=-2*")
    assert tab.complaints == []


def test_every_rule_has_its_color_and_dashes_beside_its_slider(scaling):
    _, place = scaling()
    for name in RULES:
        label = place.locator(f"label:has(.descent-swatch .rule-{name})")
        expect(label).to_contain_text(LABELS[name])
