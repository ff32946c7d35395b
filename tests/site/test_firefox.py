"""Every page in Firefox too: a quiet console, and live figures that follow key and mouse."""

import json
import subprocess
from pathlib import Path

import pytest

from website import SITE
from website.browser import find_firefox
from website.npm import NODE, packages

PAGES = ["index.html", *(f"chapters/{p.stem}.html" for p in sorted(SITE.glob("chapters/0*.html")))]


@pytest.fixture(scope="module")
def seen(served):
    """What was seen on each page, {address: {complaints, figures}}."""
    firefox = find_firefox()
    if not firefox:
        pytest.skip("no Firefox: python -m website.browser")
    script = Path(__file__).with_name("firefox.mjs")
    with served(SITE) as origin:
        command = [NODE, script, packages(dev=True), firefox, origin, *PAGES]
        done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    return {line["address"]: line for line in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("address", PAGES)
def test_figures_follow_key_and_mouse_and_the_console_is_quiet(seen, address):
    assert seen[address]["complaints"] == []
    assert seen[address]["figures"], "no live figure on the page"
    for figure in seen[address]["figures"]:
        assert figure == {**figure, "mounted": True, "key": True, "mouse": True}
