"""Charts of chapter 1: tidy frames in, Altair charts out; nothing is read or computed here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from expobook.figures import colour_key
from expobook.figures.theme import PALETTE, drawable

ROW_HEIGHT = 50
MONEY_KINDS = {"investment": "actual", "intended trade": "second", "parts unknown": "context"}
KIND_COLOURS = (PALETTE["actual"], PALETTE["context"], "transparent")
KIND_STROKES = (PALETTE["actual"], PALETTE["context"], PALETTE["estimate"])
KIND_DASHES = [[1, 0], [1, 0], [4, 3]]


@drawable
def labelled_bars(frame: pd.DataFrame, *, value: str, kinds: Mapping[str, str], width: int = 540
                  ) -> alt.LayerChart:
    """Draw bars from zero with their words above and their number at the end, and a key.

    Columns: `label` (one row each, top to bottom), `value`, `shown` (the number as written),
    `kind` (a word of `kinds`, which gives its role of the palette).
    """
    order = list(frame["label"])
    y = alt.Y("label:N", sort=order, axis=None, scale=alt.Scale(paddingInner=0.1))
    x = alt.X(f"{value}:Q", axis=None, scale=alt.Scale(domainMin=0, nice=False))
    base = alt.Chart(frame)
    return alt.layer(
        base.mark_bar(height=18, yOffset=10).encode(
            y=y, x=x, color=colour_key.coloured("kind", kinds, keyed=len(kinds) > 1)),
        base.mark_text(align="left", fontSize=13, dy=-10).encode(
            y=y, x=alt.value(0), text="label:N"),
        base.mark_text(align="left", fontSize=14, fontWeight="bold", dx=6, dy=10).encode(
            y=y, x=x, text="shown:N"),
    ).properties(width=width, height=ROW_HEIGHT * len(order))


@drawable
def one_page(frame: pd.DataFrame, kinds: Sequence[str], times: Mapping[str, str]
             ) -> alt.HConcatChart:
    """Draw one panel of bars a measure side by side, all years in each, with a key above.

    Columns: `panel`, `year`, `value` (empty where nothing is shown), `shown`, `kind` (one of
    `kinds`: like with like, another measure, hollow ones). `times` says below a panel's name how
    often its first blue bar goes into the last.
    """
    panels = [_panel(frame[frame["panel"] == name], name, kinds, times.get(name, ""))
              for name in dict.fromkeys(frame["panel"])]
    return alt.hconcat(*panels, spacing=26).resolve_scale(
        fill="shared", stroke="shared", strokeDash="shared")


def _panel(frame: pd.DataFrame, title: str, kinds: Sequence[str], times: str) -> alt.LayerChart:
    known, missing = frame.dropna(subset=["value"]), frame[frame["value"].isna()]
    top = 1.15 * float(known["value"].max()) if len(known) else 1.0
    x = alt.X("year:O", title=None, scale=alt.Scale(paddingInner=0.25, paddingOuter=0.1),
              axis=alt.Axis(labelAngle=0, labelFontSize=13, ticks=False, format="d"))
    y = alt.Y("value:Q", axis=None, scale=alt.Scale(domain=[0, top], nice=False))
    key = alt.Legend(symbolType="square", symbolSize=150, labelFontSize=13, columns=0)
    bars = alt.Chart(known).encode(x=x, y=y)
    return alt.layer(
        bars.mark_bar(strokeWidth=1.6).encode(
            fill=alt.Fill("kind:N", legend=key, sort=None, scale=alt.Scale(
                domain=list(kinds), range=list(KIND_COLOURS))),
            stroke=alt.Stroke("kind:N", legend=key, sort=None, scale=alt.Scale(
                domain=list(kinds), range=list(KIND_STROKES))),
            strokeDash=alt.StrokeDash("kind:N", legend=key, sort=None, scale=alt.Scale(
                domain=list(kinds), range=KIND_DASHES))),
        bars.mark_text(dy=-10, fontSize=14, fontWeight="bold").encode(text="shown:N"),
        alt.Chart(missing).mark_text(fontSize=14, color=PALETTE["muted"], baseline="bottom", dy=-3)
        .encode(x=x, y=alt.value(180), text=alt.value("–")),
    ).properties(width=190, height=180, title=alt.TitleParams(
        title, subtitle=times or " ", fontSize=14, subtitleFontSize=13, anchor="start",
        frame="group", subtitleColor=PALETTE["actual"], offset=10))


@drawable
def money_parts(frame: pd.DataFrame, width: int = 540) -> alt.LayerChart:
    """Draw one bar an expo edition, from part to part, its words above and its total at the end.

    Columns: `label` (one row each, top to bottom), `start` and `end` (empty where no total is
    known), `inside` (the part's words), `shown` (the total, in the row's last part), `kind` (of
    `MONEY_KINDS`).
    """
    order = list(dict.fromkeys(frame["label"]))
    y = alt.Y("label:N", sort=order, axis=None, scale=alt.Scale(paddingInner=0.1))
    x = alt.X("start:Q", axis=None, scale=alt.Scale(domainMin=0, nice=False))
    base, names = alt.Chart(frame), alt.Chart(frame.drop_duplicates("label"))
    return alt.layer(
        base.mark_bar(height=20, yOffset=10).encode(
            y=y, x=x, x2="end:Q", color=colour_key.coloured("kind", MONEY_KINDS)),
        names.mark_text(align="left", fontSize=13, dy=-11).encode(
            y=y, x=alt.value(0), text="label:N"),
        base.mark_text(align="left", fontSize=13, dx=6, dy=10, color="white").encode(
            y=y, x=x, text="inside:N"),
        base.mark_text(align="left", fontSize=14, fontWeight="bold", dx=6, dy=10).encode(
            y=y, x="end:Q", text="shown:N"),
    ).properties(width=width, height=52 * len(order))


@drawable
def share_tracks(frame: pd.DataFrame, kinds: Mapping[str, str], width: int = 540
                 ) -> alt.LayerChart:
    """Draw shares as bars on a track that is all of it: what it is above, the share at the end.

    Columns: `label` (one row each, top to bottom), `percent`, `shown`, `kind` (a word of `kinds`,
    which gives its role of the palette).
    """
    order = list(frame["label"])
    y = alt.Y("label:N", sort=order, axis=None, scale=alt.Scale(paddingInner=0.1))
    x = alt.X("percent:Q", axis=None, scale=alt.Scale(domain=[0, 100]))
    base = alt.Chart(frame).encode(y=y)
    return alt.layer(
        base.mark_bar(height=18, yOffset=10, color=PALETTE["grid"]).encode(
            x=alt.XDatum(100, type="quantitative", axis=None)),
        base.mark_bar(height=18, yOffset=10).encode(
            x=x, color=colour_key.coloured("kind", kinds)),
        base.mark_text(align="left", fontSize=13, dy=-10).encode(x=alt.value(0), text="label:N"),
        base.mark_text(align="left", fontSize=14, fontWeight="bold", dx=8, dy=10).encode(
            x=alt.XDatum(100, type="quantitative", axis=None), text="shown:N"),
    ).properties(width=width, height=ROW_HEIGHT * len(order))


@drawable
def fair_lines(frame: pd.DataFrame, subject: str) -> alt.LayerChart:
    """Draw exhibitors by year, a line a fair; the subject is blue and named below its line.

    Columns: `fair`, `year`, `exhibitors` (empty for a gap), `shown`, `first` (is it the fair's
    earliest year).
    """
    fairs = [subject, *(name for name in dict.fromkeys(frame["fair"]) if name != subject)]
    colour = alt.Color("fair:N", legend=None, scale=alt.Scale(
        domain=fairs, range=[PALETTE["actual"], *[PALETTE["context"]] * (len(fairs) - 1)]))
    years = list(range(frame["year"].min(), frame["year"].max() + 1))
    known = frame.dropna(subset=["exhibitors"])
    top = 1.3 * float(known["exhibitors"].max()) if len(known) else 1.0
    base = alt.Chart(known).encode(
        x=alt.X("year:O", title=None, scale=alt.Scale(domain=years), axis=alt.Axis(
            labelAngle=0, labelFontSize=13, ticks=False, format="d")),
        y=alt.Y("exhibitors:Q", axis=None, scale=alt.Scale(
            domain=[0, top], nice=False)))
    named = base.transform_filter("datum.first")
    below = named.transform_filter(alt.datum.fair == subject)
    above = named.transform_filter(alt.datum.fair != subject)
    return alt.layer(
        base.mark_line().encode(color=colour),
        base.mark_point(filled=True, size=70, opacity=1).encode(color=colour),
        base.mark_text(dy=-15, fontSize=14, fontWeight="bold").encode(text="shown:N"),
        below.mark_text(align="left", dx=-16, dy=20, fontSize=13).encode(text="fair:N"),
        above.mark_text(align="left", dx=-16, dy=-34, fontSize=13).encode(text="fair:N"),
    ).properties(width=480, height=240)
