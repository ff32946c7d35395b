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
