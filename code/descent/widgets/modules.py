"""The browser half of the figures, put together for places that hand over one text only.

On a page of the book, `import ... from "./chart.js"` finds the file beside the module. anywidget
evaluates a figure from a blob, which has no neighbors: here all sources travel in a dictionary,
and each one becomes a blob of its own, in which imports name the blobs made before.
"""

import hashlib
import json
import re
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parents[1] / "static"

# `import` or `export`, names or none, and then a neighbor's name in double quotes.
IMPORT = re.compile(r'^((?:import|export)\b[^"\';]*)"\./([\w-]+)\.js"', re.MULTILINE)

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


def find(name, folder=STATIC):
    """The file of a module: in the figure's own folder, or in the book's."""
    for path in (Path(folder) / f"{name}.js", STATIC / f"{name}.js"):
        if path.exists():
            return path
    raise FileNotFoundError(f"no module {name}.js in {folder}")


def imports(name, folder=STATIC):
    """The module and all that it imports, by name, each once and after what it imports itself."""
    order, open_ = [], []

    def visit(name):
        if name in open_:
            raise ValueError(f"modules import each other in a circle: {' > '.join([*open_, name])}")
        if name not in order:
            open_.append(name)
            for _, other in IMPORT.findall(find(name, folder).read_text("utf8")):
                visit(other)
            order.append(open_.pop())

    visit(name)
    return order


@cache
def joined(name, folder=STATIC):
    """One module that carries the sources of all it imports.

    Its pieces are named by their content, so that figures on one page share them, and a changed
    module is another one.
    """
    keys, sources = {}, []
    for module in imports(name, folder):
        source = find(module, folder).read_text("utf8")
        start, pieces = 0, []
        for match in IMPORT.finditer(source):
            pieces += [source[start : match.end(1)], keys[match[2]]]
            start = match.end()
        pieces.append(source[start:])
        digest = hashlib.sha256("\0".join(pieces).encode()).hexdigest()
        keys[module] = f"{module}-{digest[:16]}"
        sources.append([keys[module], pieces])
    return JOINED % json.dumps(sources)


@cache
def stylesheet():
    return (STATIC / "figure.css").read_text("utf8")
