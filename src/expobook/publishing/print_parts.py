"""Parts of pages as print wants them: figures, tables, entries, folded boxes."""

from __future__ import annotations

import base64
import re
from html import unescape

from bs4 import NavigableString, Tag

from . import print_glyphs, print_links
from .print_edition import Edition, PdfError
from .print_source import APPENDIX, Page, make

_WRAPPERS = ["cell", "cell_output", "pst-scrollable-table-container", "table-wrapper"]
_KEPT_ATTRIBUTES = frozenset((
    "id", "class", "href", "lang", "colspan", "rowspan", "scope", "src", "alt", "start",
    "data-picture", "data-alt", "data-height", "data-least", "data-running", "aria-label",
))
_PLAIN = frozenset(("pre", "doc", "std", "std-doc", "std-ref", "std-numref", "caption-text",
                    "docutils", "literal", "notranslate", "claim"))
_SVG_TEXT = re.compile(r"<text\b[^>]*>(.*?)</text>", re.DOTALL)
_TITLE = re.compile(r"<title\b[^>]*>(.*?)</title>", re.DOTALL)
_VIEW = re.compile(r'viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"')
_LETTER_SIZE = re.compile(r'font-size="?([\d.]+)px')
_DESC = re.compile(r"<desc\b[^>]*>(.*?)</desc>", re.DOTALL)
WIDEST, TALLEST = 158.0, 196.0
"""The largest drawing that the stylesheet prints, in millimetres."""
_LEAST_LETTER = 8.0
"""Size in points below which no letter of a chart is drawn to make it fit a page."""
_KEPT = 14
"""Letters up to which a number stays in one piece; longer ones would leave holes in a line."""
_DATE = re.compile(r"(\d{1,2} )?[A-Z][a-z]+ \d{4}\Z")
_SHORT_PAGE = 2600
"""Letters of an appendix with entries that needs no sheet of its own; others need none."""
_LETTER_MM = 1.62
"""Mean width of a letter in table type, in millimetres."""
_CELL_MM = 3.6
"""Space between two columns."""
_MEASURE_MM = 170.0


def prepare(page: Page, pictures: list[str], edition: Edition) -> None:
    """Bring everything on a page into its printed form."""
    section = page.section
    for wrapper in section.find_all("div", class_=_WRAPPERS):
        wrapper.unwrap()
    for fold in section.find_all("details"):
        _unfold(fold)
    if page.kind == APPENDIX:
        page.short = not section.find(class_="entries") or len(section.get_text()) < _SHORT_PAGE
    for drawing in section.find_all("svg", {"data-picture": True}):
        svg = pictures[int(drawing["data-picture"])]
        drawing["data-alt"] = _alt(svg, page.docname)
        drawing.parent["data-height"] = _height(svg)
        drawing.parent["data-least"] = _least(svg)
    for figure in section.find_all("figure", class_=["expo-figure", "expo-table"]):
        _set_figure(figure, page, edition)
    for table in section.find_all("table"):
        _set_table(table)
    print_links.name_for_listeners(section)
    print_links.shorten_addresses(section)
    _keep_numbers(section)
    lighten(section)
    print_glyphs.settle(section, page.docname)


def draw(html: str, pictures: list[str]) -> str:
    """Put the pictures back as images of their own: no HTML parser has to read their shapes."""
    def drawn(match: re.Match[str]) -> str:
        svg = pictures[int(match["number"])]
        if "xmlns=" not in svg[:svg.index(">")]:
            svg = svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
        packed = base64.b64encode(svg.encode("utf-8")).decode("ascii")
        return f'<img alt="{match["alt"]}" src="data:image/svg+xml;base64,{packed}">'

    pattern = r'<svg data-alt="(?P<alt>[^"]*)" data-picture="(?P<number>\d+)"></svg>'
    return re.sub(pattern, drawn, html)


def outline(svg: str) -> str:
    """A drawing of the same size with nothing in it, for measuring."""
    return svg[:svg.index(">")].rstrip("/") + "/>"


def _alt(svg: str, docname: str) -> str:
    """The description of a drawing. Raises `PdfError` without one, or for unprintable letters."""
    found = _DESC.search(svg) or _TITLE.search(svg)
    alt = unescape(found[1]).strip() if found else ""
    if not alt:
        raise PdfError(f"{docname}: a picture has no description for readers who can't see it")
    written = "".join(unescape(re.sub(r"<[^>]+>", "", text)) for text in _SVG_TEXT.findall(svg))
    if missing := print_glyphs.lacking(written):
        raise PdfError(
            f"{docname}: the chart “{alt[:80]}” has letters that the fonts lack: {missing!r}; "
            "write chart texts in English"
        )
    return alt


def _keep_numbers(section: Tag) -> None:
    """Let no line end within a short number or a date."""
    for number in section.find_all("a", class_="fact"):
        if len(number.get_text()) <= _KEPT:
            number["class"] = [*number["class"], "kept"]
    for cell in section.find_all("td"):
        text = cell.get_text(" ", strip=True)
        short = len(text) <= _KEPT and any(sign.isdigit() for sign in text)
        if short or _DATE.match(text):
            cell["class"] = [*cell.get("class", []), "kept"]


