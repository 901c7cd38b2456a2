"""How much an outcome hangs on each of the growth rates that it is estimated from."""

from collections.abc import Callable, Mapping

import pandas as pd

from .growth_model import GrowthModel, OutlookError, growth_of_rates

COLUMNS = ["left_out", "mean_percent", "sd_percent", "outcome"]


def leave_one_out(log_rates: Mapping[int, float], outcome: Callable[[GrowthModel], float]) -> pd.DataFrame:
    """Return the outcome with each growth rate left out in turn, one row a year.

    `log_rates` maps years to log growth (fractions); `outcome` takes the model of the other rates.
    Columns: left_out (the year), mean_percent, sd_percent, outcome. Method: the jackknife (Efron,
    The Jackknife, the Bootstrap and Other Resampling Plans, 1982). Raises MeasureError for fewer
    than three rates: the rest would have no spread.
    """
    if len(log_rates) < 3:
        raise OutlookError(f"There are {len(log_rates)} growth rates; leaving one out needs three.")
    rows = []
    for year in sorted(log_rates):
        model = growth_of_rates(rate for key, rate in log_rates.items() if key != year)
        rows.append((year, model.mean_percent, model.sd_percent, outcome(model)))
    return pd.DataFrame(rows, columns=COLUMNS)
