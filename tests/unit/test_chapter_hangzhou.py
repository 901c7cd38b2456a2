"""Chapter 3: what its frames, charts and tables may not say wrongly."""

from dataclasses import dataclass
from types import SimpleNamespace

import pandas as pd
import pytest

from expobook import evidence
from expobook.chapters.hangzhou import before_after, charts, tables
from expobook.chapters.hangzhou import data as history
from expobook.facts.rows import fact_rows
from expobook.figures import theme as look
from expobook.values import periods


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
    return {
        "event_id": event_id,
        "date": date,
        "date_sort": sort,
        "date_end": end,
        "date_precision": precision,
        "level": level,
        "category": category,
        "title": event_id.title(),
        "confidence": "high",
    }


@pytest.fixture
def events():
    """Five events in wrong order, two of them in one lane and year."""
    return history.events_frame(
        pd.DataFrame(
            [
                event("zone", "2015-03-12", category="pilot_zone"),
                event("plan", "2015-06", "province", "pilot_zone"),
                event("canal", "0600", "national", "infrastructure", "0699", "century"),
                event("silk", "-2700", category="trade_route", precision="millennium"),
                event("law", "2024-03-29"),
            ]
        )
    )


def observations(*rows):
    """A frame of observations with the columns that the chapter reads."""
    columns = ["entity", "indicator", "period", "status", "bound", "grade", "series_id"]
    return pd.DataFrame(rows, columns=columns)


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("-2700", -2700.0),
        ("0978", 978.0),
        ("2015-01", 2015.0),
        ("2015-07", 2015.5),
        ("2015-01-01", 2015.0),
        ("2016-12-31", pytest.approx(2016.997, abs=0.001)),
    ],
)
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
    assert history.tally(events, first=2015, category="pilot_zone", who="Hangzhou") == 1
    assert history.tally(events, first=601, last=2014) == 0


def test_event_outside_the_timeline_is_not_drawn(events):
    """Catch a milestone of another year left standing when the reader narrows the years."""
    words = {"zone": "zone", "law": "law", "elsewhere": "not in the data"}
    assert list(history.milestones(events, words, 2016, 2026)["words"]) == ["law, Mar 2024"]
    assert list(history.milestones(events, words, 1999, 2026)["words"]) == ["zone, Mar 2015", "law, Mar 2024"]


def test_words_of_a_milestone_stand_inside_the_picture(events):
    """Catch a late event whose words run out of the chart at the right."""
    placed = history.milestones(events, {"zone": "zone", "law": "law"}, 2014, 2026)
    late = dict(zip(placed["event_id"], placed["late"], strict=True))
    assert late == {"zone": False, "law": True}


def test_a_milestone_is_dated_no_more_precisely_than_known(events):
    """Catch a month invented for an event of which only the year is known."""
    shaped = history.events_frame(pd.DataFrame([event("a", "2024"), event("b", "2015-03-12")]))
    placed = history.milestones(shaped, {"a": "a", "b": "b"}, 1999, 2026)
    assert list(placed["when"]) == ["Mar 2015", "2024"]


def test_the_first_year_is_that_of_its_own_category(events):
    """Catch “firms came first” said of the earliest event of any kind."""
    assert history.first_year(events, "pilot_zone") == 2015
    assert history.first_year(events, "rule") == 2024


def test_bars_of_shares_name_their_period_and_stand_in_order():
    """Catch shares of different years side by side without their years."""
    drawn = history.shares(
        facts(Stated("gdp", 24.3, "2024"), Stated("trade", 43.9, "2023-01/2023-06")),
        {"gdp": ("all goods and services", "GDP"), "trade": ("digital", "Digital trade")},
    )
    assert list(drawn["words"]) == ["Digital trade, January to June 2023", "GDP, 2024"]
    assert list(drawn["kind"]) == ["digital", "all goods and services"]


def test_a_growth_rate_is_drawn_over_its_own_years():
    """Catch a rate of the years to 2021 drawn over the years after it."""
    drawn = history.spans(facts(Stated("rate", 14.6, "2021 · 2018")), {"rate": "2018/2021"})
    assert drawn.loc[0, "start"] == pytest.approx(2018.5, abs=0.01)
    assert drawn.loc[0, "end"] == pytest.approx(2021.5, abs=0.01)


def test_a_part_of_a_year_is_drawn_where_it_lies():
    """Catch nine months drawn at the middle of their year."""
    drawn = history.points(facts(Stated("m", 23, "2018-01/2018-09")), ["m"])
    assert drawn.loc[0, "position"] == pytest.approx(2018.37, abs=0.02)
    assert drawn.loc[0, "when"] == "January to September 2018"


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


