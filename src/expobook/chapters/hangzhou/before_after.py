"""Chapter 3, sides of a decision: which figures lie before it, across it or after it.

A figure tells of the time before a decision only if its whole period had ended by then. The year in
which a pilot was decided, taken as a whole, lies across the decision.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from expobook.facts.facts import Fact
from expobook.values import periods

Side = Literal["before", "across", "after"]


def side(period: str, decided: str) -> Side:
    """Say on which side of a decision a period lies; both are dates as the evidence writes them.

    >>> side("2014", "2015-03-12"), side("2020", "2020-08"), side("2022-01/2022-10", "2020-08")
    ('before', 'across', 'after')
    """
    if periods.period_end(period) < periods.period_start(decided):
        return "before"
    return "after" if periods.period_start(period) > periods.period_end(decided) else "across"


def pilots_with_both_sides(
    pilots: Mapping[str, Sequence[str]], facts: Mapping[str, Fact], decided: Mapping[str, str]
) -> list[str]:
    """List the pilots, by event, with a figure from before the decision and one from after it.

    `pilots` names for each event the facts that measure what it covers.
    """
    return [
        event
        for event, figures in pilots.items()
        if {"before", "after"} <= {side(facts[name].period, decided[event]) for name in figures}
    ]
