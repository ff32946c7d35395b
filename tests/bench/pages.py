"""Weigh the built pages beside stock Jupyter Book's, and time the live figures, in a real browser.

    make bench                     prints these tables after the others
    PYTHONPATH=tests/site python tests/bench/pages.py    prints only these

The book is taken as it was built last.
"""

import gzip
import statistics
import tempfile
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

import frames
import playground
import stock
from playwright.sync_api import sync_playwright

from descent.exercises.exercise import exercises
from website import SITE
from website.browser import MISSING, find, flags
from website.serve import served

FIRST, SECOND = "chapters/02_gradient_descent.html", "chapters/01_lost_on_the_mountain.html"
# The module of each figure, and a page that has it.
FIGURES = [("step_size", FIRST), ("ravine", FIRST), ("slope", SECOND), ("mountain", SECOND)]

FIRST_GOAL, SECOND_GOAL = 300, 80  # kB
SCRIPT_GOAL, TASK_GOAL = 16, 50  # ms
LEVEL = 6  # of gzip, as servers have it
BITMAPS = {".png", ".jpg", ".jpeg", ".gif", ".ico", ".webp"}
FONTS = {".woff2", ".woff", ".ttf"}  # compressed already
KINDS = {".html": "HTML", ".css": "CSS", ".js": "JavaScript"} | dict.fromkeys(FONTS, "fonts")

# Each live figure has drawn its card, wherever it lives, and the mathematics is set.
READY = """([figures, mathematics]) =>
  document.querySelectorAll(".descent-card").length >= figures &&
  document.querySelector(mathematics) && document.fonts.status === "loaded"
"""


def tables():
    """The lines of this part of the benchmarks."""
    if not (SITE / FIRST).exists():
        raise SystemExit("The book is not built: make book")
    if not (path := find()):
        raise SystemExit(MISSING)
    with sync_playwright() as playwright, served(SITE) as book, stock_book() as plain:
        browser = playwright.chromium.launch(executable_path=path, args=flags())
        yield f"\nThe pages, in headless Chromium {browser.version}, 1280 × 720:"
        yield from weights(browser, book, plain)
        with playground_book() as alone:
            places = [(module, book + page) for module, page in FIGURES]
            places += [("race", f"{alone}index.html?race.steps=500")]
            alone_there = (
                "momentum_pad",
                "noise_ball",
                "scaling",
                "decay",
                "training",
                "sensitivity",
            )
            places += [(module, f"{alone}index.html") for module in alone_there]
            places += [("moments", f"{alone}index.html?moments.stream=noisy&moments.steps=2000")]
            places += [("counterexample", f"{alone}index.html?counterexample.steps=300000")]
            yield from using(browser, places)
        yield from loading(browser, book, plain)
        yield from checking(browser, book)
        browser.close()


@contextmanager
def stock_book():
    """The address of the same book as stock Jupyter Book builds it."""
    with tempfile.TemporaryDirectory() as folder:
        site = stock.build(Path(folder), [FIRST, SECOND])
        with served(site) as address:
            yield address


@contextmanager
def playground_book():
    """The address of a page with figures that no chapter has taken up."""
    with tempfile.TemporaryDirectory() as folder:
        source, site = Path(folder, "source"), Path(folder, "built", "site")
        source.mkdir()
        playground.build(source, site, {"index": playground.CELLS})
        with served(site) as address:
            yield address


def weights(browser, book, plain):
    """What a browser fetches for one page, and for one more."""
    ours, theirs = weigh(browser, book, ".katex"), weigh(browser, plain, "mjx-container")
    yield "\n## Weight of a page, and of one more\n"
    yield f"kB (1,000 bytes) that a first visit to `{FIRST}` fetches, and then what"
    yield f"`{SECOND}` needs besides. Each file by Python's gzip, level {LEVEL};"
    yield "fonts as they are; no bitmap images. Stock: the same chapters, widgets and mathematics"
    yield f"included, by jupyter-book {version('jupyter-book')} with its own settings.\n"
    yield "| kind | the book | stock Jupyter Book | the book, one more | stock, one more |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    visits = [ours[0], theirs[0], ours[1], theirs[1]]
    for kind in [*dict.fromkeys(KINDS.values()), "other"]:
        yield row(kind, [{url: n for url, n in v.items() if kind_of(url) == kind} for v in visits])
    yield row("**total**", visits)
    elsewhere = [{u: n for u, n in v.items() if not u.startswith((book, plain))} for v in visits]
    yield row("of that, from other sites", elsewhere)
    yield f"| goal | ≤ {FIRST_GOAL} | | ≤ {SECOND_GOAL} | |\n"
    yield f"Heaviest in the book: {heaviest(ours[0])}."
    yield f"Heaviest in stock: {heaviest(theirs[0])}."


