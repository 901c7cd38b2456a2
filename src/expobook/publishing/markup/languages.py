"""The switch between the languages of the book, and the titles of its figures in Chinese.

The first page and the summary lead to the Chinese page, which has the findings and lists every
figure and table under a Chinese title; the Chinese page leads back.
"""

from __future__ import annotations

from html import escape
from typing import NamedTuple
from urllib.parse import urljoin

from docutils import nodes
from sphinx.application import Sphinx

from ..build import fragments
from ..build.claims import PREFIX
from ..build.domain import domain_of
from ..build.index import Stated
from ..build.nodes import make_box, make_span, set_language
from ..screen import Page, on_page
from .directives import FaultyDirective

CHINESE = "zh"
_NUMBERS = {"figure": "图 %s", "table": "表 %s"}


class LanguageSwitch(NamedTuple):
    """Where the switch of a page leads, in which language, and which page says the same there."""

    docname: str
    language: str
    label: str
    counterpart: str


SWITCHES = {
    "book/index": LanguageSwitch("book/summary-zh", CHINESE, "中文", ""),
    "book/summary": LanguageSwitch("book/summary-zh", CHINESE, "中文", "book/summary-zh"),
    "book/summary-zh": LanguageSwitch("book/index", "en", "English", "book/summary"),
}


class ChineseTitles(FaultyDirective):
    """Every figure and table with a Chinese title, a line each: its id, a colon, the title."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Make the list in reading order; a title too few or too many is a fault."""
        set_language(self.env, CHINESE)
        titles = {
            name.strip(): (title.strip(), self.content_offset + number)
            for number, line in enumerate(self.content)
            for name, _, title in [line.partition(": ")]
        }
        index, items = domain_of(self.env).index, nodes.bullet_list(classes=["titles-zh"])
        for stated in (*index.of("figure"), *index.of("table")):
            title = titles.pop(stated.item["id"], None)
            if title is None:
                self.fault(f"{stated.item['id']!r} has no Chinese title")
            else:
                items += nodes.list_item("", *self._lines(stated, *title))
        for name in titles:
            self.fault(f"no notebook shows {name!r}, which has a Chinese title")
        return [make_box("div", items, classes=("titles-zh-list",), lang=CHINESE)]

    def _lines(self, stated: Stated, title: str, place: int) -> list[nodes.Node]:
        """The number and the title, bound to the claims of the English one, which follows."""
        kind = "table" if stated.item["id"].startswith("tab-") else "figure"
        number = fragments.sphinx_link(
            self.env, "numref", stated.item["id"], nodes.inline("", _NUMBERS[kind]), explicit=True
        )
        found = make_box("div")
        found.document = self.state.document
        self.state.nested_parse([title], place, found)
        guards = [f"{PREFIX}{name}" for name in stated.item.get("claims", ())]
        words = nodes.inline("", "", *found.children[0].children, classes=guards)
        english = make_span(stated.item["title"], lang="en", classes=("title-en",))
        return [nodes.paragraph("", "", number, nodes.Text(" "), words, nodes.Text(" "), english)]


def show_switch(page: Page) -> None:
    """Give the template of the header where its switch leads, and tell readers' programs."""
    switch = SWITCHES.get(page.name)
    if switch is None or switch.docname not in page.app.env.found_docs:
        return
    page.context["other_language"] = switch._replace(docname=page.context["pathto"](switch.docname))
    if switch.counterpart in page.app.env.found_docs:
        address = page.app.builder.get_target_uri(switch.counterpart)
        base = str(page.app.config.html_baseurl or "")
        place = urljoin(f"{base.rstrip('/')}/", address) if base else page.context["pathto"](switch.counterpart)
        page.context["metatags"] = (
            page.context.get("metatags", "") + f'\n    <link rel="alternate" '
            f'hreflang="{switch.language}" href="{escape(place)}">\n'
        )


def setup(app: Sphinx) -> None:
    """Register the directive and the switch."""
    app.add_directive("titles-zh", ChineseTitles)
    on_page(app, show_switch)
