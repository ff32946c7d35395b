"""The book's rules against PyTorch, Keras and Optax: whole paths, and single steps everywhere.

Whole paths are compared from every start where rounding does not grow, which is measured: by the
book's own path from a start that is nudged. (Near a minimum a rule that divides by its moments
bounces, and there one unit in the last place soon fills the page.) Single steps are compared
everywhere, along the book's own path, so both start from the same state: a library's moments depend
on the gradients that it was given, and it is given the same.
"""

import inspect

import numpy as np
import pytest
from libraries import RULES
from twins import twins

from descent import descend, surfaces
from descent.optimizers import rules

STEPS, SEEDS, NUDGE = 200, range(3), 1e-12
LANDS = tuple(surfaces.values())


def grad(w):
    """All surfaces at once: w `(surfaces, starts, 2)`."""
    return np.stack([land.grad(points) for land, points in zip(LANDS, w, strict=True)])


def starts(rng):
    x_low, x_high, y_low, y_high = np.array([land.window for land in LANDS]).T[..., None]
    x, y = rng.uniform(x_low, x_high, (len(LANDS), 4)), rng.uniform(y_low, y_high, (len(LANDS), 4))
    return np.stack([x, y], axis=-1)


def settings(name, rng):
    """Random settings with the names that the rule takes, and a step size that suits it."""
    largest = 3e-3 if name in ("gd", "momentum", "nesterov") else 0.03
    drawn = {
        "alpha": largest * 10 ** rng.uniform(-1, 0),
        "beta": rng.uniform(0.5, 0.95),
        "beta1": rng.uniform(0.5, 0.95),
        "beta2": rng.uniform(0.9, 0.9999),
        "eps": 10 ** rng.uniform(-10, -4),
        "decay": 10 ** rng.uniform(-3, -1),
    }
    return {key: drawn[key] for key in inspect.signature(rules[name]).parameters if key in drawn}


def gap(path, other):
    """Largest difference of two paths from each start, relative to the size of the first."""
    return np.max(np.abs(path - other), axis=(0, -1)) / np.max(np.abs(path), axis=(0, -1))


@pytest.fixture(params=RULES)
def library(request):
    return request.param


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", rules)
def test_whole_paths_agree(library, name, seed):
    rng = np.random.default_rng([seed, 1])
    theirs, ours, state = twins(library, name, settings(name, rng))
    start = starts(rng)
    path = descend(ours, grad, start, STEPS, state)
    nudged = descend(ours, grad, start * (1 + NUDGE), STEPS, state)
    with np.errstate(all="ignore"):
        calm = gap(path, nudged) < 10 * NUDGE
        assert calm.mean() > 0.5
        assert np.max(gap(path, descend(theirs, grad, start, STEPS))[calm]) < 1e-10


def worst_step(library, name, seed):
    """Largest difference of one step, relative to how far the path has been from the origin."""
    rng = np.random.default_rng([seed, 2])
    theirs, ours, state = twins(library, name, settings(name, rng))
    path = descend(ours, grad, starts(rng), STEPS, state)
    with np.errstate(all="ignore"):
        steps = np.array([theirs(w, grad(w))[0] for w in path[:-1]])
        farthest = np.maximum.accumulate(np.max(np.abs(path), axis=-1))[1:]
        error = np.max(np.abs(steps - path[1:]), axis=-1) / farthest
    within = farthest < 1e6  # beyond, a walk has diverged, and huge terms cancel each other
    return np.max(error[within])


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", rules)
def test_single_steps_agree_on_every_surface(library, name, seed):
    assert worst_step(library, name, seed) < 2e-15


def test_the_libraries_hold_what_chapter_9_says_they_hold():
    torch, keras, optax = (pytest.importorskip(name) for name in ("torch", "keras", "optax"))
    shared = {"Muon", "Lion", "Adafactor", "Lamb", "ScheduleFreeAdamW"}
    assert shared <= set(dir(keras.optimizers))
    assert {"lion", "adafactor", "lamb"} <= set(dir(optax))
    assert {"muon", "schedule_free_adamw"} <= set(dir(optax.contrib))
    assert shared & set(dir(torch.optim)) == {"Muon", "Adafactor"}
