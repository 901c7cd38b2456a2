"""A small book with hand-made notebooks: every mechanism of the extension on a few pages."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import astuple
from pathlib import Path
from typing import Any

import yaml

from expobook import evidence
from expobook.citations import catalogue
from expobook.citations.briefs import data_files
from expobook.editions import assumptions, assurance, registry
from expobook.editions.assumptions import Assumption, Effect
from expobook.editions.assurance import Checked, Record, Requirement
from expobook.facts import notebook_outputs
from expobook.facts.notebook_outputs import FACTS, FIGURE, SPEC, SVG, TABLE
from expobook.facts.parameters import MODELS
from expobook.figures import export
from expobook.pipeline import build
from expobook.runs import edition as editions
from expobook.runs import edition_card, incremental, reader_run
from expobook.values.files import spreadsheets
from fixture_pages import EDITION_PAGES, FAULTS, PAGES

ROOT = Path(__file__).resolve().parents[2]

OBSERVATION = "expo1-projects"
SOURCE = "hz-release"


_TABLES: dict[str, list[dict[str, str]]] = {
    "observations": [
        {
            "observation_id": OBSERVATION,
            "series_id": "expo-projects",
            "entity": "gdte",
            "indicator": "projects",
            "period": "2022-12-11/2022-12-14",
            "value": "89",
            "unit": "count",
            "bound": "exact",
            "status": "final",
            "as_reported": "89 projects",
            "source_id": SOURCE,
            "locator": "paragraph 2",
            "grade": "B",
        },
        {
            "observation_id": "expo1-amount",
            "series_id": "expo-amount",
            "entity": "gdte",
            "indicator": "amount",
            "period": "2022-12-11/2022-12-14",
            "value": "110",
            "unit": "CNY bn",
            "bound": "approx",
            "status": "final",
            "as_reported": "about 110 billion yuan",
            "source_id": SOURCE,
            "locator": "paragraph 2",
            "grade": "B",
        },
    ],
    "series": [
        {
            "series_id": f"expo-{name}",
            "entity": "gdte",
            "indicator": name,
            "label": f"Expo: {name}",
            "definition": name,
            "unit": unit,
            "price_basis": basis,
            "publisher_family": "hz",
            "vintage": "2022",
            "comparable_over_time": "false",
        }
        for name, unit, basis in (("projects", "count", "not_applicable"), ("amount", "CNY bn", "current"))
    ],
    "sources": [
        {
            "source_id": SOURCE,
            "publisher": "Hangzhou Municipal Bureau of Commerce",
            "title": "第一届数贸会",
            "title_english": "First expo concluded",
            "url": "https://example.org/release",
            "kind": "government",
            "language": "zh",
            "origin": "government",
            "access": "original",
            "published": "2022-12-16",
            "read": "2026-11-23",
            "terms": "Facts only",
            "grade": "B",
        },
        {
            "source_id": "unctad",
            "publisher": "UNCTAD",
            "title": "World table",
            "title_english": "World table",
            "url": "https://example.org/table",
            "kind": "dataset",
            "language": "en",
            "origin": "international_organisation",
            "access": "original",
            "published": "2025",
            "read": "2026-11-23",
            "terms": "Open",
            "grade": "A",
        },
    ],
    "events": [
        {
            "event_id": "expo1",
            "date": "2022-12-11",
            "date_sort": "20221211",
            "date_precision": "day",
            "level": "city",
            "category": "expo",
            "title": "First expo",
            "summary": "The first expo.",
            "source_id": SOURCE,
            "locator": "paragraph 1",
            "confidence": "high",
        },
    ],
    "goals": [
        {
            "goal_id": "goal1",
            "kind": "qualitative",
            "text": "A goal.",
            "source_id": SOURCE,
            "locator": "paragraph 3",
            "announced_by": "Hangzhou",
            "entity": "hangzhou",
            "status_evidence": "None found.",
            "in_release": "true",
        },
    ],
    "definitions": [
        {
            "definition_id": "digital-trade",
            "term": "Digital trade",
            "issuer": "UNCTAD",
            "definition": "Trade ordered or delivered digitally.",
            "source_id": "unctad",
        },
    ],
    "panel": [
        {
            "panel_id": "fin.2021",
            "iso3": "FIN",
            "economy": "Finland",
            "kind": "economy",
            "year": "2021",
            "exports": "20.5",
            "imports": "19",
            "source_id": "unctad",
        },
    ],
    "conflicts": [
        {
            "conflict_id": "tenfold",
            "topic": "A tenfold figure",
            "observation_ids": f"{OBSERVATION};expo1-amount",
            "event_ids": "expo1",
            "what_differs": "One is larger.",
            "used": "The first.",
            "reason": "It was counted.",
            "expect": "a == 89 and b == 110 and c == 20221211",
        },
    ],
}
"""Rows of a data package that is just large enough; missing columns are empty."""


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


SERIES = {
    "width": 400,
    "height": 150,
    "data": {
        "values": [
            {"edition": edition, "projects": edition * 10 + ord(of), "of": of} for of in "ab" for edition in (1, 2, 3)
        ]
    },
    "layer": [
        {
            "mark": "line",
            "encoding": {
                "x": {"field": "edition", "type": "quantitative"},
                "y": {"field": "projects", "type": "quantitative", "scale": {"zero": False}},
                "color": {"field": "of", "type": "nominal", "legend": None},
            },
        },
        {
            "mark": "rule",
            "data": {"values": [{"limit": 120}]},
            "encoding": {"y": {"field": "limit", "type": "quantitative"}},
        },
    ],
}
"""The specification of every chart: two lines of three points each, and a rule of its own."""


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
            "The world traded {fact}`macro_world`.\n",
            [
                figure_output("fig-macro-world", "macro_world", "3,905 bn dollars", "unctad"),
                facts_output("02_world_and_china", FACTS_2, [], {"base_year": 2010}),
            ],
        ),
    }


def write(folder: Path) -> Path:
    """Write the whole book into an empty folder, with the repository's own settings."""
    (folder / "book").mkdir(parents=True)
    (folder / "notebooks").mkdir()
    for name in ("_config.yml", "CITATION.cff"):
        shutil.copy(ROOT / name, folder / name)
    for name in ("references.bib", "rooms.svg"):
        shutil.copy(ROOT / "book" / name, folder / "book" / name)
    for name, text in PAGES.items():
        (folder / "book" / f"{name}.md").write_text(text.lstrip(), encoding="utf-8")
    for name, content in notebooks().items():
        write_notebook(folder, name, content)
    toc = {
        "format": "jb-book",
        "root": "book/index",
        "parts": [
            {
                "caption": "The report",
                "numbered": 1,
                "chapters": [{"file": f"notebooks/{name}"} for name in notebooks()],
            },
            {"caption": "Appendices", "chapters": [{"file": f"book/{name}"} for name in PAGES if name != "index"]},
        ],
    }
    (folder / "_toc.yml").write_text(yaml.safe_dump(toc, sort_keys=False), encoding="utf-8")
    write_data(folder / "data")
    return folder


