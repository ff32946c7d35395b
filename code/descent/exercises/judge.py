"""Say of an answer whether it is right, and if not, which mistake it is."""

import copy
import dis
import inspect
import linecache
import math
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from decimal import ROUND_DOWN, ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from time import monotonic
from traceback import FrameSummary
from types import CodeType
from typing import Any

import numpy

from descent.exercises import sandbox
from descent.exercises.exercise import Exercise, exercises
from descent.exercises.reply import Reply
from descent.exercises.sandbox import NotNumbers, TimeUp, Trial, Unfit, numbers, trials
from descent.exercises.usual import ARRAYS, NUMBERS
from descent.types import Pairs, Verdict


def reply_to(number: str, answer: Any) -> Reply:
    """The reply to an answer; `check` sees to what goes wrong here."""
    exercise = exercises.get(number)
    if exercise is None:
        text = f"There is no exercise {number}; there are {', '.join(exercises)}."
        return Reply(number, "unknown", text)
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


def untouched(answer: Any) -> bool:
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


def judge_word(exercise: Exercise, answer: Any) -> Verdict:
    """One word of several; each of them has a text of its own."""
    word = answer.strip(" ().").lower() if isinstance(answer, str) else ""
    if word not in exercise.choices:
        words = ", ".join(f'"{word}"' for word in exercise.choices)
        return "wrong", f"Choose one of {words}; got {brief(answer)}."
    text = exercise.choices[word]
    if word == exercise.answer:
        return "passed", f"{text} {exercise.passed}".strip()
    return "wrong", text, again(exercise)


def judge_value(exercise: Exercise, answer: Any) -> Verdict:
    """Numbers: which of them are right; what they should be is not given away."""
    expected = numbers(exercise.answer)
    if callable(answer) or isinstance(answer, str):
        return "wrong", f"Give {describe(expected)}; got {brief(answer)}."
    for k, part in enumerate(answer if isinstance(answer, list | tuple) else (), 1):
        if part is None or part is ...:
            return "wrong", f"Number {k} is still open."
    [trial] = trials(lambda answer: answer, answer, [()])
    if trial.error:
        return "wrong", complaint(exercise, answer, trial, "", expected)
    got, right = flat(trial.value), flat(expected)
    if len(got) == len(right):
        trial.value = (numpy.reshape(got, expected[0].shape),)  # however bracketed
    if same(trial.value, expected, exercise.tolerance):
        return "passed", exercise.passed
    known = told(exercise, lambda wrong: same(trial.value, numbers(wrong), exercise.tolerance))
    if known:
        return known
    if len(got) != len(right):
        return "wrong", f"Give {describe(expected)}; got {describe(trial.value)}."
    if of_32_bits([trial], [expected], exercise.tolerance):
        return "wrong", THIRTY_TWO
    if same((numpy.sort(got),), (numpy.sort(right),), exercise.tolerance):
        return "wrong", "These are the right numbers, in another order."
    return place_by_place(exercise, got, right)


def place_by_place(exercise: Exercise, got: Any, right: Any) -> Verdict:
    """A sentence for each number that is wrong: that of a known mistake where it fits.

    A mistake fits where it differs from the right answer and is what the reader has; those that
    explain most places come first.
    """
    apart = [k for k, pair in enumerate(zip(got, right, strict=True)) if not near(exercise, *pair)]
    found, left = [], set(apart)
    for places, text in sorted(slips(exercise, right), key=lambda slip: -len(slip[0])):
        made = all(near(exercise, got[k], number) for k, number in places.items())
        if places and made and left.issuperset(places):
            found.append((min(places), label(places, got, text) if len(got) > 1 else text))
            left -= set(places)
    known = again(exercise) if found else ()
    for k in left:
        which = "That" if len(got) == 1 else f"Number {k + 1}, {got[k]:.6g},"
        texts = [*in_one_way([(got[k], right[k])], exercise.tolerance)]
        if len(texts) == 1 and not shortened(got[k], right[k]):
            known = again(exercise)
        else:
            texts = [off(got[k], right[k])]
        found.append((k, f"{which} is {texts[0]}."))
    fine = [f"number {k + 1}" for k in range(len(got)) if k not in apart]
    texts = [text for _, text in sorted(found)] + ([f"Right: {', '.join(fine)}."] if fine else [])
    return "wrong", " ".join(texts), known


