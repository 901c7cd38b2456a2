"""Chapter 2: rows for its tables, read from the chapter's facts.

Every number here is a fact's text; nothing is computed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from expobook.figures.table import Cell
from expobook.values.periods import format_period

from . import data, frames

if TYPE_CHECKING:
    from ..chapter import Chapter


@dataclass(frozen=True, slots=True)
class Statement:
    """What the release says, its figure, what the evidence has, and our reading.

    The reading, and its tone, rest on claims.
    """

    says: str
    figure: str
    evidence: str
    tone: str
    reading: str
    claims: tuple[str, ...]


RELEASE = (
    Statement(
        "World exports of digital services",
        "{macro_release_world}",
        "UNCTAD has {macro_panel_world_2021}",
        "yes",
        "right",
        ("macro_levels_hold",),
    ),
    Statement(
        "Their growth",
        "{macro_release_world_growth}",
        "UNCTAD now has {macro_panel_growth}",
        "partly",
        "low",
        ("macro_growth_later_higher",),
    ),
    Statement(
        "Their share of services trade",
        "{macro_release_share}",
        "{macro_share_2021} of services exports; {macro_unctad_share_2023} in 2023",
        "yes",
        "right, since fallen",
        ("macro_share_of_exports", "macro_share_fell"),
    ),
    Statement(
        "China's digital services trade",
        "{macro_release_china}",
        "UNCTAD has {macro_panel_china}",
        "yes",
        "right",
        ("macro_levels_hold",),
    ),
    Statement(
        "Its growth",
        "{macro_release_china_growth}",
        "{macro_kis_growth} in yuan, {macro_kis_growth_real} after inflation",
        "partly",
        "flattering",
        ("macro_growth_yuan_lower",),
    ),
    Statement(
        "China's cross-border e-commerce",
        "{macro_release_cbec}",
        "{macro_cbec_2021_later} after the survey",
        "yes",
        "right, since cut",
        ("macro_levels_hold", "macro_cbec_cut_early"),
    ),
    Statement(
        "Its growth",
        "{macro_release_cbec_growth}",
        "{macro_cbec_growth_levels} from first estimates",
        "partly",
        "low",
        ("macro_growth_cbec_higher",),
    ),
    Statement(
        "Digital trade keeps its momentum in the pandemic",
        frames.DASH,
        "In 2020 exports fell by {macro_then_fall_2020} as first counted, and grew by "
        "{macro_panel_growth_2020} as counted now",
        "partly",
        "better than goods",
        ("macro_pandemic_vintages", "macro_pandemic_goods"),
    ),
    Statement(
        "A rising contributor to China's foreign trade",
        frames.DASH,
        "Both parts grew in 2021, and their shares fell",
        "partly",
        "in value, not in share",
        ("macro_grew_without_share",),
    ),
    Statement(
        "The most dynamic stage",
        frames.DASH,
        "China's place by growth among large exporters: {macro_pace_2021:number} in "
        "2021, {macro_pace_since:number} from 2021 to 2023",
        "partly",
        "true of 2021",
        ("macro_pace_first_2021", "macro_pace_not_first_since"),
    ),
    Statement(
        "Weixin and Alipay in more and more countries",
        frames.DASH,
        "No count was found",
        "none",
        "can't be judged",
        ("macro_no_payment_counts",),
    ),
    Statement(
        "More countries agree on common rules",
        frames.DASH,
        "{macro_rule_members} WTO members in December 2024; no earlier count was found",
        "none",
        "can't be judged",
        ("macro_rules_one_count",),
    ),
)
"""The release's statements on the world and China, in its order of figures and then of words."""
EXPORTS, BOTH = "exports", "exports plus imports"
MEASURES = (
    # measure, what it counts, compiler, flow, fact of the world, fact of China, the release's?
    (
        "Digitally deliverable services",
        "Services that could be delivered over networks",
        "UNCTAD",
        EXPORTS,
        "panel_world_2023",
        "china_exports_2023",
        "Yes: the world's level and share",
    ),
    (
        "Digitally deliverable services",
        "The same services, in dollars",
        "Commerce ministry",
        BOTH,
        "",
        "china_2025",
        "Yes: China's services",
    ),
    (
        "Knowledge-intensive services",
        "The same services, it seems, in yuan",
        "Commerce ministry",
        BOTH,
        "",
        "kis_2025",
        "Probably China's services, in yuan",
    ),
    (
        "Digitally delivered services",
        "Services that were delivered over networks, estimated",
        "WTO",
        EXPORTS,
        "wto_2024_later",
        "wto_china_2024",
        "No: it counts less",
    ),
    (
        "Digitally ordered plus delivered",
        "Also goods ordered over networks, partly estimated",
        "ITC and the expo's office",
        EXPORTS,
        "itc_2024",
        "itc_china_2024",
        "No: it adds goods",
    ),
    (
        "Cross-border e-commerce",
        "Goods ordered over networks; part of goods trade",
        "Chinese customs",
        BOTH,
        "",
        "cbec_2025_later",
        "Yes: as first estimated for 2021",
    ),
    (
        "Cross-border e-commerce plus digital services",
        "Sum of a goods and a services measure",
        "DRC and CAICT",
        BOTH,
        "",
        "drc_sum_2022",
        "No: a sum",
    ),
    (
        "Zhejiang's own measure",
        "Cross-border e-commerce and digital services; no method read",
        "Zhejiang",
        BOTH,
        "",
        "zhejiang_2021",
        "No: a province",
    ),
)


def release_rows(chapter: Chapter) -> list[list[Any]]:
    """Return the table of the release's statements; a reading whose claim is false is dropped."""
    rows = []
    for row in RELEASE:
        holds = all(chapter.facts.claims[name].holds for name in row.claims)
        reading = Cell(row.reading, tone=row.tone) if holds else Cell("to be judged anew", tone="none")
        rows.append([row.says, row.figure, row.evidence, reading])
    return rows


def measure_rows(chapter: Chapter) -> list[list[Any]]:
    """Return the table of measures, each figure with its period; a dash where none was found."""

    def cell(name: str) -> str:
        if not name:
            return frames.DASH
        fact = chapter[f"macro_{name}"]
        doubt = ", second-hand" if fact.grade == "D" else ""
        return f"{{macro_{name}}} ({format_period(fact.period)}{doubt})"

    return [[*texts, cell(of_world), cell(of_china), same] for *texts, of_world, of_china, same in MEASURES]


def economy_rows(chapter: Chapter) -> list[list[Any]]:
    """Return the table of economies, sorted by exports; units are in its head."""
    return [
        [
            economy,
            *(f"{{macro_{what}_{data.slug(economy)}:number}}" for what in ("exports", "imports", "balance", "yearly")),
        ]
        for economy in frames.economies(chapter)["economy"]
    ]
