"""Functions around a rule: schedules, clipping, projection.

Each takes a rule and returns a rule, so they nest, and any rule fits, your own included:

    scheduled(clipped(adam(alpha=0.01), max_norm=1.0), cosine(steps=1000))

A schedule is a function of the step t = 1, 2, … that returns a factor for the step size.
"""

import math
from collections.abc import Callable

import numpy as np

from descent.checks import count, function, setting
from descent.optimizers import in_32_bits
from descent.types import ArrayLike, Rule, Schedule


def scheduled(rule: Rule, schedule: Schedule) -> Rule:
    """Multiply each step of `rule` by `schedule(t)`; state: t, then the rule's own.

    The factor acts on the whole step. All rules in this book have α as a factor of the step, so
    this is the same as changing α.
    """
    function("rule", rule, "gd(alpha=0.1)")
    function("schedule", schedule, "cosine(steps=100)")

    @in_32_bits
    def update(w, g, t=0, *state):
        t = t + 1
        factor = setting("schedule(t)", schedule(t))
        w_full, *state = rule(w, g, *state)
        w = w + factor * (w_full - w)
        return w, t, *state

    return update


def varying(make: Callable[[int], Rule]) -> Rule:
    """The rule `make(t)` at step t = 1, 2, …: any setting may change, not only the step size.

        varying(lambda t: momentum(alpha=0.01, beta=1 - 3 / (t + 5)))

    Possible because nothing is hidden: one rule goes on with the state that another returned.
    State: t, then the rule's own.
    """
    function("make", make, "lambda t: gd(alpha=1 / t)")

    @in_32_bits
    def update(w, g, t=0, *state):
        t = t + 1
        w, *state = make(t)(w, g, *state)
        return w, t, *state

    return update


def clipped(rule: Rule, max_norm: float) -> Rule:
    """Shorten the gradient to length `max_norm` where it is longer; its direction stays.

    The length is taken over the last axis, so each point of a batch is clipped by itself.
    Source: Pascanu, Mikolov & Bengio (2013).
    """
    function("rule", rule, "gd(alpha=0.1)")
    max_norm = setting("max_norm", max_norm, above=0)

    @in_32_bits
    def update(w, g, *state):
        norm = np.hypot.reduce(g, axis=-1, keepdims=True)  # squares would overflow at 1e155
        g = g * (max_norm / np.maximum(norm, max_norm))
        return rule(w, g, *state)

    return update


def projected(rule: Rule, low: ArrayLike, high: ArrayLike) -> Rule:
    """After each step, move every weight back into the box [low, high].

    low, high: numbers, or arrays of shape `(d,)`, with low <= high.
    """
    function("rule", rule, "gd(alpha=0.1)")
    low, high = np.array(low), np.array(high)
    if low.dtype.kind not in "iuf" or high.dtype.kind not in "iuf":
        raise TypeError(f"low and high must be numbers, got {low} and {high}")
    if not np.all(low <= high):
        raise ValueError(f"low must not exceed high, got low={low}, high={high}")

    @in_32_bits
    def update(w, g, *state):
        w, *state = rule(w, g, *state)
        w = np.clip(w, low, high).astype(w.dtype)
        return w, *state

    return update


def constant() -> Schedule:
    """The factor 1 at every step."""
    return lambda t: 1.0


def inverse_time(scale: float = 1.0) -> Schedule:
    """1 / (1 + (t − 1)/scale): the factor 1/t when scale is 1. scale: steps to half."""
    scale = setting("scale", scale, above=0)
    return lambda t: 1 / (1 + (t - 1) / scale)


def inverse_sqrt(scale: float = 1.0) -> Schedule:
    """1 / √(1 + (t − 1)/scale): the factor 1/√t when scale is 1."""
    scale = setting("scale", scale, above=0)
    return lambda t: 1 / math.sqrt(1 + (t - 1) / scale)


def step_decay(every: int, factor: float = 0.1) -> Schedule:
    """Multiply by `factor` after every `every` steps."""
    every = count("every", every, at_least=1)
    factor = setting("factor", factor, above=0)
    return lambda t: factor ** ((t - 1) // every)


def cosine(steps: int, final: float = 0.0) -> Schedule:
    """Half a cosine from 1 at the first step down to `final` at step `steps`, then `final`.

    Source: Loshchilov & Hutter (2017), without restarts.
    """
    steps = count("steps", steps, at_least=2)
    final = setting("final", final, at_least=0)

    def factor(t):
        done = min((t - 1) / (steps - 1), 1.0)
        return final + (1 - final) * (1 + math.cos(math.pi * done)) / 2

    return factor


def linear_warmup(steps: int, then: Schedule | None = None) -> Schedule:
    """t/steps until step `steps`, then the schedule `then`, counted from its own first step."""
    steps = count("steps", steps, at_least=1)
    then = function("then", constant() if then is None else then, "cosine(steps=100)")
    return lambda t: t / steps if t < steps else then(t - steps + 1)
