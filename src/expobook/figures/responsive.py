"""A chart drawn again for a phone: the same data and words, in legible letters.

What changes is the room, not the chart. Long names of rows move above their rows, every other year
goes unnamed, and the plot takes the width that is left. What more a chart needs is declared with
it, as a `Phone`; a test looks at every drawing of the book and lists words that are hard to read.
"""

from __future__ import annotations

import copy
import json
import math
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from . import theme
from .fonts import metrics

Spec = dict[str, Any]

WIDTH = 350
"""Points across the column of a phone."""
_ENOUGH = 1.2
"""A drawing at most this much wider is only scaled: its letters stay legible."""
_LEAST_PLOT = 150
_ROW_NAME = 110
"""Names of rows that are wider than this move above their rows, points."""
_NAME_ROOM = 19
_CLOSE = 0.1
_BREAK = "\n"
_ALL_ACROSS = 54
"""Letters that a line of words holds from one edge of a phone to the other."""
_LEADING = 2
"""Points that Vega adds to the letter size from line to line."""


class Phone(BaseModel):
    """How a chart makes room on a phone, beyond what every chart does; lengths in points."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    letters: int = Field(0, ge=0, description="Letters a line of words that break; 0: unbroken.")
    taller: float = Field(1.0, ge=1, le=2, description="By what the height is multiplied.")
    smaller: float = Field(0.0, ge=0, le=2, description="Points taken from the letter size.")
    width: int = Field(WIDTH, ge=WIDTH, le=420, description="Width; a page shrinks what is wider.")
    stacked: bool = Field(False, description="Panels stand below one another.")
    halo: bool = Field(False, description="White edges around words that lines cross.")
    scrolls: bool = Field(False, description="The wide chart stays, and scrolls sideways.")


class Twin(NamedTuple):
    """A drawing for a phone; its ids begin with `name`."""

    name: str
    spec: Spec
    svg: str


def drawn(figure: Mapping[str, Any]) -> Twin | None:
    """The twin of a figure for a phone; none where its chart has to do for all widths."""
    phone = Phone(**figure.get("phone", {}))
    if phone.scrolls or fits_a_phone(figure["svg"]):
        return None
    name = f"{figure['id']}-narrow"
    spec = _rearranged(figure["spec"], phone)
    svg = _fitted(spec, phone.width, lambda spec: theme.drawing(spec, name, figure["title"], figure["alt"]))
    return Twin(name, spec, svg) if svg else None


def fits_a_phone(drawing: str) -> bool:
    """Whether a drawing is so narrow that a phone need only scale it."""
    return _width(drawing) <= WIDTH * _ENOUGH


def _width(svg: str) -> float:
    return float(re.findall(r'\bwidth="([\d.]+)"', svg)[0])


def _fitted(spec: Spec, width: int, draw: Callable[[Spec], str]) -> str:
    """Take width from the plots until the whole drawing fits; empty where too little is left."""
    beside = _beside(spec)
    step, before = 0.0, 0.0
    for _ in range(5):
        svg = draw(spec)
        total = _width(svg)
        if total <= width:
            return svg
        if total == before:  # what is too wide isn't the plot
            return ""
        # Words at the end of a line hang over the plot: the whole shrinks by less than the plot.
        yielded = (before - total) / (step * beside) if step else 1.0
        step = math.ceil((total - width) / beside / max(yielded, 0.3))
        before = total
        for view in _views(spec):
            if view["width"] - step < _LEAST_PLOT:
                return ""
            _resize(view, view["width"] - step)
    return ""


def _beside(spec: Spec) -> int:
    """How many panels stand side by side."""
    return max((len(part["hconcat"]) for part in _parts(spec) if "hconcat" in part), default=1)


def _rearranged(spec: Spec, phone: Phone) -> Spec:
    made = copy.deepcopy(spec)
    _hand_down(made)
    for part in list(_parts(made)):
        if phone.stacked and "hconcat" in part:
            part["vconcat"] = part.pop("hconcat")
            for view in _views(part):
                _resize(view, WIDTH)
    config = made.setdefault("config", {})
    config["legend"] = {**config.get("legend", {}), "columns": 2}
    for view in _views(made):
        _name_rows_above(view, made)
        _resize(view, round(view["height"] * phone.taller), "height", "y")
    for unit in _units(made):
        _thin_years(unit, made)
        _lessen(unit, phone.smaller)
        if phone.letters:
            _break_words(unit, made, phone)
    for part in list(_parts(made)) if phone.halo else ():
        _add_halo(part)
    return made


def _hand_down(part: Spec) -> None:
    """Give every part the data that it takes from the whole, so that each tells its rows."""
    for inner in (inner for kind in theme.PANELS for inner in part.get(kind, ())):
        if "data" in part:
            inner.setdefault("data", part["data"])
        _hand_down(inner)


def _parts(spec: Spec) -> Iterator[Spec]:
    """The chart and everything of which it is made."""
    yield spec
    for kind in theme.PANELS:
        for inner in spec.get(kind, ()):
            yield from _parts(inner)


def _views(spec: Spec) -> Iterator[Spec]:
    """The panels of a chart: what has a width of its own."""
    return (part for part in _parts(spec) if isinstance(part.get("width"), int | float))


def _units(spec: Spec) -> Iterator[Spec]:
    """The marks of a chart, each with its properties spelt out."""
    for part in _parts(spec):
        if "mark" in part:
            if isinstance(part["mark"], str):
                part["mark"] = {"type": part["mark"]}
            yield part


def _channel(unit: Spec, name: str) -> Spec:
    given = unit.get("encoding", {}).get(name)
    return given if isinstance(given, dict) else {}


def _resize(view: Spec, size: float, side: str = "width", channel: str = "x") -> None:
    """Give a panel another size; what was placed from its far edge keeps its distance."""
    change, half = size - view[side], view[side] / 2
    for unit in _units(view):
        for holder, name in ((unit["mark"], channel), (_channel(unit, channel), "value")):
            if isinstance(holder.get(name), int | float) and holder[name] > half:
                holder[name] += change
    view[side] = size


def _rows_of(unit: Spec, spec: Spec) -> list[Spec]:
    data = unit.get("data", {})
    return spec.get("datasets", {}).get(data.get("name"), data.get("values", []))


def _name_rows_above(view: Spec, spec: Spec) -> None:
    """Write long names of rows above the rows, from the left edge, instead of beside them."""
    named = [unit for unit in _units(view) if _axis_of_names(unit)]
    names = list(
        dict.fromkeys(
            str(row[field])
            for unit in named
            for row in _rows_of(unit, spec)
            if (field := _channel(unit, "y")["field"]) in row
        )
    )
    size = max((_axis_of_names(unit).get("labelFontSize", 12) for unit in named), default=12)
    if not names or max(metrics.width_of(name, size) for name in names) <= _ROW_NAME:
        return
    if any(unit["mark"]["type"] == "rect" for unit in named):
        return
    y = copy.deepcopy(_channel(named[0], "y"))
    step = view["height"] / len(names)
    view["height"] = round(view["height"] + _NAME_ROOM * len(names))
    for unit in named:
        _channel(unit, "y")["axis"] = None
        if unit["mark"]["type"] == "bar":
            unit["mark"] = {"height": round(step * 0.7), **unit["mark"]}
    text = {"type": "text", "align": "left", "fontSize": size, "dy": -round(step / 2 + 4)}
    y["axis"] = None
    for halo in ({"stroke": "white", "strokeWidth": 5, "strokeJoin": "round"}, {}):
        view["layer"].append(
            {
                "data": {"values": [{y["field"]: name} for name in names]},
                "mark": {**text, **halo},
                "encoding": {"y": y, "x": {"value": 0}, "text": {"field": y["field"], "type": "nominal"}},
            }
        )


def _axis_of_names(unit: Spec) -> Spec:
    """The axis that names the rows of a mark; empty where there is none."""
    y = _channel(unit, "y")
    axis = y.get("axis") if y.get("type") in ("nominal", "ordinal") else None
    return axis if isinstance(axis, dict) else {}


def _thin_years(unit: Spec, spec: Spec) -> None:
    """Years along the bottom may leave out every other label."""
    x = _channel(unit, "x")
    axis, field = x.get("axis"), x.get("field")
    if isinstance(axis, dict) and (axis.get("format") == "d" or field == "year"):
        axis["labelOverlap"] = "parity"
        axis["labelSeparation"] = 4


def _lessen(unit: Spec, points: float) -> None:
    """Set the words of a mark smaller; columns that hold words get wider."""
    if not points:
        return
    if unit["mark"]["type"] == "text":
        unit["mark"]["fontSize"] = unit["mark"].get("fontSize", 12) - points
    x = _channel(unit, "x")
    if isinstance(x.get("scale"), dict) and "paddingInner" in x["scale"]:
        x["scale"]["paddingInner"] = _CLOSE
    if isinstance(x.get("axis"), dict) and "labelFontSize" in x["axis"]:
        x["axis"]["labelFontSize"] -= points


def _break_words(unit: Spec, spec: Spec, phone: Phone) -> None:
    """Break the long words of a mark: they grow upwards above a mark, both ways beside it."""
    mark, text = unit["mark"], _channel(unit, "text")
    if mark["type"] != "text":
        return
    letters, sign = phone.letters, mark.get("lineBreak", _BREAK)
    if _channel(unit, "x").get("value") == 0:
        if phone.taller == 1:
            return
        letters = _ALL_ACROSS
    if isinstance(text.get("value"), str):
        text["value"] = _broken(text["value"], letters, sign)
        mark["lineBreak"] = sign
        return
    field, rows = text.get("field", ""), _rows_of(unit, spec)
    if not rows or not all(isinstance(row.get(field, ""), str) for row in rows):
        return
    lines = f"{field}_lines"  # rows are also told apart by the words themselves
    for row in rows:
        if row.get(field):
            row[lines] = _broken(row[field], letters, sign)
    if any(sign in row.get(lines, "") for row in rows):
        mark["lineBreak"], text["field"] = sign, lines
        _raise(mark, lines, sign)


def _raise(mark: Spec, field: str, sign: str) -> None:
    """Vega sets the first line of broken words in place; move it up by what the others need."""
    above = mark.get("dy", 0)
    if not isinstance(above, int | float) or above > 0:
        return
    part = 1 if above else 0.5
    line = mark.get("fontSize", 12) + _LEADING
    mark["dy"] = {"expr": f"{above} - {part * line} * (length(split(datum['{field}'], {json.dumps(sign)})) - 1)"}


def _broken(text: str, letters: int, sign: str) -> str:
    return (
        sign.join(textwrap.wrap(text.replace(sign, " "), letters, break_long_words=False, break_on_hyphens=False))
        or text
    )


def _add_halo(view: Spec) -> None:
    """Draw the edge of words in the colour of the page below them, where lines cross them."""
    for position, unit in reversed(list(enumerate(view.get("layer", ())))):
        colour = unit.get("encoding", {}).get("color", {})
        if unit.get("mark", {}).get("type") == "text" and "white" not in (
            unit["mark"].get("color"),
            *map(str, colour.values()),
        ):
            below = copy.deepcopy(unit)
            below["mark"].update(stroke="white", strokeWidth=4, strokeJoin="round")
            view["layer"].insert(position, below)
