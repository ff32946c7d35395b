"""Predict first: a choice, then why; on the page, by keyboard, without scripts, and in Python."""

import pytest
from playwright.sync_api import expect

from descent.building import PICTURES
from descent.figures import Question
from website import SITE

PAGE = "chapters/02_gradient_descent.html"
HINT = "Choose before you read on: your answer is answered here."


@pytest.fixture
def address(served):
    with served(SITE) as origin:
        yield f"{origin}{PAGE}"


def test_a_choice_is_answered_and_may_be_changed(open_tab, address):
    tab = open_tab(address)
    question = tab.page.get_by_role("group", name="Predict. Where are you after 100 steps?")
    why = question.locator(".descent-why")
    expect(why).to_have_text(HINT)
    question.get_by_label("near 0.01").check()
    expect(why).to_contain_text("No. That is where you are after some 28 steps")
    question.get_by_label("near 0.01").press("ArrowDown")
    expect(question.get_by_label("much closer")).to_be_checked()
    expect(why).to_contain_text("Yes. Each step leaves 0.8")
    others = tab.page.locator("[data-module=question] .descent-why").all_inner_texts()
    assert [text == HINT for text in others] == [False] + [True] * (len(others) - 1)
    assert tab.complaints == []


QUESTION = "Predict. Where are you after 100 steps?"


@pytest.fixture
def page(new_tab, address):
    """The chapter as it comes, with a question whose answer is hidden."""
    tab = new_tab(address, predicted=False)
    yield tab.page
    assert tab.complaints == []


def answer(page):
    """The first element that a question hides, and the button that shows it."""
    cell = page.locator("section > .cell", has=page.get_by_role("group", name=QUESTION))
    wait = cell.locator("xpath=following-sibling::*[1]")
    return cell.locator("xpath=following-sibling::*[not(contains(@class, 'wait'))][1]"), wait


def test_what_a_question_asks_is_hidden_until_it_is_answered_and_shown_from_then_on(page):
    hidden, wait = answer(page)
    expect(wait).to_contain_text("The rest of this section follows when you have chosen.")
    expect(hidden).to_have_attribute("hidden", "until-found")
    question = page.get_by_role("group", name=QUESTION)
    question.get_by_label("near 0.01").check()
    expect(hidden).not_to_have_attribute("hidden", "until-found")
    expect(hidden).to_be_visible()
    page.reload()
    expect(question.get_by_label("near 0.01")).to_be_checked()
    assert answer(page)[0].is_visible()


def test_who_asks_to_be_shown_is_shown_by_keyboard_as_well_and_the_next_time(page):
    hidden, wait = answer(page)
    wait.get_by_role("button", name="Show it now").press("Enter")
    expect(hidden).to_be_focused()
    page.reload()
    question = page.get_by_role("group", name=QUESTION)
    question.scroll_into_view_if_needed()
    expect(question.locator(".descent-why")).to_have_text(HINT)
    assert answer(page)[0].is_visible()


def test_the_next_section_stands(page):
    page.get_by_role("group", name=QUESTION).wait_for()
    waits = page.locator(".question-wait")
    assert waits.count() > 1
    headings = page.locator("article h2").all()
    assert all(heading.is_visible() for heading in headings)


def test_a_link_and_a_search_lead_to_what_is_hidden(page):
    hidden, _ = answer(page)
    hidden.evaluate("e => e.setAttribute('id', 'aim')")
    page.evaluate("location.hash = 'aim'")
    expect(hidden).to_be_visible()
    other = page.locator("[hidden=until-found]").first.element_handle()
    other.dispatch_event("beforematch")
    assert other.is_visible()


def test_nothing_moves_above_what_a_link_leads_to(new_tab, address):
    tab = new_tab(f"{address}#one-number-decides", predicted=False)
    expect(tab.page.locator(".question-wait").first).to_be_attached()
    asked = tab.page.locator("[data-module=question]").count()
    assert 0 < tab.page.locator(".question-wait").count() < asked
    first = tab.page.locator("section > .cell:has([data-module=question])").first
    assert first.locator("xpath=following-sibling::*[1]").get_attribute("hidden") is None
    expect(tab.page.locator("#one-number-decides > h2")).to_be_in_viewport()
    assert tab.complaints == []


def test_paper_shows_what_is_hidden(page):
    hidden, _ = answer(page)
    expect(hidden).to_have_attribute("hidden", "until-found")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("[hidden=until-found]").count() == 0
    assert hidden.is_visible()


def test_where_nothing_is_kept_the_answer_is_shown_all_the_same(new_tab, address):
    tab = new_tab(predicted=False)
    tab.page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw 1 }})")
    tab.page.goto(address)
    hidden, wait = answer(tab.page)
    wait.get_by_role("button").click()
    expect(hidden).to_be_visible()


def test_without_scripts_the_reasons_are_folded(open_tab, address):
    page = open_tab(address, java_script_enabled=False).page
    place = page.locator("[data-module=question]").first
    assert place.get_by_text("near 0.01").first.is_visible()
    assert not place.get_by_text("some 28 steps").is_visible()
    place.locator("summary").click()
    assert place.get_by_text("some 28 steps").is_visible()


def test_in_python(monkeypatch):
    question = Question("Up or down?", {"up": "No.", "down": "Of course."}, right="down")
    assert repr(question) == "Up or down?\n  up\n  down"
    assert question.state()["right"] == 1
    assert "text/markdown" not in question._repr_mimebundle_()[0]
    monkeypatch.setenv(PICTURES, "1")
    assert "{dropdown} Answer" in question._repr_mimebundle_()[0]["text/markdown"]
    with pytest.raises(ValueError, match="right must be one of up, down, got sideways"):
        Question("Up or down?", {"up": "No.", "down": "Of course."}, right="sideways")
