"""The drawing of a chart as it stands in a page: one image, its marks no images of their own."""

from __future__ import annotations

import re

_MARK_ROLES = re.compile(
    r' (?:role="graphics-[a-z]+"|aria-(?:roledescription|label|hidden)="[^"]*")'
)
_WIDTH = re.compile(r'\bwidth="([0-9.]+)"')


def quiet(svg: str) -> str:
    """The drawing without the roles that Vega gives to its marks."""
    head, inside = svg[svg.index("<svg"):].split(">", 1)
    return f"{head}>{_MARK_ROLES.sub('', inside)}"


def frame(svg: str) -> dict[str, str]:
    """Attributes of the box around a drawing: where it is too wide, the keyboard scrolls it."""
    width = _WIDTH.search(svg.split(">", 1)[0])
    size = {"style": f"--drawn: {width[1]}px"} if width else {}
    return {"tabindex": "0", "role": "group", "aria_label": "Chart", **size}
