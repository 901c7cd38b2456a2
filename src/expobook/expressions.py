"""Plain Python expressions over facts: checked and evaluated without `eval`, with units."""

from __future__ import annotations

import ast
import inspect
import operator
from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any, Protocol

import pint

from . import measures, periods
from .rounding import stable
from .units import UnitError, magnitude, quantity


class ExpressionError(ValueError):
    """An expression that can't be read or computed."""


class Operand(Protocol):
    """What a name in an expression stands for."""

    id: str
    value: float
    unit: str
    period: str
    series_id: str


_ARITHMETIC = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_COMPARISONS = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def names(expression: str) -> list[str]:
    """List the names that an expression reads, in order of appearance, each once."""
    tree = _parse(expression)
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    found = [
        (node.lineno, node.col_offset, node.id)
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and id(node) not in called
    ]
    return list(dict.fromkeys(name for _, _, name in sorted(found)))


def value_in(expression: str, operands: Mapping[str, Operand], unit: str,
             incomparable: Set[str] = frozenset()) -> float:
    """Evaluate a formula and read the result in `unit`; raise when the units don't fit.

    `incomparable` names series whose values may not be compared over time: growth is refused.
    """
    result = _Evaluator(operands, expression, incomparable).visit(_parse(expression).body)
    if isinstance(result, bool):
        raise ExpressionError(f"{expression!r} is a statement, not a number")
    try:
        return magnitude(result if isinstance(result, pint.Quantity) else quantity(result, "count"),
                         unit)
    except UnitError as error:
        raise ExpressionError(f"the units of {expression!r} don't fit: {error}") from None


def holds(expression: str, operands: Mapping[str, Operand],
          incomparable: Set[str] = frozenset()) -> bool:
    """Evaluate a claim; raise when it isn't a statement that is true or false."""
    result = _Evaluator(operands, expression, incomparable).visit(_parse(expression).body)
    if not isinstance(result, bool):
        raise ExpressionError(f"{expression!r} is a number, not a statement")
    return result


def _parse(expression: str) -> ast.Expression:
    try:
        return ast.parse(expression, mode="eval")
    except SyntaxError as error:
        raise ExpressionError(f"{expression!r} can't be read: {error.msg}") from None


