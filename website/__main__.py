"""python -m website build | serve | links | lab: what make calls, for those without it."""

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from website import ROOT, SITE
from website.digest import digest, files
from website.whole import made

MY_COPY = ROOT / "my-copy"
STAMP = SITE.parent / "made-from"  # what the site in `_build` was built from
SETTINGS = [
    "index.md",
    "_config.yml",
    "_toc.yml",
    "references.bib",
    "constraints.txt",
    "package.json",
    "package-lock.json",
    "LICENSE",
]
STRICT = ["-W", "-n", "--keep-going", "--all"]


def build(wheels: Path | None = None) -> None:
    """Execute what is out of date, then build every page; any warning is an error.

    wheels: a folder with compiled wheels for Pyodide, which the site then has itself.
    """
    from website import archive, bundle, lite
    from website.execute import execute_all
    from website.npm import packages

    inputs = made_from(wheels)
    if (SITE / "index.html").exists() and STAMP.exists() and STAMP.read_text() == inputs:
        print(f"Pages: nothing has changed, {SITE / 'index.html'}", flush=True)
        return
    STAMP.unlink(missing_ok=True)
    packages()
    lite.wheels()
    if not execute_all():
        raise SystemExit("A notebook failed, so no page was built.")
    started = time.monotonic()
    print("Pages: building them all.", flush=True)
    shutil.rmtree(SITE, ignore_errors=True)
    built = jupyter_book(["build", str(ROOT), *STRICT, "--quiet"], stdout=subprocess.DEVNULL)
    if built.returncode:
        raise SystemExit("The pages were not built: see the warnings above.")
    bundle.build()
    archive.build()
    lite.build(wheels)
    STAMP.write_text(inputs)
    print(f"Pages: done in {time.monotonic() - started:.0f} s, {SITE / 'index.html'}", flush=True)


def made_from(wheels: Path | None) -> str:
    """A digest of all that the site is made of, and of the Python that makes it."""
    settings = [ROOT / name for name in SETTINGS]
    own = sorted(wheels.glob("*.whl")) if wheels else []
    return digest([*settings, *files("chapters", "code", "website"), *own], sys.version_info[:2])


def links() -> None:
    """Ask every address outside the book whether it is there. Needs the network."""
    from website.execute import execute_all

    execute_all()
    arguments = ["build", str(ROOT), "--builder", "custom", "--custom-builder", "linkcheck"]
    found = jupyter_book([*arguments, "--path-output", str(ROOT / ".cache" / "links")])
    raise SystemExit(found.returncode)


def jupyter_book(arguments: list[str], **options: Any) -> subprocess.CompletedProcess[bytes]:
    """Run Jupyter Book in a process of its own; `options` are those of `subprocess.run`."""
    command = "from jupyter_book.cli.main import main; main()"
    return subprocess.run([sys.executable, "-c", command, *arguments], cwd=ROOT, **options)


def serve(port: int) -> None:
    """Build the site, and serve it on this computer until it is stopped."""
    from website.serve import open_port, serve

    server = open_port(port)
    build()
    serve(server)


def lab(options: list[str]) -> None:
    """Open JupyterLab on a copy of the chapters. What the reader has already is never touched."""
    MY_COPY.mkdir(exist_ok=True)
    for chapter in sorted((ROOT / "chapters").glob("*.ipynb")):
        copy = MY_COPY / chapter.name
        if copy.exists():
            print(f"kept    {copy.relative_to(ROOT)}, your copy")
        else:
            with made(copy) as beside:
                shutil.copy(chapter, beside)
            print(f"copied  {copy.relative_to(ROOT)}")
    quiet = [
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
    ]
    subprocess.run([sys.executable, "-m", "jupyter", "lab", *quiet, *options], cwd=MY_COPY)


def main() -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m website", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    building = commands.add_parser("build", help="execute the notebooks and build the site")
    building.add_argument("--wheels", type=Path, help="a folder with compiled wheels for Pyodide")
    serving = commands.add_parser("serve", help="build the site and serve it on this computer")
    serving.add_argument("--port", type=int, default=8000)
    commands.add_parser("links", help="check the addresses outside the book")
    commands.add_parser("lab", help="open JupyterLab on your own copy of the chapters")
    arguments, rest = parser.parse_known_args()
    arguments = vars(arguments)
    command = {"build": build, "serve": serve, "links": links, "lab": lab}[arguments.pop("command")]
    if command is lab:
        arguments["options"] = rest  # what is unknown here is JupyterLab's
    elif rest:
        parser.error(f"unknown: {' '.join(rest)}")
    try:
        command(**arguments)
    except KeyboardInterrupt:
        print("\nStopped.", flush=True)
        os._exit(0 if command is serve else 130)  # at once, without waiting for running notebooks


if __name__ == "__main__":
    main()
