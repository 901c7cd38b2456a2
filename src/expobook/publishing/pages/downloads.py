"""Files that a page offers once a run has made them: PDF, EPUB, numbers, data package.

A page is written before the PDF is typeset, and plain Jupyter Book makes none of these files. So a
page holds the place of a link, and the run turns it into one where the file is there.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from expobook.citations.briefs import figure_pack
from expobook.runs import edition
from expobook.runs.layout import FACTS

from ..build.domain import BOOK, domain_of
from ..build.edition_line import line_of
from ..build.nodes import make_box, make_span, span
from ..build.workers import SCREEN
from ..screen import add_node

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


class report_meta(nodes.General, nodes.Element):  # noqa: N801 (docutils' manner)
    """The place of the line below the report's title."""


class chapter_file(nodes.General, nodes.Element):  # noqa: N801
    """The place of the link to a chapter's PDF, below its title."""


class ReportFiles(SphinxDirective):
    """A list of the files that a run hands over with the pages."""

    def run(self) -> list[nodes.Node]:
        """One item for each file."""
        items = nodes.bullet_list()
        for name, (words, _) in FILES.items():
            place = offered(f"{FOLDER}/{name}", name)
            items += nodes.list_item("", nodes.paragraph("", "", place, nodes.Text(f": {words}")))
        domain = domain_of(self.env)
        domain.note_use(self.env.docname, *BOOK)
        for notebook in domain.index.notebooks:
            name = _chapter_pdf(notebook.docname)
            place = offered(f"{FOLDER}/{name}", name)
            items += nodes.list_item(
                "",
                nodes.paragraph(
                    "", "", place, nodes.Text(f": the chapter “{notebook.title}” with its numbers and their sources")
                ),
            )
        return [make_box("div", items, classes=("report-files", "noprint"))]


class ReportMeta(SphinxDirective):
    """Subtitle, edition and date of the report, and its files."""

    def run(self) -> list[nodes.Node]:
        """Leave a place: the edition is known when all pages are read."""
        return [report_meta()]


def offered(place: str, label: str) -> span:
    """The place of a link to a file of the book, by the file's path in its folder."""
    return make_span(label, classes=("offered",), data_offered=place)


def pdf_of(app: Sphinx, docname: str) -> str:
    """The place of the PDF that has a page: of its chapter, or of the whole report."""
    chapters = (notebook.docname for notebook in domain_of(app.env).index.notebooks)
    name = _chapter_pdf(docname) if docname in chapters else "report.pdf"
    return f"{FOLDER}/{name}"


def pdf_tag(address: str, place: str) -> str:
    """The place of the tag that gives the PDF's address."""
    return f'<meta name="offered:citation_pdf_url" content="{address}" data-offered="{place}">'


def _tags(html: Path, text: str) -> str:
    """A page whose tags name the PDFs that are there."""
    return _TAG.sub(lambda match: _tag(match, (html / match["place"]).is_file()), text)


def _tag(match: re.Match[str], made: bool) -> str:
    waiting = pdf_tag(match["address"], match["place"])
    return waiting.replace("offered:", "", 1) if made else waiting


def _chapter_pdf(docname: str) -> str:
    return f"{CHAPTERS}/{docname.rsplit('/', 1)[-1]}.pdf"


def place_chapter_file(app: Sphinx, document: nodes.document) -> None:
    """Leave a place below the title of a chapter."""
    docname = app.env.docname
    title = next(iter(document.findall(nodes.title)), None)
    chapters = (notebook.docname for notebook in domain_of(app.env).index.notebooks)
    if title is not None and docname in chapters:
        title.parent.insert(title.parent.index(title) + 1, chapter_file())


def publish_run_files(run: Path) -> None:
    """Put the run's files beside its pages, and link those that are there."""
    folder = run / "html" / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        if (run / name).is_file():
            shutil.copyfile(run / name, folder / name)
    if (run / CHAPTERS).is_dir():
        shutil.copytree(run / CHAPTERS, folder / CHAPTERS)
    tables = {path.name: path.read_bytes() for path in sorted((run / "source" / "data").glob("*.*")) if path.is_file()}
    if tables:
        (folder / DATA).write_bytes(figure_pack.zipped(tables, "data"))
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


def _link(html: Path, match: re.Match[str]) -> str:
    if not (html / match["place"]).is_file():
        return match[0]
    return f'<a class="offered" href="../{match["place"]}">{match["words"]}</a>'


def _visit_meta(self: HTML5Translator, node: nodes.Element) -> None:
    if self.builder.name in SCREEN:
        line = line_of(domain_of(self.builder.env))
        places = "".join(
            f'<span class="offered" data-offered="{FOLDER}/{name}">{words}</span>'
            for name, (_, words) in FILES.items()
            if words
        )
        cite = self.builder.get_relative_uri(self.builder.current_docname, "book/cite")
        known = "book/cite" in self.builder.env.found_docs
        places += f'<a class="offered" href="{cite}">Cite</a>' if known else ""
        said = f'<span class="report-edition">{self.encode(line.english())}</span>' if line else ""
        self.body.append(
            f'<p class="report-meta"><span class="report-subtitle">'
            f"{self.encode(edition.SUBTITLE)}</span> {said}"
            f'<span class="offered-files">{places}</span></p>\n'
        )
    raise nodes.SkipNode


def _visit_chapter(self: HTML5Translator, node: nodes.Element) -> None:
    if self.builder.name in SCREEN:
        name = f"{FOLDER}/{_chapter_pdf(self.builder.current_docname)}"
        self.body.append(
            '<p class="chapter-file noprint"><span class="offered" '
            f'data-offered="{name}">PDF of this chapter</span></p>\n'
        )
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register the directives."""
    add_node(app, report_meta, html=(_visit_meta, None))
    add_node(app, chapter_file, html=(_visit_chapter, None))
    app.connect("doctree-read", place_chapter_file)
    app.add_directive("report-files", ReportFiles)
    app.add_directive("report-meta", ReportMeta)
