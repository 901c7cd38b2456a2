"""Putting a run in its folder: nothing of others is touched, and the old run goes last.

Of two builds into one folder the second is refused: the first holds a lock on the folder that it
works in. The system gives the lock back when a process ends, however it ends.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

try:
    import fcntl
except ImportError:  # Windows, where an open folder can't be locked
    fcntl = None

from .mistakes import Mistake
from .run_folder import MANIFEST

_MARKS = ("edition", "files")
"""What the manifest of every run names; other programs have a manifest.json too."""


class TargetError(Mistake):
    """An output folder that can't be used; nothing was written."""


def check(output: Path) -> None:
    """Refuse a folder that holds something else than a run; raises `TargetError`.

    A run that was set aside by a build that was stopped is put back first.
    """
    if _is_free(_building(output)):
        restore(output)
    if output.exists() and not output.is_dir():
        raise TargetError(f"{output} is a file; name an empty folder or an earlier run")
    if output.is_dir() and any(output.iterdir()) and not _is_run(output):
        raise TargetError(
            f"{output} holds something that isn't a run (it has no {MANIFEST} as runs have); "
            "name an empty folder or an earlier run"
        )


def check_readers(output: Path, edition: Path) -> None:
    """Refuse a reader's run the place of the published edition; raises `TargetError`."""
    ours = output.resolve() == edition.resolve()
    if ours or _manifest(output).get("published_parameters") is True:
        what = "is the place of the published edition" if ours else "holds the published edition"
        raise TargetError(f"{output} {what}, and a run with other parameters or data isn't it: "
                          "name another folder with --output DIR")


@contextmanager
def work_folder(output: Path) -> Iterator[Path]:
    """An empty folder beside `output` in which one build alone works; gone afterwards.

    Raises `TargetError` while another build works there. What a killed one left is cleared away.
    """
    work = _building(output)
    lock = _locked(work, output)
    try:
        for left in work.iterdir():
            shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def replace(output: Path, work: Path) -> None:
    """Put a finished run in place; whatever happens, a whole run stands there afterwards."""
    old = _set_aside(output)
    shutil.rmtree(old, ignore_errors=True)
    try:
        if output.exists():
            output.rename(old)
        work.rename(output)
    finally:
        restore(output)
    shutil.rmtree(old, ignore_errors=True)


def restore(output: Path) -> None:
    """Put back a run that was set aside, where a stop between two renames left it so."""
    old = _set_aside(output)
    if old.is_dir() and not output.exists():
        old.rename(output)


def _set_aside(output: Path) -> Path:
    return output.parent / f".{output.name}.old"


def _building(output: Path) -> Path:
    return output.parent / f".{output.name}.building"


def _locked(work: Path, output: Path) -> int | None:
    """Make the work folder where it is missing, and lock it."""
    while True:
        work.mkdir(parents=True, exist_ok=True)
        if fcntl is None:
            return None
        try:
            lock = _lock(work)
        except FileNotFoundError:
            continue  # another build has just put its folder in place
        if lock is None:
            raise TargetError(f"another build is making {output}: wait until it has ended, or name "
                              "another folder with --output DIR")
        # A folder that was renamed while it was opened is another's finished run.
        if work.is_dir() and os.path.samestat(os.fstat(lock), work.stat()):
            return lock
        os.close(lock)


def _lock(folder: Path) -> int | None:
    """An open, locked folder; None where another process has locked it."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(opened)
        return None
    return opened


def _is_free(work: Path) -> bool:
    """Whether no build works in a folder, or there is none."""
    if fcntl is None or not work.is_dir():
        return True
    lock = _lock(work)
    if lock is not None:
        os.close(lock)
    return lock is not None


def _is_run(folder: Path) -> bool:
    manifest = _manifest(folder)
    return all(name in manifest for name in _MARKS)


def _manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a run; empty where there is none."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
