"""Every number of the report once more, from the tables, by pandas and arithmetic of its own."""

from __future__ import annotations

import ast
import json
import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[2]
FACTS = "application/vnd.expobook.facts+json"
IN_BASE = {
    "CNY tn": 1000,
    "USD tn": 1000,
    "CNY mn": 1e-3,
    "USD mn": 1e-3,
    "USD": 1e-9,
    "percent": 0.01,
    "percentage point": 0.01,
}
"""What one of a unit is in billions, or as a plain number."""


def stated() -> dict[str, dict[str, Any]]:
    """The facts that the committed notebooks state, by id."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", ()):
                for fact in output.get("data", {}).get(FACTS, {}).get("facts", ()):
                    found[fact["id"]] = fact
    return found


FOUND = stated()
OBSERVED = pd.read_csv(ROOT / "data" / "observations.csv", keep_default_na=False).set_index("observation_id")


def base(value: float, unit: str) -> float:
    """A value in billions of its currency, or as a plain number."""
    return value * IN_BASE.get(unit, 1)


def years(later: str, earlier: str) -> int:
    """Years between the periods of two facts."""
    return int(FOUND[later]["period"][:4]) - int(FOUND[earlier]["period"][:4])


def called(name: str, arguments: list[ast.expr]) -> float:
    """One of the functions that formulas use."""
    named = [node.id for node in arguments if isinstance(node, ast.Name)]
    if name == "years_between":
        return years(*named)
    first, *others = (value(node) for node in arguments)
    if name in ("growth_percent", "difference_percent"):
        return first / others[0] - 1
    if name == "share_percent":
        return first / others[0]
    if name == "implied_base":
        return first / (1 + others[0])
    if name in ("compound_growth_percent", "required_growth_percent"):
        return (first / others[0]) ** (1 / years(*named)) - 1
    return {"abs": abs, "max": max}[name](first, *others)


def is_percent(node: ast.expr) -> bool:
    """Whether a formula's part is a percentage, beside which a bare number is one too."""
    return isinstance(node, ast.Name) and FOUND[node.id]["unit"] == "percent"


def value(node: ast.expr) -> float:
    """The value of a formula's part, in base units."""
    if isinstance(node, ast.Constant):
        return float(node.value)
    if isinstance(node, ast.Name):
        return recomputed(FOUND[node.id])
    if isinstance(node, ast.UnaryOp):
        return -value(node.operand)
    if isinstance(node, ast.Call):
        return called(node.func.id, node.args)
    left, right = value(node.left), value(node.right)
    if isinstance(node.left, ast.Constant) and is_percent(node.right):
        left /= 100
    return {
        ast.Add: left + right,
        ast.Sub: left - right,
        ast.Mult: left * right,
        ast.Div: left / right if right else math.nan,
        ast.Pow: left**right if abs(right) < 50 else math.nan,
    }[type(node.op)]


def recomputed(fact: dict[str, Any]) -> float:
    """A fact in base units: by its formula from recomputed inputs, else as it is stated."""
    if fact["formula"]:
        return value(ast.parse(fact["formula"], mode="eval").body)
    return base(fact["value"], fact["unit"])


FORMULAS = [fact for fact in FOUND.values() if fact["formula"]]


def test_there_is_much_to_recompute():
    """Catch a format of facts that this second route no longer understands."""
    assert len(FORMULAS) > 250


@pytest.mark.parametrize("fact", FORMULAS, ids=lambda fact: fact["id"])
def test_formulas_give_the_stated_value(fact):
    """Catch a derived number that its formula and the numbers below it don't give."""
    expected = base(fact["value"], fact["unit"])
    assert recomputed(fact) == pytest.approx(expected, rel=1e-8, abs=1e-12)


def test_observed_values_are_those_of_the_tables():
    """Catch an observed number that differs from its row, in value or in growth."""
    wrong = []
    observed = [fact for fact in FOUND.values() if fact["kind"] == "observed"]
    assert len(observed) > 400
    for fact in observed:
        row = OBSERVED.loc[fact["inputs"][0]]
        growth = float(row["yoy_percent"]) / 100 if row["yoy_percent"] != "" else math.nan
        value_stated = base(fact["value"], fact["unit"])
        if not any(
            math.isclose(value_stated, one, rel_tol=1e-9) for one in (base(float(row["value"]), row["unit"]), growth)
        ):
            wrong.append((fact["id"], value_stated, row["value"], row["yoy_percent"]))
    assert wrong == []
