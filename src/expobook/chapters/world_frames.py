"""Chapter 2: rows and frames for its figures and tables, read from the chapter's facts.

Every number here is a fact's value or text; nothing is computed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..rounding import write_number
from . import world, world_bases

if TYPE_CHECKING:
    from ..chapter import Chapter

DASH = "–"
_AUDIT = (
    # the release's fact, what stands beside it, its fact, the gap, why they differ
    ("release_world", "UNCTAD, December 2022", "unctad_2022_world", "gap_world_then",
     "Earlier vintage, rounded"),
    ("release_world", "UNCTAD, vintage of 2025", "panel_world_2021", "gap_world_now",
     "Later vintage"),
    ("release_world_growth", "UNCTAD's handbook, 2023", "handbook_growth", "gap_growth_handbook",
     "Later vintage"),
    ("release_world_growth", "UNCTAD, vintage of 2025", "panel_growth", "gap_growth_panel",
     "Later vintage of both years"),
    ("release_share", "UNCTAD's totals, 2021", "share_2021", "step_source",
     "Publisher and vintage; rounded total"),
    ("release_share", "UNCTAD, for 2023", "unctad_share_2023", "step_all", "Another year"),
    ("release_share", "WTO, for 2022", "wto_share_2022", "step_wto",
     "Another year and another definition: delivered"),
    ("release_china", "UNCTAD, vintage of 2025", "panel_china", "gap_china_panel",
     "Another compiler"),
    ("release_china", "Knowledge-intensive services at the year's mean rate", "kis_usd",
     "gap_china_kis", "The same statistic in yuan, rounded"),
    ("release_china_growth", "From the level published for 2020", "china_growth_levels",
     "gap_china_growth", "Small revision of 2020"),
    ("release_china_growth", "The same in yuan", "kis_growth", "gap_china_yuan", "Currency"),
    ("release_cbec", "Implied by the estimate of January 2023", "cbec_2021_first",
     "gap_cbec_first", "Base cut by customs"),
    ("release_cbec", "Implied by the survey of June 2023", "cbec_2021_later", "gap_cbec_later",
     "Base cut by customs"),
    ("release_cbec_growth", "From the first figures of 2020 and 2021", "cbec_growth_levels",
     "gap_cbec_growth", "First figures rest on different bases"),
    ("release_cbec_growth", "From the cut bases of 2020 and 2021", "cbec_growth_later",
     "gap_cbec_growth_later", "Both bases cut; that of 2020 second-hand"),
)
_CLAIMED = {
    "release_world": "World exports", "release_world_growth": "Growth of world exports",
    "release_share": "Share of services exports", "release_china": "China's digital services",
    "release_china_growth": "Growth of those services",
    "release_cbec": "China's cross-border e-commerce",
    "release_cbec_growth": "Growth of that e-commerce",
}
_DEFINITIONS = (
    ("Digitally deliverable services", "Services that could be delivered over networks", "UNCTAD",
     "panel_world_2023", "china_2025", "Yes: world, share and China's services"),
    ("Digitally delivered services", "Services that were delivered over networks, estimated", "WTO",
     "wto_2023", "wto_china_2024", "No: narrower"),
    ("Digitally ordered plus delivered", "Also goods ordered over networks, partly estimated",
     "ITC and the expo's office", "itc_2024", "itc_china_2024", "No: wider"),
    ("Cross-border e-commerce", "Goods ordered over networks; part of goods trade",
     "Chinese customs", "", "cbec_2025_later", "Yes: as first estimated for 2021"),
    ("Knowledge-intensive services", "China's yuan name for the deliverable categories",
     "Commerce ministry", "", "kis_2025", "The same as China's services, in yuan"),
    ("Cross-border e-commerce plus digital services", "Sum of goods and services measures",
     "DRC and CAICT", "", "drc_sum_2022", "No: a sum"),
    ("Zhejiang's own measure", "Cross-border e-commerce and digital services; no method read",
     "Zhejiang", "", "zhejiang_2021", "No: a province"),
)


def audit_rows(chapter: Chapter) -> list[list[Any]]:
    """Return the audit table: each figure of the release, what stands beside it, gap and reason."""
    rows, before = [], ""
    for claimed, beside, value, gap, why in _AUDIT:
        first = _CLAIMED[claimed]
        if claimed != before:
            first += f": {{macro_{claimed}}}"
        distance: Any = chapter[f"macro_{gap}"]
        if distance.unit == "percentage point":
            distance = f"{{macro_{gap}:number}} points"
        rows.append([first, beside, chapter[f"macro_{value}"], distance, why])
        before = claimed
    return rows


def definition_rows(chapter: Chapter) -> list[list[Any]]:
    """Return the table of measures with the year of each figure; a dash where none was found."""
    def cell(name: str) -> str:
        return f"{{macro_{name}}} ({chapter[f'macro_{name}'].period})" if name else DASH

    return [[term, counts, issuer, cell(world_fact), cell(china), same]
            for term, counts, issuer, world_fact, china, same in _DEFINITIONS]


def _frame(chapter: Chapter, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> pd.DataFrame:
    """Make a frame whose last cell of each row is a fact: its value, and its text as `shown`."""
    found = [(row[:-1], chapter[f"macro_{row[-1]}"]) for row in rows]
    return pd.DataFrame(
        [(*cells, round(fact.value, 3), fact.number) for cells, fact in found],
        columns=[*columns, "shown"],
    )


def level_gaps(chapter: Chapter) -> pd.DataFrame:
    """Return how far other figures lie from the release's levels, in percent."""
    rows = [
        ("World: UNCTAD, 2022 (rounded)", "context", "gap_world_then"),
        ("World: UNCTAD, vintage of 2025", "actual", "gap_world_now"),
        ("China's services: UNCTAD, 2025", "actual", "gap_china_panel"),
        ("China's services: the yuan series", "context", "gap_china_kis"),
        ("E-commerce: implied in January 2023", "target", "gap_cbec_first"),
        ("E-commerce: implied by the survey", "target", "gap_cbec_later"),
    ]
    frame = _frame(chapter, ["label", "role", "gap_percent"], rows)
    return frame.assign(shown=frame["shown"] + "%")


