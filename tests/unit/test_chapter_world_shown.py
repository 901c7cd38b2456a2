"""Chapter 2: what its tables and charts must not show."""

import re
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pandas as pd
import pytest

from checks import legibility
from expobook import evidence as evidence_package
from expobook.chapters.world import tables
from expobook.facts import notebook_outputs

NOTEBOOK = Path(__file__).resolve().parents[2] / "notebooks" / "02_world_and_china.ipynb"
DATA = NOTEBOOK.parents[1] / "data"
UNNAMED = "digital_trade_itc"  # its world total, which ITC calls exports


@pytest.fixture(scope="module")
def book():
    """What the committed notebook states."""
    return notebook_outputs.read(NOTEBOOK)


@pytest.fixture(scope="module")
def facts(book):
    """Its facts by id without the prefix."""
    return {fact["id"].removeprefix("macro_"): fact for fact in book.facts}


def test_a_row_of_measures_is_of_one_flow_and_unit(facts):
    """Catch exports of the world beside exports plus imports of China in one row."""
    observations = evidence_package.load().observations
    for row in tables.MEASURES:
        found = [observations.loc[facts[name]["inputs"][0]] for name in (row.world, row.china) if name]
        assert len({one["unit"] for one in found}) == 1, row
        for one in found:
            exports = "exports" in one["indicator"] or one["indicator"] == UNNAMED
            assert exports == (row.flow == "exports"), (row.measure, one["indicator"])


def test_a_row_of_measures_is_by_the_compiler_that_it_names(facts):
    """Catch the commerce ministry's figure under UNCTAD's name."""
    families_of = evidence_package.load().series.set_index("series_id")["publisher_family"]
    families = {
        "UNCTAD": "UNCTAD",
        "Commerce ministry": "Chinese commerce ministry",
        "WTO": "WTO",
        "ITC and the expo's office": "International Trade Centre",
        "DRC and CAICT": "DRC and CAICT",
        "Zhejiang": "Zhejiang province",
    }
    for row in tables.MEASURES:
        for name in filter(None, (row.world, row.china)):
            family = families_of[facts[name]["series_id"]]
            if row.compiler in families:
                assert family == families[row.compiler], name


def test_second_hand_figures_of_measures_say_so():
    """Catch a second-hand figure in the table of measures that reads like official statistics."""

    class Stub(dict):
        def __missing__(self, name):
            grade = "D" if name == "macro_china_2025" else "C"
            return SimpleNamespace(grade=grade, period="2025-01/2025-06")

    cells = [cell for row in tables.measure_rows(Stub()) for cell in row[4:6]]
    assert "{macro_china_2025} (January to June 2025, second-hand)" in cells
    assert [cell for cell in cells if "second-hand" in cell and "china_2025" not in cell] == []


def test_every_judgement_of_the_release_has_its_claim(book):
    """Catch a verdict on the release that stays when the claim that it rests on has fallen."""
    stated = {claim["id"] for claim in book.claims}
    for row in tables.RELEASE:
        assert row.claims, row.passage
        assert set(row.claims) <= stated, row.passage


def test_a_verdict_whose_claim_has_fallen_says_so():
    """Catch "right" beside a level that a revision has moved away."""

    class Stub(dict):
        facts = SimpleNamespace(
            claims={
                name: SimpleNamespace(holds=name != "macro_levels_hold")
                for row in tables.RELEASE
                for name in row.claims
            }
        )

    readings = [row[3] for row in tables.release_rows(Stub())]
    assert (readings[0].text, readings[0].tone) == ("to be judged anew", "none")
    assert (readings[1].text, readings[1].tone) == ("low", "partly")


def test_second_hand_figures_of_e_commerce_are_those_that_the_text_names(facts):
    """Catch a caveat that counts fewer second-hand figures than the revisions rest on."""
    grades = {name: facts[f"cbec_{name}"]["grade"] for name in ("2024_first", "2024_later", "2025_first", "2025_later")}
    weak = {name for name, grade in grades.items() if grade == "D"}
    assert weak == {"2024_first", "2025_first", "2025_later"}


