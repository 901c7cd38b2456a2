"""Figures: one chart with its finding, measure, description, source, note and data."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import altair as alt
import pandas as pd

from expobook.facts import templates
from expobook.facts.facts import Register
from expobook.values.numbers import stable

from . import theme
from .responsive import Phone

MIME = "application/vnd.expobook.figure+json"
SPEC_MIME = "application/vnd.vegalite.v6+json"
_ID = re.compile(r"fig-[a-z0-9]+(-[a-z0-9]+)*\Z")


class FigureError(ValueError):
    """A figure that a reader couldn't open: the message names it and what it lacks."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What a figure says; texts are templates in which `{fact_id}` becomes a linked number.

    `claims` names the claims on which the finding in the title rests, `phone` says how the chart
    makes room where it is narrow.
    """

    id: str
    title: str
    subtitle: str
    alt: str
    sources: tuple[str, ...]
    data: pd.DataFrame
    note: str = ""
    grades: tuple[str, ...] = field(default=())
    modelled: bool = False
    claims: tuple[str, ...] = field(default=())
    phone: Phone | None = None


def bundle(figure: Figure, chart: alt.TopLevelMixin | None, facts: Register) -> dict[str, Any]:
    """Make the display bundle: figure, drawing, specification and plain text.

    Raises `FigureError` for a missing text or chart, a bad id or an unknown source.
    """
    _check(figure, facts, charted=chart is not None or theme.undrawn())
    title, subtitle = templates.parts(figure.title, facts), templates.parts(figure.subtitle, facts)
    note, description = (
        templates.parts(figure.note, facts),
        templates.plain(templates.parts(figure.alt, facts)),
    )
    used = templates.fact_ids(title, subtitle, note)
    spec = theme.specification(chart)
    described: dict[str, Any] = {
        "id": figure.id,
        "title": templates.plain(title),
        "title_parts": title,
        "subtitle": templates.plain(subtitle),
        "subtitle_parts": subtitle,
        "note": templates.plain(note),
        "note_parts": note,
        "alt": description,
        "sources": list(figure.sources),
        **templates.evidence_of(used, facts, figure.grades, figure.modelled),
        "facts": used,
        "claims": list(figure.claims),
        "data": table_of(figure.data),
    }
    if figure.phone:
        described["phone"] = figure.phone.model_dump(exclude_defaults=True)
    return {
        MIME: described,
        "image/svg+xml": theme.drawing(spec, figure.id, described["title"], description),
        SPEC_MIME: spec,
        "text/plain": f"{described['title']}\n{described['subtitle']}\n{description}",
    }


def table_of(frame: pd.DataFrame) -> dict[str, Any]:
    """A tidy frame as columns and rows of plain JSON values; a gap stays a gap (null)."""
    rows = [[_plain(value) for value in row] for row in frame.itertuples(index=False, name=None)]
    return {"columns": [str(name) for name in frame.columns], "rows": rows}


def _plain(value: Any) -> Any:
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, float) and value != value:
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if hasattr(value, "item"):
        value = value.item()
    return stable(value) if isinstance(value, float) else value


def _check(figure: Figure, facts: Register, *, charted: bool) -> None:
    if not _ID.match(figure.id):
        raise FigureError(f"figure id {figure.id!r}: write fig-, then words joined by hyphens")
    required = {
        "title": figure.title,
        "subtitle": figure.subtitle,
        "alternative text": figure.alt,
        "source": figure.sources,
        "claim behind its title": figure.claims,
        "data": len(figure.data),
        "chart": charted,
    }
    templates.require("figure", figure.id, required, FigureError)
    for claim_id in figure.claims:
        if claim_id not in facts.claims:
            raise FigureError(
                f"figure {figure.id!r} rests on the claim {claim_id!r}, which isn't computed above it in this notebook"
            )
    for source_id in figure.sources:
        facts.evidence.source(source_id)
