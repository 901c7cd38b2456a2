"""Periods of observations: when they start and end, and how long they are.

A period is written as in ISO 8601: a year (`2021`), a month (`2022-12`), a day (`2022-12-11`), or
a span of two of them with a stroke between (`2022-01/2022-09`), where both ends belong to the span
and may be of different precision (`2015/2025-09` runs from January 2015 to September 2025).
Dates before the common era, weeks, quarters, open ends and shortened ends are not periods here.
"""

import calendar
import datetime
import re
from functools import lru_cache

_BETWEEN = " · "
_POINT = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


class PeriodError(ValueError):
    """A period can't be read, or has no answer to what was asked of it."""


def period_start(period: str) -> datetime.date:
    """Return the first day of a period; raises PeriodError when it can't be read."""
    return _days(period)[0]


def period_end(period: str) -> datetime.date:
    """Return the last day of a period; raises PeriodError when it can't be read."""
    return _days(period)[1]


def months(period: str) -> int:
    """Return the number of calendar months that a period covers.

    Raises PeriodError when the period can't be read or isn't made of whole calendar months.
    """
    start, end = _days(period)
    if start.day != 1 or end.day != _month_length(end.year, end.month):
        raise PeriodError(
            f"Period {period!r} is not made of whole months; "
            "only a period from the first to the last day of a month has a length in months."
        )
    return (end.year - start.year) * 12 + end.month - start.month + 1


def year(period: str) -> int:
    """Return the calendar year in which a period lies.

    Raises PeriodError when the period can't be read or crosses from one year into another.
    """
    start, end = _days(period)
    if start.year != end.year:
        raise PeriodError(
            f"Period {period!r} runs from {start.year} to {end.year}; "
            "only a period within one calendar year belongs to a year."
        )
    return start.year


def is_annual(period: str) -> bool:
    """Tell whether a period is exactly one calendar year, however written.

    Raises PeriodError when the period can't be read.
    """
    start, end = _days(period)
    return (start.month, start.day, end.month, end.day, end.year) == (1, 1, 12, 31, start.year)


def describe_periods(text: str) -> str:
    """A period in words, or several, each once; what isn't a period stays as it is."""
    try:
        return "; ".join(dict.fromkeys(map(format_period, text.split(_BETWEEN))))
    except PeriodError:
        return text


def _days(period: str) -> tuple[datetime.date, datetime.date]:
    if not isinstance(period, str):
        raise PeriodError(f"Period {period!r} is not text; write it like '2022' or '2022-12'.")
    return _ends(period)


@lru_cache(maxsize=4096)  # the same few years are asked for again and again
def _ends(period: str) -> tuple[datetime.date, datetime.date]:
    first, stroke, last = period.partition("/")
    start, end = _point(first, period), _point(last if stroke else first, period)
    if end[1] < start[0]:
        raise PeriodError(f"Period {period!r} ends before it starts; write the earlier date first.")
    return start[0], end[1]


def _point(text: str, period: str) -> tuple[datetime.date, datetime.date]:
    match = _POINT.fullmatch(text)
    if match is None:
        raise PeriodError(
            f"Period {period!r} can't be read; write a year (2021), a month (2022-12), "
            "a day (2022-12-11), or a span of two of them (2022-01/2022-09)."
        )
    number, month, day = match.groups()
    try:
        first_month = datetime.date(int(number), 1 if month is None else int(month), 1)
        if day is not None:
            return (first_month.replace(day=int(day)),) * 2
    except ValueError:
        raise PeriodError(f"Period {period!r} names a date that doesn't exist.") from None
    last_month = first_month if month else first_month.replace(month=12)
    length = _month_length(last_month.year, last_month.month)
    return first_month, last_month.replace(day=length)


def _month_length(number: int, month: int) -> int:
    return calendar.monthrange(number, month)[1]


MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def format_date(iso: str, short: bool = False) -> str:
    """An ISO date in words, no more precise than it is: "2017", "May 2020", "3 November 2026".

    `short` cuts months to three letters, for narrow columns. What isn't such a date stays as it is.
    """
    year, *rest = iso.split("-")
    if not all(part.isdigit() for part in (year, *rest)) or len(rest) > 2:
        return iso
    parts = [year.lstrip("0")]
    if rest:
        month = MONTHS[int(rest[0]) - 1]
        parts.insert(0, month[:3] if short else month)
    if len(rest) > 1:
        parts.insert(0, str(int(rest[1])))
    return " ".join(parts)


def format_period(period: str) -> str:
    """A period in words: "2017", "January to September 2022", "2015 to September 2025".

    A span within one year names the year once, one of days within a month the month. Raises
    `PeriodError` when it can't be read.
    """
    same_year = period_start(period).year == period_end(period).year
    first, stroke, last = period.partition("/")
    if stroke and same_year and "-" in first and "-" in last:
        first_words = format_date(first).removesuffix(f" {first[:4]}")
        if first[:7] == last[:7] and len(first) == len(last):
            first_words = first_words.split()[0]
        return f"{first_words} to {format_date(last)}"
    return " to ".join(format_date(end) for end in (first, last) if end)


def format_event(date: str, end: str = "", precision: str = "day") -> str:
    """An event's date in words, no more precise than it is known: "7th century", "about 2700 BC".

    A date before the common era has a minus sign. A century runs from its first year to its last.
    """
    if date.startswith("-"):
        return f"about {date[1:].lstrip('0')} BC"
    if not end:
        return format_date(date)
    first, last = int(date[:4]), int(end[:4])
    if precision == "century" and last == first + 99:
        return f"{first // 100 + 1}th century"
    return f"{format_date(date)} to {format_date(end)}"
