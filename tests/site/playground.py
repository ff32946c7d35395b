"""Small books around some cells, built as the book itself is."""

import shutil
import subprocess
import sys
from itertools import chain
from pathlib import Path

import nbformat
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
CELLS = [
    new_markdown_cell("# Playground\n\nFigures away from their chapters."),
    new_code_cell("from descent.figures import Race", metadata={"tags": ["remove-input"]}),
    new_code_cell("Race()", metadata={"tags": ["remove-input"]}),
    new_markdown_cell("## A second one\n\nOn a table, with three rules."),
    new_code_cell(
        'Race("tumor", shown=["gd", "momentum", "adam"])', metadata={"tags": ["remove-input"]}
    ),
    new_markdown_cell("## A third one\n\nWith rules of the reader's own; one goes wrong."),
    new_code_cell(OWN, metadata={"tags": ["remove-input"]}),
    new_markdown_cell("## The pad\n\nEvery step size and momentum."),
    new_code_cell(
        "from descent.figures import MomentumPad\n\nMomentumPad()",
        metadata={"tags": ["remove-input"]},
    ),
    new_markdown_cell("## The cloud\n\nMany noisy walks."),
    new_code_cell(
        "from descent.figures import NoiseBall\n\nNoiseBall()",
        metadata={"tags": ["remove-input"]},
    ),
    new_markdown_cell("## The moments\n\nWhat Adam keeps of a stream of gradients."),
    new_code_cell(
        "from descent.figures import Moments\n\nMoments()",
        metadata={"tags": ["remove-input"]},
    ),
    new_markdown_cell("## The turned ravine\n\nA step size for each coordinate."),
    new_code_cell(
        "from descent.figures import Scaling\n\nScaling()",
        metadata={"tags": ["remove-input"]},
    ),
    new_markdown_cell("## The counterexample\n\nA large gradient that comes rarely."),
    new_code_cell(
        "from descent.figures import Counterexample\n\nCounterexample()",
        metadata={"tags": ["remove-input"]},
    ),
    new_markdown_cell("## The decay\n\nInside Adam, and beside it."),
    new_code_cell(
        "from descent.figures import Decay\n\nDecay()",
        metadata={"tags": ["remove-input"]},
    ),
    new_markdown_cell("## The network\n\nLearning, epoch by epoch."),
    new_code_cell(
        "from descent.figures import Training\n\nTraining()",
        metadata={"tags": ["remove-input"]},
    ),
    new_markdown_cell("## Twelve curves\n\nWhat is wrong with each?"),
    new_code_cell(
        "from descent.figures import Diagnose\n\nDiagnose()",
        metadata={"tags": ["remove-input"]},
    ),
    new_markdown_cell("## The guide\n\nSymptoms in, advice out."),
    new_code_cell(
        "from descent.figures import Guide\n\nGuide()",
        metadata={"tags": ["remove-input"]},
    ),
    new_markdown_cell("## The step size\n\nAnd how much it matters."),
    new_code_cell(
        "from descent.figures import Sensitivity\n\nSensitivity()",
        metadata={"tags": ["remove-input"]},
    ),
]


FIRST_FIGURES = [
    new_markdown_cell("# The first figures\n\nAs chapters 1 and 2 have them."),
    new_code_cell(
        "from descent.figures import Mountain, Ravine, Slope, StepSize",
        metadata={"tags": ["remove-input"]},
    ),
    *(
        new_code_cell(figure, metadata={"tags": ["remove-input"]})
        for figure in (
            "Slope(x=1.0, h=0.5)",
            "Mountain(x=-0.9, y=1.2)",
            "StepSize(alpha=0.1)",
            "Ravine(share=0.95, kappa=20.0)",
        )
    ),
]
PAGES = {"playground": CELLS, "first_figures": FIRST_FIGURES}


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
