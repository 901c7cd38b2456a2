"""Chapter 5: whose growth stands for the city's, and what the tests of the method rest on."""

import pytest

from expobook import evidence
from expobook.analysis import growth_model
from expobook.analysis.growth_model import GrowthModel
from expobook.chapters.outlook import data, growth_history
from expobook.facts.parameters import OutlookParameters, ParameterError

EXPORTS = OutlookParameters(history="china_services")


@pytest.fixture(scope="module")
def shelf():
    """The book's own evidence."""
    return evidence.load()


def test_dollars_are_converted_at_the_rate_of_their_own_year(shelf):
    """Catch a history in yuan at a single year's exchange rate."""
    values = growth_history.history(shelf, EXPORTS).values
    assert values[2010] == pytest.approx(56.02 * 6.7696)
    assert values[2023] == pytest.approx(216.265 * 7.0809)


def test_the_history_is_measured_as_the_city_is(shelf):
    """Catch exports alone borrowed for a city whose measure is exports plus imports."""
    found = growth_history.history(shelf, OutlookParameters())
    assert found.values[2010] == pytest.approx((56.02 + 66.289) * 6.7696)
    assert found.values[2023] == pytest.approx((216.265 + 171.318) * 7.0809)
    assert {name.split(".")[1] for name in found.observations} == {
        "digitally_deliverable_services_exports", "digitally_deliverable_services_imports",
        "exchange_rate_cny_per_usd_average"}


def test_constant_prices_leave_the_last_year_as_it_is(shelf):
    """Catch deflation with the wrong base year or the wrong sign."""
    nominal = growth_history.history(shelf, OutlookParameters()).values
    real = growth_history.history(shelf, OutlookParameters(price_basis="constant")).values
    assert real[2023] == pytest.approx(nominal[2023])
    assert real[2020] == pytest.approx(nominal[2020] * 1.04473574 * 1.01934605 * 0.99493201,
                                       rel=1e-5)


def test_history_never_bridges_a_missing_year(shelf):
    """Catch growth computed over the years 2018 to 2022, of which three are missing."""
    found = growth_history.history(shelf, OutlookParameters(history="china_cbec"))
    assert 2018 in found.values
    assert sorted(found.latest(10)) == [2022, 2023, 2024, 2025]


def test_window_holds_as_many_growth_rates_as_asked(shelf):
    """Catch a window that counts values instead of growth rates."""
    rows = growth_history.growth_rows(
        growth_history.history(shelf, OutlookParameters()), OutlookParameters(window=4)
    )
    assert list(rows["year"]) == [2020, 2021, 2022, 2023]


def test_grades_below_the_admitted_one_are_left_out(shelf):
    """Catch a run that promises good evidence and uses second-hand values."""
    settings = OutlookParameters(history="china_cbec", lowest_grade="C")
    found = growth_history.history(shelf, settings)
    assert max(found.values) == 2024
    assert set(found.grades) <= {"A", "B", "C"}


def test_given_growth_leaves_history_out(shelf):
    """Catch a reader's growth that is mixed with history."""
    settings = OutlookParameters(growth="given", growth_mean=0.05, growth_spread=0.0)
    model = growth_history.growth_model(growth_history.history(shelf, settings), settings)
    assert model.mean_percent == pytest.approx(5.0)
    assert model.sd_log == 0


def test_printed_growth_rates_keep_their_geometric_mean():
    """Catch an arithmetic mean of growth rates."""
    model = data.printed_growth_model([31.1, 15.0])
    assert model.mean_percent == pytest.approx((1.311 * 1.15) ** 0.5 * 100 - 100)


def test_first_estimates_and_survey_results_stay_apart(shelf):
    """Catch two measures of one year in one line."""
    frame = data.outcomes(shelf, range(2021, 2026)).set_index("year")
    assert (frame.loc[2024, "first"], frame.loc[2024, "survey"]) == (2630, 2710)
    assert frame["survey"].isna().to_dict()[2021]


def test_chance_is_even_where_mean_growth_equals_the_growth_needed():
    """Catch a probability that the spread alone moves off the middle path."""
    grid = data.probability_grid(100, 121, 2, [10.0], [2.0, 9.0])
    assert list(grid["probability_percent"]) == pytest.approx([50, 50])


def test_base_year_without_a_value_is_refused():
    """Catch the city's value of 2023 used as that of another year."""
    with pytest.raises(ParameterError, match="give 'base_value' as well"):
        OutlookParameters.check({"base_year": 2024})


def test_target_before_the_base_is_refused():
    """Catch growth over no years."""
    with pytest.raises(ParameterError, match="a year after 'base_year'"):
        OutlookParameters.check({"target_year": 2023})


def test_a_run_in_dollars_takes_the_growth_that_dollars_had(shelf):
    """Catch a run in dollars that keeps the growth of yuan."""
    dollars = growth_history.history(shelf, OutlookParameters(currency="USD"))
    assert dollars.values[2023] == pytest.approx(216.265 + 171.318)
    assert growth_history.RATES not in "".join(dollars.observations)


def test_a_given_rate_is_the_rate_of_every_year(shelf):
    """Catch an exchange rate that is accepted and ignored."""
    values = growth_history.history(
        shelf, OutlookParameters(history="china_services", exchange_rate=7.0)).values
    assert values[2010] == pytest.approx(56.02 * 7)
    assert values[2023] == pytest.approx(216.265 * 7)


def test_dollars_are_deflated_with_the_prices_of_their_issuer(shelf):
    """Catch dollars at China's prices."""
    settings = OutlookParameters(currency="USD", price_basis="constant")
    used = growth_history.history(shelf, settings).observations
    assert any(name.startswith("united-states.gdp_deflator") for name in used)
    assert not any(name.startswith("china.gdp_deflator") for name in used)


def test_growth_that_is_given_can_keep_the_spread_of_history(shelf):
    """Catch a spread that nobody asked for."""
    settings = OutlookParameters(growth="given", growth_mean=0.08)
    found = growth_history.history(shelf, settings)
    from_history = growth_history.growth_model(found, OutlookParameters())
    model = growth_history.growth_model(found, settings)
    assert model.mean_percent == pytest.approx(8.0)
    assert model.sd_percent == pytest.approx(from_history.sd_percent)


def test_a_mean_is_doubted_only_where_it_is_estimated_and_the_run_says_so(shelf):
    """Catch a doubt that is switched on and left out, or put on a mean that the reader gave."""
    found = growth_history.history(shelf, OutlookParameters())
    rates = {
        changed: growth_history.growth_model(found, OutlookParameters(**dict(changed))).rates
        for changed in (
            (), (("mean_uncertainty", "ignored"),), (("growth", "given"), ("growth_mean", 0.08)))}
    assert list(rates.values()) == [10, None, None]


def test_a_doubted_mean_moves_the_chance_towards_even():
    """Catch a chance that takes the mean of ten growth rates as known while its paths doubt it."""
    sure = GrowthModel.from_percent(12, 7)
    unsure = GrowthModel.from_percent(12, 7, 10)
    known, doubted = (data.chance_percent(318, 440, 4, model) for model in (sure, unsure))
    assert 50 < doubted < known
    wide, narrow = (growth_model.fan(data.paths(318, 2023, 2027, model, draws=4000, seed=1))
                    for model in (unsure, sure))
    assert wide["value"].iloc[-1] > narrow["value"].iloc[-1]
