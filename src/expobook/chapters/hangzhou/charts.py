"""Charts of chapter 3: tidy frames in, Altair charts out; nothing is read or computed here."""

from __future__ import annotations

import textwrap

import altair as alt
import pandas as pd

from expobook.figures.theme import PALETTE, drawable

INK, MUTED, GRID = PALETTE["ink"], PALETTE["muted"], PALETTE["grid"]
LEVEL_COLOURS = {
    "Hangzhou": PALETTE["actual"],
    "Zhejiang": PALETTE["second"],
    "company": PALETTE["estimate"],
    "national": "#7b858e",
    "international": "#c3cad0",
}
COVER_COLOURS = {
    "full year": PALETTE["actual"], "second-hand": "#467a9d", "bound": "#a9c4d6", "part": "#dde8ef",
}
COVER_WORDS = {"full year": "year", "second-hand": "(year)", "bound": "bound", "part": "part"}
COVER_INK = {"full year": "white", "second-hand": "white"}
_ROW_NAME = 14
"""Letters a line in names of rows: the narrower the names, the larger the whole is printed."""
BASIS_COLOURS = {
    "printed in yuan": PALETTE["actual"],
    "converted from dollars": PALETTE["second"],
    "implied by the printed growth": PALETTE["estimate"],
}


_BETWEEN = 0.12
"""Space between columns: so little that the months of a part of a year fit into its column."""


@drawable
def early_chart(
    events: pd.DataFrame, modern_from: int, modern_to: int
) -> alt.LayerChart:
    """Draw the early events on one unbroken scale of years, each named to the left of its mark.

    Columns: `title`, `position`, `position_end` (may be empty), `precision`. A bar is a span, a
    hollow mark an order of magnitude. The strip is the span of the modern timeline.
    """
    order = list(events["title"])
    scale = alt.Scale(domain=[-3000, 2100], nice=False)
    x = alt.X("position:Q", title=None, scale=scale, axis=alt.Axis(
        values=[-3000, -2000, -1000, 1, 1000, 2000], tickSize=4, labelFontSize=13,
        labelExpr="datum.value < 0 ? -datum.value + ' BC' : 'AD ' + datum.value"))
    y = alt.Y("title:N", sort=order, axis=None)
    base = alt.Chart(events).encode(y=y)
    ended = base.transform_filter("isValid(datum.position_end)")
    dated = base.transform_filter("!isValid(datum.position_end)").encode(x=x)
    right = base.transform_filter("datum.position < 0")
    left = base.transform_filter("datum.position >= 0")
    strip = alt.Chart(pd.DataFrame({"from": [modern_from], "to": [modern_to],
                                    "words": [f"{modern_from}–{modern_to}"]}))
    return alt.layer(
        strip.mark_rect(color=PALETTE["context"], opacity=1).encode(
            x=alt.X("from:Q", scale=scale), x2="to:Q"),
        strip.mark_text(align="right", dx=-6, fontSize=12.5, color=MUTED).encode(
            x=alt.X("from:Q", scale=scale), y=alt.value(13), text="words:N"),
        ended.mark_rule(strokeWidth=8, color="#85adc4").encode(x=x, x2="position_end:Q"),
        dated.transform_filter("datum.precision != 'millennium'").mark_point(
            size=75, opacity=1),
        dated.transform_filter("datum.precision == 'millennium'").mark_point(
            size=75, opacity=1, filled=False, strokeWidth=2),
        left.mark_text(align="right", dx=-10, fontSize=13).encode(x=x, text="title:N"),
        right.mark_text(align="left", dx=10, fontSize=13).encode(x=x, text="title:N"),
    ).properties(width=600, height=26 * len(order))


