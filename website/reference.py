"""The reference page: the library's docstrings, and from each chapter a link to what it imports.

Docstrings are written as the rest of the book is, in Markdown; Sphinx's autodoc reads another
language. What the library's docstrings use of Markdown is little, and is translated here.
"""

import ast
import inspect
import re
import textwrap
from importlib import import_module
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

PAGE = "chapters/library"
INLINE = re.compile(r"(?<!`)(`[^`]+`)(?!`)")
ARGUMENT = re.compile(r"^(\w+(?:, \w+)*): (?=\S)")


def as_rest(lines: list[str]) -> list[str]:
    """Translate a docstring from Markdown: inline code, indented code, and the arguments.

    >>> as_rest(["alpha, beta: the `step`", "", "    gd(0.1)"])
    ['``alpha``, ``beta``', '    the ``step``', '', '.. code-block:: text', '', '    gd(0.1)']
    """
    found, code, named = [], False, False
    for k, line in enumerate(lines):
        before = lines[k - 1].strip() if k else ""
        begins = line.startswith("    ") and not code and not before
        code = begins or (code and (line.startswith("    ") or not line.strip()))
        if begins:
            found += [".. code-block:: text", ""]
        if not code:
            line = INLINE.sub(r"`\1`", line.replace("|", r"\|"))
            if argument := ARGUMENT.match(line):
                found += [""] * bool(before and not named)  # a list of arguments begins
                found.append(re.sub(r"(\w+)", r"``\1``", argument[1]))
                line = line[argument.end() :]
            named = bool(line) and (named or bool(argument))
            line = f"    {line}" if named else line
        found.append(line)
    return found


def translate(
    app: Sphinx, what: str, name: str, thing: Any, options: Any, lines: list[str]
) -> None:
    """Give autodoc the docstring in its own language."""
    lines[:] = as_rest(lines)


def signature(
    app: Sphinx, what: str, name: str, thing: Any, options: Any, arguments: str, result: str
) -> tuple[str, str | None] | None:
    """Show a signature as it stands in the source, with the short names of its types."""
    function = inspect.unwrap(thing.__init__ if inspect.isclass(thing) else thing)
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, IndentationError):
        return None
    definition = tree.body[0]
    if not isinstance(definition, ast.FunctionDef):
        return None
    given = definition.args
    if given.args and given.args[0].arg == "self":
        del given.args[0]
    returns = ast.unparse(definition.returns) if definition.returns else None
    return f"({ast.unparse(given)})", None if inspect.isclass(thing) else returns


def imported(source: str) -> list[str]:
    """Return what a cell imports from the library, as full names.

    >>> imported("import numpy as np\\nfrom descent.data import load_tumors, split")
    ['descent.data.load_tumors', 'descent.data.split']
    """
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a cell of IPython's own
        return []
    return [
        f"{node.module}.{name.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "descent"
        for name in node.names
    ]


def link_chapters(app: Sphinx, doctree: nodes.document) -> None:
    """End a chapter with a line that names what it imports, each a link to the reference."""
    page = app.env.docname
    if not page.startswith("chapters/") or page == PAGE:
        return
    blocks = doctree.findall(nodes.literal_block)
    names = {home(name) for block in blocks for name in imported(block.astext())} - {""}
    if not names:
        return
    line = nodes.paragraph("", "From the library: ", classes=["from-the-library"])
    for k, name in enumerate(sorted(names, key=lambda name: name.split(".")[-1].lower())):
        line += nodes.Text(", " if k else "")
        line += link(name, page)
    line += nodes.Text(".")
    next(doctree.findall(nodes.section)).append(line)


def link(name: str, page: str) -> addnodes.pending_xref:
    """Return a link to where the reference describes a function or class."""
    told = {"refdomain": "py", "reftype": "obj", "refexplicit": True, "refwarn": True}
    short = nodes.literal("", name.rpartition(".")[2])
    return addnodes.pending_xref("", short, reftarget=name, refdoc=page, **told)


def home(name: str) -> str:
    """Return the full name of a function or class in its own module; "" for anything else.

    >>> home("descent.gd"), home("descent.experiments.comparison.OVERLAP")
    ('descent.optimizers.gd', '')
    """
    module, _, short = name.rpartition(".")
    thing = getattr(import_module(module), short)
    if not (inspect.isclass(thing) or inspect.isfunction(thing)):
        return ""
    if thing.__module__.startswith("descent.exercises."):  # what an exercise asks for
        return ""
    package = "descent.figures" if module == "descent.figures" else thing.__module__
    return f"{package}.{short}"


def setup(app: Sphinx) -> None:
    """Connect autodoc's events."""
    app.setup_extension("sphinx.ext.autodoc")
    app.config.autodoc_member_order = "bysource"
    app.config.toc_object_entries = False  # their names are too long for the list of contents
    app.config.nitpick_ignore_regex = [("py:class", ".*")]  # types of other libraries
    app.connect("autodoc-process-docstring", translate)
    app.connect("autodoc-process-signature", signature)
    app.connect("doctree-read", link_chapters)
