"""What a verdict on a goal is made from: goals, baselines, outcomes, thresholds and the path.

Values are in any one unit, the same for a goal, its baseline and its outcomes. The rule itself is
in `scoring`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from expobook.values.validation import (
    MeasureError,
    finite,
    fraction,
    positive,
    whole_number,
    year_number,
)

Bound = Literal["exact", "approx", "at_least", "at_most"]
PathShape = Literal["constant_growth", "linear"]

BOUNDS: tuple[str, ...] = get_args(Bound)
PATHS: tuple[str, ...] = get_args(PathShape)


class ScoringError(MeasureError):
    """A goal, outcome or rule contradicts itself; the message says how and what is allowed."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """The value that a goal starts from, in the unit of the target."""

    value: float
    year: int
    bound: Bound = "exact"

    def __post_init__(self) -> None:
        """Raise MeasureError for a value, year or bound that can't be."""
        object.__setattr__(self, "value", finite(self.value, "The baseline value"))
        object.__setattr__(self, "year", year_number(self.year, "The baseline year"))
        _one_of(self.bound, BOUNDS, "The bound of the baseline")


@dataclass(frozen=True, slots=True)
class Goal:
    """A stated goal: `target` in any one unit, to be reached in `target_year`.

    A goal without a number or a year has None there and is not assessable. The bound `at_most` is
    for a level not to be exceeded; any other bound asks for the target or more, so that "about 60"
    is tested as 60.
    """

    target: float | None
    target_year: int | None
    bound: Bound = "at_least"
    baseline: Baseline | None = None
    goal_id: str = ""

    def __post_init__(self) -> None:
        """Raise MeasureError for a target or year that can't be, or a baseline that is too late."""
        if self.target is not None:
            object.__setattr__(self, "target", positive(self.target, "The target"))
        if self.target_year is not None:
            object.__setattr__(self, "target_year", year_number(self.target_year, "Target year"))
        _one_of(self.bound, BOUNDS, "The bound of the target")
        if self.baseline and self.target_year and self.baseline.year >= self.target_year:
            raise ScoringError(
                f"The baseline is of {self.baseline.year} and the target of {self.target_year}; "
                "a baseline must be earlier than the target year."
            )


@dataclass(frozen=True, slots=True)
class Outcome:
    """A reported value for a whole year, in the unit of the target.

    `same_series` tells whether it may be compared with the goal and its baseline; a value of
    another series is never used, only named. `status` is that of the observation, and a value with
    the status `target` is no outcome.
    """

    value: float
    year: int
    bound: Bound = "exact"
    same_series: bool = True
    status: str = "final"

    def __post_init__(self) -> None:
        """Raise MeasureError for a value, year or bound that can't be, or a target."""
        object.__setattr__(self, "value", finite(self.value, "The outcome"))
        object.__setattr__(self, "year", year_number(self.year, "The year of the outcome"))
        _one_of(self.bound, BOUNDS, "The bound of the outcome")
        if self.status == "target":
            raise ScoringError(
                f"The value for {self.year} is itself a target; only reported values are outcomes."
            )


@dataclass(frozen=True, slots=True)
class RuleParameters:
    """The thresholds of the rule.

    `tolerance` is a fraction of the path, above 0 and up to 1; `max_age_years` counts back from the
    target year; `path` is the line from the baseline to the target.
    """

    tolerance: float = 0.95
    max_age_years: int = 2
    path: PathShape = "constant_growth"

    def __post_init__(self) -> None:
        """Raise MeasureError for thresholds outside their range."""
        share = fraction(positive(self.tolerance, "The tolerance"), "The tolerance")
        object.__setattr__(self, "tolerance", share)
        age = whole_number(self.max_age_years, "The greatest age in years")
        object.__setattr__(self, "max_age_years", age)
        _one_of(self.path, PATHS, "The path")


def path_value(goal: Goal, year: int, path: PathShape = "constant_growth") -> float:
    """Return the value in `year` on the path from the goal's baseline to its target.

    Formula: constant growth, baseline x (target / baseline) ^ (years passed / years in all), which
    is compound growth as in `measures.compound_growth_percent`; linear, baseline + (target -
    baseline) x (years passed / years in all). In the unit of the target.
    Raises MeasureError without a baseline or target, when the year lies outside the path, or for
    constant growth when the baseline is not above zero.
    """
    _one_of(path, PATHS, "The path")
    if goal.baseline is None or goal.target is None or goal.target_year is None:
        raise ScoringError("A path needs a target, a target year and a baseline.")
    number = year_number(year)
    if not goal.baseline.year <= number <= goal.target_year:
        raise ScoringError(
            f"The year {number} lies off the path, which runs from {goal.baseline.year} to "
            f"{goal.target_year}."
        )
    if path == "constant_growth":
        positive(goal.baseline.value, "The baseline of a path at constant growth")
    return _between(goal, goal.baseline.value, number, path)


def path_range(goal: Goal, year: int, path: PathShape) -> tuple[float, float]:
    """Return the lowest and highest path value that the baseline allows, in the target's unit.

    Both are `path_value` for an exact baseline. A baseline known only as a bound leaves one end
    open before the target year: infinite, or zero for constant growth. Raises as `path_value` does.
    """
    stated = path_value(goal, year, path)
    if goal.baseline.bound == "at_least":
        return stated, _between(goal, math.inf, year, path)
    if goal.baseline.bound == "at_most":
        lowest = 0.0 if path == "constant_growth" else -math.inf
        return _between(goal, lowest, year, path), stated
    return stated, stated


def value_range(value: float, bound: Bound) -> tuple[float, float]:
    """Return the lowest and highest value that a reported value allows."""
    low = -math.inf if bound == "at_most" else value
    high = math.inf if bound == "at_least" else value
    return low, high


def _between(goal: Goal, base: float, year: int, path: PathShape) -> float:
    passed = (year - goal.baseline.year) / (goal.target_year - goal.baseline.year)
    if passed in (0, 1):
        return goal.target if passed else base
    if path == "linear":
        return base * (1 - passed) + goal.target * passed
    return base ** (1 - passed) * goal.target**passed


def _one_of(value: object, allowed: Sequence[str], name: str) -> None:
    if value not in allowed:
        raise ScoringError(f"{name} is {value!r}; allowed are {', '.join(allowed)}.")
