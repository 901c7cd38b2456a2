"""Which notebooks must be executed again, and why: contents are compared, never dates.

A run records what it was made from: its manifest has the hash of every file, of the package's code
and of the lock; its executed notebooks have their cells and parameters. What a notebook can import
is followed through the package, so that a change to one chapter's code concerns that chapter only.
"""

from __future__ import annotations

import ast
import json
import platform
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import resolve_name
from pathlib import Path
from typing import Any

from expobook.values.files import documents
from expobook.values.files.hashing import sha256, sha256_of
from expobook.values.files.store import key_of

from . import source_tree
from .layout import CITATION
from .run import read_manifest

LOCK = "requirements.lock"
_PACKAGE = Path(__file__).parents[1]
_NAME = _PACKAGE.name
_INJECTED = "injected-parameters"
_LOCKED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==", re.MULTILINE)
_CODE, _MISSING = "code of expobook", "missing"
# What MyST-NB and Sphinx read of a notebook's metadata and of a cell's. All the rest is of a run or
# of an editor: kernel names, times, widgets, what is folded or scrolled.
_READ_BY_THE_BOOK = ("tags", "mystnb", "myst", "html_meta", "orphan", "tocdepth")


@dataclass(frozen=True)
class Request:
    """What a notebook is to be executed with."""

    notebook: Path
    data: Path
    parameters: Mapping[str, Any]


class PreviousRun:
    """A finished run, as far as it tells what it was made from."""

    def __init__(self, folder: Path, root: Path) -> None:
        self.folder = folder
        self.root = root
        self.manifest = read_manifest(folder)
        self.files: dict[str, str] = self.manifest.get("files", {})

    def executed(self, name: str) -> Path:
        """The executed notebook of this run."""
        return self.folder / "source" / "notebooks" / f"{name}.ipynb"

    def reasons(self, wanted: Request) -> list[str]:
        """Say what speaks against keeping the executed notebook; empty when nothing does."""
        name = wanted.notebook.stem
        path = self.executed(name)
        if "code" not in self.manifest or not path.is_file():
            return ["not executed before"]
        if _hash(path) != self.files.get(f"source/notebooks/{path.name}"):
            return ["its executed copy isn't what the run recorded"]
        source, executed = documents.notebook(wanted.notebook), _json(path)
        before = _injected(executed)
        found = ["its cells changed"] if _content(source) != _content(executed) else []
        found += [
            f"parameter {key} changed"
            for key in sorted({*before, *wanted.parameters})
            if before.get(key) != wanted.parameters.get(key)
        ]
        found += _named("the data changed", self._changed_data(wanted.data))
        found += _named("package code changed", self._changed_code(modules(source)))
        return found + self.changed_environment()

    def changed_environment(self) -> list[str]:
        """Say what changed in the lock and in the installed packages that a manifest names."""
        found = [] if self.manifest.get("lock") == lock(self.root) else ["the lock changed"]
        was = self.manifest.get("versions", {})
        return found + [f"{name} is {_version(name)}, was {was[name]}" for name in was if _version(name) != was[name]]

    def is_of(self, data: Path) -> bool:
        """Whether it was made of this data, code and packages: only its texts may be others."""
        return not (self._changed_data(data) or self.manifest.get("code") != code() or self.changed_environment())

    def is_whole(self) -> bool:
        """Whether every file of the run is as the run recorded it."""
        return all(_hash(self.folder / name) == digest for name, digest in self.files.items())

    def _changed_data(self, data: Path) -> list[str]:
        prefix = "source/data/"
        was = {
            name.removeprefix(prefix): digest
            for name, digest in self.files.items()
            if name.startswith(prefix) and name.count("/") == 2
        }
        return _different(was, _tables(data))

    def _changed_code(self, names: set[str]) -> list[str]:
        now = code()
        return _different(
            *({name: hashes[name] for name in names if name in hashes} for hashes in (self.manifest["code"], now))
        )


