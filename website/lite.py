"""The chapters in the browser: JupyterLite beside the pages, with Python and the book's library.

The site serves all of it itself, save the wheels that are compiled for Pyodide: those are on its
CDN only. The lock file says which, and pins each by its hash.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from importlib.metadata import requires, version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import nbformat
from docutils import nodes
from jupyterlite_pyodide_kernel.constants import (
    PYODIDE_CDN_URL,
    PYODIDE_PYTHON_VERSION,
    PYODIDE_VERSION,
)
from packaging.utils import canonicalize_name, parse_wheel_filename
from sphinx.application import Sphinx
from wheel.wheelfile import WheelFile

from website import ROOT, SITE
from website.digest import digest, files
from website.execute import read_notebooks
from website.npm import packages
from website.whole import FETCHED, made

CACHE = ROOT / ".cache" / "lite"
FILES = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"]
KERNEL = Path(
    sys.prefix,
    "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension/static/pypi",
)
# What a kernel starts with, and what the chapters import: {package: what it needs}. Where Pyodide's
# own list has a package too, its version counts, and what it needs is added.
PACKAGES = {
    "down-the-mountain": ["anywidget", "matplotlib", "numpy"],
    "anywidget": ["ipywidgets", "psygnal", "typing-extensions"],
    "ipywidgets": ["comm", "ipython", "jupyterlab-widgets", "traitlets", "widgetsnbextension"],
    "comm": ["traitlets"],
    "jupyterlab-widgets": [],
    "psygnal": [],
    "ipython": ["jedi"],
    "micropip": ["packaging"],
    "piplite": ["micropip"],
    "pyodide-kernel": ["comm", "ipykernel", "ipython"],
    "ipykernel": [],
    "widgetsnbextension": [],
}
COLAB = "https://colab.research.google.com"
BINDER = "https://mybinder.org"
SETTINGS = {
    "contents": ["contents"],
    "apps": ["notebooks", "tree"],
    "no_sourcemaps": True,
    "no_unused_shared_packages": True,
}


def wheels() -> Path:
    """Folder with the pure wheels from PyPI, fetched once."""
    folder = FETCHED / f"wheels-for-pyodide@{PYODIDE_VERSION}"
    if not folder.exists():
        print(f"Fetching the wheels for Pyodide {PYODIDE_VERSION}.", flush=True)
        with made(folder) as beside:
            beside.mkdir()
            fetch_wheels(beside)
    return folder


def fetch_wheels(folder: Path) -> None:
    """Fetch the pure wheels, as Pyodide names them or as installed here, and the kernel's own."""
    theirs, specs = original()["packages"], []
    own = {parse_wheel_filename(wheel.name)[0] for wheel in KERNEL.glob("*.whl")}
    for name in closure(theirs):
        if name in theirs and theirs[name]["file_name"].endswith("-any.whl"):
            specs.append(f"{name}=={theirs[name]['version']}")
        elif name not in {*theirs, *own, "down-the-mountain"}:
            specs.append(f"{name}=={version(name)}")
    command = [sys.executable, "-m", "pip", "download", "-qq", "--disable-pip-version-check"]
    command += ["--no-deps", "--only-binary=:all:", "--platform=any", "--abi=none"]
    command += [f"--python-version={PYODIDE_PYTHON_VERSION}", "--implementation=py"]
    if subprocess.run([*command, "-d", str(folder), *specs]).returncode:
        raise SystemExit("pip could not fetch the packages for the browser: is there a network?")
    for wheel in KERNEL.glob("*.whl"):
        shutil.copy(wheel, folder)


def original() -> dict[str, Any]:
    """Pyodide's own list of packages."""
    return json.loads((packages() / "pyodide" / "pyodide-lock.json").read_text("utf8"))


def closure(theirs: dict[str, Any]) -> list[str]:
    """The names of all packages that PACKAGES lead to."""
    names, waiting = set(), [*PACKAGES]
    while waiting:
        name = waiting.pop()
        if name not in names:
            names.add(name)
            waiting += map(canonicalize_name, needs(name, theirs))
    return sorted(names)


