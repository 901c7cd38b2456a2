"""Whether a figure, a table or a chapter that was cited still stands: by the numbers in it.

Editions freeze numbers. A figure stands as long as its numbers do, so each of them is looked up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

from expobook.citations.catalogue import Catalogue, Citable
from expobook.runs.edition import EditionError
from expobook.values.suggestions import did_you_mean

from . import revisions
from .registry import Registry

_MOVED = ("revised", "withdrawn")
_NEW = "not in a released edition"


def cited_id(cited: str) -> str:
    """The id in what a citation gives: the id itself, or an address that ends in it."""
    name = cited.strip()
    if "#" in name:
        return name.rsplit("#", 1)[1].removeprefix("fact-")
    return PurePosixPath(name).stem if name.endswith(".html") else name


def describe_status(registry: Registry, catalogue: Catalogue, cited: str, edition: str | None = None) -> list[str]:
    """What became of something that was cited from an edition, in words.

    Raises `EditionError` for an id that neither an edition nor the book of today has.
    """
    name = cited_id(cited)
    thing = catalogue.things.get(name)
    if any(name in one.rows for one in registry.editions) or not registry.editions:
        return revisions.describe_answer(revisions.look_up(registry, name, edition))
    if thing is None:
        known = [*catalogue.things, *sorted({fact for one in registry.editions for fact in one.rows})]
        hint = did_you_mean(name, known) or ("an id is the last part of an address in the book, after # or #fact-")
        raise EditionError(f"nothing in the book or a released edition has the id {name!r}; {hint}")
    if thing.kind == "number":
        return [f"{name} is {_NEW}: only the book of today states it, as {thing.described['display']}."]
    revisions.check_edition(registry, edition)
    return list(_of_part(registry, catalogue, thing, edition))


def _of_part(registry: Registry, catalogue: Catalogue, thing: Citable, edition: str | None) -> Iterator[str]:
    """The status of a part's numbers: each of a figure or table, the changed ones of a chapter."""
    found = {name: _status(registry, name, edition) for name in _numbers(catalogue, thing)}
    what = "the whole" if thing.kind == "book" else f"a {thing.kind}"
    if not found:
        yield f"{thing.id} is {what}, “{thing.title}”. It states no number that could be revised."
        return
    counted = ", ".join(f"{count:,} {status}" for status, count in Counter(found.values()).items())
    yield f"{thing.id} is {what}, “{thing.title}”. Its numbers: {counted}."
    for name, status in found.items():
        if thing.kind in ("figure", "table") or status in _MOVED:
            yield f"{name}: {status}. {catalogue.find(name).title}."


def _numbers(catalogue: Catalogue, thing: Citable) -> list[str]:
    if thing.kind in ("figure", "table"):
        return [name for name in thing.described["facts"] if name in catalogue.things]
    return [one.id for one in catalogue.of("number") if thing.kind == "book" or one.described["notebook"] == thing.id]


def _status(registry: Registry, name: str, edition: str | None) -> str:
    try:
        return revisions.look_up(registry, name, edition).status
    except EditionError:
        return f"not in edition {edition}" if edition in registry.names else _NEW
