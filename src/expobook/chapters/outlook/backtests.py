"""Chapter 5: what the model would have said of digital services in other years and economies."""

from __future__ import annotations

import pandas as pd

from expobook.analysis import backtest
from expobook.evidence import Evidence

WORLD = "World"
_SERIES = "digitally_deliverable_services_{}.unctad-2025"


def services(evidence: Evidence) -> pd.DataFrame:
    """Digitally deliverable services, exports plus imports: economy, year, value (USD bn).

    Economies without the world, which is their sum.
    """
    ours = _rows(evidence)
    frame = ours.assign(year=ours["period"].astype(int)).groupby(["entity", "year"])["value"].sum()
    return frame.reset_index().rename(columns={"entity": "economy"})


def observations(evidence: Evidence) -> list[str]:
    """What the test rests on."""
    return sorted(_rows(evidence).index)


def window(values: pd.DataFrame, asked: int, horizon: int) -> int:
    """Growth rates behind each forecast: as many as asked for, and as leave an outcome."""
    return min(asked, values.groupby("economy").size().min() - 1 - horizon)


def forecasts(values: pd.DataFrame, *, window: int, horizon: int, asked_percent: float,
              sampling_error: bool) -> pd.DataFrame:
    """Forecasts of every economy from every possible origin, `horizon` years ahead.

    Columns as in `backtest`, and economy. `window` is cut to what leaves an outcome to compare.
    """
    frames = []
    for economy, own in values.groupby("economy", sort=True):
        known = dict(zip(own["year"].astype(int), own["value"].astype(float), strict=True))
        rolled = backtest.rolling_backtest(
            known, window=min(window, len(known) - 1 - horizon), horizon=horizon,
            asked_percent=asked_percent, sampling_error=sampling_error)
        frames.append(rolled[rolled["years_ahead"] == horizon].assign(economy=economy))
    return pd.concat(frames, ignore_index=True)


def _rows(evidence: Evidence) -> pd.DataFrame:
    rows = evidence.observations
    ours = rows["series_id"].str.match(rf".*\.{_SERIES.format('(?:exports|imports)')}$")
    return rows[ours & (rows["entity"] != WORLD)]
