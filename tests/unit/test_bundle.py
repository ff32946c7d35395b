"""Bundling a small site: what its pages use stays, and stays in its order; nothing else does."""

import io

import pytest
from bs4 import BeautifulSoup
from PIL import Image

from website import bundle

SHEETS = {
    "a.css": '@import "deep/imported.css"; .used { color: red } .unused { color: green }',
    "deep/imported.css": ".imported { src: url(font.woff2) } html[data-theme=dark] p { top: 0 }",
    "b.css": ".used { color: blue } .made-by-script { --read-by-script: 1 }",
    "icons.css": ":is(html[data-theme=dark], .rule-own) p, .rule-adam { color: gold }",
}
PAGE = """<html data-theme="auto"><head><title>A</title>
<link href="{up}_static/a.css" rel="stylesheet" />
<link rel="preload" as="script" href="{up}_static/a.js" />
<link rel="stylesheet" type="text/css" href="{up}_static/b.css?v=1" />
<link rel="stylesheet" type="text/css" href="{up}_static/icons.css" />
<script>inline()</script><script src="{up}_static/a.js?v=2"></script>
<script defer src="{up}_static/a.js"></script>
<script type="module" src="{up}_static/a.js"></script>
</head><body><p class="used imported"><img alt="" src="{up}_images/0af.png" /></p>
<pre><span class="k">if</span> <span class="n">x</span><span class="p">:</span></pre>
</body></html>"""


@pytest.fixture
def site(tmp_path):
    for name, css in SHEETS.items():
        (tmp_path / "_static" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "_static" / name).write_text(css)
    (tmp_path / "_static/deep/font.woff2").write_bytes(b"a font")
    (tmp_path / "_static/a.js").write_text("dataset.theme = 'dark'; add('made-by-script')")
    (tmp_path / "_images").mkdir()
    picture = io.BytesIO()
    Image.effect_noise((30, 20), 50).save(picture, "png")
    (tmp_path / "_images/0af.png").write_bytes(picture.getvalue())
    for name, up in (("index.html", ""), ("chapters/one.html", "../")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(PAGE.format(up=up))
    bundle.build(tmp_path)
    return tmp_path


def test_rules_that_are_used_or_ours_stay_in_their_order(site):
    css = (site / "book.css").read_text()
    assert ".unused" not in css
    kept = [".imported", "data-theme=dark] p{top", "color:red", "color:#00f", ".made-by-script"]
    kept += ["--read-by-script", ":is(html[data-theme=dark],.rule-own) p,.rule-adam"]
    places = [css.index(rule) for rule in kept]
    assert places == sorted(places)
    assert "url(./_static/deep/font.woff2)" in css.replace('"', "")
    assert (site / "_static/deep/font.woff2").read_bytes() == b"a font"
    assert [path.name for path in site.rglob("*.css")] == ["book.css"]


@pytest.mark.parametrize(("name", "up"), [("index.html", ""), ("chapters/one.html", "../")])
def test_a_page_asks_for_one_sheet_where_the_first_was_and_no_script_delays_it(site, name, up):
    page = BeautifulSoup((site / name).read_text(), "html.parser")
    [sheet] = page.select("link[rel=stylesheet]")
    assert sheet["href"].startswith(f"{up}book.css?v=")
    names = " ".join(tag.name for tag in page.head.find_all(True))
    assert names == "title link link script script script script"
    inline, first, second, module = page.select("script")
    assert (inline.string, dict(inline.attrs)) == ("inline()", {})
    assert first["src"] == f"{up}_static/a.js?v=2"
    assert [tag.has_attr("defer") for tag in (first, second, module)] == [True, True, False]
    assert page.select_one("link[rel=preload]")["fetchpriority"] == "low"


def test_a_picture_gets_lighter_and_keeps_its_room(site):
    page = BeautifulSoup((site / "chapters/one.html").read_text(), "html.parser")
    assert page.img.attrs == {
        "alt": "",
        "src": "../_images/0af.webp",
        "width": "30",
        "height": "20",
        "loading": "lazy",
    }
    with Image.open(site / "_images/0af.webp") as picture:
        assert picture.size == (30, 20)
    assert not list(site.rglob("*.png"))


def test_code_keeps_its_words_and_the_colors_that_differ(site):
    page = BeautifulSoup((site / "index.html").read_text(), "html.parser")
    assert page.pre.decode_contents() == '<span class="k">if</span> x:'
