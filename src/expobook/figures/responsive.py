"""A chart drawn again for another width: the same data and words, in legible letters.

What changes is the room, not the chart. A narrow chart only gets wider plots for a desktop. In a
wide one for a phone long names of rows move above their rows, long words break into lines, every
other year goes unnamed, and the plot takes the width that is left. A drawing whose words are harder
to read than those of the chart itself is refused; then the chart has to do for both.
"""

from __future__ import annotations

import copy
import json
import math
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from . import legibility, theme

Spec = dict[str, Any]

WIDTH = 350
"""Points across the column of a phone."""
ENOUGH = 1.2
"""A drawing at most this much wider is only scaled: its letters stay legible."""
ROOM = 600
"""Points across the column of a desktop."""
_MOST_GROWTH = 1.7
"""A plot gets at most this much wider: signs drawn far apart no longer read as a row."""
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
_PANELS = ("layer", "hconcat", "vconcat", "concat")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way to make room: total width, letters a line (0: unbroken), height, letter size."""

    width: int = WIDTH
    letters: int = 0
    taller: float = 1.0
    smaller: float = 0.0
    stacked: bool = False
    halo: bool = False


ATTEMPTS = (
    Attempt(),
    Attempt(letters=20),
    Attempt(letters=18, taller=1.3),
    Attempt(letters=20, taller=1.2, halo=True),
    Attempt(letters=9, taller=1.2),
    Attempt(width=390, smaller=1.5, letters=24, taller=1.25),
    Attempt(stacked=True),
)
_HOPELESS = 15
"""A first attempt with so many faults more is a table of signs; no room makes it fit."""


def fits_a_phone(drawing: str) -> bool:
    """Whether a drawing is so narrow that a phone need only scale it."""
    return _width(drawing) <= WIDTH * ENOUGH


def for_desktop(spec: Spec, narrow: str, draw: Callable[[Spec], str]) -> tuple[Spec, str] | None:
    """The specification and drawing with wider plots; nothing where words would be harder to read.

    `narrow` is the drawing as it is, which fits a phone.
    """
    made = copy.deepcopy(spec)
    beside = _beside(made)
    allowed = (ROOM - _width(narrow)) / beside
    for view in _views(made):
        grown = min(allowed, view["width"] * (_MOST_GROWTH - 1))
        _resize(view, round(view["width"] + grown))
    svg = draw(made)
    return (made, svg) if legibility.faults(svg).no_worse_than(legibility.faults(narrow)) else None


def for_phone(spec: Spec, wide: str, draw: Callable[[Spec], str]) -> tuple[Spec, str] | None:
    """The specification and drawing for a phone; nothing where words would be harder to read.

    `wide` is the drawing as it is.
    """
    borne = legibility.faults(wide)
    refused: set[tuple[int, str]] = set()
    for attempt in ATTEMPTS:
        tried = _rearranged(spec, attempt)
        known = (attempt.width, json.dumps(tried))
        if known in refused:  # no words to break, for example
            continue
        refused.add(known)
        if svg := _fitted(tried, attempt.width, draw):
            faults = legibility.faults(svg)
            if faults.no_worse_than(borne):
                return tried, svg
            if sum(faults) > sum(borne) + _HOPELESS:
                return None
    return None


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


def _rearranged(spec: Spec, attempt: Attempt) -> Spec:
    made = copy.deepcopy(spec)
    _hand_down(made)
    for part in list(_parts(made)):
        if attempt.stacked and "hconcat" in part:
            part["vconcat"] = part.pop("hconcat")
            for view in _views(part):
                _resize(view, WIDTH)
    config = made.setdefault("config", {})
    config["legend"] = {**config.get("legend", {}), "columns": 2}
    for view in _views(made):
        _name_rows_above(view, made)
        _resize(view, round(view["height"] * attempt.taller), "height", "y")
    for unit in _units(made):
        _thin_years(unit, made)
        _lessen(unit, attempt.smaller)
        if attempt.letters:
            _break_words(unit, made, attempt)
    for part in list(_parts(made)) if attempt.halo else ():
        _add_halo(part)
    return made


def _hand_down(part: Spec) -> None:
    """Give every part the data that it takes from the whole, so that each tells its rows."""
    for inner in (inner for kind in _PANELS for inner in part.get(kind, ())):
        if "data" in part:
            inner.setdefault("data", part["data"])
        _hand_down(inner)


def _parts(spec: Spec) -> Iterator[Spec]:
    """The chart and everything of which it is made."""
    yield spec
    for kind in _PANELS:
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
    names = list(dict.fromkeys(str(row[field]) for unit in named for row in _rows_of(unit, spec)
                               if (field := _channel(unit, "y")["field"]) in row))
    size = max((_axis_of_names(unit).get("labelFontSize", 12) for unit in named), default=12)
    if not names or max(legibility.width_of(name, size) for name in names) <= _ROW_NAME:
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
    words = {"type": "text", "align": "left", "fontSize": size, "dy": -round(step / 2 + 4)}
    y["axis"] = None
    for halo in ({"stroke": "white", "strokeWidth": 5, "strokeJoin": "round"}, {}):
        view["layer"].append({
            "data": {"values": [{y["field"]: name} for name in names]},
            "mark": {**words, **halo},
            "encoding": {"y": y, "x": {"value": 0}, "text": {"field": y["field"],
                                                             "type": "nominal"}},
        })


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


def _break_words(unit: Spec, spec: Spec, attempt: Attempt) -> None:
    """Break the long words of a mark: they grow upwards above a mark, both ways beside it."""
    mark, text = unit["mark"], _channel(unit, "text")
    if mark["type"] != "text":
        return
    letters, sign = attempt.letters, mark.get("lineBreak", _BREAK)
    if _channel(unit, "x").get("value") == 0:
        if attempt.taller == 1:
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
    mark["dy"] = {"expr": f"{above} - {part * line} * "
                          f"(length(split(datum['{field}'], {json.dumps(sign)})) - 1)"}


def _broken(text: str, letters: int, sign: str) -> str:
    return sign.join(textwrap.wrap(text.replace(sign, " "), letters, break_long_words=False,
                                   break_on_hyphens=False)) or text


def _add_halo(view: Spec) -> None:
    """Draw the edge of words in the colour of the page below them, where lines cross them."""
    for position, unit in reversed(list(enumerate(view.get("layer", ())))):
        colour = unit.get("encoding", {}).get("color", {})
        if unit.get("mark", {}).get("type") == "text" and "white" not in (unit["mark"].get("color"),
                                                     *map(str, colour.values())):
            below = copy.deepcopy(unit)
            below["mark"].update(stroke="white", strokeWidth=4, strokeJoin="round")
            view["layer"].insert(position, below)


class Twin(NamedTuple):
    """A drawing for the other width, `narrow` or `roomy`; its ids begin with `name`."""

    kind: str
    name: str
    spec: dict[str, Any]
    svg: str


def drawn(figure: Mapping[str, Any]) -> Twin | None:
    """The twin of a figure; none where the chart has to do for both widths."""
    fits = fits_a_phone(figure["svg"])
    kind, make = ("roomy", for_desktop) if fits else ("narrow", for_phone)
    name = f"{figure['id']}-{kind}"
    made = make(figure["spec"], figure["svg"], lambda spec: theme.drawing(
        spec, name, figure["title"], figure["alt"]))
    return Twin(kind, name, *made) if made else None
