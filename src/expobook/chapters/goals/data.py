"""Chapter 4: the stated goals, and what is known of each.

Pure functions: evidence in, goals out. Values stay in the unit of their goal, growth is in
percent a year, and a goal's own words are never turned into a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from expobook.analysis.goals import Baseline, Goal, Outcome
from expobook.analysis.measures import required_growth_percent
from expobook.values import periods

if TYPE_CHECKING:
    from expobook.evidence import Evidence, SeriesValue

HEADLINES = ("hz2025-core-revenue", "hz2025-digital-trade", "hz2025-rmb-settlement")
GROUPS = (
    "Release: the headline figures",
    "Release: aims in words",
    "Other goals of the city",
    "Goals of the province",
    "Goals set by the state",
)
_STATE = ("China", "State Council")
Row = Mapping[str, Any]
"""A row of a table of the data package, by column."""


@dataclass(frozen=True, slots=True)
class StatedGoal:
    """One stated goal with all that is known of it.

    `goal` carries a baseline only where a path may be drawn from it: in a series whose values may
    be compared over time, and never for a growth rate. `baseline` is the one on record in any
    case. `outcomes` are whole years of the goal's series; `parts` are parts of a year, as a
    mapping from year to (months, value). `observations` gives the observation of each year.
    """

    goal_id: str
    label: str
    group: str
    kind: str
    text: str
    announced_by: str
    issued: str
    unit: str
    goal: Goal
    source_id: str
    series_id: str = ""
    comparable: bool = True
    break_note: str = ""
    target_id: str = ""
    baseline: Baseline | None = None
    baseline_id: str = ""
    outcomes: tuple[Outcome, ...] = ()
    parts: Mapping[int, tuple[int, float]] = field(default_factory=dict)
    part_observations: Mapping[int, str] = field(default_factory=dict)
    observations: Mapping[int, str] = field(default_factory=dict)
    grades: Mapping[str, str] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        """The goal's name inside fact ids."""
        return self.goal_id.replace("-", "_")

    @property
    def caution(self) -> str:
        """What the goal's text says after its semicolon: of its scope, or how it was read."""
        return self.text.partition("; ")[2]


def stated_goals(evidence: Evidence, lowest_grade: str = "D") -> list[StatedGoal]:
    """Bring every stated goal together with its baseline and its reported values.

    Observations below `lowest_grade` are left out. Order: by group, target year and id.
    Raises EvidenceError when a goal names a series or baseline that isn't there.
    """
    series = {row["series_id"]: row for row in evidence.series.to_dict("records")}
    held = evidence.observations
    targets = held[held["status"] == "target"].reset_index().to_dict("records")
    goals = [
        _stated_goal(evidence, row, series.get(_text(row["series_id"])), _target_id(targets, row), lowest_grade)
        for row in evidence.goals.to_dict("records")
    ]
    return sorted(goals, key=lambda item: (GROUPS.index(item.group), item.goal.target_year or 9999, item.goal_id))


def _stated_goal(evidence: Evidence, row: Row, series: Row | None, target_id: str, lowest_grade: str) -> StatedGoal:
    series_id = _text(row["series_id"])
    reported = _reported(evidence, series_id, lowest_grade)
    whole = [item for item in reported if periods.is_annual(item.period)]
    parts = _parts(reported, {item.year for item in whole})
    year, target = _number(row["target_year"]), _number(row["target_value"])
    note = "" if series is None else _text(series["note"])
    comparable = series is None or _is_true(series["comparable_over_time"])
    baseline_id = _admitted(evidence, _text(row["baseline_observation_id"]), lowest_grade)
    baseline = _baseline(evidence, baseline_id)
    path = baseline if comparable and not series_id.endswith("_growth") else None
    return StatedGoal(
        goal_id=row["goal_id"],
        label=_label(row, series),
        group=group_of(row),
        kind=row["kind"],
        text=row["text"],
        announced_by=row["announced_by"],
        issued=_text(row["issued"]),
        unit=_text(row["unit"]),
        source_id=row["source_id"],
        series_id=series_id,
        comparable=comparable,
        break_note="" if comparable else note,
        goal=Goal(target, None if year is None else int(year), row["bound"] or "at_least", path, row["goal_id"]),
        target_id=target_id,
        baseline=baseline,
        baseline_id=baseline_id,
        outcomes=tuple(Outcome(float(item.value), int(item.year), item.bound, status=item.status) for item in whole),
        parts={when: part[:2] for when, part in parts.items()},
        part_observations={when: part[2] for when, part in parts.items()},
        observations={int(item.year): item.observation_id for item in whole},
        grades={item.observation_id: item.grade for item in reported}
        | ({baseline_id: evidence.observation(baseline_id).grade} if baseline_id else {}),
    )


