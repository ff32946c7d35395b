"""Pages that show their first words soon: one stylesheet, no script to wait for, light pictures.

Themes, extensions and the book bring twelve stylesheets and as many scripts, and a browser waits
for all of them before it shows a word. Most of it is not needed for that, or not at all.
"""

import io
import json
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

from PIL import Image

from website import SITE
from website.npm import NODE, packages
from website.patch import replaced, replaced_in, unmatched

SHEET = re.compile(r'<link (?=[^>]*rel="stylesheet")[^>]*href="((?:\.\./)*)([^"?]*)[^>]*>\s*')
WAITED_FOR = re.compile(r"<script (?=[^>]*src=)(?![^>]*(?:defer|type=))")
PICTURE = re.compile(r'(src="[./]*_images/)([0-9a-f]+)\.png"')
PRELOAD = re.compile(r'<link (?=rel="preload" as="script")')
# Elements of names, marks and spaces in a program, half of all: they have the color of the text.
PLAIN = re.compile(r'<span class="(?:n|p|w)">([^<]*)</span>')
OWN = re.compile(r"(descent/.*|(icons|book|exercises)\.css)$")
# Join the stylesheets in their order, with all that they import and without spaces. Of theirs drop
# the rules for what no page has and no script makes. Ours come last and stay whole, for figures
# make up names as they go.
STYLES = """
const [esbuild, purgecss, absWorkingDir, theirs, ours, content] = JSON.parse(process.argv[1]);
const join = sheets => require(esbuild).buildSync({
  stdin: {
    contents: sheets.map(sheet => `@import "./${sheet}";`).join(""),
    loader: "css",
    resolveDir: absWorkingDir,
  },
  absWorkingDir, bundle: true, minify: true, outfile: "book.css", write: false, logLevel: "error",
  loader: { ".woff2": "copy", ".png": "copy" }, assetNames: "[dir]/[name]", allowOverwrite: true,
}).outputFiles.find(({ path }) => path.endsWith("book.css")).text;
new (require(purgecss).PurgeCSS)().purge({ css: [{ raw: join(theirs) }], content })
  .then(([{ css }]) => process.stdout.write(css + join(ours)));
"""


def build(site: Path = SITE) -> None:
    """Rewrite the pages of a site, and delete what they no longer need."""
    pages = {page: page.read_text("utf8") for page in site.rglob("*.html")}
    version = one_stylesheet(site, pages)
    sizes = light_pictures(site)
    for page, html in pages.items():
        html = with_one_link(html, version, page)
        html = replaced(html, WAITED_FOR, "<script defer ", where=page, count=None)
        pages[page] = replaced(html, PRELOAD, '<link fetchpriority="low" ', page, count=None)
    pages = replaced_in(pages, PLAIN, r"\1", where=site)
    pages = replaced_in(pages, PICTURE, lambda found: shown(found, sizes), where=site)
    for page, html in pages.items():
        page.write_text(html, "utf8")


def with_one_link(html: str, version: str, page: Path) -> str:
    """The page with a link to book.css where the first of its stylesheets was, and no other."""
    first = SHEET.search(html)
    if first is None:
        raise unmatched(SHEET, page)
    link = f'<link rel="stylesheet" href="{first[1]}book.css?v={version}" />\n  '
    return html[: first.start()] + link + SHEET.sub("", html[first.end() :])


def one_stylesheet(site: Path, pages: dict[Path, str]) -> str:
    """Write book.css in place of all stylesheets; returns what changes with its content."""
    sheets = dict.fromkeys(sheet for html in pages.values() for _, sheet in SHEET.findall(html))
    ours = [sheet for sheet in sheets if OWN.search(sheet)]
    theirs = [sheet for sheet in sheets if sheet not in ours]
    content = [str(path) for path in (*pages, *site.rglob("*.js"))]
    tools = [str(packages() / tool) for tool in ("esbuild", "purgecss")]
    data = json.dumps([*tools, str(site), theirs, ours, content])
    css = subprocess.run([NODE, "-e", STYLES, data], check=True, stdout=subprocess.PIPE).stdout
    for sheet in site.rglob("*.css"):
        sheet.unlink()
    (site / "book.css").write_bytes(css)
    return sha256(css).hexdigest()[:8]


def light_pictures(site: Path) -> dict[str, tuple[int, int]]:
    """Make all pictures WebP, which browsers read now; returns widths and heights, by name."""
    pictures = list(site.glob("_images/*.png"))
    with ThreadPoolExecutor() as threads:
        return dict(threads.map(lighten, pictures))


def lighten(path: Path) -> tuple[str, tuple[int, int]]:
    """Make a picture WebP, exact or a little smoothed, whichever is smaller; its name and size."""
    with Image.open(path) as picture:
        options = [{"lossless": True, "method": 2}, {"quality": 90}]
        found = [io.BytesIO() for _ in options]
        for file, option in zip(found, options, strict=True):
            picture.save(file, "webp", **option)
        size = picture.size
    path.with_suffix(".webp").write_bytes(min((f.getvalue() for f in found), key=len))
    path.unlink()
    return path.stem, size


def shown(found: re.Match[str], sizes: dict[str, tuple[int, int]]) -> str:
    """The attributes of a picture that is fetched when a reader comes near.

    It has its room before, so that nothing moves when it comes.
    """
    source, name = found.groups()
    width, height = sizes[name]
    return f'{source}{name}.webp" width="{width}" height="{height}" loading="lazy"'
