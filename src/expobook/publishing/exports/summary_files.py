"""The summary as files of their own: one HTML file for each language; print has its PDF files."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from sphinx.application import Sphinx

from expobook.figures import fonts
from expobook.figures.fonts import chinese

from ..build.workers import SCREEN
from ..pages.summary import FOLDER, LANGUAGES, SHEET, STYLE

HERE = Path(__file__).parents[1] / "theme"
DOCNAMES = {"en": "book/summary", "zh": "book/summary-zh"}
_STYLES = (STYLE, "summary-page.css", "summary-screen.css")
_PICTURE = re.compile(r"<svg\b.*?</svg>", re.DOTALL)


def sheet_of(page: str, base: str) -> str:
    """The sheet of a built page as HTML that stands alone.

    `base` is the page's address when the book has one; without it a number is plain text, because
    a file that was taken away has no ledger beside it.
    """
    pictures: list[str] = []

    def lift(match: re.Match[str]) -> str:
        pictures.append(match[0])
        return f'<svg data-picture="{len(pictures) - 1}"></svg>'

    soup = BeautifulSoup(_PICTURE.sub(lift, page), "html.parser")
    sheet = _only_element(soup, SHEET)
    sheet["class"] = SHEET
    del sheet["data-instead"]
    _only_element(sheet, "summary-title").name = "h1"
    if findings := sheet.select_one(".summary-findings"):
        findings.name = "ul"
        for finding in findings.find_all(class_="finding", recursive=False):
            finding.name = "li"
    for link in sheet.find_all("a"):
        _resolve_link(link, base)
    for chart in sheet.select(".figure-picture"):
        chart.attrs = {"class": "figure-picture", "lang": "en"}
    text = sheet.decode(formatter="minimal")
    return re.sub(r'<svg data-picture="(\d+)"></svg>', lambda m: pictures[int(m[1])], text)


def _resolve_link(link: Tag, base: str) -> None:
    if base:
        link["href"] = urljoin(base, str(link["href"]))
        del link["title"]
    else:
        link.name = "span"
        link.attrs = {"class": link.attrs.get("class", "")}


def document(sheet: str, language: str, title: str) -> str:
    """A whole HTML document with its styles and letters inside."""
    styles = "".join((HERE / "static" / name).read_text(encoding="utf-8") for name in _STYLES)
    letters = fonts.rules(*fonts.SANS) + chinese.rules(sheet, chinese.inside)
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="icon" href="data:,">'
        f"<style>{letters}{styles}</style></head>\n<body><main>{sheet}</main></body></html>\n"
    )


def _only_element(soup: Tag, name: str) -> Tag:
    """The part of a page that has a class, which is known to be there."""
    return soup.select(f".{name}")[0]


def title_of(sheet: str) -> str:
    """Title and subtitle of a sheet in a line."""
    soup = BeautifulSoup(_PICTURE.sub("", sheet), "html.parser")
    return ": ".join(_only_element(soup, f"summary-{part}").get_text(" ", strip=True) for part in ("title", "subtitle"))


def write_pages(app: Sphinx, failure: Exception | None) -> None:
    """Write the HTML file of each language beside the pages."""
    builder: Any = app.builder
    if failure is not None or builder.name not in SCREEN:
        return
    folder = Path(app.outdir) / FOLDER
    base = str(app.config.html_baseurl or "")
    for language in LANGUAGES:
        docname = DOCNAMES[language]
        if docname in app.env.found_docs:
            folder.mkdir(exist_ok=True)
            page = Path(builder.get_outfilename(docname)).read_text(encoding="utf-8")
            address = f"{base.rstrip('/')}/{builder.get_target_uri(docname)}" if base else ""
            sheet = sheet_of(page, address)
            text = document(sheet, language, title_of(sheet))
            (folder / f"summary-{language}.html").write_text(text, encoding="utf-8", newline="\n")


def setup(app: Sphinx) -> None:
    """Write the files when the pages stand."""
    app.connect("build-finished", write_pages)
