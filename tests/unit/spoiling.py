"""Spoiling a copy of the committed data package, one cell at a time."""

import csv
import hashlib
from pathlib import Path

from expobook.evidence import tables

DATA = Path(__file__).resolve().parents[2] / "data"


def edit(package: Path, table: str, key: str, column: str, value: str) -> int:
    """Change one cell of a copied package and return its row number in the file."""
    path = package / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    header = rows[0]
    number = next(n for n, row in enumerate(rows) if row[0] == key)
    rows[number][header.index(column)] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return number + 1


def changed(raw: dict, table: str, key: str, **cells: str) -> tuple[dict, int]:
    """Copy raw tables with one row changed; return them with the row's number in the file."""
    frame = raw[table].copy()
    place = frame.index[frame[tables.KEYS[table]] == key][0]
    for column, value in cells.items():
        frame.loc[place, column] = value
    return {**raw, table: frame}, place + 2


def listing(folder: Path) -> dict[str, str]:
    """Every file below a folder with its hash."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
