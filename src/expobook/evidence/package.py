"""Load, validate and stamp a data package."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from . import rules, schema, tables
from .problems import EvidenceError, Problem, raise_for
from .store import Evidence


def find_data_dir(start: Path | None = None) -> Path:
    """Find the data package: in `data/` of a folder upwards from `start`, else of the repository.

    Raises `EvidenceError` when there is none.
    """
    here = (start or Path.cwd()).resolve()
    repository = Path(__file__).resolve().parents[3]
    for folder in (here, *here.parents, repository):
        if (folder / "data" / tables.PACKAGE_FILE).is_file():
            return folder / "data"
    raise EvidenceError(
        f"No data/{tables.PACKAGE_FILE} was found in {here} or above it. "
        "Run this inside the repository, or name the folder of the data package."
    )


def _named(folder: Path) -> Path:
    """A package by its name: a relative one may also lie in a folder above, as `data/` may."""
    here = Path.cwd()
    above = (place / folder for place in (here, *here.parents))
    return next((found for found in above if (found / tables.PACKAGE_FILE).is_file()), folder)


def load(data_dir: str | Path | None = None) -> Evidence:
    """Read a data package into memory.

    A package whose files carry the stamped hashes was valid when it was stamped and is read at
    once. After an edit the whole package is validated first, which takes a few seconds; a fault
    raises `EvidenceError` with file, row, column, what is wrong and what is allowed.
    """
    folder = _named(Path(data_dir)) if data_dir else find_data_dir()
    if not tables.is_stamped(folder, tables.read_descriptor(folder)):
        raise_for(validate(folder), folder)
    return Evidence({
        name: tables.typed(tables.read_raw(folder, name), name) for name in tables.TABLES
    })


def validate(data_dir: str | Path) -> list[Problem]:
    """List every fault of a data package, by file and row; an empty list means that it is valid.

    Checks the Table Schemas with their keys (through frictionless) and the rules that a schema
    can't say: units, periods, grades, duplicates, guards of conflict records. Hashes and sizes
    are not checked here; `stamp` writes them.
    """
    folder = Path(data_dir)
    descriptor = tables.read_descriptor(folder)
    problems = schema.structure(folder, descriptor)
    if problems:
        return sorted(problems)
    raw = {name: tables.read_raw(folder, name) for name in tables.TABLES}
    problems = [*schema.schema_problems(folder, descriptor), *rules.rule_problems(raw)]
    return sorted(set(problems))


def digest(data_dir: str | Path) -> str:
    """The sha256 of all tables of a package together, whatever its descriptor says of them."""
    total = hashlib.sha256()
    for path in sorted(Path(data_dir).glob("*.csv")):
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def stamp(data_dir: str | Path) -> None:
    """Write the hash and size of every table into `datapackage.json`, and change nothing else.

    Raises `EvidenceError` when the package isn't valid: a stamp says that it was.
    """
    folder = Path(data_dir)
    raise_for(validate(folder), folder)
    descriptor = tables.read_descriptor(folder)
    for resource in descriptor["resources"]:
        path = folder / resource["path"]
        resource["hash"], resource["bytes"] = tables.file_stamp(path)
    text = json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"
    (folder / tables.PACKAGE_FILE).write_text(text, encoding="utf-8", newline="\n")
