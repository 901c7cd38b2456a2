"""Charts of chapter 2: tidy frames in, Altair charts out; nothing is read or computed here.

A column `role` holds a role of the palette, `shown` the number as the book writes it.
"""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from expobook.figures.theme import PALETTE, drawable

PLOT_WIDTH = 560
LINE_WIDTH = 460  # leaves room for the names of lines at their ends
POINT_WIDTH = 480  # narrow enough for print to keep the size of its letters
_DASH = [4, 3]
_OFFSETS = {
    "right": {"align": "left", "dx": 9}, "left": {"align": "right", "dx": -9},
    "right_up": {"align": "left", "dx": 9, "dy": -6},
    "right_down": {"align": "left", "dx": 9, "dy": 8},
    "above": {"dy": -14}, "below": {"dy": 16}, "under": {"align": "left", "dx": 3, "dy": 30},
    "below_start": {"align": "left", "dx": -6, "dy": 16},
}


def _role_colour(*, of_text: bool = False) -> alt.Color:
    """Colours by role; grey text is darker than grey marks, so that it can be read."""
    roles = list(PALETTE)
    colours = [PALETTE["muted" if of_text and role == "context" else role] for role in roles]
    return alt.Color("role:N", legend=None, scale=alt.Scale(domain=roles, range=colours))


def _years(frame: pd.DataFrame, column: str = "year", *, before: float = 0.4,
           after: float = 0.4, step: int = 1) -> alt.X:
    first, last = int(frame[column].min()), int(frame[column].max())
    ticks = list(range(last, first - 1, -step))[::-1]
    return alt.X(f"{column}:Q", title=None, scale=alt.Scale(
        domain=[first - before, last + after], nice=False), axis=alt.Axis(
        values=ticks, format="d", labelFontSize=13, labelAngle=0, tickSize=4))


def _placed_text(chart: alt.Chart, size: int = 13, **style) -> list[alt.Chart]:
    """One text layer for each place (a key of `_OFFSETS`) named in the data."""
    return [
        chart.transform_filter(f"datum.place == '{place}'").mark_text(
            fontSize=size, **offset, **style)
        for place, offset in _OFFSETS.items()
    ]


@drawable
def gap_rows(frame: pd.DataFrame, *, value: str, zero: str, domain: Sequence[float],
             low: str = "", high: str = "", label_width: int = 250) -> alt.LayerChart:
    """Draw how far statements lie from a zero line: a row each, its number beside its dot.

    Columns: `label` (top to bottom), the value column, `shown`, `role`; with `low` and `high` the
    range that rounding leaves open. `zero` says in words what the zero line is.
    """
    order = list(frame["label"])
    y = alt.Y("label:N", sort=order, title=None, scale=alt.Scale(paddingOuter=0.4), axis=alt.Axis(
        labelFontSize=13, labelLimit=label_width, minExtent=label_width, labelPadding=8,
        labelColor=PALETTE["ink"], domain=False, ticks=False))
    scale = alt.Scale(domain=list(domain), nice=False)
    x = alt.X(f"{value}:Q", axis=None, scale=scale)
    base = alt.Chart(frame).encode(y=y, x=x, color=_role_colour())
    line = alt.Chart(pd.DataFrame({"zero": [0], "words": [zero]})).encode(
        x=alt.X("zero:Q", axis=None, scale=scale))
    layers = [
        line.mark_rule(color=PALETTE["ink"]),
        line.mark_text(align="center", fontSize=12, color=PALETTE["muted"]).encode(
            y=alt.value(-8), text="words:N"),
        base.mark_rule(strokeWidth=2).encode(x2=alt.datum(0)),
    ]
    if low:
        layers.append(base.mark_rule(strokeWidth=8, opacity=0.35).encode(
            x=alt.X(f"{low}:Q", axis=None, scale=scale), x2=f"{high}:Q"))
    number = {"fontSize": 13, "fontWeight": "bold"}
    texts = alt.Chart(frame).encode(y=y, x=x, color=_role_colour(of_text=True), text="shown:N")
    return alt.layer(
        *layers,
        base.mark_point(size=80, opacity=1),
        texts.transform_filter(f"datum['{value}'] >= 0").mark_text(align="left", dx=15, **number),
        texts.transform_filter(f"datum['{value}'] < 0").mark_text(align="right", dx=-15, **number),
    ).resolve_scale(color="independent").properties(
        width=620 - label_width, height=27 * len(order) + 10)


