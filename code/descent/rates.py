"""How fast momentum is on a quadratic, from its curvatures.

One coordinate with curvature λ is a linear system of two numbers, w and v:

    v = β v + λ w
    w = w - α v

What a step leaves of them, in the long run, is the size of the larger root of
r² - (1 + β - αλ) r + β. With β = 0 it is gradient descent. Source: Polyak (1964).

Arguments may be arrays; they broadcast. Rates are per step and in distance.
"""

import numpy as np


def roots(alpha, beta, curvature):
    """Both roots, the larger one first, as complex numbers of shape `(2, ...)`."""
    half = (1 + beta - alpha * np.asarray(curvature)) / 2
    spread = np.sqrt(half**2 - beta + 0j)
    spread = np.where(half < 0, -spread, spread)
    return np.stack([half + spread, half - spread])


def rate(alpha, beta, curvature):
    """The size of the larger root: √β where they are complex; above 1 it diverges.

    Of many curvatures the worst is the smallest or the largest, never one in between.
    """
    half = (1 + beta - alpha * np.asarray(curvature)) / 2
    square = half**2 - beta
    real = np.abs(half) + np.sqrt(np.maximum(square, 0))
    return np.where(square < 0, np.sqrt(beta), real)


def best(mu, L):
    """α and β of the smallest rate for curvatures from μ to L: √β = (√κ - 1) / (√κ + 1)."""
    alpha = (2 / (np.sqrt(L) + np.sqrt(mu))) ** 2
    beta = ((np.sqrt(L) - np.sqrt(mu)) / (np.sqrt(L) + np.sqrt(mu))) ** 2
    return alpha, beta


def critical(alpha, curvature):
    """The β at which the two roots are one, (1 - √αλ)²: below it they are real, above complex.

    Where αλ > 1 the double root is negative, and every step changes sides.
    """
    return (1 - np.sqrt(alpha * np.asarray(curvature))) ** 2


def damping(alpha, beta, curvature):
    """How one coordinate comes to rest, in a word, for single numbers.

    "over-damped" (real roots, no change of sides), "alternating" (real roots, the larger one
    negative: each step changes sides), "critical" (a double root), "under-damped" (a complex
    pair: it swings), "undying" (it neither rests nor grows) or "diverging".
    """
    half = (1 + beta - alpha * curvature) / 2
    left = rate(alpha, beta, curvature)
    if abs(left - 1) < 1e-12:
        return "undying"
    if left > 1:
        return "diverging"
    if abs(half**2 - beta) < 1e-14:
        return "critical"
    if half**2 < beta:
        return "under-damped"
    return "over-damped" if half > 0 else "alternating"
