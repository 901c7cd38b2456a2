"""The tables of the data package as they lie on disk, and as typed frames."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pandas as pd

from .problems import EvidenceError

PACKAGE_FILE = "datapackage.json"
TABLES = ("observations", "series", "sources", "events", "goals", "definitions", "conflicts")
KEYS = {
    "observations": "observation_id", "series": "series_id", "sources": "source_id",
    "events": "event_id", "goals": "goal_id", "definitions": "definition_id",
    "conflicts": "conflict_id",
}
_NUMBERS = {"observations": ("value", "yoy_percent"), "goals": ("target_value",)}
_WHOLE = {"events": ("date_sort",), "goals": ("target_year",)}
_TRUTHS = {"series": ("comparable_over_time",), "goals": ("in_release",)}


def read_descriptor(data_dir: Path) -> dict[str, Any]:
    """Read `datapackage.json`; raise `EvidenceError` when it is missing or isn't JSON."""
    path = data_dir / PACKAGE_FILE
    try:
        descriptor = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise EvidenceError(
            f"{path} is missing; a data package is a folder with {PACKAGE_FILE} and its CSV files."
        ) from None
    except ValueError as error:
        raise EvidenceError(f"{path} can't be read as JSON: {error}.") from None
    return descriptor


def read_raw(data_dir: Path, name: str) -> pd.DataFrame:
    """Read one table with every cell as text, empty cells as empty text."""
    return pd.read_csv(data_dir / f"{name}.csv", dtype=str, keep_default_na=False, encoding="utf-8")


def typed(raw: pd.DataFrame, name: str) -> pd.DataFrame:
    """Give numbers, whole numbers and truth values of a checked table their types."""
    frame = raw.copy()
    for column in _NUMBERS.get(name, ()):
        frame[column] = pd.to_numeric(frame[column])
    for column in _WHOLE.get(name, ()):
        frame[column] = pd.to_numeric(frame[column]).astype("Int64")
    for column in _TRUTHS.get(name, ()):
        frame[column] = frame[column] == "true"
    return frame


def file_stamp(path: Path) -> tuple[str, int]:
    """Return a file's hash, as a data package writes it, and its size in bytes."""
    content = path.read_bytes()
    return f"sha256:{hashlib.sha256(content).hexdigest()}", len(content)


def is_stamped(data_dir: Path, descriptor: dict[str, Any]) -> bool:
    """Tell whether every table is byte for byte the one that was stamped."""
    resources = {item.get("name"): item for item in descriptor.get("resources", [])}
    if set(resources) != set(TABLES):
        return False
    for name, resource in resources.items():
        path = data_dir / f"{name}.csv"
        if not path.is_file():
            return False
        if file_stamp(path) != (resource.get("hash"), resource.get("bytes")):
            return False
    return True
