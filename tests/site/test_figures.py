"""One figure, three lives: a small book with a small figure, built and opened in a browser."""

import re
import shutil
import sys
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from playground import build
from playwright.sync_api import expect

from tools.clean import clean
from website import ROOT

HERE = Path(__file__).parent / "figures"
FIGURE = {"mystnb": {"figure": {"name": "fig-demo", "caption": "A *caption*."}}}
CELLS = [
    new_markdown_cell("# A book\n\nSee {numref}`fig-demo`."),
    new_code_cell("from demo import Demo"),
    new_code_cell("Demo(count=3)", metadata=FIGURE),
    new_code_cell("Demo()", metadata={"mystnb": {"image": {"alt": "Another one."}}}),
    new_markdown_cell("## What follows\n\nText.\n\n```{toctree}\n:hidden:\n\ncontributing\n```"),
]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """The folder of the built book, below another one as on many hosts."""
    source, built = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("built")
    (source / "plain.md").write_text("---\norphan: true\n---\n# No figure\n")
    title, *cells = CELLS
    here = new_code_cell(f"import sys; sys.path.insert(0, {str(HERE)!r})")
    own = tmp_path_factory.mktemp("own")
    text = (ROOT / "CONTRIBUTING.md").read_text("utf8")
    for language, name in (("python", "parabola.py"), ("js", "parabola.js")):
        block = rf'^```{language}\n((?:"""|// )Gradient descent on a parabola.*?)^```$'
        example = re.search(block, text, re.MULTILINE | re.DOTALL)
        (own / name).write_text(example[1], "utf8")
    there = new_code_cell(
        f"import sys; sys.path.insert(0, {str(own)!r})\n\nfrom parabola import Parabola\n\n"
        f"Parabola.folder = {str(own)!r}\nParabola()"
    )
    pages = {"index": [title, here, *cells], "contributing": [new_markdown_cell("# P"), there]}
    build(source, built / "sub" / "path", pages)
    modules = built / "sub" / "path" / "_static" / "descent" / "figures"
    for module in (HERE / "demo.js", own / "parabola.js"):
        shutil.copy(module, modules)
    return built


@pytest.fixture(scope="module")
def address(book, served):
    with served(book) as origin:
        yield f"{origin}sub/path/index.html"


def test_the_figure_mounts_and_reacts(open_tab, address):
    tab = open_tab(address)
    button = tab.page.locator("#fig-demo button")
    assert button.inner_text() == "count 3"
    button.click()
    assert button.inner_text() == "count 4"
    assert tab.page.locator("button", has_text="count 1").count() == 1, "they do not disturb"
    assert not tab.page.locator("#fig-demo img.on-light.on-wide").is_visible()
    assert tab.complaints == []


def test_the_example_of_a_figure_moves_as_it_stands(open_tab, address):
    """CONTRIBUTING.md shows it whole: class, picture and module."""
    tab = open_tab(address.replace("index.html", "contributing.html?parabola.alpha=1.1"))
    place = tab.figure("parabola")
    told = place.locator("[aria-live]")
    expect(told).to_contain_text("It diverges")
    place.get_by_role("slider", name="α step size").press("Home")
    expect(told).to_contain_text(f"the loss is {0.98**40:.3g}")
    assert tab.complaints == []


@pytest.mark.parametrize(("width", "height"), [(1280, 334), (360, 353)])
def test_the_example_keeps_as_much_room_as_it_takes(open_tab, address, width, height):
    view = {"width": width, "height": 900}
    tab = open_tab(address.replace("index.html", "contributing.html"), viewport=view)
    place = tab.figure("parabola")
    card = place.locator(".descent-card").bounding_box()["height"]
    assert card == pytest.approx(height, abs=6)  # fonts differ
    assert place.get_attribute("style") == "--descent-wide: 334; --descent-narrow: 353"


def test_numbers_arrive_as_they_are(open_tab, address):
    assert open_tab(address).page.locator("output").first.get_attribute("title") == (
        "1 2.5 NaN Infinity"
    )