@drawable
def grouped_bars(frame: pd.DataFrame, *, value: str, domain_max: float) -> alt.VConcatChart:
    """Draw small groups of bars under their own headings, all on one scale from zero.

    Columns: `group`, `label`, the value column, `shown`, `role`; `estimate` rows hollow and dashed.
    """
    groups = list(dict.fromkeys(frame["group"]))
    return alt.vconcat(*(
        _bar_group(frame[frame["group"] == group], group, value, domain_max) for group in groups
    ), spacing=16)


def _bar_group(frame: pd.DataFrame, heading: str, value: str, domain_max: float) -> alt.LayerChart:
    order = list(frame["label"])
    y = alt.Y("label:N", sort=order, title=None, scale=alt.Scale(paddingInner=0.25), axis=alt.Axis(
        labelFontSize=13, labelLimit=250, minExtent=230, domain=False, ticks=False,
        labelColor=PALETTE["ink"]))
    x = alt.X(f"{value}:Q", axis=None, scale=alt.Scale(domain=[0, domain_max], nice=False))
    solid, hollow = frame[frame["role"] != "estimate"], frame[frame["role"] == "estimate"]
    layers = [alt.Chart(solid).mark_bar().encode(y=y, x=x, color=_role_colour())]
    if len(hollow):
        layers.append(alt.Chart(hollow).mark_bar(
            filled=False, stroke=PALETTE["estimate"], strokeDash=_DASH, strokeWidth=1.6,
        ).encode(y=y, x=x))
    layers.append(alt.Chart(frame).mark_text(
        align="left", dx=6, fontSize=13, fontWeight="bold").encode(y=y, x=x, text="shown:N"))
    return alt.layer(*layers).properties(
        width=340, height=26 * len(order),
        title=alt.TitleParams(heading, fontSize=13, anchor="start", frame="group", offset=4))


@drawable
def measured_points(frame: pd.DataFrame, *, value: str, domain: Sequence[float], title: str,
                    ticks: Sequence[float], low: str = "", high: str = "",
                    height: int = 290) -> alt.LayerChart:
    """Draw single statements by year, each named beside its dot; no line joins them.

    Columns: `year`, the value column, `words`, `place`, `role`; with `low` and `high` the range
    that rounding leaves open, drawn as a band. Words have a white edge: on a phone, where they
    break, a grid line may run below them.
    """
    x = _years(frame, before=0.7, after=0.9)
    scale, axis = alt.Scale(domain=list(domain), nice=False), alt.Axis(values=list(ticks))
    y = alt.Y(f"{value}:Q", title=title, scale=scale, axis=axis)
    base = alt.Chart(frame).encode(x=x, y=y, color=_role_colour())
    layers = []
    if low:
        ranged = alt.Chart(frame[frame[low].notna()]).encode(x=x, color=_role_colour())
        layers.append(ranged.mark_rule(strokeWidth=8, opacity=0.3).encode(
            y=alt.Y(f"{low}:Q", title=title, scale=scale, axis=axis), y2=f"{high}:Q"))
    words = base.encode(text="words:N")
    edges = _placed_text(words, stroke="white", strokeWidth=4, strokeJoin="round")
    return alt.layer(
        *layers, *edges, base.mark_point(size=80, opacity=1), *_placed_text(words),
    ).properties(width=POINT_WIDTH, height=height)


@drawable
def price_lines(frame: pd.DataFrame, named: pd.DataFrame, points: pd.DataFrame, *, title: str,
                chosen: str) -> alt.LayerChart:
    """Draw a series in current and constant prices, and single points of other publishers.

    `frame`: `year`, `prices`, `value_bn`; `named`: the line ends with `words`, `place`; `points`:
    `year`, `value_bn`, `words`, `place` (may be empty). The `chosen` prices carry the colour.
    """
    x = _years(frame, before=0.3, after=0.3, step=2)
    top = float(frame["value_bn"].max()) * 1.12
    y = alt.Y("value_bn:Q", title=title, scale=alt.Scale(domain=[0, top], nice=False),
              axis=alt.Axis(tickCount=5, format=",d"))
    colour = alt.Color("prices:N", legend=None, scale=alt.Scale(
        domain=["current", "constant"],
        range=[PALETTE["actual" if name == chosen else "muted"]
               for name in ("current", "constant")]))
    base = alt.Chart(frame).encode(x=x, y=y, color=colour)
    ends = alt.Chart(named).encode(x=x, y=y, color=colour, text="words:N")
    layers = [
        base.transform_filter("datum.prices == 'current'").mark_line(),
        base.transform_filter("datum.prices == 'constant'").mark_line(strokeDash=[6, 3]),
        *_placed_text(ends, fontWeight="bold"),
    ]
    if len(points):
        others = alt.Chart(points).encode(x=x, y=y)
        layers += [
            others.mark_point(shape="diamond", size=110, color=PALETTE["target"], opacity=1),
            *_placed_text(others.encode(text="words:N"), color=PALETTE["target"]),
        ]
    return alt.layer(*layers).properties(width=LINE_WIDTH, height=320)


