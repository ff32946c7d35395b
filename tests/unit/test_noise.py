"""Noisy steps on a quadratic: theory against matrices, walks and the figure's own cloud."""

import numpy as np
import pytest
import traitlets

from descent import descend, momentum, wrappers
from descent.experiments.momentum_rates import rate
from descent.experiments.noise import mix, normals, resting_variance, spread, uniforms
from descent.figures import NoiseBall
from descent.figures.noise_ball import CURVATURES, SCHEDULES, STEPS

SETTINGS = [(0.1, 0.9, 1.0), (0.5, 0.0, 1.0), (0.05, 0.9, 3.0), (1.0, 0.5, 2.5), (0.3, 0.3, 5.0)]
every_schedule = pytest.mark.parametrize("schedule", SCHEDULES)
FIRST = [-1.042075618615, -2.937737507161, -0.454685969549, 0.247861153057]


def walks(alpha, beta, curvature, start, steps, schedule=None, sigma=1.0, chains=20_000):
    """The library's own rule under noise of NumPy's, shape (steps + 1, chains, 1)."""
    rng = np.random.default_rng(0)
    rule = wrappers.scheduled(momentum(alpha, beta), schedule or wrappers.constant())

    def grad(w):
        return curvature * w + sigma * rng.normal(size=w.shape)

    return descend(rule, grad, np.full((chains, 1), float(start)), steps)


def by_matrices(alpha, beta, curvature, start, steps, schedule, sigma):
    """A and q read off the rule at every step: m ← A m and P ← A P Aᵀ + q qᵀ σ²."""
    mean, both = np.array([start, 0.0]), np.zeros((2, 2))
    found = [(mean[0], both[0, 0])]
    for t in range(1, steps + 1):
        rule = momentum(alpha * schedule(t), beta) if schedule(t) else lambda w, g, v: (w, v)
        move = np.transpose([rule(1.0, curvature, 0.0), rule(0.0, 0.0, 1.0)])
        kick = np.array(rule(0.0, 1.0, 0.0))
        mean = move @ mean
        both = move @ both @ move.T + np.outer(kick, kick) * sigma**2
        found.append((mean[0], both[0, 0]))
    return np.transpose(found)


# The random numbers.


def hashed(x):
    """`mix` of one Python integer."""
    x = (x ^ (x >> 16)) * 0x7FEB352D % 2**32
    x = (x ^ (x >> 15)) * 0x846CA68B % 2**32
    return x ^ (x >> 16)


def test_the_first_numbers_are_known():
    assert np.allclose(normals(1, 4), FIRST, atol=1e-12)
    for k in (0, 1, 77, 2**31, 2**32 - 1):
        assert mix(np.array([k], dtype=np.uint32)).item() == hashed(k)
    there = hashed((hashed(5) + 9 * 0x9E3779B9) % 2**32)
    assert uniforms(9, 6)[5] == (there + 0.5) / 2**32


def test_a_number_depends_on_seed_and_place_alone():
    assert np.array_equal(normals(3, (5, 7, 2)).ravel()[:9], normals(3, 9))
    assert np.array_equal(normals(3, (2, 2)), normals(3, (2, 2)))
    assert normals(3, (0,)).shape == (0,)
    assert len(np.unique(uniforms(3, 10**5))) == 10**5


@pytest.mark.parametrize("seed", [0, 1, 2, 9999, 2**32 - 1])
def test_uniform_and_normal(seed):
    u, z = uniforms(seed, 10**6), normals(seed, 10**6)
    assert 0 < u.min() < 1e-5
    assert 1 - 1e-5 < u.max() < 1
    counts = np.histogram(u, bins=1000, range=(0, 1))[0]
    assert 800 < np.sum((counts - 1000) ** 2 / 1000) < 1200  # χ², 999 ± 45
    for power, moment, deviation in [(1, 0, 1), (2, 1, 2**0.5), (3, 0, 15**0.5), (4, 3, 96**0.5)]:
        assert abs(np.mean(z**power) - moment) < 5 * deviation / 1e3
    assert 4.2 < np.abs(z).max() < 6.8


