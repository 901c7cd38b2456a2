"""Work done in a second process: its results are those of this one, and it outlives no build."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import time
from types import SimpleNamespace

import psutil
import pytest

from expobook.publishing.build import workers


@pytest.fixture
def app(monkeypatch):
    """A stand-in for Sphinx that builds HTML on two cores."""

    class Application:
        builder = SimpleNamespace(name="html")

    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    application = Application()
    yield application
    workers.stop(application, None)


def test_a_result_is_that_of_the_other_process(app):
    """Catch a job whose result is lost, mixed up with another's, or done twice."""
    workers.plan(app, "root", lambda app: {"": (math.sqrt, (49,))})
    workers.plan(app, "process", lambda app: {"": (os.getpid, ())})
    workers.begin(app, None, [])
    assert workers.result(app, "root") == 7
    assert workers.result(app, "process") == workers.result(app, "process") != os.getpid()


def test_a_file_of_the_reader_is_no_module_of_the_other_process(app, tmp_path, monkeypatch):
    """Catch a book that is made slowly, or by a stranger's code, where a file is called json.py."""
    for name in ("pickle", "queue", "json"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('a file of the reader')")
    monkeypatch.chdir(tmp_path)
    workers.plan(app, "process", lambda app: {"": (os.getpid, ())})
    workers.begin(app, None, [])
    assert workers.result(app, "process") != os.getpid()


def test_parts_run_beside_each_other(app):
    """Catch long jobs that wait for one another while a core stands idle."""
    workers.plan(app, "naps", lambda app: dict.fromkeys("abc", (time.sleep, (0.3,))))
    workers.begin(app, None, [])
    assert len(_processes()) == 2
    assert [workers.result(app, "naps", part) for part in "abc"] == [None] * 3


def test_a_forked_process_does_its_own_work(app):
    """Catch a parallel build in which a page waits for an answer that never comes."""
    workers.plan(app, "process", lambda app: {"": (os.getpid, ())})
    workers.begin(app, None, [])
    if child := os.fork():
        assert os.waitpid(child, 0)[1] == 0
    else:
        os._exit(workers.result(app, "process") != os.getpid())


@pytest.mark.parametrize("spoil", ["one core", "another builder", "no process", "a process that ends"])
def test_without_a_second_process_the_work_is_done_here(app, monkeypatch, spoil):
    """Catch a book without pictures or citations where no second process can be had."""
    if spoil == "one core":
        monkeypatch.setattr(os, "cpu_count", lambda: 1)
    elif spoil == "another builder":
        app.builder.name = "singlehtml"
    elif spoil == "no process":
        monkeypatch.setattr(sys, "executable", "/nowhere/python")
    else:
        monkeypatch.setattr(
            workers,
            "_process",
            lambda: subprocess.Popen([sys.executable, "-c", ""], stdin=subprocess.PIPE, stdout=subprocess.PIPE),
        )
    workers.plan(app, "process", lambda app: {"": (os.getpid, ())})
    workers.begin(app, None, [])
    assert workers.result(app, "process") == os.getpid()


def test_a_job_that_fails_is_told_where_its_result_is_asked_for(app):
    """Catch an error of a job that vanishes with the process it happened in."""
    workers.plan(app, "fails", lambda app: {"": (math.sqrt, (-1,))})
    workers.begin(app, None, [])
    with pytest.raises(ValueError, match="math domain error"):
        workers.result(app, "fails")


def test_a_failed_build_leaves_nobody_behind(app):
    """Catch a process that goes on drawing pictures for a book that is not made."""
    workers.plan(app, "long", lambda app: {"": (time.sleep, (300,))})
    workers.begin(app, None, [])
    (child,) = _processes()
    workers.stop(app, RuntimeError("failed"))
    assert not child.is_running()


def test_pages_wait_for_no_second_writer_that_would_draw_again(app):
    """Catch pictures that are made twice, as the other process can't ask for what is being made."""
    workers.plan(app, "nap", lambda app: {"": (time.sleep, (0.3,))}, shown=True)
    workers.plan(app, "long", lambda app: {"": (time.sleep, (300,))})
    workers.begin(app, None, [])
    app.parallel = 1
    workers.share_writing(app, None)
    assert app.parallel == 1
    workers.result(app, "nap")
    workers.share_writing(app, None)
    assert app.parallel == 2


@pytest.fixture
def pages(tmp_path):
    """A book of nine pages, each says whether Sphinx's own process wrote it; the seventh has a fault."""
    (tmp_path / "conf.py").write_text(
        "import os\n"
        "OWN = os.getpid()\n"
        "from sphinx.util import logging\n"
        "from expobook.publishing.build import workers\n"
        "def write(app, page, template, context, doctree):\n"
        "    context['body'] = f'<p>{os.getpid() == OWN}</p>'\n"
        "    if page == 'page7':\n"
        "        logging.getLogger(__name__).warning('a fault of page 7')\n"
        "def setup(app):\n"
        "    workers.setup(app)\n"
        "    app.connect('html-page-context', write)\n"
        "html_theme = 'basic'\n"
    )
    names = [f"page{number}" for number in range(1, 9)]
    for name in names:
        (tmp_path / f"{name}.rst").write_text(f"{name}\n=====\n")
    (tmp_path / "index.rst").write_text("Book\n====\n\n.. toctree::\n\n   " + "\n   ".join(names) + "\n")
    return tmp_path


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks safely here")
def test_a_fault_of_a_page_that_another_process_writes_ends_the_build(pages):
    """Catch a warning that vanishes with the process that wrote the page."""
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", pages, pages / "html"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "a fault of page 7" in ended.stderr
    written = "".join(path.read_text() for path in (pages / "html").glob("page*.html"))
    assert "<p>False</p>" in written or os.cpu_count() == 1


def _processes():
    return [one for one in psutil.Process().children() if workers.__name__ in one.cmdline()]
