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
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import PdfMargins, sync_playwright
from sphinx_external_toc.parsing import parse_toc_yaml

from website import ROOT, SITE
from website.archive import NAME
from website.browser import find, flags
from website.whole import made

PDF = SITE.parent / f"{NAME}.pdf"
MARGINS: PdfMargins = {"top": "18mm", "bottom": "18mm", "left": "18mm", "right": "18mm"}
STYLE = "<style>.bd-article > .page { break-before: page; }</style>"


def build() -> None:
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


def joined() -> str:
    """All pages in the order of the table of contents as one HTML document."""
    names = [f"{name}.html" for name in parse_toc_yaml(ROOT / "_toc.yml")]
    whole = BeautifulSoup((SITE / names[0]).read_text("utf8"), "html.parser")
    html, head, old = (found(whole, name) for name in ("html", "head", "body"))
    for script in whole("script"):
        script.decompose()
    for sheet in head(href=True):
        sheet["href"] = urljoin(f"{SITE.as_uri()}/", str(sheet["href"]))
    html["data-theme"] = "light"
    head.append(BeautifulSoup(STYLE, "html.parser"))
    body = whole.new_tag("article", attrs={"class": "bd-article"})
    folds = whole.new_tag("section", attrs={"class": "page"})
    folds.append(title := whole.new_tag("h1"))
    title.string = "Hints and solutions"
    for name in names:
        text = BeautifulSoup((SITE / name).read_text("utf8"), "html.parser")
        article = found(text, "article.bd-article")
        within_one_file(article, name, names)
        collect(whole, article, folds)
        article.name, article["class"], article["id"] = "section", "page", anchor(name, "")
        body.append(article)
    body.append(folds)
    old.clear()
    old.append(body)
    return str(whole)


def found(where: Tag, selector: str) -> Tag:
    """The first element of a page that a selector of CSS matches; LookupError if none does."""
    if (tag := where.select_one(selector)) is None:
        raise LookupError(f"no {selector} in a page")
    return tag


def anchor(name: str, fragment: str) -> str:
    """The name, in the one document, of a place on a page; of the page itself without fragment."""
    return f"{Path(name).stem}--{fragment}".rstrip("-")


def within_one_file(article: Tag, name: str, names: list[str]) -> None:
    """Give what stands on a page names and addresses that hold in the one document.

    What the book's site has beside its pages is left there, at its own address.
    """
    site = yaml.safe_load((ROOT / "_config.yml").read_text("utf8"))["html"]["baseurl"]
    for tag in article(["script", "style"]):
        tag.decompose()
    for tag in article(id=True):
        tag["id"] = anchor(name, str(tag["id"]))
    for tag in article(loading=True):
        del tag["loading"]
    for key in ("href", "src", "srcset"):
        for tag in article.select(f"[{key}]"):
            address = urlsplit(str(tag[key]))
            if address.scheme:
                continue
            path = posixpath.normpath(posixpath.join(posixpath.dirname(name), address.path))
            path = path if address.path else name
            if path in names:
                tag[key] = f"#{anchor(path, address.fragment)}"
            else:
                tag[key] = site + path if key == "href" else (SITE / path).as_uri()


def collect(whole: BeautifulSoup, article: Tag, folds: Tag) -> None:
    """Move hints and solutions of a page to the end, under their section's heading."""
    last = None
    for fold in article.select("details.sd-dropdown"):
        section = fold.find_parent("section")
        if section is not None and section is not last:
            folds.append(title := whole.new_tag("h3"))
            heading = found(section, "h1, h2, h3")
            title.extend(copy(part) for part in heading.contents)
            for link in title.select("a.headerlink"):
                link.decompose()
            last = section
        fold["open"] = ""
        folds.append(fold.extract())


if __name__ == "__main__":
    build()
