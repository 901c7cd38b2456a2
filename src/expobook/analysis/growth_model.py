"""Simulated paths of a yearly value, and the chance that they reach a target.

The model: yearly log growth is normal with a constant mean and standard deviation, and one year
tells nothing of the next. In levels this is a random walk with drift on logarithms (Hyndman and
Athanasopoulos, Forecasting: Principles and Practice, "Some simple forecasting methods" and
"Distributional forecasts and prediction intervals"); values are lognormal.

What it can't do. It knows no policy, crisis, saturation or change of definition that isn't in the
growth it is given. A handful of yearly growth rates fixes neither their mean nor their spread, and
the spread is taken as known even when the mean is not, so the bands are too narrow for short
histories. Rare large shocks are rarer here than in life. A probability says how often the model's
paths reach the target; it is no more certain than the model. `backtest` shows how it would have
done before.

Log growth, standard deviations and probabilities are fractions, growth named `_percent` is in
percent. The base value, the target and the results share one unit and one price basis.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np
import pandas as pd

from expobook.values.validation import (
    MeasureError,
    finite,
    fraction,
    not_negative,
    positive,
    value_in,
    whole_number,
    year_number,
    yearly,
)

from .measures import log_growth_from_percent, log_growth_rates, percent_from_log_growth

FAN_PERCENT = (5, 10, 25, 50, 75, 90, 95)

# A path that ends at the target counts as reaching it: both are computed and carry rounding noise.
_NOISE = 1e-12


class OutlookError(MeasureError):
    """An outlook can't be made from these settings; the message says why and what is allowed."""


@dataclass(frozen=True, slots=True)
class GrowthModel:
    """Yearly log growth: normal with this mean and standard deviation, both fractions.

    `rates` is the number of yearly growth rates that they were estimated from, None when given by
    hand. Only an estimated mean has a sampling error.
    """

    mean_log: float
    sd_log: float
    rates: int | None = None

    def __post_init__(self) -> None:
        """Raise MeasureError for a missing or infinite mean, or a negative standard deviation."""
        object.__setattr__(self, "mean_log", finite(self.mean_log, "The mean log growth"))
        sd_log = not_negative(self.sd_log, "The standard deviation of log growth")
        object.__setattr__(self, "sd_log", sd_log)
        if self.rates is not None:
            rates = whole_number(self.rates, "The number of growth rates", least=2)
            object.__setattr__(self, "rates", rates)

    @classmethod
    def from_percent(
        cls, mean_percent: float, sd_percent: float, rates: int | None = None
    ) -> "GrowthModel":
        """Return the model for growth given in percent a year.

        `mean_percent` is the growth of the middle path, the geometric mean: log mean = ln(1 + mean
        / 100). `sd_percent` is the standard deviation of log growth x 100, which is close to
        percentage points of growth while both are small. Raises MeasureError for a mean of -100
        or less or a negative standard deviation.
        """
        sd_log = not_negative(sd_percent, "The standard deviation of growth") / 100
        return cls(log_growth_from_percent(mean_percent), sd_log, rates)

    @property
    def mean_percent(self) -> float:
        """Growth of the middle path (geometric mean), in percent a year."""
        return percent_from_log_growth(self.mean_log)

    @property
    def sd_percent(self) -> float:
        """Standard deviation of log growth x 100."""
        return self.sd_log * 100

    @property
    def mean_error_log(self) -> float:
        """Standard error of the mean log growth: sd / sqrt(number of growth rates).

        Raises MeasureError when the mean was given by hand.
        """
        if self.rates is None:
            raise OutlookError(
                "The mean growth was given by hand, so it has no sampling error; leave the "
                "uncertainty of the mean out, or estimate the growth from history."
            )
        return self.sd_log / math.sqrt(self.rates)


@dataclass(frozen=True, slots=True)
class Paths:
    """Simulated values: `values` has one row a draw and one column a year of `years`.

    The first column is the base year, where every draw has the base value.
    """

    years: tuple[int, ...]
    values: np.ndarray

    def in_year(self, year: int) -> np.ndarray:
        """Return the simulated values of one year; raises MeasureError for a year outside."""
        number = year_number(year)
        if number not in self.years:
            raise OutlookError(
                f"The paths run from {self.years[0]} to {self.years[-1]}; {number} lies outside."
            )
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


