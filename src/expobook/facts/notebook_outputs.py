"""Reading what executed notebooks carry in their outputs: facts, claims, figures, tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from expobook.values.errors import Mistake
from expobook.values.files import documents

FACTS = "application/vnd.expobook.facts+json"
FIGURE = "application/vnd.expobook.figure+json"
TABLE = "application/vnd.expobook.table+json"
SVG = "image/svg+xml"
SPEC = "application/vnd.vegalite.v6+json"
_KINDS = ("facts", "claims", "figures", "tables")


class BundleError(Mistake):
    """Notebooks whose bundles contradict each other or can't be read."""


@dataclass(frozen=True, slots=True)
class NotebookBundles:
    """The bundles of one notebook, in reading order, and the observations that it rests on."""

    name: str
    parameters: dict[str, Any] = field(default_factory=dict)
    observations: dict[str, float] = field(default_factory=dict)
    facts: list[dict[str, Any]] = field(default_factory=list)
    claims: list[dict[str, Any]] = field(default_factory=list)
    figures: list[dict[str, Any]] = field(default_factory=list)
    tables: list[dict[str, Any]] = field(default_factory=list)


def read(notebook: Path) -> NotebookBundles:
    """Read one executed notebook; each figure also gets its `svg` and `spec`."""
    try:
        content = documents.notebook(notebook)
    except documents.FileFault as fault:
        raise BundleError(str(fault)) from None
    return carried(notebook.stem, content)


def carried(name: str, content: dict[str, Any]) -> NotebookBundles:
    """What the outputs of an executed notebook carry. Raises `BundleError` for those of another one."""
    try:
        bundles = _carried(name, content)
    except (AttributeError, KeyError, TypeError, ValueError):
        bundles = None
    if bundles is None or not all(
        isinstance(item, dict) and isinstance(item.get("id"), str) for kind in _KINDS for item in getattr(bundles, kind)
    ):
        raise BundleError(f"{name}.ipynb: its outputs aren't as the book's notebooks leave them; execute it again")
    return bundles


def _carried(name: str, content: dict[str, Any]) -> NotebookBundles:
    bundles = NotebookBundles(name)
    for data in _outputs(content):
        if FACTS in data:
            bundles.parameters.update(data[FACTS].get("parameters", {}))
            bundles.observations.update(data[FACTS].get("observations", {}))
            bundles.facts.extend(data[FACTS]["facts"])
            bundles.claims.extend(data[FACTS]["claims"])
        if FIGURE in data:
            bundles.figures.append({**data[FIGURE], "svg": _text(data.get(SVG, "")), "spec": data.get(SPEC, {})})
        if TABLE in data:
            bundles.tables.append(data[TABLE])
    return bundles


def read_all(notebooks: Iterable[Path]) -> list[NotebookBundles]:
    """Read notebooks in name order; raise `BundleError` where an id stands in two of them."""
    notebooks_read = [read(path) for path in sorted(notebooks)]
    for kind in _KINDS:
        owners: dict[str, str] = {}
        for notebook in notebooks_read:
            for item in getattr(notebook, kind):
                if item["id"] in owners:
                    raise BundleError(
                        f"{kind[:-1]} {item['id']!r} stands in {owners[item['id']]} "
                        f"and in {notebook.name}; ids are used once in the book"
                    )
                owners[item["id"]] = notebook.name
    return notebooks_read


def heading(path: Path) -> str:
    """The first level-one heading of a notebook, or its file name."""
    for cell in documents.notebook(path)["cells"]:
        if cell["cell_type"] == "markdown":
            for line in "".join(cell["source"]).splitlines():
                if line.startswith("# "):
                    return line[2:].strip()
    return path.stem


def _outputs(content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for cell in content["cells"]:
        for output in cell.get("outputs", ()):
            if "data" in output:
                yield output["data"]


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "".join(value)
