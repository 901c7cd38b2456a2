"""Chapter 4: the scoreboard, a row a goal: its numbers, and what the rule of verdicts says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import pandas as pd

from expobook.analysis.goals import Outcome, RuleParameters, distance_covered, time_elapsed
from expobook.analysis.verdicts import VERDICTS, Verdict, verdict

from .data import GROUPS, StatedGoal, required_growth

Reading = Callable[[StatedGoal], StatedGoal]
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


def as_reported(item: StatedGoal) -> StatedGoal:
    """A reading of a goal that leaves its values as they were reported."""
    return item


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


def rows_of_tables(frame: pd.DataFrame, assessment_year: int, judgements: Iterable[str]) -> dict[str, list[str]]:
    """Say in which table of the chapter each goal has its row; together they hold every goal.

    The scoreboard has the due goals with a judgement, those in `judgements`, ordered by verdict.
    """
    coming = later(frame, assessment_year)
    rest = by_verdict(frame.drop(coming.index))
    release = rest["group"] == GROUPS[1]
    scored, has_judgement = rest["target_value"].notna(), rest["goal_id"].isin(list(judgements))
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


def _last(item: StatedGoal, result: Verdict) -> Outcome | None:
    """The value that decided, or else the last one of the series up to the target year."""
    if item.goal.target is None or item.goal.target_year is None:
        return None
    usable = [outcome for outcome in item.outcomes if outcome.year <= item.goal.target_year]
    decided = [outcome for outcome in usable if outcome.year == result.last_year]
    usable = decided or usable
    return usable[-1] if usable else None
