"""Charts of chapter 3: tidy frames in, Altair charts out; nothing is read or computed here."""

from __future__ import annotations

import altair as alt
import pandas as pd

from expobook.figures import colour_key
from expobook.figures.theme import PALETTE, drawable

from .cities import OWN

INK, MUTED, GRID = PALETTE["ink"], PALETTE["muted"], PALETTE["grid"]
LEVEL_COLOURS = {
    "Hangzhou": PALETTE["actual"],
    "Zhejiang": PALETTE["second"],
    "company": PALETTE["muted"],
    "national": PALETTE["context"],
    "international": "#c3cad0",
}
KIND_ROLES = {"digital": "actual", "all goods and services": "context"}


@drawable
def timeline_chart(rows: pd.DataFrame, first: int, last: int) -> alt.LayerChart:
    """Draw milestones one below another, each at its date, coloured by whose event it is.

    On a page two lists of choices leave marks of one level, one kind or both; the others fade.
    Columns: `position`, `words` (with the date), `when`, `who`, `kind`, `title`, `late`.
    """
    x = alt.X("position:Q", title=None, scale=alt.Scale(domain=[first - 0.5, last + 1], nice=False),
              axis=alt.Axis(format="d", values=list(range(first + (-first) % 5, last + 1, 5)),
                            labelFontSize=13, grid=True, gridColor=GRID, tickSize=4))
    order = list(rows["words"])
    y = alt.Y("words:N", sort=order, axis=None)
    levels = [level for level in LEVEL_COLOURS if level in set(rows["who"])]
    level = _choice("city_timeline_level", "Level", levels)
    kind = _choice("city_timeline_kind", "Kind", sorted(set(rows["kind"])))
    chosen = (f"({level.name} == '' || datum.who == {level.name}) && "
              f"({kind.name} == '' || datum.kind == {kind.name})")
    base = alt.Chart(rows).encode(x=x, y=y)
    words = base.encode(text="words:N")
    return alt.layer(
        base.mark_point(size=130, opacity=1, shape="square").encode(
            opacity=alt.condition(chosen, alt.value(1), alt.value(0.15)),
            color=alt.Color("who:N", scale=alt.Scale(
                domain=levels, range=[LEVEL_COLOURS[level] for level in levels]),
                legend=alt.Legend(orient="top", labelFontSize=13, symbolType="square",
                                  symbolSize=130)),
            tooltip=[alt.Tooltip("when:N"), alt.Tooltip("title:N")],
        ).add_params(level, kind),
        words.transform_filter("!datum.late").mark_text(align="left", dx=11, fontSize=13),
        words.transform_filter("datum.late").mark_text(align="right", dx=-11, fontSize=13),
    ).properties(width=580, height=25 * max(len(order), 1))


def _choice(name: str, label: str, options: list[str]) -> alt.Parameter:
    """A setting of a chart that readers choose from a list; empty for everything."""
    return alt.param(name=name, value="", bind=alt.binding_select(
        options=["", *options], labels=["all", *options], name=label))


@drawable
def zones_chart(steps: pd.DataFrame, open_from: float, last: float) -> alt.LayerChart:
    """Draw the number of pilot zones as steps; after `open_from` no total was found.

    Columns: `position`, `value`, `shown`.
    """
    final = steps.iloc[-1]["value"]
    known = pd.concat([steps, steps.tail(1).assign(position=open_from, shown="")])
    scale = alt.Scale(domain=[2014.6, last], nice=False)
    x = alt.X("position:Q", title=None, scale=scale,
              axis=alt.Axis(format="d", tickCount=6, labelFontSize=13))
    y = alt.Y("value:Q", title=None, scale=alt.Scale(domain=[0, 190]),
              axis=alt.Axis(values=[0, 50, 100, 150], labelFontSize=13))
    unknown = pd.DataFrame({"position": [open_from], "end": [last], "value": [final]})
    open_end = alt.Chart(unknown).encode(x=x, y=y)
    marks = alt.Chart(steps).encode(x=x, y=y)
    early = marks.transform_filter("datum.position < 2019.5")
    late = marks.transform_filter("datum.position >= 2019.5")
    return alt.layer(
        alt.Chart(known).mark_line(interpolate="step-after").encode(x=x, y=y),
        open_end.mark_rule(strokeDash=[4, 3], color=PALETTE["context"], strokeWidth=1.8).encode(
            x2="end:Q"),
        marks.mark_point(opacity=1),
        early.mark_text(dy=-13, fontSize=14, fontWeight="bold").encode(text="shown:N"),
        late.mark_text(dy=-12, dx=-6, align="right", fontSize=14, fontWeight="bold").encode(
            text="shown:N"),
        open_end.mark_text(align="right", dy=62, fontSize=12.5, lineBreak="|").encode(
            x=alt.X("end:Q", scale=scale), text=alt.value("from April 2025 on:|no total found")),
    ).properties(width=560, height=260)


