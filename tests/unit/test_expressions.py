"""Formulas and claims: what they may say, in which unit a bare number stands, what is refused."""

from types import SimpleNamespace

import pytest

from expobook.facts import expressions
from expobook.facts.expressions import FUNCTIONS, ExpressionError, holds, names, value_in


def known(name, value, unit="CNY bn", period="2021", series="s"):
    """A fact as an expression reads it."""
    return SimpleNamespace(id=name, value=value, unit=unit, period=period, series_id=series)


FACTS = {
    fact.id: fact
    for fact in (
        known("a", 100.0),
        known("b", 121.0, period="2023"),
        known("half", 55.0, period="2023-01/2023-06"),
        known("other_half", 50.0, period="2022-01/2022-06"),
        known("expo", 800.0, unit="count", period="2022-12-11/2022-12-14", series="e"),
        known("next_expo", 900.0, unit="count", period="2023-11-23/2023-11-27", series="e"),
        known("goal", 242.0, period="2025", series="target"),
        known("tn", 0.2, unit="CNY tn", series="other"),
        known("zero", 0.0, period="2020"),
        known("usd", 5.0, unit="USD bn", series="dollars"),
        known("rate", 6.5, unit="CNY per USD", series="rate"),
        known("p", 21.0, unit="percent", series=""),
        known("q", 7.0, unit="percent", series=""),
        known("points", 3.0, unit="percentage point", series=""),
        known("n", 4.0, unit="count", series="n"),
        known("year", 2025.0, unit="calendar year", period="", series=""),
    )
}


