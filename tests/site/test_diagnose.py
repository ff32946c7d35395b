"""Twelve curves to diagnose: answered by mouse, touch and key; words and curves are Python's."""

import json
import re

import numpy as np
import pytest
from figure_text import sentence
from hands import PHONE
from nbformat.v4 import new_code_cell, new_markdown_cell
from playwright.sync_api import expect

from descent.experiments.loss_curves import CASES, FAR
from descent.figures import Diagnose

LETTERS = "ABCDEFGHIJKL"
LEFT, RIGHT, TOP, BOTTOM = 46, 12, 26, 34  # of a chart
CELLS = [
    new_markdown_cell("# The curves\n\nAlone on their page. See {numref}`fig-curves`."),
    new_code_cell(
        "from descent.figures import Diagnose\n\nDiagnose()",
        metadata={
            "tags": ["remove-input"],
            "mystnb": {"figure": {"name": "fig-curves", "caption": "Twelve *curves*."}},
        },
    ),
    new_markdown_cell("## What follows\n\nText."),
]


@pytest.fixture(scope="module")
def cases():
    return Diagnose().cases


@pytest.fixture
def curves(opened):
    """curves(case, **options) opens the page; returns the tab and the figure."""

    def curves(case=None, **options):
        return opened("diagnose", {} if case is None else {"case": case}, **options)

    return curves


def reply(place, k):
    return place.locator(".descent-reply").nth(k)


def wrong(case, skip=0):
    """The number of a wrong answer."""
    return [k for k in range(4) if k != case["right"]][skip]


def readouts(place):
    return place.locator(".descent-readout").all_inner_texts()


def score(place):
    return place.locator(".descent-readout").last


def pixels(place, selector):
    """The points of a curve as they are drawn, shape (n, 2)."""
    d = place.locator(f".descent-chart path{selector}").get_attribute("d")
    return np.array([[float(n) for n in re.split(r"[ ,]", p)] for p in re.split("[ML]", d)[1:]])


def losses(place, points, case, high):
    """Those points as epochs or steps and losses, read off the chart's own axes."""
    runs = [case["broken"], case["repaired"]]
    every = [loss for run in runs for name in ("training", "validation") for loss in run[name]]
    low = min(0.05, 0.8 * min(loss for loss in every if loss is not None))
    last = max(run["first"] + run["every"] * (len(run["training"]) - 1) for run in runs)
    box = place.locator(".descent-chart").bounding_box()
    x = (points[:, 0] - LEFT) / (box["width"] - LEFT - RIGHT) * last
    share = (box["height"] - BOTTOM - points[:, 1]) / (box["height"] - BOTTOM - TOP)
    return x, low * (high / low) ** share


def top(case, solved):
    runs = [case["broken"], case["repaired"]]
    every = [loss for run in runs for name in ("training", "validation") for loss in run[name]]
    high = max(2, 1.25 * max(loss for loss in every if loss is not None))
    return min(100 if solved else FAR, high)


def agrees(place, case, run, selector, solved):
    """A curve on the page is the run's, up to a tenth of a pixel."""
    name = "training" if "descent-log" in selector else "validation"
    known = [loss for loss in case[run][name] if loss is not None]
    high = top(case, solved)
    x, drawn = losses(place, pixels(place, selector), case, high)
    first, every = case[run]["first"], case[run]["every"]
    assert np.allclose(x, first + every * np.arange(len(known)), rtol=2e-3, atol=0.1)
    decades = np.log10(drawn) - np.log10(known)
    assert np.abs(decades[np.array(known) < high]).max() < 0.004 * np.log10(high / 0.005)


