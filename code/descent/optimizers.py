"""Every update rule, as the equations have it.

A factory takes the settings and returns the rule; the rule takes the weights `w`, the gradient
`g` and its own state, and returns all of them anew:

    rule = adam(alpha=0.01)
    w, *state = rule(w, g, *state)

Nothing is remembered behind your back. State starts as plain zeros, which broadcast, so one rule
moves a single point, ten thousand points at once, or all weights of a network. `w` and `g` are
arrays of one shape `(..., d)`, in units of weight and of loss per weight; the arrays passed in
are never changed.

Weights of 16 bits are moved in 32, and the state is kept so: in 16 bits ε and the squares of small
gradients are zero. The weights come back as they came, in 16.

A setting is a number, or an array that broadcasts against the weights as NumPy's arrays do. So a
sweep is one walk: with `alpha` of shape `(k, 1)`, points `(k, d)` have an α each, and each walks
as it would alone.

Every factory raises TypeError for a setting that is neither and ValueError for one out of range:
`alpha` > 0, 0 <= `beta` < 1, `eps` >= 0, `decay` >= 0.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np

from descent.checks import settings
from descent.types import Rule, Setting


def in_32_bits(update: Rule) -> Rule:
    """The same rule, which computes with 32 bits where weights or gradient have only 16."""

    @wraps(update)
    def widened(w, g, *state):
        if not (half(w) or half(g)):
            return update(w, g, *state)
        w_wide, g = (x.astype(np.float32) if half(x) else x for x in (w, g))
        w_wide, *state = update(w_wide, g, *state)
        return w_wide.astype(w.dtype), *state

    return widened


def half(x: Any) -> bool:
    """Whether an array is of 16 bits, NumPy's float16 or the bfloat16 of other libraries."""
    return getattr(x, "itemsize", 8) == 2 and x.dtype.kind not in "iu"


def gd(alpha: Setting = 0.1) -> Rule:
    """Gradient descent: w ← w − α g.

    State: none. Source: Cauchy (1847).

    >>> rule = gd(alpha=0.1)
    >>> rule(np.array([5.0]), np.array([10.0]))
    (array([4.]),)
    """
    alpha = settings("alpha", alpha, above=0)

    @in_32_bits
    def update(w, g):
        w = w - alpha * g
        return (w,)

    return update


def momentum(alpha: Setting = 0.01, beta: Setting = 0.9) -> Rule:
    """Heavy-ball momentum, undamped: v ← β v + g, then w ← w − α v.

    State: `v`, a sum of past gradients, weighted by βᵏ when k steps old: at constant gradient it
    grows to g/(1−β).
    Source: Polyak (1964), in the form of Sutskever et al. (2013) with α outside of v.
    """
    alpha = settings("alpha", alpha, above=0)
    beta = settings("beta", beta, at_least=0, below=1)

    @in_32_bits
    def update(w, g, v=0.0):
        v = beta * v + g
        w = w - alpha * v
        return w, v

    return update


def nesterov(alpha: Setting = 0.01, beta: Setting = 0.9) -> Rule:
    """Nesterov momentum, shifted: v ← β v + g, then w ← w − α (g + β v).

    Here `w` is the look-ahead point itself, so the gradient is taken where you stand.
    State: `v`. Source: Nesterov (1983); Bengio, Boulanger-Lewandowski & Pascanu (2013) for the
    shift.
    """
    alpha = settings("alpha", alpha, above=0)
    beta = settings("beta", beta, at_least=0, below=1)

    @in_32_bits
    def update(w, g, v=0.0):
        v = beta * v + g
        w = w - alpha * (g + beta * v)
        return w, v

    return update


def adagrad(alpha: Setting = 0.1, eps: Setting = 1e-8) -> Rule:
    """AdaGrad: s ← s + g², then w ← w − α g / (√s + ε), for each coordinate on its own.

    State: `s`, the sum of all squared gradients. Source: Duchi, Hazan & Singer (2011).
    """
    alpha = settings("alpha", alpha, above=0)
    eps = settings("eps", eps, at_least=0)

    @in_32_bits
    def update(w, g, s=0.0):
        s = s + g**2
        w = w - alpha * g / (np.sqrt(s) + eps)
        return w, s

    return update


