"""What is proved about gradient descent, with the assumption of each claim in its name."""

import numpy as np
import pytest

from descent import descend, diverged_at, gd, ravine, scheduled, stays_below, surfaces
from descent.data import load_tumors, standardize
from descent.derivatives import hessian
from descent.surfaces import least_squares, logistic
from descent.wrappers import inverse_time


def square_slope(x):
    return 2 * x


def distances(rule, kappa, start, steps):
    return np.linalg.norm(descend(rule, ravine(kappa).grad, start, steps), axis=-1)


def test_the_first_program_on_x_squared_from_5_at_rate_0_1():
    end = descend(gd(0.1), square_slope, [5.0], 100)[-1].item()
    assert end == pytest.approx(1.0185179881672e-09, rel=1e-12)
    assert end == pytest.approx(5 * 0.8**100, rel=1e-13)


@pytest.mark.parametrize("alpha", [0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0, 1.01])
def test_on_x_squared_the_whole_path_is_a_power(alpha):
    path = descend(gd(alpha), square_slope, [5.0], 200)[:, 0]
    np.testing.assert_allclose(path, 5 * (1 - 2 * alpha) ** np.arange(201.0), rtol=1e-11, atol=0)


def test_on_x_squared_rate_1_jumps_between_two_points_and_a_start_at_0_stays():
    np.testing.assert_array_equal(descend(gd(1.0), square_slope, [5], 4)[:, 0], [5, -5, 5, -5, 5])
    assert not descend(gd(1.0), square_slope, [0], 4).any()


@pytest.mark.parametrize("share", [0.3, 0.99, 1.01, 1.5, 1.99, 2.01, 3.0])
def test_on_a_quadratic_steps_below_2_over_L_converge_and_those_above_1_over_L_oscillate(share):
    kappa = 20.0
    path = descend(gd(share / kappa), ravine(kappa).grad, [1.0, 1.0], 3000)
    across = path[:50, 1]
    falls = np.abs(across[1:]) < np.abs(across[:-1])
    assert (across[1:] * across[:-1] < 0).all() == (share > 1)
    assert falls.all() if share < 2 else not falls.any()
    if share < 2:
        assert np.linalg.norm(path[-1]) < 1e-12
    else:
        assert np.abs(path[-1]).max() > 1e10 or diverged_at(path) > 0


@pytest.mark.parametrize("kappa", [1.5, 20.0, 1000.0])
def test_on_a_quadratic_the_best_fixed_step_is_2_over_mu_plus_L(kappa):
    """Its rate is (κ−1)/(κ+1) per step in distance, from every start; the loss goes by its square.

    Any other step is slower for one of the two axes.
    """
    rate = (kappa - 1) / (kappa + 1)
    for start in ([1.0, 1.0], [3.0, -0.2]):
        d = distances(gd(2 / (1 + kappa)), kappa, start, 60)
        np.testing.assert_allclose(d[1:] / d[:-1], rate, rtol=1e-8)
    path = descend(gd(2 / (1 + kappa)), ravine(kappa).grad, [1.0, 1.0], 60)
    loss = ravine(kappa).value(path)
    np.testing.assert_allclose(loss[1:] / loss[:-1], rate**2, rtol=1e-8)
    for share in (0.9, 1.1):
        axes = [distances(gd(share * 2 / (1 + kappa)), kappa, w, 1)[1] for w in np.eye(2)]
        assert max(axes) > rate


def features():
    X, y = load_tumors()
    return standardize(X), y


@pytest.mark.parametrize("share", [0.1, 0.9, 1.0, 1.9])
def test_descent_lemma_where_L_bounds_the_curvature_everywhere(share):
    """f falls by at least α(1 − αL/2)|g|²: on a quadratic and on the logistic loss, L ≤ |XᵀX/4n|.

    On the axis of the largest curvature of a quadratic it is an equality.
    """
    X, y = features()
    bounded = [(ravine(50, 20), 50.0, [2.0, 1.0])]
    bounded += [(logistic(X, y), np.linalg.eigvalsh(X.T @ X / 4 / len(X))[-1], np.zeros(8))]
    for surface, top, start in bounded:
        alpha = share / top
        path = descend(gd(alpha), surface.grad, start, 200)
        loss, slope = surface.value(path), surface.grad(path)
        promised = alpha * (1 - alpha * top / 2) * np.sum(slope**2, axis=-1)
        assert (loss[:-1] - loss[1:] >= promised[:-1] - 1e-14).all()
    steepest = descend(gd(share / 50), ravine(50).grad, [0.0, 1.0], 20)
    loss, slope = ravine(50).value(steepest), ravine(50).grad(steepest)[:, 1]
    promised = share / 50 * (1 - share / 2) * slope[:-1] ** 2
    np.testing.assert_allclose(loss[:-1] - loss[1:], promised, rtol=1e-9)


