"""A brief in Markdown with real footnotes, as pandoc and most editors read it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from .brief import Brief, Piece, origin

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~^$@])")
_TAGS = {"i": "*", "b": "**", "sup": "^", "sub": "~"}
_LINK = re.compile(r'<a href="([^"]+)">[^<]*</a>')
_TAG = re.compile(r"(</?(?:i|b|u|sup|sub)>)")


def to_markdown(brief: Brief, *, word: bool = False) -> str:
    """The whole text; the picture of a figure is beside it, `<id>.png`.

    With `word`, paragraphs carry the names of the styles that the Word document gives them.
    """
    parts = [_styled("Stamp", f"**{plain(brief.stamp)}**", word)] if brief.stamp else []
    for number, piece in enumerate(brief.pieces, 1):
        parts += _piece(piece, f"[^{number}]", word)
    before, after = origin(brief)
    parts.append(_styled("Source line", f"{before}*{plain(brief.title)}*{plain(after)}", word))
    parts += [
        f"[^{number}]: " + "\n\n    ".join(from_html(line) for line in piece.citation)
        for number, piece in enumerate(brief.pieces, 1)
    ]
    return "\n\n".join(parts) + "\n"


def _piece(piece: Piece, mark: str, word: bool) -> list[str]:
    finding, detail = plain(piece.finding), plain(piece.detail)
    if piece.kind == "number":
        shown = [_styled("Number", f"**{finding}** {detail}{mark}", word)]
    elif piece.kind == "figure":
        width = " width=16cm" if word else ""
        alt = plain(piece.alt).replace('"', '\\"')
        caption = f"**{finding}**{mark}" + (f"\\\n{detail}" if detail else "")
        shown = [f'![{caption}]({piece.id}.png){{#{piece.id} alt="{alt}"{width}}}']
    else:
        shown = [_table(piece), f": **{finding}**{mark}"]
    shown.append(_styled("Source line", plain(piece.source_line), word))
    if piece.note:
        shown.append(_styled("Source line", f"Note: {plain(piece.note)}", word))
    return shown


def _table(piece: Piece) -> str:
    head, *rows = [[plain(cell) for cell in row] for row in piece.cells]
    lines = [head, ["-" * _width(column) for column in zip(head, *rows, strict=True)], *rows]
    return "\n".join("| " + " | ".join(row) + " |" for row in lines)


def _width(column: Sequence[str]) -> int:
    """How wide a column is beside the others: room for its longest word, more for long texts."""
    word = max(len(word) for cell in column for word in cell.split() or [""])
    return max(word + 4, round(4 * max(map(len, column)) ** 0.5))


def _styled(style: str, text: str, word: bool) -> str:
    return f'::: {{custom-style="{style}"}}\n{text}\n:::' if word else text


def plain(text: str) -> str:
    """Text whose signs Markdown takes for nothing else, on one line."""
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))


def from_html(line: str) -> str:
    """A line of a citation in Markdown: slanted words stay slanted, addresses are links."""
    links: list[str] = []

    def keep(found: re.Match[str]) -> str:
        links.append(f"<{unescape(found[1])}>")
        return "\ue000"

    pieces = _TAG.split(_LINK.sub(keep, line))
    text = "".join(
        _TAGS.get(part.strip("</>"), "") if _TAG.fullmatch(part) else plain_keeping_spaces(unescape(part))
        for part in pieces
    )
    for link in links:
        text = text.replace("\ue000", link, 1)
    return text


def plain_keeping_spaces(text: str) -> str:
    """Like `plain`, with the spaces at both ends."""
    return _SIGNS.sub(r"\\\1", text)
