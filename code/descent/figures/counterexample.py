"""Reddi's problem: Adam walks to the worst point, AMSGrad to the best."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
import traitlets
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from descent.experiments.adam_counterexample import PERIOD, bands, best_point, cuts, walk
from descent.figures.figure import Figure
from descent.plots import COLORS, INK, MUTED, style_of
from descent.types import Array

STEPS = [1000, 10_000, 100_000, 300_000]
SHOWN = {"both": ["adam", "amsgrad"], "adam": ["adam"], "amsgrad": ["amsgrad"]}
FIRST = 0.7  # the log axis begins here: there stands the start, before step 1
SEEN = 3 * PERIOD  # the second chart shows so many steps


class Counterexample(Figure):
    """One weight whose large gradient is rare: where Adam and AMSGrad go, and what they divide by.

    The gradient is C at one step in 101 and −10 at all others; steps shrink as α/√t with α = 0.5,
    β₁ = 0.9, and w stays between −1 and 1.

    beta2: memory of g², 0 to 0.9999; large: C, 200 to 3000; at: the step of the period at which it
    comes, 1 to 101; start: −1 to 1; moments: "uncorrected", as in the paper, or "corrected", as in
    the book's rules; steps: 1000, 10,000, 100,000 or 300,000; shown: "both", "adam" or "amsgrad".
    """

    module = "counterexample"
    height = (646, 1194)
    alt = (
        "Where the weight stands against steps, on a log axis, and what divides its steps in the"
        " last three periods; β₂ = {beta2:g}, C = {large:g}, {steps} steps, moments {moments},"
        " rules: {shown}."
    )

    beta2 = traitlets.Float(0.99, min=0, max=0.9999).tag(sync=True)
    large = traitlets.Float(1010.0, min=200, max=3000).tag(sync=True)
    at = traitlets.Int(1, min=1, max=PERIOD).tag(sync=True)
    start = traitlets.Float(0.0, min=-1, max=1).tag(sync=True)
    moments = traitlets.Enum(["uncorrected", "corrected"], "uncorrected").tag(sync=True)
    steps = traitlets.Enum(STEPS, 100_000).tag(sync=True)
    shown = traitlets.Enum(list(SHOWN), "both").tag(sync=True)

    @property
    def walks(self) -> dict[str, tuple[Array, Array]]:
        """{rule: (path, divisor)} of the rules shown, arrays of shape (steps + 1,)."""
        settings = {
            "beta2": self.beta2,
            "large": self.large,
            "at": self.at,
            "start": self.start,
            "corrected": self.moments == "corrected",
        }
        return {rule: walk(rule, self.steps, **settings) for rule in SHOWN[self.shown]}

    def picture(self) -> Drawing:
        fig, (places, divisors) = plt.subplots(1, 2, figsize=(8, 3.4))
        edges, walks = cuts(self.steps), self.walks
        for rule, (path, divisor) in walks.items():
            self.draw_way(places, rule, bands(path, edges), edges)
            seen = divisor[1:][-SEEN:]
            divisors.plot(np.arange(1 - len(seen), 1), seen, **style_of(rule))
        self.draw_goals(places)
        last = max(np.max(divisor) for _, divisor in walks.values())
        rare = self.steps - (self.steps - self.at) % PERIOD - PERIOD * np.arange(3)
        divisors.vlines(rare - self.steps, 0, 1.3 * last, color=MUTED, linewidth=1, linestyle=":")
        divisors.set(xlim=(1 - SEEN, 0), ylim=(0, 1.3 * last), xlabel="steps until now")
        root = r"\sqrt{\hat{v}}" if self.moments == "corrected" else r"\sqrt{v}"
        divisors.set(title=f"${root}$, or the largest, in the last three periods")
        return fig

    def draw_way(self, ax: Axes, rule: str, found: Array, edges: Sequence[int]) -> None:
        """Where the weight has been, by `bands`: the mean as a line in a band of all places."""
        mean, least, most = found
        t = np.maximum(edges, FIRST)
        ax.fill_between(t, least, most, color=COLORS[rule], alpha=0.25, linewidth=0)
        ax.semilogx(t, mean, **style_of(rule))

    def draw_goals(self, ax: Axes) -> None:
        """The best point and the worst, each a line with its name."""
        best = best_point(self.large)
        for w, above in (1, True), (-1, False):
            name = "best point" if w == best else "worst point" if best else "as good as any"
            ax.axhline(w, color=INK, linewidth=1, linestyle=":")
            ax.text(1, w * 1.06, name, va="bottom" if above else "top")
        ax.legend(loc="center left")
        ax.set(xlim=(FIRST, self.steps), ylim=(-1.35, 1.35), xlabel="step t", title="w")
