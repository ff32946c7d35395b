"""The whole book as one file, for reading without a network."""

import zipfile
from importlib.metadata import version

import yaml

from website import ROOT, SITE
from website.whole import made

NAME = "down-the-mountain"
ARCHIVE = SITE / f"{NAME}.zip"
README = """Down the Mountain, version {version}

Open index.html in a browser: the whole book is here, with a picture of every live figure.

Browsers don't run the figures' modules from files. To have them move, serve this folder:

    python3 -m http.server 8000 --bind 127.0.0.1

and open http://127.0.0.1:8000. (On Windows: py -m http.server 8000 --bind 127.0.0.1)

The notebooks are in _sources/chapters. To run them you need the book's library: {address}

Text and figures: CC BY 4.0. Code: MIT license. LICENSE.txt has both, and whose the data are.
"""
NOT_HERE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Not in this copy</title>
<p>This copy of the book holds no Python for the browser.
<a href="{address}">The book's site</a> does.</p>
</html>
"""


def build() -> None:
    """Zip all pages, before the Python for the browser is put beside them."""
    address = yaml.safe_load((ROOT / "_config.yml").read_text("utf8"))["html"]["baseurl"]
    files = [file for file in sorted(SITE.rglob("*")) if file.is_file()]
    with made(ARCHIVE) as beside, zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
        readme = README.format(version=version(NAME), address=address)
        archive.writestr(f"{NAME}/README.txt", readme)
        archive.writestr(f"{NAME}/lite/notebooks/index.html", NOT_HERE.format(address=address))
        for file in files:
            archive.write(file, f"{NAME}/{file.relative_to(SITE).as_posix()}")
