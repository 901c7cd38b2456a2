"""A drawing that is taken away: title and measure above it, whose numbers these are below it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from html import escape
from typing import Any, NamedTuple

from .fonts import metrics
from .theme import CHINESE_FONT, FONT, PALETTE

_MARGIN, _LEAST = 28, 560
"""Points of white around the frame, and the least width of what is in it."""
_SIZE = re.compile(r'<svg\b[^>]*?\bwidth="([\d.]+)" height="([\d.]+)"')
_BOX = re.compile(r' width="[\d.]+" height="[\d.]+" viewBox="[^"]*"')
_LETTER = 0.47
"""Mean width of a letter, as a part of its size: lines are broken a little early."""
_CHINESE = re.compile("([\u3000-\u9fff\uf900-\ufaff\uff00-\uffef]+)")
_BOLD = 600
_SLIDE = (1920, 1080)
_UNCUT = 'overflow="visible"'
"""What is cut at its edges is painted on a layer of its own: four times the work for a slide."""


class _Text(NamedTuple):
    """How lines are set: size in points, weight, colour, points from line to line."""

    size: float
    weight: int
    colour: str
    leading: float


_TITLE = _Text(20, 700, PALETTE["ink"], 25)
_SUBTITLE = _Text(13, 400, PALETTE["muted"], 17)
_FOOT = _Text(11, 400, PALETTE["muted"], 14.5)
_STAMP = _Text(12, 400, PALETTE["estimate"], 15)


def framed(figure: Mapping[str, Any], foot: str, least: float = _LEAST) -> str:
    """The drawing of a figure with its title and subtitle above and the lines of `foot` below.

    Its words take at least the width `least`, in points.
    """
    drawing = figure["svg"][figure["svg"].index("<svg") :]
    wide, high = size(drawing)
    inner = max(wide, least)
    above, top = _lines(figure["title"], _TITLE, inner, _MARGIN)
    below, top = _lines(figure["subtitle"], _SUBTITLE, inner, top + 2)
    place = f'<svg x="{_MARGIN}" y="{top + 12:g}" {_UNCUT} '
    lines, bottom = _lines(foot, _FOOT, inner, top + high + 24)
    outside = f'{inner + 2 * _MARGIN:g}" height="{bottom + _MARGIN - 8:g}'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{outside}" font-family="{FONT}">'
        f'<rect width="100%" height="100%" fill="white"/>{above}{below}'
        f"{drawing.replace('<svg ', place, 1)}{lines}</svg>"
    )


def stamped(drawing: str, stamp: str) -> str:
    """The drawing with the lines of a stamp below it; it isn't drawn again."""
    wide, high = size(drawing)
    lines, bottom = _lines(stamp, _STAMP, wide, high + 8, left=0)
    box = f' width="{wide:g}" height="{bottom + 4:g}" viewBox="0 0 {wide:g} {bottom + 4:g}"'
    inside, _, end = _BOX.sub(box, drawing, count=1).rpartition("</svg>")
    return f'{inside}<g font-family="{FONT}">{lines}</g></svg>{end}'


def slide(frame: str) -> str:
    """A framed drawing as large as a slide of 16 to 9 holds it, in the middle of white."""
    wide, high = size(frame)
    across, down = _SLIDE
    inside = frame.replace("<svg ", f'<svg {_UNCUT} viewBox="0 0 {wide:g} {high:g}" ', 1)
    inside = inside.replace(f'width="{wide:g}" height="{high:g}"', 'width="100%" height="100%"', 1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{across}" height="{down}">'
        f'<rect width="100%" height="100%" fill="white"/>{inside}</svg>'
    )


def size(svg: str) -> tuple[float, float]:
    """Width and height of a drawing, in points."""
    match = _SIZE.match(svg)
    assert match, "a drawing of the book says how wide and high it is"
    return float(match[1]), float(match[2])


def _lines(text: str, style: _Text, width: float, top: float, left: float = _MARGIN) -> tuple[str, float]:
    """A text broken into lines below `top`, and where it ends."""
    letters = int(width / (style.size * _LETTER))
    broken = [line for part in text.splitlines() for line in textwrap.wrap(part, letters)]
    spans = "".join(
        _line(line, style, left, top + style.leading * place + style.size) for place, line in enumerate(broken)
    )
    return (
        f'<text font-size="{style.size:g}" font-weight="{style.weight}" fill="{style.colour}">{spans}</text>',
        top + style.leading * len(broken),
    )


def _line(text: str, style: _Text, left: float, base: float) -> str:
    """A line on its base, from `left` on, its Chinese letters with a place and a face of their own.

    Within one span, a machine without a Chinese face would set the Latin letters otherwise too.
    """
    spans = []
    for place, run in enumerate(_CHINESE.split(text)):
        chinese = place % 2
        face = f' font-family="{CHINESE_FONT}"' if chinese else ""
        if run:
            spans.append(f'<tspan x="{left:g}" y="{base:g}"{face}>{escape(run, quote=False)}</tspan>')
        left += len(run) * style.size if chinese else metrics.width_of(run, style.size, style.weight >= _BOLD)
    return "".join(spans)
