"""Derivatives measured instead of derived: to check the ones you derived.

All take a function of weights `(d,)` and one point `(d,)`, and change one weight at a time.
"""

import numpy as np


def central_difference(value, w, h=1e-5):
    """The gradient of `value` at `w`, by (f(w + h) − f(w − h)) / 2h for each weight in turn.

    h: in units of weight. The error is about h² from the curve and 1e-16/h from rounding, so a
    smaller h is not a better one.

    >>> central_difference(lambda w: w[0] ** 2, np.array([5.0])).round(6)
    array([10.])
    """
    w = np.asarray(w, dtype=float)
    return np.array([(value(w + e) - value(w - e)) / (2 * h) for e in h * np.eye(len(w))])


def complex_step(value, w, h=1e-30):
    """The gradient of `value` at `w`, by Im f(w + ih) / h: no difference, so no cancellation.

    `value` has to be made of operations that complex numbers know. Source: Squire & Trapp (1998).
    """
    w = np.asarray(w, dtype=complex)
    return np.array([value(w + 1j * e).imag / h for e in h * np.eye(len(w))])


def hessian(grad, w, h=1e-30):
    """The matrix of second derivatives at `w`, shape `(d, d)`, by complex steps on `grad`."""
    w = np.asarray(w, dtype=complex)
    return np.array([grad(w + 1j * e).imag / h for e in h * np.eye(len(w))])
