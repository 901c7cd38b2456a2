"""The parts of an EPUB 3 file: package, contents, title page, pages and pictures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path, PurePosixPath

from lxml import html

from expobook.citations.identity import Identity, full_name
from expobook.runs import edition

from . import xhtml

FIRST = "mimetype"
"""The file that must come first and unpacked."""
LANGUAGE = "en-GB"
_FOLDER = "EPUB"
_STYLE = "book.css"
_TYPES = {
    ".xhtml": "application/xhtml+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".svg": "image/svg+xml",
    ".css": "text/css",
}
_CONTAINER = f"""<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="{_FOLDER}/package.opf" \
media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
_FEATURES = {
    "accessMode": ("textual", "visual"),
    "accessModeSufficient": ("textual",),
    "accessibilityFeature": ("alternativeText", "structuralNavigation", "tableOfContents"),
    "accessibilityHazard": ("none",),
}


@dataclass(frozen=True, slots=True)
class Chapter:
    """A page of the book: its name and its text."""

    docname: str
    tree: html.HtmlElement

    @property
    def file(self) -> str:
        """Where it lies in the package."""
        return f"{self.docname}.xhtml"

    @property
    def title(self) -> str:
        """Its heading."""
        return _heading_text(self.tree.find(".//h1"))

    def sections(self) -> list[tuple[str, str]]:
        """Anchor and heading of each section."""
        found = [
            (part.get("id"), _heading_text(part.find("h2")))
            for part in self.tree.iter("section")
            if part.find("h2") is not None
        ]
        return [(anchor, words) for anchor, words in found if anchor and words]


def contents(
    identity: Identity, chapters: Sequence[Chapter], pictures: Mapping[str, bytes], stamp: str
) -> dict[str, bytes]:
    """All files of the EPUB by their paths, in their order.

    A `stamp` is what a reader's run says of itself: on the title page and above every page.
    """
    known = {chapter.file: xhtml.anchors(chapter.tree) for chapter in chapters}
    pages = {"title.xhtml": _page(_title_page(identity, stamp), "title.xhtml", identity.title)}
    navigation = _page(_contents_list(chapters), "nav.xhtml", "Contents")
    for chapter in chapters:
        xhtml.keep_links(chapter.tree, chapter.file, known)
        if stamp:
            chapter.tree.insert(0, html.fromstring(f'<p class="stamp">{escape(stamp)}</p>'))
        pages[chapter.file] = _page(chapter.tree, chapter.file, chapter.title)
    style = Path(__file__).with_name("book.css").read_text(encoding="utf-8")
    used = {name: content for name, content in sorted(pictures.items()) if any(name in page for page in pages.values())}
    package = _package(identity, list(pages), list(used), stamp)
    written = {
        FIRST: "application/epub+zip",
        "META-INF/container.xml": _CONTAINER,
        f"{_FOLDER}/package.opf": package,
        f"{_FOLDER}/nav.xhtml": navigation,
        f"{_FOLDER}/{_STYLE}": style,
        **{f"{_FOLDER}/{name}": page for name, page in pages.items()},
    }
    return {
        **{name: text.encode() for name, text in written.items()},
        **{f"{_FOLDER}/{name}": content for name, content in used.items()},
    }


def _page(tree: html.HtmlElement, file: str, title: str) -> str:
    return xhtml.document(tree, title, "../" * file.count("/") + _STYLE, LANGUAGE)


def _title_page(identity: Identity, stamp: str) -> html.HtmlElement:
    names = ", ".join(full_name(author) for author in identity.authors)
    lines = [names, identity.edition_label, identity.content_label, identity.licence, identity.address]
    shown = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    stamped = f'<p class="stamp">{escape(stamp)}</p>' if stamp else ""
    return html.fragment_fromstring(
        f'<div class="title-page"><h1>{escape(identity.title)}</h1>{stamped}{shown}</div>', create_parent="body"
    )


def _contents_list(chapters: Sequence[Chapter]) -> html.HtmlElement:
    items = "".join(f"<li>{_link(chapter.file, chapter.title)}{_parts(chapter)}</li>" for chapter in chapters)
    return html.fragment_fromstring(
        f'<nav epub:type="toc" id="toc"><h1>Contents</h1><ol>{items}</ol></nav>', create_parent="body"
    )


def _parts(chapter: Chapter) -> str:
    items = "".join(f"<li>{_link(f'{chapter.file}#{anchor}', words)}</li>" for anchor, words in chapter.sections())
    return f"<ol>{items}</ol>" if items else ""


def _link(place: str, label: str) -> str:
    return f'<a href="{escape(place)}">{escape(label)}</a>'


def _package(identity: Identity, pages: list[str], pictures: list[str], stamp: str) -> str:
    """Metadata, the list of files, and the order of the pages."""
    title = f"{identity.title} ({stamp})" if stamp else identity.title
    files = [(name, name) for name in (*pages, *pictures, _STYLE)]
    items = "".join(
        f'<item id="{_id(name)}" href="{escape(name)}" media-type="{_TYPES[PurePosixPath(name).suffix]}"/>\n'
        for name, _ in files
    )
    spine = "".join(f'<itemref idref="{_id(name)}"/>\n' for name in pages)
    creators = "".join(f"<dc:creator>{escape(full_name(author))}</dc:creator>\n" for author in identity.authors)
    features = "".join(
        f'<meta property="schema:{name}">{value}</meta>\n' for name, values in _FEATURES.items() for value in values
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" \
xml:lang="{LANGUAGE}">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">{escape(f"urn:sha256:{identity.content}")}</dc:identifier>
<dc:title>{escape(title)}</dc:title>
<dc:language>{LANGUAGE}</dc:language>
{creators}<dc:date>{identity.released}</dc:date>
<dc:rights>{escape(identity.licence)}</dc:rights>
<dc:description>{escape(f"{edition.SUBTITLE}. {identity.edition_label}")}</dc:description>
<meta property="dcterms:modified">{identity.released}T00:00:00Z</meta>
{features}</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
{items}</manifest>
<spine>
{spine}</spine>
</package>
"""


def _id(name: str) -> str:
    return "file-" + re.sub(r"[^A-Za-z0-9-]", "-", name)


def _heading_text(heading: html.HtmlElement | None) -> str:
    return "" if heading is None else " ".join(heading.text_content().split())