def slips(exercise: Exercise, right: Any) -> Iterator[tuple[dict[int, float], str]]:
    """Of each known mistake, {place: its number} where it is wrong, and its text."""
    for slip in exercise.slips:
        theirs = flat(numbers(slip.answer))
        if len(theirs) == len(right):
            pairs = enumerate(zip(theirs, right, strict=True))
            yield {k: pair[0] for k, pair in pairs if not near(exercise, *pair)}, slip.text


PRAISE = re.compile(
    r"^(\w+|\(\w\)|The (sum|first|second|third|best \$h\$)) (is|are) right"
    r"(, both times)?[.:,] (and )?"
)


def label(places: dict[int, float], got: Any, text: str) -> str:
    """The text under the number it is about, unless it says so itself, as "(1) …" does.

    Said of other numbers, that they are right, is left out: here they are not.
    """
    text = PRAISE.sub("", text)
    text = text[0].upper() + text[1:]
    if text.startswith("("):
        return text
    names = " and ".join(f"{k + 1}, {got[k]:.6g}" for k in places)
    return f"Number{'s' if len(places) > 1 else ''} {names}: {text}"


def near(exercise: Exercise, a: float, b: float) -> bool:
    """Whether two numbers agree, for this exercise."""
    return close(a, b, exercise.tolerance)


def off(a: float, b: float) -> str:
    """In which way one number is not the other."""
    if not math.isfinite(a):
        return "not a finite number"
    if shortened(a, b):
        return "close: give more digits, or a fraction"
    if abs(a - b) <= 0.03 * abs(b):
        return "near, but not right"  # on which side is not said, or one could halve one's way
    return "too large" if a > b else "too small"


def shortened(a: float, b: float) -> bool:
    """Whether a number is the right one, rounded or cut after as many digits as it has.

    >>> shortened(0.33, 1 / 3), shortened(35, 34.6), shortened(34, 35), shortened(0.34, 1 / 3)
    (True, True, False, False)
    """
    if a == 0 or not math.isfinite(b) or abs(a - b) > 0.1 * abs(b):
        return False
    text = repr(float(a))
    given, right = Decimal(text), Decimal(float(b))
    large = "e+" in text
    last = int((given if large else given.normalize()).as_tuple().exponent)
    unit = Decimal((0, (1,), last if large else min(last, 0)))
    ways = ROUND_DOWN, ROUND_HALF_UP, ROUND_HALF_DOWN
    return a != b and any(right.quantize(unit, way) == given for way in ways)


def judge_function(exercise: Exercise, answer: Any) -> Verdict:
    """A function, tried on the inputs of the exercise beside the right one."""
    if not callable(answer):
        name = exercise.answer.__name__
        return "wrong", (
            f"Pass the function itself, `check({exercise.number!r}, {name})`, without calling it; "
            f"got {brief(answer)}."
        )
    inputs = exercise.arguments
    ours = trials(exercise.use, exercise.answer, inputs)
    if ours[-1].error:
        return "stopped", BUSY if isinstance(ours[-1].error, TimeUp) else "Interrupted."
    expected = [trial.value for trial in ours]
    done = trials(exercise.use, answer, inputs)
    last, arguments = done[-1], inputs[len(done) - 1]
    if last.error and not right_so_far(done[:-1], expected, exercise.tolerance):
        return first_difference(exercise, answer, done[:-1], expected, inputs)
    if isinstance(last.error, NotImplementedError):
        return "open", "Not attempted yet."
    if isinstance(last.error, KeyboardInterrupt):
        return "stopped", "Interrupted."
    if last.error:
        known = told(exercise, lambda wrong: fails_alike(exercise, wrong, done, inputs))
        if known:
            return *known, copy.deepcopy(arguments)
        where = described(exercise, arguments)
        text = complaint(exercise, answer, last, where, expected[len(done) - 1])
        endless = isinstance(last.error, TimeUp)
        return case(exercise, answer, text, arguments, offered=not endless)
    if not agree(done, expected, exercise.tolerance):
        return first_difference(exercise, answer, done, expected, inputs)
    for trial, arguments in zip(done, inputs, strict=True):
        if trial.changed:
            return case(exercise, answer, IN_PLACE, arguments)
    return "passed", exercise.passed


