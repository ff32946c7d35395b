"""Losses against the step size, on a page: curves, table and sentence are those of the study."""

import gzip
import json
import re
from functools import partial

import numpy as np
import pytest
from figure_text import number, sentence
from hands import PHONE
from made_up import made_up
from playwright.sync_api import expect

from descent.experiments.comparison import (
    ALPHAS,
    BUDGETS,
    METHODS,
    PARTS,
    PROBLEMS,
    good_range,
    load_study,
)
from descent.experiments.training_grid import LOST
from descent.figures import Sensitivity
from descent.figures.sensitivity import HIGHEST, NAMES, STRIP

# A study with all that may happen: a loss of zero, a method that never works, one that always
# does, a best α at the end of the grid, medians that have diverged in some of the splits only.
PAGE = "sensitivity"
STUDY = made_up()
SHOWN = ("SGD", "momentum", "Adam")
STATES = [
    ("network", 30, SHOWN),
    ("network", 100, tuple(METHODS)),
    ("network", 1, ("full batch",)),
    ("network", 10, ("Adam", "AdamW")),
    ("classifier", 1, tuple(METHODS)),
    ("classifier", 3, ("RMSProp",)),
    ("digits", 100, ("full batch", "momentum", "RMSProp", "Adam")),
    ("digits", 10, ()),
]
LEFT, RIGHT, TOP, BOTTOM = 46, 12, 26, 34  # of a chart


@pytest.fixture
def curves(opened):
    return partial(opened, "sensitivity")


def query(problem, budget, shown):
    names = ".".join(shown).replace(" ", "+")
    return f"sensitivity.problem={problem}&sensitivity.budget={budget}&sensitivity.methods={names}"


def facts(problem, budget, method, part):
    """Of one curve: medians, α and loss of the best, good range; None where nothing works."""
    losses = np.nan_to_num(STUDY.losses(problem, method, budget, part), nan=np.inf)
    with np.errstate(over="ignore"):
        medians = np.median(losses, axis=1)
        if not np.isfinite(medians).any():
            return medians, None
        low, high = good_range(losses)
    return medians, (ALPHAS[medians.argmin()], medians.min(), low, high)


def wide(low, high):
    decades = np.log10(high / low)
    open_ = low <= ALPHAS[0] or high >= ALPHAS[-1]
    return "< 0.1" if decades < 0.05 else f"{'≥ ' if open_ else ''}{decades:.1f}"


def row(place, method):
    line = place.locator("tbody tr").nth(list(METHODS).index(method))
    return line.locator("td").all_text_contents()


def same(text, value, digits=3):
    """Whether a text ends in the value, to its digits; on the page it has been rounded before."""
    return abs(number(text) - value) <= 0.505 * 10.0 ** (
        np.floor(np.log10(value or 1)) + 1 - digits
    )


def in_the_table(place, problem, budget, method):
    b, fit, fit_decades, a, loss, good, decades = row(place, method)
    _, validation = facts(problem, budget, method, "validation")
    _, training = facts(problem, budget, method, "training")
    if validation is None:
        assert (a, loss, good, decades) == ("–", "diverged", "–", "–")
        assert (b, fit, fit_decades) == ("–", "diverged", "–")
        return
    alpha, least, low, high = validation
    assert same(a, alpha)
    assert same(loss, least)
    first, last = good.split(" to ")
    assert same(first, low, 2)
    assert same(last, high, 2)
    assert decades == wide(low, high)
    alpha, least, low, high = training
    assert same(b, alpha)
    assert same(fit, least)
    assert fit_decades == wide(low, high)


def in_the_sentence(place, problem, budget, shown):
    text = sentence(place)
    if not shown:
        assert text == "No method is shown: switch one on."
        return
    epochs = "1 epoch" if budget == 1 else f"{budget} epochs"
    assert text.startswith(f"{NAMES[problem]}, {epochs}, medians of 10 splits. ")
    for part in PARTS:
        [said] = re.findall(rf"On {part} loss (.+?)\.(?= |$)", text)
        found = {name: facts(problem, budget, name, part)[1] for name in shown}
        known = {name: one for name, one in found.items() if one}
        if not known:
            assert "at every α" in said
        elif len(shown) > 2:
            lowest = min(known, key=lambda name: known[name][1])
            widths = {name: np.log10(one[3] / one[2]) for name, one in known.items()}
            low, ranges = said.split("; ")
            assert low.startswith(f"the lowest median shown is {lowest}’s, ")
            assert same(low, known[lowest][0])
            for word, pick in ("widest range", max), ("narrowest", min):
                [(name, width)] = re.findall(rf"{word} ([\w ]+)’s, (\S* ?[\d.]+)", ranges)
                assert widths[name] == pytest.approx(pick(widths.values()), abs=1e-3)
                assert width.strip() == wide(*known[name][2:])
        else:
            for name, one in known.items():
                assert f"{name}’s best α is " in said
                assert f"{wide(*one[2:])} decades" in said
    lost = [
        name for name in shown if (~(facts(problem, budget, name, "validation")[0] < LOST)).any()
    ]
    assert ("Diverged, from the smallest α" in text) == bool(lost)
    assert all(name in text.split("Diverged")[-1] for name in lost)


