"""Verdicts on goals, under one written rule.

**met**: a value of the same series for the target year, at or above the target.
**missed**: such a value below it.
Otherwise **on course** or **behind**: the last known value of the same series, later than the
baseline and not older than `max_age_years` before the target year, has or hasn't covered
`tolerance` times that share of the distance from the baseline to the target which the time elapsed
asks for. A rule on the level, in which it lies at or above, or below, `tolerance` times the path,
is kept beside it.
**not assessable**: anything else.

For a goal that something shall not exceed (bound `at_most`) above and below change places.

Values that are known only as bounds count for what they prove. "More than 500" can prove met or on
course, never missed or behind; "less than 500" the reverse. A value for the target year can prove
met or missed only. A value that proves nothing is passed over for the value before it. A baseline
that is only a bound makes the path a range, and a verdict must hold for all of it. "About 500"
counts as 500, and the reason says so.

The rule compares levels. It says nothing about causes, nor about a goal worded without a number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from expobook.values.grades import Bound

from .goals import Goal, Outcome, RuleParameters, ScoringError, path_value, threshold_range, value_range
from .measures import required_growth_percent

VerdictName = Literal["met", "missed", "on course", "behind", "not assessable"]
VERDICTS: tuple[str, ...] = get_args(VerdictName)

# A value on the path counts as at it: the path is computed and carries rounding noise.
_NOISE = 1e-12

_HEDGES = {
    "exact": "",
    "approx": ", reported as about that much,",
    "at_least": ", reported as a lower bound,",
    "at_most": ", reported as an upper bound,",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rule says of a goal, and what it looked at.

    `required_value` is the path's value in `last_year` (the target itself in the target year; for a
    baseline that is a bound, the path from its stated value). `required_growth_percent` is the
    constant growth a year from the baseline to the target, whatever the path. `last_value` and
    `last_year` are the value that decided, or else the last one of the series up to the target
    year. Each is None when there is nothing to compute it from.
    """

    name: VerdictName
    reason: str
    required_value: float | None = None
    required_growth_percent: float | None = None
    last_value: float | None = None
    last_year: int | None = None
    last_bound: Bound | None = None


def verdict(goal: Goal, outcomes: Iterable[Outcome], rule: RuleParameters | None = None) -> Verdict:
    """Return the verdict on a goal under the rule at the head of this module.

    Source: the rule is this report's own; see `goals.path_value` for the path.
    Raises MeasureError when the series has two outcomes for one year.
    """
    rule = rule or RuleParameters()
    if goal.target is None or goal.target_year is None:
        lacking = "number" if goal.target is None else "year"
        return Verdict("not assessable", f"The goal names no {lacking} to test.")
    every = list(outcomes)
    usable = _usable(every, goal)
    for position, outcome in enumerate(usable):
        decision = _final_decision(goal, outcome) or _path_decision(goal, outcome, rule, position)
        if decision:
            return _verdict(goal, rule, *decision, outcome)
    reason = _why_not(goal, every, usable, rule)
    return _verdict(goal, rule, "not assessable", reason, usable[0] if usable else None)


def _usable(outcomes: Sequence[Outcome], goal: Goal) -> list[Outcome]:
    """Return the outcomes of the goal's series up to the target year, latest first."""
    chosen: dict[int, Outcome] = {}
    for outcome in outcomes:
        if not outcome.same_series or outcome.year > goal.due_year:
            continue
        if outcome.year in chosen:
            raise ScoringError(f"The series has two values for {outcome.year}; keep the one to be scored.")
        chosen[outcome.year] = outcome
    return [chosen[year] for year in sorted(chosen, reverse=True)]


