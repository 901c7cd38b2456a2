"""Chapter 5: what a run's parameters make of its money, its base and its growth.

The city's figures are reported in yuan. A run in dollars converts base and target at one rate, the
official mean of the base year or the reader's own, so the growth that a goal needs stays the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from expobook.analysis import measures
from expobook.evidence import Evidence
from expobook.facts.parameters import OutlookParameters
from expobook.values import periods

from .data import CITY
from .growth_history import CURRENCY_WORDS, currency, rate_id

if TYPE_CHECKING:
    from ..chapter import Chapter

STARTING_VALUE = "Starting value of Hangzhou's digital trade in the outlook"
TARGET_VALUE = "Value of Hangzhou's digital trade to be reached in the outlook"


@dataclass(frozen=True, slots=True)
class Money:
    """The outlook's currency, its yuan per dollar (one for yuan), and the facts that hold yuan."""

    currency: str
    rate: float = 1.0
    base_yuan: str = "outlook_base"
    target_yuan: str = "outlook_target"

    @property
    def unit(self) -> str:
        """The unit's code, in billions."""
        return f"{self.currency} bn"

    @property
    def words(self) -> str:
        """The unit as an axis says it."""
        return f"bn {CURRENCY_WORDS[self.currency]}"

    def told(self, yuan: float) -> float:
        """Yuan in the outlook's currency."""
        return yuan if self.currency == "CNY" else measures.yuan_to_dollars(yuan, self.rate)


def state_money(chapter: Chapter, settings: OutlookParameters) -> Money:
    """Say in which money the outlook is told; a run in dollars states its exchange rate.

    Raises EvidenceError when no official rate of the base year is known.
    """
    if currency(settings) == "CNY":
        return Money("CNY")
    label = "Exchange rate of base and target"
    if settings.exchange_rate:
        rate = chapter.facts.parameter("outlook_rate", "exchange_rate", "CNY per USD", label)
    else:
        found = rate_id(chapter.evidence, settings.base_year)
        rate = chapter.observe("outlook_rate", label, observation_id=found, decimals=2)
    return Money("USD", rate.value, "outlook_base_yuan", "outlook_target_yuan")


def state_amounts(chapter: Chapter, settings: OutlookParameters, money: Money) -> None:
    """State base and target, in yuan and in the outlook's currency, each of its own year.

    In the published edition both are the evidence's, and carry its grade; a reader's own values
    are settings. Reads the facts outlook_half_year and outlook_goal_2027.
    """
    base_period, target_period = str(settings.base_year), str(settings.target_year)
    _state_amount(chapter, money.base_yuan, "base_value", STARTING_VALUE, base_period,
                  value=measures.annualised(chapter["outlook_half_year"].value, 6),
                  inputs=["outlook_half_year"], method="outlook_half_year x 12 / 6", decimals=1,
                  note="Twice a half year is arithmetic, not an estimate of the year.")
    _state_amount(chapter, money.target_yuan, "target_value", TARGET_VALUE, target_period,
                  value=chapter["outlook_goal_2027"].value, inputs=["outlook_goal_2027"],
                  method="the goal stated for 2027", note="A goal, not an outcome.")
    if money.currency == "USD":
        for name, source, label, period in (
            ("outlook_base", money.base_yuan, STARTING_VALUE, base_period),
            ("outlook_target", money.target_yuan, TARGET_VALUE, target_period),
        ):
            chapter.compute(name, money.told(chapter[source].value), money.unit, label,
                            method=f"{source} / outlook_rate", inputs=[source, "outlook_rate"],
                            parameters=["currency"], period=period, decimals=1)


def _state_amount(chapter: Chapter, fact_id: str, parameter: str, label: str, period: str,
                  **otherwise: Any) -> None:
    """State the reader's own amount, or what the evidence says where the parameter is zero."""
    if getattr(chapter.parameters, parameter):
        chapter.facts.parameter(fact_id, parameter, "CNY bn", label, period=period)
    else:
        chapter.compute(fact_id, unit="CNY bn", label=label, parameters=[parameter],
                        period=period, **otherwise)


def state_settings(chapter: Chapter, settings: OutlookParameters) -> None:
    """Count the settings that the chapter's words don't fit: zero each in the published edition."""
    _count(chapter, "outlook_other_money", "Settings of money other than yuan at current prices",
           {"currency": currency(settings) != "CNY",
            "price_basis": settings.price_basis != "current"})
    _count(chapter, "outlook_growth_not_total",
           "Settings of growth other than China's digitally deliverable services, "
           "exports plus imports",
           {"growth": settings.growth != "history",
            "history": settings.history != "china_services_total"})
    _count(chapter, "outlook_other_base",
           "Settings of the base other than the scaled first half of 2023",
           {"base_value": settings.base_value != 0})
    _count(chapter, "outlook_mean_known", "Settings that take the mean growth as known",
           {"growth": settings.growth != "history",
            "mean_uncertainty": settings.mean_uncertainty != "counted"})


def _count(chapter: Chapter, fact_id: str, label: str, changed: dict[str, bool]) -> None:
    chapter.compute(fact_id, sum(changed.values()), "count", label, inputs=["outlook_half_year"],
                    parameters=list(changed), method=f"settings among {_and(changed)} that differ")


def _and(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def mean_words(settings: OutlookParameters) -> str:
    """What the line of mean growth is called beside the history's bars."""
    return "mean of these|years" if settings.growth == "history" else "mean growth|given"


def base_words(settings: OutlookParameters) -> str:
    """Where the base comes from, in a sentence."""
    if settings.base_value:
        return "The base is a setting of this run."
    return "The base is the first half of 2023 scaled to a year."


def goal_dates(evidence: Evidence) -> dict[str, str]:
    """Month or year in which each of the city's goals for digital trade was set, by target year."""
    goals = evidence.goals
    city = goals[(goals["series_id"] == CITY) & (goals["kind"] == "quantitative")]
    return {str(int(year)): periods.written(issued[:7])
            for year, issued in zip(city["target_year"], city["issued"], strict=True)}
