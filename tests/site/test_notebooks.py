"""Committed notebooks: readable in a diff, quick to run, and all of them in the book."""

from pathlib import Path

import pytest
from jupyter_cache import get_cache

from book import ROOT
from book.clean import clean
from book.execute import cache_path, read_notebooks

CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))
BUDGET = 180  # seconds: a minute on two free cores, and room for a machine that is slow or busy


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_chapter_is_clean(chapter):
    text = chapter.read_text("utf8")
    assert clean(text) == text, "run: make fix"


def test_every_chapter_is_in_the_book():
    assert set(CHAPTERS) <= set(read_notebooks())


@pytest.mark.parametrize("notebook", read_notebooks(), ids=lambda path: path.stem)
def test_notebook_keeps_its_time_budget(notebook):
    if not Path(cache_path()).exists():
        pytest.skip("the book is not built: make book")
    record = get_cache(cache_path()).match_cache_notebook(read_notebooks()[notebook])
    assert record.data["execution_seconds"] < BUDGET
