"""Hundreds of odd answers: `check` never raises, never passes one, and never dies of one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

PARTS = 8  # one of them is tried here; `odd_answers.py 0 1` tries all, for some minutes


@pytest.mark.skipif(not hasattr(os, "fork"), reason="each answer needs a process of its own")
def test_odd_answers_are_survived_and_never_pass():
    script = Path(__file__).with_name("odd_answers.py")
    command = [sys.executable, script, "0", str(PARTS)]
    run = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    results = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(results) > 500
    odd = [result for result in results if result[2] not in ("wrong", "open", "stopped")]
    assert odd == []
    kinds = {verdict for _, _, verdict in results}
    assert kinds == {"wrong", "open", "stopped"}
