"""Parameters: refused before a kernel starts, in words that help."""

from types import SimpleNamespace

import pytest

from expobook.facts import parameters
from expobook.facts.parameters import MODELS, OutlookParameters, ParameterError


def test_misspelt_name_is_refused_with_the_near_one():
    """Catch a run that silently used defaults because a name was misspelt."""
    with pytest.raises(ParameterError, match="unknown parameter 'target_yaer'.*'target_year'"):
        parameters.for_notebooks({"target_yaer": 2027})


@pytest.mark.parametrize("pair", ["target_year=abc", "target_year=2027.5", "draws="])
def test_wrong_type_is_refused(pair):
    """Catch text that a notebook would take for a year."""
    with pytest.raises(ParameterError, match="allowed is a whole number"):
        parameters.parse(pair)


def test_out_of_range_value_names_the_range():
    """Catch a year far outside what the evidence can carry."""
    with pytest.raises(ParameterError, match=r"parameter 'target_year' is 2090: .* to 2040"):
        parameters.for_notebooks({"target_year": 2090})


def test_unknown_choice_lists_the_choices():
    """Catch a price basis that no conversion knows."""
    with pytest.raises(ParameterError, match="'current', 'constant'"):
        parameters.for_notebooks({"price_basis": "real"})


def test_one_name_reaches_every_notebook_that_has_it():
    """Catch two chapters of one run under different prices."""
    checked = parameters.for_notebooks({"price_basis": "constant"})
    owners = [name for name, model in MODELS.items() if "price_basis" in model.model_fields]
    assert owners
    assert all(checked[name].price_basis == "constant" for name in owners)


def test_one_name_means_the_same_everywhere():
    """Catch a name that carries two kinds, units, defaults or bounds: a build sets it in all."""
    seen = {}
    for model in MODELS.values():
        for name, field in model.model_fields.items():
            unit = (field.json_schema_extra or {}).get("unit")
            meaning = (field.annotation, unit, field.default, parameters.allowed(model, name))
            assert seen.setdefault(name, meaning) == meaning, name


def test_plain_papermill_is_checked_too():
    """Catch an unknown name that papermill only logs."""
    cells = ["", "target_year = 2027", "# Parameters\ntargt_value = 1.0\n", "OutlookParameters"]
    shell = SimpleNamespace(history_manager=SimpleNamespace(input_hist_raw=cells))
    namespace = {
        "target_year": 2027,
        "targt_value": 1.0,
        "_hidden": 1,
        "In": [],
        "pd": parameters,
        "get_ipython": lambda: shell,
    }
    with pytest.raises(ParameterError, match="'targt_value'"):
        OutlookParameters.read(namespace)


def test_every_parameter_is_documented():
    """Catch a parameter that the appendix can't explain."""
    for model in MODELS.values():
        for name, field in model.model_fields.items():
            assert field.description, name
            assert parameters.allowed(model, name).startswith("allowed")
