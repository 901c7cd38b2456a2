"""Chapter 3, sides of a decision: which figures and goals lie before it, across it or after it.

A figure tells of the time before a decision only if its whole period had ended by then. The year in
which a pilot was decided, taken as a whole, lies across the decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from expobook.facts.facts import Fact
from expobook.values import periods
from expobook.values import periods as dates

Side = Literal["before", "across", "after"]
GAP = "–"


@dataclass(frozen=True, slots=True)
class Pilot:
    """A national pilot in the city: its event, what it covers, facts of it, what they can't say."""

    event_id: str
    covers: str
    figures: tuple[str, ...]
    silent: str


def side(period: str, decided: str) -> Side:
    """Say on which side of a decision a period lies; both are dates as the evidence writes them.

    >>> side("2014", "2015-03-12"), side("2020", "2020-08"), side("2022-01/2022-10", "2020-08")
    ('before', 'across', 'after')
    """
    if periods.period_end(period) < periods.period_start(decided):
        return "before"
    return "after" if periods.period_start(period) > periods.period_end(decided) else "across"


def measured(
    pilots: Iterable[Pilot], facts: Mapping[str, Fact], decided: Mapping[str, str]
) -> list[str]:
    """List the pilots, by event, with a figure from before the decision and one from after it."""
    return [
        pilot.event_id for pilot in pilots
        if {"before", "after"} <= {side(facts[name].period, decided[pilot.event_id])
                                   for name in pilot.figures}
    ]


def figures_cells(pilot: Pilot, facts: Mapping[str, Fact], decided: str) -> tuple[str, str]:
    """Write a pilot's figures for two cells of a table: from before, and from the decision on."""
    earlier = [name for name in pilot.figures if side(facts[name].period, decided) == "before"]
    later = [name for name in pilot.figures if name not in earlier]
    return _listed(earlier, facts, decided), _listed(later, facts, decided)


def _listed(names: Sequence[str], facts: Mapping[str, Fact], decided: str) -> str:
    marks = {"before": "", "across": ", across the decision", "after": ""}
    return "; ".join(
        f"{{{name}}} ({dates.written_period(facts[name].period)}"
        f"{marks[side(facts[name].period, decided)]})" for name in names
    ) or GAP


def issued_before(goals: pd.DataFrame, goal_ids: Iterable[str], decided: str) -> list[str]:
    """List those of the goals that had been issued before a decision."""
    issued = goals.set_index("goal_id")["issued"]
    return [name for name in goal_ids if side(issued[name], decided) == "before"]


def years_issued(goals: pd.DataFrame, goal_ids: Mapping[str, str]) -> dict[str, int]:
    """Give for each fact that states a goal the year in which the goal was issued."""
    issued = goals.set_index("goal_id")["issued"]
    return {fact: periods.period_start(issued[name]).year for fact, name in goal_ids.items()}
