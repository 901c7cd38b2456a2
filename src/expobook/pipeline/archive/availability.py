"""In which of three ways others can have the data: by the terms and addresses of the sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from expobook.values.files import spreadsheets

OPEN, PUBLIC, CLOSED = "open licence", "public, other terms", "no public address"
GROUPS = {
    OPEN: "Their values are in this package under the licence that the source states.",
    PUBLIC: "They were public at their address when they were read, some as a copy on another "
    "host (column `access`). Their publishers keep their rights or state no terms, so the "
    "package holds the values, quoted as facts with their place, and not the texts.",
    CLOSED: "They were read second-hand or without a lasting address, and others can't be sent "
    "there. Their values are in the package, all of the lowest grade (D).",
}
"""What each group means for who wants the data."""
_OPEN = re.compile(r"CC0|CC BY|Public domain|PDDL|ODC", re.IGNORECASE)
_COLUMNS = ("source_id", "publisher", "title", "title_english", "url", "published", "read", "access", "terms", "grade")
Source = Mapping[str, str]


def group_of(source: Source) -> str:
    """The group of a source, by a row of the table of sources."""
    if not source["url"]:
        return CLOSED
    return OPEN if _OPEN.search(source["terms"]) else PUBLIC


def grouped(sources: Iterable[Source]) -> dict[str, list[Source]]:
    """The sources by group; a group without any is there too."""
    found: dict[str, list[Source]] = {name: [] for name in GROUPS}
    for source in sources:
        found[group_of(source)].append(source)
    return found


def as_csv(sources: Sequence[Source], values: Mapping[str, int]) -> str:
    """A row for each source: how others have it, and how many observations rest on it."""
    rows = [[group_of(one), *(one[name] for name in _COLUMNS), str(values.get(one["source_id"], 0))] for one in sources]
    order = list(GROUPS)
    rows.sort(key=lambda row: (order.index(row[0]), row[1]))
    return spreadsheets.csv_text([["availability", *_COLUMNS, "observations"], *rows])
