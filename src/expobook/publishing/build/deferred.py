"""Entries that are made when their page is written, not when it is read.

The ledger alone has more nodes than all other pages together, and Sphinx walks every node of every
page some dozens of times: to curl quotes, to number figures, to resolve references, to store it. An
entry stands in its page as one node with its words, for the search; what it looks like is made
by the writers of pages and of print, the only ones that need it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from docutils import nodes
from docutils.utils import smartquotes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxTranslator

from .domain import NAME, domain_of

Make = Callable[[BuildEnvironment, Builder, str], nodes.Element]
"""What an entry looks like: made from the environment, the builder, and the entry's name."""


class deferred_entry(nodes.General, nodes.Element):  # noqa: N801 (docutils' manner)
    """The place of an entry: `name` says which, `page` where; its words are its only child."""


def place(env: BuildEnvironment, kind: type[deferred_entry], name: str, anchor: str, words: str) -> deferred_entry:
    """The place of an entry on the page that is being read, found by its words and its anchor.

    What nothing links to needs no anchor.
    """
    return kind("", nodes.paragraph("", words), name=name, page=env.docname, ids=[anchor] if anchor else [])


def add(app: Sphinx, kind: type[deferred_entry], make: Make) -> None:
    """Register a kind of entries, and what makes them."""
    visit = (make_visit(make), None)
    others: dict[str, Any] = dict.fromkeys(("latex", "text", "man", "texinfo"), (_pass, _pass))
    app.add_node(kind, html=visit, typst=visit, **others)


def make_visit(make: Make) -> Callable[[SphinxTranslator, deferred_entry], None]:
    """What a writer does at the place of an entry: make it, and write it."""

    def visit(self: SphinxTranslator, node: deferred_entry) -> None:
        env = self.builder.env
        env.temp_data["docname"] = node["page"]
        made = make(env, self.builder, node["name"])
        made["ids"] = node["ids"]
        made.parent = node.parent
        _resolve_links(env, self.builder, node["page"], made)
        made.walkabout(self)
        raise nodes.SkipNode

    return visit


def _pass(self: nodes.NodeVisitor, node: nodes.Element) -> None:
    """Writers other than HTML print the words."""


def _resolve_links(env: BuildEnvironment, builder: Builder, page: str, made: nodes.Element) -> None:
    """Do what Sphinx does with a page: curl quotes, and resolve references."""
    for text in list(made.findall(nodes.Text)):
        if ("'" in text or '"' in text) and not isinstance(text.parent, nodes.literal | nodes.raw):
            text.parent.replace(text, nodes.Text(smartquotes.smartyPants(text, attr="q")))
    domain = domain_of(env)
    for link in list(made.findall(pending_xref)):
        content = link.children[0]
        found = domain.resolve_xref(env, page, builder, link["reftype"], link["reftarget"], link, content)
        if found is None:
            domain.fault(page, f"{NAME} {link['reftype']} {link['reftarget']} has no entry")
        link.parent.replace(link, found or content)
