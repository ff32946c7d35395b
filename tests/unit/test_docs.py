"""The examples in the docstrings are true, and everything public is described."""

import doctest
import inspect
from importlib import import_module
from pkgutil import walk_packages

import pytest

import descent

MODULES = ["descent", *(m.name for m in walk_packages(descent.__path__, "descent."))]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name):
    assert doctest.testmod(import_module(name)).failed == 0


@pytest.mark.parametrize("name", descent.__all__)
def test_what_is_exported_is_described(name):
    assert inspect.getdoc(getattr(descent, name))


def test_the_rules_of_the_book_are_all_registered_under_their_own_names():
    names = ["gd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "amsgrad", "adamw"]
    assert list(descent.optimizers.rules) == names
    for name in names:
        assert descent.optimizers.rules[name] is getattr(descent, name)
