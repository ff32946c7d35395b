"""Rates of momentum on a quadratic: against the system's own matrix, and against walks."""

import numpy as np
import pytest

from descent import descend, momentum, nesterov, ravine
from descent.experiments.momentum_rates import best, critical, damping, limit, rate, roots

RULES = {"momentum": momentum, "nesterov": nesterov}
both = pytest.mark.parametrize("rule", RULES)


def matrix(alpha, beta, curvature, rule):
    """What one step does to (w, v), read off the rule itself: a step from each unit vector."""
    w, v = np.eye(2)
    return np.stack(RULES[rule](alpha, beta)(w, curvature * w, v))


def worst(alpha, beta, kappa, rule):
    return np.maximum(rate(alpha, beta, 1.0, rule), rate(alpha, beta, kappa, rule))


@both
def test_roots_are_the_eigenvalues_of_one_step(rule):
    rng = np.random.default_rng(0)
    for alpha, beta, curvature in rng.uniform([0.01, 0, 0.1], [3, 0.99, 2], (200, 3)):
        expected = np.linalg.eigvals(matrix(alpha, beta, curvature, rule)).astype(complex)
        found = roots(alpha, beta, curvature, rule)
        assert np.allclose(np.sort_complex(found), np.sort_complex(expected), atol=1e-6)
        assert np.isclose(rate(alpha, beta, curvature, rule), np.abs(expected).max(), atol=1e-6)
        assert np.abs(found[0]) >= np.abs(found[1]) - 1e-12


def test_without_momentum_both_are_gradient_descent():
    alpha = np.linspace(0.01, 3, 100)
    for rule in RULES:
        assert np.allclose(rate(alpha, 0, 1.0, rule), np.abs(1 - alpha))


@both
@pytest.mark.parametrize("kappa", [1.0, 10.0, 100.0, 1000.0])
def test_best_is_the_best_of_a_fine_grid(rule, kappa):
    alpha, beta = best(1.0, kappa, rule)
    fastest = worst(alpha, beta, kappa, rule)
    if rule == "momentum":
        told = (np.sqrt(kappa) - 1) / (np.sqrt(kappa) + 1)
    else:
        told = 1 - 2 / np.sqrt(3 * kappa + 1)
    assert np.isclose(fastest, told, atol=1e-6)
    shares, betas = np.meshgrid(np.linspace(0.01, 4, 400), np.linspace(0, 0.999, 400))
    assert told <= worst(shares / kappa, betas, kappa, rule).min() + 1e-12
    reach = np.linspace(-0.01, 0.01, 401)
    shares, betas = np.meshgrid(alpha * kappa + reach, np.clip(beta + reach, 0, 1))
    assert told <= worst(shares / kappa, betas, kappa, rule).min() + 1e-12


@both
def test_best_is_where_the_flat_direction_has_a_double_root(rule):
    for mu, L in [(1.0, 1.0), (1.0, 30.0), (0.2, 7.0)]:
        alpha, beta = best(mu, L, rule)
        assert np.isclose(critical(alpha, mu, rule), beta)
        steep, flat = rate(alpha, beta, np.array([L, mu]), rule)
        assert np.isclose(steep, flat, atol=1e-6)


@both
def test_critical_is_where_real_roots_become_a_pair(rule):
    curvature = np.linspace(0.05, 0.95, 19)
    beta = critical(1.0, curvature, rule)
    assert np.allclose(*roots(1.0, beta, curvature, rule), atol=1e-7)
    assert np.allclose(roots(1.0, beta - 1e-3, curvature, rule).imag, 0)
    assert (np.abs(roots(1.0, beta + 1e-3, curvature, rule).imag) > 1e-3).all()


@both
def test_limit_is_where_a_step_leaves_everything(rule):
    beta = np.linspace(0, 0.99, 100)
    edge = limit(beta, rule)
    assert np.allclose(rate(edge, beta, 1.0, rule), 1)
    assert (rate(edge - 1e-3, beta, 1.0, rule) < 1).all()
    assert (rate(edge + 1e-3, beta, 1.0, rule) > 1).all()


