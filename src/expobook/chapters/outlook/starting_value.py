"""Chapter 5: how sure the start is: the season of a half year, and what is known of 2025."""

from __future__ import annotations

from typing import TYPE_CHECKING

from expobook.analysis import measures

if TYPE_CHECKING:
    from ..chapter import Chapter

# The part of a year and the year itself, each pair of one series.
_SEASONS = {
    "services": ("China's knowledge-intensive services trade", "2025",
                 "china.knowledge_intensive_services_total.2025-01_2025-06."
                 "chinesetoday-2025-services-h1",
                 "china.knowledge_intensive_services_total.2025.cctv-2026-services-2025"),
    "cbec": ("China's cross-border e-commerce", "2024",
             "china.cbec_total.2024-01_2024-06.scio-2024-trade-q3",
             "china.cbec_total.2024.chinadaily-2025-digital-trade-leaps"),
}
_GROWTH = {
    "2024": "china.knowledge_intensive_services_total.2024.cctv-2025-services-year-2024",
    "2025": "china.knowledge_intensive_services_total.2025.cctv-2026-services-2025",
}
_PROVINCE = {
    "2023": "zhejiang.digital_trade_total.2023-01_2023-06.hzcn-2023-review",
    "2025": "zhejiang.digital_trade_total.2025-01_2025-06.ezhejiang-2025-gdte4-closing",
}


def state_seasons(chapter: Chapter) -> None:
    """State the first half's share of two national years, and by how much they exceed its double.

    Claims that the first half is the smaller one.
    """
    for key, (name, year, half, whole) in _SEASONS.items():
        part, full = (chapter.evidence.observation(one).value for one in (half, whole))
        chapter.compute(f"outlook_season_{key}", measures.share_percent(part, full), "percent",
                        f"First half's share of the year, {name}, {year}",
                        method="share_percent(first half, year)", inputs=[half, whole], decimals=1)
        chapter.compute(f"outlook_season_{key}_more",
                        measures.difference_percent(full, measures.annualised(part, 6)), "percent",
                        f"Year above the doubled first half, {name}, {year}",
                        method="difference_percent(year, first half x 12 / 6)",
                        inputs=[half, whole], decimals=0)
    chapter.claim("outlook_second_half_larger",
                  "max(outlook_season_services, outlook_season_cbec) < 50",
                  "The first half of the year is the smaller one in both series.")


def state_starts(chapter: Chapter) -> None:
    """State two starting values for 2025 from what is known of China and of the province."""
    for year, observation in _GROWTH.items():
        chapter.facts.reported_growth(
            f"outlook_china_growth_{year}", observation,
            f"Growth of China's knowledge-intensive services trade in {year}, in yuan")
    chapter.observe("outlook_province_2025", "Digital trade of Zhejiang, first half of 2025",
                    observation_id=_PROVINCE["2025"])
    chapter.observe("outlook_province_2023", "Digital trade of Zhejiang, first half of 2023",
                    observation_id=_PROVINCE["2023"])
    chapter.derive("outlook_city_share",
                   "share_percent(outlook_half_year, outlook_province_2023)", "percent",
                   "Hangzhou's share of Zhejiang's digital trade, first half of 2023", decimals=1)
    chapter.derive("outlook_start_china",
                   "2 * outlook_half_year * (100 + outlook_china_growth_2024) * "
                   "(100 + outlook_china_growth_2025)", "CNY bn",
                   "Hangzhou's doubled first half of 2023, grown at China's rates to 2025",
                   decimals=0, note="Arithmetic, not a value of the city.")
    chapter.derive("outlook_start_province", "2 * outlook_province_2025 * outlook_city_share",
                   "CNY bn",
                   "Zhejiang's doubled first half of 2025 at Hangzhou's share of 2023",
                   decimals=0, note="Arithmetic, not a value of the city.")
