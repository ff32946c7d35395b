"""The driver: apply a rule step after step and keep every position.

Divergence is a result here, not an error: numbers may overflow, no warning is raised, and
`diverged_at` says when it happened.
"""

from collections.abc import Sequence
from typing import Any, Literal, overload

import numpy as np

from descent.checks import count, function
from descent.types import Array, ArrayLike, Gradient, Rule


@overload
def descend(
    rule: Rule,
    grad: Gradient,
    start: ArrayLike,
    steps: int,
    state: Sequence[Any] = (),
    with_state: Literal[False] = False,
) -> Array: ...
@overload
def descend(
    rule: Rule,
    grad: Gradient,
    start: ArrayLike,
    steps: int,
    state: Sequence[Any] = (),
    *,
    with_state: Literal[True],
) -> tuple[Array, tuple[Any, ...]]: ...
def descend(
    rule: Rule,
    grad: Gradient,
    start: ArrayLike,
    steps: int,
    state: Sequence[Any] = (),
    with_state: bool = False,
) -> Array | tuple[Array, tuple[Any, ...]]:
    """Return the iterates, shape `(steps + 1, *start.shape)`; the first is `start` itself.

    With `with_state=True` return the iterates and the rule's state at the end, to go on from there:

        path, state = descend(rule, grad, start, 100, with_state=True)
        more = descend(rule, grad, path[-1], 100, state)

    The two are one walk of 200 steps, to the bit. Without the state the rule starts cold at
    `path[-1]`: Adam has forgotten how large the gradients were, and its first steps are α long
    again, however near the minimum is.

    rule: from `descent.optimizers`, or your own in the same form.
    grad: function from weights `(..., d)` to their gradient, of the same shape.
    start: one point `(d,)` or any batch of points `(..., d)`. Integers become float64, float32
        stays float32, and the array itself is left alone.
    state: what the rule returned after w, to go on from there or to begin elsewhere than at zero.
    with_state: whether to return the state, too.

    Raises TypeError or ValueError that says what to write when an argument is of the wrong kind,
    when the gradient or the rule changes the shape, or when the rule returns no tuple.

    >>> from descent.optimizers import gd
    >>> descend(gd(alpha=0.1), lambda w: 2 * w, start=[5.0], steps=2).tolist()
    [[5.0], [4.0], [3.2]]
    """
    function("rule", rule, "gd(alpha=0.1)")
    function("grad", grad, "surface.grad")
    w = as_points(start)
    path = np.empty((count("steps", steps) + 1, *w.shape), w.dtype)
    path[0] = w
    with np.errstate(all="ignore"):
        for t in range(1, len(path)):
            g = alike(grad(w), path[0], "the gradient")
            w, *state = as_tuple(rule(w, g, *state))
            w = alike(w, path[0], "the new weights")
            path[t] = w
    return (path, tuple(state)) if with_state else path


def as_points(start: ArrayLike) -> Array:
    """A fresh floating-point array of shape `(..., d)`."""
    try:
        w = np.array(start)
    except ValueError as error:
        raise ValueError(f"start must be one point (d,) or points (..., d): {error}") from None
    if w.dtype.kind not in "iuf":
        raise TypeError(f"start must hold numbers, got {start!r}")
    if w.ndim == 0:
        raise ValueError(
            f"start must be a point (d,) or points (..., d), got {start}: write [{start}]"
        )
    return w if w.dtype.kind == "f" else w.astype(float)


def alike(values: ArrayLike, start: Array, what: str) -> Array:
    """The values as an array of the start's shape and precision, or an error."""
    values = np.asarray(values)
    if values.shape != start.shape:
        raise ValueError(f"{what} must have the shape of start, {start.shape}, got {values.shape}")
    if values.dtype.kind not in "iuf":
        raise TypeError(f"{what} must hold real numbers, got {values!r}")
    return values.astype(start.dtype, copy=False)


def as_tuple(result: Any) -> tuple[Any, ...]:
    """What a rule returned, or an error if it is no tuple.

    An array in its place would be torn apart by `w, *state = ...`.
    """
    if isinstance(result, tuple) and result:
        return result
    got = "an empty one, ()" if isinstance(result, tuple) else type(result).__name__
    raise TypeError(
        "a rule must return a tuple, the new weights first and then its whole state: write "
        f"`return (w,)` if it keeps nothing, or as in `return w, v` what it keeps; got {got}"
    )


def diverged_at(path: Array) -> Array:
    """The first step at which a path is no longer finite, or −1 where it stays finite.

    path: `(steps + 1, ..., d)`; returns integers of shape `(...)`, in steps.

    Raises ValueError for a path without an axis of weights.

    >>> diverged_at(np.array([[1.0], [np.inf], [np.nan]])).item()
    1
    """
    if np.ndim(path) < 2:
        raise ValueError(
            f"path must have shape (steps + 1, d) or (steps + 1, ..., d), got {np.shape(path)}: "
            "for one weight write path[:, None]"
        )
    return first(~np.all(np.isfinite(path), axis=-1))


def stays_below(values: ArrayLike, level: ArrayLike) -> Array:
    """The first step from which `values` stay below `level` to the end, or −1 if they don't.

    values: `(steps + 1, ...)`, for instance `surface.value(path)`; returns integers `(...)`.

    >>> stays_below([5.0, 0.5, 2.0, 0.1, 0.01], 1.0).item()
    3
    """
    below = np.asarray(np.asarray(values) < level)
    return first(np.logical_and.accumulate(below[::-1])[::-1])


def first(happened: ArrayLike) -> Array:
    """Index of the first True along axis 0, or −1 where there is none."""
    return np.where(np.any(happened, axis=0), np.argmax(happened, axis=0), -1)
