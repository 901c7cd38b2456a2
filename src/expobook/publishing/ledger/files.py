"""What the ledger's list opens: the whole entries of each chapter, as a page and as a script.

The list has one line for each number, so that a phone can draw it. With scripts a line opens in its
place, from a script that works from a folder too; without them it leads to the chapter's page.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from docutils.utils import new_document
from sphinx.application import Sphinx

from ..build.domain import domain_of
from ..build.index import Notebook, digest
from ..build.workers import SCREEN
from ..figures.cite_links import file_name
from .entries import anchor_of, page_of_entries, whole_entry

FOLDER = "_ledger"
_TEMPLATE = "page.html"
Page = tuple[str, dict[str, Any], str]


def pages(app: Sphinx) -> Iterator[Page]:
    """Write the script of each chapter's entries, and yield the page of them for Sphinx to write.

    Nothing is made where the last build made the same.
    """
    domain = domain_of(app.env)
    ledger = next((place.docname for (kind, _), place in domain.data["places"].items() if kind == "fact"), "")
    if app.builder.name not in SCREEN or not ledger or _up_to_date(app, ledger):
        return
    folder = Path(app.outdir) / FOLDER
    folder.mkdir(exist_ok=True)
    for notebook in _chapters(app):
        page = page_of_entries(ledger, notebook.docname)
        entries = _entries(app, page, notebook)
        text = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
        _script(app, notebook).write_text(f"expobook.take({text});\n", encoding="utf-8", newline="\n")
        yield page, _context(app, ledger, page, notebook, entries), _TEMPLATE
    _stamp(app).write_text(_made_from(app), encoding="utf-8")


def _chapters(app: Sphinx) -> list[Notebook]:
    index = domain_of(app.env).index
    return [note for note in index.notebooks if any(index.of("fact", note.docname))]


def _entries(app: Sphinx, page: str, notebook: Notebook) -> dict[str, str]:
    """The whole entries of a chapter by fact id, as they stand on a page."""
    builder: Any = app.builder
    builder.current_docname = page
    translator = builder.create_translator(new_document(page, builder.docsettings), builder)
    found = {}
    for stated in domain_of(app.env).index.of("fact", notebook.docname):
        name = stated.item["id"]
        translator.body = []
        whole_entry("", name=name, page=page, ids=[anchor_of(stated.item)]).walkabout(translator)
        found[name] = "".join(translator.body)
    return found


def _context(app: Sphinx, ledger: str, page: str, notebook: Notebook, entries: dict[str, str]) -> dict[str, Any]:
    """Title and body of a chapter's page, which search engines leave to the list."""
    title = f"Entries of the ledger: {notebook.title}"
    back = escape(app.builder.get_relative_uri(page, ledger))
    name = escape(app.env.titles[ledger].astext())
    body = "".join(
        (
            f"<section>\n<h1>{escape(title)}</h1>\n",
            f'<p>All that is said of each number of the chapter. <a href="{back}">{name}</a> '
            "lists the numbers of the whole report.</p>\n",
            *entries.values(),
            "</section>\n",
        )
    )
    return {"title": title, "body": body, "metatags": '<meta name="robots" content="noindex">'}


def _script(app: Sphinx, notebook: Notebook) -> Path:
    return Path(app.outdir) / FOLDER / f"{file_name(notebook.docname)}.js"


def _up_to_date(app: Sphinx, ledger: str) -> bool:
    """Whether the last build wrote the same files, and they are all there."""
    stamp = _stamp(app)
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != _made_from(app):
        return False
    builder: Any = app.builder
    return all(
        path.is_file()
        for note in _chapters(app)
        for path in (_script(app, note), Path(builder.get_outfilename(page_of_entries(ledger, note.docname))))
    )


def _stamp(app: Sphinx) -> Path:
    return Path(app.doctreedir) / f"ledger-{app.builder.name}.txt"


def _made_from(app: Sphinx) -> str:
    """A digest of what the files are made from: numbers, evidence, uses, titles and code."""
    domain = domain_of(app.env)
    titles = sorted((name, title.astext()) for name, title in app.env.titles.items())
    return digest([domain.data["digests"], domain.data["counted"], domain.stamp, titles, app.env.version])


def setup(app: Sphinx) -> None:
    """Make the files when the pages of the book have been written."""
    app.connect("html-collect-pages", pages)