BUSY = (
    "Your answer was not tried: this computer is so busy that the right one took too long as well. "
    "Check again when less is running."
)


def fails_alike(exercise: Exercise, wrong: Any, done: list[Trial], inputs: list[tuple]) -> bool:
    """Whether a known mistake comes to the same error, on the same input."""
    if isinstance(done[-1].error, TimeUp | Unfit):
        return False
    outcomes = trials(exercise.use, wrong, inputs[: len(done)])
    return len(outcomes) == len(done) and kind(outcomes[-1].error) == kind(done[-1].error)


def kind(error: Any) -> tuple[type, str]:
    """What an error says but for its numbers, such as which operand it was."""
    return type(error), re.sub(r"\d", "", str(error))


def case(
    exercise: Exercise, answer: Any, text: str, arguments: tuple, offered: bool = True
) -> Verdict:
    """A wrong answer, and how to get at the arguments with which it went wrong."""
    name = getattr(answer, "__name__", "")
    name = name if str(name).isidentifier() else exercise.answer.__name__
    held = f'check("{exercise.number}", {name}).arguments'
    _, *names = inspect.signature(exercise.use).parameters
    if called_as_it_is(exercise):
        more = f"To see it: `{name}(*{held})`."
    else:
        more = f"`{held}` has what it was tried with: {', '.join(names)}."
    return "wrong", text, (more,) if offered else (), copy.deepcopy(arguments)


def called_as_it_is(exercise: Exercise) -> bool:
    """Whether the answer is called with the inputs as they are."""
    return [*inspect.signature(exercise.use).parameters][1:] == ["arguments"]


def agree(done: list[Trial], expected: list[Any], tolerance: float) -> bool:
    """Whether all that was tried is right."""
    pairs = zip(done, expected, strict=False)
    return all(same(trial.value, right, tolerance) for trial, right in pairs)


IN_PLACE = (
    "What comes back is right, but your function changed an array it was given: whoever called it "
    "finds other numbers there now. (Adding and taking away again does not bring every digit "
    "back.) Make a new array instead of writing into the old one."
)
THIRTY_TWO = (
    "Right as far as numbers of 32 bits tell, which is seven digits; but this was computed with 32 "
    "bits, and 64 are asked for. In NumPy that is `dtype=np.float64`, in PyTorch "
    '`dtype=torch.float64`, and in JAX `jax.config.update("jax_enable_x64", True)` before '
    "anything else."
)
AS_32_BITS = 4e-6  # how far off numbers of 32 bits may be after some steps


def right_so_far(done: list[Trial], expected: list[Any], tolerance: float) -> bool:
    """Whether what was tried is right, if only in 32 bits."""
    return agree(done, expected, tolerance) or (
        agree(done, expected, AS_32_BITS) and of_32_bits(done, expected, tolerance)
    )


def of_32_bits(done: list[Trial], expected: list[Any], tolerance: float) -> bool:
    """Whether what is off is right as far as numbers of 32 bits go, and has no more bits."""
    pairs = apart(done, expected, tolerance)
    return has_32_bits(pairs) and all(close(*pair, AS_32_BITS) for pair in pairs)


def has_32_bits(pairs: Pairs) -> bool:
    """Whether the first of each pair has 32 bits, and one of them needs more than 16."""
    bits = [math.frexp(a)[0] for a, _ in pairs if math.isfinite(a)]
    thirty_two = all((bit * 2**24).is_integer() for bit in bits)
    return thirty_two and not all((bit * 2**12).is_integer() for bit in bits)