@drawable
def shares_chart(rows: pd.DataFrame) -> alt.LayerChart:
    """Draw shares as bars from zero, coloured by kind, the words above each and its number behind.

    Columns: `words`, `value` (percent), `shown`, `kind` (a key of `KIND_ROLES`).
    """
    y = alt.Y("words:N", sort=list(rows["words"]), axis=None)
    x = alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, 70], nice=False))
    base = alt.Chart(rows).encode(y=y, x=x)
    return alt.layer(
        base.mark_bar(height=16, yOffset=9).encode(color=colour_key.coloured("kind", KIND_ROLES)),
        base.mark_text(align="left", fontSize=13, dy=-9).encode(x=alt.value(0), text="words:N"),
        base.mark_text(align="left", fontSize=14, fontWeight="bold", dx=6, dy=9).encode(
            text="shown:N"),
    ).properties(width=540, height=44 * len(rows))


@drawable
def pace_chart(points: pd.DataFrame, spans: pd.DataFrame, first: int, last: int,
               ) -> alt.VConcatChart:
    """Draw the core's share of GDP as points above the growth of its revenue as level bars.

    `points`: `position`, `value`, `shown`, `confirmed`. `spans`: `start`, `end`, `value`, `shown`.
    Points read at second hand are hollow. The line parts the years before and after the national
    classification of May 2021.
    """
    scale = alt.Scale(domain=[first, last + 1], nice=False)
    years = alt.Axis(values=[year + 0.5 for year in range(first, last + 1)], ticks=False,
                     labelExpr="floor(datum.value)", labelFontSize=13)
    x = alt.X("position:Q", title=None, scale=scale, axis=years)
    share = alt.Chart(points).encode(x=x, y=_level(40))
    growth = alt.Chart(spans).encode(
        x=alt.X("start:Q", title=None, scale=scale, axis=years), y=_level(18))
    upper = alt.layer(
        _turn(scale, "national classification →"),
        share.transform_filter("datum.confirmed").mark_point(size=110, opacity=1),
        share.transform_filter("!datum.confirmed").mark_point(
            size=110, opacity=1, filled=False, strokeWidth=2),
        share.mark_text(dy=-15, fontSize=14, fontWeight="bold").encode(text="shown:N"),
    )
    lower = alt.layer(
        _turn(scale),
        growth.mark_rule(strokeWidth=8, color=PALETTE["actual"]).encode(x2="end:Q"),
        growth.mark_text(align="left", dx=2, dy=-15, fontSize=14, fontWeight="bold").encode(
            text="shown:N"),
    )
    panels = ((upper, "Share of GDP, percent", 120),
              (lower, "Growth of revenue, percent a year", 110))
    return alt.vconcat(*[
        panel.properties(width=560, height=height, title=alt.TitleParams(
            title, fontSize=13, anchor="start", frame="group", offset=6))
        for panel, title, height in panels
    ], spacing=20)


def _level(top: float) -> alt.Y:
    """A height from zero without an axis: each mark says its number."""
    return alt.Y("value:Q", axis=None, scale=alt.Scale(domain=[0, top], nice=False))


def _turn(scale: alt.Scale, words: str = "") -> alt.LayerChart:
    """The edge between the years before the classification and those that follow it."""
    cut = alt.Chart(pd.DataFrame({"position": [2021.0], "words": [words]})).encode(
        x=alt.X("position:Q", title=None, scale=scale))
    return alt.layer(
        cut.mark_rule(strokeDash=[2, 3], color=PALETTE["context"]),
        cut.mark_text(align="left", dx=6, baseline="bottom", fontSize=12.5, color=MUTED).encode(
            y=alt.value(116), text="words:N"),
    )


