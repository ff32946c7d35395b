"""The driver: what it returns, what it leaves alone, and divergence as a result."""

from inspect import signature

import numpy as np
import pytest

from descent import clipped, descend, diverged_at, gd, projected, scheduled, stays_below, surfaces
from descent.optimizers import rules
from descent.wrappers import constant, cosine

WRAPPED = {
    "alone": lambda rule: rule,
    "scheduled": lambda rule: scheduled(rule, cosine(9)),
    "clipped": lambda rule: clipped(rule, 0.7),
    "projected": lambda rule: projected(rule, -1, [1.0, 1.2]),
    "all": lambda rule: projected(scheduled(clipped(rule, 0.7), cosine(9)), -1, 1),
}
EVERY = pytest.mark.parametrize("name", rules)
WRAPPERS = pytest.mark.parametrize("wrapper", WRAPPED)


def starts_on(surface, n):
    x_low, x_high, y_low, y_high = surface.window
    return np.random.default_rng(0).uniform((x_low, y_low), (x_high, y_high), (n, 2))


@WRAPPERS
@EVERY
def test_a_batch_is_its_members_one_by_one_to_the_last_bit(name, wrapper):
    """On every surface, with a step size that makes some members diverge on the steep ones."""
    rule = WRAPPED[wrapper](rules[name](alpha=0.03))
    for surface in surfaces.values():
        starts = starts_on(surface, 6)
        together = descend(rule, surface.grad, starts.reshape(2, 3, 2), 12).reshape(13, 6, 2)
        for k, start in enumerate(starts):
            np.testing.assert_array_equal(together[:, k], descend(rule, surface.grad, start, 12))


@EVERY
def test_a_diverging_member_leaves_the_others_alone(name):
    """Members 1 and 3 start at 1e200, where every power overflows; no warning either."""
    rule, grad = rules[name](alpha=1e-3), surfaces["rosenbrock"].grad
    starts = np.array([[-1.0, 1.0], [1e200, 1e200], [0.5, 0.2], [-1e200, 3.0]])
    path = descend(rule, grad, starts, 50)
    assert not np.isfinite(path[-1, [1, 3]]).all(axis=-1).any()
    assert np.isfinite(path[:, [0, 2]]).all()
    for k in (0, 2):
        np.testing.assert_array_equal(path[:, k], descend(rule, grad, starts[k], 50))
    np.testing.assert_array_equal(diverged_at(path)[[0, 2]], -1)
    assert (diverged_at(path)[[1, 3]] > 0).all()


@pytest.mark.parametrize("shape", [(2,), (5, 2), (3, 4, 2), (321,), (1,), (0, 2)], ids=str)
def test_iterates_have_the_shape_steps_plus_1_then_that_of_the_start(shape):
    start = np.ones(shape)
    path = descend(gd(0.1), np.copy, start, 7)
    assert path.shape == (8, *shape)
    np.testing.assert_array_equal(path[0], start)
    assert descend(gd(0.1), np.copy, start, 0).shape == (1, *shape)


@EVERY
def test_an_integer_start_is_not_truncated(name):
    grad = surfaces["bowl"].grad
    for start in ([3, -2], np.array([3, -2]), np.array([3, -2], np.int8)):
        path = descend(rules[name](alpha=0.1), grad, start, 5)
        assert path.dtype == np.float64
        np.testing.assert_array_equal(path, descend(rules[name](alpha=0.1), grad, [3.0, -2.0], 5))


@WRAPPERS
@EVERY
def test_float32_stays_float32_in_weights_and_state(name, wrapper):
    rule = WRAPPED[wrapper](rules[name](alpha=np.float64(0.01), **settings_of(name)))
    w, state = np.array([1.0, -2.0], np.float32), ()
    for g in np.random.default_rng(0).normal(size=(4, 2)).astype(np.float32):
        w, *state = rule(w, g, *state)
        assert {np.asarray(part).dtype for part in (w, *state) if np.ndim(part)} == {np.dtype("f4")}


def settings_of(name):
    """NumPy's float64, on purpose: it would lift float32 weights if a rule kept it."""
    if name in ("gd", "adagrad"):
        return {}
    return {"beta" if name in ("momentum", "nesterov", "rmsprop") else "beta1": np.float64(0.5)}


