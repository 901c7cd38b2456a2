"""Chapter 3: what its frames, charts and tables may not say wrongly."""

from dataclasses import dataclass
from types import SimpleNamespace

import pandas as pd
import pytest

from contrast import contrast
from expobook import evidence
from expobook.chapters.hangzhou import before_after, charts, tables
from expobook.chapters.hangzhou import data as history
from expobook.figures import theme as look


@dataclass(frozen=True)
class Stated:
    """A fact as the chapter's frames read it."""

    id: str
    value: float
    period: str
    unit: str = "CNY bn"
    bound: str = "exact"
    status: str = "final"
    grade: str = "B"
    label: str = "A value"
    number: str = "1"
    sources: tuple[str, ...] = ("bulletin",)


def facts(*stated):
    """The facts of a chapter, by id."""
    return {fact.id: fact for fact in stated}


def event(event_id, date, level="city", category="rule", end="", precision="day"):
    """One event as the data package has it."""
    sort = int(date.replace("-", "").ljust(8, "0")) if date[0] != "-" else -27000000
    return {"event_id": event_id, "date": date, "date_sort": sort, "date_end": end,
            "date_precision": precision, "level": level, "category": category,
            "title": event_id.title(), "confidence": "high"}


@pytest.fixture
def events():
    """Five events in wrong order, two of them in one lane and year."""
    return history.events_frame(pd.DataFrame([
        event("zone", "2015-03-12", category="pilot_zone"),
        event("plan", "2015-06", "province", "pilot_zone"),
        event("canal", "0600", "national", "infrastructure", "0699", "century"),
        event("silk", "-2700", category="trade_route", precision="millennium"),
        event("law", "2024-03-29"),
    ]))


def observations(*rows):
    """A frame of observations with the columns that the chapter reads."""
    columns = ["entity", "indicator", "period", "status", "bound", "grade", "series_id"]
    return pd.DataFrame(rows, columns=columns)


@pytest.mark.parametrize(("date", "expected"), [
    ("-2700", -2700.0), ("0978", 978.0), ("2015-01", 2015.0), ("2015-07", 2015.5),
    ("2015-01-01", 2015.0), ("2016-12-31", pytest.approx(2016.997, abs=0.001)),
])
def test_position_in_time(date, expected):
    """Catch a date drawn in another year, above all one before the common era."""
    assert history.position(date) == expected


@pytest.mark.parametrize("date", ["", "March 2015", "2015/03", "20150312"])
def test_position_refuses_what_is_no_date(date):
    """Catch a misread date that would be drawn somewhere."""
    with pytest.raises(ValueError, match="write a year"):
        history.position(date)


def test_events_stand_in_order_of_time(events):
    """Catch an event before the common era sorted to the end."""
    assert list(events["event_id"]) == ["silk", "canal", "zone", "plan", "law"]
    assert list(events["year"]) == [-2700, 600, 2015, 2015, 2024]


def test_event_of_unknown_level_stops_the_timeline():
    """Catch an event that silently falls off the timeline."""
    with pytest.raises(ValueError, match="odd"):
        history.events_frame(pd.DataFrame([event("odd", "2015", level="village")]))


def test_tally_counts_inside_its_years_only(events):
    """Catch a count that takes in years outside the sentence."""
    assert history.tally(events) == 5
    assert history.tally(events, first=2015, last=2015) == 2
    assert history.tally(events, first=2015, category="pilot_zone", level="city") == 1
    assert history.tally(events, first=601, last=2014) == 0


def test_no_two_marks_cover_each_other(events):
    """Catch an event hidden behind another one of its lane and year."""
    placed = history.modern(events, 2000, 2026)
    assert len(placed) == 3
    assert not placed.duplicated(["year", "height"]).any()
    tops = placed.set_index("event_id")["height"]
    assert tops["zone"] > tops["plan"], "the city's own event stands on top"


def test_event_outside_the_timeline_is_not_named(events):
    """Catch a label left without its mark when the reader narrows the years."""
    placed = history.modern(events, 2016, 2026)
    named = history.named(placed, {"zone": ("zone", "left", 0), "law": ("law", "left", 1)})
    assert list(named["words"]) == ["law"]