def test_steps_follow_the_dates_of_the_decisions():
    """Catch a total drawn at the date of the text that mentions it."""
    held = SimpleNamespace(
        events=pd.DataFrame([{"event_id": "first", "date": "2015-03-12"}]),
        observation=lambda name: SimpleNamespace(period="2019-12"),
    )
    steps = history.zone_steps(
        facts(Stated("later", 59, "2020-04", unit="count"), Stated("one", 1, "2016", unit="count")),
        held,
        {"later": "batch", "one": "first"},
    )
    assert steps["fact"].tolist() == ["one", "later"]
    assert steps["date"].tolist() == ["2015-03-12", "2019-12"]


@pytest.mark.parametrize(
    ("date", "end", "precision", "expected"),
    [
        ("-2700", "", "millennium", "about 2700 BC"),
        ("0600", "0699", "century", "7th century"),
        ("0978", "", "year", "978"),
        ("1127", "1279", "century", "1127 to 1279"),
        ("2015-03", "", "month", "March 2015"),
        ("2016-09-04", "2016-09-05", "day", "4 September 2016 to 5 September 2016"),
    ],
)
def test_dates_are_written_no_more_precisely_than_known(date, end, precision, expected):
    """Catch a century or an order of magnitude written as a year."""
    assert periods.format_event(date, end, precision) == expected


def test_a_ratio_above_its_limit_fails():
    """Catch a part larger than its whole that passes the test of plausibility."""
    ratios = facts(
        Stated("city_test_goods_english", 163.9, "2023"),
        Stated("city_test_goods_japanese", 100.0, "2023"),
        Stated("whole", 100, ""),
    )
    judged = tables.within_limits({"goods": "whole"}, ratios)
    assert judged.loc["goods"].to_dict() == {"english": False, "japanese": True}


@pytest.fixture(scope="module")
def book():
    """The book's own evidence."""
    return evidence.load()


def test_charts_are_drawn_the_same_twice(book):
    """Catch a chart that changes from run to run, or a title that the drawing lacks."""
    shaped = history.events_frame(book.events)
    placed = history.milestones(shaped, {"gdte_1": "first expo", "g20_hangzhou": "G20"}, 1999, 2026)
    spec = look.specification(charts.timeline_chart(placed, 1999, 2026))
    first = look.drawing(spec, "fig-city-timeline", "A title", "A description")
    assert first == look.drawing(spec, "fig-city-timeline", "A title", "A description")
    assert "A description" in first


def test_a_point_read_at_second_hand_is_hollow():
    """Catch a share quoted from a bulletin drawn as solid as one that was read in the press."""
    drawn = history.points(facts(Stated("a", 28.8, "2024"), Stated("b", 29.5, "2025", grade="D")), ["a", "b"])
    drawn["confirmed"] = drawn["grade"] < "D"
    spans = history.spans(facts(Stated("rate", 7.2, "2023 · 2021")), {"rate": "2021/2023"})
    spec = look.specification(charts.pace_chart(drawn, spans, 2018, 2025))
    marks = {
        layer["transform"][0]["filter"]: layer["mark"] for layer in spec["vconcat"][0]["layer"] if "transform" in layer
    }
    assert marks["!datum.confirmed"]["filled"] is False
    assert "filled" not in marks["datum.confirmed"]


@pytest.mark.parametrize(
    ("period", "decided", "side"),
    [
        ("2014", "2015-03-12", "before"),
        ("2015", "2015-03-12", "across"),
        ("2020", "2020-08", "across"),
        ("2020-07", "2020-08", "before"),
        ("2020-08", "2020-08", "across"),
        ("2022-01/2022-10", "2020-08", "after"),
    ],
)
def test_a_year_that_holds_the_decision_is_not_before_it(period, decided, side):
    """Catch a pilot measured against a year that it was part of."""
    assert before_after.side(period, decided) == side


def test_a_pilot_is_measured_by_figures_of_both_sides_only():
    """Catch a pilot counted as measured whose first figure is of the year of its decision."""
    stated = facts(Stated("old", 1, "2014"), Stated("same", 2, "2020"), Stated("new", 3, "2023"))
    pilots = {"zone": ["old", "new"], "trade": ["same", "new"], "bare": []}
    decided = {"zone": "2015-03-12", "trade": "2020-08", "bare": "2020"}
    assert before_after.pilots_with_both_sides(pilots, stated, decided) == ["zone"]


def test_an_anonymous_number_joins_no_growth():
    """Catch a growth rate computed to the revenue that one anonymous post gives for 2024."""
    rows = fact_rows.read("hangzhou").root
    reading = {
        name: row.formula
        for group in rows.values()
        for name, row in group.items()
        if isinstance(row, fact_rows.Derived) and "city_revenue_2024" in row.formula
    }
    assert reading == {}
