"""Noise in the browser: the random numbers, the formula at rest, the recursion, and the cloud.

Each topic returns its questions and a check of the answers, as in `browser_walks`.
"""

import numpy as np
from browser import build

from descent import descend, momentum, wrappers
from descent.experiments.noise import normals, resting_variance, spread

SEEDS = 0, 1, 2, 9999, 2**31, 2**32 - 1
SCHEDULES = (
    ["constant"],
    ["inverse_time", 20],
    ["inverse_sqrt", 20],
    ["step_decay", 30],
    ["cosine", 80],
)
CURVATURES = 1.0, 4.0


def random_numbers(size=20_001):
    def check(answers):
        for seed, theirs in zip(SEEDS, answers, strict=True):
            assert np.abs(theirs - normals(seed, size)).max() < 1e-14, seed

    return [{"ask": "random_numbers", "seed": seed, "size": size} for seed in SEEDS], check


def resting_variances():
    rng = np.random.default_rng(7)
    points = rng.uniform([0.005, 0, 0.1, 0.05], [3, 0.99, 2, 2], (500, 4))
    edges = [[2, 0, 1, 1], [1.5, 0.5, 2, 1], [0.1, 1, 1, 1], [0.1, 0, 0, 1], [0.1, 0, -1, 1]]
    points = np.concatenate([points, edges])

    def check(answers):
        ours = resting_variance(*points.T)
        assert 0.1 < np.isinf(ours).mean() < 0.9
        assert np.allclose(answers[0], ours, rtol=1e-14, atol=0)

    return [{"ask": "resting_variances", "points": points}], check


def spreads(steps=120):
    """Means and variances, also where they grow beyond all numbers."""
    rng = np.random.default_rng(8)
    drawn = rng.uniform([0.01, 0, 0.2, -3, 0], [0.8, 0.99, 4, 3, 2], (40, 5))
    cases = [
        {
            **dict(zip(("alpha", "beta", "curvature", "start", "sigma"), row, strict=True)),
            "schedule": SCHEDULES[k % len(SCHEDULES)],
            "steps": steps,
        }
        for k, row in enumerate([*drawn.tolist(), [1e9, 0.5, 1.0, 1.0, 1.0]])
    ]

    def check(answers):
        for case, theirs in zip(cases, answers, strict=True):
            ours = spread(**{**case, "schedule": build(case["schedule"])})
            assert np.allclose(theirs, ours, rtol=1e-10, atol=1e-14, equal_nan=True), case

    return [{"ask": "spreads", **case} for case in cases], check


def clouds(walkers=20, steps=80):
    """Walks of the library's own rule under its schedules, and their typical distances."""
    noise = normals(3, (steps, walkers, 2))
    cases = [
        {"alpha": alpha, "beta": beta, "schedule": schedule, "sigma": sigma}
        for schedule in SCHEDULES
        for alpha, beta, sigma in [(0.2, 0.0, 1.0), (0.1, 0.9, 0.25), (0.9, 0.0, 0.5)]
    ]

    def walked(alpha, beta, schedule, sigma):
        draws = iter(sigma * noise)
        rule = wrappers.scheduled(momentum(alpha, beta), build(schedule))
        start = np.tile([-1.9, 1.1], (walkers, 1))
        return descend(rule, lambda w: np.array(CURVATURES) * w + next(draws), start, steps)

    def check(answers):
        for case, (path, distance) in zip(cases, answers, strict=True):
            ours = walked(**case)
            assert np.allclose(path, ours.ravel(), rtol=1e-9, atol=1e-12), case
            ours = np.sqrt(np.mean(np.sum(ours**2, axis=-1), axis=-1))
            assert np.allclose(distance, ours, rtol=1e-9), case

    flat = {"noise": noise.ravel(), "curvatures": CURVATURES, "start": (-1.9, 1.1)}
    return [
        {"ask": "clouds", **case, **flat, "walkers": walkers, "steps": steps} for case in cases
    ], check
