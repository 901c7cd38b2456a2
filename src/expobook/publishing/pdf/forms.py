"""What each kind of node becomes: one table from names to Typst functions, and their few shapes.

A name is a class, the tag of one of our own elements, or docutils' name of a node. The functions
themselves, and with them all looks, are in `style`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from html import unescape
from typing import Any

from docutils import nodes

from . import glyphs, tables
from .markup import block, inline, string

Writer = Any
"""The translator: it looks its shapes up here, so that its type can't be imported."""
_LEFT_OUT = ("Terms", "Numbers")
"""Fields of entries for which print has no room; the HTML edition and the data have them."""
Shape = Callable[[Writer, nodes.Element, str], str]
_DESCRIBED = re.compile(r"<(desc|title)\b[^>]*>(.*?)</\1>", re.DOTALL)
_LETTERS = re.compile(r"<text\b[^>]*>(.*?)</text>", re.DOTALL)
_VIEW = re.compile(r'viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"')


# Shapes that many share


def leave_out(writer: Writer, node: nodes.Element, name: str) -> str:
    """Nothing."""
    return ""


def write_content(writer: Writer, node: nodes.Element, name: str) -> str:
    """What is inside, and places that others lead to."""
    return writer.marks(node["ids"]) + writer.markup(*node.children)


def write_inline(writer: Writer, node: nodes.Element, name: str) -> str:
    """A call in running text, in its language."""
    text = writer.marks(node["ids"]) + writer.spoken(node)
    return inline(name, text) if name else text


def write_paragraph(writer: Writer, node: nodes.Element, name: str) -> str:
    """A text that ends in an empty line."""
    text = write_content(writer, node, name).strip()
    return f"{text}\n\n" if text else ""


def write_block(writer: Writer, node: nodes.Element, name: str) -> str:
    """A call that stands alone, with all that is inside as one argument."""
    return block(name, content=write_content(writer, node, name))


def write_items(writer: Writer, node: nodes.Element, name: str) -> str:
    """A call with an argument for each child; what a list begins with is its first."""
    start = [f"start: {node['start']}"] if "start" in node else []
    return writer.marks(node["ids"]) + block(
        name, *start, *(f"[{writer.markup(child).strip()}]" for child in node.children)
    )


def write_pairs(writer: Writer, node: nodes.Element, name: str) -> str:
    """A call with an argument for each pair of a name and what is said of it."""
    pairs = (
        ", ".join(f"[{write_content(writer, part, '').strip()}]" for part in pair.children)
        for pair in node.children
        if pair.children[0].astext() not in _LEFT_OUT
    )
    return block(name, *(f"({pair})" for pair in pairs))


# Text


def write_mark(writer: Writer, node: nodes.Element, name: str) -> str:
    """A grade or verdict: the end of a class says which, and its parts are arguments."""
    kind = next((kind.removeprefix(f"{name}-") for kind in node["classes"] if kind.startswith(f"{name}-")), "")
    parts = "".join(f"[{text}]" for text in map(writer.markup, node.children) if text)
    return f"#{name}({string(kind)}){parts};"


def write_section(writer: Writer, node: nodes.Element, name: str) -> str:
    """A heading and what is below it; nothing where print leaves out all but the heading."""
    title = node[node.first_child_matching_class(nodes.title)]
    rest = [child for child in node if child is not title]
    writer.level += 1
    names = node["ids"]
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
    return f"{places}#heading(level: {writer.level + 1})[{head}]{label}\n\n{body}" if body.strip() else ""


def write_admonition(writer: Writer, node: nodes.Element, name: str) -> str:
    """A box whose class says what it warns of; its title is its first paragraph."""
    title, *rest = node.children
    kind = next((kind for kind in node["classes"] if not kind.startswith(name)), "")
    content = f"{writer.inner(title)}\n\n{writer.markup(*rest)}"
    return block(name, string(kind), content=content)


def write_code(writer: Writer, node: nodes.Element, name: str) -> str:
    """Lines that stay as they are."""
    return block(name, string(node.astext()))


