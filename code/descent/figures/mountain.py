"""The mountain in fog, to walk on."""

import matplotlib.pyplot as plt
import numpy as np
import traitlets
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import Annulus

from descent.figures.figure import Figure
from descent.optimizers import gd
from descent.paths import descend
from descent.plots import INK, draw_map, draw_path
from descent.surfaces import surfaces
from descent.types import Array

ALPHA, STEPS = 0.3, 60
SIGHT, FOG = 1.1, "#e9ebea"  # how far one sees, in units of the map, and the color of the rest


class Mountain(Figure):
    """A map under fog: only the ground around you shows, with an arrow down the slope.

    x, y: where you stand, −4 to 4; fog: "on" or "off".
    """

    module = "mountain"
    height = (515, 627)

    x = traitlets.Float(-0.9, min=-4, max=4).tag(sync=True)
    y = traitlets.Float(1.2, min=-4, max=4).tag(sync=True)
    fog = traitlets.Enum(["on", "off"], "on").tag(sync=True)

    @property
    def alt(self) -> str:
        """What the picture shows, with the fog and without."""
        if self.fog == "on":
            return "A mountain in fog: only the ground around {x:g}, {y:g}, and the way it falls."
        return "Map of a mountain with three valleys; a path of gradient descent from {x:g}, {y:g}."

    @property
    def path(self) -> Array:
        """Where gradient descent goes from here, shape (61, 2)."""
        return descend(gd(ALPHA), surfaces["mountain"].grad, [self.x, self.y], STEPS)

    def picture(self) -> Drawing:
        """Draw what is near and the arrow; without fog the map and the path of gradient descent."""
        fig, ax = plt.subplots(figsize=(6.4, 5.2))
        draw_map(ax, surfaces["mountain"])
        if self.fog == "off":
            draw_path(ax, self.path)
            return fig
        here = self.x, self.y
        for radius in np.linspace(0.8, 1, 12) * SIGHT:  # the fog gets thicker outward
            veil = {"alpha": 1 if radius == SIGHT else 0.25, "facecolor": FOG, "linewidth": 0}
            ax.add_patch(Annulus(here, 20, 20 - radius, zorder=4, **veil))
        slope = -surfaces["mountain"].grad(np.array(here))
        reach = min(0.7, 0.3 + 0.85 * np.linalg.norm(slope)) / (np.linalg.norm(slope) or 1)
        arrow = {"arrowstyle": "-|>", "color": INK, "linewidth": 2.5, "shrinkA": 0, "shrinkB": 0}
        ax.annotate("", here + reach * slope, here, arrowprops=arrow, zorder=5)
        pin = {"color": "white", "markeredgecolor": INK, "markersize": 9, "markeredgewidth": 2}
        ax.plot(*here, "o", zorder=6, **pin)
        return fig
