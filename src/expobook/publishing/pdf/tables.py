"""Tables as markup: heads, columns as wide as they need, numbers to the right."""

from __future__ import annotations

import re

from docutils import nodes

from .markup import Writer

_RIGHT = {"num", "text-right"}
"""Classes of cells whose numbers go to the right: of our own tables, and of Markdown's."""
_KEPT = 14
"""Letters of a number in a cell that isn't broken."""
_DATE = re.compile(r"(\d{1,2} )?[A-Z][a-z]+ \d{4}\Z")
_LETTER_MM, _CELL_MM, _MEASURE_MM = 1.72, 3.8, 170.0
"""Mean width of a letter in table type, space between two columns, width of the page."""
_SMALLER = 0.89
"""Smaller type, for tables that would fill the page otherwise."""
_TIGHT, _TURNED = 0.85, 1.15
"""Parts of the page's width from which a table gets smaller type, or a page laid across."""
_MANY_COLUMNS = 7


def rows_of(node: nodes.Element) -> tuple[list[nodes.row], list[nodes.row]]:
    """The rows of a table's head and body."""
    head = [row for part in node.findall(nodes.thead) for row in part.children]
    return head, [row for part in node.findall(nodes.tbody) for row in part.children]


def fit(node: nodes.Element) -> str:
    """How a table is made to fit: as it is, in smaller type, or on a page laid across."""
    columns = _columns(node)
    part = sum(_least(texts) * _LETTER_MM + _CELL_MM for texts in columns) / _MEASURE_MM
    if part > _TURNED:
        return "turned"
    return "tight" if part > _TIGHT or len(columns) >= _MANY_COLUMNS else ""


def table(writer: Writer, node: nodes.Element) -> str:
    """The call that sets a table."""
    head, body = rows_of(node)
    columns, kind = _columns(node), fit(node)
    right = ["right" if body and all(
        _RIGHT & set(row.children[at]["classes"]) for row in body if at < len(row.children)
    ) else "left" for at in range(len(columns))]
    widths = ", ".join(f"{width:.1f}fr" for width in _widths(columns, _SMALLER if kind else 1.0))
    lines = [f"columns: ({widths},)", f"align: ({', '.join(right)},)"]
    if head:
        lines.append(f"table.header({', '.join(_row(writer, row) for row in head)})")
    lines += [_row(writer, row) for row in body]
    made = "#table(\n  " + ",\n  ".join(lines) + ",\n)\n"
    return f"#tight[{made}]\n" if kind == "tight" else made


def _columns(node: nodes.Element) -> list[list[str]]:
    """The texts of each column."""
    rows = [row.children for part in rows_of(node) for row in part]
    return [[row[at].astext() for row in rows if at < len(row)]
            for at in range(max(map(len, rows), default=0))]


def _least(texts: list[str]) -> int:
    """The letters of the longest piece of a column that isn't broken."""
    def piece(text: str) -> int:
        word = max(map(len, re.split(r"[\s/–-]+", text)))
        return max(word, min(len(text), _KEPT)) if any(map(str.isdigit, text)) else word

    return max(map(piece, texts), default=0)


def _widths(columns: list[list[str]], scale: float) -> list[float]:
    """The width of each column in millimetres: what it needs, and its share of what is left.

    Where all columns fit in one line, each has its longest text; else long texts get more.
    """
    letter = _LETTER_MM * scale
    least = [_least(texts) * letter + _CELL_MM for texts in columns]
    whole = [max(map(len, texts), default=0) * letter + _CELL_MM for texts in columns]
    if sum(whole) <= _MEASURE_MM:
        return whole
    wish = [max(0.0, _mean(texts) * letter - own)
            for texts, own in zip(columns, least, strict=True)]
    left = max(0.0, _MEASURE_MM - sum(least))
    return [min(full, own + left * more / (sum(wish) or 1))
            for own, more, full in zip(least, wish, whole, strict=True)]


def _mean(texts: list[str]) -> float:
    """Between the longest of some texts and all of them, in letters."""
    lengths = [len(text) for text in texts]
    return (max(lengths) * sum(lengths) / len(lengths)) ** 0.5


def _row(writer: Writer, row: nodes.row) -> str:
    return ", ".join(_cell(writer, cell) for cell in row.children)


def _cell(writer: Writer, cell: nodes.entry) -> str:
    plain = cell.astext()
    short = len(plain) <= _KEPT and any(sign.isdigit() for sign in plain)
    text = writer.inner(cell).strip()
    return f"[#box[{text}]]" if short or _DATE.match(plain) else f"[{text}]"
