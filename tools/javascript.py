"""python -m tools.javascript [--fix]: check style and types of scripts and style sheets, or repair.

Biome looks after style, as biome.jsonc says, and TypeScript after types, as tsconfig.json says.
"""

import subprocess
import sys

from website import ROOT
from website.npm import NODE, packages


def run(program: str, *options: str) -> bool:
    """Run a program of npm's in the book's folder; whether it found nothing to complain of."""
    return subprocess.run([NODE, packages(dev=True) / program, *options], cwd=ROOT).returncode == 0


def main(fix: bool = False) -> int:
    """Check or repair, and return 0 if nothing is left to complain of."""
    clean = run("@biomejs/biome/bin/biome", "check", "--error-on-warnings", *["--write"] * fix)
    types = str(packages(dev=True) / "@types")
    right = run("typescript/bin/tsc", "--project", ".", "--typeRoots", types)
    return 0 if clean and right else 1


if __name__ == "__main__":
    sys.exit(main(fix="--fix" in sys.argv[1:]))
