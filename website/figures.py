"""Live figures on the static pages: their element, their modules, and a picture without scripts."""

import json
from pathlib import Path
from typing import Any, cast

from docutils import nodes
from myst_nb.core.render import MimeData, NbElementRenderer
from sphinx.application import Sphinx
from sphinx.util.fileutil import copy_asset
from sphinx.writers.html5 import HTML5Translator

from descent.dark import PICTURES_MIMETYPE
from descent.figures.figure import FIGURE_MIMETYPE
from descent.figures.modules import FIGURES, WEB, imports, neighbor, stylesheets

NOTE = (
    "This is a picture of a live figure: it moves when the page comes from a web server, "
    "as with <code>make serve</code>, and JavaScript is on."
)


class FigureNode(nodes.General, nodes.Element):
    """A live figure; its children stand in its place where it does not move: a picture, mostly."""


class Renderer:
    """What MyST-NB calls to turn a figure's output, and a drawing's, into a page's nodes."""

    mime_priority_overrides = [  # noqa: RUF012
        (builder, mimetype, 1)
        for builder in ("html", "dirhtml", "singlehtml")
        for mimetype in (FIGURE_MIMETYPE, PICTURES_MIMETYPE)
    ]

    @staticmethod
    def handle_mime(
        renderer: NbElementRenderer, data: MimeData, inline: bool
    ) -> list[nodes.Element] | None:
        """The nodes of an output, or None where it is neither a figure nor a drawing."""
        if data.mime_type == PICTURES_MIMETYPE:
            return images(renderer, data)
        if data.mime_type != FIGURE_MIMETYPE:
            return None
        figure = read(data)
        [(mime, still)] = figure["still"].items()
        still = MimeData(mime, still, data.cell_metadata, line=data.line)
        attributes = {key: figure[key] for key in ("module", "state", "height")}
        if mime == "text/markdown":
            return [FigureNode("", *renderer.render_markdown(still), **attributes)]
        found = images(renderer, still)
        for image in found:
            image.setdefault("alt", figure["alt"])
        key = MimeData("text/markdown", figure.get("key", ""), data.cell_metadata, line=data.line)
        words = renderer.render_markdown(key) if key.content else []
        return [FigureNode("", *found, *words, size=figure["size"], **attributes)]


def read(data: MimeData) -> dict[str, Any]:
    """The content of an output, which was JSON."""
    return cast(dict[str, Any], data.content)  # MyST-NB says str, but parses what is JSON


def images(renderer: NbElementRenderer, data: MimeData) -> list[nodes.Element]:
    """All pictures of a drawing, of which the page shows the one that fits its theme and width.

    They are named "light" and "dark" and, where there are two widths, "narrow light" and so on.
    """
    found, drawn = [], read(data)
    two_widths = any(name.startswith("narrow ") for name in drawn)
    for name, png in drawn.items():
        width, theme = name.split() if " " in name else ("wide", name)
        [image] = renderer.render_image(
            MimeData("image/png", png, data.cell_metadata, line=data.line)
        )
        image["classes"] += [f"on-{theme}", *[f"on-{width}"] * two_widths]
        found.append(image)
    return found


def visit(translator: HTML5Translator, node: FigureNode) -> None:
    """Write the beginning of a live figure: its state, and room for its picture."""
    state = json.dumps(node["state"], allow_nan=False, ensure_ascii=False).replace("<", "\\u003c")
    wide, narrow = node["height"]
    shape = "--descent-picture: {} / {}".format(*node["size"]) if "size" in node else ""
    translator.body.append(
        f'<div class="descent-figure" data-module="{node["module"]}"'
        f' style="--descent-wide: {wide}; --descent-narrow: {narrow}">\n'
        f'<script type="application/json">{state}</script>\n'
        f'<div class="descent-figure-picture" style="{shape}">\n'
    )


def depart(translator: HTML5Translator, node: FigureNode) -> None:
    """Write the end of a live figure."""
    note = f'<p class="descent-figure-note">{NOTE}</p>\n' if "size" in node else ""
    translator.body.append(f"{note}</div>\n</div>\n")


def leave(translator: nodes.NodeVisitor, node: FigureNode) -> None:
    """Write nothing of a live figure but what stands in it."""


def load_modules(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Name all that a page's figures import, for book.js and mount.js, and load their styles."""
    names = {node["module"] for node in doctree.findall(FigureNode)} if doctree else set()
    if not names:
        return
    names &= {path.stem for path in FIGURES.glob("*.js")}  # others come with their own folder
    for sheet in dict.fromkeys(path for name in ["", *sorted(names)] for path in stylesheets(name)):
        app.add_css_file(f"descent/{sheet.relative_to(WEB).as_posix()}")
    needed = dict.fromkeys(module for name in sorted(names) for module in imports(name))
    addresses = [neighbor("figures/", module) for module in needed]
    modules: dict[str, Any] = {"data-modules": " ".join(addresses)}
    app.add_js_file(None, body="", type="application/json", **modules)


def copy(app: Sphinx, exception: Exception | None) -> None:
    """Copy the figures' modules and styles from the library to the built site.

    In a folder of static files Jupyter Book would have each page load all scripts.
    """
    if exception is None and app.builder.format == "html":
        copy_asset(WEB, Path(app.outdir, "_static", "descent"), lambda path: path.endswith(".d.ts"))


def setup(app: Sphinx) -> None:
    """Connect this part of the extension."""
    nothing = leave, leave
    app.add_node(FigureNode, html=(visit, depart), latex=nothing, text=nothing)
    app.connect("html-page-context", load_modules)
    app.connect("build-finished", copy)
