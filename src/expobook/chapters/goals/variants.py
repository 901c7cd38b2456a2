"""Chapter 4: the same goals under other rules, baselines, prices and evidence.

Each variant changes one thing in the rule as written. Evidence in, one tidy frame out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from expobook.analysis.goals import Baseline, Outcome, RuleParameters
from expobook.analysis.measures import annualised
from expobook.analysis.money import issuer_of, to_constant_prices
from expobook.analysis.verdicts import verdict

from ..yearly import deflators
from .data import HEADLINES, StatedGoal, stated_goals
from .scoreboard import Reading, as_reported

if TYPE_CHECKING:
    from expobook.evidence import Evidence
    from expobook.facts.parameters import GoalParameters

VARIANT_COLUMNS = ("goal_id", "variant", "verdict", "as_written", "changed")
CONFIRMED = "C"

Deflators = Mapping[str, Mapping[int, float]]


@dataclass(frozen=True, slots=True)
class Variant:
    """One other way to judge: its name in charts and what it changes, in words."""

    name: str
    change: str
    judge: Callable[[StatedGoal], str]


def price_year(item: StatedGoal) -> int | None:
    """Return the last full year before a goal was set, whose prices its makers knew."""
    return int(item.issued[:4]) - 1 if item.issued else None


def at_constant_prices(item: StatedGoal, deflator: Mapping[int, float], year: int) -> StatedGoal:
    """Return the goal's values at the prices of one year; the target stays as it was stated.

    Values of years outside the deflator are left out. Unit as before.
    """
    levels = range(min(deflator) - 1, max(deflator) + 1)

    def at_prices(value: float, when: int) -> float:
        return to_constant_prices({when: value}, deflator, year)[when]

    outcomes = tuple(
        replace(outcome, value=at_prices(outcome.value, outcome.year))
        for outcome in item.outcomes
        if outcome.year in levels
    )
    base = item.goal.baseline
    if base is not None:
        base = replace(base, value=at_prices(base.value, base.year)) if base.year in levels else None
    return replace(item, outcomes=outcomes, goal=replace(item.goal, baseline=base))


def other_baseline(item: StatedGoal) -> Baseline | None:
    """Return the known value next to the baseline: the one before it, else the one after it."""
    base = item.goal.baseline
    if base is None:
        return None
    others = [
        outcome
        for outcome in item.outcomes
        if outcome.year != base.year and outcome.year < (item.goal.target_year or 0)
    ]
    before = [outcome for outcome in others if outcome.year < base.year]
    after = [outcome for outcome in others if outcome.year > base.year]
    if not before and len(after) < 2:
        return base
    chosen = before[-1] if before else after[0]
    return Baseline(chosen.value, chosen.year, chosen.bound)


def with_doubled_parts(item: StatedGoal) -> StatedGoal:
    """Return the goal with parts of a year stretched to whole years, as if all months were alike.

    Arithmetic, not an estimate: see `measures.annualised`.
    """
    stretched = [Outcome(annualised(value, months), year) for year, (months, value) in item.parts.items()]
    together = sorted([*item.outcomes, *stretched], key=lambda outcome: outcome.year)
    return replace(item, outcomes=tuple(together), parts={})


def reading(evidence: Evidence, settings: GoalParameters) -> Reading:
    """Return how a run reads the values of a goal before it judges them."""
    prices = deflators(evidence)
    bounds = {"as_written": as_reported, "bounds_as_exact": _as_exact, "half_years_doubled": with_doubled_parts}[
        settings.scoring_rule
    ]
    if settings.price_basis == "current":
        return bounds
    return lambda item: _at_prices(bounds(item), prices)


def variants(evidence: Evidence, rule: RuleParameters, settings: GoalParameters) -> list[Variant]:
    """Return the ways to judge, the rule of the run first; each other one changes one thing."""
    prices = deflators(evidence)
    lowest_grade = min(settings.lowest_grade, CONFIRMED)
    safer = {item.goal_id: item for item in stated_goals(evidence, lowest_grade)}
    read = reading(evidence, settings)

    def among(change: Reading) -> Callable[[StatedGoal], str]:
        return lambda item: _name(read(change(item)), rule)

    return [
        Variant("Rule as written", "the thresholds of this run", among(as_reported)),
        *_other_rules(rule, read),
        Variant(
            "Other baseline",
            "the known value next to the baseline, the earlier one if any",
            among(_from_other_baseline),
        ),
        _other_prices(evidence, rule, settings, prices),
        Variant("Bounds as exact", "“more than 500” is read as 500", among(_as_exact)),
        Variant("Half-years doubled", "parts of a year are stretched to whole years", among(with_doubled_parts)),
        Variant(
            "No grade D", "second-hand and unconfirmed values are left out", among(lambda item: safer[item.goal_id])
        ),
    ]


def _other_prices(evidence: Evidence, rule: RuleParameters, settings: GoalParameters, prices: Deflators) -> Variant:
    """The way that judges at the prices which the run doesn't take."""
    if settings.price_basis == "constant":
        nominal = reading(evidence, settings.model_copy(update={"price_basis": "current"}))
        return Variant("Current prices", "money at the prices of each year", lambda item: _name(nominal(item), rule))
    read = reading(evidence, settings)
    return Variant(
        "Constant prices",
        "money at the prices of the year before the goal was set",
        lambda item: _name(_at_prices(read(item), prices), rule),
    )


