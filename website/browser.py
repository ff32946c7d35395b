"""python -m website.browser: make sure that the tests have their browsers, and say which."""

import os
import shutil
import subprocess
import sys

from website import npm

NAMES = [
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
]
FIREFOX = ["firefox-esr", "firefox"]
FLAGS = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]
MISSING = (
    "The tests of the site need Chromium. None was found, and none could be installed: "
    "install Chromium or Chrome, so that `chromium` or `google-chrome` starts it."
)


def find() -> str | None:
    """The path of the system's Chromium or Chrome, or of Playwright's own, or None."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.path.exists(path) else None


def flags() -> list[str]:
    """The options to start Chromium with."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return FLAGS + ["--no-sandbox"] * root  # Chromium has no sandbox for root


def find_firefox() -> str | None:
    """The path of the system's Firefox, or None."""
    return next(filter(None, map(shutil.which, FIREFOX)), None)


def from_debian(package: str) -> list[list[str]]:
    """The commands that install a package of Debian's: one, or none where that is not possible."""
    debian = hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")
    return [["sh", "-c", f"apt-get update && apt-get install -y {package}"]] * bool(debian)


def install() -> str:
    """Install Debian's Chromium where that is possible, else Playwright's own; its path."""
    playwright = [sys.executable, "-m", "playwright", "install", "chromium"]
    for command in [*from_debian("chromium-headless-shell"), playwright]:
        print(f"Installing Chromium for the tests: {command[-1]}", flush=True)
        subprocess.run(command, stdout=subprocess.DEVNULL)
        if path := find():
            return path
    raise SystemExit(MISSING)


def install_firefox() -> str | None:
    """Install Debian's Firefox where that is possible; its path, or None."""
    for command in from_debian("firefox-esr"):
        print(f"Installing Firefox for the tests: {command[-1]}", flush=True)
        subprocess.run(command, stdout=subprocess.DEVNULL)
    return find_firefox()


if __name__ == "__main__":
    print(f"Browser of the tests: {find() or install()}", flush=True)
    firefox = find_firefox() or install_firefox()
    if firefox:
        npm.packages(dev=True)
    print(f"And {firefox or 'no Firefox: its tests are left out'}", flush=True)
