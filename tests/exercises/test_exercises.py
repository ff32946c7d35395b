"""The exercises: solutions pass, each mistake is told its own, and the check is a patient tutor."""

import json
import re
import signal
import subprocess
import sys
from fractions import Fraction
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from descent import descend
from descent import exercises as tutor
from descent.building import PICTURES
from descent.exercises import check, hint, progress, solution, trial
from descent.exercises.exercise import Exercise, exercises, message, value
from descent.exercises.progress import FILE, OFF
from descent.widgets import Race

CHAPTERS = Path(__file__).parents[2] / "chapters"
ALL = list(exercises.values())
MISTAKES = [(e, wrong) for e in ALL for wrong in (*e.conventions, *e.mistakes)]


def name(part):
    if isinstance(part, Exercise):
        return part.number
    return getattr(part, "__name__", None) or str(part[0])


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(trial, "SECONDS", 1.5)
    monkeypatch.setattr(tutor, "given", {})


@pytest.mark.parametrize("exercise", ALL, ids=name)
def test_the_answer_passes(exercise):
    assert check(exercise.number, exercise.answer).passed


@pytest.mark.parametrize(("exercise", "wrong"), MISTAKES, ids=name)
def test_each_mistake_is_told_its_own(exercise, wrong):
    reply = check(exercise.number, value(wrong))
    assert not reply.passed
    assert reply.text == message(wrong)


@pytest.mark.parametrize("exercise", ALL, ids=name)
def test_there_are_mistakes_hints_and_a_reason(exercise):
    told = [message(wrong) for wrong in exercise.mistakes]
    assert len(set(told)) == len(told)
    assert len(told) + len(exercise.choices) >= (3 if callable(exercise.answer) else 2)
    assert exercise.hints
    assert exercise.passed or exercise.choices


@pytest.mark.parametrize("exercise", ALL, ids=name)
def test_the_solution_runs(exercise):
    code = re.findall(r"```python\n(.*?)```", exercise.solved, flags=re.DOTALL)
    assert "assert" in "".join(code) or not callable(exercise.answer)
    exec("import math\nimport numpy as np\n" + "\n".join(code), {})


@pytest.mark.parametrize("exercise", ALL, ids=name)
def test_the_section_to_read_again_is_in_the_chapter(exercise):
    chapter = next(CHAPTERS.glob(f"0{exercise.number[0]}_*.ipynb"))
    cells = json.loads(chapter.read_text("utf8"))["cells"]
    text = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    headings = re.findall("^##+ (.*)", text, flags=re.MULTILINE)
    assert exercise.section in ["", *headings]


def test_the_numbers_of_the_flat_valley_are_computed():
    from descent import diverged_at, gd

    starts = np.array([[4.0], [7.0], [8.0]])
    path = descend(gd(0.01), lambda x: 4 * x**3, starts, 10_000)
    computed = [*diverged_at(path), *np.abs(path[[1000, 10_000], 0, 0])]
    assert np.allclose(exercises["2.6"].answer, computed, atol=5e-5)


def stub(grad, x_start, learning_rate, iterations):
    """Yours to write."""
    ...


def right(grad, x_start, learning_rate, iterations):
    return exercises["2.2"].answer(grad, x_start, learning_rate, iterations)


def generator(grad, x_start, learning_rate, iterations):
    yield from right(grad, x_start, learning_rate, iterations)


def printing(grad, x_start, learning_rate, iterations):
    print(right(grad, x_start, learning_rate, iterations))


def forgetful(grad, x_start, learning_rate, iterations):
    right(grad, x_start, learning_rate, iterations)


def failing(grad, x_start, learning_rate, iterations):
    return [x_start] * (iterations + 1) + learning_rate / 0


def endless(grad, x_start, learning_rate, iterations):
    while True:
        try:
            x_start = x_start + 1
        except Exception:
            break


def stubborn(grad, x_start, learning_rate, iterations):
    while True:
        try:
            float("1")
            float("2")
        except BaseException:
            continue


