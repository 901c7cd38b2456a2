"""Charts of chapter 5: tidy frames in, Altair charts out."""

from __future__ import annotations

import altair as alt
import pandas as pd

from expobook.figures import colour_key
from expobook.figures.theme import PALETTE, drawable

WIDTH = 470
"""So narrow that words keep their size where the page is no wider than print."""
_LETTERS = 13
_BANDS = (("p5", "p95", 0.16), ("p10", "p90", 0.2), ("p25", "p75", 0.3))
REPORTED, IMPLIED, ASKED = "reported", "implied by reported growth", "needed for the goal"
NEEDED, SEEN = "growth needed", "growth seen"
CAME, GIVEN = "share that came", "mean chance given"


@drawable
def halves(frame: pd.DataFrame) -> alt.LayerChart:
    """Bars of half years. `frame`: label, value, kind (REPORTED, IMPLIED or ASKED), text."""
    base = alt.Chart(frame).encode(
        x=alt.X("label:N", sort=list(frame["label"]), axis=alt.Axis(
            title=None, labelAngle=0, labelExpr="split(datum.label, '|')")),
        y=alt.Y("value:Q", title=None, scale=alt.Scale(
            domain=[0, 1.12 * float(frame["value"].max())])))
    bars = base.mark_bar(width=52).encode(color=colour_key.coloured("kind", {
        REPORTED: "actual", IMPLIED: "estimate", ASKED: "target"}))
    words = base.mark_text(dy=-9, fontSize=_LETTERS).encode(text="text:N")
    return alt.layer(bars, words).properties(width=WIDTH, height=280)


@drawable
def needed_and_seen(frame: pd.DataFrame) -> alt.LayerChart:
    """Ranges of growth needed above dots of growth seen, in the order given.

    `frame`: label, kind (NEEDED or SEEN), low, high (percent a year; equal for a dot), text.
    """
    order = list(frame["label"])
    base = alt.Chart(frame).encode(
        y=alt.Y("label:N", sort=order, axis=alt.Axis(
            title=None, labelLimit=320, labelFontSize=_LETTERS, ticks=False, domain=False,
            labelExpr="split(datum.label, '|')")),
        x=alt.X("low:Q", title="percent a year", scale=alt.Scale(
            domain=[0, 1.18 * float(frame["high"].max())])),
        color=colour_key.coloured("kind", {NEEDED: "target", SEEN: "actual"}))
    bars = base.transform_filter("datum.high > datum.low").mark_bar(height=14).encode(x2="high:Q")
    dots = base.transform_filter("datum.high == datum.low").mark_point(size=110, opacity=1)
    words = base.mark_text(align="left", dx=9, fontSize=12, color=PALETTE["ink"]).encode(
        x="high:Q", text="text:N", color=alt.value(PALETTE["ink"]))
    return alt.layer(bars, dots, words).properties(width=380, height=40 * len(order))


@drawable
def fan(frame: pd.DataFrame, targets: pd.DataFrame, ends: pd.DataFrame) -> alt.LayerChart:
    """The fan of paths with a marked target.

    `frame`: wide quantiles by year. `targets`: start, year, value, label. `ends`: year, value,
    label. All in bn yuan.
    """
    first, last = int(frame["year"].min()), int(frame["year"].max())
    axis = alt.Axis(format="d", title=None, values=list(range(first, last + 1)), labelAngle=0,
                    grid=False)
    x = alt.X("year:Q", axis=axis, scale=alt.Scale(
        domain=[first - 0.15, last + 0.36 * (last - first)], nice=False))
    top = max(frame["p95"].max(), targets["value"].max()) * 1.08
    base = alt.Chart(frame).encode(x=x)
    y_scale = alt.Scale(domain=[0, top], nice=True)
    layers: list[alt.Chart] = [
        base.mark_area(color=PALETTE["estimate"], opacity=opacity).encode(
            y=alt.Y(f"{low}:Q", scale=y_scale, title="bn yuan"), y2=f"{high}:Q")
        for low, high, opacity in _BANDS
    ]
    layers.append(base.mark_line(strokeDash=[5, 3], color=PALETTE["estimate"]).encode(y="p50:Q"))
    goal = alt.Chart(targets).encode(y="value:Q")
    layers.append(goal.mark_rule(color=PALETTE["target"], strokeWidth=1.5).encode(
        x="start:Q", x2="year:Q"))
    layers.append(goal.mark_point(shape="diamond", size=110, color=PALETTE["target"]).encode(
        x="year:Q"))
    layers.append(goal.mark_text(dy=-9, color=PALETTE["target"], fontSize=_LETTERS,
                                 align="left").encode(x="start:Q", text="label:N"))
    words = alt.Chart(ends).encode(x="year:Q", y="value:Q", text="label:N")
    layers.append(words.mark_text(align="left", dx=8, color=PALETTE["estimate"], fontSize=12))
    return alt.layer(*layers).properties(width=WIDTH, height=300)


