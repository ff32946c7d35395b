"""Answers to exercises, right and wrong in many ways, and expressions to be read as numbers.

All are drawn with a seed of their own, so they are the same in every run.
"""

import math
import random
from contextlib import suppress
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal

import numpy as np

from descent.exercises.exercise import Exercise
from descent.exercises.texts import Slip
from descent.exercises.usual import NUMBERS

HUGE = [1e300, -1e300, 1e16, 1.5e20, -1e22, 123456789.0, 1e-300, 5e-324, -0.0]
TIES = [1000.125, 2.5, 0.5, 123456.5, 123455.5, 999999.5, 0.0001, 0.00001, 100000.0, 1e6]
MOST = 300  # of those that are much alike
NOT_FINITE = [math.nan, math.inf, -math.inf]


def answers(exercise):
    """All answers to an exercise: lists of numbers, or words, and None for what is left open."""
    if isinstance(exercise.answer, str):
        return words(exercise)
    draw = random.Random(exercise.number)
    right = flat(exercise.answer)
    slips = [slip for slip in map(flat, (s.answer for s in exercise.slips)) if slip]
    found = [right, [], right[:-1], [*right, 1.0], [1.0], [None] * len(right), *slips]
    found += alike(draw, right) + combined(draw, right, slips)
    others = [numbers for answer in (right, *slips) for numbers in nearby(exercise, answer)]
    for special in (0.0, 1.0, -1.0, None, *NOT_FINITE, *HUGE, *TIES):
        for answer in (right, *slips):
            others += [replaced(answer, k, special) for k in range(len(answer))]
        others.append([special] * len(right))
    others += [[draw.uniform(-10, 10) for _ in right] for _ in range(20)]
    found += draw.sample(others, min(len(others), MOST))
    return [[None if x is None else float(x) for x in answer] for answer in found]


def flat(answer):
    return np.ravel(np.asarray(answer, float)).tolist()


def replaced(numbers, k, number):
    return [*numbers[:k], number, *numbers[k + 1 :]]


def alike(draw, right):
    """The right numbers, as somebody might write them who is nearly right."""
    found = [[-x for x in right], [1 / x if x else x for x in right], right[::-1]]
    found += [draw.sample(right, len(right)) for _ in range(5)]
    found += [[in_bits(x, bits) for x in right] for bits in (11, 12, 13, 23, 24, 25, 26)]
    for change in (*NUMBERS.values(), lambda x: -1 / x, lambda x: x + 2, lambda x: 4 * x):
        for k, x in enumerate(right):
            with suppress(ArithmeticError, ValueError):
                found.append(replaced(right, k, change(x)))
                found.append(replaced(right, k, shorter(change(x), 4, ROUND_HALF_UP)))
    for digits in range(1, 9):
        for way in (ROUND_DOWN, ROUND_HALF_UP, ROUND_HALF_EVEN):
            found.append([shorter(x, digits, way) for x in right])
            found += [replaced(right, k, shorter(x, digits, way)) for k, x in enumerate(right)]
    return found


def in_bits(x, bits):
    """The nearest number that has so many bits."""
    if not math.isfinite(x):
        return x
    mantissa, exponent = math.frexp(x)
    return math.ldexp(round(math.ldexp(mantissa, bits)), exponent - bits)


def shorter(x, digits, way):
    return float(Context(prec=digits, rounding=way).create_decimal(Decimal(x)))


def nearby(exercise, numbers):
    """A little off, each number by itself and all of them, also in 32 bits."""
    for factor in (0.5, 0.999, 1.001, 2, -0.5, -2, 30, -30):
        moved = [x + factor * exercise.tolerance * (1 + abs(x)) for x in numbers]
        yield moved
        yield [in_bits(x, 24) for x in moved]
        for k, x in enumerate(moved):
            yield replaced(numbers, k, x)
            yield replaced(numbers, k, in_bits(x, 24))
    for share in (1e-6, 3e-6, 1e-5, 0.01, 0.0299, 0.0301, 0.09, 0.5, -0.01, -0.0301):
        for k, x in enumerate(numbers):
            yield replaced(numbers, k, x * (1 + share))
            yield replaced(numbers, k, in_bits(x * (1 + share), 24))


def combined(draw, right, slips):
    """Numbers of mistakes in single places, of two in different places, and of many."""
    found = []
    fitting = [slip for slip in slips if len(slip) == len(right)]
    for slip in fitting:
        for k, x in enumerate(slip):
            found += [replaced(right, k, x), replaced([x + 1.5 for x in right], k, x)]
        for other in fitting:
            for k, x in enumerate(slip):
                found.append(replaced(other, k, x))
            found.append([y if y != r else x for x, y, r in zip(slip, other, right, strict=True)])
    for _ in range(100 if fitting else 0):
        places = zip(right, right, *fitting, strict=True)
        found.append([draw.choice([*each, draw.gauss(0, 3)]) for each in places])
    return found