def write_struck(writer: Writer, node: nodes.Element, name: str) -> str:
    """What doesn't hold in a reader's run; PDF/UA takes no line below what is struck through."""
    writer.struck = True
    text = inline(name, writer.inner(node))
    writer.struck = False
    return text


def write_identifier(writer: Writer, node: nodes.Element, name: str) -> str:
    """A name of the data or the code; a line may end within it."""
    return inline(name, writer.inner(node).replace("\\_", "\\_#h(0pt);"))


def write_note(writer: Writer, node: nodes.Element, name: str) -> str:
    """A footnote with its number, or a work of the bibliography without its key."""
    number = f"{node.children[0].astext()}. " if isinstance(node, nodes.footnote) else ""
    return block(name, writer.name(node["ids"][0]), content=number + writer.inner(node))


def write_note_number(writer: Writer, node: nodes.Element, name: str) -> str:
    """The number of a footnote in the text."""
    label = writer.builder.label(writer.docname, node["refid"])
    return inline(name, inline("to", writer.inner(node), string(label)))


def write_raw(writer: Writer, node: nodes.Element, name: str) -> str:
    """Markup that is Typst already; other writers' is none of ours."""
    return node.astext() if "typst" in node.get("format", "").split() else ""


def write_entry(writer: Writer, node: nodes.Element, name: str) -> str:
    """An entry: what it is about in its head, then all else in the same paragraph."""
    if not node["ids"]:
        return write_content(writer, node, name)
    head, *rest = node.children
    outer, writer.place = writer.place, writer.builder.label(writer.docname, node["ids"][0])
    made = block(
        name,
        writer.name(node["ids"][0]),
        f"level: {writer.level + 1}",
        f"[{writer.inner(head).strip()}]",
        f"[{' '.join(writer.markup(*rest).split())}]",
    )
    writer.place = outer
    return made


def write_source(writer: Writer, node: nodes.Element, name: str) -> str:
    """The entry of a source, if something in print leads to it."""
    cited = writer.builder.cited(node["ids"][0])
    return write_entry(writer, node, name) if cited else ""


# Figures and tables


def write_table(writer: Writer, node: nodes.Element, name: str) -> str:
    """A table that has no number."""
    return block(name, content=tables.table(writer, node))


def write_exhibit(writer: Writer, node: nodes.Element, name: str) -> str:
    """A figure or table with number, finding, measure, foot and address."""
    parts = {
        kind: part
        for part in reversed(list(node.findall(nodes.Element)))
        for kind in part["classes"]
        if kind.startswith("figure-")
    }
    names, table = node["ids"], node.next_node(nodes.table)
    label = f"name: {writer.name(names[0])}" if names else ""
    number = writer.markup(*parts["figure-number"].children)
    if names:
        known = writer.builder.env.toc_fignumbers.get(writer.docname, {}).get(name, {})
        number = f"{name.capitalize()} {'.'.join(map(str, known.get(names[0], ())))}"
    options = [
        f"{kind}: [{writer.inner(parts[f'figure-{kind}']).strip()}]"
        for kind in ("title", "subtitle", "foot")
        if f"figure-{kind}" in parts
    ]
    if table and tables.fit(table) == "turned":
        options.append("turned: true")
    before = node.parent[max(0, node.parent.index(node) - 1)]
    if name == "again" and (isinstance(before, nodes.title) or "expo-figure" in before["classes"]):
        options.append("floating: false")
    shown = tables.table(writer, table) if table else write_picture(writer, parts["figure-picture"], "picture")
    return block("exhibit", label, f"kind: {string(name)}", f"number: [{number}]", *options, content=shown)


