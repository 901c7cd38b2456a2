"""The growth model: formula against tables and closed forms, simulation against the formula."""

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expobook.analysis import growth_model, simulation
from expobook.analysis.growth_model import (
    GrowthModel,
    Start,
    closed_form_probability,
    closed_form_quantile,
)
from expobook.values.validation import MeasureError

WHOLE = GrowthModel.from_percent(8, 5, rates=6, tracking_percent=6)
HALF = Start(1340, 0.46, 0.5, tracked_years=2)
DRAWS = 40_000


def paths_of(model=WHOLE, start=HALF, *, horizon=2030, draws=DRAWS, seed=20221211):
    """Simulate from a first half of 1,340 bn yuan in 2025."""
    return simulation.simulate(start, 2025, horizon, model, draws=draws, seed=seed)


# Estimates


def test_history_is_the_mean_and_spread_of_log_growth():
    """Catch a spread with n rather than n - 1, or a mean of plain growth rates."""
    values = {2019: 100, 2020: 110, 2021: 99, 2022: 118.8}
    model = growth_model.history_growth(values)
    logs = np.log([1.1, 0.9, 1.2])
    assert model.mean_log == pytest.approx(logs.mean())
    assert model.sd_log == pytest.approx(logs.std(ddof=1))
    assert model.rates == 3
    assert model.mean_percent == pytest.approx(((118.8 / 100) ** (1 / 3) - 1) * 100)
    assert growth_model.growth_of_rates(logs).sd_log == pytest.approx(model.sd_log)


def test_window_of_history_leaves_the_rest_out():
    """Catch growth before or after the chosen window that leaks into the model."""
    values = {2017: 1, 2018: 50, 2019: 100, 2020: 110, 2021: 99, 2022: 118.8, 2023: 1000}
    window = {year: values[year] for year in range(2019, 2023)}
    assert growth_model.history_growth(values, 2019, 2022) == growth_model.history_growth(window)


def test_gap_inside_the_window_is_refused_and_one_outside_is_not():
    """Catch growth over a gap counted as one year's growth."""
    values = {2010: 1, 2019: 100, 2020: 110, 2021: 99, 2022: 120}
    assert growth_model.history_growth(values, 2019, 2022).rates == 3
    with pytest.raises(MeasureError, match="not chained"):
        growth_model.history_growth(values, 2010, 2022)


@pytest.mark.parametrize(("first", "last"), [(2018, 2022), (2019, 2024), (2021, 2022), (2022, 2021), ("2019", 2022)])
def test_window_needs_values_at_both_ends_and_a_spread(first, last):
    """Catch a window that is shorter than it says, or a spread of one growth rate."""
    values = {2019: 100, 2020: 110, 2021: 99, 2022: 120}
    with pytest.raises(MeasureError):
        growth_model.history_growth(values, first, last)


def test_one_rate_has_no_spread():
    """Catch a model of certain growth from a single year."""
    with pytest.raises(MeasureError, match="at least"):
        growth_model.growth_of_rates([0.1])


@given(st.floats(-50, 200), st.floats(0, 100))
def test_percent_of_the_model_comes_back(mean, spread):
    """Catch a user's growth that is changed on its way through logarithms."""
    model = GrowthModel.from_percent(mean, spread)
    assert model.mean_percent == pytest.approx(mean, abs=1e-9)
    assert model.sd_percent == pytest.approx(spread, abs=1e-9)


@pytest.mark.parametrize(
    "make",
    [
        lambda: GrowthModel(0.1, -0.1),
        lambda: GrowthModel(math.nan, 0.1),
        lambda: GrowthModel(0.1, math.inf),
        lambda: GrowthModel(0.1, 0.1, 1),
        lambda: GrowthModel(0.1, 0.1, 2.5),
        lambda: GrowthModel(0.1, 0.1, None, -0.01),
        lambda: GrowthModel.from_percent(-100, 5),
        lambda: GrowthModel.from_percent(5, -5),
        lambda: Start(0),
        lambda: Start(1, 0.5, 0.4),
        lambda: Start(1, 0.0, 0.5),
        lambda: Start(1, 0.5, 1.2),
        lambda: Start(1, 1, 1, -1),
    ],
)
def test_what_cannot_be_is_refused(make):
    """Catch a distribution of growth, or a share of the year, that has no meaning."""
    with pytest.raises(MeasureError):
        make()


# The formula, against tables and against other formulas


