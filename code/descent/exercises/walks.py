"""How a rule of the reader's own is tried: on walks, from slopes that part the usual mistakes."""

from functools import wraps

import numpy as np

from descent.exercises.exercise import named
from descent.paths import descend


def rule_from(step):
    """The factory of the rule whose step is `step(*settings, w, g, *state)`."""

    @wraps(step)
    def make(*settings):
        return lambda w, g, *state: step(*settings, w, g, *state)

    return make


def two_walks(rule, form, grad, start, steps):
    """Walks from both sides with one rule: what it remembers from the first would show."""
    if not callable(rule):
        got = "nothing" if rule is None else f"a {type(rule).__name__}"
        raise TypeError(
            f"it returned {got}. Define `{form}` inside it, and `return update`, not called"
        )
    there = descend(rule, grad, start, steps)
    back = descend(rule, grad, -start, steps)
    rule(start, grad(start))  # a rule that writes into its weights writes into an argument here
    return np.concatenate([there, back])


LINE = named("w ↦ 2w", lambda w: 2 * w)
CUBIC = named("w ↦ w³", lambda w: w**3)
ROUGH = named("w ↦ w + sin 20w", lambda w: w + np.sin(20 * w))
SIZES = named("w ↦ (0.01, 2, −250)", lambda w: np.array([0.01, 2.0, -250.0]) + 0 * w)
SILENT = named("w ↦ (w₁, 0)", lambda w: w * np.array([1.0, 0.0]))
LEDGE = named("w ↦ 3 above 1, 0.1 below", lambda w: np.where(w > 1, 3.0, 0.1))
