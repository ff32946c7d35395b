"""Hundreds of odd answers: `check` never raises, never passes one, and never dies of one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PARTS = 4


@pytest.mark.skipif(not hasattr(os, "fork"), reason="each answer needs a process of its own")
def test_odd_answers_are_survived_and_never_pass():
    script = Path(__file__).with_name("odd_answers.py")
    runs = [
        subprocess.Popen([sys.executable, script, str(k), str(PARTS)], stdout=subprocess.PIPE)
        for k in range(PARTS)
    ]
    results = [json.loads(line) for run in runs for line in run.communicate()[0].splitlines()]
    assert all(run.returncode == 0 for run in runs)
    assert len(results) > 500
    odd = [result for result in results if result[2] not in ("wrong", "open", "stopped")]
    assert odd == []
    kinds = {verdict for _, _, verdict in results}
    assert kinds == {"wrong", "open", "stopped"}
