"""Charts of chapter 1: tidy frames in, Altair charts out; nothing is read or computed here."""

from __future__ import annotations

import altair as alt
import pandas as pd

from expobook.figures.theme import PALETTE, drawable

ROW_HEIGHT = 50
FINAL, PRELIMINARY, FORECAST = "final", "preliminary", "forecast"
SECOND_HAND = "second-hand"
STAGE_COLOURS = {
    FINAL: PALETTE["actual"],
    PRELIMINARY: PALETTE["estimate"],
    SECOND_HAND: PALETTE["estimate"],
    FORECAST: PALETTE["target"],
}
DIFFERENCE_COLOURS = {0: PALETTE["actual"], 1: "#b9d3e1", 2: "#dfe8ed", 3: "#eef2f4", 4: "#f7f9fa"}


@drawable
def labelled_bars(frame: pd.DataFrame, *, value: str, width: int = 540) -> alt.LayerChart:
    """Draw bars from zero with their words above and their number at the end.

    Columns: `label` (one row each, top to bottom), `value`, `shown` (the number as written),
    `role` (a role of the palette); `estimate` rows are drawn dashed and hollow, and a row without
    a value shows its words only.
    """
    order = list(frame["label"])
    y = alt.Y("label:N", sort=order, axis=None, scale=alt.Scale(paddingInner=0.1))
    x = alt.X(f"{value}:Q", axis=None, scale=alt.Scale(domainMin=0, nice=False))
    solid, hollow = frame[frame["role"] != "estimate"], frame[frame["role"] == "estimate"]
    roles = sorted(set(solid["role"]))
    base = alt.Chart(frame)
    layers = [
        alt.Chart(solid).mark_bar(height=18, yOffset=10).encode(
            y=y, x=x, color=alt.Color("role:N", legend=None, scale=alt.Scale(
                domain=roles, range=[PALETTE[role] for role in roles]))),
        base.mark_text(align="left", fontSize=13, dy=-10).encode(
            y=y, x=alt.value(0), text="label:N"),
        base.mark_text(align="left", fontSize=14, fontWeight="bold", dx=6, dy=10).encode(
            y=y, x=x, text="shown:N"),
    ]
    if len(hollow):
        layers.insert(1, alt.Chart(hollow).mark_bar(
            height=18, yOffset=10, filled=False, stroke=PALETTE["estimate"], strokeDash=[4, 3],
            strokeWidth=1.6,
        ).encode(y=y, x=x))
    return alt.layer(*layers).properties(width=width, height=ROW_HEIGHT * len(order))


@drawable
def overlap_lines(frame: pd.DataFrame, chosen_percent: float) -> alt.LayerChart:
    """Draw Hangzhou's share against the part of its projects that lies inside the total.

    Columns: `measure`, `overlap_percent`, `share_percent`, `shown`, `end` (is it an end point).
    """
    x = alt.X("overlap_percent:Q", title="Hangzhou's projects counted inside the expo's total, %",
              axis=alt.Axis(values=[0, 25, 50, 75, 100], titleAnchor="start"),
              scale=alt.Scale(domain=[0, 100]))
    y = alt.Y("share_percent:Q", title="Hangzhou's share, %",
              scale=alt.Scale(domain=[0, 50]), axis=alt.Axis(values=[0, 10, 20, 30, 40, 50]))
    colour = alt.Color("measure:N", legend=None, scale=alt.Scale(
        domain=["investment", "projects"], range=[PALETTE["actual"], PALETTE["second"]]))
    base = alt.Chart(frame).encode(x=x, y=y, color=colour)
    left = base.transform_filter("datum.end && datum.overlap_percent == 0")
    right = base.transform_filter("datum.end && datum.overlap_percent == 100")
    named = base.transform_filter("datum.overlap_percent == 50")
    chosen = alt.Chart(pd.DataFrame({"overlap_percent": [chosen_percent], "words": ["this run"]}))
    inward = -6 if chosen_percent > 50 else 6
    return alt.layer(
        chosen.mark_rule(strokeDash=[4, 3], color=PALETTE["context"]).encode(x=x),
        chosen.mark_text(fontSize=13, dx=inward, align="right" if inward < 0 else "left").encode(
            x=x, y=alt.value(12), text="words:N"),
        base.mark_line(),
        base.transform_filter("datum.end").mark_point(opacity=1),
        left.transform_filter("datum.measure == 'projects'").mark_text(
            align="left", dx=8, dy=-14, fontSize=14, fontWeight="bold").encode(text="shown:N"),
        left.transform_filter("datum.measure == 'investment'").mark_text(
            align="left", dx=8, dy=16, fontSize=14, fontWeight="bold").encode(text="shown:N"),
        right.mark_text(align="left", dx=8, fontSize=14, fontWeight="bold").encode(text="shown:N"),
        named.transform_filter("datum.measure == 'projects'").mark_text(
            dy=-15, fontSize=13).encode(text="measure:N"),
        named.transform_filter("datum.measure == 'investment'").mark_text(
            dy=18, fontSize=13).encode(text="measure:N"),
    ).properties(width=440, height=260)


