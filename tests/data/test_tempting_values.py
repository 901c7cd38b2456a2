"""Values that stand on some page, look right, and are not in the data: each with its lie.

They were met when the evidence of other cities was gathered, and left out with a reason.
"""

import pytest

from expobook.evidence.rules import address_key

# Entity, part of the indicator, part of the period, value in the data's unit, and the lie.
TEMPTING = {
    "Suzhou's trade, ten times too small": (
        "Suzhou",
        "goods_trade_total",
        "2017",
        213.49,
        "A misplaced point makes Suzhou smaller than Hangzhou.",
    ),
    "Shanghai's port": (
        "Shanghai",
        "goods_trade_total",
        "2021",
        10090,
        "What passes a port is not what its city trades.",
    ),
    "Qingdao's month as eight months": (
        "Qingdao",
        "goods_exports",
        "2021",
        75.11,
        "A month's total stands for eight months.",
    ),
    "Suzhou's GDP of a generated page": (
        "Suzhou",
        "gdp",
        "2023",
        2300,
        "A generated text stands for a statistics bureau.",
    ),
    "Suzhou's core share of a generated page": (
        "Suzhou",
        "digital_economy_core_share_gdp",
        "",
        35,
        "Suzhou passes Shenzhen and Hangzhou by a generated text.",
    ),
    "Shanghai's core share of a comment in code": (
        "Shanghai",
        "digital_economy_core_share_gdp",
        "",
        13.2,
        "A programmer's comment stands for a table that nobody has read.",
    ),
    "Ningbo's core value added of another concept": (
        "Ningbo",
        "digital_economy_core_value_added",
        "",
        220,
        "A goal three times the level of the year before is of another concept.",
    ),
    "Shenzhen's scale of the digital economy": (
        "Shenzhen",
        "digital",
        "2019",
        2782.86,
        "A tabloid's scale of no known concept.",
    ),
    "Shenzhen's output as trade": (
        "Shenzhen",
        "cbec",
        "",
        500,
        "What an industry turns out is not what crosses the border.",
    ),
    "a sum of seven years as a year": (
        "Hangzhou",
        "cbec_exports",
        "",
        100,
        "Exports that sellers reported over seven years stand for those of one.",
    ),
    "invented digital trade of China": (
        "China",
        "digital",
        "",
        3800,
        "A generated report puts China above the United States.",
    ),
    "invented half-year of cross-border e-commerce": (
        "China",
        "cbec_total",
        "",
        5200,
        "A generated report doubles a half-year.",
    ),
    "high-tech firms of an unclear year": (
        "Hangzhou",
        "national_high_tech_firms",
        "",
        16200,
        "A count without a year proves that a goal was missed.",
    ),
    "Guangzhou's airport": (
        "Guangzhou",
        "cbec",
        "2021",
        100,
        "What an airport clears is not the city's cross-border e-commerce.",
    ),
    "Shenzhen's settlement, rounded down": (
        "Shenzhen",
        "cross_border_rmb_settlement",
        "2023",
        4000,
        "A rounded floor stands beside the central bank's 4.2 trillion as a second witness.",
    ),
    "Shenzhen's trade of 2024, rounded otherwise": (
        "Shenzhen",
        "goods_trade_total",
        "2024",
        4510,
        "Two roundings of one number look like a conflict.",
    ),
    "Yiwu's trade with Africa": ("Yiwu", "", "2023", 300.3, "A part of the trade is larger than the whole."),
    "Dongguan's earlier growth": ("Dongguan", "cbec_growth", "2018", 113, "The city itself prints 133 percent."),
}

# Hosts of empty title pages, of generated texts, and of code that holds sample data.
NO_SOURCES = ("fengdujob.net", "bkwk.cn", "szieg.com")


@pytest.mark.parametrize("name", TEMPTING)
def test_tempting_value_is_not_in_the_data(stock, name):
    """Catch a value that was left out for a reason and came in by another way."""
    entity, indicator, period, value, lie = TEMPTING[name]
    rows = stock.observations
    about = rows[
        (rows["entity"] == entity) & rows["indicator"].str.contains(indicator) & rows["period"].str.startswith(period)
    ]
    found = about[(about["value"] / value - 1).abs() < 0.0005]
    assert found.empty, f"{lie} {list(found.index)}"


def test_the_tempting_values_would_be_found(stock):
    """Catch a test that looks in the wrong place: it finds the true values there."""
    rows = stock.observations
    true = {
        "Suzhou's trade, ten times too small": 2139.49,
        "Shanghai's port": 4060,
        "Shenzhen's settlement, rounded down": 4200,
        "Shenzhen's trade of 2024, rounded otherwise": 4500,
    }
    for name, value in true.items():
        entity, indicator, period, *_ = TEMPTING[name]
        about = rows[
            (rows["entity"] == entity)
            & rows["indicator"].str.contains(indicator)
            & rows["period"].str.startswith(period)
        ]
        assert value in set(about["value"]), name


@pytest.mark.parametrize("host", NO_SOURCES)
def test_pages_that_say_nothing_are_no_sources(stock, host):
    """Catch an empty, generated or misprinted page that passes for a source."""
    hosts = {address_key(url).partition("/")[0] for url in stock.sources["url"] if url}
    assert not [found for found in hosts if found.endswith(host)]


@pytest.mark.parametrize("city", ["Chongqing", "Wuhan"])
def test_cities_of_one_list_alone_have_no_rows(stock, city):
    """Catch a city that is known by one number of a second-hand list."""
    assert city not in set(stock.series["entity"])


def test_shanghai_has_no_core_share_at_all(stock):
    """Catch lists of sample data in code, or a comment there, as evidence about Shanghai."""
    rows = stock.observations
    core = rows["indicator"].str.contains("core_(?:share|value)", regex=True)
    assert rows[core & (rows["entity"] == "Shanghai")].empty


def test_yiwu_is_not_set_above_hangzhou(stock):
    """Catch Yiwu's year beside eleven months of Hangzhou: no year of Hangzhou was read."""
    rows = stock.observations[stock.observations["indicator"] == "goods_trade_total"]
    spans = {
        city: set(rows.loc[(rows["entity"] == city) & rows["period"].str.startswith("2025"), "period"])
        for city in ("Yiwu", "Hangzhou")
    }
    assert "2025" in spans["Yiwu"]
    assert not spans["Yiwu"] & spans["Hangzhou"]


def test_narrow_class_of_shenzhen_is_no_core_industry(stock):
    """Catch the old and narrow class of 2019 beside core digital industries of other cities."""
    rows = stock.observations
    narrow = rows[(rows["entity"] == "Shenzhen") & (rows["value"] == 159.7)]
    assert list(narrow["indicator"]) == ["digital_economy_industry_value_added_narrow"]
