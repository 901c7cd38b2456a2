"""“First on page 12, 31” in the ledger: where each chapter that states a number first does so.

How many times a page states it is known only once the pages are laid out, and the width of the
list would change them again.
"""

from __future__ import annotations

import re

from bs4 import Tag

from .print_source import Page, make

_FACT = re.compile(r"fact-")
_TO_FACT = re.compile(r"#fact-")


def settle(pages: list[Page]) -> None:
    """Replace the names of pages under “Used in” by links that print page numbers."""
    ledger = next((page for page in pages if page.section.find(id=_FACT)), None)
    if ledger is None:
        return
    uses = _uses([page for page in pages if page is not ledger])
    for entry in ledger.section.find_all(id=_FACT):
        for name in entry.find_all("dt"):
            if name.get_text(strip=True) == "Used in" and entry["id"] in uses:
                name.string = "Used on page"
                _list(name.find_next_sibling("dd"), uses[entry["id"]])


def _uses(pages: list[Page]) -> dict[str, list[str]]:
    """For every fact the anchors of its first use on each page of the book."""
    found: dict[str, list[str]] = {}
    for page in pages:
        name = page.docname.rsplit("/", 1)[-1]
        seen: set[str] = set()
        for link in page.section.find_all("a", href=_TO_FACT):
            fact = link["href"][1:]
            if fact in seen or link.find_parent(class_=["entry", "claim-entry"]):
                continue
            seen.add(fact)
            link["id"] = f"use-{fact.removeprefix('fact-')}-{name}"
            found.setdefault(fact, []).append(link["id"])
    return found


def _list(content: Tag, anchors: list[str]) -> None:
    content.clear()
    for position, anchor in enumerate(anchors):
        if position:
            content.append(", ")
        content.append(make("a", href=f"#{anchor}", class_="page-only"))
