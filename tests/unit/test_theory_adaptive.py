"""What is proved about AdaGrad, RMSProp, Adam and AMSGrad."""

import numpy as np
import pytest

from descent import adagrad, adam, adamw, amsgrad, descend, gd, momentum, ravine, rmsprop
from descent.data import load_tumors, standardize
from descent.derivatives import hessian
from descent.surfaces import logistic

EXACT = {"alpha": 1.0, "eps": 0.0}
BOUND = 7.270291799999694  # (1−β₁)/√((1−β₂)(1−β₁²/β₂)) at the defaults, to the last bits


def steps(rule, gradients):
    """How far each of the gradients moves the weight against itself, and the states, by step.

    From 0 each time, since a step of these rules does not depend on where it starts.
    """
    state, moves, states = (), [], []
    with np.errstate(invalid="ignore"):  # 0/0, while all is silent and ε = 0
        for g in gradients:
            w, *state = rule(np.zeros_like(g), g, *state)
            moves.append(-w)
            states.append(state)
    return np.array(moves), states


def test_adam_uncorrected_under_a_constant_gradient_starts_3_times_too_long():
    """From the m and v that the rule returns: 3.16 α, 6.57 α at step 12, above 1.1 α to 1750."""
    _, states = steps(adam(), np.ones((3000, 1)))
    length = np.array([m / np.sqrt(v) for _, m, v in states]).ravel()
    assert length[0] == pytest.approx(3.1623, abs=5e-5)
    assert length.argmax() + 1 == 12
    assert length.max() == pytest.approx(6.5685, abs=5e-5)
    assert np.flatnonzero(length > 1.1).max() + 1 == 1750


@pytest.mark.parametrize("g", [1e-3, -0.5, 4.0, -1e6])
@pytest.mark.parametrize("rule", [adam, amsgrad, lambda **k: adamw(**k, decay=0)])
def test_the_first_step_of_adam_is_alpha_g_over_g_plus_eps(rule, g):
    moves, _ = steps(rule(alpha=0.02, eps=1e-4), np.array([[g]]))
    assert moves.item() == pytest.approx(0.02 * g / (abs(g) + 1e-4), rel=1e-12)


def test_under_a_constant_gradient_corrected_adam_always_steps_alpha():
    moves, _ = steps(adam(**EXACT), np.full((3000, 1), -0.3))
    np.testing.assert_allclose(moves, -1, rtol=1e-10)


def test_after_long_silence_the_correction_no_longer_helps():
    """One lone gradient 3.16 α, a constant one up to 6.57 α: as uncorrected Adam at its start."""
    silence = np.zeros((20_000, 1))
    lone, _ = steps(adam(**EXACT), np.vstack([silence, [[1.0]]]))
    assert lone[-1] == pytest.approx(3.1623, abs=5e-5)
    constant, _ = steps(adam(**EXACT), np.vstack([silence, np.ones((50, 1))]))
    assert np.nanmax(constant) == pytest.approx(6.57, abs=5e-3)


def test_the_exact_bound_on_a_step_of_adam_is_approached_by_the_extremal_sequence():
    """Gradients growing by β₂/β₁ at each step, after long silence (equality in Cauchy-Schwarz)."""
    b1, b2 = 0.9, 0.999
    assert (1 - b1) / np.sqrt((1 - b2) * (1 - b1**2 / b2)) == pytest.approx(BOUND, rel=1e-12)
    extremal = (b2 / b1) ** np.arange(-199.0, 1)[:, None]
    moves, _ = steps(adam(**EXACT), np.vstack([np.zeros((20_000, 1)), extremal]))
    assert moves[-1] == pytest.approx(BOUND, rel=1e-8)
    assert moves[-1] <= BOUND


def test_no_random_sequence_of_gradients_exceeds_the_bound():
    """4,000 sequences, from tame to wild, with silence in front; a fifth of the gradients zero."""
    rng = np.random.default_rng(0)
    shape = 400, 4000
    wild = rng.normal(size=shape) * np.exp(rng.uniform(0, 6, 4000) * rng.normal(size=shape))
    rising = (0.999 / 0.9) ** np.arange(400)[:, None] * rng.uniform(0.8, 1.2, shape)
    wild[:, 2000:] = rising[:, 2000:]
    wild[rng.random(shape) < 0.2] = 0
    moves, _ = steps(adam(**EXACT), np.vstack([np.zeros((100, 4000)), wild]))
    largest = np.nanmax(np.abs(moves))
    assert 1 < largest <= BOUND


