"""Charts of chapter 1: tidy frames in, Altair charts out; nothing is read or computed here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from expobook.figures import marks
from expobook.figures.theme import PALETTE, drawable

WIDTH, ROW_HEIGHT = 540, 50
MONEY_KINDS = {"investment": "actual", "intended trade": "second", "parts unknown": "context"}
KIND_COLOURS = (PALETTE["actual"], PALETTE["context"], "transparent")
KIND_STROKES = (PALETTE["actual"], PALETTE["context"], PALETTE["estimate"])
KIND_DASHES = [[1, 0], [1, 0], [4, 3]]


@drawable
def labelled_bars(frame: pd.DataFrame, *, value: str, kinds: Mapping[str, str]) -> alt.LayerChart:
    """Draw bars from zero with their words above and their number at the end, and a key.

    Columns: `label` (one row each, top to bottom), `value`, `shown` (the number as written),
    `kind` (a word of `kinds`, which gives its role of the palette).
    """
    order = list(frame["label"])
    y = marks.rows(order, padding=0.1)
    x = alt.X(f"{value}:Q", axis=None, scale=alt.Scale(domainMin=0, nice=False))
    base = alt.Chart(frame).encode(
        y=y, x=x, tooltip=marks.tooltip(frame, label="", shown=marks.unit_of(value), kind="Kind")
    )
    return marks.selectable(
        marks.layers(
            base.mark_bar(height=18, yOffset=10).encode(color=marks.coloured("kind", kinds, keyed=len(kinds) > 1)),
            marks.row_names(base, -10),
            marks.numbers(base, align="left", dx=6, dy=10),
        ).properties(width=WIDTH, height=ROW_HEIGHT * len(order)),
        "label",
    )


@drawable
def one_page(frame: pd.DataFrame, kinds: Sequence[str], times: Mapping[str, str]) -> alt.HConcatChart:
    """Draw one panel of bars a measure side by side, all years in each, with a key above.

    Columns: `panel`, `year`, `value` (empty where nothing is shown), `shown`, `kind` (one of
    `kinds`: like with like, another measure, hollow ones). `times` says below a panel's name how
    often its first blue bar goes into the last.
    """
    panels = [
        _panel(frame[frame["panel"] == name], name, kinds, times.get(name, ""))
        for name in dict.fromkeys(frame["panel"])
    ]
    return marks.selectable(
        alt.hconcat(*panels, spacing=26).resolve_scale(fill="shared", stroke="shared", strokeDash="shared"), "year"
    )


def _panel(frame: pd.DataFrame, title: str, kinds: Sequence[str], times: str) -> alt.LayerChart:
    drawn, missing = frame.dropna(subset=["value"]), frame[frame["value"].isna()]
    top = 1.15 * float(drawn["value"].max()) if len(drawn) else 1.0
    x = alt.X(
        "year:O",
        title=None,
        scale=alt.Scale(paddingInner=0.25, paddingOuter=0.1),
        axis=alt.Axis(labelAngle=0, labelFontSize=13, ticks=False, format="d"),
    )
    y = alt.Y("value:Q", axis=None, scale=alt.Scale(domain=[0, top], nice=False))
    key = alt.Legend(symbolType="square", symbolSize=150, labelFontSize=13, columns=0, symbolOpacity=1)

    def scale(looks: Sequence[Any]) -> alt.Scale:
        return alt.Scale(domain=list(kinds), range=list(looks))

    bars = alt.Chart(drawn).encode(
        x=x, y=y, tooltip=marks.tooltip(drawn, year="Year", shown=title, kind="Counted as", grade="Grade")
    )
    return marks.layers(
        bars.mark_bar(strokeWidth=1.6).encode(
            fill=alt.Fill("kind:N", legend=key, sort=None, scale=scale(KIND_COLOURS)),
            stroke=alt.Stroke("kind:N", legend=key, sort=None, scale=scale(KIND_STROKES)),
            strokeDash=alt.StrokeDash("kind:N", legend=key, sort=None, scale=scale(KIND_DASHES)),
        ),
        marks.numbers(bars, dy=-10),
        alt.Chart(missing)
        .mark_text(fontSize=14, color=PALETTE["muted"], baseline="bottom", dy=-3)
        .encode(x=x, y=alt.value(180), text=alt.value("–")),
    ).properties(width=190, height=180, title=alt.TitleParams(title, subtitle=times or " ", **_PANEL_TITLE))


_PANEL_TITLE: dict[str, Any] = {
    "fontSize": 14,
    "subtitleFontSize": 13,
    "anchor": "start",
    "frame": "group",
    "subtitleColor": PALETTE["actual"],
    "offset": 10,
}


@drawable
def money_parts(frame: pd.DataFrame) -> alt.LayerChart:
    """Draw one bar an expo edition, from part to part, its words above and its total at the end.

    Columns: `label` (one row each, top to bottom), `start` and `end` (empty where no total is
    known), `value_cny_bn` and `inside` (the part and its words), `shown` (the total, in the row's
    last part), `kind` (of `MONEY_KINDS`).
    """
    order = list(dict.fromkeys(frame["label"]))
    y = marks.rows(order, padding=0.1)
    x = alt.X("start:Q", axis=None, scale=alt.Scale(domainMin=0, nice=False))
    base = alt.Chart(frame).encode(
        y=y, x=x, tooltip=marks.tooltip(frame, label="", kind="Kind", value_cny_bn="bn yuan", shown="Total, bn yuan")
    )
    return marks.selectable(
        marks.layers(
            base.mark_bar(height=20, yOffset=10).encode(x2="end:Q", color=marks.coloured("kind", MONEY_KINDS)),
            marks.row_names(alt.Chart(frame.drop_duplicates("label")).encode(y=y), -11),
            base.mark_text(align="left", fontSize=marks.LABEL, dx=6, dy=10, color="white").encode(text="inside:N"),
            marks.numbers(base.encode(x="end:Q"), align="left", dx=6, dy=10),
        ).properties(width=WIDTH, height=52 * len(order)),
        "label",
    )


@drawable
def share_tracks(frame: pd.DataFrame, kinds: Mapping[str, str]) -> alt.LayerChart:
    """Draw shares as bars on a track that is all of it: what it is above, the share at the end.

    Columns: `label` (one row each, top to bottom), `percent`, `shown`, `kind` (a word of `kinds`,
    which gives its role of the palette).
    """
    order = list(frame["label"])
    y = marks.rows(order, padding=0.1)
    x = alt.X("percent:Q", axis=None, scale=alt.Scale(domain=[0, 100]))
    whole = alt.XDatum(100, type="quantitative", axis=None)
    base = alt.Chart(frame).encode(y=y, tooltip=marks.tooltip(frame, label="", shown="Percent", kind="Share of"))
    return marks.selectable(
        marks.layers(
            base.mark_bar(height=18, yOffset=10, color=PALETTE["grid"]).encode(x=whole),
            base.mark_bar(height=18, yOffset=10).encode(x=x, color=marks.coloured("kind", kinds)),
            marks.row_names(base, -10),
            marks.numbers(base.encode(x=whole), align="left", dx=8, dy=10),
        ).properties(width=WIDTH, height=ROW_HEIGHT * len(order)),
        "label",
    )


@drawable
def fair_lines(frame: pd.DataFrame, subject: str) -> alt.LayerChart:
    """Draw exhibitors by year, a line a fair; the subject is blue and named below its line.

    Columns: `fair`, `year`, `exhibitors` (empty for a gap), `shown`, `first` (is it the fair's
    earliest year).
    """
    fairs = [subject, *(name for name in dict.fromkeys(frame["fair"]) if name != subject)]
    colour = alt.Color(
        "fair:N",
        legend=None,
        scale=alt.Scale(domain=fairs, range=[PALETTE["actual"], *[PALETTE["context"]] * (len(fairs) - 1)]),
    )
    years = list(range(frame["year"].min(), frame["year"].max() + 1))
    drawn = frame.dropna(subset=["exhibitors"])
    top = 1.3 * float(drawn["exhibitors"].max()) if len(drawn) else 1.0
    x = alt.X(
        "year:O",
        title=None,
        scale=alt.Scale(domain=years),
        axis=alt.Axis(labelAngle=0, labelFontSize=13, ticks=False, format="d"),
    )
    base = alt.Chart(drawn).encode(
        x=x,
        tooltip=marks.tooltip(drawn, fair="", year="Year", shown="Exhibitors", grade="Grade"),
        y=alt.Y("exhibitors:Q", axis=None, scale=alt.Scale(domain=[0, top], nice=False)),
    )
    named = base.transform_filter("datum.first")
    below = named.transform_filter(alt.datum.fair == subject)
    above = named.transform_filter(alt.datum.fair != subject)
    return marks.selectable(
        marks.layers(
            base.mark_line().encode(color=colour),
            marks.lines_at_nearest(drawn, x, value="exhibitors", by="fair", unit="exhibitors"),
            base.mark_point(filled=True, size=70, opacity=1).encode(color=colour),
            marks.numbers(base, dy=-15),
            below.mark_text(align="left", dx=-16, dy=20, fontSize=13).encode(text="fair:N"),
            above.mark_text(align="left", dx=-16, dy=-34, fontSize=13).encode(text="fair:N"),
        ).properties(width=480, height=240),
        "fair",
    )
