"""Derivatives measured instead of derived: to check the ones you derived.

All take a function of weights `(d,)` and one point `(d,)`, and change one weight at a time.
"""

import numpy as np

from descent.types import Array, ArrayLike, Gradient, Value


def central_difference(value: Value, w: ArrayLike, h: float = 1e-5) -> Array:
    """The gradient of `value` at `w`, by (f(w + h) − f(w − h)) / 2h for each weight in turn.

    h: in units of weight. The error is about h² from the curve and 1e-16/h from rounding, so a
    smaller h is not a better one.

    >>> central_difference(lambda w: w[0] ** 2, np.array([5.0])).round(6)
    array([10.])
    """
    w = np.asarray(w, dtype=float)
    return np.array([(value(w + e) - value(w - e)) / (2 * h) for e in h * np.eye(len(w))])


def complex_step(value: Value, w: ArrayLike, h: float = 1e-30) -> Array:
    """The gradient of `value` at `w`, by Im f(w + ih) / h: no difference, so no cancellation.

    `value` has to be made of operations that complex numbers know and that keep both of their
    parts: no absolute value, norm or conjugate. Source: Squire & Trapp (1998).

    Raises ValueError where an imaginary part is lost, as far as that can be seen: the slope for a
    weight is zero, yet `value` moves with it. A product such as x·|x| loses only a part of it,
    which cannot be seen.
    """
    return imaginary("value", value, w, h)


def hessian(grad: Gradient, w: ArrayLike, h: float = 1e-30) -> Array:
    """The matrix of second derivatives at `w`, shape `(d, d)`, by complex steps on `grad`.

    The same holds for `grad` here as for `value` in `complex_step`.
    """
    return imaginary("grad", grad, w, h)


def imaginary(name: str, function: Value, w: ArrayLike, h: float) -> Array:
    """Im f(w + ih) / h for each weight in turn.

    Raises ValueError where that is zero and yet the function moves with the weight.
    """
    w = np.asarray(w, dtype=complex)
    slopes = np.array([np.imag(function(w + 1j * e)) / h for e in h * np.eye(len(w))])
    still = ~slopes.reshape(len(w), -1).any(axis=1)
    uneven = np.sqrt(2 + np.arange(len(w)) / len(w))  # or two falls and rises could cancel
    step = 1e-6 * (1 + np.abs(w)) * uneven * still
    if still.any() and moves(function, w, step):
        raise ValueError(
            f"{name} moves with the weights at {np.flatnonzero(still).tolist()}, but drops the "
            "imaginary part that says how fast: no absolute value, norm or conjugate, please; or "
            "use central_difference"
        )
    return slopes


def moves(function: Value, w: Array, step: Array) -> bool:
    """Whether a function rises or falls through w, and not only on one side of it, as at a kink."""
    behind, here, ahead = (np.real(function(w + k * step)) for k in (-1, 0, 1))
    fall, rise = here - behind, ahead - here
    noise = 1e-9 * np.maximum(np.abs(here), np.max(step.real))
    return bool(np.any((np.abs(rise) > noise) & (np.abs(rise - fall) <= 0.01 * np.abs(rise))))
