"""What the site changes of others' output: a change that no longer takes is an error by name."""

import re
from pathlib import Path
from types import SimpleNamespace

import pydata_sphinx_theme
import pytest
import sphinx
import sphinx_book_theme
import sphinx_copybutton
from docutils import nodes
from test_bundle import PAGE

from website import bundle, katex, pages
from website.patch import replaced, replaced_in

THEMES = [Path(module.__file__).parent for module in (pydata_sphinx_theme, sphinx_book_theme)]
STATIC = [theme / "theme" / theme.name / "static" for theme in THEMES]
STATIC += [Path(sphinx_copybutton.__file__).parent / "_static"]
STATIC += [Path(sphinx.__file__).parent / "themes" / "basic" / "static"]
WRITTEN = {"pygments.css": 'html[data-theme="light"] .highlight { color: black }'}  # by the theme
CHANGES = pages.SCRIPTS | pages.COPY_SCRIPTS | pages.SHEETS


def as_installed(name):
    """The text of a file below _static, as a theme or an extension brings it."""
    if name in WRITTEN:
        return WRITTEN[name]
    paths = [folder / end for folder in STATIC for end in (name, f"{name}_t")]
    return next(path for path in paths if path.is_file()).read_text("utf8")


def test_what_matches_is_replaced():
    assert replaced("a.b a-b", "a.b", r"\1", "here") == r"\1 a-b"
    assert replaced("ab ac", re.compile("a(.)"), r"\1", "here", count=2) == "b c"
    assert replaced("ab ac", re.compile("a(.)"), lambda found: found[1] * 2, "here", 2) == "bb cc"
    assert replaced("aaa", "a", "b", "here", count=None) == "bbb"


@pytest.mark.parametrize(("text", "count"), [("b", 1), ("b", None), ("aa", 1), ("a", 2)])
def test_another_number_of_matches_is_an_error_with_both_names(text, count):
    for pattern in ("a", re.compile("a")):
        with pytest.raises(LookupError, match=rf"file\.js has {text.count('a')} matches of 'a'"):
            replaced(text, pattern, "c", "file.js", count)


def test_of_several_texts_one_must_match():
    assert replaced_in({1: "a", 2: "b"}, "a", "c", "here") == {1: "c", 2: "b"}
    with pytest.raises(LookupError, match="here has 0 matches of 'a'"):
        replaced_in({1: "c", 2: "b"}, "a", "c", "here")


@pytest.fixture
def built(tmp_path):
    """A site with the files that are changed, as installed, and the Sphinx that wrote it."""
    for name in CHANGES:
        path = tmp_path / "_static" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(as_installed(name), "utf8")
    return SimpleNamespace(
        outdir=tmp_path,
        builder=SimpleNamespace(format="html"),
        extensions=["sphinx_copybutton"],
    )


def test_the_installed_themes_and_extensions_can_be_changed(built):
    pages.drop_unused_assets(built, None)
    for name, changes in CHANGES.items():
        text = (built.outdir / "_static" / name).read_text("utf8")
        for pattern, replacement in changes.items():
            assert replacement in text
            assert not re.search(pattern if isinstance(pattern, re.Pattern) else "$^", text)


@pytest.mark.parametrize(
    ("name", "pattern"), [(name, pattern) for name, all_ in CHANGES.items() for pattern in all_]
)
def test_a_theme_that_writes_it_otherwise_stops_the_build(built, name, pattern):
    path = built.outdir / "_static" / name
    regex = pattern if isinstance(pattern, re.Pattern) else re.compile(re.escape(pattern))
    path.write_text(regex.sub("otherwise", path.read_text("utf8")), "utf8")
    with pytest.raises(LookupError, match=re.escape(f"{name} has 0 matches of ")):
        pages.drop_unused_assets(built, None)


@pytest.mark.parametrize("html", ["<head></head>", 2 * pages.CHARSET])
def test_a_page_without_a_place_for_its_policy_stops_the_build(built, html):
    (built.outdir / "one.html").write_text(html)
    with pytest.raises(LookupError, match=r"one\.html has . matches of '<meta charset"):
        pages.guard(built, None)


@pytest.mark.parametrize("kind", [nodes.citation, nodes.definition])
def test_a_list_that_is_written_otherwise_stops_the_build(built, kind):
    body = '<div role="doc-biblioentry"></div><dt></dt><dd></dd>'
    for text, raises in ((body, False), ("<ul></ul>", True)):
        context, page = {"body": text}, nodes.inline("", "", kind())
        if raises:
            with pytest.raises(LookupError, match="glossary has 0 matches"):
                pages.mend_lists(built, "glossary", "", context, page)
        else:
            pages.mend_lists(built, "glossary", "", context, page)
            assert context["body"] != body


def test_a_theme_without_the_script_that_is_dropped_stops_the_build(built):
    scripts = [SimpleNamespace(attributes={"body": text}) for text in ("a.pagename = 1", "b")]
    context = {"script_files": scripts}
    pages.drop_unused_scripts(built, "index", "", context, None)
    assert context["script_files"] == scripts[1:]
    with pytest.raises(LookupError, match=r"index has 0 matches of '\.pagename'"):
        pages.drop_unused_scripts(built, "index", "", context, None)


@pytest.mark.parametrize("pattern", [bundle.SHEET, bundle.WAITED_FOR, bundle.PRELOAD])
def test_each_page_must_have_what_makes_it_wait(tmp_path, monkeypatch, pattern):
    check_bundle(tmp_path, monkeypatch, pattern, PAGE.format(up=""))


@pytest.mark.parametrize("pattern", [bundle.PLAIN, bundle.PICTURE])
def test_one_page_must_have_code_and_one_a_picture(tmp_path, monkeypatch, pattern):
    check_bundle(tmp_path, monkeypatch, pattern, pattern.sub("otherwise", PAGE.format(up="")))


def check_bundle(folder, monkeypatch, pattern, other):
    monkeypatch.setattr(bundle, "one_stylesheet", lambda site, pages: "1")
    monkeypatch.setattr(bundle, "light_pictures", lambda site: {"0af": (30, 20)})
    (folder / "one.html").write_text(other)
    (folder / "two.html").write_text(pattern.sub("otherwise", other))
    with pytest.raises(LookupError, match=re.escape(f"0 matches of {pattern.pattern!r}")):
        bundle.build(folder)


def test_fonts_that_katex_names_otherwise_stop_the_build(tmp_path, monkeypatch):
    katex.copy_letters(tmp_path)
    assert ".ttf" not in (tmp_path / "katex.min.css").read_text("utf8")
    (tmp_path / "katex" / "dist").mkdir(parents=True)
    (tmp_path / "katex" / "dist" / "katex.min.css").write_text("@font-face { }")
    monkeypatch.setattr(katex, "packages", lambda: tmp_path)
    with pytest.raises(LookupError, match=r"katex\.min\.css has 0 matches"):
        katex.copy_letters(tmp_path)
