"""Backtest: forecasts that see only what their origin could see, beside a naive one."""

import math

import numpy as np
import pytest

from expobook.analysis import backtest
from expobook.analysis.growth_model import (
    Start,
    closed_form_probability,
    closed_form_quantile,
    history_growth,
)
from expobook.values.validation import MeasureError

VALUES = dict(
    zip(
        range(2010, 2024),
        [100, 108, 115, 130, 128, 140, 150, 170, 190, 200, 195, 240, 250, 260],
        strict=True,
    )
)
SETTINGS = {"window": 5, "horizon": 3, "asked_percent": 8.0}


def test_forecast_is_set_beside_what_came():
    """Catch actual values filed under another year, or an error of the wrong sign."""
    frame = backtest.backtest(VALUES, 2016, **SETTINGS)
    assert list(frame.columns) == backtest.COLUMNS
    assert list(frame["year"]) == [2017, 2018, 2019]
    assert list(frame["years_ahead"]) == [1, 2, 3]
    assert list(frame["actual"]) == [170, 190, 200]
    assert set(frame["origin"]) == {2016}
    for row in frame.itertuples():
        assert row.error_percent == pytest.approx((row.actual - row.median) / row.actual * 100)
        assert row.inside_80 == (row.p10 <= row.actual <= row.p90)
    assert (frame["error_percent"] > 0).all()


def test_forecast_uses_the_window_before_its_origin():
    """Catch growth from other years than the window, or quantiles other than those named."""
    frame = backtest.backtest(VALUES, 2016, **SETTINGS)
    model = history_growth(VALUES, 2011, 2016)
    for column, percent in (("p10", 10), ("median", 50), ("p90", 90)):
        exact = [closed_form_quantile(Start(150), percent, years, model) for years in (1, 2, 3)]
        assert list(frame[column]) == pytest.approx(exact)
    assert list(frame["chance"]) == pytest.approx(
        [closed_form_probability(Start(150), 150 * 1.08**years, years, model) for years in (1, 2, 3)]
    )


def test_the_naive_forecast_repeats_the_latest_growth():
    """Catch a benchmark that is made easy: another year's growth, or none."""
    frame = backtest.backtest(VALUES, 2016, **SETTINGS)
    naive = [150 * (150 / 140) ** years for years in (1, 2, 3)]
    errors = [(actual - one) / actual * 100 for actual, one in zip((170, 190, 200), naive, strict=True)]
    assert list(frame["naive_error_percent"]) == pytest.approx(errors)
    assert list(frame["naive_chance"]) == [0, 0, 0]  # 7.1 percent a year, 8 were asked
    easier = backtest.backtest(VALUES, 2016, **SETTINGS | {"asked_percent": 7.0})
    assert list(easier["naive_chance"]) == [1, 1, 1]


def test_what_was_asked_is_growth_on_average():
    """Catch an outcome that is judged by its last year alone."""
    frame = backtest.backtest(VALUES, 2016, **SETTINGS | {"asked_percent": 10.0})
    assert list(frame["reached"]) == [True, True, True]  # 13, 27 and 33 percent of 10, 21, 33
    assert 200 / 150 > 1.1**3


def test_shortest_window_has_two_growth_rates():
    """Catch a window that needs one year more than it says."""
    settings = SETTINGS | {"window": 2, "horizon": 1}
    assert len(backtest.backtest(VALUES, 2012, **settings)) == 1
    assert backtest.rolling_backtest(VALUES, **settings)["origin"].min() == 2012


def test_value_on_the_edge_of_the_band_is_inside():
    """Catch a band that leaves out its own ends; and small units taken for nothing."""
    still = dict.fromkeys(range(2010, 2020), 0.5)
    frame = backtest.backtest(still, 2016, **SETTINGS)
    assert list(frame["p10"]) == list(frame["p90"]) == [0.5, 0.5, 0.5]
    assert frame["inside_80"].all()


def test_origin_cannot_see_the_future():
    """Catch a backtest that has read the answers."""
    other = VALUES | {year: VALUES[year] * 7 for year in range(2017, 2024)}
    columns = ["median", "p10", "p90", "chance", "naive_chance"]
    here = backtest.backtest(VALUES, 2016, **SETTINGS)[columns]
    assert here.equals(backtest.backtest(other, 2016, **SETTINGS)[columns])


def test_origin_does_not_look_behind_its_window():
    """Catch values before the window that still move the forecast."""
    shorter = {year: value for year, value in VALUES.items() if year >= 2011}
    here = backtest.backtest(VALUES, 2016, **SETTINGS)
    assert here.equals(backtest.backtest(shorter, 2016, **SETTINGS))


def test_steady_growth_is_forecast_exactly():
    """Catch a bias in a series where there is nothing to be wrong about."""
    steady = {2010 + step: 100 * 1.08**step for step in range(12)}
    frame = backtest.rolling_backtest(steady, **SETTINGS)
    assert frame["error_percent"].abs().max() < 1e-9
    assert frame["naive_error_percent"].abs().max() < 1e-9


def test_sampling_error_widens_the_band():
    """Catch a flag that is accepted and ignored."""
    unsure = backtest.backtest(VALUES, 2016, **SETTINGS)
    sure = backtest.backtest(VALUES, 2016, **SETTINGS, sampling_error=False)
    assert ((unsure["p90"] - unsure["p10"]) > (sure["p90"] - sure["p10"])).all()


