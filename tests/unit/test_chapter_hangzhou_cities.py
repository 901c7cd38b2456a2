"""Chapter 3, cities side by side: what may not stand beside what."""

import math

import pandas as pd
import pytest

from expobook import evidence
from expobook.chapters.hangzhou import cities
from expobook.facts.facts import Register
from expobook.facts.rows import fact_rows


@pytest.fixture(scope="module")
def book():
    """The book's own evidence."""
    return evidence.load()


@pytest.fixture
def register(book):
    """Facts of a chapter that states nothing yet."""
    return Register(book, "city")


def beside(register, measure, *observation_ids, **options):
    """State observations as facts and set them side by side."""
    names = [f"city_{number}" for number, _ in enumerate(observation_ids)]
    for name, observation_id in zip(names, observation_ids, strict=True):
        register.observed(name, observation_id, "A value")
    return cities.side_by_side(measure, names, register, register.evidence, **options)


HANGZHOU = "hangzhou.cbec_total.2023-01_2023-11.hzcomcn-2024-trade-growth-jp"
SHENZHEN = "shenzhen.cbec_total.2023.scmp-2024-sz-cbec-copy"


@pytest.mark.parametrize(
    "strange",
    [
        "zhengzhou.cbec_transactions.2023.dingduan-2025-zz-cbec",
        "yiwu.cbec_transactions.2024-01.cns-2024-yw-jan",
        "qingdao.cbec_transactions.2017-01_2017-09.ajunews-2017-qd-cbec",
        "shanghai.cbec_exports_airports.2023.xinhua-2024-sh-airports-cbec",
        "yiwu.cbec_bonded_imports.2020.globaltimes-2021-cbec-2020",
        "qingdao.cbec_customs_total.2017.ajunews-2018-qd-cbec",
        "guangzhou.cbec_total.2017.xinhua-2018-gz-cbec",
        "dongguan.cbec_total.2018.dgtoday-2019-cbec",
        "ningbo.cbec_imports.2018-01-01_2018-11-11.cd-2018-nb-double11",
    ],
)
def test_another_count_of_e_commerce_is_refused(register, strange):
    """Catch transactions, a port's trade or the old customs platform beside totals of 2022 on."""
    with pytest.raises(cities.NotComparable):
        beside(register, cities.ECOMMERCE, HANGZHOU, SHENZHEN, strange)


@pytest.mark.parametrize(
    ("measure", "strange"),
    [
        (cities.SHARE, "ningbo.digital_economy_core_share_gdp.2019.cd-2020-nb-digital"),
        (cities.SHARE, "beijing.digital_economy_share_gdp.2023.askci-2024-bj-digital"),
        (cities.VALUE, "shenzhen.digital_economy_industry_value_added_narrow.2019.askci-2020-sz-plan"),
        (cities.VALUE, "beijing.digital_economy_value_added.2023.askci-2024-bj-digital"),
        (cities.VALUE, "china.digital_economy_core_value_added.2024.xinhua-kr-2025-nbs-core"),
        (cities.VALUE, "hangzhou.digital_economy_core_value_added.2025.hzcomcn-2021-14fyp-gwr"),
        (cities.GDP, "ningbo.gdp.2024.nbtjj-2025-communique-2024"),
        (cities.GDP, "hangzhou.gdp.2030.hzcomcn-2026-taskbook"),
        (cities.GOODS, "suzhou.goods_trade_total.2025.sutjj-2026-communique-2025"),
    ],
)
def test_another_concept_year_place_or_a_goal_is_refused(register, measure, strange):
    """Catch another concept, an older scope, another year, a country or a goal among the peers."""
    with pytest.raises(cities.NotComparable):
        beside(register, measure, strange)


def test_a_rival_has_one_value_so_no_growth_can_be_ranked(register):
    """Catch two years of one rival side by side, which would invite a growth rate."""
    with pytest.raises(cities.NotComparable, match="Guangzhou has two values"):
        beside(
            register,
            cities.ECOMMERCE,
            "guangzhou.cbec_total.2022.gzass-2023-bluebook",
            "guangzhou.cbec_total.2023.xinhua-2024-gd-cbec-copy",
        )