@drawable
def timeline_chart(
    events: pd.DataFrame, bottoms: dict[str, float], named: pd.DataFrame, first: int, last: int
) -> alt.LayerChart:
    """Draw the modern events as unit marks: a column a year, a lane a category, a colour a level.

    On a page two lists of choices leave marks of one level, one kind or both; the others fade.

    `events`: `year`, `height`, `who`, `kind`, `title`, `date`. `named`: `year`, `height`, `words`,
    `side` (left, right, or over the mark), the events that are written out. `bottoms` places the
    lanes.
    """
    top = float(events["height"].max()) + 1.2
    x = alt.X("year:Q", title=None, scale=alt.Scale(domain=[first - 6.2, last + 0.7], nice=False),
              axis=alt.Axis(format="d", values=list(range(first + (-first) % 5, last + 1, 5)),
                            labelFontSize=13, tickSize=4))
    y = alt.Y("height:Q", axis=None, scale=alt.Scale(domain=[-0.8, top], nice=False))
    levels = [level for level in LEVEL_COLOURS if level in set(events["who"])]
    level = _choice("city_timeline_level", "Level", levels)
    kind = _choice("city_timeline_kind", "Kind", sorted(set(events["kind"])))
    chosen = (f"({level.name} == '' || datum.who == {level.name}) && "
              f"({kind.name} == '' || datum.kind == {kind.name})")
    lanes = pd.DataFrame({"lane": list(bottoms), "height": list(bottoms.values())})
    lane = alt.Chart(lanes).encode(y=y)
    words = alt.Chart(named).encode(x=x, y=y, text="words:N")
    return alt.layer(
        lane.mark_rule(color=GRID, yOffset=8),
        lane.mark_text(align="left", fontSize=13, fontWeight="bold", dx=-4, dy=-6).encode(
            x=alt.value(0), text="lane:N"),
        alt.Chart(events).mark_square(size=140, opacity=1).encode(
            x=x, y=y, opacity=alt.condition(chosen, alt.value(1), alt.value(0.15)),
            color=alt.Color("who:N", scale=alt.Scale(
                domain=levels, range=[LEVEL_COLOURS[level] for level in levels]),
                legend=alt.Legend(orient="top", labelFontSize=13, symbolType="square",
                                  symbolSize=130)),
            tooltip=[alt.Tooltip("date:N"), alt.Tooltip("title:N")],
        ).add_params(level, kind),
        words.transform_filter("datum.side == 'left'").mark_text(
            align="right", dx=-10, fontSize=12.5),
        words.transform_filter("datum.side == 'over'").mark_text(
            align="right", dx=7, fontSize=12.5),
        words.transform_filter("datum.side == 'right'").mark_text(
            align="left", dx=10, fontSize=12.5),
    ).properties(width=600, height=14 * (top + 0.8))


def _choice(name: str, label: str, options: list[str]) -> alt.Parameter:
    """A setting of a chart that readers choose from a list; empty for everything."""
    return alt.param(name=name, value="", bind=alt.binding_select(
        options=["", *options], labels=["all", *options], name=label))


@drawable
def zones_chart(steps: pd.DataFrame, open_from: float, last: float) -> alt.LayerChart:
    """Draw the number of pilot zones as steps; after `open_from` no total is printed.

    Columns: `position`, `value`, `shown`.
    """
    final = steps.iloc[-1]["value"]
    known = pd.concat([steps, steps.tail(1).assign(position=open_from, shown="")])
    x = alt.X("position:Q", title=None, scale=alt.Scale(domain=[2014.6, last], nice=False),
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
        open_end.mark_rule(strokeDash=[4, 3], color=PALETTE["estimate"], strokeWidth=1.8).encode(
            x2="end:Q"),
        marks.mark_point(opacity=1),
        early.mark_text(dy=-13, fontSize=14, fontWeight="bold").encode(text="shown:N"),
        late.mark_text(dy=-12, dx=-6, align="right", fontSize=14, fontWeight="bold").encode(
            text="shown:N"),
        open_end.mark_text(align="right", dy=34, dx=50, fontSize=12.5, lineBreak="|").encode(
            text=alt.value("April 2025: places added|and cancelled, no new|total printed")),
    ).properties(width=560, height=260)


