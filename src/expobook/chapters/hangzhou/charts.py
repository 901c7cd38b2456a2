"""Charts of chapter 3: tidy frames in, Altair charts out; nothing is read or computed here."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from expobook.figures import marks
from expobook.figures.theme import PALEST, PALETTE, drawable

from .cities import OWN

INK, MUTED, GRID = PALETTE["ink"], PALETTE["muted"], PALETTE["grid"]
LEVEL_COLOURS = {
    "Hangzhou": PALETTE["actual"],
    "Zhejiang": PALETTE["second"],
    "company": PALETTE["muted"],
    "national": PALETTE["context"],
    "international": PALEST,
}
KIND_ROLES = {"digital": "actual", "all goods and services": "context"}


@drawable
def timeline_chart(rows: pd.DataFrame, first: int, last: int) -> alt.LayerChart:
    """Draw milestones one below another, each at its date, coloured by whose event it is.

    On a page two lists of choices leave marks of one level, one kind or both; the others fade.
    Columns: `position`, `words` (with the date), `when`, `who`, `kind`, `title`, `late`.
    """
    x = marks.years(
        (first - 0.5, last + 1),
        range(first + (-first) % 5, last + 1, 5),
        "position",
        grid=True,
        gridColor=GRID,
        tickSize=4,
    )
    order = list(rows["words"])
    y = marks.rows(order, "words")
    levels = [level for level in LEVEL_COLOURS if level in set(rows["who"])]
    level = _choice("city_timeline_level", "Level", levels)
    kind = _choice("city_timeline_kind", "Kind", sorted(set(rows["kind"])))
    chosen = f"({level.name} == '' || datum.who == {level.name}) && ({kind.name} == '' || datum.kind == {kind.name})"
    base = alt.Chart(rows).encode(x=x, y=y)
    labels = base.encode(text="words:N")
    return marks.layers(
        base.mark_point(size=130, opacity=1, shape="square")
        .encode(
            opacity=alt.condition(chosen, alt.value(1), alt.value(0.15)),
            color=alt.Color(
                "who:N",
                scale=alt.Scale(domain=levels, range=[LEVEL_COLOURS[level] for level in levels]),
                legend=alt.Legend(orient="top", labelFontSize=13, symbolType="square", symbolSize=130),
            ),
            tooltip=marks.tooltip(rows, title="", when="Date", who="Decided by", kind="Kind"),
        )
        .add_params(level, kind),
        labels.transform_filter("!datum.late").mark_text(align="left", dx=11, fontSize=13),
        labels.transform_filter("datum.late").mark_text(align="right", dx=-11, fontSize=13),
    ).properties(width=580, height=25 * max(len(order), 1))


def _choice(name: str, label: str, options: list[str]) -> alt.Parameter:
    """A setting of a chart that readers choose from a list; empty for everything."""
    return alt.param(
        name=name, value="", bind=alt.binding_select(options=["", *options], labels=["all", *options], name=label)
    )


@drawable
def zones_chart(steps: pd.DataFrame, open_from: float, last: float) -> alt.LayerChart:
    """Draw the number of pilot zones as steps; after `open_from` no total was found.

    Columns: `position`, `value`, `shown`.
    """
    final = steps.iloc[-1]["value"]
    counted = pd.concat([steps, steps.tail(1).assign(position=open_from, shown="")])
    scale = alt.Scale(domain=[2014.6, last], nice=False)
    x = alt.X("position:Q", title=None, scale=scale, axis=alt.Axis(format="d", tickCount=6, labelFontSize=13))
    y = alt.Y(
        "value:Q",
        title=None,
        scale=alt.Scale(domain=[0, 190]),
        axis=alt.Axis(values=[0, 50, 100, 150], labelFontSize=13),
    )
    unknown = pd.DataFrame({"position": [open_from], "end": [last], "value": [final]})
    open_end = alt.Chart(unknown).encode(x=x, y=y)
    marked = alt.Chart(steps).encode(x=x, y=y, tooltip=marks.tooltip(steps, label="", value="Zones", grade="Grade"))
    by_year = steps.assign(year=steps["position"].astype(int))
    return marks.layers(
        alt.Chart(counted).mark_line(interpolate="step-after").encode(x=x, y=y),
        open_end.mark_rule(strokeDash=[4, 3], color=PALETTE["context"], strokeWidth=1.8).encode(x2="end:Q"),
        marked.mark_point(opacity=1),
        marks.at_nearest(alt.Chart(by_year), x, marks.tooltip(by_year, year="Year", value="Zones")),
        marks.numbers(marked.transform_filter("datum.position < 2019.5"), dy=-13),
        marks.numbers(marked.transform_filter("datum.position >= 2019.5"), dy=-12, dx=-6, align="right"),
        open_end.mark_text(align="right", dy=62, fontSize=12.5, lineBreak="|").encode(
            x=alt.X("end:Q", scale=scale), text=alt.value("from April 2025 on:|no total found")
        ),
    ).properties(width=560, height=260)


@drawable
def shares_chart(rows: pd.DataFrame) -> alt.LayerChart:
    """Draw shares as bars from zero, coloured by kind, the words above each and its number behind.

    Columns: `words`, `value` (percent), `shown`, `kind` (a key of `KIND_ROLES`).
    """
    y = marks.rows(list(rows["words"]), "words")
    x = alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, 70], nice=False))
    base = alt.Chart(rows).encode(
        y=y, x=x, tooltip=marks.tooltip(rows, words="", shown="Percent of Zhejiang", grade="Grade")
    )
    return marks.selectable(
        marks.layers(
            base.mark_bar(height=16, yOffset=9).encode(color=marks.coloured("kind", KIND_ROLES)),
            marks.row_names(base, -9, "words"),
            marks.numbers(base, align="left", dx=6, dy=9),
        ).properties(width=540, height=44 * len(rows)),
        "words",
    )


@drawable
def pace_chart(points: pd.DataFrame, spans: pd.DataFrame, first: int, last: int) -> alt.VConcatChart:
    """Draw the core's share of GDP as points above the growth of its revenue as level bars.

    `points`: `position`, `value`, `shown`, `confirmed`. `spans`: `start`, `end`, `value`, `shown`.
    Points read at second hand are hollow. The line parts the years before and after the national
    classification of May 2021.
    """
    scale = alt.Scale(domain=[first, last + 1], nice=False)
    middles = [year + 0.5 for year in range(first, last + 1)]
    years = alt.Axis(values=middles, ticks=False, labelExpr="floor(datum.value)", labelFontSize=13)
    share = alt.Chart(points).encode(
        x=alt.X("position:Q", title=None, scale=scale, axis=years),
        y=_level(40),
        tooltip=marks.tooltip(points, when="", shown="Percent of GDP", grade="Grade"),
    )
    growth = alt.Chart(spans).encode(
        tooltip=marks.tooltip(spans, label="", shown="Percent a year", grade="Grade"),
        x=alt.X("start:Q", title=None, scale=scale, axis=years),
        y=_level(18),
    )
    upper = marks.layers(
        _turn(scale, "national classification →"),
        *_by_confirmation(share, size=110, edge=2),
        marks.numbers(share, dy=-15),
    )
    lower = marks.layers(
        _turn(scale),
        growth.mark_rule(strokeWidth=8, color=PALETTE["actual"]).encode(x2="end:Q"),
        marks.numbers(growth, align="left", dx=2, dy=-15),
    )
    return alt.vconcat(
        upper.properties(width=560, height=120, title=marks.panel_title("Share of GDP, percent", offset=6)),
        lower.properties(width=560, height=110, title=marks.panel_title("Growth of revenue, percent a year", offset=6)),
        spacing=20,
    )


def _by_confirmation(base: alt.Chart, *, size: int, edge: float) -> list[alt.Chart]:
    """Points of what is confirmed, and hollow ones of what was read at second hand."""
    return [
        base.transform_filter("datum.confirmed").mark_point(size=size, opacity=1),
        base.transform_filter("!datum.confirmed").mark_point(size=size, opacity=1, filled=False, strokeWidth=edge),
    ]


def _level(top: float) -> alt.Y:
    """A height from zero without an axis: each mark says its number."""
    return alt.Y("value:Q", axis=None, scale=alt.Scale(domain=[0, top], nice=False))


def _turn(scale: alt.Scale, label: str = "") -> alt.LayerChart:
    """The edge between the years before the classification and those that follow it."""
    cut = alt.Chart(pd.DataFrame({"position": [2021.0], "words": [label]})).encode(
        x=alt.X("position:Q", title=None, scale=scale)
    )
    return marks.layers(
        cut.mark_rule(strokeDash=[2, 3], color=PALETTE["context"]),
        cut.mark_text(align="left", dx=6, baseline="bottom", fontSize=12.5, color=MUTED).encode(
            y=alt.value(116), text="words:N"
        ),
    )


@drawable
def intensity_chart(rows: pd.DataFrame, levels: pd.DataFrame) -> alt.LayerChart:
    """Draw cities by the size of their digital core and by its share of GDP.

    `rows`: `city`, `size` (bn yuan), `share` (percent), `label`, `side`, `confirmed`. `levels`:
    `value` (percent) and `words` of places of which only the share is known, drawn as lines.
    """
    y = alt.Y(
        "share:Q",
        title="Share of GDP",
        scale=alt.Scale(domain=[0, 35], nice=False),
        axis=alt.Axis(values=[0, 10, 20, 30], labelFontSize=13, titleFontSize=13, labelExpr="datum.value + '%'"),
    )
    described = {"label": "", "share": "Share of GDP, percent", "size": "Value added, bn yuan", "grade": "Grade"}
    base = alt.Chart(rows).encode(x=_size_of_core(), y=y, tooltip=marks.tooltip(rows, **described))
    line = alt.Chart(levels.rename(columns={"value": "share"})).encode(y=y)
    return marks.layers(
        line.mark_rule(strokeDash=[4, 3], color=PALETTE["context"]),
        line.mark_text(align="right", baseline="bottom", dy=-3, fontSize=12.5, color=MUTED).encode(
            x=alt.value(558), text="words:N"
        ),
        *_by_confirmation(base.encode(color=_own_city()), size=150, edge=2.2),
        *[
            base.transform_filter(f"datum.side == '{side}'")
            .mark_text(fontSize=13, fontWeight="bold", **place)
            .encode(text="label:N")
            for side, place in _SIDES.items()
        ],
    ).properties(width=560, height=300)


_SIDES: dict[str, dict[str, Any]] = {
    "right": {"align": "left", "dx": 11, "dy": 0},
    "left": {"align": "right", "dx": -11, "dy": 0},
    "over": {"align": "center", "dx": 0, "dy": -16},
    "under": {"align": "center", "dx": 0, "dy": 18},
}
"""Where a label lies beside its point."""


def _size_of_core() -> alt.X:
    return alt.X(
        "size:Q",
        title="Value added, bn yuan",
        scale=alt.Scale(domain=[0, 1380], nice=False),
        axis=alt.Axis(
            values=[0, 250, 500, 750, 1000, 1250],
            labelFontSize=13,
            titleFontSize=13,
            grid=True,
            gridColor=GRID,
            labelExpr="format(datum.value, ',')",
        ),
    )


@drawable
def sizes_chart(panels: list[pd.DataFrame]) -> alt.VConcatChart:
    """Draw one panel of bars a measure, cities in order of size, Hangzhou in its own colour.

    Columns: `title`, `city`, `label` (the city, with its period where it isn't the title's),
    `value` (bn yuan; empty for a gap), `shown`.
    """
    return marks.selectable(alt.vconcat(*[_size_panel(rows) for rows in panels], spacing=16), "city")


def _size_panel(rows: pd.DataFrame) -> alt.LayerChart:
    top = float(rows["value"].max()) if rows["value"].notna().any() else 1.0
    y = alt.Y("label:N", sort=list(rows["label"]), title=None, axis=marks.row_axis(labelLimit=220, labelPadding=6))
    x = alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, top * 1.18], nice=False))
    base = alt.Chart(rows).encode(
        y=y, x=x, tooltip=marks.tooltip(rows, label="", title="Measure", shown="bn yuan", grade="Grade")
    )
    return marks.layers(
        base.mark_bar(height=14).encode(color=_own_city()),
        marks.numbers(base.transform_filter("isValid(datum.value)"), size=13, align="left", dx=5),
        base.transform_filter("!isValid(datum.value)")
        .mark_text(align="left", dx=5, fontSize=13, color=MUTED)
        .encode(x=alt.value(0), text="shown:N"),
    ).properties(width=360, height=22 * len(rows), title=marks.panel_title(rows["title"].iloc[0], offset=4))


def _own_city() -> Any:
    """The colour of the city, and that of the places beside it."""
    return alt.condition(f"datum.city == '{OWN}'", alt.value(PALETTE["actual"]), alt.value(PALETTE["context"]))
