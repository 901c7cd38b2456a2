"""Chapter 4: what its charts draw, shaped from goals and evidence into tidy frames.

Shares and growth are in percent and are rounded for drawing only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from expobook.analysis.goals import RuleParameters, path_value, threshold_range
from expobook.analysis.measures import compound_growth_percent
from expobook.facts.writing import BOUND_WORDS
from expobook.values import periods
from expobook.values.numbers import write_number

from .data import HEADLINES, StatedGoal, required_growth
from .scoreboard import BY_VERDICT

if TYPE_CHECKING:
    from expobook.evidence import Evidence

SHORT = {
    "hz2025-core-revenue": "Core revenue",
    "hz2025-core-revenue-plan": "Core revenue, plan of 2021",
    "hz2025-digital-trade": "Digital trade",
    "hz2025-rmb-settlement": "Settlement in yuan",
    "hz2022-core-va": "Core value added 2022",
    "hz2025-core-va": "Core value added",
    "hz2025-financial-va": "Value added of finance",
    "hz2025-gdp": "GDP of the city",
    "hz2025-aiot-scale": "Smart Internet of Things",
    "zj2022-de-total": "Province: digital economy",
    "zj2025-de-share": "Province: digital share",
    "zj2025-dt-cny": "Province: digital trade",
    "zj2025-core-va-growth": "Province: core growth",
    "cn2025-dds-total": "China: digital services",
    "cn2025-dds-share": "China: share of services trade",
}


def short(item: StatedGoal, year: int | None = None) -> str:
    """A goal's name where room is scarce, on demand with its year once."""
    name = SHORT.get(item.goal_id, item.label)
    return f"{name.removesuffix(f' {year}')}, {year}" if year else name


def bars(scored: pd.DataFrame) -> pd.DataFrame:
    """Return the goals with a value, and the headline ones, in the order of their verdicts.

    Columns: goal_id, label, share_percent (of the target; empty where nothing is known),
    last_year, shown, verdict, grade. Goals for a growth rate are left out.
    """
    chosen = scored[scored["share_percent"].notna() | scored["goal_id"].isin(HEADLINES)]
    chosen = chosen[chosen["unit"].ne("percent") | chosen["required_growth_percent"].notna()]
    rank = chosen["verdict"].map(BY_VERDICT.index)
    chosen = chosen.assign(rank=rank, size=-chosen["share_percent"].fillna(0.0))
    chosen = chosen.sort_values(["rank", "size", "goal_id"], kind="stable")
    rows = [
        (
            row.goal_id,
            _bar_label(row),
            None if pd.isna(row.share_percent) else round(row.share_percent, 1),
            row.last_year,
            _bar_text(row),
            row.verdict,
            row.grade,
        )
        for row in chosen.itertuples()
    ]
    columns = ["goal_id", "label", "share_percent", "last_year", "shown", "verdict", "grade"]
    return pd.DataFrame(rows, columns=columns).astype({"share_percent": "float64"})


def _bar_label(row) -> str:
    name = SHORT.get(row.goal_id, row.label).removesuffix(f" {row.target_year}")
    return f"{name}, {row.target_year}"


def _bar_text(row) -> str:
    if pd.isna(row.share_percent):
        return "no whole year"
    # One decimal, and two where one would make a near miss or a narrow pass look like the goal.
    number = write_number(row.share_percent, 1)
    if number == "100.0" and row.share_percent != 100:
        number = write_number(row.share_percent, 2)
    return f"{BOUND_WORDS[row.last_bound]}{number}% in {row.last_year}"


def growth(goals: Iterable[StatedGoal], evidence: Evidence) -> pd.DataFrame:
    """Return required growth beside achieved or reported growth, in percent a year.

    Achieved growth is computed inside a series that may be compared over time; reported growth is
    the sources' own, for years after the baseline, and is mostly real. Goals without either are
    left out. Columns: goal_id, label, kind, percent_a_year, shown, period, grade.
    """
    rows = []
    for item in goals:
        needed = required_growth(item)
        if item.baseline is None or needed is None or not (came := _achieved(item) or _reported(item, evidence)):
            continue
        label = f"{short(item)}, {item.baseline.year} to {item.goal.target_year}"
        rows.append((item.goal_id, label, "required", round(needed, 1), f"{write_number(needed, 1)} needed", "", ""))
        rows += [
            (item.goal_id, label, kind, round(rate, 1), shown, period, grade)
            for kind, rate, shown, period, grade in came
        ]
    columns = ["goal_id", "label", "kind", "percent_a_year", "shown", "period", "grade"]
    return pd.DataFrame(rows, columns=columns)


