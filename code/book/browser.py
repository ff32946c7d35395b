"""python -m book.browser: make sure that there is a Chromium for the tests, and say which."""

import os
import shutil
import subprocess
import sys

NAMES = [
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
]
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


def find():
    """The path of the system's Chromium or Chrome, or of Playwright's own, or None."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.path.exists(path) else None


def flags():
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return FLAGS + ["--no-sandbox"] * root  # Chromium has no sandbox for root


def install():
    """Debian's package where that is possible, Playwright's own elsewhere."""
    debian = hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")
    attempts = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if debian:
        attempts = [
            ["sh", "-c", "apt-get update && apt-get install -y chromium-headless-shell"],
            *attempts,
        ]
    for command in attempts:
        print(f"Installing Chromium for the tests: {command[-1]}", flush=True)
        subprocess.run(command, stdout=subprocess.DEVNULL)
        if path := find():
            return path
    raise SystemExit(MISSING)


if __name__ == "__main__":
    print(f"Browser of the tests: {find() or install()}", flush=True)
