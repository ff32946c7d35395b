"""What is cited is what is here."""

import shutil
import subprocess
import sys
import tomllib
import zipfile
from email.parser import Parser
from importlib.metadata import distribution, version

import pytest
import yaml

from website import ROOT, lite
from website.digest import files

LICENSE = (ROOT / "LICENSE").read_text("utf8")


def test_the_citation_names_this_version_and_the_books_address():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf8"))
    settings = yaml.safe_load((ROOT / "_config.yml").read_text("utf8"))
    assert cited["version"] == version("down-the-mountain")
    assert cited["url"] == settings["html"]["baseurl"]
    assert cited["repository-code"] == settings["repository"]["url"]
    assert [author["name"] for author in cited["authors"]] == [settings["author"]]


def test_the_installed_library_brings_its_license():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf8"))["license"]
    assert " AND ".join(cited) == "MIT AND CC-BY-4.0"
    assert (ROOT / "code" / "LICENSE").read_text("utf8") == LICENSE
    library = distribution("down-the-mountain")
    assert library.metadata.get("License-Expression") == "MIT AND CC-BY-4.0"
    assert library.read_text("licenses/LICENSE") == LICENSE


def by_setuptools(folder):
    """The wheel that pip makes of the folder `code`."""
    source = shutil.copytree(ROOT / "code", folder / "code")  # setuptools writes into it
    command = "from setuptools.build_meta import build_wheel; build_wheel('..')"
    subprocess.run([sys.executable, "-c", command], cwd=source, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.mark.parametrize("make", [by_setuptools, lite.library])
def test_a_wheel_of_the_library_brings_all_of_it_and_nothing_else(tmp_path, make):
    with zipfile.ZipFile(make(tmp_path)) as wheel:
        names = set(wheel.namelist())
        [folder] = {name.split("/")[0] for name in names if ".dist-info/" in name}
        metadata = Parser().parsestr(wheel.read(f"{folder}/METADATA").decode())
        assert wheel.read(f"{folder}/licenses/LICENSE").decode() == LICENSE
    assert metadata["License-Expression"] == "MIT AND CC-BY-4.0"
    assert metadata["License-File"] == "LICENSE"
    wanted = tomllib.loads((ROOT / "code" / "pyproject.toml").read_text("utf8"))["project"]
    assert metadata.get_all("Requires-Dist") == wanted["dependencies"]
    library = {path.relative_to(ROOT / "code").as_posix() for path in files("code/descent")}
    assert "descent/py.typed" in library
    brought = {name for name in names if not name.startswith(folder)}
    assert brought ^ library == set()


def test_one_line_installs_the_library_anywhere():
    """In a notebook on Colab, Kaggle or elsewhere; the line names the book's own repository."""
    settings = yaml.safe_load((ROOT / "_config.yml").read_text("utf8"))
    line = f'%pip install "git+{settings["repository"]["url"]}#subdirectory=code"'
    for name in ("index.md", "README.md"):
        assert line in (ROOT / name).read_text("utf8"), name
