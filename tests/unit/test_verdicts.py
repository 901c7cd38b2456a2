"""Verdicts: the written rule, what bounds can prove, and how far a verdict depends on the rule."""

import math

import pytest

from expobook.analysis import goals
from expobook.analysis.goals import Baseline, Goal, Outcome, RuleParameters
from expobook.analysis.verdicts import verdict
from expobook.values.validation import MeasureError

REVENUE = Goal(2000, 2025, baseline=Baseline(1630, 2021), goal_id="core-revenue")
LIMIT = Goal(50, 2025, bound="at_most", baseline=Baseline(100, 2021), goal_id="days")
ON_LEVEL = RuleParameters(0.95, 2, "constant_growth", "level")


def name_of(goal, *outcomes, rule=None):
    """Return the name of a verdict."""
    return verdict(goal, outcomes, rule).name


# The rule as written


def test_met_at_or_above_the_target():
    """Catch a goal of 2.3 tn that isn't met by 2,301.1 bn, or by the very figure."""
    assert name_of(Goal(2300, 2025), Outcome(2301.1, 2025)) == "met"
    assert name_of(Goal(2300, 2025), Outcome(2300, 2025)) == "met"


def test_missed_below_the_target_without_tolerance():
    """Catch 678 of 700 bn called met or on course because it lies within five percent."""
    goal = Goal(700, 2025, baseline=Baseline(490.5, 2021))
    assert name_of(goal, Outcome(678, 2025)) == "missed"
    assert name_of(goal, Outcome(678, 2025), Outcome(699, 2024)) == "missed"
    assert name_of(Goal(300, 2025), Outcome(274.1, 2025)) == "missed"


def test_path_decides_before_the_target_year():
    """Catch revenue of 2023 compared with the target rather than with the path to it."""
    result = verdict(REVENUE, [Outcome(1873.7, 2023)])
    assert result.name == "on course"
    assert result.required_value == 1815
    assert result.required_growth_percent == pytest.approx(5.24721142)
    assert (result.last_value, result.last_year, result.last_bound) == (1873.7, 2023, "exact")
    assert result.reason == (
        "The last value, for 2023, is at or above the threshold set by the path from 2021 to 2025."
    )


def test_share_of_the_way_is_set_beside_the_share_of_the_time():
    """Catch 43 percent of the way in 60 percent of the time called on course.

    By hand: (52.5 - 46.8) / (60 - 46.8) = 5.7 / 13.2, and three years of five.
    """
    share = Goal(60, 2025, "approx", Baseline(46.8, 2020))
    assert goals.distance_covered(share, 52.5) == pytest.approx(5.7 / 13.2)
    assert goals.time_elapsed(share, 2023) == pytest.approx(0.6)
    assert name_of(share, Outcome(52.5, 2023)) == "behind"
    assert name_of(share, Outcome(52.5, 2023), rule=ON_LEVEL) == "on course"


def test_tolerance_is_taken_of_the_distance():
    """Catch a tolerance of the level, which forgives nearly all of a short way.

    By hand: half of the time, so 0.9 x 0.5 x (2000 - 1630) = 166.5 above 1630.
    """
    assert name_of(REVENUE, Outcome(1796.5, 2023)) == "on course"
    assert name_of(REVENUE, Outcome(1796.4, 2023)) == "behind"
    strict = RuleParameters(tolerance=1)
    assert name_of(REVENUE, Outcome(1815, 2023), rule=strict) == "on course"
    assert name_of(REVENUE, Outcome(1814.9, 2023), rule=strict) == "behind"


def test_tolerance_on_the_level_is_taken_of_the_path():
    """Catch the rule of the first edition that no longer says what it said."""
    path = goals.path_value(REVENUE, 2023, "constant_growth")
    assert path == pytest.approx(math.sqrt(1630 * 2000))
    assert name_of(REVENUE, Outcome(path * 0.95, 2023), rule=ON_LEVEL) == "on course"
    assert name_of(REVENUE, Outcome(path * 0.9499, 2023), rule=ON_LEVEL) == "behind"


def test_distance_at_constant_growth_is_measured_in_growth():
    """Catch a tolerated distance that leaves the path of its own shape.

    By hand: nine tenths of half the time on 64, 80, 100 is 64 x (100 / 64) ** 0.45 = 78.2.
    """
    goal = Goal(100, 2025, baseline=Baseline(64, 2021))
    rule = RuleParameters(path="constant_growth")
    assert goals.threshold_range(goal, 2023, rule)[0] == pytest.approx(78.2348, abs=1e-3)
    assert name_of(goal, Outcome(78.3, 2023), rule=rule) == "on course"
    assert name_of(goal, Outcome(78.2, 2023), rule=rule) == "behind"


