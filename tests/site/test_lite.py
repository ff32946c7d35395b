"""A chapter runs in the browser, with what the site serves and the lock allows."""

import json
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from website import SITE
from website.lite import PYODIDE_CDN_URL, elsewhere

LITE = SITE / "lite"
CHAPTER = "chapters/01_lost_on_the_mountain"
COUNTER = '''import anywidget, traitlets
class Count(anywidget.AnyWidget):
    _esm = """export default { render({ model, el }) {
      const button = document.createElement("button");
      const show = () => (button.textContent = "count " + model.get("n"));
      button.onclick = () => { model.set("n", model.get("n") + 1); model.save_changes(); };
      model.on("change:n", show);
      show();
      el.append(button);
    } }"""
    n = traitlets.Int(1).tag(sync=True)
count = Count()
count'''


@pytest.fixture(scope="module")
def packages():
    if not LITE.exists():
        pytest.skip("the book is not built: make book")
    return json.loads((LITE / "static" / "pyodide" / "pyodide-lock.json").read_text("utf8"))[
        "packages"
    ]


def reached(packages, names):
    """All packages that these need."""
    found, waiting = set(), [*names]
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name not in found:
            found.add(name)
            waiting += packages[name]["depends"]
    return found


def test_only_compiled_wheels_come_from_elsewhere_and_each_has_its_hash(packages):
    needed = reached(packages, ["down-the-mountain", "ipywidgets", "pyodide-kernel", "piplite"])
    elsewhere = {name for name in needed if packages[name]["file_name"].startswith("http")}
    assert elsewhere == {"contourpy", "kiwisolver", "matplotlib", "numpy", "pillow"}
    for name in needed:
        package = packages[name]
        assert re.fullmatch("[0-9a-f]{64}", package["sha256"]), name
        if name in elsewhere:
            assert package["file_name"].startswith(f"{PYODIDE_CDN_URL}/{name}-")
            assert "wasm32" in package["file_name"]
        else:
            assert (LITE / "static" / "pyodide" / package["file_name"]).is_file(), name


def test_what_is_not_on_github_runs_on_no_server_that_reads_from_there():
    assert len(elsewhere("https://github.com/a/b/", "main", "chapters/c")) == 2
    assert elsewhere("https://gitlab.com/a/b", "main", "chapters/c") == {}
    assert elsewhere("", "", "chapters/c") == {}


def run(page, number, code):
    """Put the code into that cell and run it; returns the cell."""
    cell = page.locator(".jp-Notebook .jp-CodeCell").nth(number)
    text = cell.locator(".cm-content")
    for _ in range(10):  # a notebook that is still being laid out makes its cells anew
        text.click()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(code)
        if text.inner_text().startswith(code.partition("\n")[0]):
            break
        page.wait_for_timeout(1000)
    page.keyboard.press("Shift+Enter")
    return cell


def test_the_button_opens_the_notebook_and_python_runs(browser, served, packages):
    """From the chapter's button to a widget that Python and the page both change."""
    with served(SITE) as origin:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        refused, loaded = [], set()

        def guard(route):
            address = route.request.url
            if not address.startswith((origin, "data:", "blob:")):
                refused.append(address)
                return route.abort()
            if address.startswith(f"{origin}lite/"):
                loaded.add(SITE / urlsplit(address).path.lstrip("/"))
            return route.fallback()

        context.route("**/*", guard)
        page = context.new_page()
        page.goto(f"{origin}{CHAPTER}.html")
        page.get_by_role("button", name="Run this chapter").click()
        with context.expect_page() as opened:
            page.get_by_role("link", name="In this browser").click()
        page = opened.value
        page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=90_000)
        assert f"path={CHAPTER}.ipynb" in page.url
        idle = page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]')
        idle.first.wait_for(state="attached", timeout=300_000)  # Python has to start

        button = run(page, 0, COUNTER).get_by_role("button", name="count 1")
        expect(button).to_be_visible(timeout=120_000)
        button.click()
        told = run(page, 1, "print('Python has', count.n)")
        expect(told.locator(".jp-OutputArea-output")).to_have_text("Python has 2", timeout=60_000)
        run(page, 2, "count.n = 40")
        page.get_by_role("button", name="count 40").wait_for(timeout=60_000)
        assert refused == []

        failed = run(page, 3, "import descent")
        expect(failed.locator(".jp-OutputArea-output").last).to_contain_text(
            "No module named 'numpy'", timeout=60_000
        )
        compiled = {"contourpy", "kiwisolver", "matplotlib", "numpy", "pillow"}
        assert sorted(refused) == sorted(packages[name]["file_name"] for name in compiled)
        context.close()

        stated = re.search(r"loads about (\d+) MB", (SITE / "index.html").read_text("utf8"))
        weight = sum(file.stat().st_size for file in loaded if file.is_file()) / 1e6
        assert abs(weight / int(stated[1]) - 1) < 0.1, weight


def first_cell(context, origin, path):
    """The notebook opened in a page of its own, and its first cell of code.

    The page has to be high: JupyterLab drops the cells that are off the screen.
    """
    page = context.new_page()
    page.goto(f"{origin}lite/notebooks/index.html?path={path}")
    text = page.locator(".jp-Notebook .jp-CodeCell .cm-content").first
    text.wait_for(timeout=90_000)
    return page, text


def test_a_saved_copy_says_so_and_makes_room_for_a_newer_chapter(browser, served, packages):
    with served(SITE) as origin:
        context = browser.new_context(viewport={"width": 1280, "height": 3000})
        chapter = context.new_page()
        note = chapter.locator(".saved-copy")
        chapter.goto(f"{origin}{CHAPTER}.html", wait_until="networkidle")
        expect(note).to_have_count(0)
        assert chapter.evaluate("indexedDB.databases()") == [], "only looking makes no database"

        page, text = first_cell(context, origin, f"{CHAPTER}.ipynb")
        for _ in range(10):  # a notebook that is still being laid out makes its cells anew
            text.click()
            page.keyboard.insert_text("mine = 1; ")
            page.wait_for_timeout(1000)
            if "mine = 1" in text.inner_text():
                break
        page.keyboard.press("Control+s")
        for _ in range(20):
            page.wait_for_timeout(500)
            chapter.reload(wait_until="networkidle")
            if note.count():
                break
        expect(note).to_contain_text("saved in this browser")
        expect(note).not_to_contain_text("newer")
        page.close()

        def newer(route):
            html = (SITE / f"{CHAPTER}.html").read_text("utf8")
            html = re.sub('(name="chapter-version" content=")[^"]*', r"\1another", html)
            route.fulfill(body=html, content_type="text/html")

        context.route(f"**/{CHAPTER}.html", newer)
        chapter.reload()
        expect(note).to_contain_text("in place of this one, which is newer")
        note.get_by_role("button", name="Start afresh").press("Enter")
        aside = f"{CHAPTER}-mine-1.ipynb"
        expect(note).to_contain_text(aside)
        expect(note).to_be_focused()
        chapter.reload(wait_until="networkidle")
        expect(note).to_have_count(0)

        page, text = first_cell(context, origin, f"{CHAPTER}.ipynb")
        expect(text).not_to_contain_text("mine = 1", timeout=60_000)
        page, text = first_cell(context, origin, aside)
        expect(text).to_contain_text("mine = 1", timeout=60_000)
        context.close()
