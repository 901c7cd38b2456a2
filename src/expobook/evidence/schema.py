"""The data package's Table Schemas, checked with frictionless and told in plain words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from expobook.values.errors import excerpt

from .problems import Problem
from .tables import KEYS, SCHEMAS, TABLES

_DESCRIPTOR = "datapackage.json"
_TYPES = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true, false",
    "date": "a day such as 2026-11-23",
}


def described(descriptor: dict[str, Any]) -> list[Problem]:
    """List what keeps a descriptor from describing the tables, each in its own file."""
    names = [item.get("name") for item in descriptor["resources"]]
    allowed = f"the resources {', '.join(TABLES)}, each once"
    problems = [
        Problem(_DESCRIPTOR, 0, "resources", f"no resource {name!r}", allowed) for name in TABLES if name not in names
    ]
    problems += [
        Problem(_DESCRIPTOR, 0, "resources", f"unknown resource {name!r}", allowed)
        for name in names
        if name not in TABLES
    ]
    problems += [
        Problem(_DESCRIPTOR, 0, "resources", f"the resource {name!r} stands twice", allowed)
        for name in TABLES
        if names.count(name) > 1
    ]
    problems += [
        Problem(
            _DESCRIPTOR, 0, "resources", f"the path of {item['name']} is {item.get('path')!r}", f"{item['name']}.csv"
        )
        for item in descriptor["resources"]
        if item.get("name") in TABLES and item.get("path") != f"{item['name']}.csv"
    ]
    return problems


def foreign_schemas(descriptor: dict[str, Any], remedy: str) -> list[Problem]:
    """Name the tables whose schema in the descriptor isn't the one that they are checked against.

    Readers with other tools see the descriptor's; `remedy` says how to get it right.
    """
    return [
        Problem(_DESCRIPTOR, 0, "resources", f"the schema of {item['name']} isn't the book's: {difference}", remedy)
        for item in descriptor["resources"]
        if (difference := _difference(item.get("schema"), SCHEMAS[item["name"]]))
    ]


def _difference(schema: Any, expected: dict[str, Any]) -> str:
    """What is different, in words; empty for nothing."""
    if schema == json.loads(json.dumps(expected)):
        return ""
    if not isinstance(schema, dict) or not isinstance(schema.get("fields"), list):
        return "it lists no fields"
    columns = {item.get("name"): item for item in schema["fields"] if isinstance(item, dict)}
    other = [item["name"] for item in expected["fields"] if columns.get(item["name"]) != item]
    if other:
        return f"other in column(s) {', '.join(other)}"
    return "other in its keys or further columns"


def schema_problems(data_dir: Path, descriptor: dict[str, Any]) -> list[Problem]:
    """List what breaks the book's Table Schemas: types, patterns, enums, keys and foreign keys."""
    from frictionless import Package, system  # slow to import, and most loads need no check

    bare = {
        **descriptor,
        "resources": [
            {
                "name": name,
                "type": "table",
                "path": f"{name}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": SCHEMAS[name],
            }
            for name in TABLES
        ],
    }
    with system.use_context(trusted=True):
        report = Package.from_descriptor(bare, basepath=str(data_dir)).validate(limit_errors=1000)
    problems = [_general(error) for error in report.errors]
    for task in report.tasks:
        problems += [
            _problem(task.name, error) for error in sorted(task.errors, key=lambda error: error.type != "primary-key")
        ]
    return problems


def _general(error: Any) -> Problem:
    return Problem(_DESCRIPTOR, 0, "", error.note.rstrip("."), "a valid Data Package v2")


def _problem(table: str, error: Any) -> Problem:
    row = getattr(error, "row_number", 0) or 0
    column = getattr(error, "field_name", "") or ""
    file = f"{table}.csv"
    if error.type == "foreign-key":
        column = ", ".join(error.field_names)
        cells = ", ".join(map(excerpt, error.field_cells))
        target = f"{error.reference_name}.csv" if error.reference_name else file
        return Problem(
            file,
            row,
            column,
            f"{cells} doesn't exist in {target}",
            f"{', '.join(error.reference_field_names)} of {target}",
        )
    if error.type == "primary-key":
        key = error.cells[0] if error.cells else ""
        fault = f"the key {key!r} stands twice" if key else "an empty cell"
        return Problem(file, row, KEYS[table], fault, "each key once, and none empty")
    field = next((item for item in SCHEMAS[table]["fields"] if item["name"] == column), None)
    if field is None:
        return Problem(file, row, column, error.note.rstrip("."), "what the Table Schema says")
    if error.type == "unique-error" or "unique" in getattr(error, "note", ""):
        return Problem(file, row, column, f"{excerpt(error.cell)} stands twice", "each value once")
    return Problem(file, row, column, _fault(error), _allowed(field))


def _fault(error: Any) -> str:
    cell = getattr(error, "cell", "")
    return "an empty cell" if cell == "" else f"{excerpt(cell)} doesn't fit"


def _allowed(field: dict[str, Any]) -> str:
    """What a column may hold, by example where a pattern would have to be read."""
    constraints = field.get("constraints", {})
    if "enum" in constraints:
        return ", ".join(map(str, constraints["enum"]))
    requirements = ["an address" if field.get("format") == "uri" else _TYPES[field["type"]]]
    if "example" in field:
        requirements.append(f"written like {field['example']}")
    limits = [name for name in ("minimum", "maximum") if name in constraints]
    requirements += [f"{name} {constraints[name]}" for name in limits]
    if constraints.get("required"):
        requirements.append("not empty")
    return ", ".join(requirements)
