"""From a page's tree to Typst markup: what Sphinx itself knows; own nodes are in `elements`."""

# ruff: noqa: D102 (a visitor is named after its node)

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxTranslator

from ..build.domain import line_of
from . import glyphs, tables
from .markup import PdfError, block, escape, inline, string

logger = logging.getLogger(__name__)
ON_SCREEN = frozenset((
    "headerlink", "entry-link", "noprint", "cell_input", "sr-only", "screen-only",
    "conflict-guard", "ledger-filter-place", "figure-data", "toctree-wrapper"))
"""Classes of what serves at a screen only."""
_ABROAD = re.compile(r"\A(https?:|mailto:)", re.IGNORECASE)
_WITH_PAGE = frozenset(("std-numref", "std-ref", "std-doc", "doc"))
_RECORDS = ("conflict-", "definition-")
_CODES = re.compile("%[0-9A-Fa-f]{2}")
_MANY_CODES = 9
_KEPT = 16
"""Letters up to which a number stays in one piece; longer ones would leave holes in a line."""
_HTML_EDITION = " (HTML edition)"
Visit = Callable[["TypstTranslator", nodes.Element], None]


class Entry(str):
    """The markup of one entry of an appendix; entries are set in two columns."""

    __slots__ = ()


def _around(begin: str, end: str) -> tuple[Visit, Visit]:
    """Visit and depart for what is only wrapped."""

    def visit(self: TypstTranslator, node: nodes.Element) -> None:
        self.body.append(begin)

    def depart(self: TypstTranslator, node: nodes.Element) -> None:
        self.body.append(end)

    return visit, depart


def _leave_out(self: TypstTranslator, node: nodes.Element) -> None:
    raise nodes.SkipNode


def _nothing(self: TypstTranslator, node: nodes.Element) -> None:
    """The children say it all."""


