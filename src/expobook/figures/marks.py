"""Parts that the charts of several chapters share, in the letter sizes of the book."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import altair as alt

LABEL, NUMBER = 13, 14
"""Letter sizes of words and of the numbers that a chart is about, in points."""
DASH = [4, 3]
"""Strokes and gaps of a line that is not what was reported."""


def layers(*charts: alt.Chart | alt.LayerChart) -> alt.LayerChart:
    """Charts over one another, the last one on top."""
    return alt.LayerChart(layer=charts)


def rows(order: Sequence[str], field: str = "label", padding: float | None = None) -> alt.Y:
    """A row for each name in `field`, from top to bottom as in `order`; the plot names them.

    `padding` is the space between rows, as a part of their height.
    """
    spaced = alt.Undefined if padding is None else alt.Scale(paddingInner=padding)
    return alt.Y(f"{field}:N", sort=order, axis=None, scale=spaced)


def row_axis(**more: Any) -> alt.Axis:
    """An axis that only names rows; `more` as for `alt.Axis`."""
    return alt.Axis(**{"labelFontSize": LABEL, "ticks": False, "domain": False, **more})


def row_names(base: alt.Chart, dy: int, field: str = "label") -> alt.Chart:
    """The names of rows from the left edge of the plot on, `dy` points below their middle."""
    return base.mark_text(align="left", fontSize=LABEL, dy=dy).encode(
        x=alt.value(0), text=f"{field}:N")


def numbers(base: alt.Chart, *, size: float = NUMBER, **place: Any) -> alt.Chart:
    """The numbers in `shown` as words in bold; `place` as for `mark_text`."""
    return base.mark_text(fontSize=size, fontWeight="bold", **place).encode(text="shown:N")


def years(domain: tuple[float, float], ticks: Iterable[int], field: str = "year",
          **more: Any) -> alt.X:
    """A level axis of years from one end of `domain` to the other; `more` as for `alt.Axis`."""
    return alt.X(f"{field}:Q", title=None, scale=alt.Scale(domain=list(domain), nice=False),
                 axis=alt.Axis(format="d", values=list(ticks), labelFontSize=LABEL, **more))


def panel_title(text: str, *, offset: int, frame: str = "group") -> alt.TitleParams:
    """The title of one of several panels, `offset` points above it."""
    return alt.TitleParams(text, fontSize=LABEL, anchor="start", frame=frame, offset=offset)
