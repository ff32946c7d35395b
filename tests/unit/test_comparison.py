"""The study of chapter 9: what is stored comes out again and follows the protocol."""

import numpy as np
import pytest
from scipy import stats

from descent.experiments import comparison as study
from descent.experiments.comparison import (
    OVERLAP,
    Difference,
    bootstrap,
    choose,
    difference,
    good_range,
    load_study,
    student,
)
from descent.network import batches
from descent.optimizers import gd
from descent.paths import descend
from tools import study as runner

# Calm runs: a start that differs in the ninth digit moves their losses no more than that. At large
# step sizes roundings grow until no digit is left, so other processors get other losses there.
CALM = [
    ("classifier", "full batch", 3.16, 1),
    ("classifier", "AdamW", 0.0316, 4),
    ("network", "SGD", 0.1, 2),
    ("network", "Adam", 0.00316, 7),
    ("digits", "momentum", 0.001, 5),
    ("digits", "RMSProp", 0.0001, 8),
]
DIVERGING = ("network", "SGD", 31.6, 0)  # large after 1, 3 and 10 epochs, then no number
JUDGED = [
    ("classifier", "full batch", "tuned", 3, 4),
    ("classifier", "momentum", "default", 30, 3),
    ("network", "Adam", "default", 100, 2),
    ("digits", "SGD", "default", 30, 6),
    ("digits", "RMSProp", "tuned", 3, 8),
]


def stored(problem, method, alpha, seed):
    """The row of the table, `(budgets, 2)`."""
    row = list(study.METHODS).index(method), study.ALPHAS.index(alpha), seed
    return load_study().table[problem][row]


@pytest.mark.parametrize("cell", CALM, ids=lambda cell: "-".join(map(str, cell)))
def test_a_calm_run_comes_out_as_it_is_stored(cell):
    assert np.allclose(study.run(*cell), stored(*cell), rtol=2e-3, atol=0)


def test_a_diverging_run_diverges_as_it_is_stored():
    found, expected = study.run(*DIVERGING), stored(*DIVERGING)
    assert np.array_equal(np.isfinite(found), np.isfinite(expected))
    assert np.isfinite(found).tolist() == [[True, True]] * 3 + [[False, False]] * 2
    assert np.allclose(np.log(found[:3]), np.log(expected[:3]), rtol=1e-3)


def test_the_table_has_every_run_once_and_four_digits():
    made_with, rows = study.read("study.csv")
    assert f"protocol {study.PROTOCOL};" in made_with
    assert "numpy" in made_with
    assert "Python" in made_with
    runs = [(row["problem"], row["method"], float(row["alpha"]), int(row["seed"])) for row in rows]
    assert runs == runner.all_runs()
    for row in rows:
        for text in list(row.values())[2:]:
            assert text == f"{float(text):.4g}"


def test_step_sizes_were_chosen_on_validation_rows_and_nothing_else():
    _, rows = study.read("study_test.csv")
    runs = study.read("study.csv")[1]
    assert len(rows) == 3 * 6 * 2 * 10 * 5
    of = {}
    for run in runs:
        of.setdefault((run["problem"], run["method"], run["seed"]), []).append(run)
    for row in rows:
        if row["rate"] == "default":
            assert float(row["alpha"]) == study.DEFAULTS[row["method"]]
            continue
        same = of[row["problem"], row["method"], row["seed"]]
        scores = [(float(run[f"validation_{row['budget']}"]), float(run["alpha"])) for run in same]
        assert float(row["alpha"]) == min(s for s in scores if np.isfinite(s[0]))[1]


@pytest.mark.parametrize("cell", JUDGED, ids=lambda cell: "-".join(map(str, cell)))
def test_a_judgment_comes_out_as_it_is_stored(cell):
    problem, method, rate, budget, seed = cell
    results = {
        what: load_study().test(problem, method, budget, what, rate) for what in study.JUDGED
    }
    (loss, wrong), *_ = study.judge(problem, method, results["alpha"][seed], seed, (budget,))
    assert np.isclose(loss, results["loss"][seed], rtol=2e-3)
    rows = len(study.parts(problem, seed)[2][1])
    assert abs(wrong - rows * results["error"][seed]) < 1.1  # an even chance may fall either way


