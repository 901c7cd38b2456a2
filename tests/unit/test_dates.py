"""Dates and periods in words."""

import pytest

from expobook.values import periods
from expobook.values.periods import PeriodError


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("2022-12-16", "16 December 2022"),
        ("2026-11-03", "3 November 2026"),
        ("2022-02", "February 2022"),
        ("2022", "2022"),
        ("0978", "978"),
        ("", ""),
        ("in spring", "in spring"),
    ],
)
def test_dates_are_written_in_words(iso, words):
    """Catch a date that a reader has to decode, or one more precise than its source."""
    assert periods.format_date(iso) == words


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("2022-12", "Dec 2022"),
        ("2026-11-03", "3 Nov 2026"),
        ("2022", "2022"),
        ("soon", "soon"),
    ],
)
def test_short_dates_keep_day_and_year(iso, words):
    """Catch a date cut so far that its month or its precision is lost."""
    assert periods.format_date(iso, short=True) == words


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2017", "2017"),
        ("2022-12", "December 2022"),
        ("2022-01/2022-09", "January to September 2022"),
        ("2022-12-11/2022-12-14", "11 to 14 December 2022"),
        ("2022-11-30/2022-12-02", "30 November to 2 December 2022"),
        ("2021-11/2022-03", "November 2021 to March 2022"),
        ("2015/2025-09", "2015 to September 2025"),
        ("2015/2019", "2015 to 2019"),
    ],
)
def test_periods_are_written_in_words(period, words):
    """Catch a span that loses a year or an end, or stays in the notation of the data."""
    assert periods.format_period(period) == words


def test_a_period_that_cannot_be_read_is_no_period():
    """Catch nonsense that prose repeats."""
    with pytest.raises(PeriodError):
        periods.format_period("2022-13")