@pytest.mark.parametrize(
    ("rates", "percent", "printed"),
    [
        (2, 90, 3.078),
        (2, 95, 6.314),
        (3, 90, 1.886),
        (3, 97.5, 4.303),
        (5, 90, 1.533),
        (5, 97.5, 2.776),
        (10, 90, 1.383),
        (10, 97.5, 2.262),
        (31, 90, 1.310),
        (31, 97.5, 2.042),
    ],
)
def test_an_estimate_follows_the_printed_table_of_students_t(rates, percent, printed):
    """Catch another number of degrees of freedom, or a spread taken as known."""
    value = closed_form_quantile(Start(1.0), percent, 1, GrowthModel(0, 1, rates))
    assert math.log(value) / math.sqrt(1 + 1 / rates) == pytest.approx(printed, abs=6e-4)


@given(st.floats(-4, 4), st.integers(1, 12))
def test_two_rates_follow_cauchy_and_three_their_own_formula(distance, years):
    """Catch a mixture that misses the two tails of t that can be written down."""
    for rates, tail in (
        (2, lambda t: 0.5 - math.atan(t) / math.pi),
        (3, lambda t: 0.5 - t / (2 * math.sqrt(2 + t * t))),
    ):
        scale = 0.05 * math.sqrt(years + years**2 / rates)
        goal = math.exp(years * 0.08 + distance * scale)
        found = closed_form_probability(Start(1.0), goal, years, GrowthModel(0.08, 0.05, rates))
        assert found == pytest.approx(tail(distance), abs=1e-9)


def test_known_growth_is_lognormal():
    """Catch a spread that is doubted although the reader gave it."""
    model = GrowthModel(0.08, 0.05, None, 0.06)
    spread = math.sqrt(3 * 0.05**2 + (3 + 2) * 0.06**2)
    for percent in (5, 50, 90):
        by_hand = math.exp(0.24 + NormalDist().inv_cdf(percent / 100) * spread)
        found = closed_form_quantile(Start(1.0, tracked_years=2), percent, 3, model)
        assert found == pytest.approx(by_hand, rel=1e-9)


def test_a_share_that_is_not_known_spreads_the_base_and_nothing_else():
    """Catch a half year that is doubled, or a chance other than the part of the shares that do."""
    sure = GrowthModel.from_percent(10, 0)
    start = Start(100, 0.4, 0.5)
    assert start.middle == pytest.approx(100 / 0.45)
    # 110 / share reaches 250 where the share is 0.44 at most: four tenths of the range.
    assert closed_form_probability(start, 250, 1, sure) == pytest.approx(0.4)
    assert closed_form_quantile(start, 60, 1, sure) == pytest.approx(250)
    assert closed_form_probability(start, 276, 1, sure) == 0
    assert closed_form_probability(start, 219, 1, sure) == 1


def test_a_share_is_averaged_over_not_replaced_by_its_middle():
    """Catch a distribution of shares that is quietly one number."""
    model = GrowthModel(0.0, 0.01, None)
    whole = closed_form_probability(Start(100, 0.3, 0.7), 220, 1, model)
    by_hand = np.mean(
        [closed_form_probability(Start(100, one, one), 220, 1, model) for one in np.linspace(0.3, 0.7, 40_001)]
    )
    assert whole == pytest.approx(by_hand, abs=2e-3)
    assert closed_form_probability(Start(100, 0.5, 0.5), 220, 1, model) < 1e-9


def test_tracking_error_adds_to_the_variance_of_each_year_and_of_those_before():
    """Catch an error that is counted once, or only after the base year."""
    model = GrowthModel(0, 0, None, 0.1)
    for tracked, years in ((0, 1), (0, 4), (2, 2)):
        found = closed_form_quantile(Start(1.0, tracked_years=tracked), 90, years, model)
        assert math.log(found) == pytest.approx(NormalDist().inv_cdf(0.9) * 0.1 * math.sqrt(years + tracked), rel=1e-9)


@pytest.mark.parametrize(
    ("change", "wider"),
    [({"rates": None}, False), ({"rates": 3}, True), ({"tracking_percent": 0}, False), ({"sd_percent": 8}, True)],
)
def test_what_is_uncertain_widens_the_band(change, wider):
    """Catch a setting that is accepted and ignored, or narrows what it should widen."""
    given_ = {"mean_percent": 8, "sd_percent": 5, "rates": 6, "tracking_percent": 6}

    def width(**more):
        model = GrowthModel.from_percent(**{**given_, **more})
        low, high = (closed_form_quantile(HALF, one, 2, model) for one in (10, 90))
        return high / low

    assert (width(**change) > width()) == wider


