"""Charts of chapter 2: tidy frames in, Altair charts out; nothing is read or computed here.

A column `role` holds a role of the palette, `shown` the number as the book writes it.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from expobook.figures import marks
from expobook.figures.theme import PALETTE, drawable

PLOT_WIDTH = 560
LINE_WIDTH = 460  # leaves room for the names of lines at their ends
BAR_LABELS = 150  # room for the names of rows
_OFFSETS: dict[str, dict[str, Any]] = {
    "right": {"align": "left", "dx": 9},
    "right_up": {"align": "left", "dx": 9, "dy": -6},
    "right_down": {"align": "left", "dx": 9, "dy": 8},
    "above": {"dy": -14},
    "below": {"dy": 16},
    "below_start": {"align": "left", "dx": -6, "dy": 16},
}


def _role_colour() -> alt.Color:
    return alt.Color("role:N", legend=None, scale=alt.Scale(domain=list(PALETTE), range=list(PALETTE.values())))


def _named_colour(by: str, roles: dict[str, str], *, of_words: bool = False) -> alt.Color:
    """Colours by name; words are darker than grey lines, so that they can be read."""
    if of_words:
        roles = {name: "muted" if role == "context" else role for name, role in roles.items()}
    return marks.coloured(by, roles, keyed=False)


def _years(
    frame: pd.DataFrame, column: str = "year", *, before: float = 0.4, after: float = 0.4, step: int = 1
) -> alt.X:
    first, last = int(frame[column].min()), int(frame[column].max())
    ticks = list(range(last, first - 1, -step))[::-1]
    return marks.years((first - before, last + after), ticks, column, labelAngle=0, tickSize=4)


def _placed_text(chart: alt.Chart, size: int = 13, **style) -> list[alt.Chart]:
    """One text layer for each place (a key of `_OFFSETS`) named in the data."""
    return [
        chart.transform_filter(f"datum.place == '{place}'").mark_text(fontSize=size, **offset, **style)
        for place, offset in _OFFSETS.items()
    ]


def _gap_rows(frame: pd.DataFrame) -> alt.LayerChart:
    """A row for each gap from the release: a dot, its distance from the zero line, its number."""
    y = _row_labels(list(frame["label"]), paddingOuter=0.4)
    scale = alt.Scale(domain=[-5.8, 3.6], nice=False)
    x = alt.X("gap_percent:Q", axis=None, scale=scale)
    base = alt.Chart(frame).encode(
        y=y, x=x, color=_role_colour(), tooltip=marks.tooltip(frame, label="", shown="Difference from the release")
    )
    line = alt.Chart(pd.DataFrame({"zero": [0], "words": ["the release"]})).encode(
        x=alt.X("zero:Q", axis=None, scale=scale)
    )
    number: dict[str, Any] = {"fontSize": 13, "fontWeight": "bold"}
    texts = base.encode(text="shown:N")
    return marks.layers(
        line.mark_rule(color=PALETTE["ink"]),
        line.mark_text(align="center", fontSize=12, color=PALETTE["muted"]).encode(y=alt.value(-8), text="words:N"),
        base.mark_rule(strokeWidth=2).encode(x2=alt.datum(0)),
        base.mark_point(size=80, opacity=1),
        texts.transform_filter("datum.gap_percent >= 0").mark_text(align="left", dx=15, **number),
        texts.transform_filter("datum.gap_percent < 0").mark_text(align="right", dx=-15, **number),
    ).properties(
        width=620 - BAR_LABELS,
        height=27 * len(frame) + 10,
        title=marks.panel_title("Level: difference from the release", frame="bounds", offset=14),
    )


def _row_labels(order: list[str], **padding: Any) -> alt.Y:
    return alt.Y(
        "label:N",
        sort=order,
        title=None,
        scale=alt.Scale(**padding),
        axis=marks.row_axis(labelLimit=BAR_LABELS, minExtent=BAR_LABELS, labelPadding=8, labelColor=PALETTE["ink"]),
    )


@drawable
def levels_and_growth(levels: pd.DataFrame, growth: pd.DataFrame) -> alt.VConcatChart:
    """Draw gaps from the release's levels as rows, and below them growth rates as bars.

    `levels`: `label`, `gap_percent`, `shown`, `role`; `growth`: `group`, `label`,
    `growth_percent`, `shown`, `role`.
    """
    bars = [_bar_group(growth[growth["group"] == group], group) for group in dict.fromkeys(growth["group"])]
    return marks.selectable(alt.vconcat(_gap_rows(levels), *bars, spacing=18), "label")


def _bar_group(frame: pd.DataFrame, heading: str) -> alt.LayerChart:
    y = _row_labels(list(frame["label"]), paddingInner=0.25)
    x = alt.X("growth_percent:Q", axis=None, scale=alt.Scale(domain=[0, 26], nice=False))
    base = alt.Chart(frame).encode(
        y=y, x=x, tooltip=marks.tooltip(frame, group="", label="Figure", shown="Growth in 2021")
    )
    return marks.layers(
        base.mark_bar().encode(color=_role_colour()),
        marks.numbers(base, size=marks.LABEL, align="left", dx=6),
    ).properties(
        width=620 - BAR_LABELS, height=25 * len(frame), title=marks.panel_title(heading, frame="bounds", offset=14)
    )


@drawable
def nested_squares(frame: pd.DataFrame) -> alt.LayerChart:
    """Draw measures as squares inside one another, each named beside its upper edge.

    Columns: `measure` (the widest first), `side` (of a square whose area is the value), `words`,
    `counts` (what is counted), `role`, `label_height` (of the words, in the unit of the side).
    """
    side = float(frame["side"].max())
    x = alt.X("zero:Q", axis=None, scale=alt.Scale(domain=[0, side * 2.15], nice=False))
    y = alt.Y("zero:Q", axis=None, scale=alt.Scale(domain=[0, side * 1.02], nice=False))
    base = alt.Chart(frame.assign(zero=0.0, names=side * 1.08)).encode(
        tooltip=marks.tooltip(frame, words="", counts="Counts")
    )
    names = base.encode(x=alt.X("names:Q", axis=None), y=alt.Y("label_height:Q", axis=None))
    scale = 620 / (side * 2.15)
    return marks.selectable(
        marks.layers(
            base.mark_rect(opacity=1, stroke="white", strokeWidth=1.5).encode(
                x=x, x2="side:Q", y=y, y2="side:Q", color=_role_colour()
            ),
            base.mark_rule(color=PALETTE["ink"]).encode(
                x=alt.X("side:Q", axis=None), x2="names:Q", y=alt.Y("label_height:Q", axis=None)
            ),
            names.mark_text(align="left", dx=6, dy=-7, fontSize=13, fontWeight="bold").encode(text="words:N"),
            names.mark_text(align="left", dx=6, dy=10, fontSize=12, color=PALETTE["muted"]).encode(text="counts:N"),
        ).properties(width=620, height=round(scale * side * 1.02)),
        "measure",
    )


@drawable
def parts_of_totals(parts: pd.DataFrame, totals: pd.DataFrame, *, roles: dict[str, str]) -> alt.LayerChart:
    """Draw the parts of a yearly total on one bar, with a key; the total is named at its end.

    `parts`: `year`, `part` (a key of `roles`), `start_usd_tn`, `end_usd_tn`, `shown` (may be
    empty); `totals`: `year`, `end_usd_tn`, `shown`.
    """
    y = alt.Y(
        "year:O",
        title=None,
        scale=alt.Scale(paddingInner=0.35),
        axis=marks.row_axis(labelFontSize=marks.NUMBER, labelPadding=8, labelColor=PALETTE["ink"]),
    )
    x = alt.X("start_usd_tn:Q", axis=None, scale=alt.Scale(domain=[0, 9.4], nice=False))
    parts = parts.assign(value_usd_tn=parts["end_usd_tn"] - parts["start_usd_tn"])
    base = alt.Chart(parts).encode(
        y=y, x=x, tooltip=marks.tooltip(parts, part="", year="Year", shown="Share", value_usd_tn="tn US dollars")
    )
    ends = alt.Chart(totals).encode(y=y)
    place: dict[str, Any] = {"size": marks.LABEL, "align": "left", "dx": 8}
    return marks.selectable(
        marks.layers(
            base.mark_bar().encode(x2="end_usd_tn:Q", color=marks.coloured("part", roles)),
            marks.numbers(base, color="white", **place),
            marks.numbers(ends.encode(x=alt.X("end_usd_tn:Q", axis=None)), color=PALETTE["muted"], **place),
        ).properties(width=PLOT_WIDTH, height=110),
        "year",
    )


@drawable
def shares_on_two_bases(frame: pd.DataFrame, *, first: str, second: str) -> alt.LayerChart:
    """Draw a share by period on the base of its time and on a new one, with a key.

    Columns: `slot` (in order), `share_percent`, `shown`, `place`, `base` (`first` or `second`). A
    slot that has both shows how far the new base moves it.
    """
    x = alt.X(
        "slot:O",
        sort=list(dict.fromkeys(frame["slot"])),
        title=None,
        axis=alt.Axis(
            labelAngle=0, labelFontSize=12, ticks=False, domain=False, offset=6, labelExpr="split(datum.label, '|')"
        ),
    )
    percent: dict[str, Any] = {"axis": None, "scale": alt.Scale(domain=[36.5, 46], nice=False)}
    base = alt.Chart(frame).encode(
        tooltip=marks.tooltip(frame, slot="", base="Share on the", shown="Percent"),
        x=x,
        y=alt.Y("share_percent:Q", **percent),
        color=marks.coloured("base", {first: "muted", second: "actual"}),
    )
    both = frame.groupby("slot", sort=False).filter(lambda rows: len(rows) > 1)
    ends = both.pivot(index="slot", columns="base", values="share_percent").reset_index()
    return marks.selectable(
        marks.layers(
            alt.Chart(ends)
            .mark_rule(strokeDash=marks.DASH, color=PALETTE["actual"])
            .encode(x=x, y=alt.Y(f"{first}:Q", **percent), y2=f"{second}:Q"),
            base.mark_point(size=80, opacity=1),
            *_placed_text(base.encode(text="shown:N"), fontWeight="bold"),
        ).properties(width=PLOT_WIDTH + 40, height=230),
        "slot",
    )


@drawable
def labelled_lines(
    frame: pd.DataFrame,
    ends: pd.DataFrame,
    *,
    value: str,
    by: str,
    title: str,
    colours: dict[str, str],
    domain_min: float = 0,
    step: int = 2,
) -> alt.LayerChart:
    """Draw lines that carry their own names and end numbers; a gap stays a gap.

    `frame`: `year`, `by`, the value column; `ends`: the same with `words` and `place`.
    `colours` maps each name to a role of the palette.
    """
    x = _years(frame, before=0.3, after=0.2, step=step)
    y = alt.Y(
        f"{value}:Q",
        title=title,
        scale=alt.Scale(domainMin=domain_min, domainMax=float(frame[value].max()) * 1.1, nice=False),
        axis=alt.Axis(tickCount=6),
    )
    colour = _named_colour(by, colours)
    said = {by: "", "year": "Year", value: title}
    base, named = (
        alt.Chart(rows).encode(x=x, y=y, color=colour, tooltip=marks.tooltip(rows, **said)) for rows in (frame, ends)
    )
    end_texts = named.encode(color=_named_colour(by, colours, of_words=True), text="words:N")
    return marks.selectable(
        marks.layers(
            base.mark_line(point={"size": 30}),
            marks.lines_at_nearest(frame, x, value=value, by=by, unit=title),
            named.mark_point(size=60, opacity=1),
            *_placed_text(end_texts, fontWeight="bold"),
        )
        .resolve_scale(color="independent")
        .properties(width=LINE_WIDTH, height=300),
        by,
    )