@pytest.mark.parametrize("number", range(1, 13))
def test_each_curve_is_the_run_and_each_answer_has_its_reply(curves, cases, number):
    tab, place = curves(number)
    case = cases[number - 1]
    assert sentence(place) == case["seen"]
    assert place.locator(".descent-settings-line").inner_text() == case["settings"]
    assert (
        place.locator(".descent-title").text_content() == f"{LETTERS[number - 1]}: loss, log scale"
    )
    assert case["unit"] in place.locator(".descent-tick").all_text_contents()
    for selector in ".descent-log", ".descent-held":
        agrees(place, case, "broken", f"{selector}.descent-before", False)
    assert place.locator(".descent-chart .descent-repaired").count() == 0
    assert ("diverged" in place.locator(".descent-chart").text_content()) == (number == 4)
    for k, (answer, why) in enumerate(case["choices"]):
        assert reply(place, k).inner_text() == answer
        reply(place, k).click()
        if k == case["right"]:
            expected = f"Yes. {why}\n{case['why']}\n{case['repair']}"
        else:
            expected = f"No. {why} Try another answer."
        assert sentence(place) == expected
        expect(reply(place, k)).to_have_attribute(
            "data-verdict", "right" if k == case["right"] else "wrong"
        )
        expect(place.locator(".descent-reply[aria-pressed=true]")).to_have_count(1)
    for selector in ".descent-log", ".descent-held":
        agrees(place, case, "repaired", f"{selector}.descent-repaired", True)
        agrees(place, case, "broken", f"{selector}.descent-before", True)
    assert not re.search("NaN|undefined|null|Infinity", place.locator("section").inner_html())
    for path in place.locator(".descent-line").all():
        assert re.match(r"M-?\d", path.get_attribute("d"))
    expect(place.locator(".descent-heard")).to_have_text(sentence(place))
    assert tab.complaints == []


def test_the_tally_counts_first_tries_and_answers_stay(curves, cases):
    tab, place = curves()
    assert readouts(place) == ["1 of 12", "0 of 12 solved, 0 at the first try"]
    reply(place, cases[0]["right"]).click()  # A at once
    next_ = place.get_by_role("button", name="Next")
    next_.click()
    reply(place, wrong(cases[1])).click()  # B at the second try
    assert "solved, 1 at" in readouts(place)[1]
    expect(place.locator(".descent-chart .descent-repaired")).to_have_count(0)
    reply(place, cases[1]["right"]).click()
    next_.click()
    reply(place, wrong(cases[2])).click()  # C not yet
    expect(score(place)).to_have_text("2 of 12 solved, 1 at the first try")
    standings = place.locator(".descent-strip button")
    names = ["solved at the first try", "solved", "open"]
    for k, name in enumerate(names):
        expect(standings.nth(k)).to_have_attribute("aria-label", f"curve {LETTERS[k]}, {name}")
    place.get_by_role("button", name="Previous").click()
    assert sentence(place).startswith("Yes. "), "what was answered is kept"
    reply(place, wrong(cases[1], 1)).click()  # curious about another reply
    assert sentence(place).startswith("No. ")
    expect(place.locator(".descent-chart .descent-repaired")).to_have_count(2)
    expect(score(place)).to_have_text("2 of 12 solved, 1 at the first try")
    assert tab.complaints == []


def test_all_twelve_at_the_first_try_and_around(curves, cases):
    tab, place = curves()
    for case in cases:
        reply(place, case["right"]).click()
        place.get_by_role("button", name="Next").click()
    expect(score(place)).to_have_text("12 of 12 solved, 12 at the first try")
    expect(place.locator(".descent-readout").first).to_have_text("1 of 12")
    place.get_by_role("button", name="Previous").click()
    expect(place.locator(".descent-readout").first).to_have_text("12 of 12")
    assert tab.complaints == []


def test_keys_alone_suffice(curves, cases):
    tab, place = curves()
    keyboard = tab.page.keyboard
    reply(place, 0).focus()
    for key, there in [("ArrowDown", 1), ("ArrowRight", 2), ("ArrowUp", 1), ("ArrowLeft", 0)]:
        keyboard.press(key)
        expect(reply(place, there)).to_be_focused()
    keyboard.press("ArrowUp")
    expect(reply(place, 3)).to_be_focused()
    assert sentence(place) == cases[0]["seen"], "arrows answer nothing"
    keyboard.press("Enter")
    assert sentence(place).startswith("No. ")
    for _ in range(2):
        keyboard.press("ArrowUp")
    keyboard.press("Space")
    assert sentence(place).startswith("Yes. ")
    expect(reply(place, cases[0]["right"])).to_be_focused()
    next_ = place.get_by_role("button", name="Next")
    while not next_.evaluate("e => e === document.activeElement"):
        keyboard.press("Tab")
    keyboard.press("Enter")
    assert sentence(place) == cases[1]["seen"]
    keyboard.press("Tab")
    keyboard.press("Tab")
    keyboard.press("Tab")
    keyboard.press("Enter")  # the third letter
    assert sentence(place) == cases[2]["seen"]
    expect(place.locator(".descent-strip [aria-current]")).to_have_text("C")
    assert tab.complaints == []


