"""Chapter 2: rows for its tables, read from the chapter's facts.

Every number here is a fact's text; nothing is computed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from expobook.values.periods import written_period

from . import data, frames

if TYPE_CHECKING:
    from ..chapter import Chapter

_AUDIT = (
    # the release's fact, what stands beside it, its fact, the gap, what is known of the difference
    ("release_world", "UNCTAD, December 2022", "unctad_2022_world", "gap_world_then",
     "Rounded; as printed in the month of the expo"),
    ("release_world", "UNCTAD, vintage of 2025", "panel_world_2021", "gap_world_now",
     "Another publisher and a later vintage; their parts in it are open"),
    ("release_world_growth", "UNCTAD's handbook, 2023", "handbook_growth", "gap_growth_handbook",
     "Later vintage; whether base or rate differs is open"),
    ("release_world_growth", "UNCTAD, vintage of 2025", "panel_growth", "gap_growth_panel",
     "Later vintage of both years; whether base or rate differs is open"),
    ("release_share", "UNCTAD's totals, 2021", "share_2021", "step_source",
     "Publisher, vintage, rounded total; their parts are open"),
    ("release_share", "UNCTAD, for 2023", "unctad_share_2023", "step_all",
     "Mostly the year, see below"),
    ("release_share", "WTO, for 2022", "wto_share_2022", "step_wto",
     "Another year and another definition: delivered"),
    ("release_china", "UNCTAD, vintage of 2025", "panel_china", "gap_china_panel",
     "Another compiler; the cause is open"),
    ("release_china", "Knowledge-intensive services at the year's mean rate", "kis_usd",
     "gap_china_kis", "Seems to be the same statistic in yuan; rounded"),
    ("release_china_growth", "From the level published for 2020", "china_growth_levels",
     "gap_china_growth", "The level of 2020 is another compiler's; no revision was read"),
    ("release_china_growth", "The yuan series", "kis_growth", "gap_china_yuan",
     "The currency: the yuan gained {macro_yuan_rise}"),
    ("release_cbec", "Implied by the estimate of January 2023", "cbec_2021_first",
     "gap_cbec_first", "The base of 2021 was cut; no reason was read"),
    ("release_cbec", "Implied by the survey of June 2023", "cbec_2021_later", "gap_cbec_later",
     "The base of 2021 was cut; no reason was read"),
    ("release_cbec_growth", "From the first figures of 2020 and 2021", "cbec_growth_levels",
     "gap_cbec_growth", "Which base the printed rate uses is open"),
    ("release_cbec_growth", "From the cut bases of 2020 and 2021", "cbec_growth_later",
     "gap_cbec_growth_later", "Both bases were cut; that of 2020 was read second-hand"),
)
_CLAIMED = {
    "release_world": "World exports", "release_world_growth": "Growth of world exports",
    "release_share": "Share of services exports", "release_china": "China's digital services",
    "release_china_growth": "Growth of those services",
    "release_cbec": "China's cross-border e-commerce",
    "release_cbec_growth": "Growth of that e-commerce",
}
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


def audit_rows(chapter: Chapter) -> list[list[Any]]:
    """Return the audit table: the release's figures, what stands beside each, and the gap."""
    rows, before = [], ""
    for claimed, beside, value, gap, known in _AUDIT:
        first = _CLAIMED[claimed]
        if claimed != before:
            first += f": {{macro_{claimed}}}"
        distance: Any = chapter[f"macro_{gap}"]
        if distance.unit == "percentage point":
            distance = f"{{macro_{gap}:number}}\N{NO-BREAK SPACE}points"
        rows.append([first, beside, chapter[f"macro_{value}"], distance, known])
        before = claimed
    return rows


def share_rows(chapter: Chapter) -> list[list[Any]]:
    """Return the steps from the release's share of services exports to other printed shares."""
    def step(words: str, first: str, last: str, points: str, what: str) -> list[Any]:
        return [words, chapter[f"macro_{first}"], chapter[f"macro_{last}"],
                f"{{macro_{points}:number}}", what]

    return [
        step("The release to UNCTAD's totals, 2021", "release_share", "share_2021", "step_source",
             "Publisher and vintage"),
        step("2021 to 2023 in UNCTAD's totals", "share_2021", "share_2023", "step_year",
             "The year"),
        step("UNCTAD's totals to its printed share, 2023", "share_2023", "unctad_share_2023",
             "step_print", "Rounding and vintage"),
        step("Sum: the release to UNCTAD's printed share", "release_share", "unctad_share_2023",
             "step_all", "All of these"),
        step("Deliverable to delivered, 2022, total as printed", "share_2022", "wto_share_2022",
             "step_definition", "The definition; the total was read second-hand"),
        step("The same, total implied by the growth of 2023", "share_2022_later",
             "wto_share_2022", "step_definition_later", "The definition"),
    ]


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
    """Return the table of economies, sorted by exports."""
    return [
        [economy, *(chapter[f"macro_{what}_{data.slug(economy)}"]
                    for what in ("exports", "imports", "balance", "yearly"))]
        for economy in frames.economies(chapter)["economy"]
    ]


def cbec_rows(chapter: Chapter) -> list[list[Any]]:
    """Return the table of first and later figures of cross-border e-commerce."""
    rows = [
        ["2020", chapter["macro_cbec_2020"], "{macro_cbec_2020_later}, implied, second-hand",
         chapter["macro_revision_2020"], chapter["macro_goods_trade_2020"],
         chapter["macro_goods_share_2020"]],
        ["2021", chapter["macro_cbec_2021_estimate"], "{macro_cbec_2021_later}, implied",
         chapter["macro_revision_2021"], chapter["macro_goods_trade_2021"],
         chapter["macro_goods_share_2021_later"]],
    ]
    for year in (2022, 2023, 2024, 2025):
        rows.append([str(year), *(chapter[f"macro_{name}"] for name in (
            f"cbec_{year}_first", f"cbec_{year}_later", f"revision_{year}",
            f"goods_trade_{year}", f"goods_share_{year}"))])
    return rows
