"""python -m tools.javascript [--fix]: check style and types of scripts and style sheets, or repair.

Biome looks after style, as biome.jsonc says, and TypeScript after types, as tsconfig.json says.
"""

import subprocess
import sys

from website import ROOT
from website.npm import NODE, packages


def run(program, *options):
    """Whether a program of npm's found nothing to complain of in the book's folder."""
    return subprocess.run([NODE, packages(dev=True) / program, *options], cwd=ROOT).returncode == 0


def main(fix=False):
    clean = run("@biomejs/biome/bin/biome", "check", "--error-on-warnings", *["--write"] * fix)
    types = str(packages(dev=True) / "@types")
    right = run("typescript/bin/tsc", "--project", ".", "--typeRoots", types)
    return 0 if clean and right else 1


if __name__ == "__main__":
    sys.exit(main(fix="--fix" in sys.argv[1:]))
