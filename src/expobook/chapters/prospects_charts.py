"""Charts of chapter 5: tidy frames in, Altair charts out."""

from __future__ import annotations

import altair as alt
import pandas as pd

from ..charts import PALETTE

WIDTH = 560
_NAME_HEIGHT = 15
"""Half the height of a name in two lines, with the space around it."""
_BANDS = (("p5", "p95", 0.16), ("p10", "p90", 0.2), ("p25", "p75", 0.3))


def _years(frame: pd.DataFrame, right: float = 0.9) -> alt.X:
    first, last = int(frame["year"].min()), int(frame["year"].max())
    axis = alt.Axis(format="d", title=None, values=list(range(first, last + 1)), labelAngle=0,
                    grid=False)
    return alt.X("year:Q", axis=axis,
                 scale=alt.Scale(domain=[first - 0.15, last + right], nice=False))


def fan(frame: pd.DataFrame, targets: pd.DataFrame, ends: pd.DataFrame, *,
        title: str = "bn yuan") -> alt.LayerChart:
    """The fan of paths with marked targets.

    `frame`: wide quantiles. `targets`: start, year, value, label. `ends`: year, value, label.
    `title` names the unit of the values.
    """
    top = max(frame["p95"].max(), targets["value"].max()) * 1.08
    base = alt.Chart(frame).encode(x=_years(frame))
    y_scale = alt.Scale(domain=[0, top], nice=True)
    layers: list[alt.Chart] = [
        base.mark_area(color=PALETTE["actual"], opacity=opacity).encode(
            y=alt.Y(f"{low}:Q", scale=y_scale, title=title), y2=f"{high}:Q")
        for low, high, opacity in _BANDS
    ]
    layers.append(base.mark_line(strokeDash=[5, 3]).encode(y="p50:Q"))
    goal = alt.Chart(targets).encode(y="value:Q")
    layers.append(goal.mark_rule(color=PALETTE["target"], strokeWidth=1.5).encode(
        x="start:Q", x2="year:Q"))
    layers.append(goal.mark_point(shape="diamond", size=110, color=PALETTE["target"]).encode(
        x="year:Q"))
    layers.append(goal.mark_text(dy=-9, color=PALETTE["target"], fontSize=13, align="left").encode(
        x="start:Q", text="label:N"))
    words = alt.Chart(ends).encode(x="year:Q", y="value:Q", text="label:N")
    layers.append(words.mark_text(align="left", dx=8, color=PALETTE["actual"], fontSize=12))
    return alt.layer(*layers).properties(width=WIDTH, height=320)


def growth_dots(frame: pd.DataFrame, marks: pd.DataFrame) -> alt.LayerChart:
    """Yearly growth as bars by year, with horizontal lines for required and mean growth.

    `frame`: year, growth_percent. `marks`: value, label, role.
    """
    bars = alt.Chart(frame).encode(x=alt.X("year:O", axis=alt.Axis(title=None, labelAngle=0)))
    columns = bars.mark_bar(color=PALETTE["context"]).encode(
        y=alt.Y("growth_percent:Q", title="percent a year"))
    numbers = bars.mark_text(dy=-9, fontSize=12).encode(
        y=alt.datum(0), text=alt.Text("growth_percent:Q", format=".1f"))
    zero = alt.Chart(pd.DataFrame({"value": [0]})).mark_rule(color=PALETTE["ink"]).encode(
        y="value:Q")
    layers: list[alt.Chart] = [columns, zero]
    height = 280
    span = max(frame["growth_percent"].max(), marks["value"].max(), 0) - min(
        frame["growth_percent"].min(), marks["value"].min(), 0)
    gap = (marks["value"].max() - marks["value"].min()) / span * height
    for role in ("target", "actual"):
        own = marks[marks["role"] == role]
        # Names of two lines that lie close together are moved apart.
        away = max(0, 2 * _NAME_HEIGHT - gap) / 2
        upper = float(own["value"].iloc[0]) >= marks["value"].max()
        line = alt.Chart(own).encode(y="value:Q")
        layers.append(line.mark_rule(color=PALETTE[role], strokeWidth=2,
                                     strokeDash=[5, 3] if role == "actual" else [1, 0]))
        layers.append(line.mark_text(
            align="left", x=WIDTH, dx=6, dy=-away if upper else away,
            color=PALETTE[role], fontSize=12, lineBreak="|"
        ).encode(text="label:N"))
    return alt.layer(*layers, numbers).properties(width=WIDTH, height=height)


