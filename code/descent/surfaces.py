"""Landscapes: each with its value, its gradient and what is known about it.

    surface = surfaces["himmelblau"]
    surface.value(w)    # height at w, shape (...) for w of shape (..., 2)
    surface.grad(w)     # slope there, shape (..., 2)

The plane ones are written in x and y, the two weights. Losses over a table of any number of
features, `logistic` and `least_squares`, are made from data. Heights have the unit of the loss.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from descent.activations import sigmoid, softplus
from descent.checks import labels, setting
from descent.data import load_tumors, standardize
from descent.types import Array, ArrayLike, Gradient, Places, Value, Window


@dataclass(frozen=True)
class Surface:
    """A function to walk on, with what a figure or a test needs to know of it.

    value: weights `(..., d)` to heights `(...)`; grad: weights to slopes `(..., d)`.
    minima: every local minimum inside the window, `(k, d)`; saddles: those known, `(k, d)`.
    window: x_low, x_high, y_low, y_high of a good view, or None.
    """

    name: str
    title: str
    latex: str
    value: Value
    grad: Gradient
    minima: Places = ()
    saddles: Places = ()
    window: Window | None = None


def plane(
    name: str,
    title: str,
    latex: str,
    value: Callable[[Array, Array], Any],
    grad: Callable[[Array, Array], tuple[Any, Any]],
    **known: Any,
) -> Surface:
    """A surface from `value(x, y)` and `grad(x, y)`, which returns the two partial slopes."""

    def value_at(w):
        x, y = coordinates(w)
        return value(x, y)

    def grad_at(w):
        x, y = coordinates(w)
        along_x, along_y = grad(x, y)
        slopes = np.empty((*x.shape, 2), np.result_type(along_x, along_y))
        slopes[..., 0], slopes[..., 1] = along_x, along_y
        return slopes

    return Surface(name, title, latex, value_at, grad_at, **known)


def coordinates(w: ArrayLike) -> tuple[Array, Array]:
    """The two columns of w, or an error that says which shape is needed."""
    w = np.asarray(w)
    if w.ndim == 0 or w.shape[-1] != 2:
        raise ValueError(f"this surface takes points of shape (..., 2), got shape {w.shape}")
    return w[..., 0], w[..., 1]


def bowl() -> Surface:
    """A round valley: every step towards the origin is a step down."""

    def value(x, y):
        return (x**2 + y**2) / 2

    def grad(x, y):
        return x, y

    return plane(
        "bowl",
        "Bowl",
        r"\tfrac12 (x^2 + y^2)",
        value,
        grad,
        minima=((0.0, 0.0),),
        window=(-3, 3, -3, 3),
    )


def ravine(kappa: float = 20.0, angle: float = 0.0) -> Surface:
    """A quadratic valley, κ times steeper across than along, turned by `angle` degrees.

    The curvatures are μ = 1 along the first axis and L = κ along the second, before turning.
    Raises ValueError unless kappa >= 1.
    """
    kappa = setting("kappa", kappa, at_least=1)
    turn = np.deg2rad(setting("angle", angle))
    c, s = float(np.cos(turn)), float(np.sin(turn))

    def value(x, y):
        along, across = c * x + s * y, c * y - s * x
        return (along**2 + kappa * across**2) / 2

    def grad(x, y):
        along, across = c * x + s * y, c * y - s * x
        return c * along - s * kappa * across, s * along + c * kappa * across

    return plane(
        "ravine",
        f"Ravine, κ = {kappa:g}" + (f", turned by {angle:g}°" if angle else ""),
        r"\tfrac12 (u^2 + \kappa v^2)",
        value,
        grad,
        minima=((0.0, 0.0),),
        window=(-3, 3, -2, 2),
    )


def rosenbrock() -> Surface:
    """A curved valley with a nearly flat floor. Source: Rosenbrock (1960)."""

    def value(x, y):
        return (1 - x) ** 2 + 100 * (y - x**2) ** 2

    def grad(x, y):
        return -2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)

    return plane(
        "rosenbrock",
        "Rosenbrock's valley",
        r"(1 - x)^2 + 100\,(y - x^2)^2",
        value,
        grad,
        minima=((1.0, 1.0),),
        window=(-2, 2, -1, 3),
    )


def beale() -> Surface:
    """Steep walls, long flat arms. Source: Beale (1958)."""
    terms = (1.5, 1), (2.25, 2), (2.625, 3)

    def value(x, y):
        return sum((c - x * (1 - y**k)) ** 2 for c, k in terms)

    def grad(x, y):
        return (
            sum(2 * (c - x * (1 - y**k)) * (y**k - 1) for c, k in terms),
            sum(2 * (c - x * (1 - y**k)) * x * k * y ** (k - 1) for c, k in terms),
        )

    return plane(
        "beale",
        "Beale's plain",
        r"\sum_{k=1}^3 \bigl(c_k - x (1 - y^k)\bigr)^2,\quad c = (1.5,\, 2.25,\, 2.625)",
        value,
        grad,
        minima=((3.0, 0.5),),
        saddles=((0.0, 1.0),),
        window=(-4, 4, -1.5, 1.5),
    )


def himmelblau() -> Surface:
    """Four valleys of equal depth. Source: Himmelblau (1972)."""

    def value(x, y):
        return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2

    def grad(x, y):
        return (
            4 * x * (x**2 + y - 11) + 2 * (x + y**2 - 7),
            2 * (x**2 + y - 11) + 4 * y * (x + y**2 - 7),
        )

    return plane(
        "himmelblau",
        "Himmelblau's four valleys",
        r"(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
        value,
        grad,
        minima=(
            (3.0, 2.0),
            (-2.805118086952745, 3.131312518250573),
            (-3.779310253377747, -3.283185991286170),
            (3.584428340330492, -1.848126526964404),
        ),
        saddles=(
            (0.08667750455539634, 2.884254701174776),
            (-3.0730257507643897, -0.08135304428796751),
            (-0.12796134673068005, -1.9537149802445766),
            (3.385154183607021, 0.07385187983774928),
        ),
        window=(-5, 5, -5, 5),
    )


def camel() -> Surface:
    """Three humps seen from below: a middle valley, the deepest, and two beside it."""

    def value(x, y):
        return 2 * x**2 - 1.05 * x**4 + x**6 / 6 + x * y + y**2

    def grad(x, y):
        return 4 * x - 4.2 * x**3 + x**5 + y, x + 2 * y

    u, v = np.sqrt(2.1 + np.sqrt(0.91)), np.sqrt(2.1 - np.sqrt(0.91))  # x⁴ − 4.2 x² + 3.5 = 0
    return plane(
        "camel",
        "Three-hump camel",
        r"2 x^2 - 1.05\, x^4 + \tfrac16 x^6 + x y + y^2",
        value,
        grad,
        minima=((0.0, 0.0), (u, -u / 2), (-u, u / 2)),
        saddles=((v, -v / 2), (-v, v / 2)),
        window=(-2.5, 2.5, -2, 2),
    )


def saddle() -> Surface:
    """A pass between two valleys: down to both sides, up along the ridge."""

    def value(x, y):
        return x**2 / 2 - y**2 / 2 + y**4 / 4

    def grad(x, y):
        return x, y**3 - y

    return plane(
        "saddle",
        "Saddle",
        r"\tfrac12 x^2 - \tfrac12 y^2 + \tfrac14 y^4",
        value,
        grad,
        minima=((0.0, -1.0), (0.0, 1.0)),
        saddles=((0.0, 0.0),),
        window=(-2, 2, -1.6, 1.6),
    )


def monkey_saddle() -> Surface:
    """Three ways down from one flat point, and no bottom to any of them."""

    def value(x, y):
        return x**3 - 3 * x * y**2

    def grad(x, y):
        return 3 * x**2 - 3 * y**2, -6 * x * y

    return plane(
        "monkey_saddle",
        "Monkey saddle",
        r"x^3 - 3 x y^2",
        value,
        grad,
        saddles=((0.0, 0.0),),
        window=(-1.5, 1.5, -1.5, 1.5),
    )


def plateau() -> Surface:
    """A hole in a plain that is nearly level: far out, the slope says almost nothing."""

    def value(x, y):
        return (x**2 + y**2) / (1 + x**2 + y**2)

    def grad(x, y):
        return 2 * x / (1 + x**2 + y**2) ** 2, 2 * y / (1 + x**2 + y**2) ** 2

    return plane(
        "plateau",
        "Plateau",
        r"\dfrac{x^2 + y^2}{1 + x^2 + y^2}",
        value,
        grad,
        minima=((0.0, 0.0),),
        window=(-6, 6, -6, 6),
    )


# Roots of x + 10π sin 2πx, the slope of Rastrigin's function along one axis, inside its window.
DENTS = (-1.9899122337085495, -0.9949586376523347, 0.0, 0.9949586376523347, 1.9899122337085495)
BUMPS = (-1.5076407318703584, -0.5025460365546747, 0.5025460365546747, 1.5076407318703584)


def rastrigin() -> Surface:
    """A bowl full of dents, one near every pair of whole numbers. Source: Rastrigin (1974)."""

    def value(x, y):
        return 20 + x**2 + y**2 - 10 * np.cos(2 * np.pi * x) - 10 * np.cos(2 * np.pi * y)

    def grad(x, y):
        return (
            2 * x + 20 * np.pi * np.sin(2 * np.pi * x),
            2 * y + 20 * np.pi * np.sin(2 * np.pi * y),
        )

    return plane(
        "rastrigin",
        "Rastrigin's egg box",
        r"20 + x^2 + y^2 - 10 \cos 2\pi x - 10 \cos 2\pi y",
        value,
        grad,
        minima=tuple(product(DENTS, repeat=2)),
        saddles=(*product(DENTS, BUMPS), *product(BUMPS, DENTS)),
        window=(-2.4, 2.4, -2.4, 2.4),
    )


def styblinski_tang() -> Surface:
    """Four valleys, no two alike in depth but two. Source: Styblinski & Tang (1990)."""

    def value(x, y):
        return (x**4 - 16 * x**2 + 5 * x + y**4 - 16 * y**2 + 5 * y) / 2

    def grad(x, y):
        return (4 * x**3 - 32 * x + 5) / 2, (4 * y**3 - 32 * y + 5) / 2

    low, top, high = sorted(np.roots([4, 0, -32, 5]).real)
    return plane(
        "styblinski_tang",
        "Styblinski and Tang's four valleys",
        r"\tfrac12 \bigl(x^4 - 16 x^2 + 5 x + y^4 - 16 y^2 + 5 y\bigr)",
        value,
        grad,
        minima=tuple(product((low, high), repeat=2)),
        saddles=((low, top), (top, low), (high, top), (top, high)),
        window=(-5, 5, -5, 5),
    )


def mountain() -> Surface:
    """The land of chapter 1: three valleys, one summit, and passes between them.

    A shallow bowl, less three hollows, plus one peak; each is a bell (a, p, q, s): height a,
    center (p, q), width s.
    """
    bells = (
        (-1.0, -1.9, -1.5, 1.1),
        (-0.75, 1.9, -0.9, 0.9),
        (-0.55, 0.9, 1.9, 0.8),
        (0.55, -1.3, 1.3, 1.0),
    )

    def bell(x, y, a, p, q, s):
        return a * np.exp(-((x - p) ** 2 + (y - q) ** 2) / (2 * s**2))

    def value(x, y):
        return 1.1 + (x**2 + y**2) / 40 + sum(bell(x, y, *b) for b in bells)

    def grad(x, y):
        along_x = along_y = 0
        for a, p, q, s in bells:
            height = bell(x, y, a, p, q, s)
            along_x = along_x + height * (p - x) / s**2
            along_y = along_y + height * (q - y) / s**2
        return x / 20 + along_x, y / 20 + along_y

    return plane(
        "mountain",
        "The mountain",
        r"1.1 + \tfrac1{40}(x^2 + y^2) + \sum_i a_i\, e^{-((x - p_i)^2 + (y - q_i)^2) / 2 s_i^2}",
        value,
        grad,
        minima=(
            (-1.7966677612348707, -1.4489188712571317),
            (1.7927092259773887, -0.8526650697537611),
            (0.9516543259945276, 1.7967012378298588),
        ),
        saddles=(
            (0.1897822155705906, -1.0682870145391097),
            (1.2392856065777778, 0.6623967438610967),
            (-2.5817131587114948, 2.620477940912163),
        ),
        window=(-4, 4, -4, 4),
    )


def logistic(X: ArrayLike, y: ArrayLike) -> Surface:
    """Mean binary cross-entropy of a linear classifier without intercept.

    X: features `(n, d)`; y: targets `(n,)`, 0 or 1. The surface takes weights `(..., d)`.
    Written so that no exponential overflows.
    """

    X, y = rows(X, y)
    labels(y)

    def value(w):
        z = times(w, X.T)
        return np.mean(softplus(z) - y * z, axis=-1)

    def grad(w):
        return times(sigmoid(times(w, X.T)) - y, X) / len(y)

    return Surface(
        "logistic",
        "Logistic loss",
        r"\frac1n \sum_i \log(1 + e^{z_i}) - y_i z_i,\quad z_i = w \cdot x_i",
        value,
        grad,
    )


def least_squares(X: ArrayLike, y: ArrayLike) -> Surface:
    """Half the mean squared error of a linear model: a quadratic with Hessian XᵀX/n.

    X: features `(n, d)`; y: targets `(n,)`. The surface takes weights `(..., d)`.
    """

    X, y = rows(X, y)

    def value(w):
        return np.mean((times(w, X.T) - y) ** 2, axis=-1) / 2

    def grad(w):
        return times(times(w, X.T) - y, X) / len(y)

    return Surface(
        "least_squares",
        "Least squares",
        r"\frac1{2n} \sum_i (w \cdot x_i - y_i)^2",
        value,
        grad,
    )


def rows(X: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    """X and y as arrays, or an error: targets `(n, 1)` would broadcast to a wrong loss."""
    X, y = np.asarray(X), np.asarray(y)
    if X.ndim != 2 or y.shape != X.shape[:1]:
        raise ValueError(f"X must have shape (n, d) and y (n,), got {X.shape} and {y.shape}")
    return X, y


def times(w: ArrayLike, M: Array) -> Array:
    """w M for each w of `(..., k)` by itself: one product for all would round differently."""
    return (np.asarray(w)[..., None, :] @ M)[..., 0, :]


def tumor() -> Surface:
    """The first mountain of the book: loss of a tumor classifier with two weights.

    Mean radius and mean texture of 569 tumors, standardized; benign is 1, no intercept.
    """
    X, y = load_tumors(["radius", "texture"])
    loss = logistic(standardize(X), y)
    return plane(
        "tumor",
        "Tumor classifier",
        loss.latex,
        lambda x, y: loss.value(np.stack([x, y], axis=-1)),
        lambda x, y: np.moveaxis(loss.grad(np.stack([x, y], axis=-1)), -1, 0),
        minima=((-3.9642859200734977, -0.8930209758491999),),
        window=(-9, 3, -5, 4),
    )


surfaces = {
    surface.name: surface
    for surface in (
        mountain(),
        tumor(),
        bowl(),
        ravine(),
        rosenbrock(),
        beale(),
        himmelblau(),
        camel(),
        saddle(),
        monkey_saddle(),
        plateau(),
        rastrigin(),
        styblinski_tang(),
    )
}
