"""Time the book's rules beside the libraries, all in one run, and print the tables as Markdown.

    make bench                                 prints them
    python tests/bench/bench.py FILE           writes them to FILE as well

Rounds go through all contenders in turn, so a machine that slows down slows all of them down. Times
are medians; what matters are the ratios. Peak memory is that of a whole process with this one
contender, imports included. The pages are weighed and timed last, by pages.py.
"""

import json
import os
import platform
import re
import resource
import shutil
import statistics
import subprocess
import sys
import time
from datetime import date
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import contenders
import numpy as np

from website import ROOT, SITE

ROUNDS = 7


def timed(run):
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def available(name):
    library = {"torch": "torch", "PyTorch": "torch", "Keras": "keras", "keras": "keras"}
    package = next((p for word, p in library.items() if name.startswith(word)), "optax")
    return name.startswith("the book") or find_spec(package) is not None


def medians(runs):
    """Seconds of each run, after one that does not count, by rounds through all of them."""
    results = {name: run() for name, run in runs.items()}
    rounds = [{name: timed(run) for name, run in runs.items()} for _ in range(ROUNDS)]
    return {name: statistics.median(r[name] for r in rounds) for name in runs}, results


def peak_memory(case, name):
    """Peak of a process of its own, in MB."""
    command = [sys.executable, __file__, "--memory", case, name]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return json.loads(output.splitlines()[-1])


def measure(case, name):
    """What the process of `peak_memory` does."""
    entries, arguments = contenders.CASES[case]
    entries[name][0](*arguments)()
    status = Path("/proc/self/status")
    if status.exists():  # on Linux, where ru_maxrss would include the parent's peak
        kilobytes = re.search(r"VmHWM:\s+(\d+)", status.read_text())[1]
        print(json.dumps(int(kilobytes) * 1024 / 1e6))
    else:
        print(json.dumps(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6))


def compare(case):
    """One table: a line per contender, ratios to the book's time."""
    entries, arguments = contenders.CASES[case]
    entries = {name: entry for name, entry in entries.items() if available(name)}
    seconds, results = medians({n: make(*arguments) for n, (make, _) in entries.items()})
    own = next(iter(seconds))
    if arguments:  # all walk the same path, so nobody was given an easier one
        for name, path in results.items():
            assert np.allclose(path, results[own], rtol=1e-5, atol=1e-5), name
    yield f"\n## {case}\n"
    yield "| contender | is given | time | ratio to the book | peak memory |"
    yield "| --- | --- | ---: | ---: | ---: |"
    for name, (_, given) in entries.items():
        ratio = "1" if name == own else f"{seconds[name] / seconds[own]:.2f}"
        memory = peak_memory(case, name)
        yield f"| {name} | {given} | {1e3 * seconds[name]:.1f} ms | {ratio} | {memory:.0f} MB |"


def grow(title, unit, sizes, make_book, make_other=None):
    """One table: the time of a step as a size grows."""
    yield f"\n## {title}\n"
    yield f"| {unit} | the book, µs a step | ns per weight |" + (
        " Optax, lax.scan |" * bool(make_other)
    )
    yield "| ---: | ---: | ---: |" + " ---: |" * bool(make_other)
    for size in sizes:
        steps = 20 if size > 1e5 else 100
        runs = {"book": make_book(size, steps)}
        if make_other:
            runs["other"] = make_other(size, steps)
        seconds, _ = medians(runs)
        micro = 1e6 * seconds["book"] / steps
        weights = size * (2 if make_other else 1)
        line = f"| {size:,} | {micro:,.1f} | {1e3 * micro / weights:,.1f} |"
        yield line + (f" {1e6 * seconds['other'] / steps:,.1f} |" if make_other else "")


def tables():
    yield "# Benchmarks\n"
    yield f"Measured on {date.today():%Y-%m-%d} by `make bench`: {machine()}."
    yield f"Medians of {ROUNDS} rounds, contenders in turn; compiling is not counted. A ratio above"
    yield "1 means slower than the book. Peak memory: a process of its own, imports included."
    for case in contenders.CASES:
        yield from compare(case)
    points = np.random.default_rng(0).uniform(-2, 2, (10**6, 2))
    yield from grow(
        "Growth: Adam on Rosenbrock, more and more starts",
        "starts",
        [10**k for k in range(7)],
        lambda n, steps: contenders.book(points[:n], steps),
        (lambda n, steps: contenders.optax_scan(points[:n], steps)) if available("Optax") else None,
    )
    yield from grow(
        "Growth: Adam on a round valley, more and more weights",
        "weights",
        [2, *(10**k for k in range(1, 7))],
        contenders.bowl_steps,
    )
    yield from replies()
    yield from builds()
    import lighthouse  # only here: the processes that measure memory go without
    import pages

    yield from pages.tables()
    yield from lighthouse.tables()


def builds():
    """One table: seconds to build the book from nothing, again, and to test it."""
    build, test = [sys.executable, "-m", "book", "build"], ["make", "--directory", ROOT, "test"]
    for folder in (ROOT / ".cache" / "notebooks", ROOT / ".cache" / "lite", SITE.parent):
        shutil.rmtree(folder, ignore_errors=True)
    yield "\n## make book and make test\n"
    yield "| | seconds | goal |"
    yield "| --- | ---: | ---: |"
    for what, command, goal in [
        ("the book from nothing", build, 180),
        ("the book unchanged", build, 10),
        ("the tests, of the built book", test, 900),
    ]:
        seconds = timed(lambda c=command: subprocess.run(c, check=True, stdout=subprocess.DEVNULL))
        yield f"| {what} | {seconds:.0f} | {goal} |"


def replies():
    """One table: how long a check takes, for the right answer and for the slowest known mistake."""
    from descent.exercises import check  # only here, as below
    from descent.exercises.exercise import exercises
    from descent.exercises.progress import OFF

    os.environ[OFF] = "1"
    yield "\n## A check of an exercise\n"
    yield "| exercise | right answer | slowest known mistake | goal |"
    yield "| --- | ---: | ---: | ---: |"
    for number, exercise in exercises.items():
        answers = [exercise.answer, *(slip.answer for slip in exercise.slips)]
        times = [timed(lambda a=answer, n=number: check(n, a)) for answer in answers]
        mistake = f"{1e3 * max(times[1:]):.1f} ms" if exercise.slips else "–"
        yield f"| {number} | {1e3 * times[0]:.1f} ms | {mistake} | ≤ 200 ms |"


def machine():
    """The processor, its cores, and the versions of what was compared."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    model = next((s.split(":")[1].strip() for s in lines if s.startswith("model name")), "")
    cores = sum(line.startswith("processor") for line in lines) or "unknown number of"
    packages = [p for p in ("numpy", "torch", "keras", "jax", "optax") if find_spec(p)]
    versions = ", ".join(f"{package} {version(package)}" for package in packages)
    cpu = model or platform.processor() or platform.machine()
    return (
        f"{cpu}, {cores} cores, {platform.system()}, Python {platform.python_version()}, {versions}"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--memory"]:
        measure(*sys.argv[2:])
    else:
        text = []
        for line in tables():
            print(line, flush=True)
            text.append(line)
        for name in sys.argv[1:]:
            Path(name).write_text("\n".join(text) + "\n", encoding="utf-8")
