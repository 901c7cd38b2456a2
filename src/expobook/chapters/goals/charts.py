"""Charts of chapter 4: tidy frames in, Altair charts out; nothing is read or computed here."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import altair as alt
import pandas as pd

from expobook.figures import marks
from expobook.figures.theme import PALETTE, VERDICT_COLOURS, drawable

# Close to the verdict marks of the pages; the last two as outlines, within -1 to 1.
SIGNS = {
    "met": "circle",
    "on course": "triangle-up",
    "behind": "triangle-down",
    "missed": "M-.8,-.5L-.5,-.8L0,-.3L.5,-.8L.8,-.5L.3,0L.8,.5L.5,.8L0,.3L-.5,.8L-.8,.5L-.3,0Z",
    "not assessable": "M-.7,-.15H.7V.15H-.7Z",
}
KINDS = {"reported": "actual", "unconfirmed": "estimate", "our arithmetic": "estimate", "goal": "target"}
"""The role of the colour that a value has, by what it is."""
_SHAPES = {"reported": "circle", "unconfirmed": "triangle-up", "our arithmetic": "square", "goal": "diamond"}
_YEARLY = {"year": "Year", "value_cny_bn": "bn yuan", "kind": "Kind"}
Level = Callable[[str], alt.Y]
"""The vertical channel of a column, on the scale of its chart."""
WIDTH = 550
"""Points across a plot whose names stand inside it: the width of a page."""


def _verdict_colour(verdicts: Iterable[str]) -> alt.Color:
    names = [name for name in VERDICT_COLOURS if name in set(verdicts) - {"not assessable"}]
    return alt.Color(
        "verdict:N",
        scale=alt.Scale(domain=names, range=[VERDICT_COLOURS[name] for name in names]),
        legend=alt.Legend(orient="top", labelFontSize=marks.LABEL, symbolType="square"),
    )


@drawable
def scoreboard_bars(frame: pd.DataFrame) -> alt.LayerChart:
    """Draw each goal's last value in percent of its target, with the target as a line.

    Columns: `label`, `share_percent` (empty where no value is known), `shown`, `verdict`. Bars of
    goals without a verdict are hollow.
    """
    order, width = list(frame["label"]), 420
    y = marks.rows(order, padding=0.1)
    x = alt.X("share_percent:Q", axis=None, scale=alt.Scale(domain=[0, 110], nice=False))
    base = alt.Chart(frame).encode(
        y=y, tooltip=marks.tooltip(frame, label="", shown="Of its goal", verdict="Verdict", grade="Grade")
    )
    valued = base.transform_filter("isValid(datum.share_percent)").encode(x=x)
    assessable = valued.transform_filter("datum.verdict != 'not assessable'")
    open_ended = valued.transform_filter("datum.verdict == 'not assessable'")
    shares = base.mark_text(align="left", fontSize=marks.LABEL, dy=10).encode(x=alt.value(width + 8), text="shown:N")
    return marks.selectable(
        marks.layers(
            assessable.mark_bar(height=16, yOffset=10).encode(color=_verdict_colour(frame["verdict"])),
            open_ended.mark_bar(
                height=16, yOffset=10, filled=False, strokeDash=marks.DASH, strokeWidth=1.4, stroke=PALETTE["context"]
            ),
            base.mark_tick(color=PALETTE["target"], thickness=2, height=24, yOffset=10).encode(
                x=alt.datum(100, type="quantitative")
            ),
            alt.Chart(pd.DataFrame({"shown": ["goal = 100%"]}))
            .mark_text(fontSize=marks.LABEL, dy=-4, color=PALETTE["target"])
            .encode(x=alt.datum(100, type="quantitative"), y=alt.value(0), text="shown:N"),
            marks.row_names(base, -10),
            shares.transform_filter("datum.verdict != 'not assessable'").mark_text(
                align="left", fontSize=marks.LABEL, dy=10, fontWeight="bold"
            ),
            shares.transform_filter("datum.verdict == 'not assessable'").mark_text(
                align="left", fontSize=marks.LABEL, dy=10, color=PALETTE["muted"]
            ),
        ).properties(width=width, height=48 * len(order)),
        "label",
    )


@drawable
def growth_dots(frame: pd.DataFrame) -> alt.LayerChart:
    """Draw the growth that each goal needed beside the growth that came.

    Columns: `label`, `percent_a_year`, `kind` (required, achieved, reported), `shown`.
    """
    order = list(dict.fromkeys(frame["label"]))
    y = marks.rows(order)
    x = alt.X(
        "percent_a_year:Q",
        title="percent a year",
        scale=alt.Scale(domain=[0, 25]),
        axis=alt.Axis(values=[0, 5, 10, 15, 20, 25], grid=True, titleAnchor="start"),
    )
    base = alt.Chart(frame).encode(
        y=y, x=x, tooltip=marks.tooltip(frame, label="", kind="Growth", percent_a_year="Percent a year", grade="Grade")
    )
    required = base.transform_filter("datum.kind == 'required'")
    achieved = base.transform_filter("datum.kind == 'achieved'")
    reported = base.transform_filter("datum.kind == 'reported'")
    names = alt.Chart(pd.DataFrame({"label": order})).encode(y=y)
    return marks.selectable(
        marks.layers(
            required.mark_tick(color=PALETTE["target"], thickness=3, height=24, yOffset=10),
            required.mark_text(color=PALETTE["target"], fontSize=marks.LABEL, dy=33).encode(text="shown:N"),
            reported.mark_point(filled=False, size=70, color=PALETTE["second"], strokeWidth=1.6, yOffset=10),
            reported.mark_text(color=PALETTE["second"], fontSize=12, dy=-11).encode(text="shown:N"),
            achieved.mark_point(filled=True, size=130, color=PALETTE["actual"], yOffset=10, opacity=1),
            achieved.mark_text(color=PALETTE["actual"], fontSize=marks.LABEL, fontWeight="bold", dy=-12).encode(
                text="shown:N"
            ),
            marks.row_names(names, -31),
            marks.key({"needed": "target", "came": "actual", "reported, mostly real": "second"}),
        ).properties(width=WIDTH, height=86 * len(order)),
        "label",
    )


def _kinds(base: alt.Chart, kinds: Iterable[str]) -> alt.LayerChart:
    """Points by what they are, with a key above the plot; what isn't reported is hollow."""
    names = list(kinds)
    points = base.encode(
        color=marks.coloured("kind", {name: KINDS[name] for name in names}),
        shape=alt.Shape("kind:N", legend=None, scale=alt.Scale(domain=names, range=[_SHAPES[name] for name in names])),
    )
    solid = "datum.kind == 'reported' || datum.kind == 'goal'"
    return marks.layers(
        points.transform_filter(solid).mark_point(filled=True, opacity=1, size=110),
        points.transform_filter(f"!({solid})").mark_point(filled=False, opacity=1, size=100, strokeWidth=2),
    )


