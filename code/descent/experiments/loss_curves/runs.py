"""Runs of the 8-32-1 network, as a log would show them: a training and a validation loss.

Four ways to keep such a log, because what a curve can tell depends on it:

    by_epoch(rule, train, validation)    both losses after each epoch, with the same weights
    as_logged(rule, train, validation)   training loss as a mean over the epoch, as Keras has it
    by_step(rule, train, validation)     both losses after each step
    by_batch(rule, train, validation)    training loss of the batch that each step takes
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

import numpy as np

from descent.data import load_tumors, split
from descent.network import Network, batches
from descent.training import losses, training
from descent.types import Array, ArrayLike, Rows, Rule

NET = Network((8, 32, 1))
BATCH, EPOCHS = 32, 50
FAR = 1e100  # a loss beyond it has diverged, as in `draw_losses`


@dataclass(frozen=True)
class Curves:
    """The log of one run: losses `(n,)` at the epochs or steps `at` `(n,)`.

    last: the weights at the end, shape `(321,)`.
    """

    at: Array
    training: Array
    validation: Array
    last: Array = field(repr=False)

    @property
    def start(self) -> float:
        """The first training loss."""
        return self.training[0]

    @property
    def end(self) -> float:
        """The last training loss."""
        return self.training[-1]

    @property
    def v_start(self) -> float:
        """The first validation loss."""
        return self.validation[0]

    @property
    def v_end(self) -> float:
        """The last validation loss."""
        return self.validation[-1]

    @property
    def best(self) -> float:
        """The least validation loss."""
        return self.validation.min()

    @property
    def best_at(self) -> int:
        """The epoch or step of the least validation loss."""
        return self.at[self.validation.argmin()]

    def part(self, low: int, high: int) -> tuple[Array, Array]:
        """(training, validation) where low <= at <= high."""
        inside = (self.at >= low) & (self.at <= high)
        return self.training[inside], self.validation[inside]

    def first(self, which: Callable[[Array], Array]) -> int:
        """The epoch or step where `which(loss)` first holds of the training loss, or -1."""
        happened = which(self.training)
        return self.at[happened.argmax()] if happened.any() else -1


@cache
def rows(seed: int = 0) -> tuple[Rows, ...]:
    """Training and validation rows of the tumor data: two pairs X, y, standardized."""
    return split(*load_tumors(), seed)[:2]


TRAIN, VALIDATION = rows()
FULL = len(TRAIN[1])  # a batch of all rows
AN_EPOCH = -(-FULL // BATCH)  # steps in an epoch


def by_epoch(
    rule: Rule,
    train: Rows,
    validation: Rows,
    batch: int = BATCH,
    epochs: int = EPOCHS,
    every: int = 1,
    start: ArrayLike | None = None,
    seed: int = 0,
) -> Curves:
    """Both losses at the start and after each epoch, or each `every` epochs."""
    weights = list(islice(training(NET, rule, train, batch, seed, start), 0, epochs + 1, every))
    return both(np.arange(0, epochs + 1, every), weights, train, validation)


def both(at: Array, weights: Sequence[Array], train: Rows, validation: Rows) -> Curves:
    """Both losses of the weights, each on all of its rows."""
    on_train, on_validation = losses(NET, weights, train), losses(NET, weights, validation)
    return Curves(at, on_train, on_validation, weights[-1])


def steps(
    rule: Rule, train: Rows, draw: Iterable[Array], seed: int = 0
) -> Iterator[tuple[Array, Array]]:
    """Yield (w, rows) before each step, without end: the weights, and the batch it will take."""
    (X, y), w, state = train, NET.init(seed), ()
    for batch in draw:
        yield w, batch
        w, *state = rule(w, NET.grad(w, X[batch], y[batch]), *state)


def by_step(
    rule: Rule, train: Rows, validation: Rows, batch: int, number: int, every: int, seed: int
) -> Curves:
    """Both losses before the first of `number` steps, and then after each `every` steps."""
    draw = batches(len(train[1]), batch, seed)
    weights = [w for w, _ in islice(steps(rule, train, draw, seed), 0, number + 1, every)]
    return both(np.arange(0, number + 1, every), weights, train, validation)


def by_batch(
    rule: Rule, train: Rows, validation: Rows, draw: Iterable[Array], number: int
) -> Curves:
    """For each step the loss of its batch before the step, and the loss of all validation rows."""
    (X, y), log = train, list(islice(steps(rule, train, draw), number))
    return Curves(
        np.arange(1, number + 1),
        np.array([NET.value(w, X[batch], y[batch]) for w, batch in log]),
        losses(NET, [w for w, _ in log], validation),
        log[-1][0],
    )


def as_logged(rule: Rule, train: Rows, validation: Rows, epochs: int, seed: int = 0) -> Curves:
    """Training loss as the mean over an epoch's rows, each seen by the weights of its step.

    The validation loss is that of the weights at the epoch's end. So Keras keeps its history.
    """
    (X, y), log = train, steps(rule, train, batches(len(train[1]), BATCH, seed), seed)
    means, ends = [], []
    w, batch = next(log)
    for _ in range(epochs):
        total, seen = 0.0, 0
        while seen < len(y):
            total, seen = total + len(batch) * NET.value(w, X[batch], y[batch]), seen + len(batch)
            w, batch = next(log)
        means.append(total / len(y))
        ends.append(w)
    at = np.arange(1, epochs + 1)
    return Curves(at, np.array(means), losses(NET, ends, validation), ends[-1])


def in_order(n: int, size: int = BATCH) -> Iterator[Array]:
    """Endless mini-batches of row numbers, always in the order of the table."""
    while True:
        for start in range(0, n, size):
            yield np.arange(start, min(start + size, n))


def blind(train: Rows) -> float:
    """The loss of giving every row the same probability: the share of benign rows in `train`."""
    share = train[1].mean()
    return -share * np.log(share) - (1 - share) * np.log(1 - share)
