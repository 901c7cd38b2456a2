"""Chapter 5: chances under named assumptions, and the test on other economies."""

import itertools

import pandas as pd
import pytest

from expobook import evidence
from expobook.analysis import simulation
from expobook.analysis.growth_model import Start
from expobook.chapters.outlook import backtests, growth_history, starts
from expobook.facts.parameters import OutlookParameters

HALVES = {2023: 158.93, 2025: 415 * 158.93 / 362.35}
SETTINGS = {"window": 10, "horizon": 2, "asked_percent": 7.5, "sampling_error": True}


@pytest.fixture(scope="module")
def shelf():
    """The book's own evidence."""
    return evidence.load()


@pytest.fixture(scope="module")
def assumed(shelf):
    """The named assumptions of the published edition."""
    return starts.assumptions(shelf, OutlookParameters(), HALVES, 440, 2027)


def test_every_history_meets_every_start(assumed):
    """Catch a range from which an unwelcome pair was left out."""
    pairs = set(zip(assumed["history"], assumed["start_year"], strict=True))
    assert pairs == set(itertools.product(growth_history.NAMES, starts.HALF_OF))
    assert (assumed["lowest_percent"] < assumed["chance_percent"]).all()
    assert (assumed["chance_percent"] < assumed["highest_percent"]).all()


def test_a_cell_is_what_drawing_gives(shelf, assumed):
    """Catch a chance of another history, start or share than its row names."""
    settings = OutlookParameters(history="composite")
    model = growth_history.growth_model(
        growth_history.history(shelf, settings), settings, growth_history.tracking_percent(shelf, settings)
    )
    rows = assumed.set_index(["history", "start_year"])
    for year, strayed in ((2023, 0), (2025, 2)):
        row = rows.loc[("composite", year)]
        for column, low, high in (
            ("chance_percent", 0.46, 0.5),
            ("lowest_percent", 0.5, 0.5),
            ("highest_percent", 0.46, 0.46),
        ):
            paths = simulation.simulate(
                Start(HALVES[year], low, high, strayed), year, 2027, model, draws=40_000, seed=3
            )
            drawn = 100 * simulation.probability_at_least(paths, 440, 2027)
            assert row[column] == pytest.approx(drawn, abs=1.0)


def test_the_assumptions_are_the_same_whatever_the_run_takes(shelf, assumed):
    """Catch a range that moves with the run's own history, or breaks where it admits less."""
    for changed in (
        {"history": "zhejiang"},
        {"lowest_grade": "A"},
        {"growth": "given", "growth_mean": 0.3},
        {"target_year": 2040},
    ):
        other = starts.assumptions(shelf, OutlookParameters(**changed), HALVES, 440, 2027)
        pd.testing.assert_frame_equal(other, assumed)


def test_only_whole_economies_are_tested(shelf):
    """Catch a group counted beside its members, or a gap that is forecast over."""
    values = backtests.services(shelf)
    names = set(values["economy"])
    assert {"China", "India"} <= names
    assert not {"World", "Sub-Saharan Africa"} & names
    assert (values.groupby("economy").size() == 14).all()
    own = values[values["economy"] == "China"].set_index("year")["value"]
    assert own[2023] == pytest.approx(216.265 + 171.318)


def test_every_economy_is_forecast_from_every_origin(shelf):
    """Catch economies or years left out of the test, or a horizon other than the outlook's."""
    values = backtests.services(shelf)
    tested = backtests.forecasts(values, **SETTINGS)
    assert len(tested) == 2 * values["economy"].nunique()
    assert set(tested["origin"]) == {2020, 2021}
    assert set(tested["years_ahead"]) == {2}
    assert backtests.window(values, 20, 2) == 11
    assert backtests.window(values, 5, 2) == 5


def test_calibration_counts_every_forecast_once():
    """Catch a band of chances that takes its neighbour's forecasts, or loses one at an edge."""
    tested = pd.DataFrame(
        {"chance": [0.0, 0.2, 0.21, 0.6, 0.61, 1.0], "reached": [False, True, False, True, True, True]}
    )
    found = backtests.calibration(tested).set_index("band")
    assert found["forecasts"].to_dict() == {"below 20%": 2, "20 to 40%": 1, "40 to 60%": 1, "60% or more": 2}
    assert found.loc["below 20%", "came_percent"] == 50
    assert found.loc["60% or more", "chance_percent"] == pytest.approx(80.5)
