"""Charts of chapter 4: tidy frames in, Altair charts out; nothing is read or computed here."""

from __future__ import annotations

import altair as alt
import pandas as pd

from expobook.figures.theme import PALETTE, VERDICT_COLOURS, drawable

# Close to the verdict marks of the pages; the last two as outlines, within -1 to 1.
SIGNS = {
    "met": "circle",
    "on course": "triangle-up",
    "behind": "triangle-down",
    "missed": "M-.8,-.5L-.5,-.8L0,-.3L.5,-.8L.8,-.5L.3,0L.8,.5L.5,.8L0,.3L-.5,.8L-.8,.5L-.3,0Z",
    "not assessable": "M-.7,-.15H.7V.15H-.7Z",
}
KIND_COLOURS = {
    "whole year": PALETTE["actual"],
    "part of a year": PALETTE["estimate"],
    "goal": PALETTE["target"],
}
FOUND = {
    "whole year": ("circle", PALETTE["actual"]),
    "only a bound": ("triangle-up", PALETTE["second"]),
    "part of a year": ("triangle-right", PALETTE["estimate"]),
}
_SIZE = 13
WIDTH = 550
"""Points across a plot whose names stand inside it: the width of a page."""


def _verdict_colour(**channel) -> alt.Color:
    return alt.Color("verdict:N", legend=None, scale=alt.Scale(
        domain=list(VERDICT_COLOURS), range=list(VERDICT_COLOURS.values())), **channel)


@drawable
def scoreboard_bars(frame: pd.DataFrame, width: int = 420) -> alt.LayerChart:
    """Draw each goal's last value in percent of its target, with the target as a line.

    Columns: `label`, `share_percent` (empty where no value is known), `shown`, `verdict`. Bars of
    goals without a verdict are hollow.
    """
    order = list(frame["label"])
    y = alt.Y("label:N", sort=order, axis=None, scale=alt.Scale(paddingInner=0.1))
    x = alt.X("share_percent:Q", axis=None, scale=alt.Scale(domain=[0, 110], nice=False))
    base = alt.Chart(frame).encode(y=y)
    known = base.transform_filter("isValid(datum.share_percent)").encode(x=x)
    judged = known.transform_filter("datum.verdict != 'not assessable'")
    open_ended = known.transform_filter("datum.verdict == 'not assessable'")
    words = base.mark_text(align="left", fontSize=_SIZE, dy=10).encode(
        x=alt.value(width + 8), text="shown:N")
    return alt.layer(
        judged.mark_bar(height=16, yOffset=10).encode(color=_verdict_colour()),
        open_ended.mark_bar(height=16, yOffset=10, filled=False, strokeDash=[4, 3],
                            strokeWidth=1.4, stroke=PALETTE["context"]),
        base.mark_tick(color=PALETTE["target"], thickness=2, height=24, yOffset=10).encode(
            x=alt.datum(100, type="quantitative")),
        alt.Chart(pd.DataFrame({"shown": ["goal = 100%"]})).mark_text(
            fontSize=_SIZE, dy=-4, color=PALETTE["target"]).encode(
            x=alt.datum(100, type="quantitative"), y=alt.value(0), text="shown:N"),
        base.mark_text(align="left", fontSize=_SIZE, dy=-10).encode(
            x=alt.value(0), text="label:N"),
        words.transform_filter("datum.verdict != 'not assessable'").mark_text(
            align="left", fontSize=_SIZE, dy=10, fontWeight="bold"),
        words.transform_filter("datum.verdict == 'not assessable'").mark_text(
            align="left", fontSize=_SIZE, dy=10, color=PALETTE["muted"]),
    ).properties(width=width, height=48 * len(order))


