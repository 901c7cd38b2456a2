"""A brief as one HTML file: drawings inside, footnotes at the end, nothing loaded from outside."""

from __future__ import annotations

import base64
import re
from html import escape

from expobook.figures import fonts

from .brief import Brief, Piece, origin

STYLE = """
body { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff;
  font: 1rem/1.5 "Source Serif Pro", Georgia, serif; }
figure { margin: 2rem 0 .5rem; }
figure svg, figure img { max-width: 100%; height: auto; }
figcaption, .source, .note, .edition, .footnotes, .number, table, svg text {
  font-family: "Source Sans Pro", Calibri, Arial, sans-serif; }
figcaption strong, .number strong { font-size: 1.15rem; }
.source, .note, .edition, .footnotes { font-size: .85rem; color: #444; margin: .3rem 0; }
.stamp { border: 2px solid #a33; color: #a33; padding: .5rem .75rem; font-weight: 600; }
.footnotes p { margin: 0 0 .3rem; }
.footnotes { border-top: 1px solid #bbb; margin-top: 2.5rem; overflow-wrap: anywhere; }
table { border-collapse: collapse; font-size: .9rem; } th { text-align: left; }
th, td { border-bottom: 1px solid #ccc; padding: .25rem .5rem; vertical-align: top; }
"""

# Charts are measured with these faces: in others their labels would be cut off.
FACES = fonts.rules(*fonts.SANS)


def to_html(brief: Brief) -> str:
    """A brief as one HTML page that needs no other file."""
    shown = "".join(_piece(piece, number, brief) for number, piece in enumerate(brief.pieces, 1))
    notes = "".join(_note(piece, number) for number, piece in enumerate(brief.pieces, 1))
    return (
        '<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_plain(heading(brief))}</title>\n<style>{FACES}{STYLE}</style></head>\n<body>\n<main>\n"
        f"{_stamp(brief)}{shown}{_edition(brief)}"
        f'<ol class="footnotes">\n{notes}</ol>\n</main>\n</body></html>\n'
    )


def fragment(piece: Piece, brief: Brief) -> str:
    """One piece for the clipboard: other programs take a picture, and no drawing or footnote."""
    cited = "".join(f'<p class="source">{line}</p>\n' for line in piece.citation)
    return f"{_stamp(brief)}{_body(piece, brief, _png(piece), '')}{cited}{_edition(brief)}"


def heading(brief: Brief) -> str:
    """What the page is called: its only finding, or the report that its pieces are from."""
    if len(brief.pieces) > 1:
        return f"From: {brief.title}"
    only = brief.pieces[0]
    return f"{only.detail}: {only.finding}" if only.kind == "number" else only.finding


def _piece(piece: Piece, number: int, brief: Brief) -> str:
    mark = f'<sup><a id="mark-{number}" href="#note-{number}" role="doc-noteref">{number}</a></sup>'
    return _body(piece, brief, _drawing(piece), mark)


def _note(piece: Piece, number: int) -> str:
    back = f'<a href="#mark-{number}" role="doc-backlink" aria-label="Back to the text">↩</a>'
    lines = "".join(f"<p>{line}</p>\n" for line in piece.citation)
    return f'<li id="note-{number}">\n{lines}{back}</li>\n'


def _body(piece: Piece, brief: Brief, picture: str, mark: str) -> str:
    """Caption, picture, source line and note; a number has no picture."""
    if piece.kind == "number":
        shown = f'<p class="number"><strong>{_plain(piece.finding)}</strong> {_plain(piece.detail)}{mark}</p>\n'
    else:
        inner = picture if piece.kind == "figure" else _table(piece)
        detail = f"<br>{_plain(piece.detail)}" if piece.detail else ""
        shown = (
            f"<figure>\n<figcaption><strong>{_plain(piece.finding)}</strong>{mark}{detail}"
            f"</figcaption>\n{inner}\n</figure>\n"
        )
    note = f'<p class="note">Note: {_plain(piece.note)}</p>\n' if piece.note else ""
    return f'{shown}<p class="source">{_plain(piece.source_line)}</p>\n{note}'


def _drawing(piece: Piece) -> str:
    """The SVG itself: an image with a name, whose marks are not read out one by one."""
    svg = piece.svg[piece.svg.find("<svg") :]
    return re.sub(r' aria-roledescription="[^"]*"| role="graphics-[a-z]+"', "", svg)


def _png(piece: Piece) -> str:
    if not piece.png:
        return ""
    address = f"data:image/png;base64,{base64.b64encode(piece.png).decode('ascii')}"
    return f'<img src="{address}" alt="{escape(piece.alt)}" width="640">'


def _table(piece: Piece) -> str:
    head, *rows = piece.cells
    heads = "".join(f'<th scope="col">{_plain(cell)}</th>' for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{_plain(cell)}</td>" for cell in row) + "</tr>\n" for row in rows)
    return f"<table><thead><tr>{heads}</tr></thead>\n<tbody>\n{body}</tbody></table>"


def _stamp(brief: Brief) -> str:
    return f'<p class="stamp">{_plain(brief.stamp)}</p>\n' if brief.stamp else ""


def _edition(brief: Brief) -> str:
    before, after = origin(brief)
    return f'<p class="edition">{before}<cite>{_plain(brief.title)}</cite>{_plain(after)}</p>\n'


def _plain(text: str) -> str:
    return escape(text, quote=False)