def test_float32_stays_float32_where_gradient_or_schedule_are_float64():
    """The path is the one that keeps every iterate in float32, not only the stored ones."""
    grad = surfaces["tumor"].grad
    assert grad(np.ones(2, np.float32)).dtype == np.float64
    path = descend(gd(0.3), grad, np.array([1.0, 1.0], np.float32), 50)
    w = path[0]
    for t in range(1, 51):
        w = w - 0.3 * grad(w).astype(np.float32)
        np.testing.assert_array_equal(path[t], w)
    rule = scheduled(gd(0.1), lambda t: 1 / np.sqrt(t))
    w, *_ = rule(np.ones(2, np.float32), np.ones(2, np.float32))
    assert path.dtype == w.dtype == np.float32


@WRAPPERS
@EVERY
def test_what_the_caller_passed_in_is_never_changed(name, wrapper):
    """Read-only arrays would raise; the copies would differ."""
    rule = WRAPPED[wrapper](rules[name](alpha=0.1))
    w, state = np.array([1.0, -2.0]), []
    for g in np.random.default_rng(0).normal(size=(4, 2)):
        passed = [part for part in (w, g, *state) if isinstance(part, np.ndarray)]
        before = [part.copy() for part in passed]
        for part in passed:
            part.setflags(write=False)
        w, *state = rule(w, g, *state)
        np.testing.assert_array_equal(passed, before)
        assert not any(np.shares_memory(part, w) for part in passed)


def test_the_start_is_not_changed_and_the_path_is_a_new_array():
    start = np.array([1.0, 2.0])
    start.setflags(write=False)
    path = descend(gd(0.1), surfaces["bowl"].grad, start, 3)
    path[:] = 0
    np.testing.assert_array_equal(start, [1, 2])


def test_a_rule_that_works_in_place_still_gives_the_right_path():
    """A reader's slip: the iterates are copied before the next step can overwrite them."""

    def careless(w, g):
        w -= 0.1 * g
        return (w,)

    start = np.array([1.0, 2.0])
    path = descend(careless, surfaces["bowl"].grad, start, 5)
    np.testing.assert_array_equal(path, descend(gd(0.1), surfaces["bowl"].grad, start, 5))
    np.testing.assert_array_equal(start, [1, 2])


def test_a_gradient_may_be_a_list_and_of_integers():
    path = descend(gd(0.5), lambda w: [w[0].item(), 2], [4.0, 4.0], 2)
    np.testing.assert_array_equal(path, [[4, 4], [2, 3], [1, 2]])


def test_the_rule_gets_its_own_state_back_and_no_other():
    def counting(w, g, t=0, trail=()):
        return w - g, t + 1, (*trail, t)

    seen = []

    def spying(w, g, *state):
        seen.append(state)
        return counting(w, g, *state)

    descend(spying, np.zeros_like, [1.0], 3)
    assert seen == [(), (1, (0,)), (2, (0, 1))]


@WRAPPERS
@EVERY
def test_n_steps_and_then_m_are_n_plus_m_to_the_last_bit(name, wrapper):
    rule, grad = WRAPPED[wrapper](rules[name](alpha=0.01)), surfaces["rosenbrock"].grad
    for dtype in (np.float64, np.float32):
        start = np.array([[-1.0, 0.5], [0.3, 0.2]], dtype)
        whole, end = descend(rule, grad, start, 12, with_state=True)
        first, state = descend(rule, grad, start, 7, with_state=True)
        second, at_end = descend(rule, grad, first[-1], 5, state, with_state=True)
        np.testing.assert_array_equal(np.concatenate([first, second[1:]]), whole)
        for part, other in zip(at_end, end, strict=True):
            np.testing.assert_array_equal(part, other)
        np.testing.assert_array_equal(descend(rule, grad, start, 12), whole)


def test_no_steps_hand_the_state_on():
    path, state = descend(rules["adam"](), np.copy, [1.0], 0, (3, 0.5, 0.25), with_state=True)
    assert (path.tolist(), state) == ([[1.0]], (3, 0.5, 0.25))


