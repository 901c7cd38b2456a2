"""Which files belong to the book: what a run copies, and what it leaves out.

Notebooks, tables and editions are known by their kind; beside them belongs what the settings, the
contents, a page or a notebook name. Whatever else lies there stays where it is.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from expobook.values.errors import Mistake

from .layout import ASSURANCE, NOT_COPIED, RELEASED, SOURCE_PARTS, is_dropping

_OWN = (RELEASED, ASSURANCE)
"""Folders in the data that are the book's own, whatever data package a run takes."""
_KINDS = {
    "notebooks": (".ipynb", ".md", ".py"),
    "data": (".csv", ".json", ".md"),
    **{f"data/{own}": (".csv", ".json") for own in _OWN},
}
"""What belongs in a folder by its kind, without the folders inside."""
_TEXTS = (".md", ".ipynb")
_UNREADABLE = "can't be read: give yourself the right to read it"


class SourceError(Mistake):
    """Files of the source that can't be taken into a run; the message names each, and the way."""


def files(root: Path, data: Path) -> dict[str, Path]:
    """The files of the book by their place in a run's source, with `data` as its data package.

    What was released and assured is the book's own, whatever data a reader's run takes. Raises
    `SourceError` for what can't be copied.
    """
    found = _listed(root, data)
    broken = [
        path for folder in (root / "book", root / "notebooks", data) for path in _walk_all(folder) if not path.is_file()
    ]
    if faults := [f"{path} {fault}" for path in dict.fromkeys([*broken, *found.values()]) if (fault := _fault(path))]:
        raise SourceError("\n".join(faults))
    return found


def copy(root: Path, target: Path, data: Path) -> Path:
    """Copy the source into a new folder: contents only, no dates and no write protection."""
    target.mkdir(parents=True)
    for place, path in files(root, data).items():
        (target / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target / place)
    return target


def _listed(root: Path, data: Path) -> dict[str, Path]:
    files = {name: root / name for name in SOURCE_PARTS if (root / name).is_file()}
    for place, folder in _folders(root, data).items():
        files |= {f"{place}/{path.name}": path for path in folder_files(place, folder)}
    return files | _named(root, files)


def left_out(root: Path, data: Path) -> list[str]:
    """What lies in the book's folders and isn't copied: files, and folders without any that is."""
    taken = set(_listed(root, data))
    found: set[str] = set()
    for place, folder in {"book": root / "book", "notebooks": root / "notebooks", "data": data}.items():
        for name in _walked(folder):
            path = PurePosixPath(place, name)
            if path.as_posix() not in taken and not (
                place == "data" and path.parts[1] in _OWN and data != root / "data"
            ):
                found.add(_widest(path, taken))
    return sorted(found)


def folder_files(place: str, folder: Path) -> Iterator[Path]:
    """The files of a folder that belong by their kind, in the order of their names."""
    if folder.is_dir():
        for path in sorted(folder.iterdir()):
            if path.suffix in _KINDS[place] and not _is_hidden(path.name) and path.is_file():
                yield path


def _folders(root: Path, data: Path) -> dict[str, Path]:
    return {"notebooks": root / "notebooks", "data": data, **{f"data/{own}": root / "data" / own for own in _OWN}}


def _named(root: Path, files: Mapping[str, Path]) -> dict[str, Path]:
    """The other files that the book names, or a page that it names, and so on."""
    rest = {
        place: root / place
        for part in ("book", "notebooks")
        for place in (f"{part}/{name}" for name in _walked(root / part))
        if place not in files
    }
    named: dict[str, Path] = {}
    # Notebooks come last: they are long, and seldom name what no page does.
    texts = sorted(
        (place for place in files if place.endswith((".yml", ".ipynb"))), key=lambda place: place.endswith(".ipynb")
    )
    while texts and rest:
        by = texts.pop(0)
        text = {**files, **named}[by].read_text(encoding="utf-8", errors="replace")
        for place in [place for place in rest if _names(text, by, place)]:
            named[place] = rest.pop(place)
            if place.endswith(_TEXTS):
                texts.insert(0, place)
    return named


def _names(text: str, by: str, place: str) -> bool:
    """Whether a text of the book names a file: as seen from its folder, or from the book's."""
    path = PurePosixPath(place)
    forms = {os.path.relpath(place, PurePosixPath(by).parent), f"/{place}"}
    forms |= {str(PurePosixPath(form).with_suffix(".*")) for form in forms}
    if by.endswith(".yml") and path.suffix in _TEXTS:
        forms.add(str(path.with_suffix("")))
    return any(
        form in text and re.search(rf"(?<![\w-]){re.escape(form)}(?![\w-])", text)
        for form in (form.replace(os.sep, "/") for form in forms)
    )


def _walked(folder: Path) -> Iterator[str]:
    """The files below a folder, by their paths in it."""
    return (path.relative_to(folder).as_posix() for path in _walk_all(folder) if path.is_file())


def _walk_all(folder: Path) -> Iterator[Path]:
    """All but folders below one, without hidden ones; a link to a folder is one entry."""
    for where, folders, names in os.walk(folder, onerror=_refuse):
        folders[:] = sorted(name for name in folders if not _is_hidden(name))
        links = [name for name in folders if Path(where, name).is_symlink()]
        yield from (Path(where, name) for name in sorted([*names, *links]) if not _is_hidden(name))


def _refuse(error: OSError) -> None:
    if isinstance(error, PermissionError):
        raise SourceError(f"{error.filename} {_UNREADABLE}") from None


def _widest(path: PurePosixPath, taken: set[str]) -> str:
    """The highest folder of a file in which nothing is taken, or the file itself."""
    for folder in list(path.parents)[-3::-1]:
        if not any(name.startswith(f"{folder}/") for name in taken):
            return f"{folder}/"
    return path.as_posix()


def _is_hidden(name: str) -> bool:
    return is_dropping(name) or any(fnmatch(name, pattern) for pattern in NOT_COPIED)


def _fault(path: Path) -> str:
    """Why a file can't be copied, and what to do; empty where it can."""
    if path.is_symlink() and not path.exists():
        return f"is a link to {path.readlink()}, which isn't there: mend or remove it"
    if path.is_dir():
        return "is a link to a folder, which no run follows: put the folder itself in its place"
    if not path.is_file():
        return "is neither a file nor a folder but a pipe, a socket or a device: remove it"
    try:
        path.name.encode()
    except UnicodeEncodeError:
        return "has a name that isn't UTF-8: rename it"
    return "" if os.access(path, os.R_OK) else _UNREADABLE
