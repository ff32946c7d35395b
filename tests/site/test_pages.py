"""Every built page stands on its own: nothing from elsewhere, no dead link, readable by anyone."""

import json
import re
from itertools import pairwise
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
import yaml
from PIL import Image

from website import ROOT, SITE

SETTINGS = yaml.safe_load((ROOT / "_config.yml").read_text("utf8"))
BASE = SETTINGS["html"]["baseurl"]
REPOSITORY = SETTINGS["repository"]["url"].removeprefix("https://github.com/")
LICENSE = "https://creativecommons.org/licenses/by/4.0/"
NOTEBOOKS = sorted((ROOT / "chapters").glob("*.ipynb"))
LOADED = {  # what a browser fetches without being asked
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "embed": "src",
    "object": "data",
    "link": "href",
}


def text_outside_code(page):
    """What a reader sees, without code and without the formulas' own markup."""
    strings = page.body.find_all(string=True)
    hidden = ["script", "style", "pre", "code"]
    seen = [s for s in strings if not s.find_parent(hidden) and not s.find_parent(class_="math")]
    return " ".join(seen)


def test_nothing_is_loaded_from_elsewhere(page):
    named = {("canonical",)}  # an address to be cited, not to be loaded
    tags = [tag for tag in page.find_all(LOADED) if tuple(tag.get("rel", ())) not in named]
    loaded = [tag[LOADED[tag.name]] for tag in tags if tag.get(LOADED[tag.name])]
    assert not [address for address in loaded if urlsplit(address).netloc]


def test_links_and_their_targets_exist(site, path, page):
    dead = []
    for tag in page.find_all(href=True) + page.find_all(src=True):
        address = urlsplit(tag.get("href") or tag.get("src"))
        if address.scheme or address.netloc or address.path == "#":
            continue
        target = (path.parent / unquote(address.path)).resolve() if address.path else path
        found = target.is_file()
        if found and address.fragment and target in site:
            found = site[target].find(id=unquote(address.fragment))
        if not found:
            dead.append(tag)
    assert not dead


def test_a_page_names_itself(page):
    assert page.html["lang"] == "en"
    assert page.title.get_text(strip=True)
    assert len(page.select("main h1")) >= 1


def test_a_page_describes_itself(path, page):
    if path.name != "search.html":
        words = page.find("meta", attrs={"name": "description"})["content"]
        assert 20 < len(words) <= 160
        assert words.endswith((".", "?", "!", "…", ":")), words
        assert not words.startswith(page.h1.get_text(strip=True))


def test_a_page_says_where_it_lives_and_what_it_is(path, page):
    """Canonical address, preview and structured data follow the one setting in _config.yml."""
    if path.name == "search.html":
        return
    address = BASE + path.relative_to(SITE).as_posix()
    assert page.find("link", rel="canonical")["href"] == address
    seen = {tag["property"]: tag["content"] for tag in page.find_all("meta", property=True)}
    assert seen["og:url"] == address
    assert seen["og:title"].endswith(page.h1.find(string=True).strip())
    card = SITE / seen["og:image"].removeprefix(BASE)
    assert card.is_file()
    assert seen["og:image:alt"]
    thing = json.loads(page.find("script", type="application/ld+json").string)
    assert thing["@context"] == "https://schema.org"
    assert thing["@type"] == ("Course" if path.name == "index.html" else "LearningResource")
    assert thing["url"] == address
    course = thing.get("isPartOf", thing)
    assert course["@type"] == "Course"
    assert course["name"] == course["provider"]["name"][4:-8] == "Down the Mountain"
    assert course["description"]


def test_a_page_says_what_may_be_done_with_it(path, page):
    footer = page.select_one("footer .license")
    text, code = footer.select("a")
    assert (text["href"], text["rel"]) == (LICENSE, ["license"])
    license = (path.parent / code["href"]).resolve()
    assert license.read_text("utf8") == (ROOT / "LICENSE").read_text("utf8")
    if path.name != "search.html":
        thing = json.loads(page.find("script", type="application/ld+json").string)
        assert thing["license"] == LICENSE
        assert "<" not in thing["name"]


