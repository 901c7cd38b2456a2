"""Two runs side by side: which numbers moved, what moved them, which sentences and verdicts turned.

A cause is traced through the inputs of a number, down to the parameters and the rows of data that
differ between the runs. A number that moved without any such cause was moved by code.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from expobook.evidence.tables import KEYS, TABLES
from expobook.facts.writing import Writing, write
from expobook.values.files import spreadsheets
from expobook.values.numbers import stable

from .run import Run

Json = dict[str, Any]
TRUE, FALSE, NOT_COMPUTED = "holds", "does not hold", "not computed"
"""What a run says of a claim; one that it doesn't have, it doesn't compute."""
_NOISE = 1e-9
_FLOAT = re.compile(r"\d+\.\d{6,}(?:e[+-]?\d+)?")
"""A number in a text that has the digits of a computed float."""
_STATED = ("value", "unit", "display", "grade", "bound", "status", "period")
_DRAWN = ("title", "subtitle", "note", "data", "svg")
_DIFFERENCES_OF = {"percent": "percentage point", "calendar year": "years"}


@dataclass(frozen=True, slots=True)
class Setting:
    """A parameter that differs; None where a run doesn't have it."""

    name: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the data that differs: its table, its key, and old and new cells by column."""

    table: str
    key: str
    cells: dict[str, tuple[str, str]]
    status: str = "changed"

    @property
    def description(self) -> str:
        """What became of the row."""
        if self.status != "changed":
            return self.status
        return "; ".join(f"{column}: {old or 'empty'} → {new or 'empty'}" for column, (old, new) in self.cells.items())


@dataclass(frozen=True, slots=True)
class Number:
    """A fact that the runs state differently, or that only one of them states."""

    id: str
    old: Json | None
    new: Json | None
    moved_by: tuple[str, ...]

    @property
    def label(self) -> str:
        """What the number is, in the words of the second run that states it."""
        return (self.new or self.old or {})["label"]

    @staticmethod
    def shown(side: Json | None) -> str:
        """The number as a run shows it; empty where the run hasn't it."""
        return side["display"] if side else ""

    @property
    def difference(self) -> float | None:
        """New less old, in the number's unit; None where the units differ or one is missing."""
        if not self.old or not self.new or self.old["unit"] != self.new["unit"]:
            return None
        return float(stable(self.new["value"] - self.old["value"]))

    @property
    def formatted_difference(self) -> str:
        """The difference as the book writes numbers, with its sign; empty for none."""
        if not self.difference or not self.old or not self.new:
            return ""
        shown = self.new.get("display_unit") or self.new["unit"]
        own = str(self.new["unit"])
        unit = _DIFFERENCES_OF.get(own, own)
        decimals = max(self.old["decimals"], self.new["decimals"])
        if not self.difference.is_integer():
            decimals += 1  # both numbers are rounded: their difference needs the digit they lack
        # Shares have the unit of a count, and are shown in percent: they differ by points too.
        writing = Writing(decimals, _DIFFERENCES_OF.get(shown, shown), signed=True)
        return write(self.difference, unit, writing)[2]


