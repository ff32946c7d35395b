"""The best step size of a rule: of one and the same sweep for all rules, on one and the same walk.

What is best depends on how near is near enough, so the tolerance is an argument.
"""

import numpy as np

from descent.checks import function, setting
from descent.paths import as_points, descend, stays_below

# Forty step sizes for each power of ten, from 1e-4 to 10, with three digits as sliders have them.
ALPHAS = tuple(float(f"{10 ** (k / 40 - 4):.3g}") for k in range(201))


def tune(make, grad, start, steps, tolerance, alphas=ALPHAS):
    """The α with which a walk needs the fewest steps until it stays near the origin.

    make: a rule's factory, such as `gd`; it is given all α at once, as an array `(k, 1)`.
    grad, start: as `descend` has them, for one point `(d,)`.
    near: less than `tolerance` times the first distance, and so to the end of the `steps`.
    Of several equally fast the smallest α; if none stays near, the one that ends nearest.
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


def cost(path, tolerance):
    """What to keep small, of one walk `(steps + 1, d)`: two numbers that count in this order.

    First the step from which it stays near, infinite if it does not; then, only if it does not,
    the distance at the end, infinite if that is no number.
    """
    with np.errstate(all="ignore"):
        distance = np.hypot.reduce(path, axis=-1)
    below, end = stays_below(distance, tolerance * distance[0]).item(), distance[-1].item()
    if below != -1:
        return below, 0.0
    return np.inf, end if np.isfinite(end) else np.inf
