"""Gradient descent on one curve, with a step size that the reader moves."""

import matplotlib.pyplot as plt
import numpy as np
import traitlets
from matplotlib.figure import Figure as Drawing

from descent.figures.figure import Figure
from descent.optimizers import gd
from descent.paths import descend
from descent.plots import COLORS, MUTED, draw_losses
from descent.types import Array

STEPS = 40
CURVES = {
    "square": (lambda x: x**2, lambda x: 2 * x),
    "quartic": (lambda x: x**4 / 32, lambda x: x**3 / 8),
    "soft": (lambda x: np.sqrt(1 + x**2), lambda x: x / np.sqrt(1 + x**2)),
}


class StepSize(Figure):
    """Iterates on a curve, and their distance to its bottom on a log axis.

    alpha: step size, 0.005 to 1.2; start: −8 to 8; curve: "square" x², "quartic" x⁴/32 or
    "soft" √(1 + x²), all with their bottom at 0.
    """

    module = "step_size"
    alt = (
        "Iterates of gradient descent on a curve, and their distance to the bottom: α = {alpha:g}."
    )
    height = (484, 812)

    alpha = traitlets.Float(0.1, min=0.005, max=1.2).tag(sync=True)
    start = traitlets.Float(5.0, min=-8, max=8).tag(sync=True)
    curve = traitlets.Enum(list(CURVES), "square").tag(sync=True)

    @property
    def path(self) -> Array:
        """Where the walk has been, shape (41,)."""
        return descend(gd(self.alpha), CURVES[self.curve][1], [self.start], STEPS)[:, 0]

    def picture(self) -> Drawing:
        value, _ = CURVES[self.curve]
        grid, x = np.linspace(-10, 10, 161), self.path
        fig, (land, distance) = plt.subplots(1, 2, figsize=(8, 3.4))
        land.plot(grid, value(grid), color=MUTED, linewidth=1.2)
        land.plot(x, value(x), ".-", color=COLORS["gd"], linewidth=1.2)
        land.set(xlim=(-10, 10), ylim=(-0.06 * value(10.0), value(10.0)), xlabel="x", ylabel="f(x)")
        draw_losses(distance, np.abs(x))
        distance.set(ylim=(1e-8, 1e4), ylabel="distance to the bottom")
        return fig
