"""The library behind *Down the Mountain*.

Read it in this order: `optimizers` (every update rule, one screen each), `paths` (the loop that
applies one), `surfaces` (landscapes to walk on), `wrappers` (schedules, clipping, projection),
`network` (a small neural network on one flat weight vector), `derivatives` (slopes measured
instead of derived), `data` (two small tables) and `plots` (the figures used more than once).
"""

from descent.optimizers import adagrad, adam, adamw, amsgrad, gd, momentum, nesterov, rmsprop
from descent.paths import descend, diverged_at, stays_below
from descent.surfaces import Surface, ravine, surfaces
from descent.wrappers import clipped, projected, scheduled, varying

__all__ = [
    "Surface",
    "adagrad",
    "adam",
    "adamw",
    "amsgrad",
    "clipped",
    "descend",
    "diverged_at",
    "gd",
    "momentum",
    "nesterov",
    "projected",
    "ravine",
    "rmsprop",
    "scheduled",
    "stays_below",
    "surfaces",
    "varying",
]
