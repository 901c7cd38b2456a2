"""The look of every chart: palette with role names, theme, fonts, and a repeatable SVG."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from functools import cache, wraps
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import vl_convert as vlc

from expobook.values.numbers import stable_tree

if TYPE_CHECKING:  # who draws what altair has specified needs no altair
    import altair as alt

FONT = "Source Sans Pro"
CHINESE_FONT = "Noto Sans SC"
WIDTH = 640
UNDRAWN = "EXPOBOOK_UNDRAWN"
"""With this environment variable no chart is made: `expobook sweep` sets it for its kernels."""
PANELS = ("layer", "hconcat", "vconcat", "concat")
"""What the views of a chart are named after, in a specification."""
ONLY_LIVE = "live_"
"""How the names begin of marks and selections that only answer a pointer: a drawing has none."""
_Data = ParamSpec("_Data")
_Chart = TypeVar("_Chart", bound="alt.TopLevelMixin")

INK = "#22303a"
# Checked against white: words at AA (4.5 to 1), marks at 3 to 1.
PALETTE = {
    "actual": "#0b5c8a",
    "second": "#6a4c93",
    "estimate": "#8a5a00",
    "target": INK,
    "kept": "#2b7a4b",
    "miss": "#b3261e",
    "context": "#8b949c",
    "ink": INK,
    "muted": "#5a6670",
    "grid": "#e3e7ea",
}
"""Charts name roles, never colours, and a colour has one meaning in the whole book: `MEANINGS`.

