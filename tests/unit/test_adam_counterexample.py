"""Reddi, Kale & Kumar's problem: the published outcome, and what it depends on."""

import numpy as np
import pytest
import traitlets

from descent import adam, amsgrad, descend, wrappers
from descent.experiments.adam_counterexample import (
    ALPHA,
    BETA1,
    PERIOD,
    SMALL,
    bands,
    best_point,
    cuts,
    pulls,
    walk,
)
from descent.figures import Counterexample


def gradients(steps, large=1010.0, at=1):
    g = np.full(steps, SMALL)
    g[at - 1 :: PERIOD] = large
    return g


def ends(steps=100_000, **settings):
    return [walk(rule, steps, **settings)[0][-1] for rule in ("adam", "amsgrad")]


def test_as_published_adam_ends_at_the_worst_point_and_amsgrad_at_the_best():
    """facts.md: moments uncorrected, 300,000 steps: +0.995 and −0.9998; after 20,000 −0.84."""
    (worst, _), (best, _) = walk("adam", 300_000), walk("amsgrad", 300_000)
    assert worst[-1] == pytest.approx(0.995, abs=5e-4)
    assert best[-1] == pytest.approx(-0.9998, abs=5e-5)
    assert best[20_000] == pytest.approx(-0.84, abs=5e-3)
    assert best_point(1010.0) == -1


def test_with_another_protocol_the_figures_differ_much():
    assert ends(steps=1000) == pytest.approx([-0.155, -0.721], abs=5e-4)
    assert ends(at=50) == pytest.approx([0.996, 0.478], abs=5e-4)
    assert ends(at=PERIOD) == pytest.approx([0.993, 0.572], abs=5e-4)
    assert ends(corrected=True) == pytest.approx([0.993, -0.944], abs=5e-4)
    assert ends(beta2=0.9999) == pytest.approx([0.028, -0.056], abs=5e-4)
    assert ends(large=1500.0) == pytest.approx([-1, -1], abs=5e-4)
    assert ends(beta2=0.9, large=1500.0) == pytest.approx([0.996, -1], abs=5e-3)


def test_with_a_longer_memory_adam_does_not_fail():
    """Of v 0.9999¹⁰⁰ = 0.99 is left after a period: the pulls are almost AMSGrad's."""
    (adam_down, adam_up), (down, up) = (
        pulls(walk(rule, 100_000, beta2=0.9999)[1], 100_000) for rule in ("adam", "amsgrad")
    )
    assert adam_down > adam_up
    assert down > up


def test_adam_forgets_the_rare_gradient_and_amsgrad_weighs_both_alike():
    forgetful, steady = (walk(rule, 50_000)[1] for rule in ("adam", "amsgrad"))
    last = forgetful[-PERIOD:]
    assert (last.max(), last.min()) == pytest.approx((126.87, 77.17), abs=0.005)
    assert steady[-1] == pytest.approx(last.max(), rel=1e-6)
    down, up = pulls(forgetful, 50_000)
    assert (down, up) == pytest.approx((8.336, 10.237), abs=5e-4)
    down, up = pulls(steady, 50_000)
    assert down / up == pytest.approx(1.01)
    assert down > up


@pytest.mark.parametrize("rule", ["adam", "amsgrad"])
@pytest.mark.parametrize("corrected", [False, True])
@pytest.mark.parametrize("at", [1, 60, PERIOD])
def test_the_pulls_of_a_period_are_all_that_moves_the_weight(rule, corrected, at):
    """m by its definition, from the gradients alone; α/√t left out."""
    settings = {"large": 900.0, "at": at, "corrected": corrected}
    _, divisor = walk(rule, 3000, **settings)
    m, steps = 0.0, []
    for t, g in enumerate(gradients(3000, 900.0, at), start=1):
        m = BETA1 * m + (1 - BETA1) * g
        steps.append(m / (1 - BETA1**t if corrected else 1) / divisor[t])
    for t in (5, PERIOD, 500, 2222, 3000):
        down, up = pulls(divisor, t, **settings)
        assert down - up == pytest.approx(sum(steps[max(0, t - PERIOD) : t]), rel=1e-10)
        assert up > 0
        assert (down > 0) == (t >= at)


