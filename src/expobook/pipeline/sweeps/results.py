"""What a sweep found, as one table that is never held whole, and what its columns mean."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import chain, islice
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from expobook.values.files import spreadsheets

from . import chart
from .grid import Grid
from .outcomes import Outcome
from .sweep import whole, write

ROW_GROUP = 500
"""Sets that are written at a time, and stand together in a Parquet file."""
T = TypeVar("T")
Found = Collection[dict[str, Outcome]]
"""The outcomes of each set by notebook, in the order of the sets."""


@dataclass
class Columns:
    """The columns of the table: parameters, then facts, then claims; what each of them is."""

    parameters: list[str]
    facts: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    """Notebook, unit and label of each number, of the first set that has it."""
    claims: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    moved: set[str] = field(default_factory=set)
    """The numbers that aren't the same in all sets."""

    @property
    def names(self) -> list[str]:
        """All columns of the table."""
        return ["set", *self.parameters, *self.facts, *self.claims, "error"]

    def meanings(self) -> Iterator[tuple[str, ...]]:
        """A row for each column: its name, kind, notebook, unit and label."""
        yield "column", "kind", "notebook", "unit", "label"
        yield from ((name, "parameter", "", "", "") for name in self.parameters)
        yield from ((name, "fact", *about) for name, about in self.facts.items())
        yield from ((name, "claim", *about) for name, about in self.claims.items())

    def types(self, grid: Grid) -> dict[str, str]:
        """The pandas type of each column; all of them may be empty in a row."""
        given = {
            name: _type({type(one[name]) for one in grid.sets if one.get(name) is not None}) for name in self.parameters
        }
        return {
            "set": "int64",
            **given,
            **dict.fromkeys(self.facts, "float64"),
            **dict.fromkeys(self.claims, "boolean"),
            "error": "str",
        }


def columns(grid: Grid, found: Found) -> Columns:
    """The columns that the outcomes have, and which numbers differ between sets."""
    made = Columns(grid.names)
    first: dict[str, Any] = {}
    for outcomes in found:
        for notebook, outcome in outcomes.items():
            for fact in outcome.get("facts", ()):
                made.facts.setdefault(fact["id"], (notebook, fact["unit"], fact["label"]))
                if first.setdefault(fact["id"], fact["value"]) != fact["value"]:
                    made.moved.add(fact["id"])
            for claim in outcome.get("claims", ()):
                made.claims.setdefault(claim["id"], (notebook, "", claim["statement"]))
    return made


def rows(grid: Grid, found: Found, names: list[str]) -> Iterator[list[Any]]:
    """One row a set: of its number, parameters, facts, claims and error those that are named.

    A parameter that a set doesn't give, and a fact of a notebook that failed, are None.
    """
    for number, (given, outcomes) in enumerate(zip(grid.sets, found, strict=True), 1):
        cells: dict[str, Any] = {"set": number, **given}
        for outcome in outcomes.values():
            cells.update((fact["id"], fact["value"]) for fact in outcome.get("facts", ()))
            cells.update((claim["id"], claim["holds"]) for claim in outcome.get("claims", ()))
        cells["error"] = "; ".join(outcome["error"] for outcome in outcomes.values() if "error" in outcome)
        yield [cells.get(name) for name in names]


def write_all(output: Path, grid: Grid, found: Found) -> list[Path]:
    """Write the table as CSV, and as Parquet where pyarrow is; what its columns mean; the chart."""
    made = columns(grid, found)
    shown = chart.number_shown(grid, list(made.facts), made.moved)
    files = [output / "results.csv", output / "columns.csv"]
    _write_csv(files[0], chain([made.names], rows(grid, found, made.names)))
    _write_csv(files[1], made.meanings())
    if find_spec("pyarrow"):
        files.append(output / "results.parquet")
        _write_parquet(files[-1], made.types(grid), rows(grid, found, made.names))
    if shown:
        files.append(output / "summary.svg")
        names = ["set", *grid.names, shown]
        frame = pd.DataFrame(rows(grid, found, names), columns=names)
        _, unit, label = made.facts[shown]
        write(files[-1], chart.drawing(grid, frame, shown, unit, label).encode())
    return files


def failures(found: Found) -> Mapping[int, str]:
    """The error of each set that failed, by its number."""
    return {
        number: error
        for number, outcomes in enumerate(found, 1)
        for outcome in outcomes.values()
        if (error := outcome.get("error"))
    }


def _type(kinds: set[type]) -> str:
    """The pandas type for values of some types; each may be missing beside them."""
    if kinds == {bool}:
        return "boolean"
    if kinds == {int}:
        return "Int64"
    return "float64" if kinds <= {int, float} else "str"


def _write_csv(path: Path, lines: Iterable[Iterable[Any]]) -> None:
    with whole(path) as part, part.open("w", encoding="utf-8", newline="") as stream:
        for group in _groups(lines):
            stream.write(spreadsheets.csv_text(group))


def _write_parquet(path: Path, types: dict[str, str], lines: Iterable[list[Any]]) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    def frame(group: list[list[Any]]) -> pd.DataFrame:
        return pd.DataFrame(group, columns=list(types), dtype=object).astype(types)

    schema = pa.Schema.from_pandas(frame([]), preserve_index=False)
    with whole(path) as part, parquet.ParquetWriter(part, schema) as writer:
        for group in _groups(lines):
            writer.write_table(pa.Table.from_pandas(frame(group), schema, preserve_index=False))


def _groups(lines: Iterable[T]) -> Iterator[list[T]]:
    """So many lines at a time as are held in memory."""
    left = iter(lines)
    while group := list(islice(left, ROW_GROUP)):
        yield group
