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

from expobook.publishing import ahead


@pytest.fixture
def app(monkeypatch):
    """A stand-in for Sphinx that builds HTML on two cores."""
    class Application:
        builder = SimpleNamespace(name="html")

    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    application = Application()
    yield application
    ahead.stop(application, None)


def test_a_result_is_that_of_the_other_process(app):
    """Catch a job whose result is lost, mixed up with another's, or done twice."""
    ahead.plan(app, "root", lambda app: {"": (math.sqrt, (49,))})
    ahead.plan(app, "process", lambda app: {"": (os.getpid, ())})
    ahead.begin(app, None, [])
    assert ahead.result(app, "root") == 7
    assert ahead.result(app, "process") == ahead.result(app, "process") != os.getpid()


def test_parts_run_beside_each_other(app):
    """Catch long jobs that wait for one another while a core stands idle."""
    ahead.plan(app, "naps", lambda app: dict.fromkeys("abc", (time.sleep, (0.3,))))
    ahead.begin(app, None, [])
    assert len(_processes()) == 2
    assert [ahead.result(app, "naps", part) for part in "abc"] == [None] * 3


def test_a_forked_process_does_its_own_work(app):
    """Catch a parallel build in which a page waits for an answer that never comes."""
    ahead.plan(app, "process", lambda app: {"": (os.getpid, ())})
    ahead.begin(app, None, [])
    if child := os.fork():
        assert os.waitpid(child, 0)[1] == 0
    else:
        os._exit(ahead.result(app, "process") != os.getpid())


@pytest.mark.parametrize(
    "spoil", ["one core", "another builder", "no process", "a process that ends"])
def test_without_a_second_process_the_work_is_done_here(app, monkeypatch, spoil):
    """Catch a book without pictures or citations where no second process can be had."""
    if spoil == "one core":
        monkeypatch.setattr(os, "cpu_count", lambda: 1)
    elif spoil == "another builder":
        app.builder.name = "singlehtml"
    elif spoil == "no process":
        monkeypatch.setattr(sys, "executable", "/nowhere/python")
    else:
        monkeypatch.setattr(ahead, "_process", lambda: subprocess.Popen(
            [sys.executable, "-c", ""], stdin=subprocess.PIPE, stdout=subprocess.PIPE))
    ahead.plan(app, "process", lambda app: {"": (os.getpid, ())})
    ahead.begin(app, None, [])
    assert ahead.result(app, "process") == os.getpid()


def test_a_job_that_fails_is_told_where_its_result_is_asked_for(app):
    """Catch an error of a job that vanishes with the process it happened in."""
    ahead.plan(app, "fails", lambda app: {"": (math.sqrt, (-1,))})
    ahead.begin(app, None, [])
    with pytest.raises(ValueError, match="math domain error"):
        ahead.result(app, "fails")


def test_a_failed_build_leaves_nobody_behind(app):
    """Catch a process that goes on drawing pictures for a book that is not made."""
    ahead.plan(app, "long", lambda app: {"": (time.sleep, (300,))})
    ahead.begin(app, None, [])
    (child,) = _processes()
    ahead.stop(app, RuntimeError("failed"))
    assert not child.is_running()


def _processes():
    return [one for one in psutil.Process().children() if ahead.__name__ in one.cmdline()]