def test_every_judgment_is_of_weights_that_answer():
    for results in load_study().tests.values():
        assert np.isfinite(results).all()
        assert ((results[..., 2] >= 0) & (results[..., 2] <= 1)).all()


def test_losses_and_results_are_asked_for_by_name():
    loaded = load_study()
    losses = loaded.losses("digits", "Adam", 30)
    assert losses.shape == (12, 10)
    assert losses[2, 4] == stored("digits", "Adam", 0.001, 4)[3, 1]
    assert (
        loaded.losses("digits", "Adam", 30, "training")[2, 4]
        == stored("digits", "Adam", 0.001, 4)[3, 0]
    )
    chosen = loaded.test("network", "SGD", 10, "alpha")
    assert chosen.tolist() == [study.ALPHAS[k] for k in choose(loaded.losses("network", "SGD", 10))]
    assert loaded.test("network", "SGD", 10, "alpha", "default").tolist() == [0.01] * 10
    with pytest.raises(ValueError, match="'sgd' is not one of full batch, SGD"):
        loaded.losses("network", "sgd", 10)
    with pytest.raises(ValueError, match="50 is not one of 1, 3, 10, 30, 100"):
        loaded.test("network", "SGD", 50)


def test_an_epoch_is_one_step_of_the_full_batch_and_eleven_of_32_rows():
    (X, y), net = study.parts("network", 3)[0], study.PROBLEMS["network"][1]
    path = descend(gd(0.1), lambda w: net.grad(w, X, y), net.init(3), 3)
    found = study.weights("network", "full batch", 0.1, 3, (1, 3))
    assert np.allclose(found, path[[1, 3]], rtol=1e-12)
    w, order = net.init(3), batches(len(X), 32, 3)
    for _ in range(11):
        rows = next(order)
        w = w - 0.1 * net.grad(w, X[rows], y[rows])
    assert np.allclose(study.weights("network", "SGD", 0.1, 3, (1,))[0], w, rtol=1e-12)


def test_wrong_answers_are_counted_on_test_rows():
    for problem, method in (("network", "Adam"), ("digits", "SGD")):
        X, y = study.parts(problem, 0)[2]
        net = study.PROBLEMS[problem][1]
        (w,) = study.weights(problem, method, 0.01, 0, (3,))
        p = net.predict(w, X)
        wrong = sum((p[k] > 0.5 if p.ndim == 1 else np.argmax(p[k])) != y[k] for k in range(len(y)))
        loss, counted = study.judge(problem, method, 0.01, 0, (3,))[0]
        assert loss == net.value(w, X, y)
        assert counted == wrong > 0
    lost = study.judge(*DIVERGING, budgets=(30,))
    assert np.isnan(lost[0, 1])


def test_a_run_that_diverged_is_never_chosen_and_of_equals_the_smallest_step():
    assert choose([np.nan, 3.0, np.inf]) == 1
    assert choose([5.0, 2.0, 2.0]) == 1
    assert choose([[1.0, np.nan], [np.nan, 7.0]]).tolist() == [0, 1]
    with pytest.raises(ValueError, match="no finite loss"):
        choose([[1.0, np.nan], [1.0, np.inf]])


@pytest.mark.parametrize("freedom", [1, 2, 3, 9, 10, 29, 399])
def test_quantiles_of_student_are_those_of_scipy(freedom):
    for share in (0.5, 0.95, 0.999):
        expected = stats.t.ppf((1 + share) / 2, freedom)
        assert np.isclose(student(freedom, share), expected, rtol=1e-12)