def lazy(grad, x_start, learning_rate, iterations):
    while True:
        yield x_start


def vague(grad, x_start, learning_rate, iterations):
    return np.full(iterations + 1, np.nan)


def still(grad, x_start, learning_rate, iterations):
    return np.full(iterations + 1, float(x_start))


def wordy(grad, x_start, learning_rate, iterations):
    return ["a", "b"]


@pytest.mark.parametrize(
    ("answer", "verdict", "text"),
    [
        (None, "open", 'Not attempted yet. `hint\\("2.2"\\)`'),
        (..., "open", "Not attempted"),
        (stub, "open", "Not attempted"),
        (lambda *a: None, "open", "Not attempted"),
        (right, "passed", "Every figure"),
        (generator, "passed", "Every figure"),
        (5.0, "wrong", r"Pass the function itself, `check\('2.2', gradient_descent\)`"),
        ("gd", "wrong", "Pass the function itself"),
        (printing, "wrong", r"printed `\[5\..*returned nothing: write `return`"),
        (forgetful, "wrong", "For grad = x ↦ 2x, x_start = 5, .*returned nothing"),
        (failing, "wrong", r"ZeroDivisionError: .*, in line \d+: `return \[x_start\]"),
        (endless, "wrong", "did not return within 1.5 seconds"),
        (stubborn, "wrong", "did not return within 1.5 seconds"),
        (lazy, "wrong", r"gave more than 1,000,000 numbers; expected 4 numbers"),
        (vague, "wrong", r"number 1 .* is nan, which is not a finite number; expected 5\."),
        (still, "wrong", "number 2 of what .* is 5; expected 4, off by 1"),
        (
            wordy,
            "wrong",
            "gave a list that holds more than real numbers .write them without quotes",
        ),
        (lambda x: x, "wrong", r"is called with \(grad, x_start.*\), but yours takes \(x\)"),
        (lambda *a: 3, "wrong", "returned a number; expected 4 numbers"),
        (lambda *a: exit(), "wrong", "raised SystemExit"),
        (lambda *a: (_ for _ in ()).throw(KeyboardInterrupt), "stopped", "Interrupted"),
    ],
)
def test_what_a_function_is_told(answer, verdict, text):
    reply = check("2.2", answer)
    assert reply.verdict == verdict
    assert re.search(text, reply.text)


def test_an_argument_changed_in_place_is_told():
    def trampling(f, grad, w, alpha):
        found = exercises["2.5"].answer(f, grad, w, alpha)
        w -= found * grad(w)
        return found

    assert "changed an array it was given" in check("2.5", trampling).text


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ([1 / 3, None, 1], "Number 2 is still open"),
        ([1 / 3, 1 / 6, 2], "Number 3, 2, is too large. Right: number 1, number 2"),
        ([np.nan, 1 / 6, 2], "Number 1, nan, is not a finite number"),
        ([1, 2], "Give 3 numbers; got 2 numbers"),
        (np.sin, "Give 3 numbers"),
        ("1/3", "Give 3 numbers"),
        ({1: 2}, "gave a dict"),
    ],
)
def test_what_numbers_are_told(answer, text):
    reply = check("2.1", answer)
    assert reply.verdict == "wrong"
    assert re.search(text, reply.text)


@pytest.mark.parametrize("form", [list, tuple, np.array, iter])
def test_numbers_pass_in_any_form(form):
    assert check(2.1, form([1 / 3, 1 / 6, -0.8])).passed


def test_a_strict_numpy_changes_no_verdict():
    with np.errstate(all="raise"):
        for exercise in ALL:
            assert check(exercise.number, exercise.answer).passed


def test_an_alarm_of_the_readers_own_goes_on():
    def outer(number, frame):
        raise InterruptedError

    before, trace = signal.signal(signal.SIGALRM, outer), sys.gettrace()
    signal.setitimer(signal.ITIMER_REAL, 30)
    check("2.2", stubborn)
    check("2.2", right)
    assert signal.getsignal(signal.SIGALRM) is outer
    assert 0 < signal.setitimer(signal.ITIMER_REAL, 0)[0] <= 30
    assert sys.gettrace() is trace
    signal.signal(signal.SIGALRM, before)


