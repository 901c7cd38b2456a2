"""What notebooks display, as nodes: figures, tables; facts and chart specifications stay unseen."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from docutils import nodes
from myst_nb.core.render import MimeData, NbElementRenderer

from expobook.facts.notebook_outputs import FACTS, FIGURE, SVG, TABLE

from ..build.claims import silent_title
from ..build.domain import domain_of, source_location
from ..build.fragments import MissingEntry
from .figure_nodes import figure_node, table_node

OWN = (FIGURE, TABLE, FACTS)


def siblings(renderer: NbElementRenderer, data: MimeData) -> dict[str, Any]:
    """All MIME types of the output to which a piece of data belongs."""
    if data.cell_index is None or data.output_index is None:
        return {}
    outputs = renderer.renderer.nb_client.code_cell_outputs(data.cell_index)[1]
    return outputs[data.output_index].get("data", {}) if outputs else {}


def _render(renderer: NbElementRenderer, data: MimeData, make: Callable[..., nodes.Element]) -> list[nodes.Element]:
    """Make a numbered node and register its label; warn with the cell when that can't be done."""
    host = renderer.renderer
    env, document = host.sphinx_env, host.document
    try:
        node = make(env, data.content, siblings(renderer, data))
    except MissingEntry as error:
        place = source_location(env.doc2path(env.docname, base=False), data.line)
        domain_of(env).fault(env.docname, f"{data.content['id']}: {error} ({place})", (env.docname, data.line))
        return []
    domain = domain_of(env)
    if not domain.stamp and (silent := silent_title(domain.index, data.content)):
        place = source_location(env.doc2path(env.docname, base=False), data.line)
        domain.fault(env.docname, f"{data.content['id']}: {silent} ({place})", (env.docname, data.line))
    document.note_explicit_target(node, node)
    return [node]


class FigureRenderer:
    """Figures: finding, measure, picture, source, note, data."""

    mime_priority_overrides = [("*", FIGURE, 1)]

    @staticmethod
    def handle_mime(renderer: NbElementRenderer, data: MimeData, inline: bool) -> list[nodes.Element] | None:
        """Render a figure bundle with the picture that stands beside it."""
        if inline or data.mime_type != FIGURE:
            return None
        return _render(
            renderer,
            data,
            lambda env, described, beside: figure_node(env, {**described, "svg": "".join(beside.get(SVG, ""))}),
        )


class TableRenderer:
    """Tables: finding, cells with links and verdict marks, source, note."""

    mime_priority_overrides = [("*", TABLE, 1)]

    @staticmethod
    def handle_mime(renderer: NbElementRenderer, data: MimeData, inline: bool) -> list[nodes.Element] | None:
        """Render a table bundle."""
        if inline or data.mime_type != TABLE:
            return None
        return _render(renderer, data, lambda env, described, beside: table_node(env, described))


class FactsRenderer:
    """Facts and claims: the domain reads them; the page shows nothing."""

    mime_priority_overrides = [("*", FACTS, 1)]

    @staticmethod
    def handle_mime(renderer: NbElementRenderer, data: MimeData, inline: bool) -> list[nodes.Element] | None:
        """Show nothing, neither for facts nor for the readable twins of any of our bundles."""
        if data.mime_type == FACTS:
            return []
        if data.mime_type in OWN or inline:
            return None
        return [] if any(name in siblings(renderer, data) for name in OWN) else None


class SpecRenderer:
    """Chart specifications: the picture stands for them."""

    mime_priority_overrides = ()

    @staticmethod
    def handle_mime(renderer: NbElementRenderer, data: MimeData, inline: bool) -> list[nodes.Element] | None:
        """Show nothing for a Vega-Lite specification."""
        return [] if re.match(r"application/vnd\.vega(lite)?\.", data.mime_type) else None
