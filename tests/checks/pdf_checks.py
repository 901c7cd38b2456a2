"""Checks of a finished PDF: what must be in it, what must not, and what a reader's tools need.

pikepdf reads structure, links and fonts; poppler's `pdftotext` reads the text as a reader's
search does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf

from checks import pdf_text
from expobook.publishing.pdf import PdfError

FORBIDDEN = ("alt.Chart(", "Styler at", "np.float64(", "Error loading", "\ufffd")
FAMILIES = ("SourceSansPro", "SourceSerifPro", "NotoSansSC", "NotoSerifSC")
_PAINTS = frozenset(("S", "s", "f", "F", "f*", "B", "B*", "b", "b*"))
_SHOWS = frozenset(("Tj", "TJ", "'", '"'))
_WEB = re.compile(r"(https?|mailto):")


@dataclass(slots=True)
class Drawn:
    """What the pages' drawing commands contain."""

    paints: dict[tuple[int, int], int] = field(default_factory=dict)
    """Painted shapes by page and marked content."""
    missing: list[int] = field(default_factory=list)
    """Numbers of pages with a letter that has no glyph."""
    marked: set[tuple[int, int]] = field(default_factory=set)
    """Page and number of every marked content."""
    loose: list[int] = field(default_factory=list)
    """Numbers of pages with text that is neither content nor an artifact."""


def check_pdf(
    pdf: Path, facts: Iterable[Mapping[str, Any]], figures: Iterable[Mapping[str, Any]] = (), *, text: bool = True
) -> list[str]:
    """What is wrong with the PDF, one plain line each; an empty list for a sound one.

    `facts` are the facts of the ledger (with `id` and `display`), `figures` the registered
    figures (with `id` and `alt`). With `text=False` the checks that need `pdftotext` are left
    out; otherwise raises `PdfError` where it is missing. Raises `PdfError` for another file.
    """
    facts = list(facts)
    try:
        with pikepdf.open(pdf) as document:
            problems = [
                *_identity(document),
                *_outline(document),
                *_links(document),
                *_entries(document, facts),
                *_fonts(document),
                *_drawings(document, figures),
            ]
    except pikepdf.PdfError as error:
        raise PdfError(f"{pdf.name} isn't a readable PDF: {error}") from None
    if text:
        problems += _text(pdf, facts)
        problems += pdf_text.misplaced(pdf)
    return problems


def _identity(document: pikepdf.Pdf) -> Iterator[str]:
    root = document.Root
    if not str(root.get("/Lang", "")):
        yield "the PDF names no language"
    if not str(document.docinfo.get("/Title", "")):
        yield "the PDF has no title"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "viewers would show the file name instead of the title"
    if not root.get("/MarkInfo", {}).get("/Marked", False) or "/StructTreeRoot" not in root:
        yield "the PDF isn't tagged"
    with document.open_metadata() as metadata:
        if metadata.get("pdfuaid:part") != "1":
            yield "the PDF doesn't declare PDF/UA-1"


def _outline(document: pikepdf.Pdf) -> Iterator[str]:
    with document.open_outline() as outline:
        if not outline.root:
            yield "the PDF has no bookmarks"
        for item in outline.root:
            if not str(item.title).strip():
                yield "a bookmark has no title"


def destinations(document: pikepdf.Pdf) -> set[str]:
    """The names that links of this PDF can lead to."""
    names: set[str] = set()
    tree = document.Root.get("/Names", {}).get("/Dests")
    if tree is not None:
        names.update(str(name) for name in pikepdf.NameTree(tree))
    names.update(name.lstrip("/") for name in document.Root.get("/Dests", {}))
    return names


def places(document: pikepdf.Pdf) -> dict[str, tuple[int, float, float]]:
    """Where each named place is: its page, from 1, and points from the page's left and from its foot."""
    numbers = {page.objgen: number for number, page in enumerate(document.pages, 1)}
    found = pikepdf.NameTree(document.Root["/Names"]["/Dests"]).items()
    held = {name: held["/D"] if isinstance(held, pikepdf.Dictionary) else held for name, held in found}
    return {name: (numbers[at[0].objgen], float(at[2]), float(at[3])) for name, at in held.items()}


