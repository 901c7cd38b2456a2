"""The book's own nodes as markup: boxes and spans by their classes, figures, tables, entries."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from html import unescape
from typing import TYPE_CHECKING

from docutils import nodes

from ..build import nodes as ours
from . import glyphs, tables
from .markup import block, escape, inline, string
from .translator import Entry

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from .translator import TypstTranslator

_DESCRIBED = re.compile(r"<(desc|title)\b[^>]*>(.*?)</\1>", re.DOTALL)
_LETTERS = re.compile(r"<text\b[^>]*>(.*?)</text>", re.DOTALL)
_VIEW = re.compile(r'viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"')
_WIDEST, _TALLEST, _PIXEL = 158.0, 190.0, 25.4 / 96
"""The largest drawing in millimetres, and the size of a pixel."""
_SHEET = 68.0
"""The width of a drawing on the one-page summary."""
_HALF, _LEAST = 90.0, 0.92
"""The height of which two drawings fit a page, and how much smaller one is drawn for it."""
_OTHERS = " and others, listed below"


def visit_box(self: TypstTranslator, node: nodes.Element) -> None:
    """An element around others, by its classes; what has no form of its own is its content."""
    classes, tag = node["classes"], node["tag"]
    if "finding" in classes:
        side, text = node.children
        head, text.children = text.children[0], text.children[1:]
        self.instead(block("finding", f"[{self.inner(side)}]", f"[{self.inner(head).strip()}]",
                           content=self.inner(text)))
    elif "answer" in classes:
        question, text = node.children
        number, text.children = text.children[0], text.children[1:]
        self.instead(block("answer", f"[{self.inner(question).strip()}]",
                           f"[{self.inner(number).strip()}]", content=self.inner(text)))
    elif tag == "figure" and "expo-figure" in classes:
        self.instead(_exhibit(self, node, "again"))
    elif "entry" in classes:
        self.body.append(_entry(self, node))
        raise nodes.SkipNode
    elif tag == "details":
        title, *rest = node.children
        if "finding-evidence" in classes:
            node.children = rest
            self.instead(self.inner(node))
        head, node.children = self.inner(title).strip(), rest
        self.instead(block("more", f"[{head}]", content=self.inner(node)))
    elif "grades" in classes:
        self.instead(block("grades", *(_grade(self, pair) for pair in node.children)))
    elif "summary-chart" in classes:
        caption, *rest = node.children
        head, node.children = self.inner(caption), rest
        self.instead(block("chart", f"[{head}]", content=self.inner(node)))
    elif "figure-picture" in classes:
        self.instead(_picture(self, node, _SHEET))
    elif "citation-text" in classes:
        self.instead(block("citation", content=self.inner(node)))
    elif tag == "dl":
        self.instead(_fields(self, node))
    self.body.append(self.marks(node["ids"]))


def leave(self: TypstTranslator, node: nodes.Element) -> None:
    """Nothing closes what was only content."""


def visit_textbox(self: TypstTranslator, node: nodes.Element) -> None:
    """A paragraph, or a line of an entry."""
    self.instead(f"{self.marks(node['ids'])}{self.inner(node).strip()}\n\n")


def visit_span(self: TypstTranslator, node: nodes.Element) -> None:
    """Marks, labels and struck sentences, by their classes; else the words, in their language."""
    classes = set(node["classes"])
    if "grade" in classes:
        letter = next((name[6:] for name in classes if name.startswith("grade-")), "")
        self.instead(f"#grade({string(letter)});" if letter else f"#marked[{self.inner(node)}];")
    if "verdict" in classes:
        tone = next(name[8:] for name in node["classes"] if name.startswith("verdict-"))
        mark, word = (self.inner(child) for child in node.children)
        self.instead(f"#verdict({string(tone)}, [{mark}], [{word}]);")
    self.struck = self.struck or node["tag"] == "s"
    text = _spoken(self, node, self.inner(node))
    if node["tag"] == "s":
        text, self.struck = inline("struck", text), False
    for name in ("line-label", "entry-value", "finding-number", "entry-label", "claim-note"):
        if name in classes:
            text = inline(name, text)
    self.instead(text)


def sheet(self: TypstTranslator, node: nodes.Element, name: str) -> str:
    """The one-page summary; `name` is the title of its file."""
    self.alone, self.language = True, node["html"]["lang"]
    head, *parts = node.children
    title, subtitle = map(self.inner, head.children[:2])
    head.children = head.children[2:]
    options = [f"{part['classes'][0].removeprefix('summary-')}: [{self.inner(part)}]"
               for part in parts]
    return block("sheet", string(self.language), f"[{title}]", f"[{subtitle}]",
                 f"name: {string(name)}", f"edition: [{self.inner(head)}]", *options)


def visit_printed(self: TypstTranslator, node: nodes.Element) -> None:
    """Words that stay as they are, in their language; identifiers in their own face."""
    text = self.inner(node)
    self.instead(inline("code-name", text) if node["tag"] == "code" else _spoken(self, node, text))


def _spoken(self: TypstTranslator, node: nodes.Element, text: str) -> str:
    """A phrase in its own language; what stands in for letters that no face has is English."""
    language = node["html"].get("lang", self.language)
    if language == self.language or glyphs.lacking(node.astext()):
        return text
    return inline("spoken", text, string(language))


def visit_numbered(self: TypstTranslator, node: nodes.Element) -> None:
    """A numbered figure or table."""
    self.instead(_exhibit(self, node, "table" if node.next_node(nodes.table) else "figure"))


def _exhibit(self: TypstTranslator, node: nodes.Element, kind: str) -> str:
    parts = {name: part for part in reversed(list(node.findall(nodes.Element)))
             for name in part["classes"] if name.startswith("figure-")}
    names = node["ids"]
    label = string(self.name(names[0])) if names else "none"
    number = self.inner(parts["figure-number"]) if kind == "again" else _number(self, node, kind)
    foot = [*_foot(self, parts["figure-foot"]), *([_own_name(self, names[0])] if names else [])]
    shown = node.next_node(nodes.table)
    options = [f"name: {label}", f"kind: {string(kind)}", f"number: [{number.strip()}]",
               f"title: [{self.inner(parts['figure-title']).strip()}]"]
    if "figure-subtitle" in parts:
        options.append(f"subtitle: [{self.inner(parts['figure-subtitle']).strip()}]")
    options.append(f"foot: [{' #parbreak() '.join(foot)}]")
    body = tables.table(self, shown) if shown else _picture(self, parts["figure-picture"], _WIDEST)
    options.append(f"place-as: {string(_placing(node, shown))}")
    return block("exhibit", *options, content=body)


def _placing(node: nodes.Element, table: nodes.table | None) -> str:
    """Floating to where there is room, but for what a heading announces, or is too wide."""
    if table is not None:
        return "turned" if tables.fit(table) == "turned" else "table"
    while node.parent is not None and node.parent.index(node) == 0:
        node = node.parent
    before = node.parent[node.parent.index(node) - 1] if node.parent is not None else None
    return "here" if isinstance(before, nodes.title) else "float"


def _number(self: TypstTranslator, node: nodes.Element, kind: str) -> str:
    known = self.env.toc_fignumbers.get(self.docname, {}).get(kind, {})
    number = known.get(node["ids"][0], ()) if node["ids"] else ()
    return f"{kind.capitalize()} {'.'.join(map(str, number))}" if number else ""


def _own_name(self: TypstTranslator, name: str) -> str:
    """The address of a figure; without one its name, which the imprint says how to open."""
    edition = self.builder.edition
    if edition.base_address:
        address = f"{edition.base_address.rstrip('/')}/{self.docname}.html#{name}"
        shown = inline("away", escape(address.split("://", 1)[-1]), string(address))
        return inline("line-label", "Permalink:") + " " + shown
    return inline("line-label", "Cite as:") + f" {escape(f'{name} · {edition.label}')}"


def _foot(self: TypstTranslator, node: nodes.Element) -> Iterator[str]:
    """The lines below a figure; on paper nothing folds: the other sources go on in their line."""
    folded = next((self.inner(part.children[1]).strip() for part in node.children
                   if "figure-sources" in part.get("classes", ())), "")
    for part in node.children:
        if isinstance(part, nodes.paragraph) or "figure-stamp" in part.get("classes", ()):
            line = self.inner(part).strip().replace("Evidence #", "Evidence~#")
            yield line.replace(_OTHERS, f"; {folded}") if folded else line


def _picture(self: TypstTranslator, node: nodes.Element, widest: float) -> str:
    svg = node.next_node(nodes.raw).astext()
    svg = svg[svg.index("<svg"):svg.rindex("</svg>") + len("</svg>")]
    if "xmlns=" not in svg[:svg.index(">")]:
        svg = svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    said = dict(_DESCRIBED.findall(svg))
    alt = unescape(said.get("desc") or said.get("title") or "").strip()
    if not alt:
        self.fault("a picture has no description for readers who can't see it", node)
    letters = unescape(re.sub(r"<[^>]+>", "", "".join(_LETTERS.findall(svg))))
    if missing := glyphs.lacking(letters):
        self.fault(f"the chart “{alt[:80]}” has letters that the fonts lack: {missing!r}; write "
                   "chart texts in English", node)
    width, height = (float(size) * _PIXEL for size in _VIEW.findall(svg)[0])
    scale = min(1, widest / width, _TALLEST / height)
    if _HALF < height * scale < _HALF / _LEAST:
        scale = _HALF / height
    file = f"pictures/{hashlib.sha256(svg.encode()).hexdigest()[:16]}.svg"
    self.builder.pictures[file] = svg
    return f"#image({string('/' + file)}, alt: {string(alt)}, width: {width * scale:.1f}mm)"


def _grade(self: TypstTranslator, pair: nodes.Element) -> str:
    sign, meaning = pair.children
    return f"({string(self.name(sign['ids'][0]))}, [{self.inner(sign)}], [{self.inner(meaning)}])"


def _entry(self: TypstTranslator, node: nodes.Element) -> str:
    """An entry: what it is about in its head, then all else in the same paragraph."""
    names = node["ids"]
    if not names:
        return block("free-entry", content=_run_on(self, node.children))
    label = self.name(names[0])
    outer, self.place = self.place, label
    head, *rest = node.children
    made = block("entry", string(label), f"level: {self.level + 1}",
                 f"[{self.inner(head).strip()}]", content=_run_on(self, rest))
    self.place = outer
    return Entry(made)


def _run_on(self: TypstTranslator, parts: list[nodes.Node]) -> str:
    texts = (_fields(self, part) if part["tag"] == "dl" else self.inner(part).strip()
             for part in parts)
    return " ".join(filter(None, texts))


def _fields(self: TypstTranslator, node: nodes.Element) -> str:
    """Names and contents, one after the other; a content that says what it is has no name."""
    found = []
    for pair in node.children:
        name, content = pair.children
        text = re.sub(r"\s*\n\s*", " ", self.inner(content).strip())
        head = self.inner(name).strip()
        found.append(f"{inline('field', head)} {text}" if head else text)
    return "~· ".join(found)


def setup(app: Sphinx) -> None:
    """Register how our own nodes are printed; how they are shown stands beside them."""
    printers = {ours.box: visit_box, ours.textbox: visit_textbox, ours.printed: visit_printed,
                ours.span: visit_span}
    for node, visit in printers.items():
        app.registry.add_translation_handlers(node, typst=(visit, leave))
    for node in (ours.expo_figure, ours.expo_table):
        app.registry.add_translation_handlers(node, typst=(visit_numbered, None))
