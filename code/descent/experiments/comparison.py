"""The study behind chapter 9: six methods on three problems, one protocol, and what came out.

    study = load_study()
    study.losses("digits", "Adam", budget=30)                 # validation: (step sizes, splits)
    adam, sgd = (study.test("digits", name, budget=30) for name in ("Adam", "SGD"))
    difference(adam, sgd, overlap=OVERLAP)                    # mean, low, high, tie

The protocol, number 1:

- Problems: logistic regression on the tumors (convex, 9 weights), the 8-32-1 network on the same
  rows, and a 64-32-10 network on the digits.
- A split is `split(X, y, seed)`: 60 % of the rows to train, 20 % to validate, 20 % to test. Its
  seed is also that of the first weights and of the order of the rows, so that all methods share
  all three, and their results are compared split by split.
- Methods: the book's rules, all settings but α at their defaults, α constant. "Full batch" is
  gradient descent with one step per epoch; the others take mini-batches of 32 rows.
- Budgets are epochs. In each epoch every method pays for one gradient per training row.
- Tuning: every method has the same twelve step sizes. For each split and budget, the α with the
  smallest validation loss, as stored, to four digits, is chosen; of equals the smallest. A run
  without a finite loss is never chosen.
- Judging: only then are test rows looked at, once for the chosen run, and once for the step size
  in `DEFAULTS`, which nobody tuned.

`make study` runs it all and writes `data/study.csv` and `data/study_test.csv`.
"""

import csv
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple, TypeVar

import numpy as np

from descent.data import load_digits, load_tumors, split
from descent.network import Network
from descent.optimizers import adam, adamw, gd, momentum, rmsprop
from descent.training import losses, training
from descent.types import Array, ArrayLike, Rows, Rule

PROTOCOL = 1
PROBLEMS: dict[str, tuple[Callable[[], Rows], Network]] = {
    "classifier": (load_tumors, Network((8, 1))),
    "network": (load_tumors, Network((8, 32, 1))),
    "digits": (load_digits, Network((64, 32, 10), "softmax")),
}
METHODS: dict[str, Callable[..., Rule]] = {
    "full batch": gd,
    "SGD": gd,
    "momentum": momentum,
    "RMSProp": rmsprop,
    "Adam": adam,
    "AdamW": adamw,
}
ALPHAS = tuple(float(f"{10**k:.3g}") for k in np.arange(-4, 1.6, 0.5))
SEEDS = tuple(range(10))
BUDGETS = (1, 3, 10, 30, 100)
BATCH = 32
PARTS = ("training", "validation")
RATES, JUDGED = ("tuned", "default"), ("alpha", "loss", "error")
# Keras's step sizes, for those who tune nothing.
DEFAULTS = {name: 0.001 if name in ("RMSProp", "Adam", "AdamW") else 0.01 for name in METHODS}
OVERLAP = 1 / 3  # test rows over training rows, in every split

T = TypeVar("T")


@cache
def parts(problem: str, seed: int) -> tuple[Rows, ...]:
    """Training, validation and test rows, three pairs (X, y)."""
    load, _ = PROBLEMS[problem]
    return split(*load(), seed)


def weights(
    problem: str, method: str, alpha: float, seed: int, budgets: Collection[int] = BUDGETS
) -> list[Array]:
    """The weights of one run after each of the budgets, in rising order."""
    train, net = parts(problem, seed)[0], PROBLEMS[problem][1]
    batch = len(train[1]) if method == "full batch" else BATCH
    epochs = training(net, METHODS[method](alpha), train, batch, seed)
    return [
        w for epoch, w in zip(range(max(budgets) + 1), epochs, strict=False) if epoch in budgets
    ]


def run(
    problem: str, method: str, alpha: float, seed: int, budgets: Collection[int] = BUDGETS
) -> Array:
    """Training and validation loss of one run after each of the budgets, `(budgets, 2)`."""
    found, net = weights(problem, method, alpha, seed, budgets), PROBLEMS[problem][1]
    return np.stack([losses(net, found, part) for part in parts(problem, seed)[:2]], axis=-1)


