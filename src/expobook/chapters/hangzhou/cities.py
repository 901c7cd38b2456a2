"""Chapter 3, cities side by side: which values may meet in one comparison, and in what order.

A measure names one indicator and the years from which its values may come. What a city counts in
another way (transactions of its sellers, trade through its port, the customs platform of earlier
years) has another indicator or lies before those years, so it is refused here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from expobook.evidence import Evidence, Observation
from expobook.facts.facts import Fact, Register
from expobook.values import periods
from expobook.values.numbers import write_number
from expobook.values.periods import MONTHS

from ..yearly import RATE

OWN = "Hangzhou"
PEERS = (
    "Beijing",
    "Chengdu",
    "Dongguan",
    "Guangzhou",
    "Jinhua",
    "Ningbo",
    "Qingdao",
    "Shanghai",
    "Shenzhen",
    "Suzhou",
    "Xiamen",
    "Yiwu",
    "Zhengzhou",
)
PART_OF = {"Yiwu": "Jinhua"}
"""Places whose figures are inside those of another city."""
GAP = "–"


class NotComparable(ValueError):
    """A value that may not stand beside those of other cities: the message says why."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A quantity that cities report alike: its name, its indicator, the years that may meet."""

    name: str
    indicator: str
    first: int
    last: int


SHARE = Measure("Core digital industries, share of GDP", "digital_economy_core_share_gdp", 2020, 2025)
VALUE = Measure("Core digital industries, value added", "digital_economy_core_value_added", 2020, 2025)
ECOMMERCE = Measure("Cross-border e-commerce", "cbec_total", 2022, 2023)
GOODS = Measure("Goods trade", "goods_trade_total", 2023, 2023)
GDP = Measure("GDP", "gdp", 2025, 2025)


def side_by_side(
    measure: Measure, names: Iterable[str], facts: Register, evidence: Evidence, lowest_grade: str = "D"
) -> pd.DataFrame:
    """Set facts of several cities beside one another, the largest first.

    Columns: `measure`, `fact`, `city`, `period`, `value`, `unit`, `bound`, `grade`. A value below
    the grade stays as a gap. Raises `NotComparable` for another indicator, a year outside those of
    the measure, a mix of units, and a rival's second value, which would invite a growth rate.
    """
    rows = [_row(measure, facts[name], _origin(facts[name], facts, evidence)) for name in names]
    frame = pd.DataFrame(rows)
    if frame["unit"].nunique() > 1:
        raise NotComparable(f"{measure.name}: the units differ ({', '.join(set(frame['unit']))})")
    rivals = frame.loc[frame["city"] != OWN, "city"]
    if rivals.duplicated().any():
        raise NotComparable(f"{measure.name}: {rivals[rivals.duplicated()].iloc[0]} has two values")
    ordered = frame.sort_values(["value", "city"], ascending=[False, True], ignore_index=True)
    ordered["value"] = ordered["value"].where(ordered["grade"] <= lowest_grade)
    return ordered


def _row(measure: Measure, fact: Fact, origin: Observation) -> dict[str, object]:
    first, last = periods.period_start(origin.period), periods.period_end(origin.period)
    if origin.indicator != measure.indicator:
        raise NotComparable(f"{fact.id}: {origin.indicator} is not {measure.indicator}")
    if origin.status == "target" or origin.entity not in (OWN, *PEERS):
        raise NotComparable(f"{fact.id}: {origin.observation_id} is no outcome of a city")
    if first.year < measure.first or last.year > measure.last:
        raise NotComparable(
            f"{fact.id}: {origin.period} is outside {measure.first} to {measure.last}, the years of {measure.name}"
        )
    return {
        "measure": measure.name,
        "fact": fact.id,
        "city": origin.entity,
        "period": origin.period,
        "value": fact.value,
        "unit": fact.unit,
        "bound": fact.bound,
        "grade": fact.grade,
    }


def _origin(fact: Fact, facts: Register, evidence: Evidence) -> Observation:
    """The one observation behind a fact; a rate that converts it is none."""
    origins = [observation for observation in _origins(fact, facts, evidence) if observation.indicator != RATE]
    if len(origins) != 1:
        raise NotComparable(f"{fact.id} rests on {len(origins)} values; one is needed")
    return origins[0]


def _origins(fact: Fact, facts: Register, evidence: Evidence) -> list[Observation]:
    if fact.kind == "observed":
        return [evidence.observation(name) for name in fact.inputs]
    return [observation for name in fact.inputs for observation in _origins(facts[name], facts, evidence)]


def labelled(rows: pd.DataFrame) -> pd.DataFrame:
    """Add the words of a panel of bars, so that no value stands without its period.

    `title` names the measure and the year of most values, `label` the city, with its own period
    where that is another year or part of one, and `shown` the whole number, or a gap.
    """
    year = rows["period"].map(periods.year).mode().iloc[0]
    return rows.assign(
        title=rows["measure"] + f", {year}",
        label=[", ".join(filter(None, (row.city, _span(row.period, year)))) for row in rows.itertuples()],
        shown=[GAP if row.value != row.value else write_number(row.value, 0) for row in rows.itertuples()],
    )


def _span(period: str, year: int) -> str:
    """A period as far as it differs from a year: "2022", "Jan–Jun", "Jan–Nov 2022", or nothing."""
    first, last = periods.period_start(period), periods.period_end(period)
    months = "" if periods.is_annual(period) else "–".join(MONTHS[day.month - 1][:3] for day in (first, last))
    return " ".join(filter(None, (months, "" if first.year == year else str(first.year))))


def counted(observations: pd.DataFrame) -> int:
    """Count the cities beside Hangzhou that the evidence holds, each with what is part of it."""
    cities = set(observations["entity"]) & set(PEERS)
    return len({PART_OF.get(city, city) for city in cities})


def rivals_with(observations: pd.DataFrame, indicator: str) -> int:
    """Count the outcomes of other cities in an indicator."""
    outcomes = observations[observations["status"] != "target"]
    return int((outcomes["entity"].isin(PEERS) & (outcomes["indicator"] == indicator)).sum())
