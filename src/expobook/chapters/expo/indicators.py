"""Chapter 1: which observation stands for what an expo edition reported.

Written down in one place for charts, tables and facts. An expo edition is a number from 1 to 5.
Nothing here decides whether two values may be compared: that is read from their series.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

EDITIONS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth"}


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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
        """The sum beside the others of a chart or table."""
        return f"{EDITIONS[self.edition].capitalize()}: {self.name}"

    @property
    def title(self) -> str:
        """The sum in words that stand alone: in the ledger and in a citation."""
        first = f"{self.name[0].upper()}{self.name[1:]}"
        return f"{first} ({self.stage}), {EDITIONS[self.edition]} expo edition"


INDICATORS = (
    Indicator(
        "total",
        "Headline total, bn yuan",
        {
            1: "gdte-1.signed_investment.hzboc-2022-landmark-expo",
            2: "gdte-2.signed_contract_value.peopledaily-2023-gdte2-closing-ja",
            4: "gdte-4.signed_investment_and_trade_intent.ezhejiang-2025-gdte4-closing",
        },
    ),
    Indicator(
        "projects",
        "Projects signed",
        {
            1: "gdte-1.signed_projects.hzboc-2022-landmark-expo",
            2: "gdte-2.signed_projects.peopledaily-2023-gdte2-closing-ja",
        },
    ),
    Indicator(
        "exhibitors",
        "Exhibitors",
        {
            1: "gdte-1.exhibitors.hzboc-2022-landmark-expo",
            2: "gdte-2.exhibitors_offline.peopledaily-2023-gdte2-closing-ja",
            3: "gdte-3.exhibitors.hzcommerce-2024-gdte3-interview",
            4: "gdte-4.exhibitors.ezhejiang-2025-gdte4-closing",
            5: "gdte-5.exhibitors_offline.xinhua-2026-gdte5-closing-digest",
        },
        keys={2: "onsite", 5: "onsite"},
        scopes={2: "on site", 5: "on site"},
    ),
    Indicator(
        "ai",
        "AI exhibitors",
        {4: "gdte-4.exhibitors_ai.ceconomic-2025-gdte4-ja", 5: "gdte-5.exhibitors_ai.xinhua-2026-gdte5-closing-digest"},
    ),
    Indicator(
        "exhibitor_origins",
        "Origins of exhibitors",
        {
            2: "gdte-2.exhibitor_countries.peopledaily-2023-gdte2-closing-ja",
            3: "gdte-3.exhibitor_countries.cctv-2024-gdte3-briefing",
        },
    ),
    Indicator(
        "overseas_share",
        "Exhibitors from abroad, %",
        {
            2: "gdte-2.exhibitors_overseas_share.ezhejiang-2023-gdte2-preview",
            3: "gdte-3.exhibitors_overseas_share.bastille-2024-gdte3-preview",
            4: "gdte-4.exhibitors_overseas_share.cctv-2025-gdte4-opening",
            5: "gdte-5.exhibitors_overseas_share.cctv-2026-gdte5-preview",
        },
    ),
    Indicator(
        "area",
        "Exhibition area, m²",
        {
            1: "gdte-1.exhibition_area.cctv-2022-gdte1-opening",
            2: "gdte-2.exhibition_area.xinhua-2023-gdte2-preview",
            3: "gdte-3.exhibition_area.hzcommerce-2024-gdte3-interview",
            4: "gdte-4.exhibition_area.snn-2025-gdte4-wam",
            5: "gdte-5.exhibition_area.ce-2026-gdte5-opening-digest",
        },
        scopes={3: "net", 5: "total"},
    ),
    Indicator(
        "visits",
        "Visits",
        {
            3: "gdte-3.visitors.hzcommerce-2024-gdte3-interview",
            4: "gdte-4.visitors.ezhejiang-2025-gdte4-closing",
            5: "gdte-5.visitors.xinhua-2026-gdte5-closing-digest",
        },
    ),
    Indicator(
        "purchasers",
        "Professional buyers",
        {
            2: "gdte-2.professional_purchasers.peopledaily-2023-gdte2-closing-ja",
            3: "gdte-3.professional_purchasers.hzcommerce-2024-gdte3-interview",
            4: "gdte-4.professional_purchasers.snn-2025-gdte4-wam",
            5: "gdte-5.professional_purchasers.cctv-2026-gdte5-closing",
        },
    ),
    Indicator(
        "merchants",
        "Buyers from abroad",
        {
            2: "gdte-2.overseas_merchants.peopledaily-2023-gdte2-closing-ja",
            3: "gdte-3.overseas_merchants.hzcommerce-2024-gdte3-interview",
            4: "gdte-4.overseas_merchants.cns-2025-gdte4-closing",
            5: "gdte-5.overseas_merchants.ce-2026-gdte5-opening-digest",
        },
    ),
    Indicator(
        "countries",
        "Origins of participants",
        {
            1: "gdte-1.participant_countries.hzboc-2022-landmark-expo",
            2: "gdte-2.participant_countries.xinhua-2023-gdte2-govcn",
            3: "gdte-3.participant_countries_and_organisations.cctv-2024-gdte3-opening",
            4: "gdte-4.participant_countries.ezhejiang-2025-gdte4-closing",
            5: "gdte-5.participant_countries.cctv-2026-gdte5-preview",
        },
    ),
    Indicator(
        "organisations",
        "International organisations",
        {
            1: "gdte-1.international_organisations.hzboc-2022-landmark-expo",
            2: "gdte-2.international_organisations.ezhejiang-2023-gdte2-preview",
            3: "gdte-3.international_organisations.inp-2024-gdte3-preview-ur",
            4: "gdte-4.international_organisations.ezhejiang-2025-gdte4-closing",
            5: "gdte-5.international_organisations.cctv-2026-gdte5-preview",
        },
    ),
    Indicator(
        "launches",
        "First launches",
        {
            1: "gdte-1.new_products_shown.xinhua-2022-gdte1-closing",
            2: "gdte-2.new_launches.peopledaily-2023-gdte2-closing-ja",
            3: "gdte-3.new_launches.cctv-2024-gdte3-opening",
            4: "gdte-4.new_launches.ezhejiang-2025-gdte4-closing",
            5: "gdte-5.new_launches.cctv-2026-gdte5-closing",
        },
    ),
)

SUMS = (
    Sum(
        "signed_investment",
        1,
        "gdte-1.signed_investment.hzboc-2022-landmark-expo",
        "investment",
        "signed",
        "investment",
    ),
    Sum(
        "hangzhou_investment",
        1,
        "gdte-1.hangzhou_ftz_signed_investment.hzboc-2022-landmark-expo",
        "Hangzhou investment",
        "signed",
        "investment",
        "Hangzhou",
    ),
    Sum("tentative_deals", 1, "gdte-1.intent_deals.xinhua-2022-gdte1-closing", "tentative deals", "intended", "trade"),
    Sum(
        "contract_value",
        2,
        "gdte-2.signed_contract_value.peopledaily-2023-gdte2-closing-ja",
        "contracts",
        "signed",
        "contracts",
    ),
    Sum(
        "foreign_investment",
        2,
        "gdte-2.foreign_investment_signed.peopledaily-2023-gdte2-closing-ja",
        "foreign investment",
        "signed",
        "investment",
        "foreign-funded projects",
    ),
    Sum(
        "preshow_orders",
        3,
        "gdte-3.pre_show_intent_orders.hzcommerce-2024-gdte3-interview",
        "orders before the show",
        "intended",
        "trade",
        "before the show",
    ),
    Sum(
        "investment_and_trade",
        4,
        "gdte-4.signed_investment_and_trade_intent.ezhejiang-2025-gdte4-closing",
        "investment and trade",
        "intended",
        "both",
    ),
    Sum(
        "opening_day",
        4,
        "gdte-4.signed_projects_value_opening_day.2025-09-25.snn-2025-gdte4-wam",
        "projects of one day",
        "signed",
        "projects",
        "opening day",
    ),
    Sum("procurement", 4, "gdte-4.procurement_orders.cns-2025-gdte4-closing", "procurement", "ordered", "trade"),
    Sum(
        "credit",
        4,
        "gdte-4.financing_credit_icbc.gdte-2025-gdte4-closing",
        "credit of one bank",
        "granted",
        "credit",
        "one bank",
    ),
    Sum(
        "arab_intent",
        5,
        "gdte-5.china_arab_intent_signed.cctv-2026-gdte5-closing",
        "China–Arab cooperation",
        "intended",
        "cooperation",
        "China and Arab states",
    ),
)

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
