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

from PIL import Image

from website import SITE
from website.npm import NODE, packages

SHEET = re.compile(r'<link (?=[^>]*rel="stylesheet")[^>]*href="((?:\.\./)*)([^"?]*)[^>]*>\s*')
WAITED_FOR = re.compile(r"<script (?=[^>]*src=)(?![^>]*(?:defer|type=))")
PICTURE = re.compile(r'(src="[./]*_images/)([0-9a-f]+)\.png"')
PRELOAD = re.compile(r'<link (?=rel="preload" as="script")')
# Names, marks and spaces of a program, half of its elements: they have the color of the text.
PLAIN = re.compile(r'<span class="(?:n|p|w)">([^<]*)</span>')
OWN = re.compile(r"(descent/.*|icons\.css|book\.css)$")
# One after the other, in their order and with all that they import, without spaces; then theirs
# without the rules for what no page has and no script makes. Ours come last and stay as they are:
# figures make up names as they go.
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


def build(site=SITE):
    """Rewrite the pages of a site, and delete what they no longer need."""
    pages = {page: page.read_text("utf8") for page in site.rglob("*.html")}
    version = one_stylesheet(site, pages)
    sizes = light_pictures(site)
    for page, html in pages.items():
        up, _ = SHEET.search(html).groups()
        link = f'<link rel="stylesheet" href="{up}book.css?v={version}" />\n  '
        first, *rest = SHEET.split(html)[:: SHEET.groups + 1]
        html = WAITED_FOR.sub("<script defer ", first + link + "".join(rest))
        html = PRELOAD.sub('<link fetchpriority="low" ', PLAIN.sub(r"\1", html))
        page.write_text(PICTURE.sub(lambda found: shown(*found.groups(), sizes), html), "utf8")


def one_stylesheet(site, pages):
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


def light_pictures(site):
    """As WebP, which all browsers read now; returns their widths and heights, by name."""
    pictures = list(site.glob("_images/*.png"))
    with ThreadPoolExecutor() as threads:
        return dict(threads.map(lighten, pictures))


def lighten(path):
    """Exact or a little smoothed, whichever is smaller."""
    with Image.open(path) as picture:
        options = [{"lossless": True, "method": 2}, {"quality": 90}]
        found = [io.BytesIO() for _ in options]
        for file, option in zip(found, options, strict=True):
            picture.save(file, "webp", **option)
        size = picture.size
    path.with_suffix(".webp").write_bytes(min((f.getvalue() for f in found), key=len))
    path.unlink()
    return path.stem, size


def shown(source, name, sizes):
    """Fetched when a reader comes near; with its room, so that nothing moves when it comes."""
    width, height = sizes[name]
    return f'{source}{name}.webp" width="{width}" height="{height}" loading="lazy"'
