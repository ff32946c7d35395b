"""Answers to chapters 6 to 9: right ones in other dress, and wrong ones with what they are told."""

import inspect
import math
import re
import textwrap
from pathlib import Path

import numpy as np
import pytest

from descent.exercises import check
from descent.exercises.exercise import exercises

CHANGED = Path(__file__).with_name("changed_solutions_6_to_9.txt")


def changes():
    """(exercise, change, words of what is told), as they stand in the file."""
    found, number = [], ""
    for line in CHANGED.read_text(encoding="utf-8").splitlines()[4:]:
        if line.startswith(" "):
            found.append((number, *line.strip().split(" :: ")))
        else:
            number = line or number
    return found


def edited(number, change):
    """The solution's function with parts of its source replaced ;; § is a new line."""
    answer = exercises[number].answer
    source = textwrap.dedent(inspect.getsource(answer))
    for part in change.split(" ;; "):
        old, new = part.split(" => ")
        assert old in source, f"{number} has no {old!r}"
        source = source.replace(old, new.replace("§", "\n"))
    space = dict(answer.__globals__)
    exec(compile(source, f"<an answer to {number}>", "exec"), space)
    return space[answer.__name__]


@pytest.mark.parametrize(("number", "change", "told"), changes())
def test_what_a_changed_solution_is_told(number, change, told):
    reply = check(number, edited(number, change))
    assert reply.verdict == "wrong"
    assert told in reply.text


def velocity_like(alpha, beta1, beta2, eps):
    def update(w, g, t=0, m=0.0, v=0.0):
        m, v, t = m + (1 - beta1) * (g - m), v + (1 - beta2) * (g * g - v), t + 1
        rate = alpha / (1 - beta1**t)
        return w - rate * m / (np.sqrt(v / (1 - beta2**t)) + eps), t, m, v

    return update


class Adam:
    def __init__(self, *settings):
        self.alpha, self.beta1, self.beta2, self.eps = settings

    def __call__(self, w, g, t=0, m=0.0, v=0.0):
        one, two = self.beta1, self.beta2
        t, m, v = t + 1, np.add(one * m, (1 - one) * g), np.add(two * v, (1 - two) * np.square(g))
        root = (v / (1 - two**t)) ** 0.5
        return w - self.alpha * (m / (1 - one**t)) / (root + self.eps), t, m, v


def adamw_in_two_lines(alpha, beta1, beta2, eps, decay):
    adam = Adam(alpha, beta1, beta2, eps)

    def update(w, g, *state):
        shrunk = (1 - alpha * decay) * w
        new, *state = adam(w, g, *state)
        return shrunk + (new - w), *state

    return update


def by_recursion(beta, t):
    return [beta * k for k in by_recursion(beta, t - 1)] + [1 - beta] if t else []


def as_weighted_means(g, beta):
    ages = np.subtract.outer(np.arange(len(g)), np.arange(len(g)))
    share = np.where(ages >= 0, float(beta) ** np.maximum(ages, 0), 0.0)
    return share @ g / share.sum(axis=1)


def longest_by_hand(beta1, beta2):
    return (1 - beta1) / (1 - beta2) ** 0.5 / (1 - beta1**2 / beta2) ** 0.5


def clip_by_the_largest(g, max_norm):
    largest = np.abs(g).max(axis=-1, keepdims=True).astype(float)
    unit = np.where(largest > 0, largest, 1)
    norm = unit * np.sqrt(np.sum((g / unit) ** 2, axis=-1, keepdims=True))
    return np.where(norm > max_norm, g / unit * (max_norm / (norm / unit)), g)


def rare_in_arrays(amsgrad, large, beta2, steps):
    path, m, v, top = np.zeros(steps + 1), 0.0, 0.0, 0.0
    for k in range(steps):
        g = -10 if k % 101 else large
        m, v = 0.9 * m + 0.1 * g, beta2 * v + (1 - beta2) * g**2
        top = max(top, v) if amsgrad else v
        path[k + 1] = np.clip(path[k] - 0.5 * (k + 1) ** -0.5 * m / top**0.5, -1, 1)
    return path


def forward_unit_by_unit(w, X, hidden):
    d = X.shape[1]
    last = w[(d + 1) * hidden :]
    z = [X @ w[u : d * hidden : hidden] + w[d * hidden + u] for u in range(hidden)]
    return sum(last[u] * np.where(z[u] > 0, z[u], 0) for u in range(hidden)) + last[-1]


