"""What is made is made beside its place and renamed: what stands there is whole."""

import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

FETCHED = Path(sys.prefix, "share", "down-the-mountain")  # packages, each fetched once


@contextmanager
def made(place):
    """with made(place) as beside: a path to make a file or a folder at, which then moves there.

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
