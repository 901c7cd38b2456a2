"""Chapter 1: which observation stands for what an expo edition reported.

Written down in one place for charts, tables and facts. An expo edition is a number from 1 to 5.
Nothing here decides whether two values may be compared: that is read from their series.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

EDITIONS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth"}
FIELDS = ("“Internet +”", "new materials", "life and health")


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that several expo editions report: the observation of each, and the doubts.

    `limit` says what stands against comparing; `panel` names its chart (with the number of units
    that one unit of the chart holds), if it has one.
    """

    key: str
    label: str
    observations: Mapping[int, str]
    limit: str
    panel: str = ""
    per: int = 1


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


@dataclass(frozen=True, slots=True)
class Fair:
    """Another national fair in one year: what it announces of itself, and in which measure."""

    key: str
    name: str
    measure: str
    announced: str
    exhibitors: str


INDICATORS = (
    Indicator(
        "total", "Headline total, bn yuan",
        {1: "gdte-1.signed_investment.hzboc-2022-landmark-expo",
         2: "gdte-2.signed_contract_value.peopledaily-2023-gdte2-closing-ja",
         4: "gdte-4.signed_investment_and_trade_intent.ezhejiang-2025-gdte4-closing"},
        "Investment at the first, contracts at the second, investment and trade intent in one sum "
        "at the fourth.",
    ),
    Indicator(
        "projects", "Projects signed",
        {1: "gdte-1.signed_projects.hzboc-2022-landmark-expo",
         2: "gdte-2.signed_projects.peopledaily-2023-gdte2-closing-ja"},
        "Neither report says which projects are let into the count.",
    ),
    Indicator(
        "exhibitors", "Exhibitors, as announced",
        {1: "gdte-1.exhibitors.hzboc-2022-landmark-expo",
         2: "gdte-2.exhibitors.xinhua-2023-gdte2-preview",
         3: "gdte-3.exhibitors.hzcommerce-2024-gdte3-interview",
         4: "gdte-4.exhibitors.ezhejiang-2025-gdte4-closing",
         5: "gdte-5.exhibitors.cctv-2026-gdte5-opening"},
        "Some counts precede the opening; whether online exhibitors are in is seldom said.",
        "Exhibitors",
    ),
    Indicator(
        "onsite", "Exhibitors on site",
        {2: "gdte-2.exhibitors_offline.peopledaily-2023-gdte2-closing-ja",
         5: "gdte-5.exhibitors_offline.xinhua-2026-gdte5-closing-digest"},
        "The second and the fifth say “on site”. The fifth was read second-hand.",
    ),
    Indicator(
        "ai", "AI exhibitors",
        {4: "gdte-4.exhibitors_ai.ceconomic-2025-gdte4-ja",
         5: "gdte-5.exhibitors_ai.xinhua-2026-gdte5-closing-digest"},
        "A floor at the fourth; read second-hand at the fifth.",
    ),
    Indicator(
        "exhibitor_origins", "Origins of exhibitors",
        {2: "gdte-2.exhibitor_countries.peopledaily-2023-gdte2-closing-ja",
         3: "gdte-3.exhibitor_countries.cctv-2024-gdte3-briefing"},
        "Later reports count the origins of participants instead.",
    ),
    Indicator(
        "overseas_share", "Exhibitors from abroad, %",
        {2: "gdte-2.exhibitors_overseas_share.ezhejiang-2023-gdte2-preview",
         3: "gdte-3.exhibitors_overseas_share.bastille-2024-gdte3-preview",
         4: "gdte-4.exhibitors_overseas_share.cctv-2025-gdte4-opening",
         5: "gdte-5.exhibitors_overseas_share.cctv-2026-gdte5-preview"},
        "The same share, but mostly a floor and mostly from before the opening.",
    ),
    Indicator(
        "area", "Exhibition area, m²",
        {1: "gdte-1.exhibition_area.cctv-2022-gdte1-opening",
         2: "gdte-2.exhibition_area.xinhua-2023-gdte2-preview",
         3: "gdte-3.exhibition_area.hzcommerce-2024-gdte3-interview",
         4: "gdte-4.exhibition_area.xinhua-2025-gdte4-preview",
         5: "gdte-5.exhibition_area.ce-2026-gdte5-opening-digest"},
        "Net area at the third, total area at the fifth, not said elsewhere.",
        "Exhibition area, thousand m²", 1000,
    ),
    Indicator(
        "visits", "Visits",
        {3: "gdte-3.visitors.hzcommerce-2024-gdte3-interview",
         4: "gdte-4.visitors.ezhejiang-2025-gdte4-closing",
         5: "gdte-5.visitors.xinhua-2026-gdte5-closing-digest"},
        "A forecast at the third; entries, not people, at the fourth and fifth, with no counting "
        "rule.",
        "Visits, thousand", 1000,
    ),
    Indicator(
        "purchasers", "Professional purchasers",
        {2: "gdte-2.professional_purchasers.peopledaily-2023-gdte2-closing-ja",
         3: "gdte-3.professional_purchasers.hzcommerce-2024-gdte3-interview",
         4: "gdte-4.professional_purchasers.snn-2025-gdte4-wam",
         5: "gdte-5.professional_purchasers.cctv-2026-gdte5-closing"},
        "Registered before the opening, or attended; several are floors.",
        "Professional purchasers, thousand", 1000,
    ),
    Indicator(
        "merchants", "Overseas merchants",
        {2: "gdte-2.overseas_merchants.peopledaily-2023-gdte2-closing-ja",
         3: "gdte-3.overseas_merchants.hzcommerce-2024-gdte3-interview",
         4: "gdte-4.overseas_merchants.cns-2025-gdte4-closing",
         5: "gdte-5.overseas_merchants.ce-2026-gdte5-opening-digest"},
        "Registered before the opening, or attended; several are floors.",
        "Overseas merchants, thousand", 1000,
    ),
    Indicator(
        "countries", "Origins of participants",
        {1: "gdte-1.participant_countries.hzboc-2022-landmark-expo",
         2: "gdte-2.participant_countries.xinhua-2023-gdte2-govcn",
         3: "gdte-3.participant_countries_and_organisations.cctv-2024-gdte3-opening",
         4: "gdte-4.participant_countries.ezhejiang-2025-gdte4-closing",
         5: "gdte-5.participant_countries.cctv-2026-gdte5-preview"},
        "Guests, participants or exhibitors, by source; the third adds organisations to countries.",
    ),
    Indicator(
        "organisations", "International organisations",
        {1: "gdte-1.international_organisations.hzboc-2022-landmark-expo",
         2: "gdte-2.international_organisations.ezhejiang-2023-gdte2-preview",
         3: "gdte-3.international_organisations.inp-2024-gdte3-preview-ur",
         4: "gdte-4.international_organisations.ezhejiang-2025-gdte4-closing",
         5: "gdte-5.international_organisations.cctv-2026-gdte5-preview"},
        "Attendance online and on site at the first; numbers announced beforehand in others.",
    ),
    Indicator(
        "launches", "First launches",
        {1: "gdte-1.new_products_shown.xinhua-2022-gdte1-closing",
         2: "gdte-2.new_launches.peopledaily-2023-gdte2-closing-ja",
         3: "gdte-3.new_launches.cctv-2024-gdte3-opening",
         4: "gdte-4.new_launches.ezhejiang-2025-gdte4-closing",
         5: "gdte-5.new_launches.cctv-2026-gdte5-closing"},
        "New products at the first; first launches, shows and exhibits later, with no counting "
        "rule.",
        "First launches",
    ),
)

