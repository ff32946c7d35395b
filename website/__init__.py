"""The Sphinx extension that builds this book: cached execution, mathematics, figures, pages."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "_build" / "html"


def setup(app):
    from website import execute, figures, katex, lite, pages, reference

    # Jupyter Book sets this for an extension that this book leaves out.
    app.add_config_value("comments_config", {}, "")

    for part in (execute, katex, figures, lite, pages, reference):
        part.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