def test_a_gap_stays_a_gap():
    """Catch a missing year filled, dropped or drawn as zero."""
    drawn = history.bars(facts(Stated("m_2018", 10, "2018"), Stated("m_2020", 30, "2020")),
                         ["m_2018", "m_2020"], 2018, 2020)
    assert list(drawn["year"]) == [2018, 2019, 2020]
    assert drawn["value"].isna().tolist() == [False, True, False]
    assert drawn["words"].tolist() == ["10", "", "30"]


@pytest.mark.parametrize(("period", "grade", "kind", "part"), [
    ("2022", "B", "whole", ""), ("2022", "D", "second-hand", ""),
    ("2022-01/2022-06", "B", "part", "H1"), ("2022-01/2022-09", "D", "part", "to Sep"),
    ("2022-02/2022-09", "B", "part", "Feb–Sep"),
])
def test_bars_tell_parts_and_second_hand_values_apart(period, grade, kind, part):
    """Catch nine months, or a second-hand value, drawn as a solid year."""
    drawn = history.bars(facts(Stated("m_2022", 10, period, grade=grade)), ["m_2022"], 2022, 2022)
    assert (drawn.loc[0, "kind"], drawn.loc[0, "part"]) == (kind, part)


def test_a_floor_is_written_as_one():
    """Catch “more than 500” drawn as 500."""
    row = SimpleNamespace(fact="x", value=500.0, bound="at_least")
    assert history.bar_words(row) == ">500"


@pytest.mark.parametrize(("period", "bound", "grade", "expected"), [
    ("2022", "exact", "B", "full year"), ("2022", "exact", "D", "second-hand"),
    ("2022", "at_least", "D", "bound"), ("2022-01/2022-09", "at_least", "B", "part"),
    ("2024-11", "exact", "A", "part"),
])
def test_cover_of_a_year(period, bound, grade, expected):
    """Catch a part of a year, a bound or a second-hand value counted as a whole year."""
    assert history.cover(period, bound, grade) == expected


def test_coverage_leaves_out_targets_rejected_series_and_other_places():
    """Catch a gap that a goal, a rejected figure or the province's value seems to fill."""
    rows = observations(
        ("Hangzhou", "gdp", "2020", "target", "exact", "B", "g"),
        ("Hangzhou", "gdp", "2021", "final", "exact", "B", "rejected"),
        ("Zhejiang", "gdp", "2022", "final", "exact", "A", "z"),
        ("Hangzhou", "gdp", "2023", "final", "exact", "D", "g"),
        ("Hangzhou", "gdp", "2023-01/2023-09", "final", "exact", "B", "g"),
        ("Hangzhou", "gdp", "2015/2024", "final", "exact", "B", "g"),
    )
    cells = history.coverage(rows, {"gdp": "GDP"}, 2020, 2024, left_out=["rejected"])
    assert cells["covers"].tolist() == ["", "", "", "second-hand", ""]
    better = history.coverage(rows, {"gdp": "GDP"}, 2020, 2024, left_out=["rejected"],
                              lowest_grade="C")
    assert better["covers"].tolist() == ["", "", "", "part", ""]


def test_another_city_is_seen():
    """Catch the sentence on missing cities standing after one came into the evidence."""
    own = ("Hangzhou", "gdp", "2023", "final", "exact", "B", "h")
    economy = ("Germany", "gdp", "2023", "final", "exact", "B", "d")
    expo = ("Canton Fair-135", "gdp", "2023", "final", "exact", "B", "c")
    assert history.other_cities(observations(own, economy, expo)) == []
    goal = ("Hangzhou", "settlement", "2025", "target", "exact", "B", "h")
    rival = ("Shanghai", "settlement", "2025", "final", "exact", "D", "s")
    rows = observations(own, economy, goal, rival)
    assert history.other_cities(rows) == ["Shanghai"]
    assert history.comparable_rows(rows) == 0, "a goal of Hangzhou is no value to compare with"
    peer = ("Shanghai", "gdp", "2023", "final", "exact", "D", "s")
    assert history.comparable_rows(observations(own, peer)) == 1


def test_count_of_outcomes_has_no_targets():
    """Catch goals counted as if they were reported results."""
    rows = observations(
        ("Hangzhou", "trade", "2023", "final", "exact", "B", "h"),
        ("Hangzhou", "trade", "2025", "target", "exact", "B", "h"),
        ("Zhejiang", "trade", "2023", "final", "exact", "B", "z"),
    )
    assert history.count_rows(rows, entity="Hangzhou", outcome=True) == 1
    assert history.count_rows(rows, entity="Hangzhou", outcome=False) == 1
    assert history.count_rows(rows, indicator="trade") == 3