def _short(gap: pd.DataFrame, x: alt.X, level: Level, *, left: bool) -> list[alt.Chart]:
    """What is missing to a goal, in red: `year`, `from_cny_bn`, `to_cny_bn`, `shown`."""
    middle = gap.assign(middle=(gap["from_cny_bn"] + gap["to_cny_bn"]) / 2)
    base = alt.Chart(middle).encode(x=x, tooltip=marks.tooltip(middle, shown="", year="Year"))
    return [
        base.mark_rule(color=PALETTE["miss"], strokeWidth=2.5).encode(y=level("from_cny_bn"), y2="to_cny_bn:Q"),
        base.mark_text(
            color=PALETTE["miss"], fontSize=marks.LABEL, align="right" if left else "left", dx=-9 if left else 9
        ).encode(y=level("middle"), text="shown:N"),
    ]


def _levels(low: int, high: int, step: int) -> Level:
    """Make the vertical channel for any column, all on one scale of bn yuan."""
    scale = alt.Scale(domain=[low, high], nice=False, zero=False)
    axis = alt.Axis(values=list(range(low, high + 1, step)), format=",d", labelFontSize=marks.LABEL, grid=True)
    return lambda column: alt.Y(f"{column}:Q", title=None, scale=scale, axis=axis)


@drawable
def core_revenue(points: pd.DataFrame, path: pd.DataFrame) -> alt.LayerChart:
    """Draw revenue beside the path to its goal and the values that the rule asks for.

    `points`: `year`, `value_cny_bn`, `kind`, `shown`. `path`: `year`, `path_cny_bn`,
    `asked_cny_bn`.
    """
    x, level = marks.years((2017.5, 2027.2), range(2018, 2026)), _levels(1000, 2200, 200)
    base = alt.Chart(points).encode(x=x, y=level("value_cny_bn"))
    line = alt.Chart(path).encode(x=x)
    base = base.encode(tooltip=marks.tooltip(points, **_YEARLY))
    ink = PALETTE["target"]
    return marks.layers(
        line.mark_line(color=ink, strokeWidth=1.4).encode(y=level("path_cny_bn")),
        line.mark_line(color=ink, strokeDash=[2, 3], strokeWidth=1.4).encode(y=level("asked_cny_bn")),
        alt.Chart(path.tail(1))
        .mark_text(color=ink, align="left", fontSize=12, dx=9, dy=5)
        .encode(x=x, y=level("asked_cny_bn"), text=alt.value("asked by the rule")),
        marks.at_nearest(
            alt.Chart(path),
            x,
            marks.tooltip(
                path, year="Year", path_cny_bn="Path to the goal, bn yuan", asked_cny_bn="Asked by the rule, bn yuan"
            ),
        ),
        _kinds(base, dict.fromkeys(points["kind"])),
        base.mark_text(fontSize=marks.LABEL, dy=-15).encode(text="shown:N"),
    ).properties(width=WIDTH, height=270)