def test_a_finger_answers(curves, cases):
    tab, place = curves(5, **PHONE)
    reply(place, cases[4]["right"]).tap()
    assert sentence(place).startswith("Yes. ")
    place.locator(".descent-strip button").nth(11).tap()
    assert sentence(place) == cases[11]["seen"]
    assert tab.complaints == []


def test_the_address_names_the_case_and_no_answer(curves, cases):
    tab, place = curves(3)
    reply(place, 1).click()
    place.locator(".descent-strip button").nth(6).click()
    tab.page.wait_for_url("**diagnose.case=7")
    assert "tries" not in tab.page.url
    tab.page.reload(wait_until="networkidle")
    assert sentence(place) == cases[6]["seen"]
    place.locator(".descent-strip button").nth(0).click()
    tab.page.wait_for_url(lambda url: "diagnose.case" not in url)
    assert tab.complaints == []


@pytest.mark.parametrize(("width", "which"), [(1280, 0), (360, 1)])
def test_it_is_as_high_as_was_kept_free(curves, width, which):
    tab, place = curves(viewport={"width": width, "height": 900})
    height = "card => card.getBoundingClientRect().height"
    for _ in CASES:
        for k in [None, 0, 1, 2, 3]:
            if k is not None:
                reply(place, k).dispatch_event("click")
            tab.page.wait_for_timeout(50)
            assert place.locator(".descent-card").evaluate(height) == pytest.approx(
                Diagnose.height[which], abs=1
            )
        place.get_by_role("button", name="Next").dispatch_event("click")
    assert tab.complaints == []


def test_the_colors_follow_the_theme(curves, cases):
    tab, place = curves(2, color_scheme="light")
    reply(place, cases[1]["right"]).click()
    sentence(place)
    color = "e => getComputedStyle(e).stroke"
    before = place.locator("path.descent-before.descent-log")
    repaired = place.locator("path.descent-repaired.descent-log").first
    light = [line.evaluate(color) for line in (before, repaired)]
    assert light[0] != light[1]
    tab.page.evaluate("document.documentElement.dataset.theme = 'dark'")
    dark = [line.evaluate(color) for line in (before, repaired)]
    assert not set(light) & set(dark)
    for kind, solid in (("log", True), ("held", False)):
        dash = "e => getComputedStyle(e).strokeDasharray"
        drawn = place.locator(f".descent-chart path.descent-{kind}.descent-before").evaluate(dash)
        assert (drawn == "none") == solid


def test_without_scripts_all_curves_stand_and_the_answers_are_folded(curves, cases):
    _, place = curves(java_script_enabled=False)
    assert place.locator("img.on-light.on-wide").is_visible()
    assert "A to L" in place.locator("img.on-light.on-wide").get_attribute("alt")
    for case in cases[::5]:
        assert place.get_by_text(case["settings"]).first.is_visible()
        assert not place.get_by_text(case["why"][:40]).is_visible()
    place.locator("summary").click()
    for case in cases[::5]:
        assert place.get_by_text(case["why"][:40]).is_visible()


def test_on_paper_all_curves_stand_with_their_settings(curves, cases):
    tab, place = curves()
    tab.page.emulate_media(media="print")
    assert place.locator("img.on-light.on-wide").is_visible()
    assert not place.locator("section").is_visible()
    assert place.get_by_text(cases[11]["seen"]).first.is_visible()


def test_opened_as_a_file_the_words_come_late(new_tab, address):
    tab = new_tab()
    tab.context.route("**/diagnose.js*", lambda route: route.fulfill(status=500))
    tab.page.goto(address, wait_until="networkidle")
    words = tab.page.locator(".descent-figure-picture > ul")
    expect(words).not_to_have_css("height", "0px", timeout=5000)
    assert tab.page.locator(".descent-figure-picture img.on-light.on-wide").is_visible()


def test_all_of_it_is_light(open_tab, address):
    import gzip

    page = open_tab(address, java_script_enabled=False).page
    text = page.locator('.descent-figure script[type="application/json"]').text_content()
    assert len(json.loads(text)["cases"]) == len(CASES)
    assert len(gzip.compress(text.encode(), 6)) < 25_000
