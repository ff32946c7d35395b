"""Gradient descent in a ravine: two curvatures, one step size."""

import matplotlib.pyplot as plt
import numpy as np
import traitlets
from matplotlib.figure import Figure as Drawing

from descent.figures.figure import Figure
from descent.optimizers import gd
from descent.paths import descend
from descent.plots import draw_losses, draw_map, draw_path
from descent.surfaces import Surface, ravine
from descent.types import Array

STEPS = 100


class Ravine(Figure):
    """The path on the map, and its distance to the bottom beside the bound ρᵗ.

    share: the step size in units of 2/L, 0.05 to 1.1; kappa: 1 to 1000; angle: 0 to 90 degrees;
    x, y: the start.
    """

    module = "ravine"
    alt = (
        "Path of gradient descent in a ravine with condition number {kappa:g}, "
        "and its distance to the bottom on a log axis."
    )
    height = (539, 954)

    share = traitlets.Float(0.95, min=0.05, max=1.1).tag(sync=True)
    kappa = traitlets.Float(20.0, min=1, max=1000).tag(sync=True)
    angle = traitlets.Float(0.0, min=0, max=90).tag(sync=True)
    x = traitlets.Float(-2.5, min=-3, max=3).tag(sync=True)
    y = traitlets.Float(1.0, min=-2, max=2).tag(sync=True)

    @property
    def surface(self) -> Surface:
        """The ravine, as steep and turned as it is now."""
        return ravine(self.kappa, self.angle)

    @property
    def path(self) -> Array:
        """Where the walk has been, shape (101, 2)."""
        rule = gd(alpha=self.share * 2 / self.kappa)
        return descend(rule, self.surface.grad, [self.x, self.y], STEPS)

    def picture(self) -> Drawing:
        fig, (land, distance) = plt.subplots(1, 2, figsize=(8, 3.4))
        draw_map(land, self.surface)
        draw_path(land, self.path)
        draw_losses(distance, np.linalg.norm(self.path, axis=-1))
        distance.set(ylabel="distance to the bottom")
        return fig
