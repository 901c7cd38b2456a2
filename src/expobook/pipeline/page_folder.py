"""The folder in which pages are built, and what the next build may take from it.

It keeps the source as it was built, Sphinx's state and the pages. They are taken while all that concerns every page is
the same: code, packages, settings, contents, data, what notebooks state. Of pages whose texts have changed Sphinx's
state goes, so that they are read again, whatever the clock says.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from expobook.facts import notebook_outputs
from expobook.runs import incremental
from expobook.runs.layout import PAGES, notebooks_in
from expobook.values.errors import Mistake
from expobook.values.files import documents, work_folders
from expobook.values.files.hashing import sha256
from expobook.values.files.store import key_of

_PAGES = (".md", ".ipynb")
"""How the files of pages end, which the contents name without it."""
_OF_THE_MAKING = (".doctrees/", ".buildinfo", "_sources/.doctrees/")
"""How the names of files begin that are no pages, though they lie beside them."""
Dates = dict[str, tuple[int, int]]
"""Size and date of files, by their places in a folder: what tells whether one was written again."""


class PageFolder:
    """A folder of the source and of the pages that are made of it."""

    def __init__(self, folder: Path) -> None:
        self.source, self.output = folder / "source", folder / "_jb"
        self.html = self.output / "_build" / "html"
        self._record = folder / "made-from.txt"
        self._key = ""
        self._kept: Dates = {}
        self._copied: Dates = {}

    def begin(self, source: Path) -> None:
        """Take in a source; what was made goes, unless the last build ended well and made it of the same."""
        self._key, made = _key(source), self._record.read_text(encoding="utf-8") if self._record.is_file() else ""
        self._record.unlink(missing_ok=True)
        if made != self._made():
            shutil.rmtree(self.output, ignore_errors=True)
        self._kept, self._copied = _dates(self.html), {}
        self.take_in(source)

    def take_in(self, source: Path) -> None:
        """Make the source here like another; a page that has changed is read again."""
        for name in mirror(source, self.source):
            (self.output / "_build" / ".doctrees" / name).with_suffix(".doctree").unlink(missing_ok=True)

    def finish(self) -> None:
        """Record that what lies here is whole, and what it was made of."""
        self._record.write_text(self._made(), encoding="utf-8")

    def copy_kept(self, target: Path) -> None:
        """Copy the pages of the last build while others are being written: `copy` looks at each again."""
        for name, date in self._kept.items():
            with suppress(FileNotFoundError):  # it was removed meanwhile
                self._copy(name, date, target)

    def copy(self, target: Path) -> None:
        """Copy the finished pages: those that have been written since the last build, by size and date."""
        made = _dates(self.html)
        for name in self._copied.keys() - made.keys():
            (target / name).unlink()
            with suppress(OSError):  # others are left in it
                (target / name).parent.rmdir()
        for name, date in made.items():
            if self._copied.get(name) != date:
                self._copy(name, date, target)

    def _copy(self, name: str, date: tuple[int, int], target: Path) -> None:
        if not name.startswith(_OF_THE_MAKING):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.html / name, target / name)
            self._copied[name] = date

    def _made(self) -> str:
        """A digest of what was made, file by file as it was written, and of what it was made of."""
        return key_of(self._key, str(self.output), _dates(self.output))


def _dates(folder: Path) -> Dates:
    """Size and date of every file in a folder, in the order of their names."""
    found = ((Path(place, name), Path(place, name).stat()) for place, _, names in os.walk(folder) for name in names)
    return dict(sorted((path.relative_to(folder).as_posix(), (now.st_size, now.st_mtime_ns)) for path, now in found))


def _key(source: Path) -> str:
    """The key of what concerns every page: all but the texts of the pages."""
    listed = set(_listed(documents.yaml_object(source / "_toc.yml")))
    pages = {f"{name}{kind}" for name in listed for kind in _PAGES}
    files = {path.relative_to(source).as_posix(): path for path in sorted(source.rglob("*")) if path.is_file()}
    return key_of(
        "pages",
        incremental.environment(),
        [(name, sha256(path)) for name, path in files.items() if name not in pages],
        [(notebook_outputs.read(path), notebook_outputs.heading(path)) for path in sorted(notebooks_in(source))],
    )


def _listed(contents: Any) -> Iterator[str]:
    """The pages that a table of contents names, without the ends of their names."""
    if isinstance(contents, list):
        for part in contents:
            yield from _listed(part)
    elif isinstance(contents, dict):
        for name, part in contents.items():
            yield from (str(part),) if name in ("root", "file") else _listed(part)


def mirror(source: Path, target: Path) -> list[str]:
    """Make a folder like another, and return what has changed; files with the same content are left as they are."""
    wanted = {path.relative_to(source) for path in source.rglob("*") if path.is_file()}
    for path in [path for path in target.rglob("*") if path.is_file()]:
        if path.relative_to(target) not in wanted:
            path.unlink()
    changed = []
    for name in sorted(wanted):
        content = (source / name).read_bytes()
        if not (target / name).is_file() or (target / name).read_bytes() != content:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).unlink(missing_ok=True)  # it may be another name of somebody's file
            shutil.copyfile(source / name, target / name)
            changed.append(name.as_posix())
    return changed


@contextmanager
def kept(root: Path) -> Iterator[Path | None]:
    """The folder of a book, locked; none where another process works in it or it isn't ours."""
    lock = _lock(root / PAGES)
    try:
        yield None if lock is None else root / PAGES
    finally:
        if lock is not None:
            os.close(lock)


def _lock(place: Path) -> int | None:
    try:
        lock = work_folders.take(place)
        if lock is not None and _has_links(place):
            work_folders.remove(place, lock)
            lock = None
        return work_folders.make(place) if lock is None else lock
    except (Mistake, OSError):
        return None


def _has_links(place: Path) -> bool:
    """Whether something in a folder leads elsewhere: no build has put it there, and none may write through it."""
    return any(
        (Path(folder) / name).is_symlink() for folder, *names in os.walk(place) for name in itertools.chain(*names)
    )


def remove(place: Path) -> bool:
    """Remove the folder with all that was kept, unless another process works in it or it isn't ours."""
    with suppress(Mistake):
        if (lock := work_folders.take(place)) is not None:
            work_folders.remove(place, lock)
            return True
    return False