def judge(
    problem: str, method: str, alpha: float, seed: int, budgets: Collection[int] = BUDGETS
) -> Array:
    """Test loss of one run, and how many test rows it has wrong, `(budgets, 2)`.

    Where the loss is no finite number, the weights answer nothing, and the count is no number.
    """
    found, net = weights(problem, method, alpha, seed, budgets), PROBLEMS[problem][1]
    X, y = parts(problem, seed)[2]
    loss = losses(net, found, (X, y))
    with np.errstate(all="ignore"):
        p = [net.predict(w, X) for w in found]
    answers = np.array([row > 0.5 if row.ndim == 1 else row.argmax(axis=1) for row in p])
    return np.stack([loss, np.where(np.isfinite(loss), (answers != y).sum(axis=1), np.nan)], -1)


def choose(validation: ArrayLike) -> Array:
    """Which step size tuning takes, by its number along the first axis of `validation`.

    validation: losses `(alphas, ...)`; returns integers `(...)`. The smallest finite loss wins;
    of equals the first, which is the smallest step size.
    Raises ValueError where no loss is finite.
    """
    finite = np.isfinite(validation)
    if not np.all(np.any(finite, axis=0)):
        raise ValueError("a method has no finite loss at any step size, so none can be chosen")
    return np.where(finite, validation, np.inf).argmin(axis=0)


def study_of(
    X: Array,
    y: Array,
    methods: Mapping[str, Callable[[float, Rows, int], T]],
    alphas: Sequence[float],
    seeds: Iterable[int],
    loss: Callable[[T, Rows], float],
) -> dict[str, Array]:
    """The same protocol for a table and methods of one's own.

    X, y: the rows and their answers. methods: {name: fit}, where `fit(alpha, train, seed)` returns
    weights. loss: `loss(w, rows)`, of such weights on one part of a split.

    Returns {name: array (seeds, 2)}: the step size chosen on the validation rows of each split, and
    the test loss of that run.
    """
    table = {name: [] for name in methods}
    for seed in seeds:
        train, validation, test = split(X, y, seed)
        for name, fit in methods.items():
            runs = [fit(alpha, train, seed) for alpha in alphas]
            best = int(choose(np.array([loss(w, validation) for w in runs])))
            table[name].append((alphas[best], loss(runs[best], test)))
    return {name: np.array(rows) for name, rows in table.items()}


@dataclass(frozen=True)
class Study:
    """The stored results: two methods to ask, and the arrays behind them.

    table: {problem: array (methods, alphas, seeds, budgets, parts)}, losses.
    tests: {problem: array (methods, tuned or default, seeds, budgets, 3)}: α, test loss, error.
    made_with: the first line of the file, with the versions.
    """

    table: dict[str, Array]
    tests: dict[str, Array]
    made_with: str

    def losses(self, problem: str, method: str, budget: int, part: str = "validation") -> Array:
        """Losses of all runs, `(alphas, seeds)`; inf or nan for a run that has diverged."""
        a, b, c = place(METHODS, method), place(BUDGETS, budget), place(PARTS, part)
        return self.table[one_of(PROBLEMS, problem)][a, :, :, b, c]

    def test(
        self, problem: str, method: str, budget: int, what: str = "error", rate: str = "tuned"
    ) -> Array:
        """Test results of the runs judged, one per split, `(seeds,)`.

        what: "error", the share of rows it has wrong, "loss", or "alpha", the step size judged.
        rate: "tuned", or "default" for the step size in `DEFAULTS`.
        """
        a, b, c = place(METHODS, method), place(RATES, rate), place(BUDGETS, budget)
        return self.tests[one_of(PROBLEMS, problem)][a, b, :, c, place(JUDGED, what)]


def one_of(names: Collection[T], name: T) -> T:
    """The name itself, or an error that lists them all."""
    if name not in names:
        raise ValueError(f"{name!r} is not one of {', '.join(map(str, names))}")
    return name


