"""The exercises: solutions pass, each mistake is told its own, and the check is a patient tutor."""

import json
import math
import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from descent import descend
from descent import exercises as tutor
from descent.building import PICTURES
from descent.exercises import check, hint, progress, sandbox, solution
from descent.exercises.exercise import Exercise, exercises
from descent.exercises.plain import plain
from descent.exercises.progress import FILE, OFF
from descent.exercises.texts import Slip
from descent.figures import Race

CHAPTERS = Path(__file__).parents[2] / "chapters"
ALL = list(exercises.values())
SLIPS = [(e, slip) for e in ALL for slip in e.slips]


def name(part):
    return part.number if isinstance(part, Exercise) else part.name


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(sandbox, "SECONDS", 1.5)
    monkeypatch.setattr(tutor, "given", {})
    monkeypatch.setattr(tutor, "tries", {})


@pytest.mark.parametrize("exercise", ALL, ids=name)
def test_the_answer_passes(exercise):
    assert check(exercise.number, exercise.answer).passed


@pytest.mark.parametrize(("exercise", "slip"), SLIPS, ids=name)
def test_each_mistake_is_told_its_own(exercise, slip):
    reply = check(exercise.number, slip.answer)
    assert not reply.passed
    assert reply.text == slip.text or slip.text.startswith(f"{reply.text} (Besides")


@pytest.mark.parametrize("exercise", ALL, ids=name)
def test_there_are_mistakes_hints_and_a_reason(exercise):
    told = {slip.text for slip in exercise.mistakes}
    assert len(told) + len(exercise.choices) >= (3 if callable(exercise.answer) else 2)
    assert exercise.hints
    assert exercise.passed or exercise.choices


@pytest.mark.parametrize("exercise", ALL, ids=name)
def test_the_solution_is_no_wider_than_its_fold(exercise):
    """79 characters of code at 1280 pixels."""
    code = "\n".join(re.findall(r"```python\n(.*?)```", exercise.solved, flags=re.DOTALL))
    assert [line for line in code.splitlines() if len(line) > 79] == []


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
    return np.append(np.full(iterations, float(x_start)), 9.0)


def wordy(grad, x_start, learning_rate, iterations):
    return ["a", "b"]


