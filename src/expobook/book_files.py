"""Which files belong to the book: what a run copies, and what it leaves out.

Notebooks, tables and editions are known by their kind; beside them belongs what the settings, the
contents, a page or a notebook name. Whatever else lies there stays where it is.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from .run_folder import NOT_COPIED, RELEASED, SOURCE_PARTS, is_dropping

_KINDS = {"notebooks": (".ipynb", ".md", ".py"), "data": (".csv", ".json", ".md"),
          f"data/{RELEASED}": (".csv", ".json")}
"""What belongs in a folder by its kind, without the folders inside."""
_TEXTS = (".md", ".ipynb")


def listed(root: Path, data: Path) -> dict[str, Path]:
    """The files of the book by their place in a run's source, with `data` as its data package.

    The editions are the book's own, whatever data package a reader's run takes.
    """
    files = {name: root / name for name in SOURCE_PARTS if (root / name).is_file()}
    for place, folder in _folders(root, data).items():
        files |= {f"{place}/{path.name}": path for path in folder_files(place, folder)}
    return files | _named(root, files)


def left_out(root: Path, data: Path) -> list[str]:
    """What lies in the book's folders and isn't copied: files, and folders without any that is."""
    taken = set(listed(root, data))
    found: set[str] = set()
    for place, folder in {"book": root / "book", "notebooks": root / "notebooks",
                          "data": data}.items():
        for name in _walked(folder):
            path = PurePosixPath(place, name)
            if path.as_posix() not in taken and not (
                    place == "data" and path.parts[1] == RELEASED and data != root / "data"):
                found.add(_widest(path, taken))
    return sorted(found)


def folder_files(place: str, folder: Path) -> Iterator[Path]:
    """The files of a folder that belong by their kind, in the order of their names."""
    if folder.is_dir():
        for path in sorted(folder.iterdir()):
            if path.suffix in _KINDS[place] and not _is_hidden(path.name) and path.is_file():
                yield path


def _folders(root: Path, data: Path) -> dict[str, Path]:
    return {"notebooks": root / "notebooks", "data": data,
            f"data/{RELEASED}": root / "data" / RELEASED}


def _named(root: Path, files: Mapping[str, Path]) -> dict[str, Path]:
    """The other files that the book names, or a page that it names, and so on."""
    rest = {place: root / place for part in ("book", "notebooks")
            for place in (f"{part}/{name}" for name in _walked(root / part)) if place not in files}
    named: dict[str, Path] = {}
    # Notebooks come last: they are long, and seldom name what no page does.
    texts = sorted((place for place in files if place.endswith((".yml", ".ipynb"))),
                   key=lambda place: place.endswith(".ipynb"))
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
    return any(form in text and re.search(rf"(?<![\w-]){re.escape(form)}(?![\w-])", text)
               for form in (form.replace(os.sep, "/") for form in forms))


def _walked(folder: Path) -> Iterator[str]:
    """The files below a folder, without hidden ones and without following links to folders."""
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _is_hidden(name))
        yield from (Path(where, name).relative_to(folder).as_posix()
                    for name in sorted(names) if not _is_hidden(name)
                    and Path(where, name).is_file())


def _widest(path: PurePosixPath, taken: set[str]) -> str:
    """The highest folder of a file in which nothing is taken, or the file itself."""
    for folder in list(path.parents)[-3::-1]:
        if not any(name.startswith(f"{folder}/") for name in taken):
            return f"{folder}/"
    return path.as_posix()


def _is_hidden(name: str) -> bool:
    return is_dropping(name) or any(fnmatch(name, pattern) for pattern in NOT_COPIED)
