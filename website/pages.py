"""Pages as light as their content, that say what they are, and load from their own site only."""

import re
import shutil
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from website import ROOT
from website.patch import replaced, unmatched

FOLDER = Path(__file__).parent
UNUSED = [
    "scripts/fontawesome.js*",
    "vendor",
    "**/*.map",
    "images/logo_*",
    "locales",
    "**/*webpack-macros.html",
]
# What a page may load: what its own site has. The exceptions, each with its reason: the scripts in
# the page itself, by hash, for the theme sets dark or light before anything is drawn; the `onclick`
# of three buttons at the top, by hash; styles in the page, for KaTeX places the parts of a formula
# by them; pictures as data, for icons and outputs are written so.
POLICY = (
    "default-src 'self'; object-src 'none'; script-src 'self' 'unsafe-hashes' {hashes}; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'"
)
SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<text>.*?)</script>", re.DOTALL)
ONCLICK = re.compile(r'\sonclick="([^"]*)"')
NOT_FROM_A_FILE = 'location.protocol !== "file:"'
MEASURES_ALL = (
    'window.addEventListener("resize",t),new MutationObserver(t)'
    '.observe(document.getElementById("main-content"),{subtree:!0,childList:!0}),e()'
)
# The theme's buttons give up the focus so that their tooltips go: now it stays where a reader has
# put it, and the tooltips are told of a loss of it all the same.
KEEP_FOCUS = {"t.blur()": 't.dispatchEvent(new FocusEvent("focusout"))'}
# What is changed of others' scripts, {file below _static: {words: those in their place}}.
SCRIPTS = {
    "scripts/bootstrap.js": KEEP_FOCUS,
    "scripts/sphinx-book-theme.js": KEEP_FOCUS,
    # What could scroll is measured by book.js, where it is seen; not by the theme, which measured
    # all, folded or not, at once and again after each change.
    "scripts/pydata-sphinx-theme.js": {MEASURES_ALL: "void t"},
    # The search quotes the article, formulas once and code not at all, and from files, which no
    # browser lets it read, nothing.
    "searchtools.js": {
        '[role="main"]': "article",
        '[".headerlink"': '[".headerlink", ".katex-mathml", ".cell_input"',
        "if (showSearchSummary)": f"if (showSearchSummary && {NOT_FROM_A_FILE})",
    },
    # The link that hides what a search has marked is a button, for the page's policy lets no
    # address be a program.
    "sphinx_highlight.js": {
        """'<a href="javascript:SphinxHighlight.hideSearchWords()">' +""": (
            """'<button type="button" class="btn btn-sm">' +"""
        ),
        '_("Hide Search Matches") +\n            "</a></p>"': (
            '_("Hide Search Matches") +\n            "</button></p>"'
        ),
    },
}
# The button that copies takes the focus away no longer, with what it has selected.
COPY_SCRIPTS = {
    "clipboard.min.js": KEEP_FOCUS,
    "copybutton.js": {"    clearSelection()\n": "    event.clearSelection()\n"},
}
# Stylesheets without Font Awesome's faces and glyphs, that need no script to be light.
FACES = re.compile(r"@font-face\{[^}]*Font Awesome[^}]*\}")
GLYPHS = re.compile(r"(?<=\})\.fa-[\w-]+:before(,\.fa-[\w-]+:before)*\{content:[^}]*\}")
LIGHT = re.compile(r"html\[data-theme=\"?light\"?\]")
NOT_DARK = "html:not([data-theme=dark])"
SHEETS = {
    "styles/pydata-sphinx-theme.css": {FACES: "", GLYPHS: "", LIGHT: NOT_DARK},
    "styles/sphinx-book-theme.css": {LIGHT: NOT_DARK},
    "pygments.css": {LIGHT: NOT_DARK},
}
CHARSET = '<meta charset="utf-8" />'
# Words that a reader may search for, under the page on which the reader should land.
OTHER_NAMES = {
    "chapters/04_a_noisy_guide": "minibatch annealing",
    "chapters/05_a_step_size_of_ones_own": "exponential EMA",
    "chapters/06_adam": "exponential EMA",
    "chapters/07_adams_small_print": "regularization",
    "chapters/08_training_a_network": "regularization hyperparameter",
    "chapters/09_choosing": "hyperparameter",
}
LICENSE = "https://creativecommons.org/licenses/by/4.0/"
SUBTITLE = "Choosing an optimizer for training a model."
COURSE = {
    "@type": "Course",
    "inLanguage": "en",
    "isAccessibleForFree": True,
    "educationalLevel": "Intermediate",
    "teaches": [
        "gradient descent",
        "momentum",
        "AdaGrad",
        "RMSProp",
        "Adam",
        "choosing an optimizer for training a model",
    ],
}