def place(names: Collection[T], name: T) -> int:
    """The number of a name among the names, or the error of `one_of`."""
    return list(names).index(one_of(names, name))


@cache
def load_study() -> Study:
    """The study as `make study` stored it. Reads two tables, once."""
    made_with, rows = read("study.csv")
    lengths = len(METHODS), len(ALPHAS), len(SEEDS), len(BUDGETS), len(PARTS)
    table = {problem: np.full(lengths, np.nan) for problem in PROBLEMS}
    for row in rows:
        a, b = place(METHODS, row["method"]), ALPHAS.index(float(row["alpha"]))
        found = [[float(row[f"{part}_{n}"]) for part in PARTS] for n in BUDGETS]
        table[row["problem"]][a, b, SEEDS.index(int(row["seed"]))] = found
    lengths = len(METHODS), len(RATES), len(SEEDS), len(BUDGETS), len(JUDGED)
    tests = {problem: np.full(lengths, np.nan) for problem in PROBLEMS}
    for row in read("study_test.csv")[1]:
        a, b = place(METHODS, row["method"]), place(RATES, row["rate"])
        c, d = SEEDS.index(int(row["seed"])), BUDGETS.index(int(row["budget"]))
        error = float(row["wrong"]) / len(parts(row["problem"], SEEDS[c])[2][1])
        tests[row["problem"]][a, b, c, d] = float(row["alpha"]), float(row["loss"]), error
    for array in (*table.values(), *tests.values()):
        array.setflags(write=False)
    return Study(table, tests, made_with)


def read(name: str) -> tuple[str, list[dict[str, str]]]:
    """The first line of a stored table, and its rows as dictionaries of text."""
    text = files("descent.data").joinpath(name).read_text("utf-8").splitlines()
    return text[0].lstrip("# "), list(csv.DictReader(text[1:]))


class Difference(NamedTuple):
    """A mean difference and the ends of its 95 % interval."""

    mean: float
    low: float
    high: float

    @property
    def tie(self) -> bool:
        """Whether the interval holds zero: these splits don't tell which is better."""
        return self.low <= 0 <= self.high


def difference(a: ArrayLike, b: ArrayLike, overlap: float = 0.0) -> Difference:
    """The mean of a − b over the splits, with its 95 % interval by Student's t.

    a, b: results of two methods on the same splits, `(n,)`, such as test errors.

    The interval reaches to both sides by t·s·√(1/n + overlap): s is the standard deviation of the
    n differences, t the quantile of Student's law with n − 1 degrees of freedom. With `overlap` 0
    that takes n splits for n new samples of data. They are not: they share most of their rows, so
    their results are alike, and such an interval is too narrow. With `overlap`, test rows over
    training rows, it is the corrected resampled t interval of Nadeau & Bengio (2003), √(1 + n/3)
    times as wide for splits of 60 to 20: 2.08 times for ten. The correction is a rule of thumb. And
    with it or without, an interval speaks of these tables of data, not of others.

    Raises ValueError for fewer than two splits, or a result that is no finite number.

    >>> mean, low, high = difference([3.0, 4.0, 8.0], [1.0, 2.0, 3.0], overlap=1 / 3)
    >>> round(mean, 4), round(low, 4), round(high, 4)
    (3.0, -3.0849, 9.0849)
    """
    d = differences(a, b)
    half = student(len(d) - 1) * d.std(ddof=1) * np.sqrt(1 / len(d) + overlap)
    return rounded(d.mean(), d.mean() - half, d.mean() + half)


def bootstrap(a: ArrayLike, b: ArrayLike, resamples: int = 10_000, seed: int = 0) -> Difference:
    """The mean of a − b over the splits, with a 95 % interval by the percentile bootstrap.

    The splits are drawn again, with replacement, and the middle 95 % of the means is kept. With few
    splits that is too narrow: of ten normal differences it holds the true mean in 89 of 100 studies
    only. So nothing is judged by it.

    >>> bootstrap([3.0, 4.0], [1.0, 2.0])
    Difference(mean=2.0, low=2.0, high=2.0)
    """
    d = differences(a, b)
    picks = np.random.default_rng(seed).integers(len(d), size=(resamples, len(d)))
    return rounded(d.mean(), *np.percentile(d[picks].mean(axis=1), [2.5, 97.5]))


