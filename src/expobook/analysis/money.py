"""Money of several currencies and years brought together: conversion, and constant prices.

Rates are in yuan per US dollar, price growth is in percent a year, values by year are mappings from
year to number. All raise `MeasureError` as `measures` does.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from expobook.values.validation import (
    computed,
    consecutive,
    finite,
    growth_above_total_loss,
    positive,
    value_in,
    yearly,
)

from .measures import index_to

# The deflator of a currency is the general price index of the economy that issues it.
ISSUERS = {"USD": "United States", "CNY": "China"}
CURRENCY_WORDS = {"USD": "US dollars", "CNY": "yuan"}


@dataclass(frozen=True, slots=True)
class Money:
    """In what money values are stated: currency, prices, and the year of constant prices.

    `rate` is yuan per dollar for every year; zero means each year's official mean.
    """

    currency: str = "USD"
    price_basis: str = "current"
    price_year: int = 2021
    rate: float = 0.0

    @property
    def unit(self) -> str:
        """The unit's code, in billions."""
        return f"{self.currency} bn"

    @property
    def label(self) -> str:
        """The unit as a subtitle says it."""
        prices = "current prices"
        if self.price_basis == "constant":
            prices = f"constant prices of {self.price_year}"
        return f"bn {CURRENCY_WORDS[self.currency]}, {prices}"


def issuer_of(unit: str) -> str:
    """The economy that issues the currency of a unit such as "CNY bn"; empty for any other unit."""
    return ISSUERS.get(unit.partition(" ")[0], "")


def price_index(growth_percent_by_year: Mapping[int, float], base_year: int) -> dict[int, float]:
    """Return a price index by year, base year = 100, from yearly price growth in percent.

    The growth of a year leads from the year before to that year, so the index begins one year
    before the first growth. Formula: chained growth factors, rebased (Consumer Price Index Manual,
    ILO, IMF, OECD and others, 2004). Raises MeasureError when a year is left out, growth is
    -100 percent or less, or the base year lies outside the index.
    """
    growth = consecutive(growth_percent_by_year, "The price growth rates")
    level = {next(iter(growth)) - 1: 1.0}
    for year, rate in growth.items():
        factor = 1 + growth_above_total_loss(rate, f"The price growth of {year}") / 100
        level[year] = computed(level[year - 1] * factor, f"The price index of {year}")
    return index_to(level, base_year)


def to_constant_prices(
    values: Mapping[int, float], deflator_growth_percent_by_year: Mapping[int, float], base_year: int
) -> dict[int, float]:
    """Return values by year at the prices of the base year, in the unit of the values.

    Formula: deflation, value x 100 / price index with base year = 100 (System of National Accounts
    2008, chapter 15). The deflator must belong to the currency and, as far as one exists, to the
    goods: a general price index only removes general inflation.
    Raises MeasureError as `price_index` does, and when the index lacks a year of the values.
    """
    index = price_index(deflator_growth_percent_by_year, base_year)
    return {
        year: computed(value * 100 / value_in(index, year, "The price index"), f"The {year} value")
        for year, value in yearly(values).items()
    }


def dollars_to_yuan(value_dollars: float, yuan_per_dollar: float) -> float:
    """Return a US dollar value in yuan: value x rate, with the rate in CNY per USD.

    Use the mean rate of the value's own period for a flow; one fixed rate would hide
    exchange-rate moves. Raises MeasureError when the rate is not above zero.
    """
    rate = positive(yuan_per_dollar, "The exchange rate")
    return computed(finite(value_dollars, "The dollar value") * rate, "The yuan value")
