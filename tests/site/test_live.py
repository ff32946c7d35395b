"""Exercises that answer on the page: every one of them, in every way that a reader may come."""

import json
import re
from itertools import groupby

import live_python
import numpy as np
import pytest
from playwright.sync_api import expect
from test_hostile import DENIED

from descent.exercises.exercise import exercises
from descent.exercises.judge import reply_to
from website import SITE
from website.exercises import kind, template

CHAPTERS = {
    chapter: list(numbers)
    for chapter, numbers in groupby(exercises, lambda number: number.split(".")[0])
}
PAGES = {path.name.split("_")[0].lstrip("0"): path for path in SITE.glob("chapters/0*.html")}
WAYS = {
    "mouse": {"viewport": {"width": 1280, "height": 900}},
    "phone": {
        "viewport": {"width": 360, "height": 700},
        "has_touch": True,
        "is_mobile": True,
        "color_scheme": "dark",
    },
}


@pytest.fixture
def chapter(served, new_tab):
    """chapter("2", **options) opens a chapter's page, with Python behind it."""
    contexts = []

    def chapter(number, script=None, **options):
        tab = new_tab(**options)
        live_python.replace(tab.context)
        if script:
            tab.context.add_init_script(script)
        server = served(SITE)
        origin = server.__enter__()
        contexts.append(server)
        tab.open(f"{origin}chapters/{PAGES[number].name}")
        tab.page.locator(".exercise-live").last.wait_for(state="attached")
        return tab

    yield chapter
    for server in contexts:
        server.__exit__(None, None, None)


def card(tab, number):
    return tab.page.locator(f'.descent-exercise[data-number="{number}"]')


def fill(place, number, answer, touch=False):
    """Write an answer as a reader does: code as text, numbers in fields, a choice."""
    page = place.page
    if kind(exercises[number]) == "choice":
        place.locator(f'input[value="{answer}"]').check()
    elif kind(exercises[number]) == "numbers":
        for field, value in zip(place.locator("input").all(), np.ravel(answer), strict=True):
            field.fill(repr(float(value)))
    else:
        first = place.locator(".exercise-template")
        if first.count():
            first.tap() if touch else first.click()
        place.locator(".cm-content").click()
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.insert_text(answer)


def check(place, touch=False):
    """Press Check, and return the verdict and the words of the reply."""
    button = place.get_by_role("button", name="Check", exact=True)
    button.tap() if touch else button.click()
    expect(button).not_to_have_attribute("aria-disabled", "true", timeout=60_000)
    reply = place.locator(".exercise-reply")
    expect(reply).not_to_be_empty()
    return reply.get_attribute("data-verdict"), reply


def says(reply, text):
    """Whether the page says a reply's Markdown: its words in their order, formulas as formulas."""
    shown = reply.evaluate(
        """(reply) => {
          const copy = reply.cloneNode(true);
          for (const formula of copy.querySelectorAll(".katex")) formula.replaceWith("∎");
          return copy.textContent;
        }"""
    )
    wanted = re.sub(r"\$[^$]+\$", "∎", text)
    wanted, shown = (re.sub(r"[*`\\\s]+", "", words) for words in (wanted, shown))
    assert wanted in shown, (text, shown)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("number", CHAPTERS)
def test_every_exercise_passes_its_solution_and_tells_a_mistake(chapter, number, way):
    """An empty answer, one that is wrong, and the right one; word for word what `check` says."""
    tab = chapter(number, **WAYS[way])
    touch = way == "phone"
    for name in CHAPTERS[number]:
        exercise, place = exercises[name], card(tab, name)
        place.scroll_into_view_if_needed()
        verdict, reply = check(place, touch)
        assert verdict == "open"
        says(reply, "Not attempted yet.")
        wrong = a_wrong_answer(exercise)
        if wrong is not None:
            fill(place, name, wrong[0], touch)
            verdict, reply = check(place, touch)
            assert verdict == "wrong", name
            says(reply, wrong[1])
        fill(place, name, exercise.code if kind(exercise) == "code" else exercise.answer, touch)
        verdict, reply = check(place, touch)
        assert verdict == "passed", (name, reply.inner_text())
        says(reply, reply_to(name, exercise.answer).text)
        assert "$" not in reply.inner_text()
    marks = tab.page.locator(".exercise-mark[data-verdict=passed]")
    expect(marks).to_have_count(len(CHAPTERS[number]))
    wide = tab.page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not wide
    assert tab.complaints == []