@drawable
def verdict_squares(frame: pd.DataFrame, totals: pd.DataFrame, width: int = WIDTH
                    ) -> alt.LayerChart:
    """Draw one sign a goal, groups as rows, verdicts by colour and shape.

    `frame`: `group`, `row`, `place` (position within the row, from 1), `verdict`.
    `totals`: `group`, `row`, `words`.
    """
    rows = list(dict.fromkeys(totals["row"]))
    y = alt.Y("row:O", sort=rows, axis=None)
    widest = float(frame["place"].max())
    x = alt.X("place:Q", axis=None, scale=alt.Scale(domain=[0.5, widest + 0.5], nice=False))
    verdicts = list(VERDICT_COLOURS)
    named = alt.Chart(totals).encode(y=y)
    return alt.layer(
        alt.Chart(frame).mark_point(filled=True, size=190, opacity=1, strokeWidth=3).encode(
            x=x, y=y,
            color=alt.Color("verdict:N", scale=alt.Scale(
                domain=verdicts, range=list(VERDICT_COLOURS.values())),
                legend=alt.Legend(orient="top", symbolSize=150, labelFontSize=_SIZE)),
            shape=alt.Shape("verdict:N", scale=alt.Scale(
                domain=verdicts, range=[SIGNS[name] for name in verdicts])),
        ),
        named.transform_filter("datum.words != ''").mark_text(
            align="left", fontSize=_SIZE, dy=-20).encode(x=alt.value(0), text="words:N"),
    ).properties(width=width, height=48 * len(rows))


@drawable
def growth_dots(frame: pd.DataFrame, width: int = WIDTH) -> alt.LayerChart:
    """Draw the growth that each goal needed beside the growth that came.

    Columns: `label`, `percent_a_year`, `kind` (required, achieved, reported), `shown`.
    """
    order = list(dict.fromkeys(frame["label"]))
    y = alt.Y("label:N", sort=order, axis=None)
    x = alt.X("percent_a_year:Q", title="percent a year", scale=alt.Scale(domain=[0, 20]),
              axis=alt.Axis(values=[0, 5, 10, 15, 20], grid=True, titleAnchor="start"))
    base = alt.Chart(frame).encode(y=y, x=x)
    required = base.transform_filter("datum.kind == 'required'")
    achieved = base.transform_filter("datum.kind == 'achieved'")
    reported = base.transform_filter("datum.kind == 'reported'")
    names = alt.Chart(pd.DataFrame({"label": order})).encode(y=y)
    return alt.layer(
        required.mark_tick(color=PALETTE["target"], thickness=3, height=24, yOffset=10),
        required.mark_text(color=PALETTE["target"], fontSize=_SIZE, dy=33).encode(text="shown:N"),
        reported.mark_point(filled=False, size=70, color=PALETTE["muted"], strokeWidth=1.6,
                            yOffset=10),
        reported.mark_text(color=PALETTE["muted"], fontSize=12, dy=-11).encode(text="shown:N"),
        achieved.mark_point(filled=True, size=130, color=PALETTE["actual"], yOffset=10, opacity=1),
        achieved.mark_text(color=PALETTE["actual"], fontSize=_SIZE, fontWeight="bold",
                           dy=-12).encode(text="shown:N"),
        names.mark_text(align="left", fontSize=_SIZE, dy=-31).encode(
            x=alt.value(0), text="label:N"),
    ).properties(width=width, height=86 * len(order))


@drawable
def headline_paths(paths: pd.DataFrame, points: pd.DataFrame, words: pd.DataFrame
                   ) -> alt.HConcatChart:
    """Draw for each headline goal its path, its known values and its goals, in one scale.

    `paths`: `panel`, `year`, `path_percent`, `threshold_percent`. `points`: `panel`, `year`,
    `percent_of_goal`, `kind`, `shown`, `below` (is the number under its point).
    `words`: `panel`, `year`, `percent_of_goal`, `shown`.
    """
    panels = list(dict.fromkeys(points["panel"]))
    charts = [
        _path_panel(name, *(frame[frame["panel"] == name] for frame in (paths, points, words)),
                    first=position == 0)
        for position, name in enumerate(panels)
    ]
    return alt.hconcat(*charts, spacing=14)


