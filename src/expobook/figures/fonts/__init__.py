"""The letters of pages and charts: Source Sans and Source Serif, as a script or a style sheet.

A font that a style sheet names is fetched and unpacked while the page is shown in other letters,
even when the style sheet holds it: lines break elsewhere, and the page jumps. A script that holds
it has it unpacked before the page is laid out. The style sheet is for pages without scripts.
"""

from __future__ import annotations

import base64
import json
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


def script() -> str:
    """The script that gives a page all faces before it is laid out."""
    held = [[face.family, {"weight": face.weight, "style": face.style}, _content(name)]
            for name, face in FACES.items()]
    return f"""for (const [family, settings, content] of {json.dumps(held)}) {{
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  document.fonts.add(new FontFace(family, bytes, settings));
}}
"""


def _rule(name: str) -> str:
    face = FACES[name]
    return (f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; '
            f"font-style: {face.style};\n"
            f'  src: url("data:font/woff2;base64,{_content(name)}") format("woff2"); }}\n')


@cache
def _content(name: str) -> str:
    return base64.b64encode((files(__name__) / f"{name}.woff2").read_bytes()).decode("ascii")


def licence() -> str:
    """The licence that the faces come with, which goes where they go."""
    return (files(__name__) / "LICENSE.txt").read_text(encoding="utf-8")
