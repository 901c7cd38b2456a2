"""The letters of pages and charts: Source Sans and Source Serif, as scripts or a style sheet.

A font that a style sheet names is fetched and unpacked while the page is shown in other letters,
even when the style sheet holds it: lines break elsewhere, and the page jumps. A script that holds
it has it unpacked before the page is laid out: so come the faces of the first screen. Those of
single words come when the page has been loaded, and the browser slants or thickens the first faces
until then. The style sheet is for pages without scripts.
"""

from __future__ import annotations

import base64
import json
from functools import cache
from importlib.resources import files
from pathlib import Path
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
FIRST = (*SANS, "report-serif-regular")
"""The faces without which no page is shown."""
LATER = {"report-serif-semibold": "strong, b", "report-serif-italic": "em, cite, p i, li i"}
"""The faces of single words, with the elements that ask for them."""

_LATIN = ("Light", "Regular", "It", "Semibold", "SemiboldIt", "Bold")


def whole_files(script: str) -> list[Path]:
    """The files of the faces of a script, `latin` or `chinese`, as their packages bring them."""
    chinese = [("pylopdf_fonts_zh_cn", f"Noto{kind}SC-Regular.otf") for kind in ("Sans", "Serif")]
    latin = [
        (f"font_source_{kind.lower()}_pro", f"files/Source{kind}Pro-{style}.ttf")
        for kind in ("Sans", "Serif")
        for style in _LATIN
    ]
    return [Path(str(files(package) / name)) for package, name in (latin if script == "latin" else chinese)]


def rules(*names: str) -> str:
    """The style sheet that brings some faces, of all when none is named, as WOFF2 in base64."""
    return "".join(_rule(name) for name in names or FACES)


def script(*names: str) -> str:
    """The script that gives a page some faces, of all when none is named."""
    held = [
        [face.family, {"weight": face.weight, "style": face.style}, _content(name)]
        for name, face in FACES.items()
        if name in (names or FACES)
    ]
    return f"""for (const [family, settings, content] of {json.dumps(held)}) {{
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  document.fonts.add(new FontFace(family, bytes, settings));
}}
"""


def later_script() -> str:
    """The script that asks for the other faces once a page that needs them has been loaded.

    Each lies in a script of its name beside this one.
    """
    return f"""{{
  const own = document.currentScript.src;
  addEventListener("load", () => {{
    for (const [name, elements] of Object.entries({json.dumps(LATER)})) {{
      if (!document.querySelector(`main :is(${{elements}})`)) continue;
      const script = document.createElement("script");
      script.src = new URL(`${{name}}.js`, own).href;
      document.head.append(script);
    }}
  }});
}}
"""


def _rule(name: str) -> str:
    face = FACES[name]
    return (
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; '
        f"font-style: {face.style};\n"
        f'  src: url("data:font/woff2;base64,{_content(name)}") format("woff2"); }}\n'
    )


@cache
def _content(name: str) -> str:
    return base64.b64encode((files(__name__) / f"{name}.woff2").read_bytes()).decode("ascii")


def licence() -> str:
    """The licences that the faces come with, which go where they go."""
    return "\n".join(
        (files(__name__) / name).read_text(encoding="utf-8") for name in ("LICENSE.txt", "LICENSE-chinese.txt")
    )