def links(document: pikepdf.Pdf) -> Iterator[tuple[int, str, str]]:
    """(page; inside, page or outside; target) for every link; a page is named by its number."""
    numbers = {page.objgen: number for number, page in enumerate(document.pages, 1)}
    for number, page in enumerate(document.pages, 1):
        for annotation in page.get("/Annots", []):
            if annotation.get("/Subtype") != "/Link":
                continue
            action = annotation.get("/A")
            if action is not None and "/URI" in action:
                yield number, "outside", str(action["/URI"])
            else:
                target = annotation.get("/Dest", action.get("/D") if action is not None else "")
                if isinstance(target, pikepdf.Array):
                    yield number, "page", str(numbers.get(target[0].objgen, "none of this PDF"))
                else:
                    yield number, "inside", str(target)


def _links(document: pikepdf.Pdf) -> Iterator[str]:
    known = destinations(document)
    for number, kind, target in links(document):
        if kind == "inside" and target not in known:
            yield f"page {number}: a link leads to {target!r}, which the PDF doesn't have"
        if kind == "page" and not target.isdigit():
            yield f"page {number}: a link leads to a page that the PDF doesn't have"
        if kind == "outside" and not _WEB.match(target):
            yield f"page {number}: a link leads to a local file: {target}"


def _entries(document: pikepdf.Pdf, facts: list[Mapping[str, Any]]) -> Iterator[str]:
    """Every fact has its entry in the ledger."""
    known = destinations(document)
    for fact in facts:
        if f"fact-{fact['id']}" not in known:
            yield f"fact {fact['id']}: the ledger of the PDF has no entry for it"


def fonts(document: pikepdf.Pdf) -> dict[str, bool]:
    """Name of every font in use, and whether it is embedded."""
    found: dict[str, bool] = {}
    for item in document.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
            name = str(item.get("/FontName", "")).lstrip("/")
            found[name] = any(key in item for key in ("/FontFile", "/FontFile2", "/FontFile3"))
    return found


def _fonts(document: pikepdf.Pdf) -> Iterator[str]:
    found = fonts(document)
    if not found:
        yield "the PDF has no font"
    for name, embedded in sorted(found.items()):
        if not embedded:
            yield f"font {name} isn't embedded"
        plain = re.sub(r"[^A-Za-z]", "", name.split("+")[-1])
        if not any(family in plain for family in FAMILIES):
            yield f"font {name} isn't one of the report's own"


Content = tuple[int, int]
"""Page and number of a marked content."""


def described_pictures(document: pikepdf.Pdf) -> list[tuple[str, list[Content]]]:
    """(description, marked contents) of every figure in the structure tree."""
    return [
        (str(element.get("/Alt", "")), contents)
        for element, contents in structure(document)
        if element.get("/S") == "/Figure"
    ]


def structure(document: pikepdf.Pdf) -> Iterator[tuple[pikepdf.Object, list[Content]]]:
    """Every element of the structure tree with its own marked contents."""
    numbers = {page.objgen: number for number, page in enumerate(document.pages, 1)}
    waiting = [document.Root.get("/StructTreeRoot", pikepdf.Dictionary())]
    while waiting:
        element = waiting.pop()
        kids = element.get("/K", [])
        kids = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
        yield element, [_content(kid, element, numbers) for kid in kids if isinstance(kid, int) or "/MCID" in kid]
        waiting.extend(kid for kid in kids if isinstance(kid, pikepdf.Dictionary) and "/S" in kid)


def languages(document: pikepdf.Pdf) -> set[str]:
    """The languages that elements of the structure or marked contents name."""
    found = {str(element["/Lang"]) for element, _ in structure(document) if "/Lang" in element}
    for page in document.pages:
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == "BDC" and isinstance(operands[1], pikepdf.Dictionary):
                found.add(str(operands[1].get("/Lang", "")))
    return found - {""}


