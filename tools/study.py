"""python -m tools.study: run the study of chapter 9 and write its two tables.

`descent/experiments/comparison.py` has its protocol.

Every finished run is appended to a file under .cache/study at once, so a stopped study goes on
where it was. The file's name carries a digest of the protocol and the code below it: when either
changes, all runs are made again.
"""

import hashlib
import json
import os
import platform
import signal
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

import descent
from descent.experiments import comparison
from website import ROOT

PACKAGE = Path(descent.__file__).parent
DATA = PACKAGE / "data"
JOURNALS = ROOT / ".cache" / "study"

Task = tuple[Any, ...]  # the arguments of one run
Result = list[list[float]]  # what it found, a list for each budget
Alphas = dict[tuple[str, str, str, int, int], float]  # by problem, method, rate, budget, seed

LIBRARY = (
    "activations.py",
    "checks.py",
    "data/__init__.py",
    "data/digits.csv",
    "data/tumors.csv",
    "network.py",
    "optimizers.py",
    "paths.py",
    "experiments/comparison.py",
    "surfaces.py",
    "training.py",
    "types.py",
)
# One thread per process: several would share the cores, and might add in another order.
ONE_THREAD = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


def digest() -> str:
    """A digest of what the results depend on: the code, the data, and the version of NumPy."""
    found = hashlib.sha256(f"{np.__version__} {platform.machine()}".encode())
    for name in LIBRARY:
        found.update((PACKAGE / name).read_bytes())
    return found.hexdigest()[:16]


def compute(work: str, task: Task) -> Result:
    """What `work` of descent.experiments.comparison finds, with four digits, as lists."""
    return [[float(f"{x:.4g}") for x in row] for row in getattr(comparison, work)(*task).tolist()]


def finish(
    work: str, tasks: Sequence[Task], journal: Path, label: str, workers: int | None = None
) -> dict[Task, Result]:
    """Compute what the journal does not hold from earlier, and keep it there: {task: result}.

    The tasks are done in a random order, so that what is left takes as long as it seems to.
    """
    results = recall(journal)
    waiting = [task for task in tasks if task not in results]
    waiting = [waiting[k] for k in np.random.default_rng(0).permutation(len(waiting))]
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))  # before the workers load NumPy
    pool = ProcessPoolExecutor(workers or os.cpu_count(), get_context("spawn"), ignore_interrupts)
    bar = tqdm(total=len(tasks), initial=len(tasks) - len(waiting), desc=label, unit="run")
    try:
        with bar, journal.open("a", encoding="utf8") as lines:
            jobs = {pool.submit(compute, work, task): task for task in waiting}
            for job in as_completed(jobs):
                results[jobs[job]] = job.result()
                lines.write(json.dumps([jobs[job], job.result()]) + "\n")
                lines.flush()
                bar.update()
    finally:
        pool.shutdown(cancel_futures=True)
    return {task: results[task] for task in tasks}


def ignore_interrupts() -> None:
    """Leave Ctrl-C to the parent, which then sends no more runs and waits for those under way."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


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


def main() -> None:
    """Run the study, or what is left of it, and write its tables."""
    started = time.monotonic()
    journals = [JOURNALS / f"{digest()}-{part}.jsonl" for part in ("runs", "tests")]
    try:
        results = finish("run", all_runs(), journals[0], "training")
        chosen = chosen_alphas(results)
        judged = by_budget(finish("judge", judging_tasks(chosen), journals[1], "judging"))
    except KeyboardInterrupt:
        raise SystemExit("\nStopped. What is finished is kept: `make study` goes on.") from None
    for name, lines in tables(results, chosen, judged).items():
        write(DATA / name, lines)
    for journal in JOURNALS.iterdir():
        journal.unlink()  # so that the next time starts afresh
    print(f"The study took {(time.monotonic() - started) / 60:.1f} minutes.", flush=True)


if __name__ == "__main__":
    main()
