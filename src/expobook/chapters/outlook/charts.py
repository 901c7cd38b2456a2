"""Charts of chapter 5: tidy frames in, Altair charts out."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from expobook.figures import marks
from expobook.figures.theme import PALETTE, drawable

WIDTH = 470
"""So narrow that words keep their size where the page is no wider than print."""
_BANDS = (("p5", "p95", 0.16), ("p10", "p90", 0.2), ("p25", "p75", 0.3))
_PATHS = {
    "year": "Year",
    "p95": "1 in 20 above, bn yuan",
    "p90": "1 in 10 above",
    "p75": "1 in 4 above",
    "p50": "Middle",
    "p25": "1 in 4 below",
    "p10": "1 in 10 below",
    "p5": "1 in 20 below",
}
REPORTED, IMPLIED, ASKED = "reported", "implied by reported growth", "needed for the goal"
NEEDED, SEEN = "growth needed", "growth seen"
CAME, GIVEN = "share that came", "mean chance given"


@drawable
def halves(frame: pd.DataFrame) -> alt.LayerChart:
    """Bars of half years. `frame`: label, value, kind (REPORTED, IMPLIED or ASKED), text."""
    base = alt.Chart(frame).encode(
        tooltip=marks.tooltip(frame, label="", text="bn yuan", kind="Known as"),
        x=alt.X(
            "label:N",
            sort=list(frame["label"]),
            axis=alt.Axis(title=None, labelAngle=0, labelExpr="split(datum.label, '|')"),
        ),
        y=alt.Y("value:Q", title=None, scale=alt.Scale(domain=[0, 1.12 * float(frame["value"].max())])),
    )
    bars = base.mark_bar(width=52).encode(
        color=marks.coloured("kind", {REPORTED: "actual", IMPLIED: "estimate", ASKED: "target"})
    )
    texts = base.mark_text(dy=-9, fontSize=marks.LABEL).encode(text="text:N")
    return marks.selectable(marks.layers(bars, texts).properties(width=WIDTH, height=280), "label")


@drawable
def needed_and_seen(frame: pd.DataFrame) -> alt.LayerChart:
    """Ranges of growth needed above dots of growth seen, in the order given.

    `frame`: label, kind (NEEDED or SEEN), low, high (percent a year; equal for a dot), text.
    """
    order = list(frame["label"])
    base = alt.Chart(frame).encode(
        tooltip=marks.tooltip(frame, label="", kind="Kind", text="Growth a year"),
        y=alt.Y(
            "label:N", sort=order, axis=marks.row_axis(title=None, labelLimit=320, labelExpr="split(datum.label, '|')")
        ),
        x=alt.X("low:Q", title="percent a year", scale=alt.Scale(domain=[0, 1.18 * float(frame["high"].max())])),
        color=marks.coloured("kind", {NEEDED: "target", SEEN: "actual"}),
    )
    bars = base.transform_filter("datum.high > datum.low").mark_bar(height=14).encode(x2="high:Q")
    dots = base.transform_filter("datum.high == datum.low").mark_point(size=110, opacity=1)
    texts = base.mark_text(align="left", dx=9, fontSize=12, color=PALETTE["ink"]).encode(
        x="high:Q", text="text:N", color=alt.value(PALETTE["ink"])
    )
    return marks.selectable(marks.layers(bars, dots, texts).properties(width=380, height=40 * len(order)), "label")


@drawable
def fan(frame: pd.DataFrame, targets: pd.DataFrame, ends: pd.DataFrame) -> alt.LayerChart:
    """The fan of paths with a marked target.

    `frame`: wide quantiles by year. `targets`: start, year, value, label. `ends`: year, value,
    label. All in bn yuan.
    """
    first, last = int(frame["year"].min()), int(frame["year"].max())
    axis = alt.Axis(format="d", title=None, values=list(range(first, last + 1)), labelAngle=0, grid=False)
    x = alt.X("year:Q", axis=axis, scale=alt.Scale(domain=[first - 0.15, last + 0.36 * (last - first)], nice=False))
    top = max(frame["p95"].max(), targets["value"].max()) * 1.08
    base = alt.Chart(frame).encode(x=x)
    y_scale = alt.Scale(domain=[0, top], nice=True)
    layers: list[alt.Chart] = [
        base.mark_area(color=PALETTE["estimate"], opacity=opacity).encode(
            y=alt.Y(f"{low}:Q", scale=y_scale, title="bn yuan"), y2=f"{high}:Q"
        )
        for low, high, opacity in _BANDS
    ]
    layers.append(base.mark_line(strokeDash=[5, 3], color=PALETTE["estimate"]).encode(y="p50:Q"))
    layers.append(marks.at_nearest(alt.Chart(frame), x, marks.tooltip(frame, **_PATHS)))
    goal = alt.Chart(targets).encode(
        y="value:Q", tooltip=marks.tooltip(targets, label="", year="Year", value="bn yuan")
    )
    layers.append(goal.mark_rule(color=PALETTE["target"], strokeWidth=1.5).encode(x="start:Q", x2="year:Q"))
    layers.append(goal.mark_point(shape="diamond", size=110, color=PALETTE["target"]).encode(x="year:Q"))
    layers.append(
        goal.mark_text(dy=-9, color=PALETTE["target"], fontSize=marks.LABEL, align="left").encode(
            x="start:Q", text="label:N"
        )
    )
    texts = alt.Chart(ends).encode(x="year:Q", y="value:Q", text="label:N")
    layers.append(texts.mark_text(align="left", dx=8, color=PALETTE["estimate"], fontSize=12))
    return marks.layers(*layers).properties(width=WIDTH, height=300)


@drawable
def ranges(frame: pd.DataFrame) -> alt.LayerChart:
    """Chances under named assumptions: a bar over the shares of the first half, and its middle.

    `frame`: history_label, start_label, lowest_percent, chance_percent, highest_percent, text.
    """
    starts = list(dict.fromkeys(frame["start_label"]))
    roles = dict(zip(starts, ("context", "estimate"), strict=True))
    base = alt.Chart(frame).encode(
        tooltip=marks.tooltip(
            frame,
            history_label="",
            start_label="Start",
            chance_percent="Chance, percent",
            text="Over all shares of the half",
        ),
        y=alt.Y(
            "history_label:N",
            sort=list(dict.fromkeys(frame["history_label"])),
            axis=marks.row_axis(title=None, labelLimit=220, labelExpr="split(datum.label, '|')"),
        ),
        yOffset=alt.YOffset("start_label:N", sort=starts),
        x=alt.X(
            "lowest_percent:Q",
            title="chance, percent",
            scale=alt.Scale(domain=[0, 100]),
            axis=alt.Axis(values=[0, 25, 50, 75, 100]),
        ),
        color=marks.coloured("start_label", roles).legend(symbolOpacity=1),
    )
    even = (
        alt.Chart(pd.DataFrame({"value": [50]}))
        .mark_rule(color=PALETTE["ink"], strokeDash=marks.DASH)
        .encode(x="value:Q")
    )
    bars = base.mark_bar(height=12, opacity=0.55).encode(x2="highest_percent:Q")
    dots = base.mark_point(size=80, opacity=1).encode(x="chance_percent:Q")
    texts = base.mark_text(align="left", dx=8, fontSize=12).encode(
        x="highest_percent:Q", text="text:N", color=alt.value(PALETTE["ink"])
    )
    return marks.selectable(marks.layers(even, bars, dots, texts).properties(width=360, height=210), "history_label")


@drawable
def left_out(frame: pd.DataFrame, whole: float) -> alt.LayerChart:
    """The chance with one year's growth left out. `frame`: left_out, outcome, text (percent).

    `whole` is the chance with all years.
    """
    base = alt.Chart(frame).encode(
        tooltip=marks.tooltip(frame, left_out="Year left out", outcome="Chance, percent"),
        x=alt.X("left_out:O", title="year left out", axis=alt.Axis(labelAngle=0)),
        y=alt.Y("outcome:Q", title="chance, percent", scale=alt.Scale(domain=[0, 100])),
    )
    line = (
        alt.Chart(pd.DataFrame({"value": [whole]}))
        .mark_rule(color=PALETTE["ink"], strokeDash=marks.DASH)
        .encode(y="value:Q")
    )
    stems = (
        base.transform_calculate(whole=str(whole))
        .mark_rule(color=PALETTE["estimate"], strokeWidth=2)
        .encode(y2="whole:Q")
    )
    dots = base.mark_point(size=90, opacity=1, color=PALETTE["estimate"])
    texts = [
        base.transform_filter(f"datum.outcome {side} {whole}").mark_text(dy=away, fontSize=12).encode(text="text:N")
        for side, away in ((">=", -13), ("<", 15))
    ]
    return marks.selectable(marks.layers(line, stems, dots, *texts).properties(width=WIDTH, height=240), "left_out")


@drawable
def calibration(frame: pd.DataFrame) -> alt.LayerChart:
    """How often what was forecast came, by the chance that it had been given.

    `frame`: band, chance_percent (mean of the chances given), came_percent, text.
    """
    base = alt.Chart(frame).encode(
        tooltip=marks.tooltip(
            frame,
            band="Chance given",
            chance_percent="Its mean, percent",
            came_percent="Came, percent",
            forecasts="Forecasts",
        ),
        x=alt.X("band:N", sort=list(frame["band"]), axis=alt.Axis(labelAngle=0, title="chance given")),
    )
    y: dict[str, Any] = {"title": None, "scale": alt.Scale(domain=[0, 100])}
    bars = base.mark_bar(width=58, color=PALETTE["actual"]).encode(y=alt.Y("came_percent:Q", **y))
    given = base.mark_point(
        shape="diamond", size=170, opacity=1, stroke="white", strokeWidth=1.5, color=PALETTE["estimate"]
    ).encode(y=alt.Y("chance_percent:Q", **y))
    texts = base.mark_text(dy=-9, fontSize=12).encode(y="came_percent:Q", text="text:N")
    key = marks.key({CAME: "actual", GIVEN: "estimate"})
    return marks.selectable(marks.layers(bars, given, texts, key).properties(width=WIDTH, height=260), "band")
