"""The letters of pages and charts: Source Sans and Source Serif as rules of a style sheet.

A page carries its faces within its style sheet. It is laid out once, with its own letters: nothing
moves when a font arrives, and a page in a folder shows the same as one on a server.
"""

from __future__ import annotations

import base64
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Face(NamedTuple):
    """One face as style sheets know it."""

    family: str
    weight: str
    style: str = "normal"


FACES = {
    "report-sans-regular": Face("Source Sans Pro", "400"),
    "report-sans-semibold": Face("Source Sans Pro", "600 700"),
    "report-serif-regular": Face("Source Serif Pro", "400"),
    "report-serif-italic": Face("Source Serif Pro", "400", "italic"),
    "report-serif-semibold": Face("Source Serif Pro", "600 700"),
}
"""By the name of its file in this folder, without `.woff2`."""
SANS = tuple(name for name, face in FACES.items() if face.family == "Source Sans Pro")
"""The faces that charts are drawn with."""


def rules(*names: str) -> str:
    """The style sheet that brings some faces, of all when none is named, as WOFF2 in base64."""
    return "".join(_rule(name) for name in names or FACES)


@cache
def _rule(name: str) -> str:
    face = FACES[name]
    content = base64.b64encode((files(__name__) / f"{name}.woff2").read_bytes()).decode("ascii")
    return (f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; '
            f"font-style: {face.style};\n"
            f'  src: url("data:font/woff2;base64,{content}") format("woff2"); }}\n')


def licence() -> str:
    """The licence that the faces come with, which goes where they go."""
    return (files(__name__) / "LICENSE.txt").read_text(encoding="utf-8")
