"""Chapter 1: what expo editions reported, kept apart by definition, stage and edition."""

from types import SimpleNamespace

import pandas as pd
import pytest

from expobook import evidence
from expobook.chapters.chapter import Chapter
from expobook.chapters.expo import charts, data
from expobook.chapters.expo.indicators import (
    EDITIONS,
    FAIRS,
    IMPORT_EXPO,
    INDICATORS,
    NOT_SUMS,
    SUMS,
    Sum,
)
from expobook.facts.parameters import ExpoParameters
from expobook.figures import theme
from expobook.values.validation import MeasureError

YEARLY = pd.DataFrame([{"year": 2018, "value_usd_bn": 57.8, "shown": "57.8", "growth": ""}])


@pytest.fixture(scope="module")
def package():
    """The book's own evidence."""
    return evidence.load()


@pytest.fixture(scope="module")
def table(package):
    """All indicators of all expo editions."""
    return data.side_by_side(package)


@pytest.fixture
def chapter():
    """A chapter that has stated every announced sum."""
    made = Chapter(ExpoParameters(), "expo")
    for item in SUMS:
        made.observe(f"expo_{item.key}", item.label, observation_id=item.observation_id)
    return made


def test_each_value_belongs_to_its_expo_edition(package):
    """Catch a figure of one expo edition told as another's."""
    named = [(edition, name) for item in INDICATORS for edition, name in item.observations.items()]
    named += [(item.edition, item.observation_id) for item in SUMS]
    assert all(package.observation(name).entity == f"GDTE-{edition}" for edition, name in named)


def test_no_announced_sum_is_left_out(package):
    """Catch “every announced sum” said of a list that lacks one that the evidence holds."""
    table = package.observations
    money = table[table["entity"].str.startswith("GDTE-") & table["unit"].str[:3].isin(
        ["CNY", "USD"])]
    held = {(row.entity, row.indicator) for row in money.itertuples()}
    listed = {(one.entity, one.indicator) for one in
              (package.observation(item.observation_id) for item in SUMS)}
    left_out = {(entity, indicator) for entity, indicator in held - listed
                if indicator not in NOT_SUMS}
    assert left_out == set()
    assert {indicator for _, indicator in held - listed} == set(NOT_SUMS)


def test_import_expo_years_hold_their_own_edition(package):
    """Catch growth computed from a year that isn't the year named."""
    for year, name in IMPORT_EXPO.items():
        assert package.observation(name).period.startswith(str(year))
    assert len({package.observation(name).series_id for name in IMPORT_EXPO.values()}) == 1


def test_fairs_announce_and_exhibit_at_the_same_fair(package):
    """Catch the exhibitors of one fair beside the deals of another."""
    for fair in FAIRS:
        announced, exhibitors = map(package.observation, (fair.announced, fair.exhibitors))
        assert announced.entity == exhibitors.entity


def test_headline_totals_stand_alone(table):
    """Catch investment, contracts and trade intent joined in one line."""
    totals = table[table["key"] == "total"]
    assert set(totals["group"]) == {""}
    assert data.comparable_editions(table, "total") == "none"


def test_a_pair_is_comparable_only_within_one_comparable_series(package, table):
    """Catch two definitions, or a series without a counting rule, called comparable."""
    comparable = dict(zip(package.series["series_id"], package.series["comparable_over_time"],
                          strict=True))
    series = {
        (row.key, row.edition): package.observation(row.observation_id).series_id
        for row in table.itertuples() if row.observation_id
    }
    for pair in data.pairs(table).itertuples():
        one, other = series[pair.key, pair.edition], series[pair.key, pair.edition_to]
        assert pair.comparable == (one == other and comparable[one])


def test_forecasts_are_never_compared(table):
    """Catch a forecast of visits counted as a report."""
    visits = table[(table["key"] == "visits") & (table["edition"] == 3)].iloc[0]
    assert (visits["stage"], visits["group"]) == (data.FORECAST, "")
    pairs = data.pairs(table).query("key == 'visits'")
    assert list(zip(pairs["edition"], pairs["edition_to"], strict=True)) == [(4, 5)]


def test_joins_follow_the_comparable_pairs(table):
    """Catch a chart that draws a line where the table says none."""
    for join in data.joins(table).itertuples():
        pairs = data.pairs(table[table["label"] == join.label]).query("comparable")
        assert (join.edition, join.edition_to) in set(
            zip(pairs["edition"], pairs["edition_to"], strict=True))


