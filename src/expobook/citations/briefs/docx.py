"""A brief as a Word document: pandoc writes it from the Markdown, in our own styles."""

from __future__ import annotations

import io
import os
import tempfile
import zipfile
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path

from lxml import etree

from expobook.values.files import archives

from .. import pandoc
from . import markdown
from .brief import Brief
from .html import heading

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# The text is ours: no quotes to curl, no head to look for.
_OPTIONS = (
    "--from=markdown-smart-yaml_metadata_block-pandoc_title_block",
    "--to=docx",
    "--output=brief.docx",
    "--reference-doc=reference.docx",
    "--metadata=lang=en-GB",
)
_DC = "{http://purl.org/dc/elements/1.1/}"
_STYLES, _DOCUMENT = "word/styles.xml", "word/document.xml"
# A4 with margins of 2.5 cm, in twentieths of a point: the text is 16 cm wide.
_PAGE = {"w": "11906", "h": "16838"}
_MARGIN = "1417"


def to_docx(brief: Brief) -> bytes:
    """The document; the same bytes for the same brief.

    Its date is that of the edition, unless SOURCE_DATE_EPOCH says otherwise.
    """
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for piece in brief.pieces:
            if piece.png:
                (folder / f"{piece.id}.png").write_bytes(piece.png)
        (folder / "reference.docx").write_bytes(reference())
        pandoc.run(folder, _OPTIONS, markdown.to_markdown(brief, word=True), _epoch(brief))
        made = (folder / "brief.docx").read_bytes()
    return _described(made, brief)


def _epoch(brief: Brief) -> str:
    day = datetime.fromisoformat(brief.released).replace(tzinfo=UTC)
    return os.environ.get("SOURCE_DATE_EPOCH") or str(int(day.timestamp()))


def _described(made: bytes, brief: Brief) -> bytes:
    """Write title and authors into the properties: pandoc would print its metadata on the page."""
    name = "docProps/core.xml"
    core = etree.fromstring(_part(made, name))
    said = {"title": heading(brief), "creator": ", ".join(brief.authors), "description": brief.stamp or brief.edition}
    for key, text in said.items():
        element = core.find(f"{_DC}{key}")
        if element is None:
            element = etree.SubElement(core, f"{_DC}{key}")
        element.text = text
    return _repacked(made, {name: _xml(core)})


@cache
def reference() -> bytes:
    """Pandoc's own reference document with our styles and page."""
    with tempfile.TemporaryDirectory() as folder:
        plain = pandoc.run(Path(folder), ["--print-default-data-file=reference.docx"])
    document = etree.fromstring(_part(plain, _DOCUMENT))
    section = document.find(f".//{{{_W}}}body/{{{_W}}}sectPr")
    etree.SubElement(section, f"{{{_W}}}pgSz", {f"{{{_W}}}{key}": value for key, value in _PAGE.items()})
    etree.SubElement(
        section,
        f"{{{_W}}}pgMar",
        {f"{{{_W}}}{side}": _MARGIN for side in ("top", "right", "bottom", "left")}
        | {f"{{{_W}}}{part}": "720" for part in ("header", "footer")}
        | {f"{{{_W}}}gutter": "0"},
    )
    return _repacked(plain, {_DOCUMENT: _xml(document), _STYLES: _xml(_styles(plain))})


def _styles(plain: bytes) -> etree._Element:
    """Pandoc's styles, ours in the place of those with the same id."""
    theirs = etree.fromstring(_part(plain, _STYLES))
    ours = etree.fromstring((files("expobook.citations.briefs") / "word_styles.xml").read_bytes())
    old = {style.get(f"{{{_W}}}styleId"): style for style in theirs.iter(f"{{{_W}}}style")}
    for part in ours:
        if part.tag == f"{{{_W}}}docDefaults":
            theirs.replace(theirs.find(part.tag), part)
        elif part.tag == f"{{{_W}}}style":
            known = old.get(part.get(f"{{{_W}}}styleId"))
            if known is None:
                theirs.append(part)
            else:
                theirs.replace(known, part)
    return theirs


def _part(packed: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        return opened.read(name)


def _xml(element: etree._Element) -> bytes:
    return etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True)


def _repacked(packed: bytes, changed: dict[str, bytes]) -> bytes:
    """The same file with some parts replaced, in the same order and without times."""
    with zipfile.ZipFile(io.BytesIO(packed)) as old:
        return archives.zipped(
            {
                entry.filename: changed.get(entry.filename) or old.read(entry)
                for entry in old.infolist()
                if not entry.is_dir()
            }
        )
