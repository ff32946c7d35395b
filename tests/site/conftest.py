"""The built pages, read once, and a browser to open them in."""

from pathlib import Path
from urllib.parse import urlsplit

import playground
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import expect, sync_playwright

from book.browser import MISSING, find, flags
from book.serve import served as serve

SITE = Path(__file__).parents[2] / "_build" / "html"
PAGES = sorted(page for page in SITE.rglob("*.html") if page.relative_to(SITE).parts[0] != "lite")
CHAPTERS = {"step_size": "02_gradient_descent", "ravine": "02_gradient_descent"}
CHAPTERS |= {"slope": "01_lost_on_the_mountain", "mountain": "01_lost_on_the_mountain"}


@pytest.fixture(scope="session")
def site():
    if not PAGES:
        pytest.skip("the book is not built: make book")
    return {page: BeautifulSoup(page.read_text("utf8"), "html.parser") for page in PAGES}


def pytest_generate_tests(metafunc):
    if "path" in metafunc.fixturenames:
        names = [page.relative_to(SITE).as_posix() for page in PAGES]
        metafunc.parametrize("path", PAGES or [None], ids=names or ["not built"])


@pytest.fixture
def page(site, path):
    return site[path]


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        path = find()
        assert path, MISSING
        chromium = playwright.chromium.launch(executable_path=path, args=flags())
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def served():
    """with served(folder) as address: a server for the folder, as long as it is needed."""
    return serve


class Tab:
    """A page in the browser that may load from its own origin only, and all that it complains of.

    What it asks for elsewhere is refused, and counted as a complaint.
    """

    def __init__(self, browser, origin, **options):
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.complaints = []
        self.origin = urlsplit(origin).netloc
        self.context.route(lambda address: urlsplit(address).netloc != self.origin, self.refuse)
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("response", self.check)

    def mount_all(self):
        """Scroll to every live figure, one after the other."""
        for place in self.page.locator(".descent-figure").all():
            mount(place)

    def refuse(self, route):
        if route.request.url.startswith(("data:", "blob:")):
            route.fallback()
        else:
            self.complaints.append(f"asked for {route.request.url}")
            route.abort()

    def check(self, response):
        if response.status >= 400:
            self.complaints.append(f"{response.status} for {response.url}")


def mount(place):
    """Scroll to a live figure, for each is built when a reader comes near."""
    place.scroll_into_view_if_needed()
    live = place.locator(".descent-figure-live:not([aria-busy])")
    expect(live).to_be_attached(timeout=30_000)
    return place


@pytest.fixture
def open_tab(browser):
    """open_tab(address, **options) opens a page and waits until it is quiet."""
    tabs = []

    def open_tab(address, **options):
        tab = Tab(browser, address, **options)
        tabs.append(tab)
        tab.page.goto(address, wait_until="networkidle")
        return tab

    yield open_tab
    for tab in tabs:
        tab.context.close()


@pytest.fixture
def figure(open_tab, served):
    """figure("ravine", "ravine.kappa=5") opens its chapter; returns the tab and the figure."""
    servers = []

    def figure(name, query="", **options):
        server = served(SITE)
        address = server.__enter__()
        servers.append(server)
        tab = open_tab(f"{address}chapters/{CHAPTERS[name]}.html?{query}", **options)
        place = tab.page.locator(f'.descent-figure[data-module="{name}"]')
        return tab, mount(place) if options.get("java_script_enabled", True) else place

    yield figure
    for server in servers:
        server.__exit__(None, None, None)


@pytest.fixture(scope="module")
def address(request, tmp_path_factory, served):
    """Of a small book, around the CELLS of the test's own file or else those of the playground."""
    built = tmp_path_factory.mktemp("built") / "site"
    cells = getattr(request.module, "CELLS", playground.CELLS)
    playground.build(tmp_path_factory.mktemp("source"), built, cells)
    with served(built) as origin:
        yield f"{origin}index.html"


@pytest.fixture
def opened(open_tab, address):
    """opened("decay", query, **options) opens that page; returns the tab and the figure."""

    def opened(module, query="", **options):
        tab = open_tab(f"{address}?{query}", **options)
        place = tab.page.locator(f'.descent-figure[data-module="{module}"]')
        return tab, mount(place) if options.get("java_script_enabled", True) else place

    return opened
