"""KaTeX with no network and no script: run at build time, its letters copied to the site."""

import json
import re
import shutil
import subprocess
from functools import cache
from html import escape
from pathlib import Path

import sphinxcontrib.katex as extension
from docutils import nodes
from sphinx.util import logging

from website.npm import NODE, packages

logger = logging.getLogger(__name__)

LONG = 30  # characters of LaTeX: a longer formula may have to break on a phone
CLOSING = re.compile(r"^[,.;:!?)’”]+")

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
def node():
    return subprocess.Popen(
        [NODE, "-e", LOOP, Path(extension.__file__).with_name("katex.min.js")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf8",
        bufsize=1,
    )


@cache
def render(latex, display):
    """HTML of a formula. One that KaTeX rejects is a warning, and so ends a strict build."""
    options = {"displayMode": display, "throwOnError": True, "strict": "error"}
    print(json.dumps([latex, options]), file=node().stdin, flush=True)
    answer = json.loads(node().stdout.readline())
    if "error" in answer:
        logger.warning("%s", answer["error"], type="katex")
    return answer.get("html") or f"<code>{escape(latex)}</code>"


def keep_together(app, doctree, name):
    """Browsers break a line between a formula and the comma behind it, unless they are told."""
    for formula in list(doctree.findall(nodes.math)):
        parent, place = formula.parent, formula.parent.index(formula)
        behind = formula.next_node(descend=False, siblings=True)
        mark = isinstance(behind, nodes.Text) and CLOSING.match(behind)
        if mark and len(formula.astext()) <= LONG:
            both = nodes.inline("", "", formula, nodes.Text(mark.group()), classes=["together"])
            parent[place : place + 2] = [both, nodes.Text(behind[mark.end() :])]


def copy_letters(folder):
    """The stylesheet and the woff2 fonts, which every current browser reads."""
    source = packages() / "katex" / "dist"
    (folder / "fonts").mkdir(parents=True, exist_ok=True)
    for font in source.glob("fonts/*.woff2"):
        shutil.copy(font, folder / "fonts")
    css = (source / "katex.min.css").read_text("utf8")
    css = re.sub(r",url\([^)]*\.(woff|ttf)\) format\([^)]*\)", "", css)
    (folder / "katex.min.css").write_text(css, "utf8")


def copy(app, exception):
    if exception is None and app.builder.format == "html":
        copy_letters(Path(app.outdir, "_static", "katex"))


def setup(app):
    # The extension passes options for displayed formulas only.
    extension.render_latex = lambda latex, options=None: render(latex, options is not None)
    app.connect("doctree-resolved", keep_together)
    app.connect("build-finished", copy)
