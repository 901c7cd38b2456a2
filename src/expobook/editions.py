"""The published edition: its name, its dates, and what its PDF says and carries."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from . import parameters

if TYPE_CHECKING:
    from .publishing.pdf import Edition

NAME = "2026.11"
SUBTITLE = "What the first Global Digital Trade Expo promised, and what followed"
# The earliest time that a zip file can carry: an archive of the same files has the same bytes.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def data_date(data: Path) -> str:
    """The date of the data: when the last of the sources was read, as an ISO date."""
    with (data / "sources.csv").open(encoding="utf-8", newline="") as stream:
        return max(row["read"] for row in csv.DictReader(stream))


def printed(source: Path, facts: Path, checked: Mapping[str, parameters.Shared]) -> Edition:
    """What the PDF of a run says about itself, from the run's own source."""
    from .publishing.pdf import Attached, Edition, PrintedParameter

    settings = yaml.safe_load((source / "_config.yml").read_text(encoding="utf-8"))
    shown = {}
    for model in checked.values():
        for name, field in type(model).model_fields.items():
            shown[name] = PrintedParameter(name, getattr(model, name), field.default,
                                           field.description or "")
    return Edition(
        title=settings["title"], subtitle=SUBTITLE, author=settings["author"], name=NAME,
        data_date=data_date(source / "data"), parameters=tuple(shown.values()),
        readers_run=any(item.changed for item in shown.values()),
        attachments=(
            Attached("facts.csv", facts.read_bytes(), "Every number of the report, one row each"),
            Attached("data.zip", archive(source / "data"), "The data package behind the report"),
        ),
    )


def archive(folder: Path) -> bytes:
    """A folder's files as a zip archive, without the times at which they were written."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.iterdir()):
            packed.writestr(zipfile.ZipInfo(f"{folder.name}/{path.name}", _NO_TIME),
                            path.read_bytes(), zipfile.ZIP_DEFLATED)
    return stream.getvalue()
