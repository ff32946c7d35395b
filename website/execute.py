"""Run the notebooks in parallel and keep what they printed.

The cache's path carries a digest of everything a notebook can import, so results are reused exactly
as long as they are still true. MyST-NB finds them there when the pages are built.
"""

import os
import shutil
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import nbformat
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from jupyter_cache.cache.main import JupyterCacheBase
from myst_nb.core.read import is_myst_markdown_notebook, read_myst_markdown_notebook
from nbclient import NotebookClient
from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx_external_toc.parsing import parse_toc_yaml

from descent.building import PICTURES
from website import ROOT
from website.digest import digest, files

CELL_TIMEOUT = 300  # seconds, as in _config.yml: only a cell that hangs takes so long
CACHES = ROOT / ".cache" / "notebooks"
# Two kernels at a time fill two cores. With threads of their own for small matrices they would only
# be in each other's way.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def cache_path() -> Path:
    """Folder of the results that fit today's library, data, requirements and Python.

    What only browsers read, in descent/figures/web, changes no result.
    """
    requirements = [ROOT / "requirements.txt", ROOT / "constraints.txt"]
    library = files("code/descent", without=["web"])
    return CACHES / digest([*requirements, *library], sys.version_info[:2])


def read_notebooks() -> dict[Path, NotebookNode]:
    """{path: notebook} for every page of the table of contents that has code to run."""
    notebooks = {}
    for page in parse_toc_yaml(ROOT / "_toc.yml"):
        if (path := ROOT / f"{page}.ipynb").exists():
            notebooks[path] = nbformat.read(path, as_version=4)
        elif (path := ROOT / f"{page}.md").exists():
            text = path.read_text("utf8")
            if is_myst_markdown_notebook(text):
                notebooks[path] = read_myst_markdown_notebook(text, add_source_map=True, path=path)
    return notebooks


def run(path: Path, notebook: NotebookNode) -> tuple[float, Exception | None]:
    """Run a notebook; how many seconds it took, and the exception that stopped it or None."""
    started = time.monotonic()
    try:
        NotebookClient(
            notebook,
            timeout=CELL_TIMEOUT,
            resources={"metadata": {"path": str(path.parent)}},
            coalesce_streams=True,  # what a cell prints is one text, however it was flushed
            record_timing=False,  # times in the cells would change the key in the cache
            store_widget_state=False,  # it has every widget's module; pages need none
            extra_arguments=["--log-level=40", "--ext=descent.dark"],  # a kernel logs errors only
        ).execute(env={**os.environ, **ONE_THREAD, PICTURES: "1"})
        error = undrawn(notebook)
    except Exception as stopped:  # whatever stops one notebook must not stop the others
        error = stopped
    return time.monotonic() - started, error


def raised(notebook: NotebookNode) -> dict[int, NotebookNode]:
    """The errors of cells that were not meant to raise one: {number of the cell: its output}."""
    return {
        i: output
        for i, cell in enumerate(notebook.cells, start=1)
        if cell.cell_type == "code" and "raises-exception" not in cell.metadata.get("tags", [])
        for output in cell.outputs
        if output.output_type == "error"
    }


def undrawn(notebook: NotebookNode) -> RuntimeError | None:
    """The error of an output that could not be shown, or None: the kernel goes on after it."""
    errors = [f"{output.ename}: {output.evalue}" for output in raised(notebook).values()]
    return RuntimeError(errors[-1]) if errors else None


def failed_cell(notebook: NotebookNode) -> int:
    """The number of the last cell that raised, or else of the first that did not finish."""
    code = {i: cell for i, cell in enumerate(notebook.cells, start=1) if cell.cell_type == "code"}
    unfinished = [i for i, cell in code.items() if cell.execution_count is None]
    return [*[*raised(notebook)][-1:], *unfinished, 0][0]


def out_of_date(cache: JupyterCacheBase) -> dict[Path, NotebookNode]:
    """The notebooks of which the cache holds no result that can be read.

    It enters a result in its list first and writes it then: what stopped it there left a name
    without a file, or a part of one.
    """
    waiting = {}
    for path, notebook in read_notebooks().items():
        try:
            cache.merge_match_into_notebook(notebook)
        except (KeyError, ValueError):
            waiting[path] = notebook
            _, name = cache.create_hashed_notebook(notebook)
            shutil.rmtree(cache.path / "executed" / name, ignore_errors=True)
    return waiting


def execute_all() -> bool:
    """Execute what the cache does not hold, in parallel. Returns True if every notebook ran."""
    folder = cache_path()
    for old in CACHES.glob("*"):
        if old != folder:
            shutil.rmtree(old)
    cache = get_cache(folder)
    waiting = out_of_date(cache)
    if not waiting:
        print("Notebooks: all results are up to date.", flush=True)
        return True

    print(f"Notebooks: {len(waiting)} to execute, {os.cpu_count()} at a time.", flush=True)
    import matplotlib.font_manager  # noqa: F401  builds its cache before the kernels all do

    pool = ThreadPoolExecutor(os.cpu_count())
    last_first = reversed(waiting.items())  # they take longest; a short one should come last
    jobs = {pool.submit(run, path, notebook): path for path, notebook in last_first}
    failures = 0
    for done, job in enumerate(as_completed(jobs), start=1):
        path, (seconds, error) = jobs[job], job.result()
        name, notebook = path.relative_to(ROOT).as_posix(), waiting[path]
        print(f"  [{done}/{len(jobs)}] {name}  {seconds:.1f} s", flush=True)
        if error:
            failures += 1
            print(f"{name}, cell {failed_cell(notebook)}: {error}", file=sys.stderr, flush=True)
        else:
            result = CacheBundleIn(notebook, str(path), data={"execution_seconds": seconds})
            cache.cache_notebook_bundle(result, check_validity=False, overwrite=True)
    return not failures


def use_cache(app: Sphinx, config: Config) -> None:
    """Tell MyST-NB where the results are."""
    config.nb_execution_cache_path = str(cache_path())


def setup(app: Sphinx) -> None:
    """Connect this part of the extension."""
    app.connect("config-inited", use_cache)
