"""KaTeX with no network and no script: run at build time, its letters copied to the site."""

import json
import re
import shutil
import subprocess
from functools import cache
from html import escape
from pathlib import Path
from typing import IO

import sphinxcontrib.katex as extension
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from website.npm import NODE, packages
from website.patch import replaced

logger = logging.getLogger(__name__)

LONG = 30  # characters of LaTeX: a longer formula may have to break on a phone
CLOSING = re.compile(r"^[,.;:!?)’”]+")
OLD_FONTS = re.compile(r",url\([^)]*\.(woff|ttf)\) format\([^)]*\)")

# One line in, one line out, as long as the build lasts. The extension's own server speaks over
# sockets: it may be called before it listens, and where it uses TCP each formula costs 40 ms.
LOOP = """
const katex = require(process.argv[1]);
require("readline").createInterface({ input: process.stdin }).on("line", line => {
  const [latex, options] = JSON.parse(line);
  let answer;
  try { answer = { html: katex.renderToString(latex, options) }; }
  catch (error) { answer = { error: error.message }; }
  console.log(JSON.stringify(answer));
});
"""


@cache
def node() -> tuple[IO[str], IO[str]]:
    """Start KaTeX, once: where to write formulas, and where to read its answers."""
    process = subprocess.Popen(
        [NODE, "-e", LOOP, Path(extension.__file__).with_name("katex.min.js")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf8",
        bufsize=1,
    )
    formulas, answers = process.stdin, process.stdout
    assert formulas is not None  # both are pipes
    assert answers is not None
    return formulas, answers


@cache
def render(latex: str, display: bool) -> str:
    """HTML of a formula. One that KaTeX rejects is a warning, and so ends a strict build."""
    options = {"displayMode": display, "throwOnError": True, "strict": "error"}
    formulas, answers = node()
    print(json.dumps([latex, options]), file=formulas, flush=True)
    answer = json.loads(answers.readline())
    if "error" in answer:
        logger.warning("%s", answer["error"], type="katex")
    return answer.get("html") or f"<code>{escape(latex)}</code>"


def keep_together(app: Sphinx, doctree: nodes.document, name: str) -> None:
    """Keep a formula and the comma behind it on one line: browsers would break between them."""
    for formula in list(doctree.findall(nodes.math)):
        parent = formula.parent
        assert isinstance(parent, nodes.Element)  # a paragraph, mostly
        place = parent.index(formula)
        behind = formula.next_node(descend=False, siblings=True)
        words = behind.astext() if isinstance(behind, nodes.Text) else ""
        mark = CLOSING.match(words)
        if mark and len(formula.astext()) <= LONG:
            both = nodes.inline("", "", formula, nodes.Text(mark.group()), classes=["together"])
            parent[place : place + 2] = [both, nodes.Text(words[mark.end() :])]


def copy_letters(folder: Path) -> None:
    """Copy the stylesheet and the woff2 fonts, which every current browser reads."""
    source = packages() / "katex" / "dist"
    (folder / "fonts").mkdir(parents=True, exist_ok=True)
    for font in source.glob("fonts/*.woff2"):
        shutil.copy(font, folder / "fonts")
    css = (source / "katex.min.css").read_text("utf8")
    css = replaced(css, OLD_FONTS, "", where="katex.min.css", count=None)
    (folder / "katex.min.css").write_text(css, "utf8")


def copy(app: Sphinx, exception: Exception | None) -> None:
    """Put KaTeX's letters into the built site."""
    if exception is None and app.builder.format == "html":
        copy_letters(Path(app.outdir, "_static", "katex"))


def setup(app: Sphinx) -> None:
    """Have the extension for mathematics use this KaTeX."""
    # The extension passes options for displayed formulas only.
    extension.render_latex = lambda latex, options=None: render(latex, options is not None)
    app.connect("doctree-resolved", keep_together)
    app.connect("build-finished", copy)
