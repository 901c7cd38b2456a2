"""Chapter 4: goals, what is known of them, and verdicts that claim no more than that."""

from dataclasses import replace

import pandas as pd
import pytest

from expobook.analysis.goals import Baseline, Goal, Outcome, RuleParameters
from expobook.chapters.goals import data, frames, scoreboard, tables, variants
from expobook.facts.parameters import GoalParameters

RULE = RuleParameters()


def one(known, goal_id):
    """Pick one goal."""
    return data.chosen(known, [goal_id])[0]


def standing(**changes):
    """A goal of 100 for 2025 in a comparable series, with a base of 64 in 2021."""
    base = Baseline(64.0, 2021)
    made = data.StatedGoal(
        goal_id="x",
        label="City: thing",
        group=data.GROUPS[2],
        kind="quantitative",
        text="",
        announced_by="City",
        issued="2022-02",
        unit="CNY bn",
        goal=Goal(100.0, 2025, baseline=base),
        source_id="s",
        series_id="city.thing",
        baseline=base,
        baseline_id="o2021",
        observations={2021: "o2021", 2023: "o2023", 2025: "o2025"},
        grades={"o2021": "C", "o2023": "B", "o2025": "D"},
    )
    return replace(made, **changes)


@pytest.mark.parametrize(
    ("goal_id", "verdict", "grade"),
    [
        ("hz2025-core-revenue", "on course", "C"),
        ("hz2025-digital-trade", "not assessable", ""),
        ("hz2025-rmb-settlement", "not assessable", ""),
        ("hz2025-gdp", "met", "D"),
        ("hz2025-core-va", "missed", "D"),
        ("hz2025-financial-va", "missed", "D"),
        ("hz2022-core-va", "not assessable", ""),
        ("hz2025-core-revenue-plan", "on course", "C"),
        ("zj2025-de-share", "behind", "D"),
        ("zj2025-dt-cny", "not assessable", ""),
        ("cn2025-dds-total", "met", "D"),
        ("cn2025-dds-share", "not assessable", ""),
    ],
)
def test_published_verdicts_stay(board, goal_id, verdict, grade):
    """Catch a verdict that changed although nobody decided so, or that hides its weak source."""
    row = board[board["goal_id"] == goal_id].iloc[0]
    assert (row["verdict"], row["grade"]) == (verdict, grade)


def test_every_stated_goal_is_on_the_board_once(package, board):
    """Catch a goal left out of the scoreboard because it can't be judged."""
    assert sorted(board["goal_id"]) == sorted(package.goals["goal_id"])
    parts = (scoreboard.due(board, 2025), scoreboard.undated(board), scoreboard.later(board, 2025))
    assert sum(map(len, parts)) == len(board)


def test_every_number_goal_is_stated_by_an_observation_of_its_own_series(package, known):
    """Catch a target that stands in the goals table and nowhere with a source."""
    for item in known:
        if item.goal.target is not None:
            stated = package.observation(item.target_id)
            assert (stated.status, stated.value) == ("target", item.goal.target), item.goal_id
            assert (stated.unit, stated.series_id) == (item.unit, item.series_id), item.goal_id


def test_baselines_follow_the_written_rule(package, known):
    """Catch a baseline picked because it suits the verdict."""
    for item in known:
        if item.baseline is None or not item.issued:
            continue
        before = int(item.issued[:4]) - 1
        years = [known_value.year for known_value in item.outcomes if known_value.year < item.goal.target_year]
        nearest = min(years, key=lambda year: (abs(year - before), year))
        assert item.baseline.year == nearest, item.goal_id
        assert package.observation(item.baseline_id).series_id == item.series_id


def test_a_target_is_never_taken_for_an_outcome(known):
    """Catch a goal that is met by its own announcement."""
    later = one(known, "hz2027-digital-trade")
    assert later.outcomes == ()
    assert later.parts == {2023: (6, 158.93)}


def test_broken_series_and_growth_rates_have_no_path(known):
    """Catch a path drawn through a series that was revised, or through growth rates."""
    for item in known:
        if not item.comparable or item.series_id.endswith("_growth"):
            assert item.goal.baseline is None, item.goal_id
    trade = one(known, "zj2025-dt-cny")
    assert trade.baseline.value == 433.4
    assert "can't be compared" in scoreboard.score(trade, RULE).reason


