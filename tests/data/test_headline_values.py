"""Values that must not move, each with the sentence that it supports."""

import re

import pytest

RELEASE = "hzboc-2022-landmark-expo"

# Every figure of the founding release: id without the source, value, unit, bound, status, phrase.
IN_THE_RELEASE = [
    ("gdte-1.edition", 1, "count", "exact", "final", "the first"),
    ("gdte-1.exhibitors", 800, "count", "at_least", "final", "more than 800"),
    ("gdte-1.signed_projects", 89, "count", "exact", "final", "89 projects"),
    ("gdte-1.signed_investment", 110, "CNY bn", "approx", "final", "roughly 110 billion yuan"),
    ("gdte-1.international_organisations", 7, "count", "exact", "final", "seven international"),
    ("gdte-1.participant_countries", 50, "count", "at_least", "final", "more than 50 countries"),
    ("gdte-1.diplomatic_representatives", 32, "count", "exact", "final", "32 representatives"),
    (
        "world.digitally_deliverable_services_exports.2021",
        3861.08,
        "USD bn",
        "exact",
        "final",
        "3,861.08 billion U.S. dollars",
    ),
    ("world.digitally_deliverable_share_of_services_exports.2021", 63.6, "percent", "exact", "final", "63.6%"),
    (
        "china.digitally_deliverable_services_total.2021",
        359.69,
        "USD bn",
        "exact",
        "final",
        "359.69 billion U.S. dollars",
    ),
    ("china.cbec_total.2021", 1980, "CNY bn", "exact", "preliminary", "1.98 trillion yuan"),
    ("hangzhou.cbec_total.2022-01_2022-09", 84.94, "CNY bn", "exact", "final", "84.94 billion yuan"),
    ("hangzhou.services_exports.2022-01_2022-10", 12.918, "USD bn", "exact", "final", "12.918 billion dollars"),
    ("hangzhou.forbes_china_digital_trade_top100_firms.2022", 13, "count", "exact", "final", "13 companies"),
    ("gdte-1.hangzhou_ftz_signed_projects", 37, "count", "exact", "final", "37 high-quality development projects"),
    ("gdte-1.hangzhou_ftz_signed_investment", 38.2, "CNY bn", "exact", "final", "38.2 billion yuan"),
    ("hangzhou.hidtc_partner_enterprises.2022-12", 215, "count", "exact", "final", "215 enterprises"),
    ("hangzhou.policy_goals.2022-12", 10, "count", "exact", "final", "Ten goals"),
    (
        "hangzhou.policy_focus_areas.2022-12",
        4,
        "count",
        "exact",
        "final",
        "a digital industry cluster, a digital financial innovation area, a digital logistics pilot "
        "zone and a digital regulatory benchmark",
    ),
    ("hangzhou.national_platforms.2022-12", 3, "count", "exact", "final", "three national platforms"),
    ("hangzhou.digital_economy_core_revenue.2025", 2000, "CNY bn", "at_least", "target", "over 2 trillion yuan"),
    ("hangzhou.digital_trade_total.2025", 500, "CNY bn", "exact", "target", "500 billion yuan"),
    ("hangzhou.cross_border_rmb_settlement.2025", 1000, "CNY bn", "exact", "target", "1 trillion yuan"),
]

