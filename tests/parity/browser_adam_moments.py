"""Adam's moments in the browser: all six, at each step, under tame and wild gradients and settings.

The topic returns its questions and a check of the answers, as in `browser_walks`.
"""

import numpy as np

from descent.experiments.adam_moments import moments

SETTINGS = [
    (0.9, 0.999, 1e-8),
    (0.0, 0.0, 1e-8),
    (0.0, 0.9999, 1.0),
    (0.999, 0.0, 1e-12),
    (0.99, 0.9, 0.0),
    (0.5, 0.99, 1e-3),
]


def streams(steps):
    """Gradients of every kind: steady, noisy, silent at first, after and throughout, too large."""
    rng = np.random.default_rng(11)
    t = np.arange(1, steps + 1)
    yield np.ones(steps)
    yield rng.normal(0.25, 0.5, steps)
    yield np.where(t % 70 == 0, 1.0, 0.0)
    yield np.where(t < 50, -1e-4, 0.0)
    yield np.zeros(steps)
    yield np.where(t == 100, 1e200, 1.0)


def adam_moments(steps=2000):
    cases = [
        {"g": g, "beta1": beta1, "beta2": beta2, "eps": eps}
        for beta1, beta2, eps in SETTINGS
        for g in streams(steps)
    ]

    def check(answers):
        broken = 0
        for case, theirs in zip(cases, answers, strict=True):
            ours = moments(**case)
            broken += not np.isfinite(ours).all()
            for name, mine, other in zip(ours._fields, ours, theirs, strict=True):
                same = np.allclose(other, mine, rtol=1e-11, atol=0, equal_nan=True)
                assert same, (name, case)
        assert 0 < broken < len(cases) / 2  # 0/0, and v = ∞

    return [{"ask": "adam_moments", **case} for case in cases], check
