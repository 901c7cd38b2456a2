"""Below each figure on the screen: its files, its link to copy, what makes it interactive."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri
from sphinx.writers.html5 import HTML5Translator

from expobook.figures import export

from ..build import claims, workers
from ..build.domain import domain_of
from ..build.workers import SCREEN
from ..exports import embed
from ..screen import add_node
from . import cite_links, interactive
from .citables import catalogue_of

EVENTS = "book/events"
"""The page of all events: the mark of an event opens its row there."""


class figure_extras(nodes.General, nodes.Element):  # noqa: N801 (docutils' manner)
    """The place of a figure's links; `figure` is its id."""


def _visit(self: HTML5Translator, node: nodes.Element) -> None:
    if self.builder.name in SCREEN:
        stated = domain_of(self.builder.env).index.get("figure", node["figure"])
        if stated is not None:
            self.body.append(_links(self, node["figure"], stated.docname))
            self.body.append(embed.offer(self.builder, node["figure"]))
            self.body.append(interactive.inlined(stated.item["spec"], **_addresses(self.builder)))
    raise nodes.SkipNode


def _addresses(builder: Any) -> dict[str, str]:
    """The pages that a mark may open."""
    if EVENTS not in builder.env.found_docs:
        return {}
    return {"events": builder.get_relative_uri(builder.current_docname, EVENTS)}


def _links(self: HTML5Translator, name: str, docname: str) -> str:
    """Links to the files of a figure and to its place in the book."""
    builder = self.builder
    here = builder.get_target_uri(builder.current_docname)
    there = relative_uri(here, builder.get_target_uri(docname))
    folder = escape(relative_uri(here, f"{export.FOLDER}/{name}"))
    files = " ".join(f'<a href="{folder}.{kind}" download>{label}</a>' for kind, label in export.KINDS.items())
    return (
        '<details class="more figure-download"><summary>Download</summary>'
        f'<p class="figure-extras">{files}</p></details>\n'
        f'<p class="figure-extras"><a href="{folder}.slide.png" download>'
        f"{export.KINDS['slide.png']}</a> "
        f"{cite_links.for_figure(builder, name, docname)}"
        f' <a class="copy-link" href="{escape(there)}#{escape(name)}">Copy link</a></p>\n'
    )


def write_files(app: Sphinx, failure: Exception | None) -> None:
    """Write the files of every figure beside the pages."""
    if failure is None and app.builder.name in SCREEN:
        folder = Path(app.outdir) / export.FOLDER
        for name in _files(app):
            export.write_all(workers.result(app, "figures", name), folder)


def _files(app: Sphinx) -> workers.Jobs:
    domain = domain_of(app.env)
    credits = catalogue_of(app.env).credits()
    return {
        figure["id"]: (export.of_all, ([figure], {figure["id"]: credits[figure["id"]]}, domain.stamp))
        for figure in claims.figures_with_checked_titles(domain)
    }


def setup(app: Sphinx) -> None:
    """Register the place and what writes the files."""
    add_node(app, figure_extras, html=(_visit, None))
    workers.plan(app, "figures", _files)
    app.connect("build-finished", write_files)
