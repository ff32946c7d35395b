"""The live figures: how each is made for a page of its own, and in which states it is looked at."""

from dataclasses import dataclass, field
from inspect import getsource
from math import inf, isfinite

import made_up
import traitlets

from descent import figures
from descent.optimizers import rules

Settings = dict[str, float | str]  # of a figure, by name, as its address has them


@dataclass(frozen=True)
class Live:
    """One figure.

    made: the code that makes it, with the figure's class first in its last line
    states: settings in which it is looked at, the first of them without any
    fields: {name: what its address may hold besides what the Python class says}; a name without
        limits is (), and None stands for a name that the address does not know
    more: pixels that another state than the first may take besides; the page then moves, but only
        once the reader has asked for that state
    odd: (what an address says, which settings are shown) where that is neither clamped nor ignored
    """

    made: str
    states: list[Settings] = field(default_factory=lambda: [{}])
    fields: dict[str, tuple[float, ...] | None] = field(default_factory=dict)
    more: int = 0
    odd: list[tuple[str | Settings, Settings]] = field(default_factory=list)

    @property
    def figure(self) -> figures.Figure:
        """The Python figure, as it is when the page opens."""
        return eval(self.made.splitlines()[-1], vars(figures) | vars(made_up))

    @property
    def limits(self) -> dict[str, tuple[float, ...]]:
        """{name: lowest and highest value}, or {name: ()} for a word, of what is to be tried."""
        found = {}
        for name, trait in self.figure.traits(sync=True).items():
            if isinstance(trait, traitlets.Enum):
                found[name] = ()
            elif isinstance(trait, traitlets.Float | traitlets.Int) and isfinite(trait.max or inf):
                found[name] = (trait.min, trait.max)
        return {
            name: limits for name, limits in (found | self.fields).items() if limits is not None
        }


