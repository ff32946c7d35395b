"""python -m tools.pyright: check the types of the library, the site's code and the tools.

`[tool.pyright]` in pyproject.toml says which files.
"""

import sys

from tools.javascript import run


def main() -> int:
    """Check, and return 0 if pyright has nothing to complain of."""
    return 0 if run("pyright/index.js", "--pythonpath", sys.executable) else 1


if __name__ == "__main__":
    sys.exit(main())