def test_the_chapter_computes_no_growth_of_a_rival():
    """Catch a growth rate of another city, whose years, bases and census differ."""
    rows = {
        name: row for group in ("cities", "settlement") for name, row in fact_rows.read("hangzhou").group(group).items()
    }
    assert len(rows) > 30
    assert [name for name, row in rows.items() if isinstance(row, fact_rows.ReportedGrowth)] == []
    texts = {name: getattr(row, "formula", "") + getattr(row, "claim", "") for name, row in rows.items()}
    assert [name for name, text in texts.items() if "growth" in text] == []


def test_units_are_not_mixed(register):
    """Catch Xiamen's dollars drawn on the scale of yuan."""
    with pytest.raises(cities.NotComparable, match="units differ"):
        beside(
            register,
            cities.GOODS,
            "hangzhou.goods_trade_total.2023.zjrb-2024-hz-gdp",
            "xiamen.goods_trade_total.2023.cd-2024-xm-trade",
        )


def test_a_converted_value_keeps_its_city_and_year(register):
    """Catch a value in another currency that loses where it comes from."""
    register.observed("city_usd", "xiamen.goods_trade_total.2023.cd-2024-xm-trade", "In dollars")
    register.observed("city_rate", "china.exchange_rate_cny_per_usd_average.2023.fred-2026-aexchus", "Rate")
    register.derived("city_xiamen", "city_usd * city_rate", "CNY bn", "In yuan")
    frame = cities.side_by_side(cities.GOODS, ["city_xiamen"], register, register.evidence)
    assert frame.loc[0, ["city", "period", "unit"]].tolist() == ["Xiamen", "2023", "CNY bn"]
    assert frame.loc[0, "value"] == pytest.approx(134.8 * 7.0809)


def test_cities_stand_in_order_of_size_with_their_periods(register):
    """Catch half a year beside a year without a word."""
    frame = cities.labelled(
        beside(
            register,
            cities.ECOMMERCE,
            HANGZHOU,
            SHENZHEN,
            "shanghai.cbec_total.2023-01_2023-06.bln-2023-sh-cbec",
            "suzhou.cbec_total.2022.szcom-2023-su-bri",
        )
    )
    assert set(frame["title"]) == {"Cross-border e-commerce, 2023"}
    assert list(frame["label"]) == ["Shenzhen", "Shanghai, Jan–Jun", "Hangzhou, Jan–Nov", "Suzhou, 2022"]
    assert list(frame["shown"]) == ["327", "142", "125", "17"]


def test_a_value_below_the_grade_stays_as_a_gap(register):
    """Catch a weak value drawn though the reader asked for better ones, or a city that vanishes."""
    frame = cities.labelled(beside(register, cities.ECOMMERCE, HANGZHOU, SHENZHEN, lowest_grade="C"))
    gaps = dict(zip(frame["city"], frame["shown"], strict=True))
    assert gaps == {"Shenzhen": "–", "Hangzhou": "125"}
    assert math.isnan(frame.set_index("city").loc["Shenzhen", "value"])


def observations(*rows):
    """A frame of observations with the columns that the counts read."""
    return pd.DataFrame(rows, columns=["entity", "indicator", "status"])


def test_a_place_inside_a_city_is_not_counted_twice(book):
    """Catch Yiwu counted beside Jinhua, of which it is a part, or an economy taken for a city."""
    rows = observations(
        ("Jinhua", "gdp", "final"), ("Yiwu", "gdp", "final"), ("Germany", "gdp", "final"), ("Hangzhou", "gdp", "final")
    )
    assert cities.counted(rows) == 1
    assert cities.counted(rows[rows["entity"] == "Yiwu"]) == 1
    assert cities.counted(book.observations) == 12


def test_a_rivals_digital_trade_is_seen():
    """Catch “no peer publishes it” standing after one came into the evidence."""
    own = ("Hangzhou", "digital_trade_total", "final")
    assert cities.rivals_with(observations(own), "digital_trade_total") == 0
    goal = ("Shanghai", "digital_trade_total", "target")
    assert cities.rivals_with(observations(own, goal), "digital_trade_total") == 0
    rival = ("Shanghai", "digital_trade_total", "final")
    assert cities.rivals_with(observations(own, rival), "digital_trade_total") == 1
