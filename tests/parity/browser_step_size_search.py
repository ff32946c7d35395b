"""Tuning in the browser: the sweep of step sizes, and which of them is the best for a walk.

Each topic returns its questions and a check of the answers, as in `browser_walks`.
"""

import numpy as np
from browser import build

from descent import descend, optimizers, ravine
from descent.experiments.step_size_search import ALPHAS, cost, tune

RULES = "gd", "adagrad", "rmsprop"


def sweep():
    def check(answers):
        assert answers[0].tolist() == list(ALPHAS)

    return [{"ask": "sweep"}], check


def costs(steps=60):
    """Of walks that come near, of such that do not, and of such that overflow."""
    cases = [
        {"rule": [name, {"alpha": alpha}], "kappa": kappa, "angle": 20, "tolerance": tolerance}
        for name in RULES
        for kappa in (1, 10, 1000)
        for alpha in (0.001, 0.05, 0.5, 10)
        for tolerance in (0.1, 1e-4)
    ]
    cases.append({"rule": ["gd", {"alpha": 1e9}], "kappa": 9, "angle": 0, "tolerance": 0.1})

    def check(answers):
        seen = set()
        for case, theirs in zip(cases, answers, strict=True):
            surface = ravine(case["kappa"], case["angle"])
            path = descend(build(case["rule"]), surface.grad, [-2.5, 1.0], steps)
            ours = cost(path, case["tolerance"])
            assert np.allclose(theirs, ours, rtol=1e-6, atol=0), case
            seen.add(tuple(np.isinf(ours)))
        assert len(seen) == 3

    return [{"ask": "costs", **case, "start": [-2.5, 1.0], "steps": steps} for case in cases], check


def tunings(steps=60):
    """The best of every fifth step size."""
    rng = np.random.default_rng(11)
    cases = [
        {
            "rule": name,
            "kappa": float(10 ** rng.uniform(0, 3)),
            "angle": float(rng.choice([0, rng.uniform(0, 90)])),
            "start": rng.uniform([-3, -2], [3, 2]).tolist(),
            "steps": steps,
            "tolerance": float(rng.choice([1e-1, 1e-2, 1e-4])),
            "alphas": list(ALPHAS[k % 5 :: 5]),
        }
        for k, name in enumerate(RULES * 4)
    ]
    cases.append({**cases[0], "start": [0.0, 0.0]})  # all end at once: the smallest
    cases.append({**cases[0], "kappa": 9, "alphas": [1e9, 1e8]})  # all overflow: the first

    def check(answers):
        for case, theirs in zip(cases, answers, strict=True):
            given = {k: v for k, v in case.items() if k not in ("rule", "kappa", "angle")}
            grad = ravine(case["kappa"], case["angle"]).grad
            assert theirs == tune(optimizers.rules[case["rule"]], grad, **given), case

    return [{"ask": "tunings", **case} for case in cases], check
