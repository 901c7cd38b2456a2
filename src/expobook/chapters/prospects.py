"""Data of chapter 5: the base, whose growth stands for the city's, and what the method missed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from .. import backtest, measures, outlook
from ..evidence import Evidence, EvidenceError
from ..outlook import GrowthModel
from ..parameters import OutlookParameters, ParameterError

SERVICES = "china.digitally_deliverable_services_exports.unctad-2025"
CBEC = "china.cbec_total.customs-revised"
CBEC_FIRST = "china.cbec_total.customs-preliminary"
RATES = "china.exchange_rate_cny_per_usd_average.fred-2026"
# The deflator of a currency is the general price index of the economy that issues it.
DEFLATORS = {"CNY": "china.gdp_deflator_inflation.worldbank-2026",
             "USD": "united-states.gdp_deflator_inflation.worldbank-2026"}
CITY = "hangzhou.digital_trade_total.city-measure"
HISTORY_NAMES = {
    "china_services": "China's digitally deliverable services exports",
    "china_cbec": "China's cross-border e-commerce, survey results",
}
CURRENCY_WORDS = {"CNY": "yuan", "USD": "US dollars"}
_FEWEST_VALUES = 3
_GRADES = ("A", "B", "C", "D")


@dataclass(frozen=True, slots=True)
class History:
    """Yearly values whose growth stands for the city's: in billions, and what they rest on."""

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


def currency(settings: OutlookParameters) -> str:
    """The currency of the outlook; the city's figures are reported in yuan."""
    return settings.currency_or("CNY")


def rate_id(evidence: Evidence, year: int) -> str:
    """The observation of a year's official mean exchange rate; raises EvidenceError for none."""
    rates = _annual(evidence, RATES, "D")
    _value(rates, year, RATES)
    return str(rates.loc[rates["year"] == year, "observation_id"].iloc[0])


def history(evidence: Evidence, settings: OutlookParameters) -> History:
    """The growth history that the parameters ask for, in billions of the outlook's currency.

    Dollars and yuan are converted at each year's average rate, or at the rate given; constant
    prices are those of the latest year, by the GDP deflator of the currency's issuer. Raises
    ParameterError where the grade admitted leaves no history, EvidenceError where a rate or a
    deflator is missing.
    """
    series, own = (SERVICES, "USD") if settings.history == "china_services" else (CBEC, "CNY")
    used = _annual(evidence, series, settings.lowest_grade)
    values = dict(zip(map(int, used["year"]), map(float, used["value"]), strict=True))
    _enough(evidence, series, values, settings)
    wanted = currency(settings)
    if wanted != own:
        rates = _annual(evidence, RATES, settings.lowest_grade)
        told = dict.fromkeys(values, settings.exchange_rate) if settings.exchange_rate else {
            year: _value(rates, year, RATES) for year in values}
        convert = measures.dollars_to_yuan if wanted == "CNY" else measures.yuan_to_dollars
        values = {year: convert(value, told[year]) for year, value in values.items()}
        if not settings.exchange_rate:
            used = pd.concat([used, rates[rates["year"].isin(list(values))]])
    if settings.price_basis == "constant":
        deflator = _annual(evidence, DEFLATORS[wanted], settings.lowest_grade)
        first, last = min(values), max(values)
        needed = {year: _value(deflator, year, DEFLATORS[wanted])
                  for year in range(first, last + 1)}
        values = measures.to_constant_prices(values, needed, last)
        used = pd.concat([used, deflator[deflator["year"].isin(list(needed))]])
    name = HISTORY_NAMES[settings.history]
    if settings.history == "china_services" or wanted != own:
        name = f"{name}, in {CURRENCY_WORDS[wanted]}"
    return History(name, {int(year): float(value) for year, value in values.items()},
                   tuple(used["observation_id"]), tuple(used["grade"]))


def _enough(evidence: Evidence, series: str, values: Mapping[int, float],
            settings: OutlookParameters) -> None:
    """Refuse a grade that leaves too few values in a row to take growth from."""
    if _run(values) >= _FEWEST_VALUES:
        return
    grades = [grade for grade in _GRADES
              if _run(_annual(evidence, series, grade)["year"]) >= _FEWEST_VALUES]
    raise ParameterError(
        f"parameter 'lowest_grade' is {settings.lowest_grade!r}: the fact outlook_mean_growth "
        f"needs {_FEWEST_VALUES} yearly values in a row of {HISTORY_NAMES[settings.history]}; "
        f"allowed with history {settings.history!r}: {', '.join(map(repr, grades)) or 'none'}"
    )


def _run(years: Iterable[int]) -> int:
    """How many of the latest years stand in a row."""
    known = {int(year) for year in years}
    last = max(known, default=0)
    return next(steps for steps in range(len(known) + 1) if last - steps not in known)


def growth_model(found: History, settings: OutlookParameters) -> GrowthModel:
    """The growth distribution: from the history's latest years, or as the reader gives it."""
    from_history = outlook.history_growth(found.latest(settings.window))
    if settings.growth == "history":
        return from_history
    spread = settings.growth_spread
    return GrowthModel.from_percent(
        settings.growth_mean * 100, from_history.sd_percent if spread is None else spread * 100)


def growth_rows(found: History, settings: OutlookParameters) -> pd.DataFrame:
    """Yearly growth of the history's window: year, growth_percent."""
    rates = measures.growth_percent_by_year(found.latest(settings.window))
    return pd.DataFrame({"year": list(rates), "growth_percent": list(rates.values())})


def _annual(evidence: Evidence, series_id: str, lowest_grade: str) -> pd.DataFrame:
    frame = evidence.series_values(series_id, annual_only=True)
    return frame[(frame["grade"] <= lowest_grade) & (frame["bound"] == "exact")]


def _value(frame: pd.DataFrame, year: int, series_id: str) -> float:
    found = frame.loc[frame["year"] == year, "value"]
    if found.empty:
        raise EvidenceError(f"The series {series_id} has no value for {year}, which the outlook's "
                            "history needs; the years of a history and of its rates must agree.")
    return float(found.iloc[0])


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
