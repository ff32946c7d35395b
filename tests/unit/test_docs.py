"""The examples in the docstrings are true, and everything public is typed and described."""

import ast
import doctest
import inspect
from functools import cached_property
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import FunctionType

import pytest

import descent
import tools
import website

PACKAGES = [descent, website, tools]
MODULES = [
    import_module(module.name)
    for package in PACKAGES
    for module in walk_packages(package.__path__, f"{package.__name__}.")
]
MODULES += [descent, website]  # tools is a folder and no more
MEMBERS = FunctionType | property | cached_property | staticmethod | classmethod
every_module = pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_examples_in_docstrings(module):
    assert doctest.testmod(module).failed == 0


def untyped(tree):
    """Yield each argument and result without a type, of functions and of methods of classes."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield from (f"{node.name}.{name}" for name in untyped(node))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if node.name.startswith("__") and node.name != "__init__":
                continue
            given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            static = any(getattr(one, "id", "") == "staticmethod" for one in node.decorator_list)
            if isinstance(tree, ast.ClassDef) and not static:
                del given[0]  # self
            given += filter(None, [node.args.vararg, node.args.kwarg])
            yield from (f"{node.name}: {arg.arg}" for arg in given if arg.annotation is None)
            if node.returns is None and node.name != "__init__":
                yield f"{node.name}: its result"


@every_module
def test_every_function_is_typed(module):
    assert [*untyped(ast.parse(Path(module.__file__).read_text("utf8")))] == []


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("def f(x: int, *, y: int = 0) -> int: ...", []),
        ("def f(x: int, *, y=0) -> int: ...", ["f: y"]),
        ("def f(*args, **kwargs) -> int: ...", ["f: args", "f: kwargs"]),
        ("async def f(): ...", ["f: its result"]),
        ("class C:\n def __init__(self, x): ...\n def __repr__(self): ...", ["C.__init__: x"]),
        ("class C:\n @staticmethod\n def f(x) -> int: ...", ["C.f: x"]),
        ("class C:\n @property\n def f(self): ...", ["C.f: its result"]),
    ],
)
def test_what_has_no_type_is_found(text, missing):
    assert [*untyped(ast.parse(text))] == missing


def described(module):
    """(name, docstring) of the public functions and classes of a module, and of their members."""
    for name, thing in vars(module).items():
        thing = inspect.unwrap(thing)
        kept = isinstance(thing, FunctionType | type) and thing.__module__ == module.__name__
        if kept and not name.startswith("_"):
            yield name, inspect.getdoc(thing)
            for part, member in vars(thing).items():
                if isinstance(member, MEMBERS) and part[0] != "_" and "lambda" not in repr(member):
                    yield f"{name}.{part}", inspect.getdoc(getattr(thing, part))


@every_module
def test_everything_public_is_described_by_a_sentence(module):
    first = {name: (doc or "").partition("\n")[0] for name, doc in described(module)}
    assert [name for name, line in first.items() if not line.endswith((".", ":"))] == []


def test_the_rules_of_the_book_are_all_registered_under_their_own_names():
    names = ["gd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "amsgrad", "adamw"]
    assert list(descent.optimizers.rules) == names
    for name in names:
        assert descent.optimizers.rules[name] is getattr(descent, name)
