"""Opening a finished run: its facts, claims, figures and parameters, as its folder records them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path
from typing import Any

from . import bundles
from .mistakes import Mistake

CITATION = "CITATION.cff"
MANIFEST = "manifest.json"
FACTS = "facts.json"
SOURCE_PARTS = ("book", "data", "notebooks", "_config.yml", "_toc.yml", CITATION,
                "edition.yml")
"""What a run copies from the book's folder."""
NOT_COPIED = (".*", "__pycache__", "_build")
SOURCE_FOLDERS = ("book", "data", "notebooks", "src", "tests", "benchmarks", "docs")
"""The folders of a clone that hold sources: no output is put there."""
LEFT_BY_TOOLS = (".ipynb_checkpoints", ".jupyter_cache", "__pycache__", "_build")
"""Folders that tools make in a run that somebody opens or builds by hand."""
_NOTHING = (".ds_store", "._*", "thumbs.db", "ehthumbs.db", "desktop.ini", ".directory",
            "lost+found")
REFERENCES = ".new-"
"""How the folder in notebooks/ begins in which they are executed anew."""
RELEASED = "editions"
"""The folder in a data package that keeps what each released edition stated."""
_KEYS = {
    MANIFEST: ("edition", "published_parameters", "changed_parameters", "parameters", "versions",
               "files"),
    FACTS: ("facts", "claims"),
}
"""What the files of every run hold at least."""


_OBJECTS = ("files", "versions", "parameters", "changed_parameters", "code", "notebooks")


def is_nothing(name: str) -> bool:
    """Whether a file or folder is what desktops and file systems drop: it counts nowhere."""
    return any(fnmatch(name.lower(), pattern) for pattern in _NOTHING)


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a run; empty where there is none that can be read as such."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    whole = (isinstance(content, dict) and isinstance(content.get("edition"), str)
             and "files" in content
             and all(isinstance(content.get(name, {}), dict) for name in _OBJECTS)
             and all(isinstance(digest, str) for digest in content["files"].values()))
    return content if whole else {}


class NotARun(Mistake):
    """A folder that doesn't hold a run; the message says what is missing."""


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
    def published(self) -> bool:
        """Whether it was made with the default parameters and the book's own data."""
        return self.manifest["published_parameters"]

    @property
    def changed(self) -> dict[str, Any]:
        """The parameters that differ from the published edition's, by name."""
        return self.manifest["changed_parameters"]

    @property
    def content_hash(self) -> str:
        """The hash of its data and numbers; empty for a run of an earlier version."""
        return self.manifest.get("content_hash", "")

    @cached_property
    def notebooks(self) -> list[bundles.NotebookBundles]:
        """What the executed notebooks of the run carry: figures and tables with their data."""
        return bundles.read_all((self.folder / "source" / "notebooks").glob("*.ipynb"))

    @cached_property
    def figures(self) -> dict[str, dict[str, Any]]:
        """The figures by id, each with `svg`, `spec` and `notebook`."""
        return {figure["id"]: {**figure, "notebook": notebook.name}
                for notebook in self.notebooks for figure in notebook.figures}


def open_run(folder: Path) -> Run:
    """Read a run; raise `NotARun` for a folder without a readable manifest and facts."""
    manifest, content = (_read(folder, name, keys) for name, keys in _KEYS.items())
    return Run(folder, manifest, *({item["id"]: item for item in content[kind]}
                                   for kind in ("facts", "claims")))


def _read(folder: Path, name: str, keys: tuple[str, ...]) -> dict[str, Any]:
    try:
        content = json.loads((folder / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotARun(f"{folder} isn't a run: it has no {name}; "
                      "name a folder that `expobook build` has made") from None
    except (OSError, ValueError) as error:
        raise NotARun(f"{folder / name} can't be read: {error}") from None
    missing = [key for key in keys if not isinstance(content, dict) or key not in content]
    if missing:
        raise NotARun(f"{folder} isn't a run: its {name} lacks {', '.join(missing)}; "
                      "name a folder that `expobook build` has made")
    return content
