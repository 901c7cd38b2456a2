"""What a brief shows of each figure, table or number: picture, finding, source line, citation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from expobook.figures import export
from expobook.runs.reader_run import stamp
from expobook.values.grades import SETTING, explain_mark

from .. import CitingError
from ..catalogue import Catalogue, Citable
from ..citation import CitationOf
from ..formatting import linked
from ..identity import full_name


class NotForABrief(CitingError):
    """Something that a brief can't show; the message says what it can."""


@dataclass(frozen=True)
class Piece:
    """One figure, table or number as a brief shows it; `citation` holds lines of HTML.

    `finding` is the title of a figure, or a number as displayed; `detail` says what is measured.
    """

    id: str
    kind: str
    finding: str
    detail: str
    alt: str
    svg: str
    png: bytes
    cells: tuple[tuple[str, ...], ...]
    source_line: str
    note: str
    citation: tuple[str, ...]


@dataclass(frozen=True)
class Brief:
    """Several pieces on one page; `stamp` marks a reader's run and is empty for the edition."""

    title: str
    edition: str
    stamp: str
    licence: str
    released: str
    authors: tuple[str, ...]
    remarks: tuple[str, ...]
    pieces: tuple[Piece, ...]


def compose(
    catalogue: Catalogue,
    names: Iterable[str],
    style: str,
    *,
    pictures: bool = True,
    drawn: Mapping[str, bytes] | None = None,
) -> Brief:
    """A brief of the things with some ids, in their order.

    Raises `UnknownId`, `UnknownStyle`, or `NotForABrief` for the book and its chapters. Without
    `pictures` the PNG of each figure is left empty; `drawn` holds PNGs that are there already.
    """
    things = [_shown(catalogue.find(name)) for name in names]
    identity = catalogue.identity
    return Brief(
        title=identity.title,
        edition=_capital(identity.edition_label),
        stamp=_capital(stamp(catalogue.changed)),
        licence=identity.licence,
        released=identity.released,
        authors=tuple(map(full_name, identity.authors)),
        remarks=tuple(CitationOf(catalogue.book, catalogue).remarks()),
        pieces=tuple(piece(catalogue, thing, style, drawn or {}, pictures) for thing in things),
    )


def piece(catalogue: Catalogue, thing: Citable, style: str, drawn: Mapping[str, bytes], pictures: bool) -> Piece:
    """One thing as a brief shows it."""
    known = thing.described
    if catalogue.changed and thing.kind == "figure":
        known = export.stamped(known, stamp(catalogue.changed))
    number = thing.kind == "number"
    picture = pictures and thing.kind == "figure"
    return Piece(
        id=thing.id,
        kind=thing.kind,
        finding=known["display"] if number else thing.title,
        detail=known["label"] if number else known.get("subtitle", ""),
        alt=known.get("alt", ""),
        svg=known.get("svg", ""),
        png=(drawn.get(thing.id) or export.picture(known["svg"])) if picture else b"",
        cells=cells(known) if thing.kind == "table" else (),
        source_line=source_line(thing, catalogue.sources),
        note=known.get("note", ""),
        citation=citation_lines(catalogue, thing, style),
    )


def citation_lines(catalogue: Catalogue, thing: Citable, style: str) -> tuple[str, ...]:
    """The citation as lines of HTML; a reader's run gets its stamp and what it was made from."""
    if catalogue.changed:
        identity = catalogue.identity
        made_with = ", ".join(filter(None, (identity.title, identity.edition_label, identity.content_label)))
        said = (
            f"{_capital(stamp(catalogue.changed))}. Not to be cited as the report.",
            f"It was computed with {made_with}.",
        )
        return tuple(escape(line, quote=False) for line in said)
    citation = CitationOf(thing, catalogue)
    sources = citation.sources(style, "html")
    word = "Original source: " if len(sources) == 1 else "Original sources: "
    marked = [word + sources[0], *sources[1:]] if sources else []
    return tuple(map(linked, [citation.main(style, "html"), *marked]))


def source_line(thing: Citable, sources: Mapping[str, Mapping[str, Any]]) -> str:
    """Publishers with the years of what they published, and the grade of the evidence."""
    years: dict[str, list[str]] = {}
    for name in thing.sources:
        source = sources[name]
        year = source["published"][:4] or "undated"
        known = years.setdefault(source["publisher"], [])
        if year not in known:
            known.append(year)
    listed = "; ".join(f"{publisher} ({', '.join(sorted(found))})" for publisher, found in years.items())
    word = "Source" if len(years) == 1 else "Sources"
    said = [f"{word}: {listed}."] if listed else []
    said += [f"{explain_mark(mark)}." for mark in thing.marks if mark != SETTING]
    return " ".join(said)


def _shown(thing: Citable) -> Citable:
    if thing.kind in ("book", "chapter"):
        raise NotForABrief(
            f"{thing.id} is a {thing.kind}: a brief takes figures, tables and "
            f"numbers; `expobook cite {thing.id}` cites it"
        )
    return thing


def cells(described: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    """A table of the book as plain texts, its headings first."""
    head = tuple(column["label"] for column in described["columns"])
    return (head, *(tuple(_cell_text(cell) for cell in row) for row in described["rows"]))


def _cell_text(cell: Mapping[str, Any]) -> str:
    return "".join(part if isinstance(part, str) else part["text"] for part in cell.get("parts") or [cell["text"]])


def origin(brief: Brief) -> tuple[str, str]:
    """Where the pieces are from, as the words before and after the title of the report."""
    said = [brief.edition, f"Licence: {brief.licence}", *brief.remarks]
    return "Taken from ", ". " + ". ".join(one.rstrip(".") for one in said) + "."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
