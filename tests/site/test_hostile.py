"""What strangers do to a page: a long address, no storage, two tabs, foreign code."""

import pytest
from figure_text import sentence
from playwright.sync_api import expect

from website import SITE

CHAPTERS = sorted(SITE.glob("chapters/0*.html"))
NAMES = [page.stem for page in CHAPTERS]
DENIED = """for (const name of ["localStorage", "sessionStorage"]) {
  const get = () => { throw new DOMException("denied", "SecurityError"); };
  Object.defineProperty(window, name, { get });
}"""


@pytest.fixture(scope="module")
def origin(served):
    if not CHAPTERS:
        pytest.skip("the book is not built: make book")
    with served(SITE) as address:
        yield f"{address}chapters/"


def test_thousands_of_keys(open_tab, origin):
    keys = "&".join(f"k{k}={k}" for k in range(3000))
    tab = open_tab(f"{origin}02_gradient_descent.html?{keys}&ravine.kappa=5")
    place = tab.page.locator('.descent-figure[data-module="ravine"]')
    place.scroll_into_view_if_needed()
    expect(place.locator("input").first).to_be_visible()
    place.locator(".descent-pin").press("Shift+ArrowRight")
    tab.page.wait_for_url("**ravine.x=*")
    assert "k2999=2999" in tab.page.url
    assert "ravine.kappa=5" in tab.page.url
    assert tab.complaints == []


@pytest.mark.parametrize("name", NAMES[::4])
def test_a_page_without_storage(new_tab, origin, name):
    tab = new_tab()
    tab.page.add_init_script(DENIED)
    tab.open(f"{origin}{name}.html")
    tab.mount_all()
    button = tab.page.locator("button.theme-switch-button").first
    before = tab.page.locator("html").get_attribute("data-mode")
    button.click()
    expect(tab.page.locator("html")).not_to_have_attribute("data-mode", before)
    assert tab.complaints == []


def test_one_page_in_two_tabs(new_tab, origin):
    """What is moved in one stays as it is in the other, and a color chosen in one is kept."""
    one = new_tab(f"{origin}02_gradient_descent.html")
    other = one.context.new_page()
    other.goto(f"{origin}02_gradient_descent.html")
    there = other.locator('.descent-figure[data-module="ravine"]')
    there.scroll_into_view_if_needed()
    there.locator(".descent-sentence").wait_for()
    before = sentence(there)
    one.figure("ravine").locator(".descent-pin").press("Shift+ArrowRight")
    one.page.wait_for_url("**ravine.x=*")
    assert sentence(there) == before
    assert "ravine.x" not in other.url
    one.page.locator("button.theme-switch-button").first.click()
    chosen = one.page.locator("html").get_attribute("data-mode")
    other.reload()
    assert other.locator("html").get_attribute("data-mode") == chosen
    assert one.complaints == []


def policy(page):
    [tag] = page.find_all("meta", attrs={"http-equiv": "Content-Security-Policy"})
    rules = [rule.split() for rule in tag["content"].split(";")]
    return {rule[0]: rule[1:] for rule in rules}


def test_the_policy_allows_nothing_from_elsewhere(page):
    """Inline scripts by hash only. The exceptions stand in book/pages.py, with their reasons."""
    rules = policy(page)
    assert rules["default-src"] == ["'self'"]
    assert rules["object-src"] == rules["base-uri"] == ["'none'"]
    assert rules["img-src"] == ["'self'", "data:"]
    for source in rules["script-src"]:
        assert source in {"'self'", "'unsafe-hashes'"} or source.startswith("'sha256-")
    assert not [
        source for rule in rules.values() for source in rule if "//" in source or source == "*"
    ]
    first = page.head.find(["script", "link", "meta"], recursive=False)
    assert first.get("charset"), "the policy comes right after the character set"
    assert first.find_next("meta")["http-equiv"] == "Content-Security-Policy"


def test_code_and_pictures_from_elsewhere_are_refused(open_tab, origin):
    tab = open_tab(f"{origin}01_lost_on_the_mountain.html")
    tab.page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.ran = true";
          const picture = document.createElement("img");
          picture.src = "https://example.org/a.png";
          const button = document.createElement("button");
          button.setAttribute("onclick", "window.ran = true");
          document.body.append(script, picture, button);
          button.click();
        }"""
    )
    tab.page.wait_for_timeout(300)
    assert tab.page.evaluate("window.ran") is None
    assert len(tab.complaints) >= 3
    assert all("Content Security Policy" in text for text in tab.complaints), tab.complaints