def test_spans_hold_for_their_own_months():
    """Catch a mean of nine months drawn over the whole year."""
    drawn = history.spans(facts(Stated("m", 9.4, "2022")), [("m", "2022-01/2022-09", "printed")])
    assert drawn.loc[0, "start"] == 2022
    assert drawn.loc[0, "end"] == pytest.approx(2022.75, abs=0.01)


def test_small_means_are_not_written_as_zero():
    """Catch a ceiling of a hundredth written as nothing."""
    drawn = history.spans(facts(Stated("m", 0.01, "2014", bound="at_most")),
                          [("m", "2014", "converted from dollars")])
    assert history.placed_words(drawn).loc[0, "words"] == "< 0.01"


def test_steps_follow_the_dates_of_the_decisions():
    """Catch a total drawn at the date of the text that mentions it."""
    held = SimpleNamespace(
        events=pd.DataFrame([{"event_id": "first", "date": "2015-03-12"}]),
        observation=lambda name: SimpleNamespace(period="2019-12"),
    )
    steps = history.zone_steps(
        facts(Stated("later", 59, "2020-04", unit="count"), Stated("one", 1, "2016", unit="count")),
        held, {"later": "batch", "one": "first"},
    )
    assert steps["fact"].tolist() == ["one", "later"]
    assert steps["date"].tolist() == ["2015-03-12", "2019-12"]


@pytest.mark.parametrize(("date", "end", "precision", "expected"), [
    ("-2700", "", "millennium", "about 2700 BC"), ("0600", "0699", "century", "7th century"),
    ("0978", "", "year", "978"), ("1127", "1279", "century", "1127 to 1279"),
    ("2015-03", "", "month", "March 2015"),
    ("2016-09-04", "2016-09-05", "day", "4 September 2016 to 5 September 2016"),
])
def test_dates_are_written_no_more_precisely_than_known(date, end, precision, expected):
    """Catch a century or an order of magnitude printed as a year."""
    written = tables.written_date(pd.Series(
        {"date": date, "date_end": end, "date_precision": precision}))
    assert written == expected


def test_a_ratio_above_its_limit_fails():
    """Catch a part larger than its whole that passes the test of plausibility."""
    ratios = facts(Stated("city_test_goods_english", 163.9, "2023"),
                   Stated("city_test_goods_japanese", 100.0, "2023"))
    judged = tables.judged({"goods": 100}, ratios)
    assert judged.loc["goods"].to_dict() == {"english": "no", "japanese": "yes"}


@pytest.fixture(scope="module")
def book():
    """The book's own evidence."""
    return evidence.load()


def test_every_event_stands_in_the_table_with_its_source(book):
    """Catch an event dropped from the full table, or one without its source."""
    rows = tables.event_rows(book)
    assert len(rows) == len(book.events) >= 110
    assert rows[0][0] == "about 2700 BC"
    assert all(row[-1].source and row[-1].text for row in rows)


def test_differing_dates_all_stand_in_the_table(book):
    """Catch one of the conflicting dates of Alipay or the eWTP left out."""
    rows = tables.dating_rows(book)
    alipay = [row[1] for row in rows if "Alipay" in row[0]]
    assert alipay == ["2003", "February 2004", "December 2004"]
    assert {"March 2016", "September 2016"} <= {row[1] for row in rows if "eWTP" in row[0]}


def test_charts_are_drawn_the_same_twice(book):
    """Catch a chart that changes from run to run, or a title that the drawing lacks."""
    shaped = history.events_frame(book.events)
    placed = history.modern(shaped, 1999, 2026)
    named = history.named(placed, {"gdte_1": ("first expo", "over", 3)})
    timeline = charts.timeline_chart(placed, history.lane_bottoms(placed), named, 1999, 2026)
    early = charts.early_chart(shaped[shaped["year"] < 1999], 1999, 2026)
    for name, chart in (("timeline", timeline), ("early", early)):
        spec = look.specification(chart)
        first = look.drawing(spec, f"fig-city-{name}", "A title", "A description")
        assert first == look.drawing(spec, f"fig-city-{name}", "A title", "A description")
        assert "A description" in first