# Later values that the report leans on.
LATER = [
    (
        "gdte-1.intent_deals.xinhua-2022-gdte1-closing",
        37.4,
        "Xinhua reports tentative deals apart from signed investment.",
    ),
    (
        "gdte-2.signed_contract_value.peopledaily-2023-gdte2-closing-ja",
        155.85,
        "The second edition's contracts are worth 155.85 bn yuan.",
    ),
    (
        "gdte-4.signed_investment_and_trade_intent.ezhejiang-2025-gdte4-closing",
        161.98,
        "The fourth edition adds investment and trade intents.",
    ),
    ("gdte-4.exhibitors.ezhejiang-2025-gdte4-closing", 1812, "1,812 exhibitors at the fourth."),
    ("gdte-5.visitors.xinhua-2026-gdte5-closing-digest", 428000, "428,000 entries at the fifth."),
    (
        "world.digitally_deliverable_services_exports_change.2020.unctad-2021-trade-data-2020",
        -58,
        "When the release was written, UNCTAD had digital services falling in the pandemic year.",
    ),
    (
        "world.digitally_deliverable_services_exports.2021.unctad-2025-dds-data360",
        3905.26,
        "Today's vintage has 3,905 bn dollars for 2021.",
    ),
    (
        "world.digitally_deliverable_services_exports.2023.unctad-2025-dds-data360",
        4462.457,
        "4,462 bn dollars in 2023.",
    ),
    (
        "china.digitally_deliverable_services_exports.2023.unctad-2025-dds-data360",
        216.265,
        "China exported digitally deliverable services of 216 bn dollars in 2023.",
    ),
    (
        "world.digitally_deliverable_share_of_services_exports.2023.unctad-2024-trillion-milestone",
        56,
        "UNCTAD puts the share at 56 percent for 2023.",
    ),
    (
        "china.digitally_deliverable_services_total.2025.scio-2026-digital-trade-quoted",
        432.31,
        "China's digitally deliverable services reached 432.31 bn dollars in 2025.",
    ),
    (
        "china.cbec_total.2022.customs-2023-cbec-2022-ssopdot",
        2100,
        "Customs' survey puts cross-border e-commerce of 2022 at 2.1 trillion yuan.",
    ),
    ("china.cbec_total.2023.chinadaily-2024-third-expo", 2370, "2.37 trillion yuan in 2023."),
    ("china.cbec_total.2024.chinadaily-2025-digital-trade-leaps", 2710, "2.71 trillion in 2024."),
    ("china.cbec_total.2025.genshu-2026-trade-data", 2840, "2.84 trillion in 2025."),
    ("china.cbec_pilot_zones.2022-12.mofcom-2023-pilot-zones", 165, "165 zones by end-2022."),
    (
        "hangzhou.cbec_total.2023-01_2023-11.hzcomcn-2024-trade-growth-jp",
        124.805,
        "The Japanese page prints 1248.05 yi, which is 124.8 bn yuan.",
    ),
    (
        "hangzhou.goods_trade_total.2023-01_2023-11.hzcomcn-2024-trade-growth-en",
        732.3,
        "The city's whole goods trade in the same months.",
    ),
    ("hangzhou.digital_trade_total.2023-01_2023-06.hzcn-2023-review", 158.93, "The only city figure of digital trade."),
    ("hangzhou.digital_trade_total.2026.hz-2024-dt-3y-plan", 430, "430 bn yuan for 2026."),
    ("hangzhou.digital_trade_total.2027.xinhua-2025-hangzhou-goal-ja", 440, "440 bn for 2027."),
    (
        "hangzhou.digital_economy_core_revenue.2021.zjchina-2022-whitepaper",
        1630,
        "Core revenue of 1.63 trillion yuan in 2021, the baseline of the goal.",
    ),
    (
        "hangzhou.digital_economy_core_revenue.2023.cfo-2024-why-hz",
        1873.7,
        "Core revenue of 1.8737 trillion yuan in 2023, the last value known.",
    ),
    ("hangzhou.gdp.2025.hztjj-2026-communique-2025", 2301.1, "GDP of 2,301.1 bn yuan in 2025."),
    (
        "hangzhou.digital_economy_core_value_added.2025.hztjj-2026-communique-2025",
        678,
        "Core digital value added of 678 bn, below the goal of 700.",
    ),
    (
        "hangzhou.financial_value_added.2025.hztjj-2026-communique-2025",
        274.1,
        "Financial value added of 274.1 bn, below the goal of 300.",
    ),
    (
        "zhejiang.digital_trade_total.2025-01_2025-06.ezhejiang-2025-gdte4-closing",
        415,
        "415 bn yuan in the first half of 2025.",
    ),
    (
        "hangzhou.digital_economy_core_revenue.2024.xinhua-2025-hz-data-network",
        2000,
        "Xinhua has core revenue above 2 trillion yuan in 2024.",
    ),
    (
        "hangzhou.digital_economy_core_revenue.2024.icxsoft-2026-hz-note",
        2040.1,
        "An anonymous post has it at 2,040.1 bn.",
    ),
    (
        "hangzhou.digital_trade_share_of_zhejiang.2023-01_2023-06.hzcn-2023-review",
        43.9,
        "Hangzhou is 43.9 percent of the province's digital trade.",
    ),
    (
        "hangzhou.services_value_added.2025.ehz-2026-gdp-2025",
        1700,
        "Services contributed 1.70 trillion yuan of value added in 2025.",
    ),
    (
        "hangzhou.digital_economy_city_rank_ccid.2022.cd-2022-ccid-cities",
        4,
        "A consultancy's list puts Hangzhou fourth in 2022.",
    ),
    (
        "zhejiang.cross_border_rmb_settlement.2022.zjol-2023-zj-rmb-2022",
        1400,
        "The whole province settled over 1.4 trillion yuan across the border in 2022.",
    ),
    (
        "shanghai.cross_border_rmb_settlement.2025.xhfinance-2026-sh-rmb",
        32400,
        "Shanghai settled 32.4 trillion yuan in the year 2025.",
    ),
    (
        "shenzhen.cross_border_rmb_settlement.2023.asianews-2024-sz-rmb",
        4200,
        "Shenzhen settled 4.2 trillion yuan in 2023.",
    ),
    (
        "beijing.digital_economy_core_value_added.2023.askci-2024-bj-digital",
        1106.15,
        "Core digital industries of Beijing are larger than those of Hangzhou.",
    ),
    ("beijing.digital_economy_core_share_gdp.2023.askci-2024-bj-digital", 25.3, "They are a smaller part of its GDP."),
    (
        "shenzhen.digital_economy_core_value_added.2020.szdaily-2021-sz-core",
        844.6,
        "Those of Shenzhen were larger already in 2020.",
    ),
    ("shenzhen.digital_economy_core_share_gdp.2020.szdaily-2021-sz-core", 30.5, "And a larger part of its GDP."),
    ("guangzhou.digital_economy_core_share_gdp.2023.xinhua-2024-gz-gwr", 13, "13 percent of Guangzhou's GDP."),
    ("chengdu.digital_economy_core_share_gdp.2021.cdsb-2022-cd-core", 13, "13 percent of Chengdu's."),
    ("china.digital_economy_core_share_gdp.2024.xinhua-kr-2025-nbs-core", 10.5, "10.5 percent of the country's."),
    (
        "china.digital_economy_core_value_added.2024.xinhua-kr-2025-nbs-core",
        14089.1,
        "14.0891 trillion yuan of the country's.",
    ),
    (
        "china.digitally_deliverable_share_of_services_trade.2025.chinatoday-2022-services-growth",
        50,
        "The commerce ministry expected about half of services trade for 2025.",
    ),
    (
        "china.digital_trade_growth_average.2019_2022.hzcn-2023-review",
        13.9,
        "A city committee quotes 13.9 percent a year for the country.",
    ),
    ("shenzhen.cbec_total.2023.scmp-2024-sz-cbec-copy", 326.53, "Shenzhen's cross-border e-commerce of 2023."),
    ("guangzhou.cbec_total.2023.xinhua-2024-gd-cbec-copy", 200.46, "Guangzhou's."),
    ("shanghai.cbec_total.2023-01_2023-06.bln-2023-sh-cbec", 141.96, "Shanghai's half-year."),
    (
        "qingdao.goods_trade_total.2023-01_2023-11.cd-2023-qd-11m",
        805.67,
        "Qingdao's goods trade in the months for which Hangzhou's 732.3 bn are known.",
    ),
    (
        "world-manufacturing-convention.signed_projects_registered_rate.2018_2020.cns-2021-wmc",
        93.6,
        "Another fair says how many signed projects were registered.",
    ),
    (
        "world-manufacturing-convention.signed_projects_started_rate.2018_2020.cns-2021-wmc",
        86.5,
        "How many were started.",
    ),
    (
        "world-manufacturing-convention.signed_projects_funds_in_place_rate.2018_2020.cns-2021-wmc",
        41.7,
        "And how much of the money was in place.",
    ),
    (
        "china.services_exports.2020.globaltimes-2021-services-2020",
        1935.7,
        "Printed as 19,357 billion; the corrected value fits total less imports.",
    ),
]


