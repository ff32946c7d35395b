"""What is proved about noisy gradients."""

from itertools import combinations, product
from math import comb

import numpy as np
import pytest

from descent import gd, momentum, wrappers
from descent.experiments.noise import spread
from descent.wrappers import cosine


def resting_variance(rule, chains=20_000, steps=600):
    """Of w under the gradient w + white noise of variance 1, from 0, over the last 400 steps."""
    rng = np.random.default_rng(0)
    w, state, variances = np.zeros(chains), (), []
    for _ in range(steps):
        w, *state = rule(w, w + rng.normal(size=chains), *state)
        variances.append(w.var())
    return np.mean(variances[-400:])


def exact_variance(rule):
    """The same without chance: P = A P Aᵀ + q qᵀ, with A and q read off the rule."""
    move = np.transpose([rule(1.0, 1.0, 0.0), rule(0.0, 0.0, 1.0)])
    kick = np.outer(rule(0.0, 1.0, 0.0), rule(0.0, 1.0, 0.0))
    spread = np.zeros((2, 2))
    for _ in range(5000):
        spread = move @ spread @ move.T + kick
    return spread[0, 0]


def predicted(alpha, beta):
    """ασ²(1+β) / (λ(1−β)(2(1+β) − αλ)) for σ = λ = 1."""
    return alpha * (1 + beta) / ((1 - beta) * (2 * (1 + beta) - alpha))


@pytest.mark.parametrize(("alpha", "beta"), [(0.1, 0.9), (0.5, 0.0), (0.05, 0.9), (1.0, 0.5)])
def test_variance_at_rest_under_additive_white_noise_on_a_quadratic(alpha, beta):
    """Exactly by the rule's own matrix, and within 2 % over 20,000 chains."""
    assert exact_variance(momentum(alpha, beta)) == pytest.approx(predicted(alpha, beta))
    assert resting_variance(momentum(alpha, beta)) == pytest.approx(
        predicted(alpha, beta), rel=0.02
    )


def test_the_numbers_of_the_book():
    """At equal α/(1−β) momentum leaves the ball the same only while that rate is small."""
    assert predicted(0.1, 0.9) == pytest.approx(0.5135, abs=5e-5)
    assert predicted(0.5, 0.0) == pytest.approx(0.333, abs=5e-4)
    assert predicted(0.05, 0.9) == pytest.approx(0.253, abs=5e-4)
    assert resting_variance(gd(0.5)) == pytest.approx(1 / 3, rel=0.02)
    assert predicted(0.001, 0.9) / predicted(0.01, 0.0) == pytest.approx(1, abs=0.01)


def test_variance_of_a_mini_batch_mean_over_all_batches_there_are():
    """σ²/B with replacement, times (n − B)/(n − 1) without: exactly, by listing every batch."""
    gradients = np.random.default_rng(0).normal(size=7)
    n, spread = len(gradients), gradients.var()
    for size in (1, 2, 3, 4):
        drawn = np.mean(list(product(gradients, repeat=size)), axis=1)
        dealt = np.mean(list(combinations(gradients, size)), axis=1)
        assert drawn.var() == pytest.approx(spread / size)
        assert dealt.var() == pytest.approx(spread / size * (n - size) / (n - 1))
        assert drawn.mean() == pytest.approx(gradients.mean())
        assert dealt.mean() == pytest.approx(gradients.mean())


def test_the_14th_and_the_27th_of_forty_hold_the_median_in_96_of_100():
    """Outside if at most 13 of the forty fall on one side of it, a fair coin each time."""
    outside = 2 * sum(comb(40, k) for k in range(14)) / 2**40
    assert 1 - outside == pytest.approx(0.96, abs=0.005)


def test_decay_alone_gains_nothing_on_the_ravine_long_steps_alone_lose_both_gain():
    """Curvatures 0.01 and 1 under white noise, exactly: what is left of the height, on average."""

    def height(alpha, schedule, steps=1000):
        above = 0.0
        for curvature in (0.01, 1.0):
            mean, variance = spread(alpha, 0.0, curvature, 1.0, steps, schedule, 0.1)
            above += curvature * (mean[-1] ** 2 + variance[-1]) / 2
        return above

    alphas = 10 ** np.linspace(-2, 0.2, 23)
    held, falling = ([height(a, s) for a in alphas] for s in (wrappers.constant(), cosine(1000)))
    own, other = np.argmin(held), np.argmin(falling)
    assert falling[own] > 0.9 * held[own]
    assert falling[other] < 0.7 * held[own]
    assert held[other] > 1.5 * held[own]
