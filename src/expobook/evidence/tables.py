"""The tables of the data package as they lie on disk, and as typed frames."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from expobook.values.errors import excerpt
from expobook.values.hashing import sha256_of

from .problems import EvidenceError
from .table_schemas import KEYS, TABLES

__all__ = ["KEYS", "PACKAGE_FILE", "TABLES", "file_stamp", "is_stamped", "not_as_stamped",
           "read_descriptor", "read_raw", "typed"]

PACKAGE_FILE = "datapackage.json"
_NUMBERS = {"observations": ("value", "yoy_percent"), "goals": ("target_value",)}
_WHOLE = {"events": ("date_sort",), "goals": ("target_year",)}
_TRUTHS = {"series": ("comparable_over_time",), "goals": ("in_release",)}


def read_descriptor(data_dir: Path) -> dict[str, Any]:
    """Read `datapackage.json`; raise `EvidenceError` when it is missing or describes no tables."""
    path = data_dir / PACKAGE_FILE
    try:
        if path.exists() and not path.is_file():  # a pipe or a device would be read for ever
            raise FileNotFoundError
        descriptor = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise EvidenceError(
            f"{path} is missing; a data package is a folder with {PACKAGE_FILE} and its CSV files."
        ) from None
    except OSError as error:
        raise EvidenceError(f"{excerpt(str(path))} can't be read: {error.strerror}; name the "
                            f"folder that holds {PACKAGE_FILE} and its CSV files.") from None
    except (ValueError, RecursionError) as error:
        raise EvidenceError(f"{path} can't be read as JSON: {error}.") from None
    resources = descriptor.get("resources") if isinstance(descriptor, dict) else None
    if not isinstance(resources, list) or not all(isinstance(item, dict) for item in resources):
        raise EvidenceError(
            f"{path} isn't the description of a data package: it must be a JSON object with a list "
            "“resources” of objects, one a table."
        )
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
    return f"sha256:{sha256_of(content)}", len(content)


def not_as_stamped(data_dir: Path, descriptor: dict[str, Any]) -> list[str]:
    """Name the tables that aren't byte for byte the ones that were stamped."""
    resources = {item.get("name"): item for item in descriptor["resources"]}
    changed = []
    for name in TABLES:
        path, resource = data_dir / f"{name}.csv", resources.get(name, {})
        stamped = (resource.get("hash"), resource.get("bytes"))
        if not path.is_file() or file_stamp(path) != stamped:
            changed.append(name)
    return changed


def is_stamped(data_dir: Path, descriptor: dict[str, Any]) -> bool:
    """Tell whether every table is the one that was stamped, and no other is described."""
    names = [item.get("name") for item in descriptor["resources"]]
    return sorted(map(str, names)) == sorted(TABLES) and not not_as_stamped(data_dir, descriptor)