def test_points_of_shares_and_variances_are_weights():
    """Catch weights that add up to more or less than the whole."""
    assert math.fsum(weight for _, weight in growth_model.shares(0.46, 0.5)) == pytest.approx(1)
    for rates in (2, 5, 60):
        factors = growth_model.variance_factors(rates)
        assert math.fsum(weight for _, weight in factors) == pytest.approx(1)
        if rates > 5:  # the mean of the factor is n / (n - 2) with n degrees of freedom
            mean = math.fsum(factor * weight for factor, weight in factors)
            assert mean == pytest.approx((rates - 1) / (rates - 3), rel=1e-6)


SCENE = st.fixed_dictionaries(
    {
        "target": st.floats(1, 1e4),
        "years": st.integers(1, 15),
        "mean": st.floats(-20, 40),
        "spread": st.floats(0.5, 30),
        "tracking": st.floats(0, 20),
        "rates": st.sampled_from([None, 2, 3, 5, 10]),
        "low": st.floats(0.3, 0.5),
        "tracked_years": st.integers(0, 3),
    }
)


def made(scene):
    """Start and model of a scene."""
    return (
        Start(100, scene["low"], 0.5, scene["tracked_years"]),
        GrowthModel.from_percent(scene["mean"], scene["spread"], scene["rates"], scene["tracking"]),
    )


@settings(max_examples=30)
@given(SCENE)
def test_a_harder_target_never_gets_the_better_chance(scene):
    """Catch a probability that rises with the target, or leaves nought to one."""
    start, model = made(scene)
    easy, hard = (closed_form_probability(start, scene["target"] * times, scene["years"], model) for times in (1, 1.5))
    assert -1e-12 <= hard <= easy <= 1 + 1e-12


@settings(max_examples=20)
@given(SCENE, st.floats(2, 98))
def test_quantile_and_probability_undo_one_another(scene, percent):
    """Catch two formulas of one distribution that contradict each other."""
    start, model = made(scene)
    value = closed_form_quantile(start, percent, scene["years"], model)
    chance = closed_form_probability(start, value, scene["years"], model)
    assert chance == pytest.approx(1 - percent / 100, abs=1e-7)


@settings(max_examples=25)
@given(SCENE, st.integers(0, 2**32 - 1))
def test_simulation_tends_to_the_formula_everywhere(scene, seed):
    """Catch a corner of the settings in which the two routes part."""
    start, model = made(scene)
    years, draws = scene["years"], 4000
    try:
        paths = simulation.simulate(start, 2000, 2000 + years, model, draws=draws, seed=seed)
    except MeasureError:  # two rates lead to paths beyond all numbers
        assert scene["rates"] in (2, 3)
        return
    exact = closed_form_probability(start, scene["target"], years, model)
    drawn = simulation.probability_at_least(paths, scene["target"], 2000 + years)
    spread = math.sqrt(max(exact * (1 - exact), 0) / draws)
    assert abs(drawn - exact) <= 6 * spread + 3 / draws


# Simulation


def test_base_year_is_as_uncertain_as_its_share_and_its_tracked_years():
    """Catch a base year that is taken as known, or a share outside its ends."""
    known = paths_of(GrowthModel.from_percent(8, 5), Start(2840), draws=50)
    assert known.years == (2025, 2026, 2027, 2028, 2029, 2030)
    assert known.values.shape == (50, 6)
    assert known.in_year(2025) == pytest.approx(2840)
    shared = paths_of(GrowthModel.from_percent(8, 5), Start(1340, 0.46, 0.5)).in_year(2025)
    assert shared.min() == pytest.approx(1340 / 0.5, rel=1e-3)
    assert shared.max() == pytest.approx(1340 / 0.46, rel=1e-3)
    tracked = np.log(paths_of(GrowthModel(0, 0, None, 0.06), Start(1, tracked_years=4)).in_year(2025))
    assert tracked.std() == pytest.approx(0.12, rel=0.03)


def test_same_seed_same_paths_other_seed_other_paths():
    """Catch a run that can't be repeated, or a seed that is ignored."""
    assert np.array_equal(paths_of(draws=100).values, paths_of(draws=100).values)
    assert not np.array_equal(paths_of(draws=9, seed=0).values, paths_of(draws=9, seed=1).values)


def test_simulation_leaves_the_global_random_numbers_alone():
    """Catch a hidden state that makes one notebook depend on another."""
    np.random.seed(1)
    before = np.random.get_state()[1].copy()
    paths_of(draws=10)
    assert np.array_equal(before, np.random.get_state()[1])


