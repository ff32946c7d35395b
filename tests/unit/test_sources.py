"""Every paper that a docstring names stands in the bibliography."""

import re
from pathlib import Path

import descent

CODE = Path(descent.__file__).parent
BIBLIOGRAPHY = CODE.parents[1] / "references.bib"


def test_every_source_is_in_the_bibliography():
    keys = set(re.findall(r"^@\w+\{(\w+),", BIBLIOGRAPHY.read_text("utf8"), re.M))
    text = " ".join(" ".join(path.read_text("utf8").split()) for path in CODE.rglob("*.py"))
    cited = re.findall(r"([^.:;()]{3,70}) \((\d{4})\)", text)
    missing = [
        (authors, year)
        for authors, year in cited
        if not {author.lower() + year for author in re.findall(r"[A-Z]\w+", authors)} & keys
    ]
    assert len(cited) > 15
    assert not missing
