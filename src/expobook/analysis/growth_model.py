"""A yearly value that grows as another did, and the chance that it reaches a target.

The model. Log growth of a year is normal and independent of other years; mean and spread are
estimated from a few past rates, so what comes follows Student's t (Gelman and others, Bayesian Data
Analysis, "Normal data with a noninformative prior"). The value strays from the one whose growth it
borrows by a normal tracking error of its own each year. The base year is known by a part of it
only, and the share of the year that falls in that part is uniform between two ends.

What it can't do. It knows no policy, crisis, saturation or change of definition that isn't in the
growth it is given, and it takes the two ends and the tracking error as known. A probability is no
more certain than these. `backtest` shows how the method would have done before, `simulation`
reaches the same numbers by drawing them.

Log growth, standard deviations and probabilities are fractions, growth named `_percent` is in
percent. The base value, the target and the results share one unit, at current prices.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from expobook.values.validation import (
    MeasureError,
    finite,
    not_negative,
    positive,
    value_in,
    whole_number,
    year_number,
    yearly,
)

from .measures import log_growth_from_percent, log_growth_rates, percent_from_log_growth

# A value that ends at the target counts as reaching it: both carry rounding noise.
NOISE = 1e-12
SHARES, FACTORS = 48, 64
"""Points of the quadrature over shares of the year and over variance factors."""
_HALVINGS = 60
_FARTHEST = 9.0  # standard deviations beyond which a chi variable has no weight that counts


class OutlookError(MeasureError):
    """An outlook can't be made from these settings; the message says why and what is allowed."""


@dataclass(frozen=True, slots=True)
class GrowthModel:
    """Yearly log growth: mean, standard deviation and tracking error, all fractions.

    `rates` is the number of yearly growth rates that mean and spread were estimated from, None when
    they are given by hand: only an estimate has a sampling error. `tracking_log` is the standard
    deviation by which the value's own log growth departs from that of the series it follows.
    """

    mean_log: float
    sd_log: float
    rates: int | None = None
    tracking_log: float = 0.0

    def __post_init__(self) -> None:
        """Raise MeasureError for a missing or infinite mean, or a negative standard deviation."""
        object.__setattr__(self, "mean_log", finite(self.mean_log, "The mean log growth"))
        for name, label in (("sd_log", "The standard deviation of log growth"), ("tracking_log", "The tracking error")):
            object.__setattr__(self, name, not_negative(getattr(self, name), label))
        if self.rates is not None:
            rates = whole_number(self.rates, "The number of growth rates", least=2)
            object.__setattr__(self, "rates", rates)

    @classmethod
    def from_percent(
        cls, mean_percent: float, sd_percent: float, rates: int | None = None, tracking_percent: float = 0.0
    ) -> "GrowthModel":
        """Return the model for growth given in percent a year.

        `mean_percent` is the growth of the middle path, the geometric mean: log mean = ln(1 + mean
        / 100). `sd_percent` and `tracking_percent` are standard deviations of log growth x 100,
        close to percentage points while they are small. Raises MeasureError for a mean of -100 or
        less or a negative standard deviation.
        """
        spread = not_negative(sd_percent, "The standard deviation of growth") / 100
        tracking = not_negative(tracking_percent, "The tracking error") / 100
        return cls(log_growth_from_percent(mean_percent), spread, rates, tracking)

    @property
    def mean_percent(self) -> float:
        """Growth of the middle path (geometric mean), in percent a year."""
        return percent_from_log_growth(self.mean_log)

    @property
    def sd_percent(self) -> float:
        """Standard deviation of log growth x 100."""
        return self.sd_log * 100

    def variance(self, years: int, tracked_years: int) -> tuple[float, float]:
        """Return the variances of log growth over some years: of growth, and of the tracking error.

        The first is sd^2 (years + years^2 / rates), to be multiplied by `variance_factors`; the
        second tracking^2 (years + tracked years before them).
        """
        doubt = years**2 / self.rates if self.rates else 0
        return self.sd_log**2 * (years + doubt), self.tracking_log**2 * (years + tracked_years)


