"""The summary as files of their own: one HTML file for each language, and a PDF of one page."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from sphinx.application import Sphinx

from expobook import faces

from . import print_front, print_html, print_job
from .ahead import SCREEN
from .print_edition import Edition, PdfError
from .summary import FOLDER, LANGUAGES, SHEET, STYLE

HERE = Path(__file__).parent
DOCNAMES = {"en": "book/summary", "zh": "book/summary-zh"}
PRINTED = "en"
"""The language of the PDF: no font with Chinese letters is packaged."""
_STYLES = {"screen": (STYLE, "summary-page.css", "summary-screen.css"),
           "press": (STYLE, "summary-page.css")}
_PICTURE = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_TIME_LIMIT = 60.0
_CITE_AND_LICENCE = 2
"""The first lines of an imprint."""


def sheet_of(page: str, base: str, unread: str = "") -> str:
    """The sheet of a built page as HTML that stands alone.

    `base` is the page's address when the book has one; without it a number is plain text, because
    a file that was taken away has no ledger beside it. `unread` selects what is left out.
    """
    pictures: list[str] = []

    def lift(match: re.Match[str]) -> str:
        pictures.append(match[0])
        return f'<svg data-picture="{len(pictures) - 1}"></svg>'

    soup = BeautifulSoup(_PICTURE.sub(lift, page), "html.parser")
    sheet = soup.select_one(f".{SHEET}")
    if sheet is None:
        raise PdfError("the page of the summary holds no sheet")
    sheet["class"] = [SHEET]
    del sheet["data-instead"]
    sheet.select_one(".summary-title").name = "h1"
    if findings := sheet.select_one(".summary-findings"):
        findings.name = "ul"
        for finding in findings.find_all(class_="finding", recursive=False):
            finding.name = "li"
    for link in sheet.find_all("a"):
        _settle(link, base)
    for element in sheet.select(unread) if unread else ():
        element.decompose()
    for chart in sheet.select(".figure-picture"):
        chart.attrs = {"class": "figure-picture", "lang": "en"}
    text = sheet.decode(formatter="minimal")
    return re.sub(r'<svg data-picture="(\d+)"></svg>', lambda m: pictures[int(m[1])], text)


def _settle(link: Tag, base: str) -> None:
    if base:
        link["href"] = urljoin(base, link["href"])
        del link["title"]
    else:
        link.name = "span"
        link.attrs = {"class": link.get("class", [])}


def document(sheet: str, language: str, title: str, medium: Literal["screen", "press"],
             meta: str = "") -> str:
    """A whole HTML document with its styles inside; for the screen with its letters too."""
    styles = "".join((HERE / "static" / name).read_text(encoding="utf-8")
                     for name in _STYLES[medium])
    letters = faces.rules(*faces.SANS) if medium == "screen" else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title>{meta}"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="icon" href="data:,">'
        f"<style>{letters}{styles}</style></head>\n<body><main>{sheet}</main></body></html>\n"
    )


def title_of(sheet: str) -> str:
    """Title and subtitle of a sheet in a line."""
    soup = BeautifulSoup(_PICTURE.sub("", sheet), "html.parser")
    return ": ".join(soup.select_one(f".summary-{part}").get_text(" ", strip=True)
                     for part in ("title", "subtitle"))


def write_pages(app: Sphinx, failure: Exception | None) -> None:
    """Write the HTML file of each language beside the pages."""
    if failure is not None or app.builder.name not in SCREEN:
        return
    folder = Path(app.outdir) / FOLDER
    base = str(app.config.html_baseurl or "")
    for language in LANGUAGES:
        docname = DOCNAMES[language]
        if docname in app.env.found_docs:
            folder.mkdir(exist_ok=True)
            page = Path(app.builder.get_outfilename(docname)).read_text(encoding="utf-8")
            address = f"{base.rstrip('/')}/{app.builder.get_target_uri(docname)}" if base else ""
            sheet = sheet_of(page, address)
            text = document(sheet, language, title_of(sheet), "screen")
            (folder / f"summary-{language}.html").write_text(text, encoding="utf-8", newline="\n")


def write_pdf(html: Path, target: Path, edition: Edition) -> None:
    """Typeset the English sheet of a built book; nothing is written where the book has none.

    Raises `PangoMissing` where the text library is missing, `PdfError` for a sheet that takes more
    than a page or that the layout complains of.
    """
    page = html / f"{DOCNAMES[PRINTED]}.html"
    if not page.is_file():
        return
    sheet = sheet_of(page.read_text(encoding="utf-8"), _address(edition), unread=".sr-only")
    sheet = sheet.removesuffix("</div>") + f"{_colophon(edition)}</div>"
    title = f"Summary of {edition.title} ({edition.words})"
    text = document(sheet, PRINTED, title, "press", print_html.meta_tags(edition))
    press = print_job.Press(page, replace(edition, attachments=()), _TIME_LIMIT)
    printed = press.print(text, styles=())
    if printed.log:
        raise PdfError("the layout of the summary has faults:\n" + "\n".join(printed.log))
    if printed.pages != 1:
        raise PdfError(f"the summary takes {printed.pages} pages and must take one: shorten "
                       f"{DOCNAMES[PRINTED]}.md")
    target.write_bytes(printed.content)


def _colophon(edition: Edition) -> str:
    """How to cite the report and under which licence its text is; a sheet travels alone."""
    where = [f"This page: {_address(edition)}"] if edition.base_address else []
    lines = "".join(f"<p>{print_front.linked(line)}</p>"
                    for line in (*edition.imprint[:_CITE_AND_LICENCE], *where))
    return f'<div class="summary-foot summary-colophon">{lines}</div>' if lines else ""


def _address(edition: Edition) -> str:
    base = edition.base_address.rstrip("/")
    return f"{base}/{DOCNAMES[PRINTED]}.html" if base else ""


def setup(app: Sphinx) -> None:
    """Write the files when the pages stand."""
    app.connect("build-finished", write_pages)
