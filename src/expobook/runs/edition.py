"""An edition: its name, its dates, the hash of its content, and what its PDF says and carries."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from expobook.values.errors import Mistake
from expobook.values.files import archives, spreadsheets
from expobook.values.files.hashing import sha256, sha256_of

NAME = "2026.12"
SUBTITLE = "What the first Global Digital Trade Expo promised, and what followed"
SHORT = 12
"""Letters of a content hash that pages print; the whole hash is in the manifest."""
_NAME = re.compile(r"(?P<year>20\d\d)\.(?P<month>0[1-9]|1[0-2])(?:-(?P<reissue>[1-9]\d*))?\Z")
_MAKES = ("value", "unit", "formula", "inputs", "sources")
_PLACE = "notebook"


class EditionError(Mistake):
    """An edition that can't be named, found or released; the message says what to do."""


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """A calendar version, in order of time: 2026.11, then its reissues 2026.11-1, 2026.11-2."""

    year: int
    month: int
    reissue: int = 0

    @classmethod
    def read(cls, name: str) -> Version:
        """Read a name; raises `EditionError` for what isn't a calendar version."""
        match = _NAME.match(name)
        if not match:
            raise EditionError(
                f"{name!r} isn't the name of an edition: write year.month, such as "
                "2026.11, and for a reissue in the same month 2026.11-1"
            )
        return cls(int(match["year"]), int(match["month"]), int(match["reissue"] or 0))

    def next(self) -> Version:
        """The reissue that follows in the same month."""
        return Version(self.year, self.month, self.reissue + 1)

    def __str__(self) -> str:
        suffix = f"-{self.reissue}" if self.reissue else ""
        return f"{self.year}.{self.month:02d}{suffix}"


def address(site: str, name: str) -> str:
    """Where an edition stands on the site of all editions, without a slash at its end.

    Empty while the site has no address.
    """
    return f"{site.rstrip('/')}/{name}" if site else ""


def data_date(data: Path) -> str:
    """The date of the data: when the last of the sources was read, as an ISO date."""
    return max(row["read"] for row in spreadsheets.read_csv(data / "sources.csv"))


def fact_fingerprint(fact: Mapping[str, Any]) -> str:
    """The sha256 of what makes a number: value, unit, formula or method, inputs and sources."""
    return _digest({**{name: fact[name] for name in _MAKES}, "formula": fact["formula"] or fact.get("method", "")})


def content_hash(data: Path, facts: Iterable[Mapping[str, Any]]) -> str:
    """The sha256 of an edition's content: its data package and all that it says of its facts.

    The files that are made from them (pages, PDF, registry of editions) don't count, so that they
    may show the hash. The order of facts, and the notebook that states one, don't count either.
    """
    lines = [f"data/{path.name} {sha256(path)}" for path in package_files(data)]
    lines += sorted(f"fact {fact['id']} {_digest({key: fact[key] for key in fact if key != _PLACE})}" for fact in facts)
    return sha256_of("\n".join(lines))


def package_files(data: Path) -> list[Path]:
    """The files of a data package by name: its description, then the tables listed in it."""
    descriptor = data / "datapackage.json"
    listed = json.loads(descriptor.read_text(encoding="utf-8"))["resources"]
    return [descriptor, *sorted(data / item["path"] for item in listed)]


def _digest(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256_of(text)


def archive(folder: Path) -> bytes:
    """A folder's files as a zip archive, without the times at which they were written.

    Folders inside it are left out: the registry of editions isn't part of the data package.
    """
    return archives.zipped(
        {f"{folder.name}/{path.name}": path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
    )
