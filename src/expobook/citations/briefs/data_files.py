"""The data of figures and tables as files: CSV whose rows say whose numbers they are, workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from expobook.figures import export
from expobook.runs.reader_run import stamp
from expobook.values.grades import marks_of

from ..catalogue import Catalogue, Citable
from . import workbook
from .brief import cells

ORIGIN = ("fact", "grade", "source", "report_edition", "credit")
"""Columns that say whose numbers a row holds; of one that the data have themselves theirs stays."""
_BETWEEN = "; "


def of_all(catalogue: Catalogue) -> dict[str, str | bytes]:
    """CSV and workbook of every figure and table, by file name; the same bytes every time."""
    return {
        f"{thing.id}.{kind}": content
        for thing in catalogue.of("figure", "table")
        for kind, content in contents(catalogue, thing).items()
    }


def contents(catalogue: Catalogue, thing: Citable) -> dict[str, str | bytes]:
    """CSV and workbook of one figure or table, by their endings."""
    words = stamp(catalogue.changed)
    traced = export.stamped_data(with_origin(catalogue, thing), words)
    return {
        "csv": export.table_text(traced),
        "xlsx": workbook.to_workbook(catalogue, thing, export.stamped_data(plain_data(thing), words)),
    }


def plain_data(thing: Citable) -> dict[str, Any]:
    """The data of a figure, or a table of the book, as columns and rows."""
    if thing.kind == "figure":
        return thing.described["data"]
    columns, *rows = cells(thing.described)
    return {"columns": list(columns), "rows": [list(row) for row in rows]}


def with_origin(catalogue: Catalogue, thing: Citable) -> dict[str, Any]:
    """The same with the columns of `ORIGIN`, so that a row that is copied keeps its origin."""
    data = plain_data(thing)
    known = {str(name).lower() for name in data["columns"]}
    added = [name for name in ORIGIN if name not in known]
    edition = "" if catalogue.changed else catalogue.identity.edition
    credit = " ".join(catalogue.credit(thing).splitlines())
    rows, found = [], list(_rows(catalogue, thing, data))
    if not any(facts for facts, _ in found):
        added = [name for name in added if name != "fact"]
    for row, (facts, sources) in zip(data["rows"], found, strict=True):
        marks = marks_of(catalogue.things[name].described for name in facts) or thing.marks
        said = {
            "fact": _BETWEEN.join(facts),
            "grade": _BETWEEN.join(marks),
            "source": _BETWEEN.join(sources),
            "report_edition": edition,
            "credit": credit,
        }
        rows.append([*row, *(said[name] for name in added)])
    return {"columns": [*data["columns"], *added], "rows": rows}


def _rows(catalogue: Catalogue, thing: Citable, data: Mapping[str, Any]) -> Iterator[tuple[list[str], list[str]]]:
    """Facts and sources of each row; those of the whole where a row names none of its own."""
    for place, row in enumerate(data["rows"]):
        if thing.kind == "table":
            found = thing.described["rows"][place]
            named, own = _facts_of(found), [cell["source"] for cell in found if "source" in cell]
        else:
            named, own = _named(data["columns"], row), []
        facts = [name for name in dict.fromkeys(named) if name in catalogue.things]
        sources = [source for name in facts for source in catalogue.things[name].sources]
        yield facts, list(dict.fromkeys([*sources, *own])) or list(thing.sources)


def _named(columns: Sequence[str], row: Sequence[Any]) -> list[str]:
    """The fact that a row of a figure's data names."""
    return [str(value) for name, value in zip(columns, row, strict=True) if name == "fact" and value]


def _facts_of(row: Iterable[Mapping[str, Any]]) -> list[str]:
    """The facts that the cells of a table's row state."""
    return [
        one["fact"] for cell in row for one in (cell, *cell.get("parts", ())) if isinstance(one, dict) and "fact" in one
    ]
