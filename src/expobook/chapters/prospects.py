"""Data of chapter 5: the base, whose growth stands for the city's, and what the method missed."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from .. import backtest, measures, outlook
from ..evidence import Evidence
from ..outlook import GrowthModel
from ..parameters import OutlookParameters

SERVICES = "china.digitally_deliverable_services_exports.unctad-2025"
CBEC = "china.cbec_total.customs-revised"
CBEC_FIRST = "china.cbec_total.customs-preliminary"
RATES = "china.exchange_rate_cny_per_usd_average.fred-2026"
DEFLATOR = "china.gdp_deflator_inflation.worldbank-2026"
CITY = "hangzhou.digital_trade_total.city-measure"
HISTORY_NAMES = {
    "china_services": "China's digitally deliverable services exports, in yuan",
    "china_cbec": "China's cross-border e-commerce, survey results",
}


@dataclass(frozen=True, slots=True)
class History:
    """Yearly values whose growth stands for the city's: CNY bn, and what they rest on."""

    name: str
    values: dict[int, float]
    observations: tuple[str, ...]
    grades: tuple[str, ...]

    def latest(self, rates: int) -> dict[int, float]:
        """The last consecutive values that hold at most `rates` growth rates."""
        last = max(self.values)
        years = [last]
        while years[-1] - 1 in self.values and len(years) <= rates:
            years.append(years[-1] - 1)
        return {year: self.values[year] for year in sorted(years)}


def history(evidence: Evidence, settings: OutlookParameters) -> History:
    """The growth history that the parameters ask for, in CNY bn, nominal or deflated.

    Dollars are brought to yuan at each year's average rate; constant prices are those of the
    latest year, by China's GDP deflator.
    """
    if settings.history == "china_services":
        dollars = _annual(evidence, SERVICES, settings.lowest_grade)
        rates = _annual(evidence, RATES, settings.lowest_grade)
        values = {
            year: measures.dollars_to_yuan(value, _value(rates, year))
            for year, value in zip(dollars["year"], dollars["value"], strict=True)
        }
        used = pd.concat([dollars, rates[rates["year"].isin(list(values))]])
    else:
        used = _annual(evidence, CBEC, settings.lowest_grade)
        values = dict(zip(used["year"], used["value"], strict=True))
    if settings.price_basis == "constant":
        deflator = _annual(evidence, DEFLATOR, settings.lowest_grade)
        growth = {int(year): float(rate)
                  for year, rate in zip(deflator["year"], deflator["value"], strict=True)}
        first, last = min(values), max(values)
        needed = {year: growth[year] for year in range(first, last + 1)}
        values = measures.to_constant_prices(values, needed, last)
        used = pd.concat([used, deflator[deflator["year"].isin(list(needed))]])
    return History(HISTORY_NAMES[settings.history],
                   {int(year): float(value) for year, value in values.items()},
                   tuple(used["observation_id"]), tuple(used["grade"]))


def growth_model(found: History, settings: OutlookParameters) -> GrowthModel:
    """The growth distribution: from the history's latest years, or as the reader gives it."""
    if settings.growth == "given":
        return GrowthModel.from_percent(settings.growth_mean * 100, settings.growth_spread * 100)
    return outlook.history_growth(found.latest(settings.window))


def growth_rows(found: History, settings: OutlookParameters) -> pd.DataFrame:
    """Yearly growth of the history's window: year, growth_percent."""
    rates = measures.growth_percent_by_year(found.latest(settings.window))
    return pd.DataFrame({"year": list(rates), "growth_percent": list(rates.values())})


def _annual(evidence: Evidence, series_id: str, lowest_grade: str) -> pd.DataFrame:
    frame = evidence.series_values(series_id, annual_only=True)
    return frame[(frame["grade"] <= lowest_grade) & (frame["bound"] == "exact")]


def _value(frame: pd.DataFrame, year: int) -> float:
    return float(frame.loc[frame["year"] == year, "value"].iloc[0])


def services_in_dollars(evidence: Evidence) -> dict[int, float]:
    """China's digitally deliverable services exports by year, USD bn, for the backtest."""
    frame = evidence.series_values(SERVICES, annual_only=True)
    return {int(y): float(v) for y, v in zip(frame["year"], frame["value"], strict=True)}


def services_test(values: dict[int, float], settings: OutlookParameters,
                  window: int, horizon: int) -> pd.DataFrame:
    """Rolling backtest of the method on the services exports; columns as in `backtest`."""
    return backtest.rolling_backtest(
        values, window=window, horizon=horizon, draws=settings.draws, seed=settings.seed
    )


def printed_growth_model(percents: list[float]) -> GrowthModel:
    """The growth distribution of growth rates as they were printed, percent a year."""
    index, values = 100.0, {0: 100.0}
    for step, percent in enumerate(percents, 1):
        index *= 1 + percent / 100
        values[step] = index
    return outlook.history_growth({2000 + step: value for step, value in values.items()})


def outcomes(evidence: Evidence, years: range) -> pd.DataFrame:
    """China's cross-border e-commerce as it came: year, first, survey (CNY bn, gaps as None)."""
    frames = {"first": CBEC_FIRST, "survey": CBEC}
    columns = {}
    for name, series_id in frames.items():
        frame = evidence.series_values(series_id, annual_only=True)
        columns[name] = dict(zip(frame["year"], frame["value"], strict=True))
    return pd.DataFrame(
        [{"year": year, **{name: columns[name].get(year) for name in frames}} for year in years]
    )


def probability_grid(base: float, target: float, years: int, means: list[float],
                     spreads: list[float]) -> pd.DataFrame:
    """Chance of the target for each mean and spread of growth, all in percent."""
    rows = [
        (mean, spread, 100 * outlook.closed_form_probability(
            base, target, years, GrowthModel.from_percent(mean, spread)))
        for spread in spreads for mean in means
    ]
    return pd.DataFrame(rows, columns=["mean_percent", "spread_percent", "probability_percent"])


def wide_fan(frame: pd.DataFrame) -> pd.DataFrame:
    """Quantiles side by side, one row a year: year, p5, p10, … p95."""
    wide = frame.pivot_table(index="year", columns="percent", values="value").reset_index()
    wide.columns = [name if name == "year" else f"p{name}" for name in wide.columns]
    return wide
