"""A chapter's exercises are read from its text, and what is wrong there is named."""

import inspect
import traceback

import pytest

from descent.exercises.exercise import Exercise
from descent.exercises.texts import Chapter

TEXT = """# Chapter 0

```python
THREE = 3
```

## 0.1 Thirds

minutes: 5
section: Parts
passed: And sevenths?

```python answer
def third(x):
    part = x / THREE
    return part
```

```python probes
probes = [(1.0,), (2.0,)]
```

### Elsewhere
- `x / THREE` => `x // THREE`: A whole number.

### Slips
- `THREE` => `2` or `THREE` => `4`, `part = x` => `part = 2 * x`: No third.
- `return part` => `return`: Return *it*.
- ```python
  def nothing(x):
      return 0 * third(x)
  ```
  Nothing
  is left.

### Besides
- `part = x` => `part = -x`: (Besides, the sign.)

### Hints
1. Divide.

### Solution
{code}

## 0.2 Numbers

answer: [1 / 2, THREE]
tolerance: 1e-6

### Slips
- (2) 1 / THREE: Upside down.
- [3]: One is missing.

### Hints
1. Count.

### Solution
So it is.
"""


@pytest.fixture
def read(tmp_path):
    """An exercise from a text of the test's own."""

    def exercise(text=TEXT, number="0.1"):
        path = tmp_path / "00.md"
        path.write_text(text, encoding="utf-8")
        return Exercise(**Chapter(path).fields(number))

    return exercise


def test_an_exercise_is_made_of_its_text(read):
    exercise = read()
    assert (exercise.number, exercise.title) == ("0.1", "Thirds")
    assert (exercise.minutes, exercise.section) == (5, "Parts")
    assert exercise.passed == "And sevenths?"
    assert exercise.answer(6) == 2
    assert exercise.arguments == [(1.0,), (2.0,)]
    assert exercise.hints == ("Divide.",)
    assert "```python\ndef third(x):\n" in exercise.solved
    assert [slip.text for slip in exercise.conventions][:1] == ["A whole number."]


def test_slips_are_edits_of_the_answer_or_programs(read):
    slips = read().mistakes
    assert [slip.text for slip in slips] == [
        "No third.",
        "No third.",
        "No third. (Besides, the sign.)",
        "Return *it*.",
        "Return *it*. (Besides, the sign.)",
        "Nothing is left.",
    ]
    assert [slip.answer(6) for slip in slips] == [3, 3, -3, None, None, 0]


def test_numbers_are_wrong_by_place(read):
    exercise = read(number="0.2")
    assert exercise.answer == [0.5, 3]
    assert [slip.answer for slip in exercise.mistakes] == [[0.5, 1 / 3], [3]]
    assert [slip.text for slip in exercise.mistakes] == ["Upside down.", "One is missing."]


def test_the_source_of_answers_and_slips_is_known(read):
    exercise = read()
    assert "x / THREE" in inspect.getsource(exercise.answer)
    assert "x / 2" in inspect.getsource(exercise.mistakes[0].answer)
    with pytest.raises(TypeError) as raised:
        exercise.answer(None)
    assert "part = x / THREE" in "".join(traceback.format_exception(raised.value))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("`return part` =>", "`return parts` =>", "`return parts` stands 0 times in the answer"),
        ("`return part` =>", "`part` =>", "`part` stands 2 times in the answer"),
        ("`return part` => `return`", "`return part`", "is no edit"),
        ("=> `return`", "=> `return (`", "was never closed"),
        ("### Hints", "### Hint", "no part named Hint"),
        ("minutes:", "minuets:", "no field named minuets"),
    ],
)
def test_what_is_wrong_in_a_text_is_named(read, old, new, told):
    with pytest.raises((ValueError, SyntaxError), match=told) as raised:
        read(TEXT.replace(old, new, 1))
    assert "00.md 0.1" in getattr(raised.value, "filename", str(raised.value))


def test_no_number_without_its_place(read):
    with pytest.raises(ValueError, match="no numbers"):
        read(TEXT.replace("- (2) 1 / THREE", "- 1 / THREE"), "0.2")
