"""The browser half of the figures, put together for places that hand over one text only.

`web/` holds it: `figures/` one module and one stylesheet for each figure, `kit/` what they draw
with, `core/` the twins of the library's Python modules. On a page of the book,
`import ... from "../kit/chart.js"` finds the file at its relative address. anywidget evaluates a
figure from a blob, which has no neighbors: here all sources travel in a dictionary, and each one
becomes a blob of its own, in which imports name the blobs made before.
"""

import hashlib
import json
import os.path
import re
from functools import cache
from pathlib import Path

WEB = Path(__file__).parent / "web"
FIGURES = WEB / "figures"

# `import` or `export`, names or none, and then a relative address in double quotes.
IMPORT = re.compile(r'^((?:import|export)\b[^"\';]*)"(\.[\w./-]+\.js)"', re.MULTILINE)

JOINED = """const sources = %s;
const urls = (globalThis.descentModules ??= {});
for (const [key, pieces] of sources) {
  // Every other piece is the key of a module made before.
  const source = pieces.map((piece, i) => (i %% 2 ? JSON.stringify(urls[piece]) : piece));
  urls[key] ??= URL.createObjectURL(new Blob(source, { type: "text/javascript" }));
}
const { default: figure } = await import(urls[sources.at(-1)[0]]);
export default figure;
"""


def find(module: str, folder: str | Path = FIGURES) -> Path:
    """The file of a module, by its address from the figure's own folder or from the book's."""
    for path in (Path(folder, module), FIGURES / module):
        if path.exists():
            return path
    raise FileNotFoundError(f"no module {module} in {folder}")


def neighbor(module: str, address: str) -> str:
    """The address, from the figures' folder, of what a module there imports.

    >>> neighbor("../kit/chart.js", "./svg.js"), neighbor("race.js", "../kit/svg.js")
    ('../kit/svg.js', '../kit/svg.js')
    """
    return os.path.normpath(os.path.join(os.path.dirname(module), address)).replace("\\", "/")


def imports(name: str, folder: str | Path = FIGURES) -> list[str]:
    """The addresses of a figure's module and all that it imports, from the figures' folder.

    Each comes once, and after what it imports itself.
    """
    order, open_ = [], []

    def visit(module: str) -> None:
        if module in open_:
            circle = " > ".join([*open_, module])
            raise ValueError(f"modules import each other in a circle: {circle}")
        if module not in order:
            open_.append(module)
            for _, address in IMPORT.findall(find(module, folder).read_text("utf8")):
                visit(neighbor(module, address))
            order.append(open_.pop())

    visit(f"{name}.js")
    return order


@cache
def joined(name: str, folder: str | Path = FIGURES) -> str:
    """The source of one module that carries those of all it imports.

    Its pieces are named by their content, so that figures on one page share them, and a changed
    module is another one.
    """
    keys, sources = {}, []
    for module in imports(name, folder):
        source = find(module, folder).read_text("utf8")
        start, pieces = 0, []
        for match in IMPORT.finditer(source):
            pieces += [source[start : match.end(1)], keys[neighbor(module, match[2])]]
            start = match.end()
        pieces.append(source[start:])
        digest = hashlib.sha256("\0".join(pieces).encode()).hexdigest()
        keys[module] = f"{Path(module).stem}-{digest[:16]}"
        sources.append([keys[module], pieces])
    return JOINED % json.dumps(sources)


def stylesheets(name: str) -> list[Path]:
    """The files that style a figure of that name: what all share, then its own."""
    own = FIGURES / f"{name}.css"
    return [WEB / "kit" / "kit.css", *([own] if own.exists() else [])]


@cache
def stylesheet(name: str) -> str:
    """The text of a figure's `stylesheets`."""
    return "\n".join(path.read_text("utf8") for path in stylesheets(name))