@drawable
def intensity_chart(rows: pd.DataFrame, levels: pd.DataFrame) -> alt.LayerChart:
    """Draw cities by the size of their digital core and by its share of GDP.

    `rows`: `city`, `size` (bn yuan), `share` (percent), `label`, `side`, `confirmed`. `levels`:
    `value` (percent) and `words` of places of which only the share is known, drawn as lines.
    """
    x = alt.X("size:Q", title="Value added, bn yuan", scale=alt.Scale(
        domain=[0, 1380], nice=False), axis=alt.Axis(
            values=[0, 250, 500, 750, 1000, 1250], labelFontSize=13, titleFontSize=13, grid=True,
            gridColor=GRID, labelExpr="format(datum.value, ',')"))
    y = alt.Y("share:Q", title="Share of GDP", scale=alt.Scale(domain=[0, 35], nice=False),
              axis=alt.Axis(values=[0, 10, 20, 30], labelFontSize=13, titleFontSize=13,
                            labelExpr="datum.value + '%'"))
    colour = alt.condition(f"datum.city == '{OWN}'", alt.value(PALETTE["actual"]),
                           alt.value(PALETTE["context"]))
    base = alt.Chart(rows).encode(x=x, y=y)
    line = alt.Chart(levels.rename(columns={"value": "share"})).encode(y=y)
    sides = (("right", "left", 11, 0), ("left", "right", -11, 0), ("over", "center", 0, -16),
             ("under", "center", 0, 18))
    return alt.layer(
        line.mark_rule(strokeDash=[4, 3], color=PALETTE["context"]),
        line.mark_text(align="right", baseline="bottom", dy=-3, fontSize=12.5, color=MUTED).encode(
            x=alt.value(558), text="words:N"),
        base.transform_filter("datum.confirmed").mark_point(size=150, opacity=1).encode(
            color=colour),
        base.transform_filter("!datum.confirmed").mark_point(
            size=150, opacity=1, filled=False, strokeWidth=2.2).encode(color=colour),
        *[base.transform_filter(f"datum.side == '{side}'").mark_text(
            align=align, dx=dx, dy=dy, fontSize=13,
            fontWeight="bold").encode(text="label:N") for side, align, dx, dy in sides],
    ).properties(width=560, height=300)


@drawable
def sizes_chart(panels: list[pd.DataFrame]) -> alt.VConcatChart:
    """Draw one panel of bars a measure, cities in order of size, Hangzhou in its own colour.

    Columns: `title`, `city`, `label` (the city, with its period where it isn't the title's),
    `value` (bn yuan; empty for a gap), `shown`.
    """
    return alt.vconcat(*[_size_panel(rows) for rows in panels], spacing=16)


def _size_panel(rows: pd.DataFrame) -> alt.LayerChart:
    top = float(rows["value"].max()) if rows["value"].notna().any() else 1.0
    y = alt.Y("label:N", sort=list(rows["label"]), title=None, axis=alt.Axis(
        labelFontSize=13, labelLimit=220, ticks=False, domain=False, labelPadding=6))
    x = alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, top * 1.18], nice=False))
    base = alt.Chart(rows).encode(y=y, x=x)
    return alt.layer(
        base.mark_bar(height=14).encode(color=alt.condition(
            f"datum.city == '{OWN}'", alt.value(PALETTE["actual"]),
            alt.value(PALETTE["context"]))),
        base.transform_filter("isValid(datum.value)").mark_text(
            align="left", dx=5, fontSize=13, fontWeight="bold").encode(text="shown:N"),
        base.transform_filter("!isValid(datum.value)").mark_text(
            align="left", dx=5, fontSize=13, color=MUTED).encode(x=alt.value(0), text="shown:N"),
    ).properties(width=360, height=22 * len(rows), title=alt.TitleParams(
        rows["title"].iloc[0], fontSize=13, anchor="start", frame="group", offset=4))