def a_wrong_answer(exercise):
    """A known mistake as a reader would give it, and what is said of it."""
    if kind(exercise) == "choice":
        word = next(word for word in exercise.choices if word != exercise.answer)
        return word, exercise.choices[word]
    for slip in exercise.mistakes:
        if kind(exercise) == "numbers":
            return slip.answer, reply_to(exercise.number, slip.answer).text
        edits = re.findall(r"`([^`]*)` => `([^`]*)`", slip.name)
        if edits:
            code = exercise.code
            for old, new in edits:
                code = code.replace(old, new)
            return code, reply_to(exercise.number, slip.answer).text
    return None


def test_the_places_begin_as_the_notebooks_do():
    """The head of the function that a notebook's cell asks for is what the editor begins with."""
    from website.execute import read_notebooks

    cells = [cell.source for book in read_notebooks().values() for cell in book.cells]
    heads = dict(
        found.groups()[::-1]
        for source in cells
        if (found := re.search(r'(def \w+\(.*?\)):.*check\("(\d\.\d+)"', source, re.DOTALL))
    )
    assert len(heads) > 30
    for number, head in heads.items():
        assert template(exercises[number]).startswith(f"{head}:\n"), number


KEYS = "".join(map(chr, range(32, 127)))


def test_every_key_can_be_typed(chapter):
    """The page has shortcuts of its own, which are none in an editor or a field."""
    tab = chapter("6", **WAYS["mouse"])
    race = tab.figure("race")
    race.get_by_role("button", name="+ your rule").click()
    fields = card(tab, "6.1")
    fields.get_by_role("button", name="Compute").click()
    code = card(tab, "6.3")
    code.locator(".exercise-template").click()
    for place in (race, fields, code):
        place.locator(".cm-content").click()
        tab.page.keyboard.press("ControlOrMeta+a")
        tab.page.keyboard.type(KEYS)
        assert place.locator(".cm-line").all_inner_texts() == [KEYS]
    fields.locator("input").first.click()
    tab.page.keyboard.type(KEYS)
    expect(fields.locator("input").first).to_have_value(KEYS)


