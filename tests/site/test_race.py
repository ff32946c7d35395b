"""The race, on a page of its own: its table is Python's, and it survives whatever is tried."""

import re
from functools import partial

import numpy as np
import pytest
from figure_text import number, sentence
from playwright.sync_api import expect

from descent import descend, surfaces
from descent.figures import Race
from descent.optimizers import rules as BUILT_IN


@pytest.fixture
def race(opened):
    """race(query) opens the page; returns the tab and its first race, or another."""
    return partial(opened, "race")


def rows(place):
    """{label: cells} of the table."""
    lines = place.locator("tbody tr:not(.descent-opened)").all()
    return {
        line.locator(".descent-chip-name").inner_text().strip(): line.locator(
            "td"
        ).all_inner_texts()
        for line in lines
    }


def steady(race, name, path):
    """Whether the end of a rule's path survives a last place added to each slope.

    RMSProp's need not: at the bottom it divides a slope that is nothing but rounding by its own
    size, and walks off again.
    """
    if name not in BUILT_IN:
        return True
    land, rng = surfaces[race.surface], np.random.default_rng(0)
    rule = BUILT_IN[name](**race.settings[name])
    shaken = descend(
        rule, lambda w: land.grad(w) + 1e-16 * rng.normal(size=2), [race.x, race.y], race.steps
    )
    return np.allclose(shaken[-1], path[-1], rtol=1e-3, atol=1e-9, equal_nan=True)


def check(place, race):
    """The table says what Python says, to the digits that it gives."""
    told = rows(place)
    outcomes = race.outcomes
    steadies = [name for name, path in race.paths.items() if steady(race, name, path)]
    assert len(steadies) >= len(race.shown) - 1
    for name in steadies:
        outcome = outcomes[name]
        end, below, at = told[race.labels.get(name, name)]
        if outcome["lost"] != -1:
            assert number(end) == outcome["lost"]
            continue
        assert np.isclose(number(end), outcome["end"], rtol=6e-3, atol=1e-13), name
        assert below == ("–" if outcome["below"] == -1 else str(outcome["below"])), name
        places = [number(text) for text in at.split(", ")]
        assert np.allclose(places, outcome["at"], rtol=6e-3, atol=1e-6), name


def done(place):
    """Wait for the sentence, which comes when all have arrived."""
    sentence(place)
    expect(place.locator(".descent-heard")).not_to_be_empty(timeout=20_000)


def choose(place, surface):
    before = place.locator(".descent-sentence").inner_text()
    place.get_by_role("combobox", name="surface").select_option(surface)
    expect(place.locator(".descent-sentence")).not_to_have_text(before, timeout=20_000)


@pytest.mark.parametrize("surface", surfaces)
def test_the_table_is_pythons(race, surface):
    tab, place = race(which=1 if surface == "himmelblau" else 0)
    done(place)
    if surface != "himmelblau":
        choose(place, surface)
        check(place, Race(surface))
    else:
        check(place, Race("tumor", shown=["gd", "momentum", "adam"]))
        assert rows(place)["RMSProp"] == ["", "", ""]
    assert tab.complaints == []


def test_settings_open_and_move_their_rule(race):
    tab, place = race()
    done(place)
    place.get_by_role("button", name="settings of Adam", exact=True).click()
    group = place.get_by_role("group", name="settings of Adam", exact=True)
    sliders = group.locator("input")
    expect(sliders).to_have_count(4)
    before = rows(place)
    for _ in range(20):
        sliders.first.press("ArrowRight")
    alpha = number(sliders.first.get_attribute("aria-valuetext"))
    assert alpha > 0.15
    tab.page.wait_for_url("**race.adam.alpha=*")
    check(place, Race(settings={"adam": {"alpha": alpha}}))
    assert {name for name, cells in rows(place).items() if cells != before[name]} == {"Adam"}


def test_chips_switch_rules_off_and_the_address_remembers(race):
    tab, place = race()
    done(place)
    lines = place.locator(".descent-map .descent-line")
    expect(lines).to_have_count(8)
    chip = place.get_by_role("button", name="AdaGrad", exact=True)
    expect(chip).to_have_attribute("aria-pressed", "true")
    chip.press("Enter")
    expect(chip).to_have_attribute("aria-pressed", "false")
    expect(lines).to_have_count(7)
    tab.page.wait_for_url("**race.rules=*")
    tab.page.reload(wait_until="networkidle")
    expect(lines).to_have_count(7)
    assert rows(place)["AdaGrad"] == ["", "", ""]