@drawable
def difference_matrix(frame: pd.DataFrame, labels: list[str]) -> alt.LayerChart:
    """Draw for each pair of sums in what they differ; the diagonal carries the positions.

    Columns: `row` and `column` (positions from 1), `differences` (how many), `letters` (which).
    `labels` are the names of the sums in order.
    """
    places = list(range(1, len(labels) + 1))
    column = alt.X("column:O", title=None, axis=None, scale=alt.Scale(domain=places))
    row = alt.Y("row:O", title=None, scale=alt.Scale(domain=places), axis=alt.Axis(
        labelFontSize=13, labelLimit=300, labelPadding=8, domain=False, ticks=False,
        labelExpr=f"{labels!r}[datum.value - 1]"))
    base = alt.Chart(frame).encode(x=column, y=row)
    diagonal = alt.Chart(pd.DataFrame({"row": places, "column": places})).encode(x=column, y=row)
    return alt.layer(
        base.mark_rect(stroke="white", strokeWidth=2).encode(
            color=alt.Color("differences:O", legend=None, scale=alt.Scale(
                domain=list(DIFFERENCE_COLOURS), range=list(DIFFERENCE_COLOURS.values())))),
        base.mark_text(fontSize=13).encode(text="letters:N"),
        diagonal.mark_text(fontSize=13, fontWeight="bold", color=PALETTE["muted"]).encode(
            text="column:O"),
    ).properties(width=36 * len(labels), height=34 * len(labels))


@drawable
def definition_strip(frame: pd.DataFrame, joins: pd.DataFrame) -> alt.LayerChart:
    """Draw for each indicator which expo editions share a definition: those are joined by a line.

    `frame`: `label`, `edition`, `stage` (empty where no value was found), `grade`, `shown`,
    `group` (empty where the value stands alone). `joins`: `label`, `edition`, `edition_to`.
    Values that are early or were read second-hand are drawn hollow.
    """
    labels = list(dict.fromkeys(frame["label"]))
    x = alt.X("edition:O", title=None, axis=alt.Axis(
        orient="top", labelAngle=0, labelFontSize=13, domain=False, ticks=False, offset=6,
        labelExpr="['First', 'Second', 'Third', 'Fourth', 'Fifth'][datum.value - 1]"))
    y = alt.Y("label:N", sort=labels, title=None, axis=alt.Axis(
        labelFontSize=13, labelLimit=200, domain=False, ticks=False, labelPadding=4))
    found, missing = frame[frame["stage"] != ""], frame[frame["stage"] == ""]
    marks = found.assign(
        firm=(found["stage"] == FINAL) & (found["grade"] != "D"), joined=found["group"] != "")
    points = alt.Chart(marks).encode(x=x, y=y)
    kinds = alt.Scale(domain=[True, False], range=[PALETTE["actual"], PALETTE["context"]])
    return alt.layer(
        alt.Chart(missing).mark_text(fontSize=13, color=PALETTE["muted"]).encode(
            x=x, y=y, text=alt.value("–")),
        alt.Chart(joins).mark_rule(strokeWidth=3, color=PALETTE["actual"]).encode(
            x=x, x2="edition_to:O", y=y),
        points.transform_filter("datum.firm").mark_point(
            filled=True, size=110, opacity=1).encode(
                color=alt.Color("joined:N", legend=None, scale=kinds)),
        points.transform_filter("!datum.firm").mark_point(
            filled=True, fill="white", size=90, opacity=1, strokeWidth=1.8).encode(
                stroke=alt.Stroke("joined:N", legend=None, scale=kinds)),
        points.mark_text(fontSize=13, dy=-15).encode(text="shown:N"),
    ).properties(width=400, height=42 * len(labels))


