"""The print of a book that is made while its pages are written: the same, or left to be made."""

from __future__ import annotations

import os
import sys
import time
from types import SimpleNamespace

import psutil
import pytest

import fixture_book
from expobook.pipeline import build
from expobook.pipeline.page_folder import PageFolder
from expobook.publishing import printing
from expobook.values.files.store import Store

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks safely here")


def files(folder):
    """What a folder holds."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_every_way_makes_the_same_files(forked_builds, tmp_path):
    """Catch an edition that depends on what was made before, or on when it was printed."""
    source = fixture_book.write(tmp_path / "source")
    store = Store(tmp_path / "store")
    ways = {"from nothing": Store(None), "filling the store": store, "from the store": store}
    made = {}
    for way, given in ways.items():
        kept = {path: os.utime(path, (1, 1)) for path in (tmp_path / "store").glob("?" * 64)}
        work = tmp_path / way
        work.mkdir()
        pages = PageFolder(work / "_jb")
        build.build_html(source, work, pages, pdf=way != "from nothing", store=given)
        assert (work / build.PRINTED).is_dir() == (way != "from nothing")
        build.make_pdf(pages, work, store=given)
        build.shutil.rmtree(work / "_jb")
        made[way] = files(work)
    assert "report.pdf" in made["from nothing"]
    assert made["filling the store"] == made["from nothing"]
    assert made["from the store"] == made["from nothing"]
    # All of it was taken from there in the end, and nothing was made again.
    assert len(kept) > 5
    assert set((tmp_path / "store").glob("?" * 64)) == kept.keys()
    assert all(path.stat().st_mtime > 1 for path in kept)


@pytest.fixture
def app(tmp_path, monkeypatch):
    """A stand-in for Sphinx that builds HTML, and is asked for the print too."""

    class Application:
        builder = SimpleNamespace(name="html")

    monkeypatch.setenv(printing.FOLDER, str(tmp_path / "printed"))
    return Application()


def half(app, folder):
    """A print that fails in the middle."""

    def content():
        yield "report.pdf", b"whole"
        raise OSError("No space left on device")

    printing.write(SimpleNamespace(items=content), folder)


def test_a_print_that_fails_leaves_nothing(app, tmp_path, monkeypatch):
    """Catch a book that fails with its print, or a half-made PDF that is taken for a whole one."""
    monkeypatch.setattr(printing, "_print", half)
    printing.begin(app, None)
    printing.end(app, None)
    assert not (tmp_path / "printed").exists()


def test_a_failed_build_prints_no_further(app, monkeypatch):
    """Catch a process that goes on printing a book that is not made."""
    monkeypatch.setattr(printing, "_print", lambda app, folder: time.sleep(300))
    before = set(psutil.Process().children())
    printing.begin(app, None)
    (fork,) = set(psutil.Process().children()) - before
    printing.end(app, RuntimeError("failed"))
    assert not fork.is_running()


@pytest.mark.parametrize("spoil", ["not asked", "another builder", "another system"])
def test_nothing_is_forked_unasked(app, monkeypatch, spoil):
    """Catch a plain `jupyter-book build` or `sphinx-build -b typst` that prints unasked."""
    if spoil == "not asked":
        monkeypatch.delenv(printing.FOLDER)
    elif spoil == "another builder":
        app.builder.name = "typst"
    else:
        monkeypatch.setattr(printing.sys, "platform", "darwin")
    monkeypatch.setattr(os, "fork", lambda: pytest.fail("forked"))
    printing.begin(app, None)
    printing.end(app, None)
