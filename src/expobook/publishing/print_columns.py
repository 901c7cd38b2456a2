"""Entries in two columns: filled on paper from measured heights, page by page.

WeasyPrint's own columns lay every page out several times and copy all entries for each; that took
more than half of a render. An entry is never cut between columns.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from bs4 import Tag

from .print_source import make

LEAST = 30.0
"""Room in millimetres below which a run of entries begins on the next page."""
_SLACK = 2.0
"""Millimetres left free at the foot: a page's number may make a line longer than it measured."""


def set_sheets(run: Tag, heights: Sequence[float], room: float, page: float) -> float:
    """Replace a run of entries by sheets, one a page, each with two columns.

    `heights` are those of the entries, `room` is what is left of the first page, `page` what a
    whole one holds, all in millimetres. Returns the height of the last sheet, and of what stands
    above it on the same page.
    """
    entries = run.find_all(True, recursive=False)
    used = page - room
    first = True
    for start, middle, end in split(heights, room - _SLACK, page - _SLACK):
        columns = (entries[start:middle], entries[middle:end])
        height = max(sum(heights[start:middle]), sum(heights[middle:end]))
        fresh = not first or height > room - _SLACK
        sheet = make("div", class_="sheet next-page" if fresh else "sheet")
        for column in columns:
            part = make("div", class_="column")
            part.extend([entry.extract() for entry in column])
            sheet.append(part)
        run.insert_before(sheet)
        used = height + (0 if fresh else used)
        first = False
    run.extract()
    return used


def split(heights: Sequence[float], room: float, page: float) -> Iterator[tuple[int, int, int]]:
    """For each page where its columns begin and end: (first, first of the second column, end).

    The columns of the last page are as equal as the entries allow.
    """
    start = 0
    while start < len(heights):
        middle = _full(heights, start, room)
        end = _full(heights, middle, room)
        if end == start:  # nothing fits here; on a whole page the tallest entry stands anyhow
            middle, end = (start, start) if room < page else (start + 1, start + 1)
        if end == len(heights):
            middle = _most_even(heights, start)
        if end > start:
            yield start, middle, end
        start, room = end, page


def _full(heights: Sequence[float], start: int, room: float) -> int:
    """The first entry after `start` that a column of this height doesn't hold."""
    filled = itertools.accumulate(heights[start:])
    return start + sum(1 for _ in itertools.takewhile(lambda height: height <= room, filled))


def _most_even(heights: Sequence[float], start: int) -> int:
    """Where the second column begins when both are to be as low as can be."""
    total = sum(heights[start:])
    left = itertools.accumulate(heights[start:], initial=0.0)
    return start + min(enumerate(left), key=lambda at: (max(at[1], total - at[1]), -at[0]))[0]
