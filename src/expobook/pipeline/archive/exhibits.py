"""Where each figure, table and number comes from: its file, its notebook and its cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from expobook.citations.catalogue import Catalogue, Citable
from expobook.editions import headlines
from expobook.facts import notebook_outputs
from expobook.runs.layout import notebooks_in
from expobook.values.files import documents, spreadsheets

RESULTS = "results"
NUMBERS = "facts.csv"
_MIMES = {notebook_outputs.FACTS: "facts", notebook_outputs.FIGURE: "", notebook_outputs.TABLE: ""}


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One figure, table or number. Cells are counted from one, as they stand in the notebook."""

    kind: str
    id: str
    title: str
    shown_as: str
    place: str
    stated_in: str
    file: str
    notebook: str
    cell: int
    cell_id: str


def find_all(catalogue: Catalogue, source: Path) -> list[Exhibit]:
    """Every exhibit of a book in its order; `source` is its source with the executed notebooks."""
    cells = dict(_cells(source))
    uses = _uses(source)
    return [
        _exhibit(thing, cells[thing.id], uses.get(thing.id, [])) for thing in catalogue.of("figure", "table", "number")
    ]


def as_csv(exhibits: list[Exhibit]) -> str:
    """The exhibits as a table with a header."""
    return spreadsheets.csv_text([[one.name for one in fields(Exhibit)], *(map(str, astuple(one)) for one in exhibits)])


def _exhibit(thing: Citable, cell: tuple[str, int, str], pages: list[str]) -> Exhibit:
    files = {
        "number": f"{NUMBERS}, row {thing.id}",
        "figure": f"figures/{thing.id}.png",
        "table": f"tables/{thing.id}.csv",
    }
    shown = str(thing.described["display"]) if thing.kind == "number" else ""
    title = str(thing.described["label"]) if thing.kind == "number" else thing.title
    return Exhibit(
        thing.kind,
        thing.id,
        title,
        shown,
        f"html/{thing.path}",
        "; ".join(pages),
        f"{RESULTS}/{files[thing.kind]}",
        f"notebooks/{cell[0]}.ipynb",
        *cell[1:],
    )


def _cells(source: Path) -> Iterator[tuple[str, tuple[str, int, str]]]:
    """The cell whose output carries each thing, by the thing's id."""
    for path in sorted(notebooks_in(source)):
        for number, cell in enumerate(documents.notebook(path)["cells"], 1):
            for output in cell.get("outputs", ()):
                for name in _ids(output.get("data", {})):
                    yield name, (path.stem, number, str(cell.get("id", "")))


def _ids(data: dict[str, Any]) -> Iterator[str]:
    for mime, inside in _MIMES.items():
        if mime in data:
            yield from (one["id"] for one in (data[mime][inside] if inside else [data[mime]]))


def _uses(source: Path) -> dict[str, list[str]]:
    """The pages whose sentences state each number."""
    found: dict[str, list[str]] = {}
    texts = [*sorted((source / "book").glob("*.md")), *sorted(notebooks_in(source))]
    for path in texts:
        page = path.relative_to(source).as_posix()
        for name in {fact for one in headlines.sentences_of(path) for fact in one.facts}:
            found.setdefault(name, []).append(page)
    return found
