"""The printed edition as one HTML document: front pages, then every page of the book."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path

from expobook import dates

from . import (
    print_entries,
    print_flow,
    print_front,
    print_glyphs,
    print_links,
    print_parts,
    print_prune,
    print_source,
    print_uses,
)
from .print_edition import Edition
from .print_source import CHAPTER, Page, make

Layout = Callable[[str], print_flow.Places]
"""Lays a document out without page ends: the place of every id."""


def document(singlehtml: Path, edition: Edition, layout: Layout | None = None) -> str:
    """The whole document. Raises `PdfError` for a link, picture or letter that can't be printed.

    With a `layout`, text moves before figures that would leave a gap at the foot of a page, and
    entries are dealt out to the columns of each page.
    """
    book = print_source.read(singlehtml)
    pages = book.pages
    _name_summary(pages[0], edition)
    print_links.settle(book, edition.base_address)
    print_uses.settle(pages)
    for page in pages:
        print_entries.settle(page.section)
    print_prune.settle(pages)
    for page in pages:
        print_entries.set_columns(page.section)
        print_parts.prepare(page, book.pictures, edition)
        _open(page)
        _close_chapter(page, edition)
    if layout:
        outlines = [print_parts.outline(picture) for picture in book.pictures]
        print_flow.settle(
            pages, lambda some: layout(_document("", some, outlines, edition)))
    print_links.settle_near(pages, {}, print_flow.PAGE)
    return _document(print_front.front(pages, edition), pages, book.pictures, edition)


def _document(front: str, pages: list[Page], pictures: list[str], edition: Edition) -> str:
    body = "\n".join(_page(page) for page in pages)
    html = f"{_head(edition)}\n<body>\n{front}\n{body}\n</body></html>\n"
    return print_parts.draw(html, pictures)


def _name_summary(root: Page, edition: Edition) -> None:
    """The first page repeats the report's title on the screen; in print that is the title page."""
    if root.title == edition.title:
        root.title = "Summary"
        root.section.find("h1").string = root.title


def margin_texts(edition: Edition) -> str:
    """The texts in the page margins, as a stylesheet: title, edition, stamp."""
    name = f"Edition {edition.name} · data as of {dates.written(edition.data_date)}"
    texts = {
        "title": print_glyphs.set_text(edition.title.split(": ")[0]),
        "foot": print_glyphs.set_text(edition.stamp or name),
    }
    quoted = {key: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
              for key, text in texts.items()}
    return (
        f"@page {{ @top-right {{ content: {quoted['title']} }} "
        f"@bottom-left {{ content: {quoted['foot']} }} }}\n"
    )


def meta_tags(edition: Edition) -> str:
    """Author, subject and dates of a document, which the PDF's properties show."""
    meta = {
        "author": edition.author,
        "description": edition.description or edition.subtitle,
        "dcterms.created": edition.data_date,
        "dcterms.modified": edition.data_date,
        "generator": "expobook",
    }
    return "".join(f'<meta name="{name}" content="{escape(content)}">'
                   for name, content in meta.items() if content)


def _head(edition: Edition) -> str:
    title = f"{edition.title} ({'reader’s run' if edition.readers_run else edition.name})"
    return (f'<!DOCTYPE html><html lang="{edition.language}"><head><meta charset="utf-8">'
            f"<title>{escape(title)}</title>{meta_tags(edition)}</head>")


def _page(page: Page) -> str:
    """One page of the book as a section that begins on a new sheet, or close to it."""
    more = f"{' page-short' if page.short else ''}{' page-run-on' if page.run_on else ''}"
    names = f"page page-{page.kind} page-{page.docname.rsplit('/', 1)[-1]}{more}"
    return (f'<section class="{names}" id="{escape(page.anchor)}">'
            f"{page.section.decode(formatter='minimal')}</section>")


def _open(page: Page) -> None:
    """Put chapter or appendix and its sign above the title; name the running head."""
    heading = page.section.find("h1")
    heading["data-running"] = f"{page.number or page.letter}  {page.title}".strip()
    if page.label:
        heading.insert_before(make("p", page.label, class_="opener"))


def _close_chapter(page: Page, edition: Edition) -> None:
    """Say at a chapter's end which notebook made it; the code is in the HTML edition."""
    if page.kind != CHAPTER or not page.docname.startswith("notebooks/"):
        return
    name = page.docname.rsplit("/", 1)[-1]
    line = make("p", "Every number, chart and table of this chapter comes from the notebook ",
                class_="made-by")
    line.append(make("code", f"notebooks/{name}.ipynb"))
    if address := edition.address_of(f"{page.docname}.html"):
        line.append("; its code and data tables are at ")
        line.append(make("a", address.split("://", 1)[-1], href=address, class_="address"))
    line.append(".")
    page.section.append(line)
