"""Work done in a second process: its results are those of this one, and it outlives no build."""

from __future__ import annotations

import math
import os
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
    return Application()


def test_a_result_is_that_of_the_other_process(app):
    """Catch a job whose result is lost, mixed up with another's, or done twice."""
    ahead.plan(app, "root", lambda app: (math.sqrt, (49,)))
    ahead.plan(app, "process", lambda app: (os.getpid, ()))
    ahead.begin(app, None, [])
    assert ahead.result(app, "root") == 7
    assert ahead.result(app, "process") == ahead.result(app, "process") != os.getpid()


def test_lanes_run_beside_each_other(app):
    """Catch long jobs that wait for one another while a core stands idle."""
    for lane in ("pictures", "twins"):
        ahead.plan(app, lane, lambda app: (os.getpid, ()), lane=lane)
    ahead.begin(app, None, [])
    assert len({ahead.result(app, "pictures"), ahead.result(app, "twins"), os.getpid()}) == 3


@pytest.mark.parametrize("spoil", ["one core", "another builder", "a job that fails there"])
def test_without_a_second_process_the_work_is_done_here(app, monkeypatch, spoil):
    """Catch a book without pictures or citations where no second process can be had."""
    if spoil == "one core":
        monkeypatch.setattr(os, "cpu_count", lambda: 1)
    elif spoil == "another builder":
        app.builder.name = "singlehtml"
    else:
        ahead.plan(app, "fails", lambda app: (math.sqrt, (-1,)))
    ahead.plan(app, "process", lambda app: (os.getpid, ()))
    ahead.begin(app, None, [])
    assert ahead.result(app, "process") == os.getpid()


def test_a_job_that_fails_is_told_where_its_result_is_asked_for(app):
    """Catch an error of a job that vanishes with the process it happened in."""
    ahead.plan(app, "fails", lambda app: (math.sqrt, (-1,)))
    ahead.begin(app, None, [])
    with pytest.raises(ValueError, match="math domain error"):
        ahead.result(app, "fails")


def test_a_failed_build_leaves_nobody_behind(app):
    """Catch a process that goes on drawing pictures for a book that is not made."""
    ahead.plan(app, "long", lambda app: (time.sleep, (300,)))
    ahead.begin(app, None, [])
    (child,) = [one for one in psutil.Process().children() if ahead.__name__ in one.cmdline()]
    ahead.stop(app, RuntimeError("failed"))
    assert not child.is_running()
