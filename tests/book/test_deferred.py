"""Entries that are made when their page is written: found by search, typeset like other text."""

from __future__ import annotations

import json
from types import SimpleNamespace

from docutils import nodes

from expobook.publishing.build import deferred, fragments
from expobook.publishing.build import domain as facts_domain


def test_search_finds_a_number_by_its_label(clean):
    """Catch entries that the search can't see, because the page holds only their places."""
    text = (clean.html / "_search" / "numbers.js").read_text(encoding="utf-8")
    index = json.loads(text.removeprefix("expobook.take(").removesuffix(");\n"))
    label = clean.soup("book/ledger").select_one("#fact-expo_hangzhou .entry-label").get_text()
    name, _, page, *_ = index["facts"]["expo_hangzhou"]
    assert (name, index["pages"][page]) == (label, "book/ledger.html")


def test_quotes_are_curled_but_for_what_is_printed(monkeypatch):
    """Catch an entry with typewriter quotes, and a source's own words that were changed."""
    made = nodes.paragraph("", "", nodes.Text("Hangzhou's share"), nodes.Text(" "), nodes.literal("", "a--b's"))
    monkeypatch.setattr(deferred, "domain_of", lambda env: None)
    deferred._resolve_links(None, SimpleNamespace(), "book/ledger", made)
    assert made.astext() == "Hangzhou’s share a--b's"


def test_a_link_to_nothing_is_told(monkeypatch):
    """Catch an entry whose link leads nowhere, which Sphinx no longer checks."""
    told = []
    domain = SimpleNamespace(
        resolve_xref=lambda *arguments: None, fault=lambda page, message: told.append((page, message))
    )
    monkeypatch.setattr(deferred, "domain_of", lambda env: domain)
    env = SimpleNamespace(docname="book/ledger")
    made = nodes.paragraph("", "", fragments.link_to(env, "source", "lost", nodes.Text("A paper")))
    deferred._resolve_links(env, SimpleNamespace(), "book/ledger", made)
    assert told == [("book/ledger", f"{facts_domain.NAME} source lost has no entry")]
    assert made.astext() == "A paper"
