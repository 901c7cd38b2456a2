"""The search page, the box on every page, and the files that both read.

An index is a script that hands its content over: a page opened from a folder may load nothing else.
It is loaded when somebody searches. Sphinx's own index knows pages and no numbers: it isn't made.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from ..build.workers import PREVIEW, SCREEN
from . import numbers, passages

FOLDER = "_search"
SCRIPT = "search.js"
_INDEXES = {"numbers": numbers.index_of, "passages": passages.index_of}


def leave_out_sphinx(app: Sphinx) -> None:
    """Keep Sphinx from making an index and a search page of its own."""
    if app.builder.name in SCREEN:
        app.builder.search = False  # type: ignore[attr-defined]


def add_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The search page; the search boxes lead to it."""
    if app.builder.name in SCREEN:
        yield "search", {"title": "Search"}, "search.html"


def write_files(app: Sphinx, failure: Exception | None) -> None:
    """Write each index beside the pages."""
    if failure is not None or app.builder.name not in SCREEN:
        return
    folder = Path(app.outdir) / FOLDER
    if folder.is_dir() and PREVIEW in os.environ:
        return
    folder.mkdir(exist_ok=True)
    for name, index_of in _INDEXES.items():
        text = json.dumps(index_of(app), ensure_ascii=False, separators=(",", ":"))
        (folder / f"{name}.js").write_text(f"expobook.take({text});\n", encoding="utf-8", newline="\n")


def setup(app: Sphinx) -> None:
    """Register page, files and script."""
    app.connect("builder-inited", leave_out_sphinx)
    app.connect("html-collect-pages", add_page)
    app.connect("build-finished", write_files)
    app.add_js_file(SCRIPT, loading_method="defer", priority=400)  # what looks numbers up needs it