def test_the_lemma_is_not_necessary_alpha_26_on_the_eight_feature_classifier_converges():
    """17 times 2/L with L at w = 0, its bound: the loss first rises, and yet arrives."""
    loss = logistic(*features())
    top = np.linalg.eigvalsh(hessian(loss.grad, np.zeros(8)))[-1]
    assert 26 * top / 2 == pytest.approx(17.1, abs=0.05)
    path = loss.value(descend(gd(26.0), loss.grad, np.zeros(8), 20_000))
    assert path[1] > path[0]
    assert path[-1] - minimum(loss)[1] < 1e-7


def test_backtracking_beats_the_fixed_step_if_the_accepted_scores_are_kept():
    """In products with the data, on the classifier: X w for a loss, then Xᵀ(p − y) for a gradient.

    Along a step the scores are X w − α X g, so that one product serves all trials of a step.
    """
    X, y = features()
    loss = logistic(X, y)
    least = minimum(loss)[1]
    w, alpha, scores = np.zeros(8), 1.0, X @ np.zeros(8)
    kept = along = 1
    for _ in range(200):
        g = (1 / (1 + np.exp(-scores)) - y) @ X / len(y)
        kept, along, alpha = kept + 1, along + 2, 2 * alpha
        assert np.allclose(g, loss.grad(w), atol=1e-12)
        ahead, height = X @ g, loss.value(w)
        while True:
            kept = kept + 1
            trial = np.mean(np.logaddexp(0, scores - alpha * ahead) - y * (scores - alpha * ahead))
            if trial <= height - alpha / 2 * (g @ g):
                break
            alpha = alpha / 2
        w, scores = w - alpha * g, scores - alpha * ahead
    assert loss.value(w) - least == pytest.approx(0.00045, abs=5e-6)
    fixed = loss.value(descend(gd(10 ** (4 / 3)), loss.grad, np.zeros(8), 400)) - least
    as_low = np.argmax(fixed <= loss.value(w) - least)
    assert (kept, along, 2 * as_low) == (595, 401, 636)


def test_a_redundant_column_costs_distance_and_hardly_any_loss():
    """Steps at 1/L without the perimeter: κ promises a 46th, which only the distance keeps."""
    X, y = features()
    steps = {}
    for name, Z in (("all", X), ("without", np.delete(X, 2, axis=1))):
        zero = np.zeros(Z.shape[1])
        top = np.linalg.eigvalsh(Z.T @ Z / len(y))[-1]
        fit, target = logistic(Z, y), y - y.mean()
        path = descend(gd(4 / top), fit.grad, zero, 7000)
        w = zero
        for _ in range(20):
            w = w - np.linalg.solve(hessian(fit.grad, w), fit.grad(w))
        loss = stays_below(fit.value(path) - fit.value(w), 1e-3)
        square = least_squares(Z, target)
        away = descend(gd(1 / top), square.grad, zero, 41_000) - np.linalg.lstsq(Z, target)[0]
        away = np.linalg.norm(away, axis=-1)
        steps[name] = loss, stays_below(away, away[0] / 10)
    assert steps["all"][0] / steps["without"][0] == pytest.approx(1.06, abs=0.01)
    assert steps["all"][1] / steps["without"][1] == pytest.approx(48, abs=0.5)


def test_steepest_depends_on_how_a_length_is_measured():
    """Of 3,600 directions: −g in ordinary length, Newton's step in the Hessian's, −sign g in the
    largest coordinate."""
    around = np.deg2rad(np.arange(0, 360, 0.1))
    around = np.stack([np.cos(around), np.sin(around)], axis=-1)
    surface, w = surfaces["tumor"], np.array([-1.0, 2.0])
    g, H = surface.grad(w), hessian(surface.grad, w)
    lengths = {
        "ordinary": (np.linalg.norm(around, axis=-1), -g),
        "curved": (np.sqrt(np.einsum("ki,ij,kj->k", around, H, around)), -np.linalg.solve(H, g)),
        "largest": (np.abs(around).max(axis=-1), -np.sign(g)),
    }
    for length, expected in lengths.values():
        lowest = around[np.argmin(around @ g / length)]
        cosine = lowest @ expected / np.linalg.norm(expected)
        assert np.rad2deg(np.arccos(min(cosine, 1))) < 0.1


