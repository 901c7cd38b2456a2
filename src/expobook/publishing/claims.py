"""Guarded sentences: a span `{.claim-<id>}` stands only while its claim holds."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from .facts_domain import NumbersDomain, domain_of
from .nodes import make_span
from .places import line_of, words

PREFIX = "claim-"


def guard(app: Sphinx, document: nodes.document) -> None:
    """Check every guarded sentence of a page and mark it quietly."""
    domain = domain_of(app.env)
    for element in list(document.findall(nodes.TextElement)):
        names = [name for name in element.get("classes", ()) if name.startswith(PREFIX)]
        if not names:
            continue
        element["classes"] = [name for name in element["classes"] if name not in names]
        ids = [name.removeprefix(PREFIX) for name in names]
        for claim_id in ids:
            check(domain, app.env.docname, claim_id, element)
        _mark(element, ids)


def check(domain: NumbersDomain, docname: str, claim_id: str, element: nodes.Element) -> None:
    """Warn when a sentence rests on a claim that is missing or false."""
    domain.note_use(docname, "claim", claim_id)
    stated = domain.index.get("claim", claim_id)
    line = line_of(element)
    place = words(domain.env.doc2path(docname, base=False), line)
    sentence = " ".join(element.astext().split())
    if stated is None:
        message = (f"no notebook computes the claim {claim_id!r}"
                   f"{domain.index.near('claim', claim_id)} ({place}: “{sentence}”)")
    elif not stated.item["holds"]:
        message = false_claim(stated.item, place, sentence)
    else:
        return
    domain.fault(docname, message, (docname, line))


def false_claim(claim: dict[str, Any], place: str, sentence: str) -> str:
    """Words for a claim that no longer holds: page, sentence, expression, values read."""
    values = ", ".join(f"{name} = {value}" for name, value in claim["values"].items())
    return (f"claim {claim['id']!r} is false\n"
            f"  page:       {place}\n"
            f"  sentence:   “{sentence}”\n"
            f"  expression: {claim['expression']}\n"
            f"  values:     {values or 'none'}")


def _mark(element: nodes.Element, ids: list[str]) -> None:
    """Turn the sentence into `<span class="claim" data-claim="…">`."""
    children = list(element.children)
    named = " ".join(ids)
    if isinstance(element, nodes.inline):
        others = tuple(element["classes"])
        element.replace_self(
            make_span("", *children, classes=("claim", *others), data_claim=named)
        )
    else:
        element.clear()
        element += make_span("", *children, classes=("claim",), data_claim=named)


def setup(app: Sphinx) -> None:
    """Check sentences once a page has been read."""
    app.connect("doctree-read", guard)