def pixels(path):
    d = path.get_attribute("d")
    return np.array([[float(n) for n in p.split()] for p in re.split("[ML]", d)[1:]])


def in_the_chart(place, which, problem, budget, shown):
    """Medians inside the chart, rings, bars and dots are where the numbers are."""
    chart = place.locator(".descent-chart").nth(which)
    box = chart.bounding_box()
    floor = Sensitivity(study=STUDY).results[problem]["low"]
    y_low, y_high = (np.log10(v) for v in (floor, HIGHEST))
    strip = STRIP * (y_high - y_low)
    y_low, y_high = y_low - strip, y_high + strip
    x_low, x_high = np.log10(ALPHAS[0] / 1.4), np.log10(ALPHAS[-1] * 1.4)

    def read(points):
        x = (points[:, 0] - LEFT) / (box["width"] - LEFT - RIGHT)
        y = (box["height"] - BOTTOM - points[:, 1]) / (box["height"] - BOTTOM - TOP)
        return x_low + (x_high - x_low) * x, y_low + (y_high - y_low) * y

    lines = chart.locator(".descent-line:not(.descent-here, .descent-band, .descent-zero)")
    medians = lines.and_(chart.locator(":not(.descent-bar)"))
    bars = chart.locator(".descent-line.descent-bar")
    rings = chart.locator(".descent-dots.descent-lowest circle")
    found = [facts(problem, budget, name, PARTS[which]) for name in shown]
    known = [one for _, one in found if one]
    assert medians.count() == len(shown)
    assert bars.count() == rings.count() == len(known)
    for k, (values, _) in enumerate(found):
        inside = (values >= floor) & (values <= HIGHEST)
        path = medians.nth(k)
        if not inside.any():
            continue
        x, y = read(pixels(path))
        for alpha, value in zip(np.array(ALPHAS)[inside], values[inside], strict=True):
            there = np.abs(x - np.log10(alpha)) < 0.02
            assert np.any(np.abs(y[there] - np.log10(value)) < 0.02)
        assert y.min() > np.log10(floor) - 0.01
        assert y.max() < np.log10(HIGHEST) + 0.01
    for k, (alpha, least, low, high) in enumerate(known):
        x, _ = read(pixels(bars.nth(k)))
        assert np.allclose(x, np.log10([low, high]), atol=0.02)
        ring = [float(rings.nth(k).get_attribute(key)) for key in ("cx", "cy")]
        x, y = read(np.array([ring]))
        assert np.isclose(x, np.log10(alpha), atol=0.02)
        assert np.isclose(y, np.log10(np.clip(least, floor, HIGHEST)), atol=0.02)
    dots = chart.locator(".descent-dots:not(.descent-lowest) circle")
    assert dots.count() == sum(int(np.sum(~(values < LOST))) for values, _ in found)


@pytest.mark.parametrize(("problem", "budget", "shown"), STATES, ids=str)
def test_curves_table_and_sentence_are_the_studys(curves, problem, budget, shown):
    tab, place = curves(query(problem, budget, shown))
    in_the_sentence(place, problem, budget, shown)
    for method in METHODS:
        in_the_table(place, problem, budget, method)
    for which in range(2):
        in_the_chart(place, which, problem, budget, shown)
    pressed = place.locator("[aria-pressed=true]").all_inner_texts()
    assert [name.strip() for name in pressed] == [name for name in METHODS if name in shown]
    assert not re.search("NaN|undefined|null|Infinity", place.locator("section").inner_html())
    expect(place.locator(".descent-heard")).to_have_text(sentence(place))
    assert tab.complaints == []


def test_the_study_made_up_has_all_that_may_happen():
    ends = [facts(*state) for state in ((p, b, m, t) for p in PROBLEMS for b in BUDGETS
            for m in METHODS for t in PARTS)]  # fmt: skip
    assert any(best is None for _, best in ends)
    assert any(best and best[1] == 0 for _, best in ends)
    assert any(best and wide(*best[2:]).startswith("≥") for _, best in ends)
    assert any(best and np.log10(best[3] / best[2]) < 0.05 for _, best in ends)
    assert any((~(values < LOST)).any() and best for values, best in ends)


