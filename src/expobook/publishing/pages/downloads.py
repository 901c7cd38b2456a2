"""The places on pages at which a run offers its files: PDF, EPUB, numbers, data package."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from expobook.runs import edition

from ..build.domain import BOOK, domain_of
from ..build.edition_line import line_of
from ..build.nodes import make_box, make_span, span
from ..build.workers import SCREEN
from ..screen import add_node
from .offered_files import CHAPTERS, FILES, FOLDER


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


def _chapter_pdf(docname: str) -> str:
    return f"{CHAPTERS}/{docname.rsplit('/', 1)[-1]}.pdf"


def place_chapter_file(app: Sphinx, document: nodes.document) -> None:
    """Leave a place below the title of a chapter."""
    docname = app.env.docname
    title = next(iter(document.findall(nodes.title)), None)
    chapters = (notebook.docname for notebook in domain_of(app.env).index.notebooks)
    if title is not None and docname in chapters:
        title.parent.insert(title.parent.index(title) + 1, chapter_file())


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