def differences(a: ArrayLike, b: ArrayLike) -> Array:
    """a − b, split by split, or an error that says why no interval can be had from it."""
    d = np.subtract(a, b)
    if d.ndim != 1 or len(d) < 2:
        raise ValueError(f"needs results of two splits or more, `(n,)`, not of shape {d.shape}")
    if not np.isfinite(d).all():
        raise ValueError(f"the difference on split {np.isfinite(d).argmin()} is no finite number")
    return d


def rounded(mean: float, low: float, high: float) -> Difference:
    """A difference without its last digits.

    So no error of rounding lifts an interval off a zero that it touches.
    """
    return Difference(*(round(float(x), 12) for x in (mean, low, high)))


@cache
def student(freedom: int, share: float = 0.95) -> float:
    """The t for which `share` of Student's law lies between −t and t; `freedom` is a whole number.

    With t = √freedom·tan θ the density is cosᵐ θ, m = freedom − 1, whose integral from 0 is
    known, by parts from m − 2; θ is found by halving.

    >>> round(student(9), 4)
    2.2622
    """
    low, high = 0.0, np.pi / 2
    whole = powers_of_cosine(freedom - 1, high)
    while low < (middle := (low + high) / 2) < high:
        below = powers_of_cosine(freedom - 1, middle) < share * whole
        low, high = (middle, high) if below else (low, middle)
    return float(np.sqrt(freedom) * np.tan(low))


def powers_of_cosine(m: int, angle: float) -> float:
    """The integral of cosᵐ from 0 to the angle."""
    total = (angle, np.sin(angle))[m % 2]
    for k in range(2 + m % 2, m + 1, 2):
        total = (np.cos(angle) ** (k - 1) * np.sin(angle) + (k - 1) * total) / k
    return total


def good_range(
    curve: ArrayLike,
    within: float = 0.2,
    floor: float = 0.0,
    alphas: Sequence[float] = ALPHAS,
) -> tuple[float, float]:
    """The smallest and the largest α of the good range: around the best, where little is lost.

    curve: a loss for each α, `(alphas,)`, or `(alphas, seeds)`, of which medians are taken; what
    is not finite counts as infinite. Good is what is at most 1 + `within` times the smallest loss;
    losses below `floor` count as equal to it, for those that are all but zero differ by factors
    that nobody would notice.
    From there the range reaches both ways to where the curve first rises above that, straight
    lines between the points, both axes logarithmic, or to the end of the grid; towards a point
    without a finite loss it ends at the last point that has one. log₁₀(high/low) is its width in
    decades.

    >>> low, high = good_range([8.0, 1.0, 1.1, np.inf], alphas=(0.01, 0.1, 1.0, 10.0))
    >>> round(low, 4), round(high, 4), round(float(np.log10(high / low)), 2)
    (0.0817, 1.0, 1.09)
    """
    curve = np.maximum(np.where(np.isfinite(curve), curve, np.inf), floor)
    curve = np.median(curve, axis=1) if curve.ndim == 2 else curve
    best = int(choose(curve))
    level = (1 + within) * curve[best]
    low, high = (reach(curve, alphas, best, way, level) for way in (-1, 1))
    return low, high


def reach(curve: Array, alphas: Sequence[float], best: int, way: int, level: float) -> float:
    """The α at which the curve, followed from its best point one way, rises above the level."""
    k = best
    while 0 <= k + way < len(curve):
        if curve[k + way] > level:
            with np.errstate(invalid="ignore", divide="ignore"):
                part = np.log(level / curve[k]) / np.log(curve[k + way] / curve[k])
            part = part if np.isfinite(part) else 0.0  # a loss of zero has no logarithm
            return float(alphas[k] * (alphas[k + way] / alphas[k]) ** part)
        k += way
    return float(alphas[k])
