"""The functions at the end of a classifier: from real numbers to probabilities, and to losses."""

import numpy as np

from descent.types import Array


def softplus(z: Array) -> Array:
    """log(1 + eᶻ), for real or complex z, without overflow."""
    positive = z.real > 0
    return np.where(positive, z, 0) + np.log1p(np.exp(np.where(positive, -z, z)))


def sigmoid(z: Array) -> Array:
    """1 / (1 + e⁻ᶻ), for real or complex z, without overflow."""
    small = np.exp(np.where(z.real > 0, -z, z))
    return np.where(z.real > 0, 1, small) / (1 + small)


def softmax(z: Array) -> Array:
    """eᶻ over its sum along the last axis, without overflow: probabilities of the classes."""
    e = np.exp(z - z.real.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)
