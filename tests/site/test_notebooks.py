"""Committed notebooks: readable in a diff, quick to run, and all of them in the book."""

import re
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from jupyter_cache import get_cache
from nbformat.v4 import new_code_cell, new_markdown_cell
from playground import notebook

from tools.clean import clean
from website import ROOT
from website.execute import cache_path, failed_cell, read_notebooks, run

CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))
LONGEST = 83  # characters: so many a page 1,280 pixels wide shows of a printed line
BUDGET = 180  # seconds: a minute on two free cores, and room for a machine that is slow or busy


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_chapter_is_clean(chapter):
    text = chapter.read_text("utf8")
    assert clean(text) == text, "run: make fix"


def test_every_chapter_is_in_the_book():
    assert set(CHAPTERS) <= set(read_notebooks())


LEGEND = """import matplotlib.pyplot as plt

fig, ax = plt.subplots()
ax.plot([1, 2], label="one rule")
fig.legend(bbox_to_anchor=(0.5, 1.2));"""


def test_a_picture_that_cannot_be_read_stops_the_build(tmp_path):
    """Its error comes after the cell, when the kernel shows what was drawn, and stops nothing."""
    refused = new_code_cell("1 / 0", metadata={"tags": ["raises-exception"]})
    cells = [new_markdown_cell("A picture."), refused, new_code_cell(LEGEND), new_code_cell("1")]
    made = notebook(cells)
    _, error = run(tmp_path / "made.ipynb", made)
    assert "ValueError: a picture's words can't be read: 'one rule' is cut off" in str(error)
    assert failed_cell(made) == 3


@pytest.mark.parametrize("chapter", read_notebooks(), ids=lambda path: path.stem)
def test_notebook_keeps_its_time_budget(chapter):
    if not Path(cache_path()).exists():
        pytest.skip("the book is not built: make book")
    record = get_cache(cache_path()).match_cache_notebook(read_notebooks()[chapter])
    assert record.data["execution_seconds"] < BUDGET


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_no_printed_line_is_wider_than_a_page(chapter):
    cells = nbformat.read(chapter, 4).cells
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    texts = [output.get("text") or output.data.get("text/plain", "") for output in outputs]
    assert [line for text in texts for line in text.splitlines() if len(line) > LONGEST] == []


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_a_question_folds_its_answers_away_and_a_live_figure_has_a_word_before_it(chapter):
    cells = nbformat.read(chapter, 4).cells
    for before, cell in pairwise(cells):
        if cell.cell_type == "code" and re.search(r"^[A-Z]\w+\(", cell.source, re.MULTILINE):
            question = "Question(" in cell.source
            folded = cell.metadata.get("jupyter", {}).get("source_hidden", False)
            assert folded == question, cell.source
            assert question or before.cell_type == "markdown", cell.source
