"""Rates of momentum on a quadratic: against the system's own matrix, and against walks."""

import numpy as np
import pytest

from descent import descend, momentum, ravine
from descent.rates import best, critical, damping, rate, roots


def matrix(alpha, beta, curvature):
    """What one step does to (w, v)."""
    return np.array([[1 - alpha * curvature, -alpha * beta], [curvature, beta]])


def test_roots_are_the_eigenvalues_of_one_step():
    rng = np.random.default_rng(0)
    for alpha, beta, curvature in rng.uniform([0.01, 0, 0.1], [3, 0.99, 2], (200, 3)):
        expected = np.linalg.eigvals(matrix(alpha, beta, curvature)).astype(complex)
        found = roots(alpha, beta, curvature)
        assert np.allclose(np.sort_complex(found), np.sort_complex(expected), atol=1e-6)
        assert np.isclose(rate(alpha, beta, curvature), np.abs(expected).max(), atol=1e-6)


@pytest.mark.parametrize("kappa", [1.0, 10.0, 100.0, 1000.0])
def test_best_is_the_best_of_a_fine_grid(kappa):
    alpha, beta = best(1.0, kappa)
    fastest = rate(alpha, beta, np.array([1.0, kappa])).max()
    assert np.isclose(fastest, (np.sqrt(kappa) - 1) / (np.sqrt(kappa) + 1), atol=1e-7)
    shares, betas = np.meshgrid(np.linspace(0.01, 4, 400), np.linspace(0, 0.999, 400))
    grid = np.maximum(rate(shares / kappa, betas, 1.0), rate(shares / kappa, betas, kappa))
    assert fastest <= grid.min() + 1e-7
    assert np.allclose(critical(alpha, np.array([1.0, kappa])), beta)


def test_no_curvature_in_between_is_worse():
    between = np.linspace(1, 50, 500)
    for share in np.linspace(0.05, 3.9, 30):
        for beta in np.linspace(0, 0.99, 30):
            rates = rate(share / 50, beta, between)
            assert rates.max() <= max(rates[0], rates[-1]) + 1e-12


@pytest.mark.parametrize(
    ("alpha", "beta", "word"),
    [
        (0.5, 0.0, "over-damped"),
        (1.5, 0.0, "alternating"),
        (1.0, 0.5, "under-damped"),
        (0.25, 0.25, "critical"),
        (2.0, 0.0, "undying"),
        (3.0, 0.5, "undying"),
        (3.1, 0.5, "diverging"),
    ],
)
def test_damping(alpha, beta, word):
    assert damping(alpha, beta, 1.0) == word


@pytest.mark.parametrize(("share", "beta"), [(1.0, 0.5), (0.3, 0.9), (2.5, 0.4)])
def test_walks_fall_at_the_rate_in_the_long_run(share, beta):
    kappa = 20.0
    path = descend(momentum(share / kappa, beta), ravine(kappa).grad, [1.0, 1.0], 600)
    late = np.linalg.norm(path[[200, 400]], axis=-1)
    expected = rate(share / kappa, beta, np.array([1.0, kappa])).max()
    assert np.isclose((late[1] / late[0]) ** (1 / 200), expected, rtol=5e-3)
