"""Rules about time: dates that exist, spans that can be read, sort keys, events that end late."""

from __future__ import annotations

from collections.abc import Iterator

from expobook.values import periods

from .problems import Problem, Raw, rows_of

_DATES = {"sources": ("published", "read"), "events": ("date", "date_end"), "goals": ("issued",)}
_ALLOWED = "a year, month or day of the calendar, such as 2022, 2022-12 or 2022-12-11"


def observed_periods(raw: Raw) -> Iterator[Problem]:
    """Every period, of targets too, can be read as one, and the ends of a span are alike."""
    for fault, row in rows_of(raw, "observations"):
        period = row["period"]
        try:
            periods.period_start(period)
        except periods.PeriodError as error:
            yield fault("period", _without_advice(error), "2021, 2022-12, 2022-12-11 or a span such as 2022-01/2022-09")
            continue
        first, _, last = period.partition("/")
        if last and len(first) != len(last):
            yield fault("period", f"the ends of {period!r} aren't equally precise", "two years, two months or two days")


def dates(raw: Raw) -> Iterator[Problem]:
    """Every date is one of the calendar, before the common era too."""
    for name, columns in _DATES.items():
        for fault, row in rows_of(raw, name):
            for column in columns:
                if row[column] and not date_exists(row[column]):
                    yield fault(column, f"{row[column]!r} is no date that exists", _ALLOWED)


def event_dates(raw: Raw) -> Iterator[Problem]:
    """The sort key of an event is that of its date, and no event ends before it begins."""
    for fault, row in rows_of(raw, "events"):
        if not date_exists(row["date"]):
            continue  # the rule above says so; a sort key of it would be no advice
        key = date_sort_key(row["date"])
        if row["date_sort"] != str(key):
            yield fault("date_sort", f"{row['date_sort']!r} isn't the sort key of {row['date']}", str(key))
        end = row["date_end"]
        if end and date_exists(end) and date_sort_key(end) < date_sort_key(row["date"][: len(end)]):
            yield fault(
                "date_end",
                f"{end} is before {row['date']}, on which it began",
                "the date on which it began, or a later one",
            )


def date_sort_key(date: str) -> int:
    """Return a date's sort key, yyyymmdd with zeros for what is missing, below zero before CE."""
    sign = -1 if date.startswith("-") else 1
    parts = [*(int(part) for part in date.lstrip("-").split("-")), 0, 0]
    return sign * (parts[0] * 10000 + parts[1] * 100 + parts[2])


def date_exists(date: str) -> bool:
    """Whether a date is one of the calendar; years before the common era have the same months."""
    point = date.removeprefix("-")
    if "/" in point:
        return False
    try:
        periods.period_start(point)
    except periods.PeriodError:
        return False
    return True


def _without_advice(error: periods.PeriodError) -> str:
    """What is wrong, without the advice that follows: what is allowed is said beside it."""
    return str(error).split("; ")[0].rstrip(".")
