"""Chapter 5: whose growth stands for the city's: the province's, a composite, or the nation's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import pandas as pd

from expobook.analysis import measures
from expobook.analysis.growth_model import GrowthModel, growth_of_rates
from expobook.evidence import Evidence
from expobook.facts.parameters import OutlookParameters, ParameterError
from expobook.values.grades import GRADES

EXPORTS = "china.digitally_deliverable_services_exports.unctad-2025"
IMPORTS = "china.digitally_deliverable_services_imports.unctad-2025"
EXCHANGE_RATES = "china.exchange_rate_cny_per_usd_average.fred-2026"
NAMES = {
    "zhejiang": "Zhejiang's digital trade",
    "composite": "China's e-commerce and services",
    "china_services_total": "China's digital services, 2014–23",
}
_PROVINCE, _ECOMMERCE = "zhejiang.digital_trade_total", "china.cbec_total"
_KNOWLEDGE = "china.knowledge_intensive_services_total"
_DELIVERABLE = "china.digitally_deliverable_services_total"
RECORD = {
    "2020": f"{_PROVINCE}.2020.shine-2021-gdte",
    "2021": f"{_PROVINCE}.2021.chinadaily-2022-expo-fair-access",
    "2023": f"{_PROVINCE}.2023-01_2023-06.hzcn-2023-review",
    "2025": f"{_PROVINCE}.2025-01_2025-06.ezhejiang-2025-gdte4-closing",
}
"""What was reported of the province's digital trade: two years and two first halves."""
BESIDE_RECORD = {
    2020: f"{_KNOWLEDGE}.2020.globaltimes-2021-services-2020",
    2021: f"{_KNOWLEDGE}.2021.people-2022-services-2021",
    2023: f"{_DELIVERABLE}.2023-01_2023-06.people-2023-drc-caict",
    2024: f"{_DELIVERABLE}.2024-01_2024-06.cnnewsinfo-2024-third-expo",
    2025: f"{_DELIVERABLE}.2025-01_2025-06.economicdaily-2026-digital-services",
}
"""The nation's digital services over the same years and halves, with growth printed beside them."""
ECOMMERCE = {
    2022: f"{_ECOMMERCE}.2022.customs-2023-cbec-2022-ssopdot",
    2023: f"{_ECOMMERCE}.2023.chinadaily-2024-third-expo",
    2024: f"{_ECOMMERCE}.2024.chinadaily-2025-digital-trade-leaps",
    2025: f"{_ECOMMERCE}.2025.github-2026-outbound-brief",
}
SERVICES = {
    2022: f"{_KNOWLEDGE}.2022.cgtn-2023-services-2022",
    2023: f"{_KNOWLEDGE}.2023.gulftoday-2024-services-2023",
    2024: f"{_KNOWLEDGE}.2024.cctv-2025-services-year-2024",
    2025: f"{_KNOWLEDGE}.2025.cctv-2026-services-2025",
}
SEASONS = {
    "services": (
        f"{_KNOWLEDGE}.2025-01_2025-06.chinesetoday-2025-services-h1",
        f"{_KNOWLEDGE}.2025.cctv-2026-services-2025",
    ),
    "e-commerce": (
        f"{_ECOMMERCE}.2024-01_2024-06.scio-2024-trade-q3",
        f"{_ECOMMERCE}.2024.chinadaily-2025-digital-trade-leaps",
    ),
}
"""The first half of a year and the year itself, each pair of one series."""
CITY_ECOMMERCE = "hangzhou.cbec_total.2023-01_2023-11.hzcomcn-2024-trade-growth-jp"
_FEWEST_RATES = 3


@dataclass(frozen=True, slots=True)
class History:
    """Growth rates that stand for the city's, in yuan at current prices, and what they rest on.

    `rates` has one row a year: year, growth_percent, grade.
    """

    name: str
    rates: pd.DataFrame
    observations: tuple[str, ...]

    def log_rates(self) -> dict[int, float]:
        """Log growth by year, fractions."""
        return {
            int(year): measures.log_growth_from_percent(percent)
            for year, percent in zip(self.rates["year"], self.rates["growth_percent"], strict=True)
        }