@pytest.mark.parametrize("width", [1280, 360])
def test_the_page_does_not_jump(new_tab, book, address, width):
    tab = new_tab(viewport={"width": width, "height": 900})
    tab.page.add_init_script(
        "window.shift = 0; new PerformanceObserver((list) => list.getEntries().forEach("
        "(entry) => (window.shift += entry.value))).observe({type: 'layout-shift', buffered: true})"
    )
    tab.page.goto(address, wait_until="networkidle")
    assert tab.page.locator("#fig-demo button").count() == 1
    assert tab.page.evaluate("window.shift") < 0.1  # "good", as Web Vitals has it


def test_without_scripts_the_picture_stands(open_tab, address):
    page = open_tab(address, java_script_enabled=False).page
    image = page.locator("#fig-demo img.on-light.on-wide")
    assert image.is_visible()
    assert image.get_attribute("alt") == "A bar as high as the count, 3."
    assert page.locator("img.on-light.on-wide").nth(1).get_attribute("alt") == "Another one."
    assert "make serve" in page.locator(".descent-figure-note").first.inner_text()


def test_opened_as_a_file_the_picture_stands(browser, book):
    page = browser.new_page()
    page.goto((book / "sub" / "path" / "index.html").as_uri())
    page.wait_for_timeout(2500)
    assert page.locator("#fig-demo img.on-light.on-wide").is_visible()
    assert page.locator("#fig-demo .descent-figure-note").is_visible()
    page.close()


def test_on_paper_the_picture_stands(open_tab, address):
    page = open_tab(address).page
    page.emulate_media(media="print")
    assert page.locator("#fig-demo img.on-light.on-wide").is_visible()
    assert not page.locator("#fig-demo button").is_visible()


def test_a_figure_that_fails_leaves_its_picture(new_tab, address):
    tab = new_tab()
    tab.context.route("**/demo.js*", lambda route: route.fulfill(status=500))
    tab.page.goto(address, wait_until="networkidle")
    assert tab.page.locator("#fig-demo img.on-light.on-wide").is_visible()


def test_only_pages_with_a_figure_load_scripts_for_it(book):
    pages = book / "sub" / "path"
    assert "data-modules" in (pages / "index.html").read_text()
    plain = (pages / "plain.html").read_text()
    assert "data-modules" not in plain
    assert "descent/" not in plain


def test_caption_and_number(book):
    html = (book / "sub" / "path" / "index.html").read_text()
    assert 'Fig. 1 </span><span class="caption-text">A <em>caption</em>' in html
    assert '<a class="reference internal" href="#fig-demo"><span class="std std-numref">Fig. 1' in (
        html
    )


def test_a_notebook_keeps_a_picture_for_where_nothing_is_live(monkeypatch):
    """Exported to HTML it is seen. A committed notebook has none, nor has one in a browser."""
    monkeypatch.syspath_prepend(HERE)
    sys.modules.pop("demo", None)
    from demo import Demo

    data, metadata = Demo()._repr_mimebundle_()
    assert set(data) == {"text/plain", "application/vnd.jupyter.widget-view+json", "image/png"}
    assert data["text/plain"] == "Demo()"
    shown = new_output("display_data", data, metadata=metadata)
    made = new_notebook(cells=[new_code_cell("Demo()", outputs=[shown])])
    html, _ = HTMLExporter().from_notebook_node(made)
    [image] = BeautifulSoup(html, "html.parser").select(".jp-OutputArea-output img")
    assert image["src"] == f"data:image/png;base64,{data['image/png'].strip()}"
    assert "image/png" not in clean(nbformat.writes(made))
    monkeypatch.setattr(sys, "platform", "emscripten")
    assert "image/png" not in Demo()._repr_mimebundle_()[0]


def test_circles_and_missing_modules_are_named(tmp_path):
    from descent.figures.modules import joined

    (tmp_path / "a.js").write_text('import "./b.js";')
    (tmp_path / "b.js").write_text('import { x } from "./a.js";')
    with pytest.raises(ValueError, match=r"a\.js > b\.js > a\.js"):
        joined("a", tmp_path)
    with pytest.raises(FileNotFoundError, match=r"no module c\.js"):
        joined("c", tmp_path)
