"""Below each chart its twin for the other width: phones show the narrow one, desktops the wide one.

The twin's specification is stored as its differences from the chart's own, a few hundred bytes.
The PDF edition has the chart as it was drawn, and no twin.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from expobook import charts, other_widths
from expobook.stamping import DOES_NOT_HOLD

from . import interactive, svg_markup
from .claims import fallen
from .facts_domain import NumbersDomain, domain_of
from .figure_extras import SCREEN

Change = list[Any]


class twin_picture(nodes.General, nodes.Element):  # noqa: N801 (docutils' manner)
    """The place of a figure's drawing for the other width.

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
        domain = domain_of(self.builder.env)
        stated = domain.index.get("figure", node["figure"])
        prefix = "again-" if node.get("again") else ""
        if stated is not None and (found := _drawn(domain, stated.item, prefix)):
            self.body.append(found)
    raise nodes.SkipNode


def _skip(self: nodes.NodeVisitor, node: nodes.Element) -> None:
    raise nodes.SkipNode


def _drawn(domain: NumbersDomain, figure: dict[str, Any], prefix: str) -> str:
    """The twin and its specification; empty where the chart has to do for both widths."""
    title = figure["title"]
    if fallen(domain, figure.get("claims", ())):
        title = f"{DOES_NOT_HOLD}: {title}"
    fits = other_widths.fits_a_phone(figure["svg"])
    kind, make = ("roomy", other_widths.for_desktop) if fits else ("narrow", other_widths.for_phone)
    found = make(figure["spec"], figure["svg"], lambda spec: charts.drawing(
        spec, f"{prefix}{figure['id']}-{kind}", title, figure["alt"]))
    if found is None:
        return ""
    spec, svg = found
    changed = list(differences(interactive.for_reading(figure["spec"]),
                               interactive.for_reading(spec)))
    frame = " ".join(f'{name.replace("_", "-")}="{value}"'
                     for name, value in svg_markup.frame(svg).items())
    return (f'<div class="figure-picture twin {kind}" {frame}>\n{svg_markup.quiet(svg)}</div>\n'
            f'{interactive.as_data(changed, "figure-twin")}')


def setup(app: Sphinx) -> None:
    """Register the place."""
    others = dict.fromkeys(("latex", "text", "man", "texinfo"), (_skip, None))
    app.add_node(twin_picture, html=(_visit, None), **others)
