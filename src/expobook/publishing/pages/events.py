"""The list of events: one table of all dated events, oldest first, each with its source."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from expobook.evidence.tables import EVENT_LEVELS
from expobook.values import periods

from ..build import fragments
from ..build.domain import EVIDENCE, domain_of
from ..build.nodes import make_box

COLUMNS = ("Date", "Event", "Level and kind", "Confidence", "Source")


class EventsList(SphinxDirective):
    """All events of the data package as a table that can be filtered and sorted."""

    def run(self) -> list[nodes.Node]:
        """Make the table; a reader finds it at `#events-table`."""
        domain = domain_of(self.env)
        domain.note_use(self.env.docname, *EVIDENCE)
        ordered = sorted(domain.evidence.events.values(), key=lambda event: (event["date_sort"], event["event_id"]))
        table = fragments.table(COLUMNS, [self._row(event) for event in ordered], classes=["expo-cells"])
        exhibit = make_box("figure", table, classes=("expo-table",))
        exhibit["ids"].append("events-table")
        return [exhibit]

    def _row(self, event: dict[str, Any]) -> list[fragments.Cell]:
        kind = str(event["category"]).replace("_", " ")
        date = periods.format_event(str(event["date"]), str(event["date_end"]), str(event["date_precision"]))
        return [
            [nodes.inline("", date, ids=[f"event-{event['event_id']}"])],
            str(event["title"]),
            f"{EVENT_LEVELS[event['level']]}, {kind}",
            str(event["confidence"]),
            fragments.source_links(self.env, [event["source_id"]]),
        ]


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("events-list", EventsList)
