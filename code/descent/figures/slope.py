"""The slope of a curve, and what finite differences make of it."""

import matplotlib.pyplot as plt
import numpy as np
import traitlets
from matplotlib.figure import Figure as Drawing
from matplotlib.ticker import NullFormatter

from descent.figures.figure import Figure
from descent.plots import COLORS, MUTED
from descent.types import Array

CURVES = {
    "charge": (lambda x: np.log1p(np.exp(-x)), lambda x: -1 / (1 + np.exp(x))),
    "wave": (lambda x: np.sin(2 * x) + x**2 / 4, lambda x: 2 * np.cos(2 * x) + x / 2),
    "cubic": (lambda x: x**3 / 4 - x, lambda x: 3 * x**2 / 4 - 1),
}


class Slope(Figure):
    """A point on a curve, its tangent, and the error of two measured slopes against h.

    x: −3 to 3; h: 1e-14 to 1; curve: "charge" log(1 + e⁻ˣ), the loss of one benign tumor with
    score x, "wave" sin 2x + x²/4, or "cubic" x³/4 − x.
    """

    module = "slope"
    alt = "A curve with its tangent at x = {x:g}, and the error of measured slopes against h."
    height = (444, 754)

    x = traitlets.Float(1.0, min=-3, max=3).tag(sync=True)
    h = traitlets.Float(0.5, min=1e-14, max=1).tag(sync=True)
    curve = traitlets.Enum(list(CURVES), "wave").tag(sync=True)

    def errors(self, h: Array) -> tuple[Array, Array]:
        """How far the central and the forward difference are off, each with the shape of h."""
        f, slope = CURVES[self.curve]
        central = (f(self.x + h) - f(self.x - h)) / (2 * h)
        forward = (f(self.x + h) - f(self.x)) / h
        return abs(central - slope(self.x)), abs(forward - slope(self.x))

    def picture(self) -> Drawing:
        f, slope = CURVES[self.curve]
        fig, (land, error) = plt.subplots(1, 2, figsize=(8, 3.4))
        grid, near = np.linspace(-4, 4, 161), self.x + np.array([-1.5, 1.5])
        land.plot(grid, f(grid), color=MUTED, linewidth=1.4)
        central = (f(self.x + self.h) - f(self.x - self.h)) / (2 * self.h)
        forward = (f(self.x + self.h) - f(self.x)) / self.h
        lines = ((slope(self.x), MUTED, ":"), (central, COLORS["gd"], "-"))
        for steepness, color, dash in (*lines, (forward, COLORS["momentum"], "--")):
            land.plot(near, f(self.x) + steepness * (near - self.x), dash, color=color)
        land.set(xlim=(-4, 4), ylim=(-4, 5), xlabel="x", ylabel="f(x)")
        sizes = 10 ** np.linspace(-14, 0, 113)
        for key, name, values in zip(
            ("gd", "momentum"), ("central", "forward"), self.errors(sizes), strict=True
        ):
            error.loglog(sizes, np.maximum(values, 1e-17), color=COLORS[key], label=name)
        error.axvline(self.h, color=MUTED, linestyle=":")
        error.set(xlabel="h", ylabel="error", ylim=(1e-16, 1e2))
        error.set_xticks(10.0 ** np.arange(-14, 1, 2), minor=True)
        error.set_xticks(10.0 ** np.arange(-12, 1, 4))
        error.xaxis.set_minor_formatter(NullFormatter())
        error.legend()
        return fig
