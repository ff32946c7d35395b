"""The book as one PDF: all of it is there, and its links lead on within the file."""

import subprocess
import sys

import pytest
from pypdf import PdfReader
from sphinx_external_toc.parsing import parse_toc_yaml

from descent.exercises.exercise import exercises
from website import ROOT, SITE


@pytest.fixture(scope="module")
def pdf(tmp_path_factory):
    if not (SITE / "index.html").exists():
        pytest.skip("the book is not built: make book")
    path = tmp_path_factory.mktemp("paper") / "book.pdf"
    code = f"from pathlib import Path; from website import paper; paper.PDF = Path({str(path)!r})"
    # In a process of its own, for one process can't have two of Playwright's.
    subprocess.run([sys.executable, "-c", f"{code}; paper.build()"], check=True)
    return PdfReader(path)


def titles(outline, depth=0):
    """(depth, title) of all entries of the outline."""
    for entry in outline:
        if isinstance(entry, list):
            yield from titles(entry, depth + 1)
        else:
            yield depth, entry.title


def test_every_page_and_every_exercise_is_in_it(pdf):
    found = list(titles(pdf.outline))
    pages = [title for depth, title in found if depth == 0]
    assert len(pages) == len(list(parse_toc_yaml(ROOT / "_toc.yml"))) + 1
    assert pages[0] == "Down the Mountain"
    assert pages[-1] == "Hints and solutions"
    at_the_end = [title for _, title in found[found.index((0, pages[-1])) :]]
    for number in exercises:
        assert sum(title.startswith(f"Exercise {number}:") for title in at_the_end) == 1


def test_a_link_leads_on_within_the_file_or_to_an_address(pdf):
    places = pdf.named_destinations
    inside = 0
    for page in pdf.pages:
        for note in page.get("/Annots") or []:
            note = note.get_object()
            action = note.get("/A") or {}
            if address := action.get("/URI"):
                assert address.startswith(("https://", "http://"))
            elif note["/Subtype"] == "/Link":
                assert (note.get("/Dest") or action["/D"]) in places
                inside += 1
    assert inside > 300


def test_nothing_is_folded_and_figures_are_pictures(pdf):
    text = "".join(page.extract_text() for page in pdf.pages)
    assert "(folded)" not in text
    assert "Show code cell" not in text
    live = text.count("What to try")  # in the captions of the live figures
    assert live > 5
    assert sum(len(page.images) for page in pdf.pages[:60]) >= 12  # chapters 1 and 2 draw so many
