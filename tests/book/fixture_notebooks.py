"""The notebooks of the small book, as if executed: facts, claims, a figure, a table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import altair as alt

from expobook.facts.notebook_outputs import FACTS, FIGURE, SPEC, SVG, TABLE
from expobook.figures import marks
from fixture_data import OBSERVATION, SOURCE


def fact(name: str, value: float, display: str, **details: Any) -> dict[str, Any]:
    """A fact as notebooks state it."""
    number = "".join(letter for letter in display if letter in "0123456789.,")
    return {
        "id": name,
        "label": details.pop("label", name.replace("_", " ")),
        "value": value,
        "unit": "count",
        "display": display,
        "number": number,
        "grade": "B",
        "kind": "observed",
        "bound": "exact",
        "status": "final",
        "period": "2022-12",
        "formula": "",
        "method": "",
        "inputs": [OBSERVATION],
        "parameters": [],
        "sources": [SOURCE],
        "as_reported": display,
        "series_id": "expo-projects",
        "decimals": 0,
        "note": "",
        **details,
    }


FACTS_1 = [
    fact("expo_projects", 89, "89 projects"),
    fact(
        "expo_amount",
        110,
        "about 110 bn yuan",
        unit="CNY bn",
        bound="approx",
        inputs=["expo1-amount"],
        label="Amount of the projects",
    ),
    fact("expo_hangzhou", 37, "37 projects"),
    fact(
        "expo_share",
        41.57,
        "41.6 %",
        unit="percent",
        kind="derived",
        as_reported="",
        formula="expo_hangzhou / expo_projects * 100",
        inputs=["expo_hangzhou", "expo_projects"],
        parameters=["overlap"],
    ),
]
FACTS_2 = [fact("macro_world", 3905, "3,905 bn dollars", unit="USD bn", grade="A", sources=["unctad"])]


def claim(name: str, expression: str, values: dict[str, float], holds: bool) -> dict[str, Any]:
    """A claim as notebooks compute it."""
    return {
        "id": name,
        "statement": f"{name} in words",
        "expression": expression,
        "reads": list(values),
        "values": values,
        "holds": holds,
    }


CLAIMS_1 = [
    claim("expo_hangzhou_minor", "expo_hangzhou < expo_projects", {"expo_hangzhou": 37, "expo_projects": 89}, True)
]


def facts_output(notebook: str, facts: list, claims: list, parameters: dict) -> dict[str, Any]:
    """The output that carries facts and claims."""
    return {
        FACTS: {"notebook": notebook, "parameters": parameters, "facts": facts, "claims": claims},
        "text/plain": "facts",
    }


EXPLORER = {
    "base": 317.86,
    "base-year": 2023.0,
    "low-share": 0.46,
    "high-share": 0.5,
    "strayed": 2.0,
    "mean": 11.97,
    "spread": 7.46,
    "rates": 10.0,
    "tracking": 6.4,
    "target": 440.0,
    "target-year": 2027.0,
}
"""What the explorer of a chapter starts from."""
SERIES = marks.selectable(
    alt.layer(
        alt.Chart(
            alt.InlineData(
                values=[
                    {"edition": edition, "projects": edition * 10 + least, "of": of}
                    for of, least in (("a", 0), ("b", 60))
                    for edition in (1, 2, 3)
                ]
            )
        )
        .mark_line(strokeWidth=20)
        .encode(x="edition:Q", y="projects:Q", color=alt.Color("of:N", legend=None)),
        alt.Chart(alt.InlineData(values=[{"limit": 100}])).mark_rule().encode(y="limit:Q"),
    ).properties(width=400, height=150),
    "of",
).to_dict()
"""The specification of every chart: two lines of three points each, thick as the picture is small,
and a rule of its own."""


def figure_output(name: str, fact_id: str, display: str, source: str = SOURCE) -> dict[str, Any]:
    """The output that carries a figure."""
    title = ["The expo signed ", {"fact": fact_id, "text": display}]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 30" width="64" height="30" '
        f'role="img" aria-labelledby="{name}-title"><title id="{name}-title">T</title>'
        f'<clipPath id="{name}-1"><rect width="64" height="30"/></clipPath>'
        f'<g role="graphics-object" aria-roledescription="group mark container"></g>'
        f'<rect width="40" height="20" fill="#0b5c8a" clip-path="url(#{name}-1)"/></svg>'
    )
    described = {
        "id": name,
        "title": f"The expo signed {display}",
        "title_parts": title,
        "subtitle": "Projects, count",
        "subtitle_parts": ["Projects, count"],
        "alt": "A bar.",
        "note": "Signed, not realised.",
        "note_parts": ["Signed, not realised."],
        "sources": [source],
        "grade": "B",
        "marks": ["B"],
        "facts": [fact_id],
        "data": {"columns": ["edition", "projects"], "rows": [[1, 89.0], [2, None]]},
    }
    return {FIGURE: described, SVG: svg, SPEC: SERIES, "text/plain": "a figure"}


def table_output(name: str) -> dict[str, Any]:
    """The output that carries a table."""
    rows = [
        [{"text": "First"}, {"text": "89 projects", "fact": "expo_projects"}, {"text": "met", "tone": "met"}],
        [{"text": "Second", "source": SOURCE}, {"text": "none"}, {"text": "missed", "tone": "missed"}],
    ]
    described = {
        "id": name,
        "title": "Editions side by side",
        "title_parts": ["Editions side by side"],
        "note": "",
        "note_parts": [],
        "sources": [SOURCE],
        "grade": "B",
        "marks": ["B"],
        "facts": [],
        "columns": [
            {"name": "c1", "label": "Edition", "align": "left"},
            {"name": "c2", "label": "Projects", "align": "right"},
            {"name": "c3", "label": "Verdict", "align": "left"},
        ],
        "rows": rows,
    }
    return {TABLE: described, "text/html": "<table><tr><td>twin</td></tr></table>", "text/plain": "a table"}


def notebook(title: str, text: str, outputs: list[dict[str, Any]]) -> dict[str, Any]:
    """A notebook file: a title, a paragraph, one code cell for each output."""
    cells: list[dict[str, Any]] = [
        {"cell_type": "markdown", "id": "title", "metadata": {}, "source": f"# {title}\n"},
        {
            "cell_type": "code",
            "id": "parameters",
            "execution_count": 1,
            "outputs": [],
            "metadata": {"tags": ["parameters"]},
            "source": "overlap = 1.0",
        },
        {"cell_type": "markdown", "id": "text", "metadata": {}, "source": text},
    ]
    for number, data in enumerate(outputs, 2):
        cells.append(
            {
                "cell_type": "code",
                "id": f"cell-{number}",
                "execution_count": number,
                "metadata": {},
                "source": f"show_thing({number})",
                "outputs": [{"output_type": "display_data", "metadata": {}, "data": data}],
            }
        )
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {
        "cells": cells,
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
    }


def notebooks() -> dict[str, dict[str, Any]]:
    """The two notebooks of the book."""
    return {
        "01_expo_outcomes": notebook(
            "Expo outcomes",
            "Hangzhou signed {fact}`expo_share`; {cite:t}`handbook2023` and "
            "{cite:p}`satyanarayan2017`. [That is {fact}`expo_hangzhou`, fewer than all.]"
            "{.claim-expo_hangzhou_minor}\n",
            [
                figure_output("fig-expo-editions", "expo_projects", "89 projects"),
                table_output("tab-expo-editions"),
                facts_output("01_expo_outcomes", FACTS_1, CLAIMS_1, {"overlap": 1.0}),
            ],
        ),
        "02_world_and_china": notebook(
            "World and China",
            "The world traded {fact}`macro_world`.\n\n"
            "See {numref}`fig-expo-editions` of {doc}`/notebooks/01_expo_outcomes`.\n",
            [
                figure_output("fig-macro-world", "macro_world", "3,905 bn dollars", "unctad"),
                facts_output("02_world_and_china", FACTS_2, [], {"base_year": 2010}),
            ],
        ),
    }


def write_notebook(folder: Path, name: str, content: dict[str, Any]) -> None:
    """Write or replace one notebook."""
    path = folder / "notebooks" / f"{name}.ipynb"
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
