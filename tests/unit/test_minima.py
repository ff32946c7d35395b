"""What a surface says about itself: minima, saddles, window, LaTeX."""

import numpy as np
import pytest

from descent import ravine, surfaces
from descent.derivatives import hessian

PLANE = surfaces | {"ravine(1000, 30)": ravine(1000, 30), "ravine(1, 0)": ravine(1)}


def curvatures(surface, w):
    return np.linalg.eigvalsh(hessian(surface.grad, w))


def starts(surface, n, seed=0):
    x_low, x_high, y_low, y_high = surface.window
    return np.random.default_rng(seed).uniform((x_low, y_low), (x_high, y_high), (n, 2))


def level_points(surface, n, steps=60):
    """Where the slope is zero, inside the window: by Newton's method from n random starts.

    The second derivatives are complex steps, taken for all starts at once.
    """
    w, h = starts(surface, n), 1e-30
    right, up = np.array([1j * h, 0]), np.array([0, 1j * h])
    with np.errstate(all="ignore"):
        for _ in range(steps):
            xx, yx = np.moveaxis(surface.grad(w + right).imag / h, -1, 0)
            xy, yy = np.moveaxis(surface.grad(w + up).imag / h, -1, 0)
            g, p = np.moveaxis(surface.grad(w), -1, 0)
            w = w - np.stack([yy * g - xy * p, xx * p - yx * g], -1) / (xx * yy - xy * yx)[:, None]
        x_low, x_high, y_low, y_high = surface.window
        inside = (w >= [x_low, y_low]).all(-1) & (w <= [x_high, y_high]).all(-1)
        flat = np.abs(surface.grad(w)).max(-1) < 1e-9
    return np.unique(w[inside & flat].round(6), axis=0)


@pytest.mark.parametrize("name", PLANE)
def test_minima_are_minima(name):
    surface = PLANE[name]
    around = np.exp(2j * np.pi * np.arange(360) / 360)
    ring = np.stack([around.real, around.imag], axis=-1)
    for minimum in surface.minima:
        assert np.abs(surface.grad(np.array(minimum))).max() < 1e-10
        assert curvatures(surface, minimum)[0] > 0
        for radius in (1e-3, 1e-2, 0.1):
            assert surface.value(minimum + radius * ring).min() > surface.value(np.array(minimum))


@pytest.mark.parametrize("name", PLANE)
def test_no_minimum_and_no_saddle_in_the_window_is_missing(name):
    surface = PLANE[name]
    found = level_points(surface, n=100 if name == "tumor" else 2000)  # tumor is convex and slow
    valleys = [w for w in found if curvatures(surface, w)[0] > 1e-6]
    passes = [w for w in found if np.prod(curvatures(surface, w)) < -1e-6]
    for known, seen in ((surface.minima, valleys), (surface.saddles, passes)):
        for w in seen:
            assert np.abs(np.array(known) - w).max(axis=1).min() < 1e-5, f"{w} is not listed"
    assert len(valleys) == len(surface.minima)


@pytest.mark.parametrize("name", [name for name in surfaces if surfaces[name].saddles])
def test_saddles_rise_one_way_and_fall_another(name):
    surface = surfaces[name]
    for saddle in surface.saddles:
        low, high = curvatures(surface, saddle)
        assert np.abs(surface.grad(np.array(saddle))).max() < 1e-10
        if name == "monkey_saddle":  # degenerate: it falls in three directions, by a cubic
            assert low == high == 0
            assert surface.value(np.array([-1e-3, 0])) < 0 < surface.value(np.array([1e-3, 0]))
        else:
            assert low < -1e-6
            assert high > 1e-6


@pytest.mark.parametrize("name", surfaces)
def test_minima_and_saddles_lie_in_the_window(name):
    surface = surfaces[name]
    x_low, x_high, y_low, y_high = surface.window
    for x, y in (*surface.minima, *surface.saddles):
        assert x_low < x < x_high
        assert y_low < y < y_high


@pytest.mark.parametrize("name", surfaces)
def test_latex_and_titles(name):
    surface = surfaces[name]
    assert surface.name == name
    assert surface.title
    assert surface.latex.count("{") == surface.latex.count("}")
    assert surface.latex.count(r"\bigl") == surface.latex.count(r"\bigr")
    assert "$" not in surface.latex


def test_there_are_twelve_surfaces_or_more_with_the_depths_that_the_literature_gives():
    assert len(surfaces) >= 12
    depths = {"rosenbrock": 0, "beale": 0, "himmelblau": 0, "camel": 0, "rastrigin": 0}
    for name, depth in depths.items():
        deepest = surfaces[name].value(np.array(surfaces[name].minima)).min()
        assert deepest == pytest.approx(depth, abs=1e-20)
    tang = surfaces["styblinski_tang"]
    assert tang.value(np.array(tang.minima)).min() == pytest.approx(2 * -39.16616570377142)
    four = surfaces["himmelblau"]
    np.testing.assert_allclose(four.value(np.array(four.minima)), 0, atol=1e-20)


@pytest.mark.parametrize(("kappa", "angle"), [(1, 0), (20, 0), (1000, 30), (50, -75)])
def test_ravine_has_the_curvatures_1_and_kappa_along_the_turned_axes(kappa, angle):
    turn = np.deg2rad(angle)
    along, across = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)])
    bend = hessian(ravine(kappa, angle).grad, np.zeros(2))
    np.testing.assert_allclose(bend @ along, along, atol=1e-12)
    np.testing.assert_allclose(bend @ across, kappa * across, rtol=1e-12, atol=1e-12)
