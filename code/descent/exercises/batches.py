"""What is wrong with an epoch's batches, for exercise 4.2: a fair shuffle is right in any order."""

from collections import Counter
from collections.abc import Callable
from itertools import islice
from typing import Any

import numpy as np

from descent.exercises.sandbox import Unfit, a_kind
from descent.types import Array

SIZES = [(40, 7), (10, 4), (12, 4), (30, 1), (20, 20), (30, 64)]  # rows of a table, of a batch
SEED = 11

# Each is told by a slip in the chapter's text; of two faults the first in this order is told.
FAULTS = [
    "flat", "floats", "outside", "filled up", "again", "missing", "other sizes", "empty",
    "not shuffled", "inside only", "batches only", "not repeated", "same order", "crooked",
    "dropped", "none at all",
]  # fmt: skip


def first_fault(batches: Callable, n_and_B: list[tuple[int, int]]) -> str:
    """The first thing in FAULTS that is wrong with an epoch of any of these sizes, or "dealt"."""
    epochs = [as_rows(batches(n, B, np.random.default_rng(SEED)), n) for n, B in n_and_B]
    found = [fault(rows, n, B) for rows, (n, B) in zip(epochs, n_and_B, strict=True)]
    if found[0] in (None, "dropped"):
        found.append(fault_of_order(batches, *n_and_B[0]))
    return next((word for word in FAULTS if word in found), "dealt")


def as_rows(dealt: Any, n: int) -> list[Any]:
    """The batches as arrays, a number as None, and an error for what cannot be batches."""
    if dealt is None:
        raise Unfit("Your function returned nothing: is a `return` missing?")
    try:
        first = list(islice(iter(dealt), 2 * n + 2))
    except TypeError:
        got = f"Your function returned {a_kind(dealt)}."
        raise Unfit(f"{got} Asked is a list of arrays, one for each batch.") from None
    return [np.asarray(batch).ravel() if np.ndim(batch) else None for batch in first]


def fault(rows: Any, n: int, B: int) -> str | None:
    """What is wrong with one epoch, whatever its order."""
    if any(batch is None for batch in rows):
        return "flat"
    if any(len(batch) and batch.dtype.kind not in "iu" for batch in rows):
        return "floats"
    if not rows:
        return "none at all"
    sizes = [len(batch) for batch in rows]
    drawn = np.sort(np.concatenate([batch for batch in rows if len(batch)] or [[]]))
    if len(drawn) and not 0 <= drawn[0] <= drawn[-1] < n:
        return "outside"
    if np.array_equal(drawn, np.arange(n)):
        right = [B] * (n // B) + [n % B] * (n % B > 0)
        if sizes == right:
            return None
        if sorted(sizes, reverse=True) == right and all(map(together, rows)):
            return "batches only"
        return "empty" if 0 in sizes else "other sizes"
    times = Counter(drawn.tolist())
    if max(times.values(), default=0) <= 1:
        return "dropped" if sizes == [B] * (n // B) else "missing"
    return "filled up" if set(times) == set(range(n)) and set(sizes) == {B} else "again"


def together(batch: Array) -> bool:
    """Whether its rows lie side by side in the table."""
    return np.ptp(batch) == len(batch) - 1


def fault_of_order(batches: Callable, n: int, B: int) -> str | None:
    """What is wrong with the order, over three epochs of one generator, and one of its twin."""
    rng, twin = np.random.default_rng(SEED), np.random.default_rng(SEED)
    epochs = [as_rows(batches(n, B, source), n) for source in (rng, rng, rng, twin)]
    first, second, third, same = map(np.concatenate, epochs)
    alike = np.array_equal(first, second) and np.array_equal(first, third)
    if alike and np.array_equal(first, np.sort(first)):
        return "not shuffled"
    if not np.array_equal(first, same):
        return "not repeated"
    if alike:
        return "same order"
    if all(together(batch) for epoch in epochs for batch in epoch):
        lowest = [batch.min() for batch in epochs[0]]
        return "inside only" if lowest == sorted(lowest) else "batches only"
    return "crooked" if crooked(batches) else None


def crooked(batches: Callable, n: int = 12, B: int = 3, epochs: int = 2000) -> bool:
    """Whether not all orders are equally likely: which rows meet, and which batch a row is in.

    Both sums are distributed as chi-square, with 54 and (but for a factor 12/11) 33 degrees of
    freedom. A fair shuffle is above the limits less than once in a hundred million times.
    """
    rng, batch_of = np.random.default_rng(SEED), np.empty((epochs, n), int)
    for epoch in batch_of:
        for k, rows in enumerate(batches(n, B, rng)):
            epoch[rows] = k
    one, two = np.triu_indices(n, 1)
    meetings = np.sum(batch_of[:, one] == batch_of[:, two], axis=0)
    places = np.array([np.sum(batch_of == k, axis=0) for k in range(n // B)])
    return unlike(meetings) > 145 or unlike(places) > 115


def unlike(counts: Array) -> float:
    """How far counts are from being all alike: the squares of what is off, in units of the mean."""
    return np.sum((counts - counts.mean()) ** 2) / counts.mean()
