"""Where the numbers of the book come from, as the pages say it and as somebody last reviewed it.

Three small tables lie in `origins/`: the sources that a number, figure or table rests on, the place
in its source of every value read, and the goals that a table quotes. After a change of the data,

    python tests/notebooks/origins.py

writes them anew. Read the difference before you commit it: it is what readers will see.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import rerun
from expobook import evidence
from expobook.facts import notebook_outputs
from expobook.facts.notebook_outputs import NotebookBundles
from expobook.values.files import spreadsheets

FOLDER = Path(__file__).with_name("origins")
OF_A_SOURCE = ("grade", "origin", "access", "published", "publisher", "url")
Table = list[list[str]]


def found(books: Sequence[NotebookBundles], held: evidence.Evidence) -> dict[str, Table]:
    """The three tables by name, from what the notebooks state and the evidence holds."""
    named = {
        source for book in books for thing in (*book.facts, *book.figures, *book.tables) for source in thing["sources"]
    }
    read = {name for book in books for name in book.observations}
    quoted = json.dumps([book.tables for book in books], ensure_ascii=False)
    sources = {name: cells for name, *cells in held.sources[["source_id", *OF_A_SOURCE]].itertuples(index=False)}
    return {
        "sources": [
            ["source_id", *OF_A_SOURCE],
            *([name, *sources[name]] for name in sorted(named)),
        ],
        "observations": [
            ["observation_id", "source_id", "locator"],
            *([name, seen.source_id, seen.locator] for name in sorted(read) for seen in [held.observation(name)]),
        ],
        "goals": [
            ["goal_id", "text"],
            *(
                [name, text]
                for name, text in held.goals[["goal_id", "text"]].itertuples(index=False)
                if json.dumps(text, ensure_ascii=False)[1:-1] in quoted
            ),
        ],
    }


def reviewed() -> dict[str, Table]:
    """The three tables as they were last reviewed."""
    return {path.stem: list(csv.reader(path.read_text(encoding="utf-8").splitlines())) for path in FOLDER.glob("*.csv")}


def differences(books: Sequence[NotebookBundles], held: evidence.Evidence) -> list[str]:
    """Rows that are no longer as they were reviewed, with what they were and are."""
    was, now = reviewed(), found(books, held)
    return [
        f"{name}, {key}: {cells} became {rows.get(key)}"
        for name in sorted({*was, *now})
        for before, rows in [(_by_key(was.get(name, [])), _by_key(now.get(name, [])))]
        for key, cells in {**dict.fromkeys(rows), **before}.items()
        if cells != rows.get(key)
    ]


def _by_key(rows: Iterable[Sequence[str]]) -> dict[str, list[str]]:
    return {key: list(cells) for key, *cells in rows}


def main() -> None:
    """Write the three tables."""
    FOLDER.mkdir(exist_ok=True)
    books = notebook_outputs.read_all(rerun.NOTEBOOKS.glob("*.ipynb"))
    for name, rows in found(books, evidence.load(rerun.ROOT / "data")).items():
        (FOLDER / f"{name}.csv").write_bytes(spreadsheets.csv_text(rows).encode())


if __name__ == "__main__":
    main()
