"""The one-page summary: a sheet with findings and a chart, in the language of its page."""

from __future__ import annotations

from itertools import groupby
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.osutil import relative_uri
from sphinx.writers.html5 import HTML5Translator

from expobook.figures import chart_translation

from ..build import fragments, workers
from ..build.domain import EVIDENCE, domain_of
from ..build.edition_line import kept_line, line_of
from ..build.nodes import LANGUAGES, make_box, make_span, of_page, set_language, span
from ..figures.figure_nodes import own_ids, picture
from ..markup.directives import FaultyDirective
from ..pdf.markup import escape
from ..pdf.translator import TypstTranslator
from ..screen import Page, add_node, on_page
from .downloads import offered

FOLDER = "_summary"
STYLE = "summary.css"
SHEET = "summary-sheet"
_PUBLISHERS_SHOWN = 4
_PHRASES = {
    "en": {
        "in": "From ",
        "figure": "Figure %s",
        "source": ". Source: ",
        "stop": ".",
        "more": "; and others, which the report lists below the figure.",
    },
    "zh": {"in": "出自", "figure": "图 %s", "source": "。来源：", "stop": "。", "more": "；其余来源见报告中该图下方。"},
}
OFFERED = {
    "summary-en.html": "English, one HTML file",
    "summary-en.pdf": "English, PDF of one page",
    "summary-zh.html": "Chinese (中文), one HTML file",
    "summary-zh.pdf": "Chinese (中文), PDF of one page",
}


class edition_place(nodes.General, nodes.Element):  # noqa: N801
    """The place of the line that names edition, data and content; `language` says in which."""


class Summary(FaultyDirective):
    """The sheet: title, lead, findings beside a chart, and how to read it."""

    has_content = True
    option_spec: ClassVar = {
        "lang": lambda text: directives.choice(text, LANGUAGES),
        "title": directives.unchanged_required,
        "subtitle": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        """Put the content into its parts: what leads, the findings, the chart, the foot."""
        self.assert_has_content()
        language = self.options.get("lang", LANGUAGES[0])
        set_language(self.env, language)
        body = make_box("div")
        body.document = self.state.document
        self.state.nested_parse(self.content, self.content_offset, body)
        parts = [
            make_box("div", *children, classes=(f"summary-{kind}",))
            for kind, children in groupby(body.children, _Parts())
        ]
        head = make_box(
            "div",
            make_box("p", nodes.Text(self.options["title"]), classes=("summary-title",)),
            make_box("p", nodes.Text(self.options["subtitle"]), classes=("summary-subtitle",)),
            edition_place("", language=language),
            classes=("summary-head",),
        )
        return [
            make_box(
                "div", head, *parts, classes=(SHEET, "only-on-screen"), lang=language, data_instead=self.config.root_doc
            )
        ]


class _Parts:
    """Tells the part of each child in turn: text before the first finding leads."""

    def __init__(self) -> None:
        self.seen = False

    def __call__(self, child: nodes.Node) -> str:
        classes = child.get("classes", ()) if isinstance(child, nodes.Element) else ()
        if "finding" in classes:
            self.seen = True
            return "findings"
        if "summary-chart" in classes:
            return "aside"
        return "foot" if self.seen else "lead"


class SummaryFigure(FaultyDirective):
    """A figure of the book on the sheet; the content is its title in the sheet's language.

    `words` are the chart's own words in that language, by pattern, and `times` what its numbers
    are multiplied by: see `chart_translation`.
    """

    has_content = True
    required_arguments = 1
    option_spec: ClassVar = {"words": chart_translation.read, "times": directives.positive_int}

    def run(self) -> list[nodes.Node]:
        """Make the figure, with its publishers and its number in the book."""
        self.assert_has_content()
        name, domain = self.arguments[0], domain_of(self.env)
        stated = self.figure()
        domain.note_use(self.env.docname, *EVIDENCE)
        if stated is None:
            return []
        caption = make_box("figcaption")
        caption.document = self.state.document
        self.state.nested_parse(self.content, self.content_offset, caption)
        known = domain.evidence.sources
        publishers = list(
            dict.fromkeys(str(known[source]["publisher"]) for source in stated.item["sources"] if source in known)
        )
        words = _PHRASES[of_page(self.env)]
        foot = make_box(
            "p",
            nodes.Text(words["in"]),
            self._number(name, words["figure"]),
            nodes.Text(words["source"]),
            make_span("; ".join(publishers[:_PUBLISHERS_SHOWN]), lang="en"),
            nodes.Text(words["more"] if len(publishers) > _PUBLISHERS_SHOWN else words["stop"]),
            classes=("summary-source",),
        )
        twin = workers.result(self.env.app, "twins", name)
        drawing = twin.svg if twin else stated.item["svg"]  # a twin's letters keep their size here
        svg, language = self._drawing(drawing, caption)
        shown = picture(own_ids(svg, name))
        shown["html"]["lang"] = language
        return [make_box("figure", caption, shown, foot, classes=("summary-chart",))]

    def _drawing(self, svg: str, caption: nodes.Element) -> tuple[str, str]:
        """The chart in the sheet's language where its words are given, else in English."""
        if "words" not in self.options:
            return svg, "en"
        title = caption.children[0].astext() if caption.children else ""
        try:
            return chart_translation.translate(
                svg, self.options["words"], self.options.get("times", 1), title
            ), of_page(self.env)
        except chart_translation.Untranslated as error:
            self.fault(str(error))
            return svg, "en"

    def _number(self, name: str, label: str) -> nodes.Node:
        return fragments.sphinx_link(self.env, "numref", name, nodes.inline("", label), explicit=True)


class SummaryFiles(SphinxDirective):
    """Links to the sheets as files of their own; the PDF becomes a link once it is there."""

    def run(self) -> list[nodes.Node]:
        """One item for each file."""
        items = nodes.bullet_list(classes=["summary-files"])
        for name, words in OFFERED.items():
            place = f"{FOLDER}/{name}"
            link: nodes.Node = offered(place, words)
            if name.endswith(".html"):
                link = make_span(words, tag="a")
                link["file"] = place
            items += nodes.list_item("", nodes.paragraph("", "", link))
        return [make_box("div", items, classes=("noprint",))]


def lead_to_files(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Let each link to a file lead there from where this builder puts the page."""
    for link in doctree.findall(span):
        if "file" in link:
            here = app.builder.get_target_uri(docname)
            link["html"] = {**link["html"], "href": relative_uri(here, link["file"])}


def _visit_edition(self: HTML5Translator, node: nodes.Element) -> None:
    line = line_of(domain_of(self.builder.env))
    if line is not None:
        words = line.chinese() if node["language"] == "zh" else line.english()
        self.body.append(f'<p class="summary-edition">{self.encode(words)}</p>\n')
    raise nodes.SkipNode


def _print_edition(self: TypstTranslator, node: nodes.Element) -> None:
    line = kept_line(domain_of(self.builder.env))
    words = line.chinese() if node["language"] == "zh" else line.english()
    self.instead(f"#edition-line[{escape(words)}]")


def load_style(page: Page) -> None:
    """Load the style of the sheet on its pages, and nowhere else."""
    if SHEET in page.body:
        page.app.add_css_file(STYLE, priority=910)


def setup(app: Sphinx) -> None:
    """Register the directives."""
    add_node(app, edition_place, html=(_visit_edition, None), typst=(_print_edition, None))
    app.add_directive("summary", Summary)
    app.add_directive("summary-figure", SummaryFigure)
    app.add_directive("summary-files", SummaryFiles)
    on_page(app, load_style)
    app.connect("doctree-resolved", lead_to_files)
