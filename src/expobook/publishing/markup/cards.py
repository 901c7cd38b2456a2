"""Rows of wide tables as cards on a phone: each cell carries the head of its column.

This stands in the page as it comes, so that nothing moves once the scripts run. Roles keep the
meaning of a table that isn't laid out as one.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from ..build import fragments
from ..build.nodes import span
from ..build.workers import SCREEN

CARDS = "as-cards"
_FEWEST, _WIDE = 3, 4
"""Columns: a table of the second is always wide, one of the first only with a long row."""
_LONG = 90
"""Letters of a row that has no room beside each other."""


def mark(table: nodes.table) -> None:
    """Label the cells of a wide table; a verdict comes first in its card, gaps don't show."""
    heads = [head.astext() for row in table.findall(nodes.row) for head in row if isinstance(row.parent, nodes.thead)]
    rows = [row for row in table.findall(nodes.row) if isinstance(row.parent, nodes.tbody)]
    fewest = _FEWEST if any(len(row.astext()) > _LONG for row in rows) else _WIDE
    if len(heads) < fewest or any(len(row) != len(heads) for row in rows):
        return
    table["classes"].append(CARDS)
    table["role"] = "table"
    verdicts = {place for place in range(1, len(heads)) if _judges([row[place] for row in rows])}
    for row in rows:
        row["role"] = "row"
        for place, (head, cell) in enumerate(zip(heads, row, strict=True)):
            cell["role"] = "cell" if place or not cell.astext() else "rowheader"
            cell["label"] = head if place else ""
            cell["classes"] += ["card-verdict"] * (place in verdicts)
            cell["classes"] += ["void"] * (cell.astext() in ("", fragments.GAP))


def _judges(column: list[nodes.entry]) -> bool:
    """Whether a column has verdicts and nothing else."""
    judged = [any("verdict" in part["classes"] for part in cell.findall(span)) for cell in column]
    return any(judged) and all(verdict or not cell.astext() for verdict, cell in zip(judged, column, strict=True))


def _visit(kind: str) -> Callable[[HTML5Translator, nodes.Element], None]:
    """The theme's own way of writing an element, with role and label in its tag."""

    def visit(self: HTML5Translator, node: nodes.Element) -> None:
        if (
            isinstance(node, nodes.table)
            and self.builder.name in SCREEN
            and not ({CARDS, "data-table"} & {*node["classes"]})
        ):
            mark(node)
        getattr(type(self), f"visit_{kind}")(self, node)
        given = {"role": node.get("role"), "data-label": node.get("label")}
        said = "".join(f' {name}="{escape(value)}"' for name, value in given.items() if value)
        self.body[-1] = self.body[-1].replace(">", f"{said}>", 1)

    return visit


def _depart(kind: str) -> Callable[[HTML5Translator, nodes.Element], None]:
    return lambda self, node: getattr(type(self), f"depart_{kind}")(self, node)


def setup(app: Sphinx) -> None:
    """Let the HTML writer ask here how tables, rows and cells begin."""
    for node in (nodes.table, nodes.row, nodes.entry):
        kind = node.__name__
        app.add_node(node, override=True, html=(_visit(kind), _depart(kind)))
