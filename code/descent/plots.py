"""The figures used more than once, in one style. Each draws on the `ax` it is given.

    use_style()
    fig, ax = plt.subplots()
    draw_map(ax, surface)
    draw_path(ax, path, rule="gd")

Each rule keeps its color and its dashes through the whole book; a test proves that the colors
stay apart for color-blind readers.
"""

from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LightSource, LinearSegmentedColormap
from matplotlib.patheffects import AbstractPathEffect, Normal, Stroke
from matplotlib.ticker import LogLocator, NullFormatter

from descent.surfaces import Surface
from descent.types import ArrayLike, Style, Window

LABELS = {
    "gd": "gradient descent",
    "momentum": "momentum",
    "nesterov": "Nesterov",
    "adagrad": "AdaGrad",
    "rmsprop": "RMSProp",
    "adam": "Adam",
    "amsgrad": "AMSGrad",
    "adamw": "AdamW",
}
COLORS = {
    "gd": "#0072b2",
    "momentum": "#d56202",
    "nesterov": "#733100",
    "adagrad": "#856545",
    "rmsprop": "#19a275",
    "adam": "#b22d6c",
    "amsgrad": "#c57ca1",
    "adamw": "#5f108c",
}
COLORS_ON_DARK = {
    "gd": "#5b9db6",
    "momentum": "#ef9456",
    "nesterov": "#ac6f36",
    "adagrad": "#ebe034",
    "rmsprop": "#2ed2a2",
    "adam": "#f646a1",
    "amsgrad": "#c12677",
    "adamw": "#b9a3ff",
}
DASHES = {
    "gd": "-",
    "momentum": (0, (5, 1.6)),
    "nesterov": (0, (5, 1.4, 1.2, 1.4, 1.2, 1.4)),
    "adagrad": (0, (9, 2)),
    "rmsprop": (0, (1.4, 1.2)),
    "adam": (0, (6, 1.6, 1.4, 1.6)),
    "amsgrad": (0, (2.6, 1.2)),
    "adamw": (0, (9, 1.6, 1.4, 1.6)),
}
INK, PAPER, MUTED, GRID, ISOLINE = "#22282e", "#fcfcfa", "#5f6972", "#dde2e5", "#17343a"

# From the valley floor up: deep teal, green, straw, sand, rock.
TINTS = LinearSegmentedColormap.from_list(
    "tints", ["#2c6a72", "#46917f", "#86b98c", "#d3dca0", "#ecdcae", "#d6b98f", "#b39a86"]
)


def use_style() -> None:
    """Set matplotlib's defaults for the book, as `plt.style.use("descent.book")` does."""
    plt.style.use("descent.book")


def draw_map(
    ax: Axes, surface: Surface, window: Window | None = None, bands: int = 18, cells: int = 240
) -> None:
    """A topographic map: tinted bands, thin isolines, light from the north-west, crosses at minima.

    window: x_low, x_high, y_low, y_high; the surface's own by default.
    """
    window = window or surface.window
    if window is None:
        raise ValueError(f"{surface.title} has no window of its own: pass one")
    x_low, x_high, y_low, y_high = window
    x, y = np.linspace(x_low, x_high, cells), np.linspace(y_low, y_high, cells)
    height = surface.value(np.stack(np.meshgrid(x, y), axis=-1))
    height = np.log1p(height - height.min())
    even = np.linspace(0, height.max(), bands + 1)
    levels = (even + np.quantile(height, np.linspace(0, 1, bands + 1))) / 2
    band = np.searchsorted(levels[1:-1], height) / (bands - 1)
    light = LightSource(azdeg=315, altdeg=45).hillshade(height / (np.ptp(height) or 1), 45)
    shade = 1 + 0.35 * (light[..., None] - np.sin(np.pi / 4))
    ax.imshow(
        np.clip(TINTS(band)[..., :3] * shade, 0, 1),
        extent=window,
        origin="lower",
        aspect="equal",
        interpolation="bilinear",
    )
    widths = [0.9 if k % 3 == 0 else 0.4 for k in range(1, bands)]
    lines = {"colors": ISOLINE, "alpha": 0.45, "linestyles": "solid"}
    if np.ptp(height) > 0:
        ax.contour(x, y, height, levels=levels[1:-1], linewidths=widths, **lines)
    for minimum in surface.minima:
        ax.plot(*minimum, "+", color=INK, markersize=8, markeredgewidth=1.6)
    ax.set(xlim=(x_low, x_high), ylim=(y_low, y_high))
    ax.set_xlabel("$w_1$", size="large")
    ax.set_ylabel("$w_2$", size="large")
    ax.grid(False)


