"""Every parameter at its bounds, and combinations: a run that works, or a message that helps."""

from __future__ import annotations

import re
import warnings

import pytest

import rerun
from expobook.facts.parameters import MODELS, ParameterError

_STATED = re.compile(r"\{(?:fact|number)\}`([a-z0-9_]+)`|\{\.claim-([a-z0-9_]+)|claim-([a-z0-9_]+)")
# Settings that stand only beside others.
BESIDE = {
    "base_year": {"base_value": 300.0, "target_year": 2040},
    "first_half_low": {"first_half_high": 0.7},
    "first_half_high": {"first_half_low": 0.3},
    "growth_mean": {"growth": "given"},
    "growth_spread": {"growth": "given", "growth_mean": 0.08},
    "target_year": {"base_year": 2010, "base_value": 300.0},
    "census_low": {"census_high": 0.15},
    "census_high": {"census_low": 0.0},
}
TOGETHER = [
    ("02_world_and_china", {"currency": "CNY", "price_basis": "constant", "exchange_rate": 7.0, "price_year": 2010}),
    ("02_world_and_china", {"first_year": 2014, "last_year": 2015, "lowest_grade": "A"}),
    (
        "04_goals_2025",
        {
            "price_basis": "constant",
            "scoring_rule": "half_years_doubled",
            "path": "constant_growth",
            "max_age_years": 5,
        },
    ),
    ("04_goals_2025", {"progress": "level", "tolerance": 0.95, "census_step": 0.0}),
    ("04_goals_2025", {"scoring_rule": "bounds_as_exact", "lowest_grade": "A", "tolerance": 0.5}),
    ("05_outlook", {"history": "composite", "ecommerce_share": 1.0, "tracking_error": 0.0}),
    ("05_outlook", {"history": "zhejiang", "lowest_grade": "B", "window": 3, "base_year": 2023}),
    (
        "05_outlook",
        {
            "first_half_low": 0.5,
            "sampling_error": "ignored",
            "tracking_error": 0.0,
            "growth": "given",
            "growth_mean": 0.0,
            "growth_spread": 0.0,
        },
    ),
    ("05_outlook", {"base_year": 2021, "base_value": 250.0, "target_year": 2025}),
    ("05_outlook", {"base_year": 2023, "target_year": 2024, "first_half_low": 0.3, "first_half_high": 0.7}),
    ("05_outlook", {"base_year": 2010, "base_value": 1.0, "target_value": 1e6}),
    ("05_outlook", {"growth": "given", "growth_mean": 1.0, "growth_spread": 1.0, "target_year": 2040}),
    ("05_outlook", {"growth": "given", "growth_mean": 0.0, "growth_spread": 0.0}),
]


def bounds(model, name):
    """What a parameter allows at most and at least; every choice; nothing for free text."""
    schema = model.model_json_schema()["properties"][name]
    schema = schema.get("anyOf", [schema])[0]
    if "enum" in schema:
        return schema["enum"]
    ends = [schema[end] for end in ("minimum", "maximum") if end in schema]
    return [int(end) if schema["type"] == "integer" else float(end) for end in ends]


AT_BOUNDS = [
    (notebook, {**(BESIDE.get(name, {})), name: value})
    for notebook, model in MODELS.items()
    for name in model.model_fields
    for value in bounds(model, name)
    if value != model.model_fields[name].default and (name, value) != ("growth", "given")
]


@pytest.mark.parametrize(("notebook", "given"), AT_BOUNDS + TOGETHER, ids=lambda value: str(value).replace(" ", ""))
def test_a_run_within_the_bounds_works(notebook, given):
    """Catch a parameter that is allowed and stops a notebook, warns, or leaves a page a hole."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = rerun.rerun(notebook, parameters=given, drawn=False)
    assert given.items() <= found.parameters.items()
    stated = {item["id"] for item in (*found.facts, *found.claims)}
    assert read_by_pages(notebook) - stated == set()
    assert [figure["id"] for figure in found.figures] == [figure["id"] for figure in rerun.committed(notebook).figures]


def read_by_pages(notebook):
    """Facts and claims of a notebook that its own text or a page of the book shows."""
    owned = {item["id"] for kind in ("facts", "claims") for item in getattr(rerun.committed(notebook), kind)}
    texts = [path.read_text(encoding="utf-8") for path in sorted((rerun.ROOT / "book").glob("*.md"))]
    texts += ["".join(cell["source"]) for cell in rerun.cells(notebook) if cell["cell_type"] == "markdown"]
    named = {name for text in texts for groups in _STATED.findall(text) for name in groups if name}
    return named & owned


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"history": "composite", "lowest_grade": "A"},
            "parameter 'lowest_grade' is 'A': the fact outlook_mean_growth needs 3 yearly growth rates of "
            "China's e-commerce and services; allowed with history 'composite': 'C', 'D'",
        ),
        ({"growth_mean": 0.08}, "growth is taken from history: set 'growth' to 'given' as well"),
        ({"growth": "given"}, "give 'growth_mean' as well"),
        ({"first_half_low": 0.55}, "allowed is a share up to 'first_half_high', which is 0.5"),
        ({"base_year": 2021}, "so give 'base_value' as well"),
    ],
)
def test_settings_that_make_no_run_are_refused_in_words(given, message):
    """Catch a traceback, or a run that silently leaves a parameter out."""
    with pytest.raises(rerun.RerunError) as caught:
        rerun.rerun("05_outlook", parameters=given, drawn=False)
    assert isinstance(caught.value.__cause__, ParameterError)
    assert message in str(caught.value)


@pytest.mark.parametrize("notebook", MODELS)
def test_the_parameters_cell_is_the_model(notebook):
    """Catch a default in a notebook that isn't the one of the appendix and the checks."""
    source = next(
        "".join(cell["source"]) for cell in rerun.cells(notebook) if "parameters" in cell["metadata"].get("tags", ())
    )
    namespace: dict = {}
    exec(source, {}, namespace)
    assert namespace == {name: field.default for name, field in MODELS[notebook].model_fields.items()}
    assert {name: type(value) for name, value in namespace.items()} == {
        name: type(field.default) for name, field in MODELS[notebook].model_fields.items()
    }
