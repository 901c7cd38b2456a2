"""Chapter 5: what the model would have said of digital services in other years and economies."""

from __future__ import annotations

import pandas as pd

from expobook.analysis import backtest
from expobook.evidence import Evidence

BANDS = {"below 20%": 0.2, "20 to 40%": 0.4, "40 to 60%": 0.6, "60% or more": 1.0}
"""Chances by their size, and the end of each band."""


def services(evidence: Evidence) -> pd.DataFrame:
    """Digitally deliverable services, exports plus imports: economy, year, value (USD bn).

    Economies alone, and those that have a value above zero in every year of the panel.
    """
    panel = evidence.panel
    whole = panel[panel["kind"] == "economy"].dropna(subset=["exports", "imports"])
    whole = whole.assign(value=whole["exports"] + whole["imports"])
    whole = whole[whole["value"] > 0]
    years_with_value = whole.groupby("economy")["year"].transform("nunique")
    return whole.loc[years_with_value == panel["year"].nunique(), ["economy", "year", "value"]]


def window(values: pd.DataFrame, asked: int, horizon: int) -> int:
    """Growth rates behind each forecast: as many as asked for, and as leave an outcome."""
    return int(min(asked, values["year"].nunique() - 1 - horizon))


def forecasts(
    values: pd.DataFrame, *, window: int, horizon: int, asked_percent: float, sampling_error: bool
) -> pd.DataFrame:
    """Forecasts of every economy from every possible origin, `horizon` years ahead.

    Columns as in `backtest`, and economy.
    """
    by_economy: dict[str, dict[int, float]] = {}
    for economy, year, value in zip(values["economy"], values["year"], values["value"], strict=True):
        by_economy.setdefault(economy, {})[int(year)] = float(value)
    rows = [
        (*row, economy)
        for economy in sorted(by_economy)
        for row in backtest.rolling_rows(
            by_economy[economy],
            window=window,
            horizon=horizon,
            asked_percent=asked_percent,
            sampling_error=sampling_error,
            horizon_alone=True,
        )
    ]
    return pd.DataFrame(rows, columns=[*backtest.COLUMNS, "economy"])


def calibration(tested: pd.DataFrame) -> pd.DataFrame:
    """How often what was forecast came, by the chance given.

    One row a band of chances that holds any: band, forecasts, chance_percent (their mean),
    came_percent.
    """
    edges = [-1.0, *BANDS.values()]
    band = pd.cut(tested["chance"], edges, labels=list(BANDS))
    groups = tested.groupby(band, observed=True)
    return (
        pd.DataFrame(
            {
                "forecasts": groups.size(),
                "chance_percent": 100 * groups["chance"].mean(),
                "came_percent": 100 * groups["reached"].mean(),
            }
        )
        .rename_axis("band")
        .reset_index()
        .astype({"band": str})
    )
