"""Figures and tables as nodes: number, finding, measure, body, source line, note, data."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.environment import BuildEnvironment

from expobook.figures import responsive
from expobook.runs.reader_run import DOES_NOT_HOLD

from ..build import fragments, run_banner
from ..build.claims import PREFIX, false_claims
from ..build.domain import domain_of
from ..build.nodes import expo_figure, expo_table, make_box, number_of_parent
from . import data_tables, responsive_svg
from .cite_links import table_cite_place
from .figure_links import figure_extras
from .responsive_svg import phone_picture

_NOTHING = ("not-assessable", "none")
"""Verdicts that say that nothing is known."""


def figure_node(env: BuildEnvironment, described: dict[str, Any]) -> expo_figure:
    """A numbered figure. Raises `MissingEntry` for an unknown fact or source."""
    if "<svg" not in described["svg"]:
        raise fragments.MissingEntry("the figure has no picture")
    node = expo_figure("", names=[described["id"]])
    node += _head(env, described, number_of_parent())
    node += picture(_heard(env, described))
    node += phone_picture(figure=described["id"])
    node += _foot_with_data(env, described)
    return node


def figure_again(env: BuildEnvironment, described: dict[str, Any], where: nodes.Node) -> nodes.Element:
    """A figure shown a second time, on another page: no number of its own, but a reference."""
    node = make_box("figure", classes=("expo-figure", "shown-again"))
    node += _head(env, described, where)
    node += picture(own_ids(_heard(env, described), described["id"]))
    node += phone_picture(figure=described["id"], again=True)
    node += _foot_with_data(env, described)
    return node


def _heard(env: BuildEnvironment, described: dict[str, Any]) -> str:
    """The drawing, whose own title a screen reader hears: it says so when it doesn't hold."""
    if not false_claims(domain_of(env), described.get("claims", ())):
        return described["svg"]
    return re.sub(r"(<title\b[^>]*>)", rf"\1{DOES_NOT_HOLD}: ", described["svg"], count=1)


def own_ids(svg: str, figure_id: str) -> str:
    """Ids of a repeated picture get a prefix, so that one printed page can hold both."""
    return re.sub(rf"(\bid=\"|#|aria-labelledby=\"|\s)({re.escape(figure_id)}-)", r"\1again-\2", svg)


def table_node(env: BuildEnvironment, described: dict[str, Any]) -> expo_table:
    """A numbered table. Raises `MissingEntry` for an unknown fact or source."""
    node = expo_table("", names=[described["id"]])
    node += _head(env, described, number_of_parent())
    columns = described["columns"]
    head = [column["label"] for column in columns]
    right = [position for position, column in enumerate(columns) if column["align"] == "right"]
    rows = [[cell_nodes(env, cell) for cell in row] for row in described["rows"]]
    node += _folded(described, fragments.table(head, rows, right, ["expo-cells"]))
    found = fragments.foot(env, described)
    found += table_cite_place(table=described["id"])
    node += found
    return node


def _folded(described: dict[str, Any], table: nodes.table) -> list[nodes.Node]:
    """A table whose every row says that nothing is known: on a screen one sentence that opens."""
    tones = [{cell["tone"] for cell in row if cell.get("tone")} for row in described["rows"]]
    said = next((one for one in _NOTHING if tones and all(found == {one} for found in tones)), "")
    if not said:
        return [table]
    texts = {cell["text"] for row in described["rows"] for cell in row if cell.get("tone")}
    word = (texts.pop() if len(texts) == 1 else "") or fragments.VERDICTS[said][1]
    words = escape(f"{word[:1].upper()}{word[1:]} in every row. Show the rows")
    return [
        nodes.raw("", f'<details class="more"><summary>{words}</summary>\n', format="html"),
        table,
        nodes.raw("", "</details>\n", format="html"),
    ]


def cell_nodes(env: BuildEnvironment, cell: dict[str, Any]) -> list[nodes.Node]:
    """One cell: a fact, a verdict mark, a link, a text with facts, or plain text."""
    if cell.get("tone"):
        found: list[nodes.Node] = [fragments.verdict_mark(cell["tone"], cell["text"])]
    elif cell.get("fact"):
        found = [fragments.fact_link(env, cell["fact"], cell["text"])]
    elif cell.get("parts"):
        found = fragments.parts(env, cell["parts"])
    else:
        found = [nodes.Text(cell["text"])]
    if any(isinstance(part, pending_xref) for part in found):
        return found
    if cell.get("source"):
        return [fragments.link_to(env, "source", cell["source"], *found, classes=("source-link",))]
    if cell.get("href"):
        return [nodes.reference("", "", *found, refuri=cell["href"], internal=False)]
    return found


def picture(svg: str) -> nodes.Element:
    """An inline SVG that scales with the page and keeps its shape while loading."""
    raw = nodes.raw("", responsive_svg.quiet(svg), format="html")
    classes = ("figure-picture", "fits") if responsive.fits_a_phone(svg) else ("figure-picture",)
    return make_box("div", raw, classes=classes, **responsive_svg.frame(svg))


def _head(env: BuildEnvironment, described: dict[str, Any], number: nodes.Node) -> nodes.Element:
    caption = make_box("figcaption", classes=("figure-head",))
    caption += make_box("p", number, classes=("figure-number",))
    caption += make_box("p", *guarded_title(env, described), classes=("figure-title",))
    if described.get("subtitle"):
        caption += make_box("p", *fragments.parts(env, described["subtitle_parts"]), classes=("figure-subtitle",))
    return caption


def guarded_title(env: BuildEnvironment, described: dict[str, Any]) -> list[nodes.Node]:
    """The title of a figure or table, bound to the claims on which its finding rests."""
    title = plain_title(env, described)
    guards = [f"{PREFIX}{name}" for name in described.get("claims", ())]
    return [nodes.inline("", "", *title, classes=guards)] if guards else title


def plain_title(env: BuildEnvironment, described: dict[str, Any]) -> list[nodes.Node]:
    """The title with its numbers linked, where it is only a name."""
    return fragments.parts(env, described["title_parts"])


def _foot_with_data(env: BuildEnvironment, described: dict[str, Any]) -> nodes.Element:
    found = fragments.foot(env, described)
    if described["data"]["rows"]:
        found += data_tables.place(env, described)
    found += run_banner.figure_line(env)
    found += figure_extras(figure=described["id"])
    return found
