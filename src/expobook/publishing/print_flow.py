"""Filling pages: a figure that doesn't fit lets the text behind it go first, or shrinks a little.

A figure is never cut. Set strictly in order, it would leave the rest of a page empty whenever it
doesn't fit. As in books, what follows it in the chapter then comes first, up to the next figure.
The heights of all blocks are measured once, in a layout without page ends; the pages are then
filled on paper.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bs4 import Tag

from . import print_columns, print_links
from .print_source import APPENDIX, Page

PAGE = 253.0
"""Height of the text area in millimetres, as in the stylesheet."""
_GAP = 32.0
"""White space at the foot of a page that nobody minds, in millimetres."""
_WIDE_GAP = 55.0
"""White space that is worse than a figure which stands behind the next section's heading."""
_LEAST_SCALE, _LEAST_ALONE = 0.82, 0.4
"""How small a drawing may become: to fit, where its letters allow it; to fit on a page at all."""
_BEFORE_GAP = 0.875
"""How much smaller than that it may be where it would otherwise leave a wide gap."""
_SKIPPED = 2
"""Figures and tables, after the one that doesn't fit, behind which text is fetched."""
_SHORT_TABLE = 5
"""Rows up to which a table isn't cut."""
_RUN_ON, _BETWEEN = 150.0, 14.0
"""How far down a sheet an appendix may end for the next one to follow on it, and the space
between them, in millimetres, as in the stylesheet."""
_RESERVE = 4.0
"""Millimetres that a figure leaves free: heights are measured apart from their pages."""
_DRIFT = 50.0
"""Millimetres that the first columns after several sheets of text leave free: where text ends on
its sheet is known less well than where entries do."""
_ROUNDS = 3
"""How often text is fetched from behind a figure: what was fetched may end on the next sheet."""
_LINE = 4.81
"""Height of a line of text in millimetres, as in the stylesheet."""
_FEWEST = 3
"""Lines of a paragraph that stay together at either side of a page's end, as in the stylesheet."""
_BELOW = {"figure": 6.0, "table": 6.0, "text": 2.6}
"""White space below a block, in millimetres, that may be lost at the foot of a page."""
_LINES = 16.0
"""Room that a heading needs for itself and the lines that must follow it."""
_TOGETHER = 3
"""Rows at the end of a table that stand together, as in the stylesheet; at its top two do."""
_MOVABLE = frozenset(("p", "ul", "dl", "dd"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "dt"))
_SINK, _SINK_APPENDIX = 9.0, 6.0
"""How far below the top a chapter and an appendix begin, in millimetres, as in the stylesheet."""

Places = Mapping[str, Sequence[float]]
"""Top and foot of every element with an id, in millimetres below the top of its page."""
Measure = Callable[[list[Page]], Places]


@dataclass(slots=True)
class Block:
    """One block of a page and the height that it takes up, with the space below it."""

    element: Tag
    height: float = 0.0
    parts: list[float] = field(default_factory=list)
    """Heights of the entries in it, or of a table's head, rows and foot."""

    @property
    def kind(self) -> str:
        """How the block behaves at the foot of a page."""
        classes = self.element.get("class", [])
        if "turned" in classes:
            return "turned"
        if self.element.name == "figure":
            return "table" if "expo-table" in classes else "figure"
        if self.element.name in _HEADINGS or "opener" in classes:
            return "heading"
        if "entries" in classes:
            return "entries"
        return "text" if self.element.name in _MOVABLE else "box"

    @property
    def picture(self) -> Tag | None:
        """The drawing of a figure."""
        return self.element.find(class_="figure-picture") if self.kind == "figure" else None

    @property
    def least(self) -> float:
        """The part of its height to which the drawing may shrink: its letters stay readable."""
        picture = self.picture
        own = picture.get("data-least") if picture is not None else ""
        return max(_LEAST_SCALE, float(own or 0.0))

    def slack(self, least: float) -> float:
        """By how many millimetres the drawing may still shrink."""
        picture = self.picture
        if picture is None or not picture.get("data-height"):
            return 0.0
        drawn = float(picture["data-height"])
        return max(0.0, drawn - least * float(picture.get("data-whole", drawn)))

    def shrink(self, excess: float) -> None:
        """Draw the picture lower by `excess` millimetres."""
        picture = self.picture
        if picture is None or not excess:
            return
        drawn = float(picture["data-height"])
        picture["data-whole"] = picture.get("data-whole", drawn)
        picture["data-height"] = str(drawn - excess)
        picture["style"] = f"max-height: {drawn - excess:.1f}mm"
        self.height -= excess


