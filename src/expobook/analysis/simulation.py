"""The growth model by drawing: simulated paths, their quantiles and the share at a target.

The second route to the numbers of `growth_model`, and the source of fans. Random numbers: numpy's
Generator over PCG64 of the seed, so one numpy version gives one result; a longer horizon begins
with the same years.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from expobook.values.validation import finite, positive, whole_number, year_number

from .growth_model import NOISE, GrowthModel, OutlookError, Start

if TYPE_CHECKING:  # slow to import, and pages ask for the percents alone
    import pandas as pd

FAN_PERCENT = (5, 10, 25, 50, 75, 90, 95)


@dataclass(frozen=True, slots=True)
class Paths:
    """Simulated values: `values` has one row a draw and one column a year of `years`."""

    years: tuple[int, ...]
    values: np.ndarray

    def in_year(self, year: int) -> np.ndarray:
        """Return the simulated values of one year; raises MeasureError for a year outside."""
        number = year_number(year)
        if number not in self.years:
            raise OutlookError(f"The paths run from {self.years[0]} to {self.years[-1]}; {number} lies outside.")
        return self.values[:, self.years.index(number)]


def year_span(base_year: int, horizon_year: int) -> tuple[int, int]:
    """Return the base year and the number of years to the horizon.

    Raises MeasureError when either is no year or the horizon is not later than the base year.
    """
    first = year_number(base_year, "The base year")
    last = year_number(horizon_year, "The horizon year")
    if last <= first:
        raise OutlookError(f"The horizon {last} is not later than the base year {first}.")
    return first, last - first


def simulate(start: Start, base_year: int, horizon_year: int, model: GrowthModel, *, draws: int, seed: int) -> Paths:
    """Return simulated paths from the base year to the horizon year.

    Each draw has a share of the year, a variance and a mean of its own where these are estimated,
    the tracking error of the years before the base year, and then growth and tracking error a year.
    Raises MeasureError for a horizon before the base year, fewer than one draw or a negative seed.
    """
    first, steps = year_span(base_year, horizon_year)
    count = whole_number(draws, "The number of draws", least=1)
    number = whole_number(seed, "The seed")
    shared, growth, tracking = _standard(number, count, steps)
    spread, mean = np.full(count, model.sd_log), np.full(count, model.mean_log)
    if model.rates:
        freedom = model.rates - 1
        chi = np.random.default_rng([number, 1]).chisquare(freedom, count)
        spread *= np.sqrt(freedom / chi)
        mean += spread / math.sqrt(model.rates) * shared[:, 1]
    share = start.low + (start.high - start.low) * shared[:, 0]
    base = np.log(start.part / share)
    base += model.tracking_log * math.sqrt(start.tracked_years) * shared[:, 2]
    steps_logs = mean[:, None] + spread[:, None] * growth + model.tracking_log * tracking
    logs = np.cumsum(np.hstack([base[:, None], steps_logs]), axis=1)
    with np.errstate(over="ignore"):
        values = np.exp(logs)
    if not np.isfinite(values).all():
        raise OutlookError("The paths grow beyond what can be computed; lower growth or spread.")
    return Paths(tuple(range(first, first + steps + 1)), values)


def quantile(values: Sequence[float] | np.ndarray, percent: float) -> float:
    """Return the value below which `percent` of the values lie, interpolated linearly.

    Formula: definition 7 of Hyndman and Fan, "Sample quantiles in statistical packages" (1996),
    which is numpy's "linear" method.
    Raises MeasureError when there are no values or percent is not between 0 and 100.
    """
    return quantiles(values, (percent,))[0]


def quantiles(values: Sequence[float] | np.ndarray, percents: Sequence[float]) -> list[float]:
    """Return several quantiles of the same values, each as `quantile` does; raises as it does."""
    shares = [finite(percent, "The percent") for percent in percents]
    for share in shares:
        if not 0 <= share <= 100:
            raise OutlookError(f"The percent is {share:g}; it must lie between 0 and 100.")
    given = np.asarray(values, dtype=float)
    if not given.size or not np.isfinite(given).all():
        raise OutlookError("Quantiles need at least one value, and none missing or infinite.")
    levels = np.quantile(given, [share / 100 for share in shares], method="linear")
    return [float(value) for value in levels]


def fan(paths: Paths, percents: Sequence[float] = FAN_PERCENT) -> pd.DataFrame:
    """Return quantiles of the paths, one row a year and quantile: year, percent, value.

    `percent` is the share of paths at or below `value`, in percent; 50 is the median. The band
    between 10 and 90 holds four paths in five. Formula: see `quantile`.
    """
    import pandas as pd

    rows = [
        (year, share, value)
        for year in paths.years
        for share, value in zip(percents, quantiles(paths.in_year(year), percents), strict=True)
    ]
    return pd.DataFrame(rows, columns=["year", "percent", "value"])


def probability_at_least(paths: Paths, target: float, year: int) -> float:
    """Return the fraction of paths at or above the target in one year, from 0 to 1.

    Its standard error is sqrt(p (1 - p) / draws), that of a binomial proportion. Raises
    MeasureError when the target is not above zero or the year lies outside the paths.
    """
    threshold = positive(target, "The target") * (1 - NOISE)
    return float(np.count_nonzero(paths.in_year(year) >= threshold) / len(paths.values))


def _standard(seed: int, draws: int, steps: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return random numbers of every draw: a uniform and two normal ones, and two a year.

    Years are drawn one after the other, so that a longer horizon begins with the same years.
    """
    generator = np.random.Generator(np.random.PCG64(seed))
    shared = np.column_stack([generator.random(draws), generator.standard_normal((2, draws)).T])
    yearly = generator.standard_normal((steps, 2, draws))
    return shared, yearly[:, 0].T, yearly[:, 1].T
