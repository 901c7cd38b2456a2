"""Facts and claims: what a number may rest on, how it is written, when a statement stops."""

import math
from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expobook.facts import expressions
from expobook.facts.facts import FactError, Register
from expobook.facts.writing import Writing, write
from expobook.values.numbers import rounded, stable, write_number


@dataclass(frozen=True)
class Reported:
    """An observation as the register reads it."""

    observation_id: str
    value: float
    unit: str = "CNY bn"
    series_id: str = "city.trade"
    period: str = "2021"
    bound: str = "exact"
    status: str = "final"
    grade: str = "A"
    source_id: str = "bulletin"
    as_reported: str = ""
    yoy_percent: float | None = None


class Shelf:
    """Evidence of a few observations."""

    incomparable_series = frozenset({"broken"})

    def __init__(self, *observations):
        self.held = {item.observation_id: item for item in observations}

    def observation(self, name):
        """Look one up."""
        return self.held[name]


@pytest.fixture
def register():
    """A register with two years of one series, a count and another series."""
    shelf = Shelf(
        Reported("o1", 100.0),
        Reported("o2", 121.0, period="2023", grade="C", bound="approx"),
        Reported("o3", 40.0, unit="count", series_id="projects"),
        Reported("o4", 110.0, period="2022", series_id="city.trade.revised"),
        Reported("o5", 5.0, unit="USD bn", series_id="dollars", grade="D"),
    )
    made = Register(shelf, "t", {"rate": 6.5})
    for number in range(1, 6):
        made.observed(f"t_o{number}", f"o{number}", f"Value {number}")
    return made


def test_derived_number_takes_the_lowest_grade(register):
    """Catch a derived number that looks safer than the weakest thing it rests on."""
    fact = register.derived("t_growth", "growth_percent(t_o2, t_o1)", "percent", "Growth")
    assert (fact.grade, fact.value, fact.bound) == ("C", 21.0, "approx")


def test_a_number_is_as_firm_as_the_least_firm_of_its_inputs():
    """Catch a preliminary figure that comes out of a formula as a final one."""
    made = Register(
        Shelf(
            Reported("o1", 100.0), Reported("o2", 90.0, status="preliminary"), Reported("o3", 80.0, status="revised")
        ),
        "t",
    )
    for name in ("o1", "o2", "o3"):
        made.observed(f"t_{name}", name, name)
    assert made.derived("t_sum", "t_o1 + t_o3", "CNY bn", "Sum").status == "revised"
    assert made.derived("t_all", "t_sum + t_o2", "CNY bn", "All").status == "preliminary"
    computed = made.computed("t_mean", 90.0, "CNY bn", "Mean", method="the mean", inputs=["o1", "t_o2"])
    assert computed.status == "preliminary"


@pytest.mark.parametrize(
    "state",
    [
        lambda made: made.derived("t_bad", "t_o1 /", "count", "Bad"),
        lambda made: made.claim("t_bad", "t_o1 >", "Bad"),
    ],
)
def test_what_cant_be_read_names_its_id(register, state):
    """Catch an error that leaves an author to search a notebook for it."""
    with pytest.raises(FactError, match="'t_bad': .* can't be read"):
        state(register)


def test_growth_across_two_series_is_refused(register):
    """Catch growth chained over a change of definition."""
    with pytest.raises(FactError, match="t_bad.*across two series"):
        register.derived("t_bad", "growth_percent(t_o4, t_o1)", "percent", "Growth")


def test_growth_within_an_incomparable_series_is_refused():
    """Catch growth between values that their own series declares not comparable."""
    shelf = Shelf(Reported("b1", 1.0, series_id="broken"), Reported("b2", 2.0, series_id="broken", period="2022"))
    made = Register(shelf, "t")
    for name in ("b1", "b2"):
        made.observed(f"t_{name}", name, name)
    with pytest.raises(FactError, match="not comparable over time"):
        made.derived("t_growth", "growth_percent(t_b2, t_b1)", "percent", "Growth")


def test_compound_growth_reads_years_from_the_facts(register):
    """Catch an average growth rate over a wrong number of years."""
    fact = register.derived("t_cagr", "compound_growth_percent(t_o2, t_o1)", "percent", "Average")
    assert fact.value == pytest.approx(10.0)


