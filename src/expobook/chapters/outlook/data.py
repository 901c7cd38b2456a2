"""Data of chapter 5: the fan, the chances, and what came after December 2022."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from expobook.analysis import growth_model
from expobook.analysis.growth_model import GrowthModel
from expobook.evidence import Evidence

from .growth_history import CBEC

CITY = "hangzhou.digital_trade_total.city-measure"
CBEC_FIRST = "china.cbec_total.customs-preliminary"
SERVICES = "china.digitally_deliverable_services_total.mofcom-usd"


def chance_percent(base: float, target: float, years: int, model: GrowthModel) -> float:
    """Chance of reaching the target, percent; a mean that knows its number of rates is doubted."""
    return 100 * growth_model.closed_form_probability(
        base, target, years, model, parameter_uncertainty=model.rates is not None)


def paths(base: float, base_year: int, last_year: int, model: GrowthModel, *,
          draws: int, seed: int) -> growth_model.Paths:
    """Simulated paths; a mean that knows its number of rates is doubted."""
    return growth_model.simulate(base, base_year, last_year, model, draws=draws, seed=seed,
                            parameter_uncertainty=model.rates is not None)


def wide_fan(frame: pd.DataFrame) -> pd.DataFrame:
    """Quantiles side by side, one row a year: year, p5, p10, … p95."""
    wide = frame.pivot_table(index="year", columns="percent", values="value").reset_index()
    wide.columns = [name if name == "year" else f"p{name}" for name in wide.columns]
    return wide


def probability_grid(base: float, target: float, years: int, means: Iterable[float],
                     spreads: Iterable[float]) -> pd.DataFrame:
    """Chance of the target for each mean (taken as known) and spread of growth, all in percent."""
    rows = [
        (mean, spread, chance_percent(base, target, years,
                                      GrowthModel.from_percent(mean, spread)))
        for spread in spreads for mean in means
    ]
    return pd.DataFrame(rows, columns=["mean_percent", "spread_percent", "probability_percent"])


def printed_growth_model(percents: Iterable[float]) -> GrowthModel:
    """The growth distribution of growth rates as they were printed, percent a year."""
    index, values = 100.0, {0: 100.0}
    for step, percent in enumerate(percents, 1):
        index *= 1 + percent / 100
        values[step] = index
    return growth_model.history_growth({2000 + step: value for step, value in values.items()})


def outcomes(evidence: Evidence, years: range) -> pd.DataFrame:
    """China's cross-border e-commerce as it came: year, first, survey (CNY bn, gaps as None)."""
    return _side_by_side(evidence, years, {"first": CBEC_FIRST, "survey": CBEC})


def services_outcomes(evidence: Evidence, years: range) -> pd.DataFrame:
    """China's digitally deliverable services trade as it came: year, ministry (USD bn)."""
    return _side_by_side(evidence, years, {"ministry": SERVICES})


def _side_by_side(evidence: Evidence, years: range, series: dict[str, str]) -> pd.DataFrame:
    columns = {}
    for name, series_id in series.items():
        frame = evidence.series_values(series_id, annual_only=True)
        columns[name] = dict(zip(frame["year"], frame["value"], strict=True))
    return pd.DataFrame(
        [{"year": year, **{name: columns[name].get(year) for name in series}} for year in years]
    )
