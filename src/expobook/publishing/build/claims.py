"""Guarded sentences: a span `{.claim-<id>}` stands only while its claim holds.

In the published edition a false claim stops the build. In a reader's run it is an answer: the
sentence is struck through, and what follows says that it doesn't hold there and with which values.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from expobook.runs.reader_run import DOES_NOT_HOLD, mark_false_title

from . import fragments
from .domain import NumbersDomain, domain_of, line_of, source_location
from .index import BookIndex
from .nodes import make_span, of_page

PREFIX = "claim-"
FALSE_SENTENCE = "claim-fallen"
"""The class of a sentence that doesn't hold in a reader's run."""
NOTE = "claim-note"
"""The class of what follows such a sentence: that it doesn't hold, and the values behind that."""
UNSEEN = "sr-only"
_FALSE_MARKS = {
    "en": ("[does not hold in this run: ", "]", f" {DOES_NOT_HOLD}"),
    "zh": ("[在本次运行中不成立：", "]", " 在本次运行中不成立"),
}
"""What is heard before and after a struck sentence, and the words that follow it."""


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
        false = false_claims(domain, ids)
        _mark(element, ids, [_note(domain, false)] if false else [], _FALSE_MARKS[of_page(app.env)][:2])


def false_claims(domain: NumbersDomain, claim_ids: Iterable[str]) -> list[str]:
    """Those of the claims that are false in a reader's run; none in the published edition."""
    found = (domain.index.get("claim", name) for name in claim_ids if domain.stamp)
    return [stated.item["id"] for stated in found if stated and not stated.item["holds"]]


def figures_with_checked_titles(domain: NumbersDomain) -> list[dict[str, Any]]:
    """All figures; a title that doesn't hold in a reader's run says so."""
    return [with_checked_title(domain, stated.item) for stated in domain.index.of("figure")]


def with_checked_title(domain: NumbersDomain, item: dict[str, Any]) -> dict[str, Any]:
    """A figure or table; a title that doesn't hold in a reader's run says so."""
    return mark_false_title(item) if false_claims(domain, item.get("claims", ())) else item


def check(domain: NumbersDomain, docname: str, claim_id: str, element: nodes.Element) -> None:
    """Warn when a sentence rests on a claim that is missing, or false in the published edition."""
    domain.note_use(docname, "claim", claim_id)
    stated = domain.index.get("claim", claim_id)
    line = line_of(element)
    place = source_location(domain.env.doc2path(docname, base=False), line)
    sentence = " ".join(element.astext().split())
    if stated is None:
        message = (
            f"no notebook computes the claim {claim_id!r}"
            f"{domain.index.suggestion('claim', claim_id)} ({place}: “{sentence}”)"
        )
    elif not stated.item["holds"] and not domain.stamp:
        message = false_claim(stated.item, place, sentence)
    else:
        return
    domain.fault(docname, message, (docname, line))


def false_claim(claim: dict[str, Any], place: str, sentence: str) -> str:
    """Words for a claim that no longer holds: page, sentence, expression, values read."""
    values = ", ".join(f"{name} = {value}" for name, value in claim["values"].items())
    return (
        f"claim {claim['id']!r} is false\n"
        f"  page:       {place}\n"
        f"  sentence:   “{sentence}”\n"
        f"  expression: {claim['expression']}\n"
        f"  values:     {values or 'none'}"
    )


def unstruck_text(document: nodes.Node) -> str:
    """The text of a part of a page without the sentences that don't hold in this run."""
    said = [
        text.astext()
        for text in document.findall(nodes.Text)
        if not any(_inside(text, name) for name in (FALSE_SENTENCE, NOTE, UNSEEN))
    ]
    return " ".join("".join(said).split())


def _note(domain: NumbersDomain, claim_ids: list[str]) -> nodes.Element:
    """What follows a struck sentence: that it doesn't hold, and the values behind that."""
    reads = dict.fromkeys(
        name
        for claim_id in claim_ids
        if (stated := domain.index.get("claim", claim_id))
        for name in stated.item["reads"]
    )
    note = make_span("", nodes.Text(_FALSE_MARKS[of_page(domain.env)][2]), classes=(NOTE,))
    for position, name in enumerate(reads):
        stated = domain.index.get("fact", name)
        label = stated.item["label"] if stated else name
        note += [
            nodes.Text("; " if position else ": "),
            make_span(f"{label} ", lang="en"),
            fragments.fact_link(domain.env, name),
        ]
    note += nodes.Text(".")
    return note


def _mark(element: nodes.Element, ids: list[str], note: list[nodes.Node], hidden: tuple[str, ...]) -> None:
    """Turn the sentence into `<span class="claim" data-claim="…">`, or `<s>` with a note after."""
    sentence = _sentence(list(element.children), " ".join(ids), hidden if note else ())
    if isinstance(element, nodes.inline):
        sentence["classes"] += element["classes"]
        element.replace_self([sentence, *note])
    else:
        element.clear()
        element += [sentence, *note]


def _sentence(children: list[nodes.Node], named: str, hidden: tuple[str, ...]) -> nodes.Element:
    """A sentence; `hidden` are the words around a struck one, which a screen reader hears."""
    if not hidden:
        return make_span("", *children, classes=("claim",), data_claim=named)
    begin, end = (make_span(text, classes=("sr-only",)) for text in hidden)
    return make_span("", begin, *children, end, tag="s", classes=("claim", FALSE_SENTENCE), data_claim=named)


def _inside(node: nodes.Node, class_name: str) -> bool:
    while node.parent is not None:
        node = node.parent
        if isinstance(node, nodes.Element) and class_name in node.get("classes", ()):
            return True
    return False


def setup(app: Sphinx) -> None:
    """Check sentences once a page has been read."""
    app.connect("doctree-read", guard)


WEAK_WORDS = ("second-hand", "second hand", "unconfirmed", "machine-read", "grade d", "二手", "未经证实")
"""A text that rests on grade D says so with one of these words."""

_TEXTS = ("title", "subtitle", "note")


def mentions_weak_evidence(text: str) -> bool:
    """Tell whether a text admits weak evidence."""
    return any(word in text.lower() for word in WEAK_WORDS)


def weak_facts(index: BookIndex, names: Iterable[str]) -> list[str]:
    """Those of the named facts that have grade D, sorted."""
    found = (index.get("fact", name) for name in names)
    return sorted({one.item["id"] for one in found if one and one.item["grade"] == "D"})


def read_by(index: BookIndex, claim_ids: Iterable[str]) -> list[str]:
    """The facts that claims read."""
    found = (index.get("claim", name) for name in claim_ids)
    return [name for one in found if one for name in one.item["reads"]]


def silent_title(index: BookIndex, described: dict[str, Any]) -> str:
    """Words for a figure or table whose title rests on grade D unsaid; empty when all is well."""
    in_title = [part["fact"] for part in described["title_parts"] if not isinstance(part, str)]
    named = [*in_title, *read_by(index, described.get("claims", ()))]
    weak = [name for name in weak_facts(index, named) if not _is_count(index, name)]
    if not weak or any(mentions_weak_evidence(described.get(name) or "") for name in _TEXTS):
        return ""
    return (
        f"its title rests on grade D ({', '.join(weak)}) without saying so; "
        f"write in its title, subtitle or note one of: {', '.join(WEAK_WORDS)}"
    )


def _is_count(index: BookIndex, name: str) -> bool:
    stated = index.get("fact", name)
    return bool(stated and stated.item.get("method") and stated.item["unit"] == "count")
