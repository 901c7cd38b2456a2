"""Chapter 5: whose growth stands for the city's, in which money, over which years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import pandas as pd

from expobook.analysis import growth_model as outlook
from expobook.analysis import measures
from expobook.analysis.growth_model import GrowthModel
from expobook.evidence import Evidence, EvidenceError
from expobook.facts.parameters import OutlookParameters, ParameterError

EXPORTS = "china.digitally_deliverable_services_exports.unctad-2025"
IMPORTS = "china.digitally_deliverable_services_imports.unctad-2025"
CBEC = "china.cbec_total.customs-revised"
RATES = "china.exchange_rate_cny_per_usd_average.fred-2026"
# The deflator of a currency is the general price index of the economy that issues it.
DEFLATORS = {"CNY": "china.gdp_deflator_inflation.worldbank-2026",
             "USD": "united-states.gdp_deflator_inflation.worldbank-2026"}
CURRENCY_WORDS = {"CNY": "yuan", "USD": "US dollars"}
_FEWEST_VALUES = 3
_GRADES = ("A", "B", "C", "D")


@dataclass(frozen=True, slots=True)
class Choice:
    """What a value of the parameter `history` stands for: series that add up, and their money."""

    name: str
    series: tuple[str, ...]
    currency: str


CHOICES = {
    "china_services_total": Choice(
        "China's digitally deliverable services, exports plus imports", (EXPORTS, IMPORTS), "USD"),
    "china_services": Choice(
        "China's digitally deliverable services exports", (EXPORTS,), "USD"),
    "china_cbec": Choice("China's cross-border e-commerce, survey results", (CBEC,), "CNY"),
}


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
    return _history(evidence, OutlookParameters(
        history=settings.history, currency=currency(settings), price_basis=settings.price_basis,
        exchange_rate=settings.exchange_rate, lowest_grade=settings.lowest_grade))


@lru_cache(maxsize=64)  # the outlook's tests and other choices ask for the same few, time and again
def _history(evidence: Evidence, settings: OutlookParameters) -> History:
    choice, wanted = CHOICES[settings.history], settings.currency
    values, used = _sums(evidence, choice, settings)
    if wanted != choice.currency:
        values, rates = _converted(evidence, values, wanted, settings)
        used = pd.concat([used, rates])
    if settings.price_basis == "constant":
        deflator = _annual(evidence, DEFLATORS[wanted], settings.lowest_grade)
        first, last = min(values), max(values)
        needed = {year: _value(deflator, year, DEFLATORS[wanted])
                  for year in range(first, last + 1)}
        values = measures.to_constant_prices(values, needed, last)
        used = pd.concat([used, deflator[deflator["year"].isin(list(needed))]])
    foreign = "USD" in (wanted, choice.currency)
    name = f"{choice.name}, in {CURRENCY_WORDS[wanted]}" if foreign else choice.name
    return History(name, {int(year): float(value) for year, value in values.items()},
                   tuple(used["observation_id"]), tuple(used["grade"]))


def growth_model(found: History, settings: OutlookParameters) -> GrowthModel:
    """The growth distribution: from the history's latest years, or as the reader gives it.

    Only a mean that is estimated, and whose uncertainty counts, knows its number of rates.
    """
    estimated = outlook.history_growth(found.latest(settings.window))
    if settings.growth == "given":
        spread = settings.growth_spread
        return GrowthModel.from_percent(
            settings.growth_mean * 100, estimated.sd_percent if spread is None else spread * 100)
    return estimated if settings.mean_uncertainty == "counted" else replace(estimated, rates=None)


def growth_rows(found: History, settings: OutlookParameters) -> pd.DataFrame:
    """Yearly growth of the history's window: year, growth_percent."""
    rates = measures.growth_percent_by_year(found.latest(settings.window))
    return pd.DataFrame({"year": list(rates), "growth_percent": list(rates.values())})


def _sums(evidence: Evidence, choice: Choice,
          settings: OutlookParameters) -> tuple[dict[int, float], pd.DataFrame]:
    """Yearly sums of the choice's series, for years in which each has a value, and their rows."""
    frames = {name: _annual(evidence, name, settings.lowest_grade) for name in choice.series}
    used = pd.concat(frames.values())
    shared = _shared_years(frames.values())
    _enough(evidence, choice, shared, settings)
    used = used[used["year"].isin(list(shared))]
    return {int(year): float(value)
            for year, value in used.groupby("year")["value"].sum().items()}, used


def _converted(evidence: Evidence, values: Mapping[int, float], wanted: str,
               settings: OutlookParameters) -> tuple[dict[int, float], pd.DataFrame]:
    """Values in the wanted currency, and the rows of the rates (none for a rate that is given)."""
    rates = _annual(evidence, RATES, settings.lowest_grade)
    convert = measures.dollars_to_yuan if wanted == "CNY" else measures.yuan_to_dollars
    told = (dict.fromkeys(values, settings.exchange_rate) if settings.exchange_rate
            else {year: _value(rates, year, RATES) for year in values})
    used = rates[rates["year"].isin([] if settings.exchange_rate else list(values))]
    return {year: convert(value, told[year]) for year, value in values.items()}, used


def _enough(evidence: Evidence, choice: Choice, years: Iterable[int],
            settings: OutlookParameters) -> None:
    """Refuse a grade that leaves too few values in a row to take growth from."""
    if _run(years) >= _FEWEST_VALUES:
        return
    grades = [grade for grade in _GRADES if _run(_shared_years(
        _annual(evidence, name, grade) for name in choice.series)) >= _FEWEST_VALUES]
    raise ParameterError(
        f"parameter 'lowest_grade' is {settings.lowest_grade!r}: the fact outlook_mean_growth "
        f"needs {_FEWEST_VALUES} yearly values in a row of {choice.name}; "
        f"allowed with history {settings.history!r}: {', '.join(map(repr, grades)) or 'none'}"
    )


def _shared_years(frames: Iterable[pd.DataFrame]) -> set[int]:
    return set.intersection(*({int(year) for year in frame["year"]} for frame in frames))


def _run(years: Iterable[int]) -> int:
    """How many of the latest years stand in a row."""
    known = {int(year) for year in years}
    last = max(known, default=0)
    return next(steps for steps in range(len(known) + 1) if last - steps not in known)


def _annual(evidence: Evidence, series_id: str, lowest_grade: str) -> pd.DataFrame:
    frame = evidence.series_values(series_id, annual_only=True)
    return frame[(frame["grade"] <= lowest_grade) & (frame["bound"] == "exact")]


def _value(frame: pd.DataFrame, year: int, series_id: str) -> float:
    found = frame.loc[frame["year"] == year, "value"]
    if found.empty:
        raise EvidenceError(f"The series {series_id} has no value for {year}, which the outlook's "
                            "history needs; the years of a history and of its rates must agree.")
    return float(found.iloc[0])
