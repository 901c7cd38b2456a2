"""Charts that answer the pointer: specifications inside the page, one local script to run them."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

import vl_convert
from docutils import nodes
from sphinx.application import Sphinx

from ..build import workers
from . import selection

SCRIPTS = {
    "charts.js": 'class="figure-spec"',
    "explorer.js": 'class="explorer"',
    "tables.js": "expo-cells",
}
"""Scripts of the book, and what a page holds that needs them."""
STYLE = "interactive.css"
SENDING = "sending.js"
"""What the scripts share: a reader's settings in the address."""
VEGA = "vega.js"
_DATA = {"content": "data"}
_POINTS = {"fillOpacity": 0, "strokeOpacity": 0, "size": 160, "tooltip": _DATA}


def inlined(spec: dict[str, Any]) -> str:
    """A specification as data inside the page, so that reading it needs no request."""
    return as_data(for_reading(spec), "figure-spec")


def as_data(value: Any, name: str) -> str:
    """A value as JSON in an element of that class, which no text inside can close."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return (f'<script type="application/json" class="{name}">'
            f'{text.replace("</", chr(60) + chr(92) + "/")}</script>\n')


def for_reading(spec: dict[str, Any]) -> dict[str, Any]:
    """The specification with tooltips and a selection; the drawing stays as it is.

    A line or area has one tooltip for all its points, so unseen points take its place.
    """
    read = copy.deepcopy(spec)
    read.pop("$schema", None)
    config = read.setdefault("config", {})
    config["aria"] = False  # the picture as a whole carries the description
    config["mark"] = {**config.get("mark", {}), "tooltip": _DATA}
    for mark in ("line", "area", "trail"):
        config[mark] = {"point": _POINTS, **config.get(mark, {}), "tooltip": None}
    config["text"] = {**config.get("text", {}), "tooltip": None}
    _keep_strokes_in_legends(read)
    selection.add(read)
    return read


def _keep_strokes_in_legends(part: dict[str, Any]) -> None:
    """The unseen points of a line would turn the strokes of its legend into circles."""
    mark = part.get("mark", {})
    if (mark if isinstance(mark, str) else mark.get("type")) in ("line", "trail"):
        for channel in part.get("encoding", {}).values():
            if isinstance(channel, dict) and isinstance(channel.get("legend"), dict):
                channel["legend"].setdefault("symbolType", "stroke")
    for kind in ("layer", "hconcat", "vconcat", "concat"):
        for inner in part.get(kind, ()):
            _keep_strokes_in_legends(inner)


@cache
def vega_script() -> str:
    """Vega, Vega-Lite and vega-embed from the installed vl-convert; nothing but one name leaks."""
    bundle = vl_convert.javascript_bundle("window.expobookEmbed = vegaEmbed;")
    return f"(() => {{\n{bundle}\n}})();\n"


def write_vega(app: Sphinx, failure: Exception | None) -> None:
    """Put the chart script beside the pages when a chart is there to use it."""
    if failure is None and app.builder.name in ("html", "dirhtml"):
        path = Path(app.outdir) / "_static" / VEGA
        path.write_text(workers.result(app, "vega"), encoding="utf-8", newline="\n")


def only_where_used(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Leave each script out of pages that hold nothing for it."""
    body = context.get("body", "")
    unused = {name for name, sign in SCRIPTS.items() if sign not in body}
    if len(unused) == len(SCRIPTS):
        unused |= {STYLE, SENDING}

    def wanted(asset: Any) -> bool:
        name = str(getattr(asset, "filename", asset) or "")
        return name.split("?")[0].rsplit("/", 1)[-1] not in unused

    context["script_files"] = [asset for asset in context["script_files"] if wanted(asset)]
    context["css_files"] = [asset for asset in context["css_files"] if wanted(asset)]


def setup(app: Sphinx) -> None:
    """Register scripts and styles, and what keeps them from pages that don't use them."""
    for name in (SENDING, *SCRIPTS):
        app.add_js_file(name, loading_method="defer")
    app.add_css_file(STYLE, priority=910)
    app.connect("html-page-context", only_where_used, priority=810)
    workers.plan(app, "vega", lambda app: {"": (vega_script, ())})
    app.connect("build-finished", write_vega)
