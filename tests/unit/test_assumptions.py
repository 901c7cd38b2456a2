"""The register of assumptions: written with care, measured, and of today's numbers."""

import csv
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from expobook.editions import assumptions
from expobook.editions.assumptions import Assumption, Effect, RegisterError
from expobook.facts import notebook_outputs, parameters
from expobook.pipeline.release import headline_facts
from expobook.pipeline.sweeps import assumptions as measuring
from expobook.pipeline.sweeps import sweep as sweeping

ROOT = Path(__file__).resolve().parents[2]
NONE_ASSUMED = {"data_dir", "timeline_from", "timeline_to", "target_year", "target_value", "growth_mean"}
"""Where data lie, what a timeline shows, which goal is asked about; a mean goes with `growth`."""
NUMBER = Effect("overlap", "overlap=0", "number", "a", "A", "100.0", "90.0", "100", "90")


@pytest.fixture(scope="module")
def register():
    """The book's own register."""
    return assumptions.read_assumptions(ROOT / "data")


@pytest.fixture(scope="module")
def effects():
    """What was measured of it."""
    return assumptions.read_effects(ROOT / "data")


@pytest.fixture(scope="module")
def stated():
    """What the committed notebooks state: facts, then claims, by id."""
    found = notebook_outputs.read_all((ROOT / "notebooks").glob("*.ipynb"))
    return tuple(
        {one["id"]: one for notebook in found for one in getattr(notebook, kind)} for kind in ("facts", "claims")
    )


def test_every_parameter_is_an_assumption_or_none(register):
    """Catch a new setting of a model of which nobody says what it takes for granted."""
    assert set(parameters.names()) - {one.id for one in register} == NONE_ASSUMED
    assert len({one.id for one in register}) == len(register)
    assert {one.notebook for one in register} <= set(parameters.MODELS)


def test_an_alternative_differs_from_what_is_published(register):
    """Catch an effect of nothing, which looks like a firm result."""
    defaults = parameters.defaults()
    for one in register:
        for setting, given in one.alternatives():
            assert {name: defaults[name] for name in given} != given, setting
            assert one.why_these, one.id


def test_the_effects_are_of_todays_numbers(register, effects, stated):
    """Catch a register that was measured on another edition, or before an assumption was added."""
    facts, claims = stated
    assert assumptions.outdated(effects, facts) == []
    settings = {(one.id, setting) for one in register for setting in one.settings}
    assert {(one.assumption_id, one.setting) for one in effects} <= settings
    watched = headline_facts(ROOT) | measuring.MAIN
    assert {one.id for one in effects if one.kind == "number"} <= watched
    assert all(claims[one.id]["holds"] for one in effects if one.kind == "claim")


def test_the_models_assumptions_move_the_models_results(effects):
    """Catch a measurement that changed nothing because the settings never arrived."""
    moved = {one.id for one in effects if one.assumption_id == "first_half_low"}
    assert "goal_dt_2025_high" in moved
    chance = {one.assumption_id for one in effects if one.id == "outlook_chance"}
    assert {"history", "window", "tracking_error", "growth"} <= chance


def test_the_largest_effect_stands_first():
    """Catch a register whose reader meets the harmless assumptions first."""
    plain = Assumption("overlap", "01_expo_outcomes", "W", ("overlap=0",), "Y", "none", "E")
    known = [plain, replace(plain, id="b"), replace(plain, id="c"), replace(plain, id="d", settings=())]
    found = assumptions.ranked(
        known,
        [
            NUMBER,
            replace(NUMBER, assumption_id="b", published="0.0", found="2.0"),
            replace(NUMBER, assumption_id="c", kind="claim", published="true", found="false"),
        ],
    )
    assert [entry.assumption.id for entry in found] == ["b", "overlap", "c", "d"]
    assert [entry.size for entry in found] == [1.0, 0.1, 0.0, -1.0]


def test_a_number_that_changed_since_makes_the_register_old():
    """Catch effects that go on being shown beside a corrected number."""
    assert assumptions.outdated([NUMBER], {"a": {"display": "100"}}) == []
    assert assumptions.outdated([NUMBER], {"a": {"display": "101"}}) == ["a"]
    assert assumptions.outdated([NUMBER], {}) == ["a"]


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("evidence", "good", "row 2: the evidence 'good' isn't one of: strong, partial"),
        ("alternatives", "overlap=2", "row 2: parameter 'overlap' is 2"),
        ("alternatives", "overlaps=0", "overlap"),
        ("alternatives", "growth=given", "give 'growth_mean' as well"),
    ],
)
def test_a_slip_in_the_register_is_named(tmp_path, column, value, said):
    """Catch a traceback, or an assumption that is quietly not measured."""
    folder = tmp_path / "assurance"
    folder.mkdir()
    row = {
        "assumption_id": "overlap",
        "notebook": "01_expo_outcomes",
        "assumption": "W",
        "alternatives": "overlap=0",
        "why_these": "Y",
        "evidence": "none",
        "evidence_words": "E",
    }
    with (folder / "assumptions.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, row)
        writer.writeheader()
        writer.writerow({**row, column: value})
    with pytest.raises(RegisterError, match=said):
        assumptions.read_assumptions(tmp_path)


def outcome(value: float, *, holds: bool) -> dict:
    """What a notebook states: a number and a claim on it."""
    fact = {"id": "outlook_chance", "label": "Chance", "value": value, "display": f"{value:.0f}%"}
    return {"facts": [fact], "claims": [{"id": "likely", "statement": "It is likely.", "holds": holds}]}


def test_what_a_setting_changes_is_measured(monkeypatch, tmp_path):
    """Catch an effect that is written down with the wrong sign, setting or notebook."""
    one = Assumption("window", "05_outlook", "W", ("window=5", "window=15"), "Y", "weak", "E")
    monkeypatch.setattr(measuring, "read_assumptions", lambda data: [one])
    monkeypatch.setattr(measuring, "headline_facts", lambda root: frozenset())

    @contextmanager
    def sweep(root, output, grid, **settings):
        assert grid.sets == ({}, {"window": 5}, {"window": 15})
        yield [
            {"05_outlook": found}
            for found in (outcome(60, holds=True), outcome(40, holds=False), {"error": "It broke.\nIn line 3."})
        ]

    monkeypatch.setattr(sweeping, "sweep", sweep)
    found = measuring.measure(ROOT, tmp_path)
    assert [(one.setting, one.kind, one.id, one.found_display or one.found) for one in found] == [
        ("window=5", "number", "outlook_chance", "40%"),
        ("window=5", "claim", "likely", "doesn't hold"),
        ("window=15", "error", "05_outlook", "It broke."),
    ]
    assert (found[0].published_display, found[0].size) == ("60%", pytest.approx(1 / 3))


def test_effects_are_read_as_they_were_written(tmp_path):
    """Catch a statement that a spreadsheet's apostrophe or a comma has changed."""
    (tmp_path / "assurance").mkdir()
    odd = [replace(NUMBER, label="=A, “b”"), replace(NUMBER, kind="error", found="-1 + 1")]
    assumptions.write_effects(tmp_path, odd)
    assert assumptions.read_effects(tmp_path) == odd
