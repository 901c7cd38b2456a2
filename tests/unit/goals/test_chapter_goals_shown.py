"""Chapter 4 as it is shown: rows, facts and charts say what the verdicts rest on."""

import pandas as pd
import pytest

from expobook.analysis.goals import RuleParameters
from expobook.chapters.chapter import Chapter
from expobook.chapters.goals import charts, data, frames, judgements, scoreboard, tables, variants
from expobook.chapters.goals.judgements import StatedJudgement
from expobook.facts.parameters import GoalParameters
from expobook.figures import theme

RULE = RuleParameters()


def test_years_with_near_rates_share_one_label():
    """Catch labels printed over each other, or a label with the wrong years."""
    rates = [
        ("reported", 4.7, "2024", "", ""),
        ("reported", 5.2, "2025", "", ""),
        ("reported", 5.6, "2023", "", ""),
        ("reported", 8.5, "2021", "", ""),
    ]
    named = frames._with_labels(rates)
    assert [item[2] for item in named] == ["", "2023–2025", "", "2021"]


def test_paths_end_at_the_goal_and_carry_the_threshold(known):
    """Catch a path that misses its own goal, or a threshold that forgives the level.

    By hand: nine tenths of the whole way from 1,630 to 2,000 is 1,963.
    """
    path = frames.core_path(data.chosen(known, ["hz2025-core-revenue"])[0], RULE)
    assert list(path.iloc[0]) == [2021, 1630, 1630]
    assert list(path.iloc[-1]) == [2025, 2000, 1963]


def test_an_unconfirmed_value_is_no_reported_one(known):
    """Catch a value of unstated scope drawn as if it continued the series."""
    revenue = data.chosen(known, ["hz2025-core-revenue"])[0]
    points = frames.core_points(revenue, {2024: 2040.1}).set_index("year")
    assert points.loc[2024, "kind"] == "unconfirmed"
    assert points.loc[2025, ["kind", "shown"]].tolist() == ["goal", "2,000"]
    assert points.loc[[2018, 2021, 2023], "kind"].tolist() == ["reported"] * 3


def test_goals_for_trade_are_the_citys_with_the_year_they_were_set(known):
    """Catch the province's goal, or one in dollars, among the city's."""
    goals = frames.trade_goals(known)
    assert list(goals["value_cny_bn"]) == [500.0, 430.0, 440.0]
    assert list(goals["shown"]) == ["500, set in 2022", "430, set in 2024", "440, set in 2025"]


def test_stated_facts_carry_bounds_and_shares(known, board):
    """Catch a bound that turns into a number between the evidence and the page."""
    chapter = Chapter(GoalParameters(), "goal")
    for goal_id in ("hz2022-core-va", "hz2025-aiot-scale", "hz2025-gdp", "hz-ten-set"):
        tables.state(chapter, data.chosen(known, [goal_id])[0], board)
    assert chapter["goal_hz2022_core_va_share"].display == "at least 86.2%"
    assert chapter["goal_hz2025_aiot_scale_required"].display == "at most 8.6%"
    assert chapter["goal_hz2025_gdp_share"].display == "100.05%"
    assert "goal_hz_ten_set_target" not in chapter.facts.facts


def test_a_stricter_run_shows_the_value_that_it_scored(package, known, board):
    """Catch a table that shows a second-hand value beside a verdict that left it out."""
    chapter = Chapter(GoalParameters(lowest_grade="C"), "goal")
    tables.state(chapter, data.chosen(known, ["cn2025-dds-total"])[0], board)
    safer = data.stated_goals(package, "C")
    rows = tables.scoreboard_rows(
        chapter,
        data.chosen(safer, ["cn2025-dds-total"]),
        scoreboard.scoreboard(safer, RULE),
        {"cn2025-dds-total": StatedJudgement("probably kept", "A reason.", holds=True)},
    )
    assert rows[0][4] == "406.72 bn US dollars (2024) of {goal_cn2025_dds_total_target}"
    assert rows[0][1].tone == "on-course"
    assert rows[0][2:4] == ["probably kept", "A reason."]


def test_counts_rest_on_the_facts_of_the_judged_goals(known, board):
    """Catch a count of verdicts that looks like an official statistic."""
    chapter = Chapter(GoalParameters(), "goal")
    items = data.chosen(known, ["hz2025-gdp", "hz2025-digital-trade"])
    for item in items:
        tables.state(chapter, item, board)
    names = tables.read_from(chapter, items, board[board["goal_id"].isin([item.goal_id for item in items])])
    assert names == ["goal_hz2025_gdp_target", "goal_hz2025_gdp_baseline", "goal_hz2025_gdp_last"]
    assert tables.read_from(chapter, [], board.head(0)) == ["goals.csv"]


def test_every_stated_goal_has_its_row_in_one_table(known, board):
    """Catch a stated goal, in words or with a number, that no table of the chapter shows."""
    judged = judgements.read()
    placed = scoreboard.rows_of_tables(board, 2025, judged)
    held = [goal_id for goals in placed.values() for goal_id in goals]
    assert sorted(held) == sorted(item.goal_id for item in known)
    assert {"hz2022-first-city", "zj2025-dt-centre", "ftz2020-role-01"} <= set(placed["others in words"])
    assert set(placed["release in words"]).isdisjoint(placed["others in words"])
    assert set(scoreboard.due(board, 2025)["goal_id"]).isdisjoint(placed["later"])
    assert set(placed["scoreboard"]) == set(judged)