def needs(name: str, theirs: dict[str, Any]) -> list[str]:
    """The names of the packages that a package needs."""
    return sorted({*PACKAGES.get(name, []), *theirs.get(name, {}).get("depends", [])})


def lock(wheels: Iterable[Path]) -> dict[str, Any]:
    """Pyodide's list of packages, with the `wheels` served here and all others by the CDN."""
    whole = original()
    theirs = whole["packages"]
    for package in theirs.values():
        package["file_name"] = f"{PYODIDE_CDN_URL}/{package['file_name']}"
    for wheel in sorted(wheels):
        name, number, *_ = parse_wheel_filename(wheel.name)
        theirs[name] = {
            "imports": [name.replace("-", "_")],
            **theirs.get(name, {}),
            "name": name,
            "version": str(number),
            "file_name": wheel.name,
            "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
            "install_dir": "site",
            "package_type": "package",
            "unvendored_tests": False,
            "depends": needs(name, theirs),
        }
    theirs["down-the-mountain"]["imports"] = ["descent"]
    return whole


def compiled(folder: Path) -> list[Path]:
    """The wheels in a folder that Pyodide's list names, with its hash; others are told of."""
    theirs = {package["file_name"]: package for package in original()["packages"].values()}
    found = []
    for wheel in sorted(folder.glob("*.whl")):
        if wheel.name not in theirs:
            print(f"{wheel.name}: left out, Pyodide {PYODIDE_VERSION} has no file of that name.")
        elif hashlib.sha256(wheel.read_bytes()).hexdigest() != theirs[wheel.name]["sha256"]:
            print(f"{wheel.name}: left out, it is not the file of that name in Pyodide's list.")
        else:
            found.append(wheel)
    return found


def library(folder: Path) -> Path:
    """Make a wheel of the book's library, with its data and figures."""
    name = f"down_the_mountain-{version('down-the-mountain')}"
    path = folder / f"{name}-py3-none-any.whl"
    wheel = "Wheel-Version: 1.0\nGenerator: book\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    metadata = f"Metadata-Version: 2.4\nName: down-the-mountain\nVersion: {name.split('-')[1]}\n"
    metadata += "License-Expression: MIT AND CC-BY-4.0\nLicense-File: LICENSE\n"
    metadata += "".join(f"Requires-Dist: {one}\n" for one in requires("down-the-mountain") or [])
    with WheelFile(path, "w") as archive:
        for file in files("code/descent"):
            archive.write(str(file), file.relative_to(ROOT / "code").as_posix())
        archive.write(str(ROOT / "LICENSE"), f"{name}.dist-info/licenses/LICENSE")
        archive.writestr(f"{name}.dist-info/METADATA", metadata)
        archive.writestr(f"{name}.dist-info/WHEEL", wheel)
    return path


def made_from(own: Iterable[Path]) -> str:
    """A digest of all that goes into the folder lite, with compiled wheels of one's own."""
    names = "jupyterlite-core", "jupyterlite-pyodide-kernel", "jupyterlab-myst", "anywidget"
    paths = [
        Path(__file__),
        ROOT / "LICENSE",
        *sorted(read_notebooks()),
        *files("code/descent"),
        *own,
    ]
    return digest(paths, *map(version, names))


def marked(path: Path) -> str:
    """The notebook with a word in its metadata that changes when the book changes it.

    A copy that a reader saves in the browser keeps the word, and stands in the way of a newer one:
    by the word the chapter's page knows that it is old.
    """
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata["down-the-mountain"] = digest([path])
    return nbformat.writes(notebook)


