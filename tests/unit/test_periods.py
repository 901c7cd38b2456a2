"""Periods: what a written period covers, and what it may not be asked."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expobook.values import periods
from expobook.values.periods import PeriodError

DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("2021", "2021-01-01", "2021-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2022-12-11", "2022-12-11", "2022-12-11"),
        ("2022-01/2022-09", "2022-01-01", "2022-09-30"),
        ("2022-12-11/2022-12-14", "2022-12-11", "2022-12-14"),
        ("2015/2025-09", "2015-01-01", "2025-09-30"),
        ("2017/2021-03", "2017-01-01", "2021-03-31"),
        ("2022-06-15/2022-06", "2022-06-15", "2022-06-30"),
        ("2022-06/2022", "2022-06-01", "2022-12-31"),
        ("2022/2022-06", "2022-01-01", "2022-06-30"),
        ("2022-12-11/2022-12-11", "2022-12-11", "2022-12-11"),
    ],
)
def test_period_covers_both_of_its_ends(period, start, end):
    """Catch a span that loses its last month, or an end of coarser precision cut to its start."""
    assert periods.period_start(period).isoformat() == start
    assert periods.period_end(period).isoformat() == end


@pytest.mark.parametrize(
    ("period", "length"),
    [
        ("2021", 12),
        ("2022-12", 1),
        ("2022-01/2022-09", 9),
        ("2022-01/2022-10", 10),
        ("2015/2025-09", 129),
        ("2024-01-01/2024-02-29", 2),
    ],
)
def test_months_are_counted_with_both_ends(period, length):
    """Catch nine months annualised as eight, or ten as nine."""
    assert periods.months(period) == length


@pytest.mark.parametrize("period", ["2022-12-11", "2022-12-11/2022-12-14", "2023-02-01/2023-02-27"])
def test_days_have_no_length_in_months(period):
    """Catch four expo days that are annualised as if they were a month."""
    with pytest.raises(PeriodError, match="whole months"):
        periods.months(period)


def test_year_of_a_period_within_it():
    """Catch a part-year that is filed under another year."""
    assert periods.year("2022-01/2022-09") == 2022
    assert periods.year("2022-12-11/2022-12-14") == 2022


@pytest.mark.parametrize("period", ["2015/2025-09", "2022-12/2023-01"])
def test_period_over_several_years_has_no_year(period):
    """Catch a ten-year total that stands in a chart as one year's value."""
    with pytest.raises(PeriodError, match="within one calendar year"):
        periods.year(period)


@pytest.mark.parametrize("period", ["2022", "2022-01/2022-12", "2022-01-01/2022-12-31"])
def test_whole_year_is_annual_however_written(period):
    """Catch a full year that is left out of a yearly series because of its spelling."""
    assert periods.is_annual(period)


@pytest.mark.parametrize("period", ["2022-01/2022-11", "2022-12", "2021/2022", "2021-07/2022-06"])
def test_anything_else_is_not_annual(period):
    """Catch eleven months, or twelve across two years, that pass for a calendar year."""
    assert not periods.is_annual(period)


@pytest.mark.parametrize(
    "period",
    [
        "",
        "22",
        "2022-1",
        "2022-W50",
        "2022-Q1",
        "2022-12-11/14",
        "2022-01/",
        "/2022",
        "2022/..",
        "2022-01/2022-02/2022-03",
        "-2700",
        " 2022",
        "2022 ",
        "2022\n",
        "２０２２",
        "2022/12",
        "circa 2022",
    ],
)
def test_unreadable_period_is_refused(period):
    """Catch a period that is read as something its writer didn't mean."""
    with pytest.raises(PeriodError, match="can't be read"):
        periods.period_start(period)


@pytest.mark.parametrize("period", ["2022-13", "2022-00", "2022-02-30", "2023-02-29", "2022-01-00", "0000"])
def test_date_that_does_not_exist_is_refused(period):
    """Catch month zero taken for the whole year, or a day that rolls into the next month."""
    with pytest.raises(PeriodError, match="doesn't exist"):
        periods.period_end(period)


def test_reversed_period_is_refused():
    """Catch a span whose ends were swapped and whose length is negative."""
    with pytest.raises(PeriodError, match="ends before it starts"):
        periods.months("2022-09/2022-01")


@pytest.mark.parametrize("period", [2022, None, 2022.0, datetime.date(2022, 1, 1)])
def test_period_that_is_not_text_is_refused(period):
    """Catch a period column that a reader of the table has turned into numbers."""
    with pytest.raises(PeriodError, match="not text"):
        periods.year(period)


@given(DAYS, DAYS)
def test_days_survive_reading(one, other):
    """Catch any day of two centuries that is read as another."""
    first, last = sorted((one, other))
    period = f"{first.isoformat()}/{last.isoformat()}"
    assert (periods.period_start(period), periods.period_end(period)) == (first, last)


@given(st.integers(1900, 2100), st.integers(1, 12), st.integers(0, 400))
def test_months_agree_with_counting(year, month, more):
    """Catch a length that is off by one across year ends."""
    serial = year * 12 + month - 1 + more
    period = f"{year:04}-{month:02}/{serial // 12:04}-{serial % 12 + 1:02}"
    assert periods.months(period) == more + 1