def style_of(rule: str, label: str | None = None) -> Style:
    """Color, dashes and label of a rule; ink for one that is not the book's."""
    known = rule in LABELS
    return {
        "color": COLORS[rule] if known else INK,
        "linestyle": DASHES[rule] if known else "-",
        "label": label or LABELS.get(rule, rule),
    }


def draw_path(
    ax: Axes, path: ArrayLike, rule: str = "gd", label: str | None = None, points: bool = True
) -> None:
    """One path `(steps + 1, 2)` on a map, with a halo, from a white pin to where it ends.

    rule: one of the eight, or any other name, drawn in ink.
    What is not finite is left out. Points are drawn as dots where there are at most 60 steps.
    """
    x, y = np.asarray(path, dtype=float).T
    style = style_of(rule, label)
    ax.plot(x, y, path_effects=halo("white"), scalex=False, scaley=False, **style)
    if points and len(x) <= 61:
        ax.plot(x, y, ".", color=style["color"], markersize=6, scalex=False, scaley=False)
    pin = {"color": "white", "markeredgecolor": INK, "markersize": 9, "markeredgewidth": 2}
    ax.plot(x[0], y[0], "o", scalex=False, scaley=False, **pin)


def halo(color: str) -> list[AbstractPathEffect]:
    """Path effects that part a line from the map below it."""
    return [Stroke(linewidth=4.2, foreground=color, alpha=0.75), Normal()]


def draw_losses(
    ax: Axes, values: ArrayLike, rule: str = "gd", label: str | None = None, **style: Any
) -> None:
    """A curve of losses (or distances) `(steps + 1,)` against steps, on a log axis.

    Where it passes 1e100, or is no number, the point before is crossed out: it diverged there.
    """
    values = np.asarray(values, dtype=float)
    finite = np.abs(values) < 1e100  # an axis up to 1e308 would overflow
    values = np.where(finite, values, np.nan)
    if not (values > 0).any():
        values = np.full_like(values, np.nan)  # a log axis cannot show them
    (line,) = ax.semilogy(values, **style_of(rule, label) | style)
    if not finite.all():
        last = max(finite.argmin() - 1, 0)
        ax.plot(last, values[last], "x", color=line.get_color(), markersize=9, markeredgewidth=2)
    ax.yaxis.set_major_locator(LogLocator(numticks=7))
    ax.yaxis.set_minor_formatter(NullFormatter())
    ax.set_xlabel("step t")


def draw_intervals(
    ax: Axes, found: dict[str, tuple[float, float, float]], zero: float = 0.0
) -> None:
    """Differences with their intervals, one row for each: hollow and gray where it is a tie.

    found: {label: (mean, low, high)}, drawn from the top; zero: where there is no difference.
    """
    for row, (mean, low, high) in enumerate(found.values()):
        tie = low <= zero <= high
        color = MUTED if tie else INK
        ax.plot([low, high], [row, row], color=color, linewidth=1.2 if tie else 2.2)
        ax.plot(mean, row, "o", color=color, markerfacecolor=PAPER if tie else color, markersize=5)
    ax.axvline(zero, color=MUTED, linewidth=1, linestyle=":")
    ax.set_yticks(range(len(found)), list(found))
    ax.set_ylim(len(found) - 0.5, -0.5)
    ax.grid(axis="y", visible=False)