def test_a_bound_below_the_goal_is_said_to_prove_nothing(known):
    """Catch “more than 500” told as a miss of 580."""
    found = scoreboard.score(one(known, "hz2022-core-va"), RULE)
    assert found.name == "not assessable"
    assert "only a bound" in found.reason


def test_a_verdict_on_a_path_takes_the_lower_grade_of_value_and_baseline():
    """Catch a path verdict that looks safer than its baseline."""
    on_course = standing(outcomes=(Outcome(90.0, 2023),))
    met = standing(outcomes=(Outcome(101.0, 2025),))
    assert scoreboard.verdict_grade(on_course, scoreboard.score(on_course, RULE)) == "C"
    assert scoreboard.verdict_grade(met, scoreboard.score(met, RULE)) == "D"


def test_a_stricter_grade_leaves_values_out(package):
    """Catch second-hand outcomes in a run that asked for none."""
    safer = data.stated_goals(package, "C")
    for goal_id in ("hz2025-gdp", "hz2025-core-va", "hz2025-financial-va"):
        item = one(safer, goal_id)
        assert 2025 not in item.observations
        assert scoreboard.score(item, RULE).name == "not assessable"
    assert one(safer, "hz2025-gdp").target_id


def test_required_growth_looks_forward_from_the_baseline(known):
    """Catch growth asked of a goal that is itself a growth rate, or over wrong years."""
    assert data.required_growth(standing()) == pytest.approx((100 / 64) ** 0.25 * 100 - 100)
    assert data.required_growth(one(known, "zj2025-core-va-growth")) is None
    assert data.required_growth(one(known, "hz2025-digital-trade")) is None


def test_counts_of_values_tell_silence_from_failure(known):
    """Catch a goal counted as silent although half a year was reported."""
    trade, rmb = (one(known, f"hz2025-{name}") for name in ("digital-trade", "rmb-settlement"))
    assert data.without_value([trade, rmb]) == 1
    assert data.with_value_for([trade, rmb, one(known, "hz2025-gdp")], 2025) == 1


def test_the_release_is_a_group_of_its_own(known):
    """Catch goals of a plan told as the release's."""
    groups = {item.goal_id: item.group for item in known}
    assert [name for name, group in groups.items() if group == data.GROUPS[0]] == sorted(data.HEADLINES)
    assert groups["hz-role-main-force"] == data.GROUPS[1]
    assert groups["ftz2020-role-01"] == data.GROUPS[4]
    assert groups["hz2025-gdp"] == data.GROUPS[2]


def test_way_and_time_are_shown_where_there_is_a_path(board):
    """Catch a share of the way in a revised series, or one that the verdict doesn't rest on."""
    rows = board.set_index("goal_id")
    share = rows.loc["zj2025-de-share"]
    assert (round(share["covered_percent"], 2), share["elapsed_percent"]) == (43.18, 60)
    assert rows.loc["hz2025-gdp", ["covered_percent", "elapsed_percent"]].isna().all()


def test_the_first_editions_rule_turns_one_verdict(known, due, ways):
    """Catch a rule on the level that no longer gives the verdicts of the first edition."""
    found = variants.sensitivity_frame(data.chosen(known, due["goal_id"]), ways)
    level = found[found["variant"] == "Level, not distance"]
    assert list(level.loc[level["changed"], "goal_id"]) == ["zj2025-de-share"]
    said = level.set_index("goal_id")["verdict"]
    assert said["zj2025-de-share"] == said["hz2025-core-revenue"] == "on course"


def test_misses_hold_and_passes_turn_with_prices(known, due, ways):
    """Catch a sensitivity that no longer says what the chapter's last figure says."""
    goals = data.chosen(known, due["goal_id"])
    found = variants.sensitivity_frame(goals, ways)
    said = found.set_index(["goal_id", "variant"])["verdict"]
    rules = [way.name for way in ways if way.name != "No grade D"]
    for goal_id in ("hz2025-core-va", "hz2025-financial-va"):
        assert {said[goal_id, name] for name in rules} == {"missed"}
    for goal_id in ("hz2025-gdp", "cn2025-dds-total"):
        assert said[goal_id, "Constant prices"] == "missed"
    for goal_id in ("hz2025-digital-trade", "hz2025-rmb-settlement"):
        assert set(said[goal_id]) == {"not assessable"}
    assert tables.changed_verdicts(found, ["hz2025-core-va"], ["No grade D"]) == 0
    assert tables.changed_verdicts(found, ["hz2025-core-va"]) == 1


