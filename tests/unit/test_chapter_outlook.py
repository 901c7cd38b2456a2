"""Chapter 5: whose growth stands for the city's, and where the model starts."""

import math

import pandas as pd
import pytest

from expobook import evidence
from expobook.chapters.outlook import growth_history, starts
from expobook.facts.parameters import OutlookParameters, ParameterError

HALVES = {2023: 158.93, 2025: 415 * 158.93 / 362.35}


@pytest.fixture(scope="module")
def shelf():
    """The book's own evidence."""
    return evidence.load()


def rates_of(shelf, **asked):
    """Growth by year of a history."""
    found = growth_history.history(shelf, OutlookParameters(**asked))
    return dict(zip(found.rates["year"], found.rates["growth_percent"], strict=True))


def test_dollars_are_converted_at_the_rate_of_their_own_year(shelf):
    """Catch a history in yuan at a single year's exchange rate, or of exports alone."""
    values = growth_history.services_in_yuan(shelf).set_index("year")["value"]
    assert values[2010] == pytest.approx((56.02 + 66.289) * 6.7696)
    assert values[2023] == pytest.approx((216.265 + 171.318) * 7.0809)
    found = growth_history.history(shelf, OutlookParameters())
    assert {name.split(".")[1] for name in found.observations} == {
        "digitally_deliverable_services_exports",
        "digitally_deliverable_services_imports",
        "exchange_rate_cny_per_usd_average",
    }


def test_the_window_holds_as_many_growth_rates_as_asked(shelf):
    """Catch a window that counts values instead of growth rates, or takes the first ones."""
    assert list(rates_of(shelf, window=4)) == [2020, 2021, 2022, 2023]


def test_the_province_s_record_is_what_was_printed_and_what_follows(shelf):
    """Catch growth chained over the years without a value, or a half year beside a whole one."""
    record = growth_history.province(shelf).set_index("span")
    by_hand = {
        "2020": 20,
        "2021": 100 * (481 / 433.4 - 1),
        "H1 2023": 23.1,
        "H1 2024": 100 * (415 / 1.132 / 362.35 - 1),
        "H1 2025": 13.2,
    }
    assert record["growth_percent"].to_dict() == pytest.approx(by_hand)
    assert list(record.index[record["implied"]]) == ["2021", "H1 2024"]
    assert list(rates_of(shelf, history="zhejiang")) == [2020, 2021, 2023, 2024, 2025]


def test_the_composite_weighs_growth_year_by_year(shelf):
    """Catch weights that are swapped, or rates of different years in one sum."""
    assert rates_of(shelf, history="composite", ecommerce_share=1.0) == {2022: 7.1, 2023: 15.3, 2024: 14.0, 2025: 4.8}
    assert rates_of(shelf, history="composite", ecommerce_share=0.0) == {2022: 7.8, 2023: 8.5, 2024: 6.5, 2025: 6.6}
    assert rates_of(shelf, history="composite")[2024] == pytest.approx(0.43 * 14 + 0.57 * 6.5)


def test_the_tracking_error_is_that_of_like_spans(shelf):
    """Catch a half year of the province set against a whole year of the nation."""
    apart = growth_history.tracking_differences(shelf).set_index("span")
    assert apart["nation"].to_dict() == {"2020": 8.3, "2021": 14.4, "H1 2023": 12.3, "H1 2024": 3.7, "H1 2025": 6.0}
    by_hand = [
        100 * math.log((1 + one / 100) / (1 + other / 100))
        for one, other in zip(apart["province"], apart["nation"], strict=True)
    ]
    assert list(apart["apart"]) == pytest.approx(by_hand)
    settings = OutlookParameters()
    assert growth_history.tracking_percent(shelf, settings) == pytest.approx(pd.Series(by_hand).std())
    given = OutlookParameters(tracking_error=0.02)
    assert growth_history.tracking_percent(shelf, given) == pytest.approx(2)


def test_grades_below_the_admitted_one_are_left_out(shelf):
    """Catch a run that promises good evidence and uses second-hand values."""
    assert list(rates_of(shelf, history="composite", lowest_grade="C")) == [2022, 2023, 2024]
    assert list(rates_of(shelf, history="zhejiang", lowest_grade="B")) == [2023, 2024, 2025]
    with pytest.raises(ParameterError, match="allowed with history 'composite': 'C', 'D'"):
        rates_of(shelf, history="composite", lowest_grade="B")


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, (9.59, 7.25, 10)),
        ({"sampling_error": "ignored"}, (9.59, 7.25, None)),
        ({"growth": "given", "growth_mean": 0.05}, (5.0, 7.25, None)),
        ({"growth": "given", "growth_mean": 0.05, "growth_spread": 0.0}, (5.0, 0.0, None)),
    ],
)
def test_growth_is_history_s_or_the_reader_s(shelf, changed, expected):
    """Catch a reader's growth that is mixed with history, or doubted as if it were estimated."""
    settings = OutlookParameters(**changed)
    model = growth_history.growth_model(growth_history.history(shelf, settings), settings, 6.0)
    assert (round(model.mean_percent, 2), round(model.sd_percent, 2), model.rates) == expected
    assert model.tracking_log == pytest.approx(0.06)


def test_another_estimate_keeps_the_rest_of_the_model(shelf):
    """Catch a leave-one-out in which the tracking error or the doubt goes as well."""
    settings = OutlookParameters()
    found = growth_history.history(shelf, settings)
    model = growth_history.growth_model(found, settings, 6.0)
    other = growth_history.growth_model(growth_history.history(shelf, OutlookParameters(window=5)), settings, 0.0)
    assert growth_history.reestimated(model, other).rates == 5
    assert growth_history.reestimated(model, other).tracking_log == pytest.approx(0.06)


def test_the_start_is_a_half_year_over_its_share():
    """Catch a half year that is doubled, or a later start without the error of straying."""
    start = starts.start(OutlookParameters(), HALVES)
    assert (start.part, start.low, start.high, start.tracked_years) == (HALVES[2025], 0.46, 0.5, 2)
    start = starts.start(OutlookParameters(base_year=2023, first_half_low=0.5), HALVES)
    assert (start.middle, start.tracked_years) == (pytest.approx(317.86), 0)
    start = starts.start(OutlookParameters(base_year=2020, base_value=250.0), HALVES)
    assert (start.middle, start.low, start.high, start.tracked_years) == (250, 1, 1, 0)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"base_year": 2024}, "give 'base_value' as well"),
        ({"target_year": 2025}, "a year after 'base_year'"),
        ({"first_half_low": 0.6}, "a share up to 'first_half_high'"),
        ({"currency": "USD"}, "unknown parameter 'currency'"),
    ],
)
def test_settings_that_mean_nothing_are_refused(given, message):
    """Catch another year's value, growth over no years, or dollars' growth on a yuan goal."""
    with pytest.raises(ParameterError, match=message):
        OutlookParameters.check(given)
