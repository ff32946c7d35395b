"""The examples of CONTRIBUTING.md run as they stand. (The figure: tests/site/test_figures.py.)"""

import re
import textwrap
from importlib import import_module

import numpy as np
import pytest

from descent import descend, optimizers
from descent.derivatives import central_difference
from descent.exercises.exercise import Exercise, exercises
from descent.exercises.judge import judge_function
from descent.exercises.texts import Chapter
from website import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf8")


def example(section, language="python"):
    """The first block of that language in a section."""
    part = TEXT.partition(f"\n## {section}\n")[2]
    fence = "````" if language == "markdown" else "```"
    found = re.search(rf"^( *){fence}{language}\n(.*?)^ *{fence}$", part, re.MULTILINE | re.DOTALL)
    return textwrap.dedent(found[2])


def test_the_rule_is_in_the_form_of_its_neighbors():
    names = dict(vars(optimizers))
    exec(example("A rule"), names)
    rule = names["lion"](alpha=0.1, beta1=0.5, beta2=0.75)
    assert descend(rule, lambda w: 2 * w, [1.0], steps=3).ravel().round(12).tolist() == [
        1.0,
        0.9,
        0.8,
        0.7,
    ]
    with pytest.raises(ValueError, match="beta1 must be a finite number at least 0 and below 1"):
        names["lion"](beta1=1.0)


def test_the_surface_has_the_slope_and_the_minimum_that_it_says():
    names = dict(vars(import_module("descent.surfaces")))  # and not the registry
    exec(example("A surface"), names)
    booth = names["booth"]()
    for w in np.array([[0.3, -2.0], [4.0, 5.0]]):
        assert np.allclose(booth.grad(w), central_difference(booth.value, w), rtol=1e-6)
    assert booth.value(np.array(booth.minima[0])) == 0


@pytest.fixture
def exercise(tmp_path, monkeypatch):
    """The example, made as a chapter's exercises are; it is gone after the test."""
    path = tmp_path / "03.md"
    path.write_text(f"# Chapter 3\n\n{example('An exercise', 'markdown')}", "utf8")
    monkeypatch.setattr(exercises, "made", {})
    return Exercise(**Chapter(path).fields("3.9"))


def test_the_exercise_answers(exercise):
    verdict, text, *_ = judge_function(exercise, exercise.answer)
    assert (verdict, text) == ("passed", exercise.passed)
    assert len(exercise.mistakes) == 2
    for slip in exercise.mistakes:
        verdict, text, more, *_ = judge_function(exercise, slip.answer)
        assert (verdict, text) == ("wrong", slip.text)
        assert exercise.section in more[0]
    [code] = re.findall(r"```python\n(.*?)```", exercise.solution, re.DOTALL)
    exec(code, {"np": np, "half_life": exercise.answer})
