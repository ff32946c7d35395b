"""The study of chapter 9: what is stored comes out again and follows the protocol."""

import json
import re

import numpy as np
import pytest
from tqdm import tqdm

from book import study as runner
from descent import study
from descent.network import batches
from descent.optimizers import gd
from descent.paths import descend
from descent.study import Difference, choose, difference, good_range, load_study

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


def test_the_bootstrap_of_two_splits_is_the_whole_range():
    """Means of two draws from {0, 1} are 0, ½, 1 with odds 1:2:1, so 2.5 % is 0 and 97.5 % is 1."""
    assert difference([0.0, 3.0], [0.0, 2.0]) == Difference(0.5, 0.0, 1.0)


def test_the_bootstrap_of_many_splits_is_that_of_the_normal_law():
    d = np.random.default_rng(1).normal(0.3, 2.0, size=400)
    found, half = difference(d, np.zeros(400)), 1.96 * d.std() / 20
    assert np.isclose(found.mean, d.mean())
    assert np.allclose([found.low, found.high], [d.mean() - half, d.mean() + half], atol=0.1 * half)
    wide = difference(d, np.zeros(400), overlap=1 / 3)
    stretch = np.sqrt(1 + 400 / 3)
    assert np.isclose(wide.high - wide.mean, stretch * (found.high - found.mean))
    assert np.isclose(wide.mean - wide.low, stretch * (found.mean - found.low))


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


@pytest.fixture
def small(monkeypatch, tmp_path):
    """A study of twelve runs that writes to a folder of its own."""
    monkeypatch.setattr(study, "PROBLEMS", {"classifier": study.PROBLEMS["classifier"]})
    monkeypatch.setattr(study, "METHODS", {name: study.METHODS[name] for name in ("SGD", "Adam")})
    monkeypatch.setattr(study, "ALPHAS", (0.01, 0.1, 1.0))
    monkeypatch.setattr(study, "SEEDS", (0, 1))
    monkeypatch.setattr(runner, "DATA", tmp_path)
    monkeypatch.setattr(runner, "JOURNALS", tmp_path / "journals")
    return tmp_path


class Bar(tqdm):
    """A progress bar at which someone presses Ctrl-C, if asked to, and that remembers itself."""

    last, stop_after = [], None

    def __init__(self, *args, **settings):
        super().__init__(*args, **settings)
        Bar.last.append((self.desc, self.initial, self.total))

    def update(self, n=1):
        super().update(n)
        if self.n == Bar.stop_after:
            raise KeyboardInterrupt


def test_a_stopped_study_goes_on_and_ends_as_if_never_stopped(small, monkeypatch, capsys):
    monkeypatch.setattr(runner, "tqdm", Bar)
    monkeypatch.setattr(Bar, "last", [])
    runner.main()
    tables = {path.name: path.read_text("utf8") for path in small.glob("*.csv")}
    assert [len(tables[name].splitlines()) - 2 for name in sorted(tables)] == [12, 40]
    assert not list(small.glob("journals/*"))
    for path in small.glob("*.csv"):
        path.unlink()

    monkeypatch.setattr(Bar, "stop_after", 5)
    with pytest.raises(SystemExit, match="Stopped"):
        runner.main()
    assert not list(small.glob("*.csv"))
    (journal,) = small.glob("journals/*")
    with journal.open("a", encoding="utf8") as lines:
        lines.write('[["classifier", "SGD", 0.01')  # a line that a power cut left unfinished
    monkeypatch.setattr(Bar, "stop_after", None)
    runner.main()
    assert Bar.last[-2] == ("training", 5, 12)
    assert tables == {path.name: path.read_text("utf8") for path in small.glob("*.csv")}
    assert "study.csv: 12 rows" in capsys.readouterr().out


def test_a_line_that_was_not_finished_is_cut_off_the_journal(tmp_path):
    journal = tmp_path / "journal"
    journal.write_text('[["digits", "SGD", 0.1, 3, [1, 3]], [[NaN, 2.5]]]\n[["digits", "S', "utf8")
    found = runner.recall(journal)
    assert list(found) == [("digits", "SGD", 0.1, 3, (1, 3))]
    assert np.isnan(found[next(iter(found))][0][0])
    assert journal.read_text("utf8").endswith("]]]\n")
    assert runner.recall(tmp_path / "none yet") == {}


def test_the_runner_chooses_on_validation_rows_for_each_split_and_budget(small):
    """Made-up losses: of training lowest at α = 1, of validation where seed and budget have it."""
    results, expected = {}, {}
    for _, method, alpha, seed in runner.all_runs():
        best = [study.ALPHAS[(k + seed) % 3] for k in range(len(study.BUDGETS))]
        losses = [[1 - alpha / 2, 0.4 if alpha == a else 0.5 + alpha] for a in best]
        results["classifier", method, alpha, seed] = losses
        for budget, a in zip(study.BUDGETS, best, strict=True):
            expected["classifier", method, "tuned", budget, seed] = a
            expected["classifier", method, "default", budget, seed] = study.DEFAULTS[method]
    chosen = runner.chosen_alphas(results)
    assert chosen == expected
    tasks = runner.judging_tasks(chosen)
    assert ("classifier", "Adam", 0.01, 0, (1, 30)) in tasks
    assert ("classifier", "Adam", 0.001, 0, study.BUDGETS) in tasks
    assert ("classifier", "SGD", 0.01, 1, study.BUDGETS) in tasks  # both chosen and the default


def test_results_do_not_depend_on_the_order_of_the_runs(tmp_path):
    tasks = [("classifier", "Adam", alpha, seed, (1, 3)) for alpha in (0.1, 1.0) for seed in (0, 1)]
    one = runner.finish("run", tasks, tmp_path / "one", "", workers=1)
    two = runner.finish("run", tasks[::-1], tmp_path / "two", "", workers=2)
    assert one == two
    assert [json.loads(line)[0][:2] for line in (tmp_path / "one").open()] == [
        ["classifier", "Adam"]
    ] * 4


def test_the_digest_leaves_out_nothing_that_a_run_imports():
    for name in runner.LIBRARY:
        if name.endswith(".py"):
            text = (runner.PACKAGE / name).read_text("utf8")
            for module in re.findall(r"^\s*from descent\.(\w+) import", text, re.MULTILINE):
                assert {f"{module}.py", f"{module}/__init__.py"} & set(runner.LIBRARY)


def test_the_name_of_the_journal_follows_the_code_and_every_part_of_it_counts(
    monkeypatch, tmp_path
):
    before = runner.digest()
    (tmp_path / "data").mkdir()
    for name in runner.LIBRARY:
        (tmp_path / name).write_bytes((runner.PACKAGE / name).read_bytes())
    monkeypatch.setattr(runner, "PACKAGE", tmp_path)
    assert runner.digest() == before
    for name in runner.LIBRARY:
        whole = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(whole + b"\n")
        assert runner.digest() != before
        (tmp_path / name).write_bytes(whole)
