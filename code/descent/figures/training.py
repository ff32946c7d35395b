"""The 8-32-1 network learning: losses epoch by epoch, and what it makes of two features."""

import asyncio
from collections.abc import Iterator, Mapping
from time import monotonic
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import traitlets
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from traitlets.utils.bunch import Bunch

from descent.building import building
from descent.experiments import training_grid
from descent.experiments.training_grid import (
    ALPHAS,
    EPOCHS,
    NETWORK,
    RULES,
    TRAINING_ROWS,
    WINDOW,
)
from descent.figures.figure import ArrayTrait, Figure
from descent.figures.race import own_rules
from descent.optimizers import rules as BUILT_IN
from descent.plots import COLORS, INK, LABELS, TINTS
from descent.surfaces import sigmoid
from descent.training import training
from descent.types import Array, Rows, Rule

PIECE, PAUSE = 0.03, 0.005  # seconds of training, then seconds for the kernel's other work
CELLS = 41  # more than on a page of the book, for this slice need not be fetched
LOW, HIGH = 0.004, 2  # the ends of the losses' axis, unless a run needs more


class Training(Figure):
    """The 8-32-1 network on the tumor data: training and validation loss, and a slice of it.

    rule: "gd", "momentum", "rmsprop" or "adam", or the name of one of `rules`: your own,
        {name: rule}, up to three, which bring their own step size.
    alpha: 0.0001 to 10; batch: rows a step, 1 to 341, which is all; epochs: 1 to 50;
    seed: of the split, the first weights and the order of the rows, 0 to 9999.

    In a notebook Python trains, in pieces between which the kernel does other work: `start()`
    begins, `stop()` ends it. `train()` trains at once, where no event loop runs. Either fills

    curves: training loss, validation loss and validation rows right, `(epochs + 1, 3)`; a run
        that diverges (loss beyond 10⁶, or none) ends there.
    field: the output before the sigmoid over radius and texture, `(41, 41)`, after the last epoch.

    On a page of the book all is there already, for some step sizes, batches and seeds.

    >>> figure = Training("adam", alpha=0.01, epochs=2)
    >>> figure.train()
    >>> figure.curves.shape
    (3, 3)
    """

    module = "training"
    height = (594, 1091)
    alt = (
        "Left, training and validation loss of the 8-32-1 network per epoch, on a log axis; rule"
        " {rule}, α = {alpha:g}, batches of {batch}, {epochs} epochs, seed {seed}. Right, the"
        " probability of benign over radius and texture, with the training rows as dots."
    )

    rule = traitlets.Unicode("adam").tag(sync=True)
    alpha = traitlets.Float(0.01, min=ALPHAS[0], max=ALPHAS[-1]).tag(sync=True)
    batch = traitlets.Int(32, min=1, max=TRAINING_ROWS).tag(sync=True)
    epochs = traitlets.Int(EPOCHS, min=1, max=EPOCHS).tag(sync=True)
    seed = traitlets.Int(0, min=0, max=9999).tag(sync=True)

    own = traitlets.List(traitlets.Unicode()).tag(sync=True)
    labels = traitlets.Dict({name: LABELS[name] for name in RULES}).tag(sync=True)
    grid = traitlets.Dict(training_grid.describe()).tag(sync=True)
    packed = traitlets.Bytes(b"").tag(sync=True)  # the runs of the grid, on a page of the book

    curves = ArrayTrait()
    field = ArrayTrait()
    dots = ArrayTrait()
    of = traitlets.List().tag(sync=True)  # the curves' rule, alpha, batch and seed
    running = traitlets.Bool(False).tag(sync=True)
    trouble = traitlets.Unicode("").tag(sync=True)

    task: asyncio.Task[None] | None = None

    def __init__(self, rule: str = "adam", rules: Mapping[str, Rule] | None = None, **traits: Any):
        self.rules = own_rules(rules or {})
        super().__init__(own=list(self.rules), rule=rule, **traits)
        if building():
            self.packed = training_grid.packed()
        else:
            self.dots = training_grid.dots(self.data[0])
        self.observe(self.changed, ["rule", "alpha", "batch", "epochs", "seed"])
        self.on_msg(self.hear)

    @traitlets.validate("rule")
    def _known(self, proposal: Bunch) -> str:
        names = [*RULES, *self.rules]
        if proposal.value in names:
            return proposal.value
        raise traitlets.TraitError(f"no rule {proposal.value!r} here; there are {', '.join(names)}")

    @property
    def data(self) -> tuple[Rows, ...]:
        """Training and validation rows of this seed."""
        return training_grid.parts(self.seed)

    def walk(self) -> Iterator[tuple[Array, Array]]:
        """Yield the weights and what is measured of them, at the start and after each epoch."""
        train, val = self.data
        rule = self.rules.get(self.rule) or BUILT_IN[self.rule](self.alpha)
        walk = training(NETWORK, rule, train, self.batch, self.seed)
        for w, _ in zip(walk, range(self.epochs + 1), strict=False):
            (measured,) = training_grid.measure(w[None], train, val)
            yield w, measured
            if training_grid.lost(measured):
                return

    def grow(self) -> Iterator[None]:
        """Train, show what there is after each piece of work, and yield between two of them."""
        settings = [self.rule, self.alpha, self.batch, self.seed]
        found, pause = [], monotonic() + PIECE
        for step in self.walk():
            found.append(step)
            if monotonic() > pause:
                self.show(settings, found)
                yield
                pause = monotonic() + PIECE
        self.show(settings, found)

    def show(self, settings: list[Any], found: list[tuple[Array, Array]]) -> None:
        """Send the browser what `walk` has found, and the slice of the last weights."""
        w, _ = found[-1]
        with self.hold_sync():
            self.of = settings
            self.curves = [measured for _, measured in found]
            self.field = training_grid.field(w[None], self.data[0], CELLS)[0]

    def train(self) -> None:
        """Train to the end at once, without an event loop. What a rule raises passes through."""
        self.stop()
        self.trouble = ""
        for _ in self.grow():
            pass

    def start(self) -> asyncio.Task[None]:
        """Begin to train beside the kernel's other work; returns the task, which may be waited for.

        If one is running already it is that one. Raises RuntimeError where no event loop runs.
        """
        if self.task is None or not self.running:
            self.task = asyncio.get_running_loop().create_task(self.work())
            self.running, self.trouble = True, ""
        return self.task

    async def work(self) -> None:
        """Train in pieces; between two of them the kernel does other work."""
        try:
            for _ in self.grow():
                await asyncio.sleep(PAUSE)
        except Exception as error:  # the reader's rule may do anything
            self.trouble = f"{type(error).__name__}: {error}"
        finally:
            if self.task is asyncio.current_task():  # no other one was begun since
                self.running = False

    def stop(self) -> None:
        """End the training that is going on, if any; its curves stay."""
        if self.running and self.task:
            self.task.cancel()
            self.running = False

    def close(self) -> None:
        """End the training, and the figure with it."""
        self.stop()
        super().close()

    def hear(self, figure: "Training", message: Any, buffers: list[Any]) -> None:
        """Do what a button of the figure asks for."""
        if message == "start":
            self.start()
        elif message == "stop":
            self.stop()

    def changed(self, change: Bunch) -> None:
        """With other settings, begin anew what is running."""
        self.trouble = ""
        if change.name == "seed" and self.dots is not None:
            self.dots = training_grid.dots(self.data[0])
        if self.running:
            self.stop()
            self.start()

    def picture(self) -> Drawing:
        fig, (losses, plane) = plt.subplots(1, 2, figsize=(8, 3.6))
        *_, (w, last) = walk = [*self.walk()]
        self.draw_losses(losses, np.array([measured for _, measured in walk]))
        self.draw_rows(plane)
        if not training_grid.lost(last):
            self.draw_slice(plane, training_grid.field(w[None], self.data[0], CELLS)[0])
        return fig

    def draw_losses(self, ax: Axes, curves: Array) -> None:
        """Both losses, the lowest of validation, and where they are lost."""
        color = COLORS.get(self.rule, INK)
        stays = ~training_grid.lost(curves)
        train, val, _ = np.where(stays[:, None], curves, np.nan).T
        ax.semilogy(train, color=color, label="training")
        ax.semilogy(val, color=color, linewidth=1.4, linestyle=(0, (4, 2)), label="validation")
        lowest, last = np.nanargmin(val), stays.sum() - 1
        ax.plot(lowest, val[lowest], "o", color="white", markeredgecolor=color, label="lowest")
        ax.plot([last, last], [train[last], val[last]], "o", color=color, markersize=4)
        if not stays.all():
            ax.plot(last, train[last], "x", color=color, markersize=9, markeredgewidth=2)
            ax.set_title(f"diverged at epoch {len(curves) - 1}")
        low, high = np.nanmin(curves[stays, :2]), np.nanmax(curves[stays, :2])
        ax.set(xlim=(0, EPOCHS), ylim=(min(0.9 * low, LOW), max(1.1 * high, HIGH)))
        ax.set(xlabel="epoch", ylabel="loss")
        ax.legend()

    def draw_slice(self, ax: Axes, field: Array) -> None:
        """The probability of benign as a tint, and the line of an even chance."""
        axes = np.linspace(*WINDOW[:2], CELLS), np.linspace(*WINDOW[2:], CELLS)
        levels = np.linspace(0, 1, 21)
        ax.contourf(*axes, 1 - sigmoid(field), levels=levels, cmap=TINTS, alpha=0.8, zorder=0)
        if field.min() < 0 < field.max():
            ax.contour(*axes, field, levels=[0], colors=INK, linewidths=1.2)

    def draw_rows(self, ax: Axes) -> None:
        """The training rows as dots over radius and texture."""
        radius, texture, benign = training_grid.dots(self.data[0]).T
        edge = {"markeredgecolor": INK, "markersize": 3.2, "markeredgewidth": 0.7}
        for kind, face, name in (1, "white", "benign"), (0, INK, "malignant"):
            here = benign == kind
            ax.plot(radius[here], texture[here], "o", color=face, label=name, **edge)
        ax.set(xlim=WINDOW[:2], ylim=WINDOW[2:], xlabel="radius", ylabel="texture")
        ax.set_title("probability of benign, and the rows")
        ax.grid(visible=False)
        ax.legend(loc="upper right")