@dataclass(frozen=True, slots=True)
class ChangedStatement:
    """Something that turned: a claim or a verdict, with what was said before and after."""

    id: str
    label: str
    old: str
    new: str
    moved_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """Everything in which the run `new` differs from the run `old`."""

    old: Run
    new: Run

    @cached_property
    def settings(self) -> list[Setting]:
        """The parameters that differ, by name."""
        one, other = (_settings(run) for run in (self.old, self.new))
        return [
            Setting(name, one.get(name), other.get(name))
            for name in sorted({*one, *other})
            if one.get(name) != other.get(name)
        ]

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of the data packages that differ, by table and key."""
        folders = [run.folder / "source" / "data" for run in (self.old, self.new)]
        return [row for table in TABLES for row in _rows(table, *(_table(folder, table) for folder in folders))]

    @cached_property
    def numbers(self) -> list[Number]:
        """The facts that both runs state, differently; in the order of the book."""
        return [number for number in self._all if number.old and number.new]

    @cached_property
    def only_in_one(self) -> list[Number]:
        """The facts that only one of the runs states."""
        return [number for number in self._all if not (number.old and number.new)]

    @cached_property
    def claims(self) -> list[ChangedStatement]:
        """The claims that no longer hold, hold again, or are computed in one run only."""
        found = []
        for name in dict.fromkeys([*self.old.claims, *self.new.claims]):
            before, after = self.old.claims.get(name), self.new.claims.get(name)
            if _holds(before) != _holds(after):
                claim = after or before or {}
                causes = {cause for read in claim["reads"] for cause in self._causes(read)}
                found.append(
                    ChangedStatement(name, claim["statement"], _holds(before), _holds(after), tuple(sorted(causes)))
                )
        return found

    @cached_property
    def verdicts(self) -> list[ChangedStatement]:
        """The verdicts in the runs' tables that turned; a row of only one run has none there."""
        one, other = (_verdicts(run) for run in (self.old, self.new))
        return [
            ChangedStatement(table, label, one.get(key, "not in the table"), other.get(key, "not in the table"))
            for key in dict.fromkeys([*one, *other])
            if one.get(key) != other.get(key)
            for table, label in [(key[0], key[1])]
        ]

    @cached_property
    def figures(self) -> list[tuple[Json | None, Json | None]]:
        """The figures that differ in words, data or drawing; None where a run lacks one."""
        one, other = self.old.figures, self.new.figures
        pairs = [(one.get(name), other.get(name)) for name in dict.fromkeys([*one, *other])]
        return [
            (old, new)
            for old, new in pairs
            if not old or not new or not all(is_equivalent(old[part], new[part]) for part in _DRAWN)
        ]

    @property
    def identical(self) -> bool:
        """Whether both runs say the same with the same settings and data."""
        return not any(
            (self.settings, self.rows, self.numbers, self.only_in_one, self.claims, self.verdicts, self.figures)
        )

    @cached_property
    def _all(self) -> list[Number]:
        names = dict.fromkeys([*self.old.facts, *self.new.facts])
        found = []
        for name in names:
            old, new = self.old.facts.get(name), self.new.facts.get(name)
            if not old or not new or not all(is_equivalent(old.get(part), new.get(part)) for part in _STATED):
                causes = self._causes(name) or self._of_notebook(old, new)
                found.append(Number(name, old, new, causes))
        return found

    @cached_property
    def _traced(self) -> dict[str, tuple[str, ...]]:
        return {}

    @cached_property
    def _movable(self) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
        """Names of what differs: parameters, rows, tables."""
        return (
            frozenset(one.name for one in self.settings),
            frozenset(one.key for one in self.rows),
            frozenset(f"{one.table}.csv" for one in self.rows),
        )

    def _causes(self, name: str) -> tuple[str, ...]:
        """The parameters and rows that differ below a fact; `code` where none does."""
        if name not in self._traced:
            self._traced[name] = ()  # a number never reads itself; this ends a circle all the same
            self._traced[name] = tuple(sorted(set(self._below(name))))
        return self._traced[name]

    def _of_notebook(self, old: Json | None, new: Json | None) -> tuple[str, ...]:
        """The differing parameters that a fact's notebook takes.

        They are why only one run states it. Where the same code states it differently and its
        inputs tell no cause, they are the cause as well.
        """
        code = self.old.manifest.get("code")
        if old and new and (code is None or code != self.new.manifest.get("code")):
            return ()
        notebook = (old or new or {})["notebook"]
        taken = {name for run in (self.old, self.new) for name in run.manifest.get("parameters", {}).get(notebook, ())}
        return tuple(f"parameter {one.name}" for one in self.settings if one.name in taken)

    def _dated_by(self, name: str) -> Iterator[str]:
        """The parameter that names a fact's year, where the runs state it for different years."""
        old, new = self.old.facts.get(name), self.new.facts.get(name)
        if old and new and old["period"] != new["period"]:
            for one in self.settings:
                if (str(one.old), str(one.new)) == (old["period"], new["period"]):
                    yield f"parameter {one.name}"

    def _below(self, name: str) -> Iterator[str]:
        settings, rows, tables = self._movable
        yield from self._dated_by(name)
        for run in (self.old, self.new):
            fact = run.facts.get(name)
            for item in fact["parameters"] if fact else ():
                if item in settings:
                    yield f"parameter {item}"
            for item in fact["inputs"] if fact else ():
                if item in run.facts:
                    yield from self._causes(item)
                elif item in rows:
                    yield f"row {item}"
                elif item in tables:
                    yield f"table {item}"


def is_equivalent(one: Any, other: Any) -> bool:
    """Whether two contents say the same: numbers to nine digits, those within texts as well.

    What is computed on another machine may differ in the last digits of a float, which say nothing.
    """
    if isinstance(one, float) or isinstance(other, float):
        return all(isinstance(item, int | float) for item in (one, other)) and math.isclose(
            one, other, rel_tol=_NOISE, abs_tol=_NOISE
        )
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_equivalent, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(is_equivalent(one[key], other[key]) for key in one)
    if isinstance(one, str) and isinstance(other, str) and one != other:
        numbers = [[float(number) for number in _FLOAT.findall(text)] for text in (one, other)]
        return _FLOAT.split(one) == _FLOAT.split(other) and is_equivalent(*numbers)
    return one == other


def _settings(run: Run) -> Json:
    """All parameters of a run by name; another data package as the run itself names it."""
    found = {name: value for values in run.manifest.get("parameters", {}).values() for name, value in values.items()}
    return {**found, **run.changed}


def _table(folder: Path, name: str) -> dict[str, dict[str, str]]:
    path = folder / f"{name}.csv"
    return {row[KEYS[name]]: row for row in spreadsheets.read_csv(path)} if path.is_file() else {}


def _rows(table: str, old: Mapping[str, dict[str, str]], new: Mapping[str, dict[str, str]]) -> Iterator[Row]:
    for key in sorted({*old, *new}):
        before, after = old.get(key), new.get(key)
        if before is None or after is None:
            yield Row(table, key, {}, "only in the first run" if before else "only in the second run")
        elif before != after:
            columns = dict.fromkeys([*before, *after])
            yield Row(
                table,
                key,
                {
                    name: (before.get(name, ""), after.get(name, ""))
                    for name in columns
                    if before.get(name) != after.get(name)
                },
            )


def _holds(claim: Json | None) -> str:
    if claim is None:
        return NOT_COMPUTED
    return TRUE if claim["holds"] else FALSE


def _verdicts(run: Run) -> dict[tuple[str, str, int], str]:
    """The verdict in every row of a table that gives one: by table, what is judged, and turn."""
    found: dict[tuple[str, str, int], str] = {}
    for notebook in run.notebooks:
        for table in notebook.tables:
            for row in table["rows"]:
                verdict = next((cell["text"] for cell in row if cell.get("tone")), None)
                if verdict is not None:
                    label = _judged(row)
                    turn = sum(key[:2] == (table["id"], label) for key in found)
                    found[table["id"], label, turn] = verdict
    return found


def _judged(row: list[Json]) -> str:
    """What a row judges: its first cells, up to its first number."""
    words = [cell["text"] for cell in row[:2] if not cell.get("tone")]
    return ", ".join(word for word in words if word)