def _other_rules(rule: RuleParameters, read: Reading) -> list[Variant]:
    """The ways that change a threshold or the path, and nothing of the evidence."""
    other_path = "linear" if rule.path == "constant_growth" else "constant_growth"
    shape = {"linear": "Straight path", "constant_growth": "Constant-growth path"}[other_path]
    on_level = {"tolerance": 0.95, "path": "constant_growth", "progress": "level"}

    def under(**change) -> Callable[[StatedGoal], str]:
        other = replace(rule, **change)
        return lambda item: _name(read(item), other)

    return [
        Variant(
            "Level, not distance",
            "a value counts as on course from 95 % of the level on a "
            "path of constant growth on: the rule of edition 2026.11",
            under(**on_level),
        ),
        Variant(
            "Looser tolerance", "a value counts as on course from 80 % of the distance due on", under(tolerance=0.8)
        ),
        Variant("No tolerance", "a value counts as on course from the path itself on", under(tolerance=1.0)),
        Variant("Fresher values", "the last value may be one year old", under(max_age_years=1)),
        Variant("Older values", "the last value may be four years old", under(max_age_years=4)),
        Variant(shape, "another shape of the path", under(path=other_path)),
    ]


def _name(item: StatedGoal, rule: RuleParameters) -> str:
    return verdict(item.goal, item.outcomes, rule).name


def _at_prices(item: StatedGoal, prices: Deflators) -> StatedGoal:
    year, issuer = price_year(item), issuer_of(item.unit)
    if year is None or year not in prices.get(issuer, {}):
        return item
    return at_constant_prices(item, prices[issuer], year)


def _as_exact(item: StatedGoal) -> StatedGoal:
    exact = tuple(replace(outcome, bound="exact") for outcome in item.outcomes)
    return replace(item, outcomes=exact)


def _from_other_baseline(item: StatedGoal) -> StatedGoal:
    return replace(item, goal=replace(item.goal, baseline=other_baseline(item)))


def sensitivity_frame(goals: Iterable[StatedGoal], ways: Iterable[Variant]) -> pd.DataFrame:
    """Return one row a goal and way; columns are VARIANT_COLUMNS.

    Kept are the headline goals and every goal on which some way gives a verdict.
    """
    ways, rows = list(ways), []
    for item in goals:
        verdicts = [way.judge(item) for way in ways]
        if item.goal_id in HEADLINES or set(verdicts) != {"not assessable"}:
            rows += [
                (item.goal_id, way.name, name, verdicts[0], name != verdicts[0])
                for way, name in zip(ways, verdicts, strict=True)
            ]
    return pd.DataFrame(rows, columns=list(VARIANT_COLUMNS))
