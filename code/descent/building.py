"""Whether the book is being built: figures then bring a picture, and replies become folds."""

import os

PICTURES = "DESCENT_PICTURES"


def building() -> bool:
    """Whether this process runs a notebook for the book's pages."""
    return bool(os.environ.get(PICTURES))
