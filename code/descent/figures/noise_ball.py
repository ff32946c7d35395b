"""A cloud of SGD's walks on a noisy valley, and how far it strays: measured, and predicted."""

import matplotlib.pyplot as plt
import numpy as np
import traitlets
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import Ellipse
from matplotlib.patheffects import Normal, Stroke

from descent import wrappers
from descent.experiments.noise import normals, resting_variance, spread
from descent.figures.figure import Figure
from descent.optimizers import momentum
from descent.paths import descend
from descent.plots import COLORS, INK, draw_losses, draw_map, draw_path
from descent.surfaces import ravine
from descent.types import Array, Style

STEPS, WALKERS = 200, 300
CURVATURES = np.array([1.0, 4.0])
WINDOW = (-2.2, 2.2, -1.6, 1.6)
TAIL = 12  # the last steps of one walk, which stand out
GONE = 3  # a walk that ends as far away as this is not followed further
LINE: Style = {"color": INK, "linewidth": 1.2}
HALO = [Stroke(linewidth=3, foreground="white", alpha=0.6), Normal()]
SCHEDULES = {
    "constant": wrappers.constant(),
    "inverse_time": wrappers.inverse_time(20),
    "inverse_sqrt": wrappers.inverse_sqrt(20),
    "step_decay": wrappers.step_decay(100),
    "cosine": wrappers.cosine(STEPS),
}


class NoiseBall(Figure):
    """300 walks of mini-batch descent with momentum, each with noise of its own.

    The valley has the curvatures 1 and 4. A row's gradient is the true one plus white noise of
    variance 1 in each coordinate, the same everywhere; the mean of a batch of B rows, drawn with
    replacement, keeps 1/B of that variance.

    alpha: step size, 0.005 to 1; batch: B, 1 to 256; beta: momentum, 0 to 0.99;
    schedule: what α does in 200 steps, "constant", "inverse_time" and "inverse_sqrt" (1/t and
    1/√t with a scale of 20 steps), "step_decay" (a tenth from step 101 on) or "cosine" (to zero);
    x, y: the start; seed: which noise, 0 to 9999.
    """

    module = "noise_ball"
    height = (572, 1077)
    alt = (
        "A valley with a cloud of 300 walkers after 200 steps of mini-batch descent, α = {alpha:g},"
        " B = {batch}, β = {beta:g}, schedule {schedule}; and their typical distance to the bottom"
        " on a log axis, beside the predicted one."
    )

    alpha = traitlets.Float(0.2, min=0.005, max=1).tag(sync=True)
    batch = traitlets.Int(1, min=1, max=256).tag(sync=True)
    beta = traitlets.Float(0.0, min=0, max=0.99).tag(sync=True)
    schedule = traitlets.Enum(list(SCHEDULES), "constant").tag(sync=True)
    x = traitlets.Float(-1.9, min=-2.2, max=2.2).tag(sync=True)
    y = traitlets.Float(1.1, min=-1.6, max=1.6).tag(sync=True)
    seed = traitlets.Int(1, min=0, max=9999).tag(sync=True)

    @property
    def sigma(self) -> float:
        """Standard deviation of a batch's gradient, in each coordinate."""
        return 1 / np.sqrt(self.batch)

    @property
    def cloud(self) -> Array:
        """Where all walkers have been, shape (201, 300, 2)."""
        noise = iter(self.sigma * normals(self.seed, (STEPS, WALKERS, 2)))
        rule = wrappers.scheduled(momentum(self.alpha, self.beta), SCHEDULES[self.schedule])
        start = np.tile([self.x, self.y], (WALKERS, 1))
        return descend(rule, lambda w: CURVATURES * w + next(noise), start, STEPS)

    @property
    def distance(self) -> Array:
        """The root of the cloud's mean squared distance to the bottom, shape (201,)."""
        with np.errstate(all="ignore"):
            return np.sqrt(np.mean(np.sum(self.cloud**2, axis=-1), axis=-1))

    @property
    def spread(self) -> tuple[Array, Array]:
        """Mean and variance of each coordinate as theory has them, two arrays (201, 2)."""
        schedule = SCHEDULES[self.schedule]
        start = [self.x, self.y]
        return spread(self.alpha, self.beta, CURVATURES, start, STEPS, schedule, self.sigma)

    @property
    def predicted(self) -> Array:
        """The theory of `distance`, shape (201,)."""
        mean, variance = self.spread
        return np.sqrt(np.sum(mean**2 + variance, axis=-1))

    @property
    def rest(self) -> float:
        """The `distance` in the long run, with α kept as it is; infinite where it diverges."""
        variance = resting_variance(self.alpha, self.beta, CURVATURES, self.sigma)
        return np.sqrt(np.sum(variance)).item()

    def picture(self) -> Drawing:
        rule = "momentum" if self.beta else "gd"
        fig, (land, distance) = plt.subplots(1, 2, figsize=(8, 3.4))
        self.draw_cloud(land, rule)
        draw_losses(distance, self.distance, rule=rule, label=f"of {WALKERS} walkers")
        dashes = {"color": INK, "linewidth": 1, "linestyle": (0, (3, 3))}
        distance.plot(self.predicted, label="predicted", **dashes)
        distance.legend(loc="upper right")
        if self.schedule == "constant" and np.isfinite(self.rest):
            distance.axhline(self.rest, color=INK, linewidth=1, linestyle=":")
            distance.text(STEPS, 0.8 * self.rest, f"at rest {self.rest:.3g}", ha="right", va="top")
        low = 1e-2 if self.predicted.min() > 0.015 else 1e-3
        distance.set(ylim=(low, 10), ylabel="typical distance to the bottom")
        return fig

    def draw_cloud(self, ax: Axes, rule: str) -> None:
        """Where all walkers end, the way of one, and an ellipse of two predicted deviations."""
        cloud, (mean, variance) = self.cloud, self.spread
        one, gone = cloud[:, 0], np.abs(cloud[:, 0]).max(axis=-1) >= GONE
        draw_map(ax, ravine(CURVATURES[1]), WINDOW)
        style: Style = {"color": COLORS[rule], "markeredgecolor": "white", "markeredgewidth": 0.3}
        free: Style = {"scalex": False, "scaley": False}
        ax.plot(*cloud[-1].T, "o", markersize=3, alpha=0.75, **style, **free)
        ax.plot(*one[: gone.argmax() + 1 if gone[-1] else None].T, alpha=0.35, **LINE, **free)
        if not gone[-1]:
            ax.plot(*one[-TAIL - 1 :].T, path_effects=HALO, **LINE, **free)
        if variance[-1].max() < 100:  # a larger one has no dash in sight, and too many elsewhere
            ring = {"linestyle": "--", "path_effects": HALO, "fill": False, "zorder": 3}
            ax.add_patch(Ellipse(mean[-1], *4 * np.sqrt(variance[-1]), **LINE, **ring))
        draw_path(ax, one[:1])
