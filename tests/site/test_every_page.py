"""Every page of the built book in a real browser: quiet, self-contained, never too wide."""

import re
import shutil
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from website import SITE

# How wide the page is, and which parts of it reach beyond the screen.
WIDER = """() => {
  const { clientWidth, scrollWidth } = document.documentElement;
  return scrollWidth <= clientWidth ? [] : [...document.body.querySelectorAll("*")]
    .filter((element) => element.getBoundingClientRect().right > clientWidth + 1)
    .map((element) => element.outerHTML.slice(0, 120));
}"""

# How many short formulas have the mark behind them on the next line, and how many there are.
BROKEN = """places => {
  const left = place => place.getBoundingClientRect().left;
  const broken = places.filter((place) => {
    const mark = document.createRange();
    mark.selectNode(place.lastChild);
    return left(mark) < left([...place.querySelectorAll(".base")].at(-1));
  });
  return [broken.length, places.length];
}"""


@pytest.fixture(scope="module")
def below(tmp_path_factory, served):
    """The address of the site, below a folder, as many hosts have it."""
    if not SITE.exists():
        pytest.skip("the book is not built: make book")
    folder = tmp_path_factory.mktemp("host")
    shutil.copytree(SITE, folder / "some" / "book", ignore=shutil.ignore_patterns("lite", "*.zip"))
    with served(folder) as origin:
        yield f"{origin}some/book/"


