"""How much an outlook depends on each of its inputs, one input at a time.

The outcomes are computed in closed form, so that they carry no sampling error. One input moves and
the others stay: what several inputs do together isn't shown, and the length of a bar depends on the
range that was chosen for its input.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from expobook.values.validation import finite, positive, whole_number

from .growth_model import (
    GrowthModel,
    OutlookError,
    closed_form_probability,
    closed_form_quantile,
    year_span,
)

INPUTS = ("base_value", "base_year", "target", "target_year", "mean_percent", "sd_percent")
COLUMNS = ["input", "side", "setting", "outcome", "base_outcome", "change"]
Measured = Literal["probability", "median"]


@dataclass(frozen=True, slots=True)
class Scenario:
    """The inputs of an outlook.

    `base_value` and `target` share a unit; `mean_percent` and `sd_percent` are as in
    `GrowthModel.from_percent`; `rates` is the number of growth rates behind them, needed only for
    `parameter_uncertainty`.
    """

    base_value: float
    base_year: int
    target: float
    target_year: int
    mean_percent: float
    sd_percent: float
    rates: int | None = None
    parameter_uncertainty: bool = False

    def __post_init__(self) -> None:
        """Raise MeasureError for inputs from which no outlook can be made."""
        positive(self.base_value, "The base value")
        positive(self.target, "The target")
        year_span(self.base_year, self.target_year)
        model = self.model
        if self.parameter_uncertainty:
            _ = model.mean_error_log

    @property
    def model(self) -> GrowthModel:
        """The distribution of yearly growth."""
        return GrowthModel.from_percent(self.mean_percent, self.sd_percent, self.rates)

    def probability(self) -> float:
        """Return the probability of reaching the target in the target year, 0 to 1."""
        return closed_form_probability(
            self.base_value,
            self.target,
            self.target_year - self.base_year,
            self.model,
            parameter_uncertainty=self.parameter_uncertainty,
        )

    def median(self) -> float:
        """Return the middle value of the target year, in the unit of the base value."""
        return closed_form_quantile(
            self.base_value, 50, self.target_year - self.base_year, self.model
        )


def tornado(
    scenario: Scenario,
    ranges: Mapping[str, tuple[float, float]],
    measured: Measured = "probability",
) -> pd.DataFrame:
    """Return what a low and a high setting of each input do to the outcome, two rows an input.

    `ranges` maps names from INPUTS to (low, high). Columns: input, side (low or high), setting,
    outcome, base_outcome and change (outcome less base outcome): fractions for the measure
    "probability", the unit of the base value for "median". The input with the widest spread of
    outcomes comes first; equals keep the order given. Method: one-at-a-time sensitivity analysis.
    Raises MeasureError for an unknown input or measure, a low setting above the high one, or a
    setting from which no outlook can be made.
    """
    if measured not in ("probability", "median"):
        raise OutlookError(f"The measure is {measured!r}; allowed are probability, median.")
    base = getattr(scenario, measured)()
    groups = []
    for name, limits in ranges.items():
        rows = []
        for side, setting in zip(("low", "high"), _limits(name, limits), strict=True):
            outcome = getattr(replace(scenario, **{name: setting}), measured)()
            rows.append((name, side, setting, outcome, base, outcome - base))
        groups.append(rows)
    groups.sort(key=_spread, reverse=True)
    return pd.DataFrame([row for rows in groups for row in rows], columns=COLUMNS)


def _limits(name: str, limits: tuple[float, float]) -> tuple[float, float]:
    if name not in INPUTS:
        raise OutlookError(f"There is no input {name!r}; allowed are {', '.join(INPUTS)}.")
    if len(limits) != 2:
        raise OutlookError(f"The range of {name} must be a low and a high setting.")
    check = whole_number if name.endswith("_year") else finite
    low, high = (check(limit, f"The {name} setting") for limit in limits)
    if low > high:
        raise OutlookError(f"The range of {name} starts at {low:g}, above its end {high:g}.")
    return low, high


def _spread(rows: list[tuple]) -> float:
    outcomes = [row[COLUMNS.index("outcome")] for row in rows]
    outcomes.append(rows[0][COLUMNS.index("base_outcome")])
    return max(outcomes) - min(outcomes)
