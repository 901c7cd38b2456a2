"""Charts of chapter 2: tidy frames in, Altair charts out; nothing is read or computed here.

A column `role` holds a role of the palette, `shown` the number as the book writes it.
"""

from __future__ import annotations

import altair as alt
import pandas as pd

from expobook.figures import colour_key
from expobook.figures.theme import PALETTE, drawable

PLOT_WIDTH = 560
LINE_WIDTH = 460  # leaves room for the names of lines at their ends
BAR_LABELS = 150  # room for the names of rows
_DASH = [4, 3]
_OFFSETS = {
    "right": {"align": "left", "dx": 9}, "right_up": {"align": "left", "dx": 9, "dy": -6},
    "right_down": {"align": "left", "dx": 9, "dy": 8},
    "above": {"dy": -14}, "below": {"dy": 16},
    "below_start": {"align": "left", "dx": -6, "dy": 16},
}


def _role_colour() -> alt.Color:
    return alt.Color("role:N", legend=None, scale=alt.Scale(
        domain=list(PALETTE), range=list(PALETTE.values())))


def _named_colour(by: str, roles: dict[str, str], *, of_words: bool = False) -> alt.Color:
    """Colours by name; words are darker than grey lines, so that they can be read."""
    if of_words:
        roles = {name: "muted" if role == "context" else role for name, role in roles.items()}
    return colour_key.coloured(by, roles, keyed=False)


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


def _gap_rows(frame: pd.DataFrame) -> alt.LayerChart:
    """A row for each gap from the release: a dot, its distance from the zero line, its number."""
    y = _row_labels(list(frame["label"]), paddingOuter=0.4)
    scale = alt.Scale(domain=[-5.8, 3.6], nice=False)
    x = alt.X("gap_percent:Q", axis=None, scale=scale)
    base = alt.Chart(frame).encode(y=y, x=x, color=_role_colour())
    line = alt.Chart(pd.DataFrame({"zero": [0], "words": ["the release"]})).encode(
        x=alt.X("zero:Q", axis=None, scale=scale))
    number = {"fontSize": 13, "fontWeight": "bold"}
    texts = base.encode(text="shown:N")
    return alt.layer(
        line.mark_rule(color=PALETTE["ink"]),
        line.mark_text(align="center", fontSize=12, color=PALETTE["muted"]).encode(
            y=alt.value(-8), text="words:N"),
        base.mark_rule(strokeWidth=2).encode(x2=alt.datum(0)),
        base.mark_point(size=80, opacity=1),
        texts.transform_filter("datum.gap_percent >= 0").mark_text(align="left", dx=15, **number),
        texts.transform_filter("datum.gap_percent < 0").mark_text(align="right", dx=-15, **number),
    ).properties(width=620 - BAR_LABELS, height=27 * len(frame) + 10,
                 title=_heading("Level: difference from the release"))


def _row_labels(order: list[str], **padding: float) -> alt.Y:
    return alt.Y("label:N", sort=order, title=None, scale=alt.Scale(**padding), axis=alt.Axis(
        labelFontSize=13, labelLimit=BAR_LABELS, minExtent=BAR_LABELS, labelPadding=8,
        labelColor=PALETTE["ink"], domain=False, ticks=False))


@drawable
def levels_and_growth(levels: pd.DataFrame, growth: pd.DataFrame) -> alt.VConcatChart:
    """Draw gaps from the release's levels as rows, and below them growth rates as bars.

    `levels`: `label`, `gap_percent`, `shown`, `role`; `growth`: `group`, `label`,
    `growth_percent`, `shown`, `role`.
    """
    bars = [
        _bar_group(growth[growth["group"] == group], group)
        for group in dict.fromkeys(growth["group"])
    ]
    return alt.vconcat(_gap_rows(levels), *bars, spacing=18)


def _heading(words: str) -> alt.TitleParams:
    return alt.TitleParams(words, fontSize=13, anchor="start", frame="bounds", offset=14)


def _bar_group(frame: pd.DataFrame, heading: str) -> alt.LayerChart:
    y = _row_labels(list(frame["label"]), paddingInner=0.25)
    x = alt.X("growth_percent:Q", axis=None, scale=alt.Scale(domain=[0, 26], nice=False))
    base = alt.Chart(frame).encode(y=y, x=x)
    return alt.layer(
        base.mark_bar().encode(color=_role_colour()),
        base.mark_text(align="left", dx=6, fontSize=13, fontWeight="bold").encode(text="shown:N"),
    ).properties(width=620 - BAR_LABELS, height=25 * len(frame), title=_heading(heading))


