"""Reddi, Kale & Kumar's problem: a large gradient comes so rarely that Adam forgets it in between.

One weight w in [−1, 1]. Its gradient does not depend on w: at one step in 101 it is large and
positive, C, at all others −10. Over a period they add up to C − 1000, so for C > 1000 the best
point is −1 and the worst is +1. The steps shrink as α/√t, and each ends inside [−1, 1]. Source:
Reddi, Kale & Kumar (2018).

    m = β₁ m + (1 − β₁) g
    v = β₂ v + (1 − β₂) g²
    w = w − α/√t · m / (√v + ε)          AMSGrad divides by the largest √v so far

The paper corrects neither m nor v for their start at zero; with `corrected` both are, as in
`descent.optimizers`, and AMSGrad keeps the largest v̂.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil, floor, sqrt

import numpy as np

from descent.checks import count, setting
from descent.types import Array

PERIOD, SMALL = 101, -10.0
ALPHA, BETA1, EPS = 0.5, 0.9, 1e-8
MEMORY = 10 * PERIOD  # m keeps less than 1e-46 of a gradient so many steps ago


def best_point(large: float = 1010.0) -> float:
    """−1 or 1, whichever the mean gradient points away from; 0 where no point is better."""
    return -float(np.sign(large + (PERIOD - 1) * SMALL))


def walk(
    rule: str = "adam",
    steps: int = 100_000,
    beta2: float = 0.99,
    large: float = 1010.0,
    at: int = 1,
    start: float = 0.0,
    corrected: bool = False,
) -> tuple[Array, Array]:
    """Where the weight has been, and what each step was divided by: two arrays (steps + 1,).

    rule: "adam" or "amsgrad"; large: C, above 0; at: the step of the period, 1 to 101, at which it
    comes; start: −1 to 1. The divisor is √v + ε, or what takes its place; at t = 0 it is zero.

    Raises TypeError or ValueError that names the argument.

    >>> path, divisor = walk("adam", steps=3)
    >>> path.round(3).tolist(), divisor.round(1).tolist()
    ([0.0, -0.5, -0.816, -1.0], [0.0, 101.0, 100.5, 100.0])
    """
    if rule not in ("adam", "amsgrad"):
        raise ValueError(f"rule must be adam or amsgrad, got {rule!r}")
    beta2 = setting("beta2", beta2, at_least=0, below=1)
    large = setting("large", large, above=0)
    if count("at", at, at_least=1) > PERIOD:
        raise ValueError(f"at must be a step of the period, 1 to {PERIOD}, got {at}")
    w = setting("start", start, at_least=-1)
    if w > 1:
        raise ValueError(f"start must be at most 1, got {start}")
    m, v, v_max, left1, left2 = 0.0, 0.0, 0.0, 1.0, 1.0
    path, divisor = np.zeros((2, count("steps", steps) + 1))
    path[0] = w
    for t in range(1, steps + 1):
        g = large if (t - at) % PERIOD == 0 else SMALL
        m = BETA1 * m + (1 - BETA1) * g
        v = beta2 * v + (1 - beta2) * g * g
        left1, left2 = BETA1 * left1, beta2 * left2
        m_hat = m / (1 - left1) if corrected else m
        v_hat = v / (1 - left2) if corrected else v
        v_max = max(v_max, v_hat)
        root = sqrt(v_max if rule == "amsgrad" else v_hat) + EPS
        w = w - ALPHA / sqrt(t) * m_hat / root
        w = min(max(w, -1.0), 1.0)
        path[t], divisor[t] = w, root
    return path, divisor


def pulls(
    divisor: Array, t: int, large: float = 1010.0, at: int = 1, corrected: bool = False
) -> tuple[float, float]:
    """How far the gradients pull w in the 101 steps up to t, in units of α/√t: (down, up).

    Down, toward −1, by the large ones, and up, toward +1, by the small ones. The step divides m,
    which is the sum of a part made by the large gradients and one made by the small; so the sum
    of all pulls is exact, whatever v is.

    divisor: from `walk`; t: at most `len(divisor) - 1`.
    """
    first = max(0, t - MEMORY)
    of_large, of_small, down, up, left = 0.0, 0.0, 0.0, 0.0, BETA1**first
    for s in range(first + 1, t + 1):
        rare = (s - at) % PERIOD == 0
        of_large = BETA1 * of_large + (1 - BETA1) * (large if rare else 0.0)
        of_small = BETA1 * of_small + (1 - BETA1) * (0.0 if rare else SMALL)
        left = BETA1 * left
        root = (1 - left) * divisor[s] if corrected else divisor[s]
        if s > t - PERIOD:
            down = down + of_large / root
            up = up - of_small / root
    return float(down), float(up)


def cuts(steps: int, most: int = 240) -> list[int]:
    """Steps at which a log axis from 1 to `steps` is cut, the first 0 and the last `steps`.

    They are 1 apart at first, then further and further; where more than a quarter of a period lies
    between two, whole periods do, so that a mean shows the drift and not the sawtooth.

    >>> cuts(8, most=4)
    [0, 1, 2, 3, 5, 8]
    """
    growth = steps ** (1 / most) - 1
    found = [0]
    while found[-1] < steps:
        width = found[-1] * growth
        if width > PERIOD / 4:
            width = PERIOD * ceil(width / PERIOD)
        found.append(min(steps, found[-1] + max(1, floor(width))))
    return found


def bands(path: Array, edges: Sequence[int]) -> Array:
    """Mean, least and most of the path between two cuts, three rows `(3, len(edges))`.

    The first cut, 0, stands for itself; each other one for all steps since the cut before.
    """
    parts = [path[:1], *(path[a + 1 : b + 1] for a, b in pairwise(edges))]
    return np.array([[part.mean(), part.min(), part.max()] for part in parts]).T