@pytest.mark.parametrize("row", IN_THE_RELEASE, ids=lambda row: row[0])
def test_release_figure_stands_as_printed(stock, row):
    """Catch a figure of the founding release that was lost, rounded, or stripped of its hedge."""
    name, value, unit, bound, status, phrase = row
    found = stock.observation(f"{name}.{RELEASE}")
    assert (found.value, found.unit, found.bound, found.status) == (value, unit, bound, status)
    assert phrase in found.as_reported
    assert re.fullmatch(r"body paragraph \d+", found.locator)


def test_growth_of_the_province_is_kept(stock):
    """Catch the province's record without its printed growth, or growth given to the city."""
    half = "digital_trade_total.2023-01_2023-06.hzcn-2023-review"
    assert stock.observation(f"zhejiang.{half}").yoy_percent == 23.1
    assert stock.observation(f"hangzhou.{half}").yoy_percent is None


def test_release_has_these_figures_and_no_other(stock):
    """Catch a row that claims to be from the release and isn't, or one entered twice."""
    rows = stock.observations[stock.observations["source_id"] == RELEASE]
    assert set(rows.index) == {f"{row[0]}.{RELEASE}" for row in IN_THE_RELEASE}
    assert len(IN_THE_RELEASE) == 23


def test_growth_printed_in_the_release_is_kept(stock):
    """Catch a growth rate of the release that was lost or moved to another figure."""
    printed = {
        "world.digitally_deliverable_services_exports.2021": 14.3,
        "china.digitally_deliverable_services_total.2021": 22.3,
        "china.cbec_total.2021": 15,
        "hangzhou.cbec_total.2022-01_2022-09": 12.6,
        "hangzhou.services_exports.2022-01_2022-10": 13.13,
    }
    assert {name: stock.observation(f"{name}.{RELEASE}").yoy_percent for name in printed} == printed


