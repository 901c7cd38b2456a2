"""The text of a page as XHTML: no script, no form, no link that leads out of the book's pages."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit, urlunsplit

from lxml import etree, html

_NAMESPACES = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
_GONE = ("script", "style", "link", "noscript", "button", "form", "input", "select", "iframe", "template")
_GONE_CLASSES = frozenset(
    (
        "headerlink",
        "noprint",
        "cite-link",
        "explorer",
        "figure-extras",
        "figure-embed",
        "figure-download",
        "twin",
        "copybtn",
        "computed",
        "entry-link",
        "offered-files",
    )
)
_SCREEN_CLASSES = frozenset(("figures-list", "only-on-screen"))
"""What makes a page one for a screen: forms, and lists that the contents have anyway."""
_NOT_HERE = ("tabindex", "border", "align", "valign", "width", "height")
"""Attributes that scripts use, or that HTML has given up."""
_PLAIN_ROLES = ("doc-biblioentry", "group")


def parsed(body: str) -> html.HtmlElement | None:
    """The text of a page without what needs a screen or a script; folded parts stand open.

    None for a page that is for a screen as a whole.
    """
    tree = html.fragment_fromstring(body, create_parent="body")
    for element in list(tree.iter()):
        classes = set((element.get("class") or "").split())
        if classes & _SCREEN_CLASSES:
            return None
        if element.tag in _GONE or not isinstance(element.tag, str) or classes & _GONE_CLASSES:
            element.drop_tree()
            continue
        for name in [name for name in element.attrib if name in _NOT_HERE]:
            del element.attrib[name]
        if element.get("role") in _PLAIN_ROLES:
            del element.attrib["role"]
        if element.tag == "details":
            element.set("open", "open")
    return tree


def anchors(tree: html.HtmlElement) -> set[str]:
    """The ids of a page, to which links may lead."""
    return {element.get("id") for element in tree.iter() if element.get("id")}


def keep_links(tree: html.HtmlElement, page: str, known: Mapping[str, set[str]]) -> None:
    """Leave the words alone where a link leads to no page or anchor of the book.

    `known` has the anchors of each page by its file; `page` is the file of this one.
    """
    for link in list(tree.iter("a")):
        parts = urlsplit(link.get("href", ""))
        if parts.scheme in ("http", "https"):
            continue
        target = page
        if parts.path:
            path = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path)))
            target = f"{path.removesuffix('.html')}.xhtml"
        if target not in known or (parts.fragment and unquote(parts.fragment) not in known[target]):
            if link.get("id"):
                link.tag = "span"
                del link.attrib["href"]
            else:
                link.drop_tag()
        else:
            link.set(
                "href",
                urlunsplit(parts._replace(path=parts.path.removesuffix(".html") + ".xhtml" if parts.path else "")),
            )


def document(tree: html.HtmlElement, title: str, style: str, language: str) -> str:
    """A whole XHTML document around the text of a page."""
    root = html.Element("html", {"lang": language})
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = title
    etree.SubElement(head, "link", {"rel": "stylesheet", "type": "text/css", "href": style})
    root.append(tree)
    text = etree.tostring(root, encoding="unicode", method="xml")
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n{text.replace("<html", f"<html {_NAMESPACES}", 1)}\n'
    )
