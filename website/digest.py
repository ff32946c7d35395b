"""Names for stored results: they change when something changes that a result was made from."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from website import ROOT

MADE = {
    "__pycache__",
    ".ipynb_checkpoints",
    ".ruff_cache",
    "down_the_mountain.egg-info",
    "down_the_mountain_website.egg-info",
}


def files(*folders: str, without: Iterable[str] = ()) -> list[Path]:
    """All files below these folders of the book, in order, save those that tools leave there.

    without: names of folders that do not count either.
    """
    left_out = MADE.union(without)
    paths = (path for folder in folders for path in (ROOT / folder).rglob("*"))
    kept = (p for p in paths if p.is_file() and not left_out & set(p.relative_to(ROOT).parts))
    return sorted(kept)


def digest(paths: Iterable[Path], *more: object) -> str:
    """Sixteen hexadecimal digits of the files' names and contents, and of what else is given."""
    found = hashlib.sha256(repr(more).encode())
    for path in paths:
        data = path.read_bytes()
        found.update(f"{path.relative_to(ROOT).as_posix()} {len(data)} ".encode() + data)
    return found.hexdigest()[:16]