@drawable
def coverage_chart(cells: pd.DataFrame) -> alt.LayerChart:
    """Draw what the evidence holds for each indicator and year; an empty cell is a gap.

    Columns: `label`, `year`, `covers` (a key of `COVER_COLOURS`, or empty).
    """
    cells = cells.assign(
        lines=["\n".join(textwrap.wrap(label, _ROW_NAME, break_on_hyphens=False))
               for label in cells["label"]])
    order = list(dict.fromkeys(cells["lines"]))
    found = cells[cells["covers"] != ""].assign(
        word=lambda rows: rows["covers"].map(COVER_WORDS))
    x = alt.X("year:O", title=None, axis=alt.Axis(
        orient="top", format="d", labelAngle=0, domain=False, ticks=False, labelFontSize=13),
        scale=alt.Scale(padding=0.04))
    y = alt.Y("lines:N", scale=alt.Scale(padding=0.06), sort=order, title=None, axis=alt.Axis(
        domain=False, ticks=False, labelFontSize=13, labelLimit=200, labelPadding=8,
        labelExpr=r"split(datum.label, '\n')", labelOffset=alt.condition(
            r"indexof(datum.label, '\n') > 0", alt.value(-8), alt.value(0))))
    kinds = list(COVER_COLOURS)
    marks = alt.Chart(found).encode(x=x, y=y)
    return alt.layer(
        alt.Chart(cells).mark_rect(fillOpacity=0, stroke=GRID).encode(x=x, y=y),
        marks.mark_rect(opacity=1).encode(color=alt.Color(
            "covers:N", legend=None,
            scale=alt.Scale(domain=kinds, range=list(COVER_COLOURS.values())))),
        marks.mark_text(fontSize=13).encode(text="word:N", color=alt.Color(
            "covers:N", legend=None, scale=alt.Scale(
                domain=kinds, range=[COVER_INK.get(kind, INK) for kind in kinds]))),
    ).resolve_scale(color="independent").properties(
        width=43 * cells["year"].nunique(), height=36 * len(order))


@drawable
def monthly_chart(spans: pd.DataFrame) -> alt.LayerChart:
    """Draw monthly means as bars over the months that they hold for; nothing joins them.

    Columns: `start`, `end`, `value`, `words`, `basis` (a key of `BASIS_COLOURS`),
    `implied` (drawn thin), `unconfirmed` (drawn dashed), `below` (do the words stand below the
    bar).
    """
    x = alt.X("start:Q", title=None, scale=alt.Scale(domain=[2014, 2024], nice=False),
              axis=alt.Axis(values=[year + 0.5 for year in range(2014, 2024)], ticks=False,
                            labelExpr="floor(datum.value)", labelFontSize=13))
    y = alt.Y("value:Q", title=None, scale=alt.Scale(domain=[0, 13.5]),
              axis=alt.Axis(values=[0, 4, 8, 12], labelFontSize=13, grid=False))
    kinds = list(BASIS_COLOURS)
    colour = alt.Color("basis:N", scale=alt.Scale(
        domain=kinds, range=list(BASIS_COLOURS.values())),
        legend=alt.Legend(orient="top", labelFontSize=13, symbolType="stroke", labelLimit=240))
    base = alt.Chart(spans).encode(x=x, y=y)
    gap = alt.Chart(pd.DataFrame({"start": [2018.0, 2021.0],
                                  "words": ["no figures", "later counts"]}))
    return alt.layer(
        gap.mark_rule(strokeDash=[2, 3], color=PALETTE["context"]).encode(x=x),
        gap.mark_text(align="left", dx=5, baseline="top", fontSize=12.5, color=MUTED).encode(
            x=x, y=alt.value(2), text="words:N"),
        base.transform_filter("!datum.implied && !datum.unconfirmed").mark_rule(
            strokeWidth=7).encode(x2="end:Q", color=colour),
        base.transform_filter("datum.unconfirmed").mark_rule(
            strokeWidth=7, strokeDash=[5, 3]).encode(x2="end:Q", color=colour),
        base.transform_filter("datum.implied").mark_rule(strokeWidth=3.5).encode(
            x2="end:Q", color=colour),
        base.transform_filter("!datum.below").mark_text(
            align="left", dx=5, dy=-13, fontSize=13, fontWeight="bold").encode(text="words:N"),
        base.transform_filter("datum.below").mark_text(
            align="left", dx=5, dy=15, fontSize=13).encode(
            text="words:N", color=alt.condition(
                "datum.implied", alt.value(PALETTE["estimate"]), alt.value(INK))),
    ).properties(width=580, height=270)


