"""Chapter 2: rows for its tables, read from the chapter's facts.

Every number here is a fact's text; nothing is computed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic.dataclasses import dataclass

from expobook.facts.rows import yaml_rows
from expobook.figures.table import Cell
from expobook.values.periods import format_period

from . import data, frames

if TYPE_CHECKING:
    from ..chapter import Chapter


@dataclass(frozen=True, slots=True, config=yaml_rows.CLOSED)
class Statement:
    """What the release says, its figure, what the evidence has, and our reading.

    The reading, and its tone, rest on claims.
    """

    passage: str
    figure: str
    evidence: str
    tone: str
    reading: str
    claims: tuple[str, ...]


RELEASE = yaml_rows.listed("world/release.yaml", Statement)
"""The release's statements on the world and China, in its order of figures and then of words."""


@dataclass(frozen=True, slots=True, config=yaml_rows.CLOSED)
class Measure:
    """One measure that is called digital trade: what it counts, who compiles it, and its flow.

    `world` and `china` name the facts with its latest full year, without the prefix; `same` says
    whether the release means it.
    """

    measure: str
    counts: str
    compiler: str
    flow: str
    same: str
    world: str = ""
    china: str = ""


MEASURES = yaml_rows.listed("world/measures.yaml", Measure)


def release_rows(chapter: Chapter) -> list[list[Any]]:
    """Return the table of the release's statements; a reading whose claim is false is dropped."""
    rows = []
    for row in RELEASE:
        holds = all(chapter.facts.claims[name].holds for name in row.claims)
        reading = Cell(row.reading, tone=row.tone) if holds else Cell("to be judged anew", tone="none")
        rows.append([row.passage, row.figure, row.evidence, reading])
    return rows


def measure_rows(chapter: Chapter) -> list[list[Any]]:
    """Return the table of measures, each figure with its period; a dash where none was found."""

    def cell(name: str) -> str:
        if not name:
            return frames.DASH
        fact = chapter[f"macro_{name}"]
        doubt = ", second-hand" if fact.grade == "D" else ""
        return f"{{macro_{name}}} ({format_period(fact.period)}{doubt})"

    return [
        [row.measure, row.counts, row.compiler, row.flow, cell(row.world), cell(row.china), row.same]
        for row in MEASURES
    ]


def economy_rows(chapter: Chapter) -> list[list[Any]]:
    """Return the table of economies, sorted by exports; units are in its head."""
    return [
        [
            economy,
            *(f"{{macro_{what}_{data.slug(economy)}:number}}" for what in ("exports", "imports", "balance", "yearly")),
        ]
        for economy in frames.economies(chapter)["economy"]
    ]
