"""No solution with one place changed passes its check, unless it is as good as the solution."""

from dataclasses import replace

import pytest
from mutants import CODE, INPUTS, SAMPLE, tried

from descent.exercises.exercise import exercises

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("number", CODE)
def test_a_mutant_that_passes_is_as_good_as_the_solution(number):
    """A sample of each solution's mutants; `python tests/exercises/mutants.py` tries all."""
    found = tried(number, SAMPLE)
    assert found.mutants > 10
    assert found.weak == []


@pytest.mark.parametrize(("number", "kept"), [("8.8", [-1]), ("9.4", [1, 2]), ("7.5", [0, 1])])
def test_weak_probes_are_found(number, kept, monkeypatch):
    probes = [exercises[number].arguments[k] for k in kept]
    weak = replace(exercises[number], probes=probes)
    monkeypatch.setitem(exercises.made, number, weak)
    assert tried(number).weak


def test_every_solution_in_code_has_inputs_beyond_its_probes():
    assert list(INPUTS) == CODE
