"""The panel's own rules, and the frame that puts it together with the observations."""

import pandas as pd
import pytest

from expobook.evidence import panel, rules
from spoiling import changed

OBSERVED = "china.digitally_deliverable_services_exports.2021.unctad-2025-dds-data360"


def problems(raw, row):
    """What the rules say of a row of the panel."""
    return [item for item in rules.rule_problems(raw) if (item.file, item.row) == ("panel.csv", row)]


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({"panel_id": "fin.2031"}, "panel_id", "isn't the key of FIN in 2021"),
        ({"economy": "Suomi"}, "economy", "which is 'Finland' (economy) above"),
        ({"kind": "group"}, "economy", "which is 'Finland' (economy) above"),
        ({"exports": "2e1"}, "exports", "isn't a plain decimal"),
        ({"exports": "20.50"}, "exports", "isn't a plain decimal"),
    ],
)
def test_a_row_that_cannot_be_is_refused(raw, cells, column, said):
    """Catch a row under another key, an economy with two names or kinds, a number that is none."""
    spoilt, row = changed(raw, "panel", "fin.2021", **cells)
    found = [item for item in problems(spoilt, row) if item.column == column]
    assert said in found[0].problem


def test_a_value_in_two_places_is_refused(raw):
    """Catch an economy of the observations entered in the panel again: one of the two would age."""
    spoilt, row = changed(raw, "panel", "fin.2021", panel_id="chn.2021", iso3="CHN", economy="China")
    assert [
        "among the observations of the same source" in item.problem
        for item in problems(spoilt, row)
        if item.column == "iso3"
    ] == [True]


def test_observations_and_panel_are_one_frame(raw):
    """Catch an economy that is left out of ranks because its values are observations."""
    rows = raw["observations"].set_index("observation_id").loc[[OBSERVED]].reset_index()
    rows["value"] = pd.to_numeric(rows["value"])
    table = raw["panel"][raw["panel"]["panel_id"] == "fin.2021"].astype({"exports": float, "imports": float})
    frame = panel.join(
        table, pd.concat([rows, rows.assign(indicator="digitally_deliverable_services_imports", value=159.769)])
    )
    assert list(frame["iso3"]) == ["CHN", "FIN"]
    assert list(frame.loc[0, ["economy", "kind", "exports", "imports"]]) == ["China", "economy", 191.288, 159.769]
    assert frame["year"].tolist() == [2021, 2021]