def group_of(row: Row) -> str:
    """Say to which group a goal belongs: by who set it, and inside the release by kind."""
    if _is_true(row["in_release"]):
        return GROUPS[0] if row["kind"] == "quantitative" else GROUPS[1]
    if row["entity"] == _STATE[0] or row["announced_by"] == _STATE[1]:
        return GROUPS[4]
    return GROUPS[3] if row["entity"] == "Zhejiang" else GROUPS[2]


def required_growth(item: StatedGoal) -> float | None:
    """Return the constant yearly growth from the baseline to the target, in percent.

    It only looks forward from what the planners knew, so it is given for broken series too, but
    not for a goal that is itself a growth rate.
    """
    base = item.baseline
    if base is None or base.value <= 0 or item.series_id.endswith("_growth"):
        return None
    return required_growth_percent(base.value, item.goal.number, item.goal.due_year - base.year)


def with_value_for(goals: Iterable[StatedGoal], year: int) -> int:
    """Count the goals of which a whole-year value for the given year is known."""
    return sum(any(outcome.year == year for outcome in item.outcomes) for item in goals)


def without_value(goals: Iterable[StatedGoal]) -> int:
    """Count the goals with a number for which no value, of a year or part of one, is known."""
    return sum(item.goal.target is not None and not item.outcomes and not item.parts for item in goals)


def chosen(goals: Iterable[StatedGoal], goal_ids: Iterable[str]) -> list[StatedGoal]:
    """Pick goals by id, in the order asked for; raises KeyError for an unknown one."""
    by_id = {item.goal_id: item for item in goals}
    return [by_id[name] for name in goal_ids]


def _reported(evidence: Evidence, series_id: str, lowest_grade: str) -> list[SeriesValue]:
    """The best value of each period of a series, those below the lowest grade left out.

    Periods that cross from one year into another belong to no year and are left out too.
    """
    if not series_id:
        return []
    rows = evidence.series_rows(series_id)
    return [item for item in rows if item.grade <= lowest_grade and periods.period_end(item.period).year == item.year]


def _parts(reported: list[SeriesValue], years: set[int]) -> dict[int, tuple[int, float, str]]:
    """Parts of a year that begin in January, the longest of each year without a whole value."""
    longest: dict[int, tuple[int, float, str]] = {}
    for item in reported:
        start = periods.period_start(item.period)
        if (start.month, start.day) == (1, 1) and item.year not in years:
            span = periods.months(item.period)
            if span > longest.get(item.year, (0,))[0]:
                longest[int(item.year)] = (span, float(item.value), item.observation_id)
    return longest


def _target_id(targets: list[Row], row: Row) -> str:
    """The observation that states the target, from the goal's own source where there is one."""
    value = _number(row["target_value"])
    if value is None:
        return ""
    stated = [
        held
        for held in targets
        if held["series_id"] == row["series_id"]
        and held["period"] == str(int(row["target_year"]))
        and held["value"] == value
    ]
    own = [held for held in stated if held["source_id"] == row["source_id"]]
    return min((held["observation_id"] for held in own or stated), default="")


def _baseline(evidence: Evidence, baseline_id: str) -> Baseline | None:
    if not baseline_id:
        return None
    observation = evidence.observation(baseline_id)
    return Baseline(float(observation.value), periods.year(observation.period), observation.bound)


def _admitted(evidence: Evidence, observation_id: str, lowest_grade: str) -> str:
    if observation_id and evidence.observation(observation_id).grade <= lowest_grade:
        return observation_id
    return ""


def _label(row: Row, series: Row | None) -> str:
    return f"{row['entity']}: {series['label'] if series else row['text']}"


def _text(value: object) -> str:
    return "" if value is None or pd.isna(value) else str(value)


def _number(value: Any) -> float | None:
    return None if value in (None, "") or pd.isna(value) else float(value)


def _is_true(value: object) -> bool:
    return value is True or str(value).lower() == "true"
