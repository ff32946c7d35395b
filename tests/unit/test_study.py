"""`make study`: stopped or not, in whatever order, the tables are the same."""

import json
import re

import joblib
import numpy as np
import psutil
import pytest
from threadpoolctl import threadpool_info

from descent.experiments import comparison as study
from descent.experiments import comparison_worker as worker
from tools import study as runner


@pytest.mark.slow
def test_a_stopped_study_goes_on_and_ends_as_if_never_stopped(small, make, bars, interrupt, capsys):
    tables = make()
    assert [len(tables[name].splitlines()) - 2 for name in sorted(tables)] == [12, 40]
    assert not list(small.glob("journals/*"))

    bars.act[5] = interrupt
    with pytest.raises(SystemExit, match="Stopped"):
        make()
    assert not list(small.glob("*.csv"))
    (journal,) = small.glob("journals/*")
    with journal.open("a", encoding="utf8") as lines:
        lines.write('[["classifier", "SGD", 0.01')  # a line that a power cut left unfinished
    assert make() == tables
    assert bars[-2] == ("training", 5, 12)
    assert "study.csv: 12 rows" in capsys.readouterr().out


@pytest.mark.slow
def test_a_study_goes_on_that_lost_a_process(small, make, bars):
    def kill():
        children = psutil.Process().children()
        next(one for one in children if "LokyProcess-" in " ".join(one.cmdline())).kill()

    bars.act[3] = kill
    with pytest.raises(SystemExit, match=r"(?s)SIGKILL.*kept"):
        make()
    assert make() == make()
    label, kept, _ = bars[1]
    assert label == "training"
    assert kept >= 3


def threads():
    return [pool["num_threads"] for pool in threadpool_info()]


def test_a_process_has_one_thread_whatever_its_parent_has(monkeypatch):
    for name in worker.ONE_THREAD:
        monkeypatch.setenv(name, "2")
    (found,) = runner.here(2)([joblib.delayed(threads)()])
    assert found
    assert set(found) == {1}


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
    assert (
        "classifier",
        "SGD",
        0.01,
        1,
        study.BUDGETS,
    ) in tasks  # both chosen and the default


def test_results_do_not_depend_on_the_order_of_the_runs(tmp_path):
    tasks = [("classifier", "Adam", alpha, seed, (1, 3)) for alpha in (0.1, 1.0) for seed in (0, 1)]
    one = runner.finish("run", tasks, tmp_path / "one", "", runner.here(2))
    two = runner.finish("run", tasks[::-1], tmp_path / "two", "", runner.here(3))
    assert one == two
    assert [json.loads(line)[0][:2] for line in (tmp_path / "one").open()] == [
        ["classifier", "Adam"]
    ] * 4


def test_the_digest_leaves_out_nothing_that_a_run_imports():
    for name in worker.FILES:
        if name.endswith(".py"):
            text = (worker.PACKAGE / name).read_text("utf8")
            for module in re.findall(r"^\s*from descent\.([\w.]+) import", text, re.MULTILINE):
                path = module.replace(".", "/")
                assert {f"{path}.py", f"{path}/__init__.py"} & set(worker.FILES)


def test_the_librarys_digest_follows_every_file_of_it(tmp_path):
    for name in worker.FILES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((worker.PACKAGE / name).read_bytes())
    assert worker.digest(tmp_path) == worker.LIBRARY
    for name in worker.FILES:
        whole = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(whole + b"\n")
        assert worker.digest(tmp_path) != worker.LIBRARY
        (tmp_path / name).write_bytes(whole)


@pytest.mark.parametrize("name", ["library", "NumPy", "Python", "machine"])
def test_the_name_of_the_journal_follows_the_conditions(name, monkeypatch):
    before, other = runner.digest(), worker.conditions() | {name: "another"}
    monkeypatch.setattr(worker, "conditions", lambda: other)
    assert runner.digest() != before


def test_a_run_under_other_conditions_is_refused():
    task = ("classifier", "SGD", 0.1, 0, (1,))
    here = worker.conditions()
    assert worker.compute("run", task, here)[0] == task
    with pytest.raises(worker.OtherConditions, match=r"NumPy: 1\.26 here, 2"):
        worker.compute("run", task, here | {"NumPy": "1.26"})