def row(name, visits):
    """A line of the table: the weight of each visit's files."""
    return f"| {name} | " + " | ".join(f"{sum(v.values()) / 1000:.1f}" for v in visits) + " |"


def suffix(url):
    return Path(urlsplit(url).path).suffix


def kind_of(url):
    return KINDS.get(suffix(url), "other")


def heaviest(files, count=6):
    """The heaviest files, by name and weight."""
    first = sorted(files, key=files.get, reverse=True)[:count]
    return ", ".join(f"`{Path(urlsplit(u).path).name}` {files[u] / 1000:.1f}" for u in first)


def weigh(browser, address, mathematics):
    """{URL: bytes} of the first page, and of what the second one needs besides."""
    context = browser.new_context()
    context.route(lambda url: not url.startswith(address), stock.answer)
    seen, visits = set(), []
    for name in (FIRST, SECOND):
        bodies = fetched(context.new_page(), address + name, mathematics)
        new = {url: body for url, body in bodies.items() if url not in seen}
        visits.append({u: packed(u, b) for u, b in new.items() if suffix(u) not in BITMAPS})
        seen |= set(bodies)
    context.close()
    return visits


def packed(url, body):
    """Bytes of a file on its way."""
    return len(body if suffix(url) in FONTS else gzip.compress(body, LEVEL))


def fetched(page, address, mathematics):
    """{URL: body} of all that the browser fetches until figures and mathematics stand."""
    responses, refused = [], []
    page.on("response", lambda response: responses.append(response))
    page.on("requestfailed", lambda request: refused.append(request.url))
    page.goto(address, wait_until="networkidle", timeout=120_000)  # npm may have to fetch first
    if elsewhere := [url for url in refused if urlsplit(url).netloc != urlsplit(address).netloc]:
        raise SystemExit(f"{address} asks for {elsewhere[0]}, which nothing here serves")
    figures = sum(address.endswith(name) for _, name in FIGURES)
    for place in page.locator(".descent-figure").all():
        place.scroll_into_view_if_needed()  # for the book's are built when a reader comes near
    page.wait_for_function(READY, arg=[figures, mathematics])
    page.wait_for_load_state("networkidle")
    return {response.url: response.body() for response in responses if response.ok}


def using(browser, places):
    """What each control of each figure costs."""
    yield "\n## From an input event to the frame that shows it\n"
    yield "Milliseconds of the page's main thread while a mouse drags the control in"
    yield f"{frames.MOVES} moves: script in a frame, all work in a frame, and the longest task.\n"
    yield (
        f"| figure | control | frames | script, median | 95 % (goal ≤ {SCRIPT_GOAL}) | most "
        f"| all work, 95 % | longest task (goal ≤ {TASK_GOAL}) |"
    )
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for module, address in places:
        for control, measured in frames.using(browser, address, module):
            yield f"| {module} | {control} | {summary(*measured)} |"


def summary(script, work, longest):
    late = [statistics.quantiles(v, n=20, method="inclusive")[-1] for v in (script, work)]
    numbers = [statistics.median(script), late[0], max(script), late[1], longest]
    return " | ".join([str(len(script)), *(f"{ms:.1f}" for ms in numbers)])


def loading(browser, book, plain):
    """What keeps a page busy while it loads."""
    yield "\n## While a page loads\n"
    yield f"Milliseconds of the page's main thread, medians of {frames.LOADS} first visits: the"
    yield "longest task, and the longest stretch of script, which is part of some task.\n"
    yield f"| page | task (goal ≤ {TASK_GOAL}) | script | stock: task | stock: script |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for name in dict.fromkeys(name for _, name in FIGURES):
        values = [t for site in (book, plain) for t in frames.loading(browser, site, name)]
        yield f"| `{name}` | " + " | ".join(f"{ms:.1f}" for ms in values) + " |"


def checking(browser, book):
    """What keeps a page busy while an exercise is answered."""
    yield "\n## While an exercise is answered\n"
    yield f"Milliseconds of the page's main thread, medians of {frames.LOADS} first visits: the"
    yield "longest task while the editor comes, and from pressing Check to the reply. Python, which"
    yield "has a thread of its own, is replaced.\n"
    yield f"| exercise | editor (goal ≤ {TASK_GOAL}) | first check | second check |"
    yield "| --- | ---: | ---: | ---: |"
    for number, name in [("2.2", FIRST), ("6.3", "chapters/06_adam.html")]:
        times = frames.checking(browser, book + name, number, exercises[number].code)
        yield f"| {number} | " + " | ".join(f"{ms:.1f}" for ms in times) + " |"


if __name__ == "__main__":
    for line in tables():
        print(line, flush=True)
