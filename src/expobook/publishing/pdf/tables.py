"""Tables as markup: heads, columns as wide as they need, numbers to the right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from .translator import TypstTranslator

_NARROW, _NARROW_NUMBERS = 16, 24
"""Letters up to which a column is as wide as its longest cell."""
_KEPT = 14
"""Letters up to which a number in a cell isn't broken."""
_DATE = re.compile(r"(\d{1,2} )?[A-Z][a-z]+ \d{4}\Z")
_LETTER_MM, _CELL_MM, _MEASURE_MM = 1.62, 3.6, 170.0
"""Mean width of a letter in table type, space between two columns, width of the page."""
_TIGHT, _TURNED = 0.85, 1.15
"""Parts of the page's width from which a table gets smaller type, or a page laid across."""
_MANY_COLUMNS = 7


def rows_of(node: nodes.Element) -> tuple[list[nodes.row], list[nodes.row]]:
    """The rows of a table's head and body."""
    head = [row for part in node.findall(nodes.thead) for row in part.children]
    return head, [row for part in node.findall(nodes.tbody) for row in part.children]


def fit(node: nodes.Element) -> str:
    """How a table is made to fit: as it is, in smaller type, or on a page laid across."""
    head, body = rows_of(node)
    columns = _columns([*head, *body])
    least = sum(min(max(map(len, _words(texts)), default=0), 22) * _LETTER_MM + _CELL_MM
                for texts in columns)
    if least > _MEASURE_MM * _TURNED:
        return "turned"
    tight = least > _MEASURE_MM * _TIGHT or len(columns) >= _MANY_COLUMNS
    return "tight" if tight else ""


def table(writer: TypstTranslator, node: nodes.Element) -> str:
    """The call that sets a table."""
    head, body = rows_of(node)
    columns = _columns([*head, *body])
    right = ["right" if body and all(
        "num" in row.children[at]["classes"] for row in body if at < len(row.children)
    ) else "left" for at in range(len(columns))]
    widths = ", ".join(map(_width, columns, right))
    lines = [f"columns: ({widths},)", f"align: ({', '.join(right)},)"]
    if head:
        lines.append(f"table.header({', '.join(_row(writer, row) for row in head)})")
    lines += [_row(writer, row) for row in body]
    kind = fit(node)
    made = "#table(\n  " + ",\n  ".join(lines) + ",\n)\n"
    return f"#tight[{made}]\n" if kind == "tight" else made


def _columns(rows: list[nodes.row]) -> list[list[str]]:
    """The texts of each column."""
    count = max((len(row.children) for row in rows), default=0)
    return [[row.children[at].astext() for row in rows if at < len(row.children)]
            for at in range(count)]


def _words(texts: list[str]) -> list[str]:
    return [word for text in texts for word in re.split(r"[\s/–-]+", text)]


def _width(texts: list[str], side: str) -> str:
    """Narrow columns as wide as they are; others share the rest by the length of their texts."""
    longest = max(map(len, texts), default=0)
    if longest <= (_NARROW_NUMBERS if side == "right" else _NARROW):
        return "auto"
    mean = sum(map(len, texts)) / len(texts)
    return f"{max(*map(len, _words(texts)), (longest * mean) ** 0.5):.1f}fr"


def _row(writer: TypstTranslator, row: nodes.row) -> str:
    return ", ".join(_cell(writer, cell) for cell in row.children)


def _cell(writer: TypstTranslator, cell: nodes.entry) -> str:
    plain = cell.astext()
    short = len(plain) <= _KEPT and any(sign.isdigit() for sign in plain)
    text = writer.inner(cell).strip()
    return f"[#box[{text}]]" if short or _DATE.match(plain) else f"[{text}]"