def test_constant_prices_move_values_and_leave_the_target():
    """Catch a target deflated together with the value, which would change nothing."""
    item = standing(outcomes=(Outcome(110.0, 2022),))
    real = variants.at_constant_prices(item, {2022: 10.0}, 2021)
    assert real.outcomes[0].value == pytest.approx(100.0)
    assert (real.goal.target, real.goal.baseline.value) == (100.0, 64.0)


def test_years_outside_the_deflator_are_left_out():
    """Catch a nominal value among real ones."""
    item = standing(outcomes=(Outcome(110.0, 2022), Outcome(120.0, 2024)))
    real = variants.at_constant_prices(item, {2022: 10.0}, 2021)
    assert [known_value.year for known_value in real.outcomes] == [2022]


def test_other_baseline_never_is_the_value_under_judgement():
    """Catch a path that starts at the value it is to judge."""
    earlier = standing(outcomes=(Outcome(50.0, 2018), Outcome(64.0, 2021), Outcome(90.0, 2023)))
    assert variants.other_baseline(earlier).year == 2018
    alone = standing(outcomes=(Outcome(64.0, 2021), Outcome(90.0, 2023)))
    assert variants.other_baseline(alone).year == 2021


def test_stretched_half_years_stay_out_of_the_scoreboard(known):
    """Catch half a year doubled in silence."""
    trade = one(known, "zj2025-dt-cny")
    assert all(known_value.year != 2025 for known_value in trade.outcomes)
    stretched = variants.with_doubled_parts(trade)
    assert stretched.outcomes[-1] == Outcome(830.0, 2025)


def test_bars_say_so_when_a_pass_is_narrow(due):
    """Catch 100.05 percent rounded to the goal itself."""
    bars = frames.bars(due).set_index("goal_id")
    assert bars.loc["hz2025-gdp", "shown"] == "100.05% in 2025"
    assert bars.loc["hz2025-gdp", "label"] == "GDP of the city, 2025"
    assert bars.loc["hz2022-core-va", "label"] == "Core value added, 2022"
    assert bars.loc["hz2022-core-va", "shown"].startswith("at least 86.2%")
    assert pd.isna(bars.loc["hz2025-rmb-settlement", "share_percent"])
    assert "zj2025-core-va-growth" not in bars.index


def test_growth_is_achieved_only_in_comparable_series(package, known, due):
    """Catch growth computed where the evidence forbids it."""
    goals = data.chosen(known, due["goal_id"])
    frame = frames.growth(goals, package)
    kinds = frame.groupby("goal_id")["kind"].agg(set)
    assert kinds["hz2025-core-va"] == {"required", "reported"}
    assert kinds["hz2025-gdp"] == {"required", "reported"}
    assert kinds["hz2025-core-revenue"] == {"required", "achieved"}
    reported = frame[frame["kind"] == "reported"]
    assert (reported["shown"] != "").any()
    assert (frame.loc[frame["kind"] == "required", "percent_a_year"] > 0).all()


@pytest.mark.parametrize(
    ("given", "goal", "name"),
    [
        ({"price_basis": "constant"}, "hz2025-gdp", "missed"),
        ({"scoring_rule": "bounds_as_exact"}, "hz2022-core-va", "missed"),
        ({}, "hz2025-gdp", "met"),
        ({}, "hz2022-core-va", "not assessable"),
    ],
)
def test_a_run_reads_values_as_it_was_told(package, known, given, goal, name):
    """Catch a price basis or a rule that is accepted and moves no verdict."""
    reading = variants.reading(package, GoalParameters(**given))
    scored = scoreboard.scoreboard(known, RULE, reading).set_index("goal_id")
    assert scored.loc[goal, "verdict"] == name


def test_at_constant_prices_the_other_way_is_at_current_ones(package, known):
    """Catch prices that are deflated twice."""
    settings = GoalParameters(price_basis="constant")
    ways = {way.name: way for way in variants.variants(package, RULE, settings)}
    gdp = next(item for item in known if item.goal_id == "hz2025-gdp")
    assert "Constant prices" not in ways
    assert (ways["Rule as written"].judge(gdp), ways["Current prices"].judge(gdp)) == ("missed", "met")
