"""Opening a finished run: its facts, claims, figures and parameters, as its folder records them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from . import book_files, bundles
from .mistakes import Mistake

CITATION = "CITATION.cff"
MANIFEST = "manifest.json"
FACTS = "facts.json"
SOURCE_PARTS = ("book", "data", "notebooks", "_config.yml", "_toc.yml", CITATION,
                "edition.yml")
"""What a run copies from the book's folder."""
NOT_COPIED = (".*", "__pycache__", "_build")
RELEASED = "editions"
"""The folder in a data package that keeps what each released edition stated."""
_KEYS: dict[str, dict[str, type]] = {
    MANIFEST: {"edition": str, "published_parameters": bool, "changed_parameters": dict,
               "parameters": dict, "versions": dict, "files": dict},
    FACTS: {"facts": list, "claims": list},
}
"""What the files of every run hold at least, and of which type."""


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


def _read(folder: Path, name: str, keys: Mapping[str, type]) -> dict[str, Any]:
    if not (folder / name).exists():
        raise NotARun(f"{folder} isn't a run: it has no {name}; "
                      "name a folder that `expobook build` has made")
    try:
        content = book_files.json_object(folder / name, "the record of a run", "build it again")
    except book_files.FileFault as fault:
        raise NotARun(str(fault)) from None
    missing = [key for key, kind in keys.items() if not isinstance(content.get(key), kind)]
    missing += [f"the id of one of its {key}" for key, kind in keys.items() if kind is list
                and key not in missing
                and not all(isinstance(one, dict) and "id" in one for one in content[key])]
    if missing:
        raise NotARun(f"{folder} isn't a run: its {name} lacks {', '.join(missing)}; "
                      "name a folder that `expobook build` has made")
    return content
