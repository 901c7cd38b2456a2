"""Chapter 2: what a printed growth rate says about the year before.

A source that prints a level and its growth also states the level of the year before. Where that
implied base differs from what was published for that year, the base was moved in between, or two
publishers measured two things. Each `Base` names the two observations that are compared.
"""

from __future__ import annotations

from pydantic.dataclasses import dataclass

from expobook.analysis import measures
from expobook.facts.rows import yaml_rows
from expobook.values.numbers import decimals_of
from expobook.values.validation import growth_above_total_loss, not_negative, positive


@dataclass(frozen=True, slots=True, config=yaml_rows.CLOSED)
class Base:
    """One comparison: a value with its growth, and the level first published for the year before.

    Steps are the last printed digit of each number, in the unit of the evidence (10 for 1.98 tn
    told in bn): a printed number stands for all numbers half a step around it.
    """

    key: str
    label: str
    value_id: str
    published_id: str
    value_step: float
    growth_step: float
    published_step: float

    @property
    def value_decimals(self) -> int:
        """Decimals with which the value was printed, in the unit of the evidence."""
        return decimals_of(self.value_step)

    @property
    def published_decimals(self) -> int:
        """Decimals with which the earlier level was printed, in the unit of the evidence."""
        return decimals_of(self.published_step)


BASES = yaml_rows.listed("world/bases.yaml", Base)


def gap_range_percent(base: Base, value: float, growth: float, published: float) -> tuple[float, float]:
    """Return the lowest and highest gap between implied and published base, in percent.

    Formula: (value / (1 + growth / 100)) / published - 1, at the corners of the three roundings.
    A range that leaves out zero is a gap that rounding doesn't explain.
    """
    low, high = implied_base_range(value, growth, value_step=base.value_step, growth_step=base.growth_step)
    half = not_negative(base.published_step, "The step of the published base") / 2
    smallest = positive(published - half, "The smallest published base")
    return (
        measures.difference_percent(low, published + half),
        measures.difference_percent(high, smallest),
    )


def implied_base_range(
    value: float, growth_percent: float, *, value_step: float, growth_step: float
) -> tuple[float, float]:
    """Return the lowest and highest base that a printed value and growth rate leave open.

    Formula: value / (1 + growth / 100) at the corners of the two roundings, in the value's unit.
    """
    half = not_negative(value_step, "The step of the value") / 2
    rate = growth_above_total_loss(growth_percent, "The growth")
    spread = not_negative(growth_step, "The step of the growth rate") / 2
    low = measures.implied_base(positive(value - half, "The lowest value"), rate + spread)
    return low, measures.implied_base(value + half, rate - spread)