def growth_2021(chapter: Chapter) -> pd.DataFrame:
    """Return statements on growth in 2021, by what grew."""
    world_name, china = "World exports, US dollars", "China's digital services trade"
    cbec = "China's cross-border e-commerce, yuan"
    rows = [
        (world_name, "the release", "actual", "release_world_growth"),
        (world_name, "UNCTAD's handbook, 2023", "context", "handbook_growth"),
        (world_name, "UNCTAD, vintage of 2025", "context", "panel_growth"),
        (china, "the release, US dollars", "actual", "release_china_growth"),
        (china, "yuan", "context", "kis_growth"),
        (china, "yuan, constant prices", "context", "kis_growth_real"),
        (cbec, "the release", "actual", "release_cbec_growth"),
        (cbec, "from the first figures", "context", "cbec_growth_levels"),
        (cbec, "from the cut bases", "estimate", "cbec_growth_later"),
    ]
    frame = _frame(chapter, ["group", "label", "role", "growth_percent"], rows)
    return frame.assign(shown=frame["shown"] + "%")


def share_points(chapter: Chapter) -> pd.DataFrame:
    """Return what publishers say of the digital share of services exports, by year."""
    rows = [
        (2020, "UNCTAD, printed", "muted", "below", "unctad_share_2020"),
        (2021, "release", "target", "below", "release_share"),
        (2021, "UNCTAD's totals", "actual", "above", "share_2021"),
        (2022, "", "actual", "above", "share_2022"),
        (2023, "", "actual", "above", "share_2023"),
        (2023, "UNCTAD, printed", "muted", "below", "unctad_share_2023"),
        (2022, "WTO, delivered", "second", "below", "wto_share_2022"),
        (2024, "CAICT, delivered", "second", "below", "caict_share_2024"),
    ]
    frame = _frame(chapter, ["year", "words", "role", "place", "share_percent"], rows)
    bands = {2021: ("share_2021_low", "share_2021_later"),
             2022: ("share_2022_low", "share_2022_later"), 2023: ("share_2023_low",)}
    low, high = [], []
    for row in frame.itertuples():
        own = row.role == "actual"
        low.append(min(chapter[f"macro_{name}"].value for name in bands[row.year]) if own else None)
        high.append(chapter[f"macro_share_{row.year}_high"].value if own else None)
    return frame.assign(
        words=(frame["words"] + " " + frame["shown"] + "%").str.strip(),
        low_percent=pd.Series(low, dtype=float).round(2),
        high_percent=pd.Series(high, dtype=float).round(2),
    )


