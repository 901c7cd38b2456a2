"""The stamp of a reader's run: on every page, at every figure, instead of every citation."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..screen import Page, on_page
from .domain import domain_of
from .nodes import make_box, printed

CITE = "book/cite"
STYLE = "stamp.css"
_NO_CITATION = (
    "A reader's run has no citation of its own. To quote one of its numbers, rerun the "
    "published edition with the parameters named here and say so beside the number; "
    "to cite the report, take the published edition."
)


def figure_line(env: BuildEnvironment) -> list[nodes.Element]:
    """The line below a figure; none in the published edition."""
    stamp = domain_of(env).stamp
    return [make_box("p", _banner_text(stamp), classes=("figure-stamp",))] if stamp else []


def _banner_text(stamp: str) -> printed:
    """The stamp letter by letter: a reader who searches for it finds it everywhere."""
    return printed("", stamp, tag="span", classes=[], html={})


def replace_citation(app: Sphinx, document: nodes.document) -> None:
    """Leave nothing but the stamp on the page that says how to cite."""
    stamp = domain_of(app.env).stamp
    if not stamp or app.env.docname != CITE:
        return
    page = next(iter(document.findall(nodes.section)), None)
    if page is not None:
        page.children = [child for child in page.children if isinstance(child, nodes.title)]
        page += make_box("p", nodes.Text("This is a "), _banner_text(stamp), nodes.Text("."), classes=("lead",))
        page += nodes.paragraph("", _NO_CITATION)
        app.env.tocs[CITE] = _without_parts(app.env.tocs[CITE])


def _without_parts(contents: nodes.bullet_list) -> nodes.bullet_list:
    """The page's own entry in the contents: its sections are gone."""
    for entry in contents.children:
        entry.children = entry.children[:1]
    return contents


def show(page: Page) -> None:
    """Hand the stamp to the layout of every page, search and lists included."""
    stamp = domain_of(page.app.env).stamp
    page.context["run_stamp"] = stamp
    if stamp:
        page.app.builder.add_css_file(STYLE, priority=905)  # type: ignore[attr-defined]


def setup(app: Sphinx) -> None:
    """Stamp pages while they are written, and the page on citing once it has been read."""
    app.connect("doctree-read", replace_citation, priority=900)
    on_page(app, show)
