"""The numbers of a run as files: facts.json (all that is known) and facts.csv (one row a fact)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from expobook.facts.notebook_outputs import NotebookBundles
from expobook.values.files import spreadsheets

from . import edition
from .layout import FACTS


def write_facts(notebooks: Iterable[NotebookBundles], folder: Path, stamp: str = "") -> None:
    """Write both files; a `stamp` is what a reader's run says of itself: it stands in both."""
    notebooks = list(notebooks)
    content = {
        "edition": edition.NAME,
        **({"run": stamp} if stamp else {}),
        "facts": _rows(notebooks),
        "claims": [{"notebook": n.name, **claim} for n in notebooks for claim in n.claims],
    }
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    (folder / FACTS).write_text(text + "\n", encoding="utf-8", newline="\n")
    (folder / "facts.csv").write_text(as_csv(notebooks, stamp), encoding="utf-8", newline="")


def as_csv(notebooks: Iterable[NotebookBundles], stamp: str = "") -> str:
    """One row a fact; the last column names the edition, or says what the stamp says."""
    facts = _rows(notebooks)
    columns = list(facts[0]) if facts else []
    origin = {"run": stamp} if stamp else {"report_edition": edition.NAME}
    return spreadsheets.csv_text(
        [[*columns, *origin], *([*(_flat(fact[column]) for column in columns), *origin.values()] for fact in facts)]
    )


def _rows(notebooks: Iterable[NotebookBundles]) -> list[dict[str, Any]]:
    return [{"notebook": notebook.name, **fact} for notebook in notebooks for fact in notebook.facts]


def _flat(value: Any) -> Any:
    return "; ".join(str(item) for item in value) if isinstance(value, list) else value
