"""What is cited is what is here."""

from importlib.metadata import version

import yaml

from book import ROOT


def test_the_citation_names_this_version_and_the_books_address():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf8"))
    settings = yaml.safe_load((ROOT / "_config.yml").read_text("utf8"))
    assert cited["version"] == version("down-the-mountain")
    assert cited["url"] == settings["html"]["baseurl"]
    assert cited["repository-code"] == settings["repository"]["url"]
    assert [author["name"] for author in cited["authors"]] == [settings["author"]]