def test_longer_horizon_keeps_the_earlier_years():
    """Catch a fan whose near years move when only the horizon moved."""
    short, long = paths_of(draws=100, horizon=2027), paths_of(draws=100)
    assert np.array_equal(short.values, long.values[:, :3])


def test_simulated_growth_has_the_mean_spread_and_tracking_asked_for():
    """Catch shocks of another size, or years that move together."""
    model = GrowthModel.from_percent(8, 5, None, 6)
    growth = np.diff(np.log(paths_of(model).values), axis=1)
    spread = math.hypot(0.05, 0.06)
    assert np.abs(growth.mean(axis=0) - model.mean_log).max() < 4 * spread / math.sqrt(DRAWS)
    assert growth.std(axis=0, ddof=1) == pytest.approx(spread, rel=0.03)
    between = np.corrcoef(growth.T)[np.triu_indices(5, 1)]
    assert np.abs(between).max() < 4 / math.sqrt(DRAWS)


@pytest.mark.untraced
def test_fan_agrees_with_the_formula():
    """Catch a simulated fan that differs from the distribution that the explorer draws."""
    frame = simulation.fan(paths_of())
    assert list(frame.columns) == ["year", "percent", "value"]
    assert len(frame) == 6 * 7
    for row in frame[frame["year"] > 2025].itertuples():
        exact = closed_form_quantile(HALF, row.percent, row.year - 2025, WHOLE)
        assert row.value == pytest.approx(exact, rel=0.02)


@pytest.mark.parametrize(
    "change",
    [
        {"horizon_year": 2025},
        {"horizon_year": 2020},
        {"base_year": "2025"},
        {"draws": 0},
        {"draws": 2.5},
        {"seed": -1},
        {"seed": None},
        {"model": GrowthModel(500, 0)},
    ],
)
def test_simulation_refuses_settings_that_make_no_paths(change):
    """Catch an outlook into the past, without draws, without a seed or beyond all numbers."""
    arguments = {
        "start": HALF,
        "base_year": 2025,
        "horizon_year": 2030,
        "model": WHOLE,
        "draws": 10,
        "seed": 1,
    } | change
    with pytest.raises(MeasureError):
        simulation.simulate(**arguments)


# Quantiles and probabilities of values


@pytest.mark.parametrize(
    ("percent", "expected"), [(0, 1), (10, 1.4), (25, 2), (50, 5), (75, 10), (90, 14.8), (100, 18)]
)
def test_quantile_is_the_common_linear_one(percent, expected):
    """Catch quantiles that differ from those that R's type 7 and spreadsheets give."""
    assert simulation.quantile([10, 1, 18, 2, 5], percent) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize(
    ("values", "percent"),
    [([], 50), ([1, math.nan], 50), ([1, 2], 101), ([1, 2], -1), ([1], None), ([math.inf], 5)],
)
def test_quantile_refuses_what_has_none(values, percent):
    """Catch a quantile of nothing, or of missing values."""
    with pytest.raises(MeasureError):
        simulation.quantile(values, percent)


def test_a_target_met_exactly_is_met():
    """Catch a target that counts as missed through rounding."""
    model, target = GrowthModel.from_percent(8, 0), 2840 * 1.08**5
    paths = paths_of(model, Start(2840), draws=5)
    assert simulation.probability_at_least(paths, target, 2030) == 1
    assert closed_form_probability(Start(2840), target, 5, model) == 1
    assert simulation.probability_at_least(paths, target * 1.0001, 2030) == 0
    assert closed_form_probability(Start(2840), target * 1.0001, 5, model) == 0


@pytest.mark.parametrize(
    "call",
    [
        lambda: simulation.probability_at_least(paths_of(draws=5), 0, 2030),
        lambda: simulation.probability_at_least(paths_of(draws=5), 4000, 2024),
        lambda: closed_form_probability(HALF, 0, 1, WHOLE),
        lambda: closed_form_probability(HALF, 1, 0, WHOLE),
        lambda: closed_form_quantile(HALF, 0, 1, WHOLE),
        lambda: closed_form_quantile(HALF, 100, 1, WHOLE),
        lambda: closed_form_quantile(HALF, 50, 1, GrowthModel(1e4, 0)),
    ],
)
def test_probability_refuses_what_has_none(call):
    """Catch a chance of reaching nothing, or in no years."""
    with pytest.raises(MeasureError):
        call()
