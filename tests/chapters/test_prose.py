"""What a chapter says is what its cells print: numbers in the prose, and solutions that run."""

import re

import nbformat
import pytest

from book import ROOT

CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))
SOLUTION = re.compile(r"^:::\{dropdown\} Solution\n(.*?)^:::$", re.S | re.M)
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


def solutions():
    found = []
    for chapter in CHAPTERS:
        for k, solution in enumerate(SOLUTION.findall(markdown(chapter)), start=1):
            for code in re.findall(r"```python\n(.*?)```", solution, re.S):
                found.append(pytest.param(code, id=f"{chapter.stem}-{k}"))
    return found


@pytest.mark.parametrize("code", solutions())
def test_solution_runs_and_asserts_its_claims(code):
    assert "assert" in code
    exec(code, {})
