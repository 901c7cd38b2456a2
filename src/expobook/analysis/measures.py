"""Arithmetic on reported values: growth, implied bases, shares and indices.

Pure functions of plain numbers. Growth named `_percent` is in percent (8.0 means 8 %), other rates
and shares are fractions. Values by year come as a mapping from year to number (or a pandas Series
with the years as its index) and are returned as a dictionary sorted by year.

No function knows where a number comes from. Whether two values may be compared is decided by the
series that they belong to; these functions only refuse what no arithmetic can mend. They raise
`MeasureError` for a base of zero or below, a missing or infinite value, and years that don't fit.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from expobook.values.validation import (
    MeasureError,
    computed,
    consecutive,
    finite,
    fraction,
    growth_above_total_loss,
    not_negative,
    positive,
    value_in,
    whole_number,
    year_number,
    yearly,
)


def growth_percent(new: float, old: float) -> float:
    """Return the change from `old` to `new`, in percent of `old`.

    Formula: (new / old - 1) x 100, the one-period growth rate (OECD, Data and Metadata Reporting
    and Presentation Handbook, 2007). Both values in the same unit and of the same series.
    Raises MeasureError when `old` is not above zero or a value is missing or infinite.
    """
    base = positive(old, "The value that growth starts from")
    return computed((finite(new, "The new value") - base) / base * 100, "The growth")


def difference_percent(value: float, reference: float) -> float:
    """Return how far `value` lies above (or, if negative, below) `reference`, in percent of it.

    Formula: (value / reference - 1) x 100, as in `growth_percent`. For two statements about the
    same thing (another publisher, another vintage); the gap between them is not growth.
    Raises MeasureError when `reference` is not above zero or a value is missing or infinite.
    """
    base = positive(reference, "The reference value")
    return computed((finite(value, "The value") - base) / base * 100, "The difference")


def implied_base(value: float, growth_percent: float) -> float:
    """Return the earlier value that a value and its reported growth imply, in the value's unit.

    Formula: value / (1 + growth / 100), the one-period growth rate solved for its base. Reported
    growth is rounded and may be real beside a nominal value: the result is no observation.
    Raises MeasureError when the value is not above zero or growth is -100 percent or less.
    """
    rate = growth_above_total_loss(growth_percent, "The growth")
    return computed(positive(value, "The value") / (1 + rate / 100), "The implied base")


def compound_growth_percent(start: float, end: float, years: float) -> float:
    """Return the constant yearly growth that leads from `start` to `end`, in percent a year.

    Formula: ((end / start) ^ (1 / years) - 1) x 100, the geometric (compound, end-point) growth
    rate of the OECD Glossary of Statistical Terms, "Geometric growth". It knows nothing of the
    years between. Raises MeasureError when a value or the number of years is not above zero.
    """
    span = positive(years, "The number of years")
    first = positive(start, "The first value")
    last = positive(end, "The last value")
    log_growth = (math.log(last) - math.log(first)) / span
    return percent_from_log_growth(log_growth)


def required_growth_percent(value: float, target: float, years: float) -> float:
    """Return the constant yearly growth needed to come from `value` to `target`, in percent a year.

    Formula: as `compound_growth_percent`, looking forward. Negative when the target lies below.
    Raises MeasureError when a value or the number of years is not above zero.
    """
    span = positive(years, "The number of years to the target")
    base = positive(value, "The value to start from")
    return compound_growth_percent(base, positive(target, "The target"), span)


def log_growth_from_percent(growth_percent: float) -> float:
    """Return yearly growth in percent as log growth: ln(1 + growth / 100).

    Formula: the exponential (continuous) growth rate for one year (World Bank, World Development
    Indicators, "Statistical methods"). Raises MeasureError at -100 percent or less.
    """
    return math.log1p(growth_above_total_loss(growth_percent, "The growth") / 100)


def percent_from_log_growth(log_growth: float) -> float:
    """Return log growth as growth in percent: (exp(log growth) - 1) x 100.

    The inverse of `log_growth_from_percent`. Raises MeasureError when it is missing or too large.
    """
    rate = finite(log_growth, "The log growth")
    try:
        return computed(math.expm1(rate) * 100, "The growth")
    except OverflowError:
        raise MeasureError("The growth is too large to compute.") from None


def share_percent(part: float, whole: float) -> float:
    """Return `part` as a percentage of the `whole` that contains it.

    Formula: part / whole x 100. Raises MeasureError when the whole is not above zero, or the part
    is negative or larger than the whole: it is then no part of it (see `difference_percent`).
    """
    total = positive(whole, "The whole")
    portion = not_negative(part, "The part")
    if portion > total:
        raise MeasureError(
            f"The part ({portion:g}) is larger than the whole ({total:g}); a share needs a part "
            "that lies within its whole, in the same unit."
        )
    return portion / total * 100


@dataclass(frozen=True, slots=True)
class ShareBounds:
    """A share whose part may lie inside or outside the stated total; percentages and a total.

    `share_percent` and `total` hold for the overlap that was asked for, `lowest_percent` for a
    part wholly outside the stated total, `highest_percent` for a part wholly inside it.
    """

    share_percent: float
    total: float
    lowest_percent: float
    highest_percent: float


def share_bounds(part: float, stated_total: float, overlap: float) -> ShareBounds:
    """Return the share of a part when only a fraction of it is counted in the stated total.

    `overlap` is that fraction: 1 when the part lies wholly inside, 0 when wholly outside. With
    37 projects of 38.2 bn yuan beside 89 projects of 110 bn: total = 110 + (1 - overlap) x 38.2.
    Formula: part / (stated total + (1 - overlap) x part) x 100 (sum of two sets less what is
    counted twice). It holds for counts and for money alike, but the two need not share an overlap.
    Raises MeasureError when a value is not above zero, the overlap is not between 0 and 1, or the
    part is larger than the stated total and so can't lie inside it.
    """
    inside = fraction(overlap, "The overlap")
    portion, total = positive(part, "The part"), positive(stated_total, "The stated total")
    combined = computed(total + (1 - inside) * portion, "The total")
    return ShareBounds(
        share_percent=share_percent(portion, combined),
        total=combined,
        lowest_percent=share_percent(portion, computed(total + portion, "The total")),
        highest_percent=share_percent(portion, total),
    )


def annualised(part_year_value: float, months: int) -> float:
    """Return what a year would hold if all its months were like the mean of those reported.

    Formula: value x 12 / months. Arithmetic, not an estimate: it ignores season and trend, and the
    result is never an observation. It is not the "annualised growth rate" of the OECD Glossary,
    which compounds a growth rate. Same unit as the value, a flow in current prices.
    Raises MeasureError when the value is missing or the months are not a whole number of 1 to 12.
    """
    number = whole_number(months, "The number of months", least=1)
    if number > 12:
        raise MeasureError(f"The number of months is {number}; part of a year has 12 at most.")
    value = finite(part_year_value, "The value of part of a year")
    return computed(value * 12 / number, "The annualised value")


def index_to(values: Mapping[int, float], base_year: int) -> dict[int, float]:
    """Return values by year as an index, base year = 100.

    Formula: value / value of the base year x 100. Years without a value stay without one.
    Raises MeasureError when the base year has no value or one that is not above zero.
    """
    levels = yearly(values)
    year = year_number(base_year, "The base year")
    base = positive(value_in(levels, year), f"The value of the base year {year}")
    return {key: computed(value / base * 100, f"The {key} index") for key, value in levels.items()}


def growth_percent_by_year(values: Mapping[int, float]) -> dict[int, float]:
    """Return growth on the year before, in percent, for each year after the first.

    Formula: `growth_percent` year by year. Raises MeasureError when a year is left out (growth is
    never chained across a gap), there are fewer than two years, or a base is not above zero.
    """
    levels = _growing(values)
    return {
        year: growth_percent(value, positive(levels[year - 1], f"The value for {year - 1}"))
        for year, value in list(levels.items())[1:]
    }


def log_growth_rates(values: Mapping[int, float]) -> dict[int, float]:
    """Return log growth on the year before, as a fraction, for each year after the first.

    Formula: ln(value / value of the year before), the exponential growth rate (World Bank, World
    Development Indicators, "Statistical methods"); such rates add up over years.
    Raises MeasureError when a year is left out (growth is never chained across a gap), there are
    fewer than two years, or a value is not above zero.
    """
    logs = {year: math.log(positive(value, f"The value for {year}")) for year, value in _growing(values).items()}
    return {year: log - logs[year - 1] for year, log in list(logs.items())[1:]}


def _growing(values: Mapping[int, float]) -> dict[int, float]:
    levels = consecutive(values)
    if len(levels) < 2:
        raise MeasureError(f"There is a value for {next(iter(levels))} only; growth needs two years or more.")
    return levels
