"""Slips that people make anywhere are told, in words that are true of the numbers."""

import ast

import numpy as np
import pytest

from descent import exercises as tutor
from descent.exercises import check, judge
from descent.exercises.exercise import Exercise, exercises
from descent.exercises.texts import Chapter, Slip
from descent.exercises.usual import USUAL, changes, fits, pattern, usual

TEXT = """# Chapter 0

## 0.1 Averages
section: Here

```python answer
def averages(g, beta, scale):
    m, path = 0.0, []
    for slope in g:
        m = beta * m + (1 - beta) * slope**2
        path.append(scale * np.sqrt(m))
    return np.array(path)
```

```python probes
probes = [
    (np.array([1.0, -2.0, 3.0, 0.5]), 0.6, 3.0),
    (np.array([2.0, 0.3]), 0.9, 1.7),
]
```

### Slips
- `scale *` => `2 *`: Listed.

### Hints
1. Think.

### Solution
{code}
"""


@pytest.fixture(autouse=True)
def no_tries_so_far(monkeypatch):
    monkeypatch.setattr(tutor, "tries", {})


@pytest.fixture
def exercise(tmp_path, monkeypatch):
    path = tmp_path / "00.md"
    path.write_text(TEXT, encoding="utf-8")
    made = Exercise(**Chapter(path).fields("0.1"))
    monkeypatch.setitem(exercises.made, "0.1", made)
    return made


def answer(step, result="np.array(path)", update="m"):
    """An answer that a reader wrote, with other names than the book's."""
    code = f"""
def mine(gradients, beta, scale):
    a, path = 0.0, []
    for d in gradients:
        {step}
        path.append({result.replace("np.array(path)", "scale * np.sqrt(a)")})
    return np.array(path)
"""
    space = {"np": np}
    exec(code, space)
    return space["mine"]


RIGHT = "a = beta * a + (1 - beta) * d**2"


@pytest.mark.parametrize(
    ("step", "result", "told"),
    [
        (RIGHT, "np.sqrt(a)", "without the factor `scale`"),
        (RIGHT, "np.sqrt(a) / scale", "if the factor `scale` is a divisor"),
        (RIGHT, "scale * a", "without the root of something"),
        ("a = (1 - beta) * a + beta * d**2", None, "`beta` and 1 minus it change places"),
        ("a = beta * a - (1 - beta) * -(d**2) * 3", None, None),
        ("a = a + (1 - beta) * d**2", None, "without the factor `beta`"),
        ("a = beta * a + d**2", None, "without the factor `1 - beta`"),
        ("a = (1 - beta) * d**2", None, "without a term"),
        ("a = 0.99 * a + 0.01 * d**2", None, "`beta` is always 0.99"),
        (RIGHT, "-scale * np.sqrt(a)", "right but for the sign"),
        (RIGHT, "1 / (scale * np.sqrt(a))", "upside down"),
        (RIGHT, "2 * scale * np.sqrt(a)", "twice what is asked"),
        (RIGHT, "17 * scale * np.sqrt(a)", None),
    ],
)
def test_what_a_usual_slip_is_told(exercise, step, result, told):
    reply = check("0.1", answer(step, result or "scale * np.sqrt(a)"))
    assert reply.verdict == "wrong"
    if told:
        assert told in reply.text
        assert reply.more == ('It is explained under "Here".',)
    else:
        assert reply.text.startswith("For g = ")


def test_arrays_are_compared_as_a_whole(exercise):
    right = exercise.answer
    for change, told in [
        (lambda a: a[1:], "missing at the start"),
        (lambda a: a[:-1], "missing at the end"),
        (lambda a: a[-1], "only the last"),
        (lambda a: a[::-1], "from the last to the first"),
        (lambda a: a.cumsum(), "add up as you go"),
    ]:
        assert told in check("0.1", lambda *given, change=change: change(right(*given))).text


def test_a_slip_that_is_listed_comes_first(exercise):
    assert check("0.1", answer(RIGHT, "2 * np.sqrt(a)")).text == "Listed."


def test_of_two_that_fit_none_is_told(exercise, monkeypatch):
    wrong = answer(RIGHT, "np.sqrt(a)")
    one, two = Slip(wrong, "One."), Slip(wrong, "Two.")
    monkeypatch.setitem(vars(exercise), "usual", [[one, two]])
    assert check("0.1", wrong).text.startswith("For g = ")
    monkeypatch.setitem(vars(exercise), "usual", [[one, one], [two]])
    assert check("0.1", wrong).text == "One."


def test_a_rule_that_keeps_its_state_behind_the_back_is_told():
    def mine(alpha, beta):
        velocity = 0.0

        def update(w, g, v=0.0):
            nonlocal velocity
            velocity = beta * velocity + g
            return w - alpha * velocity, velocity

        return update

    assert "keeps it behind the back" in check("3.2", mine).text


def test_names_that_only_the_solution_has_are_not_told():
    tree = ast.parse("part * known")
    texts = [text for _, text in changes(tree.body[0].value, [["known"]])]
    assert (
        "That is what comes out without the factor `known`. What is to be multiplied by it?"
        in texts
    )
    assert "That is what comes out without a factor. What is to be multiplied by it?" in texts
    assert not any("part" in text for text in texts)


def test_every_edit_of_the_list_fits_somewhere():
    codes = [ast.parse(e.code) for e in exercises.values() if callable(e.answer)]
    nodes = [node for tree in codes for node in ast.walk(tree)]
    unused = [
        f"{ast.unparse(old)} => {ast.unparse(new)}"
        for old, new, _ in USUAL
        if not any(fits(old, node, {}) for node in nodes)
    ]
    assert unused == []


@pytest.mark.parametrize("number", [n for n, e in exercises.items() if callable(e.answer)])
def test_who_makes_a_usual_slip_is_told_no_other(number):
    exercise, known = exercises[number], set()
    for slips in exercise.usual:
        for slip in slips[:: len(slips) // 3 + 1]:
            text = judge.reply_to(number, slip.answer).text
            assert text in {slip.text} | known or not text.startswith("That is what comes out")
        known |= {slip.text for slip in slips}  # a more particular text may be true of the next


def test_the_right_answer_is_changed_and_stays_what_it_is():
    exercise = exercises["6.6"]
    before = ast.dump(ast.parse(exercise.code))
    slips = [slip for kind in usual(exercise.answer, exercise.code) for slip in kind]
    assert len(slips) > 20
    assert ast.dump(ast.parse(exercise.code)) == before
    assert check("6.6", exercise.answer)


@pytest.mark.parametrize(
    ("old", "code", "fit"),
    [
        ("A * B + (1 - A) * C", "x * y + (1 - x) * z", True),
        ("A * B + (1 - A) * C", "x * y + (1 - w) * z", False),
        ("A * N", "f(x) * y", True),
        ("A * N", "y * f(x)", False),
    ],
)
def test_a_capital_is_one_part_throughout_and_n_is_a_name(old, code, fit):
    assert fits(pattern(old), pattern(code), {}) is fit
