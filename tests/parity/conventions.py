"""Where the libraries differ from the book, and what makes the paths equal: measured, not told.

Each row names a library's rule, the book's with the same settings, and the book's converted; where
there is no conversion, the reason. `test_conventions.py` measures both gaps and compares the table
with the one that the book shows, `descent/data/conventions.csv`. To write it anew:

    python tests/parity/conventions.py
"""

import csv
import io
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from libraries import ITS_OWN, library_rule, missing
from twins import keras_epsilon

from descent import data, descend, surfaces
from descent.optimizers import adagrad, adam, adamw, amsgrad, momentum, nesterov, rmsprop
from descent.wrappers import inverse_sqrt, scheduled

TABLE = Path(data.__file__).with_name("conventions.csv")
HEADER = "topic", "library", "what it does", "to get the same path", "gap before", "gap after"
STEPS, START, SURFACE = 300, np.array([-0.8, 0.8]), surfaces["mountain"]
ADAM = {"alpha": 0.01, "beta1": 0.9, "beta2": 0.999, "eps": 1e-7}
MOMENTUM = {"alpha": 0.02, "beta": 0.9}
ADAPTIVE = {"alpha": 0.01, "eps": 1e-7}
RMS = {"alpha": 3e-3, "beta": 0.9, "eps": 1e-7}  # slow: at the bottom it would bounce
EQUAL = 1e-10


@dataclass
class Row:
    topic: str
    library: str
    does: str
    conversion: str  # or, where there is none, the reason
    theirs: tuple  # name and settings of the library's rule
    book: object  # the book's rule with the same settings
    converted: object = None  # the book's rule that walks the same path
    state: tuple = ()  # which the converted rule starts from
    grad: object = SURFACE.grad  # which the converted rule is given

    def gaps(self):
        """Largest distance from the library's path, as it comes and converted, over 300 steps."""
        name, settings = self.theirs
        theirs = library_rule(self.library, name, **settings)
        path = descend(theirs, SURFACE.grad, START, STEPS)
        before = descend(self.book, SURFACE.grad, START, STEPS)
        if self.converted is None:
            return distance(path, before), None
        after = descend(self.converted, self.grad, START, STEPS, self.state)
        return distance(path, before), distance(path, after)


def distance(path, other):
    return np.max(np.linalg.norm(path - other, axis=-1))


def of_scheduled_gradient(rule, schedule):
    """The schedule multiplies the gradient instead of the step, so v remembers the old rates."""

    def update(w, g, t=0, *state):
        w, *state = rule(w, schedule(t + 1) * g, *state)
        return w, t + 1, *state

    return update


def damped(alpha, beta):
    """m ← β m + (1 − β) g, then w ← w − α m."""

    def update(w, g, m=0.0):
        m = beta * m + (1 - beta) * g
        return w - alpha * m, m

    return update


SAME = "the same settings"
DAMPED = {"alpha": 0.2, "beta": 0.9}
FALLING = inverse_sqrt()
L2 = 0.1
DEFAULT_DECAYS = {"torch": 0.01, "keras": 0.004, "optax": 0.0001}


def with_l2(w):
    return SURFACE.grad(w) + L2 * w


