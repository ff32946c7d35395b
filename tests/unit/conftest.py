"""Every test here fails on a warning of NumPy or matplotlib: the library promises none.

Deprecations inside other packages are theirs to mend.
"""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
STRICT = "error::RuntimeWarning", "error::UserWarning", "ignore::DeprecationWarning"


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings(*STRICT))
