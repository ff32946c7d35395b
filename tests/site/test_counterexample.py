"""Reddi's problem: its numbers and curves are Python's, and any hand moves it."""

import re
from functools import partial

import numpy as np
import pytest
from figure_text import number, sentence
from hands import middle
from live import FIGURES
from playwright.sync_api import expect

from descent.experiments.adam_counterexample import PERIOD, bands, best_point, cuts, pulls
from descent.figures import Counterexample

PAGE = "counterexample"
SETTINGS = FIGURES[PAGE].states
NAMES = {"adam": "Adam", "amsgrad": "AMSGrad"}
NUMBER = r"−?\d+(?:\.\d+)?(?:·10[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)?"
LEFT, RIGHT, TOP, BOTTOM, FIRST = 46, 12, 26, 34, 0.7  # of the first chart


@pytest.fixture
def problem(opened):
    """problem(settings, **options) opens the page; returns the tab and the figure."""
    return partial(opened, "counterexample")


def agrees(place, state, t=None, rtol=6e-4):
    """What the sentence says after t steps is what Python says of this state."""
    t = state.steps if t is None else t
    told = place.locator(".descent-sentence")
    expect(told).to_contain_text(f"After {t:,} ", timeout=15_000)  # a long walk comes in pieces
    text, walks = sentence(place), state.walks
    assert text.startswith(f"After {t:,} ")
    for rule, (path, _) in walks.items():
        where = re.search(rf"{NAMES[rule]} (?:stands )?at ({NUMBER})", text)[1]
        assert np.isclose(number(where), path[t], rtol=rtol, atol=1e-9)
    _, _, causes = text.partition(f"In the last {PERIOD} steps ")
    assert bool(causes) == (t >= PERIOD)
    for cause, rule in zip(causes.split("; ") if causes else (), walks, strict=False):
        divisor = walks[rule][1]
        ours = pulls(divisor, t, state.large, state.at, state.moments == "corrected")
        told = [number(found) for found in re.findall(rf"(?:by|and) ({NUMBER})", cause)[:2]]
        assert NAMES[rule] in cause
        assert ("√v̂ " in cause) == (state.moments == "corrected")
        assert np.allclose(told, ours, rtol=6e-3)
        last = divisor[t - PERIOD + 1 : t + 1]
        span = [
            number(part)
            for part in re.findall(NUMBER, cause.replace("v̂", "v").rpartition("√v ")[2])
        ]
        assert np.allclose(span, np.unique([last.min(), last.max()])[: len(span)], rtol=6e-3)
        assert len(span) == 2 or np.isclose(last.min(), last.max(), rtol=6e-3)
    assert all(NAMES[rule] not in text for rule in {*NAMES} - {*walks})
    best = best_point(state.large)
    goal = f"the best point is {best:g}" if best else "no point is better"
    assert goal.replace("-", "−") in text


def curve(place, rule):
    """Where the rule's line is in the first chart: steps and weights, arrays."""
    chart = place.locator(".descent-chart").first
    line = chart.locator(f"path.descent-line.rule-{rule}:not(.descent-band, .descent-here)")
    pixels = np.array([p.split() for p in re.split("[ML]", line.get_attribute("d"))[1:]], float)
    box = chart.bounding_box()
    steps = int(place.get_by_role("combobox", name="steps").input_value())
    share = (pixels[:, 0] - LEFT) / (box["width"] - LEFT - RIGHT)
    w = 1.35 - 2.7 * (pixels[:, 1] - TOP) / (box["height"] - TOP - BOTTOM)
    return FIRST * (steps / FIRST) ** share, w


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_sentence_and_curves_are_pythons(problem, settings):
    tab, place = problem(settings)
    state = Counterexample(**settings)
    agrees(place, state)
    edges = np.array(cuts(state.steps))
    for rule, (path, _) in state.walks.items():
        t, w = curve(place, rule)
        assert np.allclose(t, np.maximum(edges, FIRST), rtol=5e-3)
        assert np.allclose(w[:-1], bands(path, edges)[0][:-1], atol=1e-3)
        assert np.isclose(w[-1], path[-1], atol=1e-3)
    text = place.locator("section").inner_text()
    best = best_point(state.large)
    assert ("best point" in text) == (best != 0)
    if best:
        label = place.locator(".descent-label", has_text="best point").first
        above = middle(place.locator(".descent-chart").first)[1] - middle(label)[1]
        assert np.sign(above) == best
    assert ("as good as any" in text) == (state.large == 1000)
    assert not re.search("NaN|undefined|null|Infinity", place.locator("section").inner_html())
    for line in place.locator(".descent-line").all():
        assert re.match(r"M-?\d", line.get_attribute("d"))
    assert tab.complaints == []