class _Evaluator(ast.NodeVisitor):
    """Walk the few kinds of node that a formula or a claim may hold."""

    def __init__(self, operands: Mapping[str, Operand], expression: str,
                 incomparable: Set[str] = frozenset()) -> None:
        self.operands = operands
        self.incomparable = incomparable
        self.expression = expression

    def generic_visit(self, node: ast.AST) -> Any:
        raise ExpressionError(
            f"{self.expression!r} uses {type(node).__name__}; allowed are facts, numbers, "
            f"+ - * / **, comparisons, and/or/not, and {', '.join(FUNCTIONS)}"
        )

    def visit_Constant(self, node: ast.Constant) -> float:
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            raise ExpressionError(f"{self.expression!r} holds {node.value!r}; numbers are allowed")
        return node.value

    def visit_Name(self, node: ast.Name) -> pint.Quantity:
        operand = self._operand(node)
        return quantity(operand.value, operand.unit)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> Any:
        if isinstance(node.op, ast.Not):
            return not self._statement(node.operand)
        if isinstance(node.op, ast.USub):
            return -self._number(node.operand)
        return self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> bool:
        values = [self._statement(item) for item in node.values]
        return all(values) if isinstance(node.op, ast.And) else any(values)

    def visit_BinOp(self, node: ast.BinOp) -> Any:
        left, right = self._number(node.left), self._number(node.right)
        if isinstance(node.op, ast.Add | ast.Sub):
            left, right = self._same_unit(node.left, left, node.right, right)
        return self._apply(_ARITHMETIC.get(type(node.op)), left, right, node)

    def visit_Compare(self, node: ast.Compare) -> bool:
        nodes = [node.left, *node.comparators]
        values = [self._number(item) for item in nodes]
        results = []
        for position, compare in enumerate(node.ops):
            left, right = self._same_unit(
                nodes[position], values[position], nodes[position + 1], values[position + 1]
            )
            compared = _COMPARISONS.get(type(compare))
            left, right = self._apply(compared and _to_twelve_digits, left, right, node)
            results.append(bool(compared(left, right)))
        return all(results)

    def visit_Call(self, node: ast.Call) -> Any:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name not in FUNCTIONS or node.keywords:
            raise ExpressionError(
                f"{self.expression!r} calls {ast.unparse(node.func)}; "
                f"allowed are {', '.join(FUNCTIONS)}"
            )
        try:
            inspect.signature(FUNCTIONS[name]).bind(self, *node.args)
        except TypeError:
            raise ExpressionError(
                f"{self.expression!r} gives {name} {len(node.args)} values, not as many as it takes"
            ) from None
        return FUNCTIONS[name](self, *node.args)

    def _number(self, node: ast.AST) -> Any:
        value = self.visit(node)
        if isinstance(value, bool):
            raise ExpressionError(f"{ast.unparse(node)!r} is a statement where a number is needed")
        return value

    def _statement(self, node: ast.AST) -> bool:
        value = self.visit(node)
        if not isinstance(value, bool):
            raise ExpressionError(f"{ast.unparse(node)!r} is a number where a statement is needed")
        return value

    def _operand(self, node: ast.AST) -> Operand:
        if not isinstance(node, ast.Name):
            raise ExpressionError(f"{self.expression!r}: {ast.unparse(node)} must be a fact's id")
        if node.id not in self.operands:
            raise ExpressionError(f"{self.expression!r} reads {node.id!r}, which isn't a fact")
        return self.operands[node.id]

    def _same_unit(self, left_node: ast.AST, left: Any, right_node: ast.AST, right: Any) -> Any:
        """Let a bare number beside a fact stand in that fact's own unit."""
        if isinstance(left, pint.Quantity) and not isinstance(right, pint.Quantity):
            return left, self._in_unit_of(left_node, right)
        if isinstance(right, pint.Quantity) and not isinstance(left, pint.Quantity):
            return self._in_unit_of(right_node, left), right
        return left, right

    def _in_unit_of(self, node: ast.AST, number: float) -> pint.Quantity:
        return quantity(number, self._unit_of(node))

    def _unit_of(self, node: ast.AST) -> str:
        """Say in which unit a reader would take a bare number beside this part."""
        match node:
            case ast.Name():
                return self._operand(node).unit
            case ast.UnaryOp():
                return self._unit_of(node.operand)
            case ast.BinOp(op=ast.Add() | ast.Sub()):
                return self._unit_of(node.left if _has_names(node.left) else node.right)
            case ast.BinOp(op=ast.Mult() | ast.Div()) if not _has_names(node.right):
                return self._unit_of(node.left)
            case ast.BinOp(op=ast.Mult()) if not _has_names(node.left):
                return self._unit_of(node.right)
            case ast.Call(func=ast.Name(id=name)) if name.endswith("_percent"):
                return "percent"
            case ast.Call(func=ast.Name(id="years_between")):
                return "years"
            case ast.Call():
                return self._unit_of(next(filter(_has_names, node.args), node.args[0]))
        return "count"

    def _apply(self, function: Callable | None, left: Any, right: Any, node: ast.AST) -> Any:
        if function is None:
            return self.generic_visit(node)
        try:
            result = function(left, right)
        except pint.DimensionalityError as error:
            raise ExpressionError(
                f"the units of {ast.unparse(node)!r} don't fit: {error.units1} and {error.units2}"
            ) from None
        except ZeroDivisionError:
            raise ExpressionError(f"{ast.unparse(node)!r} divides by zero") from None
        except OverflowError:
            raise ExpressionError(f"{ast.unparse(node)!r} is too large to compute") from None
        if isinstance(getattr(result, "magnitude", result), complex):
            raise ExpressionError(f"{ast.unparse(node)!r} is the root of a negative number")
        return result

    def alike(self, nodes: Sequence[ast.AST], choose: Callable) -> Any:
        """Choose among values of one dimension; bare numbers stand in the first fact's unit."""
        model = next(filter(_has_names, nodes), nodes[0])
        chosen = self._number(nodes[0])
        for node in nodes[1:]:
            left, right = self._same_unit(model, chosen, model, self._number(node))
            chosen = self._apply(lambda one, other: choose((one, other)), left, right, model)
        return chosen

    def pair(self, first: ast.AST, second: ast.AST, *, one_series: bool) -> tuple[float, float]:
        """Read two facts in the first one's unit; on demand insist that they share a series."""
        left, right = self._operand(first), self._operand(second)
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
        try:
            return left.value, magnitude(quantity(right.value, right.unit), left.unit)
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


