"""Units: a closed list, conversions within one dimension and no other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expobook.values.units import UNITS, UnitError, magnitude, quantity, unit

CODES = sorted(UNITS)


@pytest.mark.parametrize(
    ("value", "code", "other", "expected"),
    [
        (1980, "CNY bn", "CNY tn", 1.98),
        (1.98, "CNY tn", "CNY bn", 1980),
        (84.94, "CNY bn", "CNY mn", 84940),
        (500, "USD mn", "USD bn", 0.5),
        (63.6, "percent", "count", 0.636),
        (7, "percentage point", "percent", 7),
        (2, "years", "days", 730.485),
        (3, "times", "percent", 300),
    ],
)
def test_value_is_read_in_another_unit_of_its_kind(value, code, other, expected):
    """Catch a trillion read as a billion."""
    assert magnitude(quantity(value, code), other) == pytest.approx(expected, rel=1e-12)


def test_rate_turns_dollars_into_yuan_and_back():
    """Catch an exchange rate that is applied upside down."""
    dollars, rate = quantity(359.69, "USD bn"), quantity(6.4508, "CNY per USD")
    assert magnitude(dollars * rate, "CNY bn") == pytest.approx(359.69 * 6.4508)
    assert magnitude(quantity(110, "CNY bn") / rate, "USD bn") == pytest.approx(110 / 6.4508)


@pytest.mark.parametrize(
    ("code", "other"),
    [
        ("CNY bn", "USD bn"),
        ("CNY bn", "percent"),
        ("square metre", "count"),
        ("exabyte", "count"),
        ("days", "count"),
        ("CNY per USD", "CNY"),
    ],
)
def test_other_dimension_is_refused(code, other):
    """Catch yuan read as dollars, or an area as a count."""
    with pytest.raises(UnitError, match=f"can't be read in '{other}'"):
        magnitude(quantity(1, code), other)


def test_bare_number_has_no_dimension():
    """Catch a bare number that becomes money, or an error that isn't one in plain words."""
    assert magnitude(3.0, "count") == 3.0
    with pytest.raises(UnitError, match="a number without a unit can't be read in 'CNY bn'"):
        magnitude(3.0, "CNY bn")


def test_unknown_unit_lists_the_allowed_ones():
    """Catch a unit that is taken for another, or an error that doesn't say what is allowed."""
    with pytest.raises(UnitError, match="unknown unit 'RMB bn'; allowed are CNY bn, CNY tn"):
        unit("RMB bn")
    with pytest.raises(UnitError, match="unknown unit"):
        quantity(1, "billion yuan")


@given(st.sampled_from(CODES), st.floats(1e-6, 1e12))
def test_value_survives_its_own_unit(code, value):
    """Catch a value that changes on its way through the arithmetic of units."""
    assert magnitude(quantity(value, code), code) == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize("code", CODES)
def test_every_unit_is_written_around_its_number(code):
    """Catch a unit whose words leave the number out or say it twice."""
    text = unit(code).write("12.5")
    assert text.count("12.5") == 1
    assert "{" not in text


def test_units_that_look_alike_are_written_apart():
    """Catch two units of the list that a reader can't tell from each other."""
    written = {code: unit(code).write("1") for code in CODES if code not in ("count", "calendar year")}
    assert len(set(written.values())) == len(written)
