"""Scripts and style sheets: what neither Biome nor TypeScript looks at."""

import re

import pytest

from website import ROOT
from website.digest import files

SCRIPTS = [
    path
    for path in files("code/descent/figures", "tests", "website")
    if path.suffix in {".css", ".js", ".mjs", ".ts"}
]
WIDTH = 100
# A rule that is switched off for a line says in words why.
SUPPRESSED = re.compile(r"@ts-(?:ignore|nocheck|expect-error)(.*)|biome-ignore\S* \S+:(.*)")


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_line_fits_and_no_rule_is_switched_off_without_a_reason(path):
    for number, line in enumerate(path.read_text("utf8").splitlines(), 1):
        assert len(line) <= WIDTH or "data:image" in line, f"line {number} is too long"
        if found := SUPPRESSED.search(line):
            assert len((found[1] or found[2] or "").split()) > 3, f"line {number} says no reason"