def history_growth(
    values: Mapping[int, float], first_year: int | None = None, last_year: int | None = None
) -> GrowthModel:
    """Return mean and standard deviation of log growth over a window of years.

    `first_year` and `last_year` are the first and last year whose values are used (by default all);
    a window of n + 1 years holds n growth rates. Formula: sample mean and standard deviation with
    n - 1 degrees of freedom. Raises MeasureError when a year of the window is left out, a value is
    not above zero, or there are fewer than two growth rates, which have no spread.
    """
    known = yearly(values)
    first = next(iter(known)) if first_year is None else year_number(first_year, "The first year")
    last = list(known)[-1] if last_year is None else year_number(last_year, "The last year")
    for year in (first, last):
        value_in(known, year)
    window = {year: value for year, value in known.items() if first <= year <= last}
    if len(window) < 3:
        raise OutlookError(
            f"The years {first} to {last} hold fewer than two yearly growth rates; mean and spread "
            "need at least three values in a row."
        )
    growth = list(log_growth_rates(window).values())
    mean = math.fsum(growth) / len(growth)
    variance = math.fsum((rate - mean) ** 2 for rate in growth) / (len(growth) - 1)
    return GrowthModel(mean, math.sqrt(variance), len(growth))


def simulate(
    base_value: float,
    base_year: int,
    horizon_year: int,
    model: GrowthModel,
    *,
    draws: int,
    seed: int,
    parameter_uncertainty: bool = False,
) -> Paths:
    """Return simulated paths from the base year to the horizon year.

    Formula: value = base value x exp(sum of log growth). With `parameter_uncertainty` each draw has
    a mean of its own, from a normal around the estimated mean with standard deviation sd / sqrt(n);
    the yearly shocks are the same with and without it. Random numbers: numpy's Generator over
    PCG64(seed), so one numpy version gives one result; a longer horizon begins with the same years.
    Raises MeasureError for a base value not above zero, a horizon before the base year, fewer than
    one draw, a negative seed, or uncertainty of a mean that was given by hand.
    """
    base = positive(base_value, "The base value")
    first, steps = year_span(base_year, horizon_year)
    count = whole_number(draws, "The number of draws", least=1)
    shocks, mean_shocks = _shocks(whole_number(seed, "The seed"), count, steps)
    mean = np.full((count, 1), model.mean_log)
    if parameter_uncertainty:
        mean += model.mean_error_log * mean_shocks
    logs = np.cumsum(mean + model.sd_log * shocks, axis=1)
    with np.errstate(over="ignore"):
        levels = base * np.exp(logs)
    if not np.isfinite(levels).all():
        raise OutlookError("The paths grow beyond what can be computed; lower growth or spread.")
    values = np.hstack([np.full((count, 1), base), levels])
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
    found = np.quantile(given, [share / 100 for share in shares], method="linear")
    return [float(value) for value in found]


def fan(paths: Paths, percents: Sequence[float] = FAN_PERCENT) -> pd.DataFrame:
    """Return quantiles of the paths, one row a year and quantile: year, percent, value.

    `percent` is the share of paths at or below `value`, in percent; 50 is the median. The band
    between 10 and 90 holds four paths in five. Formula: see `quantile`.
    """
    rows = [(year, share, value) for year in paths.years
            for share, value in zip(percents, quantiles(paths.in_year(year), percents),
                                    strict=True)]
    return pd.DataFrame(rows, columns=["year", "percent", "value"])


def probability_at_least(paths: Paths, target: float, year: int) -> float:
    """Return the fraction of paths at or above the target in one year, from 0 to 1.

    It carries the sampling error of `simulation_error`. Raises MeasureError when the target is not
    above zero or the year lies outside the paths.
    """
    threshold = positive(target, "The target") * (1 - _NOISE)
    return float(np.count_nonzero(paths.in_year(year) >= threshold) / len(paths.values))