@pytest.mark.parametrize(
    ("formula", "unit", "message"),
    [
        ("t_o1 + t_o5", "CNY bn", "don't fit"),
        ("t_o1 / t_o3", "USD bn", "don't fit"),
        ("t_o1 / t_missing", "CNY bn", "t_missing"),
        ("t_o1 / (t_o3 - t_o3)", "CNY bn", "zero"),
        ("__import__('os')", "CNY bn", "allowed are"),
        ("t_o1 if t_o3 else t_o1", "CNY bn", "allowed are"),
        ("t_self * 2", "CNY bn", "t_self"),
    ],
)
def test_impossible_formula_names_the_fact(register, formula, unit, message):
    """Catch a number computed from things that don't fit, don't exist, or read themselves."""
    with pytest.raises(FactError, match=message) as caught:
        register.derived("t_self", formula, unit, "Impossible")
    assert "t_self" in str(caught.value)


def test_missing_and_infinite_values_are_refused(register):
    """Catch a page that prints nan or inf."""
    for value in (math.nan, math.inf):
        with pytest.raises(FactError, match="no finite value"):
            register.computed("t_x", value, "count", "X", method="none", inputs=["t_o1"])


def test_computed_fact_needs_inputs_and_known_parameters(register):
    """Catch a number out of nowhere, and one that hides what it depends on."""
    with pytest.raises(FactError, match="computed from nothing"):
        register.computed("t_x", 1.0, "count", "X", method="count", inputs=[])
    with pytest.raises(FactError, match="unknown parameters: speed"):
        register.computed("t_x", 1.0, "count", "X", method="m", inputs=["o1"], parameters=["speed"])


def test_an_id_is_stated_once_and_carries_its_prefix(register):
    """Catch two meanings under one permalink."""
    with pytest.raises(FactError, match="stated twice"):
        register.observed("t_o1", "o1", "Again")
    with pytest.raises(FactError, match="beginning with t_"):
        register.observed("other", "o1", "Other chapter")


def test_claim_compares_bare_numbers_in_the_facts_own_unit(register):
    """Catch 21 percent read as 0.21 when a claim says `> 20`."""
    register.derived("t_share", "share_percent(t_o1, t_o2)", "percent", "Share")
    assert register.claim("t_most", "t_share > 50", "Most of it.").holds
    assert register.claim("t_gap", "abs(t_share - 80) < 3", "About four fifths.").holds
    assert not register.claim("t_rose_much", "t_o2 > 2 * t_o1", "It doubled.").holds


def test_claim_across_currencies_is_refused(register):
    """Catch yuan compared with dollars."""
    with pytest.raises(FactError, match="units"):
        register.claim("t_more", "t_o1 > t_o5", "More.")


def test_claim_records_the_values_it_read(register):
    """Catch a stopped build that doesn't say why."""
    claim = register.claim("t_less", "t_o1 < t_o2", "Less.")
    assert claim.values == {"t_o1": 100.0, "t_o2": 121.0}


def test_bound_and_unit_are_part_of_what_is_shown(register):
    """Catch 'roughly 110 billion' quoted as if it were exact."""
    assert register["t_o2"].display == "about 121 bn yuan"
    text = write(2000.0, "CNY bn", Writing(shown_in="CNY tn"), "at_least")
    assert text == (0, "2", "at least 2 tn yuan")


def test_bundle_carries_everything_a_reader_opens(register):
    """Catch a number that can't be opened."""
    for fact in register.part(register, [])["facts"]:
        assert fact["label"]
        assert fact["sources"]
        assert fact["inputs"]
        assert fact["grade"] in "ABCD"


def test_bundle_carries_the_values_that_facts_rest_on(register):
    """Catch a changed input that a computed number's rounding would hide."""
    register.computed("t_count", 2, "count", "Values", method="count", inputs=["o1", "t_o5"])
    register.derived("t_sum", "t_o1 + t_o2", "CNY bn", "Sum")
    register.computed("t_rows", 3, "count", "Rows", method="rows", inputs=["events.csv"])
    assert register.basis("01_test")["observations"] == {"o1": 100.0, "o2": 121.0, "o3": 40.0, "o4": 110.0, "o5": 5.0}


