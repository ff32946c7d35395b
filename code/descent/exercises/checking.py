"""Say of an answer whether it is right, and if not, which mistake it is."""

import builtins
import dis
import inspect
import linecache
import math
import re
import traceback
from types import CodeType

import numpy

from descent.exercises import trial as limits
from descent.exercises.exercise import exercises, message, value
from descent.exercises.reply import Reply
from descent.exercises.trial import NotNumbers, TimeUp, Trial, Unfit, attempt, numbers, trials

# What a check relies on, as it was before a reader changed anything.
WORDS = "abs all any callable enumerate float int isinstance len map max min next set sum zip"
ORIGINALS = [(module, dict(vars(module))) for module in (numpy, math)]
ORIGINALS.append((builtins, {name: getattr(builtins, name) for name in WORDS.split()}))


def judge(number, answer):
    """The reply to an answer; `check` sees to what goes wrong here."""
    exercise = exercises.get(number)
    if exercise is None:
        return Reply(
            number, "unknown", f"There is no exercise {number}; there are {', '.join(exercises)}."
        )
    changed = changed_names()
    if changed:
        return Reply(
            number,
            "stopped",
            f"`{changed[0]}` is no longer what it was: something has replaced it. "
            "Restart the kernel, and leave the libraries as they are.",
        )
    if untouched(answer):
        text = f'Not attempted yet. {exercise.time} `hint("{number}")` gives a first hint.'
        return Reply(number, "open", text.replace("  ", " "))
    if isinstance(exercise.answer, str):
        verdict = judge_word(exercise, answer)
    elif callable(exercise.answer):
        verdict = judge_function(exercise, answer)
    else:
        verdict = judge_value(exercise, answer)
    return Reply(number, *verdict)


def changed_names():
    """NumPy's, math's and Python's own functions that are no longer themselves."""
    return [
        f"{module.__name__}.{name}"
        for module, names in ORIGINALS
        for name, was in names.items()
        if callable(was) and vars(module).get(name) is not was
    ]


def untouched(answer):
    """None, ..., a list of nothing else, or a function whose body does nothing."""
    if answer is None or answer is ...:
        return True
    if isinstance(answer, list | tuple):
        return len(answer) > 0 and all(part is None or part is ... for part in answer)
    code = getattr(answer, "__code__", None)
    return isinstance(code, CodeType) and all(
        step.opname in ("RESUME", "NOP", "RETURN_VALUE") or step.argval is None
        for step in dis.get_instructions(code)
    )


def judge_word(exercise, answer):
    if not isinstance(answer, str) or answer.strip(" ().").lower() not in exercise.choices:
        words = ", ".join(f'"{word}"' for word in exercise.choices)
        return "wrong", f"Choose one of {words}; got {brief(answer)}."
    word = answer.strip(" ().").lower()
    text = exercise.choices[word]
    if word == exercise.answer:
        return "passed", f"{text} {exercise.passed}".strip()
    return "wrong", text, again(exercise)


def judge_value(exercise, answer):
    """Numbers: which of them are right; what they should be is not given away."""
    expected = numbers(exercise.answer)
    if callable(answer) or isinstance(answer, str):
        return "wrong", f"Give {describe(expected)}; got {brief(answer)}."
    if isinstance(answer, list | tuple) and any(part is None or part is ... for part in answer):
        empty = [k for k, part in enumerate(answer, 1) if part is None or part is ...]
        return "wrong", f"Number {empty[0]} is still open."
    trial = Trial()
    attempt(trial, lambda answer: answer, answer, ())
    if trial.error:
        return "wrong", complaint(exercise, answer, trial, "", expected)
    if len(flat(trial.value)) == len(flat(expected)):
        trial.value = (numpy.reshape(flat(trial.value), expected[0].shape),)  # however bracketed
    if same(trial.value, expected, exercise.tolerance):
        return "passed", exercise.passed
    known = told(exercise, lambda wrong: same(trial.value, numbers(wrong), exercise.tolerance))
    if known:
        return known
    if len(flat(trial.value)) != len(flat(expected)):
        return "wrong", f"Give {describe(expected)}; got {describe(trial.value)}."
    pairs = list(zip(flat(trial.value), flat(expected), strict=True))
    if same((numpy.sort(flat(trial.value)),), (numpy.sort(flat(expected)),), exercise.tolerance):
        return "wrong", "These are the right numbers, in another order."
    right = [k for k, (a, b) in enumerate(pairs, 1) if close(a, b, exercise.tolerance)]
    k, (a, b) = next((k, p) for k, p in enumerate(pairs, 1) if not close(*p, exercise.tolerance))
    which = "That" if len(pairs) == 1 else f"Number {k}, {a:.6g},"
    others = f" Right: {', '.join(f'number {n}' for n in right)}." if right else ""
    return "wrong", f"{which} is {off(a, b)}.{others}"