@pytest.mark.parametrize(("observation_id", "value", "sentence"), LATER, ids=lambda item: str(item))
def test_later_value_supports_its_sentence(stock, observation_id, value, sentence):
    """Catch a later value that moved under the sentence that stands on it."""
    assert stock.observation(observation_id).value == value, sentence


def test_unctad_panel_is_whole(stock):
    """Catch a year or an economy missing from the long series: 11 economies, 2010 to 2023."""
    panel = stock.observations[stock.observations["source_id"] == "unctad-2025-dds-data360"]
    assert panel.groupby(["entity", "indicator"])["period"].agg(["min", "max", "count"]).apply(
        tuple, axis=1
    ).unique().tolist() == [("2010", "2023", 14)]
    assert len(panel) == 11 * 2 * 14


def test_first_estimates_and_survey_results_never_meet(stock):
    """Catch customs' first estimates chained to the survey results that replace them."""
    first = stock.series_values("china.cbec_total.customs-preliminary")
    later = stock.series_values("china.cbec_total.customs-revised")
    assert set(first["status"]) == {"preliminary"}
    assert set(later["status"]) == {"revised"}
    assert later.set_index("period").loc["2024", "value"] == 2710


def test_printed_growth_fits_the_levels_of_services_trade(stock):
    """Catch a break inside the series of services trade that is said to hold from 2017 to 2025."""
    values = stock.series_values("china.services_trade_total.mofcom-2017-base", annual_only=True)
    levels = dict(zip(values["year"], values["value"], strict=True))
    printed = {2018: 11.5, 2021: 16.1, 2022: 12.9, 2023: 10, 2024: 14.4, 2025: 7.4}
    for year, growth in printed.items():
        assert 100 * (levels[year] / levels[year - 1] - 1) == pytest.approx(growth, abs=0.25)
