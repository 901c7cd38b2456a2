"""Where a text must say that it rests on grade D: second-hand, machine-read or unconfirmed.

A key finding says so when any number in it, or read by its claims, is of grade D. A figure or table
says so in its title, subtitle or note when a quantity of grade D stands in its title or is read by
the claims behind its title. A count of verdicts or tests is no such quantity: what it counts says
so where it stands, and the grade stands below every figure in any case.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .index import BookIndex

WEAK_WORDS = ("second-hand", "second hand", "unconfirmed", "machine-read", "grade d",
              "二手", "未经证实")
"""A text that rests on grade D says so with one of these words."""

_TEXTS = ("title", "subtitle", "note")


def says_so(text: str) -> bool:
    """Tell whether a text admits weak evidence."""
    return any(word in text.lower() for word in WEAK_WORDS)


def weak_facts(index: BookIndex, names: Iterable[str]) -> list[str]:
    """Those of the named facts that have grade D, sorted."""
    found = (index.get("fact", name) for name in names)
    return sorted({one.item["id"] for one in found if one and one.item["grade"] == "D"})


def read_by(index: BookIndex, claim_ids: Iterable[str]) -> list[str]:
    """The facts that claims read."""
    found = (index.get("claim", name) for name in claim_ids)
    return [name for one in found if one for name in one.item["reads"]]


def silent_title(index: BookIndex, described: dict[str, Any]) -> str:
    """Words for a figure or table whose title rests on grade D unsaid; empty when all is well."""
    in_title = [part["fact"] for part in described["title_parts"] if not isinstance(part, str)]
    named = [*in_title, *read_by(index, described.get("claims", ()))]
    weak = [name for name in weak_facts(index, named) if not _is_count(index, name)]
    if not weak or any(says_so(described.get(name) or "") for name in _TEXTS):
        return ""
    return (f"its title rests on grade D ({', '.join(weak)}) without saying so; "
            f"write in its title, subtitle or note one of: {', '.join(WEAK_WORDS)}")


def _is_count(index: BookIndex, name: str) -> bool:
    stated = index.get("fact", name)
    return bool(stated and stated.item["kind"] == "computed" and stated.item["unit"] == "count")