@pytest.mark.parametrize("seed", [0, 1, 2, 9999])
def test_neighbors_are_independent(seed):
    """In the row, in the next step (600 numbers on), in the next seed: values, sizes and pairs."""
    z = normals(seed, 10**6)
    others = [np.roll(z, lag) for lag in (1, 2, 3, 4, 5, 64, 256, 600)]
    others += [normals(seed + step, 10**6) for step in (1, 2, 3)]
    for other in others:
        assert abs(np.mean(z * other)) < 5e-3
        assert abs(np.mean((z**2 - 1) * (other**2 - 1))) < 5 * 2e-3
    cells = np.histogram2d(uniforms(seed, 10**6)[::2], uniforms(seed, 10**6)[1::2], bins=32)[0]
    usual = 5e5 / 1024
    assert np.sum((cells - usual) ** 2 / usual) < 1250  # χ², 1023 ± 45


@pytest.mark.parametrize("seed", [-1, 1.5, 2**32, True, "1"])
def test_a_seed_that_is_none_is_refused(seed):
    with pytest.raises((TypeError, ValueError), match="seed must be"):
        normals(seed, 2)


# At rest.


@pytest.mark.parametrize(("alpha", "beta", "curvature"), SETTINGS)
def test_the_formula_is_where_the_recursion_ends(alpha, beta, curvature):
    for sigma in (1.0, 0.25):
        mean, variance = spread(alpha, beta, curvature, 1.0, 3000, sigma=sigma)
        assert abs(mean[-1]) < 1e-12
        rest = resting_variance(alpha, beta, curvature, sigma)
        assert variance[-1] == pytest.approx(rest, rel=1e-10)


@pytest.mark.parametrize(("alpha", "beta", "curvature"), SETTINGS)
def test_walks_come_to_rest_where_the_formula_says(alpha, beta, curvature):
    late = walks(alpha, beta, curvature, 0.0, 500)[200:]
    assert np.mean(late**2) == pytest.approx(resting_variance(alpha, beta, curvature), rel=0.02)


def test_the_numbers_of_the_book():
    assert resting_variance(0.1, 0.9, 1.0) == pytest.approx(0.5135, abs=5e-5)
    assert resting_variance(0.5, 0.0, 1.0) == pytest.approx(1 / 3)
    assert resting_variance(0.05, 0.9, 1.0) == pytest.approx(0.253, abs=5e-4)
    assert resting_variance(0.2, 0.0, CURVATURES).tolist() == pytest.approx([1 / 9, 1 / 24])


def test_it_is_infinite_where_nothing_rests():
    alpha, beta = np.meshgrid(np.linspace(0.013, 5, 200), np.linspace(0, 0.99, 100))
    rests = np.isfinite(resting_variance(alpha, beta, 1.0))
    assert np.array_equal(rests, rate(alpha, beta, 1.0) < 1)
    none = [(2.0, 0.0, 1.0), (0.1, 1.0, 1.0), (0.1, 0.5, 0.0), (0.1, 0.5, -1.0), (-0.1, 0.5, 1.0)]
    assert all(resting_variance(*settings) == np.inf for settings in none)


# On the way.


@every_schedule
@pytest.mark.parametrize(("alpha", "beta", "curvature"), [*SETTINGS, (0.8, 0.2, 4.0)])
def test_the_recursion_is_that_of_the_matrices(alpha, beta, curvature, schedule):
    given = alpha, beta, curvature, -1.5, STEPS, SCHEDULES[schedule], 0.7
    assert np.allclose(spread(*given), by_matrices(*given), rtol=1e-9, atol=1e-14)


@every_schedule
def test_without_noise_the_mean_is_the_walk(schedule):
    mean, variance = spread(0.3, 0.8, CURVATURES, [2.0, -1.0], 60, SCHEDULES[schedule], 0)
    rule = wrappers.scheduled(momentum(0.3, 0.8), SCHEDULES[schedule])
    path = descend(rule, lambda w: CURVATURES * w, [2.0, -1.0], 60)
    assert np.allclose(mean, path, rtol=1e-12, atol=1e-14)
    assert not variance.any()


