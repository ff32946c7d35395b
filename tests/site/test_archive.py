"""The book as one file: opened from a folder, and served by the one command of its README."""

import re
import zipfile

import pytest

from website import ROOT, SITE
from website.archive import ARCHIVE, NAME


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
    lite.add("_static/live/python.json")  # how much of it there is to fetch
    assert theirs == ours - lite | {"README.txt", "lite/notebooks/index.html"}
    assert len([name for name in theirs if name.endswith(".ipynb")]) == 9


def test_it_has_the_license(unpacked):
    assert (unpacked / "LICENSE.txt").read_text("utf8") == (ROOT / "LICENSE").read_text("utf8")
    assert "LICENSE.txt" in (unpacked / "README.txt").read_text("utf8")


@pytest.mark.parametrize("name", ["index", "chapters/02_gradient_descent", "chapters/09_choosing"])
def test_opened_as_a_file_its_pictures_stand(new_tab, unpacked, name):
    tab = new_tab((unpacked / f"{name}.html").as_uri())
    page = tab.page
    figures = page.locator(".descent-figure img.on-light.on-wide").all()
    assert figures
    for picture in figures:
        picture.scroll_into_view_if_needed()
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    assert page.locator(".descent-mounted").count() == 0
    assert page.locator("article h1").evaluate("e => getComputedStyle(e).fontFamily") != ""
    style = "getComputedStyle(document.body).getPropertyValue('--pst-color-primary')"
    assert page.evaluate(style), "the stylesheets are there"
    assert tab.complaints == []


def test_opened_as_files_all_its_pages_are_quiet(new_tab, unpacked):
    tab = new_tab()
    pages = [page for page in unpacked.rglob("*.html") if "lite" not in page.parts]
    assert len(pages) > 10
    for page in pages:
        tab.open(page.as_uri())
        assert tab.complaints == [], page


def test_opened_as_a_file_its_search_finds(new_tab, unpacked):
    tab = new_tab(f"{(unpacked / 'search.html').as_uri()}?q=ravine")
    found = tab.page.locator("#search-results li a[href*='02_gradient']").first
    tab.page.get_by_text("Search finished").wait_for()
    assert tab.complaints == []
    found.click()
    tab.page.get_by_role("button", name="Hide Search Matches").wait_for()
    assert tab.complaints == []


def test_opened_as_a_file_its_pages_do_what_they_do_elsewhere(new_tab, unpacked):
    """Wide code scrolls by key, and dark pages print dark ink on white."""
    size = {"width": 390, "height": 800}
    file = (unpacked / "chapters/09_choosing.html").as_uri()
    tab = new_tab(file, color_scheme="dark", viewport=size)
    wide = tab.page.locator("article pre[tabindex='0']").first
    wide.focus()
    wide.press("ArrowRight")
    tab.page.wait_for_function("place => place.scrollLeft > 0", arg=wide.element_handle())
    printed_dark(tab.page)
    assert tab.complaints == []


def test_served_as_its_readme_says_its_figures_move(open_tab, served, unpacked):
    assert "python3 -m http.server" in (unpacked / "README.txt").read_text("utf8")
    with served(unpacked) as origin:
        tab = open_tab(f"{origin}chapters/02_gradient_descent.html")
        tab.mount_all()
        assert tab.complaints == []
        link = tab.page.locator('a[href*="lite/notebooks"]')
        link.evaluate("link => link.removeAttribute('target')")
        tab.page.get_by_role("button", name="Run this chapter").click()
        link.click()
        tab.page.get_by_text("holds no Python for the browser").wait_for()


def printed_dark(page):
    """The page of a dark screen has dark ink on paper, and afterwards is as it was."""
    ink = "getComputedStyle(document.querySelector('article p')).color"
    before = page.evaluate(ink)
    page.evaluate(f"addEventListener('beforeprint', () => window.printed = {ink})")
    page.pdf(format="A4")
    assert sum(map(int, re.findall(r"\d+", page.evaluate("printed")))) < 200
    assert sum(map(int, re.findall(r"\d+", before))) > 500
    assert page.evaluate(ink) == before


