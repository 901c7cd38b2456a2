"""CSV that pandas reads as it stands, and in which a spreadsheet finds no formula.

Text that begins as a formula does (=, +, -, @, a tab, a carriage return, a line feed, or the wide
forms of the signs) has an apostrophe before it. A number keeps its sign and its percent sign, and a
date before the common era its minus: a spreadsheet reads them as what they are.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

_BEGINNING = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_NUMBER_OR_DATE = re.compile(r"[-+]\d[\d,]*(\.\d+)?([eE][-+]?\d+)?%?|-\d{4}(-\d\d){1,2}")


def is_live(text: str) -> bool:
    """Whether a spreadsheet might take a text for a formula, and run it."""
    return bool(_BEGINNING.match(text)) and not _NUMBER_OR_DATE.fullmatch(text)


def inert(value: Any) -> Any:
    """A cell as it is written: an apostrophe goes before text that might be run."""
    return f"'{value}" if isinstance(value, str) and is_live(value) else value


def original(cell: str) -> str:
    """The text that `inert` was given."""
    return cell[1:] if cell.startswith("'") and is_live(cell) else cell


def csv_text(rows: Iterable[Iterable[Any]]) -> str:
    """Rows as CSV with line feeds; None is an empty cell."""
    lines = _Lines()
    # With both as its line end, the writer quotes either in a cell: none begins a row of its own.
    csv.writer(lines, lineterminator="\r\n").writerows([map(inert, row) for row in rows])
    return "".join(line.removesuffix("\r\n") + "\n" for line in lines)


def read_csv(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file by the names in its header; cells are as they stand."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def read_table(path: Path, columns: Sequence[str], fault: type[Exception]) -> list[dict[str, Any]]:
    """The rows of a table that has just these columns, with the texts that `inert` was given.

    Raises `fault` with the folder, the file and the row that isn't so.
    """
    place, names = "/".join(path.parts[-2:]), ",".join(columns)
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        if reader.fieldnames != list(columns):
            raise fault(f"{place}: the header must be {names}")
        rows = list(reader)
    for number, row in enumerate(rows, 2):
        if None in row or None in row.values():
            raise fault(f"{place}, row {number}: it must have {len(columns)} cells: {names}")
    return [{name: original(cell) for name, cell in row.items()} for row in rows]


class _Lines(list[str]):
    """A list that a CSV writer can write to."""

    write = list.append
