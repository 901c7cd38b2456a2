"""The data package as it is committed: complete, valid, sorted, and nothing twice."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from expobook import evidence
from expobook.evidence import tables
from expobook.evidence.date_rules import date_sort_key
from expobook.evidence.rules import address_key
from expobook.facts.writing import BOUND_WORDS
from expobook.values.grades import GRADES
from expobook.values.units import DATA_UNITS

DATA = Path(__file__).resolve().parents[2] / "data"
RELEASE = "hzboc-2022-landmark-expo"


def test_package_breaks_no_rule():
    """Catch a fault that was stamped all the same, or a rule that was added and not obeyed."""
    assert evidence.validate(DATA) == []


def test_frictionless_alone_finds_the_package_valid():
    """Catch a schema, hash or size that only our own code believes in."""
    command = [Path(sys.executable).with_name("frictionless"), "validate", "--json", "datapackage.json"]
    done = subprocess.run(command, cwd=DATA, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]
    assert json.loads(done.stdout)["stats"]["errors"] == 0


@pytest.mark.parametrize(("column", "known"), [("grade", GRADES), ("bound", BOUND_WORDS)])
def test_choices_of_the_schema_are_those_of_the_code(column, known):
    """Catch a grade or bound that the data may state and that no page has a word for."""
    allowed = [
        field["constraints"]["enum"]
        for resource in tables.read_descriptor(DATA)["resources"]
        for field in resource["schema"]["fields"]
        if field["name"] == column
    ]
    assert allowed
    assert all(enum == list(known) for enum in allowed)


def test_units_of_the_schema_are_the_closed_list():
    """Catch a unit that the data may state and the code can't compute with, or two lists."""
    for resource in tables.read_descriptor(DATA)["resources"]:
        for field in resource["schema"]["fields"]:
            if field["name"] == "unit":
                assert field["constraints"]["enum"] == list(DATA_UNITS)


def test_stamp_fits_the_files():
    """Catch an edited table whose hash was not renewed (run `expobook data stamp`)."""
    assert tables.is_stamped(DATA, tables.read_descriptor(DATA))


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("observations", 1630),
        ("series", 479),
        ("sources", 531),
        ("events", 113),
        ("goals", 76),
        ("definitions", 33),
        ("panel", 2725),
        ("conflicts", 69),
    ],
)
def test_nothing_read_is_lost(name, least):
    """Catch rows that fall out of a table in an edit."""
    assert len(tables.read_raw(DATA, name)) >= least


def test_events_run_in_time_order(stock):
    """Catch an event before the common era that is sorted as text, or a span that ends early."""
    assert stock.events["date_sort"].is_monotonic_increasing
    assert stock.events["event_id"].iloc[0] == "silk_liangzhu"
    for event in stock.events.itertuples():
        assert not event.date_end or date_sort_key(event.date_end) >= event.date_sort


def test_one_address_is_one_source(stock):
    """Catch one page under two ids, which would look like corroboration."""
    keys = [address_key(url) for url in stock.sources["url"] if url]
    assert len(set(keys)) == len(keys)


def test_every_source_says_what_a_reader_needs(stock):
    """Catch a source without a title in English, terms, or the day on which it was read."""
    for column in ("title_english", "terms", "read", "publisher", "origin", "access"):
        assert (stock.sources[column] != "").all(), column
    assert not stock.sources["title_english"].str.contains(r"[\u3040-\u9fff\uac00-\ud7af]").any()
    assert not stock.sources["title_english"].str.startswith("[").any()


def test_second_hand_sources_are_graded_d(stock):
    """Catch a digest or quotation graded as if the original had been read."""
    indirect = stock.sources["access"].isin(["digest", "second_hand"])
    assert set(stock.sources.loc[indirect, "grade"]) == {"D"}


def test_figures_that_the_release_quotes_are_graded_d(stock):
    """Catch the release's word for the world, the country or Forbes passing for better evidence."""
    rows = stock.observations[stock.observations["source_id"] == RELEASE]
    quoted = rows["entity"].isin(["World", "China"]) | rows["indicator"].str.contains("forbes")
    assert quoted.sum() == 5
    assert set(rows.loc[quoted, "grade"]) == {"D"}
    assert set(rows.loc[~quoted, "grade"]) == {"B"}
    assert rows.loc[quoted, "note"].str.contains("Quoted by the release").all()


def test_a_copy_of_an_unnamed_newspaper_is_no_statement_of_the_government(stock):
    """Catch an interview on an unrelated host graded as the bureau's own publication."""
    source_id = "hzcommerce-2024-gdte3-interview"
    source = stock.source(source_id)
    assert (source["grade"], source["origin"], source["access"]) == ("C", "newspaper", "mirror")
    rows = stock.observations[stock.observations["source_id"] == source_id]
    others = stock.observations[stock.observations["source_id"] != source_id]
    for row in rows[rows["grade"] == "C"].itertuples():
        beside = others[
            (others["entity"] == row.entity) & (others["indicator"] == row.indicator) & (others["grade"] <= "C")
        ]
        assert ((beside["value"] / row.value - 1).abs() < 0.05).any(), row.Index