def _path_panel(name: str, paths: pd.DataFrame, points: pd.DataFrame, words: pd.DataFrame, *,
                first: bool) -> alt.LayerChart:
    axis = alt.Axis(format="d", values=[2018, 2025], labelAngle=0, labelFontSize=_SIZE)
    x = alt.X("year:Q", title=None, axis=axis, scale=alt.Scale(domain=[2013.5, 2028], nice=False))
    y = {"title": None, "scale": alt.Scale(domain=[0, 115], nice=False), "axis": alt.Axis(
        values=[0, 50, 100], labels=first, labelExpr="datum.value + '%'", labelFontSize=_SIZE)}
    base = alt.Chart(points).encode(x=x, y=alt.Y("percent_of_goal:Q", **y))
    line = alt.Chart(paths).encode(x=x)
    colour = alt.Color("kind:N", legend=None, scale=alt.Scale(
        domain=list(KIND_COLOURS), range=list(KIND_COLOURS.values())))
    solid = base.transform_filter("datum.kind != 'part of a year'")
    part = base.transform_filter("datum.kind == 'part of a year'")
    return alt.layer(
        line.mark_line(color=PALETTE["target"], strokeWidth=1.6).encode(
            y=alt.Y("path_percent:Q", **y)),
        line.mark_line(color=PALETTE["target"], strokeDash=[2, 3], strokeWidth=1.2).encode(
            y=alt.Y("threshold_percent:Q", **y)),
        solid.mark_point(filled=True, opacity=1, size=90).encode(
            color=colour, shape=alt.Shape("kind:N", legend=None, scale=alt.Scale(
                domain=list(KIND_COLOURS), range=["circle", "circle", "diamond"]))),
        part.mark_point(filled=False, size=90, strokeWidth=1.8).encode(color=colour),
        base.transform_filter("datum.kind == 'whole year'").mark_text(
            fontSize=12, align="right", dx=-9).encode(text="shown:N", color=colour),
        base.transform_filter("!datum.below && datum.kind != 'whole year'").mark_text(
            fontSize=12, dy=-13).encode(text="shown:N", color=colour),
        base.transform_filter("datum.below").mark_text(fontSize=12, dy=15).encode(
            text="shown:N", color=colour),
        alt.Chart(words).mark_text(fontSize=12, align="left", color=PALETTE["muted"],
                                   lineBreak="\n").encode(
            x=x, y=alt.Y("percent_of_goal:Q", **y), text="shown:N"),
    ).properties(width=164, height=250, title=alt.TitleParams(
        name, fontSize=_SIZE, anchor="start", frame="group"))


@drawable
def goal_steps(frame: pd.DataFrame, width: int = WIDTH) -> alt.VConcatChart:
    """Draw goals in the order in which they were set, beside what is known, one panel a region.

    Columns: `panel`, `label`, `value_cny_bn`, `shown`, `kind` (of KIND_COLOURS). Parts of a year
    are hollow. All panels share one scale.
    """
    top = float(frame["value_cny_bn"].max()) * 1.25
    charts = []
    for name in dict.fromkeys(frame["panel"]):
        rows = frame[frame["panel"] == name]
        y = alt.Y("label:N", sort=list(rows["label"]), axis=None)
        x = alt.X("value_cny_bn:Q", axis=None, scale=alt.Scale(domain=[0, top], nice=False))
        colour = alt.Scale(domain=list(KIND_COLOURS), range=list(KIND_COLOURS.values()))
        base = alt.Chart(rows).encode(y=y, x=x)
        whole = base.transform_filter("datum.kind != 'part of a year'")
        part = base.transform_filter("datum.kind == 'part of a year'")
        charts.append(alt.layer(
            whole.mark_bar(height=16, yOffset=10).encode(
                color=alt.Color("kind:N", legend=None, scale=colour)),
            part.mark_bar(height=16, yOffset=10, filled=False, strokeDash=[4, 3],
                          strokeWidth=1.6).encode(
                stroke=alt.Stroke("kind:N", legend=None, scale=colour)),
            base.mark_text(align="left", fontSize=_SIZE, dy=-10).encode(
                x=alt.value(0), text="label:N"),
            base.mark_text(align="left", fontSize=14, fontWeight="bold", dx=6, dy=10).encode(
                text="shown:N"),
        ).properties(width=width, height=48 * len(rows), title=alt.TitleParams(
            name, fontSize=14, anchor="start", frame="group", offset=12)))
    return alt.vconcat(*charts, spacing=24)


