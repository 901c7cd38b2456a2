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

from expobook.values.expressions import Evaluator, ExpressionError, Language, checked, is_statement

GUARD_LANGUAGE = (
    "letters for the linked values, `a.yoy` for the growth reported beside one, "
    "numbers, + - * /, comparisons, and, or, not, abs"
)
LONGEST_GUARD = 300
_LANGUAGE = Language(
    {
        ast.Add: operator.add,
        ast.Sub: operator.sub,
        ast.Mult: operator.mul,
        ast.Div: operator.truediv,
        ast.USub: operator.neg,
        ast.Lt: operator.lt,
        ast.LtE: operator.le,
        ast.Gt: operator.gt,
        ast.GtE: operator.ge,
        ast.Eq: operator.eq,
        ast.NotEq: operator.ne,
        ast.Not: operator.not_,
        ast.And: all,
        ast.Or: any,
    },
    functions=("abs",),
    allowed=GUARD_LANGUAGE,
    longest=LONGEST_GUARD,
    remedy="write it plainer",
    attributes=frozenset({"yoy"}),
)


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
    try:
        tree = checked(guard.strip(), _LANGUAGE)
        if not is_statement(tree):
            raise GuardError(f"{ast.unparse(tree)!r} is a number, not a statement")
        return _Guard(dict(zip(ascii_lowercase, rows, strict=False))).eval(guard, tree)
    except (ExpressionError, ArithmeticError, TypeError) as error:
        raise GuardError(str(error)) from None


class _Guard(Evaluator):
    """Computes with the values of linked rows."""

    def __init__(self, rows: dict[str, Linked]) -> None:
        super().__init__(
            operators=_LANGUAGE.operators, functions={"abs": abs}, names=lambda node: self._row(node.id).value
        )
        self.rows = rows
        self.nodes[ast.Attribute] = self._growth

    def _row(self, name: str) -> Linked:
        if name not in self.rows:
            raise GuardError(f"{name!r} names no linked value")
        return self.rows[name]

    def _growth(self, node: ast.Attribute) -> float:
        name = ast.unparse(node.value)
        rate = self._row(name).yoy
        if rate is None:
            raise GuardError(f"no growth is reported beside {name!r}")
        return rate