def write_picture(writer: Writer, node: nodes.Element, name: str) -> str:
    """A drawing in a file of its own, its description, and its size in pixels."""
    svg = node.next_node(nodes.raw).astext()
    svg = svg[svg.index("<svg") : svg.rindex("</svg>") + len("</svg>")]
    if "xmlns=" not in svg[: svg.index(">")]:
        svg = svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    said = dict(_DESCRIBED.findall(svg))
    alt = unescape(said.get("desc") or said.get("title") or "").strip()
    if not alt:
        writer.fault("a picture has no description for readers who can't see it", node)
    letters = unescape(re.sub(r"<[^>]+>", "", "".join(_LETTERS.findall(svg))))
    if missing := glyphs.lacking(letters):
        writer.fault(
            f"the chart “{alt[:80]}” has letters that the fonts lack: {missing!r}; write chart texts in English", node
        )
    file = f"pictures/{hashlib.sha256(svg.encode()).hexdigest()[:16]}.svg"
    writer.builder.pictures[file] = svg
    return block(name, string(f"/{file}"), f"alt: {string(alt)}", *_VIEW.findall(svg)[0])


def write_sheet(writer: Writer, node: nodes.Element, name: str) -> str:
    """The one-page summary by its parts."""
    writer.alone, writer.language = True, node["html"]["lang"]
    parts = (f"{part['classes'][0].removeprefix('summary-')}: [{writer.inner(part)}]" for part in node.children)
    return block(name, string(writer.language), *parts)


def _same(shape: Shape, *names: str) -> dict[str, tuple[Shape, str]]:
    return {name: (shape, name) for name in names}


OF_NODES: dict[str, tuple[Shape, str]] = {
    **dict.fromkeys(("document", "compound", "container", "box"), (write_content, "")),
    **dict.fromkeys(("comment", "toctree", "index", "substitution_definition", "label"), (leave_out, "")),
    **dict.fromkeys(("inline", "target", "download_reference", "span", "printed"), (write_inline, "")),
    **dict.fromkeys(("emphasis", "title_reference"), (write_inline, "emph")),
    "strong": (write_inline, "strong"),
    "literal": (write_identifier, "code-name"),
    "subscript": (write_inline, "sub"),
    "superscript": (write_inline, "super"),
    **dict.fromkeys(("paragraph", "textbox", "list_item"), (write_paragraph, "")),
    "bullet_list": (write_items, "list"),
    "enumerated_list": (write_items, "enum"),
    "definition_list": (write_pairs, "terms-list"),
    "block_quote": (write_block, "citation-text"),
    "section": (write_section, ""),
    "admonition": (write_admonition, "admonition"),
    "literal_block": (write_code, "code"),
    "raw": (write_raw, ""),
    "citation": (write_note, "work"),
    "footnote": (write_note, "work"),
    "footnote_reference": (write_note_number, "super"),
    "table": (write_table, "plain-table"),
    "expo_figure": (write_exhibit, "figure"),
    "expo_table": (write_exhibit, "table"),
}
"""The forms of kinds of nodes, by the names that docutils gives them."""
OF_CLASSES: dict[str, tuple[Shape, str]] = {
    "std-numref": (write_inline, ""),
    "code": (write_identifier, "code-name"),
    "s": (write_struck, "struck"),
    **dict.fromkeys(("line-label", "entry-label", "claim-note"), (write_inline, "semibold")),
    **_same(write_inline, "entry-value", "finding-number"),
    "evidence": (write_inline, "box"),
    **_same(write_mark, "grade", "verdict"),
    **_same(write_block, "lead", "more", "summary-title", "summary-subtitle", "citation-text"),
    **dict.fromkeys(("finding-evidence", "figure-sources"), (write_block, "unfolded")),
    **_same(write_items, "verdicts", "finding", "answer", "summary-chart"),
    "dl": (write_pairs, "fields"),
    "grades": (write_pairs, "grades"),
    "conflict": (write_section, "conflict"),
    "conflict-values": (write_table, "small-table"),
    "entry": (write_entry, "entry"),
    "source-entry": (write_source, "entry"),
    "expo-figure": (write_exhibit, "again"),
    "figure-picture": (write_picture, "picture"),
    "summary-sheet": (write_sheet, "sheet"),
}
"""The forms of our own elements, by their classes and tags; they come before those of nodes."""


def form_of(node: nodes.Element) -> tuple[Shape, str] | None:
    """The form of a node by the last of its classes that has one, its tag, or its kind."""
    names = (*reversed(node.get("classes", ())), node.get("tag"))
    return next((OF_CLASSES[name] for name in names if name in OF_CLASSES), OF_NODES.get(node.tagname))
