"""The turned ravine: paths, distances and step sizes are Python's, and any hand moves it."""

import re
from inspect import signature

import numpy as np
import pytest
from figure_text import number, sentence
from nbformat.v4 import new_code_cell, new_markdown_cell
from playwright.sync_api import expect
from test_hands import PHONE, center, middle, slide

from descent import diverged_at, ravine, stays_below
from descent.figures import Scaling
from descent.figures.scaling import EPS, RULES, STEPS
from descent.optimizers import adagrad, rmsprop

CELLS = [
    new_markdown_cell("# The turned ravine\n\nAlone on its page."),
    new_code_cell(
        "from descent.figures import Scaling\n\nScaling()",
        metadata={"tags": ["remove-input"]},
    ),
]
NUMBER = r"−?[\d.]+(?:·10[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)?"
LABELS = {"gd": "gradient descent", "adagrad": "AdaGrad", "rmsprop": "RMSProp"}
LEFT, RIGHT, TOP, BOTTOM = 46, 12, 26, 34  # of the charts
TUNED = {"alpha_gd": 0.0188, "alpha_adagrad": 1.68, "alpha_rmsprop": 0.0237}
SETTINGS = [
    {},
    {"angle": 30.0},
    {"angle": 45.0, "kappa": 20.0, "tolerance": 0.1},
    {"angle": 90.0, "tolerance": 1e-6},
    {"angle": 63.0, "kappa": 1000.0, "x": 1.5, "y": -2.0, "tolerance": 1e-4},
    {"kappa": 1.0, "x": 3.0, "y": 2.0},
    {"y": 0.0},  # one slope is zero all the way
    {"alpha_gd": 0.0201, "angle": 20.0},  # diverges, within the numbers
    {"alpha_gd": 10.0, "alpha_adagrad": 10.0, "alpha_rmsprop": 10.0, "kappa": 1000.0},
    {"alpha_gd": 1e-4, "alpha_adagrad": 1e-4, "alpha_rmsprop": 1e-4, "angle": 15.0},
]
ids = pytest.mark.parametrize("settings", SETTINGS, ids=str)


def state_of(settings):
    """The figure of these settings; the step sizes are those that the page begins with."""
    return Scaling(**TUNED | settings)


@pytest.fixture
def scaling(opened):
    """scaling(settings, **options) opens the page; returns the tab and the figure."""

    def scaling(settings=None, **options):
        words = {k: f"{v:.10f}".rstrip("0") + "0" * (v == 0) for k, v in (settings or {}).items()}
        words = {k: v.rstrip(".") for k, v in words.items()}
        return opened("scaling", words, **options)

    return scaling


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
    """All of them are inside of the axes; the names too."""
    _, place = scaling(settings, viewport={"width": 360, "height": 900})
    sentence(place)
    sizes = place.locator(".descent-chart").nth(1)
    box = sizes.bounding_box()
    for line in sizes.locator(".descent-line[class*=rule]").all():
        y = np.array(re.findall(r"[ML]\S+ (-?[\d.]+)", line.get_attribute("d")), float)
        assert y.min() >= TOP - 0.5
        assert y.max() <= box["height"] - BOTTOM + 0.5
    for label in sizes.locator(".descent-label, .descent-title").all():
        there = label.bounding_box()
        assert there["x"] >= box["x"]
        assert there["x"] + there["width"] <= box["x"] + box["width"] + 0.5


@pytest.mark.parametrize("settings", SETTINGS[:4], ids=str)
def test_no_name_lies_on_another(scaling, settings):
    for width in (1280, 360):
        _, place = scaling(settings, viewport={"width": width, "height": 900})
        sentence(place)
        labels = place.locator(".descent-chart").nth(1).locator(".descent-label").all()
        boxes = [label.bounding_box() for label in labels]
        assert 3 <= len(boxes) <= 5
        spans = sorted((b["x"], b["x"] + b["width"], b["y"], b["height"]) for b in boxes)
        for k, (_, right, y, height) in enumerate(spans):
            for left, _, other, _ in spans[k + 1 :]:
                assert left >= right - 3 or abs(y - other) >= height - 3


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