def _final_decision(goal: Goal, outcome: Outcome) -> tuple[VerdictName, str] | None:
    """Say met or missed when a value of the target year proves it."""
    if outcome.year != goal.target_year:
        return None
    target = (goal.number, goal.number)
    reached = _reached(value_range(outcome.value, outcome.bound), target, goal.bound)
    if reached is None:
        return None
    place = _place(reached, goal.bound)
    reason = f"The value for {outcome.year}{_HEDGES[outcome.bound]} is {place} the target."
    return ("met" if reached else "missed"), reason


def _path_decision(
    goal: Goal, outcome: Outcome, rule: RuleParameters, passed_over: int
) -> tuple[VerdictName, str] | None:
    """Say on course or behind when a value, young enough and after the baseline, proves it."""
    if outcome.year == goal.target_year or not _has_path(goal, rule):
        return None
    if not _in_time(goal, outcome, rule):
        return None
    slack = 1 + (_NOISE if goal.bound == "at_most" else -_NOISE)
    low, high = (end * slack for end in threshold_range(goal, outcome.year, rule))
    reached = _reached(value_range(outcome.value, outcome.bound), (low, high), goal.bound)
    if reached is None:
        return None
    which = "The last value that decides" if passed_over else "The last value"
    reason = (
        f"{which}, for {outcome.year}{_HEDGES[outcome.bound] or ','} is "
        f"{_place(reached, goal.bound)} the threshold set by the path from "
        f"{goal.start.year} to {goal.target_year}."
    )
    return ("on course" if reached else "behind"), reason


def _has_path(goal: Goal, rule: RuleParameters) -> bool:
    return goal.baseline is not None and (rule.path == "linear" or goal.baseline.value > 0)


def _in_time(goal: Goal, outcome: Outcome, rule: RuleParameters) -> bool:
    young = goal.due_year - outcome.year <= rule.max_age_years
    return young and outcome.year > goal.start.year


def _reached(value: tuple[float, float], threshold: tuple[float, float], bound: Bound) -> bool | None:
    """Tell whether a value satisfies a threshold over both ranges; None when it isn't proven."""
    (lowest, highest), (low, high) = value, threshold
    if bound == "at_most":
        reached, failed = highest <= low, lowest > high
    else:
        reached, failed = lowest >= high, highest < low
    return reached if reached or failed else None


def _place(reached: bool, bound: Bound) -> str:
    if bound == "at_most":
        return "at or below" if reached else "above"
    return "at or above" if reached else "below"


def _why_not(goal: Goal, every: Sequence[Outcome], usable: Sequence[Outcome], rule: RuleParameters) -> str:
    """Say why no value decides."""
    year = goal.due_year
    if not usable:
        if any(not outcome.same_series and outcome.year <= year for outcome in every):
            return f"No value of this series up to {year} is known; other series don't count."
        return f"No value up to {year} is known."
    if goal.baseline is None:
        return f"No value for {year} decides, and without a baseline there is no path."
    last = usable[0].year
    if last <= goal.baseline.year:
        return f"No value later than the baseline of {goal.baseline.year} is known."
    if not _in_time(goal, usable[0], rule):
        return f"The last value, for {last}, is older than the rule allows for {year}."
    if not _has_path(goal, rule):
        return "Constant growth can't start from a baseline that is not above zero."
    return f"The last value, for {last}, or the baseline is only a bound, which proves no verdict."


def _verdict(goal: Goal, rule: RuleParameters, name: VerdictName, reason: str, outcome: Outcome | None) -> Verdict:
    """Put the numbers beside a verdict."""
    growth = required = None
    if goal.baseline is not None and goal.baseline.value > 0:
        years = goal.due_year - goal.baseline.year
        growth = required_growth_percent(goal.baseline.value, goal.number, years)
    if outcome is None:
        return Verdict(name, reason, None, growth)
    if outcome.year == goal.target_year:
        required = goal.target
    elif _has_path(goal, rule) and outcome.year >= goal.start.year:
        required = path_value(goal, outcome.year, rule.path)
    return Verdict(name, reason, required, growth, outcome.value, outcome.year, outcome.bound)
