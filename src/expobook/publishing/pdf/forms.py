"""What each kind of node becomes: one table from names to Typst functions, and their few shapes.

The functions themselves, and with them all looks, are in `style`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from html import unescape
from typing import Any

from docutils import nodes

from expobook.figures.fonts import metrics

from . import tables
from .markup import block, inline, string

Writer = Any
"""The translator: it looks its shapes up here, so that its type can't be imported."""
Shape = Callable[[Writer, nodes.Element, str], str]
_LEFT_OUT = ("Terms", "Numbers")
"""Fields of entries for which print has no room; the HTML edition and the data have them."""
_DESCRIBED = re.compile(r"<(desc|title)\b[^>]*>(.*?)</\1>", re.DOTALL)
_DRAWING = re.compile(r"<svg\b.*</svg>", re.DOTALL)
_LETTERS = re.compile(r"<text\b[^>]*>(.*?)</text>", re.DOTALL)


def leave_out(writer: Writer, node: nodes.Element, name: str) -> str:
    """Nothing."""
    return ""


def write_content(writer: Writer, node: nodes.Element, name: str) -> str:
    """What is inside, and places that others lead to."""
    return writer.marks(node["ids"]) + writer.markup(*node.children)


def write_inline(writer: Writer, node: nodes.Element, name: str) -> str:
    """A call in running text, in its language."""
    text = writer.inner(node)
    language = node.get("html", {}).get("lang", writer.language)
    if language != writer.language and not metrics.lacking(node.astext()):
        text = inline("spoken", text, string(language))  # what stands in for letters is English
    text = writer.marks(node["ids"]) + text
    return inline(name, text) if name else text


def write_paragraph(writer: Writer, node: nodes.Element, name: str) -> str:
    """A text that ends in an empty line."""
    text = write_content(writer, node, name).strip()
    return f"{text}\n\n" if text else ""


def write_block(writer: Writer, node: nodes.Element, name: str) -> str:
    """A call that stands alone, with all that is inside as one argument."""
    return block(name, content=write_content(writer, node, name))


def write_box(writer: Writer, node: nodes.Element, name: str) -> str:
    """A block whose class says what kind it is."""
    kind = next((kind for kind in node["classes"] if not kind.startswith(name)), "")
    return block(name, string(kind), content=write_content(writer, node, name))


def write_items(writer: Writer, node: nodes.Element, name: str) -> str:
    """A call with an argument for each child; what a list begins with is its first."""
    start = [f"start: {node['start']}"] if "start" in node else []
    items = (f"[{writer.markup(child).strip()}]" for child in node.children)
    return writer.marks(node["ids"]) + block(name, *start, *items)


def write_pairs(writer: Writer, node: nodes.Element, name: str) -> str:
    """A call with an argument for each pair of a name and what is said of it."""
    pairs = (
        ", ".join(f"[{write_content(writer, part, '').strip()}]" for part in pair.children)
        for pair in node.children
        if pair.children[0].astext() not in _LEFT_OUT
    )
    return block(name, *(f"({pair})" for pair in pairs))


def write_mark(writer: Writer, node: nodes.Element, name: str) -> str:
    """A grade or verdict: the end of a class says which, and its parts are arguments."""
    kinds = [kind for kind in node["classes"] if kind.startswith(f"{name}-")]
    parts = "".join(f"[{text}]" for text in map(writer.markup, node.children) if text)
    return f"#{name}({string(''.join(kinds[:1]).removeprefix(f'{name}-'))}){parts};"


def write_struck(writer: Writer, node: nodes.Element, name: str) -> str:
    """What doesn't hold in a reader's run; PDF/UA takes no line below what is struck through."""
    return inline(name, writer.inner(node).replace("#fact(", "#plain-fact("))


def write_section(writer: Writer, node: nodes.Element, name: str) -> str:
    """A heading and what is below it; nothing where print leaves out all but the heading."""
    title, *rest = sorted(node.children, key=lambda child: not isinstance(child, nodes.title))
    names = node["ids"]
    writer.level += 1
    head, places = writer.inner(title), writer.marks(names[1:] if writer.level > 1 else names)
    label = writer.name(names[0]) if names else "none"
    body = writer.markup(*rest)
    writer.level -= 1
    if not writer.level:
        writer.heading = head
        return places + body
    if name:
        return block(name, label, f"[{head}]", content=body)
    label = f"#label({label})" if names else ""
    heading = f"{places}#heading(level: {writer.level + 1})[{head}]{label}\n\n"
    return heading + body if body.strip() else ""


def write_literal(writer: Writer, node: nodes.Element, name: str) -> str:
    """Lines that stay as they are; of raw markup only what is Typst already."""
    if name:
        return block(name, string(node.astext()))
    return node.astext() if "typst" in node.get("format", "").split() else ""


def write_note(writer: Writer, node: nodes.Element, name: str) -> str:
    """A footnote with its number, or a work of the bibliography without its key."""
    number = f"{node.children[0].astext()}. " if isinstance(node, nodes.footnote) else ""
    return block(name, writer.name(node["ids"][0]), content=number + writer.inner(node))


def write_entry(writer: Writer, node: nodes.Element, name: str) -> str:
    """An entry: its head, then all else in the same paragraph; sources that nothing cites go."""
    if not node["ids"]:
        return write_content(writer, node, name)
    anchor = node["ids"][0]
    if "source-entry" in node["classes"] and not writer.builder.cited(anchor):
        return ""
    head, *rest = node.children
    outer, writer.place = writer.place, writer.builder.label(writer.docname, anchor)
    parts = (f"[{writer.inner(head).strip()}]", f"[{' '.join(writer.markup(*rest).split())}]")
    writer.place = outer
    return block(name, writer.name(anchor), f"level: {writer.level + 1}", *parts)


