"""Other cities beside Hangzhou: definitions stay apart, copies are graded, phrases are kept."""

import re

import pytest

CITIES = (
    "Beijing",
    "Shanghai",
    "Shenzhen",
    "Guangzhou",
    "Ningbo",
    "Yiwu",
    "Jinhua",
    "Suzhou",
    "Dongguan",
    "Chengdu",
    "Qingdao",
    "Xiamen",
    "Zhengzhou",
)

HERE = (*CITIES, "Hangzhou", "Zhejiang", "World Manufacturing Convention", "Big Data Expo-2023")

# How the note of a row begins that was read on such a copy and is confirmed nowhere.
COPY = "A copy on a host unrelated to its publisher"

# Ten phrases that nobody kept; the note of each says why.
WITHOUT_PHRASE = {
    "china.cbec_pilot_zones.2020-04.chinadailyhk-2020-cbec46",
    "china.cbec_total_increase_since_2020.2024.newomni-2026-cbec-engine",
    "china.cbec_total_increase_since_2020.2025.reportify-2026-digital-trade-note",
    "ciie-5.exhibitor_countries.cctv-2022-ciie5",
    "ciie-5.participant_countries.scmp-2022-ciie5",
    "hangzhou.binjiang_cluster_scale.2025.shine-2021-binjiang",
    "hangzhou.open_base_models.2030.hzcomcn-2026-taskbook",
    "hangzhou.qiantang_international_bodies.2026.ehangzhou-2026-brics",
    "hangzhou.technology_smes.2030.hzcomcn-2026-taskbook",
    "zhejiang.digital_economy_value_added.2022.stdaily-2019-ndeidz",
}


def test_thirteen_cities_have_rows(stock):
    """Catch a city that was gathered and fell out."""
    rows = stock.observations["entity"]
    assert rows.isin(CITIES).sum() >= 172
    assert set(CITIES) <= set(rows)


def test_platform_years_and_survey_years_share_no_series(stock):
    """Catch the customs platform of 2017 to 2019 chained to the wider counts of 2022 and 2023."""
    rows = stock.observations[
        stock.observations["indicator"].isin(["cbec_total", "cbec_imports"]) & stock.observations["entity"].isin(CITIES)
    ]
    for series, group in rows.groupby("series_id"):
        early = group["period"].str[:4].astype(int) < 2020
        assert early.all() or not early.any(), series
        assert series.endswith(".customs-platform") == early.all(), series


@pytest.mark.parametrize(
    ("entity", "indicator"),
    [
        ("Zhengzhou", "cbec_transactions"),
        ("Yiwu", "cbec_transactions"),
        ("Chengdu", "cbec_transactions"),
        ("Qingdao", "cbec_transactions"),
        ("Qingdao", "cbec_customs_total"),
        ("Shanghai", "cbec_exports_airports"),
        ("Yiwu", "cbec_bonded_imports"),
    ],
)
def test_transactions_and_ports_are_no_totals(stock, entity, indicator):
    """Catch what sellers turn over, or what an airport clears, beside totals of a city's trade."""
    rows = stock.observations[stock.observations["entity"] == entity]
    assert (rows["indicator"] == indicator).any()
    if entity != "Shanghai":
        assert not (rows["indicator"] == "cbec_total").any()


def test_services_trade_and_delivered_services_are_two_measures(stock):
    """Catch a city's services trade read as its digitally delivered services."""
    rows = stock.observations[stock.observations["entity"] == "Shanghai"]
    target = rows[rows["period"] == "2029"].set_index("indicator")["value"]
    assert target["services_trade_total"] == 260
    assert target["digitally_delivered_services_total"] == 130


def test_an_unconfirmed_revenue_is_outside_the_goals_series(stock):
    """Catch a goal called met by a value of which nobody says what it counts."""
    series = stock.goals.set_index("goal_id").loc["hz2025-core-revenue", "series_id"]
    values = stock.series_values(series)
    assert "2024" not in set(values["period"])
    assert set(
        stock.observations.query(
            "indicator == 'digital_economy_core_revenue' and entity == 'Hangzhou' and period == '2024'"
        )["series_id"]
    ) == {"hangzhou.digital_economy_core_revenue.scope-unstated"}


def test_gdp_outcome_is_the_bulletins(stock):
    """Catch the rounded 2.30 trillion in the place of the value that passes its goal narrowly."""
    values = stock.series_values("hangzhou.gdp.first-published").set_index("period")
    assert values.loc["2025", "value"] == 2301.1


def test_copies_that_nothing_confirms_are_graded_d(stock):
    """Catch a page of an unrelated host, a betting site among them, passing for its publisher."""
    rows = stock.observations
    assert set(rows.loc[rows["note"].str.contains(COPY), "grade"]) == {"D"}
    assert rows["note"].str.contains(COPY).sum() >= 25
    assert stock.observation("hangzhou.gdp.2023.boeu-2024-hz-plan-report").grade == "C"


def test_every_missing_phrase_is_accounted_for(stock):
    """Catch a phrase that got lost, or a row without one whose note doesn't say why."""
    empty = stock.observations[stock.observations["as_reported"] == ""]
    assert set(empty.index) == WITHOUT_PHRASE
    assert empty["note"].str.contains("rinted phrase was not kept: the ").all()


def test_phrases_carry_their_values(stock):
    """Catch a phrase of another row: the digits of each new value stand in what was printed."""
    read = stock.sources.set_index("source_id")["read"].eq("2026-11-29")
    rows = stock.observations[stock.observations["source_id"].map(read) & stock.observations["entity"].isin(HERE)]
    assert len(rows) >= 195
    for row in rows.itertuples():
        digits = re.sub(r"\D", "", f"{row.value:.12g}").strip("0")
        printed = re.sub(r"\D", "", row.as_reported)
        if row.unit != "rank":
            assert digits in printed, row.Index


def test_the_address_of_a_source_was_merged(stock):
    """Catch the page of Global Times under a second name, which would look like corroboration."""
    bonded = stock.observation("yiwu.cbec_bonded_imports.2020.globaltimes-2021-cbec-2020")
    assert bonded.value == 4.2
    assert not stock.sources["source_id"].isin(["gt-2021-cbec-2020"]).any()


def test_the_seventh_batch_comes_after_the_sixth(stock):
    """Catch pilot zones of the seventh batch dated before those of the sixth."""
    dates = stock.events.set_index("event_id")["date_sort"]
    assert dates["cbec_batch6_2022"] < dates["cbec_batch7_2022"] <= 20221231
