"""What is cited is what is here."""

import zipfile
from importlib.metadata import distribution, version

import yaml

from website import ROOT, lite

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


def test_the_library_for_the_browser_brings_it_too(tmp_path):
    with zipfile.ZipFile(lite.library(tmp_path)) as wheel:
        [folder] = {name.split("/")[0] for name in wheel.namelist() if ".dist-info/" in name}
        assert wheel.read(f"{folder}/licenses/LICENSE").decode() == LICENSE
        metadata = wheel.read(f"{folder}/METADATA").decode().splitlines()
    assert {"License-Expression: MIT AND CC-BY-4.0", "License-File: LICENSE"} <= set(metadata)


def test_one_line_installs_the_library_anywhere():
    """In a notebook on Colab, Kaggle or elsewhere; the line names the book's own repository."""
    settings = yaml.safe_load((ROOT / "_config.yml").read_text("utf8"))
    line = f'%pip install "git+{settings["repository"]["url"]}#subdirectory=code"'
    for name in ("index.md", "README.md"):
        assert line in (ROOT / name).read_text("utf8"), name
