"""Adam's moments step by step: the library's own rule, and what is proved about its steps."""

import numpy as np
import pytest
import traitlets

from descent import adam
from descent.experiments.adam_moments import moments
from descent.experiments.noise import normals
from descent.figures import Moments
from descent.figures.moments import around

STREAMS = {
    "constant": np.ones(400),
    "noisy": 0.25 + 0.5 * normals(3, 400),
    "rare": np.where(np.arange(1, 401) % 50 == 0, 1.0, 0.0),
    "growing": -np.geomspace(1e-6, 1e6, 400),
}
SETTINGS = [(0.9, 0.999, 1e-8), (0.0, 0.9, 1e-3), (0.99, 0.5, 1.0), (0.5, 0.0, 1e-8)]


def walked(g, beta1, beta2, eps, alpha=0.25):
    """The rule's own m and v, and its steps in units of α, each of shape (T,)."""
    rule, state, told = adam(alpha, beta1, beta2, eps), (), []
    for gradient in g:
        w, *state = rule(np.zeros(1), np.array([gradient]), *state)
        told.append([*state[1:], -w / alpha])
    return np.array(told)[..., 0].T


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
@pytest.mark.parametrize("stream", STREAMS)
def test_they_are_those_of_the_librarys_rule(stream, settings):
    g = STREAMS[stream]
    trace = moments(g, *settings)
    m, v, step = walked(g, *settings)
    np.testing.assert_array_equal(trace.m, m)
    np.testing.assert_array_equal(trace.v, v)
    np.testing.assert_allclose(trace.step, step, rtol=1e-12, atol=0)
    with np.errstate(invalid="ignore"):
        np.testing.assert_array_equal(trace.plain_step, m / (np.sqrt(v) + settings[2]))


def test_many_weights_at_once_are_as_one_by_one():
    g = np.stack([*STREAMS.values()], axis=-1)
    together = moments(g)
    assert together.step.shape == (400, 4)
    for k in range(4):
        np.testing.assert_array_equal(np.array(together)[..., k], moments(g[:, k]))


def test_a_constant_gradient_starts_3_times_too_long_without_correction():
    trace = moments(np.ones(3000))
    np.testing.assert_allclose(trace.step, 1, rtol=1e-7)
    assert trace.plain_step[0] == pytest.approx(3.1623, abs=5e-5)
    assert trace.plain_step.argmax() + 1 == 12
    assert trace.plain_step.max() == pytest.approx(6.5685, abs=5e-5)
    assert np.flatnonzero(trace.plain_step > 1.1).max() + 1 == 1750


def test_after_long_silence_correction_does_not_help():
    silence = np.zeros(20_000)
    lone = moments(np.append(silence, 1.0))
    assert lone.step[-1] == pytest.approx(3.1623, abs=5e-5)
    constant = moments(np.append(silence, np.ones(50))).step
    assert constant.max() == pytest.approx(6.5685, abs=5e-4)
    assert constant.argmax() == 20_011


def test_what_correction_divides_by_does_not_depend_on_the_gradients():
    t = np.arange(1, 401)
    for g in STREAMS.values():
        trace = moments(g, eps=0)
        moved = trace.step != 0
        ratio = (1 - 0.9**t) / np.sqrt(1 - 0.999**t)
        longer = np.divide(trace.plain_step, trace.step, where=moved, out=np.full(400, np.nan))
        seen = np.isfinite(longer)
        assert seen.sum() > 300
        np.testing.assert_allclose(longer[seen], ratio[seen], rtol=1e-9)


def test_without_memory_each_step_is_the_sign():
    g = STREAMS["noisy"]
    trace = moments(g, 0, 0, 0)
    for step in trace.step, trace.plain_step:
        np.testing.assert_array_equal(step, np.sign(g))


def test_silence_without_eps_is_not_a_number_and_overflow_is_kept():
    trace = moments([0.0, 0.0, 2.0], eps=0)
    assert np.isnan(trace.step[:2]).all()
    assert np.isfinite(trace.step[2])
    assert moments([0.0, 0.0]).step.tolist() == [0, 0]
    assert moments([1e200]).v_hat.item() == np.inf
    assert moments([]).step.shape == (0,)


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"beta1": 1}, "beta1"),
        ({"beta2": -0.1}, "beta2"),
        ({"eps": -1e-9}, "eps"),
        ({"g": 1.0}, "g must"),
    ],
    ids=str,
)
def test_a_wrong_argument_is_named(wrong, name):
    with pytest.raises(ValueError, match=name):
        moments(**{"g": [1.0]} | wrong)


def test_the_streams_of_the_figure():
    assert Moments().gradients.tolist() == [1] * 30
    rare = Moments(stream="rare", every=7, steps=100).gradients
    assert (np.flatnonzero(rare) + 1).tolist() == list(range(7, 100, 7))
    late = Moments(stream="late", every=28).gradients
    assert late.tolist() == [0] * 27 + [1] * 3
    assert Moments(stream="late", every=31).gradients.tolist() == [0] * 30
    noisy = Moments(stream="noisy", steps=2000).gradients
    assert noisy.mean() == pytest.approx(0.25, abs=0.05)
    assert noisy.std() == pytest.approx(0.5, abs=0.03)
    assert not np.allclose(noisy[:30], Moments(stream="noisy", seed=2).gradients)
    drawn = Moments(stream="drawn", drawn=[0.5, -2])
    assert drawn.gradients.tolist() == [0.5, -2] + [0] * 28
    assert Moments(stream="drawn", drawn=[1] * 50).gradients.tolist() == [1] * 30
    assert drawn.trace.step[0] == pytest.approx(1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"beta1": 1},
        {"beta2": 1},
        {"eps": 2},
        {"stream": "loud"},
        {"steps": 31},
        {"every": 0},
        {"seed": -1},
        {"at": 0},
        {"drawn": [2.5]},
        {"drawn": [0.0] * 2001},
    ],
    ids=str,
)
def test_a_setting_out_of_range_is_refused(wrong):
    with pytest.raises(traitlets.TraitError):
        Moments(**wrong)


def test_an_axis_has_room_for_what_is_finite():
    assert around([np.array([0.5, 6.57])], 1.2) == pytest.approx((-1.2, 8))
    assert around([np.array([np.nan, -np.inf, -0.03])], 0.012) == pytest.approx((-0.03, 0.012))
    assert around([np.array([99.0])], 0.012) == pytest.approx((-12, 120))
    assert around([np.array([1e7, -3.0])], 1.2, 120) == pytest.approx((-12, 120))


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"stream": "noisy", "steps": 2000},
        {"stream": "rare", "eps": 0, "steps": 300},
        {"stream": "drawn"},
        {"stream": "late", "beta1": 0.9, "beta2": 0},
        {"stream": "rare", "beta2": 0, "steps": 100},
    ],
    ids=str,
)
def test_a_picture_of_every_kind(settings):
    found, (width, height) = Moments(**settings).pictures()
    assert found["light"] != found["dark"]
    assert width > height > 100


def test_in_32_bits_the_correction_is_wrong_in_its_fifth_digit_at_first():
    """And its root, by which a step is divided, by half as much."""
    t = np.arange(1, 11)
    exact = 1 - 0.999**t
    short = 1 - np.float32(0.999) ** t.astype(np.float32)
    off, root_off = np.abs(short / exact - 1), np.abs(np.sqrt(short / exact) - 1)
    assert 1e-5 < off.max() < 1e-4
    assert np.allclose(root_off, off / 2, rtol=1e-4)