@pytest.mark.parametrize(("name", "rule"), [("adam", adam), ("amsgrad", amsgrad)])
@pytest.mark.parametrize(("beta2", "large", "at", "start"), [(0.99, 1010, 1, 0), (0.5, 700, 40, 1)])
def test_corrected_it_is_the_librarys_rule(name, rule, beta2, large, at, start):
    stream = iter(gradients(5000, large, at))
    steps = wrappers.scheduled(rule(ALPHA, BETA1, beta2), wrappers.inverse_sqrt())
    inside = wrappers.projected(steps, -1, 1)
    theirs = descend(inside, lambda w: np.full_like(w, next(stream)), [start], 5000)[:, 0]
    ours, _ = walk(name, 5000, beta2, large, at, start, corrected=True)
    assert np.allclose(ours, theirs, rtol=0, atol=1e-10)


def test_uncorrected_it_is_the_equations():
    g = gradients(2000)
    m = [sum((1 - BETA1) * BETA1**k * g[t - k] for k in range(t + 1)) for t in range(300)]
    v = [sum(0.01 * 0.99**k * g[t - k] ** 2 for k in range(t + 1)) for t in range(300)]
    for rule, root in (("adam", np.sqrt(v)), ("amsgrad", np.sqrt(np.maximum.accumulate(v)))):
        path, divisor = walk(rule, 300)
        assert np.allclose(divisor[1:], root)
        steps = path[:-1] - ALPHA / np.sqrt(np.arange(1, 301)) * np.array(m) / root
        assert np.allclose(path[1:], np.clip(steps, -1, 1))
        assert np.abs(path).max() == 1


@pytest.mark.parametrize(("large", "best"), [(200, 1), (999, 1), (1000, 0), (1001, -1), (3000, -1)])
def test_the_best_point_is_downhill_of_the_mean(large, best):
    assert best_point(large) == best
    assert np.sign(gradients(PERIOD, large).mean()) == -best


@pytest.mark.parametrize("steps", [1, 30, 1000, 20_000, 300_000])
def test_cuts_begin_one_by_one_and_end_in_whole_periods(steps):
    edges = np.array(cuts(steps))
    widths = np.diff(edges)
    assert (edges[0], edges[-1]) == (0, steps)
    assert (widths > 0).all()
    assert len(edges) <= 242
    assert (widths[:30] == 1).all()
    assert all(width <= PERIOD / 4 or width % PERIOD == 0 for width in widths[:-1])


def test_bands_hold_each_step_once():
    path = np.sin(np.arange(1001.0))
    edges = cuts(1000)
    mean, least, most = bands(path, edges)
    widths = np.diff(edges, prepend=-1)
    assert np.sum(mean * widths) == pytest.approx(path.sum())
    assert (least.min(), most.max()) == (path.min(), path.max())
    assert (least <= mean).all()
    assert (mean <= most).all()
    assert np.array_equal(mean[:20], path[:20])


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"rule": "gd"}, "rule must be adam or amsgrad, got 'gd'"),
        ({"steps": 2.5}, "steps must be"),
        ({"beta2": 1}, "beta2 must be"),
        ({"large": 0}, "large must be"),
        ({"large": np.nan}, "large must be"),
        ({"at": 0}, "at must be"),
        ({"at": 102}, "at must be a step of the period, 1 to 101, got 102"),
        ({"start": 1.5}, "start must be at most 1"),
        ({"start": -1.5}, "start must be"),
    ],
)
def test_what_is_wrong_is_named(wrong, message):
    with pytest.raises((ValueError, TypeError), match=message):
        walk(**{"steps": 3} | wrong)


# The figure.


@pytest.mark.parametrize(
    "wrong",
    [{"beta2": 1}, {"large": 100}, {"at": 0}, {"start": 2}, {"moments": "no"}, {"steps": 5}],
)
def test_a_setting_out_of_range_is_refused(wrong):
    with pytest.raises(traitlets.TraitError):
        Counterexample(**wrong)


@pytest.mark.parametrize(
    "settings",
    [
        {"steps": 1000},
        {"shown": "adam", "steps": 1000, "beta2": 0},
        {"shown": "amsgrad", "large": 1000, "moments": "corrected", "steps": 10_000, "at": 101},
    ],
    ids=str,
)
def test_a_picture_of_every_kind(settings):
    figure = Counterexample(**settings)
    assert list(figure.walks) == {"both": ["adam", "amsgrad"]}.get(figure.shown, [figure.shown])
    found, (width, height) = figure.pictures()
    assert found["light"] != found["dark"]
    assert width > height > 100
