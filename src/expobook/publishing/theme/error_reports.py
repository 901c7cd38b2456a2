"""“Report an error” beside a number: the repository's form, filled in, or a text to be copied.

The form is offered where `_config.yml` names a repository. Without one the link leads to the page
that says how to report, and with scripts it copies what a report has to name.
"""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import urlencode, urlsplit

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.osutil import relative_uri
from sphinx.writers.html5 import HTML5Translator

from expobook.runs import edition

from ..build.domain import domain_of
from ..build.edition_line import LOOKUP
from ..build.workers import SCREEN
from ..screen import Page, add_node, on_page

SCRIPT = "report.js"
_FORM, _HOST = "data_error.yml", "github"
"""The form, and whose forms can be filled in by an address."""
_REPORT, _COPY = "Report an error in this number", "Copy a report of an error"
_SIGNS = ('id="number-cards"', 'class="entry-lines"', 'class="report-link ')
"""Signs of pages whose numbers open in a card or in the list, or have the link already."""


class report_place(nodes.Inline, nodes.TextElement):  # noqa: N801 (docutils' manner)
    """The place of the link in the entry of a number, whose id is `name`."""


def form_for(env: BuildEnvironment, fact: dict[str, Any], place: str) -> str:
    """The address of the form, filled in for a number that was read at a place of the book.

    Empty where no repository is configured, and in a reader's run, whose numbers are its reader's.
    """
    fields = {
        "title": f"Data: {fact['id']}",
        "number": fact["id"],
        "edition": edition.NAME,
        "shown": fact["display"],
        "place": place,
    }
    base = _form(env)
    return f"{base}&{urlencode(fields)}" if base else ""


def _form(env: BuildEnvironment) -> str:
    options = env.config.html_theme_options
    repository = str(options.get("repository_url") or "").rstrip("/")
    host = options.get("repository_provider") or urlsplit(repository).hostname or ""
    if _HOST not in host or domain_of(env).stamp:
        return ""
    return f"{repository}/issues/new?template={_FORM}"


def link(app: Sphinx, docname: str, address: str, name: str = "") -> str:
    """The link as HTML; without an address it leads to the page on citations that still stand."""
    builder: Any = app.builder
    how = "#"
    if LOOKUP in app.env.found_docs:
        how = relative_uri(builder.get_target_uri(docname), builder.get_target_uri(LOOKUP))
    number = f' data-number="{escape(name)}"' if name else ""
    return (
        f'<a class="report-link noprint" href="{escape(address or how)}" '
        f'data-edition="{edition.NAME}"{number}{" data-form" if address else ""}>'
        f"{_REPORT if address else _COPY}</a>"
    )


def for_print(env: BuildEnvironment, fact: dict[str, Any]) -> list[nodes.Node]:
    """The link in print, where the repository has a form; the imprint says what to do without."""
    address = form_for(env, fact, "report.pdf")
    if not address:
        return []
    return [nodes.reference("", "Report an error", refuri=address, internal=False)]


def _visit(self: HTML5Translator, node: nodes.Element) -> None:
    builder: Any = self.builder
    stated = domain_of(builder.env).index.get("fact", node["name"])
    if builder.name in SCREEN and stated and not domain_of(builder.env).stamp:
        here = builder.current_docname
        place = f"{here}.html#fact-{node['name']}"
        address = form_for(builder.env, stated.item, place)
        self.body.append(link(builder.app, here, address, node["name"]))
    raise nodes.SkipNode


def add_pattern(page: Page) -> None:
    """Give a page with cards or entries the script, and the link that it puts into a card."""
    body = page.body
    if page.app.builder.name not in SCREEN or domain_of(page.app.env).stamp or not any(sign in body for sign in _SIGNS):
        return
    pattern = link(page.app, page.name, _form(page.app.env))
    page.context["body"] += f'<template id="report-link">{pattern}</template>\n'
    page.app.add_js_file(SCRIPT, loading_method="defer")


def setup(app: Sphinx) -> None:
    """Register the place of the link, and what a page needs for those in its cards."""
    add_node(app, report_place, html=(_visit, None))
    # The cards are in the page, and unused files are not yet taken out.
    on_page(app, add_pattern, priority=760)
