"""Stamps: whose run it is, from nothing but the run's own source."""

from __future__ import annotations

import json
import shutil

import pytest

from expobook import evidence
from expobook.facts.notebook_outputs import FACTS
from expobook.pipeline import build
from expobook.runs import reader_run, source_tree


@pytest.fixture
def source(root, tmp_path):
    """The source of a run as a build copies it, with the reference outputs."""
    return source_tree.copy(root, tmp_path / "source", root / "data")


def set_parameter(source, notebook, **values):
    """Let a notebook say that it was executed with other values."""
    path = source / "notebooks" / f"{notebook}.ipynb"
    content = json.loads(path.read_text(encoding="utf-8"))
    for cell in content["cells"]:
        for output in cell.get("outputs", ()):
            if "parameters" in (stated := output.get("data", {}).get(FACTS, {})):
                stated["parameters"].update(values)
    path.write_text(json.dumps(content), encoding="utf-8")


def test_the_committed_notebooks_are_the_published_edition(source):
    """Catch a default in a notebook that isn't the model's, or a stamp that cries wolf."""
    assert reader_run.changed_in(source) == {}
    assert reader_run.stamp({}) == ""


def test_changed_parameters_are_found_in_the_notebooks(source):
    """Catch a run by plain papermill and plain Sphinx that passes for the edition."""
    set_parameter(source, "05_outlook", draws=500, growth_mean=0.1)
    changed = reader_run.changed_in(source)
    assert changed == {"draws": 500, "growth_mean": 0.1}
    assert reader_run.stamp(changed) == ("reader's run, not the published edition: draws = 500, growth_mean = 0.1")


def test_two_values_of_one_parameter_are_both_named(source):
    """Catch a book of mixed notebooks that names only one of its settings."""
    set_parameter(source, "01_expo_outcomes", lowest_grade="B")
    set_parameter(source, "02_world_and_china", lowest_grade="C")
    assert reader_run.changed_in(source) == {"lowest_grade": "B and C"}


def test_another_package_is_named_by_its_content(source):
    """Catch a run on other data that passes for the edition, and a path of the machine."""
    set_parameter(source, "03_hangzhou_history", data_dir=reader_run.RUN_DATA)
    named = reader_run.changed_in(source)["data_dir"]
    assert named == f"another data package (sha256 {evidence.digest(source / 'data')[:12]})"
    set_parameter(source, "03_hangzhou_history", data_dir="../elsewhere/data")
    assert reader_run.changed_in(source) == {"data_dir": "another data package"}


def test_defaults_spelt_out_are_no_change():
    """Catch a run with every default that is refused the name of the edition."""
    given = {"draws": 10_000, "data_dir": "data"}
    assert build.different(given, other_data=False) == {}
    assert build.different({"draws": 500}, other_data=True) == {"draws": 500, "data_dir": "data"}


def test_a_package_is_found_from_a_folder_below(root, tmp_path, monkeypatch):
    """Catch a run whose notebooks can't be executed again from where they lie."""
    shutil.copytree(root / "data", tmp_path / "mine")
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    assert len(evidence.load("mine").sources)
