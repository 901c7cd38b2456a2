"""What a verdict on a goal is made from: goals, baselines, outcomes, thresholds and the path.

Values are in any one unit, the same for a goal, its baseline and its outcomes. The rule itself is
in `verdicts`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar, get_args

from expobook.values.grades import Bound
from expobook.values.validation import MeasureError, finite, fraction, positive, whole_number, year_number

PathShape = Literal["constant_growth", "linear"]
Progress = Literal["distance", "level"]

BOUNDS: tuple[str, ...] = get_args(Bound)
PATHS: tuple[str, ...] = get_args(PathShape)
PROGRESS: tuple[str, ...] = get_args(Progress)
_Part = TypeVar("_Part")


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

    @property
    def number(self) -> float:
        """The target; raises MeasureError for a goal without a number."""
        return self._stated(self.target, "target")

    @property
    def due_year(self) -> int:
        """The target year; raises MeasureError for a goal without a year."""
        return self._stated(self.target_year, "target year")

    @property
    def start(self) -> Baseline:
        """The baseline; raises MeasureError for a goal without one."""
        return self._stated(self.baseline, "baseline")

    def _stated(self, part: _Part | None, name: str) -> _Part:
        if part is None:
            raise ScoringError(
                f"The goal {self.goal_id!r} has no {name}; a path needs a target, a target year and a baseline."
            )
        return part


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
            raise ScoringError(f"The value for {self.year} is itself a target; only reported values are outcomes.")


@dataclass(frozen=True, slots=True)
class RuleParameters:
    """The thresholds of the rule.

    `tolerance` is a fraction, above 0 and up to 1, of what `progress` measures: of the distance
    from the baseline that should be behind by now, or of the level on the path. `max_age_years`
    counts back from the target year; `path` is the line from the baseline to the target.
    """

    tolerance: float = 0.9
    max_age_years: int = 2
    path: PathShape = "linear"
    progress: Progress = "distance"

    def __post_init__(self) -> None:
        """Raise MeasureError for thresholds outside their range."""
        share = fraction(positive(self.tolerance, "The tolerance"), "The tolerance")
        object.__setattr__(self, "tolerance", share)
        age = whole_number(self.max_age_years, "The greatest age in years")
        object.__setattr__(self, "max_age_years", age)
        _one_of(self.path, PATHS, "The path")
        _one_of(self.progress, PROGRESS, "The measure of progress")


def path_value(goal: Goal, year: int, path: PathShape = "linear") -> float:
    """Return the value in `year` on the path from the goal's baseline to its target.

    Formula: linear, baseline + (target - baseline) x (years passed / years in all); constant
    growth, baseline x (target / baseline) ^ (years passed / years in all), which is compound growth
    as in `measures.compound_growth_percent`. In the unit of the target.
    Raises MeasureError without a baseline or target, when the year lies outside the path, or for
    constant growth when the baseline is not above zero.
    """
    passed = time_elapsed(goal, year)
    return _between(goal, _start(goal, path), passed, path)


def time_elapsed(goal: Goal, year: int) -> float:
    """Return the share of the years from baseline to target that have passed by `year`, 0 to 1.

    Raises MeasureError without a baseline or target, or when the year lies outside the path.
    """
    first, last, number = goal.start.year, goal.due_year, year_number(year)
    if not first <= number <= last:
        raise ScoringError(f"The year {number} lies off the path, which runs from {first} to {last}.")
    return (number - first) / (last - first)


def distance_covered(goal: Goal, value: float) -> float:
    """Return the share of the distance from the baseline to the target that a value has covered.

    Formula: (value - baseline) / (target - baseline). Zero at the baseline, one at the target,
    negative for a value that has moved away from it.
    Raises MeasureError without a baseline or target, or when both are the same.
    """
    whole = goal.number - goal.start.value
    if whole == 0:
        raise ScoringError("The baseline is the target already; there is no distance to cover.")
    return (finite(value, "The value") - goal.start.value) / whole


def threshold_range(goal: Goal, year: int, rule: RuleParameters) -> tuple[float, float]:
    """Return the lowest and highest threshold for `year` that the baseline allows.

    By distance, the threshold is the path's value after `tolerance` times the time that has passed,
    so that a value at it has covered that share of the way. By level, it is `tolerance` times the
    path's value, or for a goal not to be exceeded the path's value divided by it. A goal that the
    baseline has passed already asks for the path itself.
    Both ends are the same for an exact baseline; one known only as a bound leaves one end open:
    infinite, or zero for constant growth. In the unit of the target; raises as `path_value` does.
    """
    passed = time_elapsed(goal, year)
    start = _start(goal, rule.path)
    stated = _threshold(goal, start, passed, rule)
    if goal.start.bound == "at_least":
        return stated, _threshold(goal, math.inf, passed, rule)
    if goal.start.bound == "at_most":
        lowest = 0.0 if rule.path == "constant_growth" else -math.inf
        return _threshold(goal, lowest, passed, rule), stated
    return stated, stated


def value_range(value: float, bound: Bound) -> tuple[float, float]:
    """Return the lowest and highest value that a reported value allows."""
    low = -math.inf if bound == "at_most" else value
    high = math.inf if bound == "at_least" else value
    return low, high


def _threshold(goal: Goal, base: float, passed: float, rule: RuleParameters) -> float:
    ceiling = goal.bound == "at_most"
    on_path = _between(goal, base, passed, rule.path)
    if rule.progress == "level":
        return on_path / rule.tolerance if ceiling else on_path * rule.tolerance
    tolerated = _between(goal, base, passed * rule.tolerance, rule.path)
    return max(tolerated, on_path) if ceiling else min(tolerated, on_path)


def _start(goal: Goal, path: PathShape) -> float:
    """The baseline's value, from which a path of the given shape may start."""
    _one_of(path, PATHS, "The path")
    if path == "constant_growth":
        positive(goal.start.value, "The baseline of a path at constant growth")
    return goal.start.value


def _between(goal: Goal, base: float, passed: float, path: PathShape) -> float:
    """The path's value when a share of the way, 0 to 1, lies behind."""
    if passed in (0, 1):
        return goal.number if passed else base
    if path == "linear":
        return base * (1 - passed) + goal.number * passed
    return base ** (1 - passed) * goal.number**passed


def _one_of(value: object, allowed: Sequence[str], name: str) -> None:
    if value not in allowed:
        raise ScoringError(f"{name} is {value!r}; allowed are {', '.join(allowed)}.")
