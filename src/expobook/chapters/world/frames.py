"""Chapter 2: frames for its figures, read from the chapter's facts.

Every number here is a fact's value or text; nothing is computed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from expobook.values.numbers import write_number

from . import data, implied_bases

if TYPE_CHECKING:
    from ..chapter import Chapter

DASH = "–"


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
        (2021, "release", "target", "right_down", "release_share"),
        (2021, "UNCTAD's totals", "actual", "right_up", "share_2021"),
        (2022, "", "actual", "above", "share_2022"),
        (2023, "", "actual", "above", "share_2023"),
        (2023, "UNCTAD, printed", "muted", "right_down", "unctad_share_2023"),
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
        (2020, "UNCTAD, deliverable", "actual", "below_start", "panel_world_2020"),
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
    for economy in data.ECONOMIES:
        name = data.slug(economy)
        out, into = chapter[f"macro_exports_{name}"], chapter[f"macro_imports_{name}"]
        rows.append((economy, round(out.value, 2), round(into.value, 2), write_number(out.value, 0),
                     write_number(into.value, 0), "actual" if economy == "China" else "context"))
    frame = pd.DataFrame(rows, columns=["economy", "exports_usd_bn", "imports_usd_bn",
                                        "exports_shown", "imports_shown", "role"])
    return frame.sort_values("exports_usd_bn", ascending=False, ignore_index=True)


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


def base_gaps(chapter: Chapter) -> pd.DataFrame:
    """Return the gap between implied and published bases with what rounding leaves open."""
    rows = []
    for base in implied_bases.BASES:
        gap = chapter[f"macro_basegap_{base.key}"]
        low, high = implied_bases.gap_range_percent(
            base, chapter[f"macro_value_{base.key}"].value,
            chapter[f"macro_growth_{base.key}"].value, chapter[f"macro_published_{base.key}"].value,
        )
        beyond = low > 0 or high < 0
        rows.append((base.label, round(gap.value, 2), round(low, 2), round(high, 2),
                     f"{gap.number}%", beyond, "actual" if beyond else "context"))
    return pd.DataFrame(rows, columns=["label", "gap_percent", "low_percent", "high_percent",
                                       "shown", "beyond_rounding", "role"])