@pytest.mark.parametrize("beta", [0.5, 0.9, 0.999])
def test_rmsprop_starts_uncorrected_its_first_step_is_alpha_over_root_1_minus_beta(beta):
    moves, _ = steps(rmsprop(beta=beta, **EXACT), np.array([[1e-4], [1.0]]))
    assert moves[0] == pytest.approx(1 / np.sqrt(1 - beta), rel=1e-12)


def test_adagrad_forgets_nothing_under_a_constant_gradient_step_t_is_alpha_over_root_t():
    moves, _ = steps(adagrad(**EXACT), np.full((500, 1), -3.0))
    np.testing.assert_allclose(moves[:, 0], -1 / np.sqrt(np.arange(1, 501)), rtol=1e-12)


@pytest.mark.parametrize("beta", [0.9, 0.99])
def test_rmsprop_falls_in_forgets_and_is_thrown_out_to_half_of_alpha(beta):
    path = np.abs(descend(rmsprop(0.01, beta), lambda w: w, [1.0], 5000)[:, 0])
    assert path.min() < 1e-20
    np.testing.assert_allclose(path[-10:], 0.005, rtol=1e-4)


def test_rmsprop_with_a_long_memory_has_not_forgotten_after_5000_steps():
    path = np.abs(descend(rmsprop(0.01, 0.999), lambda w: w, [1.0], 5000)[:, 0])
    assert path[-10:].max() < 1e-300


@pytest.mark.parametrize("alpha", [0.1, 1.0])
def test_without_noise_the_clock_of_adagrad_stops(alpha):
    """What multiplies the slope settles, below 2/λ: at a bottom the sum of squares is finite."""
    path = descend(adagrad(alpha), lambda w: w, [1.0], 400)[:, 0]
    path = path[: np.argmax(np.abs(path) < 1e-12) or None]
    shares = 1 - path[1:] / path[:-1]
    assert 0 < shares[-1] < 2
    np.testing.assert_allclose(shares[-10:], shares[-1], rtol=1e-3)
    assert shares[-1] > 0.3 * alpha  # the schedule α/√t would be at α/20


def test_at_45_degrees_no_alpha_gives_adagrad_the_best_fixed_step():
    """Two thirds of 2/(μ + L) at most, from twelve starts; a longer α ends with a shorter step."""
    turns = np.random.default_rng(0).uniform(0, 2 * np.pi, 12)
    starts = np.stack([np.cos(turns), np.sin(turns)], axis=-1)
    grad, settled = ravine(100, 45).grad, []
    for alpha in (0.1, 0.316, 1, 3.16, 10):
        path = descend(adagrad(alpha), grad, starts, 100)
        settled.append(np.median((path[20:-1] - path[21:]) / grad(path[20:-1])))
    assert np.argmax(settled) == 2
    assert settled[2] < 0.68 * 2 / 101


ADAPTIVE = {"adagrad": adagrad, "rmsprop": rmsprop, "adam": adam, "amsgrad": amsgrad}


@pytest.mark.parametrize("name", ADAPTIVE)
def test_multiplying_the_gradient_of_one_coordinate_leaves_the_path_without_eps(name):
    rule = ADAPTIVE[name](alpha=0.01, eps=0.0)
    grad = ravine(20, 30).grad
    plain = descend(rule, grad, [2.0, 1.0], 200)
    scaled = descend(rule, lambda w: grad(w) * [1000, 1], [2.0, 1.0], 200)
    np.testing.assert_allclose(scaled, plain, rtol=0, atol=1e-10)


@pytest.mark.parametrize("name", ADAPTIVE)
def test_changing_the_unit_of_one_weight_does_not_leave_the_path(name):
    """In kilo-units the weight is 1000 times smaller, but the steps keep their size."""
    rule, meters = ADAPTIVE[name](alpha=0.01, eps=0.0), ravine(20, 30)
    unit = np.array([1000, 1])
    plain = descend(rule, meters.grad, [2.0, 1.0], 5)
    kilo = descend(rule, lambda w: meters.grad(w * unit) * unit, np.array([2.0, 1.0]) / unit, 5)
    assert abs(kilo[1, 0] - kilo[0, 0]) == pytest.approx(abs(plain[1, 0] - plain[0, 0]))
    assert np.abs(kilo * unit - plain).max() > 1