def off(a, b):
    """In which way one number is not the other."""
    if not math.isfinite(a):
        return "not a finite number"
    if abs(a - b) <= 0.03 * abs(b):
        return "close: give more digits, or a fraction"
    return "too large" if a > b else "too small"


def judge_function(exercise, answer):
    if not callable(answer):
        name = exercise.answer.__name__
        return "wrong", (
            f"Pass the function itself, `check({exercise.number!r}, {name})`, without calling it; "
            f"got {brief(answer)}."
        )
    inputs = exercise.arguments
    expected = [trial.value for trial in trials(exercise.use, exercise.answer, inputs)]
    done = trials(exercise.use, answer, inputs)
    changed = changed_names()
    if changed:
        return "stopped", f"Your answer replaced `{changed[0]}`. Restart the kernel."
    last = done[-1]
    where = described(exercise, inputs[len(done) - 1])
    if last.error and len(done) > 1 and not agree(exercise, done[:-1], expected):
        return first_difference(exercise, done[:-1], expected, inputs)
    if isinstance(last.error, NotImplementedError):
        return "open", "Not attempted yet."
    if isinstance(last.error, KeyboardInterrupt):
        return "stopped", "Interrupted."
    if last.error:
        known = told(exercise, lambda wrong: fails_alike(exercise, wrong, done, inputs))
        return known or (
            "wrong",
            complaint(exercise, answer, last, where, expected[len(done) - 1]),
        )
    if agree(exercise, done, expected):
        if any(trial.changed for trial in done):
            return "wrong", IN_PLACE
        return "passed", exercise.passed
    return first_difference(exercise, done, expected, inputs)


def fails_alike(exercise, wrong, done, inputs):
    """Whether a known mistake comes to the same error, on the same input."""
    if isinstance(done[-1].error, TimeUp | Unfit):
        return False
    outcomes = trials(exercise.use, wrong, inputs[: len(done)])
    return len(outcomes) == len(done) and kind(outcomes[-1].error) == kind(done[-1].error)


def kind(error):
    """What an error says but for its numbers, such as which operand it was."""
    return type(error), re.sub(r"\d", "", str(error))


def agree(exercise, done, expected):
    """Whether all that was tried is right."""
    pairs = zip(done, expected, strict=False)
    return all(same(trial.value, right, exercise.tolerance) for trial, right in pairs)


IN_PLACE = (
    "What comes back is right, but your function changed an array it was given: whoever called it "
    "finds other numbers there now. (Adding and taking away again does not bring every digit "
    "back.) "
    "Make a new array instead of writing into the old one."
)


def first_difference(exercise, done, expected, inputs):
    """The mistake by its name; else where the answers part."""

    def made(wrong):
        outcomes = trials(exercise.use, wrong, inputs)
        return len(outcomes) >= len(done) and all(
            ours.value is not None and same(theirs.value, ours.value, exercise.tolerance)
            for theirs, ours in zip(done, outcomes, strict=False)
        )

    known = told(exercise, made)
    if known:
        return known
    k = next(
        k for k, trial in enumerate(done) if not same(trial.value, expected[k], exercise.tolerance)
    )
    trial, right, where = done[k], expected[k], described(exercise, inputs[k])
    if trial.value is None:
        return "wrong", nothing(trial, where)
    if any(trial.changed for trial in done):
        return (
            "wrong",
            parting(trial.value, right, exercise.tolerance, where)
            + " Besides, it changed an array it was given.",
        )
    return "wrong", parting(trial.value, right, exercise.tolerance, where)


def told(exercise, matches):
    """What the reader is told of the first convention or mistake that matches, or None."""
    for wrong in (*exercise.conventions, *exercise.mistakes):
        if matches(value(wrong)):
            return "wrong", message(wrong), again(exercise)
    return None


def again(exercise):
    """Where in the chapter to read again."""
    return (f'It is explained under "{exercise.section}".',) if exercise.section else ()


def nothing(trial, where):
    if trial.printed:
        first = trial.printed.strip().partition("\n")[0][:60]
        return (
            f"Your function printed `{first}` and returned nothing: write `return` for its answer."
        )
    return f"{where}, your function returned nothing: is a `return` missing, or in the wrong place?"