def use_own_files(app: Sphinx, config: Config) -> None:
    """Have Sphinx use the book's templates, styles and script."""
    config.templates_path.insert(0, str(FOLDER / "templates"))
    config.html_static_path.insert(0, str(FOLDER / "static"))
    config.html_css_files += ["icons.css", "book.css", "exercises.css"]
    # No module: browsers run none from files.
    config.html_js_files.append(("book.js", {"defer": "defer"}))


def mend_lists(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Mend the lists of a page.

    Docutils gives the entries of a bibliography a role that ARIA has since withdrawn. And the
    search would quote a term and what is said of it as one word.
    """
    for kind, before, after in (
        (nodes.citation, ' role="doc-biblioentry"', ' role="listitem"'),
        (nodes.definition, "</dt><dd>", "</dt>\n<dd>"),
    ):
        if doctree and any(doctree.findall(kind)):
            context["body"] = replaced(context["body"], before, after, where=pagename, count=None)


def offer_folds(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Offer a button that opens all folds of the page, and closes them again: see book.js."""
    if "<details" in context.get("body", ""):
        button = {
            "type": "javascript",
            "javascript": "toggleFolds()",
            "tooltip": "Open all folds",
            "icon": "fas fa-angles-down",
            "label": "folds-button",
            "classes": "pst-navbar-icon pst-js-only",
        }
        context["header_buttons"].append(button)


def name_folds(app: Sphinx, doctree: nodes.document) -> None:
    """Say of each folded cell what it holds, unless its notebook has said so."""
    for cell in doctree.findall(nodes.container):
        if cell.get("prompt_show") == app.config.nb_code_prompt_show:
            drawn = any(cell.findall(nodes.image))
            code = "Code of this figure" if drawn else "Code"
            name = "The numbers" if cell["hide_mode"] == "all" else code
            cell["prompt_show"] = cell["prompt_hide"] = name


def add_other_names(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give a page keywords: other names for what it speaks of, for the search to find."""
    names = set(OTHER_NAMES.get(docname, "").split())
    if any(r"\varepsilon" in formula.astext() for formula in doctree.findall(nodes.math)):
        names.add("epsilon")
    if names:
        doctree.append(nodes.meta(name="keywords", content=", ".join(sorted(names))))


def drop_unused_scripts(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Drop the theme's line for its switch between versions, of which the book has none."""
    scripts = context["script_files"]
    unused = [script for script in scripts if ".pagename" in script.attributes.get("body", "")]
    if not unused:
        raise unmatched(".pagename", f"the scripts of {pagename}")
    context["script_files"] = [script for script in scripts if script not in unused]


def describe(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Tell search engines and previews a page's first sentences, and what kind of thing it is."""
    if doctree is None:
        return
    config, name, title = app.config, app.config.html_title, context["title"]
    context["book"] = name
    context["card"] = f"{config.html_baseurl}_static/card.jpg"
    first = next(doctree.findall(nodes.paragraph), None)
    context["page_description"] = opening(first.astext()) if first else title
    book = {"name": name, "url": config.html_baseurl}
    author = {"@type": "Organization", "name": config.author, "url": config.html_baseurl}
    if pagename == config.root_doc:
        online = {"@type": "CourseInstance", "courseMode": "Online"}
        kind = {**COURSE, "provider": author, "hasCourseInstance": online}
    else:
        whole = {"@type": "Course", **book, "description": SUBTITLE, "provider": author}
        kind = {"@type": "LearningResource", "inLanguage": "en", "isPartOf": whole}
    context["structured"] = {
        "@context": "https://schema.org",
        **kind,
        "name": re.sub("<[^>]*>", "", title),
        "description": context["page_description"],
        "license": LICENSE,
        "url": context.get("pageurl"),
    }


def opening(text: str, most: int = 160) -> str:
    """The first sentences that fit, or else as many words."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    ends = [found.end() for found in re.finditer(r"[.?!](?= )", text) if found.end() <= most]
    return text[: ends[-1]] if ends else f"{text[: most - 1].rpartition(' ')[0]}…"


def bring_license(app: Sphinx, exception: Exception | None) -> None:
    """Put the license beside the pages, whose last line leads there, and so into the archive."""
    if exception is None and app.builder.format == "html":
        shutil.copy(ROOT / "LICENSE", Path(app.outdir, "LICENSE.txt"))


def guard(app: Sphinx, exception: Exception | None) -> None:
    """Write a policy into each page, where a browser reads it before anything else."""
    if exception or app.builder.format != "html":
        return
    pages = {page: page.read_text("utf8") for page in Path(app.outdir).rglob("*.html")}
    # The handlers of all pages, for the search reads every page into its own.
    handlers = sorted({code for html in pages.values() for code in ONCLICK.findall(html)})
    for page, html in pages.items():
        guarded = CHARSET + policy(html, handlers)
        page.write_text(replaced(html, CHARSET, guarded, where=page), "utf8")


def policy(html: str, handlers: list[str]) -> str:
    """The tag with a page's content security policy."""
    inline = [
        found["text"]
        for found in SCRIPT.finditer(html)
        if "src=" not in found["attributes"] and "json" not in found["attributes"]
    ]
    code = dict.fromkeys([*inline, *handlers])
    hashes = [f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in code]
    content = POLICY.format(hashes=" ".join(hashes))
    return f'\n    <meta http-equiv="Content-Security-Policy" content="{content}" />'


def drop_unused_assets(app: Sphinx, exception: Exception | None) -> None:
    """Delete what no page of the book needs, and mend what others wrote."""
    if exception or app.builder.format != "html":
        return
    static = Path(app.outdir, "_static")
    for pattern in UNUSED:
        for path in list(static.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for script in static.rglob("*.js"):  # what they write on the console helps no reader
        script.write_text(script.read_text("utf8").replace("console.log(", "void("), "utf8")
    copies = COPY_SCRIPTS if "sphinx_copybutton" in app.extensions else {}
    for name, changes in {**SCRIPTS, **copies, **SHEETS}.items():
        text = (static / name).read_text("utf8")
        for pattern, replacement in changes.items():
            text = replaced(text, pattern, replacement, where=name, count=None)
        (static / name).write_text(text, "utf8")


def setup(app: Sphinx) -> None:
    """Connect this part of the extension."""
    app.connect("config-inited", use_own_files)
    app.connect("html-page-context", mend_lists)
    app.connect("doctree-resolved", add_other_names)
    app.connect("doctree-read", name_folds)
    app.connect("html-page-context", offer_folds, priority=700)  # after the theme's own buttons
    app.connect("html-page-context", describe, priority=900)
    app.connect("html-page-context", drop_unused_scripts, priority=900)
    app.connect("build-finished", drop_unused_assets, priority=900)  # after the theme
    app.connect("build-finished", bring_license)
    app.connect("build-finished", guard, priority=950)