@every_schedule
@pytest.mark.parametrize(("alpha", "beta", "curvature"), [(0.1, 0.9, 1.0), (0.3, 0.0, 4.0)])
def test_walks_spread_as_told_at_every_step(alpha, beta, curvature, schedule):
    """Within five standard errors of 20,000 chains: of the mean, and of the variance."""
    given = alpha, beta, curvature, 2.0, 120, SCHEDULES[schedule], 0.5
    path, (mean, variance) = walks(*given)[..., 0], spread(*given)
    error = np.sqrt(variance / 20_000)
    assert (np.abs(path.mean(axis=1) - mean) <= 5 * error + 1e-12).all()
    assert np.allclose(path.var(axis=1)[1:], variance[1:], rtol=5 * np.sqrt(2 / 20_000))


def test_shapes_and_overflow():
    mean, variance = spread(0.1, 0.5, [[1.0], [2.0]], [0.0, 1.0, 2.0], 7)
    assert mean.shape == variance.shape == (8, 2, 3)
    assert mean[0].tolist() == [[0, 1, 2]] * 2
    mean, variance = spread(9.0, 0.5, 1.0, 1.0, 2000)
    assert not np.isfinite([mean[-1], variance[-1]]).any()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"alpha": 0}, "alpha must be a finite number above 0, got 0"),
        ({"beta": 1}, "beta must be"),
        ({"steps": -1}, "steps must be"),
        ({"schedule": 0.5}, "schedule must be a function"),
        ({"schedule": lambda t: np.nan}, r"schedule\(t\) must be"),
        ({"sigma": -1}, "sigma must be"),
    ],
)
def test_what_is_wrong_is_named(wrong, message):
    usual = {"alpha": 0.1, "beta": 0, "curvature": 1, "start": 0, "steps": 3}
    with pytest.raises((ValueError, TypeError), match=message):
        spread(**usual | wrong)


# The figure.


@every_schedule
@pytest.mark.parametrize(("alpha", "beta", "batch"), [(0.2, 0.0, 1), (0.1, 0.9, 4), (0.4, 0.5, 64)])
def test_the_figures_cloud_keeps_to_the_prediction(alpha, beta, batch, schedule):
    """Its noise is the figure's own, the same for every setting, so one seed could be unlucky."""
    ball = NoiseBall(alpha=alpha, beta=beta, batch=batch, schedule=schedule, seed=5)
    assert ball.cloud.shape == (STEPS + 1, 300, 2)
    mean, variance = ball.spread
    assert np.allclose(ball.predicted**2, np.sum(mean**2 + variance, axis=-1))
    assert np.allclose(ball.distance, ball.predicted, rtol=0.2)
    assert abs(np.log(ball.distance[20:] / ball.predicted[20:]).mean()) < 0.06
    assert np.isclose(ball.rest**2, resting_variance(alpha, beta, CURVATURES).sum() / batch)


def test_the_figure_at_rest_and_beyond():
    assert NoiseBall().predicted[-1] == pytest.approx(NoiseBall().rest)
    assert NoiseBall(alpha=0.6).rest == np.inf
    assert NoiseBall(seed=2).distance[-1] != NoiseBall().distance[-1]


@pytest.mark.parametrize(
    "wrong",
    [{"alpha": 0}, {"batch": 0}, {"batch": 2.5}, {"beta": 1}, {"schedule": "warm"}, {"seed": -1}],
)
def test_a_setting_out_of_range_is_refused(wrong):
    with pytest.raises(traitlets.TraitError):
        NoiseBall(**wrong)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"alpha": 1.0},
        {"alpha": 0.5, "x": 0, "y": 0},
        {"beta": 0.9, "batch": 256, "schedule": "cosine"},
    ],
    ids=str,
)
def test_a_picture_of_every_kind(settings):
    found, (width, height) = NoiseBall(**settings).pictures()
    assert found["light"] != found["dark"]
    assert width > height > 100