def _to_twelve_digits(left: Any, right: Any) -> tuple[float, float]:
    """Two values as facts carry them, so that noise in the last bit decides no comparison."""
    if isinstance(left, pint.Quantity):
        return stable(left.magnitude), stable(right.m_as(left.units))
    return stable(left), stable(right)


def _has_names(node: ast.AST) -> bool:
    """Tell whether a part reads a fact, so that it has a unit."""
    called = {id(item.func) for item in ast.walk(node) if isinstance(item, ast.Call)}
    return any(isinstance(item, ast.Name) and id(item) not in called for item in ast.walk(node))


def _growth_percent(evaluator: _Evaluator, new: ast.AST, old: ast.AST) -> pint.Quantity:
    return quantity(measures.growth_percent(*evaluator.pair(new, old, one_series=True)), "percent")


def _compound_growth_percent(evaluator: _Evaluator, end: ast.AST, start: ast.AST) -> pint.Quantity:
    last, first = evaluator.pair(end, start, one_series=True)
    span = _span(evaluator, end, start)
    return quantity(measures.compound_growth_percent(first, last, span), "percent")


def _required_growth_percent(
    evaluator: _Evaluator, target: ast.AST, base: ast.AST
) -> pint.Quantity:
    goal, value = evaluator.pair(target, base, one_series=False)
    span = _span(evaluator, target, base)
    return quantity(measures.required_growth_percent(value, goal, span), "percent")


def _share_percent(evaluator: _Evaluator, part: ast.AST, whole: ast.AST) -> pint.Quantity:
    return quantity(measures.share_percent(*evaluator.pair(part, whole, one_series=False)),
                    "percent")


def _difference_percent(evaluator: _Evaluator, one: ast.AST, other: ast.AST) -> pint.Quantity:
    """Relative gap between two measures of one thing; not growth, so the series may differ."""
    return quantity(measures.difference_percent(*evaluator.pair(one, other, one_series=False)),
                    "percent")


def _implied_base(evaluator: _Evaluator, value: ast.AST, growth: ast.AST) -> pint.Quantity:
    level, rate = evaluator._operand(value), evaluator._operand(growth)
    percent = magnitude(quantity(rate.value, rate.unit), "percent")
    return quantity(measures.implied_base(level.value, percent), level.unit)


def _years_between(evaluator: _Evaluator, later: ast.AST, earlier: ast.AST) -> pint.Quantity:
    return quantity(_span(evaluator, later, earlier), "years")


def _span(evaluator: _Evaluator, later: ast.AST, earlier: ast.AST) -> int:
    one, two = evaluator._operand(later), evaluator._operand(earlier)
    return periods.year(one.period) - periods.year(two.period)


def _extreme(choose: Callable) -> Callable:
    def function(evaluator: _Evaluator, first: ast.AST, *others: ast.AST) -> Any:
        return evaluator.alike([first, *others], choose)

    return function


def _absolute(evaluator: _Evaluator, argument: ast.AST) -> Any:
    return abs(evaluator._number(argument))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "growth_percent": _growth_percent,
    "compound_growth_percent": _compound_growth_percent,
    "required_growth_percent": _required_growth_percent,
    "share_percent": _share_percent,
    "difference_percent": _difference_percent,
    "implied_base": _implied_base,
    "years_between": _years_between,
    "min": _extreme(min),
    "max": _extreme(max),
    "abs": _absolute,
}
