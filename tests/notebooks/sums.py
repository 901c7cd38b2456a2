"""What a reader with a pocket calculator finds: sums and differences of the numbers as shown."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any

from expobook.facts.notebook_outputs import NotebookBundles
from expobook.values.numbers import rounded
from expobook.values.units import magnitude, quantity

Books = Iterable[NotebookBundles]


def addends(formula: str) -> list[str]:
    """The parts of a formula that is nothing but a sum of facts; otherwise nothing."""
    found = _parts(ast.parse(formula, mode="eval").body)
    return found if len(found) > 1 else []


def _parts(node: ast.AST) -> list[str]:
    """The names that a sum adds up; nothing where a part is something else."""
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _parts(node.left), _parts(node.right)
        return [*left, *right] if left and right else []
    return []


def minuend_and_subtrahend(formula: str) -> list[str]:
    """The two facts of a formula that is nothing but their difference; otherwise nothing."""
    node = ast.parse(formula, mode="eval").body
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
        found = [*_parts(node.left)[:2], *_parts(node.right)[:2]]
        return found if len(found) == 2 else []
    return []


def as_shown(fact: dict[str, Any], unit: str) -> float:
    """The number that a reader sees, read in another unit of the same kind."""
    shown = rounded(magnitude(quantity(fact["value"], fact["unit"]), fact["display_unit"]), fact["decimals"])
    return magnitude(quantity(float(shown), fact["display_unit"]), unit)


def half_step(fact: dict[str, Any], unit: str) -> float:
    """How far a value may lie from the number that a reader sees, in the unit given."""
    step = magnitude(quantity(0.5, fact["display_unit"]), unit)
    return step * 10.0 ** -fact["decimals"]


def sums_add_up(books: Books) -> list[str]:
    """The parts of a sum, as shown, add up to the total as shown, to its last digit."""
    problems = []
    for book in books:
        known = {fact["id"]: fact for fact in book.facts}
        for fact in book.facts:
            parts = [known[name] for name in addends(fact["formula"])] if is_derived(fact) else []
            unit, decimals = fact["display_unit"], fact["decimals"]
            total = sum(as_shown(part, unit) for part in parts)
            if parts and rounded(total, decimals) != rounded(as_shown(fact, unit), decimals):
                words = " + ".join(part["display"] for part in parts)
                problems.append(f"{fact['id']}: {words} is not {fact['display']}")
    return problems


def differences_fit(books: Books) -> list[str]:
    """A difference, as shown, is that of the numbers shown, within what their rounding allows."""
    problems = []
    for book in books:
        known = {fact["id"]: fact for fact in book.facts}
        for fact in book.facts:
            pair = minuend_and_subtrahend(fact["formula"]) if is_derived(fact) else []
            if not pair:
                continue
            unit, (one, other) = fact["display_unit"], (known[name] for name in pair)
            gap = abs(as_shown(one, unit) - as_shown(other, unit) - as_shown(fact, unit))
            allowed = sum(half_step(item, unit) for item in (one, other, fact))
            if gap > allowed * (1 + 1e-9):
                problems.append(f"{fact['id']}: {one['display']} less {other['display']} is not {fact['display']}")
    return problems


def is_derived(fact: dict[str, Any]) -> bool:
    """Tell whether a fact has a formula that can be read."""
    return bool(fact["formula"])
