"""Grids: every combination once, and nothing runs under a name or value that doesn't exist."""

import pytest

from expobook.facts.parameters import ParameterError
from expobook.pipeline.sweeps import grid as grids


def read(tmp_path, text):
    """The grid that a YAML text makes."""
    path = tmp_path / "grid.yaml"
    path.write_text(text, encoding="utf-8")
    return grids.read(path)


def test_lists_ranges_and_single_values_are_combined(tmp_path):
    """Catch a combination that is left out, made twice, or a range without its last value."""
    grid = read(
        tmp_path,
        "parameters:\n  growth: given\n  growth_mean: {range: [0.02, 0.06, 0.02]}\n  target_year: [2026, 2027, 2026]\n",
    )
    assert grid.notebooks == ("05_outlook",)
    assert [(one["growth_mean"], one["target_year"]) for one in grid.sets] == [
        (0.02, 2026),
        (0.02, 2027),
        (0.04, 2026),
        (0.04, 2027),
        (0.06, 2026),
        (0.06, 2027),
    ]
    assert {one["growth"] for one in grid.sets} == {"given"}


def test_sets_written_out_are_combined_with_lists(tmp_path):
    """Catch sets that lose what they have in common, or lists that lose the sets."""
    grid = read(
        tmp_path, "sets: [{draws: 500}, {draws: 900, window: 5}]\nparameters: {seed: [1, 2]}\nnotebooks: [05_outlook]\n"
    )
    assert list(grid.sets) == [
        {"draws": 500, "seed": 1},
        {"draws": 500, "seed": 2},
        {"draws": 900, "window": 5, "seed": 1},
        {"draws": 900, "window": 5, "seed": 2},
    ]
    assert grid.names == ["draws", "seed", "window"]


def test_a_set_that_breaks_a_rule_between_parameters_stays(tmp_path):
    """Catch a grid whose good sets are all refused because two values of one don't fit."""
    grid = read(tmp_path, "parameters: {target_year: [2020, 2027]}\n")
    assert [one["target_year"] for one in grid.sets] == [2020, 2027]


def test_notebooks_that_take_the_parameters_are_chosen(tmp_path):
    """Catch notebooks that run for nothing, or one that has the parameter and is forgotten."""
    assert read(tmp_path, "parameters: {price_basis: [current, constant]}\n").notebooks == (
        "02_world_and_china",
        "04_goals_2025",
    )


REFUSED = {
    "nothing": ("", "write `parameters:`"),
    "not YAML": ("a: [", "can't be read as YAML"),
    "an unknown key": ("parameters: {draws: 500}\nnotebok: x\n", "unknown key 'notebok'"),
    "an unknown name": ("parameters: {drawz: [500]}\n", "did you mean 'draws'?"),
    "out of range": ("parameters: {draws: [500, 5]}\n", "set 2: parameter 'draws' is 5: allowed"),
    "a value twice": ("parameters: {draws: 500, draws: 900}\n", "draws stands twice"),
    "an unknown notebook": ("notebooks: [06_x]\nparameters: {draws: 500}\n", "allowed are 01_expo"),
    "an idle parameter": (
        "notebooks: [01_expo_outcomes]\nparameters: {draws: 500}\n",
        "none of the notebooks 01_expo_outcomes takes 'draws'",
    ),
    "a bad range": ("parameters: {draws: {range: [1, 2]}}\n", "draws: write {range:"),
    "a range backwards": ("parameters: {draws: {range: [900, 500, 1]}}\n", "draws: write {range:"),
    "an endless range": ("parameters: {draws: {range: [-.inf, .inf, 1]}}\n", "finite numbers"),
    "a range to no number": ("parameters: {draws: {range: [1, .nan, 1]}}\n", "finite numbers"),
    "a range of steps too small": ("parameters: {draws: {range: [1, 2, 5e-324]}}\n", "too many"),
    "a range too wide": ("parameters: {draws: {range: [-1e308, 1e308, 1]}}\n", "too many"),
    "a range of huge numbers": (
        f"parameters: {{draws: {{range: [{'9' * 5000}, 1, 1]}}}}\n",
        "a number of 5,000 characters",
    ),
    "a list of notebooks in a list": ("notebooks: [[a]]\nsets: [{draws: 500}]\n", "unknown notebook ['a']"),
    "a mapping of notebooks": ("notebooks: [{a: 1}]\nsets: []\n", "unknown notebook {'a': 1}"),
    "a list as a chart": ("chart: [a]\nsets: [{draws: 500}]\n", "`chart` is ['a']: write the id"),
    "a list in a set": ("sets: [{draws: [500, 900]}]\n", "draws is [500, 900] in a set"),
    "a list of packages": ("sets: [{data_dir: [a]}]\n", "data_dir is ['a'] in a set"),
    "a number as a package": ("sets: [{data_dir: 5}]\n", "'data_dir' is 5: allowed is text"),
    "true beside one": ("parameters: {seed: [1, true]}\n", "'seed' is True: allowed is a whole"),
    "an empty list": ("parameters: {draws: []}\n", "draws has no values"),
    "a name twice": ("parameters: {draws: 500}\nsets: [{draws: 900}]\n", "give it once"),
    "too many": ("parameters: {seed: {range: [0, 99999, 1]}}\n", "too many"),
    "several packages": ("sets: [{data_dir: a}, {data_dir: b}]\n", "a sweep for each package"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_bad_grid_is_refused_in_plain_words(tmp_path, what):
    """Catch a sweep of hours that dies on its last set, or runs on silent defaults."""
    text, said = REFUSED[what]
    with pytest.raises(ParameterError, match=r"grid\.yaml") as caught:
        read(tmp_path, text)
    assert said in str(caught.value)
