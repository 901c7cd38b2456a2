"""Arithmetic: each formula on numbers of the release, and each input that it must refuse."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from expobook.analysis import measures, money
from expobook.analysis.measures import MeasureError

LEVEL = st.floats(1e-6, 1e12)
RATE = st.floats(-95, 900)
SPAN = st.integers(1, 60)
NOT_NUMBERS = [None, math.nan, math.inf, -math.inf, "110", True, pd.NA, [1], 1j, 10**400]


def close(value, reference):
    """Compare to ten digits."""
    return value == pytest.approx(reference, rel=1e-10, abs=1e-10)


# Growth


def test_growth_on_the_year_before():
    """Catch growth taken over the new value, or a fraction shown as percent."""
    assert close(measures.growth_percent(110, 100), 10)
    assert close(measures.growth_percent(75, 100), -25)
    assert close(measures.growth_percent(-20, 100), -120)


def test_difference_between_publishers():
    """Catch a gap between two vintages that is taken over the wrong one of them."""
    assert measures.difference_percent(3905, 3861.08) == pytest.approx(1.13750557, rel=1e-8)


def test_implied_base_of_cross_border_ecommerce():
    """Catch the 2020 base of 1.98 tn yuan "up 15 %" computed by taking 15 % off."""
    assert measures.implied_base(1.98, 15) == pytest.approx(1.98 / 1.15)
    assert measures.implied_base(1.98, 15) != pytest.approx(1.98 * 0.85)


@given(LEVEL, RATE)
def test_implied_base_undoes_growth(value, rate):
    """Catch an implied base from which the reported growth doesn't lead back to the value."""
    base = measures.implied_base(value, rate)
    assert measures.growth_percent(value, base) == pytest.approx(rate, rel=1e-9, abs=1e-9)


def test_compound_growth_is_not_the_simple_mean():
    """Catch average growth computed as total growth divided by the years."""
    assert close(measures.compound_growth_percent(100, 121, 2), 10)
    assert close(measures.compound_growth_percent(121, 100, 2), (1 / 1.1 - 1) * 100)


def test_required_growth_to_the_revenue_goal():
    """Catch the growth needed from 1,630 bn in 2021 to 2,000 bn in 2025 over a wrong span."""
    needed = measures.required_growth_percent(1630, 2000, 4)
    assert 1630 * (1 + needed / 100) ** 4 == pytest.approx(2000)
    assert needed == pytest.approx(5.24721142)


@given(LEVEL, LEVEL, SPAN)
def test_compound_growth_leads_to_the_end(start, end, years):
    """Catch a growth rate that, applied every year, misses the value that it was made from."""
    rate = measures.compound_growth_percent(start, end, years)
    assume(rate > -99.99)
    assert start * (1 + rate / 100) ** years == pytest.approx(end, rel=1e-6)
    assert measures.required_growth_percent(start, end, years) == rate


@given(RATE)
def test_log_growth_and_back(rate):
    """Catch log growth that is shown as percent, or percent used as log growth."""
    log = measures.log_growth_from_percent(rate)
    assert measures.percent_from_log_growth(log) == pytest.approx(rate, abs=1e-9)
    assert log == pytest.approx(math.log(1 + rate / 100), abs=1e-12)


@pytest.mark.parametrize("base", [0, 0.0, -1, -0.0])
@pytest.mark.parametrize("function", [measures.growth_percent, measures.difference_percent], ids=lambda f: f.__name__)
def test_growth_from_nothing_is_refused(function, base):
    """Catch growth from zero, or from a deficit, that prints a number."""
    with pytest.raises(MeasureError, match="must be above zero"):
        function(5, base)


@pytest.mark.parametrize("arguments", [(0, 5, 2), (5, 0, 2), (-1, 5, 2), (5, 5, 0), (5, 5, -3)])
def test_compound_growth_needs_levels_and_a_span(arguments):
    """Catch compound growth over no years, or between levels that have no ratio."""
    for function in (measures.compound_growth_percent, measures.required_growth_percent):
        with pytest.raises(MeasureError, match="above zero"):
            function(*arguments)


@pytest.mark.parametrize("rate", [-100, -120.5])
def test_growth_to_nothing_has_no_base(rate):
    """Catch a base implied by a fall of everything."""
    with pytest.raises(MeasureError, match="above -100 percent"):
        measures.implied_base(5, rate)
    with pytest.raises(MeasureError, match="above -100 percent"):
        measures.log_growth_from_percent(rate)


