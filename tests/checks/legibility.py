"""What can be read in a drawing: boxes of its words, and what makes them hard to read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise
from typing import Any, NamedTuple
from xml.etree import ElementTree

from expobook.figures.fonts import metrics

_SVG = "{http://www.w3.org/2000/svg}"
_MOVED = re.compile(r"translate\(([-\d.e]+),?\s*([-\d.e]+)?\)")
_TURNED = re.compile(r"rotate\((-?[\d.]+)")
_BAR = re.compile(r"M([-\d.e]+),([-\d.e]+)h([-\d.e]+)v([-\d.e]+)h[-\d.e]+Z")
_CORNER = re.compile(r"[ML]([-\d.e]+),([-\d.e]+)")
_ASCENT, _DESCENT = 0.72, 0.2
"""Height of capitals and depth of descenders in parts of the letter size."""
_APART, _TOUCH = 4.0, 1.5
"""Words on one line need this space between them; lines may overlap by that, in points."""
_SIGNS = ("point", "circle", "square")
_STEPS = 24
"""Points of a stroke that are looked at."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in points from the upper left of the drawing, with the text that fills it.

    A `halo` is the white edge that is drawn below words where something crosses them.
    """

    left: float
    top: float
    right: float
    bottom: float
    text: str = ""
    fill: str = ""
    halo: bool = False

    def meets(self, other: Box) -> bool:
        """Whether two texts lie over one another, or read as one."""
        return (
            min(self.right, other.right) - max(self.left, other.left) > -_APART
            and min(self.bottom, other.bottom) - max(self.top, other.top) > _TOUCH
        )

    def spans(self, other: Box) -> bool:
        """Whether the box reaches as far to both sides as the other, at the same height."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.bottom
            and other.top <= self.bottom
        )

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies inside, away from the edge."""
        return self.left + _TOUCH < x < self.right - _TOUCH and self.top + _TOUCH < y < self.bottom - _TOUCH


@dataclass(slots=True)
class Drawing:
    """The upright words of an SVG line by line, its bars, signs, and strokes as corner points."""

    words: list[Box] = field(default_factory=list)
    bars: list[Box] = field(default_factory=list)
    signs: list[tuple[float, float]] = field(default_factory=list)
    strokes: list[list[tuple[float, float]]] = field(default_factory=list)


class Faults(NamedTuple):
    """How many words are hard to read, by what is wrong with them."""

    over: int
    """Pairs that lie over one another, or read as one."""
    crossed: int
    """Words under a stroke, without a halo."""
    covered: int
    """Words over a sign."""
    unseen: int
    """White words without a bar behind them."""

    def no_worse_than(self, other: Faults) -> bool:
        """Whether there is no more of any fault than in another drawing."""
        return all(own <= its for own, its in zip(self, other, strict=True))


def faults(svg: str) -> Faults:
    """Look for words in a drawing that are hard to read."""
    drawing = read(svg)
    haloed = {replace(word, fill="", halo=False) for word in drawing.words if word.halo}
    words = [word for word in drawing.words if not word.halo]
    return Faults(
        over=sum(one.meets(other) for one, other in combinations(words, 2)),
        crossed=sum(
            any(_crosses(stroke, word) for stroke in drawing.strokes)
            for word in words
            if replace(word, fill="") not in haloed
        ),
        covered=sum(word.holds(*sign) for word in words for sign in drawing.signs),
        unseen=sum(not any(bar.spans(word) for bar in drawing.bars) for word in words if word.fill == "white"),
    )


def read(svg: str) -> Drawing:
    """The words, bars and strokes of a drawing; grid lines and axes are left out."""
    found = Drawing()
    _walk(ElementTree.fromstring(svg), 0.0, 0.0, found)
    return found


def _walk(element: Any, x: float, y: float, found: Drawing, axis: bool = False) -> None:
    placed = element.get("transform", "")
    if (turned := _TURNED.search(placed)) and float(turned[1]) % 360:
        return
    if moved := _MOVED.search(placed):
        x, y = x + float(moved[1]), y + float(moved[2] or 0)
    kind = element.get("class", "")
    axis = axis or "role-axis" in kind or "role-legend" in kind
    tag = element.tag.removeprefix(_SVG)
    if tag == "text" and element.get("opacity") != "0":
        found.words += _lines(element, x, y)
    elif tag == "path" and (bar := _BAR.match(element.get("d", ""))):
        left, top, width, height = (float(part) for part in bar.groups())
        if element.get("fill") not in (None, "none", "transparent"):
            found.bars.append(Box(x + left, y + top, x + left + width, y + top + height))
    elif tag == "path" and not axis and element.get("aria-roledescription") in _SIGNS:
        found.signs.append((x, y))
    elif not axis and element.get("stroke") not in (None, "none", "white"):
        found.strokes += _stroke(element, tag, x, y)
    for child in element:
        _walk(child, x, y, found, axis)


def _stroke(element: Any, tag: str, x: float, y: float) -> list[list[tuple[float, float]]]:
    if tag == "line":
        return [[(x, y), (x + float(element.get("x2", 0)), y + float(element.get("y2", 0)))]]
    if tag == "path" and element.get("fill", "none") == "none":
        corners = [(x + float(a), y + float(b)) for a, b in _CORNER.findall(element.get("d", ""))]
        return [corners]
    return []


def _crosses(stroke: list[tuple[float, float]], word: Box) -> bool:
    return any(
        word.holds(a + (c - a) * step / _STEPS, b + (d - b) * step / _STEPS)
        for (a, b), (c, d) in pairwise(stroke)
        for step in range(_STEPS + 1)
    )


def _lines(element: Any, x: float, y: float) -> Iterator[Box]:
    size = float(element.get("font-size", "12px").removesuffix("px"))
    bold = element.get("font-weight") in ("bold", "600", "700")
    lines = [(element.text or "", x, y)]
    for span in element.iter(f"{_SVG}tspan"):
        y += float(span.get("dy", 0))
        lines.append((span.text or "", x + float(span.get("x", 0)), y))
    for text, left, base in lines:
        if text.strip():
            width = metrics.width_of(text, size, bold)
            left -= width * {"middle": 0.5, "end": 1.0}.get(element.get("text-anchor", ""), 0)
            yield Box(
                left,
                base - _ASCENT * size,
                left + width,
                base + _DESCENT * size,
                text,
                element.get("fill", ""),
                element.get("stroke") == "white",
            )
