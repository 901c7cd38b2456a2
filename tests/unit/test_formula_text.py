"""Formulas in plain notation: what the ledger and the cards show instead of code."""

from __future__ import annotations

import pytest

from expobook.analysis import measures
from expobook.facts import expressions, formula_text
from expobook.facts.formula_text import plain_formula


@pytest.mark.parametrize(
    ("expression", "written"),
    [
        ("a / b * 100", "a ÷ b × 100"),
        ("(a - b) / b", "(a − b) ÷ b"),
        ("(last / first) ** (1 / years) - 1", "(last ÷ first) ^ (1 ÷ years) − 1"),
        ("a >= b and c != d", "a ≥ b and c ≠ d"),
        ("-a + b", "−a + b"),
        ("growth(a, b)", "growth(a, b)"),
        ("growth_percent(a, b)", "(a ÷ b − 1) × 100"),
        ("difference_percent(a + c, b)", "((a + c) ÷ b − 1) × 100"),
        ("share_percent(a, b)", "a ÷ b × 100"),
        ("share_percent(a, b + c)", "a ÷ (b + c) × 100"),
        ("implied_base(a, g)", "a ÷ (1 + g ÷ 100)"),
        ("compound_growth_percent(a, b)", "((a ÷ b) ^ (1 ÷ years) − 1) × 100"),
        ("growth_percent(a, b) - share_percent(c, d)", "(a ÷ b − 1) × 100 − c ÷ d × 100"),
        ("max(a, abs(b - c))", "largest of (a, size of (b − c))"),
        ("the median of all draws", "the median of all draws"),
        ("2.5e3 * a", "2500.0 × a"),
    ],
)
def test_a_formula_reads_as_people_write_it(expression, written):
    """Catch a ledger that shows code where it promises a formula."""
    assert plain_formula(expression) == written


def test_every_function_has_a_notation():
    """Catch a function that a formula may call and that a reader would see as code."""
    assert {*formula_text._WRITTEN_OUT, *formula_text._FUNCTION_NAMES} == {*expressions.FUNCTIONS}


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("growth_percent", (121.0, 100.0)),
        ("difference_percent", (121.0, 100.0)),
        ("share_percent", (30.0, 120.0)),
        ("implied_base", (121.0, 21.0)),
    ],
)
def test_what_is_written_is_what_is_computed(name, values):
    """Catch a formula in the ledger by which nobody would get the number beside it."""
    written = formula_text._WRITTEN_OUT[name].format(*values)
    assert eval(written) == pytest.approx(getattr(measures, name)(*values))


@pytest.mark.parametrize("name", ["compound_growth_percent", "required_growth_percent"])
def test_growth_over_years_is_written_as_it_is_computed(name):
    """Catch a root of the wrong order."""
    written = formula_text._WRITTEN_OUT[name].format(121.0, 100.0)
    assert eval(written, {"years": 2}) == pytest.approx(getattr(measures, name)(100.0, 121.0, 2))
