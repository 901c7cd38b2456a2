"""Load, validate and stamp a data package."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from . import rules, schema, tables
from .observations import Evidence
from .problems import EvidenceError, Problem, raise_for

_valid: set[tuple[str, int]] = set()
"""The stamps of the descriptors of packages that were found valid in this process."""
_ahead: dict[tuple[str, int], Evidence] = {}
"""Packages that were read before they were asked for, by the stamps of their descriptors."""


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
    return next((path for path in above if (path / tables.PACKAGE_FILE).is_file()), folder)


def load(data_dir: str | Path | None = None) -> Evidence:
    """Read a data package into memory.

    The package of the folder that one works in, the book's or a run's, was valid when it was
    stamped and is read at once if its files carry those hashes. Any other is checked: whoever made
    it has made its stamp too. Raises `EvidenceError` with the faults: file, row, column, what is
    wrong and what is allowed. An edit has to be stamped before it is read.
    """
    folder = _named(Path(data_dir)) if data_dir else find_data_dir()
    if not (_is_here(folder) and is_stamped(folder)):
        require_valid(folder)
    # The tables are those that the descriptor has the hashes of. Handed out once: whoever reads
    # a package again gets it as it lies there, whatever became of the first.
    ahead = _ahead.pop(tables.file_stamp(folder / tables.PACKAGE_FILE), None)
    return ahead or Evidence({name: tables.typed(tables.read_raw(folder, name), name) for name in tables.TABLES})


def read_ahead() -> None:
    """Read the package of the folder that one works in for the next `load`, and index it.

    For a process that others are forked from: each of them then has it. What keeps it from being
    read is left to who asks for it.
    """
    with suppress(Exception):
        folder = find_data_dir()
        stamp = tables.file_stamp(folder / tables.PACKAGE_FILE)
        evidence = load(folder)
        evidence.index()
        _ahead[stamp] = evidence


def _is_here(folder: Path) -> bool:
    """Whether a package is the one that is found without naming it."""
    try:
        return folder.samefile(find_data_dir())
    except (EvidenceError, OSError):
        return False


def is_stamped(data_dir: str | Path) -> bool:
    """Tell whether a package's files are the ones that its descriptor was stamped for."""
    return tables.is_stamped(Path(data_dir), tables.read_descriptor(Path(data_dir)))


def validate(data_dir: str | Path, *, stamped: bool = True) -> list[Problem]:
    """List every fault of a data package, causes first; an empty list means that it is valid.

    Checks the Table Schemas with their keys (through frictionless) and the rules that a schema
    can't say: units, periods, grades, duplicates, order, guards of conflict records. The schemas
    are the book's own, whatever the descriptor says. A package has to be `stamped` too: its
    descriptor carries those schemas and the hashes of the files. Raises `EvidenceError` when the
    descriptor can't be read.
    """
    folder = Path(data_dir)
    descriptor = tables.read_descriptor(folder)
    problems = schema.described(descriptor) or tables.structure(folder)
    if not problems:
        raw = {name: tables.read_raw(folder, name) for name in tables.TABLES}
        problems = [*rules.rule_problems(raw), *schema.schema_problems(folder, descriptor)]
        if stamped:
            problems += _not_stamped(folder, descriptor)
    return tables.causes_first(problems)


def require_valid(data_dir: str | Path, shown: int = 20) -> None:
    """Raise `EvidenceError` with the first faults of a package; do nothing when it is valid.

    A descriptor holds the hashes of its files: while they have these, it is valid if it ever was.
    """
    stamped = is_stamped(data_dir)
    descriptor = tables.file_stamp(Path(data_dir) / tables.PACKAGE_FILE)
    if not stamped or descriptor not in _valid:
        raise_for(validate(data_dir), data_dir, shown)
        _valid.add(descriptor)


def _not_stamped(folder: Path, descriptor: dict[str, Any]) -> list[Problem]:
    """Files and schemas that aren't those of the last stamp."""
    stamp_it = f"run `expobook data stamp {folder}`"
    changed = [
        Problem(
            f"{name}.csv",
            0,
            "",
            "not the file that was stamped",
            f"the file as it was stamped; after an edit of your own, {stamp_it}",
        )
        for name in tables.not_as_stamped(folder, descriptor)
    ]
    return changed + schema.foreign_schemas(descriptor, f"the book's schema; {stamp_it}")


def digest(data_dir: str | Path) -> str:
    """The sha256 of all tables of a package together, whatever its descriptor says of them."""
    total = hashlib.sha256()
    for path in sorted(Path(data_dir).glob("*.csv")):
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def stamp(data_dir: str | Path) -> None:
    """Write the hash, size and schema of every table into `datapackage.json`, and nothing else.

    Raises `EvidenceError` when the tables aren't valid: a stamp says that they were.
    """
    folder = Path(data_dir)
    raise_for(validate(folder, stamped=False), folder)
    descriptor = tables.read_descriptor(folder)
    for resource in descriptor["resources"]:
        path = folder / resource["path"]
        resource["hash"], resource["bytes"] = tables.file_stamp(path)
        resource["schema"] = tables.SCHEMAS[resource["name"]]
    text = json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"
    (folder / tables.PACKAGE_FILE).write_text(text, encoding="utf-8", newline="\n")
