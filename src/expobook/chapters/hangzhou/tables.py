"""Chapter 3, tables: rows of events, of differing dates and of tests, with their sources."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from expobook.evidence import Evidence
from expobook.facts.facts import Register
from expobook.figures.table import Cell
from expobook.values import periods

from .data import LEVELS, year_of

KINDS = {
    "trade_route": "trade route", "infrastructure": "infrastructure", "institution": "institution",
    "platform": "platform", "pilot_zone": "pilot zone", "plan": "plan", "rule": "rule",
    "expo": "expo",
}


def written_date(event: pd.Series) -> str:
    """Write an event's date no more precisely than its source does."""
    year = year_of(event["date"])
    if year < 0:
        return f"about {-year} BC"
    if not event["date_end"]:
        return periods.written(event["date"])
    if event["date_precision"] == "century" and year_of(event["date_end"]) == year + 99:
        return f"{year // 100 + 1}th century"
    return f"{periods.written(event['date'])} to {periods.written(event['date_end'])}"


def source_cell(evidence: Evidence, source_id: str, words: str = "") -> Cell:
    """Make a cell that leads to a source's page, named by its publisher unless words are given."""
    source = evidence.source(source_id)
    return Cell(words or source["publisher"], href=source["url"], source=source_id)


def event_rows(evidence: Evidence) -> list[list[str | Cell]]:
    """List every event, oldest first: date, title, level and kind, confidence, source."""
    ordered = evidence.events.sort_values(["date_sort", "event_id"])
    return [
        [written_date(event), event["title"],
         f"{LEVELS[event['level']]}, {KINDS[event['category']]}", event["confidence"],
         source_cell(evidence, event["source_id"])]
        for _, event in ordered.iterrows()
    ]


def dating_rows(evidence: Evidence) -> list[list[str | Cell]]:
    """List the events that a conflict record names: topic, date, title, source, what is used."""
    events = evidence.events.set_index("event_id")
    rows = []
    for conflict in evidence.conflicts.itertuples():
        for event_id in filter(None, conflict.event_ids.split(";")):
            event = events.loc[event_id]
            rows.append([conflict.topic, written_date(event), event["title"],
                         source_cell(evidence, event["source_id"]), conflict.used])
    return rows


def judged(limits: Mapping[str, float], facts: Register) -> pd.DataFrame:
    """Judge each test for both pages: `yes` where the ratio stays within its limit, in percent."""
    return pd.DataFrame(
        {
            page: {key: "yes" if facts[f"city_test_{key}_{page}"].value <= limit else "no"
                   for key, limit in limits.items()}
            for page in ("english", "japanese")
        }
    )
