"""Files that a page offers once a run has made them: PDF, EPUB, numbers, data package.

A page is written before the PDF is typeset, and plain Jupyter Book makes none of these files. So a
page holds the place of a link, and the run turns it into one where the file is there.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from expobook.runs.layout import FACTS
from expobook.values.files import archives

FOLDER = "_downloads"
DATA, CHAPTERS = "data.zip", "chapters"
FILES = {
    "report.pdf": ("the whole report for print, tagged, with its data attached", "PDF"),
    "report.epub": ("the whole report for an e-reader, with every number and its sources", "EPUB"),
    "facts.csv": ("every number of the book, one row each: value, unit, grade, source", "Numbers (CSV)"),
    FACTS: ("the same with formulas and inputs, and the claims that guard the sentences", ""),
    DATA: ("the data package: all tables and their description", "Data (ZIP)"),
}
"""Name of the file, what it holds, and its name in the line below the report's title."""
_PLACE = re.compile(r'<span class="offered" data-offered="(?P<place>[^"]+)">(?P<words>[^<]*)</span>')
_LINK = re.compile(r'<a class="offered" href="\.\./(?P<place>[^"]+\.(?:pdf|epub))">(?P<words>[^<]*)</a>')
_TAG = re.compile(
    r'<meta name="(?:offered:)?citation_pdf_url" content="(?P<address>[^"]*)" '
    r'data-offered="(?P<place>[^"]+)">'
)
"""The tag by which reference managers find a page's PDF; until there is one it has another name."""


def publish_run_files(run: Path) -> None:
    """Put the run's files beside its pages, and link those that are there."""
    folder = run / "html" / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        if (run / name).is_file():
            shutil.copyfile(run / name, folder / name)
    if (run / CHAPTERS).is_dir():
        shutil.copytree(run / CHAPTERS, folder / CHAPTERS)
    tables = (path for path in sorted((run / "source" / "data").glob("*.*")) if path.is_file())
    if packed := {f"data/{path.name}": path.read_bytes() for path in tables}:
        (folder / DATA).write_bytes(archives.zipped(packed))
    offer(run / "html")


def offer(html: Path) -> None:
    """Turn the places of offered files into links, where the file has been made."""
    for path in sorted(html.glob("*/*.html")):
        text = path.read_text(encoding="utf-8")
        linked = _tags(html, _PLACE.sub(lambda match: _link(html, match), text))
        if linked != text:
            path.write_text(linked, encoding="utf-8", newline="\n")


def before_pdf(html: Path, text: str) -> str:
    """A page as it was before a PDF was offered on it.

    A page that doesn't offer just the PDFs that are there is no page of a build: it is left as is.
    """
    bare = _LINK.sub(r'<span class="offered" data-offered="\g<place>">\g<words></span>', text)
    bare = _TAG.sub(lambda match: _tag(match, made=False), bare)
    offering = _tags(html, _PLACE.sub(lambda match: _link(html, match), bare))
    return bare if offering == text else text


def pdf_tag(address: str, place: str) -> str:
    """The place of the tag that gives the PDF's address."""
    return f'<meta name="offered:citation_pdf_url" content="{address}" data-offered="{place}">'


def _tags(html: Path, text: str) -> str:
    """A page whose tags name the PDFs that are there."""
    return _TAG.sub(lambda match: _tag(match, (html / match["place"]).is_file()), text)


def _tag(match: re.Match[str], made: bool) -> str:
    waiting = pdf_tag(match["address"], match["place"])
    return waiting.replace("offered:", "", 1) if made else waiting


def _link(html: Path, match: re.Match[str]) -> str:
    if not (html / match["place"]).is_file():
        return match[0]
    return f'<a class="offered" href="../{match["place"]}">{match["words"]}</a>'
