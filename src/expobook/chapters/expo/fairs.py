"""Chapter 1: which observations stand for the other national fairs, beside which the expo is set."""

from __future__ import annotations

from pydantic.dataclasses import dataclass

from expobook.facts.rows import yaml_rows


@dataclass(frozen=True, slots=True, config=yaml_rows.CLOSED)
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
FAIRS = yaml_rows.listed("expo/fairs.yaml", Fair)

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
