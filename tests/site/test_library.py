"""The reference page: what chapters import is described there, once, and linked from them."""

import inspect
import re
from importlib import import_module

import nbformat
import pytest

import descent
from website import ROOT, SITE
from website.reference import home, imported

PAGE = SITE / "chapters" / "library.html"
CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))


@pytest.fixture(scope="module")
def described(site):
    """The names that the page describes, in order."""
    return [part["id"] for part in site[PAGE].select("dt.sig[id]")]


def test_each_name_is_described_once_and_in_a_sentence(site, described):
    assert len(described) == len(set(described)) > 60
    for part in site[PAGE].select("dl.py:is(.function, .class)"):
        assert re.search(r"\w", part.dd.get_text()), part.dt["id"]


@pytest.mark.parametrize("name", descent.__all__)
def test_what_the_library_exports_is_described(described, name):
    thing = getattr(descent, name)
    if inspect.isfunction(thing) or inspect.isclass(thing):
        assert f"{thing.__module__}.{name}" in described


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_links_to_all_that_its_code_imports(site, described, chapter):
    cells = nbformat.read(chapter, as_version=4).cells
    shown = [
        c for c in cells if c.cell_type == "code" and "remove" not in str(c.metadata.get("tags"))
    ]
    names = {home(name) for cell in shown for name in imported(cell.source)} - {""}
    line = site[SITE / "chapters" / f"{chapter.stem}.html"].select_one(".from-the-library")
    linked = {link["href"].removeprefix("library.html#") for link in line.select("a")}
    assert names <= linked <= set(described)  # more where a solution imports more


def test_the_signatures_are_those_of_the_source(site):
    [shown] = site[PAGE].select('dt[id="descent.paths.stays_below"]')
    own = inspect.signature(import_module("descent.paths").stays_below)
    assert all(name in shown.get_text() for name in own.parameters)
