"""Weight decay two ways, on weights that nothing else moves: inside Adam's gradient, or beside it.

Each weight's gradient alternates between +s and −s, so the data alone would leave it where it is
(but for 2α, while Adam starts), and √v̂ is its size s. What shrinks it is the decay:

    L2 inside Adam:  g + decay·w is Adam's gradient    about α·decay·w / (√v̂ + ε) a step
    AdamW:           beside Adam's own step            α·decay·w a step, whatever g is

Source: Loshchilov & Hutter (2019), with α times decay, as libraries have it.
"""

from collections.abc import Sequence

import numpy as np

from descent.checks import count, setting
from descent.optimizers import adam, adamw
from descent.types import Array

BETA2, EPS = 0.999, 1e-8  # Adam's defaults


def shrink(
    rule: str,
    alpha: float = 0.01,
    decay: float = 0.1,
    sizes: Sequence[float] | Array = (10.0, 0.1),
    start: Sequence[float] = (1.5, 1.5),
    steps: int = 1000,
) -> tuple[Array, Array]:
    """Where the weights have been, and the share of each that the decay takes at each step.

    rule: "l2" or "adamw"; sizes: of each weight's gradient, above 0; start: as many numbers.
    Returns two arrays (steps + 1, d). A share is α·decay / (√v̂ + ε) for L2, where v̂ is that of the
    walk, α·decay for AdamW, and zero at t = 0.

    Raises TypeError or ValueError that names the argument.

    >>> path, share = shrink("adamw", steps=1000)
    >>> path[-1].round(2).tolist(), share[-1].round(6).tolist()
    ([0.55, 0.55], [0.001, 0.001])
    """
    if rule not in ("l2", "adamw"):
        raise ValueError(f"rule must be l2 or adamw, got {rule!r}")
    decay = setting("decay", decay, at_least=0)
    update = adamw(alpha, decay=decay) if rule == "adamw" else adam(alpha)
    sizes = np.array([setting("sizes", size, above=0) for size in sizes])
    w = np.array([setting("start", place) for place in start])
    if w.shape != sizes.shape:
        raise ValueError(f"start must hold {len(sizes)} numbers as sizes does, got {len(w)}")
    path, share = np.zeros((2, count("steps", steps) + 1, len(w)))
    path[0], state = w, ()
    for t in range(1, steps + 1):
        g = sizes if t % 2 == 1 else -sizes
        if rule == "l2":
            g = g + decay * w
        w, *state = update(w, g, *state)
        root = np.sqrt(state[2] / (1 - BETA2**t)) + EPS
        path[t], share[t] = w, alpha * decay / (root if rule == "l2" else 1.0)
    return path, share
