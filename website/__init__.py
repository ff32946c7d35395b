"""The Sphinx extension that builds this book: cached execution, mathematics, figures, pages."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "_build" / "html"


def setup(app: "Sphinx") -> dict[str, bool]:
    """Connect all parts of the extension to Sphinx."""
    from website import execute, exercises, figures, katex, lite, pages, reference

    # Jupyter Book sets this for an extension that this book leaves out.
    app.add_config_value("comments_config", {}, "")

    for part in (execute, katex, figures, exercises, lite, pages, reference):
        part.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
