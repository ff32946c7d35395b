"""Twelve loss curves: what is wrong with each? Choose, read why, and see the same run repaired."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import traitlets
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from descent.experiments.loss_curves import CASES, FAR, LETTERS, Case, Curves
from descent.figures.figure import Figure, Still
from descent.plots import INK, MUTED


class Diagnose(Figure):
    """Twelve runs of the 8-32-1 network on the tumor data, eleven of them with something wrong.

    case: which curve is shown, 1 to 12; tries: for each curve the answers given so far, by number.
    The runs and all words come with the figure; nothing is trained in the browser.
    """

    module = "diagnose"
    height = (619, 1143)
    alt = (
        "Twelve small charts, A to L: training loss (solid) and validation loss (dashed) of twelve"
        " runs on a log axis, each with a dotted line at the loss of a blind guess."
    )

    case = traitlets.Int(1, min=1, max=len(CASES)).tag(sync=True)
    tries = traitlets.List().tag(sync=True)
    cases = traitlets.List().tag(sync=True)

    def __init__(self, case: int = 1):
        super().__init__(case=case, cases=told(), tries=[[] for _ in CASES])

    def picture(self) -> Drawing:
        fig, axes = plt.subplots(4, 3, figsize=(7, 8.2))
        for ax, case, letter in zip(axes.flat, CASES, LETTERS.values(), strict=True):
            draw(ax, case, letter)
        solid, dashed, dotted = axes[0, 0].get_lines()
        names = ["training loss", "validation loss", "blind guess"]
        fig.legend([solid, dashed, dotted], names, loc="outside lower center", ncols=3)
        return fig

    def still(self) -> Still:
        """Return the picture and, as `key`, what each panel shows and the answers in a fold."""
        picture, more = super().still()
        return picture, more | {"key": key(self.cases)}


@cache
def told() -> list[dict[str, Any]]:
    """What the browser is told of each case: both runs, and words for every answer."""
    return [
        case.told(LETTERS)
        | {"letter": letter, "unit": case.unit, "blind": shortened([case.blind])[0]}
        | {"broken": shown(case.broken), "repaired": shown(case.repaired)}
        for case, letter in zip(CASES, LETTERS.values(), strict=True)
    ]


def shown(run: Curves) -> dict[str, Any]:
    """A run as JSON: where it begins, the distance of its points, and their losses."""
    first, every = int(run.at[0]), int(run.at[1] - run.at[0])
    curves = {"training": shortened(run.training), "validation": shortened(run.validation)}
    return {"first": first, "every": every, **curves}


def shortened(losses: Iterable[float]) -> list[float | None]:
    """Numbers of four digits; None where a loss has diverged, for JSON knows no infinity."""
    return [float(f"{loss:.3e}") if loss < FAR else None for loss in losses]


def draw(ax: Axes, case: Case, letter: str) -> None:
    """The broken run as the reader first sees it."""
    line = {"color": INK, "linewidth": 1.2}
    run, near = case.broken, case.broken.training < FAR
    for losses, dash in (run.training, "-"), (run.validation, (0, (3, 1.5))):
        ax.semilogy(run.at, np.where(losses < FAR, losses, np.nan), linestyle=dash, **line)
    ax.axhline(case.blind, color=MUTED, linewidth=1.2, linestyle=":")
    if not near.all():
        place = run.at[near][-1], run.training[near][-1]
        ax.plot(*place, "x", color=INK)
        ax.annotate("diverged", place, (8, -4), textcoords="offset points", fontsize="small")
    high = run.training[near].max()
    low = min(run.training[near].min(), run.validation[run.validation < FAR].min())
    ax.set(xlim=(0, run.at[-1]), ylim=(min(0.05, 0.8 * low), max(2, 1.25 * high**1.03)))
    ax.set_title(letter, fontweight="bold")
    ax.set_xlabel(case.unit, fontsize="small")
    ax.tick_params(labelsize="small")


def key(cases: Iterable[dict[str, Any]]) -> str:
    """Settings and sight of each panel, and a fold with all answers, as Markdown."""
    seen = "\n".join(f"- **{c['letter']}** {c['settings']} {c['seen']}" for c in cases)
    answers = "\n".join(
        f"- **{c['letter']}** *{c['choices'][c['right']][0]}.* {c['why']} {c['repair']}"
        for c in cases
    )
    return f"{seen}\n\n::::{{dropdown}} Answers\n{answers}\n::::"