@drawable
def ranges(frame: pd.DataFrame) -> alt.LayerChart:
    """Chances under named assumptions: a bar over the shares of the first half, and its middle.

    `frame`: history_label, start_label, lowest_percent, chance_percent, highest_percent, text.
    """
    starts = list(dict.fromkeys(frame["start_label"]))
    roles = dict(zip(starts, ("context", "estimate"), strict=True))
    base = alt.Chart(frame).encode(
        y=alt.Y("history_label:N", sort=list(dict.fromkeys(frame["history_label"])), axis=alt.Axis(
            title=None, labelFontSize=_LETTERS, labelLimit=220, ticks=False, domain=False,
            labelExpr="split(datum.label, '|')")),
        yOffset=alt.YOffset("start_label:N", sort=starts),
        x=alt.X("lowest_percent:Q", title="chance, percent", scale=alt.Scale(domain=[0, 100]),
                axis=alt.Axis(values=[0, 25, 50, 75, 100])),
        color=colour_key.coloured("start_label", roles).legend(symbolOpacity=1))
    even = alt.Chart(pd.DataFrame({"value": [50]})).mark_rule(
        color=PALETTE["ink"], strokeDash=[4, 3]).encode(x="value:Q")
    bars = base.mark_bar(height=12, opacity=0.55).encode(x2="highest_percent:Q")
    dots = base.mark_point(size=80, opacity=1).encode(x="chance_percent:Q")
    words = base.mark_text(align="left", dx=8, fontSize=12).encode(
        x="highest_percent:Q", text="text:N", color=alt.value(PALETTE["ink"]))
    return alt.layer(even, bars, dots, words).properties(width=360, height=210)


@drawable
def left_out(frame: pd.DataFrame, whole: float) -> alt.LayerChart:
    """The chance with one year's growth left out. `frame`: left_out, outcome, text (percent).

    `whole` is the chance with all years.
    """
    base = alt.Chart(frame).encode(
        x=alt.X("left_out:O", title="year left out", axis=alt.Axis(labelAngle=0)),
        y=alt.Y("outcome:Q", title="chance, percent", scale=alt.Scale(domain=[0, 100])))
    line = alt.Chart(pd.DataFrame({"value": [whole]})).mark_rule(
        color=PALETTE["ink"], strokeDash=[4, 3]).encode(y="value:Q")
    stems = base.transform_calculate(whole=str(whole)).mark_rule(
        color=PALETTE["estimate"], strokeWidth=2).encode(y2="whole:Q")
    dots = base.mark_point(size=90, opacity=1, color=PALETTE["estimate"])
    words = [base.transform_filter(f"datum.outcome {side} {whole}").mark_text(
        dy=away, fontSize=12).encode(text="text:N") for side, away in ((">=", -13), ("<", 15))]
    return alt.layer(line, stems, dots, *words).properties(width=WIDTH, height=240)


@drawable
def calibration(frame: pd.DataFrame) -> alt.LayerChart:
    """How often what was forecast came, by the chance that it had been given.

    `frame`: band, chance_percent (mean of the chances given), came_percent, text.
    """
    base = alt.Chart(frame).encode(x=alt.X("band:N", sort=list(frame["band"]), axis=alt.Axis(
        labelAngle=0, title="chance given")))
    y = {"title": None, "scale": alt.Scale(domain=[0, 100])}
    bars = base.mark_bar(width=58, color=PALETTE["actual"]).encode(
        y=alt.Y("came_percent:Q", **y))
    given = base.mark_point(shape="diamond", size=170, opacity=1, stroke="white", strokeWidth=1.5,
                            color=PALETTE["estimate"]).encode(y=alt.Y("chance_percent:Q", **y))
    words = base.mark_text(dy=-9, fontSize=12).encode(y="came_percent:Q", text="text:N")
    key = colour_key.key({CAME: "actual", GIVEN: "estimate"})
    return alt.layer(bars, given, words, key).properties(width=WIDTH, height=260)