def test_values_below_the_grade_asked_for_are_gaps(package):
    """Catch second-hand figures that stay in a chart which admits none."""
    strict = data.side_by_side(package, "C")
    assert "D" not in set(strict["grade"])
    assert strict.query("key == 'visits' and edition == 5")["stage"].item() == ""
    cells = dict(zip(["label", *EDITIONS.values()],
                     next(row for row in data.edition_rows(strict) if row[0] == "Visits"),
                     strict=True))
    assert (cells["fifth"], cells["first"]) == ("not admitted", "not found")


def test_cells_say_what_is_doubtful(table):
    """Catch a second-hand, preliminary or forecast figure printed like a final one."""
    rows = {row[0]: row[1:] for row in data.edition_rows(table)}
    assert rows["Visits"][2] == "{expo_gdte3_visits} (forecast, second-hand)"
    assert rows["Visits"][4] == "{expo_gdte5_visits} (second-hand)"
    assert rows["Overseas merchants"][4] == "{expo_gdte5_merchants} (preliminary, second-hand)"
    assert rows["Headline total, bn yuan"][0] == "{expo_signed_investment}"


@pytest.mark.parametrize(
    ("value", "bound", "per", "written"),
    [(800, "at_least", 1, "800+"), (100_000, "approx", 1000, "~100"), (1546, "exact", 1, "1,546"),
     (1700, "approx", 1000, "~1.7"), (161.98, "exact", 1, "161.98")],
)
def test_chart_numbers_keep_their_bound(value, bound, per, written):
    """Catch a floor or an approximate value drawn as if it were exact."""
    assert data.short(value, bound, per) == written


def test_no_two_announced_sums_count_the_same_thing(package):
    """Catch two sums added or compared although their wording differs."""
    differences = data.differences(package)
    assert len(differences) == len(SUMS) * (len(SUMS) - 1) / 2
    assert differences["differences"].min() == 1


def test_differences_name_every_aspect(package):
    """Catch dollars set beside yuan, or a part beside a whole, without a letter saying so."""
    first = SUMS[0]
    again = Sum("again", 1, first.observation_id, "Again", first.stage, first.subject)
    dollars = next(item for item in SUMS if item.key == "arab_intent")
    both = data.differences(package, [first, again, dollars])
    assert list(both["letters"]) == ["=", "TWPC", "TWPC"]


def test_neighbours_are_of_one_stage_and_two_expo_editions(package):
    """Catch a pair called nearest that joins an intent to a signature, or one year to itself."""
    signed = data.neighbours(package, "signed")
    assert ["signed_investment", "contract_value"] in signed
    assert ["signed_investment", "hangzhou_investment"] not in signed
    known = {item.key: item for item in SUMS}
    for stage in ("signed", "intended"):
        for one, other in data.neighbours(package, stage):
            assert known[one].stage == known[other].stage == stage
            assert known[one].edition < known[other].edition
    assert ["tentative_deals", "procurement"] not in data.neighbours(package, "intended")


def test_second_hand_bars_are_told_apart(table):
    """Catch a value read second-hand drawn as solid as one read in its source."""
    drawn = data.panels(table).set_index(["panel", "edition"])["stage"]
    assert drawn["Visits, thousand", 5] == data.SECOND_HAND
    assert drawn["Exhibition area, thousand m²", 5] == data.SECOND_HAND
    assert drawn["Visits, thousand", 4] == data.FINAL
    assert drawn["Visits, thousand", 3] == data.FORECAST
    spec = theme.specification(charts.participation_panels(data.panels(table)))
    assert charts.STAGE_COLOURS.keys() >= {*drawn} - {""}
    solid = [layer["transform"] for panel in spec["vconcat"] for chart in panel["hconcat"]
             for layer in chart["layer"]
             if layer["mark"]["type"] == "bar" and not layer["mark"].get("strokeDash")]
    assert {step["filter"] for steps in solid for step in steps} == {"datum.stage == 'final'"}


def test_reporters_are_named_in_few_words(package):
    """Catch a column of long names that squeezes the amounts beside it over two lines."""
    sources = {package.observation(item.observation_id).source_id for item in SUMS}
    names = {source: data.reporter(package, source) for source in sources}
    assert names["cns-2025-gdte4-closing"] == "China News Service"
    assert names["hzboc-2022-landmark-expo"] == "City bureau"
    assert max(map(len, names.values())) <= len("People's Daily Online")


def test_overlap_runs_from_outside_to_inside():
    """Catch bounds of Hangzhou's share that stand at the wrong end of the axis."""
    frame = data.overlap_shares((38.2, 110.0), (37, 89))
    ends = frame[frame["end"]].set_index(["measure", "overlap_percent"])["share_percent"]
    assert ends["investment", 0] == pytest.approx(100 * 38.2 / 148.2, abs=1e-3)
    assert ends["investment", 100] == pytest.approx(100 * 38.2 / 110, abs=1e-3)
    assert ends["projects", 0] == pytest.approx(100 * 37 / 126, abs=1e-3)


