"""Adam's moments under a stream of gradients, step by step: what a plot of them needs.

The lines are those of `descent.optimizers.adam`. Where a weight stands plays no part in them, and
α only scales the step; so here neither appears, and everything along the way is kept.
"""

from typing import NamedTuple

import numpy as np

from descent.checks import setting
from descent.types import Array, ArrayLike


class Trace(NamedTuple):
    """Everything at each step, as arrays like the gradients; steps are in units of α.

    A weight moves by −α times `step`; without bias correction it would by −α times `plain_step`.
    """

    m: Array
    v: Array
    m_hat: Array
    v_hat: Array
    step: Array
    plain_step: Array


def moments(g: ArrayLike, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8) -> Trace:
    """What Adam makes of the gradients g, with bias correction and without.

    g: the gradient of one weight at t = 1, 2, …, shape `(T,)`; or of several, `(T, ...)`.
    Returns a `Trace` of arrays of that shape. What overflows, and 0/0 where ε = 0, becomes infinite
    or NaN, without a warning. Source: Kingma & Ba (2015), algorithm 1.

    Raises TypeError or ValueError that names the argument.

    >>> trace = moments([1.0, 1.0, 1.0])
    >>> trace.step.round(4).tolist(), trace.plain_step.round(4).tolist()
    ([1.0, 1.0, 1.0], [3.1623, 4.2496, 4.9502])
    """
    beta1 = setting("beta1", beta1, at_least=0, below=1)
    beta2 = setting("beta2", beta2, at_least=0, below=1)
    eps = setting("eps", eps, at_least=0)
    g = np.asarray(g, dtype=float)
    if g.ndim == 0:
        raise ValueError(f"g must hold one gradient for each step, got the number {g}")
    m = v = np.float64(0)
    trace = Trace._make(np.empty((6, *g.shape)))
    with np.errstate(all="ignore"):
        for t in range(1, len(g) + 1):
            m = beta1 * m + (1 - beta1) * g[t - 1]
            v = beta2 * v + (1 - beta2) * g[t - 1] ** 2
            m_hat = m / (1 - beta1**t)
            v_hat = v / (1 - beta2**t)
            step = m_hat / (np.sqrt(v_hat) + eps)
            plain_step = m / (np.sqrt(v) + eps)
            for array, value in zip(trace, (m, v, m_hat, v_hat, step, plain_step), strict=True):
                array[t - 1] = value
    return trace
