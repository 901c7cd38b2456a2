"""Chapter 5: tests of the method on long series, under the outlook's setting and others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from expobook.analysis import backtest, growth_model
from expobook.evidence import Evidence
from expobook.facts.parameters import OutlookParameters

from .data import paths, printed_growth_model, wide_fan
from .growth_history import CHOICES, CURRENCY_WORDS, history

if TYPE_CHECKING:
    from ..chapter import Chapter

HORIZON = 3
SHORT_WINDOW, LONG_WINDOW = 5, 10


@dataclass(frozen=True, slots=True)
class Setting:
    """One test: whose growth, in which currency, from how many growth rates before each origin."""

    key: str
    history: str
    currency: str
    window: int

    @property
    def words(self) -> str:
        """The series and its currency, as a table names them."""
        return f"{CHOICES[self.history].name}, in {CURRENCY_WORDS[self.currency]}"


SETTINGS = (
    Setting("long", "china_services_total", "CNY", LONG_WINDOW),
    Setting("total", "china_services_total", "CNY", SHORT_WINDOW),
    Setting("yuan", "china_services", "CNY", SHORT_WINDOW),
    Setting("dollars", "china_services", "USD", SHORT_WINDOW),
)


def rolled(evidence: Evidence, setting: Setting, settings: OutlookParameters, *,
           doubted: bool) -> pd.DataFrame:
    """Forecasts from every possible origin at current prices; columns as in `backtest`.

    `doubted` says whether the paths carry the sampling error of the mean.
    """
    found = history(evidence, OutlookParameters(history=setting.history,
                                                currency=setting.currency))
    return backtest.rolling_backtest(
        found.values, window=setting.window, horizon=HORIZON, draws=settings.draws,
        seed=settings.seed, parameter_uncertainty=doubted)


def observations(evidence: Evidence, setting: Setting) -> list[str]:
    """What the values of a test rest on."""
    return list(history(evidence, OutlookParameters(history=setting.history,
                                                    currency=setting.currency)).observations)


def state_coverage(chapter: Chapter, settings: OutlookParameters) -> list[list]:
    """State how many outcomes lay inside the bands of each test; return the rows of a table."""
    rows = []
    for setting in SETTINGS:
        frames = {doubted: rolled(chapter.evidence, setting, settings, doubted=doubted)
                  for doubted in (True, False)}
        origin = {"inputs": observations(chapter.evidence, setting),
                  "parameters": ["draws", "seed"], "method": "rolling backtest of the model"}
        words = f"{setting.words}, {setting.window} growth rates"
        count = chapter.compute(f"outlook_test_{setting.key}_forecasts", len(frames[True]), "count",
                                f"Forecasts in the test: {words}", **origin)
        inside = [
            chapter.compute(f"outlook_test_{setting.key}_{name}",
                            int(frames[doubted]["inside_80"].sum()), "count",
                            f"Outcomes inside the test's band, {how}: {words}", **origin)
            for doubted, name, how in ((True, "inside", "uncertainty of the mean counted"),
                                       (False, "inside_known", "mean taken as known"))]
        rows.append([setting.words, str(setting.window), count, *inside])
    return rows


def two_years_ahead(forecasts: pd.DataFrame) -> pd.DataFrame:
    """Forecasts from the second year before: year, p10, median, p90, actual, outcome."""
    ahead = forecasts[forecasts["years_ahead"] == 2]
    ahead = ahead.assign(outcome=ahead["inside_80"].map({True: "inside the band",
                                                         False: "outside the band"}))
    return ahead[["year", "p10", "median", "p90", "actual", "outcome"]].reset_index(drop=True)


def state_misses(chapter: Chapter, frames: dict[str, pd.DataFrame],
                 words: dict[str, str]) -> None:
    """State how many outcomes of two years ahead lay outside, the years of the first and last."""
    for setting in SETTINGS:
        if setting.key not in frames:
            continue
        frame = frames[setting.key]
        missed = frame[frame["outcome"] == "outside the band"]
        key, name = setting.key, words[setting.key]
        origin = {"inputs": observations(chapter.evidence, setting),
                  "parameters": ["draws", "seed", "mean_uncertainty"],
                  "method": "over the backtest's forecasts two years ahead"}
        for fact, value, unit, label in (
            ("ahead", len(frame), "count", "Forecasts made two years before"),
            ("outside", len(missed), "count", "Outcomes outside a band made two years before"),
            ("above", int((missed["actual"] > missed["p90"]).sum()), "count",
             "Outcomes above a band made two years before"),
            ("first_miss", missed["year"].min() if len(missed) else 0, "calendar year",
             "First outcome outside a band made two years before (0: none)"),
            ("last_miss", missed["year"].max() if len(missed) else 0, "calendar year",
             "Last outcome outside a band made two years before (0: none)"),
        ):
            chapter.compute(f"outlook_{fact}_{key}", value, unit, f"{label}: {name}", **origin)


def hindsight(chapter: Chapter, settings: OutlookParameters, prefix: str) -> pd.DataFrame:
    """The fan to 2025 from the level of 2021 and the growth printed for 2020 and 2021.

    Reads the facts <prefix>_2021, <prefix>_growth_2020 and <prefix>_growth_2021.
    """
    model = _printed(chapter, prefix)
    if settings.mean_uncertainty == "ignored":
        model = replace(model, rates=None)
    return wide_fan(growth_model.fan(paths(chapter[f"{prefix}_2021"].value, 2021, 2025, model,
                                      draws=settings.draws, seed=settings.seed)))


def state_services_forecast(chapter: Chapter) -> None:
    """State what the method makes of the digital services trade that the release prints."""
    model, start = _printed(chapter, "outlook_dds"), chapter["outlook_dds_2021"].value
    told = {"inputs": ["outlook_dds_2021", "outlook_dds_growth_2020", "outlook_dds_growth_2021"],
            "method": "quantile of the lognormal distribution with the growth printed for 2020 and "
                      "2021", "decimals": 0}
    for name, percent, doubted, words in (
        ("median", 50, True, "Middle path for 2025"),
        ("p10_counted", 10, True, "Lower edge for 2025, uncertainty of the mean counted"),
        ("p10_known", 10, False, "Lower edge for 2025, mean taken as known"),
    ):
        chapter.compute(f"outlook_dds_{name}",
                        growth_model.closed_form_quantile(start, percent, 4, model,
                                                     parameter_uncertainty=doubted),
                        "USD bn", f"China's digitally deliverable services trade: {words}, "
                        "as of December 2022", **told)


def _printed(chapter: Chapter, prefix: str) -> growth_model.GrowthModel:
    return printed_growth_model(chapter[f"{prefix}_growth_{year}"].value for year in (2020, 2021))
