"""Chapter 2: what its functions must not say of the world and China."""

from types import SimpleNamespace

import pandas as pd
import pytest

from expobook import evidence as evidence_package
from expobook.analysis.money import Money
from expobook.chapters import yearly
from expobook.chapters.world import charts, data, frames, implied_bases
from expobook.evidence import EvidenceError
from expobook.values.validation import MeasureError

MONEY = [Money(currency, basis) for currency in ("USD", "CNY") for basis in ("current", "constant")]


@pytest.fixture(scope="module")
def evidence():
    """The book's own data package."""
    return evidence_package.load()


@pytest.fixture(scope="module")
def panel(evidence):
    """Every economy of the panel."""
    return data.panel(evidence)


@pytest.fixture(scope="module")
def flows(evidence):
    """Exports and imports of the whole panel."""
    return data.flows(evidence, 2010, 2023)


def test_years_of_two_series_are_never_one_line(evidence):
    """Catch a line that runs across a change of definition of the same indicator and source."""
    mixed = evidence.observations.copy()
    name = f"world.{data.EXPORTS}.2021.{data.PANEL}"
    mixed.loc[name, "series_id"] = "another.series"
    double = type("Double", (), {"observations": mixed})()
    with pytest.raises(yearly.SeriesError, match="several series"):
        yearly.annual(double, "World", data.EXPORTS, data.PANEL)


def test_two_values_for_a_year_are_refused(evidence):
    """Catch a year that is drawn with whichever of two values came last."""
    mixed = evidence.observations.copy()
    mixed.loc[f"world.{data.EXPORTS}.2021.{data.PANEL}", "period"] = "2020"
    double = type("Double", (), {"observations": mixed})()
    with pytest.raises(yearly.SeriesError, match="two values"):
        yearly.annual(double, "World", data.EXPORTS, data.PANEL)


def test_missing_series_is_named(evidence):
    """Catch an empty line where nothing was found."""
    with pytest.raises(yearly.SeriesError, match="Atlantis"):
        yearly.annual(evidence, "Atlantis", data.EXPORTS, data.PANEL)


def test_missing_year_stops_the_table(evidence):
    """Catch a rank or share told for a year that the panel doesn't have."""
    with pytest.raises(MeasureError, match="2024"):
        data.flows(evidence, 2023, 2024)


def test_ids_are_those_of_the_values(evidence):
    """Catch a number in the ledger that names another year's observation."""
    ids = yearly.observation_ids(evidence, "China", data.EXPORTS, data.PANEL, [2012, 2011])
    assert [evidence.observation(name).period for name in ids] == ["2011", "2012"]


def test_balance_is_exports_less_imports(flows):
    """Catch a surplus shown as a deficit."""
    china = flows[(flows["economy"] == "China") & (flows["year"] == 2023)].iloc[0]
    assert china["exports_usd_bn"] > china["imports_usd_bn"]
    assert china["balance_usd_bn"] == pytest.approx(china["exports_usd_bn"] - china["imports_usd_bn"])


def test_groups_of_economies_take_no_place(evidence, panel):
    """Catch a group counted as an economy, which would move every place by one."""
    groups = set(evidence.panel.query("kind == 'group'")["economy"])
    assert {"World", "Sub-Saharan Africa"} <= groups
    assert groups & set(panel["economy"]) == set()
    assert data.leaders(panel, "China", 2023) == [
        "United States",
        "United Kingdom",
        "Ireland",
        "India",
        "Germany",
        "China",
    ]


def test_places_rest_on_the_whole_panel(panel):
    """Catch a place in the world that is one among the ten economies of the table."""
    leaders = data.leaders(panel, "China", 2010)
    assert "Switzerland" in leaders
    assert len(leaders) == len(data.leaders(panel[panel["economy"].isin(data.ECONOMIES)], "China", 2010)) + 1


def test_a_gap_takes_no_place(panel):
    """Catch an economy without a figure that is counted as a larger or a smaller one."""
    year = panel[panel["year"] == 2023]
    missing = set(year[year["total_usd_bn"].isna()]["economy"])
    assert missing
    smallest = year.sort_values("total_usd_bn")["economy"].iloc[0]
    assert missing & set(data.leaders(panel, smallest, 2023, "total_usd_bn")) == set()


def test_total_trade_has_another_order_than_exports(panel):
    """Catch China's place by total trade taken from exports."""
    assert [len(data.leaders(panel, "China", year, "total_usd_bn")) for year in (2022, 2023)] == [5, 7]


def test_growth_place_counts_the_faster_of_the_large():
    """Catch the slowest exporter called the fastest, or a small one that outruns all others."""
    rows = {"a": (100.0, 400.0), "b": (100.0, 200.0), "c": (200.0, 200.0), "small": (99.0, 900.0)}
    frame = pd.DataFrame(
        [
            (name, year, value)
            for name, values in rows.items()
            for year, value in zip((2020, 2022), values, strict=True)
        ],
        columns=["economy", "year", "exports_usd_bn"],
    )
    assert [data.growth_place(frame, name, 2020, 2022) for name in "abc"] == [1, 2, 3]
    assert data.large_exporters(frame, 2020) == ["a", "b", "c"]