def test_city_bulletin_of_2025_is_graded_d(stock):
    """Catch Hangzhou's outcomes for 2025, read second-hand, passing for official statistics."""
    rows = stock.observations[stock.observations["source_id"] == "hztjj-2026-communique-2025"]
    assert len(rows) >= 6
    assert set(rows["grade"]) == {"D"}


def test_mirrored_data_sets_keep_grade_a(stock):
    """Catch a copy of official data that loses its grade, or that isn't marked as a copy."""
    for source_id in (
        "unctad-2025-dds-data360",
        "worldbank-2026-wdi-datasets",
        "fred-2026-aexchus",
        "wto-2026-dds-india",
    ):
        source = stock.source(source_id)
        assert (source["grade"], source["access"]) == ("A", "mirror")


def test_every_observation_is_in_a_series_that_exists_for_it(stock):
    """Catch a series without values, and a value without a series."""
    assert set(stock.observations["series_id"]) == set(stock.series["series_id"])


def test_series_never_mix_units_or_indicators(stock):
    """Catch yuan beside dollars, or two indicators, in what claims to be one line."""
    units = stock.observations.groupby("series_id")[["unit", "indicator"]].nunique()
    assert (units == 1).all().all()


def test_targets_over_a_value_are_floors(stock):
    """Catch a goal of “over” or “more than” recorded as an exact value."""
    over = re.compile(r"超|突破|以上|more than|over |exceed|above", re.IGNORECASE)
    targets = stock.observations[stock.observations["status"] == "target"]
    wrong = targets[targets["as_reported"].str.contains(over) & (targets["bound"] != "at_least")]
    assert wrong.empty, list(wrong.index)


def test_tenfold_pages_stay_and_are_marked(stock):
    """Catch the mistranslated English page being deleted, or joining the city's own series."""
    rows = stock.observations
    for indicator in ("cbec_total", "cbec_exports"):
        [wrong] = rows[
            (rows["indicator"] == indicator)
            & (rows["period"] == "2023-01/2023-11")
            & (rows["source_id"] == "hzcomcn-2024-trade-growth-en")
        ].itertuples()
        assert wrong.grade == "D"
        assert wrong.series_id.endswith(".english-page")


def test_hedges_that_the_phrase_hides_are_noted(stock):
    """Catch an approximate value whose kept phrase shows no hedge and whose note is silent."""
    ids = (
        "world.digitally_deliverable_services_exports.2023.unctad-2024-trillion-milestone",
        "china.digitally_deliverable_services_total.2015.yidaiyilu-2021-esilkroad",
    )
    for observation_id in ids:
        assert "hedge is not in the kept quote" in stock.observation(observation_id).note


def test_notes_are_whole_sentences(stock):
    """Catch what a careless cut left of a note: a stray stroke, a clause without its beginning."""
    for table in (stock.observations, stock.series, stock.sources, stock.conflicts):
        texts = table[[name for name in ("note", "reason") if name in table]].stack()
        assert not [text for text in texts if re.match(r"[;,.:)(>]|\s", text)]


@pytest.mark.parametrize(
    ("observation_id", "caveat"),
    [
        (f"gdte-1.signed_investment.{RELEASE}", "an intention at signing, not money spent"),
        (f"gdte-1.hangzhou_ftz_signed_investment.{RELEASE}", "do not add to the 110 bn"),
        (f"gdte-1.hangzhou_ftz_signed_investment.{RELEASE}", "One source only"),
        (f"gdte-1.exhibitors.{RELEASE}", "no foreign share given"),
        (
            f"world.digitally_deliverable_services_exports.2021.{RELEASE}",
            "Called cross-border digital service trade in the release",
        ),
        (
            f"world.digitally_deliverable_share_of_services_exports.2021.{RELEASE}",
            "Share of total service trade, as the release words it",
        ),
        (f"hangzhou.forbes_china_digital_trade_top100_firms.2022.{RELEASE}", "Of a list of 100"),
        ("hangzhou.cbec_total_multiple_of_start.2015-01_2025-09.ezhejiang-2025-gdte4-closing", "is assumed"),
        ("zhejiang.ftz_cross_border_rmb_settlement.2017-01_2021-03.cd-2021-zj-ftz-23", "is assumed"),
    ],
)
def test_caveat_stands_with_its_value(stock, observation_id, caveat):
    """Catch a value that lost what a reader could get wrong, or whose assumption is silent."""
    assert caveat in stock.observation(observation_id).note


def test_ratios_of_broken_series_are_broken(stock):
    """Catch a share said to be comparable although a census changed what it is a share of."""
    flags = stock.series.set_index("series_id")["comparable_over_time"]
    assert not flags["hangzhou.gdp.first-published"]
    assert not flags["hangzhou.digital_economy_core_value_added.core-industries"]
    assert not flags["hangzhou.digital_economy_core_share_gdp.core-industries"]


