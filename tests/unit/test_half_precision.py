"""Weights of 16 bits: moved in 32, where ε and the squares of small gradients are not zero."""

import ml_dtypes
import numpy as np
import pytest

from descent import adam, clipped, descend, gd, projected, scheduled, surfaces, varying
from descent.optimizers import rules
from descent.wrappers import cosine

HALVES = [np.dtype(np.float16), np.dtype(ml_dtypes.bfloat16)]
WRAPPED = {
    "alone": lambda make: make(),
    "scheduled": lambda make: scheduled(make(), cosine(9)),
    "varying": lambda make: varying(lambda t: make()),
    "clipped": lambda make: clipped(make(), 0.7),
    "projected": lambda make: projected(make(), -1, 1.2),
    "all": lambda make: projected(scheduled(clipped(make(), 0.7), cosine(9)), -1, 1),
}


def test_adams_first_step_on_two_weights_of_16_bits():
    """Its second gradient is zero; ε and (1 − β₂)·1e-6 are zero in 16 bits, and 0/0 no number."""
    w = np.array([1, 2], np.float16)
    moved, *_ = adam(1e-3)(w, np.array([1e-3, 0], np.float16))
    np.testing.assert_array_equal(moved, np.array([0.999, 2], np.float16))


@pytest.mark.parametrize("half", HALVES, ids=str)
@pytest.mark.parametrize("wrapper", WRAPPED)
@pytest.mark.parametrize("name", rules)
def test_each_step_is_that_of_32_bits_rounded_to_16(name, wrapper, half):
    make = WRAPPED[wrapper]
    rule = make(lambda: rules[name](alpha=0.01))
    w, state = np.array([1.0, -2.0, 0.5]).astype(half), ()
    wide, wide_state = w.astype(np.float32), ()
    for size in (1e-3, 1e-4, 3e4, 1e-4):  # its square is too small for 16 bits, or too large
        g = (size * np.array([1.0, 0.0, -0.3])).astype(half)
        w, *state = rule(w, g, *state)
        wide, *wide_state = rule(wide, g.astype(np.float32), *wide_state)
        assert w.dtype == half
        assert np.isfinite(w.astype(float)).all()
        np.testing.assert_array_equal(w, wide.astype(half))
        for part, other in zip(state, wide_state, strict=True):
            assert np.array_equal(part, other)
        wide = w.astype(np.float32)


@pytest.mark.parametrize("name", rules)
def test_a_walk_in_16_bits_comes_as_near_as_16_bits_can(name):
    start = np.array([3, -2], np.float16)
    path = descend(rules[name](alpha=0.05), surfaces["bowl"].grad, start, 400)
    wide = descend(rules[name](alpha=0.05), surfaces["bowl"].grad, start.astype(float), 400)
    assert path.dtype == np.float16
    np.testing.assert_allclose(path, wide, atol=0.15)


def test_where_only_the_gradient_has_16_bits_the_weights_keep_theirs():
    w, *_ = adam(1e-3)(np.array([1.0, 2.0]), np.array([1e-3, 0], np.float16))
    assert w.dtype == np.float64
    np.testing.assert_allclose(w, [0.999, 2], atol=1e-7)
    w, *_ = gd(0.1)(np.array([1, 2], np.float16), np.array([1e-3, 0]))
    assert w.dtype == np.float16
