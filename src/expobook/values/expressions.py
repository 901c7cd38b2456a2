"""The kernel of small expressions in data and rows: plain Python, checked part by part, then run.

What an expression may hold is checked before anything is computed. simpleeval computes it then with
the operators and functions of a language: bare numbers in the guards of conflicts, amounts with
units in formulas and claims. Every part of a statement is computed, so that none goes untested.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from simpleeval import SimpleEval

DEEPEST = 50
"""Parts inside one another, at most."""


class ExpressionError(ValueError):
    """An expression that can't be read or computed."""


@dataclass(frozen=True)
class Language:
    """What expressions of one kind may hold; `allowed` says it to their writer."""

    operators: Mapping[type, Any]
    functions: tuple[str, ...]
    allowed: str
    longest: int
    """Characters, at most."""
    remedy: str
    """What to do where it is too deep."""
    attributes: frozenset[str] = frozenset()
    """What may be read of a name, as `yoy` of `a.yoy`."""


def parse(expression: str, language: Language) -> ast.expr:
    """The tree of an expression, of which nothing is checked but its size."""
    if len(expression) > language.longest:
        raise ExpressionError(
            f"an expression of {len(expression):,} characters is too long; allowed are {language.longest:,}"
        )
    try:
        tree = ast.parse(expression, mode="eval").body
    except (SyntaxError, ValueError) as error:
        reason = getattr(error, "msg", error)
        raise ExpressionError(f"{expression!r} can't be read: {reason}") from None
    except (RecursionError, MemoryError):
        raise ExpressionError(_too_deep(expression, language)) from None
    level: list[ast.AST] = [tree]
    depth = 0
    while level:
        level, depth = [part for node in level for part in ast.iter_child_nodes(node)], depth + 1
        if depth > DEEPEST:
            raise ExpressionError(_too_deep(expression, language))
    return tree


def checked(expression: str, language: Language) -> ast.expr:
    """The tree of an expression that holds what its language has; raises `ExpressionError`."""
    tree = parse(expression, language)
    _check(tree, expression, language)
    return tree


def _too_deep(expression: str, language: Language) -> str:
    return f"'{expression[:20]}…' has more than {DEEPEST} parts inside one another; {language.remedy}"


_PARTS = (ast.Constant, ast.Name, ast.UnaryOp, ast.BinOp, ast.BoolOp, ast.Compare, ast.Call)


def _check(node: ast.AST, expression: str, language: Language) -> None:
    """Refuse what the language hasn't, or a statement where a number is needed and vice versa."""
    if not _is_allowed(node, language):
        raise ExpressionError(f"{expression!r} uses {type(node).__name__}; allowed are {language.allowed}")
    if isinstance(node, ast.Constant) and type(node.value) not in (int, float):
        raise ExpressionError(f"{expression!r} holds {node.value!r}; numbers are allowed")
    if isinstance(node, ast.Call):
        _check_call(node, expression, language)
    of_statements = isinstance(node, ast.BoolOp) or isinstance(getattr(node, "op", None), ast.Not)
    for part in _operands_of(node):
        _check(part, expression, language)
        if is_statement(part) != of_statements:
            given, needed = ("number", "statement") if of_statements else ("statement", "number")
            raise ExpressionError(f"{ast.unparse(part)!r} is a {given} where a {needed} is needed")


def _is_allowed(node: ast.AST, language: Language) -> bool:
    operators = getattr(node, "ops", [getattr(node, "op", None)])
    if any(kind and type(kind) not in language.operators for kind in operators):
        return False
    if isinstance(node, ast.Attribute):
        return node.attr in language.attributes and isinstance(node.value, ast.Name)
    return isinstance(node, _PARTS)


def _check_call(node: ast.Call, expression: str, language: Language) -> None:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name not in language.functions or node.keywords:
        raise ExpressionError(
            f"{expression!r} calls {ast.unparse(node.func)}; allowed are {', '.join(language.functions)}"
        )


def _operands_of(node: ast.AST) -> Iterator[ast.AST]:
    kept = node.args if isinstance(node, ast.Call) else ast.iter_child_nodes(node)
    yield from (
        part
        for part in kept
        if not isinstance(part, ast.operator | ast.unaryop | ast.boolop | ast.cmpop | ast.expr_context)
    )


def is_statement(node: ast.AST) -> bool:
    """Whether a part is true or false rather than a number."""
    return isinstance(node, ast.Compare | ast.BoolOp) or (
        isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
    )


class Evaluator(SimpleEval):
    """simpleeval in which no part of a statement is left out, for a tree that was checked."""

    def _eval_boolop(self, node: ast.BoolOp) -> bool:
        values = [self._eval(part) for part in node.values]
        return all(values) if isinstance(node.op, ast.And) else any(values)

    def _eval_compare(self, node: ast.Compare) -> bool:
        values = [self._eval(part) for part in (node.left, *node.comparators)]
        results = [self.operators[type(kind)](*values[place : place + 2]) for place, kind in enumerate(node.ops)]
        return all(results)
