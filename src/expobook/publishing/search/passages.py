"""The index of passages: the text of every section, so that a hit is shown from a folder too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from lxml import html
from sphinx.application import Sphinx

from ..build.domain import domain_of
from ..known_content import KnownContent

_INLINE = frozenset(
    {"a", "abbr", "b", "cite", "code", "em", "i", "mark", "small", "span", "strong", "sub", "sup", "time"}
)
_CELLS = frozenset({"td", "th"})
_UNREAD = frozenset({"script", "style", "svg", "pre", "button", "select", "template"})
_UNREAD_CLASSES = frozenset(
    {
        "headerlink",
        "sr-only",
        "figure-extras",
        "entry-link",
        "cite-link",
        "figure-download",
        "run-stamp",
        "grade",
        "finding-number",
        "figure-data",
        "conflict-guard",
    }
)
_UNREAD_FIELDS = frozenset({"Address", "Published", "Terms", "Numbers", "Identifier"})
"""Fields of an entry that say the same hundreds of times, or that the index of numbers has."""
_HEADS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SPACE = re.compile(r"\s+(?P<mark>[.,;:!?)](?!\w))?")


class Passage(NamedTuple):
    """A section, or an entry of a list: where it stands, what it is called, what it says."""

    anchor: str
    title: str
    text: str


def index_of(app: Sphinx) -> dict[str, Any]:
    """Pages in the order of reading, and the passages of each: page, anchor, title, text.

    A page is its address, its title and whether it is the first page or a chapter, whose passages
    come first. The ledger is left out: its numbers have an index of their own.
    """
    domain, builder = domain_of(app.env), app.builder
    ledger = {place.docname for (kind, _), place in domain.data["places"].items() if kind == "fact"}
    report = {app.config.root_doc, *(one.docname for one in domain.index.notebooks)}
    pages: list[list[Any]] = []
    passages: list[list[Any]] = []
    known = KnownContent(app, "passages")
    for docname in _in_order(app):
        path = Path(builder.get_outfilename(docname))  # type: ignore[attr-defined]
        if docname in ledger or not path.is_file():
            continue
        found = known.of(path.read_bytes(), passages_of)
        if found:
            _, title, _ = found[0]
            pages.append([builder.get_target_uri(docname), title, int(docname in report)])
            passages += [[len(pages) - 1, *one] for one in found]
    known.keep()
    return {"pages": pages, "passages": passages}


def passages_of(page: bytes) -> list[Passage]:
    """The passages of a page as it was written; the first one bears the page's title."""
    tree = html.fromstring(page.decode())
    articles = tree.xpath('//article[contains(@class, "bd-article")]')
    return [_passage(one) for article in articles for one in article.iter() if _is_passage(one)]


def _passage(element: html.HtmlElement) -> Passage:
    head = next((child for child in element if child.tag in _HEADS or "entry-head" in child.classes), None)
    title = _joined(_texts_of(head)) if head is not None else ""
    return Passage(element.get("id", ""), title, _joined(_texts_of(element, head)))


def _is_passage(element: html.HtmlElement) -> bool:
    return element.get("id") is not None and (
        element.tag == "section" or (element.tag == "div" and "entry" in element.classes)
    )


def _texts_of(element: html.HtmlElement, left_out: html.HtmlElement | None = None) -> Iterator[str]:
    """The text of an element without that of passages inside it; blocks and cells are apart."""
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child is not left_out and _is_read(child):
            gap = "" if child.tag in _INLINE else " "
            yield gap
            yield from _texts_of(child)
            yield " · " if child.tag in _CELLS else gap
        yield child.tail or ""


def _is_read(element: html.HtmlElement) -> bool:
    return not (
        element.tag in _UNREAD
        or _is_passage(element)
        or _UNREAD_CLASSES.intersection(element.classes)
        or element.findtext("dt") in _UNREAD_FIELDS
    )


def _joined(pieces: Iterator[str]) -> str:
    """One line: single spaces, and none before a mark, where a grade or a link was left out."""
    return _SPACE.sub(lambda found: found["mark"] or " ", "".join(pieces)).strip(" ·")


def _in_order(app: Sphinx) -> Iterator[str]:
    """The pages from the first one on, as a reader turns them."""
    relations = app.env.collect_relations()
    docname: str | None = app.config.root_doc
    while docname:
        yield docname
        docname = relations.get(docname, [None, None, None])[2]
