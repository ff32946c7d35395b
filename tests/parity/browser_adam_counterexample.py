"""Reddi's problem in the browser: walks, pulls, and the bins of the chart.

Each topic returns its questions and a check of the answers, as in `browser_walks`.
"""

import numpy as np

from descent.experiments.adam_counterexample import bands, best_point, cuts, pulls, walk

STEPS = 1, 30, 1000, 10_000, 100_000, 300_000


def rare_gradients(steps=4000):
    """Walks, what divides them, and the pulls at some steps of each."""
    rng = np.random.default_rng(9)
    cases = [
        {
            "rule": rule,
            "beta2": beta2,
            "large": rng.uniform(200, 3000),
            "at": int(at),
            "start": rng.uniform(-1, 1),
            "corrected": corrected,
        }
        for rule in ("adam", "amsgrad")
        for corrected in (False, True)
        for beta2, at in [(0, 1), (0.5, 101), (0.9, 51), (0.99, 1), (0.9999, 7)]
    ]
    stops = [1, 50, 101, 777, min(2500, steps), steps]

    def check(answers):
        for case, (path, divisor, theirs) in zip(cases, answers, strict=True):
            ours = walk(steps=steps, **case)
            assert np.allclose([path, divisor], ours, rtol=1e-11, atol=1e-11), case
            settings = {name: case[name] for name in ("large", "at", "corrected")}
            told = [pulls(ours[1], t, **settings) for t in stops]
            assert np.allclose(theirs, np.ravel(told), rtol=1e-11, atol=1e-14), case

    return [
        {"ask": "rare_gradients", "given": case, "steps": steps, "stops": stops} for case in cases
    ], check


def bins():
    """Where the log axis is cut, and what a path does between two cuts."""
    path = np.sin(np.arange(300_001.0))

    def check(answers):
        for steps, (edges, *found) in zip(STEPS, answers, strict=True):
            assert np.array_equal(edges, cuts(steps)), steps
            assert np.allclose(found, bands(path[: steps + 1], cuts(steps)), atol=1e-12), steps

    return [{"ask": "bins", "path": path[: steps + 1], "steps": steps} for steps in STEPS], check


def best_points():
    values = [200.0, 999.9, 1000.0, 1000.1, 3000.0]

    def check(answers):
        assert np.array_equal(answers[0], [best_point(large) for large in values])

    return [{"ask": "best_points", "values": values}], check
