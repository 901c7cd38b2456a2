"""The data of a figure or table as an Excel workbook: the values, and a sheet of notes on them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from html import unescape
from typing import Any

import xlsxwriter

from expobook.runs.reader_run import format_setting as written_value
from expobook.runs.reader_run import stamp

from ..catalogue import Catalogue, Citable
from ..styles import OFFERED, STYLES
from .brief import citation_lines, source_line

DATA, NOTES = "Data", "Notes"
_WIDEST, _NARROWEST = 60, 9
_NOTES_WIDTHS = (22, 100)
# Texts stay texts, also when a reader edits the cell: one that begins with “=” is no formula.
_TEXT = {"quote_prefix": True}


def to_workbook(catalogue: Catalogue, thing: Citable, data: Mapping[str, Any]) -> bytes:
    """The workbook; the same bytes for the same data, dated as the edition is."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    identity = catalogue.identity
    book.set_properties(
        {
            "title": thing.title,
            "subject": identity.title,
            "comments": stamp(catalogue.changed) or identity.edition_label,
            "created": datetime.fromisoformat(identity.released),
        }
    )
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", **_TEXT})
    wrapped = book.add_format({"text_wrap": True, "valign": "top", **_TEXT})
    bold = book.add_format({"bold": True, "valign": "top"})
    _data_sheet(book.add_worksheet(DATA), data, head, book.add_format(_TEXT))
    sheet = book.add_worksheet(NOTES)
    for column, width in enumerate(_NOTES_WIDTHS):
        sheet.set_column(column, column, width)
    for row, (name, text) in enumerate(notes(catalogue, thing)):
        sheet.write_string(row, 0, name, bold)
        sheet.write_string(row, 1, text, wrapped)
    book.close()
    return stream.getvalue()


def notes(catalogue: Catalogue, thing: Citable) -> Iterator[tuple[str, str]]:
    """What must travel with the values, as names and texts."""
    known, identity = thing.described, catalogue.identity
    if catalogue.changed:
        yield "Reader's run", stamp(catalogue.changed)
    yield "Title", thing.title
    yield from _where_given("Measure and unit", known.get("subtitle", ""))
    yield "Sources and grade", source_line(thing, catalogue.sources)
    yield from _where_given("Note", known.get("note", ""))
    yield "Edition", identity.edition
    yield "Date of the data", identity.data_date
    yield from _where_given(
        "Parameters",
        ", ".join(
            f"{name} = {written_value(value)}"
            for name, value in sorted(known.get("parameters", {}).items())
            if value != ""
        ),
    )
    yield "Permanent link", identity.place(thing.id, thing.path)
    yield from _where_given("Content hash", identity.content)
    yield "Licence", identity.licence
    label = f"Citation ({STYLES[OFFERED[0]][0]})"
    for line in citation_lines(catalogue, thing, OFFERED[0]):
        yield label, without_tags(line)
        label = ""


def without_tags(text: str) -> str:
    """HTML of a citation as plain text."""
    return unescape(re.sub(r"<[^>]+>", "", text))


def _data_sheet(sheet: Any, data: Mapping[str, Any], head: Any, text: Any) -> None:
    """Names in the first row, which stays in view; numbers as numbers, gaps as empty cells."""
    columns, rows = data["columns"], data["rows"]
    for position, name in enumerate(columns):
        texts = [str(name), *(str(row[position]) for row in rows)]
        sheet.set_column(position, position, min(_WIDEST, max(_NARROWEST, *map(len, texts)) + 1))
        sheet.write_string(0, position, str(name), head)
    for number, row in enumerate(rows, 1):
        for position, value in enumerate(row):
            if isinstance(value, bool):
                sheet.write_boolean(number, position, value)
            elif isinstance(value, int | float):
                sheet.write_number(number, position, value)
            elif value is not None:
                sheet.write_string(number, position, str(value), text)
    sheet.freeze_panes(1, 0)


def _where_given(name: str, text: str) -> Iterator[tuple[str, str]]:
    if text:
        yield name, text