@pytest.mark.parametrize("bad", NOT_NUMBERS, ids=str)
@pytest.mark.parametrize(
    "call",
    [
        lambda bad: measures.growth_percent(bad, 1),
        lambda bad: measures.growth_percent(1, bad),
        lambda bad: measures.difference_percent(bad, 1),
        lambda bad: measures.implied_base(bad, 1),
        lambda bad: measures.implied_base(1, bad),
        lambda bad: measures.compound_growth_percent(bad, 1, 1),
        lambda bad: measures.compound_growth_percent(1, bad, 1),
        lambda bad: measures.compound_growth_percent(1, 1, bad),
        lambda bad: measures.required_growth_percent(1, bad, 1),
        lambda bad: measures.percent_from_log_growth(bad),
        lambda bad: measures.share_percent(bad, 1),
        lambda bad: measures.share_percent(1, bad),
        lambda bad: measures.share_bounds(bad, 110, 1),
        lambda bad: measures.share_bounds(1, bad, 1),
        lambda bad: measures.annualised(bad, 6),
        lambda bad: money.dollars_to_yuan(1, bad),
        lambda bad: money.dollars_to_yuan(bad, 7),
        lambda bad: measures.index_to({2020: bad}, 2020),
        lambda bad: money.price_index({2020: bad}, 2020),
        lambda bad: money.to_constant_prices({2020: bad}, {2020: 1}, 2020),
        lambda bad: measures.log_growth_rates({2020: 1, 2021: bad}),
        lambda bad: measures.growth_percent_by_year({2020: 1, 2021: bad}),
    ],
)
def test_what_is_no_number_is_refused(call, bad):
    """Catch a missing or infinite value, or text, that slips into a result."""
    with pytest.raises(MeasureError):
        call(bad)


def test_result_beyond_numbers_is_refused():
    """Catch infinity in a table because two values were of different units."""
    for call in (
        lambda: measures.growth_percent(1e308, 1e-308),
        lambda: measures.implied_base(1e308, -99.999),
        lambda: money.dollars_to_yuan(1e308, 1e308),
        lambda: measures.percent_from_log_growth(1e6),
        lambda: measures.compound_growth_percent(1e-300, 1e300, 0.1),
        lambda: measures.share_bounds(1e308, 1.7e308, 0),
        lambda: measures.annualised(1.7e308, 1),
    ):
        with pytest.raises(MeasureError, match="too large"):
            call()


def test_numpy_numbers_give_plain_floats():
    """Catch `np.float64(…)` on a page."""
    for value in (
        measures.growth_percent(np.float64(110), np.int64(100)),
        money.dollars_to_yuan(np.float64(7), np.float64(7)),
        measures.index_to(pd.Series({2020: 1.0, 2021: 2.0}), np.int64(2020))[2021],
    ):
        assert type(value) is float


# Shares


def test_share_of_a_whole():
    """Catch a share given as a fraction, or turned upside down."""
    assert close(measures.share_percent(37, 148), 25)
    assert measures.share_percent(0, 5) == 0
    assert measures.share_percent(5, 5) == 100


@pytest.mark.parametrize("part", [110.1, -0.1])
def test_part_outside_its_whole_is_refused(part):
    """Catch a "share" above everything or below nothing: the part isn't in that whole."""
    with pytest.raises(MeasureError):
        measures.share_percent(part, 110)


def test_hangzhou_share_depends_on_the_overlap():
    """Catch one share of Hangzhou stated as if the release said whether the 37 are in the 89."""
    inside = measures.share_bounds(38.2, 110, 1)
    outside = measures.share_bounds(38.2, 110, 0)
    half = measures.share_bounds(38.2, 110, 0.5)
    assert inside.share_percent == inside.highest_percent == pytest.approx(34.7272727)
    assert outside.share_percent == outside.lowest_percent == pytest.approx(25.7759784)
    assert (inside.total, outside.total, half.total) == pytest.approx((110, 148.2, 129.1))
    assert half.share_percent == pytest.approx(38.2 / 129.1 * 100)
    assert measures.share_bounds(37, 89, 0).share_percent == pytest.approx(37 / 126 * 100)


@given(st.floats(0.01, 1), st.floats(0.01, 1e6), st.floats(0, 1))
def test_share_lies_between_its_bounds(portion, total, overlap):
    """Catch bounds that don't hold the share that they are bounds of."""
    bounds = measures.share_bounds(portion * total, total, overlap)
    slack = 1e-9
    assert bounds.lowest_percent - slack <= bounds.share_percent <= bounds.highest_percent + slack
    assert (bounds.lowest_percent, bounds.highest_percent) == (
        measures.share_bounds(portion * total, total, 0).lowest_percent,
        measures.share_bounds(portion * total, total, 1).highest_percent,
    )


@pytest.mark.parametrize("overlap", [-0.01, 1.01, 50])
def test_overlap_is_a_fraction(overlap):
    """Catch an overlap of fifty percent written as 50."""
    with pytest.raises(MeasureError, match="between 0 and 1"):
        measures.share_bounds(38.2, 110, overlap)


def test_part_larger_than_the_stated_total_has_no_bounds():
    """Catch a part that is said to lie inside a total smaller than itself."""
    with pytest.raises(MeasureError, match="larger than the whole"):
        measures.share_bounds(110, 38.2, 0.5)


# Parts of a year


def test_annualised_is_plain_arithmetic():
    """Catch nine months of 84.94 bn that are shown as more than twelve ninths of it."""
    assert close(measures.annualised(84.94, 9), 84.94 / 9 * 12)
    assert close(measures.annualised(158.93, 6), 317.86)
    assert measures.annualised(5, 12) == 5


@pytest.mark.parametrize("months", [0, 13, -1, 6.0, "6", None])
def test_part_of_a_year_has_one_to_twelve_months(months):
    """Catch several years pressed into one."""
    with pytest.raises(MeasureError, match="number of months"):
        measures.annualised(100, months)
