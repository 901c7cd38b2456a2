"""What the notebooks of a book state, by id: read once per build from their outputs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from expobook.facts import notebook_outputs
from expobook.values.suggestions import did_you_mean

KINDS = ("fact", "claim", "figure", "table")


@dataclass(frozen=True, slots=True)
class Stated:
    """One fact, claim, figure or table, and the page whose notebook states it."""

    docname: str
    item: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Notebook:
    """One notebook of the book: page name, chapter title and parameters as executed."""

    docname: str
    title: str
    parameters: dict[str, Any]


@dataclass
class BookIndex:
    """Everything that the notebooks state; the first owner of a repeated id keeps it."""

    notebooks: list[Notebook] = field(default_factory=list)
    stated: dict[str, dict[str, Stated]] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    repeated: list[tuple[str, str, str, str]] = field(default_factory=list)

    def add(self, kind: str, docname: str, item: dict[str, Any]) -> None:
        """Take an item in, or remember it as (kind, id, first owner, second owner)."""
        known = self.stated[kind]
        if item["id"] in known:
            self.repeated.append((kind, item["id"], known[item["id"]].docname, docname))
        else:
            known[item["id"]] = Stated(docname, item)

    def get(self, kind: str, name: str) -> Stated | None:
        """Find an item by its id, or nothing."""
        return self.stated[kind].get(name)

    def item(self, kind: str, name: str) -> dict[str, Any]:
        """What a notebook states under an id that is known to be there."""
        return self.stated[kind][name].item

    def of(self, kind: str, docname: str | None = None) -> Iterator[Stated]:
        """All items of a kind in reading order, of one page on demand."""
        return (found for found in self.stated[kind].values() if docname in (None, found.docname))

    def resting_on(self, source_id: str) -> list[dict[str, Any]]:
        """The facts that rest on a source, in reading order; asked once all are taken in."""
        return self._by_source.get(source_id, [])

    @cached_property
    def _by_source(self) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        for stated in self.of("fact"):
            for source_id in stated.item.get("sources", ()):
                found.setdefault(source_id, []).append(stated.item)
        return found

    def suggestion(self, kind: str, name: str) -> str:
        """Words that suggest ids close to a missing one; empty when none is close."""
        hint = did_you_mean(name, self.stated[kind])
        return f"; {hint}" if hint else ""

    def digests(self) -> dict[str, str]:
        """A digest for every item (`fact:id`), and one (`book:*`) for all of them together."""
        found = {
            f"{kind}:{name}": digest(stated.item if kind != "fact" else self._seen_with(stated))
            for kind, known in self.stated.items()
            for name, stated in known.items()
        }
        notebooks = [(note.docname, note.title, note.parameters) for note in self.notebooks]
        return {**found, "book:*": digest([sorted(found.items()), notebooks])}

    def _seen_with(self, stated: Stated) -> list[Any]:
        """A fact with what its card shows beside it: its inputs and the settings of the run."""
        inputs = [self.get("fact", name) for name in stated.item.get("inputs", ())]
        settings = {
            name: note.parameters.get(name)
            for note in self.notebooks
            if note.docname == stated.docname
            for name in stated.item.get("parameters", ())
        }
        return [stated.item, [known.item for known in inputs if known], settings]


def digest(value: Any) -> str:
    """A short, stable digest of JSON values."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def read_index(notebooks: Iterable[tuple[str, Path]]) -> BookIndex:
    """Read (page name, notebook file) pairs; raises `BundleError` for an unreadable one."""
    index = BookIndex()
    for docname, path in sorted(notebooks):
        found = notebook_outputs.read(path)
        index.notebooks.append(Notebook(docname, notebook_outputs.heading(path), found.parameters))
        for kind in KINDS:
            for item in getattr(found, f"{kind}s"):
                index.add(kind, docname, item)
    return index
