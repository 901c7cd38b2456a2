"""Work folders: made new, marked, locked while a process works in them, and removed afterwards.

The system gives a lock back when a process ends, however it ends. What a killed one left is known
by its mark, and is cleared away by whoever comes next. Nothing else is: a link, a folder of
another user and a folder without the mark belong to others.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    import msvcrt

    fcntl = None  # type: ignore[assignment]

from ..errors import Mistake

MARK = "expobook-work-folder.txt"
TEMPORARY = "expobook-"
"""How the temporary folder of a process begins; eight letters follow that nobody can foretell."""
_NOTICE = b"expobook works in this folder, and removes it. What a killed process left may go.\n"
_LETTERS = r"[a-z0-9_]{8}"
_LOCKED_BYTE = 1000
"""Beyond the words, which others must be able to read."""
_OPEN = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class NotOurs(Mistake):
    """Something that stands where a work folder would, and wasn't made as one."""


class InUse(Mistake):
    """A work folder in which another process works."""


def make(place: Path) -> int:
    """Make a new work folder, and return its lock. Raises FileExistsError.

    It gets its mark and its lock under a name that nobody can foretell, and then its place: no
    process meets it without them, and none is left without them.
    """
    fresh, lock = make_unnamed(place.parent, f"{place.name}-")
    try:
        if os.path.lexists(place):
            raise FileExistsError(place)
        fresh.rename(place)
    except BaseException as error:
        remove(fresh, lock)
        if isinstance(error, OSError) and os.path.lexists(place):
            raise FileExistsError(place) from None
        raise
    return lock


def make_unnamed(parent: Path, prefix: str) -> tuple[Path, int]:
    """A new work folder whose name nobody can foretell, and its lock."""
    while True:
        place = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
        try:
            lock = os.open(place / MARK, os.O_RDWR | os.O_CREAT | os.O_EXCL | _OPEN, 0o600)
        except FileNotFoundError:
            continue  # cleared away by another process before it was marked
        os.write(lock, _NOTICE)
        if _lock(lock):
            return place, lock
        os.close(lock)


def take(place: Path) -> int | None:
    """The lock of a work folder that is there; None where nothing is.

    Raises `NotOurs` for anything else, `InUse` while another process works there.
    """
    try:
        status = place.lstat()
    except FileNotFoundError:
        return None
    if not stat.S_ISDIR(status.st_mode) or not _is_owned(status):
        raise NotOurs(f"{place} isn't a work folder of expobook")
    try:
        lock = os.open(place / MARK, os.O_RDWR | _OPEN)
    except OSError:
        if not os.path.lexists(place):
            return None
        raise NotOurs(f"{place} isn't a work folder of expobook") from None
    try:
        status = os.fstat(lock)
        if not (stat.S_ISREG(status.st_mode) and _is_owned(status) and os.read(lock, len(_NOTICE) + 1) == _NOTICE):
            raise NotOurs(f"{place} isn't a work folder of expobook")
        # A folder that was renamed while it was opened is being removed by its owner.
        if not _lock(lock) or not _is_at(lock, place / MARK):
            raise InUse(f"another process works in {place}")
    except BaseException:
        os.close(lock)
        raise
    return lock


def remove(place: Path, lock: int) -> None:
    """Remove a work folder, the mark last: wherever this is stopped, what is left is known."""
    try:
        for path in place.iterdir():
            if path.name != MARK:
                _delete(path)
        if [path.name for path in place.iterdir()] == [MARK]:
            place = _out_of_the_way(place)
            if fcntl is None:  # Windows deletes no open file
                os.close(lock)
                lock = -1
            (place / MARK).unlink()
            place.rmdir()
    except OSError:
        pass  # what can't be removed now is removed by the next process
    finally:
        if lock >= 0:
            os.close(lock)


def clear(parent: Path, prefix: str) -> list[Path]:
    """Remove the unnamed work folders that killed processes left; return what was removed."""
    removed = []
    name = re.compile(re.escape(prefix) + _LETTERS)
    for place in sorted(path for path in entries(parent) if name.fullmatch(path.name)):
        try:
            lock = take(place)
        except InUse:
            continue
        except NotOurs:
            # Killed before the mark was there, or after it was gone: empty, or of somebody else.
            with suppress(OSError):
                if _is_owned(place.lstat()):
                    place.rmdir()
                    removed.append(place)
        else:
            if lock is not None:
                remove(place, lock)
                removed.append(place)
    return removed


@contextmanager
def unnamed(parent: Path, prefix: str) -> Iterator[Path]:
    """A new work folder that goes afterwards; those that killed processes left go first."""
    clear(parent, prefix)
    place, lock = make_unnamed(parent, prefix)
    try:
        yield place
    finally:
        remove(place, lock)


@contextmanager
def temporary() -> Iterator[Path]:
    """Let this process and its children keep temporary files in one folder, which goes with it."""
    before, tempdir_before = os.environ.get("TMPDIR"), tempfile.tempdir
    with unnamed(Path(tempfile.gettempdir()), TEMPORARY) as place:
        os.environ["TMPDIR"] = tempfile.tempdir = str(place)
        try:
            yield place
        finally:
            tempfile.tempdir = tempdir_before
            if before is None:
                del os.environ["TMPDIR"]
            else:
                os.environ["TMPDIR"] = before


def entries(folder: Path) -> list[Path]:
    """What a folder holds; empty where it can't be read."""
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink()


def _out_of_the_way(place: Path) -> Path:
    """Give a named folder that is about to go a name under which `clear` finds what is left."""
    if fcntl is None:
        return place
    spare = Path(tempfile.mkdtemp(prefix=f"{place.name}-", dir=place.parent))
    return place.rename(spare)


def _is_owned(status: os.stat_result) -> bool:
    return not hasattr(os, "geteuid") or status.st_uid == os.geteuid()


def _is_at(opened: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(opened), path.lstat())
    except OSError:
        return False


def _lock(opened: int) -> bool:
    """Lock an open file until it is closed; False where another process has locked it."""
    try:
        if fcntl is not None:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            os.lseek(opened, _LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(opened, msvcrt.LK_NBLCK, 1)
    except (BlockingIOError, PermissionError):
        return False
    return True