def test_the_scoreboard_is_ordered_by_verdict(board):
    """Catch an answer that a reader has to look for among open goals."""
    placed = scoreboard.rows_of_tables(board, 2025, judgements.read())
    said = board.set_index("goal_id")["verdict"]
    found = [said[name] for name in placed["scoreboard"]]
    assert found == sorted(found, key=scoreboard.BY_VERDICT.index)
    assert placed["scoreboard"][2] == "hz2025-core-revenue"
    assert (found[0], found[-1]) == ("met", "not assessable")


def test_a_weak_goal_says_so_in_its_row(known, board):
    """Catch a goal from an anonymous page that stands among official ones unmarked."""
    chapter = Chapter(GoalParameters(), "goal")
    items = data.chosen(known, ["hz2027-cbec-payment", "hz2026-retail", "hz2026-brands"])
    for item in items:
        tables.state(chapter, item, board)
    payment, retail, brands = tables.later_rows(chapter, items, board)
    assert "not confirmed in an official text" in payment[0].text
    assert "not the same as all cross-border settlement in yuan" in payment[0].text
    assert [row[-1] for row in (payment, retail, brands)] == ["D", "D", "B"]
    items = data.chosen(known, ["hz2025-aiot-scale", "hz2025-gdp"])
    judged = {item.goal_id: StatedJudgement("can't be judged", "A reason.", holds=True) for item in items}
    smart, gdp = tables.scoreboard_rows(chapter, items, board, judged)
    assert (smart[0].text, gdp[0].text) == ("Smart Internet of Things, 2025", "GDP of the city, 2025")
    assert smart[3].endswith("The goal is second-hand or unconfirmed.")
    assert "second-hand" not in gdp[3]


def test_an_aim_in_words_needs_a_word_on_what_came(known):
    """Catch an aim without a number that is listed with an empty cell."""
    chapter = Chapter(GoalParameters(), "goal")
    aims = data.chosen(known, ["ftz2020-role-02", "zj2025-dt-centre"])
    said = {"ftz2020-role-02": ("No assessment was read", "")}
    (row,) = tables.aim_rows(chapter, aims[:1], said)
    assert row[1] == "State Council, Sep\N{NO-BREAK SPACE}2020"
    assert row[2:] == ["No assessment was read", tables.GAP]
    assert row[0].text.endswith("; goal second-hand or unconfirmed")
    with pytest.raises(KeyError, match="zj2025-dt-centre"):
        tables.aim_rows(chapter, aims, said)
    (coming,) = data.chosen(known, ["hz2026-export-growth"])
    (row,) = tables.aim_rows(chapter, [coming], said)
    assert row[2].startswith("Not searched for")


@pytest.mark.parametrize(
    ("date", "written"),
    [
        ("2021-02-03", "Feb\N{NO-BREAK SPACE}2021"),
        ("2022-12", "Dec\N{NO-BREAK SPACE}2022"),
        ("2024", "2024"),
        ("", "–"),
    ],
)
def test_dates_are_no_more_precise_than_their_source(date, written):
    """Catch a month that no source names."""
    assert tables.short_date(date) == written


def test_every_chart_draws(package, known, due, ways):
    """Catch a chart that breaks when the evidence changes."""
    goals = data.chosen(known, due["goal_id"])
    found = variants.sensitivity_frame(goals, ways)
    revenue, trade = data.chosen(known, data.HEADLINES[:2])
    band = pd.DataFrame(
        [(2023, 318, 346, "318 to 346"), (2025, 364, 396, "364 to 396")],
        columns=["year", "low_cny_bn", "high_cny_bn", "shown"],
    )
    gap = pd.DataFrame([(2025, 396, 500, "short")], columns=["year", "from_cny_bn", "to_cny_bn", "shown"])
    levels = pd.DataFrame(
        [(2025, 2301.1, "reported", None, None, "2,301"), (2025, 2194.0, "our arithmetic", 2171.0, 2234.0, "2,194")],
        columns=["year", "value_cny_bn", "kind", "low_cny_bn", "high_cny_bn", "shown"],
    )
    goal = pd.DataFrame([(2300, "goal")], columns=["value_cny_bn", "shown"])
    assert trade.goal.target == 500
    drawn = [
        charts.scoreboard_bars(frames.bars(due)),
        charts.growth_dots(frames.growth(goals, package)),
        charts.core_revenue(frames.core_points(revenue, {2024: 2040.1}), frames.core_path(revenue, RULE)),
        charts.trade_wedge(band, frames.trade_goals(known), gap),
        charts.census_levels(levels, goal, gap),
        charts.verdict_matrix(frames.matrix(found, known)),
    ]
    for number, chart in enumerate(drawn):
        spec = theme.specification(chart)
        svg = theme.drawing(spec, f"fig-goal-{number}", "title", "words")
        assert svg.startswith("<svg")
        assert "NaN" not in svg
