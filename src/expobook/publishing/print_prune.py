"""What print leaves to the HTML edition: sources that nothing in the printed book cites."""

from __future__ import annotations

import re

from .print_source import Page, make

_SOURCE = re.compile(r"source-")


def settle(pages: list[Page]) -> None:
    """Keep the sources that the printed pages cite; a line says how many others there are."""
    cited = {
        link["href"][1:] for page in pages for link in page.section.find_all("a", href=True)
    }
    for page in pages:
        left_out = [entry for entry in page.section.find_all(class_="entry", id=_SOURCE)
                    if entry["id"] not in cited]
        for entry in left_out:
            entry.extract()
        if left_out:
            _drop_empty_sections(page)
            page.section.append(make("p", _line(len(left_out)), class_="left-out"))


def _drop_empty_sections(page: Page) -> None:
    for section in page.section.find_all("section"):
        if section.find(["p", "table", "div", "ul"]) is None:
            section.extract()


def _line(count: int) -> str:
    what = "more source of the data package is" if count == 1 else (
        "more sources of the data package are")
    return (f"{count} {what} not cited in these pages; the HTML edition lists all of them, and "
            "the attached data package holds them.")
