"""L2 inside Adam, and decay beside it: theory, the library's rules, and the figure."""

import numpy as np
import pytest
import traitlets

from descent import adam, adamw, descend
from descent.experiments.weight_decay import shrink
from descent.figures import Decay

SIZES = (10.0, 0.1)


def alternating(sizes):
    """Gradients +s, −s, +s, … whatever the weight is."""
    t = 0

    def grad(w):
        nonlocal t
        t += 1
        return np.array(sizes) * (1 if t % 2 else -1) + 0 * w

    return grad


def test_decoupled_decay_pulls_both_weights_alike_by_one_minus_alpha_decay():
    """Up to the gradients' own to and fro: 2 α at the start, then α/19 a step."""
    path, share = shrink("adamw", alpha=0.01, decay=0.1, sizes=SIZES, start=(1.5, 0.5))
    t = np.arange(1001)[:, None]
    assert np.allclose(path, np.array([1.5, 0.5]) * (1 - 1e-3) ** t, atol=0.02)
    assert np.allclose(path[:, 0] - 1.5 / 0.5 * path[:, 1], 0, atol=0.04)
    assert np.allclose(share[1:], 1e-3, rtol=1e-12)
    alike, _ = shrink("adamw", sizes=(1000.0, 1e-3))
    assert np.allclose(alike[:, 0], alike[:, 1], atol=1e-4)  # but for ε


def test_l2_hardly_pulls_where_gradients_are_large_and_hard_where_they_are_small():
    path, share = shrink("l2", alpha=0.01, decay=0.1, sizes=SIZES, start=(1.5, 1.5))
    assert path[-1, 0] == pytest.approx(1.5 * np.exp(-1e-4 * 1000), abs=0.02)
    assert abs(path[-1, 1]) < 1e-3
    assert share[-1] == pytest.approx([1e-4, 1e-2], rel=0.06)


def test_at_gradients_of_size_one_both_agree():
    (l2, _), (beside, _) = (shrink(rule, decay=0.01, sizes=(1.0, 1.0)) for rule in ("l2", "adamw"))
    assert np.allclose(l2, beside, rtol=0, atol=2e-3)


def test_the_share_is_that_of_the_root_that_adam_divides_by():
    """While the gradients outweigh decay·w, √v̂ is their size."""
    for sizes in ((3.0, 40.0), (7.0, 2.0)):
        _, share = shrink("l2", alpha=0.02, decay=0.01, sizes=sizes, start=(1.0, 1.0), steps=200)
        assert np.allclose(share[1:] * np.array(sizes), 2e-4, rtol=6e-3)
        assert np.array_equal(share[0], [0, 0])


@pytest.mark.parametrize("rule", ["l2", "adamw"])
def test_it_is_the_librarys_rule(rule):
    grad = alternating(SIZES)
    if rule == "l2":
        theirs = descend(adam(0.02), lambda w: grad(w) + 0.3 * w, [1.0, 2.0], 500)
    else:
        theirs = descend(adamw(0.02, decay=0.3), grad, [1.0, 2.0], 500)
    ours, _ = shrink(rule, 0.02, 0.3, SIZES, (1.0, 2.0), 500)
    assert np.array_equal(ours, theirs)


def test_without_decay_both_stay():
    for rule in ("l2", "adamw"):
        path, share = shrink(rule, decay=0)
        assert np.allclose(path, 1.5, atol=0.02)
        assert not share.any()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"rule": "sgd"}, "rule must be l2 or adamw, got 'sgd'"),
        ({"alpha": 0}, "alpha must be"),
        ({"decay": -1}, "decay must be"),
        ({"sizes": (1, 0)}, "sizes must be"),
        ({"start": (1, np.nan)}, "start must be"),
        ({"start": (1,)}, "start must hold 2 numbers"),
        ({"steps": -1}, "steps must be"),
    ],
)
def test_what_is_wrong_is_named(wrong, message):
    with pytest.raises((ValueError, TypeError), match=message):
        shrink(**{"rule": "l2", "steps": 3} | wrong)


# The figure.


def test_the_figures_gradients_have_the_ratio_it_names():
    assert Decay(ratio=400.0).sizes == pytest.approx([20, 0.05])
    assert Decay().walks["l2"][0].shape == (1001, 2)


@pytest.mark.parametrize(
    "wrong", [{"decay": 0}, {"decay": 2}, {"ratio": 0.5}, {"alpha": 1}, {"x": 3}, {"y": -1}]
)
def test_a_setting_out_of_range_is_refused(wrong):
    with pytest.raises(traitlets.TraitError):
        Decay(**wrong)


@pytest.mark.parametrize(
    "settings", [{}, {"ratio": 1, "x": 0, "y": 0}, {"decay": 1, "alpha": 0.1, "ratio": 1000}]
)
def test_a_picture_of_every_kind(settings):
    found, (width, height) = Decay(**settings).pictures()
    assert found["light"] != found["dark"]
    assert width > height > 100
