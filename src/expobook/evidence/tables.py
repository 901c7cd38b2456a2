"""The tables of the data package as they lie on disk, their schemas, and typed frames.

The Table Schemas (columns, allowed values, keys between tables) are written once, in the book's own
`data/datapackage.json`, which other tools read too. Every package is checked against them, whatever
its own descriptor says.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from expobook.values.errors import excerpt
from expobook.values.files import documents, own_data, spreadsheets
from expobook.values.files.hashing import sha256_of

from .problems import EvidenceError, Problem

if TYPE_CHECKING:
    import pandas as pd

PACKAGE_FILE = "datapackage.json"


def _read_schemas() -> dict[str, dict[str, Any]]:
    path = own_data.folder() / PACKAGE_FILE
    remedy = "take it from the repository again, by which every data package is checked"
    descriptor = documents.json_object(path, "the description of the book's data", remedy)
    try:
        return {
            item["name"]: item["schema"]
            for item in descriptor["resources"]
            if item["schema"]["fields"] and item["schema"]["primaryKey"]
        }
    except (KeyError, TypeError):
        raise documents.FileFault(
            path, "the description of the book's data", f"it describes no tables; {remedy}"
        ) from None


SCHEMAS = _read_schemas()
"""By the name of the table, in the order of the descriptor."""
TABLES = tuple(SCHEMAS)
EVENT_LEVELS = {
    "city": "Hangzhou",
    "company": "company",
    "province": "Zhejiang",
    "national": "national",
    "international": "international",
}
"""Whose event it is, as tables and charts say it."""
KEYS = {name: schema["primaryKey"][0] for name, schema in SCHEMAS.items()}
"""The column that names a row, by table."""
_NUMBERS = {"observations": ("value", "yoy_percent"), "goals": ("target_value",), "panel": ("exports", "imports")}
_WHOLE = {"events": ("date_sort",), "goals": ("target_year",), "panel": ("year",)}
_TRUTHS = {"series": ("comparable_over_time",), "goals": ("in_release",)}


def read_descriptor(data_dir: Path) -> dict[str, Any]:
    """Read `datapackage.json`; raise `EvidenceError` when it is missing or describes no tables."""
    path = data_dir / PACKAGE_FILE
    try:
        if path.exists() and not path.is_file():  # a pipe or a device would be read for ever
            raise FileNotFoundError
        descriptor = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise EvidenceError(
            f"{path} is missing; a data package is a folder with {PACKAGE_FILE} and its CSV files."
        ) from None
    except OSError as error:
        raise EvidenceError(
            f"{excerpt(str(path))} can't be read: {error.strerror}; name the "
            f"folder that holds {PACKAGE_FILE} and its CSV files."
        ) from None
    except (ValueError, RecursionError) as error:
        raise EvidenceError(f"{path} can't be read as JSON: {error}.") from None
    resources = descriptor.get("resources") if isinstance(descriptor, dict) else None
    if not isinstance(resources, list) or not all(isinstance(item, dict) for item in resources):
        raise EvidenceError(
            f"{path} isn't the description of a data package: it must be a JSON object with a list "
            "“resources” of objects, one a table."
        )
    return descriptor


def read_raw(data_dir: Path, name: str) -> pd.DataFrame:
    """Read one table with every cell as text, empty cells as empty text."""
    import pandas as pd

    return pd.read_csv(data_dir / f"{name}.csv", dtype=str, keep_default_na=False, encoding="utf-8")


def typed(raw: pd.DataFrame, name: str) -> pd.DataFrame:
    """Give numbers, whole numbers and truth values of a checked table their types."""
    import pandas as pd

    frame = raw.copy()
    for column in _NUMBERS.get(name, ()):
        frame[column] = pd.to_numeric(frame[column])
    for column in _WHOLE.get(name, ()):
        frame[column] = pd.to_numeric(frame[column]).astype("Int64")
    for column in _TRUTHS.get(name, ()):
        frame[column] = frame[column] == "true"
    return frame


def file_stamp(path: Path) -> tuple[str, int]:
    """Return a file's hash, as a data package writes it, and its size in bytes."""
    content = path.read_bytes()
    return f"sha256:{sha256_of(content)}", len(content)


def not_as_stamped(data_dir: Path, descriptor: dict[str, Any]) -> list[str]:
    """Name the tables that aren't byte for byte the ones that were stamped."""
    resources = {item.get("name"): item for item in descriptor["resources"]}
    changed = []
    for name in TABLES:
        path, resource = data_dir / f"{name}.csv", resources.get(name, {})
        stamped = (resource.get("hash"), resource.get("bytes"))
        if not path.is_file() or file_stamp(path) != stamped:
            changed.append(name)
    return changed


def is_stamped(data_dir: Path, descriptor: dict[str, Any]) -> bool:
    """Tell whether every table is the one that was stamped, and no other is described."""
    names = [item.get("name") for item in descriptor["resources"]]
    return sorted(map(str, names)) == sorted(TABLES) and not not_as_stamped(data_dir, descriptor)


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
        return [
            Problem(
                path.name,
                1,
                "",
                "a byte order mark before the header",
                "UTF-8 without it; save the file as “UTF-8”, not as “UTF-8 with BOM”",
            )
        ]
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
        difference = "wrong order"
        if wrong or missing:
            difference = f"unknown column(s) {wrong}, missing {missing}"
        return [Problem(file, 1, "", f"the header differs: {difference}", ", ".join(columns))]
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
    while cell := _CELL.match(line, place):
        quoted, plain, end = cell.groups()
        cells.append(plain if quoted is None else quoted.replace('""', '"'))
        if not end:
            return cells, True
        place = cell.end()
    return cells, False


def _open_quote(file: str, number: int, column: str) -> Problem:
    return Problem(
        file,
        number,
        column,
        "a quotation mark that isn't closed on its line, or one inside a cell",
        'a cell in quotation marks, those inside it doubled ("")',
    )


def _fault(cell: str) -> tuple[str, str] | None:
    """What is wrong with the letters of a cell, and what is allowed."""
    if len(cell) > LONGEST_CELL:
        return f"a text of {len(cell):,} letters", f"at most {LONGEST_CELL:,}"
    unseen = (
        "" if cell.isprintable() else next((letter for letter in cell if unicodedata.category(letter) in _UNSEEN), "")
    )
    if unseen:
        kind = "control" if unicodedata.category(unseen) == "Cc" else "invisible"
        return f"the {kind} character U+{ord(unseen):04X}", "characters that can be seen"
    if spreadsheets.is_live(cell):
        return (
            f"{excerpt(cell)}, which a spreadsheet takes for a formula",
            "text that doesn't begin with =, +, - or @",
        )
    if "{" in cell or "}" in cell:
        return "a brace", "texts without { and }, which hold the place of numbers on the pages"
    return None


_FILES = (PACKAGE_FILE, *(f"{name}.csv" for name in TABLES))


def causes_first(problems: Iterable[Problem]) -> list[Problem]:
    """Sort problems by table and row, one for each cell: the first that was found there.

    Tables come before those that lean on them; conflicts, whose guards read all others, last.
    """
    by_cell: dict[tuple[int, int, str], Problem] = {}
    for problem in problems:
        by_cell.setdefault((_FILES.index(problem.file), problem.row, problem.column), problem)
    # Faults of a whole file have no column: all of them are told.
    whole = [problem for problem in problems if not problem.row]
    cells = [problem for problem in by_cell.values() if problem.row]
    return sorted([*whole, *cells], key=lambda problem: (_FILES.index(problem.file), problem.row, problem.column))
