"""Opening a finished run: its facts, claims, figures and parameters, as its folder records them."""

from __future__ import annotations

import json
import stat
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

from expobook.facts import notebook_outputs
from expobook.values.errors import Mistake
from expobook.values.files import documents

from .layout import FACTS, MANIFEST, notebooks_in

_MAPPING, _LIST = "a mapping", "a list"
_KINDS: dict[str, type] = {"text": str, _MAPPING: dict, _LIST: list, "true or false": bool}
_KEYS = {
    MANIFEST: {
        "edition": "text",
        "published_parameters": "true or false",
        "changed_parameters": _MAPPING,
        "parameters": _MAPPING,
        "versions": _MAPPING,
        "files": _MAPPING,
    },
    FACTS: {"facts": _LIST, "claims": _LIST},
}
"""What the files of every run hold at least, and of which kind each is."""


_OBJECTS = ("files", "versions", "parameters", "changed_parameters", "code", "notebooks")


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a run; empty where there is none that can be read as such."""
    path = folder / MANIFEST
    if not path.is_file():  # a pipe would be waited for
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    whole = (
        isinstance(content, dict)
        and isinstance(content.get("edition"), str)
        and "files" in content
        and all(isinstance(content.get(name, {}), dict) for name in _OBJECTS)
        and all(isinstance(digest, str) for digest in content["files"].values())
    )
    return content if whole else {}


class NotARun(Mistake):
    """A folder that doesn't hold a run; the message says what is missing."""


class DamagedRun(NotARun):
    """A folder whose records aren't of the kind that a build writes; the message names them."""


@dataclass(frozen=True)
class Run:
    """One run on disk, read only; facts and claims by id, in the order of the book."""

    folder: Path
    manifest: dict[str, Any]
    facts: dict[str, dict[str, Any]]
    claims: dict[str, dict[str, Any]]

    @property
    def edition(self) -> str:
        """The edition that the run was made from, as `2026.11`."""
        return self.manifest["edition"]

    @property
    def source(self) -> Path:
        """Its copy of the book's source, with the executed notebooks."""
        return self.folder / "source"

    @property
    def published(self) -> bool:
        """Whether it was made with the default parameters and the book's own data."""
        return not self.changed

    @cached_property
    def changed(self) -> dict[str, Any]:
        """The parameters that differ from the published edition's, by name.

        They are read from the notebooks, as they were executed: a manifest can say anything.
        """
        from . import reader_run  # loads the models of all notebooks

        return reader_run.changes(
            {notebook.name: notebook.parameters for notebook in self.notebooks},
            self.source / "data",
        )

    @property
    def content_hash(self) -> str:
        """The hash of its data and numbers; empty for a run of an earlier version."""
        return str(self.manifest.get("content_hash", ""))

    @cached_property
    def notebooks(self) -> list[notebook_outputs.NotebookBundles]:
        """What the executed notebooks of the run carry: figures and tables with their data."""
        return notebook_outputs.read_all(notebooks_in(self.source))

    @cached_property
    def figures(self) -> dict[str, dict[str, Any]]:
        """The figures by id, each with `svg`, `spec` and `notebook`."""
        return {
            figure["id"]: {**figure, "notebook": notebook.name}
            for notebook in self.notebooks
            for figure in notebook.figures
        }


def open_run(folder: Path) -> Run:
    """Read a run; raise `NotARun` for a folder without a readable manifest and facts.

    Its source, of which more is read when it is asked for, has nothing but files and folders then.
    """
    manifest, content = (_read(folder, name, keys) for name, keys in _KEYS.items())
    for path in chain(folder.glob("source"), (folder / "source").rglob("*")):
        _refuse_strange(path)
    return Run(folder, manifest, *(_by_id(folder, kind, content[kind]) for kind in ("facts", "claims")))


def _refuse_strange(path: Path) -> None:
    """Refuse a link, which may lead anywhere, and what would be waited for, before it is opened."""
    if stat.S_IFMT(path.lstat().st_mode) not in (stat.S_IFREG, stat.S_IFDIR):
        raise DamagedRun(f"{path} isn't a file: a run has no links, pipes or devices in it")


def _by_id(folder: Path, kind: str, items: list[Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for number, item in enumerate(items, 1):
        name: Any = item.get("id") if isinstance(item, dict) else None
        fault = "has no id" if not isinstance(name, str) else "has the id of another" if name in found else ""
        if fault:
            raise DamagedRun(
                f"{FACTS} of {folder} isn't as a build writes it: number {number} of "
                f"its {kind} {fault}; build the run again"
            )
        found[name] = item
    return found


def _read(folder: Path, name: str, keys: dict[str, str]) -> dict[str, Any]:
    path = folder / name
    try:
        _refuse_strange(path)
        content = documents.json_object(path, "the record of a run", "build it again")
    except (FileNotFoundError, NotADirectoryError):
        raise NotARun(f"{folder} isn't a run: it has no {name}; name a folder that `expobook build` has made") from None
    except documents.FileFault as fault:
        raise DamagedRun(str(fault)) from None
    missing = [key for key in keys if key not in content]
    if missing:
        raise NotARun(
            f"{folder} isn't a run: its {name} lacks {', '.join(missing)}; name a folder that `expobook build` has made"
        )
    for key, kind in keys.items():
        if not isinstance(content[key], _KINDS[kind]):
            raise DamagedRun(
                f"{name} of {folder} isn't as a build writes it: `{key}` must be {kind}; build the run again"
            )
    return content
