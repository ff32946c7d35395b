"""Each conversion works, each difference is real, and the table in the book is what is measured."""

import csv

import pytest
from conventions import DEFAULT_DECAYS, EQUAL, HEADER, ROWS, SAME, TABLE, shown
from libraries import default_decay, missing

pytestmark = pytest.mark.slow


def name(row):
    return f"{row.topic}, {row.library}"


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_row(row):
    before, after = row.gaps()
    if row.converted is None:
        assert row.conversion.startswith("none: ")
        assert before > 1e-6
    else:
        assert after < EQUAL
        assert (before < EQUAL) == (row.conversion in (SAME, "eps_in_sqrt=False"))


def test_the_table_in_the_book_is_what_is_measured():
    with TABLE.open(encoding="utf-8", newline="") as lines:
        header, *table = csv.reader(lines)
    assert tuple(header) == HEADER
    assert len(table) == len(ROWS)
    for row, line in zip(ROWS, table, strict=True):
        told = [row.topic, row.library, row.does, row.conversion]
        assert line[:4] == told, "run: .venv/bin/python tests/parity/conventions.py"
        if not missing(row.library):
            assert line[4:] == [shown(gap) for gap in row.gaps()]


@pytest.mark.parametrize("library", DEFAULT_DECAYS)
def test_the_default_decay_is_that_of_the_installed_library(library):
    if reason := missing(library):
        pytest.skip(reason)
    assert default_decay(library) == DEFAULT_DECAYS[library]
