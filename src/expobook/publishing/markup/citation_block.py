"""`{citation}`: the citation of something in the book, printed on a page by the styles."""

from __future__ import annotations

import re
from html import unescape

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from expobook.citations import CitingError
from expobook.citations.citation import CitationOf
from expobook.citations.reference_files import ENDINGS
from expobook.citations.styles import STYLES

from ..build.domain import BOOK, EVIDENCE, domain_of
from ..build.nodes import make_box, make_printed_text, make_span
from ..figures.citables import catalogue_of

_PARTS = re.compile(r"(<i>.*?</i>)")


class CitationBlock(SphinxDirective):
    """One thing's citation: in a style, or as one of the files with `:format:`."""

    required_arguments = 1
    option_spec = {"style": directives.unchanged, "format": directives.unchanged, "remarks": directives.flag}

    def run(self) -> list[nodes.Node]:
        """Expand at read time; an unknown id or style is a located warning."""
        domain = domain_of(self.env)
        domain.note_use(self.env.docname, *BOOK)
        domain.note_use(self.env.docname, *EVIDENCE)
        style, form = self.options.get("style", "apa"), self.options.get("format", "html")
        catalogue = catalogue_of(self.env)
        try:
            citation = CitationOf(catalogue.find(self.arguments[0]), catalogue)
            if form in ENDINGS:
                return [nodes.literal_block("", citation.format(form, style).rstrip(), language="none")]
            lines = [citation.main(style, "html"), *self._originals(citation, style)]
            lines += citation.remarks() if "remarks" in self.options else []
        except CitingError as error:
            domain.fault(self.env.docname, str(error), self.get_location())
            return []
        label = make_span(STYLES.get(style, (style,))[0], classes=("citation-style",))
        body = [
            nodes.paragraph("", "", *([label, nodes.Text(" ")] if not place else []), *_inline(line))
            for place, line in enumerate(lines)
        ]
        return [make_box("blockquote", *body, classes=("citation-text",))]

    def _originals(self, citation: CitationOf, style: str) -> list[str]:
        return [f"Original source: {text}" for text in citation.sources(style, "html")]


def _inline(line: str) -> list[nodes.Node]:
    """A line of HTML with slanted words as nodes; nothing in it is curled or linked."""
    return [
        nodes.emphasis("", "", make_printed_text(unescape(part[3:-4])))
        if part.startswith("<i>")
        else make_printed_text(unescape(re.sub(r"<[^>]+>", "", part)))
        for part in _PARTS.split(line)
        if part
    ]


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("citation", CitationBlock)
