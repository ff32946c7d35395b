"""The best step size of a sweep: against theory, against each single walk, and at the edges."""

import numpy as np
import pytest

from descent import adagrad, descend, gd, ravine, rmsprop, stays_below
from descent.experiments.step_size_search import ALPHAS, cost, tune

START = [-2.5, 1.0]


def test_the_sweep_goes_from_a_ten_thousandth_to_ten_in_even_ratios():
    ratios = np.divide(ALPHAS[1:], ALPHAS[:-1])
    assert (ALPHAS[0], ALPHAS[-1], len(ALPHAS)) == (1e-4, 10, 201)
    assert np.allclose(ratios, 10 ** (1 / 40), rtol=6e-3)


@pytest.mark.parametrize("kappa", [1.0, 3.0, 10.0])
def test_gradient_descents_best_is_the_known_one(kappa):
    """At a tight tolerance the rate counts, and 2/(μ + L) has the smallest."""
    best = tune(gd, ravine(kappa, angle=20).grad, START, 300, 1e-6, ALPHAS[100:])
    assert np.isclose(best, 2 / (1 + kappa), rtol=0.06)


@pytest.mark.parametrize("make", [gd, adagrad, rmsprop])
@pytest.mark.parametrize("tolerance", [0.3, 1e-2, 1e-5])
def test_no_other_step_size_is_better(make, tolerance):
    grad, alphas = ravine(30, angle=10).grad, ALPHAS[::10]
    best = tune(make, grad, START, 80, tolerance, alphas)
    outcomes = {}
    for alpha in alphas:
        with np.errstate(all="ignore"):
            distance = np.linalg.norm(descend(make(alpha), grad, START, 80), axis=-1)
        below = stays_below(distance, tolerance * distance[0]).item()
        outcomes[alpha] = (below if below >= 0 else 999, np.nan_to_num(distance[-1], nan=np.inf))
    fewest = min(below for below, _ in outcomes.values())
    assert outcomes[best][0] == fewest
    if fewest == 999:
        assert outcomes[best][1] == min(end for _, end in outcomes.values())
    else:
        assert best == min(alpha for alpha in alphas if outcomes[alpha][0] == fewest)


def test_a_walk_that_comes_near_and_leaves_again_is_not_near():
    path = np.array([[1.0, 0.0], [0.001, 0.0], [0.0, 0.5], [0.0, 0.2]])
    assert cost(path, 0.1) == (np.inf, 0.2)
    assert cost(path, 0.3) == (3, 0)
    assert cost(path[:2], 0.1) == (1, 0)


def test_what_overflows_is_the_worst():
    assert cost(np.array([[1.0], [np.inf]]), 0.1) == (np.inf, np.inf)
    assert cost(np.array([[1.0], [np.nan]]), 0.1) == (np.inf, np.inf)
    grad = ravine(1000).grad
    assert tune(gd, grad, START, 300, 1e-9, [10.0, 5.0, 1e-4]) == 1e-4
    assert tune(gd, grad, START, 300, 1e-9, [10.0, 5.0]) == 10


def test_from_the_bottom_all_are_alike():
    assert tune(adagrad, ravine(9).grad, [0.0, 0.0], 5, 1e-2) == ALPHAS[0]


@pytest.mark.parametrize("tolerance", [0, -1, np.nan])
def test_the_tolerance_is_above_zero(tolerance):
    with pytest.raises(ValueError, match="tolerance must be a finite number above 0"):
        tune(gd, ravine(9).grad, START, 5, tolerance)


def test_a_rule_is_not_a_factory():
    with pytest.raises(TypeError, match="make must be a function such as gd"):
        tune(0.1, ravine(9).grad, START, 5, 1e-2)
