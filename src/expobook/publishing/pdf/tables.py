"""Tables as markup: heads, columns as wide as they need, numbers to the right."""

from __future__ import annotations

import re
from typing import Protocol

from docutils import nodes

_RIGHT = {"num", "text-right"}
"""Classes of cells whose numbers go to the right: of our own tables, and of Markdown's."""
_KEPT = 17
"""Letters of a number or date for which a column is made wide enough."""
_PAGE = 100
"""Letters of table type that fill a line."""
_CELL = 2
"""Letters that the space between two columns takes."""
_TIGHT, _TURNED = 0.85, 1.15
"""Parts of the page's width from which a table gets smaller type, or a page laid across."""
_MANY_COLUMNS = 7


class Writer(Protocol):
    """What writes a page as markup, as far as tables need to know."""

    def inner(self, node: nodes.Element) -> str:
        """The markup of what is inside a node."""


def fit(node: nodes.Element) -> str:
    """How a table is made to fit: as it is, in smaller type, or on a page laid across."""
    columns = _columns(node)
    part = sum(map(_least, columns)) / _PAGE
    if part > _TURNED:
        return "turned"
    return "tight" if part > _TIGHT or len(columns) >= _MANY_COLUMNS else ""


def table(writer: Writer, node: nodes.Element) -> str:
    """The call that sets a table."""
    body = list(node.next_node(nodes.tbody).children)
    columns = _columns(node)
    right = [
        "right" if body and all(_RIGHT & set(row.children[at]["classes"]) for row in body) else "left"
        for at in range(len(columns))
    ]
    lines = [f"columns: ({''.join(f'{width:.1f}fr, ' for width in _widths(columns))})", f"align: ({', '.join(right)},)"]
    if head := node.next_node(nodes.thead):
        lines.append(f"table.header({', '.join(_row(writer, row) for row in head.children)})")
    made = "#table(\n  " + ",\n  ".join([*lines, *(_row(writer, row) for row in body)]) + ",\n)\n"
    return f"#tight[{made}]\n" if fit(node) == "tight" else made


def _columns(node: nodes.Element) -> list[list[str]]:
    """The texts of each column."""
    rows = ([cell.astext() for cell in row.children] for row in node.findall(nodes.row))
    return [list(column) for column in zip(*rows, strict=True)]


def _least(texts: list[str]) -> int:
    """The letters that a column needs: of its longest piece that isn't broken, and its space."""

    def piece(text: str) -> int:
        word = max(map(len, re.split(r"[\s/–-]+", text)))
        return max(word, min(len(text), _KEPT)) if any(map(str.isdigit, text)) else word

    return max(map(piece, texts)) + _CELL


def _widths(columns: list[list[str]]) -> list[float]:
    """The width of each column: what it needs, and its share of what is left by its longest texts.

    In letters; long texts count as between the longest and the mean of their column.
    """
    least = list(map(_least, columns))
    lengths = [[len(text) for text in texts] for texts in columns]
    wish = [
        max(0.0, (max(found) * sum(found) / len(found)) ** 0.5 + _CELL - own)
        for found, own in zip(lengths, least, strict=True)
    ]
    left = max(0, _PAGE - sum(least)) / (sum(wish) or 1)
    return [own + left * more for own, more in zip(least, wish, strict=True)]


def _row(writer: Writer, row: nodes.row) -> str:
    return ", ".join(f"[{writer.inner(cell).strip()}]" for cell in row.children)
