"""What a click in a live chart brings out: one series or one row; the others fade.

A click beside the marks brings all back. The notebook's specification and its drawing stay as
they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

CHOSEN = "chosen"
"""Name of the selection in every chart."""
_FADED = 0.18
_PATHS = ("line", "area", "trail")
_VIEWS = ("layer", "hconcat", "vconcat", "concat")
_SERIES = ("color", "stroke", "strokeDash", "shape")
_BESIDE = "!item() || item().mark.marktype === 'group'"
_OWN_TIP = {"content": "data"}
Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Unit:
    """One mark of a chart with its rows, and the number of the panel in which it stands."""

    spec: Spec
    rows: list[dict[str, Any]]
    panel: int

    @property
    def mark(self) -> str:
        """The type of the mark."""
        mark = self.spec["mark"]
        return mark if isinstance(mark, str) else mark["type"]

    def field(self, channel: str) -> str:
        """The named values in a channel; empty for amounts, constants and nothing."""
        given = self.spec.get("encoding", {}).get(channel)
        if not isinstance(given, dict) or given.get("type") not in ("nominal", "ordinal"):
            return ""
        name = given.get("field")
        return name if isinstance(name, str) else ""

    def values(self, field: str) -> set[Any]:
        """What the rows say in a field."""
        return {row[field] for row in self.rows if row.get(field) is not None}


def add(spec: Spec) -> None:
    """Give the chart a selection by click, unless it has one or nothing to tell apart."""
    if "params" in spec:
        return
    units = list(_units(spec, spec.get("datasets", {})))
    field = _field(units)
    if not field:
        return
    for unit in units:
        if unit.values(field):
            _fade(unit)
    views = [unit.spec.setdefault("name", f"{CHOSEN}_{unit.panel}")
             for unit in _askers(units, field)]
    spec["params"] = [{
        "name": CHOSEN, "views": views,
        "select": {
            "type": "point", "fields": [field],
            # A mark without the field, such as a zero line, answers nothing.
            "on": _click("scope", f"{_BESIDE} || isValid(item().datum['{field}'])"),
            "clear": _click("view", _BESIDE),
        },
    }]
    config = spec.setdefault("config", {})
    config["mark"] = {**config.get("mark", {}), "cursor": "pointer"}


def _click(source: str, condition: str) -> dict[str, str]:
    return {"type": "click", "source": source, "filter": condition}


def _units(spec: Spec, datasets: Spec) -> Iterator[Unit]:
    """The marks of a chart in drawing order; layers of one drawing share a panel."""
    panels = count(1)

    def walk(view: Spec, data: Spec, panel: int) -> Iterator[Unit]:
        data = view.get("data", data)
        if not panel and ("layer" in view or "mark" in view):
            panel = next(panels)
        for kind in _VIEWS:
            for inner in view.get(kind, ()):
                yield from walk(inner, data, panel)
        if "mark" in view:
            rows = datasets.get(data.get("name", ""), data.get("values", []))
            yield Unit(view, rows or [], panel)

    return walk(spec, {}, 0)


def _field(units: list[Unit]) -> str:
    """The field that tells the things apart: series of lines, else rows, columns, colours."""
    drawn = [unit for unit in units if unit.mark != "text"]
    paths = [unit for unit in drawn if unit.mark in _PATHS]
    for group, channels in ((paths, _SERIES), (drawn, ("y",)), (drawn, ("x",)), (drawn, _SERIES)):
        for channel in channels:
            for unit in group:
                field = unit.field(channel)
                if field and len(set().union(*(one.values(field) for one in drawn))) > 1:
                    return field
    return ""


def _fade(unit: Unit) -> None:
    """Let a mark fade while something else is chosen; a drawn mark can be chosen itself."""
    encoding = unit.spec.setdefault("encoding", {})
    encoding.setdefault(
        "opacity", {"condition": {"test": {"not": {"param": CHOSEN}}, "value": _FADED}})
    if unit.mark != "text" and unit.mark not in _PATHS:
        mark = unit.spec["mark"]
        mark = {"type": mark} if isinstance(mark, str) else mark
        # Vega-Lite lets only marks with a tooltip of their own answer beside a selection.
        unit.spec["mark"] = {"tooltip": _OWN_TIP, **mark}


def _askers(units: list[Unit], field: str) -> Iterator[Unit]:
    """The first drawn mark with the field in each panel: Vega-Lite wants the selection there."""
    seen = set()
    for unit in units:
        if unit.panel not in seen and unit.mark != "text" and unit.values(field):
            seen.add(unit.panel)
            yield unit
