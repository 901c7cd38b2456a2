"""Yearly values of one source, and dollars of many years in other money.

Evidence in, values by year or ids of observations out. Values of two sources, definitions or
vintages never make one line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from expobook.analysis.money import ISSUERS, Money, dollars_to_yuan, to_constant_prices
from expobook.values import periods
from expobook.values.validation import value_in

if TYPE_CHECKING:
    from expobook.evidence import Evidence

WORLD_BANK = "worldbank-2026-wdi-datasets"
RATE = "exchange_rate_cny_per_usd_average"
_PRICES = "gdp_deflator_inflation"


class SeriesError(ValueError):
    """Values that can't stand in one line: none were found, or they belong to several series."""


def annual(evidence: Evidence, entity: str, indicator: str, source_id: str) -> dict[int, float]:
    """Return one source's yearly values of one series, by year, in the unit of the evidence.

    Raises SeriesError when nothing is found, when a year stands twice, or when the observations
    belong to more than one series: two definitions never make one line.
    """
    rows = _rows(evidence, entity, indicator, source_id)
    series = sorted(set(rows["series_id"]))
    if len(series) > 1:
        raise SeriesError(f"{entity}, {indicator}, {source_id} spans several series: {series}")
    years = [periods.year(period) for period in rows["period"]]
    if len(set(years)) < len(years):
        raise SeriesError(f"{entity}, {indicator}, {source_id} has two values for one year")
    return dict(sorted(zip(years, map(float, rows["value"]), strict=True)))


def observation_ids(evidence: Evidence, entity: str, indicator: str, source_id: str, years: Iterable[int]) -> list[str]:
    """Return the ids of the observations that `annual` reads for the given years, in order."""
    rows = _rows(evidence, entity, indicator, source_id)
    by_year = {periods.year(row.period): str(row.Index) for row in rows.itertuples()}
    return [by_year[year] for year in sorted(set(years))]


def _rows(evidence: Evidence, entity: str, indicator: str, source_id: str) -> pd.DataFrame:
    table = evidence.observations
    rows = table[(table["entity"] == entity) & (table["indicator"] == indicator) & (table["source_id"] == source_id)]
    rows = rows[[periods.is_annual(period) for period in rows["period"]]]
    if rows.empty:
        raise SeriesError(f"no yearly value of {indicator} for {entity} from {source_id}")
    return rows


def exchange_rates(evidence: Evidence) -> dict[int, float]:
    """Return yearly mean exchange rates in yuan per US dollar."""
    return annual(evidence, "China", RATE, WORLD_BANK)


def price_growth(evidence: Evidence, economy: str) -> dict[int, float]:
    """Return yearly growth of an economy's GDP deflator, in percent."""
    return annual(evidence, economy, _PRICES, WORLD_BANK)


def deflators(evidence: Evidence) -> dict[str, dict[int, float]]:
    """Return what `price_growth` does for each economy that issues a currency."""
    return {economy: price_growth(evidence, economy) for economy in ISSUERS.values()}


def expressed(evidence: Evidence, values: Mapping[int, float], money: Money) -> dict[int, float]:
    """Return dollar values by year in the money asked for, in billions.

    Each year is converted at its own mean rate or at the money's own, then deflated with the GDP
    deflator of the United States (dollars) or of China (yuan): a general price index, because none
    for these services was found.
    """
    amounts = {year: float(value) for year, value in values.items()}
    if money.currency == "CNY":
        rates = dict.fromkeys(amounts, money.rate) if money.rate else exchange_rates(evidence)
        amounts = {
            year: dollars_to_yuan(value, value_in(rates, year, "The exchange rates")) for year, value in amounts.items()
        }
    if money.price_basis == "constant":
        return to_constant_prices(amounts, price_growth(evidence, ISSUERS[money.currency]), money.price_year)
    return amounts


def money_ids(evidence: Evidence, money: Money, years: Iterable[int]) -> list[str]:
    """Return the ids of the rates and price growth that `expressed` reads for the given years."""
    stated = sorted(set(years))
    ids: list[str] = []
    if money.currency == "CNY" and not money.rate:
        ids += observation_ids(evidence, "China", RATE, WORLD_BANK, stated)
    if money.price_basis == "constant":
        ends = (*stated, money.price_year)
        span = range(min(ends) + 1, max(ends) + 1)
        ids += observation_ids(evidence, ISSUERS[money.currency], _PRICES, WORLD_BANK, span)
    return ids
