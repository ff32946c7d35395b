"""Pages as light as their content, that say what they are, and load from their own site only."""

import re
import shutil
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from docutils import nodes

from website import ROOT

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
HIDE_MATCHES = '_("Hide Search Matches") +\n            "</button></p>"'
MEASURES_ALL = (
    'window.addEventListener("resize",t),new MutationObserver(t)'
    '.observe(document.getElementById("main-content"),{subtree:!0,childList:!0}),e()'
)
# Each word by itself, and below the page on which its reader should land.
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


def use_own_files(app, config):
    config.templates_path.insert(0, str(FOLDER / "templates"))
    config.html_static_path.insert(0, str(FOLDER / "static"))
    config.html_css_files += ["icons.css", "book.css"]
    config.html_js_files.append(
        ("book.js", {"defer": "defer"})
    )  # browsers run no module from files


def mend_lists(app, pagename, templatename, context, doctree):
    """Docutils gives the entries of a list a role that ARIA has since withdrawn.

    And the search would quote a term and what is said of it as one word.
    """
    if "body" in context:
        body = context["body"].replace(' role="doc-biblioentry"', ' role="listitem"')
        context["body"] = body.replace("</dt><dd>", "</dt>\n<dd>")


def offer_folds(app, pagename, templatename, context, doctree):
    """A button that opens all that is folded on the page, and closes it again: see book.js."""
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


def add_other_names(app, doctree, docname):
    """For the search, as keywords: the words for what a page calls by other ones."""
    names = set(OTHER_NAMES.get(docname, "").split())
    if any(r"\varepsilon" in formula.astext() for formula in doctree.findall(nodes.math)):
        names.add("epsilon")
    if names:
        doctree.append(nodes.meta(name="keywords", content=", ".join(sorted(names))))


def drop_unused_scripts(app, pagename, templatename, context, doctree):
    """The theme's line for its switch between versions, of which the book has none."""
    scripts = context["script_files"]
    unused = [script for script in scripts if ".pagename" in script.attributes.get("body", "")]
    context["script_files"] = [script for script in scripts if script not in unused]


def describe(app, pagename, templatename, context, doctree):
    """For search engines and previews: the page's first sentences, and what kind of thing it is."""
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


def opening(text, most=160):
    """The first sentences that fit, or else as many words."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    ends = [found.end() for found in re.finditer(r"[.?!](?= )", text) if found.end() <= most]
    return text[: ends[-1]] if ends else f"{text[: most - 1].rpartition(' ')[0]}…"


def bring_license(app, exception):
    """Beside the pages, whose last line leads there, and so in the copy to keep."""
    if exception is None and app.builder.format == "html":
        shutil.copy(ROOT / "LICENSE", Path(app.outdir, "LICENSE.txt"))


def guard(app, exception):
    """Each page's content security policy, where a browser reads it before anything else."""
    if exception or app.builder.format != "html":
        return
    pages = {page: page.read_text("utf8") for page in Path(app.outdir).rglob("*.html")}
    # Of all pages, for the search reads every page into its own.
    handlers = sorted({code for html in pages.values() for code in ONCLICK.findall(html)})
    for page, html in pages.items():
        first = '<meta charset="utf-8" />'
        page.write_text(html.replace(first, first + policy(html, handlers), 1), "utf8")


def policy(html, handlers):
    inline = [
        found["text"]
        for found in SCRIPT.finditer(html)
        if "src=" not in found["attributes"] and "json" not in found["attributes"]
    ]
    code = dict.fromkeys([*inline, *handlers])
    hashes = [f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in code]
    content = POLICY.format(hashes=" ".join(hashes))
    return f'\n    <meta http-equiv="Content-Security-Policy" content="{content}" />'


def drop_unused_assets(app, exception):
    if exception or app.builder.format != "html":
        return
    static = Path(app.outdir, "_static")
    for pattern in UNUSED:
        for path in list(static.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for script in static.rglob("*.js"):
        script.write_text(steadier(quieter(script.read_text("utf8"))), "utf8")
    for sheet in static.rglob("*.css"):
        sheet.write_text(lighter(sheet.read_text("utf8")), "utf8")


def quieter(js):
    """A script that writes nothing on the console, and a search that quotes the article,
    formulas once and code not at all, and from files, which no browser lets it read, nothing.

    And the theme no longer measures what could scroll, folded or not, all at once and again after
    each change: book.js does, where it is seen.
    """
    js = js.replace("console.log(", "void(").replace('[role="main"]', "article")
    js = js.replace('[".headerlink"', '[".headerlink", ".katex-mathml", ".cell_input"')
    js = js.replace("if (showSearchSummary)", f"if (showSearchSummary && {NOT_FROM_A_FILE})")
    return js.replace(MEASURES_ALL, "void t")


def steadier(js):
    """A script that leaves the focus where a reader has put it.

    The theme's buttons gave it up so that their tooltips go: these are told of it all the same. The
    one that copies took it away with what it had selected. And the link that hides what a search
    has marked is a button, for the page's policy lets no address be a program.
    """
    js = js.replace("t.blur()", 't.dispatchEvent(new FocusEvent("focusout"))')
    js = js.replace("    clearSelection()\n", "    event.clearSelection()\n")
    link = """'<a href="javascript:SphinxHighlight.hideSearchWords()">' +"""
    js = js.replace(link, """'<button type="button" class="btn btn-sm">' +""")
    return js.replace('_("Hide Search Matches") +\n            "</a></p>"', HIDE_MATCHES)


def lighter(css):
    """A stylesheet without Font Awesome's faces and glyphs, that needs no script to be light."""
    css = re.sub(r"@font-face\{[^}]*Font Awesome[^}]*\}", "", css)
    css = re.sub(r"(?<=\})\.fa-[\w-]+:before(,\.fa-[\w-]+:before)*\{content:[^}]*\}", "", css)
    return re.sub(r"html\[data-theme=\"?light\"?\]", "html:not([data-theme=dark])", css)


def setup(app):
    app.connect("config-inited", use_own_files)
    app.connect("html-page-context", mend_lists)
    app.connect("doctree-resolved", add_other_names)
    app.connect("html-page-context", offer_folds, priority=700)  # after the theme's own buttons
    app.connect("html-page-context", describe, priority=900)
    app.connect("html-page-context", drop_unused_scripts, priority=900)
    app.connect("build-finished", drop_unused_assets, priority=900)  # after the theme
    app.connect("build-finished", bring_license)
    app.connect("build-finished", guard, priority=950)
