"""For all tests: nbval's cells, and no trace of a reader's progress.

Committed notebooks carry no execution counts, and nbval compares only cells that have one.
"""

import os

from website.execute import ONE_THREAD

os.environ["DESCENT_NO_PROGRESS"] = "1"
os.environ |= ONE_THREAD  # kernels run side by side here, as they do when the book is built


def pytest_itemcollected(item):
    cell = getattr(item, "cell", None)  # only nbval's items have one
    if cell is not None:
        cell.execution_count = 1


def pytest_xdist_auto_num_workers(config):
    """One more than there are cores: with a browser, half the time is waiting."""
    return (os.cpu_count() or 1) + 1
