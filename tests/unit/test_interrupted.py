"""What was stopped halfway, by Ctrl-C or a full disk, is made again and never taken for whole."""

import errno
import subprocess
import zipfile
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn

from website import __main__, archive, digest, execute, lite, npm
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
    for module in (npm, lite):
        monkeypatch.setattr(module, "FETCHED", tmp_path / "fetched")
    (tmp_path / "fetched").mkdir()
    return tmp_path / "fetched"


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


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A folder with the two files that npm reads."""
    monkeypatch.setattr(npm, "ROOT", tmp_path)
    monkeypatch.setattr(digest, "ROOT", tmp_path)
    folder = tmp_path / "project"
    folder.mkdir()
    for name in ("package.json", "package-lock.json"):
        (folder / name).write_text("{}")
    return folder


@pytest.fixture
def installed(fetched, monkeypatch):
    """The orders that npm got; `installed.ending()` is how it ends."""

    def install(arguments, cwd):
        installed.orders.append(arguments)
        assert (cwd / "package-lock.json").is_file()
        half(cwd / "node_modules")
        return installed.ending()

    installed = SimpleNamespace(orders=[], ending=bool)  # 0: all is well
    monkeypatch.setattr(npm, "npm", install)
    return installed


def test_packages_of_npm(fetched, project, installed, stop):
    installed.ending = stop
    with pytest.raises(stop.kinds):
        npm.packages(project)
    assert list(fetched.iterdir()) == []
    installed.ending = bool
    assert (npm.packages(project) / "half").is_file()
    installed.ending = stop  # and is not asked again
    npm.packages(project)


def test_another_lock_is_another_install(project, installed):
    one = npm.packages(project)
    (project / "package-lock.json").write_text("{ }")
    assert npm.packages(project) != one
    assert len(installed.orders) == 2


def test_who_has_the_checks_packages_needs_no_others(project, installed):
    one = npm.packages(project)
    everything = npm.packages(project, dev=True)
    assert npm.packages(project) == everything != one
    assert ["--omit=dev" in order for order in installed.orders] == [True, False]


def test_a_lock_that_npm_refuses(fetched, project, installed):
    installed.ending = lambda: 1
    with pytest.raises(SystemExit, match="network"):
        npm.packages(project)
    assert list(fetched.iterdir()) == []


def test_wheels_for_the_browser(fetched, monkeypatch, stop):
    def fetch(folder):
        half(folder)
        ending()

    monkeypatch.setattr(lite, "fetch_wheels", fetch)
    ending = stop
    with pytest.raises(stop.kinds):
        lite.wheels()
    assert list(fetched.iterdir()) == []
    ending = bool
    assert (lite.wheels() / "half").is_file()


def test_the_chapters_in_the_browser(tmp_path, monkeypatch, stop):
    monkeypatch.setattr(lite, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(lite, "SITE", tmp_path / "site")
    monkeypatch.setattr(lite, "made_from", lambda own: "digest")
    monkeypatch.setattr(lite, "say_sizes", lambda site: None)

    def stage(folder, site, own):
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
