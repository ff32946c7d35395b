"""Training a network: mini-batch after mini-batch, one rule, one flat vector of weights.

    walk = training(Network((8, 32, 1)), adam(alpha=0.01), train, batch=32, seed=0)
    epochs = [w for w, _ in zip(walk, range(51))]       # the start, and w after each of 50 epochs

`descend` keeps every step; this keeps nothing and never ends, so that whoever watches may stop.
"""

from collections.abc import Iterable, Iterator

import numpy as np

from descent.checks import function
from descent.network import Network, batches
from descent.paths import alike, as_points, as_tuple
from descent.types import Array, ArrayLike, Rule


def training(
    net: Network,
    rule: Rule,
    data: tuple[Array, Array],
    batch: int = 32,
    seed: int = 0,
    start: ArrayLike | None = None,
) -> Iterator[Array]:
    """Yield the weights `(net.size,)`: at the start, and then after each epoch, without end.

    data: the training rows, a pair X `(n, inputs)`, y `(n,)`. batch: rows a step; n or more is
    full-batch descent. seed: of the first weights and of the order of the rows. start: weights to
    begin with, instead of `net.init(seed)`.

    Weights may overflow, as in `descend`: no warning, the walk goes on with what it has.
    """
    function("rule", rule, "adam(alpha=0.01)")
    X, y = data
    draw = batches(len(X), batch, seed)
    w = first = as_points(net.init(seed) if start is None else start)
    state = ()
    yield w
    while True:
        with np.errstate(all="ignore"):
            for _ in range(-(-len(X) // batch)):
                rows = next(draw)
                w, *state = as_tuple(rule(w, net.grad(w, X[rows], y[rows]), *state))
                w = alike(w, first, "the new weights")
        yield w


def losses(net: Network, weights: Iterable[Array], data: tuple[Array, Array]) -> Array:
    """The mean loss on the rows of `data` for each of the weights, shape `(len(weights),)`."""
    with np.errstate(all="ignore"):
        return np.array([net.value(w, *data) for w in weights])


def stop_at(losses: Iterable[float], patience: int) -> int:
    """The epoch whose weights to keep, if training stops after `patience` epochs without progress.

    losses: of the validation rows after each epoch, the start first. Only a loss below all before
    it is progress, and nan never is. What comes after the stop is not looked at.

    >>> stop_at([0.7, 0.5, 0.6, 0.4], patience=2), stop_at([0.7, 0.5, 0.6, 0.4], patience=1)
    (3, 1)
    """
    best, lowest = 0, np.inf
    for epoch, loss in enumerate(losses):
        if loss < lowest:
            best, lowest = epoch, loss
        elif epoch - best >= patience:
            break
    return best
