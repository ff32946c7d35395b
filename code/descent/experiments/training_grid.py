"""The 8-32-1 network trained over a grid of settings, and how the runs travel to a page.

Runs of one rule and one batch size see the same rows in the same order. So all step sizes are
trained at once, in an array, and the whole grid takes a few seconds.
"""

import zlib
from functools import cache
from itertools import product
from typing import Any

import numpy as np

from descent.data import load_tumors, split
from descent.network import Network
from descent.optimizers import rules
from descent.training import training
from descent.types import Array, Rows

RULES = ("gd", "momentum", "rmsprop", "adam")
ALPHAS = tuple(float(f"{10**k:.3g}") for k in np.arange(-4, 1.1, 0.5))
TRAINING_ROWS = 341
BATCHES = (8, 32, TRAINING_ROWS)
SEEDS = (0, 1)
EPOCHS = 50
CHECKPOINTS = (0, 1, 5, 15, EPOCHS)  # epochs after which a slice is kept
CELLS = 13  # a slice has so many points along radius, and as many along texture
WINDOW = (-2.5, 4.5, -2.5, 4.5)  # what a slice shows of radius and texture, both standardized
LOST = 1e6  # a run whose loss exceeds it, or is no number, has diverged
LEAST = -5  # a smaller loss than 10⁻⁵ travels as 10⁻⁵
NEVER = 0xFFFF  # the code of a lost loss
MIDDLE, FINE = 60, 12  # the code of an even chance, and codes per unit beside it

NETWORK = Network((8, 32, 1))


@cache
def parts(seed: int) -> tuple[Rows, ...]:
    """Training and validation rows of the tumor data, two pairs (X, y); the seed divides them."""
    return split(*load_tumors(), seed)[:2]


def measure(w: Array, train: Rows, val: Rows) -> Array:
    """Training loss, validation loss, and the validation rows it has right, `(runs, 3)`.

    w: `(runs, 321)`; train, val: pairs of rows, as `parts` gives them.
    """
    with np.errstate(all="ignore"):
        right = ((NETWORK.forward(w, val[0])[-1][..., 0] > 0) == val[1]).sum(axis=-1)
        return np.stack([NETWORK.value(w, *train), NETWORK.value(w, *val), right], axis=-1)


def lost(measured: Array) -> Array:
    """Whether a run has diverged, by what was measured `(..., 3)`: a loss beyond 10⁶, or none."""
    return ~(np.max(measured[..., :2], axis=-1) < LOST)


def slice_points(train: Rows, cells: int) -> Array:
    """A plane of tumors `(cells², 8)`: rows of rising radius, texture rising row by row.

    The other six features are what they usually are at such a radius and texture: least squares
    on the training rows. Kept at their mean they would make tumors that do not exist, as wide as
    the widest and of average perimeter, and the network's line would cut through the wrong rows.
    """
    x_low, x_high, y_low, y_high = WINDOW
    x, y = np.linspace(x_low, x_high, cells), np.linspace(y_low, y_high, cells)
    points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    usual = np.linalg.lstsq(train[0][:, :2], train[0][:, 2:], rcond=None)[0]
    return np.hstack([points, points @ usual])


def field(w: Array, train: Rows, cells: int = CELLS) -> Array:
    """The network's output before the sigmoid on the slice, `(runs, cells, cells)`."""
    with np.errstate(all="ignore"):
        return NETWORK.forward(w, slice_points(train, cells))[-1].reshape(-1, cells, cells)


def dots(train: Rows) -> Array:
    """Radius, texture and class of each training row, benign ones first, `(341, 3)`."""
    X, y = train
    return np.column_stack([X[:, :2], y])[np.argsort(-y, kind="stable")]


