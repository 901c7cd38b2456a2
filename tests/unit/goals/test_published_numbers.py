"""The chapter's headline numbers, computed a second time from the tables with nothing of ours."""

from pathlib import Path

import pandas as pd
import pytest

from expobook.facts import notebook_outputs

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def value():
    """The values of the observations by id."""
    rows = pd.read_csv(ROOT / "data" / "observations.csv", index_col="observation_id")
    return rows["value"]


@pytest.fixture(scope="module")
def growth():
    """The growth that sources print, by observation."""
    rows = pd.read_csv(ROOT / "data" / "observations.csv", index_col="observation_id")
    return rows["yoy_percent"]


@pytest.fixture(scope="module")
def stated():
    """The facts of the committed notebook by id."""
    book = notebook_outputs.read(ROOT / "notebooks" / "04_goals_2025.ipynb")
    return {fact["id"]: fact["value"] for fact in book.facts}


def test_digital_trade_of_2025(value, stated):
    """Catch a level of 2025 that another share, half-year or bound of the range made."""
    city = value["hangzhou.digital_trade_total.2023-01_2023-06.hzcn-2023-review"]
    province = value["zhejiang.digital_trade_total.2023-01_2023-06.hzcn-2023-review"]
    later = value["zhejiang.digital_trade_total.2025-01_2025-06.ezhejiang-2025-gdte4-closing"]
    half = city / province * later
    assert stated["goal_dt_2023_low"] == pytest.approx(city / 0.5)
    assert stated["goal_dt_2023_high"] == pytest.approx(city / 0.46)
    assert stated["goal_dt_2025_low"] == pytest.approx(half / 0.5)
    assert stated["goal_dt_2025_high"] == pytest.approx(half / 0.46)
    assert stated["goal_dt_short_low"] == pytest.approx(500 - half / 0.46)
    assert stated["goal_dt_needed_share"] == pytest.approx(100 * 500 * 0.46 / later)


def test_gdp_without_the_census(value, growth, stated):
    """Catch a step that takes real growth for nominal, or a deflator of another year."""
    before = value["hangzhou.gdp.2023.zjrb-2024-hz-gdp"]
    after = value["hangzhou.gdp.2024.hzzx-2025-gwr"]
    last = value["hangzhou.gdp.2025.hztjj-2026-communique-2025"]
    real = 1 + growth["hangzhou.gdp.2024.hzzx-2025-gwr"] / 100
    prices = 1 + value["china.gdp_deflator_inflation.2024.worldbank-2026-wdi-datasets"] / 100
    step = after / before / real / prices
    assert stated["goal_gdp_step"] == pytest.approx((after / before - 1) * 100)
    assert stated["goal_gdp_explained"] == pytest.approx((real * prices - 1) * 100)
    assert stated["goal_census_step"] == pytest.approx((step - 1) * 100)
    assert stated["goal_gdp_without"] == pytest.approx(last / step)
    assert stated["goal_gdp_short"] == pytest.approx((1 - last / step / 2300) * 100)
    assert stated["goal_gdp_short_low"] == pytest.approx((1 - last / 1.03 / 2300) * 100)
    assert stated["goal_gdp_short_high"] == pytest.approx((1 - last / 1.06 / 2300) * 100)


def test_ways_covered_and_shares(value, stated):
    """Catch a share of the way from another baseline, or a share of half a year."""
    start = value["zhejiang.digital_economy_share_gdp.2020.xinhua-2021-zj-14fyp-de"]
    last = value["zhejiang.digital_economy_share_gdp.2023.zjsyw-2024-zj-de"]
    assert stated["goal_zj2025_de_share_covered"] == pytest.approx(100 * (last - start) / (60 - start))
    assert stated["goal_hz2025_core_revenue_covered"] == pytest.approx(100 * (1873.7 - 1630) / (2000 - 1630))
    shanghai = value["shanghai.cross_border_rmb_settlement.2025.xhfinance-2026-sh-rmb"]
    assert stated["goal_rmb_of_shanghai"] == pytest.approx(100 * 1000 / shanghai)
    exports = (
        value["hangzhou.cbec_exports.2023-01_2023-11.hzcomcn-2024-trade-growth-jp"]
        / value["hangzhou.goods_exports.2023-01_2023-11.hzcomcn-2024-trade-growth-en"]
    )
    assert stated["goal_cbec_share"] == pytest.approx(100 * exports)
    services = value["china.services_trade_total.2025.cctv-2026-services-2025"]
    knowledge = value["china.knowledge_intensive_services_total.2025.cctv-2026-services-2025"]
    assert stated["goal_knowledge_share_2025"] == pytest.approx(100 * knowledge / services)
