"""Numbers, years and yearly values, checked before anything is computed from them.

Everything that computes (measures, goals, growth model, backtest) takes its inputs through these
functions, so a missing, infinite or misdated value stops with one kind of error in plain words.
"""

import math
import numbers
import operator
from collections.abc import Mapping
from typing import Any

EARLIEST_YEAR = 1000
LATEST_YEAR = 9999


class MeasureError(ValueError):
    """A number can't be computed from what was given; the message says why and what is allowed."""


def finite(value: Any, name: str) -> float:
    """Return `value` as a float.

    Raises MeasureError when it is missing, infinite, or not a number; `name` is what the message
    calls it. Text is refused even when it looks like a number: it was never read as one.
    """
    if value is None:
        raise MeasureError(f"{name} is missing; give a finite number.")
    if isinstance(value, bool) or not isinstance(value, (float, numbers.Real)):  # the abstract class takes its time
        raise MeasureError(f"{name} is {value!r}, which is not a number; give a finite number.")
    try:
        number = float(value)
    except OverflowError:
        raise MeasureError(f"{name} is too large to compute with.") from None
    if math.isnan(number):
        raise MeasureError(f"{name} is missing (not a number); give a finite number.")
    if math.isinf(number):
        raise MeasureError(f"{name} is infinite; give a finite number.")
    return number


def positive(value: Any, name: str) -> float:
    """Return `value` as a float above zero; raises MeasureError otherwise."""
    number = finite(value, name)
    if number <= 0:
        raise MeasureError(f"{name} is {number:g}; it must be above zero.")
    return number


def not_negative(value: Any, name: str) -> float:
    """Return `value` as a float of zero or more; raises MeasureError otherwise."""
    number = finite(value, name)
    if number < 0:
        raise MeasureError(f"{name} is {number:g}; it must be zero or above.")
    return number


def growth_above_total_loss(value: Any, name: str) -> float:
    """Return growth in percent; raises MeasureError at -100 or below, where nothing is left."""
    number = finite(value, name)
    if number <= -100:
        raise MeasureError(f"{name} is {number:g} percent; it must be above -100 percent.")
    return number


def fraction(value: Any, name: str) -> float:
    """Return `value` as a float from 0 to 1; raises MeasureError otherwise."""
    number = finite(value, name)
    if not 0 <= number <= 1:
        raise MeasureError(f"{name} is {number:g}; it must lie between 0 and 1.")
    return number


def whole_number(value: Any, name: str, *, least: int = 0) -> int:
    """Return `value` as an int of at least `least`; raises MeasureError otherwise."""
    try:
        number = operator.index(value)
    except TypeError:
        number = None
    if number is None or isinstance(value, bool):
        raise MeasureError(f"{name} is {value!r}; it must be a whole number.")
    if number < least:
        raise MeasureError(f"{name} is {number}; it must be {least} or more.")
    return number


def year_number(value: Any, name: str = "The year") -> int:
    """Return a calendar year as an int; raises MeasureError for anything but a four-digit year."""
    number = whole_number(value, name, least=-LATEST_YEAR)
    if not EARLIEST_YEAR <= number <= LATEST_YEAR:
        raise MeasureError(f"{name} is {number}; it must be a year written with four digits.")
    return number


def computed(value: float, name: str) -> float:
    """Return a result; raises MeasureError when it left the range of ordinary numbers."""
    if not math.isfinite(value):
        raise MeasureError(f"{name} is too large to compute; check the values it is made from.")
    return float(value)


def yearly(values: Mapping[int, Any], name: str = "The values") -> dict[int, float]:
    """Return values by year, sorted by year, as plain ints and floats.

    `values` is a mapping from year to number, or a pandas Series with the years as its index.
    Raises MeasureError when there are none, when a year is no year or stands twice, or when a
    value is missing or infinite. A gap between years is allowed here: see `consecutive`.
    """
    if not hasattr(values, "items"):
        raise MeasureError(f"{name} must be given by year, as a mapping from year to number.")
    result: dict[int, float] = {}
    inside = _inside(name)
    for key, value in values.items():
        year = year_number(key, f"A year in {inside}")
        if year in result:
            raise MeasureError(f"{name} have more than one value for {year}; keep one.")
        result[year] = finite(value, f"The value for {year} in {inside}")
    if not result:
        raise MeasureError(f"{name} are empty; at least one year is needed.")
    return dict(sorted(result.items()))


def consecutive(values: Mapping[int, Any], name: str = "The values") -> dict[int, float]:
    """Return values by year as `yearly` does, and raise MeasureError when a year is left out.

    Growth is never chained across a gap: two years that are not neighbours have no yearly growth.
    """
    result = yearly(values, name)
    years = list(result)
    missing = sorted(set(range(years[0], years[-1] + 1)) - set(years))
    if missing:
        listed = ", ".join(str(year) for year in missing)
        raise MeasureError(
            f"{name} run from {years[0]} to {years[-1]} but have no value for {listed}; "
            "growth is not chained across a gap, so choose years without one."
        )
    return result


def value_in(values: Mapping[int, float], year: int, name: str = "The values") -> float:
    """Return the value of one year; raises MeasureError naming the years that there are."""
    if year not in values:
        listed = ", ".join(str(year_known) for year_known in values)
        raise MeasureError(f"{name} have no value for {year}; there are values for {listed}.")
    return values[year]


def _inside(name: str) -> str:
    return name[:1].lower() + name[1:]
