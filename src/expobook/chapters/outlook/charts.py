"""Charts of chapter 5: tidy frames in, Altair charts out."""

from __future__ import annotations

import altair as alt
import pandas as pd

from expobook.figures.theme import PALETTE, drawable

from .alternatives import HIGHER, LOWER, OTHER

WIDTH = 470
"""So narrow that words keep their size where the page is no wider than print."""
_LETTERS = 13
_NAME_HEIGHT = 15
"""Half the height of a name in two lines, with the space around it."""
_BANDS = (("p5", "p95", 0.16), ("p10", "p90", 0.2), ("p25", "p75", 0.3))


def _years(frame: pd.DataFrame, right: float = 0.9) -> alt.X:
    first, last = int(frame["year"].min()), int(frame["year"].max())
    axis = alt.Axis(format="d", title=None, values=list(range(first, last + 1)), labelAngle=0,
                    grid=False)
    return alt.X("year:Q", axis=axis,
                 scale=alt.Scale(domain=[first - 0.15, last + right], nice=False))


@drawable
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
    layers.append(goal.mark_text(dy=-9, color=PALETTE["target"], fontSize=_LETTERS,
                                 align="left").encode(
        x="start:Q", text="label:N"))
    words = alt.Chart(ends).encode(x="year:Q", y="value:Q", text="label:N")
    layers.append(words.mark_text(align="left", dx=8, color=PALETTE["actual"], fontSize=12))
    return alt.layer(*layers).properties(width=WIDTH, height=320)


@drawable
def growth_dots(frame: pd.DataFrame, marks: pd.DataFrame) -> alt.LayerChart:
    """Yearly growth as bars by year, with horizontal lines for required and mean growth.

    `frame`: year, growth_percent. `marks`: value, label, role.
    """
    bars = alt.Chart(frame).encode(x=alt.X("year:O", axis=alt.Axis(title=None, labelAngle=0)))
    ends = _reach([*frame["growth_percent"], *marks["value"]])
    columns = bars.mark_bar(color=PALETTE["context"]).encode(
        y=alt.Y("growth_percent:Q", title="percent a year", scale=alt.Scale(domain=ends)))
    zero = alt.Chart(pd.DataFrame({"value": [0]})).mark_rule(color=PALETTE["ink"]).encode(
        y="value:Q")
    layers: list[alt.Chart] = [columns, zero]
    height = 280
    gap = (marks["value"].max() - marks["value"].min()) / (ends[1] - ends[0]) * height
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
    return alt.layer(*layers, *_numbers(bars)).properties(width=WIDTH, height=height)


def _reach(values: list[float]) -> list[float]:
    """Ends of an axis that holds nought, all values, and room for the numbers beyond them."""
    lowest, highest = min(*values, 0), max(*values, 0)
    room = 0.08 * (highest - lowest)
    return [lowest - room if lowest < 0 else 0, highest + room]


def _numbers(bars: alt.Chart) -> list[alt.Chart]:
    """Growth at the end of each bar; a white edge keeps it legible where a line crosses it."""
    edge = {"stroke": "white", "strokeWidth": 4, "strokeJoin": "round"}
    return [
        bars.transform_filter(f"datum.growth_percent {sign} 0").mark_text(
            dy=away, fontSize=12, color=PALETTE["ink"], **below).encode(
            y="growth_percent:Q", text=alt.Text("growth_percent:Q", format=".1f"))
        for below in (edge, {}) for sign, away in ((">=", -8), ("<", 9))
    ]


@drawable
def tornado(frame: pd.DataFrame, base: float) -> alt.LayerChart:
    """Bars from the run's chance to that of each changed input, with setting and chance.

    `frame`: input_label, kind, label, chance_percent, in drawing order; `base`: the run's chance.
    """
    order = list(dict.fromkeys(frame["input_label"]))
    kinds = {LOWER: PALETTE["estimate"], HIGHER: PALETTE["actual"], OTHER: PALETTE["context"]}
    both = alt.Chart(frame.assign(base=base)).encode(
        y=alt.Y("input_label:N", sort=order, axis=alt.Axis(title=None, labelLimit=300,
                labelFontSize=_LETTERS, ticks=False, domain=False)),
        x=alt.X("chance_percent:Q", title="chance of the target, percent",
                scale=alt.Scale(domain=[0, 100]), axis=alt.Axis(values=[0, 25, 50, 75, 100])))
    bars = both.mark_bar(height=20).encode(
        x2="base:Q", color=alt.Color("kind:N", scale=alt.Scale(
            domain=list(kinds), range=list(kinds.values())), legend=alt.Legend(
            title=None, orient="top", labelFontSize=12)))
    words = [
        both.transform_filter(f"datum.chance_percent {side} datum.base").mark_text(
            align=align, dx=away, fontSize=12).encode(text="label:N")
        for side, align, away in (("<=", "right", -5), (">", "left", 5))
    ]
    line = alt.Chart(pd.DataFrame({"base": [base]})).mark_rule(
        color=PALETTE["ink"], strokeWidth=1.5).encode(x="base:Q")
    return alt.layer(bars, *words, line).properties(width=WIDTH, height=42 * len(order))


