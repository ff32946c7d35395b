"""A stream of gradients, and what Adam makes of it: with bias correction, and without."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
import traitlets
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from descent.experiments.adam_moments import Trace, moments
from descent.experiments.noise import normals
from descent.figures.figure import Figure
from descent.plots import COLORS, INK, MUTED
from descent.types import Array, Style

STEPS = [30, 100, 300, 2000]
STREAMS = ["constant", "noisy", "rare", "late", "drawn"]
MOST = 2  # the largest gradient that can be drawn
MEAN, SIGMA = 0.25, 0.5  # the noisy stream has this mean and standard deviation
FURTHEST = 120  # the axis of the steps' lengths never reaches further
LEVELS = [1.2, 2, 3, 5, 8]
PLAIN: Style = {"linestyle": (0, (3, 2)), "linewidth": 1.4, "alpha": 0.8}


class Moments(Figure):
    """Gradients of one weight, the moments that Adam keeps of them, and its steps.

    beta1: memory of g, 0 to 0.999; beta2: memory of g², 0 to 0.9999; eps: ε, 0 to 1;
    steps: how many, 30, 100, 300 or 2000;
    stream: the gradients, "constant" 1, "noisy" (¼ and white noise with σ = ½), "rare" (1 at every
    k-th step, else 0), "late" (0 before step k, then 1) or "drawn";
    every: k of the rare and the late stream, 1 to 2000; seed: which noise, 0 to 9999;
    drawn: gradients of the drawn stream, −2 to 2, of which zeros follow;
    at: the step whose values are told, 1 to 2000.
    """

    module = "moments"
    height = (640, 895)
    alt = (
        "Three charts above each other: {steps} gradients, stream {stream}; the moments m and √v"
        " that Adam keeps of them, β₁ = {beta1:g}, β₂ = {beta2:g}; and its steps, ε = {eps:g}. Each"
        " with bias correction and without."
    )

    beta1 = traitlets.Float(0.9, min=0, max=0.999).tag(sync=True)
    beta2 = traitlets.Float(0.999, min=0, max=0.9999).tag(sync=True)
    eps = traitlets.Float(1e-8, min=0, max=1).tag(sync=True)
    stream = traitlets.Enum(STREAMS, "constant").tag(sync=True)
    steps = traitlets.Enum(STEPS, 30).tag(sync=True)
    every = traitlets.Int(10, min=1, max=STEPS[-1]).tag(sync=True)
    seed = traitlets.Int(1, min=0, max=9999).tag(sync=True)
    drawn = traitlets.List(traitlets.Float(min=-MOST, max=MOST), maxlen=STEPS[-1]).tag(sync=True)
    at = traitlets.Int(12, min=1, max=STEPS[-1]).tag(sync=True)

    @property
    def gradients(self) -> Array:
        """The stream, shape (steps,)."""
        t = np.arange(1, self.steps + 1)
        match self.stream:
            case "constant":
                return np.ones(self.steps)
            case "noisy":
                return MEAN + SIGMA * normals(self.seed, self.steps)
            case "rare":
                return np.where(t % self.every == 0, 1.0, 0.0)
            case "late":
                return np.where(t >= self.every, 1.0, 0.0)
        return np.array([*self.drawn, *[0.0] * self.steps])[: self.steps]

    @property
    def trace(self) -> Trace:
        """m, v, m_hat, v_hat, step and plain_step, each of shape (steps,)."""
        return moments(self.gradients, self.beta1, self.beta2, self.eps)

    def picture(self) -> Drawing:
        fig, axes = plt.subplots(3, 1, figsize=(8, 6), sharex=True)
        drawings = self.draw_gradients, self.draw_moments, self.draw_steps
        for ax, draw in zip(axes, drawings, strict=True):
            draw(ax, np.arange(1, self.steps + 1))
            ax.axhline(0, color=MUTED, linewidth=0.8)
        axes[-1].set(xlim=(0, self.steps), xlabel="step t")
        return fig

    def draw_gradients(self, ax: Axes, t: Array) -> None:
        """The stream as a stem for each step."""
        ax.vlines(t, 0, self.gradients, color=INK, linewidth=1.2 if self.steps <= 100 else 0.6)
        if self.steps <= 100:
            ax.plot(t, self.gradients, ".", color=INK, markersize=5, clip_on=False)
        ax.set(ylim=(-MOST, MOST), title="gradients")

    def draw_moments(self, ax: Axes, t: Array) -> None:
        """m and √v against the steps, with bias correction and without."""
        m, v, m_hat, v_hat, *_ = self.trace
        first: Style = {"color": COLORS["momentum"]}
        second: Style = {"color": COLORS["rmsprop"]}
        ax.plot(t, np.sqrt(v_hat), label=r"$\sqrt{\hat{v}}$", linewidth=4, alpha=0.6, **second)
        ax.plot(t, np.sqrt(v), label=r"$\sqrt{v}$", **second | PLAIN)
        ax.plot(t, m_hat, label=r"$\hat{m}$", linewidth=1.6, **first)
        ax.plot(t, m, label="$m$", **first | PLAIN)
        ax.set(ylim=around([m, m_hat, np.sqrt(v_hat)], 0.012), title="moments")
        ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))

    def draw_steps(self, ax: Axes, t: Array) -> None:
        """The steps in units of α, with bias correction and without."""
        adam: Style = {"color": COLORS["adam"]}
        ax.plot(t, self.trace.plain_step, label="without", **adam | PLAIN)
        ax.plot(t, self.trace.step, label="corrected", **adam)
        for level in (-1, 1):
            ax.axhline(level, color=INK, linewidth=0.8, linestyle=":")
        domain = around([self.trace.step, self.trace.plain_step], 1.2, FURTHEST)
        ax.set(ylim=domain, title="steps, in units of α")
        ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))


def around(curves: Sequence[Array], least: float, most: float = np.inf) -> tuple[float, float]:
    """The ends of an axis, with room for what is finite up to ± `most`, and for ± `least`.

    They are round numbers; a side where nothing is gets `least`, or a tenth of the other.
    """
    values = np.concatenate(curves)
    values = values[np.isfinite(values)]
    high, low = (min(level(np.max(side, initial=least)), most) for side in (values, -values))
    return -max(low, 0.1 * high), max(high, 0.1 * low)


def level(value: float) -> float:
    """The smallest round number that is not below the value."""
    power = 10 ** np.floor(np.log10(value))
    return next(k * power for k in (*LEVELS, 12) if k * power >= value)
