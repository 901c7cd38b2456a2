"""What needs no finished page is made in a second process, while this one reads and writes pages.

Pictures, citations and the chart script take about as long as a third of all pages. Each is a
function of what the notebooks carry, so where no second process can be had, or it fails, the same
function is called here instead, when its result is asked for.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from typing import IO, Any, NamedTuple
from weakref import WeakKeyDictionary

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

SCREEN = ("html", "dirhtml")
Job = tuple[Callable[..., Any], tuple[Any, ...]]
"""A function of a module, and its arguments."""


class _Begun(NamedTuple):
    process: subprocess.Popen
    answers: IO[bytes]


_planned: WeakKeyDictionary[Sphinx, dict[str, Callable[[Sphinx], Job]]] = WeakKeyDictionary()
_begun: WeakKeyDictionary[Sphinx, _Begun] = WeakKeyDictionary()
_done: WeakKeyDictionary[Sphinx, dict[str, Any]] = WeakKeyDictionary()


def plan(app: Sphinx, name: str, job: Callable[[Sphinx], Job]) -> None:
    """Let a job be begun as soon as the notebooks are read; `job` says which it is."""
    _planned.setdefault(app, {})[name] = job


def result(app: Sphinx, name: str) -> Any:
    """What a planned job has returned; it is done here where nobody else has done it."""
    if app in _begun:
        _done[app] = _answers(*_begun.pop(app))
    done = _done.get(app, {})
    if name not in done:
        function, arguments = _planned[app][name](app)
        return function(*arguments)
    return done[name]


def begin(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Hand the planned jobs to a second process."""
    if app.builder.name not in SCREEN or (os.cpu_count() or 1) < 2:
        return
    jobs = {}
    for name, job in _planned.get(app, {}).items():
        try:
            jobs[name] = job(app)
        except Exception:  # whatever is wrong is told where the result is asked for
            continue
    answers = tempfile.TemporaryFile()  # noqa: SIM115 (read, or closed, when the build ends)
    with tempfile.TemporaryFile() as questions:
        pickle.dump(jobs, questions)
        questions.seek(0)
        try:
            process = subprocess.Popen([sys.executable, "-m", __name__, str(os.getpid())],
                                       stdin=questions, stdout=answers, stderr=subprocess.DEVNULL)
        except OSError:
            return
    _begun[app] = _Begun(process, answers)


def stop(app: Sphinx, failure: Exception | None) -> None:
    """End what nobody has asked for."""
    if app in _begun:
        process, answers = _begun.pop(app)
        process.kill()
        process.wait()
        answers.close()


def _answers(process: subprocess.Popen, answers: IO[bytes]) -> dict[str, Any]:
    with answers:
        if process.wait():
            return {}
        answers.seek(0)
        return pickle.load(answers)


def main() -> None:
    """Do the jobs that stand on standard input; end when whoever asked has ended."""
    threading.Thread(target=_watch, args=(int(sys.argv[1]),), daemon=True).start()
    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    jobs: dict[str, Job] = pickle.load(sys.stdin.buffer)
    pickle.dump({name: function(*arguments) for name, (function, arguments) in jobs.items()},
                answers)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(1)


def setup(app: Sphinx) -> None:
    """Register when the jobs are begun, and that none outlives the build."""
    app.connect("env-before-read-docs", begin)
    app.connect("build-finished", stop, priority=990)


if __name__ == "__main__":
    main()