@dataclass(frozen=True, slots=True)
class Start:
    """The value of the base year: a part of the year over the share of the year that it makes.

    The share lies anywhere from `low` to `high`, fractions; both are one where the year is known.
    `tracked_years` is the number of years before the base year whose tracking error the value carries.
    """

    part: float
    low: float = 1.0
    high: float = 1.0
    tracked_years: int = 0

    def __post_init__(self) -> None:
        """Raise MeasureError for a part not above zero or shares that can't be."""
        positive(self.part, "The base value")
        whole_number(self.tracked_years, "The years of tracking error")
        if not 0 < positive(self.low, "The lowest share") <= finite(self.high, "The share") <= 1:
            raise OutlookError(
                f"The share of the year runs from {self.low:g} to {self.high:g}; it "
                "must rise, from above 0 to 1 at most."
            )

    @property
    def middle(self) -> float:
        """The value of the year at the middle share, which is its median."""
        return self.part / ((self.low + self.high) / 2)


def growth_of_rates(log_rates: Iterable[float]) -> GrowthModel:
    """Return mean and standard deviation of log growth rates, one a year, gaps allowed.

    Formula: sample mean and standard deviation with n - 1 degrees of freedom. Raises MeasureError
    for fewer than two rates, which have no spread.
    """
    rates = [finite(rate, "The log growth") for rate in log_rates]
    if len(rates) < 2:
        raise OutlookError("There are fewer than two yearly growth rates; mean and spread need at least two.")
    mean = math.fsum(rates) / len(rates)
    variance = math.fsum((rate - mean) ** 2 for rate in rates) / (len(rates) - 1)
    return GrowthModel(mean, math.sqrt(variance), len(rates))


def history_growth(
    values: Mapping[int, float], first_year: int | None = None, last_year: int | None = None
) -> GrowthModel:
    """Return mean and standard deviation of log growth over a window of years.

    `first_year` and `last_year` are the first and last year whose values are used (by default all);
    a window of n + 1 years holds n growth rates. Raises MeasureError when a year of the window is
    left out, a value is not above zero, or there are fewer than two growth rates.
    """
    by_year = yearly(values)
    first = next(iter(by_year)) if first_year is None else year_number(first_year, "The first year")
    last = list(by_year)[-1] if last_year is None else year_number(last_year, "The last year")
    for year in (first, last):
        value_in(by_year, year)
    window = {year: value for year, value in by_year.items() if first <= year <= last}
    if len(window) < 3:
        raise OutlookError(
            f"The years {first} to {last} hold fewer than two yearly growth rates; mean and spread "
            "need at least three values in a row."
        )
    return growth_of_rates(log_growth_rates(window).values())


def closed_form_probability(start: Start, target: float, years: int, model: GrowthModel) -> float:
    """Return the probability that the value is at or above the target after some years, 0 to 1.

    Formula: the upper tail of a normal distribution of log values, whose variance is
    `variance_factors` x sd^2 (years + years^2 / rates) + tracking^2 (years + tracked years),
    averaged over the factors (which makes it Student's t) and over the shares of the year. What
    `simulation.probability_at_least` tends to as draws grow. Raises MeasureError for a target not
    above zero or less than one year.
    """
    goal = math.log(positive(target, "The target"))
    centre, (varied, tracked) = _log_level(start, years, model)
    if varied + tracked == 0:
        return _share_below(math.exp(min(centre - goal, 1.0)), start)
    return _upper_tail(varied, tracked, start, model)(goal - centre)


def closed_form_quantile(start: Start, percent: float, years: int, model: GrowthModel) -> float:
    """Return the value that `percent` of all paths lie at or below after some years.

    Formula: `closed_form_probability` solved for its target by halving. In the unit of the base
    value. Raises MeasureError as it does, and for a percent that is not between 0 and 100.
    """
    share = finite(percent, "The percent")
    if not 0 < share < 100:
        raise OutlookError(f"The percent is {share:g}; it must lie between 0 and 100.")
    centre, (varied, tracked) = _log_level(start, years, model)
    if varied + tracked == 0:
        return _exp(centre) / (start.high - share / 100 * (start.high - start.low))
    if start.low == start.high and tracked == 0:
        away = _standard_quantile(model.rates, share) * math.sqrt(varied)
        return _exp(centre + away) / start.low

    return _exp(centre + _crossing(_upper_tail(varied, tracked, start, model), 1 - share / 100))


