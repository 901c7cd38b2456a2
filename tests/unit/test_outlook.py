"""Outlook: simulated paths against the formulas that they must tend to."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expobook.analysis import growth_model
from expobook.analysis.growth_model import GrowthModel
from expobook.values.validation import MeasureError

STEADY = GrowthModel.from_percent(8, 5, rates=6)
DRAWS = 20_000


def paths_of(model=STEADY, *, horizon=2030, draws=DRAWS, seed=20221211, **options):
    """Simulate from 2,840 bn yuan in 2025."""
    return growth_model.simulate(2840, 2025, horizon, model, draws=draws, seed=seed, **options)


# The growth model


def test_history_is_the_mean_and_spread_of_log_growth():
    """Catch a spread with n rather than n - 1, or a mean of plain growth rates."""
    values = {2019: 100, 2020: 110, 2021: 99, 2022: 118.8}
    model = growth_model.history_growth(values)
    logs = np.log([1.1, 0.9, 1.2])
    assert model.mean_log == pytest.approx(logs.mean())
    assert model.sd_log == pytest.approx(logs.std(ddof=1))
    assert model.rates == 3
    assert model.mean_percent == pytest.approx(((118.8 / 100) ** (1 / 3) - 1) * 100)


def test_window_of_history_leaves_the_rest_out():
    """Catch growth before or after the chosen window that leaks into the model."""
    values = {2017: 1, 2018: 50, 2019: 100, 2020: 110, 2021: 99, 2022: 118.8, 2023: 1000}
    window = {year: values[year] for year in range(2019, 2023)}
    assert growth_model.history_growth(values, 2019, 2022) == growth_model.history_growth(window)


def test_shortest_history_is_three_values():
    """Catch a window that needs more years than the two growth rates of a spread."""
    assert growth_model.history_growth({2020: 100, 2021: 110, 2022: 99}).rates == 2


def test_gap_inside_the_window_is_refused_and_one_outside_is_not():
    """Catch growth over a gap counted as one year's growth."""
    values = {2010: 1, 2019: 100, 2020: 110, 2021: 99, 2022: 120}
    assert growth_model.history_growth(values, 2019, 2022).rates == 3
    with pytest.raises(MeasureError, match="not chained"):
        growth_model.history_growth(values, 2010, 2022)


@pytest.mark.parametrize(
    ("first", "last"), [(2018, 2022), (2019, 2024), (2021, 2022), (2022, 2021), ("2019", 2022)]
)
def test_window_needs_values_at_both_ends_and_a_spread(first, last):
    """Catch a window that is shorter than it says, or a spread of one growth rate."""
    values = {2019: 100, 2020: 110, 2021: 99, 2022: 120}
    with pytest.raises(MeasureError):
        growth_model.history_growth(values, first, last)


@given(st.floats(-50, 200), st.floats(0, 100))
def test_percent_of_the_model_comes_back(mean, spread):
    """Catch a user's growth that is changed on its way through logarithms."""
    model = GrowthModel.from_percent(mean, spread)
    assert model.mean_percent == pytest.approx(mean, abs=1e-9)
    assert model.sd_percent == pytest.approx(spread, abs=1e-9)


def test_growth_given_by_hand_has_no_sampling_error():
    """Catch uncertainty of a mean that nobody estimated."""
    with pytest.raises(MeasureError, match="given by hand"):
        paths_of(GrowthModel(0.1, 0.1), draws=10, parameter_uncertainty=True)


@pytest.mark.parametrize(
    "make",
    [
        lambda: GrowthModel(0.1, -0.1),
        lambda: GrowthModel(math.nan, 0.1),
        lambda: GrowthModel(0.1, math.inf),
        lambda: GrowthModel(0.1, 0.1, 1),
        lambda: GrowthModel(0.1, 0.1, 2.5),
        lambda: GrowthModel.from_percent(-100, 5),
        lambda: GrowthModel.from_percent(5, -5),
    ],
)
def test_model_that_cannot_be_is_refused(make):
    """Catch a distribution of growth that has no meaning."""
    with pytest.raises(MeasureError):
        make()