def stage(folder: Path, site: Path, own: Iterable[Path]) -> None:
    """Fill the folder that `jupyter lite build` reads; `site` is the one that it is to write.

    own: compiled wheels that the site is to have itself.
    """
    python = folder / "static" / "pyodide"
    python.mkdir(parents=True)
    for name in FILES:
        shutil.copy(packages() / "pyodide" / name, python)
    library(python)
    for wheel in [*wheels().glob("*.whl"), *own]:
        shutil.copy(wheel, python)
    (python / "pyodide-lock.json").write_text(json.dumps(lock(python.glob("*.whl"))), "utf8")
    for path in read_notebooks():
        copy = folder / "contents" / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".ipynb":
            copy.write_text(marked(path), "utf8")
        else:
            shutil.copy(path, copy)
    start = {"jupyter-lite-schema-version": 0, "jupyter-config-data": {"appUrl": "./tree"}}
    (folder / "jupyter-lite.json").write_text(json.dumps(start))
    settings = {**SETTINGS, "output_dir": str(site)}
    (folder / "jupyter_lite_config.json").write_text(json.dumps({"LiteBuildConfig": settings}))


def build(folder: Path | None = None) -> None:
    """Build JupyterLite where anything has changed, and put it beside the pages, in lite/.

    folder: where compiled wheels lie that the site is to have itself.
    """
    own = compiled(folder) if folder else []
    built = CACHE / made_from(own)
    if not built.exists():
        started = time.monotonic()
        shutil.rmtree(CACHE, ignore_errors=True)
        with tempfile.TemporaryDirectory() as place, made(built) as beside:
            stage(Path(place), beside, own)
            command = [sys.executable, "-m", "jupyter", "lite", "build"]
            done = subprocess.run(command, cwd=place, capture_output=True, text=True)
            if done.returncode:
                raise SystemExit(
                    f"JupyterLite was not built:\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
                )
        print(f"Chapters in the browser: done in {time.monotonic() - started:.0f} s", flush=True)
    shutil.copytree(built, SITE / "lite", dirs_exist_ok=True)
    say_sizes(SITE)


def say_sizes(site: Path) -> None:
    """Write what the page says before it fetches Python: bytes, and the host of NumPy."""
    python = site / "lite" / "static" / "pyodide"
    theirs = json.loads((python / "pyodide-lock.json").read_text("utf8"))["packages"]
    files = [python / name for name in FILES]
    files.append(python / theirs["down-the-mountain"]["file_name"])
    host = urlsplit(theirs["numpy"]["file_name"]).netloc
    if not host:
        files.append(python / theirs["numpy"]["file_name"])
    sizes = {"here": sum(file.stat().st_size for file in files), "elsewhere": host}
    (site / "_static" / "live" / "python.json").write_text(json.dumps(sizes), "utf8")


def offer(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Offer a button at the top of every chapter with the places where its notebook runs."""
    path = ROOT / f"{pagename}.ipynb"
    if path.exists():
        here = context["pathto"]("lite/notebooks/index.html", True)
        places = {"In this browser": f"{here}?path={pagename}.ipynb"}
        options = app.config.html_theme_options
        repository, branch = (options.get(f"repository_{part}", "") for part in ("url", "branch"))
        if others := elsewhere(repository, branch, pagename):
            start = context["pathto"](app.config.root_doc)
            places |= {**others, "What Colab needs first": f"{start}#four-ways-to-read"}
        links = [{"type": "link", "url": url, "text": name} for name, url in places.items()]
        button = {
            "type": "group",
            "tooltip": "Run this chapter",
            "icon": "fas fa-play",
            "label": "run-buttons",
            "buttons": links,
        }
        context["header_buttons"].insert(0, button)
        context["chapter_version"] = digest([path])


def elsewhere(repository: str, branch: str, pagename: str) -> dict[str, str]:
    """Where others run a chapter, which they take from GitHub only: {place: address}."""
    _, github, name = repository.rstrip("/").partition("github.com/")
    if not github:
        return {}
    return {
        "On Colab": f"{COLAB}/github/{name}/blob/{branch}/{pagename}.ipynb",
        "On Binder": f"{BINDER}/v2/gh/{name}/{branch}?urlpath=lab/tree/{pagename}.ipynb",
    }


def setup(app: Sphinx) -> None:
    """Connect this part of the extension."""
    app.connect("html-page-context", offer, priority=600)  # after the theme's own
