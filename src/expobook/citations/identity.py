"""What a citation says of the book as a whole, read from its own files and typed nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from expobook.runs import edition as editions
from expobook.runs import edition_card
from expobook.runs.layout import CITATION
from expobook.values import periods
from expobook.values.files import documents, spreadsheets

from . import CitingError

SETTINGS_FILE = "_config.yml"


class NotCitable(CitingError):
    """Something that has no citation; the message says why and what to do."""


@dataclass(frozen=True)
class Identity:
    """One edition of the book: who wrote it, when it came out, where it stands, how old its data.

    `address` is that of the edition's own folder on the site of all editions, without a slash at
    its end; empty while the site has none. `content` is the hash of its data and numbers. Dates are
    ISO dates. Authors are names as CSL takes them. `doi` is bare, and empty until the edition is
    deposited. `licences` are SPDX names, of text and code.
    """

    title: str
    authors: tuple[dict[str, str], ...]
    edition: str
    released: str
    licence: str
    address: str
    data_date: str
    content: str = ""
    doi: str = ""
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()

    @property
    def doi_address(self) -> str:
        """The address by which the DOI is resolved; empty while the edition has none."""
        return f"https://doi.org/{self.doi}" if self.doi else ""

    @property
    def edition_label(self) -> str:
        """The edition with the date of its data, as citations print it."""
        return f"edition {self.edition}, data of {periods.format_date(self.data_date)}"

    @property
    def content_label(self) -> str:
        """The content hash, as short as pages print it; empty where none is known."""
        return f"content {self.content[: editions.SHORT]}" if self.content else ""

    def permalink(self, path: str) -> str:
        """The lasting address of a page of the edition; empty while the site has no address."""
        return f"{self.address}/{path}" if self.address else ""

    def place(self, name: str, path: str) -> str:
        """What leads back to a thing: its address, or its id with the edition that has it."""
        return self.permalink(path) or f"{name} · edition {self.edition}"


def read_identity(source: Path, data: Path | None = None) -> Identity:
    """Read the identity of the book whose source is in a folder; raise `NotCitable` without it."""
    card = _yaml(edition_card.file_in(source), documents.REQUIRED_KEYS[CITATION])
    settings = _yaml(source / SETTINGS_FILE)
    return Identity(
        title=card["title"],
        authors=tuple(_name(author) for author in card["authors"]),
        edition=str(card["version"]),
        released=str(card["date-released"]),
        licence=_content_licence(card["license"]),
        address=editions.address(str((settings.get("html") or {}).get("baseurl") or ""), str(card["version"])),
        data_date=editions.data_date(data or source / "data"),
        doi=_doi(card),
        abstract=str(card.get("abstract", "")).strip(),
        keywords=tuple(map(str, card.get("keywords", ()))),
        licences=tuple(_named(card["license"])),
    )


def source_rows(data: Path) -> dict[str, dict[str, str]]:
    """The rows of the table of sources, by id."""
    return {row["source_id"]: row for row in spreadsheets.read_csv(data / "sources.csv")}


def full_name(author: Mapping[str, str]) -> str:
    """The name of an author as it is read: a body's own, or a person's with the family last."""
    parts = (author.get(part) for part in ("given", "non-dropping-particle", "family"))
    return author.get("literal") or " ".join(filter(None, parts))


def _name(author: dict[str, Any]) -> dict[str, str]:
    """An author of the citation file as CSL names one: a person, or a body under its own name."""
    if "name" in author:
        return {"literal": author["name"]}
    parts = {
        "family": "family-names",
        "given": "given-names",
        "non-dropping-particle": "name-particle",
        "suffix": "name-suffix",
    }
    return {ours: author[theirs] for ours, theirs in parts.items() if author.get(theirs)}


def _content_licence(named: str | list[str]) -> str:
    """The licence of text, figures and data: the Creative Commons one where code has another."""
    names = _named(named)
    return next((name for name in names if name.startswith("CC")), names[0])


def _named(licence: str | list[str]) -> list[str]:
    return [licence] if isinstance(licence, str) else licence


def _doi(card: dict[str, Any]) -> str:
    """The DOI of the edition, as the citation file names it."""
    found = next((one["value"] for one in card.get("identifiers", ()) if one["type"] == "doi"), card.get("doi", ""))
    return str(found).removeprefix("https://doi.org/")


def _yaml(path: Path, needed: Sequence[str] = ()) -> dict[str, Any]:
    if not path.exists():
        raise NotCitable(
            f"{path.parent} has no {path.name}, which says how to cite the book; copy it there from the repository"
        )
    try:
        return documents.yaml_object(path, needed)
    except documents.FileFault as fault:
        raise NotCitable(str(fault)) from None