def write_table(writer: Writer, node: nodes.Element, name: str) -> str:
    """A table that has no number."""
    return block(name, content=tables.table(writer, node))


def write_exhibit(writer: Writer, node: nodes.Element, name: str) -> str:
    """A figure or table with number, finding, measure, foot and address."""
    inside = reversed(list(node.findall(nodes.Element)))
    parts = {kind: part for part in inside for kind in part["classes"]}
    number = writer.markup(*parts["figure-number"].children)
    options = []
    if names := node["ids"]:
        options = [f"name: {writer.name(names[0])}"]
        known = writer.builder.env.toc_fignumbers.get(writer.docname, {}).get(name, {})
        number = f"{name.capitalize()} {'.'.join(map(str, known.get(names[0], ())))}"
    options += [f"kind: {string(name)}", f"number: [{number}]"]
    for kind in ("title", "subtitle", "foot"):
        if part := parts.get(f"figure-{kind}"):
            options.append(f"{kind}: [{writer.inner(part).strip()}]")
    if name == "again" and not "".join(writer.body).strip():  # it follows a heading
        options.append("floating: false")
    if not (table := node.next_node(nodes.table)):
        return block("exhibit", *options, content=writer.markup(parts["figure-picture"]))
    turned = ["turned: true"] if tables.fit(table) == "turned" else []
    return block("exhibit", *options, *turned, content=tables.table(writer, table))


def write_picture(writer: Writer, node: nodes.Element, name: str) -> str:
    """A drawing in a file of its own, and its description."""
    svg = _DRAWING.findall(node.next_node(nodes.raw).astext())[0]
    said = dict(_DESCRIBED.findall(svg))
    alt = unescape(said.get("desc") or said.get("title") or "").strip()
    if not alt:
        writer.fault("a picture has no description for readers who can't see it", node)
    letters = unescape(re.sub(r"<[^>]+>", "", "".join(_LETTERS.findall(svg))))
    if missing := metrics.lacking(letters):
        fault = f"the chart “{alt[:80]}” has letters that the fonts lack: {missing!r}"
        writer.fault(f"{fault}; write chart texts in English", node)
    file = f"pictures/{hashlib.sha256(svg.encode()).hexdigest()[:16]}.svg"
    writer.builder.pictures[file] = svg
    return block(name, string(f"/{file}"), f"alt: {string(alt)}")


def write_sheet(writer: Writer, node: nodes.Element, name: str) -> str:
    """The one-page summary by its parts."""
    writer.alone, writer.language = True, node["html"]["lang"]
    kinds = (part["classes"][0].removeprefix("summary-") for part in node.children)
    parts = (f"{kind}: [{writer.inner(part)}]" for kind, part in zip(kinds, node, strict=True))
    return block(name, string(writer.language), *parts)


_FORMS: dict[tuple[Shape, str], str] = {
    (leave_out, ""): "comment toctree index substitution_definition label .headerlink .entry-link"
    " .entry-links .noprint .cell_input .sr-only .screen-only .conflict-guard"
    " .ledger-filter-place .figure-data .toctree-wrapper",
    (write_content, ""): "document compound container box",
    (write_inline, ""): "inline target download_reference span printed .std-numref",
    (write_inline, "emph"): "emphasis title_reference",
    (write_inline, "strong"): "strong",
    (write_inline, "sub"): "subscript",
    (write_inline, "super"): "superscript",
    (write_inline, "code-name"): "literal .code <code>",
    (write_struck, "struck"): "<s>",
    (write_inline, "semibold"): ".line-label .entry-label .claim-note",
    (write_inline, "."): ".entry-value .finding-number",
    (write_inline, "box"): ".evidence",
    (write_mark, "."): ".grade .verdict",
    (write_paragraph, ""): "paragraph title textbox list_item",
    (write_block, "."): ".lead .more .summary-title .summary-subtitle .citation-text",
    (write_block, "citation-text"): "block_quote",
    (write_block, "unfolded"): ".finding-evidence .figure-sources",
    (write_box, "admonition"): "admonition",
    (write_items, "bullets"): "bullet_list",
    (write_items, "numbers"): "enumerated_list",
    (write_items, "."): ".verdicts .finding .answer .summary-chart",
    (write_pairs, "terms-list"): "definition_list",
    (write_pairs, "fields"): "<dl>",
    (write_pairs, "grades"): ".grades",
    (write_section, ""): "section",
    (write_section, "conflict"): ".conflict",
    (write_entry, "entry"): ".entry .source-entry",
    (write_literal, "code"): "literal_block",
    (write_literal, ""): "raw",
    (write_note, "work"): "citation footnote",
    (write_table, "plain-table"): "table",
    (write_table, "small-table"): ".conflict-values",
    (write_exhibit, "figure"): "expo_figure",
    (write_exhibit, "table"): "expo_table",
    (write_exhibit, "again"): ".expo-figure",
    (write_picture, "picture"): ".figure-picture",
    (write_sheet, "sheet"): ".summary-sheet",
}
"""The nodes of each form, by their kind in docutils, a .class, or the <tag> of our own.

A dot stands for the function that is named as the class.
"""
_BY_NAME = {
    name: (shape, name[1:] if function == "." else function)
    for (shape, function), names in _FORMS.items()
    for name in names.split()
}


def form_of(node: nodes.Element) -> tuple[Shape, str] | None:
    """The form of a node by the last of its classes that has one, its tag, or its kind.

    One form to leave it out is enough.
    """
    classes = (f".{name}" for name in reversed(node.get("classes", ())))
    names = (*classes, f"<{node.get('tag')}>", node.tagname)
    found = [_BY_NAME[name] for name in names if name in _BY_NAME]
    return min(found, key=lambda form: form[0] is not leave_out, default=None)
