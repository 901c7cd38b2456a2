"""Chapter 1: which observations stand for the other national fairs, beside which the expo is set."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fair:
    """Another national fair in one year: what it announces of itself, in which measure and unit."""

    key: str
    name: str
    measure: str
    announced: str
    exhibitors: str


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
    Fair(
        "ciie_2022",
        "China International Import Expo, November 2022",
        "Purchases intended for one year, bn US dollars",
        IMPORT_EXPO[2022],
        "ciie-5.exhibitors.cctv-2022-ciie5",
    ),
    Fair(
        "ciie_2025",
        "China International Import Expo, November 2025",
        "Purchases intended for one year, bn US dollars",
        IMPORT_EXPO[2025],
        "ciie-8.exhibitors.aa-2025-ciie8",
    ),
    Fair(
        "canton_2023",
        "Canton Fair, spring 2023",
        "Export turnover on site, bn US dollars",
        "canton-fair-133.intent_deals.cctv-2023-canton133",
        "canton-fair-133.exhibitors_offline.cctv-2023-canton133",
    ),
    Fair(
        "canton_2025",
        "Canton Fair, autumn 2025",
        "Export turnover intended on site, bn US dollars",
        "canton-fair-138.intent_deals.cctv-2025-canton138",
        "canton-fair-138.exhibitors_offline.cctv-2025-canton138",
    ),
    Fair(
        "ciftis_2022",
        "China International Fair for Trade in Services, 2022",
        "Outcomes of all kinds, a count",
        "ciftis-2022.outcomes_total.cctv-2022-ciftis",
        "ciftis-2022.exhibitors_offline.cctv-2022-ciftis",
    ),
    Fair(
        "ciftis_2025",
        "China International Fair for Trade in Services, 2025",
        "Outcomes of all kinds, a count",
        "ciftis-2025.outcomes_total.cctv-2025-ciftis",
        "ciftis-2025.exhibitors_offline.cctv-2025-ciftis-eve",
    ),
    Fair(
        "bigdata_2023",
        "Big Data Expo, Guiyang, 2023",
        "Signed investment, bn yuan",
        "big-data-expo-2023.signed_investment.people-2023-bigdata-ja",
        "big-data-expo-2023.exhibitors.people-2023-bigdata-ja",
    ),
    Fair(
        "bigdata_2025",
        "Big Data Expo, Guiyang, 2025",
        "Investment attracted by projects, bn yuan",
        "big-data-expo-2025.signed_investment.cctv-2025-bigdata",
        "big-data-expo-2025.exhibitors.cctv-2025-bigdata-open",
    ),
)

# Exhibitors on site: one measure, by year, of the expo and of the services fair in Beijing.
ON_SITE = {
    "Global Digital Trade Expo": {
        2023: "gdte-2.exhibitors_offline.peopledaily-2023-gdte2-closing-ja",
        2026: "gdte-5.exhibitors_offline.xinhua-2026-gdte5-closing-digest",
    },
    "Services trade fair, Beijing": {
        2022: "ciftis-2022.exhibitors_offline.cctv-2022-ciftis",
        2023: "ciftis-2023.exhibitors_offline.hljxinwen-2023-ciftis",
        2024: "ciftis-2024.exhibitors_offline.cctv-2024-ciftis",
        2025: "ciftis-2025.exhibitors_offline.cctv-2025-ciftis-eve",
    },
}