def apart(done: list[Trial], expected: list[Any], tolerance: float) -> Pairs:
    """The pairs of numbers that do not agree, where the shapes do."""
    return [
        pair
        for trial, right in zip(done, expected, strict=False)
        if same(trial.value, right, math.inf) and not isinstance(right, str)
        for pair in zip(flat(trial.value), flat(right), strict=True)
        if not close(*pair, tolerance)
    ]


def first_difference(
    exercise: Exercise, answer: Any, done: list[Trial], expected: list[Any], inputs: list[tuple]
) -> Verdict:
    """The mistake by its name; else where the answers part."""
    tolerance = exercise.tolerance
    if right_so_far(done, expected, tolerance):
        return "wrong", THIRTY_TWO
    if has_32_bits(apart(done, expected, tolerance)):
        tolerance = max(tolerance, AS_32_BITS)  # or no mistake would be known again

    def made(wrong):
        [first] = trials(exercise.use, wrong, [inputs[k]])
        if not same(first.value, done[k].value, tolerance):
            return False
        outcomes = trials(exercise.use, wrong, inputs)
        return len(outcomes) >= len(done) and all(
            ours.value is not None and same(theirs.value, ours.value, tolerance)
            for theirs, ours in zip(done, outcomes, strict=False)
        )

    k = next(k for k, trial in enumerate(done) if not same(trial.value, expected[k], tolerance))
    known = told(exercise, made) or told_usual(exercise, made, done, expected, tolerance)
    if known:
        return *known, copy.deepcopy(inputs[k])
    trial, right, where = done[k], expected[k], described(exercise, inputs[k])
    if trial.value is None:
        return case(exercise, answer, nothing(trial, where), inputs[k])
    if exercise.nearly and nearly(done, expected):
        return case(exercise, answer, exercise.nearly, inputs[k])
    if cut_off(exercise, answer, inputs[k], right):
        return case(exercise, answer, f"{where}, {CUT_OFF}", inputs[k])
    text = parting(exercise, trial.value, right, tolerance, where)
    if any(trial.changed for trial in done):
        text += " Besides, it changed an array it was given."
    return case(exercise, answer, text, inputs[k])


def nearly(done: list[Trial], expected: list[Any]) -> bool:
    """Whether all that was tried comes near to what is right, as a simulation does."""
    pairs = zip(done, expected, strict=False)
    return all(same(trial.value, right, math.inf) for trial, right in pairs) and all(
        abs(a - b) <= 0.15 * abs(b) for a, b in apart(done, expected, 1e-9)
    )


CUT_OFF = (
    "your function is right only if the same numbers come as decimals. An array of integers cuts "
    "off what is written into it: begin with `np.array(..., dtype=float)`."
)


def cut_off(exercise: Exercise, answer: Any, arguments: tuple, right: Any) -> bool:
    """Whether an answer goes wrong on integers, and is right on the same numbers as decimals."""
    decimals = tuple(map(as_decimals, arguments))
    if all(a is b for a, b in zip(arguments, decimals, strict=True)):
        return False
    [trial] = trials(exercise.use, answer, [decimals])
    return same(trial.value, right, exercise.tolerance)


def as_decimals(argument: Any) -> Any:
    """An array or a list of integers as floats; anything else as it is."""
    whole = isinstance(argument, numpy.ndarray) and argument.dtype.kind in "iu"
    if whole or (isinstance(argument, list) and {*map(type, argument)} == {int}):
        return numpy.array(argument, float)
    return argument


def told(exercise: Exercise, matches: Callable) -> Verdict | None:
    """What the reader is told of the first convention or mistake that matches, or None."""
    for slip in exercise.slips:
        if matches(slip.answer):
            return "wrong", slip.text, again(exercise)
    return None


