"""Two small tables inside the package, and three ways to hand them out.

`load_tumors()` and `load_digits()` give the whole table as measured; `standardize` puts every
column on one scale; `split` divides rows by a seed. README.md beside this file says where the
tables come from.
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np

from descent.checks import count, setting
from descent.types import Array

TUMOR_FEATURES = (
    "radius",
    "texture",
    "perimeter",
    "area",
    "smoothness",
    "compactness",
    "concavity",
    "concave_points",
)


def load_tumors(features: Sequence[str] = TUMOR_FEATURES) -> tuple[Array, Array]:
    """569 tumors: X `(569, len(features))` as measured, y `(569,)`, 1 for benign, 0 for malignant.

    Raises ValueError for a feature that the table does not have.

    >>> X, y = load_tumors(["radius", "texture"])
    >>> X.shape, y.mean().round(3).item()
    ((569, 2), 0.627)
    """
    for name in features:
        if name not in TUMOR_FEATURES:
            raise ValueError(f"no feature {name!r}; there are {', '.join(TUMOR_FEATURES)}")
    table = read("tumors.csv")
    return table[:, [TUMOR_FEATURES.index(name) for name in features]], table[:, -1]


def load_digits() -> tuple[Array, Array]:
    """1,797 images of digits: X `(1797, 64)`, pixels from 0 to 16, y `(1797,)`, integers 0 to 9."""
    table = read("digits.csv")
    return table[:, :-1], table[:, -1].astype(int)


def standardize(X: Array, like: Array | None = None) -> Array:
    """Each column of X `(n, d)` minus its mean, over its standard deviation (dividing by n).

    like: take mean and deviation from these rows instead, as for test rows from training rows.
    A column that never changes becomes zero.
    """
    like = X if like is None else like
    changes = np.ptp(like, axis=0) > 0  # a rounded deviation need not be zero
    center = np.where(changes, like.mean(axis=0), like[0])
    return (X - center) / np.where(changes, like.std(axis=0), 1)


def split(
    X: Array, y: Array, seed: int, validation: float = 0.2, test: float = 0.2
) -> tuple[tuple[Array, Array], ...]:
    """Shuffle by `seed`, divide, and standardize all parts with the training rows' statistics.

    Returns three pairs (X, y): training, validation, test. The shares are of all rows, rounded.

    >>> train, val, test = split(*load_tumors(), seed=0)
    >>> len(train[1]), len(val[1]), len(test[1])
    (341, 114, 114)
    """
    validation = setting("validation", validation, at_least=0, below=1)
    test = setting("test", test, at_least=0, below=1)
    if validation + test >= 1:
        raise ValueError(
            f"validation and test must be below 1 together, got {validation} and {test}"
        )
    n = len(X)
    order = np.random.default_rng(count("seed", seed)).permutation(n)
    sizes = round(validation * n), round(test * n)
    val, held_out, train = np.split(order, np.cumsum(sizes))
    return tuple((standardize(X[rows], like=X[train]), y[rows]) for rows in (train, val, held_out))


@cache
def read(name: str) -> Array:
    """The table as float64, read once and locked, so that no caller can change it for others."""
    with files(__name__).joinpath(name).open(encoding="utf-8") as lines:
        table = np.loadtxt(lines, delimiter=",", skiprows=1)
    table.setflags(write=False)
    return table