def test_without_motion_the_end_is_shown(scaling):
    _, place = scaling(reduced_motion="reduce")
    place.get_by_role("button", name="From the start").click()
    assert "After 0 of 300 steps" in sentence(place)
    place.get_by_role("button", name="Play").click()
    agrees(place, Scaling())


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
    tab.page.mouse.move(*(middle(pin) + 5))
    tab.page.mouse.down()
    tab.page.mouse.move(*(middle(pin) + np.array([105, 55])), steps=5)
    tab.page.mouse.up()
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
    assert pin.bounding_box()["width"] > 43.9
    tab.page.wait_for_url("**scaling.y=-2*")
    assert tab.complaints == []


def test_a_finger_drags_the_start_and_scrolls_beside_it(scaling):
    tab, place = scaling(**PHONE)
    center(place)
    pin = place.locator(".descent-pin")
    before, here, scrolled = sentence(place), middle(pin), tab.page.evaluate("scrollY")
    way, aside = np.array([[60, 60], [150, 60]])
    slide(tab, here, way)
    assert sentence(place) != before
    assert np.allclose(middle(pin), here + way, atol=3)
    assert tab.page.evaluate("scrollY") == scrolled
    before, place_before = sentence(place), start(place)
    slide(tab, here + aside, [0, -200])
    assert tab.page.evaluate("scrollY") > scrolled + 100
    assert (sentence(place), start(place)) == (before, place_before)
    assert tab.complaints == []


@pytest.mark.parametrize(
    ("query", "settings"),
    [
        ("angle=1e999&kappa=NaN&alpha_gd=-4", {"alpha_gd": 1e-4, "angle": 90.0}),
        ("angle=-9&alpha_adagrad=<img src=x>&tolerance=0.5", {"angle": 0.0}),
        ("angle=1e3&kappa=1e9&x=-99&y=7e300", {"angle": 90.0, "kappa": 1000.0, "x": -3, "y": 2}),
        ("tolerance=__proto__&alpha_rmsprop=1e7&kappa=0", {"alpha_rmsprop": 10.0, "kappa": 1.0}),
    ],
    ids=str,
)
def test_nonsense_in_the_address_is_kept_out(open_tab, address, query, settings):
    tab = open_tab(f"{address}?{'&'.join(f'scaling.{part}' for part in query.split('&'))}")
    place = tab.page.locator('.descent-figure[data-module="scaling"]')
    agrees(place, state_of(settings))
    assert not place.locator("img[src=x]").count()
    assert tab.complaints == []


@pytest.mark.parametrize(("width", "which"), [(1280, 0), (360, 1)])
def test_it_is_as_high_as_was_kept_free(scaling, width, which):
    for settings in SETTINGS[0], SETTINGS[4], SETTINGS[8], SETTINGS[9]:
        tab, place = scaling(settings, viewport={"width": width, "height": 900})
        sentence(place)
        height = place.locator(".descent-card").bounding_box()["height"]
        assert height == pytest.approx(Scaling.height[which], abs=2)
        assert tab.page.evaluate("document.documentElement.scrollWidth") == width


def test_in_the_dark_the_rules_change_their_colors(scaling):
    tab, place = scaling(color_scheme="light")
    color = "e => getComputedStyle(e).stroke"
    line = place.locator(".descent-chart path.rule-adagrad").first
    light = line.evaluate(color)
    tab.page.evaluate("document.documentElement.dataset.theme = 'dark'")
    expect(line).not_to_have_css("stroke", light)


def test_every_rule_has_its_color_and_dashes_beside_its_slider(scaling):
    _, place = scaling()
    for name in RULES:
        label = place.locator(f"label:has(.descent-swatch .rule-{name})")
        expect(label).to_contain_text(LABELS[name])


def test_without_scripts_the_picture_stands(scaling):
    _, place = scaling(java_script_enabled=False)
    assert place.locator("img.on-light").is_visible()
    alt = place.locator("img.on-light").get_attribute("alt")
    assert "condition number 100, turned by 0 degrees" in alt
