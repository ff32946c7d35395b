"""Files and folders are made beside their place, then renamed: no place holds a part of one."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FETCHED = Path(sys.prefix, "share", "down-the-mountain")  # packages, each fetched once


@contextmanager
def made(place: Path) -> Iterator[Path]:
    """In a with statement, a path to make a file or a folder at, which then moves to its place.

    Whatever ends the work early, Ctrl-C or a full disk, leaves nothing at the place.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        prefix=f"{place.name}-", dir=place.parent, ignore_cleanup_errors=True
    ) as folder:
        beside = Path(folder, place.name)
        yield beside
        try:
            beside.replace(place)
        except OSError:  # a folder replaces none: another build was here first
            if not (beside.is_dir() and place.is_dir()):
                raise
