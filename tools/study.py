"""python -m tools.study [ADDRESS]: run the study of chapter 9 and write its two tables.

`descent/experiments/comparison.py` has its protocol. With the address of a Dask scheduler, such as
tcp://127.0.0.1:8786, the runs are made by its workers, else by processes of this machine.

Every finished run is appended to a file under .cache/study at once, so a stopped study goes on
where it was. The file's name carries a digest of all that the results depend on, which are the
`conditions` in `descent/experiments/comparison_worker.py`: when one changes, all runs are made
again. A cluster whose workers differ in one of them is refused.
"""

import hashlib
import json
import platform
import signal
import sys
import time
import warnings
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import product
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from tqdm import tqdm

from descent.experiments import comparison
from descent.experiments.comparison_worker import PACKAGE, OtherConditions, compute, expected
from website import ROOT

DATA = PACKAGE / "data"
JOURNALS = ROOT / ".cache" / "study"
ONE_BY_ONE: dict[str, Any] = {"return_as": "generator_unordered", "batch_size": 1}

Task = tuple[Any, ...]  # the arguments of one run
Result = list[list[float]]  # what it found, a list for each budget
Alphas = dict[tuple[str, str, str, int, int], float]  # by problem, method, rate, budget, seed


def digest() -> str:
    """A short name of the conditions."""
    return hashlib.sha256(json.dumps(expected()).encode()).hexdigest()[:16]


def here(workers: int | None = None) -> joblib.Parallel:
    """Processes of this machine, as many as it has cores, each of one thread.

    They are two at least: joblib would make a single one's runs in this process, which has more
    threads than one.
    """
    with joblib.parallel_config("loky", inner_max_num_threads=1, initializer=ignore_interrupts):
        workers = max(2, workers or joblib.cpu_count())
        # The workers of a study that was killed have nothing to do, and end within a minute or so.
        return joblib.Parallel(workers, idle_worker_timeout=30, **ONE_BY_ONE)


def ignore_interrupts() -> None:
    """Leave Ctrl-C to the parent, which then ends the workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def cluster(address: str) -> AbstractContextManager[joblib.Parallel]:
    """The workers of the Dask cluster whose scheduler has this address, or an end with a reason."""
    try:
        from tools import study_cluster  # here, for it takes a second, and an optional package
    except ModuleNotFoundError:
        install = f"{sys.executable} -m pip install -c constraints.txt distributed"
        raise SystemExit(f"A cluster needs the package distributed:\n  {install}") from None
    return study_cluster.cluster(address)


def finish(
    work: str, tasks: Sequence[Task], journal: Path, label: str, pool: joblib.Parallel
) -> dict[Task, Result]:
    """Compute what the journal does not hold from earlier, and keep it there: {task: result}.

    The tasks are done in a random order, so that what is left takes as long as it seems to.
    """
    results = recall(journal)
    waiting = [task for task in tasks if task not in results]
    waiting = [waiting[k] for k in np.random.default_rng(0).permutation(len(waiting))]
    bar = tqdm(total=len(tasks), initial=len(tasks) - len(waiting), desc=label, unit="run")
    compute_each = joblib.delayed(compute)
    jobs = [compute_each(work, task, expected()) for task in waiting]
    with bar, journal.open("a", encoding="utf8") as lines, ended(pool(jobs)) as found:
        for task, result in found:
            results[task] = result
            lines.write(json.dumps([task, result]) + "\n")
            lines.flush()
            bar.update()
    return {task: results[task] for task in tasks}


@contextmanager
def ended(runs: Any) -> Iterator[Any]:
    """Give up the runs that are left when something stops the study, without joblib's warning."""
    try:
        yield runs
    finally:
        with warnings.catch_warnings(action="ignore"):
            runs.close()


def recall(journal: Path) -> dict[Task, Result]:
    """Read {task: result} from a journal, and cut off a last line that was not finished."""
    journal.parent.mkdir(parents=True, exist_ok=True)
    text = journal.read_text("utf8") if journal.exists() else ""
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        journal.write_text(whole, "utf8")
    return {as_task(task): result for task, result in map(json.loads, whole.splitlines())}


def as_task(parts: Iterable[Any]) -> Task:
    """A task as it was before JSON made lists of its tuples."""
    return tuple(tuple(part) if isinstance(part, list) else part for part in parts)


