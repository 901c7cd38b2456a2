"""The values behind the charts: a third of all nodes, so they are made when pages are written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment

from expobook.values.periods import describe_periods
from expobook.values.units import UNITS

from ..build import deferred, fragments
from ..build.domain import domain_of
from ..build.nodes import make_more

SWITCH = "Table"
"""What stands on the fold whose table takes the place of its chart."""
HEADS = {
    "label": "What",
    "shown": "In the chart",
    "text": "In the chart",
    "words": "In the chart",
    "inside": "Inside the bar",
    "start": "Bar from",
    "end": "Bar to",
    "slot": "Year",
    "who": "Decided by",
    "title": "Event",
    "fact": "Id of the number",
    "goal_id": "Id of the goal",
    "share": "Share of GDP, %",
    "size": "Value added, bn yuan",
    "percent": "Value, %",
    "percent_a_year": "Growth, % a year",
    "changed": "Verdict changes",
    "left_out": "Year left out",
    "history_label": "Growth borrowed from",
    "start_label": "Start from",
    "band": "Chance given",
    "outcome": "Chance without that year",
    "came_percent": "Came, %",
    "mean_percent": "Mean growth, %",
    "sd_percent": "Standard deviation, %",
    "index_points": "Index, points",
    "exhibitors": "Exhibitors, number",
    "forecasts": "Forecasts, number",
}
"""Heads of columns whose names are no words for readers."""
_UNITS = {"_cny_bn": "bn yuan", "_usd_bn": "bn US dollars", "_usd_tn": "tn US dollars", "_percent": "%", "_bn": ""}
"""What the end of a column's name says of its unit; the figure's own where it says nothing."""
_UNIT_OF_FIGURE = re.compile(r"\b(?:[tbm]n (?:yuan|US dollars)|percent(?: a year)?|number|count)\b")
_SHARE_BELOW = re.compile(r"p(\d+)")
_YEARS = re.compile(r"(^|(?<!_a)_)(year|period|date|edition|left_out)")
"""Columns whose numbers are names of years or expo editions, not amounts."""
_PERIODS = ("period", "date")
_AMOUNT = re.compile(r"(?:(?:about|at least|at most|up to) )?[-+−]?\d")


class data_entry(deferred.deferred_entry):  # noqa: N801 (docutils' manner)
    """The place of the values behind a figure; `name` is the figure's id."""


class DataCells(NamedTuple):
    """The values behind a chart as they are written, and which columns align right."""

    head: list[str]
    rows: list[list[str]]
    right: list[int]


def data_cells(figure: dict[str, Any]) -> DataCells:
    """The values behind a chart as texts, with the headings and which columns are numbers."""
    columns, rows = _shown(figure["data"])
    numeric = [
        position
        for position, name in enumerate(columns)
        if not _YEARS.search(str(name))
        and any(isinstance(row[position], int | float) for row in rows)
        and all(row[position] is None or isinstance(row[position], int | float) for row in rows)
    ]
    written = [
        [
            fragments.shown_value(value)
            if position in numeric
            else _text(columns[position], fragments.plain_value(value))
            for position, value in enumerate(row)
        ]
        for row in rows
    ]
    right = [
        position
        for position, name in enumerate(columns)
        if position and not _YEARS.search(str(name)) and _are_amounts(row[position] for row in written)
    ]
    return DataCells(list(heads(figure).values()), written, right)


def _shown(data: dict[str, Any]) -> tuple[list[str], list[list[Any]]]:
    """Columns and rows of a table; a unit that all rows share stands in a head, in no column."""
    columns, rows = list(data["columns"]), data["rows"]
    if _shared_unit(data):
        place = columns.index("unit")
        columns, *rows = ([*row[:place], *row[place + 1 :]] for row in (columns, *rows))
    return columns, rows


def _shared_unit(data: dict[str, Any]) -> str:
    """The unit of all rows in words, where a column names it; empty where they have several."""
    if "unit" not in data["columns"]:
        return ""
    place = data["columns"].index("unit")
    codes = {row[place] for row in data["rows"]}
    return _unit_label(codes.pop()) if len(codes) == 1 else ""


def _unit_label(code: str) -> str:
    """A unit as it stands in a head or a cell: “bn yuan”, “%”."""
    return UNITS[code].write("").strip() if code in UNITS else code


def _text(column: str, text: str) -> str:
    """A cell that holds no amount: periods and units in words, the line break of a label spaced."""
    if column in _PERIODS:
        return describe_periods(text)
    return _unit_label(text) if column == "unit" else text.replace("|", " ")


def _are_amounts(texts: Iterable[str]) -> bool:
    """Whether what is written in a column are numbers, with words about them here and there."""
    filled = [text for text in texts if text not in ("", fragments.GAP)]
    return 4 * sum(map(bool, map(_AMOUNT.match, filled))) >= 3 * max(1, len(filled))


def heads(figure: Mapping[str, Any]) -> dict[str, str]:
    """The heads of the columns by their names, in words, with the unit where one is known."""
    data = figure["data"]
    columns, rows = _shown(data)
    units = {*_UNIT_OF_FIGURE.findall(figure.get("subtitle", ""))}
    own = units.pop().replace("percent", "%") if len(units) == 1 else ""
    if {"unit", "panel"} & {*data["columns"]}:
        own = _shared_unit(data)  # or another in each row
    found = {}
    for position, name in enumerate(map(str, columns)):
        amounts = not _YEARS.search(name) and any(type(row[position]) in (int, float) for row in rows)
        found[name] = _head(name, own if amounts else "")
    return found


def _head(name: str, unit: str) -> str:
    """The head of one column; `unit` is the figure's, for a column of amounts."""
    ending = next((one for one in _UNITS if name.endswith(one)), "")
    words = HEADS.get(name, "")
    if not words:
        share = _SHARE_BELOW.fullmatch(name)
        words = f"{share[1]}% of paths end below" if share else name.removesuffix(ending).replace("_", " ")
        unit = _UNITS.get(ending) or unit
    words = words[:1].upper() + words[1:]
    return f"{words}, {unit}" if unit and "," not in words else words


def data_table(figure: dict[str, Any]) -> nodes.Element:
    """The values behind a chart, folded away below it."""
    cells = data_cells(figure)
    shown = fragments.table(cells.head, cells.rows, cells.right, ["data-table"])
    return make_more(SWITCH, shown, classes=("figure-data",), data_fields=json.dumps(list(heads(figure))))


def place(env: BuildEnvironment, described: dict[str, Any]) -> data_entry:
    """The place of a figure's values, which search finds by all of them."""
    cells = data_cells(described)
    texts = [SWITCH, *cells.head, *(text for row in cells.rows for text in row)]
    return deferred.place(env, data_entry, described["id"], "", " ".join(texts))


def _made(env: BuildEnvironment, builder: Builder, figure_id: str) -> nodes.Element:
    return data_table(domain_of(env).index.item("figure", figure_id))


def setup(app: Sphinx) -> None:
    """Register what makes the tables."""
    deferred.add(app, data_entry, _made)