def world_measures(chapter: Chapter) -> pd.DataFrame:
    """Return world digital trade by measure and year, in trillion dollars."""
    rows = [
        (2020, "UNCTAD, deliverable", "actual", "below", "panel_world_2020"),
        (2021, "", "actual", "above", "panel_world_2021"),
        (2022, "", "actual", "above", "panel_world_2022"),
        (2023, "", "actual", "above", "panel_world_2023"),
        (2022, "WTO, delivered", "second", "below", "wto_2022"),
        (2023, "", "second", "below", "wto_2023"),
        (2024, "", "second", "below", "wto_2024_first"),
        (2024, "later", "second", "above", "wto_2024_later"),
        (2020, "ITC 2025", "estimate", "above", "itc_2020"),
        (2021, "ITC 2024", "estimate", "above", "itc_2021"),
        (2023, "ITC 2024", "estimate", "above", "itc_2023"),
        (2024, "ITC 2025", "estimate", "above", "itc_2024"),
    ]
    frame = _frame(chapter, ["year", "words", "role", "place", "value_usd_tn"], rows)
    value = frame["value_usd_tn"] / 1000
    shown = [write_number(number, 2) for number in value]
    return frame.assign(value_usd_tn=value.round(3), shown=shown,
                        words=(frame["words"] + " " + shown).str.strip())


def grades(chapter: Chapter, *names: str) -> tuple[str, ...]:
    """Return the grades of the facts that a figure draws without naming them in its title."""
    return tuple(sorted({chapter[f"macro_{name}"].grade for name in names}))


def line_ends(frame: pd.DataFrame, by: str, words: Mapping[str, str], *,
              value: str) -> pd.DataFrame:
    """Return the last point of each line with its name, the upper two clear of each other."""
    last = frame[frame["year"] == frame["year"].max()].sort_values(value, ascending=False)
    last = last.assign(words=[words[name] for name in last[by]])
    places = ["right_up", "right_down", *["right"] * len(last)]
    return last.assign(place=places[: len(last)])[["year", by, value, "words", "place"]]


def release_point(chapter: Chapter, currency: str, years: Iterable[int]) -> pd.DataFrame:
    """Return the release's world figure as a point; none in yuan, or outside the run's years."""
    rows = []
    if currency == "USD" and 2021 in years:
        rows = [(2021, chapter["macro_release_world"].value, "the release", "under")]
    return pd.DataFrame(rows, columns=["year", "value_bn", "words", "place"])


def with_release(prices: pd.DataFrame, point: pd.DataFrame) -> pd.DataFrame:
    """Return the lines of a chart with the release's point, where there is one, as data."""
    if point.empty:
        return prices
    mark = point[["year", "value_bn"]].assign(prices="current, the release")
    return pd.concat([prices, mark], ignore_index=True)[list(prices.columns)]


def with_marks(dots: pd.DataFrame, line: pd.DataFrame, target: pd.DataFrame) -> pd.DataFrame:
    """Return everything that the chart of China's totals draws: year, value, who says it."""
    told = [dots.assign(told="Chinese publishers"), line.assign(told="UNCTAD's vintage of 2025"),
            target.assign(told="expected for the year")]
    return pd.concat(told, ignore_index=True)[["year", "value_usd_bn", "told"]]


def economies(chapter: Chapter) -> pd.DataFrame:
    """Return exports and imports of the panel's economies in the run's last year."""
    rows = []
    for economy in world.ECONOMIES:
        name = world.slug(economy)
        out, into = chapter[f"macro_exports_{name}"], chapter[f"macro_imports_{name}"]
        rows.append((economy, round(out.value, 2), round(into.value, 2), write_number(out.value, 0),
                     write_number(into.value, 0), "actual" if economy == "China" else "context"))
    frame = pd.DataFrame(rows, columns=["economy", "exports_usd_bn", "imports_usd_bn",
                                        "exports_shown", "imports_shown", "role"])
    return frame.sort_values("exports_usd_bn", ascending=False, ignore_index=True)


def economy_rows(chapter: Chapter) -> list[list[Any]]:
    """Return the table of economies, sorted by exports."""
    return [
        [economy, *(chapter[f"macro_{what}_{world.slug(economy)}"]
                    for what in ("exports", "imports", "balance", "yearly"))]
        for economy in economies(chapter)["economy"]
    ]


def balances(flows: pd.DataFrame) -> pd.DataFrame:
    """Return China's balance by year with its number as a bar carries it."""
    china = flows[flows["economy"] == "China"][["year", "balance_usd_bn"]].reset_index(drop=True)
    china["balance_usd_bn"] = china["balance_usd_bn"].round(2)
    shown = ["+" * (value > 0) + write_number(value, 0) for value in china["balance_usd_bn"]]
    return china.assign(shown=shown)


