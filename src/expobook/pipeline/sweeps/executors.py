"""Where the jobs of a sweep are done: by threads of this process, or by the workers of Dask.

Threads do, since every kernel is a process of its own.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from expobook.values.errors import Failure, Mistake

from .. import execution
from .outcomes import Outcome

if TYPE_CHECKING:
    from distributed import Client

PATIENCE = 30.0
"""Seconds without any worker after which a cluster is given up."""
_AHEAD = 2
"""Jobs for each core that are handed over at a time: none waits, and few are in memory."""
_GOES_ON = "what was finished is kept, and the same command goes on from there"


class SchedulerError(Mistake):
    """A cluster that can't be reached; the message says what to do."""


class ClusterError(Failure):
    """A cluster that was lost on the way; what was finished is kept."""


class Executor(Protocol):
    """Something that does jobs."""

    def room(self) -> int:
        """How many jobs may be under way now."""

    def submit(self, job: Callable[..., Outcome], *arguments: Any, **named: Any) -> Future[Outcome]:
        """Let a job be done."""

    def outcome(self, done: Future[Outcome]) -> Outcome:
        """What came of a job that is done."""

    def stop(self, jobs: list[Future[Outcome]]) -> None:
        """Drop the jobs that are under way."""


class Threads:
    """Threads of this process."""

    def __init__(self, pool: ThreadPoolExecutor, workers: int) -> None:
        self._pool = pool
        self._workers = workers

    def room(self) -> int:
        """How many jobs may be under way now: enough that no thread waits."""
        return _AHEAD * self._workers

    def submit(self, job: Callable[..., Outcome], *arguments: Any, **named: Any) -> Future[Outcome]:
        """Let a job be done."""
        return self._pool.submit(job, *arguments, **named)

    def outcome(self, done: Future[Outcome]) -> Outcome:
        """The outcome; what a job raises is a fault of ours."""
        return done.result()

    def stop(self, jobs: list[Future[Outcome]]) -> None:
        """Drop what waits, and kill what runs."""
        execution.stop(self._pool, jobs)


class Cluster:
    """The workers of a Dask scheduler, on one core or many; which of them are lost is said."""

    def __init__(self, client: Client, address: str, warn: Callable[[str], None]) -> None:
        self._client = client
        self._address = address
        self._warn = warn
        self._executor = client.get_executor(pure=False)
        self._workers: dict[str, int] = {}
        self._seen = time.monotonic()

    def room(self) -> int:
        """So many that no core waits. Raises `ClusterError` where the scheduler or all are lost."""
        found = self._cores()
        for lost in sorted(self._workers.keys() - found.keys()):
            self._warn(f"the worker {lost} was lost: what it had begun is executed again")
        self._workers = found
        if found:
            self._seen = time.monotonic()
        elif time.monotonic() - self._seen > PATIENCE:
            raise ClusterError(
                f"the scheduler at {self._address} has had no worker for {PATIENCE:.0f} seconds: start some; {_GOES_ON}"
            )
        return _AHEAD * sum(found.values())

    def submit(self, job: Callable[..., Outcome], *arguments: Any, **named: Any) -> Future[Outcome]:
        """Let a job be done."""
        return self._executor.submit(job, *arguments, **named)

    def outcome(self, done: Future[Outcome]) -> Outcome:
        """The outcome, or the error of a job that no worker could do. Raises `ClusterError`."""
        if done.cancelled():
            raise self._lost()
        error = done.exception()
        if error is None:
            return done.result()
        if type(error).__name__ == "KilledWorker":
            return {"error": "every worker that executed it died: memory may have run out"}
        return {"error": f"a worker couldn't execute it: {type(error).__name__}: {error}"}

    def stop(self, jobs: list[Future[Outcome]]) -> None:
        """Let the scheduler drop what is under way, where there still is one."""
        if self._client.status == "running":
            self._executor.shutdown(wait=False)

    def _cores(self) -> dict[str, int]:
        """The cores of each worker by its address."""
        try:
            if self._client.status == "running":
                return self._client.nthreads()
        except (OSError, TimeoutError):
            pass
        raise self._lost()

    def _lost(self) -> ClusterError:
        return ClusterError(f"the Dask scheduler at {self._address} was lost: {_GOES_ON}")


@contextmanager
def threads(workers: int) -> Iterator[Threads]:
    """An executor of so many threads of this process, each with a job."""
    with ThreadPoolExecutor(max_workers=workers) as pool:
        yield Threads(pool, workers)


@contextmanager
def cluster(address: str, warn: Callable[[str], None]) -> Iterator[Cluster]:
    """The cluster with an address. Raises `SchedulerError`."""
    try:
        from distributed import Client
    except ImportError:
        raise SchedulerError("a sweep on a cluster needs Dask: pip install 'expobook[cluster]'") from None
    with _quiet():
        try:
            client = Client(address, timeout="10s", set_as_default=False)
        except (OSError, ValueError) as error:
            raise SchedulerError(f"no Dask scheduler answers at {address}: {error}") from None
        with client:
            yield Cluster(client, address, warn)


@contextmanager
def _quiet() -> Iterator[None]:
    """Without Dask's own log of what is lost, of which each line is said in words here."""
    loggers = [logging.getLogger(name) for name in ("distributed", "distributed.client")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