def test_the_table_runs_with_the_race(race):
    tab, place = race()
    done(place)
    place.get_by_role("button", name="From the start").click()
    place.get_by_role("button", name="Step", exact=True).click()
    expect(place.locator(".descent-sentence")).to_have_text("Step 1 of 150.")
    expect(place.locator(".descent-readout")).to_have_text("step 1 of 150")
    losses = Race().losses
    for name, (loss, below, _) in rows(place).items():
        key = next(rule for rule, label in Race().labels.items() if label == name)
        assert np.isclose(number(loss), losses[key][1], rtol=6e-3)
        assert below == ""
    place.locator(".descent-pin").press("ArrowRight")  # another walk: all of it is shown
    expect(place.locator(".descent-sentence")).not_to_contain_text("Step")
    assert tab.complaints == []


def test_a_higher_valley_is_told_from_a_slow_walk(race):
    _, place = race()
    done(place)
    choose(place, "rastrigin")
    text = place.locator(".descent-sentence").inner_text()
    assert re.search(
        r"In a valley that lies higher: gradient descent, 4\.97 above the lowest", text
    )
    choose(place, "bowl")
    text = place.locator(".descent-sentence").inner_text()
    assert "Not below" in text
    assert "higher" not in text


def test_no_rule_at_all_is_said(race):
    tab, place = race("race.rules=")
    assert "switch one on" in place.locator(".descent-sentence").inner_text()
    assert tab.complaints == []


def test_the_start_stays_inside_and_python_agrees(race):
    tab, place = race("race.x=-5&race.y=7e300")
    done(place)
    pin = place.locator(".descent-pin")
    for _ in range(3):
        pin.press("Shift+ArrowUp")
    assert pin.get_attribute("aria-valuetext") == "−5, 5"
    check(place, Race(x=-5, y=5))
    assert tab.complaints == []


def test_thousands_of_steps_on_a_table(race):
    tab, place = race("race-2.steps=2000", which=1)
    done(place)
    check(place, Race("tumor", shown=["gd", "momentum", "adam"], steps=2000))
    assert tab.complaints == []


def test_a_level_start_is_said(race):
    _, place = race(which=2)
    done(place)
    place.locator(".descent-pin").press("Shift+ArrowUp")
    _, place = race("race-3.x=0&race-3.y=0", which=2)
    done(place)
    assert "level at the start" in place.locator(".descent-sentence").inner_text()
    assert rows(place)["momentum"][:2] == ["0", "0"]


def test_a_rule_of_the_readers_own(race):
    """Walked by Python: on the page only from the start it was walked from."""
    tab, place = race(which=2)
    done(place)
    told = rows(place)
    assert told["mine"] == told["gradient descent"]
    assert told["lost"] == ["no number at step 7", "–", ""]
    place.locator(".descent-pin").press("Shift+ArrowRight")
    expect(place.locator(".descent-sentence")).to_contain_text("Python walks mine and lost")
    assert place.locator(".descent-map .descent-old").count() == 0
    assert tab.complaints == []


def test_races_on_one_page_do_not_disturb_each_other(race):
    tab, place = race()
    done(place)
    second = tab.page.locator(".descent-figure").nth(1)
    before = sentence(second)
    place.locator(".descent-pin").press("Shift+ArrowRight")
    tab.page.wait_for_url("**race.x=*")
    assert sentence(second) == before
    second.locator(".descent-pin").press("Shift+ArrowRight")
    tab.page.wait_for_url("**race-2.x=*")
    assert re.search(r"race\.x=", tab.page.url)


def test_whole_numbers_leave_none_out_at_their_low_end(race):
    _, place = race()
    steps = place.get_by_role("slider", name="t steps")
    steps.press("Home")
    seen = [steps.get_attribute("aria-valuetext")]
    for _ in range(9):
        steps.press("ArrowRight")
        seen.append(steps.get_attribute("aria-valuetext"))
    assert seen == [str(t) for t in range(1, 11)]
