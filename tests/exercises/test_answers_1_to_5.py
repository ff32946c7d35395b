"""Answers to chapters 1 to 5, written from the statements alone, and what they must be told."""

import math

import numpy as np
import pytest

from descent.exercises import check
from descent.exercises.exercise import exercises, value
from descent.exercises.trial import trials


def rule(step):
    """A factory of rules, from their step."""
    return lambda *settings: lambda w, g, *state: step(*settings, w, g, *state)


def alpha_inside(alpha, beta, w, g, v=0.0):
    v = beta * v + alpha * g
    return w - v, v


def without_default(alpha, beta):
    def update(w, g, v):
        v = beta * v + g
        return w - alpha * v, v

    return update


def restart(up, alpha_inside=False):
    """Momentum that lets go where `up(g, v)` is true."""

    def step(alpha, beta, w, g, v=0.0):
        inside, outside = (alpha, 1) if alpha_inside else (1, alpha)
        v = beta * (0.0 if up(g, v) else v) + inside * g
        return w - outside * v, v

    return rule(step)


def roots(alpha, beta, curvature):
    p = 1 + beta - alpha * curvature
    return p, p**2 - 4 * beta


def larger(alpha, beta, curvature, root=math.sqrt, half=2):
    p, inside = roots(alpha, beta, curvature)
    return max(abs(p + root(inside)), abs(p - root(inside))) / half


def without_start(grad, x_start, alpha, beta, steps):
    x, v, path = np.array(x_start, float), 0.0, []
    for _ in range(steps):
        v = beta * v - alpha * grad(x + beta * v)
        x = x + v
        path.append(x)
    return np.array(path)


WRONG = [
    ("3.2", rule(alpha_inside), r"$\alpha$ inside of the velocity, as in Keras"),
    ("3.2", lambda a, b: lambda w, g: w - a * g, "A rule must return a tuple"),
    ("3.2", lambda a, b: lambda w, g: None, "got NoneType."),
    ("3.2", lambda a, b: 3.0, "Your function returned a float. Define `update(w, g, v=0.0)`"),
    ("3.2", lambda w, g, v=0.0: (w - g, v), "Your function returned a tuple."),
    ("3.2", without_default, "Your rule cannot be called as `update(w, g, v=0.0)`"),
    ("3.2", rule(lambda a, b, w, g: (np.zeros(2), 0.0)), "The new weights must have the shape"),
    ("3.3", larger, "which `math.sqrt` refuses"),
    ("3.3", lambda *a: roots(*a)[0] / 2 + roots(*a)[1] ** 0.5 / 2, "is a complex number"),
    ("3.3", lambda a, b, c: max(np.roots([1, a * c - 1 - b, b])), "`np.roots` gives the roots"),
    ("3.3", lambda *a: larger(*a, root=lambda x: x**0.5, half=1), "are all twice too large"),
    ("3.5", without_start, "The start is missing"),
    ("3.6", restart(lambda g, v: g @ v < 0), "`@` wants two arrays"),
    ("3.6", restart(lambda g, v: v @ g < 0), "`@` wants two arrays"),
    ("3.6", restart(lambda g, v: np.dot(g, v) < 0), "one for each coordinate"),
    ("3.6", restart(lambda g, v: np.sum(g * v) <= 0), "the ball should roll on"),
    ("3.6", restart(lambda g, v: np.sum(g * v) < 0, alpha_inside=True), "inside of the velocity"),
]


@pytest.mark.parametrize(("number", "answer", "text"), WRONG)
def test_a_wrong_answer_is_told_its_mistake(number, answer, text):
    reply = check(number, answer)
    assert reply.verdict == "wrong"
    assert text in reply.text
    assert "your function raised" not in reply.text


EARLY = [e for e in exercises.values() if e.number[0] in "12345" and callable(e.answer)]
RAISE = {  # where the error itself is what the reader is told about
    "square_root_of_a_negative",
    "complex_root",
    "complex_root_of_numpy",
    "product_with_a_number",
    "not_summed",
}


def test_a_known_mistake_raises_only_where_it_is_meant_to():
    mistakes = [(e, value(wrong)) for e in EARLY for wrong in (*e.conventions, *e.mistakes)]
    ends = [(wrong, trials(e.use, wrong, e.arguments)[-1]) for e, wrong in mistakes]
    assert {wrong.__name__ for wrong, last in ends if last.error} == RAISE
