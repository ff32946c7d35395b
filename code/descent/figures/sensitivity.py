"""How much the step size matters: losses of the stored study against α, for each method."""

from collections.abc import Iterable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import traitlets
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import Rectangle

from descent.experiments import comparison
from descent.experiments.comparison import (
    ALPHAS,
    BUDGETS,
    METHODS,
    PARTS,
    PROBLEMS,
    Study,
    good_range,
    one_of,
)
from descent.experiments.training_grid import LOST
from descent.figures.figure import Figure
from descent.plots import COLORS, DASHES, INK
from descent.types import Array, Style

NAMES = {
    "classifier": "Classifier, 9 weights",
    "network": "8-32-1 network",
    "digits": "64-32-10 network on digits",
}
RULES = {
    "full batch": "gd",
    "SGD": "gd",
    "momentum": "momentum",
    "RMSProp": "rmsprop",
    "Adam": "adam",
    "AdamW": "adamw",
}
FULL_DASH = (0, (4, 1.4, 1, 1.4, 1, 1.4))  # the color is SGD's: it is the same rule
LOWEST, HIGHEST = 1e-2, 10  # the loss axis begins here or higher, and ends here
STRIP = 0.16  # part of the axis: so high are the strips for good ranges and for what diverged


class Sensitivity(Figure):
    """Training and validation loss after a budget, against α: medians and bands over the splits.

    problem: "classifier", "network" or "digits"; budget: in epochs, one of the study's;
    shown: names of methods, as in `descent.experiments.comparison.METHODS`;
    study: what `load_study()` returns, which is also the default.

    Lines are medians over the splits; a band reaches from the third lowest to the third highest
    of ten. A bar spans the `good_range` of a method. Beyond 10⁶ a loss counts as diverged.

    Raises ValueError for a problem, a budget or a method that the study has not.
    """

    module = "sensitivity"
    height = (861, 1246)
    problem = traitlets.Unicode().tag(sync=True)
    budget = traitlets.Int().tag(sync=True)
    shown = traitlets.List().tag(sync=True)
    grid = traitlets.Dict().tag(sync=True)
    results = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        problem: str = "network",
        budget: int = 30,
        shown: Iterable[str] = ("SGD", "momentum", "Adam"),
        study: Study | None = None,
    ):
        shown = [name for name in METHODS if name in [one_of(METHODS, one) for one in shown]]
        table = (study or comparison.load_study()).table
        with np.errstate(over="ignore"):  # the median of huge losses may overflow
            results = {name: told_of(table[name]) for name in PROBLEMS}
        one_of(BUDGETS, budget)
        super().__init__(
            problem=one_of(PROBLEMS, problem),
            budget=budget,
            shown=shown,
            grid=GRID,
            results=results,
        )

    @property
    def alt(self) -> str:
        """What the picture shows of which problem, budget and methods."""
        return (
            "Two panels, training and validation loss against the step size, both axes"
            f" logarithmic: {NAMES[self.problem]}, budget in epochs {self.budget}. A curve with a"
            f" band for {', '.join(self.shown) or 'no method'}; its lowest point is ringed, a bar"
            " below spans its good range, and dots above stand where it diverged."
        )

    def picture(self) -> Drawing:
        fig, axes = plt.subplots(1, 2, figsize=(8, 4.4), sharex=True, sharey=True)
        found, k = self.results[self.problem], BUDGETS.index(self.budget)
        low = found["low"]
        strip = (HIGHEST / low) ** STRIP
        for ax, part in zip(axes, PARTS, strict=True):
            for row, name in enumerate(self.shown):
                draw(ax, found["methods"][name][part][k], name, low, strip ** ((row + 0.7) / 6.4))
            ax.set_title(f"{part} loss, {self.budget} {'epoch' if self.budget == 1 else 'epochs'}")
            ax.set_xlabel("step size α")
            ax.axhline(low, color=INK, linewidth=0.8)
            ax.text(ALPHAS[0], HIGHEST * strip**0.5, "diverged", va="center")
        x = ALPHAS[0] / 1.4, ALPHAS[-1] * 1.4
        axes[0].set(xscale="log", yscale="log", xlim=x, ylim=(low / strip, HIGHEST * strip))
        handles = axes[0].get_legend_handles_labels()
        if self.shown:
            fig.legend(*handles, loc="outside lower center", ncols=6)
        return fig


