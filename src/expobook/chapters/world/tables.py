"""Chapter 2: rows for its tables, read from the chapter's facts.

Every number here is a fact's text; nothing is computed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from expobook.figures.table import Cell
from expobook.values.periods import written_period

from . import data, frames

if TYPE_CHECKING:
    from ..chapter import Chapter

_RELEASE = (
    # the release's words, its figure, what the evidence has, tone and words of our reading
    ("World exports of digital services", "{macro_release_world}",
     "UNCTAD has {macro_panel_world_2021}", "yes", "right"),
    ("Their growth", "{macro_release_world_growth}",
     "UNCTAD now has {macro_panel_growth}", "partly", "low"),
    ("Their share of services trade", "{macro_release_share}",
     "{macro_share_2021} of services exports; {macro_unctad_share_2023} in 2023", "yes",
     "right, since fallen"),
    ("China's digital services trade", "{macro_release_china}",
     "UNCTAD has {macro_panel_china}", "yes", "right"),
    ("Its growth", "{macro_release_china_growth}",
     "{macro_kis_growth} in yuan, {macro_kis_growth_real} after inflation", "partly",
     "flattering"),
    ("China's cross-border e-commerce", "{macro_release_cbec}",
     "{macro_cbec_2021_later} after the survey", "yes", "right, since cut"),
    ("Its growth", "{macro_release_cbec_growth}",
     "{macro_cbec_growth_levels} from first estimates", "partly", "low"),
    ("Digital trade keeps its momentum in the pandemic", frames.DASH,
     "In 2020 exports fell by {macro_then_fall_2020} as first counted, and grew by "
     "{macro_panel_growth_2020} as counted now", "partly", "better than goods"),
    ("A rising contributor to China's foreign trade", frames.DASH,
     "Both parts grew in 2021, and their shares fell", "partly", "in value, not in share"),
    ("The most dynamic stage", frames.DASH,
     "China's place by growth among large exporters: {macro_pace_2021:number} in 2021, "
     "{macro_pace_since:number} from 2021 to 2023", "partly", "true of 2021"),
    ("Weixin and Alipay in more and more countries", frames.DASH,
     "No count was found", "none", "can't be judged"),
    ("More countries agree on common rules", frames.DASH,
     "{macro_rule_members} WTO members in December 2024; no earlier count was found", "none",
     "can't be judged"),
)
EXPORTS, BOTH = "exports", "exports plus imports"
MEASURES = (
    # measure, what it counts, compiler, flow, fact of the world, fact of China, the release's?
    ("Digitally deliverable services", "Services that could be delivered over networks", "UNCTAD",
     EXPORTS, "panel_world_2023", "china_exports_2023", "Yes: the world's level and share"),
    ("Digitally deliverable services", "The same services, in dollars", "Commerce ministry",
     BOTH, "", "china_2025", "Yes: China's services"),
    ("Knowledge-intensive services", "The same services, it seems, in yuan", "Commerce ministry",
     BOTH, "", "kis_2025", "Probably China's services, in yuan"),
    ("Digitally delivered services", "Services that were delivered over networks, estimated",
     "WTO", EXPORTS, "wto_2024_later", "wto_china_2024", "No: it counts less"),
    ("Digitally ordered plus delivered", "Also goods ordered over networks, partly estimated",
     "ITC and the expo's office", EXPORTS, "itc_2024", "itc_china_2024", "No: it adds goods"),
    ("Cross-border e-commerce", "Goods ordered over networks; part of goods trade",
     "Chinese customs", BOTH, "", "cbec_2025_later", "Yes: as first estimated for 2021"),
    ("Cross-border e-commerce plus digital services", "Sum of a goods and a services measure",
     "DRC and CAICT", BOTH, "", "drc_sum_2022", "No: a sum"),
    ("Zhejiang's own measure", "Cross-border e-commerce and digital services; no method read",
     "Zhejiang", BOTH, "", "zhejiang_2021", "No: a province"),
)


def release_rows() -> list[list[Any]]:
    """Return the release's statements on the world and China, the evidence, and our reading."""
    return [[claimed, figure, evidence, Cell(reading, tone=tone)]
            for claimed, figure, evidence, tone, reading in _RELEASE]


def measure_rows(chapter: Chapter) -> list[list[Any]]:
    """Return the table of measures, each figure with its period; a dash where none was found."""
    def cell(name: str) -> str:
        if not name:
            return frames.DASH
        fact = chapter[f"macro_{name}"]
        doubt = ", second-hand" if fact.grade == "D" else ""
        return f"{{macro_{name}}} ({written_period(fact.period)}{doubt})"

    return [[*words, cell(of_world), cell(of_china), same]
            for *words, of_world, of_china, same in MEASURES]


def economy_rows(chapter: Chapter) -> list[list[Any]]:
    """Return the table of economies, sorted by exports; units are in its head."""
    return [
        [economy, *(f"{{macro_{what}_{data.slug(economy)}:number}}"
                    for what in ("exports", "imports", "balance", "yearly"))]
        for economy in frames.economies(chapter)["economy"]
    ]