def yearly_panel(
    rows: pd.DataFrame, *, title: str, top: float, targets: pd.DataFrame | None = None,
    breaks: pd.DataFrame | None = None, height: int = 170, labels: bool = True,
) -> alt.LayerChart:
    """Draw one bar a year from zero, gaps left open, parts and second-hand values told apart.

    `rows`: `year`, `value` (empty in a gap), `words`, `part` (months of a part of a year, or
    empty), `kind` (whole, part or second-hand).
    `targets`: `year`, `value`, `words` of two lines. `breaks`: `year` (the break lies before it),
    `words`, `side` (of the break, left or right). A stroke in words breaks the line.
    """
    x = alt.X("year:O", title=None, scale=alt.Scale(paddingInner=_BETWEEN), axis=alt.Axis(
        format="d", labelAngle=0, labelFontSize=12.5, ticks=False, labels=labels))
    y = alt.Y("value:Q", axis=None, scale=alt.Scale(domain=[0, top], nice=False))
    base = alt.Chart(rows).encode(x=x, y=y)
    held = base.transform_filter("isValid(datum.value)")
    layers = [
        held.transform_filter("datum.kind == 'whole'").mark_bar(color=PALETTE["actual"]),
        held.transform_filter("datum.kind == 'part'").mark_bar(color="#b9cfdd"),
        held.transform_filter("datum.kind == 'second-hand'").mark_bar(
            filled=False, stroke=PALETTE["actual"], strokeDash=[4, 3], strokeWidth=1.6),
        held.mark_text(dy=13, fontSize=13, fontWeight="bold").encode(
            text="words:N", color=alt.condition(
                "datum.kind == 'whole'", alt.value("white"), alt.value(INK))),
        held.mark_text(dy=28, fontSize=12).encode(text="part:N"),
        base.transform_filter("!isValid(datum.value)").mark_text(
            fontSize=13, color=MUTED, baseline="bottom", dy=-3).encode(
            y=alt.value(height), text=alt.value("–")),
    ]
    if targets is not None:
        layers += _target_marks(alt.Chart(targets).encode(x=x, y=y))
    if breaks is not None:
        layers += _break_marks(breaks)
    return alt.layer(*layers).properties(
        width=580, height=height,
        title=alt.TitleParams(title, fontSize=13, anchor="start", frame="group", offset=8))


def _target_marks(goal: alt.Chart) -> list[alt.Chart]:
    return [
        goal.mark_tick(color=PALETTE["target"], thickness=3, orient="horizontal", size=44),
        goal.mark_text(dy=-25, lineBreak="|", fontSize=13, color=PALETTE["target"]).encode(
            text="words:N"),
    ]


def _break_marks(breaks: pd.DataFrame) -> list[alt.Chart]:
    """Draw breaks at the left edge of their year's column, whatever the width of the panel."""
    edge = alt.X("year:O", bandPosition=0, title=None)
    cut = alt.Chart(breaks).encode(x=edge)
    words = {"baseline": "top", "fontSize": 12.5, "color": MUTED, "lineBreak": "|", "dy": 2}
    return [
        *[cut.transform_filter(f"datum.side == '{side}'").mark_text(
            align=align, dx=dx, **words).encode(y=alt.value(0), text="words:N")
          for side, align, dx in (("left", "right", -9), ("right", "left", 3))],
        cut.mark_rule(strokeDash=[2, 3], color=PALETTE["context"], xOffset=-4),
    ]