@pytest.mark.parametrize(
    ("formula", "unit", "expected"),
    [
        ("a + b", "CNY bn", 221),
        ("b - a", "CNY bn", 21),
        ("a / n", "CNY bn", 25),
        ("a + tn", "CNY bn", 300),
        ("tn - a", "CNY tn", 0.1),
        ("usd * rate", "CNY bn", 32.5),
        ("a / rate", "USD bn", 100 / 6.5),
        ("-a", "CNY bn", -100),
        ("a / b", "count", 100 / 121),
        ("p - points", "percent", 18),
        ("p - q", "percentage point", 14),
        ("2 * a", "CNY bn", 200),
        ("a * 12 / 6", "CNY bn", 200),
        ("p * a", "CNY bn", 21),
        ("p - 1", "percent", 20),
        ("year - 2020", "count", 5),
        ("n ** 2", "count", 16),
        ("2 ** 3", "count", 8),
        ("growth_percent(b, a)", "percent", 21),
        ("growth_percent(half, other_half)", "percent", 10),
        ("growth_percent(next_expo, expo)", "percent", 12.5),
        ("compound_growth_percent(b, a)", "percent", 10),
        ("required_growth_percent(goal, b)", "percent", 100 * (2**0.5 - 1)),
        ("share_percent(a, tn)", "percent", 50),
        ("difference_percent(tn, a)", "percent", 100),
        ("implied_base(b, p)", "CNY bn", 100),
        ("years_between(goal, a)", "years", 4),
        ("min(a, b, tn)", "CNY bn", 100),
        ("max(a, tn)", "CNY bn", 200),
        ("abs(a - b)", "CNY bn", 21),
        ("max(p, 3)", "percent", 21),
        ("max(30, p)", "percent", 30),
        ("min(p, 3, q)", "percent", 3),
        ("max(growth_percent(b, a), 5)", "percent", 21),
    ],
)
def test_formula_gives_its_number(formula, unit, expected):
    """Catch a formula in the ledger that a reader's calculator contradicts."""
    assert value_in(formula, FACTS, unit) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("a > 50", True),
        ("50 < a < 200", True),
        ("a < 50 or b > 120", True),
        ("a > 50 and b < 120", False),
        ("not (a > b)", True),
        ("a != b", True),
        ("a == 100", True),
        ("a >= 100 >= a", True),
        ("100 == a", True),
        ("tn > a", True),
        ("tn == 0.2", True),
        ("p > 20", True),
        ("20 < p < 22", True),
        ("p / 3 < 8", True),
        ("p / 3 > 8", False),
        ("0.5 ** year < p", True),
        ("2 * p > 41", True),
        ("(1 + 1) * p < 43", True),
        ("p / 2 * 3 > 31", True),
        ("1 + p > 21.5", True),
        ("p - q > 13", True),
        ("-p < -20", True),
        ("p + points > 23", True),
        ("a / b > 0.5", True),
        ("p / q == 3", True),
        ("p / q > 3", False),
        ("a / 2 > 40", True),
        ("a - 50 > 40", True),
        ("max(p, 3) > 20", True),
        ("max(3, p) > 20", True),
        ("min(p, q) < 8", True),
        ("abs(q - p) < 15", True),
        ("share_percent(a, tn) > 49", True),
        ("growth_percent(b, a) - 1 < 21", True),
        ("years_between(b, a) == 2", True),
        ("year > 2024", True),
        ("year - 2020 == 5", True),
        ("3 > 2", True),
    ],
)
def test_claim_reads_bare_numbers_as_a_reader_does(claim, expected):
    """Catch 21 percent compared with 8 as if that were 800 percent: a guard that guards nothing."""
    assert holds(claim, FACTS) is expected


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("a + usd", "units of 'a \\+ usd' don't fit"),
        ("a > usd", "units of 'a > usd' don't fit"),
        ("min(a, usd)", "don't fit"),
        ("max(p, a)", "don't fit"),
        ("a + p", "don't fit"),
        ("share_percent(a, usd)", "don't fit"),
        ("implied_base(b, a)", "can't be read in 'percent'"),
        ("growth_percent(goal, a)", "across two series: goal is in target, a in s"),
        ("growth_percent(p, q)", "across two series: p is in none"),
        ("growth_percent(half, a)", "periods of different length: half is of 2023-01/2023-06"),
        ("compound_growth_percent(half, a)", "periods of different length"),
        ("growth_percent(b, a + a)", "a \\+ a must be a fact's id"),
        ("growth_percent(b, 100)", "100 must be a fact's id"),
        ("growth_percent(b)", "gives growth_percent 1 values"),
        ("growth_percent(b, a, n)", "gives growth_percent 3 values"),
        ("growth_percent(new=b, old=a)", "calls growth_percent"),
        ("min()", "gives min 0 values"),
        ("abs(a, b)", "gives abs 2 values"),
        ("growth_percent(b, zero)", "must be above zero"),
        ("compound_growth_percent(a, b)", "number of years is -2"),
        ("a / zero", "divides by zero"),
        ("1 / 0", "divides by zero"),
        ("0 ** -1", "divides by zero"),
        ("n ** 4000", "too large to compute"),
        ("(-n) ** 0.5", "root of a negative number"),
        ("(-1) ** 0.5", "root of a negative number"),
        ("2 ** a", "don't fit"),
        ("missing + a", "reads 'missing', which isn't a fact"),
        ("growth_percent(missing, a)", "reads 'missing'"),
        ("+a", "uses UnaryOp"),
        ("~n", "uses UnaryOp"),
        ("a // n", "uses BinOp"),
        ("a % n", "uses BinOp"),
        ("a is b", "uses Compare"),
        ("a in b", "uses Compare"),
        ("a if b else n", "uses IfExp"),
        ("[a]", "uses List"),
        ("a.value", "uses Attribute"),
        ("lambda: a", "uses Lambda"),
        ("(a := b)", "uses NamedExpr"),
        ("f'{a}'", "uses JoinedStr"),
        ("a['x']", "uses Subscript"),
        ("'x' < a", "holds 'x'; numbers are allowed"),
        ("True", "holds True"),
        ("None", "holds None"),
        ("1j", "holds 1j"),
        ("sum(a, b)", "calls sum; allowed are growth_percent"),
        ("__import__('os')", "calls __import__"),
        ("a.real()", "calls a.real"),
        ("a and b", "'a' is a number where a statement is needed"),
        ("a > 1 and b", "'b' is a number where a statement is needed"),
        ("not a", "'a' is a number where a statement is needed"),
        ("(a > 1) + n", "'a > 1' is a statement where a number is needed"),
        ("-(a > 1)", "'a > 1' is a statement"),
        ("(a > 1) == (b > 1)", "'a > 1' is a statement"),
        ("abs(a > 1)", "'a > 1' is a statement"),
        ("max(a > 1, n)", "'a > 1' is a statement"),
        ("a <", "can't be read: invalid syntax"),
        ("", "can't be read"),
        ("a; b", "can't be read"),
        ("a = b", "can't be read"),
    ],
)
def test_what_is_not_arithmetic_over_facts_is_refused(expression, said):
    """Catch a formula that gives some number although it means nothing, or runs code."""
    for evaluate in (lambda: value_in(expression, FACTS, "count"), lambda: holds(expression, FACTS)):
        with pytest.raises(ValueError, match=said):
            evaluate()


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("not " * 20_000 + "a", r"an expression of 80,001 characters is too long; allowed are 5,000"),
        ("not " * 1_000 + "a > 1", r"'not not not not not …' has more than 50 parts inside one an"),
        ("(" * 2_000 + "a" + ")" * 2_000, r"can't be read|more than 50 parts"),
        ("-" * 60 + "a", r"more than 50 parts inside one another; split it into several facts"),
    ],
)
def test_an_endless_expression_is_refused_plainly(expression, said):
    """Catch a traceback, or a build that never ends, for an expression that nobody can read."""
    for evaluate in (
        lambda: holds(expression, FACTS),
        lambda: value_in(expression, FACTS, "count"),
        lambda: names(expression),
    ):
        with pytest.raises(ExpressionError, match=said):
            evaluate()