def told_usual(
    exercise: Exercise, made: Callable, done: list[Trial], expected: list[Any], tolerance: float
) -> Verdict | None:
    """What is said of a slip that no text lists, if one text alone is true of it; or None."""
    end = monotonic() + sandbox.SECONDS  # a reader does not wait for long; then nothing is sure
    kinds = (
        {s.text for s in slips if monotonic() < end and made(s.answer)} for slips in exercise.usual
    )
    texts = next(filter(None, kinds), None) or set(changed(done, expected, tolerance))
    sure = len(texts) == 1 and monotonic() < end
    return ("wrong", *texts, again(exercise)) if sure else None


def changed(done: list[Trial], expected: list[Any], tolerance: float) -> Iterator[str]:
    """What can be said of all that came out at once: of the wrong numbers, or of whole arrays."""
    fit = all(same(t.value, right, math.inf) for t, right in zip(done, expected, strict=False))
    wrong = apart(done, expected, tolerance)
    for text in in_one_way(wrong, tolerance) if fit and len(wrong) > 1 else ():
        yield f"Where it is wrong, what comes back is {text}."
    for text, change in ARRAYS.items():
        pairs = zip(done, expected, strict=False)
        if all(is_changed(trial.value, right, change, tolerance) for trial, right in pairs):
            yield text


def in_one_way(pairs: Pairs, tolerance: float) -> Iterator[str]:
    """What can be said of numbers, each paired with the right one."""
    for text, change in NUMBERS.items():
        with suppress(ArithmeticError, ValueError):
            if pairs and all(close(a, change(b), tolerance) for a, b in pairs):
                yield text


def is_changed(got: Any, right: Any, change: Callable, tolerance: float) -> bool:
    """Whether one array came back that is the right one, changed."""
    if got is None or isinstance(got, str) or len(right) > 1 or right[0].ndim == 0:
        return False
    made = (numpy.asarray(change(right[0]), float),) if right[0].size else got
    return made is not got and shapes(got) == shapes(made) and same(got, made, tolerance)


def again(exercise: Exercise) -> tuple[str, ...]:
    """Where in the chapter to read again."""
    return (f'It is explained under "{exercise.section}".',) if exercise.section else ()


def nothing(trial: Trial, where: str) -> str:
    """Of a function that returned nothing."""
    if trial.printed:
        first = trial.printed.strip().partition("\n")[0][:60]
        return (
            f"Your function printed `{first}` and returned nothing: write `return` for its answer."
        )
    return f"{where}, your function returned nothing: is a `return` missing, or in the wrong place?"


def parting(exercise: Exercise, got: Any, right: Any, tolerance: float, where: str) -> str:
    """Both values, and how far they are apart."""
    if isinstance(got, str) or isinstance(right, str) or shapes(got) != shapes(right):
        return f"{where}, your function returned {describe(got)}; expected {describe(right)}."
    pairs = list(zip(flat(got), flat(right), strict=True))
    k, (a, b) = next((k, p) for k, p in enumerate(pairs) if not close(*p, tolerance))
    name = place(exercise, got, k)
    if not math.isfinite(a):
        return f"{where}, {name} {a}, which is not a finite number; expected {b:.8g}."
    digits = min(max(8, math.ceil(math.log10(max(abs(a), abs(b)) / abs(a - b))) + 2), 17)
    shown = f"{a:.{digits}g}; expected {b:.{digits}g}"
    return f"{where}, {name} {shown}, off by {abs(a - b):.2g}."


ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth"]


def place(exercise: Exercise, value: Any, k: int) -> str:
    """Where number k of a value stands, in words, up to the verb."""
    if exercise.place:
        return f"{exercise.place(value, k)} is"
    if len(flat(value)) == 1:
        return "your function returned"
    part = 0
    while k >= value[part].size:
        k -= value[part].size
        part += 1
    index = [int(i) for i in numpy.unravel_index(k, value[part].shape)]
    whole = "what your function returned is"
    if len(value) > 1:
        kind = "array" if index else "part"
        which = f"the {ORDINALS[part]} {kind}" if part < len(ORDINALS) else f"{kind} {part + 1}"
        whole = f"{which} of {whole}"
    if len(index) == 0:
        return whole
    if len(index) == 1:
        return f"number {index[0] + 1} of {whole}"
    if len(index) == 2:
        return f"row {index[0] + 1}, column {index[1] + 1} of {whole}"
    return f"the number at {index} of {whole}"