@drawable
def core_chart(rows: pd.DataFrame, goals: pd.DataFrame) -> alt.VConcatChart:
    """Draw value added above revenue: bars with gaps, goals in red, breaks of definition named.

    Columns of both as for `yearly_panel`, with `measure` (city_core, city_revenue; goals
    city_core_goal and city_revenue_goal). Goals also have `issued`, the year in which they were
    set, or nothing.
    """
    breaks = pd.DataFrame({"year": [2018, 2021],
                           "words": ["older|scope", "national classification of May 2021 →"],
                           "side": ["left", "right"]})
    panels = [("city_core", "Value added", 980), ("city_revenue", "Revenue", 2800)]
    return alt.vconcat(
        *[
            yearly_panel(rows[rows["measure"] == measure], title=title, top=top, breaks=breaks,
                         targets=_goals(goals, measure))
            for measure, title, top in panels
        ],
        spacing=22,
    )


def _goals(goals: pd.DataFrame, measure: str) -> pd.DataFrame:
    chosen = goals[goals["measure"].str.startswith(measure) & goals["value"].notna()]
    return chosen.assign(words=[
        ("goal" if pd.isna(row.issued) else f"goal of {row.issued:.0f}") + f"|{row.words}"
        for row in chosen.itertuples()])


@drawable
def gdp_chart(rows: pd.DataFrame) -> alt.VConcatChart:
    """Draw GDP above goods trade on the same years; columns as for `yearly_panel`."""
    census = pd.DataFrame({"year": [2024], "words": ["census →|(inferred)"], "side": ["right"]})
    gdp, goods = rows[rows["measure"] == "city_gdp"], rows[rows["measure"] == "city_goods"]
    return alt.vconcat(
        yearly_panel(gdp, title="GDP", top=3000, breaks=census),
        yearly_panel(goods, title="Goods trade, imports and exports", top=1100, height=130),
        spacing=22,
    )


@drawable
def named_bars(rows: pd.DataFrame, *, top: float) -> alt.VConcatChart:
    """Draw groups of bars from zero on one scale, words above each bar and its number at the end.

    Columns: `group`, `label`, `value`, `shown`, `role` (used, context, second-hand or
    rejected; the last two are dashed).
    """
    groups = dict.fromkeys(rows["group"])
    return alt.vconcat(*[_group(rows[rows["group"] == group], group, top) for group in groups],
                       spacing=14)


def _group(rows: pd.DataFrame, title: str, top: float) -> alt.LayerChart:
    y = alt.Y("label:N", sort=list(rows["label"]), axis=None)
    x = alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, top], nice=False))
    base = alt.Chart(rows).encode(y=y, x=x)
    filled = {"used": PALETTE["actual"], "context": PALETTE["context"]}
    dashed = {"rejected": PALETTE["target"], "second-hand": PALETTE["actual"]}
    layers = [
        base.transform_filter(f"datum.role == '{role}'").mark_bar(
            height=16, yOffset=9, color=colour)
        for role, colour in filled.items()
    ]
    layers += [
        base.transform_filter(f"datum.role == '{role}'").mark_bar(
            height=16, yOffset=9, filled=False, stroke=colour, strokeDash=[4, 3], strokeWidth=1.6)
        for role, colour in dashed.items()
    ]
    return alt.layer(
        *layers,
        base.mark_text(align="left", fontSize=13, dy=-9).encode(x=alt.value(0), text="label:N"),
        base.mark_text(align="left", fontSize=14, fontWeight="bold", dx=6, dy=9).encode(
            text="shown:N"),
    ).properties(width=540, height=44 * len(rows), title=alt.TitleParams(
        title, fontSize=13, anchor="start", frame="group", offset=4))