def china_statements(chapter: Chapter, flows: pd.DataFrame
                     ) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return Chinese publishers' totals as dots, UNCTAD's as a line, and the level expected."""
    names = {2015: "china_2015", 2019: "china_2019", 2020: "china_2020", 2021: "release_china",
             2022: "china_2022", 2024: "china_2024", 2025: "china_2025"}
    places = {2021: "left", 2022: "right"}
    rows = [(year, "target" if year == 2021 else "actual", places.get(year, "above"), name)
            for year, name in names.items()]
    dots = _frame(chapter, ["year", "role", "place", "value_usd_bn"], rows)
    marks = {2021: "release ", 2015: "about "}
    words = [marks.get(year, "") + write_number(value, 0)
             for year, value in zip(dots["year"], dots["value_usd_bn"], strict=True)]
    line = flows[flows["economy"] == "China"][["year", "total_usd_bn"]].reset_index(drop=True)
    line = line.rename(columns={"total_usd_bn": "value_usd_bn"}).round(2)
    expected = chapter["macro_expected_2025"]
    target = pd.DataFrame([(2025, expected.value, "expected")],
                          columns=["year", "value_usd_bn", "words"])
    return dots.drop(columns="shown").assign(words=words), line, target


def cbec_levels(chapter: Chapter) -> pd.DataFrame:
    """Return cross-border e-commerce by year: two years of the platform, then the survey basis."""
    rows = [
        ("2017|platform", "context", "platform_2017"),
        ("2018|platform", "context", "platform_2018"),
        ("2018|survey", "actual", "cbec_2018"),
        ("2019", "context", ""),
        ("2020", "context", "cbec_2020"),
        ("2021", "estimate", "cbec_2021_later"),
    ]
    rows += [(str(year), "actual", f"cbec_{year}_later") for year in (2022, 2023, 2024, 2025)]
    return pd.DataFrame([
        (slot, role, round(chapter[f"macro_{name}"].value, 1) if name else None,
         write_number(chapter[f"macro_{name}"].value, 0) if name else DASH)
        for slot, role, name in rows
    ], columns=["slot", "role", "value_cny_bn", "shown"])


def cbec_revisions(chapter: Chapter) -> pd.DataFrame:
    """Return what the survey changed in each first estimate, in percent."""
    rows = [(year, f"revision_{year}") for year in (2021, 2022, 2023, 2024, 2025)]
    frame = _frame(chapter, ["year", "revision_percent"], rows)
    return frame.assign(shown=frame["shown"] + "%")


def cbec_rows(chapter: Chapter) -> list[list[Any]]:
    """Return the table of first and later figures of cross-border e-commerce."""
    rows = [
        ["2020", chapter["macro_cbec_2020"], "{macro_cbec_2020_later}, implied, second-hand",
         chapter["macro_revision_2020"], chapter["macro_goods_trade_2020"],
         chapter["macro_goods_share_2020"]],
        ["2021", chapter["macro_release_cbec"], "{macro_cbec_2021_later}, implied",
         chapter["macro_revision_2021"], chapter["macro_goods_trade_2021"],
         chapter["macro_goods_share_2021_later"]],
    ]
    for year in (2022, 2023, 2024, 2025):
        rows.append([str(year), *(chapter[f"macro_{name}"] for name in (
            f"cbec_{year}_first", f"cbec_{year}_later", f"revision_{year}",
            f"goods_trade_{year}", f"goods_share_{year}"))])
    return rows


def base_gaps(chapter: Chapter) -> pd.DataFrame:
    """Return the gap between implied and published bases with what rounding leaves open."""
    rows = []
    for base in world_bases.BASES:
        gap = chapter[f"macro_basegap_{base.key}"]
        low, high = world_bases.gap_range_percent(
            base, chapter[f"macro_value_{base.key}"].value,
            chapter[f"macro_growth_{base.key}"].value, chapter[f"macro_published_{base.key}"].value,
        )
        beyond = low > 0 or high < 0
        rows.append((base.label, round(gap.value, 2), round(low, 2), round(high, 2),
                     f"{gap.number}%", beyond, "actual" if beyond else "context"))
    return pd.DataFrame(rows, columns=["label", "gap_percent", "low_percent", "high_percent",
                                       "shown", "beyond_rounding", "role"])