@drawable
def evidence_strip(frame: pd.DataFrame) -> alt.LayerChart:
    """Draw for each measure which years have a value, a bound, a part of a year, or nothing.

    Columns: `label`, `year`, `kind` (of FOUND, or empty for a gap).
    """
    labels = list(dict.fromkeys(frame["label"]))
    x = alt.X("year:O", title=None, axis=alt.Axis(
        orient="top", labelAngle=0, labelFontSize=12, domain=False, ticks=False, format="d"))
    y = alt.Y("label:N", sort=labels, title=None, axis=alt.Axis(
        labelFontSize=_SIZE, labelLimit=230, labelPadding=8, domain=False, ticks=False))
    shapes, colours = zip(*FOUND.values(), strict=True)
    base = alt.Chart(frame).encode(x=x, y=y)
    return alt.layer(
        base.transform_filter("datum.kind == ''").mark_text(
            fontSize=_SIZE, color=PALETTE["context"]).encode(text=alt.value("–")),
        base.transform_filter("datum.kind != ''").mark_point(
            size=130, filled=True, opacity=1).encode(
            shape=alt.Shape("kind:N", scale=alt.Scale(domain=list(FOUND), range=shapes)),
            color=alt.Color("kind:N", scale=alt.Scale(domain=list(FOUND), range=colours),
                            legend=alt.Legend(orient="top", labelFontSize=_SIZE,
                                              symbolSize=120))),
    ).properties(width=50 * frame["year"].nunique(), height=36 * len(labels))


@drawable
def verdict_matrix(frame: pd.DataFrame) -> alt.LayerChart:
    """Draw the verdicts on each goal (columns) under each way to judge (rows).

    Columns: `variant`, `goal`, `verdict`, `changed`. A change against the rule as written is
    framed.
    """
    variants, goals = list(dict.fromkeys(frame["variant"])), list(dict.fromkeys(frame["goal"]))
    x = alt.X("goal:N", sort=goals, title=None, axis=alt.Axis(
        orient="top", labelAngle=-50, labelFontSize=_SIZE, labelLimit=190, domain=False,
        ticks=False, labelPadding=6))
    y = alt.Y("variant:N", sort=variants, title=None, axis=alt.Axis(
        labelFontSize=_SIZE, labelLimit=180, labelPadding=8, domain=False, ticks=False))
    verdicts = list(VERDICT_COLOURS)
    base = alt.Chart(frame).encode(x=x, y=y)
    return alt.layer(
        base.transform_filter("datum.changed").mark_rect(
            fill="#f2e3c9", stroke=PALETTE["estimate"], strokeWidth=1.2),
        base.mark_point(filled=True, size=150, opacity=1, strokeWidth=3).encode(
            color=alt.Color("verdict:N", scale=alt.Scale(
                domain=verdicts, range=list(VERDICT_COLOURS.values())),
                legend=alt.Legend(orient="bottom", columns=3, symbolSize=140,
                                  labelFontSize=_SIZE)),
            shape=alt.Shape("verdict:N", scale=alt.Scale(
                domain=verdicts, range=[SIGNS[name] for name in verdicts]))),
    ).properties(width=34 * len(goals), height=31 * len(variants))