def plan(wanted: Mapping[str, Request], earlier: list[PreviousRun]) -> dict[str, Path | str]:
    """For each notebook the executed copy that may be kept, or why there is none.

    The first of the earlier runs is the one that is replaced: the reasons are told against it.
    """
    found: dict[str, Path | str] = {}
    for name, wish in wanted.items():
        against = [run.reasons(wish) for run in earlier]
        kept = [run.executed(name) for run, reasons in zip(earlier, against, strict=True) if not reasons]
        found[name] = kept[0] if kept else "; ".join(against[0]) if against else "asked for"
    return found


def key(wanted: Request, root: Path) -> str:
    """The key of the outputs of a notebook: all that decides them, and no text between cells."""
    source = documents.notebook(wanted.notebook)
    hashes = code()
    cells = [
        (cell.get("id"), "".join(cell["source"]), kept_metadata(cell["metadata"]))
        for cell in source["cells"]
        if cell["cell_type"] == "code" and _INJECTED not in cell["metadata"].get("tags", ())
    ]
    return key_of(
        "outputs",
        cells,
        dict(sorted(wanted.parameters.items())),
        _tables(wanted.data),
        {name: hashes[name] for name in sorted(modules(source) & hashes.keys())},
        lock(root),
        installed(),
    )


def key_of_data(data: Path) -> str:
    """The key of a data package that was found to be valid."""
    return key_of("valid data", _tables(data), environment())


def _tables(data: Path) -> dict[str, str]:
    return {path.name: _hash(path) for path in source_tree.folder_files("data", data)}


@cache
def installed() -> list[str]:
    """The version of Python and of every installed package."""
    found = {path.name for place in sys.path for path in Path(place).glob("*.dist-info")}
    return [sys.version, platform.machine(), *sorted(found)]


@cache
def environment() -> str:
    """A digest of this Python, the installed packages and the package's code."""
    return key_of(installed(), code())


def nothing_changed(root: Path, output: Path, data: Path, changed: Mapping[str, Any], *, pdf: bool) -> bool:
    """Whether a build would make the run again that stands, whole, in the output folder.

    `changed` are the parameters without `data_dir` that aren't the defaults.
    """
    run = PreviousRun(output, root)
    prefix = "source/"
    sources = {name.removeprefix(prefix): digest for name, digest in run.files.items() if name.startswith(prefix)}
    now = _sources(root, data)
    notebooks = [name for name in now if name.startswith("notebooks/")]
    executed = {name: _json(output / prefix / name) for name in notebooks}
    # A manifest can say anything.
    was = {key: value for found in executed.values() for key, value in _injected(found).items()}
    if was and CITATION in now:
        from . import edition_card  # reads YAML, which the published edition's check needn't load

        card = edition_card.text(root / CITATION)
        now[edition_card.NAME] = sha256_of(card)
        del now[CITATION]
    was.pop("data_dir", None)
    known = run.manifest.get("notebooks", {})
    edited = [name for name in notebooks if now[name] != known.get(name)]
    return (
        run.manifest.get("code") == code()
        and was == dict(changed)
        and not run.changed_environment()
        and ("report.pdf" in run.files or not pdf)
        and set(sources) == set(now)
        and all(sources[name] == now[name] for name in now if name not in notebooks)
        and all(_content(documents.notebook(root / name)) == _content(executed[name]) for name in edited)
        and run.is_whole()
    )


def _sources(root: Path, data: Path) -> dict[str, str]:
    """The hash of every file that a run copies, by its place in the run's source."""
    return {name: _hash(path) for name, path in source_tree.files(root, data).items()}


def made_from(root: Path) -> dict[str, Any]:
    """What a manifest records of the inputs that aren't in the run's folder."""
    notebooks = {f"notebooks/{path.name}": _hash(path) for path in sorted((root / "notebooks").glob("*.ipynb"))}
    return {"code": code(), "lock": lock(root), "notebooks": notebooks}


def made_by(root: Path) -> dict[str, str]:
    """The package's code, and the version of every locked package that is installed, by name."""
    text = (root / LOCK).read_text(encoding="utf-8") if (root / LOCK).is_file() else ""
    versions = {name: _version(name) for name in _LOCKED.findall(text)}
    return {_CODE: _code_as_one(), **{name: found for name, found in versions.items() if found != _MISSING}}


