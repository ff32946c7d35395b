"""The pad of step sizes and momenta: its numbers and lines are Python's, and any hand moves it."""

import re
from functools import partial

import numpy as np
import pytest
from figure_text import number, sentence
from hands import drag, middle
from playwright.sync_api import expect

from descent.experiments.momentum_rates import critical, damping, limit
from descent.figures import MomentumPad
from descent.figures.momentum_pad import worst
from descent.plots import TINTS

PAGE = "momentum_pad"
NAMES = "rule", "share", "beta", "kappa", "x", "y"
PLACES = [
    ("momentum", 1.0, 0.5, 50, -2.5, 1),
    ("momentum", 0.3, 0.05, 8, 3, -2),  # over-damped
    ("momentum", 0.05, 0.95, 1, 1, 1),  # under-damped, both
    ("momentum", 1.9, 0.02, 30, -3, 2),  # alternating in the steep direction
    ("momentum", 0.25, 0.25, 1, 2, 2),  # critical, both
    ("momentum", 2, 0, 1, 0.5, 0),  # undying
    ("momentum", 4, 0, 1000, -2.5, 1),  # diverging as fast as it can
    ("momentum", 3.9, 0.97, 1000, -3, 0.1),  # grows on the way
    ("momentum", 4, 0, 1, -2.5, 1),
    ("momentum", 0.01, 0.99, 1000, 3, -2),
    ("momentum", 3, 0.2, 20, 2, 0),  # would diverge, but starts where the steep slope is zero
    ("nesterov", 1.0, 0.5, 50, -2.5, 1),
    ("nesterov", 0.3, 0.05, 8, 3, -2),
    ("nesterov", 0.05, 0.95, 1, 1, 1),
    ("nesterov", 1.3, 0.7, 30, -3, 2),
    ("nesterov", 0.25, 0.25, 1, 2, 2),
    ("nesterov", 1.5, 0.5, 1, 2, 2),
    ("nesterov", 4, 0.99, 1000, -3, 2),
]
NUMBER = r"−?[\d.]+(?:·10[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)?"
LEFT, RIGHT, TOP, BOTTOM = 46, 12, 26, 34  # of the chart


@pytest.fixture
def pad(opened):
    return partial(opened, "momentum_pad")


def query(*values, names=NAMES):
    return "&".join(
        f"momentum_pad.{name}={value}" for name, value in zip(names, values, strict=True)
    )


def told(place):
    """Of the sentence: the rate, the best one, and the rest."""
    text = sentence(place)
    found = re.search(rf"distance by ({NUMBER}) \(at best ({NUMBER})\)[;:.] ?(.*)", text)
    return number(found[1]), number(found[2]), found[3]


def agrees(place, state):
    """What the sentence says is what Python says of this state."""
    rate, ideal, rest = told(place)
    best = worst(*state.best, state.kappa, state.rule)
    assert np.isclose(rate, state.rate, rtol=6e-4, atol=1e-12)
    assert np.isclose(ideal, best, rtol=6e-4, atol=1e-7)
    distance = np.hypot(*state.path.T)
    if distance[0] == 0:
        assert rest == "You start at the bottom, and nothing moves."
        return
    end = re.search(rf"(?:leave|to) ({NUMBER})", rest)[1]
    assert np.isclose(number(end), distance[-1] / distance[0], rtol=6e-3)
    assert ("diverges" in rest) == (state.rate > 1 and distance[-1] > distance[0])
    if "On the way" in rest:
        most = re.search(rf"to ({NUMBER}) times at step (\d+)", rest)
        assert np.isclose(number(most[1]), distance.max() / distance[0], rtol=6e-3)
        assert int(most[2]) == distance.argmax()
    elif "diverges" not in rest:
        assert distance.argmax() == 0


@pytest.mark.parametrize("values", PLACES, ids=str)
def test_the_sentence_is_pythons(pad, values):
    tab, place = pad(query(*values))
    state = MomentumPad(**dict(zip(NAMES, values, strict=True)))
    agrees(place, state)
    alpha = state.share / state.kappa
    flat, steep = (damping(alpha, state.beta, curve, state.rule) for curve in (1, state.kappa))
    words = f"The flat direction is {flat}, the steep one {steep}. "
    assert sentence(place).startswith(words if flat != steep else f"Both directions are {flat}. ")
    assert tab.complaints == []


def test_the_places_show_every_kind_of_damping():
    words = {
        damping(share / kappa, beta, curvature, rule)
        for rule, share, beta, kappa, *_ in PLACES
        for curvature in (1, kappa)
    }
    known = "over-damped", "under-damped", "critical", "alternating", "undying", "diverging"
    assert words == set(known)