# Simulation


def test_paths_start_at_the_base_value():
    """Catch a base year that is already uncertain."""
    paths = paths_of(draws=50)
    assert paths.years == (2025, 2026, 2027, 2028, 2029, 2030)
    assert paths.values.shape == (50, 6)
    assert set(paths.in_year(2025)) == {2840.0}


def test_same_seed_same_paths_other_seed_other_paths():
    """Catch a run that can't be repeated, or a seed that is ignored."""
    assert np.array_equal(paths_of(draws=100).values, paths_of(draws=100).values)
    assert not np.array_equal(paths_of(draws=100).values, paths_of(draws=100, seed=1).values)
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


def test_first_numbers_of_a_seed():
    """Catch a library whose random numbers changed under the published results."""
    values = paths_of(draws=3, horizon=2027).values
    assert list(values[:, 2]) == pytest.approx([3033.06620, 3485.50432, 3368.97689], abs=5e-6)


def test_without_spread_every_path_is_the_compound_path():
    """Catch drift that differs from compound growth, for example by half the variance."""
    paths = paths_of(GrowthModel.from_percent(8, 0), draws=5)
    expected = [2840 * 1.08**step for step in range(6)]
    for row in paths.values:
        assert list(row) == pytest.approx(expected)


def test_simulated_log_growth_has_the_mean_and_spread_asked_for():
    """Catch shocks of another size, or years that move together."""
    growth = np.diff(np.log(paths_of().values), axis=1)
    error = STEADY.sd_log / math.sqrt(DRAWS)
    assert np.abs(growth.mean(axis=0) - STEADY.mean_log).max() < 4 * error
    assert growth.std(axis=0, ddof=1) == pytest.approx(STEADY.sd_log, rel=0.03)
    between = np.corrcoef(growth.T)[np.triu_indices(5, 1)]
    assert np.abs(between).max() < 4 / math.sqrt(DRAWS)


def test_uncertain_mean_widens_the_fan_and_leaves_the_shocks():
    """Catch parameter uncertainty that narrows the bands, moves the middle or is left out."""
    sure, unsure = paths_of(), paths_of(parameter_uncertainty=True)
    moved = np.log(unsure.values / sure.values)
    per_year = moved[:, 1:] / np.arange(1, 6)
    assert per_year == pytest.approx(np.repeat(per_year[:, :1], 5, axis=1), abs=1e-12)
    assert per_year[:, 0].std(ddof=1) == pytest.approx(STEADY.sd_log / math.sqrt(6), rel=0.03)
    spread = np.log(unsure.in_year(2030)).std(ddof=1)
    assert spread == pytest.approx(STEADY.sd_log * math.sqrt(5 + 25 / 6), rel=0.03)


