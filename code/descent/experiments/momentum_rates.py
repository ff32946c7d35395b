"""How fast momentum is on a quadratic, from its curvatures; Nesterov's too, by `rule="nesterov"`.

One coordinate with curvature λ is a linear system of two numbers, w and v:

    v = β v + λ w                      v = β v + λ w
    w = w - α v                        w = w - α (λ w + β v)         (Nesterov)

What a step leaves of them, in the long run, is the size of the larger root of

    r² - (1 + β - αλ) r + β            r² - (1 + β)(1 - αλ) r + β (1 - αλ)

With β = 0 both are gradient descent. Sources: Polyak (1964); Nesterov (1983); the best settings of
Nesterov's rule: Lessard, Recht and Packard (2016).

Arguments may be arrays; they broadcast. Rates are per step and in distance. Each function raises
ValueError for a rule that is neither "momentum" nor "nesterov".
"""

import numpy as np

from descent.types import Array, Setting


def looks_ahead(rule: str) -> bool:
    """Whether the rule is Nesterov's, which takes the gradient where v leads."""
    if rule not in ("momentum", "nesterov"):
        raise ValueError(f"rule must be momentum or nesterov, got {rule!r}")
    return rule == "nesterov"


def middle(alpha: Setting, beta: Setting, curvature: Setting, rule: str = "momentum") -> Array:
    """Half the sum of the two roots."""
    left = 1 - alpha * np.asarray(curvature)
    return (1 + beta) * left / 2 if looks_ahead(rule) else (beta + left) / 2


def product(alpha: Setting, beta: Setting, curvature: Setting, rule: str = "momentum") -> Setting:
    """The product of the two roots."""
    left = 1 - alpha * np.asarray(curvature)
    return beta * left if looks_ahead(rule) else beta


def roots(alpha: Setting, beta: Setting, curvature: Setting, rule: str = "momentum") -> Array:
    """Both roots, the larger one first, as complex numbers of shape `(2, ...)`."""
    half = middle(alpha, beta, curvature, rule)
    times = product(alpha, beta, curvature, rule)
    spread = np.sqrt(half**2 - times + 0j)
    spread = np.where(half < 0, -spread, spread)
    return np.stack([half + spread, half - spread])


def rate(alpha: Setting, beta: Setting, curvature: Setting, rule: str = "momentum") -> Array:
    """The size of the larger root; above 1 it diverges.

    Momentum's complex roots all have the size √β. Of many curvatures the worst is the smallest or
    the largest, never one in between.
    """
    half = middle(alpha, beta, curvature, rule)
    times = product(alpha, beta, curvature, rule)
    square = half**2 - times
    real = np.abs(half) + np.sqrt(np.maximum(square, 0))
    return np.where(square < 0, np.sqrt(np.abs(times)), real)


def best(mu: float, L: float, rule: str = "momentum") -> tuple[float, float]:
    """α and β of the smallest rate for curvatures from μ to L, with κ = L/μ.

    Momentum's is √β = (√κ - 1) / (√κ + 1); Nesterov's 1 - 2 / √(3κ + 1).
    """
    if looks_ahead(rule):
        root = np.sqrt(3 * L / mu + 1)
        return 4 / (3 * L + mu), (root - 2) / (root + 2)
    alpha = (2 / (np.sqrt(L) + np.sqrt(mu))) ** 2
    beta = ((np.sqrt(L) - np.sqrt(mu)) / (np.sqrt(L) + np.sqrt(mu))) ** 2
    return alpha, beta


def critical(alpha: Setting, curvature: Setting, rule: str = "momentum") -> Array:
    """The β at which the two roots are one: below it they are real, above complex.

    Momentum's is (1 - √αλ)²; where αλ > 1 the double root is negative, and every step changes
    sides. Nesterov's is (1 - √αλ) / (1 + √αλ), below zero where αλ > 1: there the roots are real
    for every β.
    """
    root = np.sqrt(alpha * np.asarray(curvature))
    if looks_ahead(rule):
        return (1 - root) / (1 + root)
    return (1 - root) ** 2


def limit(beta: Setting, rule: str = "momentum") -> Setting:
    """The αλ from which on the rule no longer comes to rest: where a root is -1."""
    if looks_ahead(rule):
        return (2 + 2 * beta) / (1 + 2 * beta)
    return 2 + 2 * beta


def damping(alpha: float, beta: float, curvature: float, rule: str = "momentum") -> str:
    """How one coordinate comes to rest, in a word, for single numbers.

    "over-damped" (real roots, no change of sides), "alternating" (real roots, the larger one
    negative: each step changes sides), "critical" (a double root), "under-damped" (a complex
    pair: it swings), "undying" (it neither rests nor grows) or "diverging".
    """
    half = middle(alpha, beta, curvature, rule)
    times = product(alpha, beta, curvature, rule)
    left = rate(alpha, beta, curvature, rule)
    if abs(left - 1) < 1e-12:
        return "undying"
    if left > 1:
        return "diverging"
    if abs(half**2 - times) < 1e-14:
        return "critical"
    if half**2 < times:
        return "under-damped"
    return "over-damped" if half > 0 else "alternating"
