"""Rules from one start on one surface: paths, losses, and who arrives when."""

from collections.abc import Mapping
from inspect import signature
from itertools import product
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import traitlets
from matplotlib.figure import Figure as Drawing
from traitlets.utils.bunch import Bunch

from descent.checks import function
from descent.data import load_tumors
from descent.figures.figure import ArrayTrait, Figure
from descent.optimizers import rules as BUILT_IN
from descent.paths import descend, diverged_at, stays_below
from descent.plots import LABELS, draw_losses, draw_map, draw_path
from descent.surfaces import surfaces as SURFACES
from descent.types import Array, Rule, Window

# Where a race on each surface begins: x, y, then the step size of the rules that step by the
# slope itself, and of those that divide it by its own size.
STARTS = {
    "mountain": (-0.9, 1.2, 0.3, 0.1),
    "tumor": (1.0, 3.0, 2.0, 0.2),
    "bowl": (-2.2, 1.4, 0.1, 0.1),
    "ravine": (-2.5, 1.0, 0.04, 0.1),
    "rosenbrock": (-1.2, 1.0, 0.001, 0.02),
    "beale": (1.0, 1.2, 0.01, 0.05),
    "himmelblau": (-0.35, -1.35, 0.01, 0.1),
    "camel": (-1.2, 1.6, 0.05, 0.05),
    "saddle": (-1.6, 0.02, 0.1, 0.05),
    "monkey_saddle": (1.0, 0.2, 0.02, 0.02),
    "plateau": (-4.5, 2.0, 0.5, 0.1),
    "rastrigin": (1.7, 1.2, 0.002, 0.05),
    "styblinski_tang": (0.3, 0.6, 0.02, 0.1),
}
BY_SLOPE = ("gd", "momentum", "nesterov")
SETTINGS = {
    name: {key: p.default for key, p in signature(make).parameters.items() if key != "raw"}
    for name, make in BUILT_IN.items()
}
OWN = 3  # the most rules of the reader's own: there are no more kinds of dashes


def begin(surface: str) -> dict[str, Any]:
    """How a race on this surface begins: {x, y, settings}."""
    x, y, by_slope, scaled = STARTS[surface]
    alphas = {rule: by_slope if rule in BY_SLOPE else scaled for rule in SETTINGS}
    settings = {rule: {**usual, "alpha": alphas[rule]} for rule, usual in SETTINGS.items()}
    return {"x": x, "y": y, "settings": settings}


def window(surface: str) -> Window:
    """The window of a surface, which each of the book's has."""
    found = SURFACES[surface].window
    assert found is not None
    return found


def own_rules(rules: Mapping[str, Rule]) -> dict[str, Rule]:
    """The reader's rules by name, or an error that says what to pass."""
    if len(rules) > OWN:
        raise ValueError(f"rules must be at most {OWN}, got {len(rules)}: {', '.join(rules)}")
    for name, rule in rules.items():
        if not isinstance(name, str) or not name or name in BUILT_IN:
            raise ValueError(f"a rule of your own needs a name of its own, got {name!r}")
        function(f"rules[{name!r}]", rule, "gd(alpha=0.1)")
    return dict(rules)


