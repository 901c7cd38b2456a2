"""The registry of editions: what each released edition stated, kept for good beside the data.

`data/editions/<edition>.csv` has a row for every fact, `<edition>.json` the record of the whole,
`changes.csv` the reasons for changed headline numbers. None of it is part of the data package that
it records; a small package of its own describes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from decimal import Decimal
from pathlib import Path
from typing import Any

from expobook.runs.edition import EditionError, Version, fact_fingerprint
from expobook.runs.layout import RELEASED
from expobook.values.files import own_data, spreadsheets
from expobook.values.grades import GRADES, MODELLED, OWN_COUNT, SETTING, UNGRADED, mark_of

REASONS_FILE = "changes.csv"
REASONS = ("data revision", "method", "correction")
"""Why a number changed: a source revised it, it is computed otherwise, it was wrong."""
_REASON_COLUMNS = ("edition", "fact_id", "reason", "words")
_FIELD_DESCRIPTIONS = {
    "fact_id": "Id of the number; its entry in the ledger is #fact-<id>",
    "label": "What the number is",
    "value": "Value in `unit`, at full precision",
    "unit": "Unit of `value`",
    "display": "The number as the edition writes it",
    "grade": "Evidence grade, A to D; or modelled, own count; empty for a setting of the run",
    "headline": "Whether a key finding states it",
    "hash": "sha256 of what makes it: value, unit, formula, inputs, sources",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One number of a released edition."""

    fact_id: str
    label: str
    value: str
    unit: str
    display: str
    grade: str
    headline: bool
    hash: str

    def is_unchanged(self, other: Row) -> bool:
        """Whether a reader who cites one of them cites the other: same number, same mark."""
        return all(getattr(self, name) == getattr(other, name) for name in ("value", "unit", "display", "grade"))


@dataclass(frozen=True, slots=True)
class Record:
    """What is kept of an edition as a whole.

    `hashes` has one for each group of its files, and `root_hash` is the one over them all; both are
    empty until a run is built whose pages know of the release. See `edition_hash`.
    """

    edition: str
    data_date: str
    content_hash: str
    facts: int
    claims: int
    parameters: Mapping[str, Mapping[str, Any]]
    root_hash: str = ""
    hashes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Released:
    """A released edition: its record, and its numbers by id."""

    record: Record
    rows: Mapping[str, Row]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a number of an edition isn't what it was in the one before."""

    edition: str
    fact_id: str
    reason: str
    words: str


