"""Guards of conflict records: small true-or-false expressions over the linked values.

The rows are named `a`, `b`, `c` … in the order in which the record links them; `a` is the value of
the first, `a.yoy` the growth in percent reported beside it. A guard says what holds today; it fails
when a linked row changes, so that the record is read again.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_lowercase

_BINARY = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
           ast.Div: operator.truediv}
_COMPARE = {ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
            ast.Eq: operator.eq, ast.NotEq: operator.ne}

GUARD_LANGUAGE = ("letters for the linked values, `a.yoy` for the growth reported beside one, "
                  "numbers, + - * /, comparisons, and, or, not, abs")


LONGEST_GUARD = 300


class GuardError(ValueError):
    """A guard that can't be read, or that isn't a statement."""


@dataclass(frozen=True, slots=True)
class Linked:
    """What a guard reads of a linked row: its value, and the growth in percent reported with it."""

    value: float
    yoy: float | None = None

    def __str__(self) -> str:
        growth = "" if self.yoy is None else f", {self.yoy:+.12g} %"
        return f"{self.value:.12g}{growth}"


def holds(guard: str, rows: Sequence[Linked]) -> bool:
    """Evaluate a guard over rows named a, b, c …; raise `GuardError` when it can't be read."""
    if len(rows) > len(ascii_lowercase):
        raise GuardError(f"it has {len(rows)} linked rows, more than there are letters")
    if len(guard) > LONGEST_GUARD:
        raise GuardError(f"it has {len(guard):,} letters; at most {LONGEST_GUARD} are read")
    named = dict(zip(ascii_lowercase, rows, strict=False))
    try:
        return _statement(ast.parse(guard.strip(), mode="eval").body, named)
    except (SyntaxError, ZeroDivisionError) as error:
        raise GuardError(str(error)) from None


def _statement(node: ast.AST, named: dict[str, Linked]) -> bool:
    match node:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return not _statement(operand, named)
        case ast.BoolOp(op=op, values=parts):
            results = [_statement(part, named) for part in parts]
            return all(results) if isinstance(op, ast.And) else any(results)
        case ast.Compare(left=left, ops=ops, comparators=others):
            return _compare([_number(item, named) for item in (left, *others)], ops)
    raise GuardError(f"{ast.unparse(node)!r} is a number, not a statement")


def _number(node: ast.AST, named: dict[str, Linked]) -> float:
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return value
        case ast.Name(id=name):
            return _row(name, named).value
        case ast.Attribute(value=ast.Name(id=name), attr="yoy"):
            rate = _row(name, named).yoy
            if rate is None:
                raise GuardError(f"no growth is reported beside {name!r}")
            return rate
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_number(operand, named)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            return _BINARY[type(op)](_number(left, named), _number(right, named))
        case ast.Call(func=ast.Name(id="abs"), args=[argument], keywords=[]):
            return abs(_number(argument, named))
    raise GuardError(f"it uses {ast.unparse(node)!r}")


def _row(name: str, named: dict[str, Linked]) -> Linked:
    if name not in named:
        raise GuardError(f"{name!r} names no linked value")
    return named[name]


def _compare(values: list[float], ops: list[ast.cmpop]) -> bool:
    for position, op in enumerate(ops):
        if type(op) not in _COMPARE:
            raise GuardError(f"it uses {type(op).__name__}")
        if not _COMPARE[type(op)](values[position], values[position + 1]):
            return False
    return True
