"""Processes end with the one that started them, even where that one is killed."""

from __future__ import annotations

import subprocess
import sys
import time

import psutil
import pytest

CHILD = (
    "{before}; from expobook.values.files import processes; {call}; print('there', flush=True); "
    "import time; time.sleep(60)"
)
PARENT = """
import os, sys
from expobook.values.files import processes
child = sys.argv[1]
# What the child says goes to whoever asks, since its own parent doesn't live to read it.
processes.run([sys.executable, "-c", child.replace("there', flush", "there', file=open("
             f"{sys.argv[2]!r}, 'w'), flush")], dict(os.environ))
"""
WITHOUT_LINUX = "import sys; sys.platform = 'other'"


def outlives(tmp_path, before: str, call: str) -> bool:
    """Whether a child is still there two seconds after its parent was killed."""
    said = tmp_path / "said"
    parent = subprocess.Popen([sys.executable, "-c", PARENT, CHILD.format(before=before, call=call), said])
    deadline = time.monotonic() + 60
    while not said.exists() or not said.read_text():
        assert parent.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    (child,) = psutil.Process(parent.pid).children()
    parent.kill()
    parent.wait()
    _, alive = psutil.wait_procs([child], timeout=2)
    for process in alive:
        process.kill()
    return bool(alive)


@pytest.mark.parametrize("before", ["pass", WITHOUT_LINUX])
def test_a_child_ends_with_a_killed_parent(tmp_path, before):
    """Catch a child that writes into a folder whose lock is free, on Linux or by the pipe alone."""
    assert not outlives(tmp_path, before, "processes.end_with_parent()")


def test_a_child_that_does_not_ask_for_it_lives_on(tmp_path):
    """Catch a test that can't fail, because no child would outlive its parent anyway."""
    assert outlives(tmp_path, "pass", "pass")


def test_what_a_child_says_is_captured():
    """Catch a fault of the book whose words are lost, or an input that ends before its time."""
    from expobook.values.files import processes

    code = (
        "import sys, time; from expobook.values.files import processes; "
        "processes.end_with_parent(); "
        "time.sleep(0.3); print('words'); print('fault', file=sys.stderr); sys.exit(3)"
    )
    done = processes.run([sys.executable, "-c", code], {})
    assert (done.returncode, done.stdout, done.stderr) == (3, "words\n", "fault\n")


@pytest.mark.parametrize(
    ("end", "code", "error"),
    [("None", 0, ""), ("2", 2, ""), ("'no such book'", 1, "no such book\n")],
    ids=["well", "with a code", "with a message"],
)
def test_a_command_that_ends_at_once_loses_nothing(end, code, error):
    """Catch a failed build that counts as done, or words that were still in a buffer."""
    script = (
        "import atexit, sys; from expobook.values.files import processes; atexit.register(print, 'at its end'); "
        f"processes.end_after(lambda: (print('the last page'), sys.exit({end})))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (code, "the last page\nat its end\n", error)