@drawable
def probability_curves(frame: pd.DataFrame, marks: pd.DataFrame) -> alt.LayerChart:
    """Chance by mean growth, one line a spread.

    `frame`: mean_percent, probability_percent, spread_label. `marks`: mean_percent,
    probability_percent, label, role (actual or target).
    """
    lines = alt.Chart(frame).encode(
        x=alt.X("mean_percent:Q", title="mean growth, percent a year"),
        y=alt.Y("probability_percent:Q", title=None, scale=alt.Scale(domain=[0, 100])),
        strokeDash=alt.StrokeDash("spread_label:N", sort=list(dict.fromkeys(frame["spread_label"])),
                                  legend=alt.Legend(
            title=None, orient="top", labelLimit=320, symbolStrokeWidth=2)))
    layers: list[alt.Chart] = [lines.mark_line(color=PALETTE["actual"])]
    # Each name stands where no curve runs.
    for role, place in (("actual", {"align": "left", "dx": 10, "dy": 15}),
                        ("target", {"align": "right", "dx": -11, "dy": -4})):
        here = alt.Chart(marks[marks["role"] == role]).encode(
            x="mean_percent:Q", y="probability_percent:Q")
        layers.append(here.mark_point(shape="diamond", size=120, color=PALETTE[role]))
        layers.append(here.mark_text(color=PALETTE[role], fontSize=_LETTERS, **place).encode(
            text="label:N"))
    return alt.layer(*layers).properties(width=WIDTH, height=300)


@drawable
def rolling(panels: dict[str, pd.DataFrame]) -> alt.HConcatChart:
    """Forecast bands by year with what came, one panel a series.

    Each frame: year, p10, median, p90, actual, outcome; its key is the panel's title.
    """
    return alt.hconcat(*(_bands(frame, title) for title, frame in panels.items()), spacing=24)


def _bands(frame: pd.DataFrame, title: str) -> alt.LayerChart:
    base = alt.Chart(frame).encode(x=alt.X("year:O", axis=alt.Axis(title=None, labelAngle=0)))
    top = float(max(frame["p90"].max(), frame["actual"].max())) * 1.05
    bands = base.mark_bar(width=18, color=PALETTE["actual"], opacity=0.25).encode(
        y=alt.Y("p10:Q", title=None, scale=alt.Scale(domain=[0, top])), y2="p90:Q")
    middle = base.mark_tick(width=18, thickness=2, color=PALETTE["actual"]).encode(y="median:Q")
    words = ["inside the band", "outside the band"]
    came = base.mark_point(size=70, opacity=1).encode(
        y="actual:Q",
        color=alt.Color("outcome:N", scale=alt.Scale(
            domain=words, range=[PALETTE["ink"], PALETTE["target"]])),
        shape=alt.Shape("outcome:N", scale=alt.Scale(domain=words, range=["circle", "square"])))
    return alt.layer(bands, middle, came).properties(
        width=(WIDTH + 50) // 2, height=260,
        title=alt.TitleParams(title, anchor="start", fontSize=_LETTERS))


@drawable
def hindsight(frame: pd.DataFrame, came: pd.DataFrame, labels: pd.DataFrame, *,
              title: str) -> alt.LayerChart:
    """A fan of December 2022 with what came.

    `frame`: wide quantiles. `came`: year, value, kind: what is measured alike is joined (survey),
    first estimates are squares (first), figures with a gap between them are dots (ministry).
    `labels`: year, value, label, role. `title` names the unit.
    """
    base = alt.Chart(frame).encode(x=_years(frame, right=1.3))
    layers: list[alt.Chart] = [
        base.mark_area(color=PALETTE["estimate"], opacity=opacity).encode(
            y=alt.Y(f"{low}:Q", title=title, scale=alt.Scale(zero=True)), y2=f"{high}:Q")
        for low, high, opacity in _BANDS[1:]
    ]
    layers.append(base.mark_line(color=PALETTE["estimate"], strokeDash=[5, 3]).encode(y="p50:Q"))
    dots = alt.Chart(came).encode(x="year:Q", y="value:Q")
    layers.append(dots.transform_filter("datum.kind == 'survey'").mark_line(point=True))
    layers.append(dots.transform_filter("datum.kind == 'ministry'").mark_point())
    layers.append(dots.transform_filter("datum.kind == 'first'").mark_point(
        color=PALETTE["context"], shape="square", filled=False, size=60, strokeWidth=1.5))
    letters = {"estimate": PALETTE["estimate"], "actual": PALETTE["actual"],
               "context": PALETTE["muted"]}
    for role in dict.fromkeys(labels["role"]):
        words = alt.Chart(labels[labels["role"] == role]).encode(
            x="year:Q", y="value:Q", text="label:N")
        layers.append(words.mark_text(align="left", dx=9, fontSize=12,
                                      color=letters[role], lineBreak="|"))
    return alt.layer(*layers).properties(width=WIDTH, height=300)
