"""What `descent.live` says on a page, where no other cell can be opened: calls, and code run."""

import inspect

import pytest

from descent import live
from descent.exercises.exercise import exercises
from descent.exercises.judge import reply_to

CODE = [number for number, exercise in exercises.items() if callable(exercise.answer)]


def off_by_half(number):
    """Code for an exercise: its answer, but for half of it in the first number that comes back."""
    answer = exercises[number].answer
    names = ", ".join(inspect.signature(answer).parameters)
    return f"{exercises[number].code}\n\nright = {answer.__name__}\n\n" + (
        f"def {answer.__name__}({names}):\n    return changed(right({names}))\n"
        "def changed(found):\n"
        "    if isinstance(found, tuple):\n        return (changed(found[0]), *found[1:])\n"
        "    if callable(found):\n        return lambda *given: changed(found(*given))\n"
        "    return np.asarray(found) * 0.987654321 + 0.123456789\n"
    )


@pytest.mark.parametrize("number", CODE)
def test_a_failing_call_is_shown_and_not_what_to_type_into_a_notebook(number):
    code = off_by_half(number)
    reply = live.check(number, code)
    assert reply["verdict"] == "wrong", reply
    assert "check(" not in " ".join([reply["text"], *reply["more"]])
    exercise = exercises[number]
    called = [*inspect.signature(exercise.use).parameters][1:] == ["arguments"]
    of = exercise.answer if called else exercise.use
    names = [*inspect.signature(of).parameters][0 if called else 1 :]
    names = names[: len(exercise.arguments[0])]
    assert [name for name in names if f"{name} = " not in reply["seen"]] == []
    assert ("\n→ " in reply["seen"]) == called


def test_the_call_can_be_copied_and_gives_what_is_shown():
    code = "def best_step(mu, L):\n    return 2 / (mu + L), 0.75"
    reply = live.check("2.3", code)
    given, came = reply["seen"].split("\n→ ")
    assert came == repr((2 / 101, 0.75))
    assert given.startswith("mu = 1.0\nL = 100.0\n")
    assert live.run(f"{code}\n{given}")["printed"] == f"{came}\n"


def test_in_a_notebook_the_sentence_stays():
    reply = reply_to("2.3", lambda mu, L: (2 / (mu + L), 0.75))
    assert reply.more == ('To see it: `best_step(*check("2.3", best_step).arguments)`.',)


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("    return", "→ None"),
        ("    yield 1\n    yield 2", "→ [1, 2]"),
        ("    return 1 / 0", "→ ZeroDivisionError: division by zero"),
        ("    return np.zeros(10**5)", "→ array([0., 0., 0., ..., 0., 0., 0.]"),
    ],
)
def test_whatever_comes_back_is_shown(body, shown):
    code = f"def weights(beta, t):\n    beta = beta\n{body}"
    seen = live.check("6.2", code)["seen"].split("\n")[-1]
    assert seen.startswith(shown)


def test_an_endless_call_is_not_made_again():
    reply = live.check("6.2", "def weights(beta, t):\n    while True: pass")
    assert "did not return" in reply["text"]
    assert reply["seen"] == ""


@pytest.mark.parametrize(
    ("code", "printed"),
    [
        ("x = 3\nx + 1", "4\n"),
        ("x = 4", ""),
        ("", ""),
        ("# nothing", ""),
        ("for k in range(3): k", ""),
        ("print(1)\nNone", "1\n"),
        ("descend(gd(0.1), lambda w: 2 * w, [5.0], 2)[:, 0].tolist()", "[5.0, 4.0, 3.2]\n"),
        ("stays_below(np.array([3, 1]), 2)", "array(1)\n"),
        ("float(np.exp(np.array(1000)))", "inf\n"),
        ("print('a' * 10**6)", "a" * 2000 + "… and 998,001 characters more"),
    ],
)
def test_code_runs_as_in_a_cell(code, printed):
    assert live.run(code) == {"printed": printed, "trouble": ""}


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        ("while True: pass", "did not return within 5 seconds"),
        ("print(1)\n1 / 0", "ZeroDivisionError: division by zero, in line 2: `1 / 0`"),
        ("x = (\n", "Python cannot read line 1"),
        ("exit()", "SystemExit"),
        ("input('x')", "nobody can type here"),
        ("np.zeros(10**14)", "more memory than there is"),
        ("x = '\0'", "Python cannot read"),
    ],
)
def test_what_goes_wrong_is_told(code, trouble):
    ran = live.run(code)
    assert trouble in ran["trouble"], ran
    assert ran["printed"] == ("1\n" if "print" in code else "")
