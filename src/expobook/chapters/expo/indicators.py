"""Chapter 1: which observation stands for what an expo edition reported.

Written down in one place for charts, tables and facts. An expo edition is a number from 1 to 5.
Nothing here decides whether two values may be compared: that is read from their series.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from pydantic.dataclasses import dataclass

from expobook.facts.rows import yaml_rows

EDITIONS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth"}


@dataclass(frozen=True, slots=True, config=yaml_rows.CLOSED)
class Indicator:
    """One thing that several expo editions report, with the observation of each.

    `keys` name the fact of an expo edition whose count is narrower than the row's (on site, say);
    `scopes` say so in a word of the table.
    """

    key: str
    label: str
    observations: Mapping[int, str]
    keys: Mapping[int, str] = field(default_factory=dict)
    scopes: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, config=yaml_rows.CLOSED)
class Sum:
    """One sum of money that an expo edition announced, and what it is a sum of.

    `stage`: signed, intended, ordered or granted. `subject`: investment, trade, both, contracts,
    projects (their value, no more is said), credit or cooperation. `scope`: the whole expo
    edition, or the part that the sum covers.
    """

    key: str
    edition: int
    observation_id: str
    name: str
    stage: str
    subject: str
    scope: str = "whole"

    @property
    def label(self) -> str:
        """What a chart or table calls the sum, beside others."""
        return f"{EDITIONS[self.edition].capitalize()}: {self.name}"

    @property
    def title(self) -> str:
        """The sum in words that stand alone: in the ledger and in a citation."""
        first = f"{self.name[0].upper()}{self.name[1:]}"
        return f"{first} ({self.stage}), {EDITIONS[self.edition]} expo edition"


INDICATORS = yaml_rows.listed("expo/indicators.yaml", Indicator)

SUMS = yaml_rows.listed("expo/sums.yaml", Sum)

# The expo on one page: panel, expo edition, fact, and what the value may be set beside.
ALIKE, OTHER, EARLY = "like with like", "another measure", "counted early"
KINDS = (ALIKE, OTHER, EARLY)
PANELS = {"Exhibitors": 1, "Professional buyers, thousand": 1000, "Money announced, bn yuan": 1}
"""The panels, and how many units of their facts one unit of the panel holds."""
ONE_PAGE = (
    ("Exhibitors", 1, "expo_gdte1_exhibitors", OTHER),
    ("Exhibitors", 2, "expo_gdte2_onsite", ALIKE),
    ("Exhibitors", 3, "expo_gdte3_exhibitors", EARLY),
    ("Exhibitors", 4, "expo_gdte4_exhibitors", OTHER),
    ("Exhibitors", 5, "expo_gdte5_onsite", ALIKE),
    ("Professional buyers, thousand", 1, "", OTHER),
    ("Professional buyers, thousand", 2, "expo_gdte2_purchasers", ALIKE),
    ("Professional buyers, thousand", 3, "expo_gdte3_purchasers", EARLY),
    ("Professional buyers, thousand", 4, "expo_gdte4_purchasers", OTHER),
    ("Professional buyers, thousand", 5, "expo_gdte5_purchasers", ALIKE),
    ("Money announced, bn yuan", 1, "expo_intended_2022", ALIKE),
    ("Money announced, bn yuan", 2, "expo_contract_value", OTHER),
    ("Money announced, bn yuan", 3, "", OTHER),
    ("Money announced, bn yuan", 4, "expo_investment_and_trade", ALIKE),
    ("Money announced, bn yuan", 5, "", OTHER),
)

# The money of each expo edition, part by part: bar, fact, fact of the total, words inside, kind.
_BOTH = "First, 2022: planned investment and tentative deals"
_INVESTMENT, _UNKNOWN = "investment", "parts unknown"
TOTALS = (
    (_BOTH, "expo_signed_investment", "", "{expo_signed_investment:number}", _INVESTMENT),
    (_BOTH, "expo_hangzhou_outside", "", "{expo_hangzhou_outside:number}", _INVESTMENT),
    (_BOTH, "expo_tentative_deals", "expo_intended_2022", "{expo_tentative_deals:number}", "intended trade"),
    ("Second, 2023: contracts signed", "expo_contract_value", "expo_contract_value", "", _UNKNOWN),
    ("Third, 2024: no total found", "", "", "", _UNKNOWN),
    (
        "Fourth, 2025: investment and trade in one sum",
        "expo_investment_and_trade",
        "expo_investment_and_trade",
        "",
        _UNKNOWN,
    ),
    ("Fifth, 2026: no total published", "", "", "", _UNKNOWN),
)
