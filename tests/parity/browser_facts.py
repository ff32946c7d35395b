"""What else the browser has in common with Python: heights, schedules, ends of paths, names, facts.

Each topic returns its questions and a check of the answers, as in `browser_walks`.
"""

import inspect

import numpy as np
from browser import X, build
from browser_walks import LANDS, MADE, gap, starts

from descent import data, diverged_at, stays_below, surfaces, wrappers
from descent.experiments import momentum_rates
from descent.optimizers import rules
from descent.surfaces import logistic

NAN, INF = float("nan"), float("inf")
SCHEDULES = [
    ["constant"],
    ["inverse_time"],
    ["inverse_time", 7.5],
    ["inverse_sqrt"],
    ["inverse_sqrt", 0.3],
    ["step_decay", 30],
    ["step_decay", 7, 0.9],
    ["cosine", 2],
    ["cosine", 640, 0.05],
    ["linear_warmup", 1],
    ["linear_warmup", 100],
    ["linear_warmup", 50, ["cosine", 900]],
]


def heights(points=60):
    """Values and slopes in each window, and ten and a hundred times as far out."""
    rng = np.random.default_rng(4)
    near = starts(rng, points)
    cases = [
        (spec, land, wide * there)
        for spec, land, there in zip(LANDS, MADE, near, strict=True)
        for wide in (1, 10, 100)
    ]
    table, targets = data.load_tumors()
    table = data.standardize(table)[::9]
    wide_table = ["logistic", table.tolist(), targets[::9].tolist()]
    cases.append((wide_table, logistic(table, targets[::9]), rng.normal(size=(points, 8))))

    def check(answers):
        for (spec, land, there), (values, slopes) in zip(cases, answers, strict=True):
            value, grad = land.value(there), land.grad(there)
            # Where terms cancel, they have the size of what is usual round about.
            usual = np.median(np.abs(value)), np.median(np.abs(grad))
            assert gap(values, value, np.abs(value) + usual[0]).max() < 1e-13, spec[:2]
            slope_gap = gap(slopes.reshape(grad.shape), grad, np.abs(grad) + usual[1])
            assert slope_gap.max() < 1e-13, spec[:2]

    return [{"ask": "heights", "surface": spec, "points": there} for spec, _, there in cases], check


def standardized():
    def check(answers):
        assert np.abs(answers[0] - data.standardize(X).ravel()).max() < 1e-13

    return [{"ask": "standardized", "X": X.tolist()}], check


def factors(steps=1000):
    def check(answers):
        for spec, theirs in zip(SCHEDULES, answers, strict=True):
            ours = np.array([build(spec)(t) for t in range(1, steps + 1)])
            # Half a cosine loses its last digits to 1 + cos where it is nearly zero.
            size = 1 if "cosine" in str(spec) else ours
            assert gap(theirs, ours, size).max() < 1e-15, spec

    return [{"ask": "factors", "schedule": spec, "steps": steps} for spec in SCHEDULES], check


def ends():
    """Where paths diverge, and from where losses stay low."""
    rng = np.random.default_rng(5)
    cases = [(np.ones((3, 1)), np.array([2.0, NAN, 0.1]), 1.0)]
    for d in (1, 2, 3):
        path, falling = rng.normal(size=(20, d)), np.sort(rng.normal(size=20))[::-1]
        broken, wavy = path.copy(), falling + rng.normal(size=20)
        broken[rng.integers(20), rng.integers(d)] = rng.choice([NAN, INF, -INF])
        wavy[rng.integers(20)] = NAN
        cases += [(path, falling, 0.0), (broken, wavy, 0.3), (path, falling, -9.0)]

    def check(answers):
        for (path, values, level), theirs in zip(cases, answers, strict=True):
            assert theirs == [diverged_at(path), stays_below(values, level)]

    return [
        {"ask": "ends", "path": path, "d": path.shape[1], "values": values, "level": level}
        for path, values, level in cases
    ], check


def facts():
    """Names, titles, formulas, minima, saddles and windows of the surfaces."""
    ravines = (1, 0), (7.5, 30), (123456, -12.25), (100.0, 0.5)
    turned = [["ravine", {"kappa": kappa, "angle": angle}] for kappa, angle in ravines]
    specs = [*LANDS, *turned, ["logistic", [[1.0]], [1.0]]]

    def check(answers):
        for spec, theirs in zip(specs, answers, strict=True):
            ours = logistic([[1.0]], [1.0]) if spec[0] == "logistic" else build(spec)
            for fact in "name", "title", "latex":
                assert theirs[fact] == getattr(ours, fact)
            for fact in "minima", "saddles":
                np.testing.assert_allclose(theirs[fact], getattr(ours, fact), rtol=1e-14, atol=0)
            assert theirs["window"] == (ours.window and list(ours.window))

    return [{"ask": "facts", "surface": spec} for spec in specs], check


def rates_of_momentum():
    """Rates, best settings, double roots, limits and the words for damping, of both rules."""
    rng = np.random.default_rng(6)
    points = rng.uniform([0.01, 0, 0.1], [3, 0.99, 2], (500, 3))
    edges = [[0.25, 0.25, 1], [2, 0, 1], [3, 0.5, 1], [1.5, 0, 1], [0.5, 0, 1], [1, 0, 1]]
    of_nesterov = [[1.5, 0.5, 1], [1, 0.5, 1], [0.25, 1 / 3, 1]]
    points = np.concatenate([points, edges, of_nesterov])
    each = "momentum", "nesterov"

    def check(answers):
        for rule, lines in zip(each, answers, strict=True):
            for point, (left, word, *others) in zip(points.tolist(), lines, strict=True):
                alpha, beta, curvature = point
                assert np.isclose(left, momentum_rates.rate(*point, rule), rtol=1e-14, atol=1e-15)
                assert word == momentum_rates.damping(*point, rule)
                together, edge, ideal = others
                ours = momentum_rates.critical(alpha, curvature, rule)
                assert np.isclose(together, ours, rtol=1e-13, atol=1e-15)
                assert np.isclose(edge, momentum_rates.limit(beta, rule), rtol=1e-15)
                ours = momentum_rates.best(curvature, curvature + beta, rule)
                assert np.allclose(ideal, ours, rtol=1e-13, atol=1e-15)

    return [{"ask": "momentum_rates", "points": points, "rule": rule} for rule in each], check


def names():
    """The modules hold the same names, and rules and surfaces come in the same order."""

    def check(answers):
        [theirs] = answers
        assert theirs["rules"] == list(rules)
        assert theirs["all"] == [name for name in surfaces if name != "tumor"]
        assert set(theirs["optimizers"]) == {*rules, "rules", "each"}
        own = inspect.getmembers(
            wrappers, lambda item: getattr(item, "__module__", "") == wrappers.__name__
        )
        assert set(theirs["wrappers"]) == {name for name, _ in own}
        assert set(theirs["paths"]) == {"descend", "walker", "diverged_at", "stays_below"}

    return [{"ask": "names"}], check
