"""The writer of a page: text, links and places; what each kind of node becomes is in `forms`."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxTranslator

from expobook.figures.fonts.stand_ins import set_text
from expobook.values.errors import Failure

from ..build.domain import line_of
from .forms import form_of
from .markup import escape, inline, string

logger = logging.getLogger(__name__)
_ABROAD = re.compile(r"\A(https?:|mailto:)", re.IGNORECASE)
_WITH_PAGE = frozenset(("std-numref", "std-ref", "std-doc", "doc"))
_RECORDS = ("conflict-", "definition-")
_MANY_CODES = 9


class TypstTranslator(SphinxTranslator):
    """Writes one page; `body` is its markup in pieces."""

    builder: Any  # the TypstBuilder, which knows this class

    def __init__(self, document: nodes.document, builder: Any) -> None:
        super().__init__(document, builder)
        self.docname = self.place = builder.current_docname
        self.body: list[str] = []
        self.level = 0
        self.heading = ""
        """The markup of the page's own title."""
        self.language = "en"
        self.alone = False
        """Whether the page is a sheet that travels without the report."""

    def markup(self, *parts: nodes.Node) -> str:
        """The markup of some nodes."""
        outer, self.body = self.body, []
        for part in parts:
            part.walkabout(self)
        made, self.body = "".join(self.body), outer
        return made

    def inner(self, node: nodes.Element) -> str:
        """The markup of a node's children."""
        made = self.markup(*node.children)
        return made if isinstance(node, nodes.TextElement) else made.strip()

    def instead(self, markup: str) -> None:
        """Write markup in place of a node and its children."""
        self.body.append(markup)
        raise nodes.SkipNode

    def fault(self, message: str, node: nodes.Node) -> None:
        """Warn of what can't be printed, with its place."""
        logger.warning("%s", message, location=(self.docname, line_of(node)))

    def name(self, anchor: str = "") -> str:
        """The label of a place on this page, as a string; it is known from here on."""
        label = self.builder.label(self.docname, anchor)
        self.builder.labels.add(label)
        return string(label)

    def marks(self, names: list[str]) -> str:
        """Places that aren't elements of their own."""
        known = self.builder.labels
        new = (name for name in names if self.builder.label(self.docname, name) not in known)
        return "".join(f"#mark({self.name(name)});" for name in new)

    def dispatch_visit(self, node: nodes.Node) -> None:
        """Write a node in its form; a text, a link and other rooms' nodes have their visitors."""
        if isinstance(node, nodes.Element) and (form := form_of(node)):
            self.instead(form[0](self, node, form[1]))
        super().dispatch_visit(node)

    def unknown_visit(self, node: nodes.Node) -> None:
        """Say which kind of node has no form in print."""
        self.fault(f"the PDF has no form for {type(node).__name__}", node)
        raise nodes.SkipNode

    def visit_Text(self, node: nodes.Text) -> None:  # noqa: N802 (docutils' name)
        """Write a text, with what stands in for letters that no face has."""
        try:
            text = set_text(node.astext())
        except Failure as error:
            self.fault(f"“{' '.join(node.astext().split())[:80]}”: {error}", node.parent)
            text = ""
        self.instead(escape(text))

    def visit_reference(self, node: nodes.reference) -> None:
        """Write a link: abroad, to what only the HTML edition has, or to a place in print."""
        here = f"/{self.docname}#{node.get('refid')}"
        text, address = self.inner(node), here if "refid" in node else node["refuri"]
        docname, _, anchor = address[1:].partition("#")
        moved = self.builder.moved.get(docname)
        if _ABROAD.match(address):
            shown = shortened(node.astext()) if "source-address" in node["classes"] else text
            self.instead(inline("away", shown, string(address)))
        if not address.startswith("/"):  # a file beside the HTML
            self.instead(self._online(text, address))
        if self.alone:
            self.instead(self._online(text, f"{docname}.html#{anchor}".rstrip("#")))
        if moved == "" or (moved == self.docname != docname):
            self.instead(self._online(f"{text} (HTML edition)", f"{docname}.html"))
        self.instead(self._link(node, moved or self.builder.label(docname, anchor), text))

    visit_footnote_reference = visit_reference

    def _link(self, node: nodes.reference, label: str, text: str) -> str:
        """A link to a place in print: to a number, with a page number, or a plain one."""
        self.builder.links.setdefault(self.place, {}).setdefault(label, node.astext())
        inside = {name for found in node.findall(nodes.Element) for name in found["classes"]}
        if "fact" in inside:
            shown = self.builder.uses.setdefault(label, set())
            first = ["first: true"] if self.place == self.docname not in shown else []
            shown.update([self.docname] if first else [])
            text = text.replace(" ", "~") if "whole" in inside else text
            return inline("fact", text, string(label), *first)
        text = inline("super", text) if isinstance(node, nodes.footnote_reference) else text
        paged = not _WITH_PAGE.isdisjoint(inside) or label.startswith(_RECORDS)
        return inline("see" if paged else "to", text, string(label))

    def _online(self, text: str, path: str) -> str:
        """What only the HTML edition has: a link where that has an address, or else plain text."""
        if not (base := self.builder.edition["address"]):
            return text
        return inline("away", text, string(urljoin(f"{base}/", path.lstrip("./"))))


def shortened(address: str) -> str:
    """The host alone of an address that is mostly codes for letters: nobody types it."""
    many = len(re.findall("%[0-9A-Fa-f]{2}", address)) > _MANY_CODES
    return f"{escape(address.split('/')[0])}/…" if many else escape(address)
