"""Small pictures of the figures, in the list of figures and beside links to them."""

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
from ..screen import add_node

FOLDER = "_thumbnails"


class thumbnail(nodes.General, nodes.Element):  # noqa: N801 (docutils' manner)
    """The place of a figure's small picture; `figure` is its id."""


def described(here: str, figure: dict[str, Any]) -> dict[str, Any]:
    """Address, width and height of a figure's small picture, seen from a page."""
    width, height = export.thumbnail_size(figure["svg"])
    return {"src": relative_uri(here, f"{FOLDER}/{figure['id']}.png"), "width": width, "height": height}


def _visit(self: HTML5Translator, node: nodes.Element) -> None:
    stated = domain_of(self.builder.env).index.get("figure", node["figure"])
    if self.builder.name in SCREEN and stated is not None:
        here = self.builder.get_target_uri(self.builder.current_docname)
        attributes = "".join(f' {name}="{escape(str(value))}"' for name, value in described(here, stated.item).items())
        self.body.append(f'<img class="thumbnail" alt="" loading="lazy"{attributes}>\n')
    raise nodes.SkipNode


def write_files(app: Sphinx, failure: Exception | None) -> None:
    """Write the small picture of every figure."""
    if failure is None and app.builder.name in SCREEN:
        folder = Path(app.outdir) / FOLDER
        folder.mkdir(exist_ok=True)
        for name in _jobs(app):
            (folder / f"{name}.png").write_bytes(workers.result(app, "thumbnails", name))


def _jobs(app: Sphinx) -> workers.Jobs:
    return {
        figure["id"]: (export.thumbnail, (figure["svg"],))
        for figure in claims.figures_with_checked_titles(domain_of(app.env))
    }


def setup(app: Sphinx) -> None:
    """Register the place and the files."""
    add_node(app, thumbnail, html=(_visit, None))
    workers.plan(app, "thumbnails", _jobs)
    app.connect("build-finished", write_files)