@drawable
def flow_dumbbells(frame: pd.DataFrame) -> alt.LayerChart:
    """Draw exports and imports of each economy on one line, sorted by exports.

    Columns: `economy`, `exports_usd_bn`, `imports_usd_bn`, `exports_shown`, `imports_shown`,
    `role` (the economy in question carries `actual`, the others `context`).
    """
    order = list(frame.sort_values("exports_usd_bn", ascending=False)["economy"])
    y = alt.Y("economy:N", sort=order, title=None, axis=alt.Axis(
        labelFontSize=13, domain=False, ticks=False, labelColor=PALETTE["ink"]))
    top = float(max(frame["exports_usd_bn"].max(), frame["imports_usd_bn"].max())) * 1.12
    scale = alt.Scale(domain=[0, top], nice=False)
    x = alt.X("exports_usd_bn:Q", title="bn US dollars", scale=scale,
              axis=alt.Axis(tickCount=6, titleAnchor="start", grid=True))
    imports = alt.X("imports_usd_bn:Q", scale=scale)
    base = alt.Chart(frame).encode(y=y, color=_role_colour())
    texts = alt.Chart(frame).encode(y=y, color=_role_colour(of_text=True))
    left, right = {"align": "right", "dx": -10}, {"align": "left", "dx": 10}
    outside = "datum.exports_usd_bn >= datum.imports_usd_bn"
    numbers = [
        texts.transform_filter(test).mark_text(fontSize=12, **place).encode(x=at, text=f"{name}:N")
        for test, at, name, place in (
            (outside, x, "exports_shown", right), (outside, imports, "imports_shown", left),
            (f"!({outside})", x, "exports_shown", left),
            (f"!({outside})", imports, "imports_shown", right),
        )
    ]
    return alt.layer(
        base.mark_rule(strokeWidth=3, opacity=0.5).encode(x=x, x2="imports_usd_bn:Q"),
        base.mark_point(size=110, opacity=1).encode(x=x),
        base.mark_point(size=95, opacity=1, filled=False, strokeWidth=2.2).encode(x=imports),
        *numbers,
    ).resolve_scale(color="independent").properties(width=470, height=32 * len(order))


@drawable
def labelled_lines(frame: pd.DataFrame, ends: pd.DataFrame, *, value: str, by: str, title: str,
                   colours: dict[str, str], domain_min: float = 0) -> alt.LayerChart:
    """Draw lines that carry their own names and end numbers.

    `frame`: `year`, `by`, the value column; `ends`: the same with `words` and `place`.
    `colours` maps each name to a role of the palette.
    """
    x = _years(frame, before=0.3, after=0.3, step=2)
    y = alt.Y(f"{value}:Q", title=title,
              scale=alt.Scale(domainMin=domain_min, domainMax=float(frame[value].max()) * 1.1,
                              nice=False), axis=alt.Axis(tickCount=6))
    colour = alt.Color(f"{by}:N", legend=None, scale=alt.Scale(
        domain=list(colours), range=[PALETTE[role] for role in colours.values()]))
    base = alt.Chart(frame).encode(x=x, y=y, color=colour)
    named = alt.Chart(ends).encode(x=x, y=y, color=colour, text="words:N")
    return alt.layer(base.mark_line(), named.mark_point(size=60, opacity=1),
                     *_placed_text(named, fontWeight="bold")).properties(
        width=LINE_WIDTH, height=300)