@drawable
def participation_panels(frame: pd.DataFrame) -> alt.VConcatChart:
    """Draw one small bar panel an indicator, two in a row, all five expo editions in each.

    Columns: `panel`, `edition`, `value`, `shown`, `stage` (empty where nothing was found).
    """
    panels = list(dict.fromkeys(frame["panel"]))
    charts = [_panel(frame[frame["panel"] == name], name) for name in panels]
    rows = [alt.hconcat(*charts[start:start + 2], spacing=28) for start in range(0, len(charts), 2)]
    return alt.vconcat(*rows, spacing=18)


def _panel(frame: pd.DataFrame, title: str) -> alt.LayerChart:
    x = alt.X("edition:O", title=None, scale=alt.Scale(paddingInner=0.3), axis=alt.Axis(
        labelAngle=0, labelFontSize=13, ticks=False))
    largest = frame["value"].max()
    top = 1.18 * float(largest) if largest == largest else 1.0
    y = alt.Y("value:Q", axis=None, scale=alt.Scale(domain=[0, top], nice=False))
    stages = list(STAGE_COLOURS)
    found, missing = frame[frame["stage"] != ""], frame[frame["stage"] == ""]
    bars = alt.Chart(found).encode(x=x, y=y)
    colour = alt.Scale(domain=stages, range=list(STAGE_COLOURS.values()))
    closed = bars.transform_filter(f"datum.stage == '{FINAL}'")
    early = bars.transform_filter(f"datum.stage != '{FINAL}'")
    return alt.layer(
        closed.mark_bar().encode(color=alt.Color("stage:N", legend=None, scale=colour)),
        early.mark_bar(filled=False, strokeDash=[4, 3], strokeWidth=1.6).encode(
            stroke=alt.Stroke("stage:N", legend=None, scale=colour)),
        bars.mark_text(dy=-9, fontSize=13).encode(text="shown:N"),
        alt.Chart(missing).mark_text(fontSize=13, color=PALETTE["muted"], baseline="bottom",
                                     dy=-3).encode(x=x, y=alt.value(120), text=alt.value("–")),
    ).properties(width=270, height=120,
                 title=alt.TitleParams(title, fontSize=13, anchor="start", frame="group"))


@drawable
def yearly_bars(frame: pd.DataFrame, *, value: str, width: int = 460) -> alt.LayerChart:
    """Draw one bar a year with its number above and its growth inside.

    Columns: `year` (integer), the value column, `shown`, `growth` (text, may be empty).
    """
    x = alt.X("year:O", title=None, scale=alt.Scale(paddingInner=0.14, paddingOuter=0.05),
              axis=alt.Axis(labelAngle=0, labelFontSize=14, format="d", ticks=False))
    y = alt.Y(f"{value}:Q", axis=None, scale=alt.Scale(domainMin=0, nice=False))
    base = alt.Chart(frame).encode(x=x, y=y)
    return alt.layer(
        base.mark_bar(color=PALETTE["actual"]),
        base.mark_text(dy=-10, fontSize=14, fontWeight="bold").encode(text="shown:N"),
        base.mark_text(dy=15, fontSize=13, color="white").encode(text="growth:N"),
    ).properties(width=width, height=240)
