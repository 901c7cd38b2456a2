"""Plain Python expressions over facts, with units: formulas and claims.

They are computed with amounts that know their unit and, while they are a fact as it stands, its
series and period. What an expression may hold at all is checked by `values.expressions`.
"""

from __future__ import annotations

import ast
import inspect
import operator
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from typing import Any, Protocol

from expobook.analysis import measures
from expobook.values import periods
from expobook.values.expressions import Evaluator, ExpressionError, Language, checked, parse
from expobook.values.numbers import stable
from expobook.values.units import UnitError, magnitude, quantity

__all__ = ["FUNCTIONS", "Amount", "ExpressionError", "Operand", "holds", "names", "value_in"]


class Operand(Protocol):
    """What a name in an expression stands for."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def value(self) -> float: ...  # noqa: D102
    @property
    def unit(self) -> str: ...  # noqa: D102
    @property
    def period(self) -> str: ...  # noqa: D102
    @property
    def series_id(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Amount:
    """A value inside an expression: `size` is a bare number, or a quantity in base units.

    `unit` is the one in which a bare number beside it is read; a bare number has none itself.
    `fact` is there while the amount is a fact as it stands.
    """

    size: Any
    unit: str = ""
    fact: Operand | None = None

    def stated(self) -> Operand:
        """The fact as it stands; an expression was checked to have one wherever it is asked for."""
        assert self.fact is not None
        return self.fact


def names(expression: str) -> list[str]:
    """List the names that an expression reads, in order of appearance, each once."""
    tree = parse(expression, _LANGUAGE)
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    read = [
        (node.lineno, node.col_offset, node.id)
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and id(node) not in called
    ]
    return list(dict.fromkeys(name for _, _, name in sorted(read)))


def value_in(
    expression: str, operands: Mapping[str, Operand], unit: str, incomparable: Set[str] = frozenset()
) -> float:
    """Evaluate a formula and read the result in `unit`; raise when the units don't fit.

    `incomparable` names series whose values may not be compared over time: growth is refused.
    """
    result = _Evaluator(operands, expression, incomparable).result()
    if isinstance(result, bool):
        raise ExpressionError(f"{expression!r} is a statement, not a number")
    try:
        return magnitude(result.size if result.unit else quantity(result.size, "count"), unit)
    except UnitError as error:
        raise ExpressionError(f"the units of {expression!r} don't fit: {error}") from None


def holds(expression: str, operands: Mapping[str, Operand], incomparable: Set[str] = frozenset()) -> bool:
    """Evaluate a claim; raise when it isn't a statement that is true or false."""
    result = _Evaluator(operands, expression, incomparable).result()
    if not isinstance(result, bool):
        raise ExpressionError(f"{expression!r} is a number, not a statement")
    return result