def rmsprop(alpha: Setting = 1e-3, beta: Setting = 0.9, eps: Setting = 1e-8) -> Rule:
    """RMSProp: v ← β v + (1 − β) g², then w ← w − α g / (√v + ε).

    State: `v`, a moving average of squared gradients that starts at zero and is not corrected,
    so the first step is 1/√(1−β) times α. Source: Tieleman & Hinton (2012).
    """
    alpha = settings("alpha", alpha, above=0)
    beta = settings("beta", beta, at_least=0, below=1)
    eps = settings("eps", eps, at_least=0)

    @in_32_bits
    def update(w, g, v=0.0):
        v = beta * v + (1 - beta) * g**2
        w = w - alpha * g / (np.sqrt(v) + eps)
        return w, v

    return update


def adam(
    alpha: Setting = 1e-3,
    beta1: Setting = 0.9,
    beta2: Setting = 0.999,
    eps: Setting = 1e-8,
) -> Rule:
    """Adam: moving averages m of g and v of g², both corrected for their start at zero.

    State: `t`, the steps taken, then `m` and `v`. ε stands outside the root, after correction.
    Source: Kingma & Ba (2015), algorithm 1.

    >>> w, t, m, v = adam(alpha=0.01)(np.array([1.0]), np.array([250.0]))
    >>> w  # the first step is alpha times the sign of g
    array([0.99])
    """
    alpha = settings("alpha", alpha, above=0)
    beta1 = settings("beta1", beta1, at_least=0, below=1)
    beta2 = settings("beta2", beta2, at_least=0, below=1)
    eps = settings("eps", eps, at_least=0)

    @in_32_bits
    def update(w, g, t=0, m=0.0, v=0.0):
        t = t + 1
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        w = w - alpha * m_hat / (np.sqrt(v_hat) + eps)
        return w, t, m, v

    return update


def amsgrad(
    alpha: Setting = 1e-3,
    beta1: Setting = 0.9,
    beta2: Setting = 0.999,
    eps: Setting = 1e-8,
    raw: bool = False,
) -> Rule:
    """AMSGrad: Adam divided by the largest v̂ so far, so a step size never grows back.

    State: `t`, `m`, `v` and `v_max`, the largest v̂; with `raw=True` the largest v, corrected
    afterwards, as several libraries keep it. Source: Reddi, Kale & Kumar (2018), who take the
    largest v and correct nothing.
    """
    alpha = settings("alpha", alpha, above=0)
    beta1 = settings("beta1", beta1, at_least=0, below=1)
    beta2 = settings("beta2", beta2, at_least=0, below=1)
    eps = settings("eps", eps, at_least=0)

    @in_32_bits
    def update(w, g, t=0, m=0.0, v=0.0, v_max=0.0):
        t = t + 1
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        v_max = np.maximum(v_max, v if raw else v_hat)
        v_hat = v_max / (1 - beta2**t) if raw else v_max
        w = w - alpha * m_hat / (np.sqrt(v_hat) + eps)
        return w, t, m, v, v_max

    return update


def adamw(
    alpha: Setting = 1e-3,
    beta1: Setting = 0.9,
    beta2: Setting = 0.999,
    eps: Setting = 1e-8,
    decay: Setting = 0.01,
) -> Rule:
    """AdamW: Adam, and besides each weight shrinks by the factor 1 − α·decay.

    The decay is decoupled: it does not pass through m and v, as an L2 term in the loss would.
    State: `t`, `m`, `v`. Source: Loshchilov & Hutter (2019), in the form libraries use (α times
    decay).
    """
    alpha = settings("alpha", alpha, above=0)
    beta1 = settings("beta1", beta1, at_least=0, below=1)
    beta2 = settings("beta2", beta2, at_least=0, below=1)
    eps = settings("eps", eps, at_least=0)
    decay = settings("decay", decay, at_least=0)

    @in_32_bits
    def update(w, g, t=0, m=0.0, v=0.0):
        t = t + 1
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        w = w - alpha * (m_hat / (np.sqrt(v_hat) + eps) + decay * w)
        return w, t, m, v

    return update


rules: dict[str, Callable[..., Rule]] = {
    "gd": gd,
    "momentum": momentum,
    "nesterov": nesterov,
    "adagrad": adagrad,
    "rmsprop": rmsprop,
    "adam": adam,
    "amsgrad": amsgrad,
    "adamw": adamw,
}
