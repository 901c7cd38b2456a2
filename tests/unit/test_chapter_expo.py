"""Chapter 1: what expo editions reported, kept apart by definition, stage and edition."""

from types import SimpleNamespace

import pandas as pd
import pytest

from expobook import evidence
from expobook.chapters.chapter import Chapter
from expobook.chapters.expo import charts, data
from expobook.chapters.expo.fairs import FAIRS, IMPORT_EXPO, ON_SITE
from expobook.chapters.expo.indicators import ALIKE, EARLY, EDITIONS, INDICATORS, KINDS, ONE_PAGE, SUMS, TOTALS, Sum
from expobook.facts.parameters import ExpoParameters
from expobook.figures import theme

# Money in the evidence on the expo that is no sum of its own, by indicator, and why.
NOT_SUMS = {
    "intent_deals_usd": "a publisher's conversion of the first expo edition's tentative deals",
    "signed_investment_and_trade_intent_usd": "publishers' conversions of the fourth expo edition's total",
    "signed_investment_expected": "expected before the second expo edition, not announced by it",
    "procurement_indonesia_list": "one country's list of wishes at the fourth expo edition, no orders",
}
MONEY = pd.DataFrame(
    [
        {
            "label": "Reported",
            "start": 0.0,
            "end": 160.0,
            "value_cny_bn": 160.0,
            "inside": "",
            "shown": "160",
            "kind": "investment",
        },
        {
            "label": "Unknown",
            "start": None,
            "end": None,
            "value_cny_bn": None,
            "inside": "",
            "shown": "",
            "kind": "parts unknown",
        },
    ]
)


@pytest.fixture(scope="module")
def package():
    """The book's own evidence."""
    return evidence.load()


@pytest.fixture(scope="module")
def table(package):
    """All indicators of all expo editions."""
    return data.side_by_side(package)


def stated(**settings):
    """A chapter that has stated what its charts of the expo editions draw."""
    made = Chapter(ExpoParameters(**settings), "expo", topic="expo")
    for item in SUMS:
        made.observe(f"expo_{item.key}", item.title, observation_id=item.observation_id)
    for item in INDICATORS:
        for edition, name in item.observations.items():
            if data.fact_id(item, edition) not in made.facts.facts:
                made.observe(data.fact_id(item, edition), data.fact_label(item, edition), observation_id=name)
    made.state("announced", expo_editions=5, expo_observations=1, expo_realised_reports=0)
    outside = (1 - made.parameters.overlap) * made["expo_hangzhou_investment"].value
    made.state("intended", expo_hangzhou_outside=outside)
    return made


@pytest.fixture(scope="module")
def chapter():
    """The chapter with the book's own settings."""
    return stated()


def test_each_value_belongs_to_its_expo_edition(package):
    """Catch a figure of one expo edition told as another's."""
    named = [(edition, name) for item in INDICATORS for edition, name in item.observations.items()]
    named += [(item.edition, item.observation_id) for item in SUMS]
    assert all(package.observation(name).entity == f"GDTE-{edition}" for edition, name in named)


def test_no_announced_sum_is_left_out(package):
    """Catch “every announced sum” said of a list that lacks one that the evidence holds."""
    table = package.observations
    money = table[table["entity"].str.startswith("GDTE-") & table["unit"].str[:3].isin(["CNY", "USD"])]
    held = {(row.entity, row.indicator) for row in money.itertuples()}
    listed = {(one.entity, one.indicator) for one in (package.observation(item.observation_id) for item in SUMS)}
    left_out = {(entity, indicator) for entity, indicator in held - listed if indicator not in NOT_SUMS}
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
    assert not data.pairs(table).query("key == 'total'")["comparable"].any()


