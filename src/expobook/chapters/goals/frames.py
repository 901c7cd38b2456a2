"""Chapter 4: what its charts draw, shaped from goals and evidence into tidy frames.

Shares and growth are in percent and are rounded for drawing only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from expobook.analysis.goals import RuleParameters, path_value
from expobook.analysis.measures import compound_growth_percent, dollars_to_yuan
from expobook.analysis.verdicts import VERDICTS
from expobook.facts.facts import BOUND_WORDS
from expobook.values import periods
from expobook.values.numbers import write_number

from .data import GROUPS, HEADLINES, Standing, required_growth

if TYPE_CHECKING:
    from expobook.evidence import Evidence

SHORT = {
    "hz2025-core-revenue": "Core revenue",
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
    "cn2025-dds-total": "China: digital services",
}


def short(item: Standing) -> str:
    """A goal's name in a narrow chart."""
    return SHORT.get(item.goal_id, item.label)


def bars(scored: pd.DataFrame) -> pd.DataFrame:
    """Return the goals with a value, and the headline ones, in the order of their verdicts.

    Columns: goal_id, label, share_percent (of the target; empty where nothing is known),
    last_year, shown, verdict, grade. Goals for a growth rate are left out.
    """
    chosen = scored[scored["share_percent"].notna() | scored["goal_id"].isin(HEADLINES)]
    chosen = chosen[chosen["unit"].ne("percent") | chosen["required_growth_percent"].notna()]
    rank = chosen["verdict"].map(VERDICTS.index)
    chosen = chosen.assign(rank=rank, size=-chosen["share_percent"].fillna(0.0))
    chosen = chosen.sort_values(["rank", "size", "goal_id"], kind="stable")
    rows = [
        (row.goal_id, _bar_label(row),
         None if pd.isna(row.share_percent) else round(row.share_percent, 1), row.last_year,
         _bar_words(row), row.verdict, row.grade)
        for row in chosen.itertuples()
    ]
    columns = ["goal_id", "label", "share_percent", "last_year", "shown", "verdict", "grade"]
    return pd.DataFrame(rows, columns=columns).astype({"share_percent": "float64"})


def _bar_label(row) -> str:
    name = SHORT.get(row.goal_id, row.label).removesuffix(f" {row.target_year}")
    return f"{name}, {row.target_year}: {row.verdict}"


def _bar_words(row) -> str:
    if pd.isna(row.share_percent):
        return "no whole year"
    # One decimal, and two where one would make a near miss or a narrow pass look like the goal.
    number = write_number(row.share_percent, 1)
    if number == "100.0" and row.share_percent != 100:
        number = write_number(row.share_percent, 2)
    return f"{BOUND_WORDS[row.last_bound]}{number}% in {row.last_year}"


