"""Momentum on a ravine: every step size and momentum at once, and the walk of one pair."""

import matplotlib.pyplot as plt
import numpy as np
import traitlets
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from descent.experiments.momentum_rates import best, critical, limit, rate
from descent.figures.figure import Figure
from descent.optimizers import momentum, nesterov
from descent.paths import descend
from descent.plots import COLORS, INK, TINTS, draw_losses, draw_map, draw_path
from descent.surfaces import ravine
from descent.types import Array, Setting

STEPS = 200
RULES = {"momentum": momentum, "nesterov": nesterov}


class MomentumPad(Figure):
    """The plane of α and β, colored by the rate on a ravine, with one point picked.

    rule: "momentum" or "nesterov"; share: the step size in units of 1/L, 0.01 to 4;
    beta: 0 to 0.99; kappa: 1 to 1000; x, y: the start.
    """

    module = "momentum_pad"
    alt = (
        "The plane of step sizes and momenta, colored by the rate on a ravine with condition number"
        " {kappa:g}; the path and the distance for αL = {share:g} and β = {beta:g}, rule: {rule}."
    )
    height = (624, 1074)

    rule = traitlets.Enum(list(RULES), "momentum").tag(sync=True)
    share = traitlets.Float(1.0, min=0.01, max=4).tag(sync=True)
    beta = traitlets.Float(0.5, min=0, max=0.99).tag(sync=True)
    kappa = traitlets.Float(50.0, min=1, max=1000).tag(sync=True)
    x = traitlets.Float(-2.5, min=-3, max=3).tag(sync=True)
    y = traitlets.Float(1.0, min=-2, max=2).tag(sync=True)

    @property
    def rate(self) -> float:
        """What a step leaves in the worst direction, in the long run."""
        return worst(self.share, self.beta, self.kappa, self.rule).item()

    @property
    def best(self) -> tuple[float, float]:
        """αL and β of the smallest rate that there is."""
        alpha, beta = best(1, self.kappa, self.rule)
        return alpha * self.kappa, beta

    @property
    def path(self) -> Array:
        """Where the walk has been, shape (201, 2)."""
        rule = RULES[self.rule](self.share / self.kappa, self.beta)
        return descend(rule, ravine(self.kappa).grad, [self.x, self.y], STEPS)

    def picture(self) -> Drawing:
        fig, axes = plt.subplot_mosaic([["pad", "land"], ["pad", "distance"]], figsize=(8, 4.6))
        self.draw_pad(axes["pad"])
        draw_map(axes["land"], ravine(self.kappa))
        draw_path(axes["land"], self.path, rule=self.rule)
        draw_losses(axes["distance"], np.linalg.norm(self.path, axis=-1), rule=self.rule)
        axes["distance"].set(ylabel="distance to the bottom")
        return fig

    def draw_pad(self, ax: Axes) -> None:
        """Rates by color, where the roots meet, the best point and the one picked."""
        shares, betas = np.linspace(0.005, 4, 300), np.linspace(0, 1, 300)
        rates = worst(*np.meshgrid(shares, betas), self.kappa, self.rule)
        fastest = worst(*self.best, self.kappa, self.rule)
        speed = np.sqrt(np.clip((1 - rates) / (1 - fastest), 0, 1))
        level = np.where(rates < 1, 1 - speed, np.nan)
        ax.imshow(level, extent=(0, 4, 0, 1), origin="lower", aspect="auto", cmap=TINTS)
        for curvature in (1, self.kappa):
            ax.plot(*double_roots(self.kappa, curvature, self.rule), "--", color=INK, linewidth=1)
        ax.plot(limit(betas, self.rule), betas, color=INK, linewidth=1)
        ax.text(3.9, 0.04, "diverges", ha="right")
        ax.plot(*self.best, "o", color=COLORS[self.rule])
        ax.annotate("best", self.best, xytext=(10, 2), textcoords="offset points")
        pin = {"color": "white", "markeredgecolor": INK, "markersize": 9, "markeredgewidth": 2}
        ax.plot(self.share, self.beta, "o", **pin)
        ax.set(xlim=(0, 4), ylim=(0, 1))
        ax.set_xlabel("$\\alpha L$", size="large")
        ax.set_ylabel("$\\beta$", size="large")
        ax.grid(visible=False)


def worst(share: Setting, beta: Setting, kappa: float, rule: str) -> Array:
    """The rate in the worse direction, for α = share / L; μ is 1 and L is κ."""
    alpha = share / kappa
    return np.maximum(rate(alpha, beta, 1, rule), rate(alpha, beta, kappa, rule))


def double_roots(kappa: float, curvature: float, rule: str) -> Array:
    """Where the two roots of one curvature are one and the rule is stable: αL and β, (2, n)."""
    shares = np.linspace(1e-3, 4, 401)
    line = np.array([shares, critical(shares / kappa, curvature, rule)])
    if rule == "nesterov":  # both are zero where αλ = 1, whatever β is
        zero = np.array([np.full(51, kappa / curvature), np.linspace(0, 1, 51)])
        line = np.append(line, zero, axis=1)
    inside = (line[1] >= 0) & (line[0] <= limit(line[1], rule))
    return line[:, inside]
