"""Facts and claims as a table that a reader of the notebook can check line by line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from expobook.values.grades import mark_of

from ..facts import Claim, Fact
from ..formula_text import plain_formula

COLUMNS = ("Number", "What it is", "Formula or source", "Evidence", "Id")


def as_html(facts: Iterable[Fact], claims: Iterable[Claim]) -> str:
    """Facts and claims as one HTML table, for JupyterLab."""
    lines = [_line("th", COLUMNS), *(_line("td", row) for row in _rows(facts, claims))]
    return "<table>\n" + "\n".join(lines) + "\n</table>"


def as_text(facts: Iterable[Fact], claims: Iterable[Claim]) -> str:
    """Facts and claims as text, one line each, for programs that show no HTML."""
    return "\n".join(
        f"{name}: {number} [{mark}] {label} ({origin})" if mark else f"{name}: {number} {label} ({origin})"
        for number, label, origin, mark, name in _rows(facts, claims)
    )


def _rows(facts: Iterable[Fact], claims: Iterable[Claim]) -> list[Sequence[str]]:
    return [
        *(
            (fact.display, fact.label, _origin(fact), mark_of({"kind": fact.kind, "grade": fact.grade}), fact.id)
            for fact in facts
        ),
        *(
            ("true" if claim.holds else "FALSE", claim.statement, plain_formula(claim.expression), "", claim.id)
            for claim in claims
        ),
    ]


def _origin(fact: Fact) -> str:
    if fact.formula:
        return plain_formula(fact.formula)
    if fact.kind == "parameter":
        return f"parameter {', '.join(fact.parameters)}"
    return fact.method or ", ".join(fact.sources)


def _line(tag: str, cells: Iterable[str]) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"
