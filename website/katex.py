"""KaTeX with no network and no script: fetched once, run at build time, copied to the site."""

import json
import re
import subprocess
import tarfile
import tempfile
from functools import cache
from html import escape
from pathlib import Path

import sphinxcontrib.katex as extension
from docutils import nodes
from sphinx.util import logging
from sphinx.util.fileutil import copy_asset

from website.npm import NODE, fetch
from website.whole import FETCHED, made

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


def stylesheet():
    """Folder with KaTeX's stylesheet and fonts, in the version that draws the formulas."""
    package = f"katex@{extension.katex_version}"
    folder = FETCHED / package
    if not folder.exists():
        with tempfile.TemporaryDirectory() as download, made(folder) as beside:
            print(f"Fetching the fonts of {package} with npm.", flush=True)
            unpack(fetch(package, download), beside)
    return folder


def unpack(package, folder):
    """Keep the stylesheet and the woff2 fonts, which every current browser reads."""
    (folder / "fonts").mkdir(parents=True)
    with tarfile.open(package) as archive:
        for member in archive.getnames():
            if member.endswith(".woff2"):
                data = archive.extractfile(member).read()
                (folder / "fonts" / Path(member).name).write_bytes(data)
        css = archive.extractfile("package/dist/katex.min.css").read().decode()
    css = re.sub(r",url\([^)]*\.(woff|ttf)\) format\([^)]*\)", "", css)
    (folder / "katex.min.css").write_text(css)


def copy(app, exception):
    if exception is None and app.builder.format == "html":
        copy_asset(stylesheet(), Path(app.outdir, "_static", "katex"))


def setup(app):
    # The extension passes options for displayed formulas only.
    extension.render_latex = lambda latex, options=None: render(latex, options is not None)
    app.connect("doctree-resolved", keep_together)
    app.connect("build-finished", copy)