def printed_growth(evidence: Evidence, observations: dict[int, str]) -> pd.DataFrame:
    """The growth that sources print beside values: year, growth_percent, grade."""
    by_year = {year: evidence.observation(name) for year, name in observations.items()}
    return pd.DataFrame(
        [(year, row.yoy_percent, row.grade) for year, row in by_year.items()],
        columns=["year", "growth_percent", "grade"],
    )


def province(evidence: Evidence) -> pd.DataFrame:
    """Growth of the province's digital trade: year, span, growth_percent, grade, implied.

    Three rates are printed. That of 2021 is the step between two printed years, and that of the
    first half of 2024 the step from 2023 to the level that the growth of 2025 implies.
    """
    of = {year: evidence.observation(name) for year, name in RECORD.items()}
    half_of_2024 = measures.implied_base(of["2025"].value, of["2025"].printed_growth)
    worst = max(of["2023"].grade, of["2025"].grade)
    rows = [
        (2020, "2020", of["2020"].yoy_percent, of["2020"].grade, False),
        (
            2021,
            "2021",
            measures.difference_percent(of["2021"].value, of["2020"].value),
            max(of["2020"].grade, of["2021"].grade),
            True,
        ),
        (2023, "H1 2023", of["2023"].yoy_percent, of["2023"].grade, False),
        (2024, "H1 2024", measures.difference_percent(half_of_2024, of["2023"].value), worst, True),
        (2025, "H1 2025", of["2025"].yoy_percent, of["2025"].grade, False),
    ]
    return pd.DataFrame(rows, columns=["year", "span", "growth_percent", "grade", "implied"])


def tracking_differences(evidence: Evidence) -> pd.DataFrame:
    """Growth of the province beside the nation's services, and by how much they part.

    Columns: year, span, province, nation (percent), apart (difference of log growth x 100).
    """
    nation = printed_growth(evidence, BESIDE_RECORD).set_index("year")["growth_percent"]
    both = province(evidence)[["year", "span", "growth_percent"]]
    both = both.rename(columns={"growth_percent": "province"}).assign(nation=lambda frame: frame["year"].map(nation))
    logs = both[["province", "nation"]].map(measures.log_growth_from_percent)
    return both.assign(apart=100 * (logs["province"] - logs["nation"]))


def history(evidence: Evidence, settings: OutlookParameters) -> History:
    """The growth rates that the parameters ask for, the latest ones up to the window.

    Raises ParameterError where the grade admitted leaves fewer than three.
    """
    whole = _HISTORIES[settings.history](evidence, settings)
    admitted = whole.rates[whole.rates["grade"] <= settings.lowest_grade]
    if len(admitted) < _FEWEST_RATES:
        raise ParameterError(_too_few(whole, settings))
    return replace(whole, rates=admitted.tail(settings.window).reset_index(drop=True))


def growth_model(past: History, settings: OutlookParameters, tracking: float) -> GrowthModel:
    """The growth distribution: from the history, or as the reader gives it.

    `tracking` is the tracking error, log growth x 100.
    """
    estimated = growth_of_rates(past.log_rates().values())
    if settings.growth_mean is not None:
        spread = settings.growth_spread
        return GrowthModel.from_percent(
            settings.growth_mean * 100, estimated.sd_percent if spread is None else spread * 100, None, tracking
        )
    rates = estimated.rates if settings.sampling_error == "counted" else None
    return replace(estimated, rates=rates, tracking_log=tracking / 100)


def reestimated(model: GrowthModel, estimate: GrowthModel) -> GrowthModel:
    """Another estimate of mean and spread, with the tracking error and the doubt of the first."""
    return replace(estimate, rates=estimate.rates if model.rates else None, tracking_log=model.tracking_log)


