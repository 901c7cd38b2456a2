"""The files of a book's source: what a run copies, and what makes a run stale when it changes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from .mistakes import Mistake
from .run_folder import NOT_COPIED, RELEASED, SOURCE_PARTS


class SourceError(Mistake):
    """Files of the source that can't be taken into a run; the message names each, and the way."""


def files(root: Path, data: Path) -> dict[str, Path]:
    """Every file of a source by its place in the run, with `data` as the data package.

    Links are followed. Hidden files are left out. Raises `SourceError`.
    """
    released = f"data/{RELEASED}"  # of the book, whatever data a reader's run takes
    bases = {part: root / part for part in SOURCE_PARTS} | {"data": data}
    found = {place: path for part, base in bases.items() for place, path in _walk(part, base)
             if not place.startswith(f"{released}/")}
    found.update(_walk(released, root / "data" / RELEASED))
    faults = [f"{path} {fault}" for path in found.values() if (fault := _fault(path))]
    if faults:
        raise SourceError("\n".join(faults))
    return found


def copy(root: Path, target: Path, data: Path) -> Path:
    """Copy the source into a new folder: contents only, no dates and no write protection."""
    target.mkdir(parents=True)
    for place, path in files(root, data).items():
        copied = target / place
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copied)
    return target


def _walk(place: str, path: Path, above: tuple[Path, ...] = ()) -> Iterator[tuple[str, Path]]:
    if not path.is_dir():
        if os.path.lexists(path):
            yield place, path
        return
    real = path.resolve()
    if real in above:
        raise SourceError(f"{path} is a link to a folder that it lies in: remove it")
    try:
        inside = sorted(path.iterdir())
    except PermissionError:
        raise SourceError(f"{path} {_UNREADABLE}") from None
    for one in inside:
        if not any(fnmatch(one.name, pattern) for pattern in NOT_COPIED):
            yield from _walk(f"{place}/{one.name}", one, (*above, real))


_UNREADABLE = "can't be read: give yourself the right to read it"


def _fault(path: Path) -> str:
    """Why a file can't be copied, and what to do; empty where it can."""
    if path.is_symlink() and not path.exists():
        return f"is a link to {path.readlink()}, which isn't there: mend or remove it"
    if not path.is_file():
        return "is neither a file nor a folder but a pipe, a socket or a device: remove it"
    try:
        path.name.encode()
    except UnicodeEncodeError:
        return "has a name that isn't UTF-8: rename it"
    return "" if os.access(path, os.R_OK) else _UNREADABLE