ROWS = [
    *(
        Row(topic, library, does, SAME, (name, settings), rule(**settings), rule(**settings))
        for topic, does, name, rule, settings in (
            ("momentum", "undamped: v ← βv + g", "momentum", momentum, MOMENTUM),
            ("Nesterov", "the shifted form", "nesterov", nesterov, MOMENTUM),
        )
        for library in ("torch", "keras", "optax")
    ),
    Row(
        "damped momentum",
        "optax",
        "ema: m ← βm + (1 − β)g",
        "α is (1 − β) times as large",
        ("damped", DAMPED),
        momentum(**DAMPED),
        momentum(alpha=DAMPED["alpha"] * (1 - DAMPED["beta"]), beta=DAMPED["beta"]),
    ),
    Row(
        "damped momentum",
        "torch",
        "dampening = β multiplies every gradient but the first by 1 − β",
        "none: the first gradient counts in full, and from rest no setting of the book's does that",
        ("momentum", {**DAMPED, "dampening": DAMPED["beta"]}),
        damped(**DAMPED),
    ),
    Row(
        "momentum under a schedule",
        "torch",
        "α stays outside of v",
        SAME,
        ("momentum", {**MOMENTUM, "schedule": FALLING}),
        scheduled(momentum(**MOMENTUM), FALLING),
        scheduled(momentum(**MOMENTUM), FALLING),
    ),
    Row(
        "momentum under a schedule",
        "optax",
        "α stays outside of v",
        SAME,
        ("momentum", {**MOMENTUM, "schedule": FALLING}),
        scheduled(momentum(**MOMENTUM), FALLING),
        scheduled(momentum(**MOMENTUM), FALLING),
    ),
    Row(
        "momentum under a schedule",
        "keras",
        "α goes into v, which remembers the old ones",
        "let the schedule multiply the gradient instead of the step",
        ("momentum", {**MOMENTUM, "schedule": FALLING}),
        scheduled(momentum(**MOMENTUM), FALLING),
        of_scheduled_gradient(momentum(**MOMENTUM), FALLING),
    ),
    Row(
        "AdaGrad's first sum",
        "torch",
        "starts at 0, ε outside the root",
        SAME,
        ("adagrad", ADAPTIVE),
        adagrad(**ADAPTIVE),
        adagrad(**ADAPTIVE),
    ),
    *(
        Row(
            "AdaGrad's first sum",
            library,
            "starts at 0.1, ε inside the root",
            "start the sum at 0.1 + ε, and set ε to 0",
            ("adagrad", ADAPTIVE),
            adagrad(**ADAPTIVE),
            adagrad(alpha=ADAPTIVE["alpha"], eps=0),
            state=(0.1 + ADAPTIVE["eps"],),
        )
        for library in ("keras", "optax")
    ),
    Row(
        "RMSProp's ε",
        "torch",
        "outside the root",
        SAME,
        ("rmsprop", RMS),
        rmsprop(**RMS),
        rmsprop(**RMS),
    ),
    Row(
        "RMSProp's ε",
        "optax",
        "inside the root, unless eps_in_sqrt=False",
        "eps_in_sqrt=False",
        ("rmsprop", {**RMS, "eps_in_sqrt": False}),
        rmsprop(**RMS),
        rmsprop(**RMS),
    ),
    Row(
        "RMSProp's ε",
        "keras",
        "inside the root",
        "none: √(v + ε) is not √v + ε for any ε; they agree as ε goes to 0",
        ("rmsprop", RMS),
        rmsprop(**RMS),
    ),
    *(
        Row("Adam's ε", library, "√v̂ + ε", SAME, ("adam", ADAM), adam(**ADAM), adam(**ADAM))
        for library in ("torch", "optax")
    ),
    Row(
        "Adam's ε",
        "keras",
        "√v + ε, with v not yet corrected",
        "at step t, ε/√(1 − β₂ᵗ) in place of ε",
        ("adam", {**ADAM, "eps": 1e-3}),
        adam(**{**ADAM, "eps": 1e-3}),
        keras_epsilon("adam", **{**ADAM, "eps": 1e-3}),
    ),
    Row(
        "AMSGrad's maximum",
        "optax",
        "of the corrected v̂",
        SAME,
        ("amsgrad", ADAM),
        amsgrad(**ADAM),
        amsgrad(**ADAM),
    ),
    Row(
        "AMSGrad's maximum",
        "torch",
        "of the raw v, corrected afterwards",
        "raw=True",
        ("amsgrad", ADAM),
        amsgrad(**ADAM),
        amsgrad(**ADAM, raw=True),
    ),
    Row(
        "AMSGrad's maximum",
        "keras",
        "of the raw v, and ε as in its Adam",
        "raw=True, and at step t, ε/√(1 − β₂ᵗ) in place of ε",
        ("amsgrad", ADAM),
        amsgrad(**ADAM),
        keras_epsilon("amsgrad", **ADAM, raw=True),
    ),
    *(
        Row(
            "AdamW's decay",
            library,
            "decoupled, times α",
            SAME,
            ("adamw", {**ADAM, "decay": L2}),
            adamw(**ADAM, decay=L2),
            adamw(**ADAM, decay=L2),
        )
        for library in ("torch", "optax")
    ),
    Row(
        "AdamW's decay",
        "keras",
        "decoupled, times α; ε as in its Adam",
        "at step t, ε/√(1 − β₂ᵗ) in place of ε",
        ("adamw", {**ADAM, "eps": 1e-3, "decay": L2}),
        adamw(**{**ADAM, "eps": 1e-3}, decay=L2),
        keras_epsilon("adamw", **{**ADAM, "eps": 1e-3}, decay=L2),
    ),
    *(
        Row(
            "AdamW's default decay",
            library,
            f"{DEFAULT_DECAYS[library]}, on every weight",
            conversion,
            ("adamw", {**ADAM, "decay": ITS_OWN}),
            adamw(**ADAM),
            converted,
        )
        for library, conversion, converted in (
            ("torch", SAME, adamw(**ADAM)),
            (
                "keras",
                "that decay, with ε/√(1 − β₂ᵗ) at step t in place of ε",
                keras_epsilon("adamw", **ADAM, decay=DEFAULT_DECAYS["keras"]),
            ),
            ("optax", "that decay", adamw(**ADAM, decay=DEFAULT_DECAYS["optax"])),
        )
    ),
    Row(
        "weight_decay of Adam",
        "torch",
        "L2: decay · w is added to the gradient",
        "Adam on the gradient g + decay · w",
        ("adam", {**ADAM, "weight_decay": L2}),
        adamw(**ADAM, decay=L2),
        adam(**ADAM),
        grad=with_l2,
    ),
    Row(
        "weight_decay of Adam",
        "torch",
        "decoupled, with decoupled_weight_decay=True",
        "AdamW",
        ("adam", {**ADAM, "weight_decay": L2, "decoupled_weight_decay": True}),
        adam(**ADAM),
        adamw(**ADAM, decay=L2),
    ),
    Row(
        "weight_decay of Adam",
        "keras",
        "decoupled, in spite of the name Adam",
        "AdamW, with ε/√(1 − β₂ᵗ) at step t in place of ε",
        ("adam", {**ADAM, "decay": L2}),
        adam(**ADAM),
        keras_epsilon("adamw", **ADAM, decay=L2),
    ),
]


def shown(gap):
    return "" if gap is None else "equal" if gap < EQUAL else f"{gap:.0e}"


def write_table():
    """The table as CSV text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    for row in ROWS:
        writer.writerow([row.topic, row.library, row.does, row.conversion, *map(shown, row.gaps())])
    return text.getvalue()


if __name__ == "__main__":
    if reasons := {missing(row.library) for row in ROWS} - {None}:
        sys.exit("\n".join(reasons))
    TABLE.write_text(write_table(), encoding="utf-8")