def test_fractions_and_other_brackets_are_numbers_too():
    assert check("2.1", [Fraction(1, 3), Fraction(1, 6), Fraction(-8, 10)]).passed
    assert check("2.1", [[1 / 3, 1 / 6, -0.8]]).passed
    assert "another order" in check("2.1", [1 / 6, 1 / 3, -0.8]).text
    assert "close: give more digits" in check("2.1", [0.34, 1 / 6, -0.8]).text


def test_words():
    chosen = [e for e in ALL if e.choices]
    assert chosen
    for exercise in chosen:
        assert check(exercise.number, f" {exercise.answer.upper()} ").passed
        for word in exercise.choices:
            assert check(exercise.number, f"({word})").passed == (word == exercise.answer)
        assert "Choose one of" in check(exercise.number, "perhaps").text
        assert not check(exercise.number, 3).passed


def test_a_rule_in_the_books_form(monkeypatch):
    """It is tried on a walk: its state goes in and out, and what it is told is about the walk."""

    def heavy(w, g, v=0.0):
        v = 0.5 * v + g
        return w - 0.1 * v, v

    def forgetful(w, g, v=0.0):
        """You forget the velocity after each step: return it with the weights."""
        return (w - 0.1 * g,)

    def walk(rule, start, steps):
        return descend(rule, lambda w: 2 * w, start, steps)

    monkeypatch.setitem(exercises, "0.1", None)
    del exercises["0.1"]
    inputs = [(np.array([5.0]), 3), (np.array([1.0, -2.0]), 6)]
    Exercise("0.1", "A rule", heavy, ("h",), "s", "p", (forgetful,), probes=inputs, use=walk)
    assert check("0.1", heavy).passed
    assert check("0.1", forgetful).text == message(forgetful)
    assert "a rule must return a tuple" in check("0.1", lambda w, g, v=0.0: w - 0.1 * g).text
    uphill = check("0.1", lambda w, g, v=0.0: (w + 0.1 * g, v)).text
    assert uphill.startswith("For start = [5.], steps = 3, number 2 of what")


def test_a_reply_is_true_if_it_passed():
    assert check("2.2", right)
    assert not check("2.2", still)
    assert not check("2.2", None)


def test_a_readers_adam_joins_the_race_once_it_is_right():
    def race(my_adam):
        mine = {"mine": my_adam(0.1, 0.9, 0.999, 1e-8)} if check("6.3", my_adam) else {}
        return Race("ravine", rules=mine, offered=["momentum", "rmsprop", "adam"])

    assert list(race(lambda *settings: None).paths) == ["momentum", "rmsprop", "adam"]
    paths = race(exercises["6.3"].answer).paths
    assert np.array_equal(paths["mine"], paths["adam"])


def test_a_changed_library_is_noticed(monkeypatch):
    monkeypatch.setattr(np, "log", lambda x: 0)
    reply = check("2.1", exercises["2.1"].answer)
    assert reply.verdict == "stopped"
    assert "`numpy.log` is no longer what it was" in reply.text


def test_hints_come_one_at_a_time():
    hints = exercises["2.2"].hints
    assert repr(hint("2.2")) == f"{hints[0]}\n\n(1 more)"
    assert repr(hint("2.2")) == hints[1]
    assert repr(hint("2.2")).startswith("\n\n".join(hints))
    assert 'solution("2.2")' in repr(hint("2.2"))


def test_solution_shows_code_and_reason():
    assert "```python\ndef gradient_descent(" in repr(solution("2.2"))


@pytest.mark.parametrize("ask", [check, hint, solution])
def test_an_exercise_that_is_not_there(ask):
    assert "There is no exercise 99.9; there are 1.1, 1.2" in repr(ask("99.9"))


