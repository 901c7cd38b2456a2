"""What a Table Schema can't say: units, periods, grades, duplicates, order, goals, conflicts.

Every rule reads tables of text, so that it can speak about cells that are not what they should be.
A table is a list of rows: a frame is slow to read row by row, and more than twenty rules do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

from expobook.values.errors import excerpt
from expobook.values.grades import GRADES
from expobook.values.units import DATA_UNITS

from . import conflict_guards, panel
from .date_rules import date_exists, date_sort_key, dates, event_dates, observed_periods
from .problems import Fault, Problem, Raw, Row, rows_of
from .tables import KEYS, TABLES
from .value_rules import PLAIN_NUMBER, VALUE_RULES

if TYPE_CHECKING:
    import pandas as pd

_GRADES_OF = {
    **dict.fromkeys(("official_statistics", "international_organisation"), ("A", "B", "D")),
    **dict.fromkeys(("government", "organiser"), ("B", "D")),
    **dict.fromkeys(("company", "news_agency", "newspaper", "other"), ("C", "D")),
}
"""What each origin can be graded: as its kind of speaker, or D for what is second-hand."""
_NO_PHRASE = "printed phrase was not kept"


def rule_problems(tables: Mapping[str, pd.DataFrame]) -> list[Problem]:
    """List what breaks the domain rules in tables of text, in the order of the rules."""
    raw = {name: frame.astype(object).to_dict("records") for name, frame in tables.items()}
    return [problem for rule in RULES for problem in rule(raw)]


def _by_key(raw: Raw, name: str, key: str) -> dict[str, Row]:
    return {row[key]: row for row in raw[name]}


def _units(raw: Raw) -> Iterator[Problem]:
    """Every unit is on the closed list, and an observation has the unit of its series."""
    allowed = ", ".join(DATA_UNITS)
    for name in ("series", "observations", "goals"):
        for fault, row in rows_of(raw, name):
            if row["unit"] and row["unit"] not in DATA_UNITS:
                yield fault("unit", f"unknown unit {row['unit']!r}", allowed)
    series = _by_key(raw, "series", "series_id")
    for name, key in (("observations", "series_id"), ("goals", "series_id")):
        for fault, row in rows_of(raw, name):
            own = series.get(row[key])
            if own and row["unit"] and row["unit"] != own["unit"]:
                yield fault(
                    "unit", f"unit {row['unit']!r} isn't that of series {row[key]}", f"{own['unit']}, or another series"
                )


def _belongs_to_series(raw: Raw) -> Iterator[Problem]:
    """An observation has its series' indicator, and its entity or one of its editions."""
    series = _by_key(raw, "series", "series_id")
    for fault, row in rows_of(raw, "observations"):
        own = series.get(row["series_id"])
        if not own:
            continue
        if row["indicator"] != own["indicator"]:
            yield fault(
                "indicator", f"indicator {row['indicator']!r} isn't that of series {row['series_id']}", own["indicator"]
            )
        if row["entity"] != own["entity"] and not row["entity"].startswith(own["entity"] + "-"):
            yield fault(
                "entity",
                f"entity {row['entity']!r} isn't that of series {row['series_id']}",
                f"{own['entity']}, or {own['entity']}- and the name of an edition",
            )


def _grades(raw: Raw) -> Iterator[Problem]:
    """No observation is graded better than its source, and no source than who speaks there."""
    sources = _by_key(raw, "sources", "source_id")
    for fault, row in rows_of(raw, "observations"):
        source = sources.get(row["source_id"])
        # A grade that is none is the schema's matter, and no measure for others.
        if source and source["grade"] in GRADES and row["grade"] < source["grade"]:
            yield fault(
                "grade",
                f"grade {row['grade']} is better than {source['grade']}, the grade of source {row['source_id']}",
                f"{source['grade']} or worse, down to D",
            )
    for fault, row in rows_of(raw, "sources"):
        if not row["url"] and row["grade"] != "D":
            yield fault("grade", f"grade {row['grade']} for a source that has no address", "D")
        allowed = _GRADES_OF.get(row["origin"], GRADES)
        if row["grade"] in GRADES and row["grade"] not in allowed:
            yield fault("grade", f"grade {row['grade']} for a source of origin {row['origin']}", ", ".join(allowed))


def _growth(raw: Raw) -> Iterator[Problem]:
    """A price basis of growth stands beside growth, and growth of money names its basis."""
    for fault, row in rows_of(raw, "observations"):
        if row["yoy_price_basis"] and not row["yoy_percent"]:
            yield fault("yoy_price_basis", "a price basis without growth", "an empty cell")
        if row["yoy_percent"] and not row["yoy_price_basis"] and row["unit"][:3] in ("CNY", "USD"):
            yield fault("yoy_price_basis", "growth of money without a price basis", "nominal, real")


def _as_reported(raw: Raw) -> Iterator[Problem]:
    """Every observation keeps the printed phrase, or its note says that it wasn't kept."""
    for fault, row in rows_of(raw, "observations"):
        if not row["as_reported"] and _NO_PHRASE not in row["note"]:
            yield fault(
                "as_reported", "no printed phrase", f"the phrase as printed, or a note with the words “{_NO_PHRASE}”"
            )


