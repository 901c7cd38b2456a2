"""The evidence as plain records for pages: what the extension reads from the data package."""

from __future__ import annotations

from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from sphinx.errors import ExtensionError

from expobook import evidence

Record = dict[str, Any]


class EvidenceRecords:
    """Sources, definitions, conflicts and observations of one data package, by id."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._observations: dict[str, Record] = {}

    @cached_property
    def _evidence(self) -> evidence.Evidence:
        """The package itself; a faulty one ends the build with its file, row and column."""
        try:
            return evidence.load(self.folder)
        except evidence.EvidenceError as error:
            raise ExtensionError(str(error)) from None

    @cached_property
    def sources(self) -> dict[str, Record]:
        """All sources by `source_id`."""
        return records(self._evidence.sources, "source_id")

    @cached_property
    def definitions(self) -> dict[str, Record]:
        """All definitions by `definition_id`."""
        return records(self._evidence.definitions, "definition_id")

    @cached_property
    def conflicts(self) -> dict[str, Record]:
        """All conflict records by `conflict_id`."""
        return records(self._evidence.conflicts, "conflict_id")

    @cached_property
    def series(self) -> dict[str, Record]:
        """All series by `series_id`."""
        return records(self._evidence.series, "series_id")

    @cached_property
    def events(self) -> dict[str, Record]:
        """All events by `event_id`."""
        return records(self._evidence.events, "event_id")

    @cached_property
    def observation_ids(self) -> frozenset[str]:
        """The ids of all observations."""
        return frozenset(str(name) for name in self._evidence.observations.index)

    def observation(self, observation_id: str) -> Record:
        """One observation as a record; raises `EvidenceError` when it doesn't exist."""
        if observation_id not in self._observations:
            self._observations[observation_id] = {
                name: "" if _empty(value) else value
                for name, value in asdict(self._evidence.observation(observation_id)).items()
            }
        return self._observations[observation_id]


def find_folder(source_dir: Path, configured: str) -> Path:
    """The data package of a book: as configured, or in the nearest folder above it.

    A run keeps its book in a folder inside the repository, so the package may lie higher up.
    """
    relative = Path(configured)
    for folder in (source_dir, *source_dir.parents):
        if (folder / relative / "datapackage.json").is_file():
            return folder / relative
    return source_dir / relative


def records(frame: pd.DataFrame, key: str) -> dict[str, Record]:
    """A frame as records by key, in the frame's order; empty cells become empty strings."""
    if key not in frame.columns:
        frame = frame.rename_axis(key).reset_index()
    return {
        str(row[key]): {name: "" if _empty(value) else value for name, value in row.items()}
        for row in frame.to_dict("records")
    }


def _empty(value: Any) -> bool:
    return value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and value != value)
