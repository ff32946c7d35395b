"""What each process that works for `make study` does, on this machine or elsewhere in a cluster.

It is part of the library, for that is all a worker has of the book. `conditions` lists what the
digits of a result depend on. Processes that agree in it find the same numbers to the bit, if their
processors are of one type; another type may add numbers in another order, and round differently.
"""

import hashlib
import os
import platform
from pathlib import Path

import numpy as np

import descent
from descent.experiments.comparison import judge, run

PACKAGE = Path(descent.__file__).parent
FILES = (
    "activations.py",
    "checks.py",
    "data/__init__.py",
    "data/digits.csv",
    "data/tumors.csv",
    "network.py",
    "optimizers.py",
    "paths.py",
    "experiments/comparison.py",
    "experiments/comparison_worker.py",
    "surfaces.py",
    "training.py",
    "types.py",
)
# One thread per process: several would share the cores, and might add in another order.
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
if platform.system() == "Darwin":
    ONE_THREAD += ("VECLIB_MAXIMUM_THREADS",)


def digest(package: Path) -> str:
    """A short name of the code and data in this copy of the library that the study uses."""
    found = hashlib.sha256()
    for name in FILES:
        found.update((package / name).read_bytes())
    return found.hexdigest()[:16]


# Taken on import, for that is the code that runs: a file may change under a running worker.
LIBRARY = digest(PACKAGE)


def conditions() -> dict[str, str]:
    """What the digits of a result depend on in this process, by name."""
    return {
        "library": LIBRARY,
        "NumPy": np.__version__,
        "Python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        **{name: os.environ.get(name, "not set") for name in ONE_THREAD},
    }


def expected() -> dict[str, str]:
    """The conditions in each process that works for this one, which may have more threads."""
    return conditions() | dict.fromkeys(ONE_THREAD, "1")


def differences(wanted: dict[str, str], found: dict[str, str]) -> str:
    """Every condition in which two processes differ, in words; empty if there is none."""
    return "\n".join(
        f"  {name}: {value} here, {found.get(name)} there"
        for name, value in wanted.items()
        if found.get(name) != value
    )


class OtherConditions(RuntimeError):
    """A process may find other digits than the rest of the study."""


def compute(work: str, task: tuple, wanted: dict[str, str]) -> tuple:
    """The task, and what `comparison.run` or `comparison.judge` finds, with four digits, as lists.

    Raises OtherConditions where the conditions are not those wanted: a cluster may get new
    workers while a study is under way.
    """
    if words := differences(wanted, conditions()):
        raise OtherConditions(f"A worker on {platform.node()} may find other digits:\n{words}")
    found = {"run": run, "judge": judge}[work](*task).tolist()
    return task, [[float(f"{x:.4g}") for x in row] for row in found]
