"""Leave one out: what hangs on a single year of growth."""

import math

import pytest

from expobook.analysis.sensitivity import COLUMNS, leave_one_out
from expobook.values.validation import MeasureError

RATES = {2013: 0.10, 2015: -0.20, 2014: 0.12, 2016: 0.08}


def test_each_year_is_left_out_once_and_only_that_one():
    """Catch a year that stays, one that is left out twice, or rows out of order."""
    frame = leave_one_out(RATES, lambda model: model.mean_log)
    assert list(frame.columns) == COLUMNS
    assert list(frame["left_out"]) == [2013, 2014, 2015, 2016]
    by_hand = {2013: 0.0, 2014: -0.02 / 3, 2015: 0.1, 2016: 0.02 / 3}
    for row in frame.itertuples():
        assert row.outcome == pytest.approx(by_hand[row.left_out], abs=1e-12)
        assert row.mean_percent == pytest.approx(100 * math.expm1(row.outcome), abs=1e-9)


def test_the_rest_knows_how_few_it_is():
    """Catch a spread or a sampling error that still counts the year that was left out."""
    frame = leave_one_out(RATES, lambda model: model.rates)
    assert set(frame["outcome"]) == {3}
    spread = frame.set_index("left_out")["sd_percent"][2015]
    assert spread == pytest.approx(2.0)  # of 10, 12 and 8


def test_two_rates_are_too_few():
    """Catch a spread of a single year's growth."""
    with pytest.raises(MeasureError, match="needs three"):
        leave_one_out({2020: 0.1, 2021: 0.2}, lambda model: model.mean_log)
