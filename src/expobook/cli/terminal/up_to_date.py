"""A build that would make the same run again: said so, without loading what builds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from expobook.runs import incremental
from expobook.runs.run import read_manifest

from .messages import echo

EDITION = Path("_build") / "edition"
"""The folder of the published edition, in that of the book."""


def report_up_to_date(root: Path, target: Path, data: Path, changed: Mapping[str, Any], *, pdf: bool) -> bool:
    """Whether the run stands as it would be made; if so, it is said.

    `changed` are the parameters without `data_dir` that aren't the defaults.
    """
    if not data.is_dir() or not incremental.nothing_changed(root, target, data, changed, pdf=pdf):
        return False
    echo("Nothing has changed since this run was made; it was checked and kept.")
    print_locations(target)
    return True


def print_locations(target: Path) -> None:
    """Say where the book of a run is."""
    echo(f"The book is at {target / 'html' / 'index.html'}")
    if (target / "report.pdf").is_file():
        echo(f"The PDF is at {target / 'report.pdf'}")
    elif why := read_manifest(target).get("without_pdf"):
        echo(f"It is a run without PDF: {why}.")
