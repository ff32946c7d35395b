"""Every test here fails on a warning of NumPy or matplotlib: the library promises none."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            for kind in ("RuntimeWarning", "UserWarning"):
                item.add_marker(pytest.mark.filterwarnings(f"error::{kind}"))
