"""Every rule against three steps worked out by hand, away from the library's lines.

The gradients of the three steps are given, so each average can be written as the weighted sum it
is. With β₁ = 1/2 the corrected weights of g₁, g₂, g₃ are 1, 2, 4 over 7; with β₂ = 3/4 those of
their squares are 9, 12, 16 over 37 (after two steps: 1, 2 over 3, and 3, 4 over 7). ε is as
large as 1/4, to show where it stands.
"""

from math import sqrt

import numpy as np
import pytest

from descent.optimizers import adagrad, adam, adamw, amsgrad, gd, momentum, nesterov, rmsprop

START = (1.0, -2.0)
GRADIENTS = ((4.0, -1.0), (-2.0, 3.0), (1.0, -5.0))  # both coordinates change sign
A, EPS = 0.1, 0.25
HALVES = {"alpha": A, "beta1": 1 / 2, "beta2": 3 / 4, "eps": EPS}


def m_hat(g1, g2, g3):
    return g1, (g1 + 2 * g2) / 3, (g1 + 2 * g2 + 4 * g3) / 7


def v_raw(g1, g2, g3):
    return g1**2 / 4, (3 * g1**2 + 4 * g2**2) / 16, (9 * g1**2 + 12 * g2**2 + 16 * g3**2) / 64


def v_hat(g1, g2, g3):
    return g1**2, (3 * g1**2 + 4 * g2**2) / 7, (9 * g1**2 + 12 * g2**2 + 16 * g3**2) / 37


def by_gd(w, g1, g2, g3):
    return w - A * g1, w - A * (g1 + g2), w - A * (g1 + g2 + g3)


def by_momentum(w, g1, g2, g3):
    """β = 1/2: each gradient acts at once, by half in the next step, by a quarter after that."""
    first = w - A * g1
    second = first - A * (g2 + g1 / 2)
    return first, second, second - A * (g3 + g2 / 2 + g1 / 4)


def by_nesterov(w, g1, g2, g3):
    """β = 1/2, as Nesterov wrote it: x ← y − αg, then y ← x + β (x − the x before); y is walked."""
    x0, x1 = w, w - A * g1
    y1 = x1 + (x1 - x0) / 2
    x2 = y1 - A * g2
    y2 = x2 + (x2 - x1) / 2
    x3 = y2 - A * g3
    return y1, y2, x3 + (x3 - x2) / 2


def by_adagrad(w, g1, g2, g3):
    first = w - A * g1 / (abs(g1) + EPS)
    second = first - A * g2 / (sqrt(g1**2 + g2**2) + EPS)
    return first, second, second - A * g3 / (sqrt(g1**2 + g2**2 + g3**2) + EPS)


def walk(w, steps):
    """The positions after each of the given steps."""
    return w - steps[0], w - steps[0] - steps[1], w - steps[0] - steps[1] - steps[2]


def by_rmsprop(w, *g):
    """β = 3/4, and no correction."""
    return walk(w, [A * gk / (sqrt(v) + EPS) for gk, v in zip(g, v_raw(*g), strict=True)])


def adam_steps(m, v):
    return [A * mk / (sqrt(vk) + EPS) for mk, vk in zip(m, v, strict=True)]


def by_adam(w, *g):
    return walk(w, adam_steps(m_hat(*g), v_hat(*g)))


def by_amsgrad(w, *g):
    v1, v2, v3 = v_hat(*g)
    return walk(w, adam_steps(m_hat(*g), (v1, max(v1, v2), max(v1, v2, v3))))


def by_amsgrad_raw(w, *g):
    """The largest raw v, corrected by 1 − (3/4)ᵗ = 1/4, 7/16, 37/64."""
    v1, v2, v3 = v_raw(*g)
    largest = v1 * 4, max(v1, v2) * 16 / 7, max(v1, v2, v3) * 64 / 37
    return walk(w, adam_steps(m_hat(*g), largest))


def by_adamw(w, *g):
    """Decay 1/2: before each of Adam's steps the weight shrinks to 1 − 0.1/2 = 19/20 of itself."""
    s1, s2, s3 = adam_steps(m_hat(*g), v_hat(*g))
    first = w * 19 / 20 - s1
    second = first * 19 / 20 - s2
    return first, second, second * 19 / 20 - s3


CASES = {
    "gd": (gd(A), by_gd),
    "momentum": (momentum(A, beta=1 / 2), by_momentum),
    "nesterov": (nesterov(A, beta=1 / 2), by_nesterov),
    "adagrad": (adagrad(A, EPS), by_adagrad),
    "rmsprop": (rmsprop(A, beta=3 / 4, eps=EPS), by_rmsprop),
    "adam": (adam(**HALVES), by_adam),
    "amsgrad": (amsgrad(**HALVES), by_amsgrad),
    "amsgrad raw": (amsgrad(**HALVES, raw=True), by_amsgrad_raw),
    "adamw": (adamw(**HALVES, decay=1 / 2), by_adamw),
}


@pytest.mark.parametrize("name", CASES)
def test_three_steps_by_hand(name):
    rule, by_hand = CASES[name]
    w, *state = rule(np.array(START), np.array(GRADIENTS[0]))
    path = [w]
    for g in GRADIENTS[1:]:
        w, *state = rule(w, np.array(g), *state)
        path.append(w)
    columns = [by_hand(START[k], *(g[k] for g in GRADIENTS)) for k in (0, 1)]
    np.testing.assert_allclose(path, np.transpose(columns), rtol=1e-14)


def test_the_gradients_tell_the_rules_apart():
    """Otherwise two formulas could be mistaken for one another above."""
    ends = [by_hand(START[0], *(g[0] for g in GRADIENTS))[2] for _, by_hand in CASES.values()]
    assert np.min(np.abs(np.subtract.outer(ends, ends)) + np.eye(len(ends))) > 1e-3


def test_states_are_what_the_docstrings_name():
    """After the three gradients 4, −2, 1, in fractions."""
    g = [np.array([g]) for g in (4.0, -2.0, 1.0)]
    expected = {
        "momentum": [1 - 1 + 1],
        "nesterov": [1 - 1 + 1],
        "adagrad": [16 + 4 + 1],
        "rmsprop": [(9 * 16 + 12 * 4 + 16) / 64],
        "adam": [3, (4 - 4 + 4) / 8, 208 / 64],
        "amsgrad": [3, (4 - 4 + 4) / 8, 208 / 64, 16],
        "amsgrad raw": [3, (4 - 4 + 4) / 8, 208 / 64, 4],
        "adamw": [3, (4 - 4 + 4) / 8, 208 / 64],
        "gd": [],
    }
    for name, (rule, _) in CASES.items():
        state = ()
        for gk in g:
            _, *state = rule(np.zeros(1), gk, *state)
        np.testing.assert_allclose(np.hstack([[], *state]), expected[name], rtol=1e-15)
