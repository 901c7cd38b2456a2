"""What needs no finished page is made in other processes, while this one reads and writes pages.

Pictures, citations and the chart script take longer than all pages. Each is a function of what the
notebooks carry, so where no other process can be had, or it fails, the same function is called here
instead, when its result is asked for. Jobs of one lane are done one after the other, in a process
of their own.
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


class _Planned(NamedTuple):
    job: Callable[[Sphinx], Job]
    lane: str


_planned: WeakKeyDictionary[Sphinx, dict[str, _Planned]] = WeakKeyDictionary()
_begun: WeakKeyDictionary[Sphinx, dict[str, _Begun]] = WeakKeyDictionary()
_done: WeakKeyDictionary[Sphinx, dict[str, Any]] = WeakKeyDictionary()


def plan(app: Sphinx, name: str, job: Callable[[Sphinx], Job], lane: str = "") -> None:
    """Let a job be begun as soon as the notebooks are read; `job` says which it is."""
    _planned.setdefault(app, {})[name] = _Planned(job, lane)


def result(app: Sphinx, name: str) -> Any:
    """What a planned job has returned; it is done here where nobody else has done it."""
    planned = _planned[app][name]
    done = _done.setdefault(app, {})
    if begun := _begun.get(app, {}).pop(planned.lane, None):
        done.update(_answers(*begun))
    if name not in done:
        function, arguments = planned.job(app)
        done[name] = function(*arguments)
    return done[name]


def begin(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Hand the planned jobs to a process for each lane."""
    if app.builder.name not in SCREEN or (os.cpu_count() or 1) < 2:
        return
    lanes: dict[str, dict[str, Job]] = {}
    for name, planned in _planned.get(app, {}).items():
        try:
            lanes.setdefault(planned.lane, {})[name] = planned.job(app)
        except Exception:  # whatever is wrong is told where the result is asked for
            continue
    for lane, jobs in lanes.items():
        if begun := _handed_over(jobs):
            _begun.setdefault(app, {})[lane] = begun


def _handed_over(jobs: dict[str, Job]) -> _Begun | None:
    answers = tempfile.TemporaryFile()  # noqa: SIM115 (read, or closed, when the build ends)
    with tempfile.TemporaryFile() as questions:
        pickle.dump(jobs, questions)
        questions.seek(0)
        try:
            process = subprocess.Popen([sys.executable, "-m", __name__, str(os.getpid())],
                                       stdin=questions, stdout=answers, stderr=subprocess.DEVNULL)
        except OSError:
            return None
    return _Begun(process, answers)


def stop(app: Sphinx, failure: Exception | None) -> None:
    """End what nobody has asked for."""
    for process, answers in _begun.pop(app, {}).values():
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
