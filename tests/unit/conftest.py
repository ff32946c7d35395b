"""Every test here fails on a warning of NumPy or matplotlib: the library promises none.

Deprecations inside other packages are theirs to mend.
"""

import signal
from pathlib import Path

import pytest
from tqdm import tqdm

from descent.experiments import comparison
from tools import study

HERE = Path(__file__).parent
STRICT = "error::RuntimeWarning", "error::UserWarning", "ignore::DeprecationWarning"


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings(*STRICT))


@pytest.fixture
def bounded():
    """The test fails where it waits without end, for a process that does not answer."""

    def end(*_):
        pytest.fail("not done after two minutes")

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(120)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def small(bounded, monkeypatch, tmp_path):
    """A study of twelve runs that writes to a folder of its own."""
    methods = {name: comparison.METHODS[name] for name in ("SGD", "Adam")}
    monkeypatch.setattr(comparison, "PROBLEMS", {"classifier": comparison.PROBLEMS["classifier"]})
    monkeypatch.setattr(comparison, "METHODS", methods)
    monkeypatch.setattr(comparison, "ALPHAS", (0.01, 0.1, 1.0))
    monkeypatch.setattr(comparison, "SEEDS", (0, 1))
    monkeypatch.setattr(study, "DATA", tmp_path)
    monkeypatch.setattr(study, "JOURNALS", tmp_path / "journals")
    return tmp_path


@pytest.fixture
def bars(monkeypatch):
    """What the study's progress bars began with; `bars.act[n]()` is called after the nth run."""

    class Bars(list):
        act = {}  # noqa: RUF012

    class Bar(tqdm):
        def __init__(self, *args, **settings):
            super().__init__(*args, **settings)
            bars.append((self.desc, self.initial, self.total))

        def update(self, n=1):
            super().update(n)
            bars.act.pop(self.n, bool)()

    bars = Bars()
    monkeypatch.setattr(study, "tqdm", Bar)
    return bars


@pytest.fixture
def make(small):
    """make(address): the tables of a study, {name: text}."""

    def make(address=None):
        study.main(address)
        tables = {path.name: path.read_text("utf8") for path in small.glob("*.csv")}
        for name in tables:
            (small / name).unlink()
        return tables

    return make


@pytest.fixture
def interrupt():
    """interrupt(): Ctrl-C."""

    def interrupt():
        raise KeyboardInterrupt

    return interrupt
