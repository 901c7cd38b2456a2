"""Filling pages: a figure that doesn't fit lets the text behind it go first, or shrinks a little.

A figure is never cut. Set strictly in order, it would leave the rest of a page empty whenever it
doesn't fit. As in books, the paragraphs that follow it (within the same section) then come first.
The heights of all blocks are measured once, in a layout without page ends; the pages are then
filled on paper.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bs4 import Tag

from .print_source import APPENDIX, Page

PAGE = 253.0
"""Height of the text area in millimetres, as in the stylesheet."""
_GAP = 32.0
"""White space at the foot of a page that nobody minds, in millimetres."""
_LEAST_SCALE = 0.82
_LINES = 14.0
"""Room that a heading needs for itself and the lines that must follow it."""
_HEAD_OF_TABLE = 38.0
_MOVABLE = frozenset(("p", "ul", "ol", "dl"))

_SINK = 9.0
"""How far below the top a chapter begins, in millimetres, as in the stylesheet."""
_CUT_TABLE = 10.0
"""What a table that goes on takes on the next page: its head again, and a row that didn't fit."""

Measure = Callable[[list[Page]], dict[str, float]]
"""Gives the place of every block with an id, in millimetres below the top of its page."""


@dataclass(slots=True)
class Block:
    """One block of a chapter and the height that it takes up, with the space below it."""

    element: Tag
    height: float = 0.0

    @property
    def kind(self) -> str:
        """How the block behaves at the foot of a page."""
        classes = self.element.get("class", [])
        if "turned" in classes:
            return "turned"
        if self.element.name == "figure":
            return "table" if "expo-table" in classes else "figure"
        if self.element.name in ("h1", "h2", "h3", "h4") or "opener" in classes:
            return "heading"
        if self.element.name in _MOVABLE and "made-by" not in classes:
            return "text"
        return "box"


def settle(pages: Iterable[Page], measure: Measure) -> None:
    """Move text before figures that would leave a gap, and shrink those that nearly fit."""
    chapters = [page for page in pages if page.kind != APPENDIX]
    blocks = {page.docname: list(_blocks(page.section)) for page in chapters}
    named = _name_blocks(blocks.values())
    tops = measure(chapters)
    for page in chapters:
        _take_heights(blocks[page.docname], tops)
    for element in named:
        del element["id"]
    for page in chapters:
        _fill(blocks[page.docname], _SINK)
        for picture in page.section.find_all(class_="figure-picture"):
            del picture["data-height"]


def _blocks(section: Tag) -> Iterable[Block]:
    """The blocks of a page in reading order, through nested sections."""
    for child in section.find_all(True, recursive=False):
        if child.name == "section":
            yield from _blocks(child)
        elif child.name != "span":
            yield Block(child)


def _name_blocks(chapters: Iterable[list[Block]]) -> list[Tag]:
    """Give every block an id for the measuring; return those that had none."""
    named = []
    for block in (block for chapter in chapters for block in chapter):
        if not block.element.get("id"):
            block.element["id"] = f"block-{len(named)}"
            named.append(block.element)
    return named


def _take_heights(blocks: list[Block], tops: dict[str, float]) -> None:
    for block, following in itertools.pairwise(blocks):
        block.height = tops[following.element["id"]] - tops[block.element["id"]]


def _fill(blocks: list[Block], used: float = 0.0) -> None:
    """Fill page after page; `used` is the height taken on the current one."""
    queue = list(blocks)
    while queue:
        block = queue.pop(0)
        room = PAGE - used
        if block.height > PAGE:
            _shrink(block, PAGE, least=0.4)
        if block.kind == "figure" and block.height > room:
            if _shrink(block, room):
                used = PAGE
                continue
            taken = _move_text_before(block, queue, room)
            if taken > 0:
                used = _advance(used, taken)
                room = PAGE - used
            used = block.height if block.height > room else used + block.height
        else:
            used = _place(block, used)


def _place(block: Block, used: float) -> float:
    """The height used after a block in its normal place."""
    room = PAGE - used
    if block.kind == "turned":
        return PAGE
    if block.kind == "heading":
        return block.height if block.height + _LINES > room else used + block.height
    if block.kind in ("figure", "box"):
        return block.height if block.height > room else used + block.height
    if block.kind == "table":
        if room < min(_HEAD_OF_TABLE, block.height):
            return _advance(0.0, block.height)
        return _advance(used, block.height + (_CUT_TABLE if block.height > room else 0.0))
    return _advance(used, block.height)


def _advance(used: float, height: float) -> float:
    """The height used on the last page after something that may be cut between lines."""
    return (used + height) % PAGE


def _shrink(block: Block, room: float, least: float = _LEAST_SCALE) -> bool:
    """Scale a picture down when that alone makes the figure fit, and legibly."""
    picture = block.element.find(class_="figure-picture")
    excess = block.height - room
    drawn = picture.get("data-height") if picture else ""
    if not drawn or float(drawn) - excess < float(drawn) * least:
        return False
    picture["style"] = f"max-height: {float(drawn) - excess - 1:.1f}mm"
    picture["data-height"] = str(float(drawn) - excess)
    block.height = room
    return True


def _move_text_before(figure: Block, queue: list[Block], room: float) -> float:
    """Move following paragraphs of the section before the figure; return their height."""
    taken = 0.0
    while queue and room - taken > _GAP:
        following = queue[0]
        if following.element.parent is not figure.element.parent or (
            following.kind not in ("text", "table") or
            (following.kind == "table" and room - taken < _HEAD_OF_TABLE)
        ):
            break
        figure.element.insert_before(following.element.extract())
        taken += queue.pop(0).height
    return taken