def test_keys_move_every_control_and_the_address_remembers(curves):
    tab, place = curves()
    place.locator("input").press("ArrowRight")
    place.get_by_role("combobox", name="problem").press("c")
    place.get_by_role("button", name="momentum").press("Enter")
    place.get_by_role("button", name="full batch").press("Space")
    state = ("classifier", 100, ("full batch", "SGD", "Adam"))
    in_the_sentence(place, *state)
    tab.page.wait_for_url("**sensitivity.methods=full+batch.SGD.Adam*")
    tab.page.reload(wait_until="networkidle")
    in_the_sentence(place, *state)
    in_the_chart(place, 1, *state)
    assert tab.complaints == []


def test_the_mouse_drags_the_budget_over_those_there_are(curves):
    tab, place = curves()
    slider = place.locator("input")
    box, seen = slider.bounding_box(), []
    tab.page.mouse.move(box["x"] + 2, box["y"] + box["height"] / 2)
    tab.page.mouse.down()
    for k in range(30):
        tab.page.mouse.move(box["x"] + 2 + k * (box["width"] - 4) / 29, box["y"] + 10)
        seen.append(int(slider.get_attribute("aria-valuetext")))
    tab.page.mouse.up()
    assert seen == sorted(seen)
    assert set(seen) == set(BUDGETS)
    in_the_sentence(place, "network", 100, SHOWN)
    assert tab.complaints == []


def test_a_finger_moves_it_on_a_phone(curves):
    tab, place = curves(**PHONE)
    chip = place.get_by_role("button", name="AdamW")
    chip.scroll_into_view_if_needed()
    chip.tap()
    in_the_sentence(place, "network", 30, (*SHOWN, "AdamW"))
    assert place.locator("table").evaluate("e => e.scrollWidth <= e.parentNode.clientWidth")
    assert tab.complaints == []


def test_the_full_batch_has_the_color_of_sgd_and_its_own_dashes(curves):
    tab, place = curves(query("classifier", 30, ("full batch", "SGD")), color_scheme="light")
    sentence(place)

    def looks():
        chart = place.locator(".descent-chart").first
        lines = [".descent-full-batch", ".rule-gd"]
        style = "e => [getComputedStyle(e).stroke, getComputedStyle(e).strokeDasharray]"
        kind = ".descent-line:not(.descent-here, .descent-band, .descent-bar)"
        return [chart.locator(f"{kind}{line}").evaluate(style) for line in lines]

    (color, dash), (other, solid) = looks()
    assert color == other
    assert dash != solid == "none"
    tab.page.evaluate("document.documentElement.dataset.theme = 'dark'")
    line = place.locator(".descent-chart").first.locator(".descent-line.rule-gd").first
    expect(line).not_to_have_css("stroke", color)  # drawn anew
    (dark, _), (other, _) = looks()
    assert dark == other != color


def test_the_curves_are_light(open_tab, address):
    page = open_tab(address, java_script_enabled=False).page
    text = page.locator('.descent-figure script[type="application/json"]').text_content()
    assert len(gzip.compress(text.encode(), 6)) < 20_000


@pytest.mark.parametrize("state", STATES, ids=str)
def test_it_has_a_picture(state):
    problem, budget, shown = state
    figure = Sensitivity(problem, budget, shown, study=STUDY)
    found, (width, height) = figure.pictures()
    assert found["light"] != found["dark"]
    assert width > height > 100


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"problem": "moon"}, "'moon' is not one of classifier, network, digits"),
        ({"budget": 12}, "12 is not one of 1, 3, 10, 30, 100"),
        ({"shown": ["sgd"]}, "'sgd' is not one of full batch, SGD"),
    ],
)
def test_what_is_wrong_is_named(wrong, message):
    with pytest.raises(ValueError, match=message):
        Sensitivity(study=STUDY, **wrong)


def test_the_stored_study_is_what_is_drawn_by_itself():
    figure, study = Sensitivity(), load_study()
    for problem, name, k in (("classifier", "SGD", 0), ("digits", "AdamW", 4)):
        losses = study.losses(problem, name, BUDGETS[k])
        found = figure.results[problem]["methods"][name]["validation"][k]
        assert np.allclose(found["median"], np.median(losses, axis=1), rtol=5e-3)
        assert np.allclose(found["low"], np.sort(losses, axis=1)[:, 2], rtol=5e-3)
        assert np.allclose(found["high"], np.sort(losses, axis=1)[:, 7], rtol=5e-3)
        assert np.allclose(found["best"][1:], good_range(losses), rtol=1e-3)
    assert len(gzip.compress(json.dumps(figure.state()).encode(), 6)) < 20_000
