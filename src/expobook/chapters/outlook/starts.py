"""Chapter 5: the value that the model starts from, and the chances under named assumptions."""

from __future__ import annotations

import pandas as pd

from expobook.analysis.growth_model import Start, closed_form_probability
from expobook.evidence import Evidence
from expobook.facts.parameters import OutlookParameters

from .growth_history import NAMES, growth_model, history, tracking_percent

KNOWN_YEAR = 2023
"""The year of the city's only value: from then on it may stray from what stands for it."""
HALF_OF = {2023: "the city's first half of 2023", 2025: "the province's first half of 2025"}


def start(settings: OutlookParameters, halves: dict[int, float]) -> Start:
    """The value of the base year, as it is given or from its first half.

    `halves`: the city's first half by year, bn yuan; that of a later year is its part of the
    province's, and carries the tracking error since KNOWN_YEAR.
    """
    if settings.base_value:
        return Start(settings.base_value)
    year = settings.base_year
    return Start(halves[year], settings.first_half_low, settings.first_half_high, year - KNOWN_YEAR)


_FROM_ALL_EVIDENCE = {"growth": "history", "growth_mean": None, "growth_spread": None, "lowest_grade": "D"}
_COLUMNS = [
    "history",
    "start_year",
    "history_label",
    "start_label",
    "chance_percent",
    "lowest_percent",
    "highest_percent",
]


def assumptions(
    evidence: Evidence, settings: OutlookParameters, halves: dict[int, float], goal: float, goal_year: int
) -> pd.DataFrame:
    """Chance of a goal in yuan under each history and starting half.

    One row a pair, six in all: history, start_year, history_label, start_label, chance_percent
    (over the shares of the first half), lowest_percent and highest_percent (at the ends of the
    shares). All evidence is admitted, whatever the run's own history admits.
    """
    rows = []
    tracking = tracking_percent(evidence, settings)
    for key, name in NAMES.items():
        asked = settings.model_copy(update={"history": key, **_FROM_ALL_EVIDENCE})
        model = growth_model(history(evidence, asked), asked, tracking)
        for year, label in HALF_OF.items():
            least, most = settings.first_half_low, settings.first_half_high
            ends = [(least, most), (most, most), (least, least)]
            chances = [
                100
                * closed_form_probability(
                    Start(halves[year], low, high, year - KNOWN_YEAR), goal, goal_year - year, model
                )
                for low, high in ends
            ]
            rows.append((key, year, name, label, *chances))
    return pd.DataFrame(rows, columns=_COLUMNS)
