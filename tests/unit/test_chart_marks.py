"""What marks say when they are pointed at, and what a click brings out."""

from __future__ import annotations

import re

import altair as alt
import pandas as pd
import pytest

from expobook.figures import marks, theme
from expobook.publishing.figures import interactive

ROWS = pd.DataFrame(
    {"city": ["Hangzhou", "Shenzhen"] * 2, "year": [2022, 2022, 2023, 2023], "value_cny_bn": [1234.5, 2.0, 3.25, 4.0]}
)


def panel(rows: pd.DataFrame = ROWS) -> alt.LayerChart:
    """Bars with a zero line of its own data."""
    zero = alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule().encode(x="zero:Q")
    return alt.layer(alt.Chart(rows).mark_bar().encode(x="value_cny_bn:Q", y="city:N"), zero)


def lines(*, live: bool) -> dict:
    """Two lines, with or without what answers the pointer."""
    x = alt.X("year:Q")
    drawn = alt.Chart(ROWS).mark_line().encode(x=x, y="value_cny_bn:Q", color="city:N")
    near = marks.lines_at_nearest(ROWS, x, value="value_cny_bn", by="city", unit="bn yuan")
    return theme.specification(alt.layer(drawn, near) if live else alt.layer(drawn))


def test_a_click_brings_out_one_thing_in_every_panel():
    """Catch a panel that doesn't answer, or a name that differs from run to run."""
    specs = [theme.specification(marks.selectable(alt.vconcat(panel(), panel(ROWS.head(2))), "city")) for _ in range(2)]
    assert specs[0] == specs[1]
    (chosen,) = specs[0]["params"]
    assert (chosen["name"], chosen["select"]["fields"]) == ("chosen", ["city"])
    named = [layer["name"] for one in specs[0]["vconcat"] for layer in one["layer"] if "name" in layer]
    assert len(named) == 2
    assert set(named) <= set(chosen["views"])
    for one in (layer for panels in specs[0]["vconcat"] for layer in panels["layer"]):
        test = one["encoding"]["opacity"]["condition"]["test"]
        assert test == {"and": ["isValid(datum['city'])", {"not": {"param": "chosen"}}]}


@pytest.mark.parametrize("live", ["selectable", "near"])
def test_a_drawing_has_nothing_of_what_answers_a_pointer(live):
    """Catch cells, lines or links that only a live chart needs in pages, files and print."""
    if live == "selectable":
        still, drawn = (theme.specification(one) for one in (panel(), marks.selectable(panel(), "city")))
    else:
        still, drawn = lines(live=False), lines(live=True)
    pictures = [
        re.sub(
            r' (?:role|class|aria-[a-z]+|pointer-events)="[^"]*"',
            "",
            theme.drawing(spec, "fig-t-one", "A title", "A text."),
        )
        for spec in (still, drawn)
    ]
    assert pictures[0] == pictures[1]


def test_a_point_says_values_in_words_and_units():
    """Catch a year with a comma, a column name, or a long tail of digits."""
    year, value = marks.tooltip(ROWS, year="Year", value_cny_bn="Value, bn yuan")
    assert year.to_dict() == {"field": "year", "title": "Year", "type": "quantitative", "format": "d"}
    assert value.to_dict()["format"] == ",.6~r"
    assert interactive.titles(lines(live=True)) == {"Year", "Hangzhou, bn yuan", "Shenzhen, bn yuan"}
    with pytest.raises(KeyError, match="gdp"):
        marks.tooltip(ROWS, gdp="GDP")
    with pytest.raises(ValueError, match="numbers only, not city:N"):
        marks.at_nearest(alt.Chart(ROWS), alt.X("year:Q"), marks.tooltip(ROWS, city=""))


@pytest.mark.parametrize(("column", "unit"), [("value_cny_bn", "bn yuan"), ("start_usd_tn", "tn US dollars")])
def test_the_unit_stands_in_the_name_of_a_column(column, unit):
    """Catch an amount without a unit, or in another one."""
    assert marks.unit_of(column) == unit


def test_what_can_be_clicked_looks_so_and_all_else_stays():
    """Catch a live chart that shows other data, or a hand where a click does nothing."""
    spec = theme.specification(marks.selectable(panel(), "city"))
    read = interactive.for_reading(spec)
    assert read["config"]["mark"]["cursor"] == "pointer"
    assert "mark" not in interactive.for_reading(lines(live=True))["config"]
    assert {**read, "config": spec["config"], "$schema": spec["$schema"]} == spec
