"""Answers to chapters 1 to 5, written from the statements alone, and what they must be told."""

import math
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest

from descent.exercises import check
from descent.exercises.exercise import exercises
from descent.exercises.sandbox import trials


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


def in_base(logarithm):
    def loss(w, X, y):
        p = 1 / (1 + np.exp(-X @ w))
        return -np.mean(y * logarithm(p) + (1 - y) * logarithm(1 - p))

    return loss


def stable(w, X, y):
    z = X @ w
    return np.mean(np.logaddexp(0, z) - y * z)


def integers_kept(f, w, h):
    slopes = []
    for j in range(len(w)):
        ahead, behind = w.copy(), w.copy()
        ahead[j] += h
        behind[j] -= h
        slopes.append((f(ahead) - f(behind)) / (2 * h))
    return slopes


def one_array(grad, x_start, learning_rate, iterations):
    x = np.array(float(x_start))
    path = [x]
    for _ in range(iterations):
        x -= learning_rate * grad(x)
        path.append(x)
    return np.array(path)


def steps_needed(rounded, at_one=lambda: 1):
    def count(kappa, factor):
        if kappa == 1:
            return at_one()
        return rounded(math.log(factor) / math.log((kappa - 1) / (kappa + 1)))

    return count


def shrunk(kappa, factor, enough=lambda left, factor: left <= factor):
    left, t = 1.0, 0
    while not enough(left, factor):
        left, t = left * (kappa - 1) / (kappa + 1), t + 1
    return t


def halving(met, first=1.0):
    def backtracked(f, grad, w, alpha):
        g, alpha = grad(w), first * alpha
        while not met(f(w - alpha * g), f(w) - alpha / 2 * (g @ g)):
            alpha = alpha / 2
        return alpha

    return backtracked


def dealt(order):
    """Batches, cut from what `order(n, rng)` returns."""

    def batches(n, B, rng):
        rows = order(n, rng)
        return [rows[k : k + B] for k in range(0, n, B)]

    return batches


def kept(n, rng, decks={}):  # noqa: B006
    """The order that was drawn at the first call, for ever."""
    return decks.setdefault(n, rng.permutation(n))


def shuffled_on(n, rng, decks={}):  # noqa: B006
    """One deck, shuffled on and on."""
    rng.shuffle(decks.setdefault(n, np.arange(n)))
    return decks[n].copy()


def some_swaps(swaps):
    def order(n, rng):
        rows = np.arange(n)
        for i, j in swaps(n, rng):
            rows[i], rows[j] = rows[j], rows[i]
        return rows

    return order


one_swap = some_swaps(lambda n, rng: [rng.integers(0, n, 2)])
with_any = some_swaps(lambda n, rng: [(i, rng.integers(0, n)) for i in range(n)])
never_itself = some_swaps(lambda n, rng: [(i, rng.integers(0, i)) for i in range(n - 1, 0, -1)])
fisher_yates = some_swaps(lambda n, rng: [(i, rng.integers(0, i + 1)) for i in range(n)])