def test_a_pair_is_comparable_only_within_one_comparable_series(package, table):
    """Catch two definitions, or a series without a counting rule, called comparable."""
    comparable = dict(zip(package.series["series_id"], package.series["comparable_over_time"], strict=True))
    series = {
        (row.key, row.edition): package.observation(row.observation_id).series_id
        for row in table.itertuples()
        if row.observation_id
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


def test_values_below_the_grade_asked_for_are_gaps(package):
    """Catch second-hand figures that stay in a chart which admits none."""
    strict = data.side_by_side(package, "C")
    assert "D" not in set(strict["grade"])
    assert strict.query("key == 'visits' and edition == 5")["stage"].item() == ""
    cells = dict(
        zip(
            ["label", *EDITIONS.values()],
            next(row for row in data.edition_rows(strict) if row[0] == "Visits"),
            strict=True,
        )
    )
    assert (cells["fifth"], cells["first"]) == ("not admitted", "–")


def test_cells_say_what_is_doubtful(table):
    """Catch a second-hand, preliminary or forecast figure printed like a final one."""
    rows = {row[0]: row[1:] for row in data.edition_rows(table)}
    assert rows["Visits"][2] == "at least {expo_gdte3_visits:number}\u00a0§‡"
    assert rows["Visits"][4] == "{expo_gdte5_visits:number}\u00a0‡"
    assert rows["Buyers from abroad"][4] == "at least {expo_gdte5_merchants:number}\u00a0†‡"
    assert rows["Headline total, bn yuan"][0] == "about {expo_signed_investment:number}"


def test_closing_counts_stand_for_their_expo_edition(package):
    """Catch exhibitors expected before the second expo edition in place of those who came."""
    exhibitors = next(item for item in INDICATORS if item.key == "exhibitors")
    second = package.observation(exhibitors.observations[2])
    assert (second.value, second.bound, second.status) == (1018, "exact", "final")
    assert data.fact_id(exhibitors, 2) == "expo_gdte2_onsite"
    assert data.fact_label(exhibitors, 2) == "Exhibitors (on site), second expo edition"


def test_net_and_total_area_are_marked(package, table):
    """Catch the net area of one expo edition beside the total area of another as one measure."""
    cells = next(row for row in data.edition_rows(table) if row[0] == "Exhibition area, m²")
    area = next(item for item in INDICATORS if item.key == "area")
    for edition, name in area.observations.items():
        ending = package.observation(name).series_id.removeprefix("gdte.exhibition_area")
        assert ending.removeprefix(".") == area.scopes.get(edition, "")
    assert cells[3].endswith("\u00a0net")
    assert "\u00a0total" in cells[5]
    assert not any(word in cells[place] for place in (1, 2, 4) for word in ("net", "total"))


def test_the_page_sets_like_beside_like(package, table, chapter):
    """Catch a blue bar whose neighbour in blue counts something else, or was counted early."""
    of_fact = {data.fact_id(item, edition): name for item in INDICATORS for edition, name in item.observations.items()}
    alike = {
        panel: [fact for place, _, fact, kind in ONE_PAGE if (place, kind) == (panel, ALIKE)]
        for panel in dict.fromkeys(row[0] for row in ONE_PAGE)
    }
    exhibitors, buyers, money = alike.values()
    assert {package.observation(of_fact[name]).series_id for name in exhibitors} == {"gdte.exhibitors_offline"}
    for name in buyers:
        seen = package.observation(of_fact[name])
        assert seen.status == "final"
        assert "ttended" in seen.note
    assert money == ["expo_intended_2022", "expo_investment_and_trade"]
    kinds = {item.key: (item.subject, item.scope) for item in SUMS}
    assert kinds["investment_and_trade"] == ("both", "whole")
    assert chapter["expo_intended_2022"].value == pytest.approx(110 + 37.4)
    early = {fact for _, _, fact, kind in ONE_PAGE if kind == EARLY}
    assert early == {
        data.fact_id(item, row.edition)
        for item in INDICATORS
        for row in table[table["key"] == item.key].itertuples()
        if row.stage == data.PRELIMINARY and item.key in ("exhibitors", "purchasers")
    }


def test_hangzhou_outside_the_total_raises_the_sum_of_2022():
    """Catch a setting of the overlap that leaves the intended total of 2022 as it was."""
    assert stated(overlap=0.0)["expo_intended_2022"].value == pytest.approx(110 + 38.2 + 37.4)
    assert stated(overlap=0.5)["expo_intended_2022"].value == pytest.approx(110 + 19.1 + 37.4)


def test_second_hand_bars_go_when_they_are_not_admitted(chapter):
    """Catch a second-hand bar in a page that admits none, or a gap drawn as nought."""
    strict = data.one_page(stated(lowest_grade="C"))
    everything = data.one_page(chapter)
    lost = everything[strict["value"].isna() & everything["value"].notna()]
    assert list(zip(lost["panel"], lost["year"], strict=True)) == [("Exhibitors", 2026)]
    assert everything[everything["shown"] == ""]["value"].isna().all()


@pytest.mark.parametrize(
    ("value", "bound", "per", "written"),
    [
        (800, "at_least", 1, "800+"),
        (100_000, "approx", 1000, "~100"),
        (1546, "exact", 1, "1,546"),
        (1700, "approx", 1000, "~1.7"),
        (161.98, "exact", 1, "161.98"),
    ],
)
def test_chart_numbers_keep_their_bound(value, bound, per, written):
    """Catch a floor or an approximate value drawn as if it were exact."""
    assert data.short(value, bound, per) == written


def test_no_two_announced_sums_count_the_same_thing(package):
    """Catch two sums added or compared although their wording differs."""
    differences = data.differences(package)
    assert len(differences) == len(SUMS) * (len(SUMS) - 1) / 2
    assert differences["differences"].min() == 1


def test_differences_count_every_respect(package):
    """Catch dollars set beside yuan, or a part beside a whole, as if they were one measure."""
    first = SUMS[0]
    again = Sum("again", 1, first.observation_id, "Again", first.stage, first.subject)
    dollars = next(item for item in SUMS if item.key == "arab_intent")
    both = data.differences(package, [first, again, dollars])
    assert list(both["differences"]) == [0, 4, 4]


def test_bars_of_money_add_up_to_their_totals(chapter):
    """Catch a bar whose parts end elsewhere than at the total written beside it."""
    parts = pd.DataFrame(TOTALS, columns=["label", "fact", "total", "inside", "kind"])
    for _, rows in parts[parts["fact"] != ""].groupby("label"):
        total = next(name for name in rows["total"] if name)
        assert sum(chapter[name].value for name in rows["fact"]) == pytest.approx(chapter[total].value)
    assert set(parts["kind"]) == set(charts.MONEY_KINDS)


def test_fairs_on_site_are_each_one_comparable_series(package):
    """Catch a fair's online exhibitors, or another counting rule, in its line of those on site."""
    comparable = dict(zip(package.series["series_id"], package.series["comparable_over_time"], strict=True))
    for years in ON_SITE.values():
        seen = {year: package.observation(name) for year, name in years.items()}
        assert len({one.series_id for one in seen.values()}) == 1
        for year, one in seen.items():
            assert one.indicator == "exhibitors_offline"
            assert comparable[one.series_id]
            assert one.period.startswith(str(year))
    strict = data.on_site(package, "C")
    assert list(strict[strict["exhibitors"].isna()]["year"]) == [2026]
    assert list(strict[strict["shown"] == ""]["year"]) == [2026]


def test_forecasts_are_not_found_as_reports(package):
    """Catch 'visits of the third expo edition' found because somebody forecast them."""
    assert data.matching_ids(package, "GDTE-3", "visitors") == []
    assert data.matching_ids(package, "GDTE-3", data.HEADLINE_TOTALS) == []
    assert data.matching_ids(package, "GDTE-4", data.HEADLINE_TOTALS)


def test_expo_editions_are_counted_from_reports(package):
    """Catch visits said to be known for an expo edition that has a forecast only."""
    assert data.editions_in(package) == list(EDITIONS)
    assert data.editions_in(package, "visitors") == [4, 5]


@pytest.mark.parametrize(
    "indicator",
    [
        "realised_investment",
        "signed_projects_started_rate",
        "signed_projects_funds_in_place",
        "signed_projects_registered_rate",
        "deals_fulfilled",
    ],
)
def test_a_report_of_realised_deals_would_be_found(chapter, indicator):
    """Catch a chapter that goes on saying “nobody has said” after somebody has."""
    evidence = chapter.evidence
    assert data.matching_ids(evidence, data.EXPO, data.REALISED) == []
    row = evidence.observations.iloc[[0]].assign(entity="GDTE-1", indicator=indicator, status="final")
    reporting = SimpleNamespace(observations=pd.concat([evidence.observations, row]))
    assert len(data.matching_ids(reporting, data.EXPO, data.REALISED)) == 1


def test_the_fair_in_hefei_would_have_been_found(package):
    """Catch words for outcomes under which the fair that did report would have been passed over."""
    reports = data.matching_ids(package, "World Manufacturing Convention", data.REALISED)
    assert len(reports) == 4


def test_bars_carry_their_bound(chapter):
    """Catch “roughly 110” drawn as 110."""
    frame = data.bar_frame(chapter, [("A", "expo_signed_investment", "investment")], "value_cny_bn")
    assert frame.to_dict("records") == [
        {"label": "A", "value_cny_bn": 110.0, "shown": "about 110", "kind": "investment"}
    ]


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


def test_charts_draw_all_states_readably(package, chapter):
    """Catch a chart that fails on gaps, prints nan, or sets type too small for a phone."""
    page, strict = data.one_page(chapter), data.one_page(stated(lowest_grade="A"))
    drawn = [
        charts.one_page(page, KINDS, {"Exhibitors": "× 2.0 from 2023 to 2026"}),
        charts.one_page(strict, KINDS, {}),
        charts.fair_lines(data.on_site(package), "Global Digital Trade Expo"),
        charts.fair_lines(data.on_site(package, "A"), "Global Digital Trade Expo"),
        charts.share_tracks(
            pd.DataFrame([{"label": "A", "percent": 41.7, "shown": "41.7", "kind": "money"}]),
            {"projects": "actual", "money": "second"},
        ),
        charts.money_parts(MONEY),
    ]
    for number, chart in enumerate(drawn):
        spec = theme.specification(chart)
        svg = theme.drawing(spec, f"fig-test-{number}", "Title", "Alternative text")
        assert "nan" not in svg.lower().replace("finance", "")
        assert min(sizes(spec)) >= 12


def test_no_bar_of_money_follows_from_a_growth_rate(chapter):
    """Catch an implied total drawn like a reported one."""
    drawn = {name for _, name, *_ in TOTALS if name} | {name for _, _, name, _ in ONE_PAGE if name}
    assert not [name for name in drawn if "implied_base" in (chapter[name].formula or "")]


def test_bars_start_at_zero():
    """Catch a shortened bar."""
    (reported,) = (
        layer for layer in theme.specification(charts.money_parts(MONEY))["layer"] if layer["mark"]["type"] == "bar"
    )
    assert reported["encoding"]["x"]["scale"]["domainMin"] == 0
    bars = theme.specification(charts.labelled_bars(MONEY, value="value_cny_bn", kinds={"investment": "actual"}))
    assert bars["layer"][0]["encoding"]["x"]["scale"]["domainMin"] == 0