def test_a_goal_below_its_baseline_asks_for_the_path_itself():
    """Catch a tolerance that turns round where a floor lies below the start."""
    goal = Goal(80, 2025, baseline=Baseline(100, 2021))
    assert name_of(goal, Outcome(90, 2023)) == "on course"
    assert name_of(goal, Outcome(89.9, 2023)) == "behind"


def test_distance_needs_a_way_to_go():
    """Catch a share of nothing, or of a way without an end."""
    for goal in (
        Goal(100, 2025, baseline=Baseline(100, 2021)),
        Goal(100, 2025),
        Goal(None, 2025, baseline=Baseline(100, 2021)),
    ):
        with pytest.raises(MeasureError):
            goals.distance_covered(goal, 90)


def test_last_value_counts_and_not_the_best():
    """Catch an earlier good year that hides a later bad one."""
    assert name_of(REVENUE, Outcome(1990, 2023), Outcome(1500, 2024)) == "behind"
    assert name_of(REVENUE, Outcome(1500, 2024), Outcome(1990, 2023)) == "behind"


def test_old_value_is_not_assessable():
    """Catch a verdict on a goal of 2025 from a value of 2022."""
    result = verdict(REVENUE, [Outcome(1999, 2022)])
    assert result.name == "not assessable"
    assert "older than the rule allows" in result.reason
    assert (result.last_value, result.last_year) == (1999, 2022)
    assert result.required_value == 1722.5
    assert name_of(REVENUE, Outcome(1999, 2022), rule=RuleParameters(max_age_years=3)) == "on course"


def test_age_of_zero_leaves_the_target_year_alone():
    """Catch a strictest rule that still lets an earlier year decide."""
    rule = RuleParameters(max_age_years=0)
    assert name_of(REVENUE, Outcome(1999, 2024), rule=rule) == "not assessable"
    assert name_of(REVENUE, Outcome(2001, 2025), rule=rule) == "met"


def test_nothing_known_is_not_assessable():
    """Catch a verdict on cross-border settlement, for which no figure of any year was found."""
    result = verdict(Goal(1000, 2025), [])
    assert result.name == "not assessable"
    assert result.reason == "No value up to 2025 is known."
    assert (result.required_value, result.last_value, result.last_year) == (None, None, None)


def test_baseline_itself_is_no_progress():
    """Catch a goal that is on course because its baseline is compared with itself."""
    goal = Goal(500, 2025, baseline=Baseline(300, 2023))
    result = verdict(goal, [Outcome(300, 2023)])
    assert result.name == "not assessable"
    assert "later than the baseline of 2023" in result.reason
    assert result.required_value == 300


def test_without_a_baseline_only_the_target_year_decides():
    """Catch a path that starts from nothing."""
    result = verdict(Goal(500, 2025), [Outcome(499, 2024)])
    assert result.name == "not assessable"
    assert "without a baseline" in result.reason
    assert result.required_growth_percent is None
    assert name_of(Goal(500, 2025), Outcome(501, 2025)) == "met"


def test_other_series_is_never_compared():
    """Catch the province's digital trade, or another definition, scored as the city's."""
    other = Outcome(900, 2025, same_series=False)
    result = verdict(Goal(500, 2025, baseline=Baseline(300, 2021)), [other])
    assert result.name == "not assessable"
    assert "other series don't count" in result.reason
    assert result.last_value is None


def test_value_after_the_target_year_decides_nothing():
    """Catch a goal of 2025 that is met by a value of 2026."""
    result = verdict(Goal(500, 2025), [Outcome(600, 2026)])
    assert (result.name, result.last_year) == ("not assessable", None)
    assert result.reason == "No value up to 2025 is known."


def test_target_is_no_outcome():
    """Catch a later plan of 430 bn scored as if it had been reached."""
    with pytest.raises(MeasureError, match="itself a target"):
        Outcome(430, 2026, status="target")


