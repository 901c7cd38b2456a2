"""What can be wrong with the evidence, in words that say where and what is allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from expobook.values.errors import Mistake


class EvidenceError(Mistake):
    """Evidence that is missing, ambiguous or against the data package's rules."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a data package.

    `row` is the row of the file as a spreadsheet numbers it (the header is row 1; 0 means the
    file as a whole); `column` may be empty where a whole row or file is meant.
    """

    file: str
    row: int
    column: str
    problem: str
    allowed: str

    def __str__(self) -> str:
        place = self.file
        if self.row:
            place += f", row {self.row}"
        if self.column:
            place += f", column {self.column}"
        return f"{place}: {self.problem}. Allowed: {self.allowed}."


Row = dict[str, Any]
Raw = dict[str, list[Row]]
"""Tables by name, as rows of text."""
Fault = Callable[[str, str, str], Problem]
"""Makes a problem of a row: its column, what is wrong, what is allowed."""


def rows_of(raw: Raw, table: str) -> Iterator[tuple[Fault, Row]]:
    """The rows of a table, each with what makes a problem of it."""
    file = f"{table}.csv"
    for number, row in enumerate(raw[table], start=2):
        yield partial(Problem, file, number), row


def raise_for(problems: Sequence[Problem], folder: object, shown: int = 10) -> None:
    """Raise `EvidenceError` that lists the first problems; do nothing when there are none."""
    if not problems:
        return
    lines = [f"The data package in {folder} has {len(problems)} problem(s):"]
    lines += [f"  {problem}" for problem in problems[:shown]]
    if len(problems) > shown:
        lines.append(f"  … and {len(problems) - shown} more (expobook data check lists all).")
    raise EvidenceError("\n".join(lines))