def _achieved(item: StatedGoal) -> list[tuple]:
    base = item.goal.baseline
    if base is None:
        return []
    usable = [
        outcome
        for outcome in item.outcomes
        if base.year < outcome.year <= item.goal.due_year and outcome.bound == "exact"
    ]
    if not usable:
        return []
    last = usable[-1]
    rate = compound_growth_percent(base.value, last.value, last.year - base.year)
    grade = max(item.grades[item.observations[last.year]], item.grades[item.baseline_id])
    span = f"{base.year}–{last.year}"
    return [("achieved", rate, f"{write_number(rate, 1)} to {last.year}", span, grade)]


def _reported(item: StatedGoal, evidence: Evidence) -> list[tuple]:
    of_rates = f"{'.'.join(item.series_id.split('.')[:2])}_growth"
    held = evidence.observations[evidence.observations["series_id"].isin([item.series_id, of_rates])]
    own = held[(held["series_id"] == item.series_id) & held["yoy_percent"].notna()]
    rates = held[held["series_id"] == of_rates]
    best: dict[int, tuple] = {}
    for frame, column in ((own, "yoy_percent"), (rates, "value")):
        for row in frame[frame["status"] != "target"].sort_index().itertuples():
            year = periods.year(row.period)
            if item.baseline is None or not item.baseline.year < year <= item.goal.due_year:
                continue
            rank = (not periods.is_annual(row.period), row.grade, str(row.Index))
            rate = float(getattr(row, column))
            if year not in best or rank < best[year][0]:
                best[year] = (rank, ("reported", rate, str(year), row.period, row.grade))
    return _with_labels([best[year][1] for year in sorted(best)])


def _with_labels(rates: list[tuple], nearest: float = 1.0) -> list[tuple]:
    """Name years whose rates lie close together once, at the middle one of them."""
    ordered = sorted(rates, key=lambda item: (item[1], item[2]))
    clusters: list[list[tuple]] = []
    for item in ordered:
        if clusters and item[1] - clusters[-1][-1][1] < nearest:
            clusters[-1].append(item)
        else:
            clusters.append([item])
    named = []
    for cluster in clusters:
        years = sorted(int(item[2]) for item in cluster)
        joined = years == list(range(years[0], years[-1] + 1)) and len(years) > 1
        span = f"{years[0]}–{years[-1]}" if joined else ", ".join(map(str, years))
        for position, (kind, rate, _, period, grade) in enumerate(cluster):
            shown = span if position == len(cluster) // 2 else ""
            named.append((kind, rate, shown, period, grade))
    return named


def core_path(item: StatedGoal, rule: RuleParameters) -> pd.DataFrame:
    """Return a goal's path from its baseline to its target, and the value that the rule asks for.

    Columns: year, path_cny_bn, asked_cny_bn (by year, from the baseline on).
    """
    goal, rows = item.goal, []
    for year in range(goal.start.year, goal.due_year + 1):
        asked = threshold_range(goal, year, rule)[0]
        rows.append((year, round(path_value(goal, year, rule.path), 1), round(asked, 1)))
    return pd.DataFrame(rows, columns=["year", "path_cny_bn", "asked_cny_bn"])


def core_points(item: StatedGoal, unconfirmed: Mapping[int, float]) -> pd.DataFrame:
    """Return what was reported of a goal's measure, what is unconfirmed, and the goal itself.

    Columns: year, value_cny_bn, kind (of KINDS in charts), shown.
    """
    rows = [
        (outcome.year, outcome.value, "reported") for outcome in item.outcomes if outcome.year <= item.goal.due_year
    ]
    rows += [(year, value, "unconfirmed") for year, value in unconfirmed.items()]
    rows.append((item.goal.due_year, item.goal.number, "goal"))
    frame = pd.DataFrame(sorted(rows), columns=["year", "value_cny_bn", "kind"])
    return frame.assign(shown=[write_number(value, 0) for value in frame["value_cny_bn"]])


def trade_goals(goals: Iterable[StatedGoal]) -> pd.DataFrame:
    """Return the city's goals for digital trade in the order of their years.

    Columns: year, value_cny_bn, kind, shown (the number and when it was set).
    """
    rows = [
        (
            item.goal.target_year,
            item.goal.target,
            "goal",
            f"{write_number(item.goal.number, 0)}, set in {item.issued[:4]}",
        )
        for item in goals
        if item.series_id == "hangzhou.digital_trade_total.city-measure"
    ]
    return pd.DataFrame(sorted(rows), columns=["year", "value_cny_bn", "kind", "shown"])


def matrix(verdicts: pd.DataFrame, goals: Iterable[StatedGoal]) -> pd.DataFrame:
    """Return the verdicts under each way to judge with the goals' short names, in their order."""
    names: Mapping[str, str] = {item.goal_id: short(item) for item in goals}
    shaped = verdicts.assign(goal=verdicts["goal_id"].map(names))
    return shaped[["variant", "goal", "verdict", "changed"]]
