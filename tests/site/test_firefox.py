"""Every page in Firefox too: a quiet console, figures that follow key and mouse, an exercise."""

import json
import subprocess
from pathlib import Path

import live_python
import pytest

from descent.live import check
from website import SITE
from website.browser import find_firefox
from website.npm import NODE, packages
from website.serve import served

PAGES = ["index.html", *(f"chapters/{p.stem}.html" for p in sorted(SITE.glob("chapters/0*.html")))]


EXERCISE = {
    "address": next(address for address in PAGES if "chapters/02" in address),
    "number": "2.3",
    "lines": [
        "def best_step(mu, L): return 2 / (mu + L), 0.75",
        "def best_step(mu, L): return 2 / (mu + L), (L - mu) / (L + mu)",
    ],
}


@pytest.fixture(scope="module")
def seen():
    """What was seen on each page, {address: {complaints, figures, replies}}."""
    firefox = find_firefox()
    if not firefox:
        pytest.skip("no Firefox: python -m website.browser")
    script = Path(__file__).with_name("firefox.mjs")
    with served(SITE, handler=live_python.WithPython) as origin:
        exercise = json.dumps(EXERCISE)
        command = [NODE, script, packages(dev=True), firefox, origin, exercise, *PAGES]
        done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    return {line["address"]: line for line in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("address", PAGES)
def test_figures_follow_key_and_mouse_and_the_console_is_quiet(seen, address):
    assert seen[address]["complaints"] == []
    assert seen[address]["figures"], "no live figure on the page"
    for figure in seen[address]["figures"]:
        assert figure == {**figure, "mounted": True, "key": True, "mouse": True}


def test_an_exercise_is_answered(seen):
    """Typed, and checked by Python in the worker's place: its verdict, its words, and the call."""
    said = seen[EXERCISE["address"]]["replies"]
    for (verdict, words), line in zip(said, EXERCISE["lines"], strict=True):
        reply = check(EXERCISE["number"], line)
        assert verdict == reply["verdict"]
        assert reply["text"].replace("*", "") in words
        assert reply["seen"] in words
    assert [verdict for verdict, _ in said] == ["wrong", "passed"]
