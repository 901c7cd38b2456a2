"""What the tests of the printed edition share: an edition's details and a small single page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from expobook import stamping
from expobook.publishing.pdf import Attached, Edition, PrintedParameter

TITLE = "From Hangzhou to the World"
STAMP = stamping.stamp({"overlap": 0.5})


def edition(**details: Any) -> Edition:
    """An edition with one parameter and one attached file."""
    given: dict[str, Any] = {
        "title": TITLE, "subtitle": "What was promised, and what followed", "name": "2026.11",
        "data_date": "2026-11-23", "author": "The expobook authors",
        "base_address": "https://example.org/report/2026.11",
        "parameters": (PrintedParameter("overlap", 1.0, 1.0, "share counted twice"),),
        "attachments": (Attached("facts.csv", b"id,value\nexpo_projects,89\n", "every number"),),
    }
    return Edition(**{**given, **details})


def readers_run() -> Edition:
    """A run in which the reader has changed a parameter."""
    return edition(stamp=STAMP,
                   parameters=(PrintedParameter("overlap", 0.5, 1.0, "share counted twice"),))


def single_page(folder: Path, body: str) -> Path:
    """A page as Sphinx's singlehtml builder writes it, with the given inner HTML."""
    path = folder / "book" / "index.html"
    path.parent.mkdir(parents=True)
    path.write_text(
        '<html><body><article class="bd-article"><section id="findings">'
        f"<h1>Key findings</h1>{body}</section></article></body></html>", encoding="utf-8",
    )
    return path
