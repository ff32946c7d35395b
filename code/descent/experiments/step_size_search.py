"""The best step size of a rule, from a sweep that is the same for all rules.

What is best depends on how near is near enough, so the tolerance is an argument.
"""

from collections.abc import Callable, Sequence

import numpy as np

from descent.checks import function, setting
from descent.paths import as_points, descend, stays_below
from descent.types import Array, ArrayLike, Gradient, Rule

# Forty step sizes for each power of ten, from 1e-4 to 10, with three digits as sliders have them.
ALPHAS = tuple(float(f"{10 ** (k / 40 - 4):.3g}") for k in range(201))


def tune(
    make: Callable[..., Rule],
    grad: Gradient,
    start: ArrayLike,
    steps: int,
    tolerance: float,
    alphas: Sequence[float] = ALPHAS,
) -> float:
    """The α with which a walk needs the fewest steps until it stays near the origin.

    make: a rule's factory, such as `gd`; it is given all α at once, as an array `(k, 1)`.
    grad, start: as `descend` has them, for one point `(d,)`.
    tolerance: near is what is less than `tolerance` times the first distance away, from some step
        to the end of the `steps`.

    If several α are equally fast, it is the smallest; if none stays near, the one that ends
    nearest.
    Raises TypeError or ValueError as `descend` and the rule do, and unless tolerance > 0.

    >>> from descent import gd, ravine
    >>> tune(gd, ravine(kappa=9).grad, [1.0, 1.0], steps=100, tolerance=1e-2)
    0.188
    """
    function("make", make, "gd")
    tolerance = setting("tolerance", tolerance, above=0)
    starts = np.tile(as_points(start), (len(alphas), 1))
    paths = descend(make(np.array(alphas)[:, None]), grad, starts, steps)
    costs = [cost(paths[:, k], tolerance) for k in range(len(alphas))]
    return alphas[costs.index(min(costs))]


def cost(path: Array, tolerance: float) -> tuple[float, float]:
    """The cost of one walk `(steps + 1, d)`: two numbers, of which the first counts first.

    It is the step from which the walk stays near, infinite if it does not. The second is the
    distance at the end, infinite if that is no number; 0 for a walk that stays near.
    """
    with np.errstate(all="ignore"):
        distance = np.hypot.reduce(path, axis=-1)
    below, end = stays_below(distance, tolerance * distance[0]).item(), distance[-1].item()
    if below != -1:
        return below, 0.0
    return np.inf, end if np.isfinite(end) else np.inf