def write_notebook(folder: Path, name: str, content: dict[str, Any]) -> None:
    """Write or replace one notebook."""
    path = folder / "notebooks" / f"{name}.ipynb"
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def write_data(folder: Path) -> None:
    """Write the data package with the columns of the repository's own."""
    folder.mkdir()
    descriptor = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    shutil.copy(ROOT / "data" / "datapackage.json", folder / "datapackage.json")
    for resource in descriptor["resources"]:
        columns = [column["name"] for column in resource["schema"]["fields"]]
        with (folder / resource["path"]).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
            writer.writeheader()
            key = resource["schema"]["primaryKey"][0]
            writer.writerows(sorted(_TABLES[resource["name"]], key=lambda row: row[key]))
    evidence.stamp(folder)


def write_run(folder: Path, changed: dict[str, Any] | None = None) -> Path:
    """Write a run of the book, as far as reading it needs no build.

    The notebooks of a reader's run say that they were executed with the `changed` parameters.
    """
    source = write(folder / "source")
    for name, content in notebooks().items():
        for data in (output["data"] for cell in content["cells"] for output in cell.get("outputs", ())):
            if FACTS in data:
                known = data[FACTS]["parameters"]
                known.update({key: changed[key] for key in changed or {} if key in known})
        write_notebook(source, name, content)
    if changed:
        edition_card.replace_citation(source)
    found = notebook_outputs.read_all((source / "notebooks").glob("*.ipynb"))
    words = reader_run.stamp(reader_run.changed_in(source))
    build.write_facts(found, folder, words)
    known = catalogue.of_source(source, found, source / "data", changed or {})
    export.write_all(
        {
            **export.made([figure for notebook in found for figure in notebook.figures], known.credits(), words),
            **data_files.of_all(known),
        },
        folder / "figures",
    )
    write_manifest(folder)
    return folder