def test_rolling_goes_through_every_possible_origin():
    """Catch chosen origins: the bad ones left out."""
    frame = backtest.rolling_backtest(VALUES, **SETTINGS)
    assert sorted(set(frame["origin"])) == list(range(2015, 2023))
    assert len(frame) == 6 * 3 + 2 + 1
    assert frame["year"].max() == 2023
    single = backtest.backtest(VALUES, 2018, **SETTINGS)
    part = frame[frame["origin"] == 2018].reset_index(drop=True)
    assert part.equals(single)


def test_near_forecasts_do_not_depend_on_the_horizon():
    """Catch late origins, whose horizon is cut, that are forecast in another way."""
    frame = backtest.rolling_backtest(VALUES, **SETTINGS)
    cut = backtest.rolling_backtest(VALUES, **SETTINGS | {"horizon": 1})
    near = frame[frame["years_ahead"] == 1].reset_index(drop=True)
    assert near.equals(cut)


def test_the_farthest_year_alone_is_forecast_as_among_others():
    """Catch a short cut that forecasts another year, or leaves origins out."""
    frame = backtest.rolling_backtest(VALUES, **SETTINGS)
    alone = backtest.rolling_backtest(VALUES, **SETTINGS, horizon_alone=True)
    farthest = frame[frame["years_ahead"] == SETTINGS["horizon"]].reset_index(drop=True)
    assert alone.equals(farthest)


def test_brier_is_the_mean_squared_error():
    """Catch a score that rewards boldness, or counts the misses only."""
    assert backtest.brier([1, 0, 0.5, 0.8], [True, False, True, False]) == pytest.approx((0 + 0 + 0.25 + 0.64) / 4)
    assert backtest.brier([0.5] * 4, [True, False, True, False]) == 0.25
    for chances, outcomes in (([], []), ([1.2], [True])):
        with pytest.raises(MeasureError):
            backtest.brier(chances, outcomes)


def test_scores_count_what_they_name():
    """Catch a coverage or a score that is computed over the wrong forecasts."""
    frame = backtest.rolling_backtest(VALUES, **SETTINGS)
    table = backtest.scores(frame)
    assert list(table.columns) == backtest.SCORES
    assert list(table["years_ahead"]) == [1, 2, 3]
    assert list(table["forecasts"]) == [8, 7, 6]
    for row in table.itertuples():
        group = frame[frame["years_ahead"] == row.years_ahead]
        assert row.inside == group["inside_80"].sum()
        assert row.coverage_percent == pytest.approx(group["inside_80"].mean() * 100)
        assert row.mean_absolute_error_percent == pytest.approx(group["error_percent"].abs().mean())
        assert row.naive_absolute_error_percent == pytest.approx(group["naive_error_percent"].abs().mean())
        for score, chance in ((row.brier, "chance"), (row.naive_brier, "naive_chance")):
            assert score == pytest.approx(((group[chance] - group["reached"]) ** 2).mean())


@pytest.mark.untraced
def test_band_holds_four_in_five_when_the_model_is_true():
    """Catch a band called eighty percent that holds far more or fewer, short windows included."""
    generator = np.random.Generator(np.random.PCG64(7))
    levels = 100 * np.exp(np.cumsum(generator.normal(0.06, 0.05, 900)))
    values = {1000 + step: float(level) for step, level in enumerate(levels)}
    for window in (4, 40):
        frame = backtest.rolling_backtest(values, window=window, horizon=1, asked_percent=6)
        assert backtest.scores(frame)["coverage_percent"].iloc[0] == pytest.approx(80, abs=4)
        chances = frame["chance"].mean()
        assert chances == pytest.approx(frame["reached"].mean(), abs=0.05)


@pytest.mark.parametrize(
    ("values", "origin", "change", "message"),
    [
        (VALUES, 2014, {}, "no value for 2009"),
        (VALUES, 2022, {}, "no value for 2024"),
        (VALUES, 2030, {}, "no value for 2030"),
        (VALUES, "2016", {}, "whole number"),
        (VALUES, 2016, {"window": 1}, "window"),
        (VALUES, 2016, {"horizon": 0}, "horizon"),
        (VALUES, 2016, {"asked_percent": math.nan}, "asked"),
        ({k: v for k, v in VALUES.items() if k != 2013}, 2016, {}, "not chained"),
        ({k: v for k, v in VALUES.items() if k != 2018}, 2016, {}, "no value for 2018"),
        (VALUES | {2018: 0}, 2016, {}, "2018 is 0"),
        (VALUES | {2014: -3}, 2016, {}, "2014"),
    ],
)
def test_backtest_refuses_what_it_cannot_judge(values, origin, change, message):
    """Catch a forecast from a broken window, or one judged against nothing."""
    with pytest.raises(MeasureError, match=message):
        backtest.backtest(values, origin, **SETTINGS | change)


def test_rolling_needs_a_window_and_an_outcome():
    """Catch an empty table that reads as "no misses"."""
    short = {year: VALUES[year] for year in range(2010, 2016)}
    with pytest.raises(MeasureError, match="need 7 years or more"):
        backtest.rolling_backtest(short, **SETTINGS)
    with pytest.raises(MeasureError, match="not chained"):
        backtest.rolling_backtest({k: v for k, v in VALUES.items() if k != 2012}, **SETTINGS)


def test_scores_of_nothing_are_refused():
    """Catch perfect coverage of no forecasts."""
    frame = backtest.backtest(VALUES, 2016, **SETTINGS)
    with pytest.raises(MeasureError, match="no forecasts"):
        backtest.scores(frame.iloc[:0])
