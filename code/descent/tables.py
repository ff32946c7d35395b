"""Tables of numbers as text: for what a cell prints, and for a terminal."""

from collections.abc import Iterable, Sequence
from typing import Any
from unicodedata import combining


def table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return rows as text in columns under their heads: words to the left, numbers to the right.

    heads: one for each column; a format behind a colon is that of its numbers, "loss:.4f".
    rows: as many cells each as there are heads; a word is printed as it is.

    Raises ValueError for a row of another length.

    >>> print(table(["rule", "step:,", "loss:.2e"], [["gd", 10_000, 0.5], ["Adam", 50, 1e-9]]))
    rule    step      loss
    gd    10,000  5.00e-01
    Adam      50  1.00e-09
    """
    names, _, formats = zip(*(head.partition(":") for head in heads), strict=True)
    rows = [list(row) for row in rows]
    for row in rows:
        if len(row) != len(names):
            raise ValueError(f"each row must have {len(names)} cells, got {len(row)}: {row}")
    lines = [names, *(tuple(map(written, row, formats)) for row in rows)]
    wide = [max(map(width, column)) for column in zip(*lines, strict=True)]
    words = [all(isinstance(row[k], str) for row in rows) for k in range(len(names))]
    return "\n".join("  ".join(map(padded, line, wide, words)).rstrip() for line in lines)


def written(cell: Any, form: str) -> str:
    """Return a cell as text, in the format of its column."""
    return cell if isinstance(cell, str) else format(cell, form)


def width(text: str) -> int:
    """Return how many columns a text takes: an accent stands on the letter before it."""
    return sum(not combining(character) for character in text)


def padded(text: str, wide: int, word: bool) -> str:
    """Return the text with the spaces that bring it to its column's width."""
    space = " " * (wide - width(text))
    return text + space if word else space + text
