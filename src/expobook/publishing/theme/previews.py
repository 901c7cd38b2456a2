"""What a link leads to, shown beside it: a figure with its picture, a section, a source.

A page carries what its own links need, as data, so that a preview opens from a folder too.
"""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any
from urllib.parse import unquote, urljoin

from docutils import nodes
from sphinx.application import Sphinx

from ..build import claims
from ..build.domain import NumbersDomain, domain_of
from ..build.workers import SCREEN
from ..figures import thumbnails
from ..screen import Page, on_page
from .hover_cards import describe_source

SCRIPT = "previews.js"
_LINK = re.compile(r'<a class="[^"]*\breference internal\b[^"]*" href="([^"]+)"')
_NUMBERED, _SOURCE = ("fig-", "tab-"), "source-"
_SECTIONS_SHOWN = 6
_MOST = 200
"""A page with more such links is a list of records, which nobody reads by pointing."""
Json = dict[str, Any]


def add(page: Page) -> None:
    """Put the previews of a page's links into it."""
    if page.app.builder.name not in SCREEN or page.doctree is None or page.name == page.app.config.root_doc:
        return  # the first page is there at once, and its links are the contents
    here = page.app.builder.get_target_uri(page.name)
    pages = {page.app.builder.get_target_uri(name): name for name in page.app.env.found_docs}
    found = {}
    for link in dict.fromkeys(_LINK.findall(page.context["body"])):
        place, _, anchor = unescape(link).partition("#")
        docname = pages.get(urljoin(here, place) if place else here)
        if docname and (preview := _preview(page.app, docname, unquote(anchor), here)):
            found[unescape(link)] = preview
    if 0 < len(found) <= _MOST:
        text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
        page.context["body"] += (
            '\n<script type="application/json" id="link-previews">' + text.replace("<", "\\u003c") + "</script>\n"
        )
        page.app.builder.add_js_file(SCRIPT, defer="defer")  # type: ignore[attr-defined]


def _preview(app: Sphinx, docname: str, anchor: str, here: str) -> Json | None:
    """Title, a line about it and the picture of what a link leads to; nothing for a number."""
    domain = domain_of(app.env)
    if anchor.startswith(_NUMBERED):
        return _of_numbered(domain, anchor, here)
    if anchor.startswith(_SOURCE):
        source = domain.evidence.sources.get(anchor.removeprefix(_SOURCE))
        return dict(zip(("about", "title", "more"), describe_source(source)[:3], strict=True)) if source else None
    entries = [
        (entry["anchorname"].lstrip("#"), entry.astext()) for entry in app.env.tocs[docname].findall(nodes.reference)
    ]
    title = app.env.titles[docname].astext()
    if not anchor:
        sections = [text for name, text in entries if name][:_SECTIONS_SHOWN]
        return {"title": title, "more": " · ".join(sections)}
    named = dict(entries).get(anchor)
    return {"about": title, "title": named} if named else None


def _of_numbered(domain: NumbersDomain, name: str, here: str) -> Json | None:
    kind = "figure" if name.startswith("fig-") else "table"
    stated = domain.index.get(kind, name)
    if stated is None:
        return None
    item = claims.with_checked_title(domain, stated.item)
    found = {"title": item["title"], "more": item.get("subtitle", "")}
    if kind == "figure":
        found["picture"] = thumbnails.described(here, item)
    return found


def setup(app: Sphinx) -> None:
    """Put the previews in while pages are written, before the Chinese letters are counted."""
    on_page(app, add, priority=740)
