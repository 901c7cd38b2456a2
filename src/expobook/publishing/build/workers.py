"""What needs no finished page is made in other processes, while this one reads and writes pages.

Pictures, citations and the chart script take longer than all pages. Each is a function of what the
notebooks carry, so where no other process can be had, or it fails, the same function is called here
instead, when its result is asked for. Jobs are small, and each process takes the next one when it
has done one: no core stands idle while a page waits for one picture of many. A job that was done in
an earlier build is taken from the store: its key is its function, its arguments, and what does it.

A pool of `concurrent.futures` would do for the queue, but its processes take modules from the
folder where the user stands, and without Linux they outlive a parent that was killed.
"""

from __future__ import annotations

import gc
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from expobook.runs import incremental
from expobook.values.files.processes import kill_forks_with_parent, kill_with_parent, python
from expobook.values.files.store import Store, key_of

if TYPE_CHECKING:  # the processes do without Sphinx
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

SCREEN = ("html", "dirhtml")
Job = tuple[Callable[..., Any], tuple[Any, ...]]
"""A function of a module, and its arguments."""
Jobs = Mapping[str, Job]
"""The parts of a task; a task of one part has it under the empty name."""
Name = tuple[str, str]
"""A task and one of its parts."""
STORE = "EXPOBOOK_STORE"
"""The environment variable that names the store of a build; without it nothing is stored."""
Keep = Callable[[Name, Any], None]
"""Puts a result into the store."""
PREVIEW = "EXPOBOOK_PREVIEW"
"""Set where a writer looks at a page after each change: what concerns all pages can wait."""
_MOST = 4
"""So many processes at most: each holds a JavaScript engine."""


class JobFailed(RuntimeError):
    """A job that another process couldn't do."""


class _Crew:
    """Processes that take jobs from one queue, each led by a thread of this process."""

    def __init__(self, jobs: Mapping[Name, Job], size: int, keep: Keep) -> None:
        self.home = os.getpid()
        self.answers: dict[Name, Future] = {name: Future() for name in jobs}
        self._keep = keep
        self._waiting: queue.SimpleQueue[tuple[Name, Job]] = queue.SimpleQueue()
        for named in jobs.items():
            self._waiting.put(named)
        self._processes = [_process() for _ in range(min(size, len(jobs)))]
        self._leaders = [
            threading.Thread(target=self._lead, args=(process,), daemon=True) for process in self._processes
        ]
        for leader in self._leaders:
            leader.start()

    def stop(self) -> None:
        """End what nobody has asked for."""
        for process in self._processes:
            process.kill()
        for leader in self._leaders:
            leader.join()

    def _lead(self, process: subprocess.Popen) -> None:
        """Hand over one job after the other until none is left."""
        with suppress(queue.Empty, OSError), process:
            while True:
                name, job = self._waiting.get_nowait()
                try:
                    made = _asked(process, job)
                    self._keep(name, made)
                    self.answers[name].set_result(made)
                except Exception as error:  # told where the result is asked for
                    self.answers[name].set_exception(error)


_planned: WeakKeyDictionary[Sphinx, dict[str, Callable[[Sphinx], Jobs]]] = WeakKeyDictionary()
_shown: WeakKeyDictionary[Sphinx, set[str]] = WeakKeyDictionary()
_crews: WeakKeyDictionary[Sphinx, _Crew] = WeakKeyDictionary()
_done: WeakKeyDictionary[Sphinx, dict[Name, Any]] = WeakKeyDictionary()


def plan(app: Sphinx, task: str, jobs: Callable[[Sphinx], Jobs], *, shown: bool = False) -> None:
    """Let a task be begun as soon as the notebooks are read; `jobs` says what there is to do.

    What is `shown` is asked for while a page is written.
    """
    _planned.setdefault(app, {})[task] = jobs
    if shown:
        _shown.setdefault(app, set()).add(task)


def result(app: Sphinx, task: str, part: str = "") -> Any:
    """What a planned job has returned; it is done here where nobody else has done it."""
    name, done = (task, part), _done.setdefault(app, {})
    if name not in done:
        crew = _crews.get(app)
        # A forked process, as Sphinx makes for parallel writing, has no threads to wait for.
        answer = crew.answers.get(name) if crew and crew.home == os.getpid() else None
        if answer is None or answer.exception() is not None:
            function, arguments = _planned[app][task](app)[part]
            done[name] = function(*arguments)
        else:
            done[name] = answer.result()
    return done[name]


