"""Charts that answer the pointer: specifications inside the page, one local script to run them."""

from __future__ import annotations

import json
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import vl_convert
from sphinx.application import Sphinx

from expobook.figures.theme import ONLY_LIVE, PANELS

from ..build import workers
from ..screen import Page, on_page

SCRIPTS = {
    "charts.js": 'class="figure-spec"',
    "explorer.js": 'class="explorer"',
    "ledger.js": 'class="ledger-filter-place"',
    "tables.js": '<figure class="expo-',
}
"""Scripts of the book, and what a page holds that needs them."""
STYLE = "interactive.css"
SENDING = "sending.js"
"""What the scripts share: a reader's settings in the address."""
VEGA = "vega.js"


def inlined(spec: dict[str, Any], **addresses: str) -> str:
    """A specification as data inside the page, so that reading it needs no request.

    `addresses` are pages that its marks open: `events` lists the events.
    """
    return as_data(for_reading(spec), "figure-spec", **addresses)


def as_data(value: Any, name: str, **attributes: str) -> str:
    """A value as JSON in an element of that class, which no text inside can close."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    given = "".join(f' data-{key}="{escape(word)}"' for key, word in attributes.items())
    return (
        f'<script type="application/json" class="{name}"{given}>'
        f"{text.replace('</', chr(60) + chr(92) + '/')}</script>\n"
    )


def for_reading(spec: dict[str, Any]) -> dict[str, Any]:
    """The specification as a page runs it; the drawing stays as it is.

    The picture as a whole carries the description, and what can be clicked looks so.
    """
    config = {**spec.get("config", {}), "aria": False}
    if any(not param["name"].startswith(ONLY_LIVE) for param in spec.get("params", ())):
        config["mark"] = {**config.get("mark", {}), "cursor": "pointer"}
    return {**{name: part for name, part in spec.items() if name != "$schema"}, "config": config}


def titles(part: dict[str, Any]) -> set[str]:
    """What the lines of the tooltips in a specification are called."""
    lines = part.get("encoding", {}).get("tooltip", ())
    inner = [view for kind in PANELS for view in part.get(kind, ())]
    return {line["title"] for line in lines}.union(*map(titles, inner))


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


def only_where_used(page: Page) -> None:
    """Leave each script out of pages that hold nothing for it."""
    unused = {name for name, sign in SCRIPTS.items() if sign not in page.body}
    if len(unused) == len(SCRIPTS):
        unused |= {STYLE, SENDING}
    page.keep_assets(lambda name: name.rpartition("/")[2] not in unused)


def setup(app: Sphinx) -> None:
    """Register scripts and styles, and what keeps them from pages that don't use them."""
    for name in (SENDING, *SCRIPTS):
        app.add_js_file(name, loading_method="defer")
    app.add_css_file(STYLE, priority=910)
    on_page(app, only_where_used, priority=810)
    workers.plan(app, "vega", lambda app: {"": (vega_script, ())})
    app.connect("build-finished", write_vega)