def all_runs() -> list[Task]:
    """The tasks of the protocol: problem, method, step size and seed."""
    return list(
        product(comparison.PROBLEMS, comparison.METHODS, comparison.ALPHAS, comparison.SEEDS)
    )


def chosen_alphas(results: dict[Task, Result]) -> Alphas:
    """Choose each step size that is judged, by the rule of the protocol."""
    found = {}
    for problem, method, seed in product(comparison.PROBLEMS, comparison.METHODS, comparison.SEEDS):
        column = [results[problem, method, alpha, seed] for alpha in comparison.ALPHAS]
        tuned = comparison.choose(np.array(column)[:, :, 1])
        for budget, k in zip(comparison.BUDGETS, tuned, strict=True):
            found[problem, method, "tuned", budget, seed] = comparison.ALPHAS[k]
            found[problem, method, "default", budget, seed] = comparison.DEFAULTS[method]
    return found


def judging_tasks(chosen: Alphas) -> list[Task]:
    """One run for each step size that was chosen at some budget, as long as it is needed."""
    budgets: dict[Task, set[int]] = {}
    for (problem, method, _, budget, seed), alpha in chosen.items():
        budgets.setdefault((problem, method, alpha, seed), set()).add(budget)
    return [(*key, tuple(sorted(needed))) for key, needed in budgets.items()]


def tables(
    results: dict[Task, Result], chosen: Alphas, judged: dict[Task, dict[int, list[float]]]
) -> dict[str, list[str]]:
    """The two tables, {name: lines}, in the order of the protocol, whichever run came first."""
    words = f"numpy {np.__version__}, Python {platform.python_version()}, {platform.machine()}"
    head = f"# The study of chapter 9, protocol {comparison.PROTOCOL}; made with {words}"
    columns = [f"{part}_{budget}" for budget in comparison.BUDGETS for part in comparison.PARTS]
    runs = [line(*run, *np.ravel(results[run])) for run in all_runs()]
    tests = []
    for key in product(
        comparison.PROBLEMS,
        comparison.METHODS,
        comparison.RATES,
        comparison.BUDGETS,
        comparison.SEEDS,
    ):
        problem, method, _, budget, seed = key
        alpha = chosen[key]
        tests.append(line(*key, alpha, *judged[problem, method, alpha, seed][budget]))
    return {
        "study.csv": [head, line("problem,method,alpha,seed", *columns), *runs],
        "study_test.csv": [head, line("problem,method,rate,budget,seed,alpha,loss,wrong"), *tests],
    }


def line(*cells: str | float) -> str:
    """A line of a table: numbers have four digits."""
    return ",".join(cell if isinstance(cell, str) else f"{cell:.4g}" for cell in cells)


def by_budget(judged: dict[Task, Result]) -> dict[Task, dict[int, list[float]]]:
    """The test results of each run, {(problem, method, alpha, seed): {budget: results}}."""
    return {task[:4]: dict(zip(task[4], found, strict=True)) for task, found in judged.items()}


def write(path: Path, lines: Sequence[str]) -> None:
    """Write a table, and say how many of its rows are others than before."""
    before = set(path.read_text("utf8").splitlines()[2:]) if path.exists() else set()
    changed = sum(row not in before for row in lines[2:])
    path.write_text("\n".join([*lines, ""]), "utf8")
    print(f"{path.name}: {len(lines) - 2} rows, {changed} others than before", flush=True)


def main(address: str | None = None) -> None:
    """Run the study, or what is left of it, and write its tables."""
    started = time.monotonic()
    journals = [JOURNALS / f"{digest()}-{part}.jsonl" for part in ("runs", "tests")]
    try:
        with cluster(address) if address else nullcontext(here()) as pool:
            results = finish("run", all_runs(), journals[0], "training", pool)
            chosen = chosen_alphas(results)
            judged = by_budget(finish("judge", judging_tasks(chosen), journals[1], "judging", pool))
    except (KeyboardInterrupt, BrokenExecutor, CancelledError, OtherConditions) as why:
        words = f"Stopped. {why}".rstrip()
        raise SystemExit(f"\n{words}\nWhat is finished is kept: `make study` goes on.") from None
    for name, lines in tables(results, chosen, judged).items():
        write(DATA / name, lines)
    for journal in JOURNALS.iterdir():
        journal.unlink()  # so that the next time starts afresh
    print(f"The study took {(time.monotonic() - started) / 60:.1f} minutes.", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