SUMS = (
    Sum("signed_investment", 1, "gdte-1.signed_investment.hzboc-2022-landmark-expo",
        "investment", "signed", "investment"),
    Sum("hangzhou_investment", 1, "gdte-1.hangzhou_ftz_signed_investment.hzboc-2022-landmark-expo",
        "Hangzhou investment", "signed", "investment", "Hangzhou"),
    Sum("tentative_deals", 1, "gdte-1.intent_deals.xinhua-2022-gdte1-closing",
        "tentative deals", "intended", "trade"),
    Sum("contract_value", 2, "gdte-2.signed_contract_value.peopledaily-2023-gdte2-closing-ja",
        "contracts", "signed", "contracts"),
    Sum("foreign_investment", 2,
        "gdte-2.foreign_investment_signed.peopledaily-2023-gdte2-closing-ja",
        "foreign investment", "signed", "investment", "foreign-funded projects"),
    Sum("preshow_orders", 3, "gdte-3.pre_show_intent_orders.hzcommerce-2024-gdte3-interview",
        "orders before the show", "intended", "trade", "before the show"),
    Sum("investment_and_trade", 4,
        "gdte-4.signed_investment_and_trade_intent.ezhejiang-2025-gdte4-closing",
        "investment and trade", "intended", "both"),
    Sum("opening_day", 4,
        "gdte-4.signed_projects_value_opening_day.2025-09-25.snn-2025-gdte4-wam",
        "projects of one day", "signed", "projects", "opening day"),
    Sum("procurement", 4, "gdte-4.procurement_orders.cns-2025-gdte4-closing",
        "procurement", "ordered", "trade"),
    Sum("credit", 4, "gdte-4.financing_credit_icbc.gdte-2025-gdte4-closing",
        "credit of one bank", "granted", "credit", "one bank"),
    Sum("arab_intent", 5, "gdte-5.china_arab_intent_signed.cctv-2026-gdte5-closing",
        "China–Arab cooperation", "intended", "cooperation", "China and Arab states"),
)