@pytest.mark.parametrize("n", [2, 3, 10, 37])
def test_the_interval_is_that_of_student_as_scipy_has_it(n):
    a, b = np.random.default_rng(n).normal(0.3, 2.0, size=(2, n))
    low, high = stats.ttest_rel(a, b).confidence_interval(0.95)
    assert np.allclose(difference(a, b), ((a - b).mean(), low, high), rtol=1e-9)
    wide = stats.sem(a - b) * np.sqrt(1 + n / 3)  # by Nadeau and Bengio, 60 to 20 rows
    expected = stats.t.interval(0.95, n - 1, (a - b).mean(), wide)
    assert np.allclose(difference(a, b, overlap=1 / 3)[1:], expected, rtol=1e-9)


@pytest.mark.slow
def test_of_ten_normal_differences_student_holds_the_truth_as_often_as_it_says():
    """And the bootstrap does not: twice as many of its intervals miss."""
    rng = np.random.default_rng(0)
    samples, nothing = rng.normal(1, 3, size=(4000, 10)), np.zeros(10)
    t, drawn = (
        np.mean([low <= 1 <= high for _, low, high in found])
        for found in (
            (difference(d, nothing) for d in samples),
            (bootstrap(d, nothing, resamples=1000) for d in samples),
        )
    )
    assert abs(t - 0.95) < 0.011  # three standard errors
    assert 0.88 < drawn < 0.91


def test_the_bootstrap_of_two_splits_is_the_whole_range():
    """Means of two draws from {0, 1} are 0, ½, 1 with odds 1:2:1, so 2.5 % is 0 and 97.5 % is 1."""
    assert bootstrap([0.0, 3.0], [0.0, 2.0]) == Difference(0.5, 0.0, 1.0)


def test_the_bootstrap_of_many_splits_is_that_of_the_normal_law():
    d = np.random.default_rng(1).normal(0.3, 2.0, size=400)
    found, half = bootstrap(d, np.zeros(400)), 1.96 * d.std() / 20
    assert np.isclose(found.mean, d.mean())
    assert np.allclose([found.low, found.high], [d.mean() - half, d.mean() + half], atol=0.1 * half)


def test_what_has_no_interval_is_refused():
    with pytest.raises(ValueError, match=r"two splits or more.*shape \(1,\)"):
        difference([1.0], [2.0])
    with pytest.raises(ValueError, match=r"shape \(2, 2\)"):
        bootstrap(np.ones((2, 2)), np.zeros((2, 2)))
    with pytest.raises(ValueError, match="on split 1 is no finite number"):
        difference([1.0, np.inf, 2.0], [1.0, 2.0, np.nan])


def test_which_differences_of_the_study_are_no_ties():
    """At first, in the training loss; tuned, in the test error; and between default and tuned."""
    loaded = load_study()

    def at_first(problem, method, budget):
        tables = (loaded.losses(problem, m, budget, "training") for m in (method, "SGD"))
        lowest = (np.where(np.isfinite(table), table, np.inf).min(axis=0) for table in tables)
        return difference(*map(np.log, lowest), overlap=OVERLAP)

    def tuned(problem, method, other, budget):
        tables = (loaded.test(problem, m, budget) for m in (method, other))
        return difference(*tables, overlap=OVERLAP)

    def by_default(problem, method, budget):
        tables = (loaded.test(problem, method, budget, rate=r) for r in ("default", "tuned"))
        return difference(*tables, overlap=OVERLAP)

    stars = {
        (problem, method, budget)
        for problem in study.PROBLEMS
        for method in ("momentum", "RMSProp", "Adam")
        for budget in (1, 3, 10)
        if not at_first(problem, method, budget).tie
    }
    assert stars == {
        ("classifier", "momentum", 3),
        ("network", "momentum", 10),
        ("network", "Adam", 10),
        ("digits", "RMSProp", 1),
        ("digits", "RMSProp", 10),
    }
    rivals = [name for name in study.METHODS if name != "AdamW"]  # whose rows are Adam's
    worse = {
        (problem, method, budget)
        for problem in study.PROBLEMS
        for budget in study.BUDGETS
        for method in rivals
        if tuned(
            problem,
            method,
            min(rivals, key=lambda m: loaded.test(problem, m, budget).mean()),
            budget,
        ).low
        > 0
    }
    assert worse == {("digits", "full batch", budget) for budget in (1, 3, 10)}
    slow = {
        (problem, method, budget)
        for problem in study.PROBLEMS
        for method in ("SGD", "momentum", "Adam")
        for budget in (3, 30, 100)
        if not by_default(problem, method, budget).tie
    }
    assert slow == {
        ("digits", "SGD", 3),
        ("digits", "momentum", 3),
        ("digits", "Adam", 3),
        ("digits", "SGD", 30),
    }