def test_rejected_bars_are_hollow():
    """Catch a rejected figure drawn as solid as the one that is used."""
    rows = pd.DataFrame([
        {"group": "All", "label": "English", "value": 1200.0, "shown": "> 1,200",
         "role": "rejected"},
        {"group": "All", "label": "Japanese", "value": 124.8, "shown": "124.8", "role": "used"},
    ])
    layers = charts.named_bars(rows, top=1450).to_dict()["vconcat"][0]["layer"]
    marks = {layer["transform"][0]["filter"]: layer["mark"] for layer in layers
             if "transform" in layer}
    assert marks["datum.role == 'rejected'"]["filled"] is False
    assert "filled" not in marks["datum.role == 'used'"]


@pytest.mark.parametrize(("period", "decided", "side"), [
    ("2014", "2015-03-12", "before"), ("2015", "2015-03-12", "across"),
    ("2020", "2020-08", "across"), ("2020-07", "2020-08", "before"),
    ("2020-08", "2020-08", "across"), ("2022-01/2022-10", "2020-08", "after"),
])
def test_a_year_that_holds_the_decision_is_not_before_it(period, decided, side):
    """Catch a pilot measured against a year that it was part of."""
    assert before_after.side(period, decided) == side


def test_a_pilot_is_measured_by_figures_of_both_sides_only():
    """Catch a pilot counted as measured whose first figure is of the year of its decision."""
    stated = facts(Stated("old", 1, "2014"), Stated("same", 2, "2020"), Stated("new", 3, "2023"))
    pilots = [before_after.Pilot("zone", "", ("old", "new"), ""),
              before_after.Pilot("trade", "", ("same", "new"), ""),
              before_after.Pilot("bare", "", (), "")]
    decided = {"zone": "2015-03-12", "trade": "2020-08", "bare": "2020"}
    assert before_after.measured(pilots, stated, decided) == ["zone"]
    assert before_after.figures_cells(pilots[1], stated, decided["trade"]) == (
        "–", "{same} (2020, across the decision); {new} (2023)")
    assert before_after.figures_cells(pilots[2], stated, decided["bare"]) == ("–", "–")


def test_goals_issued_before_a_decision():
    """Catch a goal called older than a classification that came first."""
    goals = pd.DataFrame({"goal_id": ["a", "b", "c"],
                          "issued": ["2018-10-11", "2021-05", "2022-12"]})
    assert before_after.issued_before(goals, ["a", "b", "c"], "2021-05-27") == ["a"]
    assert before_after.years_issued(goals, {"fact": "a"}) == {"fact": 2018}


def test_an_unconfirmed_mean_is_drawn_dashed():
    """Catch a value whose year is only assumed drawn as solid as a printed one."""
    drawn = history.placed_words(history.spans(
        facts(Stated("a", 9.2, "2021", grade="D"), Stated("b", 9.4, "2022")),
        [("a", "2021", "converted from dollars"), ("b", "2022", "printed in yuan")]))
    assert drawn["unconfirmed"].tolist() == [True, False]
    layers = charts.monthly_chart(drawn).to_dict()["layer"]
    dashed = [layer["transform"][0]["filter"] for layer in layers
              if layer["mark"].get("strokeDash") and "transform" in layer]
    assert dashed == ["datum.unconfirmed"]


def test_goals_carry_the_year_in_which_they_were_set():
    """Catch a goal from before a break drawn as if it had been set for the values beside it."""
    rows = pd.DataFrame([{"measure": measure, "year": 2022, "value": 500.0, "words": "500",
                          "part": "", "kind": "whole"} for measure in ("city_core",
                                                                       "city_revenue")])
    goals = pd.DataFrame([
        {"measure": "city_core_goal", "year": 2022, "value": 580.0, "words": "580", "issued": 2018},
        {"measure": "city_revenue_goal", "year": 2022, "value": 2000.0, "words": ">2,000",
         "issued": None},
    ])
    datasets = charts.core_chart(rows, goals).to_dict()["datasets"].values()
    words = [row["words"] for data in datasets for row in data if "issued" in row]
    assert words == ["goal of 2018|580", "goal|>2,000"]


@pytest.mark.parametrize("covers", history.COVERS)
def test_words_in_the_map_of_gaps_stand_out_from_their_cell(covers):
    """Catch words that can't be read on the colour of their cell."""
    ink = "#ffffff" if charts.COVER_INK.get(covers) == "white" else charts.INK
    assert contrast(ink, charts.COVER_COLOURS[covers]) >= 4.5