def environment_differences(made_by: Mapping[str, str]) -> list[str]:
    """What is different here from the code and the packages that `made_by` names."""
    found = ["the package expobook is another"] if _code_as_one() != made_by[_CODE] else []
    return found + [
        f"{name} is {_version(name)}, not {wanted}"
        for name, wanted in made_by.items()
        if name != _CODE and _version(name) != wanted
    ]


@cache
def _code_as_one() -> str:
    return sha256_of(json.dumps(code(), sort_keys=True))


@cache
def code() -> dict[str, str]:
    """The hash of every file of the package, by its path in it."""
    return {
        path.relative_to(_PACKAGE).as_posix(): _hash(path)
        for path in sorted(_PACKAGE.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def modules(notebook: Mapping[str, Any]) -> set[str]:
    """The files of the package that a notebook can import or reads, by their path in it.

    A cell that isn't plain Python can import anything.
    """
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    try:
        todo = [name for cell in cells for name in _imports(cell, "")]
        found = {path for cell in cells for path in _rows(cell)}
    except SyntaxError:
        return set(code())
    while todo:
        for path, package in _files_of(todo.pop()):
            if path not in found:
                found.add(path)
                todo += _imports_of(path, package)
    return found


def _rows(text: str) -> Iterator[str]:
    """The files of rows that a cell names by the topic of its chapter."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.keyword) and node.arg == "topic":
            topic = getattr(node.value, "value", "*")
            yield from (path for path in code() if fnmatch(path, f"chapters/{topic}/*.yaml"))


def _imports(text: str, package: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            dots = "." * node.level
            base = resolve_name(dots + (node.module or ""), package or _NAME)
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


@cache
def _imports_of(path: str, package: str) -> tuple[str, ...]:
    """What a file of the package imports; its code is read once, as `code` is."""
    return tuple(_imports((_PACKAGE / path).read_text(encoding="utf-8"), package))


@cache
def _files_of(name: str) -> tuple[tuple[str, str], ...]:
    """The files that importing a name of the package runs, each with the package it stands in."""
    return tuple(_files_run(name.split(".")))


def _files_run(parts: list[str]) -> Iterator[tuple[str, str]]:
    if parts[0] != _NAME:
        return
    for length in range(1, len(parts) + 1):
        inside, dotted = "/".join(parts[1:length]), ".".join(parts[:length])
        if (_PACKAGE / inside / "__init__.py").is_file():
            yield f"{inside}/__init__.py".lstrip("/"), dotted
        elif (_PACKAGE / f"{inside}.py").is_file():
            yield f"{inside}.py", dotted.rpartition(".")[0]


def _content(notebook: Mapping[str, Any]) -> list[Any]:
    """What of a notebook decides its outputs and its text: all but the outputs themselves."""
    cells = [
        (cell["cell_type"], "".join(cell["source"]), kept_metadata(cell["metadata"]))
        for cell in notebook["cells"]
        if _INJECTED not in cell["metadata"].get("tags", ())
    ]
    return [kept_metadata(notebook["metadata"]), *cells]


def _injected(executed: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters that a notebook was executed with, but for its defaults."""
    return executed.get("metadata", {}).get("papermill", {}).get("parameters", {})


def kept_metadata(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Those entries of a notebook's or a cell's metadata that can change the book."""
    return {key: metadata[key] for key in _READ_BY_THE_BOOK if metadata.get(key)}


def _named(reason: str, names: list[str]) -> list[str]:
    listed = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    return [f"{reason} ({listed})"] if names else []


def _different(was: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    return sorted(name for name in {*was, *now} if was.get(name) != now.get(name))


def _hash(path: Path) -> str:
    """The sha256 of a file; empty where it can't be read."""
    try:
        return sha256(path)
    except OSError:
        return ""


def lock(root: Path) -> str:
    """The hash of a book's lock; empty where it has none."""
    return _hash(root / LOCK)


@cache
def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return _MISSING


def _json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
