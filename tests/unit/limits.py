"""What a check of one input may cost: a second of the processor, and 200 MB of memory."""

from __future__ import annotations

import gc
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SECONDS = 1
BYTES = 200_000_000


class TooSlowError(Exception):
    """An input that keeps the processor busy for longer than it may."""


def _stop(*told: object) -> None:
    raise TooSlowError(f"more than {SECONDS} s of the processor")


@contextmanager
def one_second_and_200_mb() -> Iterator[None]:
    """Raise `TooSlowError` after a second of the processor, `MemoryError` beyond 200 MB more.

    No garbage is collected meanwhile: what a thousand tests before have left is no cost of one.
    """
    statm = Path("/proc/self/statm")
    used = int(statm.read_text().split()[0]) * resource.getpagesize() if statm.is_file() else 0
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    collected = gc.isenabled()
    gc.disable()
    before = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    if used:
        resource.setrlimit(resource.RLIMIT_AS, (used + BYTES, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
        if collected:
            gc.enable()