def two_sorted_halves(n, rng):
    rows = rng.permutation(n)
    return np.concatenate([np.sort(rows[: n // 2]), np.sort(rows[n // 2 :])])


def sorted_batches(n, B, rng):
    return [sorted(batch) for batch in dealt(lambda n, rng: rng.permutation(n))(n, B, rng)]


def drawn(G, B, replace):
    rng, full = np.random.default_rng(0), G.mean(axis=0)
    draws = [G[rng.choice(len(G), B, replace)].mean(axis=0) - full for _ in range(1000)]
    return np.mean(np.sum(np.square(draws), axis=1))


def simulated(alpha, beta, curvature, sigma):
    rng, w, v = np.random.default_rng(0), np.zeros(2000), np.zeros(2000)
    for _ in range(400):
        v = beta * v + curvature * w + sigma * rng.normal(size=w.size)
        w = w - alpha * v
    return w.var()


def rmsprop(divide):
    def step(alpha, beta, eps, w, g, v=0.0):
        v = beta * v + (1 - beta) * g**2
        return w - divide(alpha, g, v, eps), v

    return rule(step)


def eps_in_v(alpha, beta, eps, w, g, v=0.0):
    v = beta * v + (1 - beta) * g**2 + eps
    return w - alpha * g / np.sqrt(v), v


def in_place(alpha, beta):
    def update(w, g, v=0.0):
        v = beta * v + g
        w -= alpha * v
        return w, v

    return update


VALLEY = [-1, -1, 8, 0.111308, 0.035337]
WRONG = [
    ("1.1", [math.log(2), 0.1], "That is the probability which the truth gets among ten"),
    ("1.1", [math.log(2), 1], "In base 10 that would be it"),
    ("1.2", [2, -6, -0.316, 0.949, 2, 0.949, 0.32], "close: give more digits"),
    ("1.2", [2, 6, -0.316, 0.949, 2, 0.949, 0.316], "which sign has the slope along $y$"),
    ("1.3", lambda grad, w, u: grad @ u / np.linalg.norm(u), "`grad` is a function"),
    ("1.4", integers_kept, "only if the same numbers come as decimals"),
    ("1.5", lambda *a: stable(*a) / math.log(10), "you take logarithms to base 10."),
    ("1.5", in_base(np.log10), "to base 10; here"),
    ("1.5", in_base(np.log2), "to base 2, which count bits; here"),
    ("2.1", [0.33, 0.33, -1.8], "Where is the factor $1 - \\alpha\\lambda$ zero?"),
    ("2.1", [0.33, 0.33, -1.8], "Asked is where it leads from $x$."),
    ("2.2", one_array, "the same array again and again"),
    ("2.2", lambda *a: exercises["2.2"].answer(*a)[:, None], "of shape `(iterations + 1, 1)`"),
    ("2.3", lambda mu, L: ((L - mu) / (L + mu), 2 / (mu + L)), "first the step size"),
    ("2.4", steps_needed(math.ceil), "may come out a hair above 3"),
    ("2.4", steps_needed(lambda q: math.floor(q) + 1), "where the quotient is whole"),
    ("2.4", steps_needed(round), "to the nearest whole number"),
    ("2.4", lambda *a: shrunk(*a, lambda left, factor: left < factor), "quotient is whole"),
    ("2.4", lambda k, f: shrunk(k, f) if k > 1 else math.log(f) / math.log(0), "has no logarithm"),
    ("2.4", lambda k, f: shrunk(k, f) if k > 1 else 0, "the first step lands in the minimum"),
    ("2.5", halving(lambda new, most: new < most), "You demand *less than*"),
    ("2.5", halving(lambda new, most: new <= most, first=1 / 2), "before you have looked"),
    ("2.6", [*VALLEY[:4], 0.0372], "Number 5, 0.0372, is too large"),
    ("2.6", [*VALLEY[:4], 0.0336], "Number 5, 0.0336, is too small"),
    ("2.6", [*VALLEY[:4], 0.035], "close: give more digits"),
    ("2.6", [-1, -1, 0, *VALLEY[3:]], "`path[:, np.newaxis]`"),
    ("3.2", rule(alpha_inside), r"$\alpha$ inside of the velocity, as in Keras"),
    ("3.2", lambda a, b: lambda w, g: w - a * g, "A rule must return a tuple"),
    ("3.2", lambda a, b: lambda w, g: None, "got NoneType."),
    ("3.2", lambda a, b: 3.0, "Your function returned a float. Define `update(w, g, v=0.0)`"),
    ("3.2", lambda w, g, v=0.0: (w - g, v), "Your function returned a tuple."),
    ("3.2", in_place, "your function changed an array it was given"),
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
    ("4.1", [0.25, 0.01, 0.0909], "Number 2, 0.01: In the second you divide by 100"),
    ("4.2", dealt(kept), "Is it drawn once, and then kept"),
    ("4.2", dealt(lambda n, rng: np.random.default_rng(1).permutation(n)), "with the same seed"),
    ("4.2", dealt(shuffled_on), "begin with the rows in their own order at each call"),
    ("4.2", dealt(one_swap), "but it is no shuffle"),
    ("4.2", dealt(with_any), "but it is no shuffle"),
    ("4.2", dealt(never_itself), "but it is no shuffle"),
    ("4.2", dealt(two_sorted_halves), "but it is no shuffle"),
    ("4.2", dealt(lambda n, rng: np.roll(np.arange(n), rng.integers(n))), "but it is no shuffle"),
    ("4.3", drawn, "do you draw batches and average?"),
    ("4.4", simulated, "do you let walks run and measure?"),
    ("5.1", [2, 0.1, 2 / math.sqrt(0.1)], "So is there a 2 in it?"),
    ("5.3", rmsprop(lambda a, g, v, eps: a * (g / np.sqrt(v) + eps)), "drifts"),
    ("5.3", rmsprop(lambda a, g, v, eps: a * g / np.sqrt(v) - eps), r"adds $\varepsilon$"),
    ("5.3", rmsprop(lambda a, g, v, eps: a * g / np.sqrt(v) + eps), "is then taken from"),
    ("5.3", rmsprop(lambda a, g, v, eps: a * g / np.sqrt(v + eps)), "inside of the root"),
    ("5.3", rmsprop(lambda a, g, v, eps: a * g / np.sqrt(v + eps**2)), r"$\varepsilon^2$"),
    ("5.3", rule(eps_in_v), "hand it on"),
    ("5.5", lambda w, g, H: w - np.linalg.solve(g, H), "wants the matrix first"),
    ("5.6", [1000, 1, 1, 1.3e-6, 1e-3, 1], "Number 4"),
]


@pytest.mark.parametrize(("number", "answer", "text"), WRONG)
def test_a_wrong_answer_is_told_its_mistake(number, answer, text):
    reply = check(number, answer)
    assert reply.verdict == "wrong"
    assert text in reply.text
    assert "your function raised" not in reply.text


RIGHT = [
    ("2.4", shrunk),
    ("2.6", [-1, -1, 8, 0.111, 0.0353]),
    ("4.2", dealt(fisher_yates)),
    ("4.2", dealt(lambda n, rng: np.argsort(rng.random(n)))),
    ("4.2", dealt(lambda n, rng: rng.choice(n, n, replace=False))),
    ("4.2", sorted_batches),
    ("3.3", lambda a, b, c: abs(np.roots([1, a * c - 1 - b, b])).max()),
]


@pytest.mark.parametrize(("number", "answer"), RIGHT)
def test_a_right_answer_in_another_dress_passes(number, answer):
    assert check(number, answer).passed


CHAPTERS = Path(__file__).parents[2] / "chapters"


@pytest.mark.parametrize(
    "path", sorted(CHAPTERS.glob("0[1-5]_*.ipynb")), ids=lambda path: path.stem
)
def test_the_exercises_bring_the_imports_of_their_solutions(path):
    """Who comes back the next day need not run the chapter first."""
    cells = [cell for cell in nbformat.read(path, 4).cells if "descent.exercises" in cell.source]
    names = {}
    exec(cells[0].source, names)
    mine = [e.solved for e in exercises.values() if e.number[0] == path.stem[1]]
    used = [name for name in ("np", "math") if re.search(rf"\b{name}\.", "".join(mine))]
    assert used
    assert {*used, "check", "hint", "solution"} <= names.keys()
    assert all(e.minutes and e.section for e in exercises.values() if e.number[0] == path.stem[1])


EARLY = [e for e in exercises.values() if e.number[0] in "12345" and callable(e.answer)]
RAISE = {  # where the error itself is what the reader is told about
    "`square < 0` => `False`",
    "`math.sqrt(beta)` => `half + cmath.sqrt(square)`",
    "`math.sqrt(beta)` => `np.roots([1, -2 * half, beta]).max()`",
    "`np.sum(g * v)` => `g @ v`",
    "`kappa == 1` => `False`, `math.log1p(-2 / (kappa + 1))` => `math.log(rho)`",
    "`grad(w)` => `grad`",
    "`(g @ g)` => `g**2`",
    "`np.sum(g * v)` => `g * v`",
    "`(n - B) / (n - 1)` => `(n - 1) / (n - B)`",
    "`(hessian, gradient)` => `(gradient, hessian)`",
}


def test_a_known_mistake_raises_only_where_it_is_meant_to():
    slips = [(e, slip) for e in EARLY for slip in e.slips]
    ends = [(slip.name, trials(e.use, slip.answer, e.arguments)[-1]) for e, slip in slips]
    assert {name for name, last in ends if last.error} == RAISE
