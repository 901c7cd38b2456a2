"""Reading facts, claims, figures and tables back from executed notebooks."""

import json

import pytest

from expobook.facts import notebook_outputs
from expobook.facts.notebook_outputs import FACTS, FIGURE, SPEC, SVG, TABLE, BundleError


def stored(folder, name, *data, cell_type="code", output_type="display_data"):
    """Store a notebook whose one cell displayed the given bundles."""
    outputs = [{"output_type": output_type, "data": item} for item in data]
    cell = {"cell_type": cell_type, "source": [], **({"outputs": outputs} if data else {})}
    path = folder / f"{name}.ipynb"
    path.write_text(json.dumps({"cells": [{"cell_type": "markdown", "source": []}, cell]}))
    return path


def facts(*ids, parameters=None, claims=()):
    """A bundle of facts and claims that have nothing but ids."""
    return {
        FACTS: {
            "notebook": "01_a",
            "parameters": parameters or {},
            "observations": {"o": 1.5},
            "facts": [{"id": name} for name in ids],
            "claims": [{"id": name} for name in claims],
        }
    }


def test_everything_is_read_in_order(tmp_path):
    """Catch a figure or fact that is displayed and never reaches a page."""
    path = stored(
        tmp_path,
        "01_a",
        {FIGURE: {"id": "fig-b"}, SVG: ["<svg>", "</svg>"], SPEC: {"mark": "bar"}},
        {TABLE: {"id": "tab-a"}, "text/html": "<table>"},
        {"text/plain": "a chart of nothing"},
        {FIGURE: {"id": "fig-a"}, SVG: "<svg/>", SPEC: {}},
        facts("a_two", "a_one", parameters={"seed": 1}, claims=["a_rose"]),
    )
    found = notebook_outputs.read(path)
    assert found.name == "01_a"
    assert [item["id"] for item in found.figures] == ["fig-b", "fig-a"]
    assert found.figures[0] == {"id": "fig-b", "svg": "<svg></svg>", "spec": {"mark": "bar"}}
    assert found.tables == [{"id": "tab-a"}]
    assert [item["id"] for item in found.facts] == ["a_two", "a_one"]
    assert found.claims == [{"id": "a_rose"}]
    assert found.parameters == {"seed": 1}
    assert found.observations == {"o": 1.5}


def test_facts_are_put_together_from_all_outputs(tmp_path):
    """Catch facts that are lost because another output of the notebook carries some too."""
    one = {FACTS: {"facts": [{"id": "a_one"}], "claims": []}}
    found = notebook_outputs.read(stored(tmp_path, "01_a", one, facts("a_two", parameters={"seed": 1})))
    assert [item["id"] for item in found.facts] == ["a_one", "a_two"]
    assert found.parameters == {"seed": 1}


def test_results_of_cells_count_too(tmp_path):
    """Catch a figure that is lost because it is a cell's last value."""
    path = stored(tmp_path, "01_a", facts("a_one"), output_type="execute_result")
    assert [item["id"] for item in notebook_outputs.read(path).facts] == ["a_one"]


def test_notebook_without_outputs_states_nothing(tmp_path):
    """Catch a reader that stumbles over a notebook which wasn't executed."""
    found = notebook_outputs.read(stored(tmp_path, "01_a"))
    assert (found.facts, found.claims, found.figures, found.tables) == ([], [], [], [])


def test_two_notebooks_share_nothing(tmp_path):
    """Catch facts of one notebook that show up in the next one that is read."""
    first = notebook_outputs.read(stored(tmp_path, "01_a", facts("a_one")))
    second = notebook_outputs.read(stored(tmp_path, "02_b"))
    assert (len(first.facts), len(second.facts)) == (1, 0)


@pytest.mark.parametrize("content", ["", "{", "\ufeff{}"])
def test_file_that_is_no_notebook_is_named(tmp_path, content):
    """Catch a traceback for a notebook with merge marks or cut short."""
    path = tmp_path / "01_a.ipynb"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BundleError, match=r"01_a.ipynb can't be read as a notebook"):
        notebook_outputs.read(path)


@pytest.mark.parametrize("content", ["[]", "{}", '{"cells": 3}', "null"])
def test_json_that_is_no_notebook_is_named(tmp_path, content):
    """Catch a KeyError for a file that is JSON, but no notebook."""
    path = tmp_path / "01_a.ipynb"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BundleError, match=r"01_a.ipynb can't be read as a notebook"):
        notebook_outputs.read(path)


def test_missing_notebook_is_named(tmp_path):
    """Catch a traceback for a notebook that isn't there."""
    with pytest.raises(BundleError, match=r"03_c.ipynb can't be read"):
        notebook_outputs.read(tmp_path / "03_c.ipynb")


def test_notebooks_are_read_in_the_order_of_their_names(tmp_path):
    """Catch a ledger whose order depends on the file system."""
    later = stored(tmp_path, "02_b", facts("b_one"))
    first = stored(tmp_path, "01_a", facts("a_one"))
    assert [book.name for book in notebook_outputs.read_all([later, first])] == ["01_a", "02_b"]


@pytest.mark.parametrize(
    ("bundle", "said"),
    [
        (facts("x_one"), "fact 'x_one' stands in 01_a and in 02_b"),
        (facts(claims=["x_rose"]), "claim 'x_rose' stands in 01_a and in 02_b"),
        ({FIGURE: {"id": "fig-x"}}, "figure 'fig-x' stands in 01_a and in 02_b"),
        ({TABLE: {"id": "tab-x"}}, "table 'tab-x' stands in 01_a and in 02_b"),
    ],
)
def test_id_in_two_notebooks_is_refused(tmp_path, bundle, said):
    """Catch a permalink that means one thing in one chapter and another in the next."""
    paths = [stored(tmp_path, "01_a", bundle), stored(tmp_path, "02_b", bundle)]
    with pytest.raises(BundleError, match=said):
        notebook_outputs.read_all(paths)


def test_id_twice_in_one_notebook_is_refused(tmp_path):
    """Catch a figure that is shown twice under one number."""
    path = stored(tmp_path, "01_a", {FIGURE: {"id": "fig-x"}}, {FIGURE: {"id": "fig-x"}})
    with pytest.raises(BundleError, match="figure 'fig-x' stands in 01_a and in 01_a"):
        notebook_outputs.read_all([path])
