"""The decision guide: answered by mouse, touch and key; its words are Python's; whole on paper."""

import gzip

import pytest
from hands import PHONE
from nbformat.v4 import new_code_cell, new_markdown_cell
from playwright.sync_api import expect

from descent.experiments.guide import ADVICE, QUESTIONS, START, ways

CELLS = [
    new_markdown_cell("# The guide\n\nAlone on its page."),
    new_code_cell(
        "from descent.figures import Guide\n\nGuide()", metadata={"tags": ["remove-input"]}
    ),
    new_markdown_cell("## What follows\n\nText."),
]
DEEP = "curve.hovers.schedule"
NOTEBOOK = """async () => {
  const { Model } = await import(new URL("_static/descent/kit/mount.js", location.href));
  const guide = new URL("_static/descent/figures/guide.js", location.href);
  const { default: figure } = await import(guide);
  const state = JSON.parse(document.querySelector(".descent-figure script").textContent);
  const el = document.createElement("div");
  document.body.append(el);
  figure.render({ model: new Model({ ...state, path: "curve.hovers.schedule" }), el });
  const [links, items] = ["a", "li"].map((name) => el.querySelectorAll(`.descent-advice ${name}`));
  return [links.length, items.length];
}"""


@pytest.fixture
def guide(opened):
    """guide(path, **options) opens the page; returns the tab and the figure."""

    def guide(path=None, **options):
        return opened("guide", {} if path is None else {"path": path}, **options)

    return guide


def answer(place, text):
    return place.locator(".descent-replies").get_by_role("button", name=text, exact=True)


def asked(place):
    return place.locator(".descent-asked")


def crumbs(place):
    return place.locator(".descent-crumbs button")


def agrees(place, way):
    """What stands there is the node that the way leads to, and how one came there."""
    name, before = (way or [START])[-1], [START, *way]
    taken = [QUESTIONS[a].answers[b] for a, b in zip(before, way, strict=False)]
    assert crumbs(place).all_inner_texts() == taken
    if name in QUESTIONS:
        assert asked(place).inner_text() == QUESTIONS[name].text
        buttons = place.locator(".descent-reply").all_inner_texts()
        assert buttons == list(QUESTIONS[name].answers.values())
        return
    advice = ADVICE[name]
    words = [advice.use, f"First settings. {advice.first}", f"Watch out. {advice.watch}"]
    if advice.practice:
        words.append(f"Published practice, not measured here. {advice.practice}")
    assert asked(place).inner_text() == advice.title
    assert place.locator(".descent-advice > p").all_inner_texts()[1:-1] == words
    links = place.locator(".descent-advice a")
    assert links.all_text_contents() == [link.text for link in advice.links]
    hrefs = links.evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert hrefs == [link.href for link in advice.links]


def test_every_way_is_gone_with_the_mouse(guide):
    tab, place = guide()
    agrees(place, [])
    for way in ways():
        for k, name in enumerate(way):
            answer(place, QUESTIONS[[START, *way][k]].answers[name]).click()
            if name not in ADVICE:
                assert asked(place).inner_text() == QUESTIONS[name].text
        agrees(place, way)
        place.get_by_role("button", name="Start again").click()
    assert tab.complaints == []


def test_the_advice_is_heard(guide):
    _, place = guide(DEEP)
    heard, advice = place.locator(".descent-heard"), ADVICE["schedule"]
    expect(heard).to_contain_text(f"{advice.title}. {advice.use} First settings: {advice.first}")
    expect(heard).to_contain_text(f"Watch out: {advice.watch} Evidence: chapter 4: Shorter")
    place.get_by_role("button", name="Back").click()
    expect(heard).to_have_text(f"Question 3: {QUESTIONS['hovers'].text} 3 answers.")
    assert heard.get_attribute("aria-live") == "polite"


