"""Keep committed notebooks readable in a diff: what a cell prints stays, what it draws goes.

python -m tools.clean chapters            rewrites the notebooks there
python -m tools.clean --check chapters    says which would change
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import nbformat
from nbformat import NotebookNode

KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# The metadata of a cell that stay: captions and alternative texts of figures; what to hide and what
# to check; what a notebook folds away.
KEPT = ["mystnb", "tags", "jupyter"]
FOLDED = {"source_hidden": True}  # for the cell of a question, which has all the answers


def text_only(output: NotebookNode) -> NotebookNode | None:
    """The output with nothing but its text, or None if it has none."""
    if output.output_type == "stream":
        return output if output.name == "stdout" else None
    if output.output_type == "error":
        output.traceback = [f"{output.ename}: {output.evalue}"]  # the rest names local folders
        return output
    if any("image" in mime or "widget" in mime for mime in output.data):
        return None
    if output.output_type == "execute_result":
        output.execution_count = None
    output.data = {mime: data for mime, data in output.data.items() if mime == "text/plain"}
    output.metadata = {}
    return output if output.data else None


def joined(outputs: Iterable[NotebookNode]) -> list[NotebookNode]:
    """The outputs, with one piece of printed text where timing made several."""
    result = []
    for output in outputs:
        if result and output.output_type == result[-1].output_type == "stream":
            result[-1].text += output.text
        else:
            result.append(output)
    return result


def clean(text: str) -> str:
    """The text of a notebook file, without what changes from run to run."""
    notebook = nbformat.reads(text, as_version=4)
    notebook.metadata = KERNEL
    for cell in notebook.cells:
        cell.metadata = {key: cell.metadata[key] for key in KEPT if key in cell.metadata}
        if cell.metadata.get("jupyter") != FOLDED:
            cell.metadata.pop("jupyter", None)
        if cell.cell_type == "code":
            cell.execution_count = None
            cell.outputs = joined(filter(None, map(text_only, cell.outputs)))
    return nbformat.writes(notebook) + "\n"


def notebooks(names: Iterable[str]) -> Iterator[Path]:
    """Yield the files and, for each folder, its notebooks: no shell need expand a pattern."""
    for path in map(Path, names):
        yield from sorted(path.glob("*.ipynb")) if path.is_dir() else [path]


def main(arguments: Sequence[str]) -> bool:
    """Clean the notebooks named; returns whether `--check` found one that is not clean."""
    check = "--check" in arguments
    changed = 0
    for path in notebooks(name for name in arguments if name != "--check"):
        before = path.read_text("utf8")
        after = clean(before)
        if after != before:
            changed += 1
            print(f"{path}: {'not clean' if check else 'cleaned'}")
            if not check:
                path.write_text(after, "utf8", newline="\n")
    if check and changed:
        print("Clean with: make fix, or python -m tools.clean chapters")
    return check and changed > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