def test_projects_outside_the_part_complete_the_total():
    """Catch a mean of the other projects that doesn't add up to the announced total."""
    rest = data.rest_size(110, 89, 38.2, 37, overlap=1)
    assert rest * (89 - 37) + 38.2 == pytest.approx(110)
    assert data.rest_size(110, 89, 38.2, 37, overlap=0) == pytest.approx(110 / 89)
    with pytest.raises(MeasureError, match="number of other projects"):
        data.rest_size(110, 37, 38.2, 37, overlap=1)


def test_forecasts_are_not_found_as_reports(package):
    """Catch 'visits of the third expo edition' found because somebody forecast them."""
    assert data.found(package, "GDTE-3", "visitors") == []
    assert data.found(package, "GDTE-3", data.HEADLINE_TOTALS) == []
    assert data.found(package, "GDTE-4", data.HEADLINE_TOTALS)


def test_expo_editions_are_counted_from_reports(package):
    """Catch visits said to be known for an expo edition that has a forecast only."""
    assert data.editions_in(package) == list(EDITIONS)
    assert data.editions_in(package, "visitors") == [4, 5]


def test_a_report_of_realised_deals_would_be_found(chapter):
    """Catch a ledger that goes on saying 'not reported' after somebody has reported."""
    assert {row[-1].text for row in data.ledger_rows(chapter)} == {"Not reported"}
    row = chapter.evidence.observations.iloc[[0]].assign(
        entity="GDTE-1", indicator="realised_investment", status="final")
    row.index = ["gdte-1.realised_investment.x"]
    chapter.evidence = SimpleNamespace(
        observations=pd.concat([chapter.evidence.observations, row]),
        observation=chapter.evidence.observation, source=chapter.evidence.source)
    came = {row[0]: row[-1].tone for row in data.ledger_rows(chapter)}
    assert came["First: investment"] == "partly"
    assert came["Second: contracts"] == "none"


def test_bars_carry_bound_and_gap(chapter):
    """Catch 'roughly 110' drawn as 110, and a missing total drawn as zero."""
    frame = data.bar_frame(chapter, [("A", "expo_signed_investment", "actual"),
                                     ("Nothing found", "", "context")], "value_cny_bn")
    assert list(frame["shown"]) == ["about 110", ""]
    assert frame["value_cny_bn"].isna().tolist() == [False, True]


def sizes(spec):
    """All font sizes and axis label sizes that a specification sets."""
    if isinstance(spec, dict):
        for key, value in spec.items():
            if key in ("fontSize", "labelFontSize", "titleFontSize"):
                yield value
            yield from sizes(value)
    elif isinstance(spec, list):
        for value in spec:
            yield from sizes(value)


def test_charts_draw_all_states_readably(package, table):
    """Catch a chart that fails on gaps, prints nan, or sets type too small for a phone."""
    empty = data.side_by_side(package, "A")
    drawn = [
        charts.definition_strip(table, data.joins(table)),
        charts.definition_strip(empty, data.joins(empty)),
        charts.participation_panels(data.panels(table)),
        charts.participation_panels(data.panels(empty)),
        charts.difference_matrix(data.differences(package), [item.label for item in SUMS]),
        charts.yearly_bars(YEARLY, value="value_usd_bn"),
        charts.overlap_lines(data.overlap_shares((38.2, 110.0), (37, 89)), 40.0),
    ]
    for number, chart in enumerate(drawn):
        spec = theme.specification(chart)
        svg = theme.drawing(spec, f"fig-test-{number}", "Title", "Alternative text")
        assert "nan" not in svg.lower().replace("finance", "")
        assert min(sizes(spec)) >= 12


def test_bars_start_at_zero_and_estimates_are_dashed():
    """Catch a shortened bar, and an implied total drawn like a reported one."""
    frame = pd.DataFrame([
        {"label": "Reported", "value_cny_bn": 160.0, "shown": "160", "role": "actual"},
        {"label": "Implied", "value_cny_bn": 99.0, "shown": "about 99", "role": "estimate"},
    ])
    spec = theme.specification(charts.labelled_bars(frame, value="value_cny_bn"))
    bars = [layer for layer in spec["layer"] if layer["mark"]["type"] == "bar"]
    assert all(layer["encoding"]["x"]["scale"]["domainMin"] == 0 for layer in bars)
    assert [bool(layer["mark"].get("strokeDash")) for layer in bars] == [False, True]
