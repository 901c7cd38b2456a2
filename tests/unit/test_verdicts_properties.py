"""Verdicts on made-up goals: what holds of the rule whatever the numbers are."""

from hypothesis import assume, given
from hypothesis import strategies as st

from expobook.analysis import goals
from expobook.analysis.goals import Baseline, Goal, Outcome, RuleParameters
from expobook.analysis.verdicts import verdict

ENDS = ("at_least", "at_most")


def name_of(goal, *outcomes, rule=None):
    """Return the name of a verdict."""
    return verdict(goal, outcomes, rule).name


CASES = st.tuples(
    st.floats(1, 1000),
    st.floats(1, 1000),
    st.floats(1, 1000),
    st.integers(2022, 2025),
    st.sampled_from(["exact", "at_most"]),
    st.sampled_from(goals.PATHS),
    st.floats(0.5, 1),
    st.sampled_from(goals.PROGRESS),
)


@given(CASES, st.sampled_from(ENDS), st.floats(0, 1000))
def test_verdict_from_a_bound_holds_for_every_value_within_it(case, bound, distance):
    """Catch a verdict that a value allowed by the bound would overturn."""
    value, target, base, year, goal_bound, path, tolerance, progress = case
    goal = Goal(target, 2025, goal_bound, Baseline(base, 2021))
    rule = RuleParameters(tolerance, 3, path, progress)
    said = name_of(goal, Outcome(value, year, bound), rule=rule)
    assume(said != "not assessable")
    truth = value + distance if bound == "at_least" else max(value - distance, 1e-9)
    actual = name_of(goal, Outcome(truth, year), rule=rule)
    assert actual == said


@given(CASES, st.sampled_from(ENDS), st.floats(0, 1000))
def test_verdict_from_a_baseline_bound_holds_for_every_baseline_within_it(case, bound, distance):
    """Catch a verdict that a baseline allowed by the bound would overturn."""
    value, target, base, year, goal_bound, path, tolerance, progress = case
    rule = RuleParameters(tolerance, 3, path, progress)
    stated = Goal(target, 2025, goal_bound, Baseline(base, 2021, bound))
    said = name_of(stated, Outcome(value, year), rule=rule)
    assume(said != "not assessable")
    truth = base + distance if bound == "at_least" else max(base - distance, 1e-9)
    exact = Goal(target, 2025, goal_bound, Baseline(truth, 2021))
    assert name_of(exact, Outcome(value, year), rule=rule) == said


@given(CASES, st.floats(0, 500))
def test_more_is_never_worse(case, more):
    """Catch a rule under which a higher value turns a good verdict into a bad one."""
    value, target, base, year, _, path, tolerance, progress = case
    goal = Goal(target, 2025, baseline=Baseline(base, 2021))
    rule = RuleParameters(tolerance, 3, path, progress)
    order = ["missed", "behind", "on course", "met"]
    lower, higher = (name_of(goal, Outcome(v, year), rule=rule) for v in (value, value + more))
    assert order.index(higher) >= order.index(lower)


@given(CASES, st.floats(0.01, 100))
def test_verdict_does_not_depend_on_the_unit(case, scale):
    """Catch a verdict that changes when billions are written as millions."""
    value, target, base, year, goal_bound, path, tolerance, progress = case
    rule = RuleParameters(tolerance, 3, path, progress)

    def scored(factor):
        goal = Goal(target * factor, 2025, goal_bound, Baseline(base * factor, 2021))
        return name_of(goal, Outcome(value * factor, year), rule=rule)

    assume(abs(value / target - 1) > 1e-9)
    goal = Goal(target, 2025, goal_bound, Baseline(base, 2021))
    assume(abs(value / goals.threshold_range(goal, year, rule)[0] - 1) > 1e-9)
    assert scored(scale) == scored(1)
