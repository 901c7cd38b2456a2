"""The process that makes pages: it loads early, knows its task by a line, and never outlives what started it."""

from __future__ import annotations

import subprocess
import sys

import psutil
import pytest

from expobook.pipeline import sphinx_process
from expobook.pipeline.sphinx_process import RunError, SphinxProcess
from expobook.values.errors import Mistake
from expobook.values.files import processes

WORKER = processes.python("-m", "expobook.pipeline.sphinx_worker")


def workers():
    """The processes that load or make pages for this one."""
    return [child for child in psutil.Process().children() if WORKER[-1] in child.cmdline()]


def test_a_mistake_leaves_no_process():
    """Catch a refused build that leaves something running, which nobody will ever give a task."""

    def build():
        with sphinx_process.loading():
            assert workers()
            raise Mistake("no such parameter")

    with pytest.raises(Mistake):
        build()
    assert workers() == []
    with sphinx_process.sphinx_process():  # a new one: the ended process has no task for anybody
        assert len(workers()) == 1
    assert workers() == []


def test_without_a_task_it_ends_by_itself():
    """Catch a process that waits for ever where its parent was killed, which closes its input."""
    done = subprocess.run(WORKER, stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_the_task_is_done_under_its_own_variables_and_in_its_folder(tmp_path, monkeypatch):
    """Catch pages that are made with the variables, or the temporary folder, of the time before the task."""
    seen = tmp_path / "conf.txt"
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: index\n", encoding="utf-8")
    (tmp_path / "index.md").write_text("# A book\n\nA sentence.\n", encoding="utf-8")
    (tmp_path / "noted.py").write_text(
        "import os, pathlib, tempfile\n"
        "def setup(app):\n"
        f"    pathlib.Path({str(seen)!r}).write_text(os.environ['OF_THE_TASK'] + ' ' + tempfile.gettempdir()"
        " + ' ' + os.getcwd())\n",
        encoding="utf-8",
    )
    (tmp_path / "_config.yml").write_text(
        "title: A book\nauthor: nobody\nexecute: {execute_notebooks: 'off'}\nsphinx: {local_extensions: {noted: .}}\n",
        encoding="utf-8",
    )
    with sphinx_process.loading():
        monkeypatch.setenv("TMPDIR", str(tmp_path))
        folders = {"OF_THE_TASK": tmp_path / "value"}
        sphinx_process.run_sphinx(tmp_path, tmp_path / "out", folders=folders)
    assert seen.read_text(encoding="utf-8") == f"{tmp_path / 'value'} {tmp_path} {tmp_path}"
    assert (tmp_path / "out" / "_build" / "html" / "index.html").is_file()


def test_one_that_has_died_is_told_as_a_fault(tmp_path):
    """Catch a build that counts as done, or a traceback of ours, when its process was killed while it waited."""
    with SphinxProcess() as process:
        for worker in workers():
            worker.kill()
        process.begin(tmp_path, tmp_path)
        with pytest.raises(RunError):
            process.finish()


def test_what_starts_a_build_and_what_makes_pages_load_no_arithmetic():
    """Catch a sentence that waits for tables and units, which only notebooks and checks compute with."""
    heavy = {"pandas", "pint", "altair"}
    for code, more in (
        ("import expobook.cli.app, expobook.pipeline.build", {"sphinx", "docutils"}),
        (f"import {WORKER[-1]} as worker; worker.load()", set()),
    ):
        script = f"{code}; import sys; print([name for name in {sorted(heavy | more)} if name in sys.modules])"
        done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
        assert done.stdout == "[]\n"
