"""What the method of `outlook` would have said in the past, against what came.

Method: forecasts from a rolling origin (Hyndman and Athanasopoulos, Forecasting: Principles and
Practice, "Time series cross-validation"). At each origin only values up to that year are used.

What it can't do. It uses the values given, and those may since have been revised: a forecaster of
the origin year saw other numbers unless the caller passes the numbers of that time. Forecasts from
neighbouring origins share years and errors, so ten of them are fewer than ten trials, and a
coverage counted over a short series is a rough sign, no measurement. A method that did well in calm
years hasn't been tested on others.
"""

import statistics
from collections.abc import Mapping

import pandas as pd

from expobook.values.validation import consecutive, value_in, whole_number, year_number, yearly

from .growth_model import OutlookError, Paths, history_growth, quantiles, simulate

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
]
COVERAGE_COLUMNS = [
    "years_ahead",
    "forecasts",
    "inside",
    "coverage_percent",
    "mean_error_percent",
    "mean_absolute_error_percent",
]


def backtest(
    values: Mapping[int, float],
    origin_year: int,
    *,
    window: int,
    horizon: int,
    draws: int,
    seed: int,
    parameter_uncertainty: bool = False,
) -> pd.DataFrame:
    """Return forecasts made at the origin beside what came, one row a year ahead.

    Growth is taken from the `window` yearly growth rates that end in the origin year; `horizon` is
    the number of years forecast. Columns: origin, year, years_ahead, actual, median, p10, p90 (the
    last three from simulated paths, unit of the values), inside_80 (whether the actual value lies
    from p10 to p90, where four in five should) and error_percent = (actual - median) / actual x
    100, the percentage error of Forecasting: Principles and Practice: positive when more came than
    was forecast. Raises MeasureError when a year of the window is left out, a year of the horizon
    has no value, the window is shorter than two, or a value is not above zero.
    """
    rows = _rows(yearly(values), origin_year, window, horizon, draws=draws, seed=seed,
                 parameter_uncertainty=parameter_uncertainty)
    return pd.DataFrame(rows, columns=COLUMNS)


def _rows(known: Mapping[int, float], origin_year: int, window: int, horizon: int,
          **simulated: int) -> list[tuple]:
    """The forecasts of one origin beside what came, each as a row of COLUMNS."""
    origin = year_number(origin_year, "The origin")
    span = whole_number(window, "The window", least=2)
    ahead = whole_number(horizon, "The horizon in years", least=1)
    base, model = value_in(known, origin), history_growth(known, origin - span, origin)
    actuals = {year: value_in(known, year) for year in range(origin + 1, origin + ahead + 1)}
    paths = simulate(base, origin, origin + ahead, model, **simulated)
    return [_beside(paths, origin, year, actual) for year, actual in actuals.items()]


def _beside(paths: Paths, origin: int, year: int, actual: float) -> tuple:
    """One forecast beside what came, as a row of COLUMNS."""
    if actual <= 0:
        raise OutlookError(f"The value for {year} is {actual:g}; it must be above zero.")
    low, median, high = quantiles(paths.in_year(year), (10, 50, 90))
    error = (actual - median) / actual * 100
    return origin, year, year - origin, actual, median, low, high, low <= actual <= high, error


def rolling_backtest(
    values: Mapping[int, float],
    *,
    window: int,
    horizon: int,
    draws: int,
    seed: int,
    parameter_uncertainty: bool = False,
) -> pd.DataFrame:
    """Return the backtests from every origin that has a full window and a later value.

    Rows and columns as in `backtest`, origin by origin; near the end of the series the horizon is
    as long as the values allow. Every origin uses the same seed, so that its rows equal those of a
    backtest of its own. Raises MeasureError as `backtest` does, when a year is left out anywhere,
    and when no origin has a full window and a later value.
    """
    known = consecutive(values)
    span = whole_number(window, "The window", least=2)
    ahead = whole_number(horizon, "The horizon in years", least=1)
    first, last = min(known), max(known)
    origins = range(first + span, last)
    if not origins:
        raise OutlookError(
            f"The values run from {first} to {last}; a window of {span} growth rates and a later "
            f"value to compare with need {span + 2} years or more."
        )
    rows = [row for origin in origins
            for row in _rows(known, origin, span, min(ahead, last - origin), draws=draws,
                             seed=seed, parameter_uncertainty=parameter_uncertainty)]
    return pd.DataFrame(rows, columns=COLUMNS)


def coverage(forecasts: pd.DataFrame) -> pd.DataFrame:
    """Return how often the band from p10 to p90 held the actual value, one row a year ahead.

    `forecasts` comes from `backtest` or `rolling_backtest`. Columns: years_ahead, forecasts,
    inside, coverage_percent (80 is what the method promises), mean_error_percent and
    mean_absolute_error_percent (MAPE, Forecasting: Principles and Practice). Mind the head of this
    module: the forecasts are few and not independent. Raises MeasureError when there are none.
    """
    if forecasts.empty:
        raise OutlookError("There are no forecasts to count.")
    rows = []
    for years_ahead, group in forecasts.groupby("years_ahead", sort=True):
        errors = [float(error) for error in group["error_percent"]]
        count, inside = len(group), int(group["inside_80"].sum())
        size = statistics.fmean(abs(error) for error in errors)
        share = inside / count * 100
        rows.append((int(years_ahead), count, inside, share, statistics.fmean(errors), size))
    return pd.DataFrame(rows, columns=COVERAGE_COLUMNS)
