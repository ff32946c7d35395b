"""Small books around some cells, built as the book itself is."""

import shutil
import subprocess
import sys
from itertools import chain
from pathlib import Path

import nbformat
from live import FIGURES
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import website
from website.execute import run

CONF = """
extensions = ["myst_nb", "sphinx_book_theme", "sphinx_design", "website"]
myst_enable_extensions = ["colon_fence", "smartquotes"]
nb_execution_mode = "off"
nb_render_markdown_format = "myst"
nb_ipywidgets_js = {}
numfig = True
html_theme = "sphinx_book_theme"
html_favicon = "favicon.svg"
html_context = {"default_mode": "auto"}
"""
OWN = """import numpy as np

def mine(w, g, t=0):
    return w - 0.1 * g, t + 1

def lost(w, g, t=0):
    return (w if t < 6 else w * np.nan), t + 1

Race("bowl", rules={"mine": mine, "lost": lost}, offered=["gd", "momentum"], steps=40)"""


def cell(code):
    """A cell of which the page shows the figure only."""
    return new_code_cell(
        f"from descent.figures import *\n\n{code}", metadata={"tags": ["remove-input"]}
    )


def made(*names):
    return [cell(FIGURES[name].made) for name in names]


CELLS = [
    new_markdown_cell("# Playground\n\nFigures away from their chapters."),
    *made("race"),
    new_markdown_cell("## A second one\n\nOn a table, with three rules."),
    cell('Race("tumor", shown=["gd", "momentum", "adam"])'),
    new_markdown_cell("## A third one\n\nWith rules of the reader's own; one goes wrong."),
    cell(OWN),
    new_markdown_cell("## All others\n\nOne below the other."),
    *made(*(name for name in FIGURES if name != "race")),
]
FIRST_FIGURES = [
    new_markdown_cell("# The first figures\n\nAs chapters 1 and 2 have them."),
    *made("slope", "mountain", "step_size", "ravine"),
]
PAGES = {
    "playground": CELLS,
    "first_figures": FIRST_FIGURES,
    **{
        name: [
            new_markdown_cell("# One figure\n\nAlone on its page."),
            *made(name),
            new_markdown_cell("## What follows\n\n" + 30 * "Text.\n\n"),
        ]
        for name in FIGURES
    },
}


def build(source, built, pages):
    """Execute {name: cells} in one kernel, and write a page for each name into `built`."""
    (source / "conf.py").write_text(CONF)
    shutil.copy(Path(website.__file__).parent / "static" / "favicon.svg", source)
    if "index" not in pages:
        (source / "index.md").write_text("# Playgrounds\n\n```{toctree}\n:glob:\n\n*\n```\n")
    _, error = run(source / "all.ipynb", notebook([*chain(*pages.values())]))
    assert error is None, error
    for name, cells in pages.items():
        nbformat.write(notebook(cells), source / f"{name}.ipynb")
    # A process of its own: Sphinx warns of a second build in the same one.
    options = ["-W", "-q", "-b", "html", "-d", built.parent / "trees"]
    subprocess.run([sys.executable, "-m", "sphinx", *options, source, built], check=True)


def notebook(cells):
    made = new_notebook(cells=cells)
    made.metadata.kernelspec = {"name": "python3", "display_name": "", "language": "python"}
    return made