def write_manifest(run: Path) -> None:
    """Write the manifest that a build would write of a run as it lies there."""
    (run / build.MANIFEST).unlink(missing_ok=True)
    source = run / "source"
    checked = {
        found.name: MODELS[found.name].model_construct(**found.parameters)
        for found in notebook_outputs.read_all((source / "notebooks").glob("*.ipynb"))
    }
    build.write_manifest(run, checked, reader_run.changed_in(source), incremental.made_from(source))


SITE = "https://example.org/report/"
ADDRESS = f"{SITE}{editions.NAME}/"


def give_address(folder: Path) -> None:
    """Set the address of the site on which the edition will be read, at `ADDRESS`."""
    path = folder / "_config.yml"
    config = yaml.safe_load(path.read_text(encoding="utf-8"))
    config["html"]["baseurl"] = SITE
    path.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")


def change_a_value(folder: Path) -> None:
    """State another value in the second notebook, as a new run would."""
    content = notebooks()["02_world_and_china"]
    text = json.dumps(content, ensure_ascii=False).replace("3,905 bn", "3,861 bn")
    write_notebook(folder, "02_world_and_china", json.loads(text))


def make_readers_run(folder: Path) -> None:
    """State a run with another parameter, in which a claim doesn't hold."""
    figure = figure_output("fig-expo-editions", "expo_projects", "89 projects")
    figure[FIGURE]["claims"] = ["expo_hangzhou_minor"]
    false = claim(
        "expo_hangzhou_minor", "expo_hangzhou < expo_projects", {"expo_hangzhou": 37, "expo_projects": 89}, False
    )
    write_notebook(
        folder,
        "01_expo_outcomes",
        notebook(
            "Expo outcomes",
            "[Hangzhou signed {fact}`expo_hangzhou`, fewer than all.]{.claim-expo_hangzhou_minor} "
            "The rest is {fact}`expo_share`.\n",
            [
                figure,
                table_output("tab-expo-editions"),
                facts_output("01_expo_outcomes", FACTS_1, [false], {"overlap": 0.5}),
            ],
        ),
    )


EDITIONS = {
    "2025.11": [
        *FACTS_1,
        fact("macro_world", 3861, "3,861 bn dollars", unit="USD bn", grade="C"),
        fact("expo_halls", 5, "5 halls"),
    ],
    "2025.11-1": [
        {**FACTS_1[0], "value": 88, "display": "88 projects"},
        *FACTS_1[1:],
        fact("macro_world", 3861, "3,861 bn dollars", unit="USD bn", grade="C"),
        fact("expo_halls", 5, "5 halls"),
    ],
    "2026.12": [*FACTS_1, *FACTS_2],
}
"""What three editions stated: a number that was wrong for a while, one revised, one withdrawn."""
REASONS = """edition,fact_id,reason,words
2025.11-1,expo_projects,correction,A project was counted twice.
2026.12,expo_projects,correction,It wasn't counted twice.
2026.12,expo_halls,method,Halls are no longer counted.
"""


