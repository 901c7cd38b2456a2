"""The tables as files: bytes, rows and cells, before anything is made of what they say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from expobook.values.errors import excerpt
from expobook.values.files import spreadsheets

from .problems import Problem
from .table_schemas import SCHEMAS, TABLES

LONGEST_CELL = 5000
_BOM = "\ufeff"
_CELL = re.compile(r'(?:"((?:[^"]|"")*)"|([^",]*))(,|$)')
_UNSEEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
"""Categories of control codes, marks of direction and zero width, private letters, line ends."""


def structure(data_dir: Path) -> list[Problem]:
    """List what keeps the tables from being read: missing files, encodings, columns, no rows."""
    return [problem for name in TABLES for problem in _file(data_dir / f"{name}.csv", name)]


def _file(path: Path, name: str) -> list[Problem]:
    if not path.is_file():
        return [Problem(path.name, 0, "", "the file is missing", "one CSV a table")]
    content = path.read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return [Problem(path.name, 0, "", f"not UTF-8 at byte {error.start}", "UTF-8")]
    if text.startswith(_BOM):
        return [Problem(path.name, 1, "", "a byte order mark before the header",
                        "UTF-8 without it; save the file as “UTF-8”, not as “UTF-8 with BOM”")]
    if "\r" in text:
        row = text.count("\n", 0, text.index("\r")) + 1
        return [Problem(path.name, row, "", "a carriage return", "line ends of one line feed")]
    columns = [field["name"] for field in SCHEMAS[name]["fields"]]
    return _header(path.name, text, columns) or list(_rows(path.name, text, columns))


def _header(file: str, text: str, columns: list[str]) -> list[Problem]:
    """What is wrong with the names of the columns, or with there being no row below them."""
    line, _, rows = text.partition("\n")
    header, closed = _cells(line)
    if not closed:
        return [_open_quote(file, 1, "")]
    if header != columns:
        wrong = [name for name in header if name not in columns]
        missing = [name for name in columns if name not in header]
        said = "wrong order"
        if wrong or missing:
            said = f"unknown column(s) {wrong}, missing {missing}"
        return [Problem(file, 1, "", f"the header differs: {said}", ", ".join(columns))]
    return [] if rows else [Problem(file, 0, "", "a header and no rows", "at least one row")]


def _rows(file: str, text: str, columns: list[str]) -> Iterator[Problem]:
    """The number of cells of every row, and what no cell can hold; a row is one line."""
    for number, line in enumerate(text.removesuffix("\n").split("\n")[1:], start=2):
        cells, closed = _cells(line)
        if not closed:
            yield _open_quote(file, number, columns[min(len(cells), len(columns) - 1)])
        elif len(cells) != len(columns):
            yield Problem(file, number, "", f"{len(cells)} cells", f"{len(columns)} cells")
        else:
            for column, cell in zip(columns, cells, strict=True):
                if fault := _fault(cell):
                    yield Problem(file, number, column, *fault)


def _cells(line: str) -> tuple[list[str], bool]:
    """The cells of a line, and whether they reach its end: a quotation mark may stop them."""
    cells: list[str] = []
    place = 0
    while found := _CELL.match(line, place):
        quoted, plain, end = found.groups()
        cells.append(plain if quoted is None else quoted.replace('""', '"'))
        if not end:
            return cells, True
        place = found.end()
    return cells, False


def _open_quote(file: str, number: int, column: str) -> Problem:
    return Problem(file, number, column, "a quotation mark that isn't closed on its line, or one "
                   "inside a cell", 'a cell in quotation marks, those inside it doubled ("")')


def _fault(cell: str) -> tuple[str, str] | None:
    """What is wrong with the letters of a cell, and what is allowed."""
    if len(cell) > LONGEST_CELL:
        return f"a text of {len(cell):,} letters", f"at most {LONGEST_CELL:,}"
    unseen = "" if cell.isprintable() else next(
        (letter for letter in cell if unicodedata.category(letter) in _UNSEEN), "")
    if unseen:
        kind = "control" if unicodedata.category(unseen) == "Cc" else "invisible"
        return f"the {kind} character U+{ord(unseen):04X}", "characters that can be seen"
    if spreadsheets.is_live(cell):
        return (f"{excerpt(cell)}, which a spreadsheet takes for a formula",
                "text that doesn't begin with =, +, - or @")
    if "{" in cell or "}" in cell:
        return "a brace", "texts without { and }, which hold the place of numbers on the pages"
    return None