@cache  # of a few counts: finding the points takes longer than a forecast
def quadrature(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return points from -1 to 1 and weights: those of Gauss and Legendre."""
    return np.polynomial.legendre.leggauss(count)


@lru_cache(maxsize=64)
def shares(low: float, high: float, count: int = SHARES) -> tuple[tuple[float, float], ...]:
    """Return shares of the year and their weights: Gauss-Legendre points of a uniform share."""
    if low == high:
        return ((low, 1.0),)
    points, weights = quadrature(count)
    return tuple(
        ((low + high) / 2 + (high - low) / 2 * float(point), float(weight) / 2)
        for point, weight in zip(points, weights, strict=True)
    )


@lru_cache(maxsize=64)
def variance_factors(rates: int | None, count: int = FACTORS) -> tuple[tuple[float, float], ...]:
    """Return by what an estimated variance may be off, as factors and their weights.

    The factor is (n - 1) / chi^2 with n - 1 degrees of freedom, n the number of rates; a normal
    variable with that variance follows Student's t. Points: Gauss-Legendre over chi. One, with all
    the weight, where the spread is given.
    """
    if rates is None:
        return ((1.0, 1.0),)
    freedom = rates - 1
    end = math.sqrt(freedom) + _FARTHEST
    points, weights = quadrature(count)
    chi = (points + 1) * end / 2
    density = np.exp((freedom - 1) * np.log(chi) - chi**2 / 2)
    weighted = weights * density / np.sum(weights * density)
    return tuple((float(freedom / point**2), float(weight)) for point, weight in zip(chi, weighted, strict=True))


@lru_cache(maxsize=256)  # backtests ask for the same few at every origin
def _standard_quantile(rates: int | None, percent: float) -> float:
    """Return the quantile of the standard distribution that so many rates lead to."""
    return _crossing(_upper_tail(1.0, 0.0, Start(1.0), GrowthModel(0.0, 1.0, rates)), 1 - percent / 100)


def _crossing(falling: Callable[[float], float], level: float) -> float:
    """Return where a falling function crosses a level, by halving."""
    low, high = -1.0, 1.0
    while falling(low) < level:
        low *= 2
    while falling(high) > level:
        high *= 2
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if falling(middle) > level else (low, middle)
    return (low + high) / 2


def _log_level(start: Start, years: int, model: GrowthModel) -> tuple[float, tuple[float, float]]:
    """Return the log of the value after some years at a share of one, and its variances."""
    steps = whole_number(years, "The number of years", least=1)
    return math.log(start.part) + steps * model.mean_log, model.variance(steps, start.tracked_years)


def _upper_tail(varied: float, tracked: float, start: Start, model: GrowthModel) -> Callable[[float], float]:
    """Return the weight at or above a log distance from the value at a share of one, by that distance."""
    factors, inner = np.array(variance_factors(model.rates)).T
    parts, outer = np.array(shares(start.low, start.high)).T
    spreads = np.sqrt(2 * (factors * varied + tracked))
    shifts = np.array([[math.log(part)] for part in parts])  # numpy's own may differ in its last digit
    weights = (outer[:, None] * inner).ravel()

    def weight_above(distance: float) -> float:
        tails = [math.erfc(away) for away in ((distance + shifts) / spreads).ravel().tolist()]
        return math.fsum((weights * tails).tolist()) / 2

    return weight_above


def _share_below(threshold: float, start: Start) -> float:
    """Return how much of the range of shares lies at or below a threshold, 0 to 1."""
    if start.low == start.high:
        return 1.0 if start.low <= threshold * (1 + NOISE) else 0.0
    return min(max((threshold - start.low) / (start.high - start.low), 0.0), 1.0)


def _exp(log_value: float) -> float:
    try:
        return math.exp(log_value)
    except OverflowError:
        raise OutlookError("The value is too large to compute; lower growth or spread.") from None
