"""What a reader's run is called: the parameters in which it differs from the published edition.

A run's notebooks carry the parameters with which they were executed, so its source tree tells by
itself whose run it is: to `expobook build`, to plain `jupyter-book build`, and to papermill's user.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from expobook import evidence
from expobook.facts import notebook_outputs
from expobook.facts.parameters import MODELS

from .layout import notebooks_in

LABEL = "reader's run, not the published edition"
DOES_NOT_HOLD = "Does not hold in this run"
"""What stands before the finding of a chart whose claim is false in a reader's run."""
RUN_DATA = "data"
"""Where a run's notebooks find its own copy of the data: in this folder, here or further up."""
_DATA_DIR = "data_dir"
_SHORT_HASH = 12


def changed_in(source: Path) -> dict[str, Any]:
    """The parameters, by name, in which the run with this source tree isn't the published edition.

    Empty for the published edition. Another data package is named by the hash of its tables.
    Raises `BundleError` for a notebook that can't be read.
    """
    notebooks = notebook_outputs.read_all(notebooks_in(source))
    return changes({notebook.name: notebook.parameters for notebook in notebooks}, source / "data")


def changes(executed: Mapping[str, Mapping[str, Any]], data: Path) -> dict[str, Any]:
    """The same from parameters by notebook, as executed; `data` is the run's data package.

    Where notebooks were executed with different values, all of them are named.
    """
    found: dict[str, list[Any]] = {}
    for notebook, values in executed.items():
        fields = MODELS[notebook].model_fields if notebook in MODELS else {}
        for name, value in values.items():
            if name in fields and value != fields[name].default:
                known = found.setdefault(name, [])
                known += [] if value in known else [value]
    named = {
        name: values[0] if len(values) == 1 else " and ".join(map(str, values))
        for name, values in sorted(found.items())
    }
    if _DATA_DIR in named:
        named[_DATA_DIR] = _package(data if named[_DATA_DIR] == RUN_DATA else None)
    return named


def stamp(changed: Mapping[str, Any]) -> str:
    """The words that every page, figure and file of a reader's run carries; empty for none."""
    if not changed:
        return ""
    settings = ", ".join(f"{name} = {format_setting(value)}" for name, value in changed.items())
    return f"{LABEL}: {settings}"


def mark_false_title(figure: Mapping[str, Any]) -> dict[str, Any]:
    """A figure whose finding is false in a reader's run, with a title that says so."""
    return {**figure, "title": f"{DOES_NOT_HOLD}: {figure['title']}"}


def describe_false_claim(claim: Mapping[str, Any], facts: Mapping[str, Mapping[str, Any]]) -> str:
    """What a false claim of a reader's run says, and the values that contradict it."""
    values = "; ".join(f"{facts[name]['label']}: {facts[name]['display']}" for name in claim["reads"] if name in facts)
    said = f"{DOES_NOT_HOLD}: “{claim['statement']}”"
    return f"{said} Its values here: {values}." if values else said


def format_setting(value: Any) -> str:
    """A value as it is typed on the command line; a whole number without a point."""
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _package(data: Path | None) -> str:
    """Another data package by its content: where it lies is nobody else's business."""
    if data is None or not data.is_dir():
        return "another data package"
    return f"another data package (sha256 {evidence.digest(data)[:_SHORT_HASH]})"
