"""Parts that charts of several chapters share, in the letter sizes of the book.

Among them are what a mark says when it is pointed at and what a click brings out: both answer in a
live chart, and a drawing shows neither.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar, cast

import altair as alt
import pandas as pd
from pandas.api.types import is_numeric_dtype

from expobook.values.units import UNITS

from .theme import ONLY_LIVE, PALETTE, PANELS

LABEL, NUMBER = 13, 14
"""Letter sizes of words and of the numbers that a chart is about, in points."""
DASH = [4, 3]
"""Strokes and gaps of a line that is not what was reported."""
HEADING = " "
"""The title of a line of a tooltip that is a heading: Vega-Lite replaces an empty one."""
_CHOSEN = "chosen"
_FADED = 0.18
_NUMBER = ",.6~r"
_Chart = TypeVar("_Chart", alt.LayerChart, alt.HConcatChart, alt.VConcatChart)


def layers(*charts: alt.Chart | alt.LayerChart) -> alt.LayerChart:
    """Charts over one another, the last one on top."""
    return alt.LayerChart(layer=charts)


def rows(order: Sequence[str], field: str = "label", padding: float | None = None) -> alt.Y:
    """A row for each name in `field`, from top to bottom as in `order`; the plot names them.

    `padding` is the space between rows, as a part of their height.
    """
    spaced = alt.Undefined if padding is None else alt.Scale(paddingInner=padding)
    return alt.Y(f"{field}:N", sort=order, axis=None, scale=spaced)


def row_axis(**more: Any) -> alt.Axis:
    """An axis that only names rows; `more` as for `alt.Axis`."""
    return alt.Axis(**{"labelFontSize": LABEL, "ticks": False, "domain": False, **more})


def row_names(base: alt.Chart, dy: int, field: str = "label") -> alt.Chart:
    """The names of rows from the left edge of the plot on, `dy` points below their middle."""
    return base.mark_text(align="left", fontSize=LABEL, dy=dy).encode(x=alt.value(0), text=f"{field}:N")


def numbers(base: alt.Chart, *, size: float = NUMBER, **place: Any) -> alt.Chart:
    """The numbers in `shown` as words in bold; `place` as for `mark_text`."""
    return base.mark_text(fontSize=size, fontWeight="bold", **place).encode(text="shown:N")


def years(domain: tuple[float, float], ticks: Iterable[int], field: str = "year", **more: Any) -> alt.X:
    """A level axis of years from one end of `domain` to the other; `more` as for `alt.Axis`."""
    return alt.X(
        f"{field}:Q",
        title=None,
        scale=alt.Scale(domain=list(domain), nice=False),
        axis=alt.Axis(format="d", values=list(ticks), labelFontSize=LABEL, **more),
    )


def panel_title(text: str, *, offset: int, frame: str = "group") -> alt.TitleParams:
    """The title of one of several panels, `offset` points above it."""
    return alt.TitleParams(text, fontSize=LABEL, anchor="start", frame=frame, offset=offset)


def coloured(field: str, roles: Mapping[str, str], *, keyed: bool = True) -> alt.Color:
    """Colour marks by the words in `field`, and print the key above the chart.

    `roles` maps each word to a role of the palette, in the order of the key. `keyed` is false
    where the words stand at the marks themselves. Raises KeyError for an unknown role.
    """
    scale = alt.Scale(domain=list(roles), range=[PALETTE[role] for role in roles.values()])
    return alt.Color(f"{field}:N", scale=scale, legend=alt.Legend() if keyed else None)


def key(roles: Mapping[str, str]) -> alt.Chart:
    """A layer that draws only a key, for marks whose colours are fixed: {"goal": "target", …}."""
    names = pd.DataFrame({"key": list(roles)})
    return alt.Chart(names).mark_square(opacity=1).transform_filter("false").encode(color=coloured("key", roles))


def tooltip(rows: pd.DataFrame, **titles: str) -> list[alt.Tooltip]:
    """What a mark says when a reader points at it: `value_cny_bn="Value, bn yuan"`, line by line.

    A line without a title is the heading. Raises KeyError for a column that the rows don't have.
    """

    def line(field: str, words: str) -> alt.Tooltip:
        title = words or HEADING
        if not is_numeric_dtype(rows[field]):
            return alt.Tooltip(f"{field}:N", title=title)
        return alt.Tooltip(f"{field}:Q", title=title, format="d" if _is_year(field) else _NUMBER)

    return [line(field, title) for field, title in titles.items()]


def unit_of(column: str) -> str:
    """The unit in the name of a column, in words: `value_cny_bn` is in bn yuan."""
    currency, scale = column.split("_")[-2:]
    return UNITS[f"{currency.upper()} {scale}"].write("").strip()


def at_nearest(rows: alt.Chart, x: alt.X, lines: list[alt.Tooltip]) -> alt.Chart:
    """A line down the plot at the row nearest to the pointer, which says what the row holds.

    It lies above lines and areas, which can't be hit, and below the dots and words that can.
    Raises ValueError for words: Vega-Lite looks for them in the drawn line, not in its row.
    """
    for line in lines:
        if not line.shorthand.endswith(":Q"):
            raise ValueError(f"a tooltip at the nearest row has numbers only, not {line.shorthand}")
    pointed = alt.selection_point(
        name=f"{ONLY_LIVE}pointed", nearest=True, on="pointermove", clear="pointerout", encodings=["x"], empty=False
    )
    return (
        rows.mark_rule(color=PALETTE["muted"])
        .encode(
            x=x,
            tooltip=lines,
            opacity=alt.when(pointed).then(alt.value(1)).otherwise(alt.value(0)),
        )
        .properties(name=f"{ONLY_LIVE}mark")
        .add_params(pointed)
    )


def lines_at_nearest(rows: pd.DataFrame, x: alt.X, *, value: str, by: str, unit: str) -> alt.Chart:
    """`at_nearest` for lines named in the column `by`: it says the `value` of each, in its unit."""
    across = cast("dict[str, Any]", x.to_dict())["field"]
    series = [alt.Tooltip(f"['{name}']:Q", title=f"{name}, {unit}", format=_NUMBER) for name in dict.fromkeys(rows[by])]
    return at_nearest(
        alt.Chart(rows).transform_pivot(by, value=value, groupby=[across]),
        x,
        [alt.Tooltip(f"{across}:Q", title="Year", format="d"), *series],
    )


def selectable(chart: _Chart, field: str) -> _Chart:
    """Let a click bring out what shares its `field` with the mark; the others fade.

    A click elsewhere brings all back. Marks whose rows don't have the field stay as they are.
    """
    named = f"isValid(datum['{field}'])"
    hit = f"item() && item().datum && isValid(item().datum['{field}'])"
    chosen = alt.selection_point(name=_CHOSEN, fields=[field], on=_click(hit), clear=_click(f"!({hit})", source="view"))
    with warnings.catch_warnings():  # that panels share one selection is the point of it
        warnings.filterwarnings("ignore", "Automatically deduplicated selection parameter")
        return _fading(chart, {"and": [named, {"not": {"param": _CHOSEN}}]}).add_params(chosen)


def _click(condition: str, source: str = "scope") -> Any:
    return {"type": "click", "source": source, "filter": condition}


def _fading(chart: Any, test: dict[str, Any]) -> Any:
    """The chart with marks that fade by the test, unless their opacity says something else."""
    panels = next((kind for kind in PANELS if hasattr(chart, kind)), None)
    if panels is None:
        said = chart.encoding is not alt.Undefined and chart.encoding.opacity is not alt.Undefined
        own = getattr(chart.mark, "opacity", alt.Undefined)
        faded = {"test": test, "value": _FADED}
        return (
            chart
            if said
            else chart.encode(
                opacity=alt.Opacity(condition=faded) if own is alt.Undefined else alt.OpacityValue(own, condition=faded)
            )
        )
    made = chart.copy()
    made[panels] = [_fading(inner, test) for inner in chart[panels]]
    return made


def _is_year(field: str) -> bool:
    return "year" in field or field == "left_out"
