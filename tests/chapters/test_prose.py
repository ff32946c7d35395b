"""What a chapter says is what its cells print, and its exercises are those of the library."""

import re

import nbformat
import pytest

from book import ROOT
from descent.exercises.exercise import exercises

CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))
# With a decimal point, with thousands separated, or of three digits and more.
NUMBER = re.compile(r"(?<![\w.,])(?:\d[\d,]*\.\d+|\d{1,3}(?:,\d{3})+|\d{3,})")


def markdown(chapter):
    notebook = nbformat.read(chapter, 4)
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def numbers(text):
    return {number.replace(",", "") for number in NUMBER.findall(text.replace("{,}", ","))}


def agrees(said, computed):
    """Whether one of the computed numbers, rounded to the digits of the one said, is that one."""
    zeros = len(said) - len(said.rstrip("0"))
    places = len(said.partition(".")[2]) or -zeros
    return any(round(float(number), places) == float(said) for number in computed)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_numbers_in_the_prose_are_computed(chapter):
    code = [cell for cell in nbformat.read(chapter, 4).cells if cell.cell_type == "code"]
    printed = [output.get("text", "") for cell in code for output in cell.outputs]
    computed = numbers(" ".join([*printed, *(cell.source for cell in code)]))
    prose = re.sub(r"\{ref\}`[^`]*`|section [\d.]+", "", markdown(chapter))
    before_exercises = prose.partition("\n## Exercises")[0]
    assert not {said for said in numbers(before_exercises) if not agrees(said, computed)}


@pytest.mark.parametrize("exercise", exercises.values(), ids=lambda exercise: exercise.number)
def test_each_exercise_stands_in_its_chapter(exercise):
    """With its heading, and after it a cell to answer in."""
    chapter, k = exercise.number.split(".")
    [path] = [path for path in CHAPTERS if path.name.startswith(f"{int(chapter):02}_")]
    cells = nbformat.read(path, 4).cells
    heading = f"(ex-{chapter}-{k})=\n### Exercise {exercise.number}: {exercise.title}\n"
    [place] = [i for i, cell in enumerate(cells) if heading in cell.source]
    assert f'check("{exercise.number}", ' in cells[place + 1].source
    assert "remove-input" in cells[place + 1].metadata.tags
    assert "Not attempted yet" in cells[place + 1].outputs[0].data["text/plain"]


def test_no_chapter_asks_what_is_not_there():
    asked = re.findall(r"### Exercise ([\d.]+):", "".join(map(markdown, CHAPTERS)))
    assert asked == list(exercises)


def test_each_term_stands_in_the_glossary():
    """A term is bold where it is defined; what is bold for other reasons is no noun alone."""
    glossary = (ROOT / "chapters" / "glossary.md").read_text("utf8").lower()
    terms = re.findall(r"^(\S.*)\n: ", glossary, re.M)
    assert terms == sorted(set(terms))
    prose = "\n".join(markdown(path).partition("\n## Exercises")[0] for path in CHAPTERS).lower()
    bold = set(re.findall(r"\*\*([^*`|]+)\*\*", prose))
    assert set(terms) <= bold, "in the glossary, and defined nowhere"
    # Bold, and no terms: the box at a chapter's head, and a few words that are only stressed.
    stressed = re.compile(
        r".*[.?:]$|.*\b(you|assume|adam has|never forgets|so is|scale cancels)\b.*"
    )
    assert {term for term in bold if not stressed.match(term)} <= set(terms)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_a_code_cell_fits_a_screen(chapter):
    code = [cell.source for cell in nbformat.read(chapter, 4).cells if cell.cell_type == "code"]
    assert [source for source in code if len(source.splitlines()) > 25] == []


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_the_letters_of_all_drawings_are_of_one_size(chapter):
    """For the page makes each drawing as wide as the text."""
    code = [cell.source for cell in nbformat.read(chapter, 4).cells if cell.cell_type == "code"]
    assert set(re.findall(r"figsize=\(([\d.]+)", "\n".join(code))) <= {"6.4"}
