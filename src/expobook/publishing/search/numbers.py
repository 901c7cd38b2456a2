"""The index of numbers: those of the book and of every released edition, by value, words and id.

The search page, the search box and the lookup of a cited number read the same index. It holds each
number as displayed and as kept, so that a script compares what was typed, at the precision typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sphinx.application import Sphinx

from expobook.editions import registry, revisions
from expobook.editions.registry import Registry, Released, Row

from ..build.domain import NumbersDomain, domain_of
from ..build.edition_line import LOOKUP
from ..figures.cite_links import PAGE as CITING
from ..figures.cite_links import file_name

POWERS = {"tn": 12, "bn": 9, "mn": 6}
"""Powers of ten of the scales that numbers and units are written in."""
_SHOWN = re.compile(rf"([+−-]?\d[\d,]*(?:\.\d+)?)(?:\s*({'|'.join(POWERS)})\b)?")
NOWHERE = -1
Spell = list[Any]
"""First and last edition (positions), display, grade, value with unit, what the next edition did
to the number in words, and its forms as typed."""


def index_of(app: Sphinx) -> dict[str, Any]:
    """All that the scripts need: editions, pages of the ledger, chapters, each number by its id.

    A number is its label, its rank, the page of its entry, the chapter whose citations have it
    (both as positions, -1 where the book no longer states it), and its spells: unbroken runs of
    editions that state it alike. What the book states otherwise than the newest edition is a spell
    without an edition.
    """
    domain, builder = domain_of(app.env), app.builder
    known = registry.read(domain.evidence.folder)
    stated = {one.item["id"]: one for one in domain.index.of("fact")}
    rows = registry.rows_of((one.item for one in stated.values()), frozenset())
    places = {name: place for (kind, name), place in domain.data["places"].items() if kind == "fact" and name in rows}
    pages = sorted({builder.get_target_uri(place.docname) for place in places.values()})
    chapters = {file_name(book.docname): book.title for book in domain.index.notebooks}
    parts = sorted(chapters)
    changes = _changes(known)
    facts: dict[str, list[Any]] = {}
    for name in sorted({*rows, *(name for one in known.editions for name in one.rows)}):
        row, place = rows.get(name), places.get(name)
        facts[name] = [
            row.label if row else _label(known, name),
            _rank(app, domain, name),
            pages.index(builder.get_target_uri(place.docname)) if place else NOWHERE,
            parts.index(file_name(stated[name].docname)) if place else NOWHERE,
            spells(known, name, changes.get(name, {}), row),
        ]
    targets = {
        name: builder.get_target_uri(page) if page in app.env.found_docs else ""
        for name, page in (("cite", CITING), ("lookup", LOOKUP))
    }
    return {
        "editions": known.names,
        "pages": pages,
        "parts": [[name, chapters[name]] for name in parts],
        **targets,
        "facts": facts,
    }


def spells(known: Registry, name: str, changes: Mapping[str, str], today: Row | None = None) -> list[Spell]:
    """The spells of a number, oldest first; `today` is what the book states."""
    spans = list(_released_spells(known, name, changes))
    newest = known.editions[-1].rows.get(name) if known.editions else None
    if today is not None and not (newest and newest.is_unchanged(today)):
        spans.append([NOWHERE, NOWHERE, *_number(today, "")])
    return spans


def _released_spells(known: Registry, name: str, changes: Mapping[str, str]) -> Iterator[Spell]:
    first: int | None = None
    for position, one in enumerate(known.editions):
        row = one.rows.get(name)
        if row is not None and first is None:
            first = position
        after = known.editions[position + 1] if position + 1 < len(known.editions) else None
        if row is not None and first is not None and not _goes_on(row, after, name):
            words = changes.get(after.record.edition, "") if after else ""
            yield [first, position, *_number(row, words)]
            first = None


def _number(row: Row, change: str) -> list[Any]:
    return [row.display, row.grade, f"{row.value} {row.unit}", change, number_forms(row.display, row.value, row.unit)]


def number_forms(display: str, value: str, unit: str) -> list[list[float]]:
    """A number as displayed and as kept: number and power of ten, each pair once.

    "1.98 tn yuan", kept as 1980 CNY bn, is 1.98 of 10¹² and 1980 of 10⁹.
    """
    found = [[_short(float(value)), POWERS.get(unit.rpartition(" ")[2], 0)]]
    shown = _SHOWN.search(display)
    if shown:
        number = float(shown[1].replace(",", "").replace("−", "-"))
        pair = [_short(number), POWERS.get(shown[2] or "", 0)]
        if pair not in found:
            found.insert(0, pair)
    return found


def _short(number: float) -> float:
    """The same number in fewer characters of JSON."""
    return int(number) if number.is_integer() else number


def _changes(known: Registry) -> dict[str, dict[str, str]]:
    """In words, what each edition did to a number of the one before, by number and edition."""
    found: dict[str, dict[str, str]] = {}
    for edition, changed in revisions.steps(known):
        for one in changed:
            change = revisions.describe_change(one) if one.old else ""
            found.setdefault(one.fact_id, {})[edition] = change
    return found


def _label(known: Registry, name: str) -> str:
    return next(one.rows[name].label for one in reversed(known.editions) if name in one.rows)


def _rank(app: Sphinx, domain: NumbersDomain, name: str) -> int:
    """2 for a number of the first page, 1 for one that another page shows, 0 for the rest."""
    pages = domain.pages_with(name)
    return 2 if app.config.root_doc in pages else int(bool(pages))


def _goes_on(row: Row, after: Released | None, name: str) -> bool:
    return bool(after and name in after.rows and after.rows[name].is_unchanged(row))
