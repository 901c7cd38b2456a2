"""What a check of one input may cost: a second of the processor, and 200 MB of memory."""

from __future__ import annotations

import gc
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

SECONDS = 1
BYTES = 200_000_000


class TooSlowError(Exception):
    """An input that keeps the processor busy for longer than it may."""


def _stop(*signal_and_frame: object) -> None:
    raise TooSlowError(f"more than {SECONDS} s of the processor")


@contextmanager
def one_second_and_200_mb() -> Iterator[None]:
    """Raise `TooSlowError` after a second of the processor, `MemoryError` beyond 200 MB more."""
    before = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        with at_most_200_mb():
            yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@contextmanager
def at_most_200_mb() -> Iterator[None]:
    """Raise `MemoryError` beyond 200 MB more than what is used.

    No garbage is collected meanwhile: what a thousand tests before have left is no cost of one.
    """
    statm = Path("/proc/self/statm")
    used = int(statm.read_text().split()[0]) * resource.getpagesize() if statm.is_file() else 0
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    collected = gc.isenabled()
    gc.disable()
    if used:
        resource.setrlimit(resource.RLIMIT_AS, (used + BYTES, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
        if collected:
            gc.enable()


def calls_of(work: Callable[[], object]) -> int:
    """How many functions a piece of work calls: its cost, the same on every machine."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls
