"""Momentum on a ravine: every step size and momentum at once, and the walk of one pair."""

import matplotlib.pyplot as plt
import numpy as np
import traitlets

from descent.optimizers import momentum
from descent.paths import descend
from descent.plots import COLORS, INK, TINTS, draw_losses, draw_map, draw_path
from descent.rates import best, critical, rate
from descent.surfaces import ravine
from descent.widgets.figure import Figure

STEPS = 200


class MomentumPad(Figure):
    """The plane of α and β, colored by the rate on a ravine, with one point picked.

    share: the step size in units of 1/L, 0.01 to 4; beta: 0 to 0.99; kappa: 1 to 1000;
    x, y: the start.
    """

    module = "momentum_pad"
    alt = (
        "The plane of step sizes and momenta, colored by the rate on a ravine with condition number"
        " {kappa:g}; the path and the distance for αL = {share:g} and β = {beta:g}."
    )
    height = (610, 1220)

    share = traitlets.Float(1.0, min=0.01, max=4).tag(sync=True)
    beta = traitlets.Float(0.5, min=0, max=0.99).tag(sync=True)
    kappa = traitlets.Float(50.0, min=1, max=1000).tag(sync=True)
    x = traitlets.Float(-2.5, min=-3, max=3).tag(sync=True)
    y = traitlets.Float(1.0, min=-2, max=2).tag(sync=True)

    @property
    def rate(self):
        """What a step leaves in the worst direction, in the long run."""
        return rate(self.share / self.kappa, self.beta, np.array([1, self.kappa])).max()

    @property
    def path(self):
        """Where the walk has been, shape (201, 2)."""
        rule = momentum(self.share / self.kappa, self.beta)
        return descend(rule, ravine(self.kappa).grad, [self.x, self.y], STEPS)

    def picture(self):
        fig, axes = plt.subplot_mosaic([["pad", "land"], ["pad", "distance"]], figsize=(8, 4.6))
        self.draw_pad(axes["pad"])
        draw_map(axes["land"], ravine(self.kappa))
        draw_path(axes["land"], self.path, rule="momentum")
        draw_losses(axes["distance"], np.linalg.norm(self.path, axis=-1), rule="momentum")
        axes["distance"].set(ylabel="distance to the bottom")
        return fig

    def draw_pad(self, ax):
        """Rates by color, where the roots meet, the best point and the one picked."""
        shares, betas = np.linspace(0.005, 4, 300), np.linspace(0, 1, 300)
        alpha, beta = np.meshgrid(shares / self.kappa, betas)
        rates = np.maximum(rate(alpha, beta, 1), rate(alpha, beta, self.kappa))
        best_alpha, best_beta = best(1, self.kappa)
        speed = np.sqrt(np.clip((1 - rates) / (1 - np.sqrt(best_beta)), 0, 1))
        level = np.where(rates < 1, 1 - speed, np.nan)
        ax.imshow(level, extent=(0, 4, 0, 1), origin="lower", aspect="auto", cmap=TINTS)
        for curvature in (1, self.kappa):
            ax.plot(shares, critical(shares / self.kappa, curvature), "--", color=INK, linewidth=1)
        ax.plot([2, 4], [0, 1], color=INK, linewidth=1)
        ax.plot(best_alpha * self.kappa, best_beta, "o", color=COLORS["momentum"])
        ax.plot(self.share, self.beta, "o", color="white", markeredgecolor=INK, markersize=9)
        ax.set(xlim=(0, 4), ylim=(0, 1), xlabel="$\\alpha L$", ylabel="$\\beta$")
        ax.grid(visible=False)