@drawable
def nested_squares(frame: pd.DataFrame) -> alt.LayerChart:
    """Draw measures as squares inside one another, each named beside its upper edge.

    Columns: `measure` (the widest first), `side` (of a square whose area is the value), `words`,
    `counts` (what is counted), `role`, `label_height` (of the words, in the unit of the side).
    """
    side = float(frame["side"].max())
    x = alt.X("zero:Q", axis=None, scale=alt.Scale(domain=[0, side * 2.15], nice=False))
    y = alt.Y("zero:Q", axis=None, scale=alt.Scale(domain=[0, side * 1.02], nice=False))
    base = alt.Chart(frame.assign(zero=0.0, names=side * 1.08))
    words = base.encode(x=alt.X("names:Q", axis=None), y=alt.Y("label_height:Q", axis=None))
    scale = 620 / (side * 2.15)
    return alt.layer(
        base.mark_rect(opacity=1, stroke="white", strokeWidth=1.5).encode(
            x=x, x2="side:Q", y=y, y2="side:Q", color=_role_colour()),
        base.mark_rule(color=PALETTE["ink"]).encode(
            x=alt.X("side:Q", axis=None), x2="names:Q", y=alt.Y("label_height:Q", axis=None)),
        words.mark_text(align="left", dx=6, dy=-7, fontSize=13, fontWeight="bold").encode(
            text="words:N"),
        words.mark_text(align="left", dx=6, dy=10, fontSize=12, color=PALETTE["muted"]).encode(
            text="counts:N"),
    ).properties(width=620, height=round(scale * side * 1.02))


@drawable
def parts_of_totals(parts: pd.DataFrame, totals: pd.DataFrame, *,
                    roles: dict[str, str]) -> alt.LayerChart:
    """Draw the parts of a yearly total on one bar, with a key; the total is named at its end.

    `parts`: `year`, `part` (a key of `roles`), `start_usd_tn`, `end_usd_tn`, `shown` (may be
    empty); `totals`: `year`, `end_usd_tn`, `shown`.
    """
    y = alt.Y("year:O", title=None, scale=alt.Scale(paddingInner=0.35), axis=alt.Axis(
        labelFontSize=14, labelPadding=8, domain=False, ticks=False, labelColor=PALETTE["ink"]))
    x = alt.X("start_usd_tn:Q", axis=None, scale=alt.Scale(domain=[0, 9.4], nice=False))
    base, ends = alt.Chart(parts).encode(y=y, x=x), alt.Chart(totals).encode(y=y)
    words = {"align": "left", "dx": 8, "fontSize": 13, "fontWeight": "bold"}
    return alt.layer(
        base.mark_bar().encode(x2="end_usd_tn:Q", color=colour_key.coloured("part", roles)),
        base.mark_text(color="white", **words).encode(text="shown:N"),
        ends.mark_text(color=PALETTE["muted"], **words).encode(
            x=alt.X("end_usd_tn:Q", axis=None), text="shown:N"),
    ).properties(width=PLOT_WIDTH, height=110)


@drawable
def shares_on_two_bases(frame: pd.DataFrame, *, first: str, second: str) -> alt.LayerChart:
    """Draw a share by period on the base of its time and on a new one, with a key.

    Columns: `slot` (in order), `share_percent`, `shown`, `place`, `base` (`first` or `second`). A
    slot that has both shows how far the new base moves it.
    """
    x = alt.X("slot:O", sort=list(dict.fromkeys(frame["slot"])), title=None, axis=alt.Axis(
        labelAngle=0, labelFontSize=12, ticks=False, domain=False, offset=6,
        labelExpr="split(datum.label, '|')"))
    percent = {"axis": None, "scale": alt.Scale(domain=[36.5, 46], nice=False)}
    base = alt.Chart(frame).encode(
        x=x, y=alt.Y("share_percent:Q", **percent),
        color=colour_key.coloured("base", {first: "muted", second: "actual"}))
    both = frame.groupby("slot", sort=False).filter(lambda rows: len(rows) > 1)
    ends = both.pivot(index="slot", columns="base", values="share_percent").reset_index()
    return alt.layer(
        alt.Chart(ends).mark_rule(strokeDash=_DASH, color=PALETTE["actual"]).encode(
            x=x, y=alt.Y(f"{first}:Q", **percent), y2=f"{second}:Q"),
        base.mark_point(size=80, opacity=1),
        *_placed_text(base.encode(text="shown:N"), fontWeight="bold"),
    ).properties(width=PLOT_WIDTH + 40, height=230)


@drawable
def labelled_lines(frame: pd.DataFrame, ends: pd.DataFrame, *, value: str, by: str, title: str,
                   colours: dict[str, str], domain_min: float = 0,
                   step: int = 2) -> alt.LayerChart:
    """Draw lines that carry their own names and end numbers; a gap stays a gap.

    `frame`: `year`, `by`, the value column; `ends`: the same with `words` and `place`.
    `colours` maps each name to a role of the palette.
    """
    x = _years(frame, before=0.3, after=0.2, step=step)
    y = alt.Y(f"{value}:Q", title=title,
              scale=alt.Scale(domainMin=domain_min, domainMax=float(frame[value].max()) * 1.1,
                              nice=False), axis=alt.Axis(tickCount=6))
    colour = _named_colour(by, colours)
    base = alt.Chart(frame).encode(x=x, y=y, color=colour)
    named = alt.Chart(ends).encode(x=x, y=y, color=colour)
    words = named.encode(color=_named_colour(by, colours, of_words=True), text="words:N")
    return alt.layer(
        base.mark_line(point={"size": 30}), named.mark_point(size=60, opacity=1),
        *_placed_text(words, fontWeight="bold"),
    ).resolve_scale(color="independent").properties(width=LINE_WIDTH, height=300)
