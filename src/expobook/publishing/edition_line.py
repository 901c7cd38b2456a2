"""The line at the foot of every page: edition, data date, content hash, or whose run it is."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from expobook import editions, registry

from .facts_domain import domain_of

_KEPT = "edition_line"
CHANGES, LOOKUP = "book/changes", "book/lookup"


def find_out(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Make the line of this build; when it is another one than before, every page is written."""
    domain = domain_of(env)
    facts = [stated.item for stated in domain.index.of("fact")]
    line = words(domain.shelf.folder, facts, domain.stamp)
    before, domain.data[_KEPT] = domain.data.get(_KEPT), line
    return sorted(env.found_docs) if before not in (None, line) else []


def words(data: Path, facts: list[dict[str, Any]], stamp: str) -> str:
    """The line in plain text: what a citation of this build has to name."""
    content = editions.content_hash(data, facts)
    what = stamp or named(content, registry.read(data))
    when = editions.written_date(editions.data_date(data))
    return f"{what[:1].upper()}{what[1:]} · data as of {when} · content {content[:editions.SHORT]}"


def named(content: str, known: registry.Registry) -> str:
    """The edition's name; it says so when the edition isn't released, or has changed since."""
    released = known.get(editions.NAME)
    if released is None:
        return f"Edition {editions.NAME}, not released yet"
    if released.record.content_hash != content:
        return f"Edition {editions.NAME}, changed since its release"
    return f"Edition {editions.NAME}"


def show(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Hand the line to the template of the footer, with links to what became of the numbers."""
    links = "".join(
        f' · <a href="{escape(context["pathto"](name))}">{text}</a>'
        for name, text in ((CHANGES, "What changed"), (LOOKUP, "Is my citation still good?"))
        if name in app.env.found_docs
    )
    line = domain_of(app.env).data.get(_KEPT, "")
    context["edition_line"] = f"{escape(line)}{links}" if line else ""


def setup(app: Sphinx) -> None:
    """Register what makes the line and what shows it."""
    app.connect("env-updated", find_out)
    app.connect("html-page-context", show)