def _least(svg: str) -> str:
    """The part of its height at which a drawing's smallest letters are as small as they may be."""
    sizes = [float(size) for size in _LETTER_SIZE.findall(svg)]
    whole = _VIEW.search(svg)
    if not sizes or not whole:
        return ""
    width, height = (float(value) * 25.4 / 96 for value in whole.groups())
    drawn = min(sizes) * 0.75 * min(1, WIDEST / width, TALLEST / height)
    return f"{min(1.0, _LEAST_LETTER / drawn):.3f}"


def _height(svg: str) -> str:
    """The height in millimetres at which a drawing is printed, by the stylesheet's limits."""
    box = _VIEW.search(svg)
    if not box:
        return ""
    width, height = (float(value) * 25.4 / 96 for value in box.groups())
    return f"{height * min(1, WIDEST / width, TALLEST / height):.1f}"


def _unfold(fold: Tag) -> None:
    """Print what a page folds away, under its title; inside an entry its title is enough."""
    if "figure-sources" in fold.get("class", []):
        _join_sources(fold)
        return
    title = fold.find("summary")
    words = title.extract().get_text(" ", strip=True) if title else ""
    if fold.find_parent(class_="entry"):
        fold.replace_with(NavigableString(words))
        return
    fold.name = "div"
    fold.attrs = {"class": fold.get("class", [])}
    if words:
        fold.insert(0, make("p", words, class_="more-title"))


def lighten(section: Tag) -> None:
    """Drop what only a screen uses: tooltips, states, spans around spans. Layout time halves."""
    for element in section.find_all(True):
        element.attrs = {
            name: value for name, value in element.attrs.items() if name in _KEPT_ATTRIBUTES
        }
    for span in section.find_all("span"):
        names = set(span.get("class", [])) - _PLAIN
        if names or span.get("id") or span.get("lang"):
            continue
        span.unwrap()


def _join_sources(fold: Tag) -> None:
    """On paper nothing folds: the other sources of a figure go on in its source line."""
    line = fold.find_previous_sibling(class_="figure-source")
    others = fold.find("p")
    for text in line.find_all(string=re.compile("and others, listed below")):
        before, _, after = text.partition(" and others, listed below")
        text.replace_with(NavigableString(before + "; "), *list(others.contents),
                          NavigableString(after))
    fold.extract()


def _set_figure(figure: Tag, page: Page, edition: Edition) -> None:
    """Number and finding before the picture, measure, source and permalink where readers look."""
    foot = figure.select_one(".figure-foot")
    if foot is None:
        foot = make("div", class_="figure-foot")
        figure.append(foot)
    figure.append(foot.extract())
    for text in foot.find_all(string=re.compile(r"Evidence $")):
        text.replace_with(NavigableString(text[:-1] + "\u00a0"))
    if figure.get("id"):
        foot.append(_permalink(figure["id"], page, edition))


def _permalink(name: str, page: Page, edition: Edition) -> Tag:
    """The address of a figure; without one its name, which the imprint tells how to open."""
    line = make("p", class_="permalink")
    if address := edition.address_of(f"{page.docname}.html#{name}"):
        line.append(make("span", "Permalink: ", class_="line-label"))
        line.append(make("a", address.split("://", 1)[-1], href=address, class_="address"))
    else:
        line.append(make("span", "Cite as: ", class_="line-label"))
        line.append(f"{name} · {edition.words}")
    return line


def _set_table(table: Tag) -> None:
    """Heads with a scope, cells without paragraphs, type size and page by what must fit."""
    for paragraph in table.select("td > p, th > p"):
        if len(paragraph.parent.find_all("p", recursive=False)) == 1:
            paragraph.unwrap()
    for group in table.select("colgroup"):
        group.decompose()
    for head in table.select("thead th"):
        head["scope"] = "col"
        if not head.get_text(strip=True):
            head.name = "td"
            del head["scope"]
    for stub in table.select("tbody th"):
        stub["scope"] = "row"
    classes = [name for name in table.get("class", []) if name != "table"]
    table["class"] = [*classes, "cells", *_fit(table)]
    figure = table.find_parent("figure", class_="expo-table")
    if figure is not None and "turned" in table["class"]:
        figure["class"] = [*figure.get("class", []), "turned"]


def _fit(table: Tag) -> list[str]:
    """Classes that let a table fit the measure: smaller type, then the page turned."""
    rows = [[cell.get_text(" ", strip=True) for cell in row.find_all(["td", "th"])]
            for row in table.find_all("tr")]
    columns = max((len(row) for row in rows), default=0)
    least = 0.0
    for column in range(columns):
        texts = [row[column] for row in rows if column < len(row)]
        words = [word for text in texts for word in re.split(r"[\s/\-–]+", text)]
        longest = max((len(word) for word in words), default=0)
        least += min(longest, 22) * _LETTER_MM + _CELL_MM
    if least > _MEASURE_MM * 1.15:
        return ["turned"]
    return ["tight"] if least > _MEASURE_MM * 0.85 or columns >= 7 else []
