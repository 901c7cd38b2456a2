"""Below each wide chart its twin for a phone: each page shows the one that it has the room for.

The twin's specification is stored as its differences from the chart's own, a few hundred bytes.
The PDF edition has the chart as it was drawn, and no twin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from expobook.figures import responsive
from expobook.figures.responsive import Twin

from ..build import workers
from ..build.claims import figures_with_checked_titles
from ..build.domain import domain_of
from ..build.workers import SCREEN
from ..screen import add_node
from . import interactive

Change = list[Any]


class phone_picture(nodes.General, nodes.Element):  # noqa: N801 (docutils' manner)
    """The place of a figure's drawing for a phone.

    `figure` is its id; `again` says that the figure is shown a second time, with ids of its own.
    """


def differences(own: Any, other: Any) -> Iterator[Change]:
    """Each place in which two specifications differ, with what stands there in the second.

    A change is a path and its new value, or only a path that is gone.
    """
    yield from _between([], own, other)


def _between(path: list[str | int], old: Any, new: Any) -> Iterator[Change]:
    if isinstance(old, dict) and isinstance(new, dict):
        for name in sorted(old.keys() | new.keys()):
            if name not in new:
                yield [[*path, name]]
            elif name not in old:
                yield [[*path, name], new[name]]
            else:
                yield from _between([*path, name], old[name], new[name])
    elif isinstance(old, list) and isinstance(new, list) and len(old) <= len(new):
        for position, item in enumerate(new):
            if position < len(old):
                yield from _between([*path, position], old[position], item)
            else:
                yield [[*path, position], item]
    elif old != new:
        yield [path, new]


def _visit(self: HTML5Translator, node: nodes.Element) -> None:
    if self.builder.name in SCREEN:
        stated = domain_of(self.builder.env).index.get("figure", node["figure"])
        twin = None if stated is None else workers.result(self.builder.app, "twins", node["figure"])
        if stated is not None and twin is not None:
            self.body.append(_to_script(stated.item["spec"], twin, node.get("again", False)))
    raise nodes.SkipNode


def _to_script(spec: dict[str, Any], twin: Twin, again: bool) -> str:
    """The twin, and its specification as what differs from the chart's own."""
    svg = twin.svg.replace(twin.name, f"again-{twin.name}") if again else twin.svg
    changed = list(differences(interactive.for_reading(spec), interactive.for_reading(twin.spec)))
    drawn_frame = " ".join(f'{name.replace("_", "-")}="{value}"' for name, value in frame(svg).items())
    return (
        f'<div class="figure-picture twin narrow" {drawn_frame}>\n{quiet(svg)}</div>\n'
        f"{interactive.as_data(changed, 'figure-twin')}"
    )


def _jobs(app: Sphinx) -> workers.Jobs:
    return {figure["id"]: (responsive.drawn, (figure,)) for figure in figures_with_checked_titles(domain_of(app.env))}


def setup(app: Sphinx) -> None:
    """Register the place, and let the twins be drawn ahead."""
    add_node(app, phone_picture, html=(_visit, None))
    workers.plan(app, "twins", _jobs, shown=True)


_MARK_ROLES = re.compile(r' (?:role="graphics-[a-z]+"|aria-(?:roledescription|label|hidden)="[^"]*")')
_WIDTH = re.compile(r'\bwidth="([0-9.]+)"')


def quiet(svg: str) -> str:
    """The drawing without the roles that Vega gives to its marks."""
    head, inside = svg[svg.index("<svg") :].split(">", 1)
    return f"{head}>{_MARK_ROLES.sub('', inside)}"


def frame(svg: str) -> dict[str, str]:
    """Attributes of the box around a drawing: where it is too wide, the keyboard scrolls it."""
    width = _WIDTH.search(svg.split(">", 1)[0])
    size = {"style": f"--drawn: {width[1]}px"} if width else {}
    return {"tabindex": "0", "role": "group", "aria_label": "Chart", **size}
