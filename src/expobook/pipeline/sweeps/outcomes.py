"""What a sweep has finished: one file, in which every outcome stands whole or not at all."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from expobook.values.errors import Failure

Outcome = dict[str, Any]
"""The facts and claims of a notebook, or the error by which it ended."""


class OutcomeStoreError(Failure):
    """A file of finished outcomes that can't be read or written."""


class OutcomeStore:
    """The outcomes in an open file, by their keys."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        with connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS outcomes (key TEXT PRIMARY KEY, "
                "notebook TEXT, origin TEXT, failed INTEGER, content BLOB)"
            )

    def forget(self, origins: Mapping[str, str]) -> None:
        """Drop what failed, and what notebooks stated that came from another origin than now."""
        with self._connection as connection:
            connection.execute("DELETE FROM outcomes WHERE failed")
            connection.executemany("DELETE FROM outcomes WHERE notebook = ? AND origin <> ?", origins.items())

    def keys(self) -> set[str]:
        """The keys of all outcomes."""
        return {key for (key,) in self._connection.execute("SELECT key FROM outcomes")}

    def put(self, outcomes: Iterable[tuple[str, str, str, Outcome]]) -> None:
        """Keep outcomes with their keys, notebooks and origins: all of them, or none."""
        rows = (
            (key, notebook, origin, "error" in outcome, zlib.compress(json.dumps(outcome).encode()))
            for key, notebook, origin, outcome in outcomes
        )
        with self._connection as connection:
            connection.executemany("INSERT INTO outcomes VALUES (?, ?, ?, ?, ?)", rows)

    def get(self, key: str) -> Outcome:
        """The outcome with a key that is there."""
        found = self._connection.execute("SELECT content FROM outcomes WHERE key = ?", (key,))
        return json.loads(zlib.decompress(found.fetchone()[0]))


class Outcomes(Collection[dict[str, Outcome]]):
    """The outcomes of sets by notebook, in the order of the sets; each is read when it is due."""

    def __init__(self, finished: OutcomeStore, keys: list[dict[str, str]]) -> None:
        self._finished = finished
        self._keys = keys

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[dict[str, Outcome]]:
        for row in self._keys:
            yield {notebook: self._finished.get(key) for notebook, key in row.items()}

    def __contains__(self, outcome: object) -> bool:
        return any(outcome == found for found in self)


@contextmanager
def opened(path: Path) -> Iterator[OutcomeStore]:
    """The outcomes in a file, which is made where there is none. Raises `OutcomeStoreError`."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            yield OutcomeStore(connection)
    except sqlite3.Error as error:
        raise OutcomeStoreError(
            f"{path}: {error}. Where the disk is full, make room and give the same command; where "
            "the file is damaged, remove it, and the sweep begins anew"
        ) from None