def observations(evidence: Evidence, key: str) -> tuple[str, ...]:
    """The ids of the observations that a history rests on; `key` is one of NAMES."""
    return _HISTORIES[key](evidence, OutlookParameters()).observations


def tracking_percent(evidence: Evidence, settings: OutlookParameters) -> float:
    """The tracking error of the run, log growth x 100: given, or of the province against the nation."""
    if settings.tracking_error is not None:
        return settings.tracking_error * 100
    return float(tracking_differences(evidence)["apart"].std())


def services_in_yuan(evidence: Evidence) -> pd.DataFrame:
    """China's digitally deliverable services, exports plus imports: year, value (CNY bn), grade.

    Dollars of each year at that year's mean exchange rate.
    """
    parts = [
        evidence.series_values(name, annual_only=True).set_index("year") for name in (EXPORTS, IMPORTS, EXCHANGE_RATES)
    ]
    exports, imports, rates = parts
    years = exports.index.intersection(imports.index).intersection(rates.index)
    grades = [max(of_year) for of_year in zip(*(part.loc[years, "grade"] for part in parts), strict=True)]
    value = (exports["value"] + imports["value"]) * rates["value"]
    return pd.DataFrame({"year": years, "value": value.loc[years].to_numpy(), "grade": grades})


@lru_cache(maxsize=1)  # a run asks for it as its own, beside others, and for its sources
def _services_history(evidence: Evidence) -> History:
    frame = services_in_yuan(evidence)
    values = dict(zip(frame["year"], frame["value"], strict=True))
    percents = measures.growth_percent_by_year(values)
    rates = pd.DataFrame(percents.items(), columns=["year", "growth_percent"])
    used = [
        name
        for series in (EXPORTS, IMPORTS, EXCHANGE_RATES)
        for name, year in _ids(evidence, series)
        if year in set(frame["year"])
    ]
    return _named("china_services_total", rates.assign(grade=frame["grade"].iloc[1:].to_numpy()), used)


def _ids(evidence: Evidence, series: str) -> Iterable[tuple[str, int]]:
    frame = evidence.series_values(series, annual_only=True)
    return zip(frame["observation_id"], frame["year"], strict=True)


def _composite_history(evidence: Evidence, settings: OutlookParameters) -> History:
    share = settings.ecommerce_share
    goods, services = (printed_growth(evidence, part) for part in (ECOMMERCE, SERVICES))
    mixed = share * goods["growth_percent"] + (1 - share) * services["growth_percent"]
    grades = goods["grade"].where(goods["grade"] >= services["grade"], services["grade"])
    rates = pd.DataFrame({"year": goods["year"], "growth_percent": mixed, "grade": grades})
    return _named("composite", rates, [*ECOMMERCE.values(), *SERVICES.values()])


def _province_history(evidence: Evidence, settings: OutlookParameters) -> History:
    rates = province(evidence)[["year", "growth_percent", "grade"]]
    return _named("zhejiang", rates, list(RECORD.values()))


_HISTORIES: dict[str, Any] = {
    "china_services_total": lambda evidence, settings: _services_history(evidence),
    "composite": _composite_history,
    "zhejiang": _province_history,
}


def _named(key: str, rates: pd.DataFrame, observations: list[str]) -> History:
    return History(NAMES[key], rates, tuple(observations))


def _too_few(whole: History, settings: OutlookParameters) -> str:
    grades = [grade for grade in GRADES if (whole.rates["grade"] <= grade).sum() >= _FEWEST_RATES]
    return (
        f"parameter 'lowest_grade' is {settings.lowest_grade!r}: the fact outlook_mean_growth "
        f"needs {_FEWEST_RATES} yearly growth rates of {whole.name}; allowed with history "
        f"{settings.history!r}: {', '.join(map(repr, grades))}"
    )
