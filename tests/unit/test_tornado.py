"""Tornado: one input moves, the others stay."""

from dataclasses import replace

import pytest

from expobook.analysis import sensitivity
from expobook.analysis.growth_model import GrowthModel, closed_form_probability
from expobook.analysis.sensitivity import Scenario
from expobook.values.validation import MeasureError

BASE = Scenario(2840, 2025, 4000, 2030, mean_percent=8, sd_percent=5, rates=6)
RANGES = {
    "base_value": (2750, 2900),
    "mean_percent": (4, 12),
    "sd_percent": (2, 10),
    "target_year": (2029, 2031),
}


def test_each_row_moves_one_input():
    """Catch an input that stays moved while the next one is tried."""
    frame = sensitivity.tornado(BASE, RANGES)
    assert list(frame.columns) == sensitivity.COLUMNS
    assert len(frame) == 8
    for row in frame.itertuples():
        moved = replace(BASE, **{row.input: RANGES[row.input][row.side == "high"]})
        assert row.setting == getattr(moved, row.input)
        assert row.outcome == moved.probability()
        assert row.base_outcome == BASE.probability()
        assert row.change == row.outcome - row.base_outcome


def test_widest_input_stands_first():
    """Catch a tornado in which the input that matters most is hidden below."""
    frame = sensitivity.tornado(BASE, RANGES)
    spans = frame.groupby("input", sort=False)["outcome"].agg(lambda s: s.max() - s.min())
    assert list(spans) == sorted(spans, reverse=True)
    assert frame["input"].iloc[0] == "mean_percent"


def test_width_is_measured_from_the_base_outcome():
    """Catch a bar that counts as short because both its settings lie on one side of the base."""
    frame = sensitivity.tornado(BASE, {"base_value": (2700, 2900), "mean_percent": (12, 12)})
    assert frame["input"].tolist() == ["mean_percent", "mean_percent", "base_value", "base_value"]


def test_directions():
    """Catch higher growth or more time that lowers the chance."""
    change = sensitivity.tornado(BASE, RANGES).set_index(["input", "side"])["change"]
    for name in ("base_value", "mean_percent", "target_year"):
        assert change[name, "low"] < 0 < change[name, "high"]


def test_probability_is_the_closed_form():
    """Catch a tornado around another probability than the one that the chapter states."""
    model = GrowthModel.from_percent(8, 5, 6)
    assert BASE.probability() == closed_form_probability(2840, 4000, 5, model)
    unsure = replace(BASE, parameter_uncertainty=True)
    assert unsure.probability() == closed_form_probability(
        2840, 4000, 5, model, parameter_uncertainty=True
    )


def test_median_is_the_compound_path():
    """Catch a median that moves with the spread or with the target."""
    assert BASE.median() == pytest.approx(2840 * 1.08**5)
    frame = sensitivity.tornado(BASE, {"sd_percent": (2, 10), "target": (1, 9000)}, "median")
    assert frame["change"].tolist() == [0, 0, 0, 0]
    assert frame["input"].tolist() == ["sd_percent", "sd_percent", "target", "target"]


@pytest.mark.parametrize(
    ("ranges", "message"),
    [
        ({"growth": (1, 2)}, "no input 'growth'"),
        ({"rates": (3, 9)}, "no input 'rates'"),
        ({"mean_percent": (9, 3)}, "above its end"),
        ({"mean_percent": (9,)}, "a low and a high"),
        ({"mean_percent": (float("nan"), 3)}, "missing"),
        ({"target_year": (2029.5, 2031)}, "whole number"),
        ({"target_year": (2025, 2031)}, "not later"),
        ({"sd_percent": (-1, 5)}, "zero or above"),
        ({"base_value": (0, 5)}, "above zero"),
    ],
)
def test_range_that_makes_no_outlook_is_refused(ranges, message):
    """Catch a misspelt input that silently moves nothing, or a setting out of its range."""
    with pytest.raises(MeasureError, match=message):
        sensitivity.tornado(BASE, ranges)


def test_unknown_measure_is_refused():
    """Catch another attribute of the scenario that is charted as an outcome."""
    with pytest.raises(MeasureError, match="allowed are probability, median"):
        sensitivity.tornado(BASE, RANGES, "target")


def test_uncertain_mean_needs_an_estimate():
    """Catch uncertainty of a mean that was given by hand."""
    with pytest.raises(MeasureError, match="given by hand"):
        replace(BASE, rates=None, parameter_uncertainty=True)


def test_no_ranges_make_an_empty_table():
    """Catch a table without columns, which a chart can't read."""
    frame = sensitivity.tornado(BASE, {})
    assert frame.empty
    assert list(frame.columns) == sensitivity.COLUMNS
