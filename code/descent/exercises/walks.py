"""How a rule of the reader's own is tried: on walks, from slopes that part the usual mistakes."""

import copy
import re
import traceback
from typing import Any

import numpy as np

from descent import paths
from descent.exercises.exercise import named
from descent.exercises.sandbox import Unfit, a_kind, differs
from descent.paths import descend
from descent.types import Array, Gradient


def two_walks(rule: Any, form: str, grad: Gradient, start: Array, steps: int) -> Array:
    """Walks from both sides with one rule: what it remembers from the first would show."""
    if not callable(rule):
        got = "nothing" if rule is None else a_kind(rule)
        raise Unfit(
            f"Your function returned {got}. Define `{form}` inside it, and `return update`, "
            "without calling it."
        )
    there, back = (walk(rule, form, grad, point, steps) for point in (start, -start))
    if start.dtype.kind == "f":
        two_steps(rule, start, grad)
    return np.concatenate([there, back])


def walk(rule: Any, form: str, grad: Gradient, start: Array, steps: int) -> Array:
    """A walk; what `descend` says of the rule is told as it is, and not as the rule's own error."""
    try:
        return descend(rule, grad, start, steps)
    except (TypeError, ValueError) as error:
        frame = list(traceback.walk_tb(error.__traceback__))[-1][0]
        if frame.f_code.co_filename != paths.__file__:
            raise
        text = str(error).replace("w, v", ", ".join(["w", *re.findall(r"(\w+)=", form)]))
        if frame.f_code is descend.__code__:
            text = f"your rule cannot be called as `{form}`: {text}"
        raise Unfit(f"{text[0].upper()}{text[1:]}.") from None


def two_steps(rule: Any, start: Array, grad: Gradient) -> None:
    """Two steps: what a rule writes into its weights or its state shows in the argument `start`."""
    _, *state = rule(start, grad(start))
    before = copy.deepcopy(state)
    rule(start, grad(start), *state)
    if any(map(differs, before, state)):
        start += 1


def step_of_walk(value: Any, k: int) -> str:
    """Where number k of `two_walks` stands: which weight, after which step, of which walk."""
    [walks] = value
    row, weight = divmod(k, walks[0].size)
    walk, step = divmod(row, len(walks) // 2)
    if walk == 2:  # where a rule is tried with another α, too
        return f"weight {weight + 1} after a second step with alpha / 2"
    return f"weight {weight + 1} after step {step}{' of the walk from −start' if walk else ''}"


LINE = named("w ↦ 2w", lambda w: 2 * w)
CUBIC = named("w ↦ w³", lambda w: w**3)
ROUGH = named("w ↦ w + sin 20w", lambda w: w + np.sin(20 * w))
SIZES = named("w ↦ (0.01, 2, −250)", lambda w: np.array([0.01, 2.0, -250.0]) + 0 * w)
SILENT = named("w ↦ (w₁, 0)", lambda w: w * np.array([1.0, 0.0]))
LEDGE = named("w ↦ 3 above 1, 0.1 below", lambda w: np.where(w > 1, 3.0, 0.1))
