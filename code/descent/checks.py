"""Clear errors for bad settings: each names the argument, the value and what is allowed."""

from collections.abc import Callable
from numbers import Integral, Real
from typing import Any, TypeVar

import numpy as np

from descent.types import Array, Setting

F = TypeVar("F", bound=Callable[..., Any])


def setting(
    name: str,
    value: Any,
    above: float | None = None,
    at_least: float | None = None,
    below: float | None = None,
) -> float:
    """Return `value` as a Python float, or say what is allowed.

    A Python float, because a NumPy float64 would lift float32 weights to float64.

    Raises TypeError for what is not a real number, ValueError for one out of range or not finite.

    >>> setting("alpha", -0.1, above=0)
    Traceback (most recent call last):
    ValueError: alpha must be a finite number above 0, got -0.1
    """
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{name} must be a number, got {value!r} ({type(value).__name__})")
    number = float(value)
    allowed = " and ".join(
        f"{word} {limit}"
        for word, limit in (("above", above), ("at least", at_least), ("below", below))
        if limit is not None
    )
    inside = (
        abs(number) != float("inf")
        and number == number
        and (above is None or number > above)
        and (at_least is None or number >= at_least)
        and (below is None or number < below)
    )
    if not inside:
        raise ValueError(f"{name} must be a finite number {allowed}".rstrip() + f", got {value}")
    return number


def settings(name: str, value: Any, **allowed: float) -> Setting:
    """Return `value` as `setting` does, or the array of float64 where it is an array of settings.

    >>> settings("alpha", np.array([[1], [0]]), above=0)
    Traceback (most recent call last):
    ValueError: alpha must be a finite number above 0, got 0
    """
    if not isinstance(value, np.ndarray):
        return setting(name, value, **allowed)
    numbers = [setting(name, number, **allowed) for number in value.ravel().tolist()]
    return np.array(numbers, float).reshape(value.shape)


def count(name: str, value: Any, at_least: int = 0) -> int:
    """Return `value` as a Python int that is at least `at_least`.

    >>> count("steps", -5)
    Traceback (most recent call last):
    ValueError: steps must be a whole number, at least 0, got -5
    """
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(f"{name} must be a whole number, got {value!r} ({type(value).__name__})")
    if value < at_least:
        raise ValueError(f"{name} must be a whole number, at least {at_least}, got {value}")
    return int(value)


def labels(y: Array) -> Array:
    """Return `y` if it holds nothing but 0 and 1, or say what else it holds.

    >>> labels(np.array([1, -1]))
    Traceback (most recent call last):
    ValueError: y must be 0 or 1, got -1
    """
    other = y[y * y != y]
    if len(other):
        raise ValueError(f"y must be 0 or 1, got {other[0]}")
    return y


def function(name: str, value: F, example: str) -> F:
    """Return `value` if it can be called; otherwise say what to pass instead."""
    if not callable(value):
        raise TypeError(
            f"{name} must be a function such as {example}, got {value!r} ({type(value).__name__})"
        )
    return value