def settle(pages: Iterable[Page], measure: Measure) -> None:
    """Move text before figures that would leave a gap, shrink those that nearly fit, set columns.

    Appendices without entries have nothing that could be moved and stay as they are.
    """
    pages = list(pages)
    settled = [page for page in pages if page.kind != APPENDIX or
               (not page.short and page.section.find(class_="entries"))]
    blocks = {page.docname: list(_blocks(page.section)) for page in settled}
    named = _name([
        *(element for listed in blocks.values() for block in listed
          for element in (block.element, *_inner(block))),
        *(link for page in settled
          for link in page.section.find_all("a", class_=print_links.NEAR))])
    places = measure(settled)
    print_links.settle_near(settled, places, PAGE)
    for listed in blocks.values():
        _take_heights(listed, places)
    for element in named:
        del element["id"]
    used = PAGE
    for page in pages:
        used = _fill(page, blocks[page.docname], used) if page in settled else PAGE
        for picture in page.section.find_all(class_="figure-picture"):
            del picture["data-height"], picture["data-whole"], picture["data-least"]


def _fill(page: Page, blocks: list[Block], used: float) -> float:
    """Fill the sheets of one page of the book; `used` and the result are of the last sheet."""
    if page.kind != APPENDIX:
        sheets = _Sheets(blocks, _SINK)
    else:
        page.run_on = used < _RUN_ON
        sheets = _Sheets(blocks, used + _BETWEEN if page.run_on else _SINK_APPENDIX)
    sheets.fill()
    return sheets.used if page.kind == APPENDIX else PAGE


def _blocks(section: Tag) -> Iterable[Block]:
    """The blocks of a page in reading order, through nested sections."""
    for child in section.find_all(True, recursive=False):
        if child.name == "section" and "conflict" not in child.get("class", []):
            yield from _blocks(child)
        elif child.name == "dl" and child.find("dt", recursive=False):
            yield from (Block(part) for part in child.find_all(["dt", "dd"], recursive=False))
        elif child.name != "span":
            yield Block(child)


def _inner(block: Block) -> list[Tag]:
    """The entries of a run, the rows of a table: parts between which a page may end."""
    if block.kind == "entries":
        return block.element.find_all(True, recursive=False)
    return block.element.select("tbody tr") if block.kind == "table" else []


def _name(elements: Iterable[Tag]) -> list[Tag]:
    """Give elements ids for the measuring; return those that had none."""
    named = []
    for element in elements:
        if not element.get("id"):
            element["id"] = f"block-{len(named)}"
            named.append(element)
    return named


def _take_heights(blocks: list[Block], places: Places) -> None:
    for block, following in itertools.zip_longest(blocks, blocks[1:]):
        top, foot = places[block.element["id"]]
        below = places[following.element["id"]][0] if following else foot
        block.height = below - top
        inner = [places[part["id"]] for part in _inner(block)]
        tops = [part[0] for part in inner]
        if block.kind == "entries":
            block.parts = [after - before for before, after in itertools.pairwise([*tops, foot])]
        elif inner:
            ends = [top, *tops, inner[-1][1], below]
            block.parts = [after - before for before, after in itertools.pairwise(ends)]
    if len(blocks) > 1 and "made-by" in blocks[-1].element.get("class", []):
        _keep_with_last(blocks[-2], blocks.pop())


def _keep_with_last(block: Block, line: Block) -> None:
    """Count the line that closes a chapter to what it stands below: it has no page of its own."""
    block.height += line.height
    if block.parts:
        block.parts[-1] += line.height


