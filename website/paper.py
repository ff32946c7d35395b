"""python -m website.paper: the whole book as one PDF, printed from its pages by Chromium.

The pages are joined into one document first, so that a link from one to another leads on within
the file. Hints and solutions, folded on a page, stand at the end.
"""

import posixpath
from copy import copy
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urljoin, urlsplit

import yaml
from bs4 import BeautifulSoup
from playwright.sync_api import sync_playwright
from sphinx_external_toc.parsing import parse_toc_yaml

from website import ROOT, SITE
from website.archive import NAME
from website.browser import find, flags
from website.whole import made

PDF = SITE.parent / f"{NAME}.pdf"
MARGINS = dict.fromkeys(("top", "bottom", "left", "right"), "18mm")
STYLE = "<style>.bd-article > .page { break-before: page; }</style>"


def build():
    """Print the site that was built, and say where the file is."""
    with sync_playwright() as playwright, TemporaryDirectory() as folder:
        document = Path(folder, "whole.html")
        document.write_text(joined(), "utf8")
        browser = playwright.chromium.launch(executable_path=find(), args=flags())
        page = browser.new_page(java_script_enabled=False)  # pictures, not live figures
        page.goto(document.as_uri())
        with made(PDF) as beside:
            page.pdf(path=beside, format="A4", margin=MARGINS, outline=True, tagged=True)
        browser.close()
    print(f"The whole book: {PDF}", flush=True)


def joined():
    """All pages in the order of the table of contents as one HTML document."""
    names = [f"{name}.html" for name in parse_toc_yaml(ROOT / "_toc.yml")]
    whole = BeautifulSoup((SITE / names[0]).read_text("utf8"), "html.parser")
    for script in whole("script"):
        script.decompose()
    for sheet in whole.head(href=True):
        sheet["href"] = urljoin(f"{SITE.as_uri()}/", sheet["href"])
    whole.html["data-theme"] = "light"
    whole.head.append(BeautifulSoup(STYLE, "html.parser"))
    body = whole.new_tag("article", attrs={"class": "bd-article"})
    folds = whole.new_tag("section", attrs={"class": "page"})
    folds.append(title := whole.new_tag("h1"))
    title.string = "Hints and solutions"
    for name in names:
        text = BeautifulSoup((SITE / name).read_text("utf8"), "html.parser")
        article = text.find("article", "bd-article")
        within_one_file(article, name, names)
        collect(whole, article, folds)
        article.name, article["class"], article["id"] = "section", "page", anchor(name, "")
        body.append(article)
    body.append(folds)
    whole.body.clear()
    whole.body.append(body)
    return str(whole)


def anchor(name, fragment):
    """The name, in the one document, of a place on a page; of the page itself without fragment."""
    return f"{Path(name).stem}--{fragment}".rstrip("-")


def within_one_file(article, name, names):
    """Give what stands on a page names and addresses that hold in the one document.

    What the book's site has beside its pages is left there, at its own address.
    """
    site = yaml.safe_load((ROOT / "_config.yml").read_text("utf8"))["html"]["baseurl"]
    for tag in article(["script", "style"]):
        tag.decompose()
    for tag in article(id=True):
        tag["id"] = anchor(name, tag["id"])
    for tag in article(loading=True):
        del tag["loading"]
    for key in ("href", "src", "srcset"):
        for tag in article.find_all(attrs={key: True}):
            address = urlsplit(tag[key])
            if address.scheme:
                continue
            path = posixpath.normpath(posixpath.join(posixpath.dirname(name), address.path))
            path = path if address.path else name
            if path in names:
                tag[key] = f"#{anchor(path, address.fragment)}"
            else:
                tag[key] = site + path if key == "href" else (SITE / path).as_uri()


def collect(whole, article, folds):
    """Move hints and solutions of a page to the end, under their section's heading."""
    last = None
    for fold in article("details", "sd-dropdown"):
        section = fold.find_parent("section")
        if section is not last:
            folds.append(title := whole.new_tag("h3"))
            title.extend(copy(part) for part in section.find(["h1", "h2", "h3"]).contents)
            for link in title("a", "headerlink"):
                link.decompose()
            last = section
        fold["open"] = ""
        folds.append(fold.extract())


if __name__ == "__main__":
    build()
