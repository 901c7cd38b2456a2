"""What lies in a run's folder: its files by name, and what has no place in one.

A run comes from strangers too. So nothing is opened or followed before it is known to be a plain
file: a link may lead anywhere, and a pipe would be waited for without end.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from expobook.runs.layout import is_dropping

_KINDS = {
    stat.S_IFLNK: "a link",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFBLK: "a device",
    stat.S_IFCHR: "a device",
}


@dataclass(frozen=True, slots=True)
class RunFiles:
    """The plain files below a folder, sorted by path, and all that is no plain file."""

    names: tuple[str, ...]
    refused: tuple[str, ...]
    """In words, such as `a link: html/index.html`; nothing of it was opened."""


def list_files(folder: Path) -> RunFiles:
    """List a run's files; droppings of desktops count as nothing, a folder with no file is refused.

    Raises `OSError` for a folder that can't be read.
    """
    names: list[str] = []
    refused: list[str] = []
    waiting = [""]
    while waiting:
        inside = waiting.pop()
        with os.scandir(folder / inside) as entries:
            kept = [
                entry for entry in entries if not (entry.is_file(follow_symlinks=False) and is_dropping(entry.name))
            ]
        if not kept:
            refused.append(f"an empty folder: {inside}")
        for entry in kept:
            name = f"{inside}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                waiting.append(f"{name}/")
            elif entry.is_file(follow_symlinks=False):
                names.append(name)
            else:
                kind = stat.S_IFMT(entry.stat(follow_symlinks=False).st_mode)
                refused.append(f"{_KINDS.get(kind, 'no plain file')}: {name}")
    return RunFiles(tuple(sorted(names)), tuple(sorted(refused)))