def test_a_chapter_leads_to_where_its_notebook_runs(path, page):
    links = {a.get_text(strip=True): a["href"] for a in page.select(".dropdown-run-buttons a")}
    name = path.relative_to(SITE).with_suffix(".ipynb").as_posix()
    if not (ROOT / name).exists():
        assert not links
        return
    assert links == {
        "In this browser": f"../lite/notebooks/index.html?path={name}",
        "On Colab": f"https://colab.research.google.com/github/{REPOSITORY}/blob/main/{name}",
        "On Binder": f"https://mybinder.org/v2/gh/{REPOSITORY}/main?urlpath=lab/tree/{name}",
        "What Colab needs first": "../index.html#four-ways-to-read",
    }
    version = page.find("meta", attrs={"name": "chapter-version"})["content"]
    staged = nbformat.read(SITE / "lite" / "files" / name, 4)
    assert staged.metadata["down-the-mountain"] == version


def test_the_sitemap_lists_every_page(site):
    listed = set(re.findall(r"<loc>([^<]+)</loc>", (SITE / "sitemap.xml").read_text("utf8")))
    pages = {BASE + page.relative_to(SITE).as_posix() for page in site}
    assert listed == pages - {f"{BASE}search.html"}


def test_headings_go_down_one_level_at_a_time(page):
    """So that a screen reader's list of headings is the chapter's table of contents."""
    article = page.find("article") or page.main
    levels = [int(tag.name[1]) for tag in article.find_all(re.compile("^h[1-6]$"))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(next_ <= level + 1 for level, next_ in pairwise(levels))


def test_tables_have_headers(page):
    for table in page.find_all("table"):
        headers = [cell.get_text(strip=True) for cell in table.find_all("th")]
        assert headers, table
        assert any(headers), table


def test_identifiers_are_unique(page):
    names = [tag["id"] for tag in page.find_all(id=True)]
    assert not {name for name in names if names.count(name) > 1}


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_captioned_figure_stands_on_its_page(site, notebook):
    page = site[SITE / "chapters" / f"{notebook.stem}.html"]
    for cell in nbformat.read(notebook, 4).cells:
        if name := cell.metadata.get("mystnb", {}).get("figure", {}).get("name"):
            assert page.select_one(f"figure#{name} img"), f"no picture for {name}"


def test_images_have_alternative_text(page):
    """Words, that is: where a cell gives none, MyST-NB writes the file's path."""
    poor = [img for img in page.find_all("img") if not re.search(r"\w \w", img.get("alt", ""))]
    assert not poor


@pytest.mark.parametrize(
    "name", ["mathjax", "thebe", "require.js", "widget-state", "jupyter-widgets"]
)
def test_no_script_the_book_does_not_need(page, name):
    scripts = " ".join(str(script).lower() for script in page.find_all(["script", "link"]))
    assert name not in scripts


def test_mathematics_is_drawn(page):
    assert not page.select(".katex-error")
    assert not page.select(".katex .eqn-num"), "numbered twice: write align*, or aligned in $$"
    raw = re.findall(r"\$[^$\s][^$]*\$|\$\$|\\[a-zA-Z]{2,}|\\[()\[\]]", text_outside_code(page))
    assert not raw


def test_no_trace_of_an_error(page):
    assert not page.select(".system-message, .problematic, .stderr")


def test_the_stylesheet_loads_nothing_from_elsewhere():
    addresses = re.findall(r"url\(['\"]?([^'\")]+)", (SITE / "book.css").read_text("utf8"))
    assert any(address.endswith(".woff2") for address in addresses)
    for address in addresses:
        assert not urlsplit(address).netloc
        assert urlsplit(address).scheme == "data" or (SITE / address).exists(), address


def test_first_words_wait_for_one_stylesheet_and_no_script(page):
    [sheet] = page.select("link[rel=stylesheet]")
    assert re.fullmatch(r"(\.\./)?book\.css\?v=[0-9a-f]{8}", sheet["href"])
    for script in page.select("script[src]"):
        assert script.has_attr("defer"), script
        assert script.get("type") != "module", "browsers run none from files"
    assert not page.select("link[rel=modulepreload]")


def test_pictures_keep_their_room_and_come_when_needed(path, page):
    for picture in page.select("article img"):
        with Image.open(path.parent / picture["src"]) as file:
            assert (picture["width"], picture["height"]) == tuple(map(str, file.size))
        assert picture["loading"] == "lazy"


def test_what_figures_import_is_fetched_later(page):
    named = page.select("script[data-modules]")
    assert bool(named) == bool(page.select(".descent-figure"))
    for script in named:
        modules = script["data-modules"].split()
        assert modules
        assert all((SITE / "_static" / "descent" / module).is_file() for module in modules)


def test_the_theme_does_not_measure_all_that_could_scroll():
    """The comments in website/pages.py say why."""
    script = (SITE / "_static/scripts/pydata-sphinx-theme.js").read_text("utf8")
    assert "tabIndex=" in script
    assert 'getElementById("main-content")' not in script