def test_the_good_ranges_of_adam_and_of_momentum_are_a_tie_everywhere():
    """Split by split, in decades; the medians alone would have momentum ahead by up to 0.7."""

    def widths(problem, method, budget):
        curves = load_study().losses(problem, method, budget).T
        return [np.log10(np.divide(*good_range(curve)[::-1])) for curve in curves]

    found = [
        difference(*(widths(problem, m, budget) for m in ("momentum", "Adam")), overlap=OVERLAP)
        for problem in study.PROBLEMS
        for budget in (3, 30, 100)
    ]
    assert all(one.tie for one in found)
    assert not any(one.mean < 0 for one in found)
    decayed = difference(*(widths("digits", m, 100) for m in ("AdamW", "Adam")), overlap=OVERLAP)
    assert decayed.tie


def test_adamw_is_no_sixth_method_on_the_tumors():
    """At its default decay; on the digits the decay has acted after 100 epochs."""
    loaded = load_study()
    equal = {
        (problem, budget): np.sum(
            loaded.test(problem, "Adam", budget) == loaded.test(problem, "AdamW", budget)
        )
        for problem in study.PROBLEMS
        for budget in study.BUDGETS
    }
    assert min(n for (problem, _), n in equal.items() if problem != "digits") == 7
    assert equal["digits", 100] == 3


def test_pairing_is_by_split_and_zero_inside_is_a_tie():
    hard = np.array([0.1, 0.5, 0.9, 0.3, 0.7])
    assert difference(hard + 0.01, hard).low == pytest.approx(0.01)
    assert not difference(hard + 0.01, hard).tie
    assert not difference(hard, hard + 0.01).tie
    assert difference(hard, hard[::-1]).tie
    assert difference(hard, hard).tie
    wrong, more = np.array([13, 8, 11, 4, 6]), [-1, 1, 2, 2, 1]  # of 359 rows: touches zero
    assert difference((wrong + more) / 359, wrong / 359).tie


def test_the_good_range_of_a_made_up_valley():
    """The loss doubles per decade away from α = 0.01: 20 % more is log₂ 1.2 decades away."""
    alphas = study.ALPHAS
    curve = 0.3 * 2 ** np.abs(np.log10(alphas) + 2)
    low, high = good_range(curve)
    assert np.isclose(np.log10(high / low), 2 * np.log2(1.2), rtol=0.01)
    assert np.isclose(np.log10(good_range(curve, within=1.0)[1]), -1, atol=0.01)
    seeds = curve[:, None] * np.array([0.5, 1.0, 1.0, 1.0, 50.0])
    assert np.allclose(good_range(seeds), (low, high))


def test_the_good_range_ends_where_runs_diverge_and_at_the_end_of_the_grid():
    alphas = (0.01, 0.1, 1.0, 10.0, 100.0)
    assert good_range([1.0, 1.1, 1.0, np.nan, 1.0], alphas=alphas) == (0.01, 1.0)
    assert good_range([np.inf, np.inf, 3.0, 3.3, 3.1], alphas=alphas) == (1.0, 100.0)
    assert good_range([5.0, 0.0, 0.0, 5.0, 5.0], alphas=alphas) == (0.1, 1.0)
    tiny = [1e-3, 1e-7, 1e-5, 1.0, 1.0]
    assert good_range(tiny, alphas=alphas)[1] < 0.11
    assert good_range(tiny, within=0.0, floor=1e-3, alphas=alphas) == (0.01, 1.0)
