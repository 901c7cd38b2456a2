"""Changing one cell of a data package, and choosing the cells that are worth changing.

A change is as small as a misprint: the last digit, the next bound, one word of a phrase. The
copied package is stamped again, so that no comparison of file hashes can be what notices it.
"""

from __future__ import annotations

import csv
import functools
import hashlib
import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pandas as pd

from expobook.evidence import tables
from expobook.evidence.observations import Evidence
from expobook.values.numbers import SIGNIFICANT_DIGITS
from expobook.values.units import UNITS

CHOICES = {
    "bound": ("exact", "approx", "at_least", "at_most"),
    "status": ("final", "preliminary", "revised", "target"),
    "grade": ("A", "B", "C", "D"),
    "unit": tuple(UNITS),
    "origin": next(
        tuple(field["constraints"]["enum"])
        for field in tables.SCHEMAS["sources"]["fields"]
        if field["name"] == "origin"
    ),
}
_DATA = Path(__file__).resolve().parents[2] / "data"
NUMBERS = ("value", "yoy_percent", "target_value", "target_year", "exports", "imports")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table, named by the key of its row."""

    table: str
    key: str
    column: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a cell held, and what it holds in a copied package."""

    cell: Cell
    before: str
    after: str

    def __str__(self) -> str:
        place = f"{self.cell.table}.csv, {self.cell.key}, {self.cell.column}"
        return f"{place}: {self.before!r} became {self.after!r}"


def change(data: Path, target: Path, cell: Cell) -> Change:
    """Copy a package to `target` with one cell changed, and stamp the copy as it lies there."""
    shutil.copytree(data, target)
    path = target / f"{cell.table}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    key, position = header.index(tables.KEYS[cell.table]), header.index(cell.column)
    row = next(row for row in rows if row[key] == cell.key)
    before = row[position]
    row[position] = after = another(cell.column, before)
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([header, *rows])
    stamp_unchecked(target)
    return Change(cell, before, after)


def another(column: str, text: str) -> str:
    """What the cell would hold after a slip of the hand; never what it held before."""
    if column in CHOICES:
        allowed = CHOICES[column]
        return allowed[(allowed.index(text) + 1) % len(allowed)]
    if column in NUMBERS:
        return last_digit_changed(text)
    if column == "period":
        return text[:-1] + str((int(text[-1]) + 1) % 10)
    return f"{text}, or so" if text else "as printed"


def last_digit_changed(text: str) -> str:
    """Add one in the last digit, or in the twelfth where there are more: the book carries twelve.

    A nine becomes an eight, so that the number stays as long as it was.
    """
    number = Decimal(text)
    digits = number.as_tuple().digits
    carried = max(number.as_tuple().exponent, number.adjusted() + 1 - SIGNIFICANT_DIGITS)
    last = digits[min(len(digits), SIGNIFICANT_DIGITS) - 1]
    step = Decimal(1).scaleb(carried).copy_sign(number)
    return f"{number - step if last == 9 else number + step:f}"


def unchecked(folder: Path) -> Evidence:
    """A package as it lies there: what its rules refuse must be noticed by the book as well."""
    return Evidence({name: _table(folder, name) for name in tables.TABLES})


def _table(folder: Path, name: str) -> pd.DataFrame:
    """A table; the committed one, as most of a changed package's are, is read once."""
    content, committed = _committed(name)
    if (folder / f"{name}.csv").read_bytes() == content:
        return committed
    return tables.typed(tables.read_raw(folder, name), name)


@functools.cache
def _committed(name: str) -> tuple[bytes, pd.DataFrame]:
    return (_DATA / f"{name}.csv").read_bytes(), tables.typed(tables.read_raw(_DATA, name), name)


def stamp_unchecked(folder: Path) -> None:
    """Write the hashes of the tables as they lie there, valid or not."""
    path = folder / tables.PACKAGE_FILE
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    for resource in descriptor["resources"]:
        resource["hash"], resource["bytes"] = tables.file_stamp(folder / resource["path"])
    path.write_text(json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def sample(names: Iterable[str], count: int | None) -> list[str]:
    """Choose names, the same ones on every machine and from all of the alphabet; None: all."""
    return sorted(set(names), key=lambda name: hashlib.sha256(name.encode()).digest())[:count]