def _content(kid: Any, element: pikepdf.Object, numbers: Mapping[Any, int]) -> Content:
    """A marked content by its number alone, on its element's page, or with its own page."""
    alone = isinstance(kid, int)
    page = element.get("/Pg") if alone else kid.get("/Pg", element.get("/Pg"))
    return numbers.get(page.objgen, 0) if page is not None else 0, int(kid if alone else kid.MCID)


def _untagged(document: pikepdf.Pdf, drawn: Drawn) -> Iterator[str]:
    """Name the pages with content that no reader's aid reads, and that isn't decoration."""
    held = {content for _, contents in structure(document) for content in contents}
    for number in sorted({page for page, _ in drawn.marked - held}):
        yield f"page {number}: marked content that isn't in the structure tree"
    for number in drawn.loose:
        yield f"page {number}: text that is neither tagged nor an artifact"


def _drawings(document: pikepdf.Pdf, figures: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    drawn = _read_pages(document)
    yield from _untagged(document, drawn)
    for number in drawn.missing:
        yield f"page {number}: a letter has no glyph in the embedded fonts"
    pictures = described_pictures(document)
    shapes: dict[str, int] = {}
    for alt, contents in pictures:
        if not alt:
            yield f"page {contents[0][0] if contents else 0}: a picture has no alternative text"
        shapes[alt] = shapes.get(alt, 0) + sum(drawn.paints.get(content, 0) for content in contents)
    for figure in figures:
        if figure["alt"] not in shapes:
            yield f"figure {figure['id']}: not in the PDF"
        elif not shapes[figure["alt"]]:
            yield f"figure {figure['id']}: its place in the PDF holds no drawing"
    for item in document.objects:
        if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image":
            yield "the PDF holds a picture made of pixels; figures are vectors"


def _read_pages(document: pikepdf.Pdf) -> Drawn:
    drawn = Drawn()
    for number, page in enumerate(document.pages, 1):
        marks: list[int | None] = []
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in _SHOWS and not marks and number not in drawn.loose:
                drawn.loose.append(number)
            if name in ("BDC", "BMC"):
                marks.append(_mark(operands))
                if marks[-1] is not None:
                    drawn.marked.add((number, marks[-1]))
            elif name == "EMC":
                marks.pop()
            elif name in _PAINTS or name == "Do":
                for mark in marks:
                    if mark is not None:
                        drawn.paints[number, mark] = drawn.paints.get((number, mark), 0) + 1
            elif name in _SHOWS and _lacks_glyph(operands) and number not in drawn.missing:
                drawn.missing.append(number)
    return drawn


def _mark(operands: Any) -> int | None:
    properties = operands[-1] if len(operands) else None
    if isinstance(properties, pikepdf.Dictionary) and "/MCID" in properties:
        return int(properties["/MCID"])
    return None


def _lacks_glyph(operands: Any) -> bool:
    """Whether a text command shows glyph 0, the empty box; glyphs are numbers of two bytes."""
    for operand in operands:
        for part in operand if isinstance(operand, pikepdf.Array) else [operand]:
            if isinstance(part, pikepdf.String):
                codes = bytes(part)
                if any(codes[at : at + 2] == b"\0\0" for at in range(0, len(codes), 2)):
                    return True
    return False


def _text(pdf: Path, facts: list[Mapping[str, Any]]) -> Iterator[str]:
    pages = pdf_text.pages(pdf)
    for number, page in enumerate(pages, 1):
        if len(page.split()) < 3:
            yield f"page {number}: no text can be taken from it"
        for words in FORBIDDEN:
            if words in page:
                yield f"page {number}: says {words!r}"
    whole = pdf_text.squeezed("".join(pages))
    for fact in facts:
        if pdf_text.squeezed(fact["display"]) not in whole:
            yield f"fact {fact['id']}: its text {fact['display']!r} isn't in the PDF"