def test_number_is_no_statement_and_statement_no_number():
    """Catch a claim that holds because its number isn't zero."""
    with pytest.raises(ExpressionError, match="is a number, not a statement"):
        holds("b - a", FACTS)
    with pytest.raises(ExpressionError, match="is a statement, not a number"):
        value_in("b > a", FACTS, "count")


def test_result_is_read_in_its_declared_unit_only():
    """Catch growth shown as money, or money per project as a share."""
    for formula, unit in (
        ("growth_percent(b, a)", "CNY bn"),
        ("a / n", "percent"),
        ("usd * rate", "USD bn"),
        ("a * a", "CNY bn"),
        ("3", "CNY bn"),
    ):
        with pytest.raises(ExpressionError, match="don't fit"):
            value_in(formula, FACTS, unit)


def test_incomparable_series_have_no_growth_in_formulas_or_claims():
    """Catch growth inside a series whose own table says that its values can't be compared."""
    assert value_in("growth_percent(b, a)", FACTS, "percent") == pytest.approx(21)
    for evaluate in (
        lambda: value_in("growth_percent(b, a)", FACTS, "percent", {"s"}),
        lambda: holds("growth_percent(b, a) > 20", FACTS, {"s"}),
    ):
        with pytest.raises(ExpressionError, match="within s, whose values are not comparable"):
            evaluate()
    assert value_in("share_percent(a, b)", FACTS, "percent", {"s"}) == pytest.approx(100 / 1.21)


def test_names_leave_functions_out():
    """Catch a function that the ledger lists as an input."""
    assert names("max(a, abs(b - c)) > 3 and a < min(d, 2)") == ["a", "b", "c", "d"]
    assert names("2 + 2") == []
    with pytest.raises(ExpressionError, match="can't be read"):
        names("a +")


def test_every_function_is_exercised_here():
    """Catch a function added to the language without a number that it must give."""
    assert set(FUNCTIONS) == {
        "growth_percent",
        "compound_growth_percent",
        "required_growth_percent",
        "share_percent",
        "difference_percent",
        "implied_base",
        "years_between",
        "min",
        "max",
        "abs",
    }
    assert expressions.FUNCTIONS is FUNCTIONS