def test_the_published_outcome_is_told(problem):
    _, place = problem({"steps": 300_000})
    told = "After 300,000 steps Adam stands at 0.995 and AMSGrad at −0.9998; the best point is −1."
    assert sentence(place).startswith(told)


def test_it_is_played_step_by_step_and_then_faster(problem):
    edges = cuts(10_000)
    k = next(k for k, t in enumerate(edges) if t > PERIOD)
    settings = {"steps": 10_000, "at": edges[k] - PERIOD}  # at cut k the large one just came
    tab, place = problem(settings)
    state = Counterexample(**settings)
    place.get_by_role("button", name="From the start").click()
    agrees(place, state, 0)
    for t in (1, 2, 3):
        place.get_by_role("button", name="Step", exact=True).click()
        agrees(place, state, t)
    expect(place.locator(".descent-readout")).to_have_text("step 3 of 10,000")
    for _ in range(k - 3):
        place.get_by_role("button", name="Step", exact=True).click()
    agrees(place, state, edges[k])
    assert len(curve(place, "adam")[0]) == k + 1
    place.get_by_role("button", name="Play").click()
    expect(place.locator(".descent-readout")).to_have_text(re.compile(r"step [1-9]\d\d of 10,000"))
    place.get_by_role("button", name="All steps").click()
    agrees(place, state)
    assert tab.complaints == []


def values(place):
    """The state that the controls show."""
    texts = [s.get_attribute("aria-valuetext") for s in place.locator("input").all()]
    beta2, large, at, start = (number(text) for text in texts)
    chosen = {
        name: place.get_by_role("combobox", name=word).input_value()
        for name, word in [("moments", "moments"), ("steps", "steps"), ("shown", "rules")]
    }
    state = {"beta2": beta2, "large": large, "at": int(at), "start": start}
    return state | chosen | {"steps": int(chosen["steps"])}


def test_keys_move_every_control_and_the_address_remembers(problem):
    tab, place = problem()
    before = values(place)
    for slider in place.locator("input").all():
        slider.press("ArrowRight")
        slider.press("ArrowRight")
    state = values(place)
    assert (state["large"], state["at"], state["start"]) == (1030, 3, 0.02)
    assert state["beta2"] > before["beta2"]
    agrees(place, Counterexample(**state), rtol=5e-3)  # four digits of β₂ are shown
    for word, option in [("moments", "corrected"), ("steps", "1000"), ("rules", "amsgrad")]:
        place.get_by_role("combobox", name=word).select_option(option)
        agrees(place, Counterexample(**values(place)), rtol=5e-3)
    state = values(place)
    assert (state["moments"], state["steps"], state["shown"]) == ("corrected", 1000, "amsgrad")
    tab.page.wait_for_url("**counterexample.shown=amsgrad*")
    tab.page.reload(wait_until="networkidle")
    assert values(place) == state
    agrees(place, Counterexample(**state), rtol=5e-3)
    place.get_by_role("button", name="As in the text").click()
    agrees(place, Counterexample())
    assert tab.complaints == []


def test_a_change_stops_the_walk_before(problem):
    """300,000 steps, and another setting in each frame: what is told is the last one's."""
    tab, place = problem({"steps": 300_000})
    place.locator("input").nth(1).evaluate(
        """async (slider) => {
          for (let k = 0; k <= 40; k++) {
            slider.value = k;
            slider.dispatchEvent(new Event("input"));
            await new Promise(requestAnimationFrame);
          }
        }"""
    )
    state = Counterexample(**values(place))
    assert state.large == 600
    agrees(place, state)
    assert tab.complaints == []
