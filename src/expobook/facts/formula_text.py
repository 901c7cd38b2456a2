"""Formulas as people write them: signs for operators, and functions written out."""

from __future__ import annotations

import ast
import contextlib
import re
from functools import lru_cache

_WRITTEN_OUT = {
    "growth_percent": "({0} / {1} - 1) * 100",
    "difference_percent": "({0} / {1} - 1) * 100",
    "share_percent": "{0} / {1} * 100",
    "implied_base": "{0} / (1 + {1} / 100)",
    "compound_growth_percent": "(({0} / {1}) ** (1 / years) - 1) * 100",
    "required_growth_percent": "(({0} / {1}) ** (1 / years) - 1) * 100",
}
"""What the functions of `expressions` compute; `years` lie between the periods of the two."""
_FUNCTION_NAMES = {"min": "smallest of", "max": "largest of", "abs": "size of", "years_between": "years between"}
_SIGNS = (
    ("**", " ^ "),
    ("*", " × "),
    ("/", " ÷ "),
    ("==", " = "),
    ("!=", " ≠ "),
    (">=", " ≥ "),
    ("<=", " ≤ "),
    ("-", " − "),
)
_TOKEN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|\*\*|==|!=|>=|<=|[*/\-]|\s+|.", re.DOTALL)


@lru_cache(maxsize=1024)  # a formula stands in a table, and again in its text
def plain_formula(expression: str) -> str:
    """A formula in plain notation: `share_percent(a, b)` becomes `a ÷ b × 100`.

    Names stay as they are. What isn't an expression is only given its signs.
    """
    with contextlib.suppress(SyntaxError):
        expression = ast.unparse(_WriteOut().visit(ast.parse(expression, mode="eval")))
    signs = dict(_SIGNS)
    text = "".join(signs.get(token, token) for token in _TOKEN.findall(expression))
    text = " ".join(text.split())
    return re.sub(r"(^|[(,×÷=<>≥≤] ?)− (?=[\w(])", r"\1−", text)


class _WriteOut(ast.NodeTransformer):
    """Puts what a function computes in the place of its call."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name in _WRITTEN_OUT:
            # Each argument in brackets; unparsing leaves out those that aren't needed.
            values = [f"({ast.unparse(argument)})" for argument in node.args]
            return ast.parse(_WRITTEN_OUT[name].format(*values), mode="eval").body
        if name in _FUNCTION_NAMES:
            node.func = ast.Name(f"{_FUNCTION_NAMES[name]} ")
        return node
