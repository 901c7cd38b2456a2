"""Prices, currencies, indices and growth by year: each formula, and each gap it must refuse."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from expobook.analysis import measures, money
from expobook.analysis.measures import MeasureError

LEVEL = st.floats(1e-6, 1e12)


def close(value, reference):
    """Compare to ten digits."""
    return value == pytest.approx(reference, rel=1e-10, abs=1e-10)


def test_price_index_runs_from_the_year_before_the_first_growth():
    """Catch an index that gives the growth of a year to the year after."""
    index = money.price_index({2021: 10, 2022: 20}, 2020)
    assert list(index) == [2020, 2021, 2022]
    assert list(index.values()) == pytest.approx([100, 110, 132])
    rebased = money.price_index({2022: 20, 2021: 10}, 2022)
    assert list(rebased.values()) == pytest.approx([100 / 1.32, 110 / 1.32, 100])


def test_constant_prices_remove_inflation_in_the_right_direction():
    """Catch older values shrunk, rather than raised, to the prices of a later year."""
    values = {2020: 100, 2022: 132}
    inflation = {2021: 10, 2022: 20}
    assert money.to_constant_prices(values, inflation, 2020) == pytest.approx({2020: 100, 2022: 100})
    assert money.to_constant_prices(values, inflation, 2022) == pytest.approx({2020: 132, 2022: 132})


YEARLY = st.integers(1990, 2020).flatmap(
    lambda first: st.lists(st.tuples(LEVEL, st.floats(-20, 60)), min_size=2, max_size=12).map(
        lambda pairs: (
            {first + place: pair[0] for place, pair in enumerate(pairs)},
            {first + place: pair[1] for place, pair in enumerate(pairs)},
        )
    )
)


@given(YEARLY, st.data())
def test_real_growth_does_not_depend_on_the_price_year(case, data):
    """Catch a price year that changes real growth rather than only the level."""
    values, inflation = case
    years = sorted(values)
    one, other = (data.draw(st.sampled_from(years)) for _ in range(2))
    first = money.to_constant_prices(values, inflation, one)
    second = money.to_constant_prices(values, inflation, other)
    assert first[one] == pytest.approx(values[one])
    ratio = second[years[0]] / first[years[0]]
    assert [second[year] / first[year] for year in years] == pytest.approx([ratio] * len(years))


def test_price_index_has_no_gaps():
    """Catch a missing year of inflation that is passed over as if prices had stood still."""
    with pytest.raises(MeasureError, match="no value for 2021"):
        money.price_index({2020: 1, 2022: 1}, 2020)


@pytest.mark.parametrize("year", [2018, 2023])
def test_year_without_a_deflator_is_refused(year):
    """Catch a value that stays in current prices among constant ones."""
    with pytest.raises(MeasureError, match=f"no value for {year}"):
        money.to_constant_prices({2020: 1, year: 1}, {2020: 1, 2021: 1, 2022: 1}, 2020)
    with pytest.raises(MeasureError, match=f"no value for {year}"):
        money.price_index({2020: 1, 2021: 1, 2022: 1}, year)


def test_conversion_goes_the_right_way():
    """Catch dollars divided by yuan per dollar."""
    assert money.dollars_to_yuan(100, 7) == 700


@pytest.mark.parametrize("rate", [0, -7])
def test_exchange_rate_is_above_zero(rate):
    """Catch a missing rate that was stored as zero."""
    with pytest.raises(MeasureError, match="exchange rate"):
        money.dollars_to_yuan(1, rate)


def test_index_leaves_gaps_as_gaps():
    """Catch a year without a value that gets one."""
    assert measures.index_to({2022: 150, 2018: 50, 2020: 100}, 2020) == {
        2018: 50,
        2020: 100,
        2022: 150,
    }


@pytest.mark.parametrize(
    ("values", "year"),
    [({2020: 1}, 2021), ({2020: 0}, 2020), ({2020: -5}, 2020), ({}, 2020), ({2020: 1}, "2020")],
)
def test_index_needs_its_base_year(values, year):
    """Catch an index on a base year that has no value, or none above zero."""
    with pytest.raises(MeasureError):
        measures.index_to(values, year)


# Growth by year


def test_growth_by_year():
    """Catch growth filed under the earlier of its two years."""
    assert measures.growth_percent_by_year({2021: 110, 2020: 100}) == pytest.approx({2021: 10})
    logs = measures.log_growth_rates({2020: 100, 2021: 110, 2022: 99})
    assert logs == pytest.approx({2021: math.log(1.1), 2022: math.log(0.9)})


@pytest.mark.parametrize(
    "function",
    [measures.log_growth_rates, measures.growth_percent_by_year],
    ids=lambda f: f.__name__,
)
class TestYearsOfGrowth:
    """Both ways to growth by year refuse the same years."""

    def test_gap_is_never_chained(self, function):
        """Catch two years' growth shown as one because a year is missing."""
        with pytest.raises(MeasureError, match="no value for 2020, 2022; growth is not chained"):
            function({2019: 1, 2021: 2, 2023: 3})

    def test_one_year_has_no_growth(self, function):
        """Catch growth from a single value."""
        with pytest.raises(MeasureError, match="two years"):
            function({2020: 1})

    @pytest.mark.parametrize("year", ["2020", 2020.0, None, True, 20, 20201])
    def test_year_must_be_a_year(self, function, year):
        """Catch a year read as text or as a decimal, or a typing slip in it."""
        with pytest.raises(MeasureError, match="year"):
            function({year: 1, 2021: 2})

    def test_year_stands_once(self, function):
        """Catch one of two values for a year that is dropped in silence."""
        with pytest.raises(MeasureError, match="more than one value for 2020"):
            function(pd.Series([1.0, 2.0, 3.0], index=[2020, 2020, 2021]))

    def test_level_of_zero_is_refused(self, function):
        """Catch growth from a year in which nothing was reported and zero was stored."""
        with pytest.raises(MeasureError, match="2020"):
            function({2020: 0, 2021: 2})

    def test_values_come_by_year(self, function):
        """Catch a plain list, which has no years."""
        with pytest.raises(MeasureError, match="by year"):
            function([1, 2, 3])


@given(st.lists(LEVEL, min_size=2, max_size=20))
def test_log_growth_adds_up_to_compound_growth(levels):
    """Catch log growth whose mean isn't the compound growth of the whole span."""
    values = {2000 + place: level for place, level in enumerate(levels)}
    logs = measures.log_growth_rates(values)
    span = len(logs)
    mean = math.fsum(logs.values()) / span
    expected = measures.compound_growth_percent(levels[0], levels[-1], span)
    assert measures.percent_from_log_growth(mean) == pytest.approx(expected, rel=1e-9, abs=1e-9)