@drawable
def trade_wedge(band: pd.DataFrame, goals: pd.DataFrame, gap: pd.DataFrame) -> alt.LayerChart:
    """Draw the range of a measure's level by arithmetic beside the goals that were set for it.

    `band`: `year`, `low_cny_bn`, `high_cny_bn`, `shown`. `goals`: `year`, `value_cny_bn`, `kind`,
    `shown`. `gap`: `year`, `from_cny_bn`, `to_cny_bn`, `shown`.
    """
    x, level = marks.years((2022.4, 2027.7), range(2023, 2028)), _levels(280, 540, 40)
    area = alt.Chart(band).encode(x=x)
    brown, ink = PALETTE["estimate"], PALETTE["target"]
    said = marks.tooltip(band, year="Year", low_cny_bn="From, bn yuan", high_cny_bn="To, bn yuan")
    ends = area.encode(y=level("low_cny_bn"), y2="high_cny_bn:Q", tooltip=said)
    lower = goals["value_cny_bn"] < goals["value_cny_bn"].shift(-1)  # its words have room below
    stated = alt.Chart(goals.assign(below=lower)).encode(
        x=x, y=level("value_cny_bn"), tooltip=marks.tooltip(goals, **_YEARLY)
    )
    return marks.layers(
        ends.mark_area(color=brown, opacity=0.25),
        *(
            area.mark_line(color=brown, strokeWidth=1.4, strokeDash=marks.DASH).encode(y=level(end))
            for end in ("low_cny_bn", "high_cny_bn")
        ),
        ends.mark_rule(color=brown, strokeWidth=2.5),
        ends.mark_text(color=brown, fontSize=marks.LABEL, fontWeight="bold", dy=16).encode(text="shown:N"),
        *_short(gap, x, level, left=True),
        marks.at_nearest(alt.Chart(band), x, said),
        stated.mark_point(filled=True, opacity=1, size=110, shape="diamond", color=ink),
        *(
            stated.transform_filter(side).mark_text(color=ink, fontSize=marks.LABEL, dy=away).encode(text="shown:N")
            for side, away in (("!datum.below", -15), ("datum.below", 20))
        ),
        marks.key({"our arithmetic": "estimate", "goal": "target", "short of it": "miss"}),
    ).properties(width=WIDTH, height=280)