def _duplicates(raw: Raw) -> Iterator[Problem]:
    """One page says one thing once, and one address is one source."""
    seen: dict[tuple[str, ...], int] = {}
    columns = ("source_id", "entity", "indicator", "period", "value", "unit", "status")
    for number, (fault, row) in enumerate(rows_of(raw, "observations"), start=2):
        first = seen.setdefault(tuple(row[name] for name in columns), number)
        again = raw["observations"][first - 2]["observation_id"] == row["observation_id"]
        if first != number and not again:  # the same row twice is a fault of its key
            yield fault("value", f"the same source, entity, indicator, period and value as in row {first}", "one row")
    addresses: dict[str, int] = {}
    for number, (fault, row) in enumerate(rows_of(raw, "sources"), start=2):
        if not row["url"]:
            continue
        first = addresses.setdefault(address_key(row["url"]), number)
        if first != number:
            yield fault("url", f"the same address as in row {first}", "one source for an address")


def address_key(url: str) -> str:
    """What makes two addresses the same page: not the scheme, `www.`, or a stroke at the end."""
    bare = re.sub(r"^https?://(www\.)?", "", url.strip()).rstrip("/")
    host, stroke, path = bare.partition("/")
    return host.lower() + stroke + path


def _goals(raw: Raw) -> Iterator[Problem]:
    """A quantitative goal has value, unit, bound and year; its baseline is in its series."""
    observations = _by_key(raw, "observations", "observation_id")
    for fault, row in rows_of(raw, "goals"):
        for column in ("target_value", "unit", "bound", "target_year"):
            if row["kind"] == "quantitative" and not row[column]:
                yield fault(column, "a quantitative goal without it", "a value")
        baseline = observations.get(row["baseline_observation_id"])
        if baseline and baseline["series_id"] != row["series_id"]:
            yield fault(
                "baseline_observation_id",
                f"the baseline is of series {baseline['series_id']}",
                f"an observation of {row['series_id'] or 'the goal’s series'}, or empty",
            )


def _sorted(raw: Raw) -> Iterator[Problem]:
    """Tables are sorted by their key, events by date: a row has one place, in every difference."""
    for name in TABLES:
        before: Any = None
        seen: set[str] = set()
        for fault, row in rows_of(raw, name):
            key = row[KEYS[name]]
            if key in seen:
                continue  # a row twice is a fault of its key
            seen.add(key)
            if name == "events" and not date_exists(row["date"]):
                continue  # the rule of dates says so
            place = date_sort_key(row["date"]) if name == "events" else key
            if before is not None and place < before:
                by = "date" if name == "events" else KEYS[name]
                yield fault("", f"{key} isn't in its place", f"rows sorted by {by}")
                break
            before = place


def _conflicts(raw: Raw) -> Iterator[Problem]:
    """A conflict links rows that exist, and its guard holds over their values."""
    values = {row["observation_id"]: (row["value"], row["yoy_percent"]) for row in raw["observations"]}
    dates = {row["event_id"]: (row["date_sort"], "") for row in raw["events"]}
    for fault, row in rows_of(raw, "conflicts"):
        linked: list[conflict_guards.Linked] = []
        for column, linkable in (("observation_ids", values), ("event_ids", dates)):
            for name in filter(None, row[column].split(";")):
                if name not in linkable:
                    yield fault(
                        column,
                        f"{name!r} doesn't exist",
                        f"ids of {column.split('_')[0]}s.csv, separated by semicolons",
                    )
                    break
                value, growth = linkable[name]
                if not all(PLAIN_NUMBER.fullmatch(text) for text in (value, growth or "0")):
                    break  # another rule says what is wrong with the value itself
                linked.append(conflict_guards.Linked(float(value), float(growth) if growth else None))
        yield from _guard(fault, row, linked)


def _guard(fault: Fault, row: Row, linked: list[conflict_guards.Linked]) -> Iterator[Problem]:
    links = [name for name in (row["observation_ids"] + ";" + row["event_ids"]).split(";") if name]
    if not links:
        yield fault("observation_ids", "the record links nothing", "at least one observation or event")
        return
    if len(linked) != len(links):
        return
    try:
        if conflict_guards.holds(row["expect"], linked):
            return
        read = ", ".join(
            f"{letter} = {value} ({name})" for letter, value, name in zip(ascii_lowercase, linked, links, strict=False)
        )
        problem = f"the guard {row['expect']!r} of {row['conflict_id']} no longer holds with {read}"
    except conflict_guards.GuardError as error:
        problem = f"the guard {excerpt(row['expect'])} of {row['conflict_id']} can't be read: {error}"
    yield fault(
        "expect",
        problem,
        f"a statement that is true of the linked rows ({conflict_guards.GUARD_LANGUAGE}); "
        "read the record again when a row has changed",
    )


RULES: tuple[Callable[[Raw], Iterator[Problem]], ...] = (
    _units,
    _belongs_to_series,
    observed_periods,
    dates,
    *VALUE_RULES,
    _grades,
    _growth,
    _as_reported,
    _duplicates,
    _goals,
    event_dates,
    panel.rule,
    _sorted,
    _conflicts,
)