class TypstTranslator(SphinxTranslator):
    """Writes one page; `body` is its markup in pieces, an `Entry` of its own for each entry."""

    builder: Any  # the TypstBuilder, which knows this class

    def __init__(self, document: nodes.document, builder: Any) -> None:
        super().__init__(document, builder)
        self.docname = builder.current_docname
        self.env = builder.env
        self.body: list[str] = []
        self.level = 0
        self.heading = ""
        """The markup of the page's own title."""
        self.place = self.docname
        """What is being written: a page, or the label of an entry in it."""
        self.kept = self.struck = False
        self.language = "en"
        self.alone = False
        """Whether the page is a sheet that travels without the report."""
        self.opened: list[int] = []

    def inner(self, node: nodes.Element) -> str:
        """The markup of a node's children."""
        outer, self.body = self.body, []
        for child in node.children:
            child.walkabout(self)
        made, self.body = "".join(self.body), outer
        return made.strip() if not isinstance(node, nodes.TextElement) else made

    def instead(self, markup: str) -> None:
        """Write markup in place of a node and its children."""
        self.body.append(markup)
        raise nodes.SkipNode

    def fault(self, message: str, node: nodes.Node) -> None:
        """Warn of what can't be printed, with its place."""
        logger.warning("%s", message, location=(self.docname, line_of(node)))

    def name(self, anchor: str = "") -> str:
        """The label of a place on this page; it is known from here on."""
        label = self.builder.label(self.docname, anchor)
        self.builder.labels.add(label)
        return label

    def marks(self, names: list[str]) -> str:
        """Places that aren't elements of their own."""
        new = [name for name in names
               if self.builder.label(self.docname, name) not in self.builder.labels]
        return "".join(f"#mark({string(self.name(name))});" for name in new)

    def dispatch_visit(self, node: nodes.Node) -> None:
        """Leave out what only a screen shows."""
        if isinstance(node, nodes.Element) and not ON_SCREEN.isdisjoint(node.get("classes", ())):
            raise nodes.SkipNode
        super().dispatch_visit(node)

    def unknown_visit(self, node: nodes.Node) -> None:
        """Say which kind of node has no form in print."""
        self.fault(f"the PDF has no form for {type(node).__name__}", node)
        raise nodes.SkipNode

    # Text

    def visit_Text(self, node: nodes.Text) -> None:  # noqa: N802 (docutils' name)
        text = node.astext()
        if glyphs.lacking(text):
            try:
                text = glyphs.set_text(text)
            except PdfError as error:
                self.fault(f"“{' '.join(text.split())[:80]}”: {error}", node.parent)
                text = ""
        self.body.append(escape(text.replace(" ", "\u00a0") if self.kept else text))

    depart_Text = _nothing  # noqa: N815

    visit_emphasis, depart_emphasis = _around("#emph[", "];")
    visit_title_reference, depart_title_reference = _around("#emph[", "];")
    visit_strong, depart_strong = _around("#strong[", "];")
    visit_subscript, depart_subscript = _around("#sub[", "];")
    visit_superscript, depart_superscript = _around("#super[", "];")
    visit_inline = depart_inline = _nothing
    visit_download_reference = depart_download_reference = _nothing

    def visit_literal(self, node: nodes.literal) -> None:
        if "std-numref" in node["classes"]:
            self.instead(self.inner(node))
        self.instead(inline("code-name", self.inner(node)))

    def visit_reference(self, node: nodes.reference) -> None:
        self.instead(self._reference(node))

    def _reference(self, node: nodes.reference) -> str:
        address, text = node.get("refuri", ""), self.inner(node)
        if _ABROAD.match(address):
            if "source-address" in node["classes"]:
                text = _shortened(node.astext())
            return inline("away", text, string(address))
        if address and not address.startswith("%"):  # a file beside the HTML
            return self._online(text, address)
        docname, _, anchor = address[1:].partition("#")
        if node.get("refid"):
            docname, anchor = self.docname, node["refid"]
        if self.alone:
            return self._online(text, f"{docname}.html" + (f"#{anchor}" if anchor else ""))
        moved = self.builder.moved.get(docname)
        if moved == "" or (moved == self.docname != docname):
            return self._online(text + _HTML_EDITION, f"{docname}.html")
        label = moved or self.builder.label(docname, anchor)
        self.builder.links.setdefault(self.place, {}).setdefault(label, node.astext())
        return self._to(node, label, text)

    def _to(self, node: nodes.reference, label: str, text: str) -> str:
        """A link to a place in print: to a number, with a page number, or a plain one."""
        inside = {name for found in node.findall(nodes.Element) for name in found["classes"]}
        if "fact" in inside:
            if len(node.astext()) <= _KEPT:
                self.kept = True
                text = self.inner(node)
                self.kept = False
            use = self.builder.first_use(label, self.docname, self.place)
            return inline("fact", text, string(label), *([f"use: {string(use)}"] if use else []),
                          *(["quiet: true"] if self.struck else []))
        paged = not _WITH_PAGE.isdisjoint(inside) or label.startswith(_RECORDS)
        return inline("see" if paged else "to", text, string(label))

    def _online(self, text: str, path: str) -> str:
        """What only the HTML edition has: a link where that has an address, or else plain text."""
        base = self.builder.edition.base_address
        if not base:
            return text
        return inline("away", text, string(urljoin(f"{base.rstrip('/')}/", path.lstrip("./"))))

    # Blocks

    def visit_section(self, node: nodes.section) -> None:
        self.level += 1
        if "conflict" in node["classes"]:
            title, *rest = node.children
            label = string(self.name(node["ids"][0]))
            head = self.inner(title)
            node.children = rest
            body = self.inner(node)
            self.level -= 1
            self.instead(block("conflict", label, f"[{head}]", content=body))
        self.opened.append(len(self.body))

    def depart_section(self, node: nodes.section) -> None:
        self.level -= 1
        begin = self.opened.pop()
        if self.level and not any(self.body[begin + 1:]):  # print left out all but the heading
            del self.body[begin:]

    def visit_title(self, node: nodes.title) -> None:
        names = list(node.parent["ids"])
        if self.level == 1:
            self.heading = self.inner(node)
            self.instead(self.marks(names))
        numbers = self.env.toc_secnumbers.get(self.docname, {})
        number = numbers.get(f"#{names[0]}", ()) if names else ()
        sign = ".".join(map(str, number or ())) if self.level == 2 else ""
        label = f"#label({string(self.name(names[0]))})" if names else ""
        self.instead(f"{self.marks(names[1:])}#heading(level: {self.level}, supplement: [{sign}])"
                     f"[{self.inner(node)}]{label}\n\n")

    def visit_paragraph(self, node: nodes.paragraph) -> None:
        text = (self.marks(node["ids"]) + self.inner(node)).strip()
        if "lead" in node["classes"]:
            self.instead(block("lead", content=text))
        self.instead(f"{text}\n\n" if text else "")

    def visit_bullet_list(self, node: nodes.bullet_list) -> None:
        bare = "verdicts" in node["classes"]  # the verdict's own mark stands first
        self.instead(self._items("list", node, "marker: none, body-indent: 0pt" if bare else ""))

    def visit_enumerated_list(self, node: nodes.enumerated_list) -> None:
        self.instead(self._items("enum", node, f"start: {node.get('start', 1)}"))

    def _items(self, kind: str, node: nodes.Element, *options: str) -> str:
        return block(kind, *options, *(f"[{self.inner(item)}]" for item in node.children))

    def visit_definition_list(self, node: nodes.definition_list) -> None:
        items = []
        for item in node.children:
            term, body = item.next_node(nodes.term), item.next_node(nodes.definition)
            head = self.marks(term["ids"]) + self.inner(term)
            items.append(f"terms.item([{head}], [{self.inner(body)}])")
        self.instead(block("terms", *items))

    def visit_literal_block(self, node: nodes.literal_block) -> None:
        self.instead(block("code", string(node.astext())))

    def visit_block_quote(self, node: nodes.block_quote) -> None:
        self.instead(block("quote", "block: true", content=self.inner(node)))

    def visit_admonition(self, node: nodes.Element) -> None:
        title, *rest = node.children
        head = self.inner(title)
        node.children = rest
        kind = next((name for name in node["classes"] if not name.startswith("admonition")), "")
        self.instead(block("admonition", string(kind), f"[{head}]", content=self.inner(node)))

    def visit_table(self, node: nodes.table) -> None:
        kind = "small-table" if "conflict-values" in node["classes"] else "plain-table"
        self.instead(block(kind, content=tables.table(self, node)))

    def visit_citation(self, node: nodes.citation) -> None:
        label = string(self.name(node["ids"][0]))
        node.children = node.children[1:]
        self.instead(block("work", label, content=self.inner(node)))

    def visit_footnote(self, node: nodes.footnote) -> None:
        label, *rest = node.children
        node.children = rest
        self.instead(block("work", string(self.name(node["ids"][0])),
                           content=f"{label.astext()}. {self.inner(node)}"))

    def visit_footnote_reference(self, node: nodes.footnote_reference) -> None:
        label = self.builder.label(self.docname, node["refid"])
        self.instead(inline("super", inline("to", self.inner(node), string(label))))

    def visit_target(self, node: nodes.target) -> None:
        self.instead(self.marks(node["ids"]))

    def visit_raw(self, node: nodes.raw) -> None:
        self.instead(node.astext() if "typst" in node.get("format", "").split() else "")

    visit_document = depart_document = _nothing
    visit_container = depart_container = visit_compound = depart_compound = _nothing
    visit_comment = visit_toctree = visit_substitution_definition = visit_index = _leave_out


def nodes_line(node: nodes.Node) -> bool:
    """Whether Sphinx can say in which line a node stands."""
    return any(getattr(found, "line", None) for found in _ancestors(node))


def _ancestors(node: nodes.Node | None):
    while node is not None:
        yield node
        node = node.parent


def _shortened(address: str) -> str:
    """The host alone of an address that is mostly codes for letters: nobody types it."""
    if len(_CODES.findall(address)) > _MANY_CODES:
        return f"{escape(address.split('/')[0])}/…"
    return escape(address)
