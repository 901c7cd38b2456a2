"""Tables as markup: heads, columns as wide as they need, numbers to the right."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes

_RIGHT = {"num", "text-right"}
"""Classes of cells whose numbers go to the right: of our own tables, and of Markdown's."""
_KEPT = 17
"""Letters of a number or date for which a column is made wide enough."""
_PAGE, _TIGHT_PAGE = 100, 118
"""Letters of table type that fill a line, and of smaller type."""
_CELL = 2
"""Letters that the space between two columns takes."""
_TIGHT, _TURNED = 0.85, 1.15
"""Parts of the page's width from which a table gets smaller type, or a page laid across."""
_MANY_COLUMNS = 7


def fit(node: nodes.Element) -> str:
    """How a table is made to fit: as it is, in smaller type, or on a page laid across."""
    columns = _columns(node)
    part = sum(map(_least, columns)) / _PAGE
    if part > _TURNED:
        return "turned"
    return "tight" if part > _TIGHT or len(columns) >= _MANY_COLUMNS else ""


def table(writer: Any, node: nodes.Element) -> str:
    """The call that sets a table, with what is inside by the `writer` of its page."""

    def row(node: nodes.Element) -> str:
        return ", ".join(f"[{writer.inner(cell).strip()}]" for cell in node.children)

    body = list(node.next_node(nodes.tbody).children)
    widths = _widths(_columns(node), _TIGHT_PAGE if fit(node) == "tight" else _PAGE)
    sides = ["left"] * len(widths)
    for at, cells in enumerate(zip(*(row.children for row in body), strict=True)):
        if all(_RIGHT & set(cell["classes"]) for cell in cells):
            sides[at] = "right"
    lines = [
        f"columns: ({''.join(f'{width:.1f}fr, ' for width in widths)})",
        f"align: ({', '.join(sides)},)",
    ]
    if head := node.next_node(nodes.thead):
        lines.append(f"table.header({', '.join(map(row, head.children))})")
    made = "#table(\n  " + ",\n  ".join([*lines, *map(row, body)]) + ",\n)\n"
    return f"#tight[{made}]\n" if fit(node) == "tight" else made


def _columns(node: nodes.Element) -> list[list[str]]:
    """The texts of each column."""
    rows = ([cell.astext() for cell in row.children] for row in node.findall(nodes.row))
    return [list(column) for column in zip(*rows, strict=True)]


def _least(texts: list[str]) -> int:
    """The letters that a column needs: of its longest piece that isn't broken, and its space."""
    words = (word for text in texts for word in re.split(r"[\s/–-]+", text))
    numbers = (text[:_KEPT] for text in texts if any(map(str.isdigit, text)))
    return max(map(len, (*words, *numbers))) + _CELL


def _widths(columns: list[list[str]], room: int) -> list[float]:
    """The width of each column: what it needs, and its share of what is left by its longest texts.

    In letters, for which a line has `room`; long texts count as between the longest and the mean.
    """
    least = list(map(_least, columns))
    lengths = [[len(text) for text in texts if text] or [0] for texts in columns]
    long = [(max(found) * sum(found) / len(found)) ** 0.5 for found in lengths]
    wish = [max(0.0, mean + _CELL - own) for mean, own in zip(long, least, strict=True)]
    left = max(0, room - sum(least)) / (sum(wish) or 1)
    return [own + left * more for own, more in zip(least, wish, strict=True)]