@given(st.floats(-1e9, 1e9, allow_nan=False), st.integers(0, 6))
def test_written_number_is_within_half_a_step(value, decimals):
    """Catch a display that isn't the value after its declared rounding."""
    text = write_number(value, decimals).replace(",", "").replace("\N{MINUS SIGN}", "-")
    assert abs(Decimal(text) - Decimal(repr(stable(value)))) <= Decimal("0.5").scaleb(-decimals)
    assert text != "-0"
    assert float(text) == float(rounded(value, decimals))


def test_rounding_is_half_away_from_zero():
    """Catch banker's rounding, which printed statistics don't use."""
    assert [write_number(value, 1) for value in (0.25, 0.35, -0.25)] == ["0.3", "0.4", "−0.3"]


def test_names_are_listed_once_in_reading_order():
    """Catch inputs of a formula that the ledger doesn't show."""
    assert expressions.names("share_percent(b_x, a_y) - b_x * 2") == ["b_x", "a_y"]


def test_a_setting_is_no_evidence(register):
    """Catch a choice of the run that passes for official statistics."""
    share = register.parameter("t_share", "rate", "count", "Tolerated share")
    assert share.grade == ""
    assert register.derived("t_part", "t_share * t_o2", "CNY bn", "Part").grade == register["t_o2"].grade == "C"
    assert register.derived("t_twice", "t_share * 2", "count", "Twice").grade == ""
    counted = register.computed(
        "t_above", 3, "count", "Rows", method="rows above the share", inputs=["t_share", "events.csv"]
    )
    assert (counted.grade, counted.kind) == ("", "own count")


def test_count_of_rows_names_its_table(register):
    """Catch a count of rows that can't say which table was counted."""
    counted = register.computed("t_rows", 3, "count", "Rows", method="rows", inputs=["events.csv"])
    assert (counted.kind, counted.grade, counted.sources, counted.inputs) == ("own count", "", (), ("events.csv",))
    with pytest.raises(KeyError):
        register.computed("t_odd", 3, "count", "Rows", method="rows", inputs=["event.csv"])


def test_what_rests_on_own_counts_alone_is_one(register):
    """Catch a share of the book's own rows that looks like official statistics."""
    for name, rows in (("t_rows", 8), ("t_found", 2)):
        register.computed(name, rows, "count", "Rows", method="rows", inputs=["events.csv"])
    share = register.derived("t_share", "share_percent(t_found, t_rows)", "percent", "Share")
    assert (share.kind, share.grade) == ("own count", "")
    mixed = register.derived("t_each", "t_o2 / t_rows", "CNY bn", "A row's part")
    assert (mixed.kind, mixed.grade) == ("derived", register["t_o2"].grade)
    counted = register.computed("t_pairs", 4, "count", "Pairs", method="pairs", inputs=["events.csv", "o1"])
    assert (counted.kind, counted.grade) == ("derived", register["t_o1"].grade)


def test_what_rests_on_a_model_is_modelled(register):
    """Catch a model's result, or a number made from it, that passes for a reported value."""
    chance = register.computed(
        "t_chance", 60, "percent", "Chance", method="share of paths", inputs=["o1", "t_o2"], modelled=True
    )
    assert (chance.kind, chance.grade) == ("modelled", "C")
    assert register.derived("t_rest", "100 - t_chance", "percent", "Rest").kind == "modelled"
    assumed = register.derived("t_year", "t_o1 * 2", "CNY bn", "A year by its half", modelled=True)
    assert assumed.kind == "modelled"
    assert register.derived("t_both", "t_o1 + t_o2", "CNY bn", "Sum").kind == "derived"


def test_a_method_is_no_formula(register):
    """Catch words shown as a formula, and a formula that nobody can compute again."""
    counted = register.computed("t_n", 2, "count", "Values", method="values", inputs=["o1"])
    assert (counted.formula, counted.method) == ("", "values")
    total = register.derived("t_sum", "t_o1 + t_o2", "CNY bn", "Sum")
    assert (total.formula, total.method) == ("t_o1 + t_o2", "")