def test_by_keyboard_alone(chapter):
    """Tab comes to the editor and, after Escape, out of it; Ctrl+Enter checks."""
    tab = chapter("2", **WAYS["mouse"])
    page, place = tab.page, card(tab, "2.2")
    place.locator(".exercise-template").focus()
    expect(place.locator(".cm-content")).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(exercises["2.2"].code)
    page.keyboard.press("Control+Enter")
    expect(place.locator(".exercise-reply[data-verdict=passed]")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(place.get_by_role("button", name="Check", exact=True)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(place.get_by_text(exercises["2.2"].hints[0][:20])).to_be_visible()
    numbers = card(tab, "2.1")
    numbers.locator("input").first.focus()
    for value in exercises["2.1"].answer:
        page.keyboard.insert_text(repr(value))
        page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(numbers.locator(".exercise-reply[data-verdict=passed]")).to_be_visible()


ROLES = {"region", "group", "radiogroup", "radio", "textbox", "progressbar", "button", "status"}


def heard(place):
    """What a screen reader finds in an exercise's card, and how many places speak by themselves.

    The browser's accessibility tree has (role, name and states) of each. An editor has a place of
    its own for what it announces.
    """
    page, number = place.page, place.get_attribute("data-number")
    cdp = page.context.new_cdp_session(page)
    root = cdp.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    query = {"nodeId": root, "selector": f'[data-number="{number}"] .exercise-card'}
    card = cdp.send("DOM.querySelector", query)["nodeId"]
    nodes = cdp.send("Accessibility.queryAXTree", {"nodeId": card})["nodes"]
    found, spoken = [], 0
    for node in [node for node in nodes if not node["ignored"]]:
        states = {state["name"]: state["value"].get("value") for state in node["properties"]}
        spoken += states.get("live") == "polite"
        if node["role"]["value"] in ROLES:
            name = [node["name"]["value"]]
            name += [state for state in ("multiline", "expanded") if states.get(state)]
            name += ["invalid"] * (states.get("invalid") == "true")
            found.append((node["role"]["value"], ", ".join(name)))
    return sorted(found), spoken


def buttons(*names):
    return [("button", name) for name in ("Check", "Hint", "Solution", "Start over", *names)]


def test_a_screen_reader_finds_names_and_roles_and_hears_the_reply(chapter):
    """Of each kind of answer, before it is touched and afterwards."""
    tab = chapter("6", **WAYS["mouse"])
    code, fields, word = card(tab, "6.3"), card(tab, "6.1"), card(tab, "6.7")
    yours = "Your answer to exercise 6."
    parts = [("region", "Exercise 6.3: Adam"), ("group", f"{yours}3"), *buttons()]
    press = ("textbox", f"{yours}3: press to write, multiline")
    assert heard(code) == (sorted([*parts, press]), 1)
    fill(code, "6.3", exercises["6.3"].code)
    assert check(code)[0] == "passed"
    parts += [("textbox", f"{yours}3, multiline"), ("button", "Race it")]
    assert heard(code) == (sorted(parts), 2)

    parts = [("region", "Exercise 6.1: By heart"), ("group", f"{yours}1"), *buttons()]
    numbered = [("textbox", f"Number {k}") for k in (1, 2, 3)]
    assert heard(fields) == (sorted([*parts, *numbered, ("button", "Compute")]), 1)
    fields.locator("input").nth(1).fill("a half")
    check(fields)
    numbered[1] = ("textbox", "Number 2, invalid")
    fields.get_by_role("button", name="Compute").click()
    expect(fields.locator(".cm-content")).to_be_focused()
    parts += [("button", "Compute, expanded"), ("button", "Run"), ("status", "")]
    parts += [("textbox", "Code to compute with, beside exercise 6.1, multiline")]
    assert heard(fields) == (sorted([*parts, *numbered]), 3)

    parts = [("region", "Exercise 6.7: Without the correction"), ("radiogroup", f"{yours}7")]
    parts += [("radio", word) for word in exercises["6.7"].choices]
    assert heard(word) == (sorted([*parts, *buttons("Compute")]), 1)


def test_hints_come_one_by_one_and_the_solution_asks(chapter):
    tab = chapter("2", **WAYS["mouse"])
    place = card(tab, "2.2")
    expect(place.locator("details:visible")).to_have_count(0)
    for k in range(1, len(exercises["2.2"].hints) + 1):
        place.get_by_role("button", name="Hint", exact=True).click()
        expect(place.locator("details[open]:visible")).to_have_count(k)
    expect(place.get_by_role("button", name="Hint", exact=True)).to_be_hidden()
    asked = []
    tab.page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    place.get_by_role("button", name="Solution").click()
    assert "not tried yet" in asked[0]
    expect(place.locator("details").last).to_be_hidden()
    check(place)
    place.get_by_role("button", name="Solution").click()
    expect(place.locator("details").last).to_be_visible()


def test_what_is_typed_stays_and_start_over_forgets_it(chapter):
    tab = chapter("2", **WAYS["mouse"])
    fill(card(tab, "2.2"), "2.2", "def gradient_descent(): pass  # mine")
    fill(card(tab, "2.1"), "2.1", [1, 2, 3])
    tab.page.reload()
    place = card(tab, "2.2")
    expect(place.locator(".cm-content")).to_contain_text("# mine")
    expect(card(tab, "2.1").locator("input").last).to_have_value("3.0")
    place.get_by_role("button", name="Start over").click()
    expect(place.locator(".cm-content")).to_contain_text("def gradient_descent(grad, x_start")
    tab.page.reload()
    expect(card(tab, "2.2").locator(".exercise-template")).not_to_contain_text("# mine")


def test_kept_code_looks_as_what_is_typed(chapter):
    """On a phone, untouched: in the size and the colors of an editor; and so is what was there."""
    tab = chapter("2", **WAYS["phone"])
    size = "(element) => getComputedStyle(element).fontSize"
    before = card(tab, "2.3").locator(".exercise-template pre").evaluate(size)
    fill(card(tab, "2.2"), "2.2", exercises["2.2"].code, touch=True)
    typed = card(tab, "2.2").locator(".cm-content").evaluate(size)
    tab.page.reload()
    kept = card(tab, "2.2").locator(".cm-content")
    expect(kept.locator(".k").first).to_have_text("def")
    assert before == typed == kept.evaluate(size)
    expect(tab.page.locator(".cm-editor")).to_have_count(1)
    assert not tab.page.evaluate("document.activeElement.matches('.cm-content')")


def test_kept_code_is_there_where_the_editor_does_not_come(chapter):
    tab = chapter("2", **WAYS["mouse"])
    fill(card(tab, "2.2"), "2.2", "x = 1  # mine")
    tab.context.route("**/live/editor*.js", lambda route: route.abort())
    tab.page.reload()
    expect(card(tab, "2.2").locator(".exercise-template pre")).to_have_text("x = 1  # mine")
    assert check(card(tab, "2.2"))[0] == "open"
    tab.context.unroute("**/live/editor*.js")  # the network is back
    fill(card(tab, "2.2"), "2.2", exercises["2.2"].code)
    assert check(card(tab, "2.2"))[0] == "passed"


def test_long_lines_of_code_are_not_broken(chapter):
    tab = chapter("2", **WAYS["phone"])
    line = f"x = [{', '.join('1234567890')}, {', '.join('1234567890')}]"
    place = card(tab, "2.2")
    height = "(element) => element.getBoundingClientRect().height"
    fill(place, "2.2", "x = 1", touch=True)
    short = place.locator(".cm-line").first.evaluate(height)
    fill(place, "2.2", line, touch=True)
    assert place.locator(".cm-line").first.evaluate(height) == short
    assert not tab.page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_a_failing_call_is_shown(chapter):
    """What it was called with, and what came back: another cell to see it in there is none."""
    place = card(chapter("2", **WAYS["mouse"]), "2.3")
    fill(place, "2.3", "def best_step(mu, L):\n    return 2 / (mu + L), 0.75")
    _, reply = check(place)
    expect(reply.locator("pre")).to_contain_text("mu = 1.0")
    expect(reply.locator("pre")).to_contain_text("→ (0.019801980198019802, 0.75)")
    expect(reply).not_to_contain_text("check(")


@pytest.mark.parametrize("number", CHAPTERS)
def test_a_reply_leads_to_where_it_is_explained(site, number):
    page = site[PAGES[number]]
    for name in CHAPTERS[number]:
        place = page.find(attrs={"data-number": name})
        heading = page.find(id=place["data-anchor"]).find(["h1", "h2", "h3"]).get_text()
        letters = [re.sub(r"\W|^[\d.]+", "", text) for text in (heading, exercises[name].section)]
        assert letters[0] == letters[1], name


def test_the_link_in_a_reply_goes_there(chapter):
    tab = chapter("6", **WAYS["phone"])
    place = card(tab, "6.3")
    fill(place, "6.3", exercises["6.3"].code.replace("m_hat /", "m /"), touch=True)
    _, reply = check(place, touch=True)
    says(reply, 'It is explained under "Adam".')
    reply.get_by_role("link", name="Adam").click()
    heading = tab.page.get_by_role("heading", name="6.3. Adam")
    expect(heading).to_be_in_viewport()


def test_numbers_can_be_computed_beside_their_fields(chapter):
    """As in a cell: what is printed, the last value, an error; it is kept, and is no answer."""
    tab = chapter("2", **WAYS["phone"])
    place = card(tab, "2.6")
    expect(place.locator(".cm-editor")).to_have_count(0)
    place.get_by_role("button", name="Compute").tap()
    editor, run = place.locator(".cm-content"), place.get_by_role("button", name="Run")
    expect(editor).to_be_focused()
    status = place.locator(".exercise-scratch [role=status]")
    for code, words in {
        "path = descend(gd(0.01), lambda x: 4 * x**3, [8.0], 20)\ndiverged_at(path)": "array(8)",
        "1 / 0": "ZeroDivisionError: division by zero, in line 1: 1 / 0",
        "while True: pass": "did not return within 5 seconds",
        "x = 1": "Nothing was printed",
        "'<img src=x onerror=alert(1)>'": "'<img src=x onerror=alert(1)>'",
    }.items():
        editor.click()
        tab.page.keyboard.press("ControlOrMeta+a")
        tab.page.keyboard.insert_text(code)
        run.tap()
        expect(status).to_contain_text(words, timeout=20_000)
        assert "`" not in status.inner_text()
    assert status.locator("img").count() == 0
    assert not tab.page.evaluate("document.documentElement.scrollWidth > innerWidth")
    tab.page.reload()
    place.get_by_role("button", name="Compute").tap()
    expect(editor).to_contain_text("onerror")
    assert check(place, touch=True)[0] == "open"
    assert card(tab, "2.2").get_by_role("button", name="Compute").count() == 0
    assert tab.complaints == []


def test_fields_understand_fractions_and_say_what_they_do_not(chapter):
    place = card(chapter("2", **WAYS["mouse"]), "2.1")
    for field, text in zip(
        place.locator("input").all(), ["1/3", "2**-1 / 3", "-8e-1"], strict=True
    ):
        field.fill(text)
    assert check(place)[0] == "passed"
    place.locator("input").nth(1).fill("a half")
    place.get_by_role("button", name="Check", exact=True).click()
    expect(place.locator(".exercise-reply")).to_contain_text("Number 2")
    expect(place.locator("input").nth(1)).to_be_focused()


HOSTILE = {
    "while True: pass": "did not return within 5 seconds",
    "def gradient_descent(*a):\n    while True: pass": "did not return within 5 seconds",
    "def gradient_descent(*a):\n    return [0] * 2_000_000": "more than 1,000,000 numbers",
    "print('a' * 10**6)": "characters more",
    "x = 1 / 0": "ZeroDivisionError: division by zero, in line 1",
    "def f(:": "Python cannot read line 1",
    "input('a number: ')": "nobody can type here",
    "import js\njs.document.title": "cannot reach the page",
    "from pyodide.code import run_js": "cannot reach the page",
    "raise SystemExit": "SystemExit",
    "x = np.zeros(10**14)": "memory",
    "def other(): ...": "Define gradient_descent",
    "x = '<img src=x onerror=alert(1)>'\nraise ValueError(x)": "<img src=x onerror=alert(1)>",
}


def test_whatever_is_typed_gets_its_sentence_and_the_page_stays(chapter, monkeypatch):
    import sys

    for name in ("js", "pyodide_js", "pyodide", "_pyodide", "pyodide_kernel"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    live_python.live.alone()
    tab = chapter("2", **WAYS["mouse"])
    place = card(tab, "2.2")
    for code, words in HOSTILE.items():
        fill(place, "2.2", code)
        _, reply = check(place)
        expect(reply).to_contain_text(words)
        expect(place.locator(".cm-content")).to_contain_text(code.split("\n")[0][:12])
        assert tab.page.locator(".exercise-reply img").count() == 0
    fill(place, "2.2", exercises["2.2"].code)
    assert check(place)[0] == "passed"
    assert tab.complaints == []


SILENT = "onmessage = () => {}; postMessage({ ready: true });"
REFUSED = 'postMessage({ failed: "NumPy did not come" });'
BROKEN = "throw new Error('out of memory');"


@pytest.mark.parametrize(
    ("worker", "words"),
    [(SILENT, "did not return within 10 seconds"), (REFUSED, "Is there a network"),
     (BROKEN, "Python did not start")],
)  # fmt: skip
def test_a_worker_that_is_stuck_or_does_not_come(chapter, worker, words):
    tab = chapter("2", **WAYS["mouse"])
    tab.context.route(
        "**/live/worker.js",
        lambda route: route.fulfill(body=worker, content_type="text/javascript"),
    )
    place = card(tab, "2.2")
    fill(place, "2.2", "x = 1")
    _, reply = check(place)
    expect(reply).to_contain_text(words)
    expect(place.locator(".cm-content")).to_contain_text("x = 1")
    numbers = card(tab, "2.1")
    fill(numbers, "2.1", exercises["2.1"].answer)
    assert check(numbers)[0] == "passed"


def late(tab, ask):
    """Have the worker answer one kind of question only after a while."""
    wait = f"data.ask === '{ask}' && await new Promise((go) => setTimeout(go, 1500));"
    worker = live_python.WORKER.replace("postMessage({ id", f"{wait} postMessage({{ id")
    tab.context.route(
        "**/live/worker.js",
        lambda route: route.fulfill(body=worker, content_type="text/javascript"),
    )


def test_two_answers_at_once_are_both_told(chapter):
    """Python does one thing at a time; who comes second waits, and can still turn back."""
    tab = chapter("2", **WAYS["mouse"])
    late(tab, "check")
    places = [card(tab, number) for number in ("2.2", "2.3", "2.4")]
    for place, number in zip(places, ("2.2", "2.3", "2.4"), strict=True):
        fill(place, number, exercises[number].code)
    for place in places:
        place.get_by_role("button", name="Check", exact=True).click()
    places[2].get_by_role("button", name="Cancel").click()
    for place in places[:2]:
        expect(place.locator(".exercise-reply[data-verdict=passed]")).to_be_visible()
    expect(places[2].locator(".exercise-busy")).to_be_empty()
    expect(places[2].locator(".exercise-reply")).to_be_empty()


def test_fetching_can_be_cancelled(chapter):
    tab = chapter("2", **WAYS["mouse"])
    tab.context.route(
        "**/live/worker.js",
        lambda route: route.fulfill(
            body="postMessage({ loaded: 2e6, expected: 9e6 });", content_type="text/javascript"
        ),
    )
    place = card(tab, "2.2")
    fill(place, "2.2", exercises["2.2"].code)
    place.get_by_role("button", name="Check", exact=True).click()
    expect(place.locator(".exercise-busy")).to_contain_text("cdn.jsdelivr.net")
    expect(place.locator(".exercise-busy")).to_contain_text("2.0 MB")
    place.get_by_role("button", name="Cancel").click()
    expect(place.locator(".exercise-busy")).to_be_empty()
    live_python.replace(tab.context)
    assert check(place)[0] == "passed"


# Full for what the exercises keep; the theme's own few bytes still fit.
FULL = """const { setItem } = Storage.prototype;
Storage.prototype.setItem = function (name, text) {
  if (name.startsWith("down-the-mountain")) throw new DOMException("", "QuotaExceededError");
  setItem.call(this, name, text);
};"""


@pytest.mark.parametrize("script", [DENIED, FULL], ids=["denied", "full"])
def test_where_nothing_can_be_kept_all_goes_on(chapter, script):
    tab = chapter("2", script=script, **WAYS["mouse"])
    place = card(tab, "2.2")
    fill(place, "2.2", exercises["2.2"].code)
    assert check(place)[0] == "passed"
    expect(place.locator(".exercise-mark")).to_have_text("nothing is kept")
    tab.open(tab.page.url.rpartition("/chapters/")[0] + "/index.html")
    expect(tab.page.locator(".progress-said")).to_contain_text("keeps nothing")
    assert tab.complaints == []


def test_progress_is_the_notebooks_file(chapter, tmp_path):
    """Marks, a line for each chapter, where to go on; saved, forgotten, loaded again."""
    tab = chapter("2", **WAYS["mouse"])
    page, here = tab.page, tab.page.url
    place = card(tab, "2.1")
    fill(place, "2.1", exercises["2.1"].answer)
    check(place)
    tab.open(here.rpartition("/chapters/")[0] + "/index.html")
    progress = page.locator(".descent-progress")
    expect(progress).to_contain_text("1 of 7")
    expect(progress.get_by_role("link", name="Go on with exercise 1.1")).to_be_visible()
    with page.expect_download() as saving:
        progress.get_by_role("button", name="Save").click()
    file = tmp_path / saving.value.suggested_filename
    saving.value.save_as(file)
    assert file.name == "exercises-done.jsonl"
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert lines == [{"exercise": "2.1", "verdict": "passed"}]
    page.once("dialog", lambda dialog: dialog.accept())
    progress.get_by_role("button", name="Forget all").click()
    expect(progress).to_contain_text("0 of 7")
    file.write_text(file.read_text() + "nonsense\n" + '{"exercise": "1.1", "verdict": "wrong"}\n')
    page.locator(".descent-progress input[type=file]").set_input_files(file)
    expect(progress).to_contain_text("2 lines of exercises-done.jsonl read, 1 could not be read.")
    expect(progress).to_contain_text("1 of 7")
    expect(progress.get_by_label("exercise 1.1, tried")).to_be_visible()
    assert tab.complaints == []


def test_a_question_remembers_what_was_chosen(chapter):
    tab = chapter("2", **WAYS["mouse"])
    first = tab.figure("question")
    first.locator("input").nth(1).check()
    tab.page.reload()
    expect(tab.figure("question").locator("input").nth(1)).to_be_checked()


def test_a_rule_of_the_readers_own_joins_the_race(chapter):
    """It walks as Python walks it, again when the start moves, and says what it raises."""
    tab = chapter("6", **WAYS["mouse"])
    race = tab.figure("race")
    race.get_by_role("button", name="+ your rule").click()
    race.get_by_role("button", name="Race it").click()
    expect(race.get_by_role("row", name="your rule")).to_be_visible()
    row = race.get_by_role("row", name="your rule")
    before = row.inner_text()
    race.locator(".descent-pin").press("Shift+ArrowLeft")
    expect(row).not_to_have_text(before)
    assert "your" not in tab.page.url
    race.locator(".cm-content").click()
    tab.page.keyboard.press("ControlOrMeta+a")
    tab.page.keyboard.insert_text("def mine(w, g):\n    return 1 / 0\n")
    tab.page.keyboard.press("Control+Enter")
    expect(race.locator(".descent-yours")).to_contain_text("ZeroDivisionError")
    expect(row.locator("td")).to_have_text(["", "", ""])  # what an earlier one came to is gone
    expect(race.locator(".descent-map .rule-own-1")).to_have_count(0)
    tab.page.keyboard.press("ControlOrMeta+a")
    tab.page.keyboard.insert_text("def mine(w, g):\n    return w\n")
    tab.page.keyboard.press("Control+Enter")
    expect(race.locator(".descent-yours code").first).to_have_text("return (w,)")
    expect(race.locator(".descent-yours [role=status]")).not_to_contain_text("`")
    tab.page.keyboard.press("ControlOrMeta+a")
    tab.page.keyboard.insert_text("def mine(w, g):\n    return (w - 0.001 * g,)\n")
    tab.page.keyboard.press("Control+Enter")
    expect(row.locator("td").first).not_to_be_empty()
    expect(race.locator(".descent-yours [role=status]")).to_be_empty()
    race.get_by_role("button", name="Take it out").click()
    expect(race.get_by_role("row", name="your rule")).to_have_count(0)
    assert tab.complaints == []


def test_an_exercise_that_asks_for_a_rule_races_it(chapter):
    tab = chapter("6", **WAYS["mouse"])
    place = card(tab, "6.3")
    expect(place.get_by_role("button", name="Race it")).to_be_hidden()
    fill(place, "6.3", exercises["6.3"].code)
    assert check(place)[0] == "passed"
    place.get_by_role("button", name="Race it").click()
    race = tab.figure("race")
    rows = {
        name: race.get_by_role("row", name=name).first.locator("td").all_inner_texts()
        for name in ("your rule", "Adam")
        if race.get_by_role("row", name=name).first.wait_for() is None
    }
    assert rows["your rule"] == rows["Adam"]


def raced(place, number):
    """Pass an exercise on a phone, have its rule raced, and return the race, wherever it is."""
    page = place.page
    fill(place, number, exercises[number].code, touch=True)
    assert check(place, touch=True)[0] == "passed"
    place.get_by_role("button", name="Race it").tap()
    race = page.locator('.descent-figure[data-module="race"]').first
    expect(race.get_by_role("row", name="your rule").locator("td").first).not_to_be_empty()
    return race


@pytest.mark.parametrize("number", ["3.2", "5.2", "6.3", "7.3"])
def test_a_race_stands_in_view_once_all_has_come(chapter, number):
    """Also where figures above it come late, and where the race is on another page."""
    tab = chapter(number[0], **WAYS["phone"])
    race = raced(card(tab, number), number)
    tab.page.wait_for_timeout(1000)  # for what else comes
    assert 0 <= race.evaluate("(element) => element.getBoundingClientRect().top") < 200
    assert tab.complaints == []


def test_a_reader_who_turns_elsewhere_is_not_brought_back(chapter):
    """While the rule still walks; nor does the editor take the focus, and bring up a keyboard."""
    tab = chapter("6", **WAYS["mouse"])
    late(tab, "walk")
    place = card(tab, "6.3")
    fill(place, "6.3", exercises["6.3"].code)
    assert check(place)[0] == "passed"
    place.get_by_role("button", name="Race it").click()
    race = tab.figure("race")
    expect(race.locator(".exercise-busy")).to_contain_text("Python is at work")
    assert 0 <= race.evaluate("(element) => element.getBoundingClientRect().top") < 200
    tab.page.mouse.wheel(0, -100_000)
    tab.page.wait_for_function("() => scrollY < 1000")
    expect(race.get_by_role("row", name="your rule").locator("td").first).not_to_be_empty()
    tab.page.wait_for_timeout(500)
    assert tab.page.evaluate("scrollY") < 1000
    assert not tab.page.evaluate("document.activeElement.matches('.cm-content')")


def test_a_race_asks_before_it_takes_the_place_of_a_rule_that_was_typed(chapter):
    tab = chapter("6", **WAYS["phone"])
    place = card(tab, "6.3")
    race = raced(place, "6.3")
    asked, answers = [], iter(["dismiss", "accept"])
    tab.page.on(
        "dialog",
        lambda dialog: (asked.append(dialog.message), getattr(dialog, next(answers))()),
    )
    again = place.get_by_role("button", name="Race it")
    again.tap()  # the same one, which nobody typed
    expect(race.locator(".cm-content")).to_contain_text("mine = my_adam(")
    race.locator(".cm-content").click()
    tab.page.keyboard.press("ControlOrMeta+a")
    tab.page.keyboard.insert_text("def mine(w, g):  # typed\n    return (w - 0.01 * g,)\n")
    assert asked == []
    again.tap()
    expect(race.locator(".cm-content")).to_contain_text("# typed")
    assert asked == ["Race it in the place of the rule that you have typed there?"]
    again.tap()
    expect(race.locator(".cm-content")).not_to_contain_text("# typed")
    assert tab.complaints == []


@pytest.mark.parametrize("number", CHAPTERS)
def test_without_scripts_and_on_paper_the_folds_stand(open_tab, served, number):
    with served(SITE) as origin:
        tab = open_tab(f"{origin}chapters/{PAGES[number].name}", java_script_enabled=False)
        places = tab.page.locator(".descent-exercise")
        expect(places).to_have_count(len(CHAPTERS[number]))
        for name in CHAPTERS[number]:
            folds = card(tab, name).locator("details:visible")
            expect(folds).to_have_count(len(exercises[name].hints) + 1)
            expect(card(tab, name).locator(".exercise-template:visible")).to_have_count(0)


@pytest.mark.parametrize("number", CHAPTERS)
def test_on_paper_nothing_of_the_editor_is_left(chapter, number):
    """The folds stand as they do without scripts, also those that were not asked for."""
    tab = chapter(number, **WAYS["mouse"])
    tab.page.emulate_media(media="print")
    for name in CHAPTERS[number]:
        place = card(tab, name)
        expect(place.locator("details:visible")).to_have_count(len(exercises[name].hints) + 1)
        parts = place.locator(".exercise-card, .exercise-template, button, input, .cm-editor")
        assert [part.is_visible() for part in parts.all()] == [False] * parts.count()


def test_pyodide_starts_from_the_site_and_asks_for_numpy_alone(served, new_tab):
    """The real worker, up to the one request that leaves the site; refused, it says what to do."""
    tab = new_tab(**WAYS["mouse"])
    asked = []
    tab.context.on("request", lambda request: asked.append(request.url))
    with served(SITE) as origin:
        tab.open(f"{origin}chapters/{PAGES['2'].name}")
        tab.page.locator(".exercise-live").last.wait_for(state="attached")
        place = card(tab, "2.2")
        fill(place, "2.2", exercises["2.2"].code)
        place.get_by_role("button", name="Check", exact=True).click()
        expect(place.locator(".exercise-busy progress")).to_be_visible()
        expect(place.locator(".exercise-reply")).to_contain_text(
            "Python did not start", timeout=120_000
        )
        expect(place.locator(".exercise-reply")).to_contain_text("Is there a network")
    elsewhere = [url for url in asked if not url.startswith((origin, "data:", "blob:"))]
    lock = json.loads((SITE / "lite/static/pyodide/pyodide-lock.json").read_text("utf8"))
    assert {*elsewhere} == {lock["packages"]["numpy"]["file_name"]}
    assert any(url.endswith("pyodide.asm.wasm") for url in asked)


def test_a_copy_without_python_says_so(chapter):
    """As the zip is, served from a folder: numbers are answered, and code is told why not."""
    tab = chapter("2", **WAYS["mouse"])
    tab.context.route("**/live/python.json", lambda route: route.fulfill(status=404))
    place = card(tab, "2.2")
    fill(place, "2.2", exercises["2.2"].code)
    _, reply = check(place)
    expect(reply).to_contain_text("this copy of the book holds none")
    numbers = card(tab, "2.1")
    fill(numbers, "2.1", exercises["2.1"].answer)
    assert check(numbers)[0] == "passed"


def test_the_first_page_says_how_much_python_is(site):
    text = site[SITE / "index.html"].get_text()
    stated = re.search(r"bring Python: about (\d+) MB from this site", text)
    sizes = json.loads((SITE / "_static" / "live" / "python.json").read_text("utf8"))
    assert abs(sizes["here"] / 1e6 / int(stated[1]) - 1) < 0.05
