"""A small neural network on one flat weight vector: where you stand on the mountain is `w`.

    net = Network((8, 32, 1))
    w = net.init(seed=0)                # shape (321,)
    net.value(w, X, y), net.grad(w, X, y)

So any rule of `descent.optimizers` trains it: `w, *state = rule(w, net.grad(w, X, y), *state)`.
Many at once, too: weights `(..., size)` get a loss `(...)` and a gradient of their own shape, the
same to the bit as each alone.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from descent.activations import sigmoid, softmax, softplus
from descent.checks import count, labels
from descent.types import Array


class Network:
    """Fully connected layers with ReLU between them and one of three losses at the end.

    sizes: units per layer, inputs first, at least two. loss, with the targets it takes:
        "bce": sigmoid and binary cross-entropy; y `(n,)`, 0 or 1; one output.
        "softmax": softmax and cross-entropy; y `(n,)`, class numbers from 0.
        "squared": half the mean squared error; y `(n,)` for one output, else `(n, outputs)`.

    Losses are means over the n rows. Weights have shape `(size,)`, or `(..., size)` for many
    networks: layer by layer, each layer its matrix (inputs, outputs) and then its biases.

    Source of backpropagation: Rumelhart, Hinton & Williams (1986).
    """

    def __init__(self, sizes: Sequence[int] = (8, 32, 1), loss: str = "bce"):
        self.sizes = tuple(count("sizes", n, at_least=1) for n in sizes)
        if len(self.sizes) < 2:
            raise ValueError(f"sizes must name inputs and outputs at least, got {sizes}")
        if loss not in LOSSES:
            raise ValueError(f"loss must be one of {', '.join(LOSSES)}, got {loss!r}")
        if loss == "bce" and self.sizes[-1] != 1:
            raise ValueError(f'loss "bce" takes one output, got {self.sizes[-1]}')
        self.loss = loss
        self.shapes = list(zip(self.sizes[:-1], self.sizes[1:], strict=True))
        self.size = sum(rows * columns + columns for rows, columns in self.shapes)

    def init(self, seed: int) -> Array:
        """Random weights, uniform within ±√(6/(inputs + outputs)) per layer; biases zero.

        Source: Glorot & Bengio (2010).
        """
        rng = np.random.default_rng(count("seed", seed))
        parts = []
        for rows, columns in self.shapes:
            limit = np.sqrt(6 / (rows + columns))
            parts += [rng.uniform(-limit, limit, rows * columns), np.zeros(columns)]
        return np.concatenate(parts)

    def layers(self, w: Array) -> list[tuple[Array, Array]]:
        """The flat vector as [(matrix, biases), ...]: views, no copies."""
        *many, size = np.shape(w) or (0,)
        if size != self.size:
            raise ValueError(
                f"weights must have shape ({self.size},) or (..., {self.size}), got {np.shape(w)}"
            )
        layers, start = [], 0
        for rows, columns in self.shapes:
            middle, end = start + rows * columns, start + rows * columns + columns
            layers.append((w[..., start:middle].reshape(*many, rows, columns), w[..., middle:end]))
            start = end
        return layers

    def forward(self, w: Array, X: Array) -> list[Array]:
        """The input of each layer, then the logits `(..., n, outputs)`."""
        if np.ndim(X) != 2 or np.shape(X)[1] != self.sizes[0]:
            raise ValueError(f"X must have shape (n, {self.sizes[0]}), got {np.shape(X)}")
        entering: list[Array] = [X]
        layers = self.layers(w)
        for W, b in layers[:-1]:
            z: Array = entering[-1] @ W + b[..., None, :]
            entering.append(z * (z.real > 0))
        W, b = layers[-1]
        return [*entering, entering[-1] @ W + b[..., None, :]]

    def value(self, w: Array, X: Array, y: Array) -> Any:
        """The mean loss over the rows of X `(n, inputs)` with targets y."""
        return LOSSES[self.loss](self.forward(w, X)[-1], y)[0]

    def grad(self, w: Array, X: Array, y: Array) -> Array:
        """The gradient of `value`, by backpropagation, shaped like w."""
        return self.value_and_grad(w, X, y)[1]

    def value_and_grad(self, w: Array, X: Array, y: Array) -> tuple[Any, Array]:
        """The loss and its gradient, for the price of the gradient alone."""
        *entering, out = self.forward(w, X)
        value, delta = LOSSES[self.loss](out, y)
        layers, parts = self.layers(w), []
        for k in range(len(layers) - 1, -1, -1):
            slopes = entering[k].swapaxes(-1, -2) @ delta
            parts = [slopes.reshape(*w.shape[:-1], -1), delta.sum(axis=-2), *parts]
            if k > 0:
                delta = (delta @ layers[k][0].swapaxes(-1, -2)) * (entering[k].real > 0)
        return value, np.concatenate(parts, axis=-1)

    def predict(self, w: Array, X: Array) -> Array:
        """What the network says of each row of X.

        For "bce" the probability of class 1 `(..., n)`, for "softmax" that of each class
        `(..., n, outputs)`, for "squared" the outputs themselves.
        """
        out = self.forward(w, X)[-1]
        if self.loss == "bce":
            return sigmoid(out[..., 0])
        return softmax(out) if self.loss == "softmax" else out


def bce(z: Array, y: Array) -> tuple[Any, Array]:
    """Mean binary cross-entropy of sigmoid(z), and its slope in z `(..., n, 1)`."""
    n = z.shape[-2]
    y = labels(targets(y, z, (n,)))[:, None]
    return (softplus(z) - y * z).sum(axis=(-2, -1)) / n, (sigmoid(z) - y) / n


def cross_entropy(z: Array, y: Array) -> tuple[Any, Array]:
    """Mean cross-entropy of softmax(z) for class numbers y, and its slope `(..., n, outputs)`."""
    *_, n, outputs = z.shape
    y = targets(y, z, (n,))
    other = y[~((y >= 0) & (y < outputs) & (np.floor(y) == y))]
    if len(other):
        raise ValueError(f"classes must be whole, 0 to {outputs - 1}, got {other[0]}")
    y = y.astype(int)
    p, rows = softmax(z), np.arange(n)
    shifted = z - z.real.max(axis=-1, keepdims=True)
    value = np.mean(np.log(np.exp(shifted).sum(axis=-1)) - shifted[..., rows, y], axis=-1)
    p[..., rows, y] -= 1
    return value, p / n


def squared(z: Array, y: Array) -> tuple[Any, Array]:
    """Half the mean squared error (summed over outputs), and its slope in z `(n, outputs)`."""
    *_, n, outputs = z.shape
    error = z - targets(y, z, (n,) if outputs == 1 else (n, outputs)).reshape(n, outputs)
    return np.sum(error**2, axis=(-2, -1)) / (2 * n), error / n


def targets(y: Array, z: Array, shape: tuple[int, ...]) -> Array:
    """y as an array of the wanted shape, or an error: broadcasting here would hide a mistake."""
    rows = z.shape[-2]
    if np.shape(y) != shape or rows == 0:
        raise ValueError(f"y must have shape {shape} for {rows} rows of X, got {np.shape(y)}")
    y = np.asarray(y)
    if y.dtype.kind not in "biuf":
        raise TypeError(f"y must hold numbers, got {y.flat[0]!r}")
    return y


LOSSES = {"bce": bce, "softmax": cross_entropy, "squared": squared}


def batches(n: int, size: int, seed: int) -> Iterator[Array]:
    """Endless mini-batches of row numbers: every epoch a fresh shuffle, cut into pieces of `size`.

    The last piece of an epoch is shorter where size does not divide n. One seed, one order.

    >>> draw = batches(5, size=2, seed=0)
    >>> [len(next(draw)) for _ in range(4)]
    [2, 2, 1, 2]
    """
    n, size = count("n", n, at_least=1), count("size", size, at_least=1)
    return shuffled(n, size, np.random.default_rng(count("seed", seed)))


def shuffled(n: int, size: int, rng: np.random.Generator) -> Iterator[Array]:
    """The mini-batches of `batches`, from a generator of random numbers."""
    while True:
        order = rng.permutation(n)
        for start in range(0, n, size):
            yield order[start : start + size]