# Whose word a source is, where its publisher's name is too long for a column.
REPORTERS = {
    "hzboc-2022-landmark-expo": "City bureau",
    "hzcommerce-2024-gdte3-interview": "City bureau",
}

# Money in the evidence on the expo that is no sum of its own, by indicator, and why.
NOT_SUMS = {
    "intent_deals_usd": "a publisher's conversion of the first expo edition's tentative deals",
    "signed_investment_and_trade_intent_usd":
        "publishers' conversions of the fourth expo edition's total",
    "signed_investment_expected": "expected before the second expo edition, not announced by it",
    "procurement_indonesia_list":
        "one country's list of wishes at the fourth expo edition, no orders",
}

# The import expo has announced one measure since 2018: purchases intended for the year ahead.
IMPORT_EXPO = {
    2018: "ciie-1.intent_deals.latimes-2018-ciie1",
    2019: "ciie-2.intent_deals.caixin-2019-ciie2",
    2020: "ciie-3.intent_deals.reuters-2020-ciie3",
    2021: "ciie-4.intent_deals.hkcna-2021-ciie4",
    2022: "ciie-5.intent_deals.cctv-2022-ciie5",
    2023: "ciie-6.intent_deals.cctv-2023-ciie6",
    2024: "ciie-7.intent_deals.cctv-2024-ciie7",
    2025: "ciie-8.intent_deals.aa-2025-ciie8",
}
FAIRS = (
    Fair("ciie_2022", "China International Import Expo, November 2022",
         "Purchases intended for one year",
         IMPORT_EXPO[2022], "ciie-5.exhibitors.cctv-2022-ciie5"),
    Fair("ciie_2025", "China International Import Expo, November 2025",
         "Purchases intended for one year",
         IMPORT_EXPO[2025], "ciie-8.exhibitors.aa-2025-ciie8"),
    Fair("canton_2023", "Canton Fair, spring 2023", "Export turnover on site",
         "canton-fair-133.intent_deals.cctv-2023-canton133",
         "canton-fair-133.exhibitors_offline.cctv-2023-canton133"),
    Fair("canton_2025", "Canton Fair, autumn 2025", "Export turnover intended on site",
         "canton-fair-138.intent_deals.cctv-2025-canton138",
         "canton-fair-138.exhibitors_offline.cctv-2025-canton138"),
    Fair("ciftis_2022", "China International Fair for Trade in Services, 2022",
         "Outcomes of all kinds, a count; no money",
         "ciftis-2022.outcomes_total.cctv-2022-ciftis",
         "ciftis-2022.exhibitors_offline.cctv-2022-ciftis"),
    Fair("ciftis_2025", "China International Fair for Trade in Services, 2025",
         "Outcomes of all kinds, a count; no money",
         "ciftis-2025.outcomes_total.cctv-2025-ciftis",
         "ciftis-2025.exhibitors_offline.cctv-2025-ciftis-eve"),
    Fair("bigdata_2023", "Big Data Expo, Guiyang, 2023", "Signed investment",
         "big-data-expo-2023.signed_investment.cctv-2023-bigdata",
         "big-data-expo-2023.exhibitors.cctv-2023-bigdata-open"),
    Fair("bigdata_2025", "Big Data Expo, Guiyang, 2025", "Investment attracted by projects",
         "big-data-expo-2025.signed_investment.cctv-2025-bigdata",
         "big-data-expo-2025.exhibitors.cctv-2025-bigdata-open"),
)
