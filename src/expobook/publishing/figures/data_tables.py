"""The values behind the charts: a third of all nodes, so they are made when pages are written."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment

from ..build import deferred, fragments
from ..build.domain import domain_of


class data_entry(deferred.deferred_entry):  # noqa: N801 (docutils' manner)
    """The place of the values behind a figure; `name` is the figure's id."""


def place(env: BuildEnvironment, described: dict[str, Any]) -> data_entry:
    """The place of a figure's values, which search finds by all of them."""
    cells = fragments.data_cells(described["data"])
    texts = [fragments.DATA, *cells.head, *(text for row in cells.rows for text in row)]
    return deferred.place(env, data_entry, described["id"], "", " ".join(texts))


def _made(env: BuildEnvironment, builder: Builder, figure_id: str) -> nodes.Element:
    figure = domain_of(env).index.item("figure", figure_id)
    return fragments.data_table(fragments.data_cells(figure["data"]))


def setup(app: Sphinx) -> None:
    """Register what makes the tables."""
    deferred.add(app, data_entry, _made)
