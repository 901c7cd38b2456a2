"""Chapter 2: what a printed growth rate says about the year before.

A source that prints a level and its growth also states the level of the year before. Where that
implied base differs from what was published for that year, the base was moved in between, or two
publishers measured two things. Each `Base` names the two observations that are compared.
"""

from __future__ import annotations

from dataclasses import dataclass

from expobook.analysis import measures
from expobook.values.numbers import decimals_of
from expobook.values.validation import growth_above_total_loss, not_negative, positive

WORLD = "world.digitally_deliverable_services_exports"
CHINA = "china.digitally_deliverable_services_total"
CBEC = "china.cbec_total"
KNOWLEDGE = "china.knowledge_intensive_services_total"
SERVICES = "china.services_trade_total"
SHARE = "world.digitally_deliverable_share_of_services_exports"


@dataclass(frozen=True, slots=True)
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


BASES = (
    Base(
        "world_2020",
        "World digital exports 2020, vintage of 2021",
        f"{WORLD}.2021.hzboc-2022-landmark-expo",
        f"{WORLD}.2020.unctad-2021-trade-data-2020",
        0.01,
        0.1,
        10,
    ),
    Base(
        "world_2020_today",
        "World digital exports 2020, vintage of 2025",
        f"{WORLD}.2021.hzboc-2022-landmark-expo",
        f"{WORLD}.2020.unctad-2025-dds-data360",
        0.01,
        0.1,
        0.01,
    ),
    Base(
        "china_2020",
        "China's digital services 2020",
        f"{CHINA}.2021.hzboc-2022-landmark-expo",
        f"{CHINA}.2020.ecns-2021-ciftis-chen",
        0.01,
        0.1,
        0.01,
    ),
    Base(
        "china_2021",
        "China's digital services 2021",
        f"{CHINA}.2022.people-2023-digital-trade-2022",
        f"{CHINA}.2021.xinhua-2022-bri-digital-trade",
        0.01,
        0.1,
        0.01,
    ),
    Base(
        "cbec_2020",
        "China's cross-border e-commerce 2020",
        f"{CBEC}.2021.chinaservicesinfo-2022-cbec",
        f"{CBEC}.2020.ndrc-2022-cbec",
        10,
        1,
        10,
    ),
    Base(
        "cbec_2021",
        "China's cross-border e-commerce 2021",
        f"{CBEC}.2022.scio-2023-trade-2022",
        f"{CBEC}.2021.chinaservicesinfo-2022-cbec",
        10,
        0.1,
        10,
    ),
    Base(
        "cbec_2022",
        "China's cross-border e-commerce 2022",
        f"{CBEC}.2023.scio-2024-mofcom-2023",
        f"{CBEC}.2022.scio-2023-trade-2022",
        10,
        0.1,
        10,
    ),
    Base(
        "cbec_2023",
        "China's cross-border e-commerce 2023",
        f"{CBEC}.2024.github-2025-cbec-quiz",
        f"{CBEC}.2023.scio-2024-mofcom-2023",
        10,
        0.1,
        10,
    ),
    Base(
        "cbec_2024",
        "China's cross-border e-commerce 2024",
        f"{CBEC}.2025.github-2026-outbound-brief",
        f"{CBEC}.2024.chinadaily-2025-digital-trade-leaps",
        10,
        0.1,
        10,
    ),
    Base(
        "kis_2020",
        "China's knowledge-intensive services 2020",
        f"{KNOWLEDGE}.2021.people-2022-services-2021",
        f"{KNOWLEDGE}.2020.globaltimes-2021-services-2020",
        10,
        0.1,
        0.1,
    ),
    Base(
        "kis_2024",
        "China's knowledge-intensive services 2024",
        f"{KNOWLEDGE}.2025.cctv-2026-services-2025",
        f"{KNOWLEDGE}.2024.cctv-2025-services-year-2024",
        0.01,
        0.1,
        0.01,
    ),
    Base(
        "services_2016",
        "China's services trade 2016",
        f"{SERVICES}.2017.govcn-2018-services-2017",
        f"{SERVICES}.2016.caderus-2017-services-2016",
        100,
        0.1,
        10,
    ),
    Base(
        "services_2020",
        "China's services trade 2020",
        f"{SERVICES}.2021.devott-2022-services-2021",
        f"{SERVICES}.2020.globaltimes-2021-services-2020",
        0.01,
        0.1,
        10,
    ),
    Base(
        "services_2024",
        "China's services trade 2024",
        f"{SERVICES}.2025.cctv-2026-services-2025",
        f"{SERVICES}.2024.cctv-2025-services-2024",
        0.01,
        0.1,
        0.1,
    ),
    Base(
        "services_2025_h1",
        "China's services trade, January–June 2025",
        f"{SERVICES}.2026-01_2026-06.cctv-2026-services-h1",
        f"{SERVICES}.2025-01_2025-06.cctv-2025-services-h1",
        0.01,
        0.1,
        0.01,
    ),
)


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
