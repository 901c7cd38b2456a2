"""The tables as files: bytes, rows and cells, before anything is made of what they say."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from .problems import Problem
from .table_schemas import SCHEMAS, TABLES

_BOM = "\ufeff"
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


def structure(data_dir: Path) -> list[Problem]:
    """List what keeps the tables from being read: missing files, encodings, columns, no rows."""
    return [problem for name in TABLES for problem in _file(data_dir / f"{name}.csv", name)]


def _file(path: Path, name: str) -> list[Problem]:
    if not path.is_file():
        return [Problem(path.name, 0, "", "the file is missing", "one CSV a table")]
    columns = [field["name"] for field in SCHEMAS[name]["fields"]]
    content = path.read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return [Problem(path.name, 0, "", f"not UTF-8 at byte {error.start}", "UTF-8")]
    return _characters(path.name, text) or _rows(path.name, text, columns)


def _characters(file: str, text: str) -> list[Problem]:
    """Characters that a table can't have: a byte order mark, carriage returns, control codes."""
    if text.startswith(_BOM):
        return [Problem(file, 1, "", "a byte order mark before the header",
                        "UTF-8 without it; save the file as “UTF-8”, not as “UTF-8 with BOM”")]
    found = _CONTROL.search(text)
    if found is None:
        return []
    row = text.count("\n", 0, found.start()) + 1
    if found.group() == "\r":
        return [Problem(file, row, "", "a carriage return", "line ends of one line feed")]
    return [Problem(file, row, "", f"the control character U+{ord(found.group()):04X}",
                    "characters that can be seen, and line feeds")]


def _rows(file: str, text: str, columns: list[str]) -> list[Problem]:
    """The header, the number of cells of every row, and that there are rows."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    try:
        rows.extend(reader)
    except csv.Error:
        return [Problem(file, len(rows) + 1, "", "a quotation mark that isn't closed, or one "
                        "inside a cell", 'a cell in quotation marks, those inside it doubled ("")')]
    header = rows[0] if rows else []
    if header != columns:
        wrong = [name for name in header if name not in columns]
        missing = [name for name in columns if name not in header]
        said = "wrong order"
        if wrong or missing:
            said = f"unknown column(s) {wrong}, missing {missing}"
        return [Problem(file, 1, "", f"the header differs: {said}", ", ".join(columns))]
    if len(rows) == 1:
        return [Problem(file, 0, "", "a header and no rows", "at least one row")]
    return [Problem(file, number, "", f"{len(row)} cells", f"{len(columns)} cells")
            for number, row in enumerate(rows[1:], start=2) if len(row) != len(columns)]
