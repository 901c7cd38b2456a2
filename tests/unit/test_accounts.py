"""Steps between two accounts: computed by hand, and refused where they mean nothing."""

import pytest

from expobook.analysis import accounts
from expobook.values.validation import MeasureError


def test_growth_and_prices_multiply():
    """Catch rates that are added. By hand: 1.10 x 0.95 = 1.045."""
    assert accounts.nominal_growth_percent(10, -5) == pytest.approx(4.5)


def test_a_step_is_what_growth_and_prices_leave():
    """Catch real growth taken for all of a rise. By hand: 2,310 / (2,000 x 1.05) = 1.1."""
    assert accounts.unexplained_step_percent(2310, 2000, 5, 0) == pytest.approx(10)


def test_the_step_of_the_census_year():
    """Catch a deflator with the wrong sign.

    By hand: 2005.9 x 1.047 x 0.992359 = 2084.13, and 2186 / 2084.13 = 1.04888.
    """
    step = accounts.unexplained_step_percent(2186, 2005.9, 4.7, -0.7641)
    assert step == pytest.approx(4.888, abs=1e-3)
    assert accounts.nominal_growth_percent(4.7, -0.7641) == pytest.approx(3.9, abs=1e-3)


def test_a_step_taken_out_is_put_back_by_itself():
    """Catch a step that is subtracted instead of divided out. By hand: 2200 / 1.1 = 2000."""
    assert accounts.without_step(2200, 10) == pytest.approx(2000)
    assert accounts.without_step(2301.1, 4.888) / 2300 == pytest.approx(0.9538, abs=1e-4)


@pytest.mark.parametrize(
    "make",
    [
        lambda: accounts.nominal_growth_percent(-100, 1),
        lambda: accounts.unexplained_step_percent(0, 100, 1, 1),
        lambda: accounts.unexplained_step_percent(100, 0, 1, 1),
        lambda: accounts.without_step(100, -100),
        lambda: accounts.without_step(float("nan"), 1),
    ],
)
def test_a_level_or_rate_that_cannot_be_is_refused(make):
    """Catch a level of nothing, or growth of less than everything."""
    with pytest.raises(MeasureError):
        make()