def simulation_error(probability: float, draws: int) -> float:
    """Return the standard error of a simulated probability, as a fraction.

    Formula: sqrt(p (1 - p) / draws), the standard error of a binomial proportion.
    """
    share = fraction(probability, "The probability")
    return math.sqrt(share * (1 - share) / whole_number(draws, "The number of draws", least=1))


def closed_form_probability(
    base_value: float,
    target: float,
    years: int,
    model: GrowthModel,
    *,
    parameter_uncertainty: bool = False,
) -> float:
    """Return the probability that the value is at or above the target after `years` years, 0 to 1.

    Formula: the lognormal upper tail, 1 - Phi((ln(target / base) - years x mean) / s) with
    s^2 = years x sd^2, plus years^2 x sd^2 / n for an uncertain mean. What `probability_at_least`
    tends to as draws grow. Raises MeasureError as `simulate` does.
    """
    centre, spread = _log_level(base_value, years, model, parameter_uncertainty)
    distance = math.log(positive(target, "The target")) - centre
    if spread == 0:
        return 1.0 if distance <= _NOISE else 0.0
    return 0.5 * math.erfc(distance / (spread * math.sqrt(2)))


def closed_form_quantile(
    base_value: float,
    percent: float,
    years: int,
    model: GrowthModel,
    *,
    parameter_uncertainty: bool = False,
) -> float:
    """Return the value that `percent` of all paths lie at or below after `years` years.

    Formula: the lognormal quantile, exp(ln base + years x mean + z s), z the standard normal
    quantile and s as in `closed_form_probability`. In the unit of the base value.
    Raises MeasureError as `simulate` does, and for a percent that is not between 0 and 100.
    """
    share = finite(percent, "The percent")
    if not 0 < share < 100:
        raise OutlookError(f"The percent is {share:g}; it must lie between 0 and 100.")
    centre, spread = _log_level(base_value, years, model, parameter_uncertainty)
    return _exp(centre + NormalDist().inv_cdf(share / 100) * spread)


def mean_percent_for_chance(
    base_value: float, target: float, years: int, sd_log: float, chance: float
) -> float:
    """Return the mean growth at which the target is reached with a chance, in percent a year.

    Formula: `closed_form_probability` solved for its mean, which is taken as known:
    (ln(target / base) + z x sd x sqrt(years)) / years with z the standard normal quantile of the
    chance (a fraction). Raises MeasureError for a base or target not above zero, a negative
    standard deviation, less than a year, or a chance that is not between 0 and 1.
    """
    share = fraction(chance, "The chance")
    if not 0 < share < 1:
        raise OutlookError(f"The chance is {share:g}; it must lie between 0 and 1.")
    steps = whole_number(years, "The number of years", least=1)
    spread = not_negative(sd_log, "The standard deviation of log growth") * math.sqrt(steps)
    way = math.log(positive(target, "The target") / positive(base_value, "The base value"))
    return percent_from_log_growth((way + NormalDist().inv_cdf(share) * spread) / steps)


@lru_cache(maxsize=4)  # a test from a rolling origin draws the same numbers at every origin
def _shocks(seed: int, draws: int, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """Return standard normal numbers for every draw and year, and one a draw for its mean.

    Years are drawn one after the other, so that a longer horizon begins with the same years.
    """
    generator = np.random.Generator(np.random.PCG64(seed))
    both = generator.standard_normal((steps + 1, draws)).T
    both.flags.writeable = False
    return both[:, 1:], both[:, :1]


def _log_level(
    base_value: float, years: int, model: GrowthModel, parameter_uncertainty: bool
) -> tuple[float, float]:
    """Return mean and standard deviation of the log of the value after some years."""
    steps = whole_number(years, "The number of years", least=1)
    variance = steps * model.sd_log**2
    if parameter_uncertainty:
        variance += (steps * model.mean_error_log) ** 2
    centre = math.log(positive(base_value, "The base value")) + steps * model.mean_log
    return centre, math.sqrt(variance)


def _exp(log_value: float) -> float:
    try:
        return math.exp(log_value)
    except OverflowError:
        raise OutlookError("The value is too large to compute; lower growth or spread.") from None
