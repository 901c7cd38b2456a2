"""The evidence as plain records for pages: what the extension reads from the data package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.errors import ExtensionError

from expobook import evidence
from expobook.runs import incremental
from expobook.values.files.store import key_of

from .workers import open_store

if TYPE_CHECKING:
    import pandas as pd

Record = dict[str, Any]
Records = dict[str, Record]
_KEYS = {
    "sources": "source_id",
    "definitions": "definition_id",
    "conflicts": "conflict_id",
    "series": "series_id",
    "events": "event_id",
}
"""The tables that pages show as they are, and the column that names a row."""


class EvidenceRecords:
    """Sources, definitions, conflicts and observations of one data package, by id."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def _tables(self) -> dict[str, Records]:
        """The records of each table; those of a package that was read before come from the store."""
        store, key = open_store(), key_of("records", incremental.key_of_data(self.folder))
        tables = store.get(key)
        if tables is None:
            store.put(key, tables := self._read())
        return tables

    def _read(self) -> dict[str, Records]:
        """Read the package; a faulty one ends the build with its file, row and column."""
        try:
            found = evidence.load(self.folder)
        except evidence.EvidenceError as error:
            raise ExtensionError(str(error)) from None
        observations = {str(name): asdict(found.observation(name)) for name in found.observations.index}
        return {
            **{table: records(getattr(found, table), key) for table, key in _KEYS.items()},
            "observations": {name: _filled(record) for name, record in observations.items()},
        }

    @property
    def sources(self) -> Records:
        """All sources by `source_id`."""
        return self._tables["sources"]

    @property
    def definitions(self) -> Records:
        """All definitions by `definition_id`."""
        return self._tables["definitions"]

    @property
    def conflicts(self) -> Records:
        """All conflict records by `conflict_id`."""
        return self._tables["conflicts"]

    @property
    def series(self) -> Records:
        """All series by `series_id`."""
        return self._tables["series"]

    @property
    def events(self) -> Records:
        """All events by `event_id`."""
        return self._tables["events"]

    @cached_property
    def observation_ids(self) -> frozenset[str]:
        """The ids of all observations."""
        return frozenset(self._tables["observations"])

    def observation(self, observation_id: str) -> Record:
        """One observation as a record; raises `EvidenceError` when it doesn't exist."""
        if observation_id not in self._tables["observations"]:
            evidence.load(self.folder).observation(observation_id)  # says which ids are near
        return self._tables["observations"][observation_id]


def find_folder(source_dir: Path, configured: str) -> Path:
    """The data package of a book: as configured, or in the nearest folder above it.

    A run keeps its book in a folder inside the repository, so the package may lie higher up.
    """
    relative = Path(configured)
    for folder in (source_dir, *source_dir.parents):
        if (folder / relative / "datapackage.json").is_file():
            return folder / relative
    return source_dir / relative


def records(frame: pd.DataFrame, key: str) -> Records:
    """A frame as records by key, in the frame's order; empty cells become empty strings."""
    if key not in frame.columns:
        frame = frame.rename_axis(key).reset_index()
    return {str(row[key]): _filled(row) for row in frame.to_dict("records")}


def _filled(record: Mapping[Any, Any]) -> Record:
    import pandas as pd

    return {str(name): "" if pd.isna(value) else value for name, value in record.items()}
