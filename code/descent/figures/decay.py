"""Weight decay inside Adam's gradient, and beside it: what each takes of two weights."""

import matplotlib.pyplot as plt
import numpy as np
import traitlets
from matplotlib.figure import Figure as Drawing

from descent.experiments.weight_decay import shrink
from descent.figures.figure import Figure
from descent.plots import MUTED, draw_path, style_of
from descent.types import Array

STEPS, DOT = 1000, 100  # so many steps lie between two dots of a path
RULES = {"l2": ("adam", "Adam with L2"), "adamw": ("adamw", "AdamW")}
SIZES = np.array([0.01, 100.0])  # the gradients in the second chart, from and to


class Decay(Figure):
    """Two weights under Adam with L2 and under AdamW, one with large gradients, one with small.

    The gradient of w₁ alternates between √ratio and −√ratio, that of w₂ between 1/√ratio and
    −1/√ratio: without decay both would stay where they are, but for 2α while Adam starts.

    decay: 0.001 to 1; ratio: size of w₁'s gradients in units of w₂'s, 1 to 1000; alpha: step size,
    0.001 to 0.1; x, y: the start, w₁ and w₂, each 0 to 2.
    """

    module = "decay"
    height = (566, 1010)
    alt = (
        "The plane of two weights, of which the first has gradients {ratio:g} times as large: paths"
        " of Adam with L2 and of AdamW, α = {alpha:g}, decay = {decay:g}; and the share of a weight"
        " that the decay takes in a step, against the size of the gradients."
    )

    decay = traitlets.Float(0.1, min=0.001, max=1).tag(sync=True)
    ratio = traitlets.Float(100.0, min=1, max=1000).tag(sync=True)
    alpha = traitlets.Float(0.01, min=0.001, max=0.1).tag(sync=True)
    x = traitlets.Float(1.5, min=0, max=2).tag(sync=True)
    y = traitlets.Float(1.5, min=0, max=2).tag(sync=True)

    @property
    def sizes(self) -> Array:
        """How large the gradients of w₁ and w₂ are, shape (2,)."""
        return np.sqrt(self.ratio) ** np.array([1, -1])

    @property
    def walks(self) -> dict[str, tuple[Array, Array]]:
        """{"l2": ..., "adamw": ...}: paths and shares, arrays of shape (1001, 2)."""
        given = self.alpha, self.decay, self.sizes, (self.x, self.y), STEPS
        return {rule: shrink(rule, *given) for rule in RULES}

    def picture(self) -> Drawing:
        fig, (plane, takes) = plt.subplots(1, 2, figsize=(8, 3.6))
        level = self.alpha * self.decay
        for rule, (path, share) in self.walks.items():
            known, label = RULES[rule]
            style = style_of(known, label)
            draw_path(plane, path, known, label)
            plane.plot(*path[DOT::DOT].T, "o", color=style["color"], markersize=4)
            takes.loglog(SIZES, level / (SIZES if rule == "l2" else 1) + 0 * SIZES, **style)
            takes.plot(self.sizes, share[-1], "o", color=style["color"])
        for size, name, side in zip(
            self.sizes, (" $w_1$", "$w_2$ "), ("left", "right"), strict=True
        ):
            takes.axvline(size, color=MUTED, linewidth=1, linestyle=":")
            takes.text(size, level / 500, name, horizontalalignment=side)
        plane.set(xlim=(-0.3, 2.3), ylim=(-0.3, 2.3), aspect="equal")
        plane.set(xlabel="$w_1$, the one with larger gradients", ylabel="$w_2$")
        takes.set(xlim=SIZES, ylim=(level / 1000, level * 1000), xlabel="$|g|$")
        takes.set(title="share of w that decay takes in a step")
        plane.legend(loc="upper left")
        return fig
