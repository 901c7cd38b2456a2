"""The four grades of evidence, what each of them means, and what carries none: a setting."""

from __future__ import annotations

GRADES = {
    "A": "official statistics, an international organisation's data set, or a count in the "
         "book's own records",
    "B": "a government's or organiser's own statement",
    "C": "a news agency or newspaper",
    "D": "anything read second-hand, machine-made or unconfirmed",
}
SETTING = ""
"""The grade of a parameter: a choice of the run is no evidence, so it has none."""


def named(grade: str) -> str:
    """A grade in words: "grade B", or "a setting"."""
    return f"grade {grade}" if grade else "a setting"
