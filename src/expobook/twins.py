"""The twin of each figure: the same chart drawn for the other width, phone or desktop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from . import charts, other_widths


class Twin(NamedTuple):
    """A drawing for the other width, `narrow` or `roomy`; its ids begin with `name`."""

    kind: str
    name: str
    spec: dict[str, Any]
    svg: str


def drawn(figure: Mapping[str, Any]) -> Twin | None:
    """The twin of a figure; none where the chart has to do for both widths."""
    fits = other_widths.fits_a_phone(figure["svg"])
    kind, make = ("roomy", other_widths.for_desktop) if fits else ("narrow", other_widths.for_phone)
    name = f"{figure['id']}-{kind}"
    made = make(figure["spec"], figure["svg"], lambda spec: charts.drawing(
        spec, name, figure["title"], figure["alt"]))
    return Twin(kind, name, *made) if made else None
