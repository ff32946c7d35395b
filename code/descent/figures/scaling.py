"""A step size for each coordinate, on a ravine that can be turned."""

from functools import cache

import matplotlib.pyplot as plt
import numpy as np
import traitlets
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from descent.experiments.step_size_search import ALPHAS, tune
from descent.figures.figure import Figure
from descent.optimizers import adagrad, gd, rmsprop
from descent.paths import descend
from descent.plots import INK, draw_losses, draw_map, draw_path, style_of
from descent.surfaces import ravine
from descent.types import Array, ArrayLike, Gradient, Rule

STEPS = 300
EPS = 1e-8  # the default of AdaGrad and RMSProp
RULES = {"gd": gd, "adagrad": adagrad, "rmsprop": rmsprop}


class Scaling(Figure):
    """Gradient descent, AdaGrad and RMSProp in one ravine, and each coordinate's step size.

    angle: by which the ravine is turned, 0 to 90 degrees; kappa: 1 to 1000;
    tolerance: the part of the first distance that counts as near, 1e-1, 1e-2, 1e-4 or 1e-6;
    x, y: the start;
    alpha_gd, alpha_adagrad, alpha_rmsprop: 1e-4 to 10; what is left out is tuned for all the rest.
    """

    module = "scaling"
    alt = (
        "Paths of gradient descent, AdaGrad and RMSProp in a ravine with condition number"
        " {kappa:g}, turned by {angle:g} degrees; their distances to the bottom, and the effective"
        " step size of each coordinate, on log axes."
    )
    height = (596, 1295)

    angle = traitlets.Float(0.0, min=0, max=90).tag(sync=True)
    kappa = traitlets.Float(100.0, min=1, max=1000).tag(sync=True)
    tolerance = traitlets.Enum([1e-1, 1e-2, 1e-4, 1e-6], 1e-2).tag(sync=True)
    x = traitlets.Float(-2.5, min=-3, max=3).tag(sync=True)
    y = traitlets.Float(1.0, min=-2, max=2).tag(sync=True)
    alpha_gd = traitlets.Float(min=ALPHAS[0], max=ALPHAS[-1]).tag(sync=True)
    alpha_adagrad = traitlets.Float(min=ALPHAS[0], max=ALPHAS[-1]).tag(sync=True)
    alpha_rmsprop = traitlets.Float(min=ALPHAS[0], max=ALPHAS[-1]).tag(sync=True)

    @traitlets.default("alpha_gd")
    def _alpha_gd(self) -> float:
        return self.tuned("gd")

    @traitlets.default("alpha_adagrad")
    def _alpha_adagrad(self) -> float:
        return self.tuned("adagrad")

    @traitlets.default("alpha_rmsprop")
    def _alpha_rmsprop(self) -> float:
        return self.tuned("rmsprop")

    def tuned(self, rule: str) -> float:
        """The best step size of one rule for this ravine, start and tolerance."""
        return tuned(rule, self.kappa, self.angle, (self.x, self.y), self.tolerance)

    @property
    def best(self) -> dict[str, float]:
        """{"alpha_gd": ...}: each rule's best step size."""
        return {f"alpha_{name}": self.tuned(name) for name in RULES}

    @property
    def walks(self) -> dict[str, tuple[Array, Array]]:
        """{rule: (path, sizes)}: where it has been, (301, 2), and its step sizes, (300, 2)."""
        alphas = {name: getattr(self, f"alpha_{name}") for name in RULES}
        surface, start = ravine(self.kappa, self.angle), [self.x, self.y]
        return {name: walk(name, alpha, surface.grad, start) for name, alpha in alphas.items()}

    def picture(self) -> Drawing:
        fig, axes = plt.subplot_mosaic(
            [["land", "distance"], ["land", "sizes"]], figsize=(8, 5), width_ratios=[1, 1.15]
        )
        land, distance, sizes = (axes[name] for name in ("land", "distance", "sizes"))
        draw_map(land, ravine(self.kappa, self.angle), window=(-3, 3, -3.2, 3.2))
        first = np.hypot(self.x, self.y) or 1
        level, grows = self.tolerance * first, False
        distance.axhline(level, color=INK, linewidth=1, linestyle=(0, (3, 3)))
        distance.set(xlim=(0, STEPS))
        for name, (path, effective) in self.walks.items():
            far = np.hypot(*path.T)
            grows |= not (far < 10 * first).all()
            draw_path(land, path, rule=name)
            draw_losses(distance, far, rule=name)
            draw_sizes(sizes, name, effective)
        distance.set(ylim=(level / 100, first * (1e6 if grows else 10)), xlabel="")
        distance.set(title="distance to the bottom")
        distance.legend(loc="upper right")
        sizes.set(title="effective step sizes: $w_1$ thick, $w_2$ thin", xlabel="step t")
        return fig


@cache
def tuned(
    rule: str, kappa: float, angle: float, start: tuple[float, float], tolerance: float
) -> float:
    """The best step size of a rule; kept, for it takes hundreds of walks."""
    return tune(RULES[rule], ravine(kappa, angle).grad, start, STEPS, tolerance)


def walk(name: str, alpha: float, grad: Gradient, start: ArrayLike) -> tuple[Array, Array]:
    """The path, and each coordinate's α / (√s + ε) after each step, by the rule's own state."""
    seen = []
    path = descend(watched(RULES[name](alpha), seen), grad, start, STEPS)
    if name == "gd":
        return path, np.full((STEPS, 2), alpha)
    return path, alpha / (np.sqrt(np.array(seen)[:, 0]) + EPS)


def watched(rule: Rule, seen: list[list[Array]]) -> Rule:
    """The rule, which after each step appends its state to the list `seen`."""

    def update(w: Array, g: Array, *state: Array) -> tuple[Array, ...]:
        w, *after = rule(w, g, *state)
        seen.append(after)
        return w, *after

    return update


def draw_sizes(ax: Axes, name: str, sizes: Array) -> None:
    """The step sizes `(steps, 2)` of a rule: thick for the first coordinate, thin for the other."""
    widths = (1.6,) if name == "gd" else (3, 1.2)
    for size, width in zip(sizes.T, widths, strict=False):
        ax.semilogy(np.arange(1, STEPS + 1), size, **style_of(name) | {"linewidth": width})
