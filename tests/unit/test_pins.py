"""The pinned versions: everyone gets them, and the oldest Python that is named takes them."""

import ast
import json
import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution

import pytest
import sphinxcontrib.katex
from jupyterlite_pyodide_kernel.constants import PYODIDE_VERSION
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from website import ROOT
from website.digest import files

OLDEST = "3.11.0"
PINS = dict(re.findall(r"(?m)^([\w.-]+)==(\S+)", (ROOT / "constraints.txt").read_text("utf8")))
REQUIREMENTS = ["requirements.txt", "requirements-test.txt"]
# What came in a later release of 3.11: {keyword: the functions that take it since}.
YOUNG = {
    "filter": {"extract", "extractall", "unpack_archive"},
    "strict": {"getaddresses", "parseaddr"},
}


def test_the_oldest_python_is_the_one_that_the_library_names():
    project = tomllib.loads((ROOT / "code" / "pyproject.toml").read_text("utf8"))["project"]
    assert project["requires-python"] == f">={OLDEST.rpartition('.')[0]}"


@pytest.mark.parametrize("name", PINS)
def test_the_oldest_python_takes_a_pin(name):
    try:
        package = distribution(name)
    except PackageNotFoundError:
        pytest.skip("not installed here")
    version = package.version.partition("+")[0]  # what is behind it names a build
    assert version == PINS[name], "another version is installed: delete .venv"
    versions = package.metadata.get("Requires-Python", "")
    assert Requirement(f"python{versions}").specifier.contains(OLDEST), versions


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_whoever_installs_the_requirements_gets_the_pins(name):
    """Binder, JupyterHub and the README's lines without make give pip no file but this one."""
    first, *lines = (ROOT / name).read_text("utf8").splitlines()
    assert first == "-c constraints.txt"
    wanted = [Requirement(line) for line in lines if line and line[0] not in "#-"]
    assert wanted
    pins = {canonicalize_name(pin): version for pin, version in PINS.items()}
    for requirement in wanted:
        assert requirement.specifier.contains(pins[canonicalize_name(requirement.name)])


def test_the_environments_own_pip_is_pinned_and_comes_first():
    """For another pip finds other versions, or none."""
    assert "pip" in PINS
    for name in ("Makefile", "README.md"):
        text = (ROOT / name).read_text("utf8")
        assert re.search(r"-c constraints\.txt pip\n.*-r requirements\.txt\n", text), name


@pytest.mark.parametrize("folder", [ROOT, ROOT / "tests" / "bench"], ids=["book", "benchmarks"])
def test_npm_installs_what_was_tested_and_nothing_else(folder):
    asked = json.loads((folder / "package.json").read_text("utf8"))
    locked = json.loads((folder / "package-lock.json").read_text("utf8"))["packages"]
    named = {**asked["dependencies"], **asked.get("devDependencies", {})}
    assert named == {name: locked[f"node_modules/{name}"]["version"] for name in named}
    del locked[""]  # the project itself
    for name, package in locked.items():
        assert package["integrity"].startswith("sha512-"), name
        assert package["resolved"].startswith("https://registry.npmjs.org/"), name


def test_npm_and_pypi_bring_the_same_versions():
    named = json.loads((ROOT / "package.json").read_text("utf8"))["dependencies"]
    assert named["katex"] == sphinxcontrib.katex.katex_version
    assert named["pyodide"] == PYODIDE_VERSION


@pytest.mark.parametrize(
    "path",
    [p for p in files("code", "tests", "tools", "website") if p.suffix == ".py"],
    ids=lambda p: p.relative_to(ROOT).as_posix(),
)
def test_no_call_is_younger_than_the_oldest_python(path):
    for node in ast.walk(ast.parse(path.read_text("utf8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", None))
            young = {word.arg for word in node.keywords if name in YOUNG.get(word.arg, ())}
            assert not young, f"line {node.lineno}: {name}({young})"
