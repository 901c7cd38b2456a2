"""Chapter 4: the stated goals, what is known of each, and what the rule of verdicts says of them.

Pure functions: evidence in, tidy frames out. Values stay in the unit of their goal, growth is in
percent a year, and a goal's own words are never turned into a number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from expobook.analysis.goals import (
    Baseline,
    Goal,
    Outcome,
    RuleParameters,
    distance_covered,
    time_elapsed,
)
from expobook.analysis.measures import required_growth_percent
from expobook.analysis.verdicts import VERDICTS, Verdict, verdict
from expobook.values import periods

if TYPE_CHECKING:
    from expobook.evidence import Evidence

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
    goals = [_stated_goal(evidence, row, lowest_grade) for row in evidence.goals.to_dict("records")]
    return sorted(goals, key=lambda item: (GROUPS.index(item.group), item.goal.target_year or 9999, item.goal_id))


def _stated_goal(evidence: Evidence, row: Row, lowest_grade: str) -> StatedGoal:
    series_id = _text(row["series_id"])
    series = _series(evidence, series_id)
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
        target_id=_target_id(evidence, row, target),
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


def score(item: StatedGoal, rule: RuleParameters) -> Verdict:
    """Apply the rule to one goal; where nothing decides, the reason names this goal's obstacle."""
    result = verdict(item.goal, item.outcomes, rule)
    if result.name != "not assessable" or not item.outcomes or item.goal.target is None:
        return result
    year = item.goal.target_year
    if any(outcome.year == year for outcome in item.outcomes):
        reason = f"The value for {year} is only a bound, which doesn't reach the goal and proves no miss."
    elif item.series_id.endswith("_growth"):
        reason = f"No value for {year} is known, and a goal for a growth rate has no path."
    elif not item.comparable:
        reason = (
            f"No whole-year value for {year} is known, and years of this series can't be compared "
            "with each other, so there is no path."
        )
    else:
        return result
    return replace(result, reason=reason)


Reading = Callable[[StatedGoal], StatedGoal]


def as_reported(item: StatedGoal) -> StatedGoal:
    """Values are judged as they were reported."""
    return item


SCORE_COLUMNS = (
    "goal_id",
    "group",
    "label",
    "kind",
    "issued",
    "target_year",
    "target_value",
    "unit",
    "baseline_year",
    "baseline_value",
    "required_growth_percent",
    "last_year",
    "last_value",
    "last_bound",
    "share_percent",
    "covered_percent",
    "elapsed_percent",
    "verdict",
    "grade",
    "reason",
)
BY_VERDICT = ("met", "on course", "behind", "missed", "not assessable")
"""Verdicts from good to bad, as the scoreboard lists them."""


def scoreboard(goals: Iterable[StatedGoal], rule: RuleParameters, reading: Reading = as_reported) -> pd.DataFrame:
    """Return one row a goal with its numbers and its verdict; columns are SCORE_COLUMNS.

    `reading` says how a goal's values are read before they are judged; the numbers are shown as
    they were reported.

    `share_percent` is the last whole-year value up to the target year in percent of the target
    (above 100 when the target is passed); `covered_percent` of the distance from the baseline lies
    behind it, in `elapsed_percent` of the time, both empty where there is no path. `grade` is the
    lowest of the observations that the verdict rests on, empty where none does.
    """
    rows = [_score_row(item, rule, reading) for item in goals]
    frame = pd.DataFrame(rows, columns=list(SCORE_COLUMNS))
    whole = dict.fromkeys(("target_year", "baseline_year", "last_year"), "Int64")
    return frame.astype(whole)


def _score_row(item: StatedGoal, rule: RuleParameters, reading: Reading) -> dict[str, object]:
    result = score(reading(item), rule)
    last = _last(item, result)
    row: dict[str, object] = {
        "goal_id": item.goal_id,
        "group": item.group,
        "label": item.label,
        "kind": item.kind,
        "issued": item.issued,
        "target_year": item.goal.target_year,
        "target_value": item.goal.target,
        "unit": item.unit,
        "baseline_year": item.baseline.year if item.baseline else None,
        "baseline_value": item.baseline.value if item.baseline else None,
        "required_growth_percent": required_growth(item),
        "verdict": result.name,
        "reason": result.reason,
        "grade": verdict_grade(item, result),
    }
    if last is not None:
        row |= {
            "last_year": last.year,
            "last_value": last.value,
            "last_bound": last.bound,
            "share_percent": last.value / item.goal.number * 100,
        }
        if item.goal.baseline and last.year > item.goal.baseline.year:
            row |= {
                "covered_percent": distance_covered(item.goal, last.value) * 100,
                "elapsed_percent": time_elapsed(item.goal, last.year) * 100,
            }
    return row


