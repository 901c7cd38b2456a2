"""Saying where in a page something stands, in words that fit notebooks and Markdown."""

from __future__ import annotations

from pathlib import Path

from docutils import nodes

_LINES_A_CELL = 10_000
"""MyST-NB numbers the lines of cell n from n × 10,000 + 1; nodes carry one more."""


def words(source: str, line: int | None) -> str:
    """“01_expo_outcomes.ipynb, cell 3, line 2” or “index.md, line 14”."""
    name = Path(source.split(":")[0]).name if source else "page"
    if not line:
        return name
    if name.endswith(".ipynb") and line >= _LINES_A_CELL:
        return f"{name}, cell {line // _LINES_A_CELL}, line {max(1, line % _LINES_A_CELL - 1)}"
    return f"{name}, line {line}"


def line_of(node: nodes.Node | None) -> int | None:
    """The line of a node, or of the nearest one around it that knows its line."""
    while node is not None:
        if getattr(node, "line", None):
            return node.line
        node = node.parent
    return None