@pytest.mark.parametrize("figure", ["fig-macro-share-china", "fig-macro-four"])
def test_no_grid_line_strikes_a_label(book, figure):
    """Catch a label that can't be read because a line of the grid runs through it."""
    [svg] = [item["svg"] for item in book.figures if item["id"] == figure]
    lines = list(_grid_lines(ElementTree.fromstring(svg)))
    assert len(lines) > 3
    words = [word for word in legibility.read(svg).words if re.search(r"[a-z]+ \d", word.text)]
    assert len(words) > 3
    struck = [
        word.text for word in words if any(word.top < height < word.bottom and word.left < end for height, end in lines)
    ]
    assert struck == []


def _grid_lines(element, x=0.0, y=0.0, grid=False):
    """Height and right end of horizontal grid lines, from the top left of the drawing."""
    if moved := legibility._MOVED.search(element.get("transform", "")):
        x, y = x + float(moved[1]), y + float(moved[2] or 0)
    grid = grid or "role-axis-grid" in element.get("class", "")
    if grid and element.tag.endswith("line") and float(element.get("x2", 0)):
        yield y, x + float(element.get("x2"))
    for child in element:
        yield from _grid_lines(child, x, y, grid)


OBSERVED = (
    "france",
    "germany",
    "india",
    "ireland",
    "japan",
    "netherlands",
    "singapore",
    "united-kingdom",
    "united-states",
)
"""The economies beside China of which the data package has rows of their own."""


def _both_flows(rows, place, year):
    name = f"{place}.digitally_deliverable_services_{{}}.{year}.unctad-2025-dds-data360"
    return rows[name.format("exports")] + rows[name.format("imports")]


def test_headlines_follow_from_the_rows_by_another_route(facts):
    """Catch a headline that formula, function and chart get wrong together."""
    rows = pd.read_csv(DATA / "observations.csv", index_col="observation_id")["value"].astype(float)
    panel = pd.read_csv(DATA / "panel.csv")
    unctad = {
        place: rows[f"{place}.digitally_deliverable_services_exports.2023.unctad-2025-dds-data360"]
        for place in ("china", "india", "world")
    }
    china = "china.digitally_deliverable_services_{}.{}.unctad-2025-dds-data360"
    total = {year: sum(rows[china.format(flow, year)] for flow in ("exports", "imports")) for year in (2022, 2023)}
    others = panel[panel["kind"] == "economy"].set_index("economy")
    dollars = rows["china.digitally_deliverable_services_total.2022.people-2023-digital-trade-2022"]
    survey = [rows[f"china.cbec_{flow}.2022.customs-2023-cbec-2022-ssopdot"] for flow in ("exports", "imports")]
    expected = {
        "share_exports_2023": 100 * unctad["china"] / unctad["world"],
        "india_lead_2023": 100 * unctad["india"] / unctad["china"] - 100,
        "dds_yearly": _a_year(432.31 / (dollars / 1.034)),
        "kis_yearly": _a_year(3087.95 / 2330),
        "cbec_yearly": _a_year(2840 / (survey[0] / 1.101 + survey[1] / 0.992)),
        "kis_share_2025_h1_rebased": 100 * 1502.54 * 1.083 / 3779.75,
    }
    for name, value in expected.items():
        assert facts[name]["value"] == pytest.approx(value, rel=1e-9), name
    for year in (2022, 2023):
        larger = (others[others["year"] == year][["exports", "imports"]].sum(axis=1, min_count=2) > total[year]).sum()
        observed = sum(_both_flows(rows, place, year) > total[year] for place in OBSERVED)
        assert facts[f"place_total_{year}"]["value"] == 1 + larger + observed


def _a_year(ratio):
    """Growth a year in percent over four years."""
    return 100 * (ratio**0.25 - 1)
