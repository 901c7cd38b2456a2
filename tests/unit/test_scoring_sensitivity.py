"""Sensitivity of verdicts: every other rule is tried once, and shows where a verdict turns."""

from expobook.analysis import verdicts
from expobook.analysis.verdicts import Baseline, Goal, Outcome, RuleParameters, rule_grid, verdict

REVENUE = Goal(2000, 2025, baseline=Baseline(1630, 2021), goal_id="core-revenue")


def test_rule_grid_names_every_combination_once():
    """Catch a rule that is lost because two share a label."""
    grid = rule_grid((0.9, 1.0), (1, 2, 3), ("constant_growth", "linear"))
    assert len(grid) == len(set(grid.values())) == 12
    assert grid["linear, tolerance 0.9, age 3"] == RuleParameters(0.9, 3, "linear")


def test_sensitivity_shows_where_the_verdict_turns():
    """Catch a verdict shown as firm that another tolerance or baseline turns round."""
    outcomes = [Outcome(1800, 2023)]
    baselines = {"2021": Baseline(1630, 2021), "2018": Baseline(1082.4, 2018), "none": None}
    frame = verdicts.sensitivity(
        REVENUE, outcomes, rule_grid((0.9, 1.0), (2,), ("linear",)), baselines
    )
    assert list(frame.columns) == verdicts.SENSITIVITY_COLUMNS
    assert list(frame["baseline"]) == ["2021", "2021", "2018", "2018", "none", "none"]
    assert list(frame["verdict"]) == [
        "on course",
        "behind",
        "on course",
        "on course",
        "not assessable",
        "not assessable",
    ]
    assert frame["required_value"].isna().tolist() == [False] * 4 + [True] * 2
    assert set(frame["last_year"]) == {2023}
    assert str(frame["baseline_year"].dtype) == "Int64"


def test_sensitivity_uses_the_goals_own_baseline_by_default():
    """Catch a grid of rules that forgets the stated baseline."""
    grid = rule_grid()
    frame = verdicts.sensitivity(REVENUE, (Outcome(1873.7, year) for year in (2023,)), grid)
    assert len(frame) == len(grid) == 18
    assert set(frame["baseline"]) == {"stated"}
    for row in frame.itertuples():
        assert row.verdict == verdict(REVENUE, [Outcome(1873.7, 2023)], grid[row.rule]).name


def test_sensitivity_of_nothing_is_an_empty_table():
    """Catch a table without columns, which a chart can't read."""
    frame = verdicts.sensitivity(REVENUE, [], {})
    assert list(frame.columns) == verdicts.SENSITIVITY_COLUMNS
    assert frame.empty
