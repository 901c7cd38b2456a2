"""Notebooks run without a kernel: the same statements as committed, and others when asked."""

from __future__ import annotations

import pytest

import rerun


@pytest.mark.parametrize("name", rerun.NAMES)
def test_rerun_states_what_is_committed(name):
    """Catch reference outputs that today's code and data no longer give: a stale number or chart.

    Facts, claims, tables and figures with their drawings, specifications and data.
    """
    found = rerun.differences(rerun.rerun(name), rerun.committed(name))
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("01_expo_outcomes", {"overlap": 0.0}),
        ("01_expo_outcomes", {"lowest_grade": "C"}),
        ("02_world_and_china", {"currency": "CNY", "price_basis": "constant"}),
        ("03_hangzhou_history", {"timeline_from": 2010, "timeline_to": 2024}),
        ("04_goals_2025", {"path": "constant_growth", "tolerance": 0.8}),
        ("04_goals_2025", {"census_step": 0.02, "first_half_low": 0.4}),
        ("05_outlook", {"history": "composite", "tracking_error": 0.1, "draws": 500}),
        ("05_outlook", {"growth": "given", "growth_mean": 0.08, "target_year": 2030, "base_value": 300.0}),
    ],
)
def test_parameters_change_what_is_stated(name, changed):
    """Catch a parameter that is accepted and ignored, or that stops the notebook."""
    found = rerun.rerun(name, parameters=changed, drawn=False)
    assert changed.items() <= found.parameters.items()
    moved = rerun.differences(found, rerun.committed(name), drawn=False)
    assert [problem for problem in moved if not problem.startswith("parameters: ")]


def test_stopped_cell_is_named():
    """Catch a notebook that stops and doesn't say where."""
    with pytest.raises(rerun.RerunError, match=r"05_outlook, cell \d+: ParameterError: .*'draws'"):
        rerun.rerun("05_outlook", parameters={"draws": 1})