def complaint(exercise: Exercise, answer: Any, trial: Trial, where: str, expected: Any) -> str:
    """Of an answer that did not come to an end."""
    error = trial.error
    start = f"{where}, your function" if where else "Your answer"
    if isinstance(error, TimeUp):
        seconds = f"{sandbox.SECONDS:g} seconds"
        return f"{start} did not return within {seconds}. Does its loop come to an end?"
    if isinstance(error, NotNumbers):
        return f"{start} gave {error}; expected {describe(expected)}."
    if isinstance(error, Unfit):
        return str(error)
    unfit = misfit(exercise, answer) if where else None
    if isinstance(error, TypeError) and unfit:
        return unfit
    text = brief(str(error), 200).rstrip(".") or type(error).__name__
    frames = sandbox.readers_frames(error)
    if where and not frames and not called_as_it_is(exercise):
        return f"{where}, your answer does not have the form that is asked for: {text}."
    return f"{start} raised {type(error).__name__}: {text}{line(frames)}"


def misfit(exercise: Exercise, answer: Any) -> str | None:
    """Where the answer cannot be called as it should: which arguments it takes."""
    names = list(inspect.signature(exercise.answer).parameters)
    try:
        ours = inspect.signature(answer)
    except ValueError:
        return None
    try:
        ours.bind(*names)
    except TypeError:
        text = f"It is called with ({', '.join(names)}), but yours takes {ours}."
        by_name = [p.name for p in ours.parameters.values() if p.kind is p.KEYWORD_ONLY]
        if by_name:
            text += (
                f" What stands behind the `*`, {', '.join(by_name)}, can be given by name only: "
                "take out the `*`."
            )
        return text
    return None


def line(frames: list[FrameSummary]) -> str:
    """The line of the reader's own code that raised."""
    if not frames:
        return "."
    text = linecache.getline(frames[-1].filename, frames[-1].lineno or 0).strip()
    return f", in line {frames[-1].lineno}: `{text}`" if text else f", in line {frames[-1].lineno}."


def described(exercise: Exercise, arguments: tuple) -> str:
    """The input in words: For grad = 2x, x_start = 5."""
    _, *names = inspect.signature(exercise.use).parameters
    if called_as_it_is(exercise):
        names = inspect.signature(exercise.answer).parameters
    pairs = [f"{n} = {brief(v)}" for n, v in zip(names, arguments, strict=False)]
    return f"For {', '.join(pairs)}"


def brief(value: Any, most: int = 60) -> str:
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


def describe(value: Any) -> str:
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


def shapes(value: Any) -> list[tuple[int, ...]]:
    """The shape of each part."""
    return [part.shape for part in value]


def flat(value: Any) -> list[float]:
    """All numbers of all parts, one after the other."""
    return [number for part in value for number in part.ravel().tolist()]


def same(got: Any, right: Any, tolerance: float) -> bool:
    """Whether two outcomes agree; nothing agrees with nothing."""
    if got is None or right is None or isinstance(got, str) or isinstance(right, str):
        return got is not None and isinstance(got, str) and got == right
    flat_both = all(part.ndim < 2 for part in (*got, *right))
    if shapes(got) != shapes(right) and not (flat_both and len(flat(got)) == len(flat(right))):
        return False
    return all(close(a, b, tolerance) for a, b in zip(flat(got), flat(right), strict=True))


def close(a: float, b: float, tolerance: float) -> bool:
    """Whether two numbers agree; what is not finite agrees with its like."""
    if not math.isfinite(b) or not math.isfinite(a):
        return a == b or (a != a and b != b)
    return abs(a - b) <= tolerance * (1 + abs(b))
