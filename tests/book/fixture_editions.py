"""Three editions of the small book, what they rest on, and what was checked of them."""

from __future__ import annotations

from dataclasses import astuple
from pathlib import Path

import yaml

from expobook.editions import assumptions, assurance, registry
from expobook.editions.assumptions import Assumption, Effect
from expobook.editions.assurance import Checked, Record, Requirement
from expobook.runs import edition as editions
from expobook.values.files import spreadsheets
from fixture_notebooks import FACTS_1, FACTS_2, fact
from fixture_pages import EDITION_PAGES

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