@drawable
def census_levels(levels: pd.DataFrame, goal: pd.DataFrame, gap: pd.DataFrame) -> alt.LayerChart:
    """Draw published levels, and the last ones without a step of the accounts, beside the goal.

    `levels`: `year`, `value_cny_bn`, `kind` (reported, our arithmetic), `low_cny_bn`,
    `high_cny_bn` (both empty for a reported one), `shown`. `goal`: `value_cny_bn`, `shown`.
    `gap`: `year`, `from_cny_bn`, `to_cny_bn`, `shown`.
    """
    x, level = marks.years((2018.3, 2026.2), range(2019, 2026)), _levels(1400, 2400, 200)
    base = alt.Chart(levels).encode(
        x=x,
        y=level("value_cny_bn"),
        tooltip=marks.tooltip(levels, **_YEARLY, low_cny_bn="From, bn yuan", high_cny_bn="To, bn yuan"),
    )
    published = base.transform_filter("datum.kind == 'reported'")
    without = base.transform_filter("datum.kind == 'our arithmetic'")
    brown, blue, ink = PALETTE["estimate"], PALETTE["actual"], PALETTE["target"]
    line = alt.Chart(goal).encode(y=level("value_cny_bn"))
    return marks.layers(
        line.mark_rule(color=ink, strokeWidth=1.4),
        line.mark_text(color=ink, fontSize=marks.LABEL, align="left", dy=-9).encode(x=alt.value(4), text="shown:N"),
        published.mark_line(color=blue),
        without.mark_rule(color=brown, strokeWidth=9, opacity=0.35).encode(y=level("low_cny_bn"), y2="high_cny_bn:Q"),
        without.mark_line(color=brown, strokeDash=marks.DASH),
        *_short(gap, x, level, left=False),
        marks.lines_at_nearest(levels, x, value="value_cny_bn", by="kind", unit="bn yuan"),
        _kinds(base, ["reported", "our arithmetic"]),
        published.mark_text(color=blue, fontSize=marks.LABEL, align="right", dx=-8, dy=-9).encode(text="shown:N"),
        without.mark_text(color=brown, fontSize=marks.LABEL, align="left", dx=11, dy=10).encode(text="shown:N"),
    ).properties(width=WIDTH, height=300)


@drawable
def verdict_matrix(frame: pd.DataFrame) -> alt.LayerChart:
    """Draw the verdicts on each goal (columns) under each way to judge (rows).

    Columns: `variant`, `goal`, `verdict`, `changed`. A change against the rule as written is
    framed.
    """
    variants, goals = list(dict.fromkeys(frame["variant"])), list(dict.fromkeys(frame["goal"]))
    x = alt.X(
        "goal:N",
        sort=goals,
        title=None,
        axis=marks.row_axis(orient="top", labelAngle=-50, labelLimit=190, labelPadding=6),
    )
    y = alt.Y("variant:N", sort=variants, title=None, axis=marks.row_axis(labelLimit=180, labelPadding=8))
    verdicts = list(VERDICT_COLOURS)
    base = alt.Chart(frame).encode(
        x=x, y=y, tooltip=marks.tooltip(frame, goal="", variant="Judged by", verdict="Verdict")
    )
    return marks.selectable(
        marks.layers(
            base.transform_filter("datum.changed").mark_rect(filled=False, stroke=PALETTE["ink"], strokeWidth=1.2),
            base.mark_point(filled=True, size=150, opacity=1, strokeWidth=3).encode(
                color=alt.Color(
                    "verdict:N",
                    scale=alt.Scale(domain=verdicts, range=list(VERDICT_COLOURS.values())),
                    legend=alt.Legend(orient="bottom", columns=3, symbolSize=140, labelFontSize=marks.LABEL),
                ),
                shape=alt.Shape(
                    "verdict:N", scale=alt.Scale(domain=verdicts, range=[SIGNS[name] for name in verdicts])
                ),
            ),
        ).properties(width=34 * len(goals), height=31 * len(variants)),
        "variant",
    )