def look(name: str) -> Style:
    """Color and dashes of a method."""
    rule = RULES[name]
    dash = FULL_DASH if name == "full batch" else DASHES[rule]
    return {"color": COLORS[rule], "linestyle": dash}


def draw(ax: Axes, found: dict[str, Any], name: str, low: float, row: float) -> None:
    """One method: band, median, its best ringed, the bar, and a dot for each α that diverged."""
    middle, lower, upper = (
        np.array([np.inf if x is None else x for x in found[key]])
        for key in ("median", "low", "high")
    )
    color = look(name)["color"]
    inside = Rectangle((0, low), 1, HIGHEST - low, transform=ax.get_yaxis_transform())
    band = np.clip([lower, upper], low, HIGHEST)
    ax.fill_between(ALPHAS, *band, color=color, alpha=0.13, linewidth=0)
    seen = np.where(middle < np.inf, np.maximum(middle, 1e-30), LOST)
    (line,) = ax.plot(ALPHAS, seen, label=name, linewidth=1.8, **look(name))
    line.set_clip_path(inside)
    if found["best"] is not None:
        best, first, last = found["best"]
        ring = {"markerfacecolor": "white", "markeredgewidth": 1.8, "color": color}
        ax.plot(ALPHAS[best], np.clip(middle[best], low, HIGHEST), "o", zorder=3, **ring)
        ax.plot([first, last], 2 * [low / row], color=color, linewidth=3, solid_capstyle="butt")
    lost = [alpha for alpha, x in zip(ALPHAS, middle, strict=True) if x == np.inf]
    ax.plot(lost, len(lost) * [HIGHEST * row], ".", color=color, markersize=5)


GRID = {
    "problems": [list(pair) for pair in NAMES.items()],  # a notebook file sorts dictionaries
    "methods": [list(pair) for pair in RULES.items()],
    "alphas": list(ALPHAS),
    "budgets": list(BUDGETS),
    "parts": list(PARTS),
    "axis": [HIGHEST, STRIP],
    "splits": len(comparison.SEEDS),
}


def told_of(table: Array) -> dict[str, Any]:
    """What the browser is told of a problem: the foot of its axis, and all curves.

    table: losses, (methods, alphas, seeds, budgets, parts).
    """
    losses = np.where(np.isfinite(table), table, np.inf)
    methods = {
        name: {
            part: [curve(losses[i, :, :, k, j]) for k in range(len(BUDGETS))]
            for j, part in enumerate(PARTS)
        }
        for i, name in enumerate(METHODS)
    }
    least = np.median(losses, axis=2).min()
    low = 10 ** np.floor(np.log10(max(least, LOWEST)))
    return {"low": float(low), "methods": methods}


def curve(losses: Array) -> dict[str, Any]:
    """Median and band for each α, of losses `(alphas, seeds)`, and [best, good from, good to]."""
    low, high = np.quantile(losses, (0.25, 0.75), axis=1, method="nearest")
    bands = {"median": np.median(losses, axis=1), "low": low, "high": high}
    best = None
    if np.isfinite(bands["median"]).any():
        ends = [float(f"{alpha:.4g}") for alpha in good_range(losses)]
        best = [int(comparison.choose(bands["median"])), *ends]
    return {key: shortened(values) for key, values in bands.items()} | {"best": best}


def shortened(losses: Iterable[float]) -> list[float | None]:
    """Numbers of three digits; None for a loss that has diverged, for JSON knows no infinity."""
    return [float(f"{loss:.3g}") if loss < LOST else None for loss in losses]