def tornado(frame: pd.DataFrame, base: float) -> alt.LayerChart:
    """Bars from the base outcome to the outcome of each low and high setting.

    `frame`: input_label, setting_label, outcome_percent, in drawing order.
    """
    order = list(dict.fromkeys(frame["input_label"]))
    both = alt.Chart(frame.assign(base=base)).encode(
        y=alt.Y("input_label:N", sort=order, axis=alt.Axis(title=None, labelLimit=300,
                labelFontSize=13, ticks=False, domain=False)),
        x=alt.X("outcome_percent:Q", title="probability of the target, percent",
                scale=alt.Scale(domain=[-12, 112]), axis=alt.Axis(values=[0, 25, 50, 75, 100])))
    bars = both.mark_bar(height=20).encode(
        x2="base:Q", color=alt.Color("side:N", legend=None, scale=alt.Scale(
            domain=["low", "high"], range=[PALETTE["estimate"], PALETTE["actual"]])))
    left = both.transform_filter("datum.outcome_percent <= datum.base").mark_text(
        align="right", dx=-5, fontSize=12).encode(text="setting_label:N")
    right = both.transform_filter("datum.outcome_percent > datum.base").mark_text(
        align="left", dx=5, fontSize=12).encode(text="setting_label:N")
    line = alt.Chart(pd.DataFrame({"base": [base]})).mark_rule(
        color=PALETTE["ink"], strokeWidth=1.5).encode(x="base:Q")
    return alt.layer(bars, left, right, line).properties(
        width=WIDTH - 120, height=42 * len(order))


def probability_curves(frame: pd.DataFrame, mark: pd.DataFrame) -> alt.LayerChart:
    """Probability by mean growth, one line a spread; `mark` is this run's setting."""
    lines = alt.Chart(frame).encode(
        x=alt.X("mean_percent:Q", title="mean growth, percent a year"),
        y=alt.Y("probability_percent:Q", title=None, scale=alt.Scale(domain=[0, 100])),
        strokeDash=alt.StrokeDash("spread_label:N", sort=list(dict.fromkeys(frame["spread_label"])),
                                  legend=alt.Legend(
            title=None, orient="top", labelLimit=320, symbolStrokeWidth=2)))
    here = alt.Chart(mark).encode(x="mean_percent:Q", y="probability_percent:Q")
    return alt.layer(
        lines.mark_line(color=PALETTE["actual"]),
        here.mark_point(shape="diamond", size=120, color=PALETTE["target"]),
        here.mark_text(align="right", dx=-12, dy=-6, color=PALETTE["target"], fontSize=12).encode(
            text="label:N"),
    ).properties(width=WIDTH, height=280)


def rolling(frame: pd.DataFrame) -> alt.LayerChart:
    """Forecast bands by year, with what came: year, p10, median, p90, actual, outcome."""
    base = alt.Chart(frame).encode(x=alt.X("year:O", axis=alt.Axis(title=None, labelAngle=0)))
    top = float(max(frame["p90"].max(), frame["actual"].max())) * 1.05
    bands = base.mark_bar(width=22, color=PALETTE["actual"], opacity=0.25).encode(
        y=alt.Y("p10:Q", title=None, scale=alt.Scale(domain=[0, top])), y2="p90:Q")
    middle = base.mark_tick(width=22, thickness=2, color=PALETTE["actual"]).encode(y="median:Q")
    came = base.mark_point(size=70, opacity=1).encode(
        y="actual:Q", color=alt.Color("outcome:N", scale=alt.Scale(
            domain=["inside the band", "outside the band"],
            range=[PALETTE["ink"], PALETTE["target"]])),
        shape=alt.Shape("outcome:N", scale=alt.Scale(
            domain=["inside the band", "outside the band"], range=["circle", "square"])))
    return alt.layer(bands, middle, came).properties(width=WIDTH, height=280)


def hindsight(frame: pd.DataFrame, came: pd.DataFrame, labels: pd.DataFrame) -> alt.LayerChart:
    """A fan of December 2022 with what came: first estimates and survey results.

    `frame`: wide quantiles. `came`: year, value, kind. `labels`: year, value, label, role.
    """
    base = alt.Chart(frame).encode(x=_years(frame, right=1.3))
    layers: list[alt.Chart] = [
        base.mark_area(color=PALETTE["estimate"], opacity=opacity).encode(
            y=alt.Y(f"{low}:Q", title="bn yuan", scale=alt.Scale(zero=True)), y2=f"{high}:Q")
        for low, high, opacity in _BANDS[1:]
    ]
    layers.append(base.mark_line(color=PALETTE["estimate"], strokeDash=[5, 3]).encode(y="p50:Q"))
    dots = alt.Chart(came).encode(x="year:Q", y="value:Q")
    layers.append(dots.transform_filter("datum.kind == 'survey'").mark_line(point=True))
    layers.append(dots.transform_filter("datum.kind == 'first'").mark_point(
        color=PALETTE["context"], shape="square", filled=False, size=60, strokeWidth=1.5))
    for role in ("estimate", "actual", "context"):
        words = alt.Chart(labels[labels["role"] == role]).encode(
            x="year:Q", y="value:Q", text="label:N")
        layers.append(words.mark_text(align="left", dx=9, fontSize=12, color=PALETTE[role],
                                      lineBreak="|"))
    return alt.layer(*layers).properties(width=WIDTH, height=320)
