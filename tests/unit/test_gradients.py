"""Every gradient in the library against two measurements that do not know its formula."""

import numpy as np
import pytest

from descent import ravine, surfaces
from descent.data import load_digits, load_tumors, standardize
from descent.derivatives import central_difference, complex_step, hessian
from descent.network import Network
from descent.surfaces import least_squares, logistic

rng = np.random.default_rng(20)  # for the tables here; each test draws from its own
TUMORS, BENIGN = load_tumors()
TUMORS = standardize(TUMORS)
RAVINES = {
    f"ravine({kappa:.0f}, {angle:.0f})": ravine(kappa, angle)
    for kappa, angle in zip(10 ** rng.uniform(0, 4, 6), rng.uniform(-180, 180, 6), strict=True)
}
PLANE = surfaces | RAVINES
TABLES = {
    "logistic": logistic(TUMORS, BENIGN),
    "least_squares": least_squares(TUMORS, 2 * BENIGN - 1),
}


def assert_gradient(grad, value, w):
    scale = max(1.0, np.abs(grad).max())
    np.testing.assert_allclose(grad, complex_step(value, w), rtol=1e-11, atol=1e-12 * scale)
    np.testing.assert_allclose(grad, central_difference(value, w), rtol=1e-5, atol=1e-7 * scale)


@pytest.mark.parametrize("name", PLANE)
def test_gradient_of_a_surface_anywhere_in_its_window(name):
    surface = PLANE[name]
    x_low, x_high, y_low, y_high = surface.window
    rng = np.random.default_rng(0)
    for w in rng.uniform((x_low, y_low), (x_high, y_high), (30, 2)):
        assert_gradient(surface.grad(w), surface.value, w)


@pytest.mark.parametrize("name", TABLES)
def test_gradient_of_a_loss_over_eight_features(name):
    for w in np.random.default_rng(1).normal(0, 2, (10, 8)):
        assert_gradient(TABLES[name].grad(w), TABLES[name].value, w)


@pytest.mark.parametrize("batch", [(), (5,), (3, 4)], ids=str)
@pytest.mark.parametrize("name", PLANE | TABLES)
def test_points_come_in_batches_of_any_shape(name, batch):
    surface = (PLANE | TABLES)[name]
    w = np.random.default_rng(2).uniform(-1, 1, (*batch, 2 if name in PLANE else 8))
    value, grad = surface.value(w), surface.grad(w)
    assert np.shape(value) == batch
    assert grad.shape == w.shape
    for i in np.ndindex(batch):
        np.testing.assert_array_equal(value[i], surface.value(w[i]))
        np.testing.assert_array_equal(grad[i], surface.grad(w[i]))


def test_hessian_of_the_least_squares_loss_is_that_of_its_docstring():
    measured = hessian(TABLES["least_squares"].grad, np.ones(8))
    np.testing.assert_allclose(measured, TUMORS.T @ TUMORS / 569, rtol=1e-12, atol=1e-14)


DIGITS, DIGIT = load_digits()
ROWS = rng.permutation(569)[:25]
NETWORKS = {
    "8-32-1 bce": (Network((8, 32, 1)), TUMORS[ROWS], BENIGN[ROWS]),
    "8-32-1 squared": (Network((8, 32, 1), "squared"), TUMORS[ROWS], 2 * BENIGN[ROWS] - 1),
    "5-4-3 squared": (Network((5, 4, 3), "squared"), rng.normal(size=(9, 5)), rng.random((9, 3))),
    "64-32-10 softmax": (Network((64, 32, 10), "softmax"), DIGITS[ROWS] / 16, DIGIT[ROWS]),
    "4-7-6-5-3 softmax": (
        Network((4, 7, 6, 5, 3), "softmax"),
        rng.normal(size=(12, 4)),
        np.arange(12) % 3,
    ),
    "3-1 bce, no hidden layer": (Network((3, 1)), rng.normal(size=(4, 3)), np.array([0, 1, 1, 0])),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_backpropagation(name):
    """At random weights and biases, where no unit sits on the kink of the ReLU."""
    net, X, y = NETWORKS[name]
    w = net.init(seed=3) + np.random.default_rng(4).normal(0, 0.1, net.size)
    value, grad = net.value_and_grad(w, X, y)
    assert value == net.value(w, X, y)
    np.testing.assert_array_equal(grad, net.grad(w, X, y))
    assert_gradient(grad, lambda w: net.value(w, X, y), w)


def test_the_derivatives_themselves_on_a_function_known_by_hand():
    """x³y: slopes 3x²y and x³; second derivatives 6xy, 3x², 3x², 0."""
    w = np.array([2.0, 5.0])
    slopes = [60.0, 8.0]
    np.testing.assert_allclose(central_difference(lambda w: w[0] ** 3 * w[1], w), slopes, rtol=1e-9)
    np.testing.assert_allclose(complex_step(lambda w: w[0] ** 3 * w[1], w), slopes, rtol=1e-15)
    curved = hessian(lambda w: np.array([3 * w[0] ** 2 * w[1], w[0] ** 3]), w)
    np.testing.assert_allclose(curved, [[60.0, 12.0], [12.0, 0.0]], rtol=1e-15)


LOSING = {
    "sum of sizes": lambda w: np.sum(np.abs(w)),
    "one size": lambda w: w[0] ** 2 + np.abs(w[1]),
    "norm": np.linalg.norm,
    "conjugate": lambda w: np.vdot(w, w),
    "sizes that cancel": lambda w: np.abs(w[0] - 2) - np.abs(w[1] + 2),
    "real part": lambda w: w[0] + (w[1] ** 2).real,
}


@pytest.mark.parametrize("name", LOSING)
def test_a_lost_imaginary_part_is_no_zero_slope(name):
    """Of |w₁| + |w₂| at (3, −1) the slopes are 1 and −1; complex steps would say 0 and 0."""
    with pytest.raises(ValueError, match=r"value moves with the weights at .*1"):
        complex_step(LOSING[name], np.array([3.0, -1.0]))
    with pytest.raises(ValueError, match=r"grad moves with the weights at \[1\], but drops"):
        hessian(lambda w: np.array([w[0], LOSING["one size"](w)]), np.array([3.0, -1.0]))


@pytest.mark.parametrize(
    ("value", "w"),
    [
        (lambda w: 3.0, [1.0, 2.0]),
        (lambda w: w[0], [1.0, 2.0]),
        (lambda w: 1e9 + w[0] ** 2, [0.0, 2.0]),
        (lambda w: w[0] ** 11, [0.0, 1.0]),
        (lambda w: (w * (w.real > 0)).sum(), [0.0, -1e-9]),  # at a kink, and just before it
        (lambda w: np.sin(w[0]), [0.0, 1.0]),
    ],
)
def test_a_slope_that_is_zero_may_be_zero(value, w):
    assert complex_step(value, w)[1] == 0
    hessian(lambda w: np.array([value(w), 2.0]), w)


def test_slopes_of_sizes_by_differences():
    slopes = central_difference(LOSING["sum of sizes"], np.array([3.0, -1.0]))
    np.testing.assert_allclose(slopes, [1, -1], rtol=1e-9)
