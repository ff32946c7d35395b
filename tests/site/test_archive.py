"""The book as one file: opened from a folder, and served by the one command of its README."""

import re
import zipfile

import pytest

from book import SITE
from book.archive import ARCHIVE, NAME

FORBIDDEN = re.compile(r"blocked by CORS policy|ERR_FAILED")  # modules, from files


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    if not ARCHIVE.exists():
        pytest.skip("the book is not built: make book")
    folder = tmp_path_factory.mktemp("reader")
    with zipfile.ZipFile(ARCHIVE) as archive:
        archive.extractall(folder)
    return folder / NAME


def test_it_holds_every_page_and_notebook_but_no_python_for_the_browser(unpacked):
    theirs = {file.relative_to(unpacked).as_posix() for file in unpacked.rglob("*.*")}
    ours = {file.relative_to(SITE).as_posix() for file in SITE.rglob("*.*") if file != ARCHIVE}
    lite = {name for name in ours if name.startswith("lite/")}
    assert theirs == ours - lite | {"README.txt", "lite/notebooks/index.html"}
    assert len([name for name in theirs if name.endswith(".ipynb")]) == 9


@pytest.mark.parametrize("name", ["index", "chapters/02_gradient_descent", "chapters/09_choosing"])
def test_opened_as_a_file_its_pictures_stand(browser, unpacked, name):
    context = browser.new_context()
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.goto((unpacked / f"{name}.html").as_uri())
    figures = page.locator(".descent-figure img.on-light").all()
    assert figures
    for picture in figures:
        picture.scroll_into_view_if_needed()
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    assert page.locator(".descent-mounted").count() == 0
    assert page.locator("article h1").evaluate("e => getComputedStyle(e).fontFamily") != ""
    style = "getComputedStyle(document.body).getPropertyValue('--pst-color-primary')"
    assert page.evaluate(style), "the stylesheets are there"
    assert [text for text in said if not FORBIDDEN.search(text)] == []
    context.close()


def test_served_as_its_readme_says_its_figures_move(open_tab, served, unpacked):
    assert "python3 -m http.server" in (unpacked / "README.txt").read_text("utf8")
    with served(unpacked) as origin:
        tab = open_tab(f"{origin}chapters/02_gradient_descent.html")
        tab.mount_all()
        assert tab.complaints == []
        tab.page.locator('a[href*="lite/notebooks"]').evaluate(
            "link => link.removeAttribute('target')"
        )
        tab.page.locator('a[href*="lite/notebooks"]').click()
        tab.page.get_by_text("holds no Python for the browser").wait_for()


def test_paper_is_light_and_the_screen_dark_again(open_tab, served):
    with served(SITE) as origin:
        page = open_tab(f"{origin}chapters/09_choosing.html", color_scheme="dark").page
        ink = "getComputedStyle(document.querySelector('article p')).color"
        before = page.evaluate(ink)
        page.evaluate(f"addEventListener('beforeprint', () => window.printed = {ink})")
        page.pdf(format="A4")
        assert sum(map(int, re.findall(r"\d+", page.evaluate("printed")))) < 200
        assert sum(map(int, re.findall(r"\d+", before))) > 500
        assert page.evaluate(ink) == before


@pytest.mark.parametrize("name", ["02_gradient_descent", "07_adams_small_print"])
def test_on_paper_figures_are_pictures_and_controls_are_gone(open_tab, served, name):
    with served(SITE) as origin:
        tab = open_tab(f"{origin}chapters/{name}.html")
        tab.mount_all()
        tab.page.emulate_media(media="print")
        for picture in tab.page.locator(".descent-figure img.on-light").all():
            assert picture.is_visible()
        for controls in (".descent-controls", ".descent-figure-note", "#jb-print-toc", ".copybtn"):
            assert not any(part.is_visible() for part in tab.page.locator(controls).all()), controls
        assert tab.page.pdf(format="A4").startswith(b"%PDF")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_not_yet_fetched_come_on_paper(new_tab, served, scheme):
    with served(SITE) as origin:
        page = new_tab(f"{origin}chapters/09_choosing.html", color_scheme=scheme).page
        pictures = page.locator("article img.on-light")
        there = "all => all.filter((picture) => picture.complete && picture.naturalWidth).length"
        assert pictures.evaluate_all(there) < pictures.count()
        printed = page.pdf(format="A4")
        assert pictures.evaluate_all(there) == pictures.count()
        assert len(re.findall(rb"/Subtype /Image\b", printed)) >= pictures.count()
