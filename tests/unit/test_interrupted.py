"""What was stopped halfway, by Ctrl-C or a full disk, is made again and never taken for whole."""

import errno
import shutil
import subprocess
import zipfile
from pathlib import Path

import nbformat
import pytest
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn

from website import __main__, archive, execute, katex, lite, npm
from website.whole import made

STOPS = [KeyboardInterrupt(), OSError(errno.ENOSPC, "No space left on device")]


@pytest.fixture(params=STOPS, ids=["Ctrl-C", "full disk"])
def stop(request):
    """stop() raises what ends the work."""

    def stop(*_, **__):
        raise request.param

    stop.kinds = type(request.param)
    return stop


def half(folder):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "half").touch()


@pytest.fixture
def fetched(tmp_path, monkeypatch):
    for module in (npm, katex, lite):
        monkeypatch.setattr(module, "FETCHED", tmp_path)
    return tmp_path


def test_a_place_is_empty_until_all_is_there(tmp_path, stop):
    place = tmp_path / "deep" / "place"

    def begin():
        with made(place) as beside:
            half(beside)
            stop()

    with pytest.raises(stop.kinds):
        begin()
    assert list(place.parent.iterdir()) == []
    with made(place) as beside:
        half(beside)
        assert not place.exists()
    assert list(place.parent.iterdir()) == [place]
    assert (place / "half").is_file()


def test_the_first_of_two_that_make_the_same_is_kept(tmp_path):
    with made(tmp_path / "place") as one, made(tmp_path / "place") as other:
        half(one)
        half(other)
    assert [path.name for path in tmp_path.iterdir()] == ["place"]


def test_a_package_of_npm(fetched, monkeypatch, stop):
    def install(arguments):
        folder = Path(arguments[arguments.index("--prefix") + 1])
        half(folder / "node_modules")
        return ending()

    monkeypatch.setattr(npm, "npm", install)
    ending = stop
    with pytest.raises(stop.kinds):
        npm.install("a@1")
    assert list(fetched.iterdir()) == []
    ending = bool  # 0: all is well
    assert (npm.install("a@1") / "half").is_file()
    ending = stop  # and is not asked again
    npm.install("a@1")


def test_the_fonts_of_formulas(fetched, monkeypatch, stop):
    def unpack(package, folder):
        half(folder)
        ending()

    monkeypatch.setattr(katex, "fetch", lambda package, folder: None)
    monkeypatch.setattr(katex, "unpack", unpack)
    ending = stop
    with pytest.raises(stop.kinds):
        katex.stylesheet()
    assert list(fetched.iterdir()) == []
    ending = bool
    assert (katex.stylesheet() / "half").is_file()


@pytest.fixture
def browsers_python(fetched, monkeypatch, tmp_path):
    """A package of Pyodide's names, and no wheels."""
    package = tmp_path.parent / f"{tmp_path.name}-package"
    package.mkdir()
    for name in [*lite.FILES, "pyodide-lock.json"]:
        (package / name).write_text("{}")
    packed = shutil.make_archive(str(package), "gztar", package.parent, package.name)
    monkeypatch.setattr(lite, "fetch", lambda name, folder: packed)
    return package.name


def test_python_for_the_browser(fetched, browsers_python, monkeypatch, stop):
    inside = lite.tarfile.TarFile.extractfile
    monkeypatch.setattr(
        lite.tarfile.TarFile,
        "extractfile",
        lambda self, name: inside(self, name.replace("package", browsers_python)),
    )
    monkeypatch.setattr(lite, "fetch_wheels", stop)
    with pytest.raises(stop.kinds):
        lite.pyodide()
    assert list(fetched.iterdir()) == []
    monkeypatch.setattr(lite, "fetch_wheels", lambda folder: None)
    names = {path.name for path in lite.pyodide().iterdir()}
    assert names == {*lite.FILES, "pyodide-lock.json", "wheels"}


def test_the_chapters_in_the_browser(tmp_path, monkeypatch, stop):
    monkeypatch.setattr(lite, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(lite, "SITE", tmp_path / "site")
    monkeypatch.setattr(lite, "made_from", lambda: "digest")

    def stage(folder, site):
        half(site)

    def run(*_, **__):
        return ending() or subprocess.CompletedProcess([], 0)

    monkeypatch.setattr(lite, "stage", stage)
    monkeypatch.setattr(lite.subprocess, "run", run)
    ending = stop
    with pytest.raises(stop.kinds):
        lite.build()
    assert not (tmp_path / "cache" / "digest").exists()
    assert not (tmp_path / "site").exists()
    ending = bool
    lite.build()
    assert (tmp_path / "site" / "lite" / "half").is_file()


def test_the_book_in_one_file(tmp_path, monkeypatch, stop):
    monkeypatch.setattr(archive, "SITE", tmp_path)
    monkeypatch.setattr(archive, "ARCHIVE", tmp_path / "book.zip")
    (tmp_path / "index.html").write_text("a page")
    with monkeypatch.context() as patch:
        patch.setattr(zipfile.ZipFile, "write", stop)
        with pytest.raises(stop.kinds):
            archive.build()
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]
    archive.build()
    assert zipfile.ZipFile(tmp_path / "book.zip").testzip() is None


def test_a_readers_own_copy(tmp_path, monkeypatch, stop):
    def half_copy(_, path):
        path.touch()
        stop()

    monkeypatch.setattr(__main__, "ROOT", tmp_path)
    monkeypatch.setattr(__main__, "MY_COPY", tmp_path / "my-copy")
    monkeypatch.setattr(__main__.subprocess, "run", lambda *_, **__: None)
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "a.ipynb").write_text("a chapter")
    with monkeypatch.context() as patch:
        patch.setattr(__main__.shutil, "copy", half_copy)
        with pytest.raises(stop.kinds):
            __main__.lab([])
    assert list((tmp_path / "my-copy").iterdir()) == []
    __main__.lab([])
    assert (tmp_path / "my-copy" / "a.ipynb").read_text() == "a chapter"


@pytest.mark.parametrize("left", [None, b"", b'{"cells": [{"cell_type": "co', b'"\xe2\x88'])
def test_a_notebooks_result(tmp_path, monkeypatch, left):
    """In the list, and then: no file, an empty one, a part, a part of a letter."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
    monkeypatch.setattr(execute, "read_notebooks", lambda: {Path("a.ipynb"): notebook})
    cache = get_cache(tmp_path)
    assert execute.out_of_date(cache)
    cache.cache_notebook_bundle(CacheBundleIn(notebook, "a.ipynb"), check_validity=False)
    assert not execute.out_of_date(cache)
    [result] = tmp_path.rglob("base.ipynb")
    result.unlink()
    if left is not None:
        result.write_bytes(left)
    assert list(execute.out_of_date(cache)) == [Path("a.ipynb")]
    cache.cache_notebook_bundle(
        CacheBundleIn(notebook, "a.ipynb"), check_validity=False, overwrite=True
    )
    assert not execute.out_of_date(cache)