def test_share_is_of_the_same_year_and_flow(flows):
    """Catch China's exports divided by the world's imports or by another year."""
    shares = data.china_in_world(flows).set_index(["year", "flow"])["share_percent"]
    assert shares[2010, "exports"] == pytest.approx(56.0248 / 1835.7256 * 100, rel=1e-3)
    assert shares[2010, "exports"] != shares[2010, "imports"]


@pytest.mark.parametrize("money", MONEY, ids=lambda money: f"{money.currency} {money.price_basis}")
def test_money_names_what_it_tells(evidence, money):
    """Catch yuan or constant prices under a subtitle that says something else."""
    told = yearly.expressed(evidence, {2021: 100.0}, money)[2021]
    assert ("yuan" in money.label) == (money.currency == "CNY")
    assert ("2021" in money.label) == (money.price_basis == "constant")
    assert told == pytest.approx(100.0 if money.currency == "USD" else 644.9, rel=1e-3)


def test_each_year_is_converted_at_its_own_rate(evidence):
    """Catch a single rate that hides what the yuan did."""
    told = yearly.expressed(evidence, {2020: 1.0, 2021: 1.0}, Money("CNY"))
    rates = yearly.exchange_rates(evidence)
    assert told == {2020: rates[2020], 2021: rates[2021]}
    assert told[2020] != told[2021]


def test_deflator_belongs_to_the_currency(evidence):
    """Catch yuan deflated with American prices."""
    assert yearly.price_growth(evidence, "United States")[2022] > 5
    assert yearly.price_growth(evidence, "China")[2023] < 0


def test_real_growth_does_not_depend_on_the_price_year(evidence):
    """Catch a deflator applied to one end of the series only."""
    values = {2012: 10.0, 2020: 20.0}
    growth = [
        data.yearly_growth(yearly.expressed(evidence, values, Money("CNY", "constant", year))) for year in (2012, 2020)
    ]
    assert growth[0] == pytest.approx(growth[1])


def test_ledger_names_what_the_money_rests_on(evidence):
    """Catch yuan at constant prices whose ledger entry names neither rate nor deflator."""
    years = (2019, 2021)
    assert yearly.money_ids(evidence, Money(), years) == []
    rates = yearly.money_ids(evidence, Money("CNY"), years)
    assert [evidence.observation(name).unit for name in rates] == ["CNY per USD"] * 2
    prices = yearly.money_ids(evidence, Money("USD", "constant", 2022), years)
    assert [evidence.observation(name).period for name in prices] == ["2020", "2021", "2022"]
    assert all("united-states" in name for name in prices)


def test_ledger_names_every_year_of_the_peak(evidence):
    """Catch a peak whose ledger entry names the last year alone."""
    ids = data.panel_ids(evidence, ("China", "World"), range(2010, 2024), data.EXPORTS)
    assert len(set(ids)) == 2 * 14


def test_indices_start_together_and_keep_their_gap():
    """Catch lines that part before 2021, and a line drawn through a year without a figure."""

    class Stub(dict):
        def __missing__(self, name):
            return SimpleNamespace(value=7.0 if "2021" in name else 14.0)

    frame = frames.since_2021(Stub())
    assert set(frame.query("year == 2021")["index_points"]) == {100.0}
    assert set(frame.query("year == 2025")["index_points"]) == {200.0}
    gaps = frame[frame["index_points"].isna()]
    assert list(zip(gaps["year"], gaps["measure"], strict=True)) == [(2023, "services, dollars")]


def test_nominal_and_real_meet_in_the_price_year(evidence):
    """Catch constant prices of another year than the note names."""
    both = {
        basis: yearly.expressed(evidence, {2020: 5.0, 2021: 6.0}, Money("USD", basis, 2021))
        for basis in ("current", "constant")
    }
    assert both["current"][2021] == pytest.approx(both["constant"][2021])
    assert both["current"][2020] < both["constant"][2020]


def test_rounded_wholes_leave_a_range_of_growth():
    """Catch 57% told of a rest that the rounding of both wholes leaves anywhere from 51% to 63%."""
    low, high = data.rest_growth_range((3905.26, 6100), (4462.46, 7900), 100)
    assert (round(low), round(high)) == (51, 63)
    exact = data.rest_growth_range((3905.26, 6100), (4462.46, 7900), 0)
    assert exact[0] == exact[1] == pytest.approx((7900 - 4462.46) / (6100 - 3905.26) * 100 - 100)
    with pytest.raises(MeasureError, match="above zero"):
        data.rest_growth_range((100, 120), (130, 160), 100)


