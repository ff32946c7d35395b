"""The tables: the same as scikit-learn's copies, and handed out without leaks."""

import numpy as np
import pytest

from descent import surfaces
from descent.data import TUMOR_FEATURES, load_digits, load_tumors, split, standardize
from descent.surfaces import sigmoid

TABLES = {"tumors": load_tumors, "digits": load_digits}
EACH = pytest.mark.parametrize("name", TABLES)


def test_tumors_are_scikit_learns_first_eight_features():
    original = pytest.importorskip("sklearn.datasets").load_breast_cancer()
    X, y = load_tumors()
    np.testing.assert_array_equal(X, original.data[:, :8])
    np.testing.assert_array_equal(y, original.target)
    names = [f"mean {name}".replace("_", " ") for name in TUMOR_FEATURES]
    assert names == list(original.feature_names[:8])
    assert list(original.target_names) == ["malignant", "benign"]


def test_digits_are_scikit_learns():
    original = pytest.importorskip("sklearn.datasets").load_digits()
    X, y = load_digits()
    np.testing.assert_array_equal(X, original.data)
    np.testing.assert_array_equal(y, original.target)


def test_shapes_counts_and_types_are_those_of_the_docstrings():
    X, y = load_tumors()
    assert (X.shape, y.shape, X.dtype) == ((569, 8), (569,), np.float64)
    assert ((y == 1).sum(), (y == 0).sum()) == (357, 212)
    X, y = load_digits()
    assert (X.shape, y.shape, y.dtype.kind) == ((1797, 64), (1797,), "i")
    assert (X.min(), X.max()) == (0, 16)
    assert set(y) == set(range(10))


def test_columns_come_in_the_order_asked_for():
    X, _ = load_tumors()
    np.testing.assert_array_equal(load_tumors(["texture", "radius"])[0], X[:, [1, 0]])


@EACH
def test_a_caller_cannot_change_the_table_for_others(name):
    before = [part.copy() for part in TABLES[name]()]
    for part in TABLES[name]():
        if part.flags.writeable:
            part[:] = -1
    for again, part in zip(TABLES[name](), before, strict=True):
        np.testing.assert_array_equal(again, part)


def test_standardized_columns_have_mean_0_and_deviation_1_dividing_by_n():
    Z = standardize(load_tumors()[0])
    np.testing.assert_allclose(Z.mean(axis=0), 0, atol=1e-13)
    np.testing.assert_allclose((Z**2).mean(axis=0), 1, rtol=1e-13)
    np.testing.assert_array_equal(standardize(np.array([[1.0], [3.0]])), [[-1], [1]])


@pytest.mark.parametrize("n", [7, 10, 341, 569])
@pytest.mark.parametrize("value", [0.0, 0.1, 0.3, 1e6 + 0.1])
def test_a_column_that_never_changes_becomes_zero(n, value):
    """Also where its mean is rounded, so that the deviation is 1e-17 instead of 0."""
    assert not standardize(np.full((n, 1), value)).any()
    assert standardize(np.array([[value + 2]]), like=np.full((n, 1), value)) == pytest.approx(2)


@EACH
def test_split_covers_all_rows_once_and_again_the_same(name):
    """Rows are told apart by their number, carried along as the target."""
    X, y = TABLES[name]()
    numbers = [part[1] for part in split(X, np.arange(len(X)), seed=3)]
    assert [len(part) for part in numbers] == [
        len(X) - 2 * round(0.2 * len(X)),
        round(0.2 * len(X)),
        round(0.2 * len(X)),
    ]
    np.testing.assert_array_equal(np.sort(np.concatenate(numbers)), np.arange(len(X)))
    for again, part in zip(split(X, y, seed=3), numbers, strict=True):
        np.testing.assert_array_equal(again[1], y[part])
    assert not np.array_equal(split(X, y, seed=4)[0][1], y[numbers[0]])


def test_split_uses_the_statistics_of_the_training_rows_only():
    X, _ = load_tumors()
    parts = split(X, np.arange(569), seed=0, validation=0.1, test=0.3)
    train = X[parts[0][1]]
    np.testing.assert_allclose(parts[0][0].mean(axis=0), 0, atol=1e-13)
    for Z, rows in parts:
        np.testing.assert_array_equal(Z, (X[rows] - train.mean(axis=0)) / train.std(axis=0))
    changed = X.copy()
    changed[parts[2][1]] *= 1000  # test rows do not show through
    np.testing.assert_array_equal(split(changed, np.arange(569), 0, 0.1, 0.3)[0][0], parts[0][0])


def test_the_first_mountain_of_the_book():
    """Radius and texture, standardized over all rows, no intercept."""
    surface, (X, y) = surfaces["tumor"], load_tumors(["radius", "texture"])
    w = np.array(surface.minima[0])
    assert surface.value(w) == pytest.approx(0.275757, abs=5e-7)
    np.testing.assert_allclose(w, [-3.964, -0.893], atol=5e-4)
    said = sigmoid(standardize(X) @ w) > 0.5
    assert (said == y).mean() == pytest.approx(0.879, abs=5e-4)
    assert surface.value(np.zeros(2)) == pytest.approx(np.log(2))