def minimum(loss):
    """Newton's method from 0: the weights and the loss there."""
    w = np.zeros(8)
    for _ in range(20):
        w = w - np.linalg.solve(hessian(loss.grad, w), loss.grad(w))
    assert np.abs(loss.grad(w)).max() < 1e-12
    return w, loss.value(w)


def test_the_classifier_on_eight_features_is_a_ravine():
    loss = logistic(*features())
    spectra = [np.linalg.eigvalsh(hessian(loss.grad, w)) for w in (np.zeros(8), minimum(loss)[0])]
    assert [round(s[-1] / s[0], -1) for s in spectra] == [18_070, 10_130]
    assert spectra[1][-1] / spectra[1][0] == pytest.approx(10_127, abs=0.5)


@pytest.mark.parametrize("name", ["rosenbrock", "himmelblau", "mountain", "tumor"])
def test_against_the_gradient_is_steepest_for_small_steps_in_euclidean_length(name):
    """Within a degree at radius 1e-4; on a curved surface no longer at 0.1."""
    surface, angles = surfaces[name], np.deg2rad(np.arange(0, 360, 0.5))
    around = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    w = np.array([-0.7, 1.1])
    slope = surface.grad(w)
    off = {}
    for radius in (1e-4, 0.1):
        lowest = around[surface.value(w + radius * around).argmin()]
        off[radius] = np.rad2deg(np.arccos(np.clip(-lowest @ slope / np.hypot(*slope), -1, 1)))
    assert off[1e-4] < 1
    if name == "rosenbrock":
        assert off[0.1] > 2


def test_a_strict_saddle_is_left_from_almost_every_start_below_1_over_L():
    """Where |y| ≤ 1.6 the curvature 3y² − 1 stays below 6.7; only y = 0 leads to the pass."""
    rng = np.random.default_rng(0)
    starts = rng.uniform((-2, -1.6), (2, 1.6), (10_000, 2))
    path = descend(gd(0.14), surfaces["saddle"].grad, starts, 400)
    np.testing.assert_allclose(np.abs(path[-1]), [[0, 1]] * 10_000, atol=1e-6)
    ridge = descend(gd(0.14), surfaces["saddle"].grad, [1.5, 0.0], 400)
    np.testing.assert_allclose(ridge[-1], [0, 0], atol=1e-6)


def test_at_the_degenerate_saddle_of_x_cubed_plus_y_squared_half_of_the_starts_stay():
    """Those with x > 0, for α = 0.1 and starts within 1; the others fall away."""

    def grad(w):
        return np.stack([3 * w[..., 0] ** 2, 2 * w[..., 1]], axis=-1)

    starts = np.random.default_rng(0).uniform(-1, 1, (10_000, 2))
    path = descend(gd(0.1), grad, starts, 2000)
    stays = (np.abs(path[-1]) < 0.01).all(axis=-1)
    assert stays[starts[:, 0] > 0].all()
    assert not stays[starts[:, 0] < -0.01].any()  # nearer ones need more steps to leave
    assert stays.mean() == pytest.approx(0.5, abs=0.02)


def test_with_factor_1_over_t_and_alpha_1_descent_on_noisy_squares_is_the_running_mean():
    """Of samples x₁, x₂, …, each with loss (w − x)²/2."""
    samples = np.random.default_rng(0).normal(size=50)
    stream = iter(samples)
    path = descend(scheduled(gd(1.0), inverse_time()), lambda w: w - next(stream), [7.0], 50)
    np.testing.assert_allclose(path[1:, 0], samples.cumsum() / np.arange(1, 51), atol=1e-14)


def test_half_as_many_digits_per_step_at_ten_times_the_condition_number():
    """Steps to 1e-6 of the distance: about κ·ln(1e6)/2 at the best fixed step."""
    for kappa in (10.0, 100.0, 1000.0):
        d = distances(gd(2 / (1 + kappa)), kappa, [1.0, 1.0], int(10 * kappa))
        assert stays_below(d / d[0], 1e-6) == pytest.approx(kappa * np.log(1e6) / 2, rel=0.01)