def words(exercise):
    """The words in several dress, and some that are none of them."""
    found = [None, "", " ", "()", "none", "constructor", "__proto__", "toString", "1", "ab", "a b"]
    found += ["x" * 59, "x" * 60, "x" * 61, "é" * 70, "🏔" * 60, "🏔" * 61, "«no»", "a\nb", '"a"']
    for word in exercise.choices:
        dresses = "{}", "({})", " {} ", "{}.", "({}).", "( {} )", "..{}..", "{}!", "[{}]", "\t{}"
        found += [dress.format(word) for dress in dresses]
        found += [
            word.upper(),
            word.title(),
            f"({word.upper()})",
            word + word,
            word[:-1],
            "x" + word,
        ]
    return found


PRAISING = [
    "Two are right. you left the third.",
    "(1) is right, and (2) is not.",
    "The best $h$ is right, both times: and the rest?",
    "The sum is right: where is the mean?",
    "élan is right, and this is about a letter that is not ASCII.",
    "This is right and stays, for want of a comma.",
    "(3) says itself which number it is about.",
]


def made_up():
    """Exercises for what none of the book's has: one number, other lengths, sizes of all kinds."""
    draw = random.Random(5)
    lone = [
        1 / 3,
        34.6,
        35,
        -0.125,
        2.5,
        1e22,
        1.5e20,
        3.456789e16,
        123456.5,
        12345678.5,
        1e-7,
        3e-300,
        1e300,
    ]
    lone += [draw.uniform(-1, 1) * 10 ** draw.randrange(-9, 20) for _ in range(12)]
    lone += [math.nan, math.inf, -math.inf, 0.0, math.nextafter(1e16, 0), 1e16]
    for k, number in enumerate(lone):
        mistakes = (
            Slip(-2 * number, "The sign?"),
            Slip([number, 1], "Only one number is asked for."),
        )
        yield exercise(f"0.{k}", number, mistakes, tolerance=10.0 ** -draw.randrange(3, 13))
    for k, text in enumerate(PRAISING):
        mistakes = Slip([1, 2, 4], text), Slip([0.5, 0.25, 3], text), Slip([7, 9], "In pairs.")
        yield exercise(f"00.{k}", [1, 2, 3], mistakes, section="Somewhere")
    long = [draw.gauss(0, 1) for _ in range(12)]
    mistakes = Slip([x + 1 for x in long], "All are one too many."), Slip(long[::-1], "Backwards.")
    yield exercise("000.1", long, mistakes, minutes=1)
    yield exercise("000.2", [math.inf, -math.inf, math.nan, 0], (Slip([0, 0, 0, 0], "Zero?"),))
    yield exercise("000.3", [1, 2], ())
    near = [0.5 + 2.0**-places + 1e-6 for places in (11, 12, 13)]
    yield exercise("000.4", near, ())
    mistakes = [
        Slip([7, *rest], f"The first, and {sum(rest)}.") for rest in ([2, 3], [8, 3], [8, 9])
    ]
    yield exercise("000.5", [1, 2, 3], tuple(mistakes))


def exercise(number, answer, mistakes, **fields):
    fields = {"passed": "Yes.", "tolerance": 1e-9, **fields}
    texts = {"title": "Made up", "hints": ("A hint.",), "solution": "None."}
    return Exercise(number, answer=answer, mistakes=mistakes, **texts, **fields)


def expressions(count=2000):
    """Expressions in Python, by a seed."""
    draw = random.Random(11)
    return [expression(draw, draw.randrange(5)) for _ in range(count)]


def expression(draw, depth):
    if depth == 0:
        return atom(draw)
    left, right = (expression(draw, draw.randrange(depth)) for _ in range(2))
    space = draw.choice(["", " "])
    kind = draw.randrange(8)
    if kind < 4:
        return f"{left}{space}{'+-*/'[kind]}{space}{right}"
    if kind == 4:
        return f"{left}{space}**{space}{draw.choice(['2', '-1', '0.5', '3', '(1/3)', '-2**-1'])}"
    if kind == 5:
        return f"{draw.choice(['-', '+', '--'])}{left}"
    if kind == 6:
        return f"({left})"
    name = draw.choice(["sqrt", "exp", "log", "log2", "log10", "abs", "np.sqrt", "math.exp"])
    return f"{name}({space}{left}{space})"


def atom(draw):
    number = draw.choice([draw.randrange(20), draw.uniform(0, 10), 10 ** draw.uniform(-9, 9)])
    forms = [repr(number), f"{number:.3e}", f"{number:.2f}", f"{number:.1E}", f"{number:.0f}."]
    return draw.choice([*forms, ".5", "pi", "e", "np.pi", "math.e"])


def evaluated(text):
    """Its value by Python, or None if that has no finite one among the real numbers."""
    functions = {name: getattr(math, name) for name in ("sqrt", "exp", "log", "log2", "log10")}
    names = {**functions, "abs": math.fabs, "pi": math.pi, "e": math.e, "math": math, "np": math}
    try:
        value = eval(text, {"__builtins__": {}}, names)
    except (ArithmeticError, ValueError, TypeError):  # the last of a complex number
        return None
    return None if isinstance(value, complex) or not math.isfinite(value) else float(value)