@dataclass(frozen=True, slots=True)
class Registry:
    """All released editions, oldest first, and the reasons for what changed between them."""

    editions: tuple[Released, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def names(self) -> list[str]:
        """The names of the released editions, oldest first."""
        return [one.record.edition for one in self.editions]

    def get(self, name: str) -> Released | None:
        """A released edition by name, or nothing."""
        return next((one for one in self.editions if one.record.edition == name), None)

    def reason(self, edition: str, fact_id: str) -> Reason | None:
        """Why a number changed in an edition, where that is recorded."""
        return next((one for one in self.reasons if (one.edition, one.fact_id) == (edition, fact_id)), None)


def rows_of(facts: Iterable[Mapping[str, Any]], headlines: frozenset[str]) -> dict[str, Row]:
    """The rows of a registry, sorted by id."""
    rows = (
        Row(
            fact["id"],
            fact["label"],
            plain(fact["value"]),
            fact["unit"],
            fact["display"],
            _recorded_mark(mark_of(fact)),
            fact["id"] in headlines,
            fact_fingerprint(fact),
        )
        for fact in facts
    )
    return {row.fact_id: row for row in sorted(rows, key=lambda row: row.fact_id)}


def _recorded_mark(mark: str) -> str:
    return UNGRADED if mark == SETTING else mark


def plain(value: float) -> str:
    """A value in plain decimals, without an exponent or a trailing zero."""
    return f"{Decimal(repr(float(value))).normalize():f}"


def read(data: Path) -> Registry:
    """Read the registry beside a data package; an absent one is empty.

    Raises `EditionError` for a file that isn't as `write` leaves it.
    """
    folder = data / RELEASED
    if not folder.is_dir():
        return Registry()
    names = [path.stem for path in folder.glob("*.json") if path.name != "datapackage.json"]
    editions = [_read_edition(folder, name) for name in sorted(names, key=Version.read)]
    return Registry(tuple(editions), tuple(_read_reasons(folder / REASONS_FILE)))


def read_own() -> Registry:
    """Read the registry that comes with this program, by which a run is known as an edition."""
    return read(own_data.folder())


def write(data: Path, released: Released) -> None:
    """Write an edition's files, and the description of the folder anew."""
    folder = data / RELEASED
    folder.mkdir(exist_ok=True)
    name = released.record.edition
    _write_table(
        folder / f"{name}.csv",
        list(_FIELD_DESCRIPTIONS),
        [{**asdict(row), "headline": str(row.headline).lower()} for row in released.rows.values()],
    )
    _write_json(folder / f"{name}.json", asdict(released.record))
    if not (folder / REASONS_FILE).is_file():
        _write_table(folder / REASONS_FILE, list(_REASON_COLUMNS), [])
    _write_json(folder / "datapackage.json", _description(read(data)))


def _read_edition(folder: Path, name: str) -> Released:
    try:
        content = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        record = Record(**content)
        rows = [
            Row(**{**dict[str, Any](row), "headline": row["headline"] == "true"})
            for row in spreadsheets.read_table(folder / f"{name}.csv", list(_FIELD_DESCRIPTIONS), EditionError)
        ]
    except (OSError, ValueError, TypeError) as error:
        raise EditionError(
            f"the registry of edition {name} can't be read: {error}; "
            f"take {RELEASED}/{name}.csv and .json from git again"
        ) from None
    return Released(record, {row.fact_id: row for row in rows})


def _read_reasons(path: Path) -> Iterable[Reason]:
    if not path.is_file():
        return
    for number, row in enumerate(spreadsheets.read_table(path, _REASON_COLUMNS, EditionError), 2):
        if row["reason"] not in REASONS:
            raise EditionError(
                f"{RELEASED}/{path.name}, row {number}: the reason {row['reason']!r} isn't one of: {', '.join(REASONS)}"
            )
        if not row["words"].strip():
            raise EditionError(
                f"{RELEASED}/{path.name}, row {number}: `words` is empty; say in a sentence what changed"
            )
        yield Reason(**row)


def _write_table(path: Path, columns: list[str], rows: list[dict[str, Any]]) -> None:
    text = spreadsheets.csv_text([columns, *([row[name] for name in columns] for row in rows)])
    path.write_text(text, encoding="utf-8", newline="\n")


def _write_json(path: Path, content: Any) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _description(registry: Registry) -> dict[str, Any]:
    """The folder as a Data Package: a table for each edition, and the reasons."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "released-editions",
        "title": "Released editions: every number that each of them stated",
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "resources": [
            *(
                _table(f"edition-{name}", f"{name}.csv", f"Numbers of edition {name}", _number_fields(), "fact_id")
                for name in registry.names
            ),
            _table(
                "changes",
                REASONS_FILE,
                "Reasons for changed headline numbers",
                _reason_fields(),
                ["edition", "fact_id"],
            ),
        ],
    }


def _table(name: str, path: str, title: str, columns: list[dict[str, Any]], key: str | list[str]) -> dict[str, Any]:
    return {
        "name": name,
        "type": "table",
        "title": title,
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": columns, "primaryKey": key},
    }


def _number_fields() -> list[dict[str, Any]]:
    types = {"value": "number", "headline": "boolean"}
    limits: dict[str, dict[str, Any]] = {
        "grade": {"enum": [*GRADES, MODELLED, OWN_COUNT], "required": False},
        "hash": {"pattern": "[0-9a-f]{64}"},
    }
    return [
        {
            "name": one.name,
            "type": types.get(one.name, "string"),
            "description": _FIELD_DESCRIPTIONS[one.name],
            "constraints": {"required": True, **limits.get(one.name, {})},
        }
        for one in fields(Row)
    ]


def _reason_fields() -> list[dict[str, Any]]:
    words = {
        "edition": "The edition in which the number is a new one",
        "fact_id": "Id of the number",
        "reason": "The kind of change",
        "words": "What changed, in a sentence",
    }
    return [
        {
            "name": name,
            "type": "string",
            "description": text,
            "constraints": {"required": True, **({"enum": list(REASONS)} if name == "reason" else {})},
        }
        for name, text in words.items()
    ]