def test_counts_of_exhibitors_are_flagged_alike(stock):
    """Catch one expo's announced counts called comparable and another's not, for one reason."""
    series = stock.series
    assert not series.loc[series["indicator"] == "exhibitors", "comparable_over_time"].any()
    assert series.loc[series["indicator"] == "exhibitors_offline", "comparable_over_time"].all()
    unruled = series["definition"].str.contains("no counting rule")
    several = stock.observations.groupby("series_id")["period"].nunique().gt(1)
    assert (series.loc[unruled & series["series_id"].map(several), "note"] != "").all()


def test_a_rank_is_no_count(stock):
    """Catch a fifth place that could be added to a number of things."""
    ranks = stock.observations["indicator"].str.contains("rank")
    assert set(stock.observations.loc[ranks, "unit"]) == {"rank"}
    assert not (stock.observations.loc[~ranks, "unit"] == "rank").any()


def test_growth_of_gdp_is_real_and_of_trade_nominal(stock):
    """Catch constant-price growth that stands beside a current-price level without saying so."""
    grown = stock.observations[stock.observations["yoy_percent"].notna()]
    money = grown[grown["unit"].isin(["CNY bn", "USD bn"])]
    notes = stock.series.set_index("series_id")["note"]
    current = money["series_id"].map(notes).str.contains("Growth is printed at current prices")
    assert set(money.loc[current, "entity"]) == {"Beijing"}
    real = money["indicator"].str.contains(r"^gdp|value_added(?:_narrow)?$") & ~current
    assert set(money.loc[real, "yoy_price_basis"]) == {"real"}
    assert set(money.loc[~real, "yoy_price_basis"]) == {"nominal"}


def test_expo_totals_of_different_kinds_share_no_series(stock):
    """Catch investment, intents, contracts and combined totals drawn as one line."""
    kinds = [
        "signed_investment",
        "intent_deals",
        "signed_contract_value",
        "hangzhou_ftz_signed_investment",
        "signed_investment_and_trade_intent",
    ]
    rows = stock.observations[
        stock.observations["entity"].str.startswith("GDTE-") & stock.observations["indicator"].isin(kinds)
    ]
    assert rows.groupby("series_id")["entity"].nunique().max() == 1
    assert rows["series_id"].nunique() == len(kinds)


def test_goals_of_the_release_are_marked(stock):
    """Catch a goal of the founding release that isn't told apart from later plans."""
    goals = stock.goals[stock.goals["in_release"]]
    assert set(goals["source_id"]) == {RELEASE}
    assert len(goals) == 12
    assert set(goals.loc[goals["kind"] == "quantitative", "goal_id"]) == {
        "hz2025-core-revenue",
        "hz2025-digital-trade",
        "hz2025-rmb-settlement",
    }


def test_goals_and_target_observations_agree(stock):
    """Catch a goal and the target in its series that state different values or bounds."""
    targets = stock.observations[stock.observations["status"] == "target"]
    for goal in stock.goals[stock.goals["kind"] == "quantitative"].itertuples():
        same = targets[
            (targets["series_id"] == goal.series_id)
            & (targets["period"] == str(goal.target_year))
            & (targets["source_id"] == goal.source_id)
        ]
        if not same.empty:
            stated = set(zip(same["value"], same["bound"], strict=True))
            assert (goal.target_value, goal.bound) in stated, goal.goal_id


def test_goals_that_only_stood_as_targets_are_goals(stock):
    """Catch the plan's goals for GDP, core value added and finance missing from the goals."""
    goals = stock.goals.set_index("goal_id")
    expected = {
        "hz2025-gdp": 2300,
        "hz2025-core-va": 700,
        "hz2025-financial-va": 300,
        "hz2022-core-va": 580,
        "hz2025-ai-revenue": 390,
        "hz2025-core-revenue-plan": 2000,
        "hz2025-rd-intensity-plan": 4,
        "cn2025-dds-share": 50,
        "hz2026-cbec-share": 20,
    }
    assert {name: goals.loc[name, "target_value"] for name in expected} == expected


def test_goals_of_the_portal_name_it(stock):
    """Catch a goal of the five-year plan that rests on a reprint although the portal has it."""
    goals = stock.goals.set_index("goal_id")["source_id"]
    assert set(goals[["hz2025-core-revenue-plan", "hz2025-core-va", "hz2025-gdp", "hz2025-rd-intensity-plan"]]) == {
        "hzcomcn-2021-14fyp-gwr"
    }


def test_events_of_the_release_are_there(stock):
    """Catch an event of the release without a record."""
    ids = set(stock.events["event_id"])
    assert {
        "gdte_1",
        "gdte_1_hangzhou_projects",
        "hidtc_2022",
        "hz_goals_2022",
        "forbes_top100_2022",
        "ewtp_g20_release",
        "cbec_zone_hangzhou",
        "hz_first_city_plan",
        "service_trade_pilot_2020",
        "ftz_hangzhou_open",
    } <= ids