def required_growth(item: StatedGoal) -> float | None:
    """Return the constant yearly growth from the baseline to the target, in percent.

    It only looks forward from what the planners knew, so it is given for broken series too, but
    not for a goal that is itself a growth rate.
    """
    base = item.baseline
    if base is None or base.value <= 0 or item.series_id.endswith("_growth"):
        return None
    return required_growth_percent(base.value, item.goal.number, item.goal.due_year - base.year)


def verdict_grade(item: StatedGoal, result: Verdict) -> str:
    """Return the lowest grade among what a verdict rests on: the value and, on a path, its base."""
    if result.name == "not assessable" or result.last_year is None:
        return ""
    used = [item.observations.get(result.last_year) or item.part_observations[result.last_year]]
    if result.name in ("on course", "behind"):
        used.append(item.baseline_id)
    return max(item.grades[name] for name in used)


def due(frame: pd.DataFrame, assessment_year: int) -> pd.DataFrame:
    """Keep the goals whose year has come."""
    return frame[frame["target_year"].notna() & (frame["target_year"] <= assessment_year)]


def undated(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep the goals for which no year was named."""
    return frame[frame["target_year"].isna()]


def later(frame: pd.DataFrame, assessment_year: int) -> pd.DataFrame:
    """Keep the goals whose year is still to come, the nearest first."""
    chosen = frame[frame["target_year"].notna() & (frame["target_year"] > assessment_year)]
    return chosen.sort_values(["target_year", "group", "goal_id"], kind="stable")


def by_verdict(frame: pd.DataFrame) -> pd.DataFrame:
    """Order goals by their verdicts as BY_VERDICT does, inside each as they were."""
    return frame.sort_values("verdict", key=lambda verdicts: verdicts.map(BY_VERDICT.index), kind="stable")


def rows_of_tables(frame: pd.DataFrame, assessment_year: int, judged: Iterable[str]) -> dict[str, list[str]]:
    """Say in which table of the chapter each goal has its row; together they hold every goal.

    The scoreboard has the due goals with a judgement, those in `judged`, ordered by verdict.
    """
    coming = later(frame, assessment_year)
    rest = by_verdict(frame.drop(coming.index))
    release = rest["group"] == GROUPS[1]
    scored, has_judgement = rest["target_value"].notna(), rest["goal_id"].isin(list(judged))
    return {
        "scoreboard": list(rest.loc[scored & has_judgement, "goal_id"]),
        "other numbers": list(rest.loc[scored & ~has_judgement, "goal_id"]),
        "release in words": list(rest.loc[release, "goal_id"]),
        "others in words": list(rest.loc[~release & ~scored, "goal_id"]),
        "later": list(coming["goal_id"]),
    }


def verdict_counts(frame: pd.DataFrame) -> dict[str, int]:
    """Count the verdicts; every verdict of the rule has its number, zero included."""
    return {name: int((frame["verdict"] == name).sum()) for name in VERDICTS}


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


def _last(item: StatedGoal, result: Verdict) -> Outcome | None:
    """The value that decided, or else the last one of the series up to the target year."""
    if item.goal.target is None or item.goal.target_year is None:
        return None
    usable = [outcome for outcome in item.outcomes if outcome.year <= item.goal.target_year]
    decided = [outcome for outcome in usable if outcome.year == result.last_year]
    usable = decided or usable
    return usable[-1] if usable else None


def _reported(evidence: Evidence, series_id: str, lowest_grade: str) -> list:
    """The best value of each period of a series, those below the lowest grade left out.

    Periods that cross from one year into another belong to no year and are left out too.
    """
    if not series_id:
        return []
    rows = evidence.series_values(series_id).itertuples()
    return [item for item in rows if item.grade <= lowest_grade and periods.period_end(item.period).year == item.year]


def _parts(reported: list, years: set[int]) -> dict[int, tuple[int, float, str]]:
    """Parts of a year that begin in January, the longest of each year without a whole value."""
    longest: dict[int, tuple[int, float, str]] = {}
    for item in reported:
        start = periods.period_start(item.period)
        if (start.month, start.day) == (1, 1) and item.year not in years:
            span = periods.months(item.period)
            if span > longest.get(item.year, (0,))[0]:
                longest[int(item.year)] = (span, float(item.value), item.observation_id)
    return longest


def _target_id(evidence: Evidence, row: Row, target: float | None) -> str:
    """The observation that states the target, from the goal's own source where there is one."""
    held = evidence.observations
    if target is None:
        return ""
    stated = held[
        (held["series_id"] == row["series_id"])
        & (held["status"] == "target")
        & (held["period"] == str(int(row["target_year"])))
        & (held["value"] == target)
    ]
    own = stated[stated["source_id"] == row["source_id"]]
    names = sorted((own if len(own) else stated).index)
    return names[0] if names else ""


def _series(evidence: Evidence, series_id: str) -> Row | None:
    rows = evidence.series[evidence.series["series_id"] == series_id]
    return rows.iloc[0].to_dict() if series_id and len(rows) else None


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