def test_paper_is_light_and_the_screen_dark_again(open_tab, served):
    with served(SITE) as origin:
        printed_dark(open_tab(f"{origin}chapters/09_choosing.html", color_scheme="dark").page)


@pytest.mark.parametrize("scripts", [True, False])
def test_on_paper_code_is_unfolded_and_a_fold_says_where_it_can_be_opened(
    open_tab, served, scripts
):
    with served(SITE) as origin:
        address = f"{origin}chapters/02_gradient_descent.html"
        page = open_tab(address, java_script_enabled=scripts).page
        code = page.locator("article details.hide pre")
        folds = page.locator("article .sd-dropdown")
        where = page.locator(".on-paper")
        assert code.count() > 3 < folds.count()
        assert not any(code.nth(k).is_visible() for k in range(code.count()))
        assert not where.is_visible()
        page.emulate_media(media="print")
        if scripts:  # the browser does this when it prints
            page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert all(code.nth(k).bounding_box()["height"] > 20 for k in range(code.count()))
        after = "fold => getComputedStyle(fold.querySelector('summary'), '::after').content"
        for fold in folds.all():
            assert fold.locator("summary").is_visible()
            assert "folded" in fold.evaluate(after)
        assert (
            "chapters/02_gradient_descent.html: what is folded stands there" in where.inner_text()
        )
        page.emulate_media(media="null")
        if scripts:
            page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert not any(code.nth(k).is_visible() for k in range(code.count()))


def test_one_button_opens_all_folds_for_paper_too_and_closes_them(open_tab, served):
    with served(SITE) as origin:
        tab = open_tab(f"{origin}chapters/02_gradient_descent.html")
        closed = tab.page.locator("article details:not([open])")
        everything = closed.count()
        button = tab.page.get_by_role("button", name="Open all folds")
        button.press("Enter")
        assert closed.count() == 0
        tab.page.get_by_role("status").get_by_text("All folds are open.").wait_for(state="attached")
        tab.page.emulate_media(media="print")
        solution = tab.page.locator("article .sd-dropdown").last
        assert solution.locator(".sd-card-body").is_visible()
        tab.page.emulate_media(media="null")
        tab.page.get_by_role("button", name="Close all folds").press("Enter")
        assert closed.count() == everything
        tab.page.get_by_role("button", name="Open all folds").wait_for()
        assert tab.complaints == []


@pytest.mark.parametrize("name", ["02_gradient_descent", "07_adams_small_print"])
def test_on_paper_figures_are_pictures_and_controls_are_gone(open_tab, served, name):
    with served(SITE) as origin:
        tab = open_tab(f"{origin}chapters/{name}.html")
        tab.mount_all()
        tab.page.emulate_media(media="print")
        for picture in tab.page.locator(".descent-figure img.on-light.on-wide").all():
            assert picture.is_visible()
        for controls in (".descent-controls", ".descent-figure-note", "#jb-print-toc", ".copybtn"):
            assert not any(part.is_visible() for part in tab.page.locator(controls).all()), controls
        assert tab.page.pdf(format="A4").startswith(b"%PDF")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_not_yet_fetched_come_on_paper(new_tab, served, scheme):
    with served(SITE) as origin:
        page = new_tab(f"{origin}chapters/09_choosing.html", color_scheme=scheme).page
        pictures = page.locator("article img.on-light.on-wide")
        there = "all => all.filter((picture) => picture.complete && picture.naturalWidth).length"
        assert pictures.evaluate_all(there) < pictures.count()
        printed = page.pdf(format="A4")
        assert pictures.evaluate_all(there) == pictures.count()
        assert len(re.findall(rb"/Subtype /Image\b", printed)) >= pictures.count()
