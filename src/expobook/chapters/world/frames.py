"""Chapter 2: frames for its figures, read from the chapter's facts.

Every number here is a fact's value or text, or an index, a sum or a root of such values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from expobook.analysis import measures
from expobook.values.numbers import write_number

from . import data

if TYPE_CHECKING:
    from ..chapter import Chapter

DASH = "–"
FIRST_BASE, NEW_BASE = "base of its time", "base of 2026"


def _frame(chapter: Chapter, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> pd.DataFrame:
    """Make a frame whose last cell of each row is a fact: its value, and its text as `shown`."""
    stated = [(row[:-1], chapter[f"macro_{row[-1]}"]) for row in rows]
    return pd.DataFrame(
        [(*cells, round(fact.value, 3), fact.number) for cells, fact in stated],
        columns=[*columns, "shown"],
    )


def level_gaps(chapter: Chapter) -> pd.DataFrame:
    """Return how far other figures lie from the release's levels, in percent."""
    rows = [
        ("world, UNCTAD", "actual", "gap_world_now"),
        ("China, UNCTAD", "actual", "gap_china_panel"),
        ("China, in yuan", "actual", "gap_china_kis"),
        ("e-commerce, survey", "actual", "gap_cbec_later"),
    ]
    frame = _frame(chapter, ["label", "role", "gap_percent"], rows)
    return frame.assign(shown=frame["shown"] + "%")


def growth_2021(chapter: Chapter) -> pd.DataFrame:
    """Return growth rates of 2021, by what grew; the release's is the second subject."""
    world_name = "Growth of world exports, dollars"
    china, cbec = "Growth of China's digital services", "Growth of China's e-commerce, yuan"
    rows = [
        (china, "release, in dollars", "second", "release_china_growth"),
        (china, "in yuan", "actual", "kis_growth"),
        (china, "yuan, real terms", "actual", "kis_growth_real"),
        (world_name, "the release", "second", "release_world_growth"),
        (world_name, "UNCTAD in 2025", "actual", "panel_growth"),
        (cbec, "the release", "second", "release_cbec_growth"),
        (cbec, "first estimates", "actual", "cbec_growth_levels"),
    ]
    frame = _frame(chapter, ["group", "label", "role", "growth_percent"], rows)
    return frame.assign(shown=frame["shown"] + "%")


def parts_of_services(chapter: Chapter) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return world services exports of 2021 and 2023 in parts, and their totals, in tn dollars."""
    parts, totals = [], []
    for year in (2021, 2023):
        digital, rest = (chapter[f"macro_{name}_{year}"].value / 1000 for name in ("panel_world", "rest"))
        total = chapter[f"macro_services_{year}"]
        parts += [
            (year, "digitally deliverable", 0.0, digital, chapter[f"macro_share_{year}"].display),
            (year, "all other services", digital, digital + rest, ""),
        ]
        totals.append((year, digital + rest, f"of {write_number(total.value / 1000, 1)} tn"))
    names = ["year", "end_usd_tn", "shown"]
    return (
        pd.DataFrame(parts, columns=["year", "part", "start_usd_tn", "end_usd_tn", "shown"]).round(
            {"start_usd_tn": 3, "end_usd_tn": 3}
        ),
        pd.DataFrame(totals, columns=names).round({"end_usd_tn": 3}),
    )


def nested_measures(chapter: Chapter) -> pd.DataFrame:
    """Return the three measures of world digital trade in 2023, widest first, as squares."""
    rows = [
        (
            "ordered or delivered",
            "itc_2023",
            "Ordered or delivered digitally",
            "adds goods ordered online (ITC)",
            "second",
        ),
        (
            "deliverable",
            "panel_world_2023",
            "Deliverable digitally",
            "services that could go over networks (UNCTAD)",
            "context",
        ),
        ("delivered", "wto_2023", "Delivered digitally", "services that did go over networks (WTO)", "actual"),
    ]
    frame = pd.DataFrame(
        [
            (measure, chapter[f"macro_{name}"].value / 1000, name_shown, counts, role)
            for measure, name, name_shown, counts, role in rows
        ],
        columns=["measure", "value_usd_tn", "words", "counts", "role"],
    )
    side = frame["value_usd_tn"] ** 0.5
    return frame.assign(
        words=[
            f"{name_shown}: {write_number(value, 2)} tn"
            for name_shown, value in zip(frame["words"], frame["value_usd_tn"], strict=True)
        ],
        side=side.round(4),
        label_height=[round(height, 4) for height in (side[0] * 0.9, side[1] * 0.93, side[2] / 2)],
    )


def grades(chapter: Chapter, *names: str) -> tuple[str, ...]:
    """Return the grades of the facts that a figure draws without naming them in its title."""
    return tuple(sorted({chapter[f"macro_{name}"].grade for name in names}))


def line_ends(frame: pd.DataFrame, by: str, names: Mapping[str, str], *, value: str) -> pd.DataFrame:
    """Return the last point of each line with its name; of two lines the names keep apart."""
    last = frame[frame["year"] == frame["year"].max()].sort_values(value, ascending=False)
    last = last.assign(words=[names[name] for name in last[by]])
    places = ["right_up", "right_down"] if len(last) == 2 else ["right"] * len(last)
    return last.assign(place=places)[["year", by, value, "words", "place"]]


def economies(chapter: Chapter) -> pd.DataFrame:
    """Return the panel's economies by exports in the run's last year, the largest first."""
    frame = pd.DataFrame(
        [(economy, chapter[f"macro_exports_{data.slug(economy)}"].value) for economy in data.ECONOMIES],
        columns=["economy", "exports_usd_bn"],
    )
    return frame.sort_values("exports_usd_bn", ascending=False, ignore_index=True)


def since_2021(chapter: Chapter) -> pd.DataFrame:
    """Return China's three measures as indices, 2021 = 100; a year without a figure is a gap."""
    rows = {
        "e-commerce, yuan": (
            "cbec_2021_later",
            "cbec_2022_later",
            "cbec_2023_later",
            "cbec_2024_later",
            "cbec_2025_later",
        ),
        "services, yuan": ("kis_2021", "kis_2022", "kis_2023", "kis_2024", "kis_2025"),
        "services, dollars": ("base_china_2021", "china_2022", "", "china_2024", "china_2025"),
    }
    index_rows = []
    for measure, names in rows.items():
        values = {year: chapter[f"macro_{name}"].value for year, name in enumerate(names, 2021) if name}
        index = measures.index_to(values, 2021)
        index_rows += [(year, measure, round(index[year], 2) if year in index else None) for year in range(2021, 2026)]
    return pd.DataFrame(index_rows, columns=["year", "measure", "index_points"])


def shares_on_two_bases(chapter: Chapter) -> pd.DataFrame:
    """Return the share of knowledge-intensive services in China's services trade, by base."""
    rows = [(str(year), FIRST_BASE, f"kis_share_{year}") for year in range(2020, 2025)]
    rows += [
        ("Jan–Jun|2025", FIRST_BASE, "kis_share_2025_h1"),
        ("2025", FIRST_BASE, "kis_share_2025"),
        ("Jan–Jun|2025", NEW_BASE, "kis_share_2025_h1_rebased"),
        ("Jan–Feb|2026", NEW_BASE, "kis_share_2026_2m"),
        ("Jan–Apr|2026", NEW_BASE, "kis_share_2026_4m"),
    ]
    frame = _frame(chapter, ["slot", "base", "share_percent"], rows)
    places = {FIRST_BASE: "below", NEW_BASE: "above"}
    return frame.assign(place=frame["base"].map(places))
