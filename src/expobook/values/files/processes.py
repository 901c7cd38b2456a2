"""Processes that end with the one that started them, however that one ends.

Linux kills them at once. Everywhere they hold the reading end of a pipe as their standard input:
the system closes it when the parent ends, a kill included.
"""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NoReturn

_PR_SET_PDEATHSIG = 1


def python(*arguments: str) -> list[str]:
    """The command of this Python; no file where a user stands takes the place of a module."""
    return [sys.executable, "-P", *arguments]


def run(command: Sequence[str], env: Mapping[str, str], cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command that calls `end_with_parent`; its output is captured as text."""
    end, held = os.pipe()
    try:
        return subprocess.run(
            command, stdin=end, capture_output=True, encoding="utf-8", errors="replace", env=env, cwd=cwd, check=False
        )
    finally:
        os.close(end)
        os.close(held)


def end_with_parent() -> None:
    """End this process as soon as its parent has ended; its standard input is the parent's pipe."""
    kill_with_parent()
    threading.Thread(target=_end_with_input, daemon=True).start()


def kill_with_parent() -> None:
    """Let Linux kill this process with its parent, more exactly with the thread that started it."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


@cache
def kill_forks_with_parent() -> None:
    """Let Linux kill whatever this process forks from now on, with it."""
    os.register_at_fork(after_in_child=kill_with_parent)


def end_after(main: Callable[[], object]) -> NoReturn:
    """Run a command and end this process with its exit code, its objects left to the system.

    Python would take the nodes of all pages apart one by one: a quarter of what one changed sentence costs.
    """
    code = 0
    try:
        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else bool(end.code)
        if not isinstance(end.code, int | None):
            print(end.code, file=sys.stderr)
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)


def _end_with_input() -> None:
    while os.read(0, 1024):
        pass
    os._exit(1)