@drawable
def signed_bars(frame: pd.DataFrame, *, value: str, height: int = 210) -> alt.LayerChart:
    """Draw one bar a year up or down from zero, with its number at its end.

    Columns: `year`, the value column, `shown`.
    """
    x = alt.X("year:O", title=None, scale=alt.Scale(paddingInner=0.3), axis=alt.Axis(
        labelAngle=0, labelFontSize=13, format="d", ticks=False, domain=False, offset=6))
    least, most = float(frame[value].min()), float(frame[value].max())
    room = 0.16 * (max(most, 0) - min(least, 0))
    y = alt.Y(f"{value}:Q", axis=None, scale=alt.Scale(
        domain=[min(least, 0) - room, max(most, 0) + room], nice=False))
    base = alt.Chart(frame).encode(x=x, y=y)
    below = f"datum['{value}'] < 0"
    colour = alt.condition(below, alt.value(PALETTE["target"]), alt.value(PALETTE["actual"]))
    return alt.layer(
        base.mark_bar().encode(color=colour),
        alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(color=PALETTE["ink"]).encode(
            y=alt.Y("zero:Q", axis=None)),
        base.transform_filter(f"!({below})").mark_text(dy=-9, fontSize=13).encode(text="shown:N"),
        base.transform_filter(below).mark_text(dy=10, fontSize=13).encode(text="shown:N"),
    ).properties(width=PLOT_WIDTH, height=height)


@drawable
def publisher_points(frame: pd.DataFrame, line: pd.DataFrame, target: pd.DataFrame, *,
                     line_words: str) -> alt.LayerChart:
    """Draw one publisher's yearly figures as dots over another's line, beside a target.

    `frame`: `year`, `value_usd_bn`, `words`, `place`, `role`; `line`: `year`, `value_usd_bn`;
    `target`: `year`, `value_usd_bn`, `words`. A year without a figure stays without a dot.
    """
    years = pd.concat([frame, line, target])
    x = _years(years, before=0.4, after=0.9, step=2)
    top = float(years["value_usd_bn"].max()) * 1.14
    y = alt.Y("value_usd_bn:Q", title="bn US dollars", axis=alt.Axis(tickCount=5),
              scale=alt.Scale(domain=[0, top], nice=False))
    start = line[line["year"] == line["year"].min()].assign(words=line_words)
    base = alt.Chart(frame).encode(x=x, y=y, color=_role_colour())
    goal = alt.Chart(target).encode(x=x, y=y)
    return alt.layer(
        alt.Chart(line).mark_line(color=PALETTE["context"]).encode(x=x, y=y),
        alt.Chart(start).mark_text(align="left", dy=24, fontSize=13,
                                   color=PALETTE["muted"]).encode(x=x, y=y, text="words:N"),
        goal.mark_tick(color=PALETTE["target"], thickness=3, size=44, orient="horizontal"),
        goal.mark_text(align="center", dy=18, fontSize=13, color=PALETTE["target"]).encode(
            text="words:N"),
        base.mark_point(size=75, opacity=1),
        *_placed_text(base.encode(text="words:N")),
    ).properties(width=PLOT_WIDTH, height=320)


@drawable
def broken_bars(frame: pd.DataFrame, *, value: str, break_after: str, break_words: str,
                height: int = 250) -> alt.LayerChart:
    """Draw bars by period with a named break between two bases; missing years keep their gap.

    Columns: `slot` (axis label, in order), the value column, `shown`, `role`.
    """
    order = list(frame["slot"])
    x = alt.X("slot:O", sort=order, title=None, scale=alt.Scale(paddingInner=0.25), axis=alt.Axis(
        labelAngle=0, labelAlign="center", labelBaseline="top", labelPadding=6, labelFontSize=13,
        labelLineHeight=15, ticks=False, labelExpr="split(datum.label, '|')"))
    y = alt.Y(f"{value}:Q", axis=None, scale=alt.Scale(
        domain=[0, float(frame[value].max()) * 1.12], nice=False))
    base = alt.Chart(frame[frame[value].notna()]).encode(x=x, y=y)
    hollow = "datum.role == 'estimate'"
    rule = alt.Chart(pd.DataFrame({"slot": [break_after], "words": [break_words]})).encode(
        x=alt.X("slot:O", sort=order, bandPosition=1))
    missing = alt.Chart(frame[frame[value].isna()])
    return alt.layer(
        rule.mark_rule(strokeDash=_DASH, color=PALETTE["target"], xOffset=7),
        rule.mark_text(align="left", dx=14, fontSize=12, color=PALETTE["target"]).encode(
            y=alt.value(8), text="words:N"),
        base.transform_filter(f"!({hollow})").mark_bar().encode(color=_role_colour()),
        base.transform_filter(hollow).mark_bar(
            filled=False, stroke=PALETTE["estimate"], strokeDash=_DASH, strokeWidth=1.6),
        base.mark_text(dy=-9, fontSize=13, fontWeight="bold").encode(text="shown:N"),
        missing.mark_text(baseline="bottom", fontSize=13, color=PALETTE["muted"]).encode(
            x=x, y=alt.value(height - 4), text="shown:N"),
    ).properties(width=PLOT_WIDTH, height=height)