@pytest.mark.parametrize("rule", ["momentum", "nesterov"])
def test_the_bottom_is_a_start_too(pad, rule):
    tab, place = pad(query(rule, 1, 0.5, 50, 0, 0))
    agrees(place, MomentumPad(rule=rule, x=0, y=0))
    assert tab.complaints == []


def in_plane(plot, d):
    """αL and β of the points of an SVG path on the pad, (2, n)."""
    box = plot.bounding_box()
    px, py = np.array(re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", d), float).T
    share = 4 * (px - LEFT) / (box["width"] - LEFT - RIGHT)
    return share, (box["height"] - BOTTOM - py) / (box["height"] - BOTTOM - TOP)


@pytest.mark.parametrize("rule", ["momentum", "nesterov"])
@pytest.mark.parametrize("kappa", [1.3, 10, 400])
def test_the_lines_are_pythons(pad, rule, kappa):
    _, place = pad(query(rule, kappa, names=("rule", "kappa")))
    sentence(place)
    plot = place.locator(".descent-chart").first
    share, beta = in_plane(plot, plot.locator(".descent-border").get_attribute("d"))
    assert len(share) > 20
    assert np.allclose(share, limit(beta, rule), atol=3e-3)
    for k, curvature in enumerate((kappa, 1)):
        share, beta = in_plane(plot, plot.locator(".descent-branch").nth(k).get_attribute("d"))
        on_curve = (share > 0.05) & (np.abs(share - kappa / curvature) > 0.01)
        expected = critical(share / kappa, curvature, rule)
        assert np.allclose(beta[on_curve], expected[on_curve], atol=6e-3)
        assert on_curve.sum() > 20
    best = middle(plot.locator(".descent-dots circle"))
    box = plot.bounding_box()
    corner = np.array([box["x"] + LEFT, box["y"] + box["height"] - BOTTOM])
    size = np.array([(box["width"] - LEFT - RIGHT) / 4, TOP + BOTTOM - box["height"]])
    assert np.allclose((best - corner) / size, MomentumPad(rule=rule, kappa=kappa).best, atol=0.01)


@pytest.mark.parametrize("rule", ["momentum", "nesterov"])
def test_the_ground_is_colored_by_pythons_rate(pad, rule):
    kappa, bands = 20, 12
    _, place = pad(query(rule, kappa, names=("rule", "kappa")), color_scheme="light")
    sentence(place)
    share, beta = np.meshgrid(np.linspace(0.15, 3.85, 12), np.linspace(0.05, 0.95, 10))
    shown = place.locator("canvas.descent-ground").evaluate(
        """(canvas, places) => places.map(([u, v]) => {
          const at = [Math.floor(u * canvas.width), Math.floor((1 - v) * canvas.height)];
          return [...canvas.getContext("2d").getImageData(...at, 1, 1).data];
        })""",
        np.column_stack([share.ravel() / 4, beta.ravel()]).tolist(),
    )
    rates = worst(share, beta, kappa, rule).ravel()
    fastest = 1 - worst(*MomentumPad(rule=rule, kappa=kappa).best, kappa, rule)
    speed = np.sqrt(np.clip((1 - rates) / fastest, 0, 1))
    sure = np.abs((1 - speed) * bands % 1 - 0.5) > 0.1  # not at the border of two bands
    assert sure.mean() > 0.6
    assert [rgba[3] for rgba in shown] == [0 if rate >= 1 else 255 for rate in rates]
    expected = np.round(255 * np.array(TINTS(np.round((1 - speed) * bands) / bands)))
    expected[rates >= 1] = 0
    assert np.abs(np.array(shown) - expected)[sure].max() <= 3


def state_of(place):
    """Where the pin of the pad stands, and the rule that is chosen."""
    sentence(place)  # drawn in the next frame
    text = place.locator(".descent-chart .descent-pin").get_attribute("aria-valuetext")
    share, beta = (number(part) for part in text.split(", "))
    return {"share": share, "beta": beta, "rule": place.locator("select").first.input_value()}


def test_keys_move_the_pin(pad):
    tab, place = pad()
    pin = place.get_by_role("slider", name="α times L, and β")
    for key, share, beta in [
        ("ArrowRight", 1.01, 0.5),
        ("ArrowUp", 1.01, 0.505),
        ("Shift+ArrowUp", 1.01, 0.555),
        ("Shift+ArrowLeft", 0.91, 0.555),
        ("ArrowDown", 0.91, 0.55),
    ]:
        pin.press(key)
        agrees(place, MomentumPad(share=share, beta=beta))
        assert state_of(place) == {"share": share, "beta": beta, "rule": "momentum"}
    values = place.locator("input[type=range]").evaluate_all(
        "sliders => sliders.map((e) => e.getAttribute('aria-valuetext'))"
    )
    assert values == ["50", "0.91", "0.55"]
    for _ in range(40):
        pin.press("Shift+ArrowRight")
        pin.press("Shift+ArrowUp")
    agrees(place, MomentumPad(share=4, beta=0.99))
    tab.page.wait_for_url("**momentum_pad.share=4&momentum_pad.beta=0.99*")
    assert tab.complaints == []


def test_the_mouse_drags_the_pin(pad):
    tab, place = pad()
    pin, plot = (place.locator(f".descent-chart {part}").first for part in (".descent-pin", "g"))
    start = middle(pin)
    box = plot.locator("xpath=..").bounding_box()
    drag(tab, start + 5, [60, -60])
    moved = state_of(place)
    assert np.isclose(moved["share"], 1 + 240 / (box["width"] - LEFT - RIGHT), atol=0.02)
    assert np.isclose(moved["beta"], 0.5 + 60 / (box["height"] - TOP - BOTTOM), atol=0.01)
    agrees(place, MomentumPad(**moved))
    tab.page.mouse.click(box["x"] + 2, box["y"] + 2)  # outside of the plane
    assert state_of(place) == {"share": 0.01, "beta": 0.99, "rule": "momentum"}
    assert tab.complaints == []


@pytest.mark.parametrize("rule", ["momentum", "nesterov"])
@pytest.mark.parametrize("kappa", [1, 30, 1000])
def test_the_button_goes_to_the_best(pad, rule, kappa):
    tab, place = pad(query(rule, kappa, names=("rule", "kappa")))
    place.get_by_role("button", name="Go to the best").click()
    text = sentence(place)
    rate, ideal, _ = told(place)
    assert rate == ideal
    assert "directions are critical" in text or "The flat direction is critical" in text
    share, beta = MomentumPad(rule=rule, kappa=kappa).best
    agrees(place, MomentumPad(rule=rule, kappa=kappa, share=share, beta=beta))
    pin = place.locator(".descent-chart .descent-pin")
    best = place.locator(".descent-chart .descent-here.descent-dots circle")
    assert np.allclose(middle(pin), middle(best), atol=0.5)
    tab.page.wait_for_url("**momentum_pad.beta=*")
    tab.page.reload(wait_until="networkidle")
    assert sentence(place) == text
    assert tab.complaints == []


def test_the_other_rule_walks_and_colors_its_own_way(pad):
    tab, place = pad("momentum_pad.share=2.5&momentum_pad.beta=0.4")
    assert "diverges" not in told(place)[2]
    plot, ground = place.locator(".descent-chart").first, place.locator("canvas.descent-ground")
    pixels = ground.evaluate("canvas => canvas.toDataURL()")
    expect(plot).to_contain_text("αL > 2 + 2β")
    place.get_by_role("combobox", name="rule").select_option("Nesterov")
    agrees(place, MomentumPad(rule="nesterov", share=2.5, beta=0.4))
    assert "diverges" in told(place)[2]
    expect(plot).to_contain_text("αL > (2 + 2β) / (1 + 2β)")
    assert ground.evaluate("canvas => canvas.toDataURL()") != pixels
    assert place.locator(".rule-momentum").count() == 0
    assert place.locator(".descent-map .rule-nesterov").count() > 0
    tab.page.wait_for_url("**momentum_pad.rule=nesterov*")
    assert tab.complaints == []


def test_the_player_walks_step_by_step(pad):
    tab, place = pad()
    path, text = MomentumPad().path, place.locator(".descent-sentence")
    distance = [f"{length:.3g}" for length in np.linalg.norm(path, axis=-1)]
    curve = place.locator(".descent-chart").nth(1).locator(".rule-momentum")

    def points():
        return len(re.findall("[ML]", curve.get_attribute("d")))

    place.get_by_role("button", name="From the start").click()
    expect(text).to_have_text(f"After 0 of 200 steps the distance is {distance[0]}.")
    assert points() == 1
    place.get_by_role("button", name="Step", exact=True).click()
    place.get_by_role("button", name="Step", exact=True).click()
    expect(text).to_have_text(f"After 2 of 200 steps the distance is {distance[2]}.")
    assert points() == 3
    place.get_by_role("button", name="Play").click()
    expect(text).to_have_text(re.compile(r"After ([5-9]|1\d) of 200 steps"))
    place.get_by_role("button", name="Pause").click()
    place.get_by_role("slider", name="α times L, and β").press("ArrowRight")  # another walk
    agrees(place, MomentumPad(share=1.01))
    assert points() == 201
    assert tab.complaints == []


def test_a_walk_that_diverges_leaves_the_map_and_stays_away(pad):
    """And its 200 steps do not fill the map with a stripe."""
    _, place = pad("momentum_pad.share=3.9&momentum_pad.beta=0.2&momentum_pad.kappa=1000")
    sentence(place)
    assert place.locator(".descent-map .descent-dots circle").count() < 12
