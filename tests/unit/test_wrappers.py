"""Schedules, clipping and projection, against their definitions."""

from math import cos, pi, sqrt

import numpy as np
import pytest

from descent import adam, clipped, descend, gd, momentum, projected, scheduled, surfaces
from descent.optimizers import rules
from descent.wrappers import (
    constant,
    cosine,
    inverse_sqrt,
    inverse_time,
    linear_warmup,
    step_decay,
)

SCHEDULES = [
    (constant(), [1, 1, 1, 1]),
    (inverse_time(), [1, 1 / 2, 1 / 3, 1 / 4]),
    (inverse_time(scale=3), [1, 3 / 4, 3 / 5, 1 / 2]),
    (inverse_sqrt(), [1, 1 / sqrt(2), 1 / sqrt(3), 1 / 2]),
    (inverse_sqrt(scale=3), [1, sqrt(3 / 4), sqrt(3 / 5), sqrt(1 / 2)]),
    (step_decay(every=2), [1, 1, 0.1, 0.1, 0.01, 0.01]),
    (step_decay(every=1, factor=0.5), [1, 1 / 2, 1 / 4]),
    (cosine(5), [1, (1 + cos(pi / 4)) / 2, 1 / 2, (1 + cos(3 * pi / 4)) / 2, 0, 0, 0]),
    (cosine(3, final=0.2), [1, 0.6, 0.2, 0.2]),
    (linear_warmup(4), [1 / 4, 2 / 4, 3 / 4, 1, 1, 1]),
    (linear_warmup(1), [1, 1]),
    (linear_warmup(3, then=inverse_time()), [1 / 3, 2 / 3, 1, 1 / 2, 1 / 3]),
    (linear_warmup(2, then=cosine(3)), [1 / 2, 1, 1 / 2, 0, 0]),
]


@pytest.mark.parametrize(("schedule", "factors"), SCHEDULES)
def test_factors_from_step_1_on(schedule, factors):
    measured = [schedule(t) for t in range(1, len(factors) + 1)]
    np.testing.assert_allclose(measured, factors, rtol=1e-15, atol=1e-15)


def test_a_late_step_overflows_nowhere():
    for schedule, _ in SCHEDULES:
        assert 0 <= schedule(10**9) <= 1


def test_scheduled_counts_its_own_steps_from_1():
    seen = []
    rule = scheduled(adam(), lambda t: seen.append(t) or 1.0)
    for _ in range(2):  # two walks with one rule: nothing is remembered
        descend(rule, np.copy, [1.0], 3)
    assert seen == [1, 2, 3, 1, 2, 3]


@pytest.mark.parametrize("name", rules)
def test_a_schedule_is_the_same_as_changing_alpha_at_each_step(name):
    """True for every rule here, AdamW's decay included, since α is a factor of the whole step."""
    factor, surface = inverse_sqrt(scale=2), surfaces["himmelblau"]
    w, state, path = np.array([-1.0, 0.5]), (), [[-1.0, 0.5]]
    for t in range(1, 31):
        w, *state = rules[name](alpha=0.01 * factor(t))(w, surface.grad(w), *state)
        path.append(w)
    by_wrapper = descend(scheduled(rules[name](alpha=0.01), factor), surface.grad, path[0], 30)
    np.testing.assert_allclose(by_wrapper, path, rtol=1e-11)


def test_nested_schedules_multiply():
    twice = scheduled(scheduled(gd(1.0), inverse_time()), step_decay(1, 0.5))
    path = descend(twice, np.ones_like, [0.0], 4)[:, 0]
    np.testing.assert_allclose(-np.diff(path), [1, 1 / 4, 1 / 12, 1 / 32], rtol=1e-15)


def step_of(rule, g):
    g = np.array(g)
    return -rule(np.zeros_like(g), g)[0]


def test_clipping_shortens_to_max_norm_keeps_the_direction_and_leaves_short_ones():
    rule = clipped(gd(1.0), 1.0)
    np.testing.assert_allclose(step_of(rule, [30.0, -40.0]), [0.6, -0.8], rtol=1e-15)
    np.testing.assert_array_equal(step_of(rule, [0.3, -0.4]), [0.3, -0.4])
    np.testing.assert_array_equal(step_of(rule, [0.0, 0.0]), [0, 0])
    np.testing.assert_allclose(step_of(rule, [1e200, 1e200]), [sqrt(0.5)] * 2, rtol=1e-15)
    np.testing.assert_allclose(step_of(rule, [3e-200, 4e-200]), [3e-200, 4e-200], rtol=1e-15)


def test_clipping_takes_each_point_of_a_batch_by_itself():
    steps = step_of(clipped(gd(1.0), 5.0), [[3.0, 4.0], [30.0, 40.0], [0.3, 0.4]])
    np.testing.assert_allclose(np.linalg.norm(steps, axis=-1), [5, 5, 0.5], rtol=1e-15)


def test_clipping_an_infinite_gradient_gives_no_number():
    """Its direction is lost, and divergence is not hidden."""
    with np.errstate(invalid="ignore"):
        assert np.isnan(step_of(clipped(gd(1.0), 1.0), [np.inf, 1.0])[0])


def test_the_rule_inside_sees_the_clipped_gradient():
    _, v = clipped(momentum(), 1.0)(np.zeros(2), np.array([30.0, -40.0]))
    np.testing.assert_allclose(v, [0.6, -0.8])


def test_projection_moves_each_weight_to_the_nearest_point_of_the_box():
    rule = projected(gd(1.0), low=[-1.0, 0.0], high=[1.0, np.inf])
    w = np.array([[-5.0, -5.0], [0.5, 7.0], [3.0, 0.1]])
    np.testing.assert_array_equal(rule(w, np.zeros_like(w))[0], [[-1, 0], [0.5, 7], [1, 0.1]])


def test_the_box_is_kept_as_it_was_when_the_rule_was_made():
    low = np.array([-1.0])
    rule = projected(gd(1.0), low, 1.0)
    low[:] = 0
    assert rule(np.array([-3.0]), np.zeros(1))[0] == -1


def test_a_projected_walk_ends_at_the_best_point_of_the_box():
    """Bowl, with its minimum outside of the box [1, 2] × [−1, 2]."""
    path = descend(projected(gd(0.1), [1, -1], 2), surfaces["bowl"].grad, [2.0, 2.0], 300)
    np.testing.assert_allclose(path[-1], [1, 0], atol=1e-12)
    assert path.min() >= -1
    assert path.max() <= 2
