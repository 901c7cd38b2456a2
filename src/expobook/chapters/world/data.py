"""Chapter 2: digital trade of the world and of China, shaped from the evidence.

Pure functions: evidence or plain numbers in, tidy frames or plain numbers out. Money is in billions
and, unless a function says otherwise, in US dollars at current prices. Values of one publisher and
vintage are kept together; nothing here joins two of them into one line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from expobook.analysis import measures
from expobook.values.validation import not_negative, value_in

from ..yearly import annual, observation_ids

if TYPE_CHECKING:
    from expobook.evidence import Evidence

PANEL = "unctad-2025-dds-data360"
EXPORTS = "digitally_deliverable_services_exports"
IMPORTS = "digitally_deliverable_services_imports"
FLOWS = (EXPORTS, IMPORTS)
ECONOMIES = (
    "China",
    "France",
    "Germany",
    "India",
    "Ireland",
    "Japan",
    "Netherlands",
    "Singapore",
    "United Kingdom",
    "United States",
)
FOUR = ("China", "Germany", "India", "Ireland")
"""China, and the economies beside it in the order of exporters."""
LARGE_USD_BN = 100.0
"""Exports from which on an economy counts as a large exporter, bn US dollars."""


def flows(evidence: Evidence, first: int, last: int) -> pd.DataFrame:
    """Return exports, imports, their sum and balance of the ten economies and the world.

    Columns: `economy`, `year`, `exports_usd_bn`, `imports_usd_bn`, `total_usd_bn`,
    `balance_usd_bn`; UNCTAD's panel, current prices. Raises SeriesError for a missing year.
    """
    rows = []
    for economy in (*ECONOMIES, "World"):
        exports = annual(evidence, economy, EXPORTS, PANEL)
        imports = annual(evidence, economy, IMPORTS, PANEL)
        for year in range(first, last + 1):
            out = value_in(exports, year, f"The exports of {economy}")
            into = value_in(imports, year, f"The imports of {economy}")
            rows.append((economy, year, out, into, out + into, out - into))
    return pd.DataFrame(
        rows,
        columns=[
            "economy",
            "year",
            "exports_usd_bn",
            "imports_usd_bn",
            "total_usd_bn",
            "balance_usd_bn",
        ],
    )


def yearly_values(frame: pd.DataFrame, economy: str, column: str) -> dict[int, float]:
    """Return one economy's column of a frame from `flows`, by year."""
    rows = frame[frame["economy"] == economy]
    return {int(year): float(value) for year, value in zip(rows["year"], rows[column], strict=True)}


def panel(evidence: Evidence) -> pd.DataFrame:
    """Return UNCTAD's whole panel without groups of economies, in bn US dollars.

    Columns: `economy`, `year`, `exports_usd_bn`, `imports_usd_bn`, `total_usd_bn`; a value that
    the panel lacks stays a gap.
    """
    rows = evidence.panel
    rows = rows[rows["kind"] == "economy"]
    frame = rows[["economy", "year"]].assign(
        exports_usd_bn=rows["exports"], imports_usd_bn=rows["imports"], total_usd_bn=rows["exports"] + rows["imports"]
    )
    return frame.reset_index(drop=True)


def leaders(frame: pd.DataFrame, economy: str, year: int, column: str = "exports_usd_bn") -> list[str]:
    """Return the economies down to the one named, the largest first; groups are left out.

    The length of the list is the economy's place; `frame` as from `panel`, a gap takes no place.
    """
    values = frame[frame["year"] == year].set_index("economy")[column]
    values = values.sort_values(ascending=False, kind="stable")
    return list(values[values >= values[economy]].index)


def large_exporters(frame: pd.DataFrame, year: int) -> list[str]:
    """Return the economies that exported at least `LARGE_USD_BN` in a year, by name."""
    rows = frame[(frame["year"] == year) & (frame["exports_usd_bn"] >= LARGE_USD_BN)]
    return sorted(rows["economy"])


def growth_place(frame: pd.DataFrame, economy: str, first: int, last: int) -> int:
    """Return an economy's place by growth of exports among large exporters, the fastest being 1.

    Large is who exported at least `LARGE_USD_BN` in the first year.
    """
    wide = frame.pivot(index="economy", columns="year", values="exports_usd_bn")
    large = wide[wide[first] >= LARGE_USD_BN]
    growth = large[last] / large[first]
    return 1 + int((growth > growth[economy]).sum())


def china_in_world(frame: pd.DataFrame) -> pd.DataFrame:
    """Return China's share of world exports and imports in percent, by year and flow."""
    rows = []
    for column, flow in (("exports_usd_bn", "exports"), ("imports_usd_bn", "imports")):
        china, world = yearly_values(frame, "China", column), yearly_values(frame, "World", column)
        rows += [(year, flow, measures.share_percent(value, world[year])) for year, value in china.items()]
    return pd.DataFrame(rows, columns=["year", "flow", "share_percent"])


def panel_ids(evidence: Evidence, economies: Iterable[str], years: Iterable[int], *indicators: str) -> list[str]:
    """Return the ids of the panel's observations of some economies, years and indicators."""
    wanted = list(years)
    return [
        name
        for indicator in indicators
        for economy in economies
        for name in observation_ids(evidence, economy, indicator, PANEL, wanted)
    ]


def yearly_growth(values: Mapping[int, float]) -> float:
    """Return compound growth a year from the first to the last year of a series, in percent."""
    first, last = min(values), max(values)
    return measures.compound_growth_percent(values[first], values[last], last - first)


def slug(economy: str) -> str:
    """Return an economy's name as a part of a fact's id."""
    return economy.lower().replace(" ", "_")


def rest_growth_range(first: tuple[float, float], last: tuple[float, float], whole_step: float) -> tuple[float, float]:
    """Return the lowest and highest growth, in percent, of a rounded whole without its part.

    `first` and `last` are (part, whole) of two years, the wholes rounded to `whole_step`.
    """
    half = not_negative(whole_step, "The step of the wholes") / 2
    (then, before), (now, after) = first, last
    return (
        measures.difference_percent(after - half - now, before + half - then),
        measures.difference_percent(after + half - now, before - half - then),
    )


def count_mentions(evidence: Evidence, *terms: str) -> int:
    """Return how many observations have an indicator that holds one of the words."""
    return int(evidence.observations["indicator"].str.contains("|".join(terms), regex=True).sum())


def count_found(evidence: Evidence, **where: str) -> int:
    """Return how many observations carry the given text in each of the given columns."""
    rows = evidence.observations
    for column, text in where.items():
        rows = rows[rows[column] == text]
    return len(rows)