def test_a_reply_in_jupyter_and_in_a_terminal(monkeypatch):
    reply = check("2.1", None)
    assert repr(reply).startswith("○ 2.1  Not attempted yet")
    assert reply._repr_markdown_().startswith("○ **2.1** Not attempted")
    monkeypatch.setenv(PICTURES, "1")
    folds = reply._repr_markdown_()
    assert re.findall(r"{dropdown} (.*)", folds) == ["Hint 1", "Hint 2", "Solution"]


@pytest.fixture
def own(monkeypatch):
    """An exercise of the test's own, 0.1, gone after it."""
    monkeypatch.setitem(exercises, "0.1", None)
    del exercises["0.1"]
    return partial(Exercise, number="0.1", title="t", hints=("h",), solution="s", passed="p")


def double(x):
    return 2 * x


def test_the_time_an_exercise_takes_is_said_before_and_on_the_page(own, monkeypatch):
    own(answer=double, probes=[(1,)], minutes=15)
    assert repr(check("0.1")).startswith("○ 0.1  Not attempted yet. About 15 minutes. `hint")
    monkeypatch.setenv(PICTURES, "1")
    assert check("0.1")._repr_markdown_().startswith("*About 15 minutes.*\n\n::::{dropdown} Hint")


def test_a_named_mistake_sends_back_to_its_section(own):
    def half(x):
        """Half."""
        return x / 2

    own(answer=double, mistakes=(half,), probes=[(1,)], section="Twice")
    assert check("0.1", half).more == ('It is explained under "Twice".',)
    assert repr(check("0.1", half)) == '✗ 0.1  Half.\n   It is explained under "Twice".'
    assert check("0.1", half)._repr_markdown_().endswith('Half.\n\nIt is explained under "Twice".')
    assert not any("Twice" in part for part in check("0.1", double).more)
    assert not any("Twice" in part for part in check("0.1", lambda x: 3 * x).more)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(OFF)
    return tmp_path


def test_progress_is_kept_and_read_again(folder):
    check("2.1", None)
    assert not (folder / FILE).exists(), "nothing was attempted"
    check("2.1", [1, 2, 3])
    check("2.2", right)
    check("2.2", still)
    assert re.search(r"chapter 2  ◐ ● ○.*1 of \d", repr(progress()))


def test_a_line_cut_short_costs_itself_only(folder):
    (folder / FILE).write_text('{"exercise": "2.1", "verd')
    check("2.2", right)
    assert "○ ● ○" in repr(progress())


def test_progress_of_notebooks_side_by_side(folder):
    code = "from descent.exercises import check; [check('2.1', [1, 2, 3]) for _ in range(50)]"
    runs = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(3)]
    assert [run.wait() for run in runs] == [0, 0, 0]
    lines = (folder / FILE).read_text().splitlines()
    assert lines == [json.dumps({"exercise": "2.1", "verdict": "wrong"})] * 150


@pytest.mark.parametrize(
    "damage", [b"\xff\xfe\x00", b"{", b"[1]\n", b'{"exercise": 1}\n', b"[" * 10**5, b"null\n"]
)
def test_a_damaged_file_is_set_aside(folder, damage):
    check("2.2", right)
    with open(FILE, "ab") as file:
        file.write(damage)
    before = (folder / FILE).read_bytes()
    text = repr(progress())
    assert "●" in text
    assert f"is now {FILE}.1" in text
    assert (folder / f"{FILE}.1").read_bytes() == before
    assert "●" in repr(progress())
    assert FILE not in repr(progress())


def test_a_folder_in_the_files_place_does_no_harm(folder):
    (folder / FILE).mkdir()
    assert check("2.2", right).passed
    assert "○" in repr(progress())


@pytest.mark.parametrize("variable", [OFF, PICTURES])
def test_tests_and_builds_keep_nothing(folder, monkeypatch, variable):
    monkeypatch.setenv(variable, "1")
    check("2.2", right)
    assert not (folder / FILE).exists()
