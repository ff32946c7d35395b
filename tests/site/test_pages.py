"""Every built page stands on its own: nothing from elsewhere, no dead link, readable by anyone."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest

from book import ROOT, SITE

NOTEBOOKS = sorted((ROOT / "chapters").glob("*.ipynb"))
LOADED = {  # what a browser fetches without being asked
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "embed": "src",
    "object": "data",
    "link": "href",
}


def text_outside_code(page):
    """What a reader sees, without code and without the formulas' own markup."""
    strings = page.body.find_all(string=True)
    hidden = ["script", "style", "pre", "code"]
    seen = [s for s in strings if not s.find_parent(hidden) and not s.find_parent(class_="math")]
    return " ".join(seen)


def test_nothing_is_loaded_from_elsewhere(page):
    named = {("canonical",)}  # an address to be cited, not to be loaded
    tags = [tag for tag in page.find_all(LOADED) if tuple(tag.get("rel", ())) not in named]
    loaded = [tag[LOADED[tag.name]] for tag in tags if tag.get(LOADED[tag.name])]
    assert not [address for address in loaded if urlsplit(address).netloc]


def test_links_and_their_targets_exist(site, path, page):
    dead = []
    for tag in page.find_all(href=True) + page.find_all(src=True):
        address = urlsplit(tag.get("href") or tag.get("src"))
        if address.scheme or address.netloc or address.path == "#":
            continue
        target = (path.parent / unquote(address.path)).resolve() if address.path else path
        found = target.is_file()
        if found and address.fragment and target in site:
            found = site[target].find(id=unquote(address.fragment))
        if not found:
            dead.append(tag)
    assert not dead


def test_a_page_names_itself(page):
    assert page.html["lang"] == "en"
    assert page.title.get_text(strip=True)
    assert len(page.select("main h1")) >= 1


def test_a_page_describes_itself(path, page):
    if path.name != "search.html":
        assert page.find("meta", attrs={"name": "description"})["content"].strip()


def test_identifiers_are_unique(page):
    names = [tag["id"] for tag in page.find_all(id=True)]
    assert not {name for name in names if names.count(name) > 1}


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_captioned_figure_stands_on_its_page(site, notebook):
    page = site[SITE / "chapters" / f"{notebook.stem}.html"]
    for cell in nbformat.read(notebook, 4).cells:
        if name := cell.metadata.get("mystnb", {}).get("figure", {}).get("name"):
            assert page.select_one(f"figure#{name} img"), f"no picture for {name}"


def test_images_have_alternative_text(page):
    assert not [image for image in page.find_all("img") if not image.get("alt", "").strip()]


@pytest.mark.parametrize(
    "name", ["mathjax", "thebe", "require.js", "widget-state", "jupyter-widgets"]
)
def test_no_script_the_book_does_not_need(page, name):
    scripts = " ".join(str(script).lower() for script in page.find_all(["script", "link"]))
    assert name not in scripts


def test_mathematics_is_drawn(page):
    assert not page.select(".katex-error")
    assert not page.select(".katex .eqn-num"), "numbered twice: write align*, or aligned in $$"
    raw = re.findall(r"\$[^$\s][^$]*\$|\$\$|\\[a-zA-Z]{2,}|\\[()\[\]]", text_outside_code(page))
    assert not raw


def test_no_trace_of_an_error(page):
    assert not page.select(".system-message, .problematic, .stderr")


def test_stylesheets_load_nothing_from_elsewhere(site):
    folder = Path(next(iter(site))).parents[0]
    for sheet in (folder / "_static").rglob("*.css"):
        for address in re.findall(r"url\(['\"]?([^'\")]+)", sheet.read_text("utf8")):
            assert not urlsplit(address).netloc, sheet