def backward_by_einsum(W, a, delta):
    below = np.einsum("iu,ju->ij", delta, W)
    below[a == 0] = 0
    return [np.einsum("ij,iu->ju", a, delta), np.ones(len(a)) @ delta, below]


def trained_by_splitting(grad, rule, X, y, w, B, epochs, rng):
    yield w
    state = []
    for _ in range(epochs):
        order = rng.permutation(len(y))
        for rows in np.split(order, range(B, len(y), B)):
            w, *state = rule(w, grad(w, X[rows], y[rows]), *state)
        yield w


def standardized_column_by_column(train, test):
    out = np.array(train, float), np.array(test, float)
    for j in range(train.shape[1]):
        spread = train[:, j].std() if len(set(train[:, j])) > 1 else 1
        for part in out:
            part[:, j] = (part[:, j] - train[:, j].mean()) / spread
    return out


def stop_with_a_counter(losses, patience):
    best, wait = 0, 0
    for k in range(1, len(losses)):
        wait += 1
        if losses[k] < losses[best]:
            best, wait = k, 0
        if wait == patience:
            break
    return best


def sharpness_by_quotient(times_H, v, rounds):
    for k in range(rounds):
        v = (times_H(v) if k else v) / 1.0
        v = v / np.linalg.norm(v)
    return float(np.dot(v, times_H(v)))


def tuned_in_a_loop(validation, test):
    found = []
    for seen, column in zip(validation.T, test.T, strict=True):
        rows = [k for k in range(len(seen)) if math.isfinite(seen[k])]
        found.append(column[min(rows, key=lambda k: seen[k])])
    return found


def interval_by_quantile(a, b, rng, resamples):
    d, n = np.subtract(a, b), len(a)
    means = np.take(d, rng.integers(0, n, (resamples, n))).sum(1) / n
    return np.quantile(means, [0.025, 0.975])


def decades_by_walls(curve, alphas):
    with np.errstate(invalid="ignore"):
        good = curve <= 1.2 * np.nanmin(curve)
    best = np.nanargmin(curve)
    walls = [-1, *np.flatnonzero(~good), len(curve)]
    low, high = max(k for k in walls if k < best) + 1, min(k for k in walls if k > best) - 1
    return math.log10(alphas[high]) - math.log10(alphas[low])


def study_method_by_method(X, y, methods, alphas, seeds, loss):
    from descent.data import split

    table = {}
    for name, fit in methods.items():
        rows = np.empty((len(seeds), 2))
        for k, seed in enumerate(seeds):
            train, validation, test = split(X, y, seed)
            best = (math.inf, None, None)
            for alpha in alphas:
                w = fit(alpha, train, seed)
                seen = loss(w, validation)
                best = (seen, alpha, w) if seen < best[0] else best
            rows[k] = best[1], loss(best[2], test)
        table[name] = rows
    return table


RIGHT = [
    ("6.2", by_recursion),
    ("6.3", velocity_like),
    ("6.3", Adam),
    ("6.5", longest_by_hand),
    ("6.6", as_weighted_means),
    ("7.2", lambda eps, beta2, t: (eps**2 / (1 - beta2**t)) ** 0.5),
    ("7.3", adamw_in_two_lines),
    ("7.5", clip_by_the_largest),
    ("7.7", rare_in_arrays),
    ("8.2", forward_unit_by_unit),
    ("8.3", backward_by_einsum),
    ("8.4", trained_by_splitting),
    ("8.5", standardized_column_by_column),
    ("8.6", stop_with_a_counter),
    ("8.8", sharpness_by_quotient),
    ("9.2", tuned_in_a_loop),
    ("9.3", interval_by_quantile),
    ("9.4", decades_by_walls),
    ("9.7", study_method_by_method),
]


