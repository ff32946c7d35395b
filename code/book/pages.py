"""Pages as light as their content: what the theme adds and the book does not use is left out."""

import re
import shutil
from pathlib import Path

FOLDER = Path(__file__).parent
UNUSED = [
    "scripts/fontawesome.js*",
    "vendor",
    "**/*.map",
    "images/logo_*",
    "locales",
    "**/*webpack-macros.html",
]


def use_own_files(app, config):
    config.templates_path.insert(0, str(FOLDER / "templates"))
    config.html_static_path.insert(0, str(FOLDER / "static"))
    config.html_css_files += ["icons.css", "book.css"]
    config.html_js_files.append(("book.js", {"type": "module"}))


def name_roles(app, pagename, templatename, context, doctree):
    """Docutils gives the entries of a list a role that ARIA has since withdrawn."""
    if "body" in context:
        entry = ' role="doc-biblioentry"'
        context["body"] = context["body"].replace(entry, ' role="listitem"')


def drop_unused_assets(app, exception):
    if exception or app.builder.format != "html":
        return
    static = Path(app.outdir, "_static")
    for pattern in UNUSED:
        for path in list(static.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for script in static.rglob("*.js"):
        script.write_text(quieter(script.read_text("utf8")), "utf8")
    for sheet in static.rglob("*.css"):
        sheet.write_text(lighter(sheet.read_text("utf8")), "utf8")


def quieter(js):
    """A script that writes nothing on the console, and a search that quotes only the article."""
    return js.replace("console.log(", "void(").replace('[role="main"]', "article")


def lighter(css):
    """A stylesheet without Font Awesome's faces and glyphs, that needs no script to be light."""
    css = re.sub(r"@font-face\{[^}]*Font Awesome[^}]*\}", "", css)
    css = re.sub(r"(?<=\})\.fa-[\w-]+:before(,\.fa-[\w-]+:before)*\{content:[^}]*\}", "", css)
    return re.sub(r"html\[data-theme=\"?light\"?\]", "html:not([data-theme=dark])", css)


def setup(app):
    app.connect("config-inited", use_own_files)
    app.connect("html-page-context", name_roles)
    app.connect("build-finished", drop_unused_assets, priority=900)  # after the theme