def test_mentions_and_findings_are_counted(evidence):
    """Catch an absence that comes from a misspelled column or word."""
    assert data.count_mentions(evidence, "cbec_total") > 10
    assert data.count_mentions(evidence, "no_such_thing") == 0
    assert data.count_found(evidence, entity="China", indicator="cbec_total", period="2021") >= 2
    assert data.count_found(evidence, entity="China", indicator="cbec_total", period="1921") == 0


def test_every_base_compares_neighbouring_years(evidence):
    """Catch a base compared with the level of another year, unit or economy."""
    for base in implied_bases.BASES:
        value = evidence.observation(base.value_id)
        published = evidence.observation(base.published_id)
        assert value.yoy_percent is not None, base.key
        assert (value.entity, value.unit) == (published.entity, published.unit), base.key
        assert value.indicator == published.indicator, base.key
        later, earlier = (found.period.split("/") for found in (value, published))
        assert [int(end[:4]) - 1 for end in later] == [int(end[:4]) for end in earlier], base.key
        assert [end[4:] for end in later] == [end[4:] for end in earlier], base.key


def test_every_step_is_no_coarser_than_the_number(evidence):
    """Catch a rounding band that a typed step makes too wide or that hides digits."""
    for base in implied_bases.BASES:
        value = evidence.observation(base.value_id)
        for number, step in ((value.value, base.value_step), (value.yoy_percent, base.growth_step)):
            assert abs(number / step - round(number / step)) < 1e-6, base.key


def test_unknown_base_is_named(evidence):
    """Catch a comparison that silently drops out when an observation is renamed."""
    with pytest.raises(EvidenceError, match="no observation"):
        evidence.observation("world.nothing.2020.nowhere")


def test_implied_range_holds_the_implied_base():
    """Catch a band that leaves out the value it belongs to."""
    low, high = implied_bases.implied_base_range(1980, 15, value_step=10, growth_step=1)
    assert low < 1980 / 1.15 < high
    assert (low, high) == pytest.approx((1975 / 1.155, 1985 / 1.145))


def test_exact_numbers_leave_no_range():
    """Catch doubt invented where the printed numbers leave none."""
    low, high = implied_bases.implied_base_range(110, 10, value_step=0, growth_step=0)
    assert low == high == pytest.approx(100)


def test_gap_beyond_rounding_leaves_out_zero():
    """Catch a cut of a base that rounding alone would explain, and the other way round."""
    base = implied_bases.Base("k", "l", "v", "p", 10, 0.1, 10)
    assert implied_bases.gap_range_percent(base, 2110, 9.8, 1980)[1] < 0
    low, high = implied_bases.gap_range_percent(base, 2840, 4.8, 2710)
    assert low < 0 < high


def test_decimals_follow_the_printed_step():
    """Catch 3,170.00 for a level printed as 3.17 trillion."""
    base = implied_bases.Base("k", "l", "v", "p", 0.01, 0.1, 10)
    assert (base.value_decimals, base.published_decimals) == (2, 0)


def test_line_names_are_at_the_last_year(flows):
    """Catch the name of one line at the end of another."""
    shares = data.china_in_world(flows)
    ends = frames.line_ends(shares, "flow", {"exports": "out", "imports": "in"}, value="share_percent")
    assert list(ends["words"]) == ["out", "in"]
    assert set(ends["year"]) == {2023}
    assert ends["share_percent"].is_monotonic_decreasing


def test_areas_are_the_values():
    """Catch squares whose sides are the values, so that the larger looks larger than it is."""

    class Stub(dict):
        def __missing__(self, name):
            return SimpleNamespace(value={"macro_itc_2023": 9000.0}.get(name, 4000.0))

    squares = frames.nested_measures(Stub())
    assert list(squares["side"]) == [3.0, 2.0, 2.0]


def test_parts_of_a_total_are_end_to_end():
    """Catch bars whose second part begins elsewhere than where the first one ends."""

    class Stub(dict):
        def __missing__(self, name):
            value = {"panel": 3900.0, "rest": 2200.0}.get(name.split("_")[1], 64.0)
            return SimpleNamespace(value=value, display="64.0%")

    parts, totals = frames.parts_of_services(Stub())
    assert list(parts["start_usd_tn"]) == [0.0, 3.9] * 2
    assert list(parts["end_usd_tn"]) == [3.9, 6.1] * 2
    assert list(totals["end_usd_tn"]) == [6.1] * 2


def test_grey_words_are_darker_than_grey_lines():
    """Catch names too pale to be read on white."""
    roles = {"China": "actual", "Ireland": "context"}
    lines, words = (charts._named_colour("economy", roles, of_words=of_words).to_dict() for of_words in (False, True))
    changed = [
        pair for pair in zip(lines["scale"]["range"], words["scale"]["range"], strict=True) if pair[0] != pair[1]
    ]
    assert changed == [(charts.PALETTE["context"], charts.PALETTE["muted"])]