class Race(Figure):
    """Rules from one start: paths on the map, losses beside it, a table of outcomes.

    surface: a name in `descent.surfaces`; x, y: the start, inside the surface's window.
    rules: your own, {name: rule}, up to three; they are recomputed when the start moves.
    offered: the book's rules that can be switched on; shown: those that are, yours included.
    settings: {rule: {"alpha": ...}}; what is left out keeps its value.
    steps: 1 to 10,000; level: the loss to stay below, counted from the lowest known minimum.
    surfaces: the names to choose from.

    Raises ValueError or TypeError, or traitlets' TraitError, which name the value and what is
    allowed; `rules` are tried at once, and what they raise passes through.

    >>> race = Race("ravine", offered=["gd", "momentum"], steps=100)
    >>> race.outcomes["gd"]["below"]
    71
    """

    module = "race"

    surface = traitlets.Enum(list(SURFACES), "himmelblau").tag(sync=True)
    surfaces = traitlets.List(traitlets.Enum(list(SURFACES)), list(SURFACES), minlen=1).tag(
        sync=True
    )
    x = traitlets.Float(-0.35).tag(sync=True)
    y = traitlets.Float(-1.35).tag(sync=True)
    steps = traitlets.Int(150, min=1, max=10_000).tag(sync=True)
    level = traitlets.Float(1e-2, min=1e-15, max=1e15).tag(sync=True)
    offered = traitlets.List(traitlets.Enum(list(BUILT_IN)), list(BUILT_IN)).tag(sync=True)
    shown = traitlets.List(traitlets.Unicode()).tag(sync=True)
    settings = traitlets.Dict().tag(sync=True)

    own = traitlets.List(traitlets.Unicode()).tag(sync=True)
    own_paths = ArrayTrait().tag(sync=True)
    own_from = traitlets.List().tag(sync=True)  # surface, x, y and steps of own_paths
    trouble = traitlets.Unicode("").tag(sync=True)
    labels = traitlets.Dict(LABELS).tag(sync=True)
    starts = traitlets.Dict({name: begin(name) for name in STARTS}).tag(sync=True)
    table = traitlets.List().tag(sync=True)

    @property
    def alt(self) -> str:
        """What the picture shows, with the names of the rules on it."""
        shown = ", ".join(LABELS.get(name, name) for name in self.shown) or "no rule"
        shown = shown.replace("{", "{{").replace("}", "}}")  # `still` will format what stands here
        return f"Map with the paths of {shown} on {{surface}}, and their losses on a log axis."

    def __init__(
        self,
        surface: str = "himmelblau",
        rules: Mapping[str, Rule] | None = None,
        settings: Mapping[str, Mapping[str, Any]] | None = None,
        **traits: Any,
    ):
        self.rules = own_rules(rules or {})
        traits.setdefault("shown", [*traits.get("offered", BUILT_IN), *self.rules])
        first = begin(surface) if surface in STARTS else {}
        super().__init__(surface=surface, own=list(self.rules), **{**first, **traits})
        self.settings = settings or {}
        self.observe(self.restart, "surface")
        self.observe(self.walk_own, ["surface", "x", "y", "steps"])
        self.keep(self.walks())

    @traitlets.default("table")
    def _table(self) -> list[list[float]]:
        """Radius, texture and target of each tumor, as measured, where they are needed."""
        if "tumor" not in self.surfaces:
            return []
        X, y = load_tumors(["radius", "texture"])
        return [[*row, int(target)] for row, target in zip(X.tolist(), y, strict=True)]

    @traitlets.validate("surface")
    def _offered_surface(self, proposal: Bunch) -> str:
        if proposal.value in self.surfaces:
            return proposal.value
        names = ", ".join(self.surfaces)
        raise traitlets.TraitError(f"surface must be one of {names}, got {proposal.value!r}")

    @traitlets.validate("x", "y")
    def _inside(self, proposal: Bunch) -> float:
        value, name = proposal.value, proposal.trait.name
        low, high = window(self.surface)[slice(0, 2) if name == "x" else slice(2, 4)]
        if low <= value <= high:
            return value
        raise traitlets.TraitError(
            f"{name} must be from {low:g} to {high:g} on {self.surface}, got {value:g}"
        )

    @traitlets.validate("settings")
    def _settings(self, proposal: Bunch) -> dict[str, dict[str, Any]]:
        """The settings so far, and over them the new ones; the rules check their values."""
        known = self.settings or begin(self.surface)["settings"]
        for rule in proposal.value:
            if rule not in BUILT_IN:
                raise traitlets.TraitError(f"no rule {rule!r}; there are {', '.join(BUILT_IN)}")
        merged = {rule: {**known[rule], **proposal.value.get(rule, {})} for rule in BUILT_IN}
        for rule, settings in merged.items():
            BUILT_IN[rule](**settings)
        return merged

    @traitlets.validate("shown")
    def _shown(self, proposal: Bunch) -> list[str]:
        names = [*self.offered, *self.own]
        for rule in proposal.value:
            if rule not in names:
                raise traitlets.TraitError(f"no rule {rule!r} here; there are {', '.join(names)}")
        return proposal.value

    def restart(self, change: Bunch | None = None) -> None:
        """Take the start and the step sizes that belong to the surface."""
        first = begin(self.surface)
        with self.hold_trait_notifications():
            self.set_trait("x", first["x"])
            self.set_trait("y", first["y"])
            self.settings = first["settings"]

    def walks(self) -> Array:
        """Where the reader's rules go, shape (rules, steps + 1, 2)."""
        land = SURFACES[self.surface]
        paths = [descend(r, land.grad, [self.x, self.y], self.steps) for r in self.rules.values()]
        return np.reshape(paths, (len(paths), self.steps + 1, 2))

    def keep(self, paths: Array) -> None:
        """Show these paths of the reader's rules, and say what they were walked from."""
        with self.hold_sync():
            self.own_paths = paths
            self.own_from = [self.surface, self.x, self.y, self.steps]

    def walk_own(self, change: Bunch | None = None) -> None:
        """Walk again; a rule that fails on the way is told of in the figure, not raised."""
        try:
            self.keep(self.walks())
            self.trouble = ""
        except Exception as error:
            self.trouble = f"{type(error).__name__}: {error}"

    @property
    def height(self) -> tuple[int, int]:
        """The more rules, the higher; 40 pixels are the page's button for a rule of one's own."""
        rows = len(self.offered) + len(self.own)
        return 730 + 35 * rows, 1271 + 35 * rows

    @property
    def paths(self) -> dict[str, Array]:
        """What is on the map: {rule: path}, each of shape (steps + 1, 2)."""
        land, start = SURFACES[self.surface], [self.x, self.y]
        make = {name: BUILT_IN[name](**self.settings[name]) for name in self.offered}
        every = {name: descend(rule, land.grad, start, self.steps) for name, rule in make.items()}
        every |= zip(self.rules, self.own_paths, strict=True)
        return {name: every[name] for name in every if name in self.shown}

    @property
    def losses(self) -> dict[str, Array]:
        """Heights above the lowest known minimum, {rule: (steps + 1,)}."""
        land = SURFACES[self.surface]
        lowest = min((land.value(np.array(w)) for w in land.minima), default=0.0)
        with np.errstate(all="ignore"):
            heights = {name: land.value(path) - lowest for name, path in self.paths.items()}
        return {name: np.maximum(h, 0) if land.minima else h for name, h in heights.items()}

    @property
    def outcomes(self) -> dict[str, dict[str, Any]]:
        """The table, {rule: {end, below, lost, at}}.

        end: the loss after the last step; below: the step from which it stays below `level`;
        lost: the first step without finite numbers; both are −1 where there is none; at: (2,).
        Without a minimum there is nothing to stay below.
        """
        paths, losses = self.paths, self.losses
        level = self.level if SURFACES[self.surface].minima else -np.inf
        return {
            name: {
                "end": losses[name][-1].item(),
                "below": stays_below(losses[name], level).item(),
                "lost": diverged_at(path).item(),
                "at": path[-1],
            }
            for name, path in paths.items()
        }

    def picture(self) -> Drawing:
        fig, (land, chart) = plt.subplots(1, 2, figsize=(8, 3.8))
        surface = SURFACES[self.surface]
        draw_map(land, surface)
        paths, losses = self.paths, self.losses
        for name, path in paths.items():
            draw_path(land, path, rule=name, points=False)
            draw_losses(chart, losses[name], rule=name)
        if paths:
            chart.legend()
        chart.set(ylabel="loss above the lowest minimum")
        if not surface.minima:
            x_low, x_high, y_low, y_high = window(self.surface)
            corners = surface.value(np.array([*product((x_low, x_high), (y_low, y_high))]))
            chart.set(yscale="linear", ylim=(corners.min(), corners.max()), ylabel="loss")
        return fig
