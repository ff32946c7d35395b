"""The built pages, read once, and a browser to open them in."""

from functools import partial
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

import numpy as np
import playground
import pytest
from bs4 import BeautifulSoup
from filelock import FileLock
from playwright.sync_api import expect, sync_playwright

from website.browser import MISSING, find, flags
from website.serve import Handler
from website.serve import served as serve

SITE = Path(__file__).parents[2] / "_build" / "html"
PAGES = sorted(page for page in SITE.rglob("*.html") if page.relative_to(SITE).parts[0] != "lite")


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
    """It finds no other host than this one."""
    with sync_playwright() as playwright:
        path = find()
        assert path, MISSING
        alone = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
        chromium = playwright.chromium.launch(executable_path=path, args=[*flags(), alone])
        yield chromium
        chromium.close()


class Kept(Handler):
    """What a browser has once it keeps, pages excepted."""

    protocol_version = "HTTP/1.1"  # one connection for many files

    @property
    def caching(self):
        return "no-cache" if self.path.partition("?")[0].endswith((".html", "/")) else "max-age=600"


@pytest.fixture(scope="session")
def served():
    """with served(folder) as address: a server for the folder, as long as it is needed."""
    return partial(serve, handler=Kept)


SHOW = """async () => {
  const script = document.querySelector('script[src*="_static/book.js"]');
  if (location.protocol === "file:" || !script) return;
  if (!document.querySelector("[data-module=question]")) return;
  await import(new URL("live/live.js", script.src));
  for (const show of document.querySelectorAll(".question-wait button")) show.click();
}"""


class Tab:
    """A place in the browser to open pages in; they may load from their own origin only.

    `complaints` has all that the page now open complains of, with what it asks for elsewhere.
    """

    def __init__(self, browser, options):
        self.scripts = options.get("java_script_enabled", True)
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.heard(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("requestfailed", self.check_address)
        self.page.on("response", self.check_status)

    def heard(self, text):
        """Of what the console says, all counts but that a finger's next swipe came while the page
        was still scrolling after the last, as it may on a busy machine.
        """
        if not text.startswith("Ignored attempt to cancel a touchstart event"):
            self.complaints.append(text)

    def open(self, address, predicted=True):
        """predicted: show what a page's questions hide until they are answered."""
        self.complaints, self.origin = [], urlsplit(address).netloc
        self.page.emulate_media(media="null")
        self.page.goto(address)
        if predicted and self.scripts:
            self.page.evaluate(SHOW)

    def figure(self, module, which=0):
        """The figure, live where there are scripts."""
        place = self.page.locator(f'.descent-figure[data-module="{module}"]').nth(which)
        return mount(place) if self.scripts else place

    def mount_all(self):
        """Scroll to every live figure, one after the other."""
        for place in self.page.locator(".descent-figure").all():
            mount(place)

    def check_address(self, request):
        """Elsewhere nothing is found, so all requests to there fail."""
        if urlsplit(request.url).netloc != self.origin and request.failure != "csp":
            self.complaints.append(f"asked for {request.url}")

    def check_status(self, response):
        if response.status >= 400:
            self.complaints.append(f"{response.status} for {response.url}")


DRAWN = """async () => {
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
}"""


def mount(place):
    """Scroll to a live figure, for each is built when a reader comes near, and let it draw."""
    place.scroll_into_view_if_needed()
    live = place.locator(".descent-figure-live:not([aria-busy])")
    expect(live).to_be_attached(timeout=30_000)
    live.evaluate(DRAWN)
    return place


@pytest.fixture(scope="session")
def tabs():
    """Those that are used again and again, by their options."""
    return {}


@pytest.fixture
def open_tab(browser, tabs):
    """open_tab(address, **options) opens a page, in place of the last one with these options.

    A test that changes more than the page asks for a `new_tab`.
    """
    used = []

    def open_tab(address, **options):
        key = repr(sorted(options.items()))
        if key not in tabs:
            tabs[key] = Tab(browser, options)
        used.append(tabs[key])
        if size := options.get("viewport"):  # another test may have changed it
            tabs[key].page.set_viewport_size(size)
        tabs[key].page.mouse.move(0, 0)
        tabs[key].open(address)
        return tabs[key]

    yield open_tab
    for tab in used:
        tab.open("about:blank")


@pytest.fixture
def new_tab(browser):
    """new_tab(address, **options) opens a page in a tab of its own."""
    tabs = []

    def new_tab(address="about:blank", predicted=True, **options):
        tabs.append(Tab(browser, options))
        tabs[-1].open(address, predicted)
        return tabs[-1]

    yield new_tab
    for tab in tabs:
        tab.context.close()


def pages_of(module):
    """{name: cells} of the pages that the tests of a file look at, the usual one first."""
    if hasattr(module, "CELLS"):
        return {module.__name__: module.CELLS}
    names = getattr(module, "PAGES", [getattr(module, "PAGE", "playground")])
    return {name: playground.PAGES[name] for name in names}


def pages_for(item):
    """Those of its file's pages that a test looks at: only one, where its parameter is its name."""
    pages = pages_of(item.module)
    named = getattr(item, "callspec", None) and item.callspec.params.get("name")
    return {named: pages[named]} if named in pages else pages


@pytest.hookimpl(trylast=True)  # of the tests that were chosen
def pytest_collection_modifyitems(config, items):
    """The small book, one for all tests that need a page of their own: which pages it has.

    While the first test that needs it builds it, the others have something else to do.
    """
    needing = [item for item in items if "small_book" in getattr(item, "fixturenames", ())]
    config.pages = {}
    for item in needing:
        config.pages |= pages_for(item)
    later = {item.path for item in needing} - {item.path for item in needing[:1]}
    items.sort(key=lambda item: item.path in later)


@pytest.fixture(scope="session")
def small_book(request, tmp_path_factory, served):
    """The address of its pages; the first process that needs the book builds it for all."""
    folder = tmp_path_factory.getbasetemp()
    if hasattr(request.config, "workerinput"):
        folder = folder.parent
    folder = folder / "playground"
    with FileLock(f"{folder}.lock"):
        if not (folder / "site" / "index.html").exists():
            (folder / "source").mkdir(parents=True)
            playground.build(folder / "source", folder / "site", request.config.pages)
    with served(folder / "site") as origin:
        yield origin


@pytest.fixture(scope="module")
def address(request, small_book):
    """Of the page around the CELLS of the test's own file, or of the first that it names."""
    return f"{small_book}{next(iter(pages_of(request.module)))}.html"


def query_of(module, settings):
    """The query of an address that sets them."""

    def text(value):
        if isinstance(value, float):  # the address of a figure takes 0.0001, and not 1e-04
            return np.format_float_positional(value, trim="-")
        return quote(str(value))

    return "&".join(f"{module}.{key}={text(value)}" for key, value in settings.items())


@pytest.fixture
def opened(request, open_tab, address):
    """opened("decay", settings, which=0, **options) opens the page; returns the tab and the figure.

    The settings, by name, may also be the query of an address. Of the PAGES that a file names, the
    one with the figure's name is opened.
    """
    own = {*getattr(request.module, "PAGES", ())}

    def opened(module, query=None, which=0, open_tab=open_tab, **options):
        if not isinstance(query, str):
            query = query_of(module, query or {})
        page = urljoin(address, f"{module}.html") if module in own else address
        tab = open_tab(f"{page}?{query}", **options)
        return tab, tab.figure(module, which)

    return opened