class _Sheets:
    """The sheets of one chapter or appendix, filled one after the other."""

    def __init__(self, blocks: Iterable[Block], used: float = 0.0) -> None:
        self.queue = list(blocks)
        self.used = used
        self.drawn: list[Block] = []
        """The figures on the current sheet."""
        self.drift = 0.0
        self.headings: list[Block] = []
        """Headings at the foot so far: they go along with what doesn't fit."""

    @property
    def room(self) -> float:
        """What is left of the current sheet."""
        return PAGE - self.used

    def fill(self) -> None:
        """Place every block."""
        while self.queue:
            self._place(self.queue.pop(0))

    def _place(self, block: Block) -> None:
        getattr(self, f"_place_{block.kind}")(block)
        self.headings = [*self.headings, block] if block.kind == "heading" else []

    def _turn(self, used: float = 0.0) -> None:
        """Begin the next sheet, with the headings that must stay with what comes."""
        self.used = used + sum(heading.height for heading in self.headings)
        self.drawn = []
        self.drift = _DRIFT

    def _flow(self, height: float) -> None:
        """Add lines; those that don't fit go on, and neither part is a single one."""
        lines = round((height - _BELOW["text"]) / _LINE)
        while height - _BELOW["text"] > self.room:
            here = min(int(self.room / _LINE), max(0, lines - _FEWEST))
            here = 0 if here < _FEWEST else here
            lines, height = lines - here, height - here * _LINE
            if here:
                self.headings = []
            self._turn()
        self.used += height

    def _fits(self, block: Block, ease: float = 1.0) -> bool:
        """Place a block on this sheet if it fits, with figures drawn smaller if need be."""
        excess = block.height - self.room
        lost = _BELOW.get(block.kind, 0.0)
        if excess <= (max(0.0, lost - _RESERVE) if block.kind == "figure" else lost):
            self.used += block.height
        else:
            spare = [(figure, figure.slack(ease * figure.least)) for figure in (*self.drawn, block)]
            slack = sum(height for _, height in spare)
            if slack < excess + _RESERVE:
                return False
            for figure, height in spare:
                figure.shrink(height * (excess + _RESERVE) / slack)
            self.used = PAGE - _RESERVE
        if block.kind == "figure":
            self.drawn.append(block)
        return True

    def _place_box(self, block: Block) -> None:
        if not self._fits(block):
            self._turn()
            if not self._fits(block):  # taller than a sheet
                self.used = PAGE

    def _place_figure(self, block: Block) -> None:
        if block.height > PAGE and block.slack(_LEAST_ALONE) > block.height - PAGE:
            block.shrink(block.height - PAGE + _RESERVE)
        for _ in range(_ROUNDS):
            if self._fits(block):
                return
            if not self._let_pass(block):
                break
        if self.room < _WIDE_GAP or not self._fits(block, _BEFORE_GAP):
            self._place_box(block)

    def _let_pass(self, figure: Block) -> bool:
        """Put what follows a figure before it, as long as it would leave a gap; say if anything.

        Text is fetched from behind the next figures too; these keep their order.
        """
        passed: list[tuple[int, Block]] = []
        waiting, height = [figure], 0.0
        for position, following in enumerate(self.queue, 1):
            if self.room - height <= _GAP:
                break
            if self._may_pass(figure, following, self.room - height):
                passed.append((position, following))
                height += following.height
            elif following.kind in ("figure", "table") and len(waiting) <= _SKIPPED:
                waiting.append(following)
            else:
                break
        while passed and passed[-1][1].kind == "heading":
            passed.pop()
        if passed:
            last, anchor = passed[-1]
            ahead = {id(block) for block in self.queue[:last]}
            behind = [block for block in waiting[1:] if id(block) in ahead]
            for block in reversed([figure, *behind]):
                anchor.element.insert_after(block.element.extract())
            self.queue[:last] = behind
            for _, block in passed:
                self._place(block)
        return bool(passed)

    def _may_pass(self, figure: Block, following: Block, room: float) -> bool:
        if following.element.name in ("dt", "dd"):
            return False
        if following.kind == "text":
            return True
        if following.kind == "table":
            return following.height < room or sum(following.parts[:3]) < room
        if following.kind == "heading":
            inside = figure.element.parent in following.element.parents
            return following.height + _LINES < room and (inside or room > _WIDE_GAP)
        return following.kind == "box" and following.height < room

    def _place_heading(self, block: Block) -> None:
        entries = self.queue and self.queue[0].kind == "entries"
        if entries and block.height + print_columns.LEAST > self.room - self.drift:
            block.element["class"] = [*block.element.get("class", []), "next-page"]
            self._turn(block.height)
            self.drift = 0.0
        elif block.height + _LINES > self.room:
            self._turn(block.height)
        else:
            self.used += block.height

    def _place_text(self, block: Block) -> None:
        if self.queue or not self._fits(block):
            self._flow(block.height)

    def _place_table(self, block: Block) -> None:
        whole = len(block.parts) - 2 <= _SHORT_TABLE
        if whole:
            block.element["class"] = [*block.element["class"], "whole"]
        if self._fits(block):
            return
        if whole or sum(block.parts[:3]) > self.room:
            self._let_pass(block)
        if whole:
            self._place_box(block)
        elif not self._fits(block):
            self._cut(*block.parts)

    def _cut(self, head: float, *below: float) -> None:
        """Place a table's rows, with its head again on every sheet; its foot stays with the last.

        The title stands above the first head only: it takes about two thirds of it.
        """
        again = head / 3
        rows = [head + sum(below[:2]), *below[2:-_TOGETHER - 1], sum(below[-_TOGETHER - 1:])]
        for row in rows:
            if row > self.room:
                self._turn(0.0 if row is rows[0] else again)
            self.used += row

    def _place_turned(self, block: Block) -> None:
        self._turn(PAGE)

    def _place_entries(self, block: Block) -> None:
        below = block.height - sum(block.parts)
        room = self.room - self.drift
        used = print_columns.set_sheets(block.element, block.parts, room, PAGE)
        self.used = used + below
        self.drawn, self.drift = [], 0.0
