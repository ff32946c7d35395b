"""How far noisy steps stray: SGD with momentum on a quadratic, under additive white noise.

One coordinate with curvature λ, where a batch's slope is the true one plus noise n of mean 0 and
standard deviation σ, drawn anew at each step and independent of all before:

    v = β v + λ w + n
    w = w - α v

A mini-batch of B rows, drawn with replacement, has σ = (that of one row) / √B. On data the noise
also depends on w; here it does not. Mean and variance of w then follow exactly, whatever the
noise's distribution: `spread`. Where they end is `resting_variance`.

`normals` makes the same random numbers here and in the browser: a hash of each number's place,
`lowbias32`, which Chris Wellons found by search and gave to the public domain, and then Box and
Muller's pairs.
"""

import numpy as np

from descent.checks import count, function, setting
from descent.types import Array, ArrayLike, Schedule, Setting
from descent.wrappers import constant

GOLDEN = 0x9E3779B9  # 2³² divided by the golden ratio: sets neighboring seeds far apart


def mix(x: Array) -> Array:
    """Scatter 32-bit numbers, one to one: an array of uint32 to another."""
    x = (x ^ (x >> 16)) * np.uint32(0x7FEB352D)
    x = (x ^ (x >> 15)) * np.uint32(0x846CA68B)
    return x ^ (x >> 16)


def uniforms(seed: int, size: int) -> Array:
    """`size` numbers between 0 and 1, neither of them included; number k depends on k alone."""
    if count("seed", seed) >= 2**32:
        raise ValueError(f"seed must be below 2³², got {seed}")
    shift = np.uint32(seed * GOLDEN % 2**32)
    return (mix(mix(np.arange(size, dtype=np.uint32)) + shift) + 0.5) / 2**32


def normals(seed: int, shape: int | tuple[int, ...]) -> Array:
    """Independent standard normal numbers of this shape; the same seed gives the same ones.

    seed: a whole number below 2³². Raises TypeError or ValueError for another one.

    >>> normals(1, (2, 2)).round(4).tolist()
    [[-1.0421, -2.9377], [-0.4547, 0.2479]]
    """
    size = int(np.prod(shape))
    u = uniforms(seed, size + size % 2)
    length, turn = np.sqrt(-2 * np.log(u[::2])), 2 * np.pi * u[1::2]
    pairs = np.stack([length * np.cos(turn), length * np.sin(turn)], axis=-1)
    return pairs.ravel()[:size].reshape(shape)


def resting_variance(
    alpha: Setting, beta: Setting, curvature: Setting, sigma: Setting = 1.0
) -> Array:
    """The variance of w in the long run, ασ²(1+β) / (λ(1−β)(2(1+β) − αλ)).

    Infinite where it never comes to rest: unless 0 < αλ < 2 + 2β and |β| < 1. Arguments may be
    arrays; they broadcast. Of all variances it is the one that a step of `spread` does not change.

    >>> resting_variance(0.1, 0.9, 1.0).round(4).item()
    0.5135
    """
    share = np.asarray(alpha) * curvature
    rests = (share > 0) & (share < 2 + 2 * beta) & (np.abs(beta) < 1)
    with np.errstate(all="ignore"):
        below = curvature * (1 - beta) * (2 * (1 + beta) - share)
        return np.where(rests, alpha * sigma**2 * (1 + beta) / below, np.inf)


def spread(
    alpha: float,
    beta: float,
    curvature: ArrayLike,
    start: ArrayLike,
    steps: int,
    schedule: Schedule | None = None,
    sigma: float = 1.0,
) -> tuple[Array, Array]:
    """Mean and variance of w at each step, exactly, from `start` and v = 0.

    curvature, start: numbers, or arrays that broadcast; schedule: factor of α at step t = 1, 2, …,
    from `descent.wrappers`; sigma: standard deviation of the noise. Returns two arrays of shape
    `(steps + 1, ...)`; what overflows becomes infinite or NaN, without a warning.

    Raises TypeError or ValueError that names the argument.
    """
    alpha, beta = setting("alpha", alpha, above=0), setting("beta", beta, at_least=0, below=1)
    sigma = setting("sigma", sigma, at_least=0)
    schedule = function("schedule", schedule or constant(), "cosine(steps=100)")
    w, curvature = np.broadcast_arrays(np.asarray(start, dtype=float), curvature)
    v, ww, wv, vv = np.zeros((4, *w.shape))  # the means of w and v, and their (co)variances
    mean, variance = np.empty((2, count("steps", steps) + 1, *w.shape))
    mean[0], variance[0] = w, ww
    with np.errstate(all="ignore"):
        for t in range(1, len(mean)):
            a = alpha * setting("schedule(t)", schedule(t))
            v = beta * v + curvature * w
            vv = beta**2 * vv + 2 * beta * curvature * wv + curvature**2 * ww + sigma**2
            wv = beta * wv + curvature * ww
            w = w - a * v
            ww = ww - 2 * a * wv + a**2 * vv
            wv = wv - a * vv
            mean[t], variance[t] = w, ww
    return mean, variance