@both
def test_no_curvature_in_between_is_worse(rule):
    between = np.linspace(1, 50, 500)
    for share in np.linspace(0.05, 3.9, 30):
        for beta in np.linspace(0, 0.99, 30):
            rates = rate(share / 50, beta, between, rule)
            assert rates.max() <= max(rates[0], rates[-1]) + 1e-12


@pytest.mark.parametrize(
    ("alpha", "beta", "word", "of_nesterov"),
    [
        (0.5, 0.0, "over-damped", "over-damped"),
        (1.5, 0.0, "alternating", "alternating"),
        (1.0, 0.5, "under-damped", "critical"),
        (0.9, 0.5, "under-damped", "under-damped"),
        (1.1, 0.5, "under-damped", "alternating"),
        (0.25, 0.25, "critical", "over-damped"),
        (0.25, 1 / 3, "under-damped", "critical"),
        (0.04, 0.7, "under-damped", "under-damped"),
        (0.04, 0.6, "over-damped", "over-damped"),
        (2.0, 0.0, "undying", "undying"),
        (1.5, 0.5, "under-damped", "undying"),
        (1.6, 0.5, "under-damped", "diverging"),
        (3.0, 0.5, "undying", "diverging"),
        (3.1, 0.5, "diverging", "diverging"),
    ],
)
def test_damping(alpha, beta, word, of_nesterov):
    assert damping(alpha, beta, 1.0) == word
    assert damping(alpha, beta, 1.0, "nesterov") == of_nesterov


@both
def test_words_describe_walks(rule):
    """Signs of a walk: over-damped keeps its side, alternating changes it each step."""
    rng = np.random.default_rng(1)
    heard = set()
    for alpha, beta in rng.uniform([0.02, 0.05], [2.9, 0.9], (200, 2)):
        word = damping(alpha, beta, 1.0, rule)
        large, small = np.abs(roots(alpha, beta, 1.0, rule))
        if word in ("over-damped", "alternating") and small / large > 0.9:
            continue  # the smaller root takes long to be gone
        path = descend(RULES[rule](alpha, beta), lambda w: w, [1.0], 120)[60:, 0]
        with np.errstate(all="ignore"):
            sides = np.sign(path[1:] * path[:-1] / path[:-1] ** 2)
        heard.add(word)
        if word in ("over-damped", "alternating"):
            assert (sides == (1 if word == "over-damped" else -1)).all()
        if word == "diverging":
            assert np.abs(path[-1]) > np.abs(path[0])
    assert heard == {"over-damped", "alternating", "under-damped", "diverging"}


@pytest.mark.parametrize(
    ("rule", "share", "beta"),
    [
        ("momentum", 1.0, 0.5),
        ("momentum", 0.3, 0.9),
        ("momentum", 2.5, 0.4),
        ("nesterov", 1.0, 0.5),
        ("nesterov", 0.3, 0.9),
        ("nesterov", 1.4, 0.6),
        ("nesterov", 1.5, 0.6),
    ],
)
def test_walks_fall_at_the_rate_in_the_long_run(rule, share, beta):
    kappa = 20.0
    path = descend(RULES[rule](share / kappa, beta), ravine(kappa).grad, [1.0, 1.0], 600)
    late = np.linalg.norm(path[[200, 400]], axis=-1)
    expected = worst(share / kappa, beta, kappa, rule)
    assert np.isclose((late[1] / late[0]) ** (1 / 200), expected, rtol=5e-3)


def test_an_unknown_rule_is_refused():
    for ask in (lambda: rate(1, 0, 1, "adam"), lambda: best(1, 2, "adam")):
        with pytest.raises(ValueError, match="rule must be momentum or nesterov, got 'adam'"):
            ask()
