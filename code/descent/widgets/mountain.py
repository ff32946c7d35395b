"""The mountain in fog, to walk on."""

import matplotlib.pyplot as plt
import traitlets

from descent.optimizers import gd
from descent.paths import descend
from descent.plots import draw_map, draw_path
from descent.surfaces import surfaces
from descent.widgets.figure import Figure

ALPHA, STEPS = 0.3, 60


class Mountain(Figure):
    """A map under fog: only the ground around you shows, with an arrow down the slope.

    x, y: where you stand, −4 to 4; fog: "on" or "off".
    """

    module = "mountain"
    alt = (
        "Map of a mountain with three valleys, and the path of gradient descent "
        "from {x:g}, {y:g}. On the live page it lies under fog."
    )
    height = (520, 615)

    x = traitlets.Float(-0.9, min=-4, max=4).tag(sync=True)
    y = traitlets.Float(1.2, min=-4, max=4).tag(sync=True)
    fog = traitlets.Enum(["on", "off"], "on").tag(sync=True)

    @property
    def path(self):
        """Where gradient descent goes from here, shape (61, 2)."""
        return descend(gd(ALPHA), surfaces["mountain"].grad, [self.x, self.y], STEPS)

    def picture(self):
        fig, ax = plt.subplots(figsize=(6.4, 5.2))
        draw_map(ax, surfaces["mountain"])
        draw_path(ax, self.path)
        return fig
