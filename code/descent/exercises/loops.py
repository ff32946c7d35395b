"""How loops of the reader's own, to train and to study, are tried: by the rows they ask for."""

import math
from collections.abc import Callable
from functools import wraps
from itertools import islice
from typing import Any

import numpy as np
from numpy.random import Generator

from descent.activations import sigmoid
from descent.data import split
from descent.exercises.exercise import named
from descent.exercises.judge import brief, same
from descent.exercises.sandbox import Unfit, a_kind, numbers
from descent.experiments.comparison import study_of
from descent.optimizers import adam, gd, momentum
from descent.types import Array, Rule


class Fault(Exception):
    """A mistake that shows in what a loop asks for; who makes it is told what its slip is told."""


def trained_by(
    answer: Callable,
    grad: Callable,
    rule: Rule,
    X: Array,
    y: Array,
    w: Array,
    B: int,
    epochs: int,
    seed: int,
) -> Any:
    """The walk, unless rows are drawn more than once, or in an order that is not from `rng`."""
    seen, table = [], X.copy()

    @wraps(grad)
    def slope(w, X, y):
        if isinstance(w, tuple):
            raise Unfit(
                "The weights are a tuple when `grad` gets them: a rule returns weights *and* "
                "state, `w, *state = rule(w, g, *state)`."
            )
        seen.append(found_in(table, X))
        return grad(w, X, y)

    def walk(X, y, rng):
        path = answer(slope, rule, X, y, w, B, epochs, rng)
        return list(islice(path, epochs + 2)) if hasattr(path, "__next__") else path

    rng, copies = np.random.default_rng(seed), (X.copy(), y.copy())
    unused = rng.bit_generator.state
    path, batches = walk(X, y, rng), list(seen)
    fault = fault_of(batches, len(table), B, epochs, seed)
    if path is None or path is ... or not fault:
        return path
    if fault == "own order":
        if rng.bit_generator.state != unused:
            return path
        again = same(numbers(path), numbers(walk(*copies, rng)), 1e-9)
        fault = "own order, repeated" if again else "own order, each time another"
    raise Fault(fault)


def found_in(table: Array, X: Array) -> Array:
    """The row numbers of what a slope was asked for, as far as they are rows of the table."""
    X = np.asarray(X)
    alike = X.shape[1:] == table.shape[1:]
    return np.nonzero((table == X[:, None]).all(axis=2))[1] if alike else np.array([], int)


def fault_of(batches: list[Array], n: int, B: int, epochs: int, seed: int) -> str:
    """The mistake behind batches of row numbers, where there are as many as there should be."""
    sizes = [min(B, n - k) for k in range(0, n, B)]
    pairs = zip(batches, sizes * epochs, strict=False)
    if len(batches) != len(sizes) * epochs or any(len(rows) not in (B, k) for rows, k in pairs):
        return ""
    rounds = [
        np.concatenate(batches[k : k + len(sizes)]) for k in range(0, len(batches), len(sizes))
    ]
    if any(map(twice, batches)):
        return "rows twice in a batch"
    if any(map(twice, rounds)):
        return "rows twice in an epoch"
    rng = np.random.default_rng(seed)
    known = [np.arange(n)] * epochs, [rng.permutation(n) for _ in range(epochs)]
    return "" if any(np.array_equal(rounds, orders) for orders in known) else "own order"


def twice(rows: Any) -> bool:
    """Whether a row comes more than once."""
    return len(set(rows.tolist())) < len(rows)


def after_epoch(value: Any, k: int) -> str:
    """Where number k of a walk stands: which weight, after which epoch."""
    epoch, weight = np.unravel_index(k, value[0].shape)
    return f"weight {weight + 1} after epoch {epoch}"


LINE = named("slope of a line's squared error", lambda w, X, y: X.T @ (X @ w - y) / len(y))
CURVE = named("slope of the log loss", lambda w, X, y: X.T @ (sigmoid(X @ w) - y) / len(y))