def grid() -> tuple[Array, Array]:
    """All runs: what was measured `(seeds, batches, rules · alphas, 51, 3)`, and their slices.

    The slices have shape `(seeds, batches, rules · alphas, checkpoints, cells, cells)`.
    """
    measured, slices = [], []
    for seed, batch, name in product(SEEDS, BATCHES, RULES):
        train, val = parts(seed)
        start = np.tile(NETWORK.init(seed), (len(ALPHAS), 1))
        rule = rules[name](np.array(ALPHAS)[:, None])
        walk = training(NETWORK, rule, train, batch, seed, start)
        epochs = [w for w, _ in zip(walk, range(EPOCHS + 1), strict=False)]
        measured.append(np.stack([measure(w, train, val) for w in epochs], axis=1))
        slices.append(np.stack([field(epochs[k], train) for k in CHECKPOINTS], axis=1))
    shape = len(SEEDS), len(BATCHES), len(RULES) * len(ALPHAS)
    return (
        np.reshape(measured, (*shape, *measured[0].shape[1:])),
        np.reshape(slices, (*shape, *slices[0].shape[1:])),
    )


def code(loss: float) -> int:
    """A loss as 16 bits: its first three digits, as `f"{loss:.3g}"` has them; 900 a decade."""
    if not loss < LOST:
        return NEVER
    digits, power = f"{max(loss, 10.0**LEAST):.2e}".split("e")
    return 900 * (int(power) - LEAST) + round(100 * float(digits)) - 100


@cache
def packed() -> bytes:
    """The whole grid, as a page gets it: computed once, in some ten seconds."""
    return pack(*grid())


def pack(measured: Array, slices: Array) -> bytes:
    """The runs as bytes, compressed; `figures/web/figures/training_runs.js` reads them.

    Losses lose all but three digits, as many as readers are told; from the epoch at which a run
    is lost, all. A slice keeps asinh(asinh(output)), which is fine near an even chance and coarse
    where there is no doubt. Neighbors are alike, so their differences are what is compressed.
    """
    gone = np.logical_or.accumulate(lost(measured), axis=-1)
    losses = np.where(gone[..., None], np.inf, measured[..., :2]).swapaxes(-1, -2)
    codes = np.vectorize(code, otypes=[np.uint16])(losses)
    codes = np.diff(codes, axis=-1, prepend=np.uint16(0))
    lowest = losses[..., 1, :] <= np.minimum.accumulate(losses[..., 1, :], axis=-1)
    heights = np.round(MIDDLE + FINE * np.arcsinh(np.clip(np.arcsinh(slices), -6, 6)))
    heights[gone[..., CHECKPOINTS]] = 255
    heights = np.moveaxis(heights, 3, 0).astype(np.uint8)  # epochs first: early slices are alike
    for axis in (-1, -2):
        heights = np.diff(heights, axis=axis, prepend=np.uint8(0))
    columns = codes >> 8, codes & 255, measured[..., 2] + 128 * lowest, heights, dot_bytes()
    return zlib.compress(b"".join(column.astype(np.uint8).tobytes() for column in columns), 9)


def dot_bytes() -> Array:
    """The training rows of each seed as numbers from 0 to 255, `(seeds, 341, 3)`.

    Radius and texture are counted from the low end of the window to the high one; then the class.
    """
    x_low, x_high, y_low, y_high = WINDOW
    low, span = np.array([x_low, y_low, 0]), np.array([x_high - x_low, y_high - y_low, 255])
    return np.stack([np.round(255 * (dots(parts(seed)[0]) - low) / span) for seed in SEEDS])


def describe() -> dict[str, Any]:
    """What the page must know of the grid, by name."""
    return {
        "rules": [*RULES],
        "alphas": [*ALPHAS],
        "batches": [*BATCHES],
        "seeds": [*SEEDS],
        "epochs": EPOCHS,
        "checkpoints": [*CHECKPOINTS],
        "cells": CELLS,
        "window": [*WINDOW],
        "least": LEAST,
        "codes": [MIDDLE, FINE],
    }