def _check_calls(tree: ast.expr, expression: str) -> None:
    """Refuse a call with too few or many values, or with a sum where a fact is needed."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            name = node.func.id
            try:
                inspect.signature(FUNCTIONS[name]).bind(None, *node.args)
            except TypeError:
                raise ExpressionError(
                    f"{expression!r} gives {name} {len(node.args)} values, not as many as it takes"
                ) from None
            for argument in () if name in _OF_ANY_AMOUNT else node.args:
                if not isinstance(argument, ast.Name):
                    raise ExpressionError(f"{expression!r}: {ast.unparse(argument)} must be a fact's id")


class _Evaluator(Evaluator):
    """Computes with amounts.

    Raises `ExpressionError` that names the innermost part that can't be computed.
    """

    def __init__(self, operands: Mapping[str, Operand], expression: str, incomparable: Set[str] = frozenset()) -> None:
        functions = {name: lambda *given, called=function: called(self, *given) for name, function in FUNCTIONS.items()}
        super().__init__(operators=_OPERATORS, functions=functions, names=self._fact)
        self.nodes[ast.Constant] = lambda node: Amount(node.value)
        self.operands, self.expression, self.incomparable = operands, expression, incomparable

    def result(self) -> Amount | bool:
        """The value of the expression."""
        tree = checked(self.expression, _LANGUAGE)
        _check_calls(tree, self.expression)
        return self.eval(self.expression, previously_parsed=tree)

    def _fact(self, node: ast.Name) -> Amount:
        if node.id not in self.operands:
            raise ExpressionError(f"{self.expression!r} reads {node.id!r}, which isn't a fact")
        fact = self.operands[node.id]
        return Amount(quantity(fact.value, fact.unit), fact.unit, fact)

    def _eval(self, node: ast.AST) -> Any:
        import pint  # slow, and pages compute nothing

        try:
            result = super()._eval(node)
        except pint.DimensionalityError as error:
            raise ExpressionError(
                f"the units of {ast.unparse(node)!r} don't fit: {error.units1} and {error.units2}"
            ) from None
        except ZeroDivisionError:
            raise ExpressionError(f"{ast.unparse(node)!r} divides by zero") from None
        except OverflowError:
            raise ExpressionError(f"{ast.unparse(node)!r} is too large to compute") from None
        size = getattr(result, "size", None)
        if isinstance(getattr(size, "magnitude", size), complex):
            raise ExpressionError(f"{ast.unparse(node)!r} is the root of a negative number")
        return result

    def pair(self, first: Amount, second: Amount, *, one_series: bool) -> tuple[float, float]:
        """Two facts in the first one's unit; on demand insist that they share a series."""
        left, right = first.stated(), second.stated()
        if one_series and (not left.series_id or left.series_id != right.series_id):
            raise ExpressionError(
                f"{self.expression!r} computes growth across two series: {left.id} is in "
                f"{left.series_id or 'none'}, {right.id} in {right.series_id or 'none'}"
            )
        if one_series and left.series_id in self.incomparable:
            raise ExpressionError(
                f"{self.expression!r} computes growth within {left.series_id}, whose values are "
                "not comparable over time (see series.csv)"
            )
        if one_series:
            self._check_lengths(left, right)
        return left.value, self.read(right, left.unit)

    def read(self, fact: Operand, unit: str) -> float:
        """A fact's value in another unit."""
        try:
            return magnitude(quantity(fact.value, fact.unit), unit)
        except UnitError as error:
            raise ExpressionError(f"the units of {self.expression!r} don't fit: {error}") from None

    def _check_lengths(self, left: Operand, right: Operand) -> None:
        """Refuse growth from a part of a year to a whole one; days and open periods pass."""
        try:
            lengths = periods.months(left.period), periods.months(right.period)
        except periods.PeriodError:
            return
        if lengths[0] != lengths[1]:
            raise ExpressionError(
                f"{self.expression!r} computes growth between periods of different length: "
                f"{left.id} is of {left.period}, {right.id} of {right.period}"
            )


def _in_one_unit(left: Amount, right: Amount) -> tuple[Amount, Amount]:
    """Let a bare number beside an amount stand in that amount's own unit."""
    if left.unit and not right.unit:
        return left, Amount(quantity(right.size, left.unit), left.unit)
    if right.unit and not left.unit:
        return Amount(quantity(left.size, right.unit), right.unit), right
    return left, right


def _additive(function: Callable) -> Callable[[Amount, Amount], Amount]:
    def apply(left: Amount, right: Amount) -> Amount:
        left, right = _in_one_unit(left, right)
        return Amount(function(left.size, right.size), left.unit)

    return apply


def _comparing(function: Callable) -> Callable[[Amount, Amount], bool]:
    """Compare values as facts carry them, so that noise in the last bit decides nothing."""

    def apply(left: Amount, right: Amount) -> bool:
        left, right = _in_one_unit(left, right)
        if not left.unit:
            return bool(function(stable(left.size), stable(right.size)))
        return bool(function(stable(left.size.magnitude), stable(right.size.m_as(left.size.units))))

    return apply