def test_amsgrad_never_divides_by_less_than_before_and_is_adam_while_v_hat_grows():
    rng = np.random.default_rng(0)
    gradients = rng.normal(size=(300, 5)) * np.linspace(3, 0.1, 300)[:, None]
    for raw in (False, True):
        _, states = steps(amsgrad(raw=raw), gradients)
        largest = np.array([v_max for _, _, _, v_max in states])
        assert (np.diff(largest, axis=0) >= 0).all()
    growing = np.arange(1.0, 50)[:, None] * [1, -2]
    for raw in (False, True):
        np.testing.assert_array_equal(
            steps(amsgrad(raw=raw), growing)[0], steps(adam(), growing)[0]
        )


def test_adamw_without_gradient_only_decays_and_without_decay_is_adam():
    path = descend(adamw(alpha=0.1, decay=0.5), np.zeros_like, [3.0, -1.0], 50)
    np.testing.assert_allclose(path, [3.0, -1.0] * 0.95 ** np.arange(51.0)[:, None], rtol=1e-12)
    grad = ravine(20, 30).grad
    plain = descend(adam(alpha=0.1), grad, [2.0, 1.0], 50)
    undecayed = descend(adamw(alpha=0.1, decay=0), grad, [2.0, 1.0], 50)
    np.testing.assert_allclose(undecayed, plain, atol=1e-14)


def test_eps_0_with_gradient_0_is_not_a_number_and_a_huge_gradient_freezes_the_step():
    """Both are subjects of the book, not accidents."""
    assert np.isnan(descend(adam(eps=0), np.zeros_like, [1.0], 1)[1]).all()
    path = descend(adam(alpha=0.1), lambda w: np.array([1e200]), [1.0], 3)
    np.testing.assert_array_equal(path, 1.0)


def reddi(divisor, limit):
    """The protocol of `facts`: gradient 1010 when t mod 101 = 1, else −10, on [−1, 1], rate
    0.5/√t, β₁ = 0.9, β₂ = 0.99, from 0, the rule's own moments uncorrected, 300,000 steps."""
    rule, state, w = amsgrad(beta1=0.9, beta2=0.99, raw=True), (), 0.0
    for t in range(1, limit + 1):
        _, *state = rule(0.0, 1010.0 if t % 101 == 1 else -10.0, *state)
        _, m, _, _ = state
        w = min(1.0, max(-1.0, w - 0.5 / t**0.5 * m / (state[divisor] ** 0.5 + 1e-8)))
    return w


@pytest.mark.slow
def test_on_the_example_of_reddi_adam_ends_at_the_worst_point_and_amsgrad_at_the_best():
    v, v_max = 2, 3
    assert reddi(v, 300_000) == pytest.approx(0.995, abs=5e-4)
    assert reddi(v_max, 300_000) == pytest.approx(-0.9998, abs=5e-5)
    assert reddi(v_max, 20_000) == pytest.approx(-0.84, abs=5e-3)


def test_on_the_tumors_momentum_is_far_ahead_from_any_start_and_adagrad_from_some():
    """Loss above the minimum, the worst of the steps 180 to 200, each rule at its best α."""
    X, y = load_tumors()
    loss = logistic(standardize(X), y)
    bottom = np.zeros(8)
    for _ in range(20):
        bottom = bottom - np.linalg.solve(hessian(loss.grad, bottom), loss.grad(bottom))
    starts = np.random.default_rng(0).normal(size=(3, 8))
    alphas = 10 ** np.linspace(-4, 2, 19)[:, None, None]
    left = {}
    for make in (gd, momentum, adagrad):
        with np.errstate(all="ignore"):
            path = descend(make(alphas), loss.grad, np.tile(starts, (19, 1, 1)), 200)
            worst = loss.value(path[180:]).max(axis=0) - loss.value(bottom)
        left[make] = np.nanmin(worst, axis=0)
    assert (left[gd] > 10 * left[momentum]).all()
    assert np.sum(left[adagrad] < 0.5 * left[gd]) == 1
    assert np.sum(left[adagrad] > left[gd]) == 2