@pytest.mark.parametrize(
    "change",
    [
        {"base_value": 0},
        {"base_value": -1},
        {"base_value": math.nan},
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
        "base_value": 1.0,
        "base_year": 2025,
        "horizon_year": 2030,
        "model": STEADY,
        "draws": 10,
        "seed": 1,
    } | change
    with pytest.raises(MeasureError):
        growth_model.simulate(**arguments)


# Quantiles


@pytest.mark.parametrize(
    ("percent", "expected"), [(0, 1), (10, 1.4), (25, 2), (50, 5), (75, 10), (90, 14.8), (100, 18)]
)
def test_quantile_is_the_common_linear_one(percent, expected):
    """Catch quantiles that differ from those that R's type 7 and spreadsheets give."""
    assert growth_model.quantile([10, 1, 18, 2, 5], percent) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize(
    ("values", "percent"),
    [([], 50), ([1, math.nan], 50), ([1, 2], 101), ([1, 2], -1), ([1], None), ([math.inf], 5)],
)
def test_quantile_refuses_what_has_none(values, percent):
    """Catch a quantile of nothing, or of missing values."""
    with pytest.raises(MeasureError):
        growth_model.quantile(values, percent)


def test_ends_of_the_quantiles_and_of_the_counts():
    """Catch a limit that shuts out the least that is allowed."""
    assert growth_model.quantile([3, 1, 2], 0) == 1
    assert growth_model.quantile([3, 1, 2], 100) == 3
    assert paths_of(draws=1).values.shape == (1, 6)
    assert GrowthModel(0.1, 0.1, 2).mean_error_log == pytest.approx(0.1 / math.sqrt(2))
    assert growth_model.simulation_error(0.5, 1) == 0.5


def test_fan_is_tidy_ordered_and_starts_closed():
    """Catch crossing quantiles, or a fan that is open in the base year."""
    frame = growth_model.fan(paths_of())
    assert list(frame.columns) == ["year", "percent", "value"]
    assert len(frame) == 6 * 7
    wide = frame.pivot(index="year", columns="percent", values="value")
    assert list(wide.columns) == [5, 10, 25, 50, 75, 90, 95]
    assert set(wide.loc[2025]) == {2840.0}
    assert (wide.loc[2026:].diff(axis=1).iloc[:, 1:] > 0).all(axis=None)


def test_fan_agrees_with_the_lognormal_formula():
    """Catch a simulated fan that differs from the distribution it stands for."""
    for row in growth_model.fan(paths_of(parameter_uncertainty=True)).itertuples():
        if row.year == 2025:
            continue
        exact = growth_model.closed_form_quantile(
            2840, row.percent, row.year - 2025, STEADY, parameter_uncertainty=True
        )
        assert row.value == pytest.approx(exact, rel=0.01)


# Probability


@pytest.mark.parametrize("uncertain", [False, True])
@pytest.mark.parametrize("target", [3500, 4000, 4172.9, 4500, 5500])
def test_simulated_probability_agrees_with_the_formula(target, uncertain):
    """Catch a probability on the page's slider that isn't the one in the notebook."""
    paths = paths_of(parameter_uncertainty=uncertain)
    exact = growth_model.closed_form_probability(
        2840, target, 5, STEADY, parameter_uncertainty=uncertain
    )
    simulated = growth_model.probability_at_least(paths, target, 2030)
    assert abs(simulated - exact) < 4 * growth_model.simulation_error(exact, DRAWS)


def test_even_chance_of_the_middle_path():
    """Catch a middle path that is the mean of the lognormal rather than its median."""
    target = 2840 * 1.08**5
    assert growth_model.closed_form_probability(2840, target, 5, STEADY) == pytest.approx(0.5)
    assert growth_model.closed_form_quantile(2840, 50, 5, STEADY) == pytest.approx(target)


def test_certain_growth_is_certain():
    """Catch a target met exactly that counts as missed through rounding."""
    model = GrowthModel.from_percent(8, 0)
    target = 2840 * 1.08**5
    paths = paths_of(model, draws=5)
    assert growth_model.probability_at_least(paths, target, 2030) == 1
    assert growth_model.closed_form_probability(2840, target, 5, model) == 1
    assert growth_model.probability_at_least(paths, target * 1.0001, 2030) == 0
    assert growth_model.closed_form_probability(2840, target * 1.0001, 5, model) == 0


SCENE = {
    "base_value": st.floats(1, 1e4),
    "target": st.floats(1, 1e4),
    "years": st.integers(1, 20),
    "mean": st.floats(-20, 40),
    "spread": st.floats(0.5, 30),
}


@given(st.fixed_dictionaries(SCENE))
def test_probability_is_one_and_falls_as_the_target_rises(scene):
    """Catch a harder target that gets the better chance."""
    model = GrowthModel.from_percent(scene["mean"], scene["spread"])
    base, years = scene["base_value"], scene["years"]
    easy = growth_model.closed_form_probability(base, scene["target"], years, model)
    hard = growth_model.closed_form_probability(base, scene["target"] * 1.5, years, model)
    assert 0 <= hard <= easy <= 1


@given(st.fixed_dictionaries(SCENE), st.floats(1, 99), st.booleans())
def test_quantile_and_probability_undo_one_another(scene, percent, uncertain):
    """Catch two formulas of one distribution that contradict each other."""
    model = GrowthModel.from_percent(scene["mean"], scene["spread"], rates=5)
    options = {"parameter_uncertainty": uncertain}
    value = growth_model.closed_form_quantile(
        scene["base_value"], percent, scene["years"], model, **options
    )
    chance = growth_model.closed_form_probability(
        scene["base_value"], value, scene["years"], model, **options
    )
    assert chance == pytest.approx(1 - percent / 100, abs=1e-9)


@settings(max_examples=25)
@given(st.fixed_dictionaries(SCENE), st.integers(0, 2**32 - 1))
def test_simulation_tends_to_the_formula_everywhere(scene, seed):
    """Catch a corner of the settings in which simulation and formula part."""
    model = GrowthModel.from_percent(scene["mean"], scene["spread"])
    years, draws = scene["years"], 4000
    paths = growth_model.simulate(
        scene["base_value"], 2000, 2000 + years, model, draws=draws, seed=seed
    )
    exact = growth_model.closed_form_probability(scene["base_value"], scene["target"], years, model)
    simulated = growth_model.probability_at_least(paths, scene["target"], 2000 + years)
    assert abs(simulated - exact) <= 6 * growth_model.simulation_error(exact, draws) + 3 / draws


@pytest.mark.parametrize("year", [2024, 2031, "2030"])
def test_year_outside_the_paths_is_refused(year):
    """Catch a probability for a year that was never simulated."""
    with pytest.raises(MeasureError):
        growth_model.probability_at_least(paths_of(draws=5), 4000, year)


@pytest.mark.parametrize(
    "call",
    [
        lambda: growth_model.probability_at_least(paths_of(draws=5), 0, 2030),
        lambda: growth_model.closed_form_probability(0, 1, 1, STEADY),
        lambda: growth_model.closed_form_probability(1, 0, 1, STEADY),
        lambda: growth_model.closed_form_probability(1, 1, 0, STEADY),
        lambda: growth_model.closed_form_quantile(1, 0, 1, STEADY),
        lambda: growth_model.closed_form_quantile(1, 100, 1, STEADY),
        lambda: growth_model.closed_form_quantile(1, 50, 1, GrowthModel(1e4, 0)),
        lambda: growth_model.simulation_error(1.2, 10),
        lambda: growth_model.simulation_error(0.5, 0),
    ],
)
def test_probability_refuses_what_has_none(call):
    """Catch a chance of reaching nothing, or in no years."""
    with pytest.raises(MeasureError):
        call()


def test_simulation_error_shrinks_with_the_root_of_the_draws():
    """Catch digits of a probability that the draws can't carry."""
    assert growth_model.simulation_error(0.5, 10_000) == pytest.approx(0.005)
    assert growth_model.simulation_error(0, 10_000) == 0


@given(st.fixed_dictionaries(SCENE), st.floats(0.01, 0.99))
def test_mean_for_a_chance_has_that_chance(scene, chance):
    """Catch a growth that is said to make the target likely and doesn't."""
    mean = growth_model.mean_percent_for_chance(
        scene["base_value"], scene["target"], scene["years"], scene["spread"] / 100, chance
    )
    model = GrowthModel.from_percent(mean, scene["spread"])
    found = growth_model.closed_form_probability(
        scene["base_value"], scene["target"], scene["years"], model
    )
    assert found == pytest.approx(chance, abs=1e-6)


@pytest.mark.parametrize(
    "arguments",
    [(0, 1, 1, 0.1, 0.9), (1, 0, 1, 0.1, 0.9), (1, 1, 0, 0.1, 0.9), (1, 1, 1, -0.1, 0.9),
     (1, 1, 1, 0.1, 0), (1, 1, 1, 0.1, 1)],
)
def test_mean_for_a_chance_refuses_what_has_none(arguments):
    """Catch growth needed for a certainty, or from nothing."""
    with pytest.raises(MeasureError):
        growth_model.mean_percent_for_chance(*arguments)
