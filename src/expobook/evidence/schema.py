"""The data package's Table Schemas, checked with frictionless and told in plain words."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from .problems import Problem
from .tables import KEYS, TABLES


def structure(data_dir: Path, descriptor: dict[str, Any]) -> list[Problem]:
    """List what keeps the tables from being read: missing files, encodings, columns."""
    problems: list[Problem] = []
    resources = {item.get("name"): item for item in descriptor.get("resources", [])}
    for name in TABLES:
        if name not in resources:
            problems.append(Problem("datapackage.json", 0, "resources", f"no resource {name!r}",
                                    f"the resources {', '.join(TABLES)}"))
            continue
        path = data_dir / f"{name}.csv"
        if not path.is_file():
            problems.append(Problem(path.name, 0, "", "the file is missing", "one CSV a table"))
            continue
        columns = [field["name"] for field in resources[name]["schema"]["fields"]]
        problems += _readable(path, columns)
    return problems


def _readable(path: Path, columns: list[str]) -> list[Problem]:
    """Check bytes, header and the number of cells of every row."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return [Problem(path.name, 0, "", f"not UTF-8 at byte {error.start}", "UTF-8")]
    if b"\r" in content:
        row = content[: content.index(b"\r")].count(b"\n") + 1
        return [Problem(path.name, row, "", "a carriage return", "line ends of one line feed")]
    rows = csv.reader(text.splitlines(keepends=True))
    header = next(rows, [])
    if header != columns:
        wrong = [name for name in header if name not in columns]
        missing = [name for name in columns if name not in header]
        said = "wrong order"
        if wrong or missing:
            said = f"unknown column(s) {wrong}, missing {missing}"
        return [Problem(path.name, 1, "", f"the header differs: {said}", ", ".join(columns))]
    return [
        Problem(path.name, number, "", f"{len(row)} cells", f"{len(columns)} cells")
        for number, row in enumerate(rows, start=2)
        if len(row) != len(columns)
    ]


def schema_problems(data_dir: Path, descriptor: dict[str, Any]) -> list[Problem]:
    """List what breaks the Table Schemas: types, patterns, enums, keys and foreign keys."""
    from frictionless import Package, system  # slow to import, and most loads need no check

    bare = {**descriptor, "resources": [
        {key: value for key, value in resource.items() if key not in ("hash", "bytes")}
        for resource in descriptor["resources"]
    ]}
    with system.use_context(trusted=True):
        report = Package.from_descriptor(bare, basepath=str(data_dir)).validate(limit_errors=1000)
    problems = [_general(error) for error in report.errors]
    for task in report.tasks:
        schema = _schema_of(bare, task.name)
        problems += [_problem(task.name, schema, error) for error in task.errors]
    return problems


def _schema_of(descriptor: dict[str, Any], name: str) -> dict[str, Any]:
    return next(item["schema"] for item in descriptor["resources"] if item["name"] == name)


def _general(error: Any) -> Problem:
    return Problem("datapackage.json", 0, "", error.note.rstrip("."), "a valid Data Package v2")


def _problem(table: str, schema: dict[str, Any], error: Any) -> Problem:
    row = getattr(error, "row_number", 0) or 0
    column = getattr(error, "field_name", "") or ""
    file = f"{table}.csv"
    if error.type == "foreign-key":
        column = ", ".join(error.field_names)
        cells = ", ".join(repr(cell) for cell in error.field_cells)
        target = f"{error.reference_name}.csv" if error.reference_name else file
        return Problem(file, row, column, f"{cells} doesn't exist in {target}",
                       f"{', '.join(error.reference_field_names)} of {target}")
    if error.type == "primary-key":
        key = KEYS[table]
        cells = ", ".join(repr(cell) for cell in error.cells[:1])
        return Problem(file, row, key, f"the key {cells} stands twice or is empty",
                       "each key once")
    field = next((item for item in schema["fields"] if item["name"] == column), None)
    if field is None:
        return Problem(file, row, column, error.note.rstrip("."), "what the Table Schema says")
    return Problem(file, row, column, _fault(error), _allowed(field))


def _fault(error: Any) -> str:
    cell = getattr(error, "cell", "")
    return "an empty cell" if cell == "" else f"{cell!r} doesn't fit"


def _allowed(field: dict[str, Any]) -> str:
    constraints = field.get("constraints", {})
    if "enum" in constraints:
        return ", ".join(map(str, constraints["enum"]))
    said = [field["type"]]
    if "pattern" in constraints:
        said.append(f"written like {constraints['pattern']}")
    limits = [name for name in ("minimum", "maximum") if name in constraints]
    said += [f"{name} {constraints[name]}" for name in limits]
    if constraints.get("unique"):
        said.append("each value once")
    if constraints.get("required"):
        said.append("not empty")
    return ", ".join(said)
