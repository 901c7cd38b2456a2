"""Verdicts from bounds: what "more than" and "at most" can prove, and what they can't."""

import pytest

from expobook.analysis import goals
from expobook.analysis.goals import Baseline, Goal, Outcome, RuleParameters
from expobook.analysis.verdicts import verdict

REVENUE = Goal(2000, 2025, baseline=Baseline(1630, 2021), goal_id="core-revenue")
LIMIT = Goal(50, 2025, bound="at_most", baseline=Baseline(100, 2021), goal_id="days")


def name_of(goal, *outcomes, rule=None):
    """Return the name of a verdict."""
    return verdict(goal, outcomes, rule).name


def test_lower_bound_can_prove_met_but_never_missed():
    """Catch "more than 500" called missed for a target of 600."""
    assert name_of(Goal(500, 2025), Outcome(500, 2025, "at_least")) == "met"
    assert name_of(Goal(600, 2025), Outcome(500, 2025, "at_least")) == "not assessable"


def test_upper_bound_can_prove_missed_but_never_met():
    """Catch "less than 600" called met for a target of 500."""
    assert name_of(Goal(700, 2025), Outcome(600, 2025, "at_most")) == "missed"
    assert name_of(Goal(500, 2025), Outcome(600, 2025, "at_most")) == "not assessable"
    assert name_of(Goal(600, 2025), Outcome(600, 2025, "at_most")) == "not assessable"


def test_bounds_on_a_limit_are_the_other_way_round():
    """Catch "less than 40 days" that doesn't prove a limit of 50."""
    assert name_of(LIMIT, Outcome(40, 2025, "at_most")) == "met"
    assert name_of(LIMIT, Outcome(60, 2025, "at_least")) == "missed"
    assert name_of(LIMIT, Outcome(60, 2025, "at_most")) == "not assessable"
    assert name_of(LIMIT, Outcome(40, 2025, "at_least")) == "not assessable"
    assert name_of(LIMIT, Outcome(50, 2025, "at_least")) == "not assessable"


def test_lower_bound_can_prove_on_course_but_never_behind():
    """Catch "more than 1,500" in 2023 called behind a path of 1,815."""
    assert name_of(REVENUE, Outcome(1800, 2023, "at_least")) == "on course"
    assert name_of(REVENUE, Outcome(1500, 2023, "at_least")) == "not assessable"
    assert name_of(REVENUE, Outcome(1500, 2023, "at_most")) == "behind"
    assert name_of(REVENUE, Outcome(1800, 2023, "at_most")) == "not assessable"


def test_bound_that_proves_nothing_gives_way_to_the_value_before():
    """Catch a precise value thrown away because a vague one came later."""
    result = verdict(REVENUE, [Outcome(1500, 2024, "at_least"), Outcome(1873.7, 2023)])
    assert (result.name, result.last_year) == ("on course", 2023)
    assert "last value that decides" in result.reason


def test_bound_in_the_target_year_proves_met_or_missed_only():
    """Catch "more than 1,950" called on course in 2025, when 1,960 would be a goal missed."""
    result = verdict(REVENUE, [Outcome(1950, 2025, "at_least")])
    assert (result.name, result.required_value) == ("not assessable", 2000)
    assert "only a bound" in result.reason
    assert name_of(REVENUE, Outcome(1950, 2025, "at_least"), Outcome(1900, 2024)) == "on course"


def test_baseline_bound_makes_the_path_a_range():
    """Catch a value called on course from a baseline that may have been much higher."""
    low = Goal(2000, 2025, baseline=Baseline(1630, 2021, "at_least"))
    assert name_of(low, Outcome(1990, 2023)) == "not assessable"
    assert name_of(low, Outcome(1500, 2023)) == "behind"
    for path in goals.PATHS:
        high = Goal(2000, 2025, baseline=Baseline(1630, 2021, "at_most"))
        rule = RuleParameters(path=path)
        assert name_of(high, Outcome(1990, 2023), rule=rule) == "on course"
        assert name_of(high, Outcome(1500, 2023), rule=rule) == "not assessable"
    assert name_of(low, Outcome(2000, 2025)) == "met"


def test_small_units_change_nothing():
    """Catch a baseline or bound below one, in trillions, that is taken for none."""
    goal = Goal(2, 2025, baseline=Baseline(0.5, 2021, "at_most"))
    result = verdict(goal, [Outcome(1.2, 2023)])
    assert result.name == "on course"
    assert result.required_growth_percent == pytest.approx((4**0.25 - 1) * 100)
    assert name_of(goal, Outcome(1.1, 2023)) == "not assessable"


def test_reason_tells_how_the_value_was_reported():
    """Catch "about 2 tn" that proves a goal without the reader being told."""
    assert "about that much" in verdict(Goal(500, 2025), [Outcome(500, 2025, "approx")]).reason
    assert "lower bound" in verdict(Goal(500, 2025), [Outcome(500, 2025, "at_least")]).reason
    assert "bound" in verdict(Goal(600, 2025, baseline=Baseline(1, 2020)), [Outcome(500, 2025, "at_least")]).reason