def parting(got, right, tolerance, where):
    """Both values, and how far they are apart."""
    if isinstance(got, str) or isinstance(right, str) or shapes(got) != shapes(right):
        return f"{where}, your function returned {describe(got)}; expected {describe(right)}."
    pairs = list(zip(flat(got), flat(right), strict=True))
    k, (a, b) = next((k, p) for k, p in enumerate(pairs) if not close(*p, tolerance))
    place = (
        "your function returned"
        if len(pairs) == 1
        else f"number {k + 1} of what your function returned is"
    )
    if not math.isfinite(a):
        return f"{where}, {place} {a}, which is not a finite number; expected {b:.8g}."
    return f"{where}, {place} {a:.8g}; expected {b:.8g}, off by {abs(a - b):.2g}."


def complaint(exercise, answer, trial, where, expected):
    """Of an answer that did not come to an end."""
    error = trial.error
    start = f"{where}, your function" if where else "Your answer"
    if isinstance(error, TimeUp):
        seconds = f"{limits.SECONDS:g} seconds"
        return f"{start} did not return within {seconds}. Does its loop come to an end?"
    if isinstance(error, NotNumbers):
        return f"{start} gave {error}; expected {describe(expected)}."
    if isinstance(error, Unfit):
        return str(error)
    unfit = misfit(exercise, answer)
    if isinstance(error, TypeError) and unfit:
        return unfit
    return f"{start} raised {type(error).__name__}: {brief(str(error), 120)}{line(answer, error)}"


def misfit(exercise, answer):
    """Where the answer cannot be called as it should: which arguments it takes."""
    names = list(inspect.signature(exercise.answer).parameters)
    try:
        inspect.signature(answer).bind(*names)
    except TypeError:
        ours = ", ".join(inspect.signature(answer).parameters)
        return f"It is called with ({', '.join(names)}), but yours takes ({ours})."
    except ValueError:
        pass
    return None


def line(answer, error):
    """The line of the reader's own code that raised."""
    file = getattr(getattr(answer, "__code__", None), "co_filename", None)
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == file]
    if not frames:
        return "."
    text = linecache.getline(file, frames[-1].lineno).strip()
    return f", in line {frames[-1].lineno}: `{text}`" if text else f", in line {frames[-1].lineno}."


def described(exercise, arguments):
    """The input in words: For grad = 2x, x_start = 5."""
    _, *names = inspect.signature(exercise.use).parameters
    if names == ["arguments"]:  # it is called as it is
        names = inspect.signature(exercise.answer).parameters
    pairs = [f"{n} = {brief(v)}" for n, v in zip(names, arguments, strict=False)]
    return f"For {', '.join(pairs)}"


def brief(value, most=60):
    """A value as a reader would write it, in a few words."""
    if callable(value):
        return getattr(value, "__name__", type(value).__name__)
    if isinstance(value, numpy.ndarray) and value.size > 9:
        return f"an array of shape {value.shape}"
    if isinstance(value, numpy.ndarray):
        text = numpy.array2string(value, precision=4, threshold=8, edgeitems=2, separator=", ")
        text = " ".join(text.split())
    elif isinstance(value, str):
        text = value
    else:
        text = repr(value)
    return text if len(text) <= most else f"{text[:most]}…"


def describe(value):
    """A kind of answer: a number, an array of shape (3,), a word."""
    if isinstance(value, str):
        return "a word"
    if value is None:
        return "nothing"
    if len(value) > 1:
        return f"{len(value)} parts ({', '.join(describe((part,)) for part in value)})"
    shape = value[0].shape
    if len(shape) < 2:
        return "a number" if shape in ((), (1,)) else f"{shape[0]} numbers"
    return f"numbers of shape {shape}"


def shapes(value):
    return [part.shape for part in value]


def flat(value):
    return [number for part in value for number in part.ravel().tolist()]


def same(got, right, tolerance):
    """Whether two outcomes agree; nothing agrees with nothing."""
    if got is None or right is None or isinstance(got, str) or isinstance(right, str):
        return got is not None and isinstance(got, str) and got == right
    flat_both = all(part.ndim < 2 for part in (*got, *right))
    if shapes(got) != shapes(right) and not (flat_both and len(flat(got)) == len(flat(right))):
        return False
    return all(close(a, b, tolerance) for a, b in zip(flat(got), flat(right), strict=True))


def close(a, b, tolerance):
    if not math.isfinite(b) or not math.isfinite(a):
        return a == b or (a != a and b != b)
    return abs(a - b) <= tolerance * (1 + abs(b))