NUMBERS = [
    ("6.1", [3.16, 0.1, -1], ["(2) $0.1", "(3) The size is right", "Right: number 1."]),
    ("6.1", [3.16, 10, 250], ["(3) The correction undoes"]),
    ("6.4", [0.9, 0.8, 0.7], ["you took all steps to be"]),
    ("6.4", [0.9, 0.800412, 0.7016], ["close: give more digits"]),
    ("6.8", [12, 1750, 1.2576], ["(1) 12 is the step", "(2) Nearly", "Right: number 3."]),
    ("7.1", [3, 0.99, 1], ["(1) Which is your third", "(2) $1 -", "(3) Keras"]),
    ("7.6", [0.5, 99, 1, 1, 0], ["(3) On paper", "(4) On paper", "(5) Nothing", "number 2."]),
    ("8.1", [320, 10, 21, 0.6931], ["(1) One is missing", "(2) Ten batches are full"]),
    ("8.7", [1, 0.66, 11, 33, 1], ["Number 2, 0.66, is close"]),
    ("8.7", [0, 0.6587, 10, 33, 33], ["(1) Nearly none", "(3) One is missing", "(5) The slope"]),
    ("9.1", [300, 30, 10_560, 2, 10], ["(1) Ten full batches", "(3) 32 rows in each step?"]),
    ("9.6", [0.9297, 34, 70, 1.6974, 1533], ["(2) With 34", "(3) With 70"]),
    ("9.6", [0.9297, 35, 71, 1.6974, 1532.8184], ["(5) There are no parts of a row"]),
]


@pytest.mark.parametrize(("number", "answer", "told"), NUMBERS)
def test_what_numbers_are_told(number, answer, told):
    reply = check(number, answer)
    assert reply.verdict == "wrong"
    assert [words for words in told if words not in reply.text] == []


LATE = [exercise for number, exercise in exercises.items() if number[0] in "6789"]


@pytest.mark.parametrize("exercise", LATE, ids=lambda exercise: exercise.number)
def test_what_a_praise_asks_is_answered_in_the_solution(exercise):
    sentences = re.split(r"(?<=[.?!:])\s+(?=[A-Z])", exercise.passed.replace("*", ""))
    question = " ".join(sentence for sentence in sentences if sentence.endswith("?"))
    assert f"*{question}* " in " ".join(exercise.solved.split()) or not question


@pytest.mark.parametrize("exercise", LATE, ids=lambda exercise: exercise.number)
def test_each_has_a_time_and_a_heading(exercise):
    assert exercise.minutes
    assert exercise.section


@pytest.mark.parametrize(("number", "answer"), RIGHT)
def test_right_answers_in_other_dress_pass(number, answer):
    reply = check(number, answer)
    assert reply.passed, reply.text


@pytest.mark.parametrize(
    ("number", "change", "place"),
    [
        ("8.4", "grad(w, X[rows] => 2 * grad(w, X[rows]", "weight 1 after epoch 1 is"),
        ("9.7", "fit(alpha, train, seed) => fit(2 * alpha, train, seed)", "of 'SGD', the "),
        ("6.3", "alpha * m_hat => 2 * alpha * m_hat", "weight 1 after step 1 is"),
    ],
)
def test_where_a_number_stands_is_told_in_words(number, change, place):
    assert f", {place}" in check(number, edited(number, change)).text


def test_an_early_hill_of_8_8_has_its_number():
    def times_H(v):
        return np.array([5.0, 2.0, 1.0]) * v

    found = exercises["8.8"].answer(times_H, np.ones(3), rounds=2)
    assert np.isclose(found, (5**3 + 2**3 + 1) / (5**2 + 2**2 + 1))
    assert np.isclose(found, 4.4667, atol=1e-4)


def in_place(alpha, beta1, beta2, eps):
    """Adam with averages that are written into."""

    def update(w, g, t=0, m=None, v=None):
        t, m, v = t + 1, np.zeros_like(w) if m is None else m, np.zeros_like(w) if v is None else v
        m += (1 - beta1) * (g - m)
        v += (1 - beta2) * (g**2 - v)
        return w - alpha * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), t, m, v

    return update


def clipped_in_place(g, max_norm):
    g /= np.maximum(np.hypot.reduce(g, axis=-1, keepdims=True) / max_norm, 1)
    return g


def test_what_is_changed_in_place_is_told():
    assert "changed an array it was given" in check("6.3", in_place).text

    def backward_in_place(W, a, delta):
        right = exercises["8.3"].answer(W, a, delta)
        delta *= 2
        return right

    assert "changed an array it was given" in check("8.3", backward_in_place).text
    assert "You write into `g` itself" in check("7.5", clipped_in_place).text
