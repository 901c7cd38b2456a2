"""What the growth model would have said in the past, against what came and a naive forecast.

Method: forecasts from a rolling origin (Hyndman and Athanasopoulos, Forecasting: Principles and
Practice, "Time series cross-validation"). At each origin only values up to that year are used. The
naive forecast repeats the latest year's growth; `brier` scores chances (Brier, "Verification of
forecasts expressed in terms of probability", 1950).

What it can't do. It uses the values given, and those may since have been revised: a forecaster of
the origin year saw other numbers unless the caller passes the numbers of that time. Forecasts from
neighbouring origins share years and errors, and those of one year share its shocks, so ten of them
are fewer than ten trials. A method that did well in calm years hasn't been tested on others.
"""

import statistics
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from expobook.values.validation import consecutive, finite, fraction, value_in, whole_number, year_number, yearly

from .growth_model import (
    GrowthModel,
    OutlookError,
    Start,
    closed_form_probability,
    closed_form_quantile,
    growth_of_rates,
    history_growth,
)
from .measures import log_growth_rates

COLUMNS = [
    "origin",
    "year",
    "years_ahead",
    "actual",
    "median",
    "p10",
    "p90",
    "inside_80",
    "error_percent",
    "naive_error_percent",
    "chance",
    "naive_chance",
    "reached",
]
"""Of a forecast: actual, median, p10 and p90 in the unit of the values; inside_80, whether the actual
value lies from p10 to p90, where four in five should; error_percent = (actual - median) / actual x
100, and the same for the naive forecast; chance and naive_chance (0 to 1) that growth averages what
is asked or more, and whether it did."""
SCORES = [
    "years_ahead",
    "forecasts",
    "inside",
    "coverage_percent",
    "mean_absolute_error_percent",
    "naive_absolute_error_percent",
    "brier",
    "naive_brier",
]


def backtest(
    values: Mapping[int, float],
    origin_year: int,
    *,
    window: int,
    horizon: int,
    asked_percent: float,
    sampling_error: bool = True,
) -> pd.DataFrame:
    """Return forecasts made at the origin beside what came, one row a year ahead.

    Growth is taken from the `window` yearly growth rates that end in the origin year; `horizon` is
    the number of years forecast; `sampling_error` says whether the band knows that mean and spread
    are estimates; `asked_percent` is the growth a year of which the chance is given. Columns are
    COLUMNS. Raises MeasureError when a year of the window is left out, a year of the horizon has no
    value, the window is shorter than two, or a value is not above zero.
    """
    steps = range(1, whole_number(horizon, "The horizon in years", least=1) + 1)
    by_year, origin = yearly(values), year_number(origin_year, "The origin")
    value_in(by_year, origin)
    model = history_growth(by_year, origin - whole_number(window, "The window", least=2), origin)
    return pd.DataFrame(_rows(by_year, origin, model, steps, asked_percent, sampling_error), columns=COLUMNS)


def rolling_backtest(values: Mapping[int, float], **settings: Any) -> pd.DataFrame:
    """Return the backtests from every origin that has a full window and a later value.

    Rows and columns as in `backtest`, origin by origin; settings and errors of `rolling_rows`.
    """
    return pd.DataFrame(rolling_rows(values, **settings), columns=COLUMNS)


def rolling_rows(
    values: Mapping[int, float],
    *,
    window: int,
    horizon: int,
    asked_percent: float,
    sampling_error: bool = True,
    horizon_alone: bool = False,
) -> list[tuple]:
    """Return the rows of `rolling_backtest` as tuples in the order of COLUMNS, for tables of many series.

    Near the end of the series the horizon is as long as the values allow. With `horizon_alone` only
    the forecasts for the year that is `horizon` years ahead. Raises MeasureError as `backtest` does,
    when a year is left out anywhere, and when no origin has a full window and a later value.
    """
    by_year = consecutive(values)
    span = whole_number(window, "The window", least=2)
    years_ahead = whole_number(horizon, "The horizon in years", least=1)
    first, last = min(by_year), max(by_year)
    if first + span >= last:
        raise OutlookError(
            f"The values run from {first} to {last}; a window of {span} growth rates and a later "
            f"value to compare with need {span + 2} years or more."
        )
    rates = log_growth_rates(by_year)
    nearest = years_ahead if horizon_alone else 1
    rows = []
    for origin in range(first + span, last - nearest + 1):
        model = growth_of_rates(rates[year] for year in range(origin - span + 1, origin + 1))
        steps = range(nearest, min(years_ahead, last - origin) + 1)
        rows += _rows(by_year, origin, model, steps, asked_percent, sampling_error)
    return rows


def brier(chances: Iterable[float], outcomes: Iterable[bool]) -> float:
    """Return the mean squared error of chances against outcomes: 0 is perfect, 0.25 a fair coin.

    Raises MeasureError for none, unequal numbers, or a chance that is not between 0 and 1.
    """
    pairs = list(zip(chances, outcomes, strict=True))
    if not pairs:
        raise OutlookError("There are no chances to score.")
    return statistics.fmean((fraction(chance, "The chance") - bool(came)) ** 2 for chance, came in pairs)


def scores(forecasts: pd.DataFrame) -> pd.DataFrame:
    """Return how forecasts did, one row a year ahead.

    `forecasts` comes from `backtest` or `rolling_backtest`. Columns: years_ahead, forecasts,
    inside, coverage_percent (80 is what the method promises), mean absolute percentage errors of
    the median and of the naive forecast (MAPE), and Brier scores of both. Mind the head of this
    module: the forecasts are few and not independent. Raises MeasureError when there are none.
    """
    if forecasts.empty:
        raise OutlookError("There are no forecasts to count.")
    rows = []
    for years_ahead, group in forecasts.groupby("years_ahead", sort=True):
        count, inside = len(group), int(group["inside_80"].sum())
        errors = [
            statistics.fmean(abs(float(error)) for error in group[name])
            for name in ("error_percent", "naive_error_percent")
        ]
        marks = [brier(group[name], group["reached"]) for name in ("chance", "naive_chance")]
        rows.append((int(years_ahead), count, inside, inside / count * 100, *errors, *marks))
    return pd.DataFrame(rows, columns=SCORES)


def _rows(
    by_year: Mapping[int, float],
    origin: int,
    model: GrowthModel,
    steps: Iterable[int],
    asked_percent: float,
    sampling_error: bool,
) -> list[tuple]:
    """The forecasts of one origin for so many years ahead, beside what came, each as a row of COLUMNS."""
    asked = 1 + finite(asked_percent, "The growth asked for") / 100
    base = by_year[origin]
    if not sampling_error:
        model = replace(model, rates=None)
    start, pace = Start(base), base / by_year[origin - 1]
    rows = []
    for years in steps:
        actual = value_in(by_year, origin + years)
        if actual <= 0:
            raise OutlookError(f"The value for {origin + years} is {actual:g}; it must be above zero.")
        low, median, high = (closed_form_quantile(start, percent, years, model) for percent in (10, 50, 90))
        goal, naive = base * asked**years, base * pace**years
        errors = ((actual - median) / actual * 100, (actual - naive) / actual * 100)
        chances = (closed_form_probability(start, goal, years, model), float(naive >= goal))
        covered = low <= actual <= high
        named = (origin, origin + years, years)
        rows.append((*named, actual, median, low, high, covered, *errors, *chances, bool(actual >= goal)))
    return rows