`ink` is for words and lines of reference, `muted` for axes and small words, `grid` for the grid.
Words in the colour of `context` are too pale to read: use `muted`.
"""
MEANINGS = {
    "actual": ("blue", "what was reported of the chart's subject"),
    "second": ("purple", "what was reported of a second subject or measure beside it"),
    "estimate": ("brown", "computed, modelled, preliminary or unconfirmed"),
    "target": ("ink", "a goal, or what it would take to reach it"),
    "kept": ("green", "a goal reached"),
    "miss": ("red", "short of a goal; a mere decline isn't red"),
    "context": ("grey", "what stands beside the subject for comparison"),
}
"""The colour of each role in words, and its one meaning."""
VERDICT_COLOURS = {
    "met": PALETTE["kept"],
    "on course": "#579569",
    "behind": "#c9665e",
    "missed": PALETTE["miss"],
    "not assessable": PALETTE["context"],
}
"""A verdict has the colour of a goal reached or missed, a lighter one before its year."""
PALEST = "#c3cad0"
"""A grey for what is farthest from the subject, beside marks in the grey of `context`."""
ON_DARK = {
    "white": "#12191e",
    PALEST: "#55636d",
    PALETTE["actual"]: "#7cc0ea",
    PALETTE["second"]: "#bfa5e0",
    PALETTE["estimate"]: "#e8b866",
    PALETTE["target"]: "#e4eaee",
    PALETTE["kept"]: "#7ccf9b",
    PALETTE["miss"]: "#ff9d94",
    PALETTE["context"]: "#8b98a1",
    PALETTE["muted"]: "#a6b3bc",
    PALETTE["grid"]: "#2c3841",
    VERDICT_COLOURS["on course"]: "#57a677",
    VERDICT_COLOURS["behind"]: "#d9776e",
}
"""The colour on a dark page of every colour of a chart; `white` is the page itself."""
_RELEASE = re.compile(r"/vega-lite/v(\d+\.\d+)")


_LABEL = {
    "labelFont": FONT,
    "titleFont": FONT,
    "labelColor": PALETTE["muted"],
    "titleColor": PALETTE["muted"],
    "labelFontSize": 12,
    "titleFontSize": 12,
    "titleFontWeight": "normal",
}
_ABOVE = {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleY": -12, "titleX": 0}
"""The title of a vertical axis lies above it: nobody turns their head."""


def theme() -> dict[str, Any]:
    """The Vega-Lite configuration that every chart of the book shares."""
    return {
        "font": FONT,
        "background": "transparent",
        "view": {"stroke": None, "continuousWidth": WIDTH, "continuousHeight": 300},
        "axis": {
            **_LABEL,
            "gridColor": PALETTE["grid"],
            "domainColor": PALETTE["context"],
            "tickColor": PALETTE["context"],
            "labelLimit": 260,
            "titlePadding": 8,
        },
        "axisX": {"grid": False},
        "axisY": {"domain": False, "ticks": False, **_ABOVE},
        "header": {
            "labelFont": FONT,
            "titleFont": FONT,
            "labelColor": PALETTE["ink"],
            "labelFontSize": 12,
            "labelFontWeight": "bold",
            "title": None,
        },
        "legend": {**_LABEL, "orient": "top", "title": None, "offset": 14},
        "text": {"font": FONT, "fontSize": 12, "color": PALETTE["ink"]},
        "title": {"font": FONT, "fontSize": 13, "color": PALETTE["ink"], "anchor": "start"},
        "line": {"strokeWidth": 2.2, "color": PALETTE["actual"]},
        "bar": {"color": PALETTE["actual"]},
        "point": {"filled": True, "size": 55, "color": PALETTE["actual"]},
        "rule": {"color": PALETTE["context"]},
    }


def dark_rules(drawing: str) -> str:
    """The style rules that give the drawings of a selector their colours on a dark page."""
    rules = (
        f'{drawing} [{attribute}="{light}"] {{\n  {attribute}: {dark};\n}}\n'
        for light, dark in ON_DARK.items()
        for attribute in ("fill", "stroke")
    )
    return f"{drawing} {{\n  color-scheme: dark;\n}}\n{''.join(rules)}"


def undrawn() -> bool:
    """Whether only numbers are wanted, and no chart."""
    return bool(os.environ.get(UNDRAWN))


def drawable(make: Callable[_Data, _Chart]) -> Callable[_Data, _Chart | None]:
    """A function that makes a chart for a figure: it makes none where a sweep wants numbers only.

    Altair looks every mark and channel up in its schema, which takes longer than the numbers.
    """

    @wraps(make)
    def unless_undrawn(*data: _Data.args, **settings: _Data.kwargs) -> _Chart | None:
        return None if undrawn() else make(*data, **settings)

    return unless_undrawn


def specification(chart: alt.TopLevelMixin | None) -> dict[str, Any]:
    """The chart as Vega-Lite JSON with the book's theme, own names and numbers of 12 digits.

    Empty for a chart that wasn't made.
    """
    if chart is None:
        return {}
    # Altair's check takes longer than all else here: a test makes it for every chart of the book.
    spec = _own_views(stable_tree(chart.to_dict(validate=False)))
    spec["config"] = theme()
    return spec


def _own_views(spec: dict[str, Any]) -> dict[str, Any]:
    """Name views in order of appearance: altair names them after how pandas prints the data."""
    names: dict[str, str] = {}

    def renamed(match: re.Match[str]) -> str:
        return names.setdefault(match.group(), f"view_{len(names) + 1}")

    return json.loads(re.sub(r"\bview_[0-9a-f]{16}", renamed, json.dumps(spec)))


def drawing(spec: dict[str, Any], figure_id: str, title: str, alt_text: str) -> str:
    """Draw a specification as a self-contained, accessible SVG; the same bytes every time.

    Empty for an empty specification.
    """
    if not spec:
        return ""
    register_fonts()
    svg = vlc.vegalite_to_svg(_still(spec), vl_version=vegalite_version(spec))
    return _accessible(_own_ids(svg, figure_id), figure_id, title, alt_text)


def _still(part: dict[str, Any]) -> dict[str, Any]:
    """A specification without the marks that only answer a pointer, and what they ask."""
    still = dict(part)
    for kind in PANELS:
        if kind in part:
            still[kind] = [_still(inner) for inner in part[kind] if not inner.get("name", "").startswith(ONLY_LIVE)]
    if "params" in part:
        still["params"] = [param for param in part["params"] if not param["name"].startswith(ONLY_LIVE)]
    return still


def vegalite_version(spec: dict[str, Any]) -> str | None:
    """The Vega-Lite release that a specification names, as vl-convert does; None for the newest."""
    named = _RELEASE.search(spec.get("$schema", ""))
    return named[1] if named else None


@cache
def register_fonts() -> None:
    """Let vl-convert measure and name text with the fonts that pages and print use."""
    for folder in (font_folder(), chinese_folder()):
        vlc.register_font_directory(str(folder))


def font_folder():
    """The folder of TrueType fonts that charts, pages and print share."""
    return files("font_source_sans_pro") / "files"


def chinese_folder():
    """The folder of OpenType fonts for Chinese names and titles."""
    return files("pylopdf_fonts_zh_cn")


def _own_ids(svg: str, figure_id: str) -> str:
    """Name ids in order of appearance: Vega numbers them over the life of the process."""
    names: dict[str, str] = {}
    for old in re.findall(r'\bid="([^"]+)"', svg):
        names.setdefault(old, f"{figure_id}-{len(names) + 1}")

    def renamed(match: re.Match[str]) -> str:
        before, old, after = match.groups()
        return f"{before}{names.get(old, old)}{after}"

    return re.sub(r'(\bid="|url\(#|href="#)([^")]+)(["|)])', renamed, svg)


def _accessible(svg: str, figure_id: str, title: str, alt_text: str) -> str:
    """Give the drawing a role, and its title and description as its first children."""
    head, _, rest = svg.partition(">")
    names = f"{figure_id}-title {figure_id}-desc"
    return (
        f'{head} role="img" aria-labelledby="{names}">'
        f'<title id="{figure_id}-title">{escape(title)}</title>'
        f'<desc id="{figure_id}-desc">{escape(alt_text)}</desc>{rest}'
    )