def small_tables(rng: Generator) -> list[tuple]:
    """Slopes, rules and rows for `trained_by`."""

    def table(rows, d):
        X, y = rng.normal(size=(rows, d)), rng.integers(0, 2, rows).astype(float)
        return X, y, rng.normal(size=d)

    inert, quick = named("momentum", momentum(0.3, 0.8)), named("adam", adam(0.2, 0.8, 0.9, 1e-8))
    return [
        (LINE, inert, *table(7, 2), 3, 3, 11),
        (CURVE, quick, *table(10, 3), 4, 2, 12),
        (LINE, named("gd", gd(0.5)), *table(8, 2), 3, 2, 13),
        (CURVE, inert, *table(5, 2), 64, 3, 14),
        (LINE, quick, *table(6, 2), 3, 2, 15),  # 3 divides 6
    ]


TINY = ("SGD", "Adam", "mine")
MIX = np.array([12.9, 78.2, 39.5, 93.9])


def studied_by(answer: Callable, X: Array, y: Array, alphas: Any, seeds: Any) -> Any:
    """The table, an array for each method, unless it took more looks at test rows than needed."""
    right, once = tabled(study_of, X, y, alphas, seeds)
    table, looks = tabled(answer, X, y, alphas, seeds)
    if table is not None and looks > once and same(numbers(table), right, 1e-9):
        raise Fault("all seen" if looks == once * len(alphas) else "seen again")
    return table


def tabled(answer: Callable, X: Array, y: Array, alphas: Any, seeds: Any) -> tuple[Any, int]:
    """What is in the table for each method, and how often test rows were looked at."""
    tests, looks = {fingerprint(split(X, y, seed)[2]) for seed in seeds}, []

    def loss(w, rows):
        seen = fingerprint(rows)
        looks.append(seen in tests)
        if np.shape(w) != (4,):
            raise Unfit(
                "`loss(w, rows)` takes the weights of one run, as `fit` returned them, and one "
                "part of the split."
            )
        failed = not np.isfinite(w).all()
        return np.nan if failed else round(5 + 4 * math.sin(MIX @ w + seen)) / 4  # some are equal

    table = answer(X, y, tiny_methods(alphas), alphas, seeds, loss)
    if table is None or table is ...:
        return None, 0
    if not isinstance(table, dict) or list(table) != list(TINY):
        got = list(table) if isinstance(table, dict) else a_kind(table)
        raise Unfit(
            "Asked is a dictionary with the names of `methods`, in their order; yours returned "
            f"{got}."
        )
    arrays = tuple(np.asarray(rows, float) for rows in table.values())
    for name, rows in zip(TINY, arrays, strict=True):
        if rows.shape != (len(seeds), 2):
            raise Unfit(
                f"Of {name!r} your function gave shape {rows.shape}, not ({len(seeds)}, 2): for "
                "each seed one row, with the step size and the test loss."
            )
    return arrays, sum(looks)


def tiny_methods(alphas: Any) -> dict[str, Callable]:
    """Methods whose "weights" only tell what they were trained with; some diverge."""

    def method(k):
        def fit(alpha, train, seed):
            failed = np.nan if k != 1 and alpha == alphas[k % len(alphas)] else 0.0
            return np.array([k, math.log(alpha), seed, fingerprint(train)]) + failed

        fit.__qualname__ = f"methods[{TINY[k]!r}]"  # what an error calls it
        return fit

    return {name: method(k) for k, name in enumerate(TINY)}


def fingerprint(rows: Any) -> float:
    """A number by which one part of a split is known again."""
    if not isinstance(rows, tuple | list) or len(rows) != 2:
        raise Unfit(
            "`fit` and `loss` take one part of the split, a pair of rows and answers; yours hands "
            f"them {brief(rows)}."
        )
    X, y = rows
    return 100 * X[:, 0] @ np.arange(1, len(X) + 1) + y @ np.arange(len(y))


def in_the_table(value: Any, k: int) -> str:
    """Where number k of a study stands: of which method, what, in which row."""
    method, (row, column) = k // value[0].size, np.unravel_index(k % value[0].size, value[0].shape)
    return f"of {TINY[method]!r}, the {('step size', 'test loss')[column]} in row {row + 1}"


def tiny_tables(rng: Generator) -> list[tuple]:
    """Rows, step sizes and seeds for `studied_by`."""

    def table(rows):
        return rng.normal(size=(rows, 2)).round(3), rng.integers(0, 2, rows)

    return [
        (*table(10), [0.01, 0.1, 1.0], [0]),
        (*table(10), [0.003, 0.03, 0.3, 3.0], [7, 2, 9]),
    ]
