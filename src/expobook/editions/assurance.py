"""The record of what was checked: how many tests of each file passed, and what that shows.

`make test` and `make check` leave their results as JUnit files, `expobook reproduce` leaves a
receipt. `expobook assurance` makes one record of them, `data/assurance/record.json`, without times
and machines, and says of each requirement in `requirements.csv` whether the record shows it.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal
from xml.etree import ElementTree

from expobook.runs.layout import ASSURANCE
from expobook.values.errors import Mistake
from expobook.values.files import spreadsheets

RECORD, REQUIREMENTS = "record.json", "requirements.csv"
RESULTS = ("ruff.xml", "mypy.xml", "tests.xml", "notebooks.xml", "tools.xml")
"""The files that `make test` and `make check` leave in `_build/assurance`."""
Outcome = Literal["passed", "failed", "skipped"]
Status = Literal["met", "not met", "not shown"]
_COLUMNS = ["level", "requirement", "how", "evidence"]
_FILE, _RECEIPT, _NOTHING = "file:", "receipt", "nothing"
_NOTEBOOK = ".ipynb"
_COMPARED = "Every cell executed again, its outputs compared with the reference"
_TOOLS = {"ruff": "The style of the code and common mistakes", "mypy": "The types of the code"}


class NoRecord(Mistake):
    """Results of checks that are missing or can't be used; the message says what to run."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A file of tests, a notebook or a tool: what it looks at, and how its tests came out."""

    file: str
    what: str
    passed: int
    failed: int
    skipped: int

    @property
    def good(self) -> bool:
        """Whether something passed and nothing failed."""
        return self.passed > 0 and not self.failed


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a level of a reproducible analytical pipeline asks for, and whether it is shown."""

    level: str
    requirement: str
    how: str
    evidence: tuple[str, ...]
    status: Status


@dataclass(frozen=True, slots=True)
class Record:
    """What was checked of one edition, by one state of its code."""

    edition: str
    content_hash: str
    code: str
    checked: tuple[Checked, ...]
    receipt: Mapping[str, Any] = field(default_factory=dict)
    requirements: tuple[Requirement, ...] = ()


def make(root: Path, edition: str, content: str, code: str, receipt: Path | None) -> Record:
    """Make the record from what the last checks in the folder `root` left.

    `code` is a digest of the code that was checked. Raises `NoRecord` without results.
    """
    folder = root / "_build" / ASSURANCE
    cases = [case for name in RESULTS for case in _cases(folder / name)]
    if not cases:
        raise NoRecord(f"{folder} has no results: run make test, then make check")
    checked = tuple(_counted(root, cases))
    received = _read_receipt(receipt)
    shown = {one.file: one.good for one in checked}
    rows = spreadsheets.read_table(root / "data" / ASSURANCE / REQUIREMENTS, _COLUMNS, NoRecord)
    known = tuple(_requirement(root, row, shown, received) for row in rows)
    return Record(edition, content, code, checked, received, known)


def write(root: Path, record: Record) -> Path:
    """Write a record; the same one gives the same bytes."""
    path = root / "data" / ASSURANCE / RECORD
    text = json.dumps(asdict(record), ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
    return path


def read(data: Path) -> Record | None:
    """The record beside a data package; nothing where none was made."""
    path = data / ASSURANCE / RECORD
    if not path.is_file():
        return None
    content = json.loads(path.read_text(encoding="utf-8"))
    return Record(
        **{
            **content,
            "checked": tuple(Checked(**one) for one in content["checked"]),
            "requirements": tuple(
                Requirement(**{**one, "evidence": tuple(one["evidence"])}) for one in content["requirements"]
            ),
        }
    )


def _cases(path: Path) -> Iterator[tuple[str, Outcome]]:
    """The file and the outcome of each test in a JUnit file."""
    if not path.is_file():
        return
    try:
        tree = ElementTree.parse(path)
    except ElementTree.ParseError as error:
        raise NoRecord(f"{path} isn't whole ({error}): run make test, then make check") from None
    for case in tree.iter("testcase"):
        failed = case.find("failure") is not None or case.find("error") is not None
        outcome: Outcome = "failed" if failed else ("skipped" if case.find("skipped") is not None else "passed")
        yield path.stem if path.stem in _TOOLS else _file(case), outcome


def _file(case: ElementTree.Element) -> str:
    """The file of a test by its dotted name: `tests.unit.test_units` or `notebooks.01.ipynb`."""
    name = case.get("classname", "")
    if name.endswith(_NOTEBOOK):
        return f"{name.removesuffix(_NOTEBOOK).replace('.', '/')}{_NOTEBOOK}"
    parts = name.split(".")
    module = next((place for place, part in enumerate(parts, 1) if part.startswith("test_")), len(parts))
    return f"{'/'.join(parts[:module])}.py"


def _counted(root: Path, cases: Iterable[tuple[str, Outcome]]) -> Iterator[Checked]:
    counts: dict[str, dict[str, int]] = {}
    for name, outcome in cases:
        found = counts.setdefault(name, dict.fromkeys(("passed", "failed", "skipped"), 0))
        found[outcome] += 1
    for name in sorted(counts):
        yield Checked(name, _what(root, name), **counts[name])


def _what(root: Path, name: str) -> str:
    """What a file of tests looks at: the first line of its docstring."""
    if name in _TOOLS or name.endswith(_NOTEBOOK):
        return _TOOLS.get(name, _COMPARED)
    path = root / name
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) if path.is_file() else ""
    return (said or "").splitlines()[0] if said else ""


def _read_receipt(path: Path | None) -> dict[str, Any]:
    """What of a receipt is told: how many numbers came out how, in which edition."""
    if path is None or not path.is_file():
        return {}
    content = json.loads(path.read_text(encoding="utf-8"))
    return {name: content[name] for name in ("edition", "summary", "counts", "content_hash")}


def _requirement(
    root: Path, row: Mapping[str, str], shown: Mapping[str, bool], receipt: Mapping[str, Any]
) -> Requirement:
    evidence = tuple(row["evidence"].split())
    states = [_state(root, one, shown, receipt) for one in evidence]
    status: Status = "not met" if "not met" in states else ("not shown" if "not shown" in states else "met")
    return Requirement(row["level"], row["requirement"], row["how"], evidence, status)


def _state(root: Path, evidence: str, shown: Mapping[str, bool], receipt: Mapping[str, Any]) -> Status:
    """What one piece of evidence says of its requirement."""
    if evidence == _NOTHING:
        return "not met"
    if evidence.startswith(_FILE):
        return "met" if (root / evidence.removeprefix(_FILE)).is_file() else "not met"
    if evidence == _RECEIPT:
        same = set(receipt.get("counts", ())) == {"identical"}
        return "met" if same else "not met" if receipt else "not shown"
    if evidence not in shown:
        return "not shown"
    return "met" if shown[evidence] else "not met"
