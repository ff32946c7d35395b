"""What is proved about heavy-ball momentum and Nesterov's method on a quadratic.

One coordinate with curvature λ is a linear map of (w, v); its matrix is read off the rule itself.
"""

import numpy as np
import pytest

from descent import descend, gd, momentum, nesterov, ravine, stays_below, surfaces

BETAS = (0.0, 0.3, 0.5, 0.9, 0.99)


def modes(rule, curvature=1.0):
    """Eigenvalues of one step (w, v) → (w, v) of the rule at a given curvature."""
    columns = [rule(w, curvature * w, v) for w, v in ((1.0, 0.0), (0.0, 1.0))]
    return np.linalg.eigvals(np.transpose(columns))


def radius(rule, curvature=1.0):
    return np.abs(modes(rule, curvature)).max()


@pytest.mark.parametrize("beta", BETAS)
def test_heavy_ball_is_stable_where_alpha_lambda_is_below_2_plus_2_beta(beta):
    edge = 2 + 2 * beta
    for curvature in (0.1, 1.0, 40.0):
        for share in (0.01, 0.5, 0.999):
            assert radius(momentum(share * edge / curvature, beta), curvature) < 1
        assert radius(momentum(1.001 * edge / curvature, beta), curvature) > 1


@pytest.mark.parametrize("beta", BETAS)
def test_nesterov_is_stable_where_alpha_lambda_is_below_2_plus_2_beta_over_1_plus_2_beta(beta):
    edge = (2 + 2 * beta) / (1 + 2 * beta)
    for curvature in (0.1, 1.0, 40.0):
        for share in (0.01, 0.5, 0.999):
            assert radius(nesterov(share * edge / curvature, beta), curvature) < 1
        assert radius(nesterov(1.001 * edge / curvature, beta), curvature) > 1


@pytest.mark.parametrize(("rule", "edge"), [(momentum, 3.8), (nesterov, 3.8 / 2.8)])
def test_paths_obey_the_same_edge(rule, edge):
    inside, outside = (
        descend(rule(share * edge, 0.9), lambda w: w, [1.0], 8000) for share in (0.99, 1.01)
    )
    assert abs(inside[-1].item()) < 1e-10
    assert not abs(outside[-1].item()) < 1e10


def test_complex_roots_of_the_heavy_ball_have_modulus_root_beta():
    """They are complex where (1 − √β)² < αλ < (1 + √β)²."""
    for beta in (0.1, 0.5, 0.9, 0.99):
        low, high = (1 - np.sqrt(beta)) ** 2, (1 + np.sqrt(beta)) ** 2
        for share in (0.01, 0.5, 0.99):
            roots = modes(momentum(low + share * (high - low), beta))
            assert np.abs(roots.imag).min() > 0
            np.testing.assert_allclose(np.abs(roots), np.sqrt(beta), rtol=1e-12)
        for outside in (0.99 * low, 1.01 * high):
            assert not modes(momentum(outside, beta)).imag.any()


@pytest.mark.parametrize("alpha", [0.01, 0.25, 0.81, 1.44, 2.25, 3.61])
def test_the_double_root_is_at_beta_equal_to_1_minus_root_alpha_lambda_squared(alpha):
    """The root itself is 1 − √(αλ): negative for αλ > 1, so the ball flips sides at each step."""
    root = 1 - np.sqrt(alpha)
    rule = momentum(alpha, root**2)
    np.testing.assert_allclose(modes(rule), root, atol=2e-7)  # a double root halves the digits
    path = descend(rule, lambda w: w, [1.0], 40)[:, 0]
    t = np.arange(41)
    np.testing.assert_allclose(path, (1 + t * (1 - root)) * root ** t.astype(float), rtol=1e-6)
    assert (path[2:] * path[1:-1] < 0).all() == (alpha > 1)


def best(kappa):
    """For curvatures 1 to κ."""
    root = np.sqrt(kappa)
    return (2 / (root + 1)) ** 2, ((root - 1) / (root + 1)) ** 2


@pytest.mark.parametrize("kappa", [4.0, 100.0, 1000.0])
def test_best_alpha_and_beta_of_the_heavy_ball(kappa):
    """Rate √β = (√κ−1)/(√κ+1) at both ends of the spectrum; nothing nearby is better."""
    alpha, beta = best(kappa)
    rate = (np.sqrt(kappa) - 1) / (np.sqrt(kappa) + 1)
    assert rate == pytest.approx(np.sqrt(beta))

    def worst(alpha, beta):
        rule = momentum(alpha, beta)
        return max(radius(rule, curvature) for curvature in np.linspace(1, kappa, 40))

    assert worst(alpha, beta) == pytest.approx(rate, rel=1e-6)
    for a, b in ((0.98, 1), (1.02, 1), (1, 0.98), (1, 1.005), (1.02, 0.99), (0.98, 1.005)):
        assert worst(a * alpha, b * beta) > rate


def distances(rule, kappa, steps):
    d = np.linalg.norm(descend(rule, ravine(kappa).grad, [1.0, 1.0], steps), axis=-1)
    return d / d[0]


def test_the_best_rate_is_asymptotic_at_kappa_1000():
    """From (1, 1): predicted 0.9387, 0.961 over 243 steps, 0.9394 at steps 1000 to 1500, and at
    first the distance grows about eight times, because at a double root it goes like t·ρᵗ."""
    alpha, beta = best(1000.0)
    d = distances(momentum(alpha, beta), 1000.0, 5000)
    assert np.sqrt(beta) == pytest.approx(0.9387, abs=5e-5)
    assert d.max() == pytest.approx(8.25, abs=0.01)
    assert d[243] ** (1 / 243) == pytest.approx(0.961, abs=5e-4)
    assert (d[1500] / d[1000]) ** (1 / 500) == pytest.approx(0.9394, abs=1e-4)
    assert (d[4500] / d[4000]) ** (1 / 500) == pytest.approx(np.sqrt(beta), abs=3e-4)