def begin(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Hand the planned jobs to other processes."""
    cores = os.cpu_count() or 1
    if app.builder.name not in SCREEN or cores < 2:
        return
    tasks: list[tuple[str, Jobs]] = []
    for task, jobs in _planned.get(app, {}).items():
        with suppress(Exception):  # whatever is wrong is told where the result is asked for
            tasks.append((task, jobs(app)))
    tasks.sort(key=lambda one: len(one[1]))  # what can't be divided takes longest: it goes first
    found = {(task, part): job for task, jobs in tasks for part, job in jobs.items()}
    store = open_store()
    keys = {name: _key(job) for name, job in found.items()} if store.folder else {}
    stored = {name: made for name, key in keys.items() if (made := store.get(key)) is not None}
    _done.setdefault(app, {}).update({name: made for name, (made,) in stored.items()})
    missing = {name: job for name, job in found.items() if name not in stored}
    with suppress(OSError):
        _crews[app] = _Crew(missing, min(cores, _MOST), lambda name, made: store.put(keys.get(name, ""), (made,)))


def share_writing(app: Sphinx, env: BuildEnvironment) -> None:
    """Let a second process write pages too, where all is made that they show: it would make it once more.

    Linux alone forks safely here.
    """
    crew = _crews.get(app)
    if crew is None or sys.platform != "linux":
        return
    answers = {name: one for name, one in crew.answers.items() if name[0] in _shown.get(app, ())}
    if not all(one.done() and one.exception() is None for one in answers.values()):
        return
    _done.setdefault(app, {}).update({name: one.result() for name, one in answers.items()})
    kill_forks_with_parent()
    app.parallel = 2


def open_store() -> Store:
    """The store that this build was given."""
    from expobook.figures.responsive import Twin  # loads what draws charts

    folder = os.environ.get(STORE)
    return Store(Path(folder) if folder else None, Twin)


def _key(job: Job) -> str:
    function, arguments = job
    return key_of(function.__module__, function.__qualname__, arguments, incremental.environment())


def stop(app: Sphinx, failure: Exception | None) -> None:
    """End the processes with the build."""
    if crew := _crews.pop(app, None):
        crew.stop()


def _process() -> subprocess.Popen:
    return subprocess.Popen(
        python("-m", __name__), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )


def _asked(process: subprocess.Popen, job: Job) -> Any:
    """What a process answers to a job."""
    assert process.stdin
    assert process.stdout
    pickle.dump(job, process.stdin)
    process.stdin.flush()
    answer, fault = pickle.load(process.stdout)
    if fault:
        raise JobFailed(fault)
    return answer


def main() -> None:
    """Do the jobs that come in; end when whoever asks has no more of them, or has ended."""
    kill_with_parent()
    jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(jobs,), daemon=True).start()
    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    while True:
        answers.write(pickle.dumps(_answer(*jobs.get())))
        answers.flush()


def _answer(function: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[Any, str]:
    """The result of a job, and what went wrong with it."""
    try:
        return function(*arguments), ""
    except Exception as error:
        return None, repr(error)


def _receive(jobs: queue.SimpleQueue[Job]) -> None:
    """Take the jobs as they come; the pipe is closed by whoever asks, or by its end."""
    try:
        while True:
            jobs.put(pickle.load(sys.stdin.buffer))
    finally:
        os._exit(0)


def pause_collector(app: Sphinx) -> None:
    """Let the garbage collector rest until the build is finished: it would walk the nodes of all pages for nothing."""
    if gc.isenabled():
        gc.disable()
        app.connect("build-finished", lambda app, failure: gc.enable(), priority=999)


def setup(app: Sphinx) -> None:
    """Register when the jobs are begun, that none outlives the build, when the collector rests."""
    app.connect("builder-inited", pause_collector)
    app.connect("env-before-read-docs", begin)
    app.connect("env-check-consistency", share_writing)
    app.connect("build-finished", stop, priority=990)


if __name__ == "__main__":
    main()
