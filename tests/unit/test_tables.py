"""Tables of numbers as text."""

import pytest

from descent.tables import table


def test_numbers_stand_below_each_other_and_words_begin_together():
    lines = table(["a", "b:.1f", "c"], [["one", 1, 10], ["eleven", 22.25, 2]]).splitlines()
    assert lines == ["a          b   c", "one      1.0  10", "eleven  22.2   2"]


def test_a_column_of_words_and_numbers_is_one_of_numbers():
    assert table(["", "n:,"], [["a", "never"], ["b", 1000]]) == "       n\na  never\nb  1,000"


def test_an_accent_takes_no_column():
    assert table(["m̂", "v"], [[1, 2]]) == "m̂  v\n1  2"


def test_no_rows_leave_the_heads():
    assert table(["α", "loss:.3f"], []) == "α  loss"


def test_a_row_of_another_length_is_named():
    with pytest.raises(ValueError, match=r"2 cells, got 3: \['a', 1, 2\]"):
        table(["name", "x"], [["a", 1, 2]])
