"""Chapter 4 as it is shown: rows, facts and charts say what the verdicts rest on."""

import pandas as pd
import pytest

from expobook.analysis.goals import RuleParameters
from expobook.chapters.chapter import Chapter
from expobook.chapters.goals import charts, data, frames, tables, variants
from expobook.facts.parameters import GoalParameters
from expobook.figures import theme

RULE = RuleParameters()


def test_years_with_near_rates_share_one_label():
    """Catch labels printed over each other, or a label with the wrong years."""
    rates = [("reported", 4.7, "2024", "", ""), ("reported", 5.2, "2025", "", ""),
             ("reported", 5.6, "2023", "", ""), ("reported", 8.5, "2021", "", "")]
    named = frames._with_labels(rates)
    assert [item[2] for item in named] == ["", "2023–2025", "", "2021"]


def test_headline_points_share_one_scale(known):
    """Catch a later goal drawn against itself instead of the release's goal."""
    points = frames.points(known)
    goals = points[(points["panel"] == "Digital trade") & (points["kind"] == "goal")]
    assert dict(zip(goals["year"], goals["percent_of_goal"], strict=True)) == {
        2025: 100.0, 2026: 86.0, 2027: 88.0}
    assert list(points.loc[points["panel"] == "Settlement in yuan", "kind"]) == ["goal"]


def test_paths_end_at_the_goal_and_carry_the_threshold(known):
    """Catch a path that misses its own goal."""
    paths = frames.paths(known, RULE)
    last = paths.iloc[-1]
    assert (last["year"], last["path_percent"], last["threshold_percent"]) == (2025, 100.0, 95.0)


def test_steps_tell_dollars_at_the_given_rate(known):
    """Catch a goal in dollars drawn as yuan."""
    steps = frames.steps(known, 7.0)
    dollars = steps[steps["label"].str.contains("in dollars")]
    assert list(dollars["value_cny_bn"]) == [700.0]
    city = steps[(steps["panel"] == "Hangzhou") & (steps["kind"] == "goal")]
    assert list(city["value_cny_bn"]) == [500.0, 430.0, 440.0]


def test_strip_keeps_gaps_and_bounds_apart(known):
    """Catch a gap or a bound drawn as a value."""
    items = data.chosen(known, ["hz2025-rmb-settlement", "hz2022-core-va"])
    strip = frames.strip(items, range(2020, 2024)).set_index(["label", "year"])["kind"]
    assert set(strip["Settlement in yuan"]) == {""}
    assert strip["Core value added 2022", 2022] == "only a bound"
    assert strip["Core value added 2022", 2023] == ""


def test_squares_hold_every_goal_once(due):
    """Catch a goal dropped from the count of verdicts."""
    signs, totals = frames.squares(due, in_a_row=5)
    assert sorted(signs["goal_id"]) == sorted(due["goal_id"])
    assert signs["place"].max() == 5
    assert set(signs["row"]) == set(totals["row"])


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
    safer = data.standings(package, "C")
    rows = tables.scoreboard_rows(
        chapter, data.chosen(safer, ["cn2025-dds-total"]), data.scoreboard(safer, RULE))
    assert rows[0][5] == "406.72 bn US dollars (2024)"
    assert rows[0][6].tone == "on-course"


def test_counts_rest_on_the_facts_of_the_judged_goals(known, board):
    """Catch a count of verdicts that looks like an official statistic."""
    chapter = Chapter(GoalParameters(), "goal")
    items = data.chosen(known, ["hz2025-gdp", "hz2025-digital-trade"])
    for item in items:
        tables.state(chapter, item, board)
    names = tables.read_from(chapter, items, board[board["goal_id"].isin(
        [item.goal_id for item in items])])
    assert names == ["goal_hz2025_gdp_target", "goal_hz2025_gdp_baseline", "goal_hz2025_gdp_last"]
    assert tables.read_from(chapter, [], board.head(0)) == ["goals.csv"]


def test_every_stated_goal_has_its_row_in_one_table(known, board):
    """Catch a stated goal, in words or with a number, that no table of the chapter shows."""
    placed = data.rows_of_tables(board, 2025)
    held = [goal_id for goals in placed.values() for goal_id in goals]
    assert sorted(held) == sorted(item.goal_id for item in known)
    assert {"hz2022-first-city", "zj2025-dt-centre", "ftz2020-role-01"} <= set(
        placed["others in words"])
    assert set(placed["release in words"]).isdisjoint(placed["others in words"])
    assert set(data.due(board, 2025)["goal_id"]).isdisjoint(placed["later"])


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
    smart, gdp = tables.scoreboard_rows(chapter, items, board)
    assert smart[0].text.endswith("; goal second-hand or unconfirmed")
    assert "second-hand" not in gdp[0].text


def test_an_aim_in_words_needs_a_word_on_what_came(known):
    """Catch an aim without a number that is listed with an empty cell."""
    chapter = Chapter(GoalParameters(), "goal")
    aims = data.chosen(known, ["ftz2020-role-02", "zj2025-dt-centre"])
    said = {"ftz2020-role-02": ("No assessment was read", "")}
    row, = tables.words_rows(chapter, aims[:1], said)
    assert row[1] == "State Council, Sep\N{NO-BREAK SPACE}2020"
    assert row[2:5] == ["none", "No assessment was read", tables.GAP]
    assert row[6] == "D"
    with pytest.raises(KeyError, match="zj2025-dt-centre"):
        tables.words_rows(chapter, aims, said)
    coming, = data.chosen(known, ["hz2026-export-growth"])
    row, = tables.words_rows(chapter, [coming], said)
    assert row[3].startswith("Not searched for")


@pytest.mark.parametrize(
    ("date", "written"),
    [("2021-02-03", "Feb\N{NO-BREAK SPACE}2021"), ("2022-12", "Dec\N{NO-BREAK SPACE}2022"),
     ("2024", "2024"), ("", "–")],
)
def test_dates_are_no_more_precise_than_their_source(date, written):
    """Catch a month that no source names."""
    assert tables.written_date(date) == written


def test_every_chart_draws(package, known, due, ways):
    """Catch a chart that breaks when the evidence changes."""
    goals = data.chosen(known, due["goal_id"])
    found = variants.sensitivity_frame(goals, ways)
    words = pd.DataFrame([("Core revenue", 2018, 20, "x")],
                         columns=["panel", "year", "percent_of_goal", "shown"])
    drawn = [
        charts.scoreboard_bars(frames.bars(due)),
        charts.verdict_squares(*frames.squares(due)),
        charts.growth_dots(frames.growth(goals, package)),
        charts.headline_paths(
            frames.paths(known, RULE), frames.points(known), words),
        charts.goal_steps(frames.steps(known, 7.0)),
        charts.evidence_strip(frames.strip(goals[:3], range(2018, 2026))),
        charts.verdict_matrix(frames.matrix(found, known)),
    ]
    for number, chart in enumerate(drawn):
        spec = theme.specification(chart)
        svg = theme.drawing(spec, f"fig-goal-{number}", "title", "words")
        assert svg.startswith("<svg")
        assert "NaN" not in svg
