"""Nodes that docutils lacks: numbered figures and tables, folding boxes, guarded sentences."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.writers.html5 import HTML5Translator


class box(nodes.General, nodes.Element):  # noqa: N801 (docutils names nodes in lower case)
    """Any HTML element: `tag`, and further attributes in `html` beside ids and classes."""


class span(nodes.Inline, nodes.TextElement):  # noqa: N801
    """Any inline HTML element: `tag`, and further attributes in `html` beside ids and classes."""


class textbox(nodes.General, nodes.TextElement):  # noqa: N801
    """Like `box`, for elements that hold running text and links."""


class printed(nodes.literal):  # noqa: N801
    """Text that stays as it is: a phrase from a source, an identifier; nobody curls its quotes."""


class expo_figure(nodes.General, nodes.Element):  # noqa: N801
    """A numbered chart with its finding, picture, source, note and data."""


class expo_table(nodes.General, nodes.Element):  # noqa: N801
    """A numbered table with its finding, source and note."""


class number_of_parent(nodes.General, nodes.Element):  # noqa: N801
    """The place where the number of the surrounding figure or table is printed."""


OTHER_SCRIPTS = frozenset(("ar", "bn", "ja", "ko", "ru", "ur", "zh"))
"""Languages of sources that aren't written in Latin letters."""
LAST_LATIN = "\u024f"
_WITH_TEXT = ("p", "dt", "dd", "summary")


def make_box(tag: str, *children: nodes.Node, classes: tuple[str, ...] = (), **attributes: str) -> nodes.Element:
    """An HTML element around other nodes."""
    details = {"tag": tag, "classes": list(classes), "html": attributes}
    if tag in _WITH_TEXT:
        return textbox("", "", *children, **details)
    return box("", *children, **details)


def make_span(
    text: str = "", *children: nodes.Node, tag: str = "span", classes: tuple[str, ...] = (), **attributes: str
) -> span:
    """An inline HTML element around text or other inline nodes."""
    inner = [nodes.Text(text)] if text else list(children)
    return span("", "", *inner, tag=tag, classes=list(classes), html=attributes)


def spoken(text: str, language: str) -> str:
    """The language in which to read a text out, empty for English.

    Titles and phrases of sources in another script are entered in English too: their letters tell.
    """
    if language in OTHER_SCRIPTS and not any(char.isalpha() and char > LAST_LATIN for char in text):
        return ""
    return "" if language == "en" else language


def make_printed(text: str, language: str = "") -> printed:
    """A phrase as printed in quotes, marked with its language when that isn't English."""
    return make_as_printed(f"“{text}”", language)


def make_as_printed(text: str, language: str = "") -> printed:
    """A phrase as printed without quotes, marked with its language when that isn't English."""
    html = {"lang": known} if (known := spoken(text, language)) else {}
    return printed("", text, tag="span", classes=["printed"], html=html)


def make_code(name: str) -> printed:
    """An identifier, without the markup that docutils wraps around the words of a literal."""
    return printed("", name, tag="code", classes=[], html={})


def make_printed_text(text: str) -> printed:
    """Words that stay as they are: no quotes curled, no dashes made."""
    return printed("", text, tag="span", classes=[], html={})


def make_more(title: str, *children: nodes.Node, classes: tuple[str, ...] = (), **attributes: str) -> nodes.Element:
    """A box that is folded behind its title."""
    summary = make_box("summary", nodes.Text(title))
    return make_box("details", summary, *children, classes=("more", *classes), **attributes)


def title_of(node: nodes.Node) -> str:
    """The title of a numbered figure or table, as cross-references name it."""
    titles = [found for found in node.findall(textbox) if "figure-title" in found["classes"]]
    return titles[0].astext() if titles else ""


def _visit_element(self: HTML5Translator, node: nodes.Element) -> None:
    attributes = {name.replace("_", "-"): value for name, value in node["html"].items()}
    suffix = "\n" if isinstance(node, box) else ""
    self.body.append(self.starttag(node, node["tag"], suffix, **attributes))


def _depart_element(self: HTML5Translator, node: nodes.Element) -> None:
    suffix = "" if isinstance(node, span | printed) else "\n"
    self.body.append(f"</{node['tag']}>{suffix}")


def _visit_numbered(self: HTML5Translator, node: nodes.Element) -> None:
    kind = "expo-figure" if isinstance(node, expo_figure) else "expo-table"
    self.body.append(self.starttag(node, "figure", CLASS=kind))


def _depart_numbered(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append("</figure>\n")


def _visit_number(self: HTML5Translator, node: nodes.Element) -> None:
    owner = node.parent
    while owner is not None and not isinstance(owner, expo_figure | expo_table):
        owner = owner.parent
    if owner is not None and owner["ids"]:
        what = "figure" if isinstance(owner, expo_figure) else "table"
        self.add_fignumber(owner)
        self.add_permalink_ref(owner, f"Permanent link to this {what}")
    raise nodes.SkipNode


def _pass(self: nodes.NodeVisitor, node: nodes.Element) -> None:
    """Writers other than HTML print the children."""


def setup(app: Sphinx) -> None:
    """Register the nodes with the HTML writer; other writers print what is inside."""
    others: dict[str, Any] = dict.fromkeys(("latex", "text", "man", "texinfo"), (_pass, _pass))
    for element in (box, textbox, printed, span):
        app.add_node(element, html=(_visit_element, _depart_element), **others)
    app.add_node(number_of_parent, html=(_visit_number, None), typst=(_pass, _pass), **others)
    for kind, node in (("figure", expo_figure), ("table", expo_table)):
        app.add_enumerable_node(node, kind, title_of, html=(_visit_numbered, _depart_numbered), **others)


LANGUAGES = ("en", "zh")
_KEY = "expobook_language"


def set_language(env: BuildEnvironment, language: str) -> None:
    """Let what follows in the page that is being read speak a language."""
    env.temp_data[_KEY] = language


def of_page(env: BuildEnvironment) -> str:
    """The language of the page that is being read."""
    return env.temp_data.get(_KEY, LANGUAGES[0])