@pytest.mark.parametrize(
    ("target", "year", "word"),
    [(None, 2025, "number"), (500, None, "year"), (None, None, "number")],
)
def test_goal_without_number_or_year_is_not_assessable(target, year, word):
    """Catch a verdict on a goal that is only words."""
    result = verdict(Goal(target, year), [Outcome(600, 2025)])
    assert (result.name, result.reason) == ("not assessable", f"The goal names no {word} to test.")


def test_path_decision_does_not_need_growth_from_zero():
    """Catch a crash, or a path at constant growth, from a baseline of zero."""
    goal = Goal(300, 2026, baseline=Baseline(0, 2022))
    result = verdict(goal, [Outcome(150, 2024)], RuleParameters(path="constant_growth"))
    assert result.name == "not assessable"
    assert "not above zero" in result.reason
    assert result.required_growth_percent is None
    linear = verdict(goal, [Outcome(150, 2024)])
    assert (linear.name, linear.required_value) == ("on course", 150)


def test_limit_turns_the_rule_round():
    """Catch a goal to lower something that is met by raising it."""
    assert name_of(LIMIT, Outcome(50, 2025)) == "met"
    assert name_of(LIMIT, Outcome(50.1, 2025)) == "missed"
    path = goals.path_value(LIMIT, 2023, "constant_growth")
    assert name_of(LIMIT, Outcome(path / 0.95, 2023), rule=ON_LEVEL) == "on course"
    assert name_of(LIMIT, Outcome(path / 0.9499, 2023), rule=ON_LEVEL) == "behind"
    # By hand: nine tenths of half the way from 100 to 50 leaves 77.5.
    assert name_of(LIMIT, Outcome(77.5, 2023)) == "on course"
    assert name_of(LIMIT, Outcome(77.6, 2023)) == "behind"
    assert "at or below" in verdict(LIMIT, [Outcome(40, 2025)]).reason


def test_linear_path_lies_above_constant_growth():
    """Catch the two paths taken for one another."""
    assert goals.path_value(REVENUE, 2023) == 1815
    assert goals.path_value(REVENUE, 2023, "constant_growth") < 1815
    assert goals.path_value(REVENUE, 2021) == 1630
    assert goals.path_value(REVENUE, 2025) == 2000


@pytest.mark.parametrize("year", [2020, 2026])
def test_path_has_two_ends(year):
    """Catch a path drawn beyond its baseline or its target."""
    with pytest.raises(MeasureError, match="off the path"):
        goals.path_value(REVENUE, year)


# Inputs that contradict themselves


@pytest.mark.parametrize(
    "make",
    [
        lambda: Goal(0, 2025),
        lambda: Goal(-5, 2025),
        lambda: Goal(math.nan, 2025),
        lambda: Goal(5, 25),
        lambda: Goal(5, "2025"),
        lambda: Goal(5, 2025, "over"),
        lambda: Goal(5, 2025, baseline=Baseline(4, 2025)),
        lambda: Goal(5, 2025, baseline=Baseline(4, 2026)),
        lambda: Baseline(math.inf, 2021),
        lambda: Baseline(4, 2021.5),
        lambda: Baseline(4, 2021, "roughly"),
        lambda: Outcome(None, 2025),
        lambda: Outcome(math.nan, 2025),
        lambda: Outcome(5, "2025"),
        lambda: Outcome(5, 2025, "more_than"),
        lambda: RuleParameters(tolerance=0),
        lambda: RuleParameters(tolerance=1.05),
        lambda: RuleParameters(tolerance=95),
        lambda: RuleParameters(max_age_years=-1),
        lambda: RuleParameters(max_age_years=1.5),
        lambda: RuleParameters(path="straight"),
        lambda: RuleParameters(progress="speed"),
        lambda: goals.path_value(Goal(5, 2025), 2024),
        lambda: goals.path_value(Goal(5, 2025, baseline=Baseline(0, 2021)), 2024, "constant_growth"),
        lambda: goals.path_value(REVENUE, 2024, "straight"),
        lambda: verdict(REVENUE, [Outcome(1, 2023), Outcome(2, 2023)]),
    ],
)
def test_contradiction_is_refused(make):
    """Catch a goal, value or threshold that can't be meant, before it makes a verdict."""
    with pytest.raises(MeasureError):
        make()


def test_two_values_of_other_series_may_share_a_year():
    """Catch a value of another series that stands in the way of the goal's own."""
    others = [Outcome(9, 2025, same_series=False), Outcome(8, 2025, same_series=False)]
    assert name_of(REVENUE, Outcome(2100, 2025), *others) == "met"
