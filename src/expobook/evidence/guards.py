"""Guards of conflict records: small true-or-false expressions over the linked values.

The values are named `a`, `b`, `c` … in the order in which the record links them. A guard says what
holds today; it fails when a linked row changes, so that the record is read again.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Sequence
from string import ascii_lowercase

_BINARY = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
           ast.Div: operator.truediv}
_COMPARE = {ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
            ast.Eq: operator.eq, ast.NotEq: operator.ne}

GUARD_LANGUAGE = "letters for the linked values, numbers, + - * /, comparisons, and, or, not, abs"


class GuardError(ValueError):
    """A guard that can't be read, or that isn't a statement."""


def holds(guard: str, values: Sequence[float]) -> bool:
    """Evaluate a guard over values named a, b, c …; raise `GuardError` when it can't be read."""
    named = dict(zip(ascii_lowercase, values, strict=False))
    try:
        result = _evaluate(ast.parse(guard.strip(), mode="eval").body, named)
    except (SyntaxError, ZeroDivisionError) as error:
        raise GuardError(str(error)) from None
    if not isinstance(result, bool):
        raise GuardError("it is a number, not a statement")
    return result


def _evaluate(node: ast.AST, named: dict[str, float]) -> float | bool:
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return value
        case ast.Name(id=name):
            if name not in named:
                raise GuardError(f"{name!r} names no linked value")
            return named[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_evaluate(operand, named)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return not _evaluate(operand, named)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            return _BINARY[type(op)](_evaluate(left, named), _evaluate(right, named))
        case ast.BoolOp(op=op, values=parts):
            results = [bool(_evaluate(part, named)) for part in parts]
            return all(results) if isinstance(op, ast.And) else any(results)
        case ast.Compare(left=left, ops=ops, comparators=others):
            return _compare([_evaluate(item, named) for item in (left, *others)], ops)
        case ast.Call(func=ast.Name(id="abs"), args=[argument], keywords=[]):
            return abs(_evaluate(argument, named))
    raise GuardError(f"it uses {ast.unparse(node)!r}")


def _compare(values: list[float | bool], ops: list[ast.cmpop]) -> bool:
    for position, op in enumerate(ops):
        if type(op) not in _COMPARE:
            raise GuardError(f"it uses {type(op).__name__}")
        if not _COMPARE[type(op)](values[position], values[position + 1]):
            return False
    return True