def _times(left: Amount, right: Amount) -> Amount:
    unit = "count" if left.unit and right.unit else left.unit or right.unit
    return Amount(left.size * right.size, unit)


def _divided(left: Amount, right: Amount) -> Amount:
    return Amount(left.size / right.size, "count" if right.unit else left.unit)


def _power(left: Amount, right: Amount) -> Amount:
    import pint

    size = left.size**right.size  # a bare number to a power without a unit stays bare
    return Amount(size, "count" if isinstance(size, pint.Quantity) else "")


_OPERATORS: dict[type, Callable[..., Any]] = {
    ast.Add: _additive(operator.add),
    ast.Sub: _additive(operator.sub),
    ast.Mult: _times,
    ast.Div: _divided,
    ast.Pow: _power,
    ast.USub: lambda amount: Amount(-amount.size, amount.unit),
    ast.Not: operator.not_,
    ast.And: all,
    ast.Or: any,
    ast.Lt: _comparing(operator.lt),
    ast.LtE: _comparing(operator.le),
    ast.Gt: _comparing(operator.gt),
    ast.GtE: _comparing(operator.ge),
    ast.Eq: _comparing(operator.eq),
    ast.NotEq: _comparing(operator.ne),
}


def _percent(
    measure: Callable[..., float], *, one_series: bool = False, over_years: bool = False
) -> Callable[..., Amount]:
    """A measure of two facts in percent, the later or the part first, on demand over years."""

    def function(evaluator: _Evaluator, first: Amount, second: Amount) -> Amount:
        values = evaluator.pair(first, second, one_series=one_series)
        span = (_span(first, second),) if over_years else ()
        return Amount(quantity(measure(*values, *span), "percent"), "percent")

    return function


def _implied_base(evaluator: _Evaluator, value: Amount, growth: Amount) -> Amount:
    rate = evaluator.read(growth.stated(), "percent")
    base = value.stated()
    return Amount(quantity(measures.implied_base(base.value, rate), base.unit), base.unit)


def _years_between(_: _Evaluator, later: Amount, earlier: Amount) -> Amount:
    return Amount(quantity(_span(later, earlier), "years"), "years")


def _span(later: Amount, earlier: Amount) -> int:
    return periods.year(later.stated().period) - periods.year(earlier.stated().period)


def _extreme(choose: Callable) -> Callable:
    """The smallest or largest of amounts; bare numbers stand in the first unit that there is."""

    def function(_: _Evaluator, first: Amount, *others: Amount) -> Amount:
        model = next((amount for amount in (first, *others) if amount.unit), first)
        sizes = [_in_one_unit(model, amount)[1].size for amount in (first, *others)]
        return Amount(choose(sizes), model.unit)

    return function


def _absolute(_: _Evaluator, amount: Amount) -> Amount:
    return Amount(abs(amount.size), amount.unit)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "growth_percent": _percent(measures.growth_percent, one_series=True),
    "compound_growth_percent": _percent(
        lambda end, start, years: measures.compound_growth_percent(start, end, years), one_series=True, over_years=True
    ),
    "required_growth_percent": _percent(
        lambda target, base, years: measures.required_growth_percent(base, target, years), over_years=True
    ),
    "share_percent": _percent(measures.share_percent),
    "difference_percent": _percent(measures.difference_percent),
    "implied_base": _implied_base,
    "years_between": _years_between,
    "min": _extreme(min),
    "max": _extreme(max),
    "abs": _absolute,
}
_OF_ANY_AMOUNT = frozenset({"min", "max", "abs"})
"""Functions of numbers; the others take facts as they stand, with series and period."""
_LANGUAGE = Language(
    _OPERATORS,
    tuple(FUNCTIONS),
    f"facts, numbers, + - * / **, comparisons, and/or/not, and {', '.join(FUNCTIONS)}",
    longest=5_000,
    remedy="split it into several facts",
)