def test_momentum_against_descent_at_kappa_100_each_at_its_best():
    """Steps from (1, 1) until the distance stays below 1e-2 and 1e-6 of the first."""
    descent, ball = (
        distances(gd(2 / 101), 100.0, 1000),
        distances(momentum(*best(100.0)), 100, 1000),
    )
    ratios = [stays_below(descent, to) / stays_below(ball, to) for to in (1e-2, 1e-6)]
    np.testing.assert_allclose(ratios, [5.2, 7.4], atol=0.06)


def test_what_alternates_is_left_1_over_1_plus_beta_of_and_not_nothing():
    signs = (-1.0) ** np.arange(400)
    velocity = ()
    for g in signs:
        _, *velocity = momentum(1.0, 0.9)(0.0, g, *velocity)
    assert velocity[0] * signs[-1] == pytest.approx(1 / 1.9)


def test_memory_calms_the_steep_direction_only_near_the_limit_of_descent():
    """√β against |1 − αλ|: only for αλ above 1 + √β = 1.949; at αλ = 1 memory makes the swing."""
    for share in (0.5, 1.0, 1.5, 1.94):
        assert radius(momentum(share, 0.9)) > abs(1 - share)
    for share in (1.96, 1.98, 2.0):
        assert radius(momentum(share, 0.9)) < abs(1 - share)
    path = descend(gd(0.01), ravine(100).grad, [-2.5, 0.8], 30)
    ball = descend(momentum(0.01, 0.9), ravine(100).grad, [-2.5, 0.8], 30)
    assert not path[1:, 1].any()
    assert np.abs(ball[-10:, 1]).max() == pytest.approx(0.27, abs=0.005)


def test_each_beta_at_its_own_best_step_size_at_kappa_100():
    """From (1, 1) to a thousandth: 0.9 is 2.7 times as fast as descent, and 0.5 is ahead of it."""
    counts = {}
    for beta in (0.0, 0.5, 0.67, 0.9):
        alphas = np.linspace(0, 2 + 2 * beta, 401)[1:-1] / 100
        path = descend(momentum(alphas[:, None], beta), ravine(100).grad, np.ones((399, 2)), 1000)
        far = np.linalg.norm(path, axis=-1)
        steps = stays_below(far, far[0] / 1000)
        counts[beta] = steps[steps >= 0].min()
    assert counts == {0.0: 330, 0.5: 102, 0.67: 44, 0.9: 123}


def test_at_0_002_descent_is_beyond_its_limit_at_the_bottom_of_rosenbrock():
    """The largest curvature is 1001.6, so α L = 2.003: it comes near, and is thrown out again."""
    valley = surfaces["rosenbrock"]
    top = np.linalg.eigvalsh([[802.0, -400.0], [-400.0, 200.0]])[-1]
    assert 0.002 * top == pytest.approx(2.0032, abs=5e-5)
    for alpha, settles in ((0.002, False), (1.99 / top, True)):
        loss = valley.value(descend(gd(alpha), valley.grad, [-1.2, 1.0], 20_000))
        assert loss[12_000:15_000].max() < 1e-6
        assert (loss[15_000:].max() < 1e-9) == settles


@pytest.mark.parametrize("rule", [momentum, nesterov])
def test_without_beta_both_are_gradient_descent(rule):
    plain = descend(gd(0.05), ravine(20, 30).grad, [2.0, 1.0], 100)
    np.testing.assert_array_equal(
        descend(rule(0.05, 0.0), ravine(20, 30).grad, [2.0, 1.0], 100), plain
    )


def test_shifted_nesterov_is_the_textbook_form_seen_from_its_look_ahead_points():
    """Textbook: v ← βv − α·slope(x + βv), x ← x + v; the look-ahead x + βv is what is walked."""
    alpha, beta, surface = 0.02, 0.9, ravine(20, 30)
    x, v, ahead = np.array([2.0, 1.0]), np.zeros(2), []
    for _ in range(100):
        ahead.append(x + beta * v)
        v = beta * v - alpha * surface.grad(x + beta * v)
        x = x + v
    path = descend(nesterov(alpha, beta), surface.grad, [2.0, 1.0], 99)
    np.testing.assert_allclose(path, ahead, rtol=0, atol=1e-13)


def test_under_a_constant_gradient_momentum_ends_1_over_1_minus_beta_times_faster():
    path = descend(momentum(0.1, 0.9), np.ones_like, [0.0], 400)[:, 0]
    assert path[-2] - path[-1] == pytest.approx(0.1 / (1 - 0.9))


@pytest.mark.parametrize(("beta", "steps"), [(0.9, 6.6), (0.999, 692.8)])
def test_half_life_of_a_moving_average(beta, steps):
    """ln 2 / ln(1/β): one gradient, and how long until half of it is forgotten."""
    assert np.log(2) / np.log(1 / beta) == pytest.approx(steps, abs=0.05)
    rule = momentum(beta=beta)
    w, first = rule(0.0, 1.0)
    v, age = first, 0
    while v > first / 2:
        w, v = rule(w, 0.0, v)
        age += 1
    assert age == np.ceil(steps)