def accessible(tab):
    """No violation of a rule; a word stands in for each formula, whose parts have no controls.

    Formulas are most of a page's elements. Axe finds what is right as well, when asked, and takes
    long over both.
    """
    shorten = "formulas => { for (const formula of formulas) formula.textContent = 'formula'; }"
    tab.page.locator(".katex").evaluate_all(shorten)
    found = Axe().run(tab.page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_a_page_loads_clean(open_tab, below, path, scheme, width):
    size = {"width": width, "height": 900}
    tab = open_tab(below + path.relative_to(SITE).as_posix(), viewport=size, color_scheme=scheme)
    tab.mount_all()
    tab.page.add_style_tag(content="* { content-visibility: visible !important }")  # lay out all
    assert tab.page.locator("html").get_attribute("data-theme") == scheme
    assert tab.page.evaluate(WIDER) == []
    assert tab.complaints == []  # now, for axe will look for stylesheets in the wrong place
    accessible(tab)


def test_a_short_formula_keeps_the_mark_behind_it(open_tab, below):
    phone = {"width": 360, "height": 740}
    page = open_tab(f"{below}chapters/03_momentum.html", viewport=phone).page
    page.add_style_tag(content="* { content-visibility: visible !important }")
    broken, formulas = page.locator(".together").evaluate_all(BROKEN)
    assert broken == 0 < formulas


def test_a_page_needs_no_script_to_be_read(open_tab, below, path):
    tab = open_tab(below + path.relative_to(SITE).as_posix(), java_script_enabled=False)
    assert tab.page.locator(":is(article, .bd-search-container) h1").is_visible()
    for picture in tab.page.locator(".descent-figure img.on-light.on-wide").all():
        assert picture.is_visible()
    assert tab.complaints == []


@pytest.mark.parametrize(("width", "some"), [(360, True), (1280, False)])
def test_a_phone_lays_out_only_what_is_near(open_tab, below, width, some):
    address = f"{below}chapters/03_momentum.html#exercise-3-7-convert"
    tab = open_tab(address, viewport={"width": width, "height": 740})
    expect(tab.page.locator("#exercise-3-7-convert > h3")).to_be_in_viewport()
    left_out = """(some) => some ===
      [...document.querySelectorAll(".bd-article section > p .katex")].some(
        (formula) => !formula.checkVisibility({ contentVisibilityAuto: true }))"""
    tab.page.wait_for_function(left_out, arg=some)  # exercises are still being set
    assert tab.complaints == []


def test_the_list_of_contents_marks_where_the_reader_is(open_tab, below):
    page = open_tab(f"{below}chapters/03_momentum.html").page
    marked = page.locator("#pst-page-toc-nav a.active")
    for place in ("#two-curvatures-the-best-pair", "#summary"):
        page.locator(place).evaluate("place => place.scrollIntoView({ behavior: 'instant' })")
        expect(marked).to_have_attribute("href", place)


def test_the_switch_changes_the_figures_colors(open_tab, below):
    page = open_tab(f"{below}chapters/02_gradient_descent.html", color_scheme="light").page
    page.locator(".descent-figure").first.scroll_into_view_if_needed()
    page.locator(".descent-figure-live").first.wait_for()
    ink = "getComputedStyle(document.querySelector('.descent-figure-live')).color"
    light = page.evaluate(ink)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert page.evaluate(ink) != light


@pytest.mark.parametrize(("scheme", "other"), [("light", "dark"), ("dark", "light")])
@pytest.mark.parametrize(("size", "width"), [("wide", 1280), ("narrow", 390)])
def test_a_drawing_has_the_colors_and_the_width_of_the_page_and_no_other_is_fetched(
    open_tab, below, scheme, other, size, width
):
    address, view = f"{below}chapters/01_lost_on_the_mountain.html", {"width": width, "height": 800}
    page = open_tab(address, color_scheme=scheme, viewport=view).page
    shown, hidden = (page.locator(f"#fig-tumors img.on-{s}.on-{size}") for s in (scheme, other))
    shown.scroll_into_view_if_needed()
    fetched = "picture => picture.decode().then(() => picture.naturalWidth > 0)"
    assert shown.evaluate(fetched)
    there = "all => all.filter((picture) => picture.complete && picture.naturalWidth).length"
    assert page.locator("#fig-tumors img").evaluate_all(there) == 1
    page.evaluate(f"document.documentElement.dataset.theme = '{other}'")
    assert hidden.evaluate(fetched)
    assert not shown.is_visible()
    assert page.locator("#fig-tumors figcaption").is_visible()


BUTTONS = [".copybtn", ".btn-folds-button", ".theme-switch-button", ".primary-toggle"]
BUTTONS += [".dropdown-toggle", ".btn-fullscreen-button"]


@pytest.mark.parametrize(
    ("width", "button"),
    [*product([390, 1280], BUTTONS), (390, ".search-button"), (390, ".secondary-toggle")],
)
def test_a_button_keeps_the_focus(open_tab, below, width, button):
    """Or gives it back when what it has opened is closed; so the next Tab goes on from there."""
    size = {"width": width, "height": 900}
    tab = open_tab(f"{below}chapters/02_gradient_descent.html", viewport=size)
    place = tab.page.locator(f"{button}:visible").first
    place.press("Enter")
    tab.page.wait_for_timeout(200)
    tab.page.keyboard.press("Escape")
    tab.page.wait_for_timeout(200)
    focused = tab.page.locator(":focus")
    expect(focused).to_have_count(1)
    assert focused.evaluate("(focused, place) => focused === place", place.element_handle())
    assert tab.complaints == []


def test_the_color_button_says_which_mode_is_on(new_tab, below):
    tab = new_tab(f"{below}chapters/02_gradient_descent.html")
    button = tab.page.locator(".theme-switch-button")
    expect(tab.page.get_by_role("status")).to_be_empty()
    expect(button).to_have_accessible_name("Color mode: as your system")
    for _ in range(3):
        button.press("Enter")
        mode = tab.page.locator("html").get_attribute("data-mode")
        words = "as your system" if mode == "auto" else mode
        expect(button).to_have_accessible_name(f"Color mode: {words}")
        expect(tab.page.get_by_role("status")).to_have_text(f"Color mode: {words}")
        button.hover()
        expect(tab.page.get_by_role("tooltip")).to_have_text(f"Color mode: {words}")
    assert tab.complaints == []


def test_what_a_search_has_marked_can_be_unmarked(new_tab, below):
    tab = new_tab(f"{below}search.html?q=ravine")
    tab.page.locator("#search-results li a[href*='02_gradient']").first.click()
    marked = tab.page.locator(".highlighted")
    expect(marked.first).to_be_attached()
    button = tab.page.get_by_role("button", name="Hide Search Matches")
    button.press("Enter")
    expect(marked).to_have_count(0)
    expect(button).to_have_count(0)
    expect(tab.page.locator("article :focus")).to_contain_text("ravine", ignore_case=True)
    assert tab.complaints == []


def test_no_address_is_a_program(site):
    """For the policy of the pages lets none run."""
    scripts = [path for path in SITE.rglob("*.js") if "lite" not in path.relative_to(SITE).parts]
    assert scripts
    for path in [*site, *scripts]:
        assert not re.search(r"""href=\\?["']javascript:""", path.read_text("utf8")), path


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("epsilon", "07_adams"),
        ("epsilon", "notation"),
        ("minibatch", "04_a_noisy"),
        ("minibatch", "glossary"),
        ("regularization", "07_adams"),
        ("regularization", "glossary"),
        ("annealing", "04_a_noisy"),
        ("annealing", "glossary"),
        ("hyperparameter", "09_choosing"),
        ("hyperparameter", "glossary"),
        ("exponential moving average", "06_adam"),
        ("exponential moving average", "glossary"),
    ],
)
def test_the_search_knows_what_others_call_it(open_tab, below, words, name):
    page = open_tab(f"{below}search.html?q={words}").page
    expect(page.locator(f"#search-results li a[href*='{name}']").first).to_be_visible()


def test_the_search_finds_a_page(open_tab, below):
    tab = open_tab(f"{below}search.html?q=gradient")
    tab.page.locator("#search-results li a").first.wait_for()
    assert tab.complaints == []
    accessible(tab)


def test_the_search_quotes_prose_and_a_formula_once(open_tab, below):
    page = open_tab(f"{below}search.html?q=slope").page
    expect(page.locator("#search-results")).to_contain_text("the start α alpha the step size")
    expect(page.locator("#search-results")).to_contain_text("AdaGrad A step size per weight")
    page = open_tab(f"{below}search.html?q=network").page
    expect(page.locator("#search-results .context").nth(8)).to_be_visible()
    expect(page.locator("#search-results")).not_to_contain_text("import")


def test_the_menu_of_a_phone_leads_to_a_chapter(open_tab, below):
    tab = open_tab(below, viewport={"width": 360, "height": 740})
    tab.page.locator("button.primary-toggle").click()
    menu = tab.page.get_by_role("complementary", name="The book")
    menu.get_by_role("link", name="Gradient descent").wait_for()
    accessible(tab)
    menu.get_by_role("link", name="Gradient descent").click()
    tab.page.wait_for_url("**/chapters/02_gradient_descent.html", wait_until="commit")
