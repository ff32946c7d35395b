"""What a chapter says is what its cells print, and its exercises are those of the library."""

import re

import nbformat
import pytest

from descent.exercises.exercise import exercises
from website import ROOT

CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))
NUMBER = re.compile(r"(?<![\w./])\d+(?:\.\d+)?(?!/)")  # and no fractions
# Formulas, code, and where something stands: none of it is a result.
NO_RESULT = re.compile(
    r"\$\$.*?\$\$|\$[^$]*\$|`[^`]*`|\([a-z]+-[^)]*\)="
    r"|\b(?:[Cc]hapters?|[Ss]ections?|[Ee]xercises?|[Ff]igures?) \d[\d.]*"
    r"(?:(?:,| and| to) \d[\d.]*)*",
    re.DOTALL,
)
# Said and not printed: what it comes from.
DERIVED = {
    "02_gradient_descent": {"46": "18,070 over 393"},
    "04_a_noisy_guide": {"70": "p = 0.7 of the sentence before", "50": "an eighth of 400 steps"},
    "09_choosing": {"27": "the intervals of one table, counted"},
}
TEENS = "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"
TENS = "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"
SPELLED = {word: 11 + k for k, word in enumerate(TEENS)}
SPELLED |= {word: 20 + 10 * k for k, word in enumerate(TENS)}


def markdown(chapter):
    notebook = nbformat.read(chapter, 4)
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def prose(chapter):
    """The text before the exercises, with digits only where they are part of a sentence."""
    return NO_RESULT.sub(" ", plain(markdown(chapter).partition("\n## Exercises")[0]))


def plain(text):
    """Without what parts thousands: 1,000 and 10_000 are 1000 and 10000."""
    return re.sub(r"(?<=\d)(?:,|_|\{,\})(?=\d{3}(?!\d))", "", text)


def computed(chapter):
    """All that the cells print, and their code."""
    code = [cell for cell in nbformat.read(chapter, 4).cells if cell.cell_type == "code"]
    printed = [output.get("text", "") for cell in code for output in cell.outputs]
    return plain("\n".join([*printed, *(cell.source for cell in code)]))


def agrees(said, known):
    """Whether one of the known numbers, rounded to the digits of the one said, is that one.

    Zeros at the end of a whole number of three digits or more are taken for rounding.
    """
    zeros = len(said) - len(said.rstrip("0")) if len(said) > 2 else 0
    places = len(said.partition(".")[2]) or -zeros
    return any(round(float(number), places) == float(said) for number in known)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_numbers_in_the_prose_are_computed(chapter):
    known = set(NUMBER.findall(computed(chapter)))
    said = set(NUMBER.findall(prose(chapter))) - set(DERIVED.get(chapter.stem, ()))
    assert not {number for number in said if not agrees(number, known)}


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_counts_in_the_prose_are_computed_as_they_stand(chapter):
    """As in "on 4 of 10 splits"; both numbers alone would be found anywhere."""
    counts = re.findall(r"\b\d+ of \d+\b", prose(chapter))
    assert not [count for count in counts if not re.search(rf"\b{count}\b", computed(chapter))]


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_numbers_in_words_are_computed(chapter):
    """From eleven to ninety: smaller ones, and hundreds, are words of the language as well."""
    known = set(NUMBER.findall(computed(chapter)))
    said = set(re.findall(rf"\b({'|'.join(SPELLED)})\b", prose(chapter).lower()))
    assert not {word for word in said if not agrees(str(SPELLED[word]), known)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("there at step 89, on 6 of 10 splits, 38", ["89", "6", "10", "38"]),
        ("1,000 steps left 0.0226; 95 % of 1.5", ["1000", "0.0226", "95", "1.5"]),
        ("$x_2 = 7$, chapter 6, section 4.2, exercises 7.1 and 7.2, `eps=3`", []),
    ],
)
def test_numbers_are_seen(text, found):
    assert NUMBER.findall(NO_RESULT.sub(" ", plain(text))) == found


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