def test_a_cold_start_forgets_how_large_the_gradients_were():
    """Adam's first step is nearly α long again, a hair's breadth from the minimum."""
    rule, grad = rules["adam"](alpha=0.1), surfaces["bowl"].grad
    path, state = descend(rule, grad, [2.0, -1.0], 300, with_state=True)
    warm, cold = (descend(rule, grad, path[-1], 1, s) for s in (state, ()))
    assert np.abs(warm[1] - warm[0]).max() < 1e-3
    assert np.abs(path[-1]).max() < 1e-6
    assert np.abs(cold[1] - cold[0]).min() > 0.08


@pytest.mark.parametrize("path", [[5.0, np.inf], np.zeros(9), 5.0, []], ids=repr)
def test_diverged_at_takes_no_path_without_an_axis_of_weights(path):
    with pytest.raises(ValueError, match=r"path must have shape \(steps \+ 1, d\)") as error:
        diverged_at(path)
    assert f"got {np.shape(path)}: for one weight write path[:, None]" in str(error.value)


def test_diverged_at_names_the_first_step_that_is_not_finite():
    nan, inf = np.nan, np.inf
    path = np.array([[[0, 0], [nan, 0], [1, 1]], [[1, inf], [0, 0], [1, 1]], [[0, 0]] * 3])
    assert diverged_at(path).tolist() == [1, 0, -1]
    assert diverged_at(path[:, 0]) == 1
    assert diverged_at([[1.0, 2.0]]) == -1


def test_diverged_at_agrees_with_the_walk_on_x_squared_at_rate_1_01():
    """|w| = 5·1.02ᵗ, and the step from it, 2.02·|w|, passes the largest float before |w| would."""
    path = descend(gd(1.01), lambda w: 2 * w, [5.0], 36_000)
    last_whole = np.floor(np.log(np.finfo(float).max / 2.02 / 5) / np.log(1.02))
    assert diverged_at(path) == last_whole + 2
    assert np.isfinite(path[: diverged_at(path)]).all()


@pytest.mark.parametrize(
    ("values", "step"),
    [
        ([5.0, 0.5, 2.0, 0.1, 0.01], 3),  # it rose again after step 1
        ([0.5, 0.1], 0),
        ([5.0, 4.0], -1),
        ([0.5, 0.1, 1.0], -1),  # the level itself is not below
        ([0.5, 0.1, np.nan], -1),
        ([np.nan, np.inf, 0.1], 2),
        ([0.5], 0),
    ],
)
def test_stays_below(values, step):
    assert stays_below(values, 1.0) == step
    np.testing.assert_array_equal(stays_below(np.transpose([values, values]), 1.0), [step, step])


@EVERY
def test_a_constant_schedule_a_wide_clip_and_a_wide_box_change_nothing(name):
    rule, surface = rules[name](alpha=0.01), surfaces["himmelblau"]
    plain = descend(rule, surface.grad, [-1.0, 0.5], 40)
    for same in (clipped(rule, 1e9), projected(rule, -1e9, 1e9)):
        np.testing.assert_array_equal(descend(same, surface.grad, [-1.0, 0.5], 40), plain)
    timed = descend(scheduled(rule, constant()), surface.grad, [-1.0, 0.5], 40)
    np.testing.assert_allclose(timed, plain, rtol=1e-12)


SWEEPS = {
    "alpha": np.array([1e-3, 0.02, 0.3]),
    "beta": np.array([0.0, 0.5, 0.99]),
    "beta1": np.array([0.0, 0.5, 0.99]),
    "beta2": np.array([0.0, 0.9, 0.999]),
    "eps": np.array([0.0, 1e-8, 1]),
    "decay": np.array([0, 1, 2]),
}


@pytest.mark.parametrize("name", rules)
def test_a_sweep_in_an_array_walks_as_each_setting_alone(name):
    """To the last digit, for three values of each setting and two starts."""
    grad, starts = surfaces["rosenbrock"].grad, np.array([[2.0, 1.5], [-1.0, 2.0]])
    for setting in signature(rules[name]).parameters.keys() & SWEEPS:
        values = SWEEPS[setting]
        together = rules[name](**{setting: values[:, None, None]})
        path = descend(together, grad, np.tile(starts, (3, 1, 1)), steps=60)
        for k, value in enumerate(values):
            alone = descend(rules[name](**{setting: value}), grad, starts, steps=60)
            np.testing.assert_array_equal(path[:, k], alone, err_msg=f"{setting} = {value}")
