"""How evidence is marked: a source by its grade, A to D; what no source graded by its kind.

A grade is a source's. A number that is derived from reported values takes the lowest grade among
them; a modelled one shows its kind, and in its entry the grades of what went in; a count in the
book's own records has no grade, and a setting of the run is no evidence at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

Bound = Literal["exact", "approx", "at_least", "at_most"]
"""How exactly a value is known."""
GRADES = {
    "A": "official statistics or an international organisation's data set",
    "B": "a government's or organiser's own statement",
    "C": "a news agency or newspaper",
    "D": "anything read second-hand, machine-made or unconfirmed",
}
MODELLED, OWN_COUNT, SETTING = "modelled", "own count", "setting"
MARKS = {
    MODELLED: "the result of a model or inferred from others: it rests on assumptions",
    OWN_COUNT: "counted in the book's own records: it says what was found, not what happened",
    SETTING: "a setting of this run, not evidence",
}
"""What marks numbers that have no grade of their own."""
MEANINGS = {**GRADES, **MARKS}
UNGRADED = ""
"""The grade of what no source graded."""


def mark_of(fact: Mapping[str, Any]) -> str:
    """What stands beside a number: its grade, or the kind that has none."""
    if fact["kind"] in (MODELLED, OWN_COUNT):
        return str(fact["kind"])
    return str(fact["grade"]) or SETTING


def marks_of(facts: Iterable[Mapping[str, Any]], grades: Iterable[str] = ()) -> list[str]:
    """What stands beside a text, chart or table that rests on some facts and on further `grades`.

    The lowest grade; then whether something is modelled; an own count shows only by itself.
    """
    facts = list(facts)
    kinds = {fact["kind"] for fact in facts}
    lowest = max((*grades, *(fact["grade"] for fact in facts)), default=UNGRADED)
    marks = [lowest] if lowest else []
    marks += [MODELLED] if MODELLED in kinds else []
    return marks or ([OWN_COUNT] if OWN_COUNT in kinds else [])


def describe_mark(mark: str) -> str:
    """A mark in words: "grade B", "modelled", "an own count", or "a setting"."""
    return {MODELLED: MODELLED, OWN_COUNT: f"an {OWN_COUNT}", SETTING: f"a {SETTING}", UNGRADED: f"a {SETTING}"}.get(
        mark, f"grade {mark}"
    )


def explain_mark(mark: str) -> str:
    """A mark with its meaning: “Evidence grade B: a government's or organiser's own statement”."""
    name = f"Evidence grade {mark}" if mark in GRADES else mark.capitalize()
    return f"{name}: {MEANINGS[mark]}"