TUNED = {"alpha_gd": 0.0188, "alpha_adagrad": 1.68, "alpha_rmsprop": 0.0237}
ALPHAS = {f"{rule}.alpha": (1e-4, 10) for rule in rules}
FIGURES = {
    "slope": Live(
        "Slope(x=1.0, h=0.5)",
        [
            {},
            {"x": 0, "curve": "cubic"},
            {"x": 2.9},
            {"x": -3, "curve": "wave"},
            {"x": -3, "curve": "cubic"},
            {"x": 3, "curve": "cubic"},
            {"h": 1e-14, "curve": "charge"},
        ],
    ),
    "mountain": Live(
        "Mountain(x=-0.9, y=1.2)",
        [{}, {"x": 4, "y": 4}, {"x": -4, "y": -4, "fog": "off"}],
    ),
    "step_size": Live(
        "StepSize(alpha=0.1)",
        [
            {},
            {"alpha": 0.3},
            {"alpha": 0.5},
            {"alpha": 1.0},
            {"alpha": 1.2, "start": -8},
            {"alpha": 1.2, "start": 8, "curve": "quartic"},
            {"alpha": 1.2, "start": 8, "curve": "soft"},
            {"alpha": 0.005, "start": 0.1, "curve": "soft"},
            {"start": 0},
        ],
    ),
    "ravine": Live(
        "Ravine(share=0.95, kappa=20.0)",
        [
            {},
            {"share": 1.03},
            {"share": 1.0},
            {"share": 1.1, "kappa": 5},
            {"kappa": 1000},
            {"share": 1.1, "kappa": 1000, "x": 3, "y": 2},
            {"share": 0.05, "kappa": 1, "y": -2, "angle": 90},
            {"x": 0, "y": 0},
        ],
    ),
    "race": Live(
        "Race()",
        [
            {},
            {"rules": ""},
            {"surface": "monkey_saddle", "steps": 10_000},
            {"surface": "rosenbrock", "gd.alpha": 0.01, "steps": 3000},
            {"gd.alpha": 10, "momentum.beta": 0.9999, "adam.eps": 1, "adamw.decay": 1},
            {"surface": "rastrigin"},
            {"steps": 1},
        ],
        {
            "x": None,  # as far as the surface reaches
            "y": None,
            "level": (1e-8, 0.1),
            "steps": None,  # ten thousand of all rules are many
            "rules": (),
            **ALPHAS,
            "momentum.beta": (0, 0.9999),
            "adam.beta2": (0, 0.9999),
            "adam.eps": (1e-12, 1),
            "adamw.decay": (0, 1),
        },
        more=30,  # for longer numbers in its table and in the player
        odd=[
            ("race.rules=gd.nothing", {}),
            ({"x": -50, "y": 7e300}, {"x": -5, "y": 5}),
            ({"steps": 2.5}, {"steps": 3}),
            ({"steps": -4}, {"steps": 1}),
            ({"steps": "1e999", "rules": "gd"}, {"steps": 10_000, "rules": "gd"}),
        ],
    ),
    "momentum_pad": Live(
        "MomentumPad()",
        [
            {},
            {"share": 3.07, "beta": 0.99},
            {"share": 3.5, "beta": 0.1},
            {"kappa": 1},
            {"kappa": 1000, "share": 0.1, "beta": 0.9},
            {"rule": "nesterov", "kappa": 20},
            {"rule": "nesterov", "share": 4, "beta": 0.99, "kappa": 1000, "x": -3, "y": 2},
            {"x": 0, "y": 0},
        ],
        odd=[("pad.share=1e999&pad.beta=-3&pad.kappa=0", {"share": 4, "beta": 0, "kappa": 1})],
    ),
    "noise_ball": Live(
        "NoiseBall()",
        [
            {},
            {"alpha": 0.1, "beta": 0.9},
            {"alpha": 0.005, "batch": 256},  # still on its way
            {"alpha": 0.3, "batch": 16, "x": 0.0, "y": 0.0},  # from the bottom
            {"alpha": 0.3, "beta": 0.5, "schedule": "inverse_time", "seed": 7},
            {"alpha": 0.2, "schedule": "inverse_sqrt", "seed": 9999},
            {"alpha": 0.2, "beta": 0.8, "batch": 4, "schedule": "step_decay"},
            {"alpha": 0.45, "schedule": "cosine", "x": 2.2, "y": -1.6, "seed": 0},
            {"alpha": 0.9, "schedule": "inverse_sqrt"},  # diverges at first
            {"alpha": 0.5},  # at the limit
            {"alpha": 0.52},
            {"alpha": 1.0, "batch": 3, "x": -2.2, "y": 1.6},  # as far beyond it as can be
        ],
        odd=[
            ({"batch": 2.6, "seed": 3.4}, {"batch": 3, "seed": 3}),
            ("noise.seed=5&noise.alpha=9", {"seed": 5, "alpha": 1}),
        ],
    ),
    "moments": Live(
        "Moments()",
        [
            {},
            {"steps": 2000},
            {"stream": "noisy", "steps": 100, "seed": 7},
            {"stream": "noisy", "steps": 2000, "beta1": 0.99, "beta2": 0.9, "at": 1234},
            {"stream": "rare", "steps": 300, "every": 70, "at": 70},
            {"stream": "rare", "steps": 2000, "every": 1000, "eps": 0.0},  # 0/0 while silent
            {"stream": "rare", "beta2": 0.0},  # then m/ε
            {"stream": "late", "steps": 2000, "every": 1500},
            {"stream": "late", "every": 31},  # too late
            {"stream": "drawn"},  # nothing is drawn
            {"stream": "drawn", "eps": 0.0},
            {"beta1": 0.0, "beta2": 0.9999},  # up to 100 α
            {"beta1": 0.999, "beta2": 0.0, "steps": 100},
            {"beta1": 0.0, "beta2": 0.0},
            {"eps": 1.0, "steps": 300},
            {"stream": "noisy", "eps": 1e-12, "seed": 9999, "at": 2000},
        ],
        {"steps": (30, 2000), "drawn": (), "at": None},
        odd=[
            ({"at": 9999}, {"at": 30}),
            ({"at": -2}, {"at": 1}),
            ({"steps": 55.5}, {"steps": 30}),
            ({"stream": "rare", "every": 3.4}, {"stream": "rare", "every": 3}),
            ({"stream": "drawn", "drawn": "zz0"}, {"stream": "drawn"}),
            ({"stream": "drawn", "drawn": "-1.2"}, {"stream": "drawn"}),
            ({"stream": "drawn", "drawn": 4002 * "5"}, {"stream": "drawn"}),
        ],
    ),
    "scaling": Live(
        "Scaling()",
        [
            {},
            {"angle": 30.0},
            {"angle": 45.0, "kappa": 20.0, "tolerance": 0.1},
            {"angle": 90.0, "tolerance": 1e-6},
            {"angle": 63.0, "kappa": 1000.0, "x": 1.5, "y": -2.0, "tolerance": 1e-4},
            {"kappa": 1.0, "x": 3.0, "y": 2.0},
            {"y": 0.0},  # one slope is zero all the way
            {"alpha_gd": 0.0201, "angle": 20.0},  # diverges, within the numbers
            {"alpha_gd": 10.0, "alpha_adagrad": 10.0, "alpha_rmsprop": 10.0, "kappa": 1000.0},
            {"alpha_gd": 1e-4, "alpha_adagrad": 1e-4, "alpha_rmsprop": 1e-4, "angle": 15.0},
        ],
    ),
    "counterexample": Live(
        "Counterexample()",
        [
            {},
            {"steps": 300_000},
            {"steps": 1000, "at": 101, "start": 1.0},
            {"beta2": 0.9999, "large": 1500.0, "moments": "corrected"},
            {"beta2": 0.0, "large": 3000.0, "steps": 10_000},
            {"large": 800.0, "shown": "adam"},
            {"large": 1000.0, "at": 50, "shown": "amsgrad", "moments": "corrected"},
            {"large": 1000.0, "beta2": 0.9999, "steps": 300_000, "start": -0.37, "at": 51},
            {"large": 200.0},
        ],
        odd=[({"at": 50.6}, {"at": 51}), ({"steps": "1e3"}, {})],
    ),
    "decay": Live(
        "Decay()",
        [
            {},
            {"decay": 1.0, "ratio": 1000.0, "alpha": 0.1},
            {"decay": 0.3, "ratio": 1.0, "x": 1.9, "y": 0.4},
            {"decay": 0.001, "alpha": 0.001, "x": 0.0, "y": 2.0},
            {"ratio": 731.0, "decay": 0.00123, "x": 0.0, "y": 0.0, "alpha": 0.00123},
            {"decay": 1},
        ],
    ),
    "training": Live(
        "Training()",
        [
            {},
            {"rule": "adam", "alpha": 0.1, "seed": 1, "epochs": 7},
            {"rule": "gd", "alpha": 0.0001, "batch": 341, "epochs": 50},
            {"rule": "gd", "alpha": 0.0316, "batch": 32, "epochs": 33},
            {"rule": "gd", "alpha": 3.16, "batch": 8},
            {"rule": "rmsprop", "alpha": 10.0, "batch": 341, "seed": 1},
            {"rule": "rmsprop", "alpha": 0.0316, "batch": 8, "epochs": 1},
            {"rule": "momentum", "alpha": 0.316, "batch": 8, "epochs": 20},
            {"rule": "momentum", "alpha": 10.0, "batch": 341, "epochs": 16},
            {"rule": "momentum", "alpha": 10.0, "batch": 341, "epochs": 17},
            {"rule": "momentum", "alpha": 3.16, "batch": 32},
            {"rule": "gd", "alpha": 10.0, "batch": 8, "epochs": 1},
        ],
        {"rule": (), "batch": (), "seed": ()},
        odd=[
            ({"batch": 7, "seed": 2}, {}),
            ({"alpha": 0.02, "epochs": 12.6}, {"alpha": 0.0316, "epochs": 13}),
        ],
    ),
    "diagnose": Live(
        "Diagnose()",
        [{}, {"case": 4}, {"case": 12}],
        {"case": None},
        odd=[
            ({"case": 0}, {}),
            ({"case": "-1e999"}, {}),
            ({"case": 2.6}, {"case": 3}),
            ({"case": "1e999"}, {"case": 12}),
        ],
    ),
    "guide": Live(
        "Guide()",
        [{}, {"path": "curve"}, {"path": "choose.batches"}],
        {"path": None},
        odd=[
            ({"path": "curve.nonsense"}, {}),
            ({"path": "hovers.schedule"}, {}),
            ({"path": "curve.memory"}, {"path": "curve"}),
            ({"path": "curve.hovers.schedule.schedule"}, {"path": "curve.hovers.schedule"}),
            ({"path": "curve..hovers"}, {}),
            ({"path": "limits." * 400 + "time"}, {"path": "limits"}),
        ],
    ),
    "sensitivity": Live(
        f"{getsource(made_up)}\n\nSensitivity(study=made_up())",
        [
            {},
            {"budget": 100, "methods": "full batch.SGD.momentum.RMSProp.Adam.AdamW"},
            {"budget": 1, "methods": "full batch"},
            {"budget": 10, "methods": "Adam.AdamW"},
            {
                "problem": "classifier",
                "budget": 1,
                "methods": "full batch.SGD.momentum.RMSProp.Adam.AdamW",
            },
            {"problem": "classifier", "budget": 3, "methods": "RMSProp"},
            {"problem": "digits", "budget": 100, "methods": "full batch.momentum.RMSProp.Adam"},
            {"problem": "digits", "budget": 10, "methods": ""},
        ],
        {"problem": (), "budget": (1, 100), "methods": ()},
        odd=[
            ({"budget": 12}, {"budget": 10}),
            ({"methods": "SGD.Lion"}, {}),
            ({"methods": "AdamW.SGD.SGD"}, {"methods": "SGD.AdamW"}),
        ],
    ),
    "question": Live(
        'Question("Up or down?", {"up": "No. " + 9 * "Not so. ", "down": "Of course."}, "down")',
        fields={"chosen": None, "right": None, "text": None},
        more=45,
    ),
}
