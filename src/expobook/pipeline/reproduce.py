"""Rebuilding a run's numbers from what its folder records, with a receipt for each of them."""

from __future__ import annotations

import json
import platform
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, astuple, dataclass, fields, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from expobook import evidence
from expobook.facts import notebook_outputs, parameters
from expobook.runs import edition as editions
from expobook.runs import reader_run, source_tree
from expobook.runs.layout import notebooks_in
from expobook.runs.run import DamagedRun, Run
from expobook.values.errors import Mistake
from expobook.values.files import spreadsheets, work_folders
from expobook.values.numbers import rounded, stable
from expobook.values.units import magnitude, quantity

from . import execution
from .verification.consistency import installed_versions
from .verification.verify import Verification

Verdict = Literal["identical", "within rounding", "differs", "missing", "new"]
VERDICTS: dict[Verdict, str] = {
    "identical": "the same value to 12 significant digits, written the same",
    "within rounding": "the same after the rounding with which the number is shown",
    "differs": "another number",
    "missing": "recorded, but the rebuilt notebooks don't state it",
    "new": "stated by the rebuilt notebooks, but not recorded",
}


@dataclass(frozen=True, slots=True)
class Line:
    """The receipt of one number: as the run recorded it, as it was rebuilt."""

    fact_id: str
    verdict: Verdict
    recorded: str
    rebuilt: str
    recorded_value: str
    rebuilt_value: str
    unit: str
    decimals: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What rebuilding a run has shown."""

    summary: str
    edition: str
    changed_parameters: Mapping[str, Any]
    counts: Mapping[str, int]
    meanings: Mapping[str, str]
    damaged_files: tuple[str, ...]
    content_hash: Mapping[str, str]
    versions: Mapping[str, Mapping[str, str]]
    numbers: tuple[Line, ...]

    @property
    def good(self) -> bool:
        """Whether every number came out again, from a run whose files are as they were built."""
        return not self.damaged_files and set(self.counts) <= {"identical", "within rounding"}


class NotTrusted(Mistake):
    """A run whose code isn't executed; the message says why, and what would execute it."""


def require_trust(verification: Verification, folder: Path, *, trusted: bool) -> None:
    """Refuse the code of a run that isn't a released edition, unless its maker is trusted.

    Links, pipes and the like are refused from anybody: copying a run would follow them.
    """
    if verification.run is None or verification.refused:
        listed = "; ".join(verification.refused or verification.reasons)
        raise NotTrusted(f"{folder} isn't executed, because it isn't as it was built: {listed}")
    if verification.verdict != "released" and not trusted:
        raise NotTrusted(
            f"{folder} isn't an edition as it was released, and to reproduce it executes its code, "
            f"the notebooks in {folder / 'source' / 'notebooks'}: it could do all that you can do. "
            "If you trust who made it, add --trust"
        )


def reproduce(verification: Verification, *, done: Callable[[str], None] = lambda name: None) -> Receipt:
    """Execute a run's notebooks anew, with its own data and parameters, and compare the numbers.

    The run was verified before, and `require_trust` asked. Raises `EvidenceError` where its data
    were changed and break a rule, `ExecutionError` where a notebook doesn't run to its end, and
    `DamagedRun` for a run that can't be read.
    """
    if verification.run is None:
        raise DamagedRun("; ".join(verification.reasons))
    run = replace(verification.run, folder=verification.run.folder.resolve())
    given = _given(run)
    checked = parameters.for_notebooks(given)
    with work_folders.temporary() as temporary:
        own = run.source
        source = source_tree.copy(own, temporary / "source", own / "data")
        if not evidence.is_stamped(source / "data"):
            evidence.stamp(source / "data")  # a changed table shall show in the numbers
        execution.execute_all(own / "notebooks", source / "notebooks", checked, changed=given, done=done)
        executed = notebook_outputs.read_all(notebooks_in(source))
        rebuilt = {fact["id"]: fact for notebook in executed for fact in notebook.facts}
        content = editions.content_hash(own / "data", rebuilt.values())
    return _receipt(run, rebuilt, content, verification.reasons if verification.verdict == "changed" else ())


def _given(run: Run) -> dict[str, Any]:
    """The run's changed parameters; another data package is the copy that lies in the run."""
    own_data = {"data_dir": reader_run.RUN_DATA} if "data_dir" in run.changed else {}
    return {**run.changed, **own_data}


def _receipt(run: Run, rebuilt: Mapping[str, Mapping[str, Any]], content: str, damaged: tuple[str, ...]) -> Receipt:
    numbers = compare(run.facts, rebuilt)
    counted = Counter(line.verdict for line in numbers)
    counts: dict[str, int] = {name: counted[name] for name in VERDICTS if counted[name]}
    said = ", ".join(f"{count:,} {name}" for name, count in counts.items())
    return Receipt(
        summary=f"{len(numbers):,} numbers rebuilt: {said}"
        + (f"; {len(damaged):,} of the run's files are not as they were built" if damaged else ""),
        edition=run.edition,
        changed_parameters=run.changed,
        counts=counts,
        meanings={name: said for name, said in VERDICTS.items() if name in counts},
        damaged_files=damaged,
        content_hash={"recorded": run.content_hash, "rebuilt": content},
        versions={
            "recorded": run.manifest["versions"],
            "rebuilding": {"python": platform.python_version(), **installed_versions(run.manifest["versions"])},
        },
        numbers=tuple(numbers),
    )


def compare(recorded: Mapping[str, Mapping[str, Any]], rebuilt: Mapping[str, Mapping[str, Any]]) -> list[Line]:
    """A line for every number of either, by id."""
    return [_line(name, recorded.get(name), rebuilt.get(name)) for name in sorted({*recorded, *rebuilt})]


def _line(name: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> Line:
    fact = new or old or {}
    return Line(
        fact_id=name,
        verdict=_verdict(old, new),
        recorded=old["display"] if old else "",
        rebuilt=new["display"] if new else "",
        recorded_value=repr(old["value"]) if old else "",
        rebuilt_value=repr(new["value"]) if new else "",
        unit=fact["unit"],
        decimals=str(fact["decimals"]),
    )


def _verdict(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> Verdict:
    if old is None:
        return "new"
    if new is None:
        return "missing"
    if old["unit"] != new["unit"] or _shown(old, new) != _shown(new, new):
        return "differs"
    same = stable(old["value"]) == stable(new["value"]) and old["display"] == new["display"]
    return "identical" if same else "within rounding"


def _shown(fact: Mapping[str, Any], as_in: Mapping[str, Any]) -> Decimal:
    """A value after the rounding that `as_in` declares."""
    unit = as_in.get("display_unit") or as_in["unit"]
    return rounded(magnitude(quantity(fact["value"], fact["unit"]), unit), as_in["decimals"])


def write(receipt: Receipt, stem: Path) -> tuple[Path, Path]:
    """Write `<stem>.json`, the whole receipt without its lines, and `<stem>.csv`, the lines."""
    record, table = (stem.with_name(f"{stem.name}.{kind}") for kind in ("json", "csv"))
    content = {key: value for key, value in asdict(receipt).items() if key != "numbers"}
    text = json.dumps(content, ensure_ascii=False, indent=2)
    record.write_text(text + "\n", encoding="utf-8", newline="\n")
    rows = [[one.name for one in fields(Line)], *map(astuple, receipt.numbers)]
    table.write_text(spreadsheets.csv_text(rows), encoding="utf-8", newline="\n")
    return record, table
