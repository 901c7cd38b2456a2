"""Charts: the same specification and drawing wherever they are made."""

import json
from pathlib import Path

import altair as alt
import jsonschema
import pandas as pd
import pytest

from expobook.facts import notebook_outputs
from expobook.figures import marks, theme

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))
VEGA_LITE = jsonschema.Draft7Validator(alt.load_schema())


def with_two_selections() -> alt.LayerChart:
    """A chart whose views altair has to name, because selections belong to them."""
    data = pd.DataFrame({"year": range(2000, 2030), "value": range(30), "other": range(30)})
    base = alt.Chart(data).encode(x="year:O", y="value:Q")
    one = alt.selection_point(name="one", fields=["year"])
    two = alt.selection_point(name="two", fields=["value"])
    return alt.hconcat(alt.layer(base.mark_bar().add_params(one), base.mark_rule()), base.mark_point().add_params(two))


def test_specification_is_the_same_in_a_kernel_and_a_terminal():
    """Catch names that depend on how wide pandas prints a table on this machine."""
    texts = []
    for width, columns, rows in ((80, 20, 60), (40, 1, 4)):
        with pd.option_context("display.width", width, "display.max_columns", columns, "display.max_rows", rows):
            texts.append(json.dumps(theme.specification(with_two_selections())))
    assert texts[0] == texts[1]
    assert "view_1" in texts[0]


def test_selections_still_find_their_views():
    """Catch a renamed view to which its selection no longer belongs."""
    spec = theme.specification(with_two_selections())
    used = [view for parameter in spec["params"] for view in parameter["views"]]
    assert len(used) == len(set(used)) == 2
    for view in used:
        assert f'"name": "{view}"' in json.dumps(spec)


def test_drawing_is_the_same_twice():
    """Catch ids that count the drawings which a process has made before."""
    spec = theme.specification(with_two_selections())
    drawings = {theme.drawing(spec, "fig-t-one", "A title", "A text.") for _ in range(2)}
    assert len(drawings) == 1


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_chart_of_the_book_is_valid_vega_lite(notebook):
    """Catch a channel or a mark that Vega-Lite doesn't know, and leaves out without a word."""
    figures = notebook_outputs.read(notebook).figures
    assert figures
    assert [figure["id"] for figure in figures if not VEGA_LITE.is_valid(figure["spec"])] == []


def test_a_chart_with_an_unknown_channel_is_found():
    """Catch a check that passes whatever a specification says."""
    spec = {"data": {"values": []}, "mark": "bar", "encoding": {"lenght": {"field": "a"}}}
    assert not VEGA_LITE.is_valid(spec)


def test_a_key_stands_above_marks_of_fixed_colours():
    """Catch a chart whose colours mean something that nobody says."""
    bars = alt.Chart(pd.DataFrame({"a": [1, 2]})).mark_bar(color=theme.PALETTE["actual"]).encode(x="a:Q")
    made = alt.layer(bars, marks.key({"what was reported": "actual", "the goal": "target"}))
    svg = theme.drawing(theme.specification(made), "fig-t-one", "A title", "A text.")
    for word in ("what was reported", "the goal"):
        assert f">{word}</text>" in svg
    assert f'fill="{theme.PALETTE["target"]}"' in svg
    plain = theme.drawing(theme.specification(bars), "fig-t-one", "A title", "A text.")
    assert svg.count('aria-roledescription="bar"') == plain.count('aria-roledescription="bar"')


def test_colours_are_named_by_role():
    """Catch a colour typed into a chart, and a role that nobody defined."""
    colour = marks.coloured("kind", {"goal": "target", "outcome": "actual"}, keyed=False)
    assert colour.to_dict()["scale"] == {
        "domain": ["goal", "outcome"],
        "range": [theme.PALETTE["target"], theme.PALETTE["actual"]],
    }
    with pytest.raises(KeyError, match="crimson"):
        marks.coloured("kind", {"goal": "crimson"})