def squares(scored: pd.DataFrame, in_a_row: int = 18) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return one row a goal with its place in a chart of signs, and the words of each group.

    Groups with many goals take several rows. Columns: group, row, place, verdict, goal_id; and
    group, row, words.
    """
    places, words, row = [], [], 0
    for group in GROUPS:
        held = scored[scored["group"] == group]
        ordered = held.assign(rank=held["verdict"].map(VERDICTS.index)).sort_values(
            ["rank", "goal_id"], kind="stable")
        for position, item in enumerate(ordered.itertuples()):
            places.append((group, row + position // in_a_row, position % in_a_row + 1,
                           item.verdict, item.goal_id))
        lines = -(-len(ordered) // in_a_row)
        words += [(group, row + line, group if line == 0 else "") for line in range(lines)]
        row += lines
    return (pd.DataFrame(places, columns=["group", "row", "place", "verdict", "goal_id"]),
            pd.DataFrame(words, columns=["group", "row", "words"]))


def growth(known: Iterable[Standing], evidence: Evidence) -> pd.DataFrame:
    """Return required growth beside achieved or reported growth, in percent a year.

    Achieved growth is computed inside a series that may be compared over time; reported growth is
    the sources' own, for years after the baseline, and is mostly real. Goals without either are
    left out. Columns: goal_id, label, kind, percent_a_year, shown, period, grade.
    """
    rows = []
    for item in known:
        needed = required_growth(item)
        came = _achieved(item) or _reported(item, evidence)
        if needed is None or not came:
            continue
        label = f"{short(item)}, {item.baseline.year} to {item.goal.target_year}"
        rows.append((item.goal_id, label, "required", round(needed, 1),
                     f"{write_number(needed, 1)} needed", "", ""))
        rows += [(item.goal_id, label, kind, round(rate, 1), shown, period, grade)
                 for kind, rate, shown, period, grade in came]
    columns = ["goal_id", "label", "kind", "percent_a_year", "shown", "period", "grade"]
    return pd.DataFrame(rows, columns=columns)


def _achieved(item: Standing) -> list[tuple]:
    base = item.goal.baseline
    usable = [known for known in item.outcomes if base is not None
              and base.year < known.year <= item.goal.target_year and known.bound == "exact"]
    if not usable:
        return []
    last = usable[-1]
    rate = compound_growth_percent(base.value, last.value, last.year - base.year)
    grade = max(item.grades[item.observations[last.year]], item.grades[item.baseline_id])
    span = f"{base.year}–{last.year}"
    return [("achieved", rate, f"{write_number(rate, 1)} to {last.year}", span, grade)]


def _reported(item: Standing, evidence: Evidence) -> list[tuple]:
    held = evidence.observations
    own = held[(held["series_id"] == item.series_id) & held["yoy_percent"].notna()]
    stem = ".".join(item.series_id.split(".")[:2])
    rates = held[held["series_id"] == f"{stem}_growth"]
    found: dict[str, tuple] = {}
    for frame, column in ((own, "yoy_percent"), (rates, "value")):
        for row in frame[frame["status"] != "target"].sort_index().itertuples():
            year = periods.year(row.period)
            if item.baseline is None or not item.baseline.year < year <= item.goal.target_year:
                continue
            rank = (not periods.is_annual(row.period), row.grade, str(row.Index))
            rate = float(getattr(row, column))
            if year not in found or rank < found[year][0]:
                found[year] = (rank, ("reported", rate, str(year), row.period, row.grade))
    return _with_labels([found[year][1] for year in sorted(found)])


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
        words = f"{years[0]}–{years[-1]}" if joined else ", ".join(map(str, years))
        for position, (kind, rate, _, period, grade) in enumerate(cluster):
            shown = words if position == len(cluster) // 2 else ""
            named.append((kind, rate, shown, period, grade))
    return named


def paths(known: Iterable[Standing], rule: RuleParameters) -> pd.DataFrame:
    """Return the path of each headline goal that has one, in percent of its target, by year."""
    rows = []
    for item in known:
        goal = item.goal
        if item.goal_id in HEADLINES and goal.baseline is not None:
            for year in range(goal.baseline.year, goal.target_year + 1):
                share = path_value(goal, year, rule.path) / goal.target * 100
                rows.append((short(item), year, round(share, 2), round(share * rule.tolerance, 2)))
    return pd.DataFrame(rows, columns=["panel", "year", "path_percent", "threshold_percent"])


def points(known: Iterable[Standing]) -> pd.DataFrame:
    """Return values and goals of the headline measures in percent of the goal for 2025.

    Later goals for the same measure are drawn against the same goal. Columns: panel, year,
    percent_of_goal, kind, shown, below (the number stands under a lower point), goal_id.
    """
    held = list(known)
    rows = []
    for item in (one for one in held if one.goal_id in HEADLINES):
        target = item.goal.target
        told = [(one.year, one.value, "whole year") for one in item.outcomes]
        told += [(year, value, "part of a year") for year, (_, value) in item.parts.items()]
        told += [(one.goal.target_year, one.goal.target, "goal") for one in held
                 if one.series_id == item.series_id and one.goal.target]
        before = 0.0
        for year, value, kind in sorted(told):
            share = value / target * 100
            rows.append((short(item), year, round(share, 1), kind, f"{write_number(share, 0)}%",
                         share < before, item.goal_id))
            before = share
    columns = ["panel", "year", "percent_of_goal", "kind", "shown", "below", "goal_id"]
    return pd.DataFrame(rows, columns=columns).drop_duplicates(ignore_index=True)


def with_paths(points: pd.DataFrame, drawn: pd.DataFrame) -> pd.DataFrame:
    """Return the points with the path and its threshold, as the chart draws all three."""
    lines = drawn.melt(["panel", "year"], ["path_percent", "threshold_percent"],
                       var_name="kind", value_name="percent_of_goal")
    lines["kind"] = lines["kind"].str.removesuffix("_percent")
    return pd.concat([points, lines], ignore_index=True)[
        ["panel", "year", "percent_of_goal", "kind", "goal_id"]]


def steps(known: Iterable[Standing], yuan_per_dollar: float) -> pd.DataFrame:
    """Return the goals for digital trade as they were set, and what was reported, bn yuan.

    A goal in dollars is told at the given rate. Columns: panel, label, value_cny_bn, shown, kind.
    """
    held = [item for item in known if item.goal.target
            and item.series_id.split(".")[1:2] == ["digital_trade_total"]]
    rows = []
    for panel in ("Hangzhou", "Zhejiang"):
        own = sorted((item for item in held if item.label.startswith(panel)),
                     key=lambda item: (item.issued, item.goal_id))
        for item in own:
            dollars = item.unit == "USD bn"
            value = dollars_to_yuan(item.goal.target, yuan_per_dollar) if dollars else (
                item.goal.target)
            told = " in dollars" if dollars else ""
            rows.append((panel, f"Goal{told} for {item.goal.target_year}, set in "
                         f"{item.issued[:4]}", value, "goal"))
        first = next((item for item in own if item.outcomes or item.parts), None)
        if first is None:
            continue
        rows += [(panel, f"Reported for {one.year}", one.value, "whole year")
                 for one in first.outcomes]
        rows += [(panel, f"Reported for {_part_words(span)} of {year}", value, "part of a year")
                 for year, (span, value) in sorted(first.parts.items())]
    frame = pd.DataFrame(rows, columns=["panel", "label", "value_cny_bn", "kind"])
    frame["value_cny_bn"] = frame["value_cny_bn"].round(1)
    return frame.assign(shown=[write_number(value, 0) for value in frame["value_cny_bn"]])


def _part_words(months: int) -> str:
    return "the first half" if months == 6 else f"the first {months} months"


def strip(known: Iterable[Standing], years: range) -> pd.DataFrame:
    """Return for each measure and year whether a value, a bound, a part or nothing was found.

    `known` in the order of the rows. Columns: label, year, kind (empty for a gap).
    """
    rows = []
    for item in known:
        bounds = {one.year: one.bound for one in item.outcomes}
        for year in years:
            kind = "part of a year" if year in item.parts else ""
            if year in bounds:
                open_bound = bounds[year] in ("at_least", "at_most")
                kind = "only a bound" if open_bound else "whole year"
            rows.append((short(item), year, kind))
    return pd.DataFrame(rows, columns=["label", "year", "kind"])


def matrix(found: pd.DataFrame, known: Iterable[Standing]) -> pd.DataFrame:
    """Return the verdicts under each way to judge with the goals' short names, in their order."""
    names: Mapping[str, str] = {item.goal_id: short(item) for item in known}
    shaped = found.assign(goal=found["goal_id"].map(names))
    return shaped[["variant", "goal", "verdict", "changed"]]
