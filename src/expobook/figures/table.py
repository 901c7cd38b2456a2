"""Tables for every edition: the same cells in HTML, print and JupyterLab."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from expobook.facts import templates
from expobook.facts.facts import Fact, Register

MIME = "application/vnd.expobook.table+json"
TONES = ("met", "on-course", "behind", "missed", "none", "yes", "no", "partly")
_ID = re.compile(r"tab-[a-z0-9]+(-[a-z0-9]+)*\Z")


class TableError(ValueError):
    """A table that can't be shown: the message names it and what is wrong."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: text, and on demand a link or the tone of a verdict mark."""

    text: str
    href: str = ""
    tone: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """What a table says; title and note are templates like those of figures."""

    id: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    sources: tuple[str, ...] = ()
    note: str = ""
    right: Sequence[str] = field(default=())
    grades: tuple[str, ...] = field(default=())
    modelled: bool = False


def bundle(table: Table, facts: Register) -> dict[str, Any]:
    """Make the display bundle. A cell is a `Fact`, a `Cell`, or text with `{fact_id}` places.

    Raises `TableError` for an empty table, a bad id or a row of another length.
    """
    _check(table, facts)
    title, note = templates.parts(table.title, facts), templates.parts(table.note, facts)
    rows = [[_cell(value, facts) for value in row] for row in table.rows]
    used = templates.fact_ids(title, note) + [name for row in rows for cell in row for name in _facts_of(cell)]
    described = {
        "id": table.id,
        "title": templates.plain(title),
        "title_parts": title,
        "note": templates.plain(note),
        "note_parts": note,
        "sources": list(table.sources),
        **templates.evidence_of(used, facts, table.grades, table.modelled),
        "facts": list(dict.fromkeys(used)),
        "columns": [
            {"name": f"c{position}", "label": label, "align": "right" if label in table.right else "left"}
            for position, label in enumerate(table.columns, 1)
        ],
        "rows": rows,
    }
    return {
        MIME: described,
        "text/html": _html(described),
        "text/plain": f"{described['title']} ({len(rows)} rows)",
    }


def _cell(value: Any, facts: Register) -> dict[str, Any]:
    if isinstance(value, Fact):
        return {"text": value.display, "fact": value.id}
    if isinstance(value, Cell):
        details = {"href": value.href, "tone": value.tone, "source": value.source}
        return {"text": value.text, **{name: item for name, item in details.items() if item}}
    cell_parts = templates.parts(str(value), facts)
    cell: dict[str, Any] = {"text": templates.plain(cell_parts)}
    if any(isinstance(part, dict) for part in cell_parts):
        cell["parts"] = cell_parts
    return cell


def _facts_of(cell: dict[str, Any]) -> list[str]:
    return [cell["fact"]] if "fact" in cell else templates.fact_ids(cell.get("parts", []))


def _html(described: dict[str, Any]) -> str:
    head = "".join(f"<th>{escape(column['label'])}</th>" for column in described["columns"])
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell['text'])}</td>" for cell in row) + "</tr>" for row in described["rows"]
    )
    return (
        f"<table><caption>{escape(described['title'])}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _check(table: Table, facts: Register) -> None:
    if not _ID.match(table.id):
        raise TableError(f"table id {table.id!r}: write tab-, then words joined by hyphens")
    templates.require("table", table.id, {"title": table.title, "rows": table.rows}, TableError)
    for number, row in enumerate(table.rows, 1):
        if len(row) != len(table.columns):
            raise TableError(f"table {table.id!r}, row {number}: {len(row)} cells for {len(table.columns)} columns")
        for cell in row:
            if isinstance(cell, Cell) and cell.tone and cell.tone not in TONES:
                raise TableError(
                    f"table {table.id!r}, row {number}: tone {cell.tone!r}; allowed are {', '.join(TONES)}"
                )
    for source_id in table.sources:
        facts.evidence.source(source_id)