def test_an_answer_is_taken_back_where_it_was_given(guide):
    _, place = guide(DEEP)
    agrees(place, DEEP.split("."))
    crumbs(place).nth(1).click()
    agrees(place, ["curve"])
    answer(place, QUESTIONS["curve"].answers["wild"]).click()
    agrees(place, ["curve", "wild"])
    place.get_by_role("button", name="Back").click()
    agrees(place, ["curve"])
    place.get_by_role("button", name="Start again").click()
    agrees(place, [])
    place.get_by_role("button", name="Back").click(force=True)  # there is nothing to take back
    agrees(place, [])


def test_it_is_answered_by_keys_alone(guide):
    tab, place = guide()
    keys = tab.page.keyboard
    place.locator(".descent-reply").first.focus()
    keys.press("ArrowDown")
    keys.press("Enter")
    agrees(place, ["curve"])
    expect(place.locator(".descent-reply").first).to_be_focused()
    keys.press("ArrowUp")  # around to the last
    keys.press("ArrowLeft")
    keys.press("Enter")
    agrees(place, ["curve", "unseen"])
    keys.press("Tab")
    keys.press("Space")
    agrees(place, ["curve", "unseen", "labels"])
    expect(asked(place)).to_be_focused()
    keys.press("Tab")
    expect(place.locator(".descent-advice a").first).to_be_focused()
    crumbs(place).last.press("Enter")
    agrees(place, ["curve", "unseen"])
    expect(place.locator(".descent-reply").first).to_be_focused()
    assert tab.complaints == []


def test_a_finger_answers_on_a_phone(guide):
    tab, place = guide(**PHONE)
    for node, name in [(START, "setting"), ("setting", "batch")]:
        button = answer(place, QUESTIONS[node].answers[name])
        button.scroll_into_view_if_needed()
        assert button.bounding_box()["height"] >= 44
        button.tap()
    agrees(place, ["setting", "batch"])
    assert tab.complaints == []


def test_the_address_remembers(guide):
    tab, place = guide()
    answer(place, QUESTIONS[START].answers["limits"]).click()
    answer(place, QUESTIONS["limits"].answers["memory"]).click()
    tab.page.wait_for_url("**guide.path=limits.memory")
    tab.page.reload(wait_until="networkidle")
    agrees(place, ["limits", "memory"])
    place.get_by_role("button", name="Start again").click()
    tab.page.wait_for_url(lambda url: "guide.path" not in url)
    assert tab.complaints == []


def stands_whole(place):
    for text in (QUESTIONS[START].text, QUESTIONS["rare"].answers["telling"]):
        assert place.locator(".descent-figure-picture").get_by_text(text).first.is_visible()
    items = place.locator(".descent-figure-picture ol > li")
    expect(items).to_have_count(len(set(ADVICE.values())))
    assert items.last.is_visible()
    hrefs = place.locator(".descent-figure-picture a").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    ours = dict.fromkeys(ADVICE.values())
    assert hrefs == [link.href for advice in ours for link in advice.links]


def test_without_scripts_the_whole_guide_stands(guide):
    _, place = guide(java_script_enabled=False)
    stands_whole(place)


def test_on_paper_the_whole_guide_stands(guide):
    tab, place = guide(DEEP)
    tab.page.emulate_media(media="print")
    assert not place.locator("section").is_visible()
    stands_whole(place)
    picture = place.locator(".descent-figure-picture")
    assert picture.evaluate("e => e.scrollHeight - e.clientHeight") <= 0, "and nothing is cut off"


def test_in_a_notebook_the_places_are_named_and_not_linked(guide):
    tab, _ = guide()
    links, items = tab.page.evaluate(NOTEBOOK)
    assert links == 0
    assert items == len(ADVICE["schedule"].links)


def test_it_is_light(open_tab, address):
    page = open_tab(address, java_script_enabled=False).page
    text = page.locator('.descent-figure script[type="application/json"]').text_content()
    assert len(gzip.compress(text.encode(), 6)) < 12_000