@pytest.mark.parametrize(
    ("answer", "verdict", "text"),
    [
        (None, "open", 'Not attempted yet.* `hint\\("2.2"\\)`'),
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
        (
            lambda *, grad: 1,
            "wrong",
            r"takes \(\*, grad\)\. What stands behind the `\*`, grad, can",
        ),
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


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no alarms here")
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


class Endless:
    def __call__(self, *arguments):
        while True:
            pass


def passing_over(*arguments):
    while True:
        pass


def counting(*arguments):
    k = 0
    while True:
        k += 1


def never_yielding(*arguments):
    k = 0
    while True:
        k += 1
        if k < 0:
            yield k


def catching_outside(*arguments):
    def inside():
        while True:
            pass

    while True:
        try:
            inside()
        except BaseException:
            continue


def giving_up(*arguments):
    try:
        while True:
            pass
    except BaseException:
        return right(*arguments)


def comprehending(*arguments):
    return [0 for _ in iter(int, 1)]


def driven(grad, x_start, learning_rate, iterations):
    return descend(lambda w, g: (w,), grad, [x_start], 10**8)


NEVER_ENDING = [
    endless,
    stubborn,
    lazy,
    passing_over,
    counting,
    never_yielding,
    catching_outside,
    giving_up,
    comprehending,
    driven,
    Endless(),
    partial(counting, 1),
]


@pytest.fixture(params=["alarm", "watch", "thread"])
def asked(request, monkeypatch):
    """check, with an alarm, without one, and in a thread, which has none."""
    if request.param == "alarm" and not sandbox.has_alarm():
        pytest.skip("no alarms here")
    if request.param == "watch":
        monkeypatch.setattr(sandbox, "has_alarm", lambda: False)
    if request.param != "thread":
        return check

    def in_thread(*arguments):
        with ThreadPoolExecutor() as pool:
            return pool.submit(check, *arguments).result()

    return in_thread


@pytest.mark.parametrize("answer", NEVER_ENDING, ids=lambda answer: str(name_of(answer)))
def test_what_never_ends_is_stopped(answer, asked, monkeypatch):
    monkeypatch.setattr(sandbox, "SECONDS", 0.3)
    monkeypatch.setattr(sandbox, "LARGEST", 10**9)
    start = time.monotonic()
    assert "did not return within 0.3 seconds" in asked("2.2", answer).text
    assert time.monotonic() - start < 3


def name_of(answer):
    return getattr(answer, "__name__", type(answer).__name__)


def test_an_answer_that_is_numbers_is_stopped_too(asked, monkeypatch):
    monkeypatch.setattr(sandbox, "SECONDS", 0.3)
    assert "did not return within 0.3 seconds" in asked("2.1", never_yielding()).text


def test_a_busy_machine_is_told_as_such_and_not_as_a_mistake(own, asked, monkeypatch):
    def slow(x):
        end = time.monotonic() + 0.3
        while time.monotonic() < end:
            pass
        return x

    monkeypatch.setattr(sandbox, "SECONDS", 0.1)
    own(answer=slow, probes=[(1,)])
    for reply in (asked("0.1", slow), asked("0.1", double)):
        assert reply.verdict == "stopped"
        assert "this computer is so busy that the right one took too long as well" in reply.text


@pytest.mark.parametrize("number", ["2.2", "3.6", "7.7", "9.3", "9.7"])
def test_the_slowest_solutions_have_time_where_every_line_is_watched(number, monkeypatch):
    monkeypatch.setattr(sandbox, "has_alarm", lambda: False)
    monkeypatch.setattr(sandbox, "LIBRARIES", sandbox.THEIRS)
    assert check(number, exercises[number].answer).passed


def test_a_watch_gives_back_the_trace_that_was_there(monkeypatch):
    def outer(frame, event, argument):
        return None

    monkeypatch.setattr(sandbox, "has_alarm", lambda: False)
    before = sys.gettrace()
    sys.settrace(outer)
    try:
        for answer in (right, stubborn, failing):
            check("2.2", answer)
            assert sys.gettrace() is outer
    finally:
        sys.settrace(before)


def test_fractions_and_other_brackets_are_numbers_too():
    assert check("2.1", [Fraction(1, 3), Fraction(1, 6), Fraction(-8, 10)]).passed
    assert check("2.1", [[1 / 3, 1 / 6, -0.8]]).passed
    assert "another order" in check("2.1", [1 / 6, 1 / 3, -0.8]).text
    assert "close: give more digits" in check("2.1", [0.3, 1 / 6, -0.8]).text


@pytest.mark.parametrize(
    ("right", "given", "told"),
    [
        (1 / 3, 0.3, "close: give more digits, or a fraction"),
        (1 / 3, 0.333, "close: give more digits, or a fraction"),
        (2 / 3, 0.66, "close: give more digits, or a fraction"),
        (2 / 3, 0.67, "close: give more digits, or a fraction"),
        (2 / 3, 0.68, "near, but not right"),
        (1 / 3, 0.34, "near, but not right"),
        (1 / 3, 0, "too small"),
        (35, 34, "one too few"),
        (34.6, 35, "close: give more digits, or a fraction"),
        (561, 560, "one too few"),
        (561, 561 / 560 * 560.5, "near, but not right"),
        (1003, 1e3, "near, but not right"),
        (1.0234e20, 1.02e20, "close: give more digits, or a fraction"),
        (1.0234e20, 1.03e20, "near, but not right"),
        (1.0234e-5, 1.02e-5, "close: give more digits, or a fraction"),
        (1.0234e-5, 1.03e-5, "near, but not right"),
        (-1.0234, -1.02, "close: give more digits, or a fraction"),
        (-1.0234, -1.03, "near, but not right"),
        (0.800412, 0.801091, "near, but not right"),
        (1 / 3, 1 / 3 + 1e-4, "near, but not right"),
        (1.2345, 3, "too large"),
        (1.2345, -math.inf, "not a finite number"),
    ],
)
def test_more_digits_are_asked_for_only_where_the_digits_given_are_right(own, right, given, told):
    own(answer=[right], tolerance=1e-12)
    assert check("0.1", [given]).text == f"That is {told}."


def test_two_slips_at_once_are_each_told(own):
    own(
        answer=[1.0, 2.0, 3.0, 4.0],
        mistakes=(
            Slip([1, 9, 3, 4], "Nine."),
            Slip([1, 8, 3, 4], "(2) Eight."),
            Slip([5, 2, 6, 4], "Five, six."),
            Slip([5, 2, 3, 4], "Five."),
        ),
        section="Numbers",
    )

    def told(*numbers):
        return check("0.1", numbers).text

    assert told(1, 9, 3, 4) == "Nine."
    assert told(5, 9, 3, 4) == "Number 1, 5: Five. Number 2, 9: Nine. Right: number 3, number 4."
    assert told(5, 8, 6, 4) == "Numbers 1, 5 and 3, 6: Five, six. (2) Eight. Right: number 4."
    assert told(5, 2, 3, 7) == (
        "Number 1, 5: Five. Number 4, 7, is too large. Right: number 2, number 3."
    )
    assert check("0.1", [5, 9, 3, 4]).more[0] == 'It is explained under "Numbers".'
    assert told(1, 2, 3, 7) == "Number 4, 7, is too large. Right: number 1, number 2, number 3."


def test_of_two_slips_none_is_told_that_the_other_numbers_are_right():
    """Two of three, say many texts, and no longer say so."""
    for exercise in ALL:
        right = exercise.answer
        if callable(right) or isinstance(right, str) or len(right) < 2:
            continue
        for slip in exercise.mistakes:
            if len(slip.answer) != len(right):
                continue
            pairs = zip(slip.answer, right, strict=True)
            worse = [a if a != b else b + 0.123 for a, b in pairs]
            told = check(exercise.number, worse).text
            assert not re.search(r"\b(\w+|first|second|third) (is|are) right\. ", told) or (
                "size" in told or "variance is right" in told
            ), (slip.text, told)


def thirds(x):
    return x / 3


def with_torch():
    torch = pytest.importorskip("torch")
    return lambda x: torch.from_numpy(np.float32(thirds(x)))


def with_jax():
    jax = pytest.importorskip("jax")
    return lambda x: jax.numpy.asarray(x, jax.numpy.float32) / 3


THIRTY_TWO_BITS = {
    "an array": lambda: lambda x: np.float32(thirds(x)),
    "a list": lambda: lambda x: list(np.float32(thirds(x))),
    "some of 64 bits": lambda: lambda x: [x[0] / 3, *map(np.float32, thirds(x)[1:-1]), x[-1] / 3],
    "numbers of Python": lambda: lambda x: np.float32(thirds(x)).tolist(),
    "some steps": lambda: lambda x: np.float32(x) * np.float32(7) / np.float32(3) / np.float32(7),
    "JAX": with_jax,
    "PyTorch": with_torch,
}


@pytest.mark.parametrize("way", THIRTY_TWO_BITS)
def test_an_answer_of_32_bits_is_told_so(own, way, monkeypatch):
    monkeypatch.setattr(sandbox, "SECONDS", 30)  # JAX compiles first
    own(answer=thirds, probes=[(np.arange(1.0, 6),), (np.array([0.3, 3, 0.7]),)])
    reply = check("0.1", THIRTY_TWO_BITS[way]())
    assert not reply.passed
    assert reply.text.startswith("Right as far as numbers of 32 bits tell")


def test_a_mistake_is_known_in_32_bits_too(own):
    sevenths = Slip(lambda x: x / 7, "Sevenths.")
    own(answer=thirds, mistakes=(sevenths,), probes=[(np.arange(1.0, 6),)])
    assert check("0.1", lambda x: np.float32(x / 7)).text == "Sevenths."
    assert "expected 0.33333333" in check("0.1", lambda x: np.float32(x / 5)).text


def test_an_error_after_numbers_of_32_bits_is_told(own):
    def failing_late(x):
        return np.float32(x / 3) if len(x) > 1 else x[1]

    own(answer=thirds, probes=[(np.arange(1.0, 6),), (np.array([1.0]),)])
    assert "raised IndexError" in check("0.1", failing_late).text


def test_what_is_near_is_not_taken_for_32_bits(own):
    own(answer=thirds, probes=[(np.array([1.0, 3.000001]),)])
    assert "off by 1e-07" in check("0.1", lambda x: x / 3 + 1e-7).text
    assert "expected 1.00000033, off by" in check("0.1", lambda x: [x[0] / 3, 1.0]).text


def test_a_number_of_32_bits_is_told_so(own):
    own(answer=[1 / 3, 2], tolerance=1e-9)
    assert check("0.1", [np.float32(1 / 3), 2]).text.startswith(
        "Right as far as numbers of 32 bits"
    )
    own(number="0.2", answer=[1 / 3, 2], tolerance=1e-6)
    assert check("0.2", [np.float32(1 / 3), 2]).passed


def test_where_a_number_stands_is_said_in_words(own):
    def parts(x):
        return np.zeros(2), np.zeros((2, 3)), np.zeros((2, 2, 2)), 0.0

    def off_at(part, *index):
        def answer(x):
            wrong = [np.array(zeros) for zeros in parts(x)]
            wrong[part][index] = 1
            return tuple(wrong)

        return check("0.1", answer).text.removeprefix("For x = 1, ").partition(" is ")[0]

    own(answer=parts, probes=[(1,)])
    assert off_at(0, 1) == "number 2 of the first array of what your function returned"
    assert off_at(1, 1, 0) == "row 2, column 1 of the second array of what your function returned"
    assert off_at(2, 1, 0, 1).startswith("the number at [1, 0, 1] of the third array of what")
    assert off_at(3) == "the fourth part of what your function returned"


def test_a_number_of_a_walk_is_told_by_its_step():
    def late(alpha, beta):
        def update(w, g, t=0, v=0.0):
            v = beta * v + g + (t == 1) * np.array([1, 2, 0])[: len(w)]
            return w - alpha * v, t + 1, v

        return update

    assert "weight 1 after step 2 is" in check("3.2", late).text


def test_as_many_digits_as_differ(own):
    own(answer=double, probes=[(0.1,)])
    text = check("0.1", lambda x: 2 * x + 1.5e-9).text
    assert "returned 0.2000000015; expected 0.2, off by 1.5e-09" in text


def test_the_case_that_failed_can_be_tried_again():
    reply = check("2.2", still)
    assert reply.more == ('To see it: `still(*check("2.2", still).arguments)`.',)
    grad, *numbers = reply.arguments
    assert (grad(3), numbers) == (6, [5, 0.1, 3])
    assert still(*reply.arguments).tolist() == [5, 5, 5, 9]
    assert check("2.2", failing).arguments[1:] == (5, 0.1, 3)
    assert check("2.2", right).arguments == ()
    assert "arguments" not in " ".join(check("2.2", endless).more)


def test_the_arguments_are_the_readers_to_change(own):
    probes = [(np.zeros(2),)]
    own(answer=double, probes=probes)
    check("0.1", lambda x: x + 1).arguments[0][:] = 7
    assert probes[0][0].tolist() == [0, 0]


def test_what_a_rule_was_tried_with_is_named():
    reply = check("3.2", lambda alpha, beta: lambda w, g: (w - g,))
    assert (
        'check("3.2", my_momentum).arguments` has what it was tried with: alpha, beta,'
        in (reply.more[0])
    )
    assert reply.arguments[:2] == (0.1, 0.9)


@pytest.mark.parametrize(
    ("number", "answer", "told"),
    [
        ("3.2", lambda alpha, beta: 3, "Your function returned an int. Define `update"),
        ("3.2", lambda alpha, beta: lambda w, g: w, "A rule must return a tuple"),
        ("6.3", lambda *settings: lambda w, g, t=0, m=0.0, v=0.0: w, "in `return w, t, m, v` what"),
        ("3.2", lambda alpha, beta: lambda w, g: (w, 3), "cannot be called as `update"),
        ("4.2", lambda n, B, rng: 3, "returned an int. Asked is a list"),
        ("9.7", lambda X, y, methods, alphas, seeds, loss: {}, "sked is a dictionary"),
    ],
)
def test_an_error_of_the_check_is_no_error_of_the_answer(number, answer, told):
    text = check(number, answer).text
    assert told in text
    assert "raised" not in text


def test_an_error_that_only_the_check_knows_is_told_as_one_of_form(own):
    code = compile("lambda answer, x: answer(x).bit_length()", f"{sandbox.OURS}/use.py", "eval")
    own(answer=double, probes=[(1,)], use=eval(code))
    text = check("0.1", lambda x: 2.5).text
    assert text.startswith("For x = 1, your answer does not have the form that is asked for: 'fl")
    assert "raised ZeroDivisionError" in check("0.1", lambda x: 1 / 0).text


def test_an_error_of_the_answer_is_told_with_its_line_wherever_it_is_called():
    def make(alpha, beta):
        def update(w, g, v=0.0):
            return w - alpha * undefined, v  # noqa: F821

        return update

    assert re.search(r"raised NameError: .*, in line \d+: `return w", check("3.2", make).text)


def test_integers_that_are_cut_off_are_told(own):
    def halved(x):
        return np.asarray(x) / 2

    def in_place(x):
        y = np.array(x)
        for k in range(len(y)):
            y[k] = y[k] / 2
        return y

    own(answer=halved, probes=[(np.array([1.0, 2]),), (np.array([1, 2]),), ([3, 5],)])
    assert "For x = [1, 2], your function is right only if the same" in check("0.1", in_place).text
    assert "decimals" not in check("0.1", lambda x: np.asarray(x) / 3).text


def measured_in_place(f, w, h):
    slopes = 0 * w
    for j, step in enumerate(h * np.eye(len(w))):
        slopes[j] = (f(w + step) - f(w - step)) / (2 * h)
    return slopes


def averaged_in_place(g, beta):
    averages, m = np.zeros_like(g), 0.0
    for t, gradient in enumerate(g, 1):
        m = beta * m + (1 - beta) * gradient
        averages[t - 1] = m / (1 - beta**t)
    return averages


@pytest.mark.parametrize(
    ("number", "answer"), [("1.4", measured_in_place), ("6.6", averaged_in_place)]
)
def test_whole_numbers_are_numbers(number, answer):
    assert "is right only if the same numbers come as decimals" in check(number, answer).text


def test_a_rule_that_writes_into_its_state_is_told():
    def make(alpha, beta):
        def update(w, g, v=0.0):
            if np.ndim(v) == 0:
                v = np.zeros(len(w))
            v *= beta
            v += g
            return w - alpha * v, v

        return update

    assert "changed an array it was given" in check("3.2", make).text


def test_a_hint_is_offered_after_the_second_wrong_answer_while_there_are_some():
    def offer():
        return [part for part in check("2.2", still).more if "hint" in part]

    assert offer() == []
    assert offer() == ['`hint("2.2")` gives a hint.']
    hint("2.2")
    assert offer() == ['`hint("2.2")` gives the next hint.']
    hint("2.2")
    assert offer() == []
    assert check("2.2", right).more == ()


def test_words():
    chosen = [e for e in ALL if e.choices]
    assert chosen
    for exercise in chosen:
        assert check(exercise.number, f" {exercise.answer.upper()} ").passed
        for word in exercise.choices:
            assert check(exercise.number, f"({word})").passed == (word == exercise.answer)
        assert "Choose one of" in check(exercise.number, "perhaps").text
        assert not check(exercise.number, 3).passed


def test_a_rule_in_the_books_form(own):
    """It is tried on a walk: its state goes in and out, and what it is told is about the walk."""

    def heavy(w, g, v=0.0):
        v = 0.5 * v + g
        return w - 0.1 * v, v

    def forgetful(w, g, v=0.0):
        return (w - 0.1 * g,)

    def walk(rule, start, steps):
        return descend(rule, lambda w: 2 * w, start, steps)

    inputs = [(np.array([5.0]), 3), (np.array([1.0, -2.0]), 6)]
    slip = Slip(forgetful, "You forget the velocity after each step.")
    own(answer=heavy, mistakes=(slip,), probes=inputs, use=walk)
    assert check("0.1", heavy).passed
    assert check("0.1", forgetful).text == slip.text
    assert "a rule must return a tuple" in check("0.1", lambda w, g, v=0.0: w - 0.1 * g).text
    uphill = check("0.1", lambda w, g, v=0.0: (w + 0.1 * g, v)).text
    assert uphill.startswith("For start = [5.], steps = 3, row 2, column 1 of what")


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


def test_formulas_in_a_terminal():
    assert plain(r"$\hat m/(\sqrt{\hat v} + \varepsilon)$") == "m̂/(√v̂ + ε)"
    assert plain(r"$\frac{1 - \beta^{t-1}}{2}$ or $\tfrac12 x_1^2$") == "(1 − βᵗ⁻¹)/2 or 1/2 x₁²"
    assert plain(r"$|1 - \alpha\lambda| \le 10^{-435}$") == "|1 − αλ| ≤ 10⁻⁴³⁵"
    assert plain(r"$(3\delta)^{1/3}$, `a_1 $`, $X^\top X / n$") == "(3δ)^(1/3), `a_1 $`, Xᵀ X / n"


@pytest.mark.parametrize("exercise", ALL, ids=name)
def test_no_formula_is_raw_in_a_terminal(exercise):
    texts = [slip.text for slip in exercise.slips]
    texts += [*exercise.hints, *exercise.choices.values(), exercise.passed, exercise.solved]
    for text in texts:
        assert "`" in text or not re.search(r"[\\$]", plain(text)), plain(text)
        assert not re.search(r"[\\$]|\b(frac|hat|sqrt)\b", re.sub("(?s)`.*?`", "", plain(text)))
    assert plain(exercise.hints[0]) in repr(hint(exercise.number))


ASKING = """
import sys
from descent.exercises import check, hint
check("2.1", [1 / 3, 1 / 6, 2])
print(check("2.1", [1, 2]).text)
if check("2.1", [1 / 3, 1 / 6, -0.8]):
    hint("2.1")
sys.stdout.reconfigure(encoding="ascii")
check("2.1")
sys.stdout = None
check("2.1")
"""


def test_a_script_prints_the_replies_that_it_drops_and_no_others(tmp_path):
    (tmp_path / "script.py").write_text(ASKING)
    run = subprocess.run(
        [sys.executable, "script.py"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONIOENCODING": "utf8"},
        capture_output=True,
        text=True,
        encoding="utf8",
        check=True,
    )
    lines = [line for line in run.stdout.splitlines() if line]
    assert lines[0].startswith("✗ 2.1  Number 3, 2, is too large")
    assert lines[1] == "Give 3 numbers; got 2 numbers."
    assert lines[2] == plain(exercises["2.1"].hints[0])
    assert lines[-1].startswith("? 2.1  Not attempted yet")
    assert len(lines) == 5


@pytest.fixture
def own(monkeypatch):
    """An exercise of the test's own, 0.1, gone after it."""

    def make(number="0.1", **fields):
        exercise = Exercise(number, "t", hints=("h",), solution="s", passed="p", **fields)
        monkeypatch.setitem(exercises.made, number, exercise)

    return make


def double(x):
    return 2 * x


def test_the_time_an_exercise_takes_is_said_before_and_on_the_page(own, monkeypatch):
    own(answer=double, probes=[(1,)], minutes=15)
    assert repr(check("0.1")).startswith("○ 0.1  Not attempted yet. About 15 minutes. `hint")
    monkeypatch.setenv(PICTURES, "1")
    assert "0.1\n\n*About 15 minutes.*\n\n::::{dropdown} Hint" in check("0.1")._repr_markdown_()


def test_a_named_mistake_sends_back_to_its_section(own):
    def half(x):
        return x / 2

    own(answer=double, mistakes=(Slip(half, "Half."),), probes=[(1,)], section="Twice")
    reply = check("0.1", half)
    assert reply.more == ('It is explained under "Twice".',)
    assert repr(reply) == '✗ 0.1  Half.\n   It is explained under "Twice".'
    assert reply._repr_markdown_().endswith('Half.\n\nIt is explained under "Twice".')
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
    assert re.search(r"chapter 2   2.1 ◐  2.2 ●  2.3 ○.* 1 of \d\n", repr(progress()))
    assert "● passed  ◐ tried  ○ open" in repr(progress())


def test_a_reset_begins_again_and_keeps_the_file(folder, monkeypatch):
    assert FILE not in repr(progress(reset=True))
    for k in (1, 2):
        check("2.2", right)
        before = (folder / FILE).read_bytes()
        text = repr(progress(reset=True))
        assert "2.2 ○" in text
        assert text.endswith(f"You begin again. What you had done is kept in {FILE}.{k}.")
        assert (folder / f"{FILE}.{k}").read_bytes() == before
        assert "2.2 ○" in repr(progress())
    check("2.2", right)
    monkeypatch.setenv(OFF, "1")
    progress(reset=True)
    assert (folder / FILE).exists()


def test_a_line_cut_short_costs_itself_only(folder):
    (folder / FILE).write_text('{"exercise": "2.1", "verd')
    check("2.2", right)
    assert "2.1 ○  2.2 ●  2.3 ○" in repr(progress())


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