ASSUMED = [
    Assumption(
        "overlap",
        "01_expo_outcomes",
        "Nothing is counted twice.",
        ("overlap=0",),
        "The other end.",
        "none",
        "No text says so.",
    ),
    Assumption(
        "tolerance", "04_goals_2025", "Nine tenths are enough.", ("tolerance=1",), "A strict reader.", "choice", ""
    ),
    Assumption("same", "05_outlook", "The measure stayed the same.", (), "", "weak", "Hearsay."),
]
MEASURED = [
    Effect("overlap", "overlap=0", "number", "expo_share", "Share", "41.57", "20.0", "41.6 %", "20.0 %"),
    Effect(
        "overlap", "overlap=0", "claim", "expo_hangzhou_minor", "It is small.", "true", "false", "holds", "doesn't hold"
    ),
]
CHECKED = Record(
    "2026.12",
    "c" * 64,
    "d" * 64,
    (
        Checked("notebooks/01_expo_outcomes.ipynb", "Compared", 12, 0, 0),
        Checked("ruff", "Style", 1, 0, 0),
        Checked("tests/unit/test_units.py", "Units", 30, 0, 2),
    ),
    {"edition": "2026.12", "summary": "5 numbers rebuilt: 5 identical"},
    (
        Requirement("baseline", "Open language", "Python", ("ruff",), "met"),
        Requirement("gold", "Repeated by others", "Not yet", ("nothing",), "not met"),
    ),
)


def add_assurance(folder: Path) -> None:
    """Keep what was assumed, measured and checked beside the data."""
    kept = folder / "data" / "assurance"
    kept.mkdir()
    rows = [[*astuple(one)[:3], "|".join(one.settings), *astuple(one)[4:]] for one in ASSUMED]
    (kept / assumptions.ASSUMPTIONS).write_text(spreadsheets.csv_text([assumptions._COLUMNS, *rows]), encoding="utf-8")
    assumptions.write_effects(folder / "data", MEASURED)
    assurance.write(folder, CHECKED)


def add_editions(folder: Path) -> None:
    """Release three editions, the last of them as the book now is, and add the pages on them."""
    add_assurance(folder)
    headlines = frozenset({"expo_projects", "expo_amount", "expo_hangzhou", "expo_halls"})
    for name, facts in EDITIONS.items():
        record = registry.Record(name, "2026-11-23", editions.content_hash(folder / "data", facts), len(facts), 1, {})
        registry.write(folder / "data", registry.Released(record, registry.rows_of(facts, headlines)))
    (folder / "data" / "editions" / "changes.csv").write_text(REASONS, encoding="utf-8")
    toc = yaml.safe_load((folder / "_toc.yml").read_text(encoding="utf-8"))
    for name, text in EDITION_PAGES.items():
        (folder / "book" / f"{name}.md").write_text(text, encoding="utf-8")
        toc["parts"][1]["chapters"].append({"file": f"book/{name}"})
    (folder / "_toc.yml").write_text(yaml.safe_dump(toc, sort_keys=False), encoding="utf-8")


def add_faults(folder: Path) -> None:
    """Put every fault into the book that must stop its build."""
    (folder / "book" / "figures.md").write_text(FAULTS.lstrip(), encoding="utf-8")
    content = notebooks()
    values = {"expo_hangzhou": 37, "expo_projects": 89}
    false = claim("expo_hangzhou_major", "expo_hangzhou > expo_projects / 2", values, False)
    weak = fact("expo_weak", 5, "5 halls", grade="D")
    first = notebook(
        "Expo outcomes",
        "The expo signed {fact}`expo_lost`.\n",
        [
            figure_output("fig-expo-editions", "expo_projects", "89 projects", "hz-nowhere"),
            table_output("tab-expo-editions"),
            facts_output("01_expo_outcomes", [*FACTS_1, weak], [*CLAIMS_1, false], {}),
            figure_output("fig-expo-halls", "expo_weak", "5 halls"),
        ],
    )
    second = content["02_world_and_china"]
    stated = second["cells"][-1]["outputs"][0]["data"][FACTS]
    stated["facts"] = [*stated["facts"], FACTS_1[0]]  # a new list: the small book shares its own
    write_notebook(folder, "01_expo_outcomes", first)
    write_notebook(folder, "02_world_and_china", second)
