"""Stand-ins for the web fonts until these arrive: a reader's own faces, stretched to measure.

A page is laid out before its fonts are there. A stand-in that is as wide and as high as the face
that replaces it keeps every line where it is. `python -m expobook.publishing.fallback_faces` writes
the rules to `look/fallback.css` from the committed faces.
"""

from __future__ import annotations

import string
from pathlib import Path

from fontTools.ttLib import TTFont

from .fonts import FOLDER

TARGET = Path(__file__).parent / "look" / "fallback.css"
LETTERS = string.ascii_lowercase + " "
_FREQUENCY = (82, 15, 28, 43, 127, 22, 20, 61, 70, 2, 8, 40, 24, 67, 75, 19, 1, 60, 63, 91, 28, 10,
              24, 2, 20, 1, 190)
"""How often each of `LETTERS` stands in English text, in thousandths of the letters."""
_NARROW_SANS = (556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556,
                333, 500, 278, 556, 500, 722, 500, 500, 500, 278)
_NARROW_BOLD = (556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611,
                389, 556, 333, 611, 556, 778, 556, 556, 500, 278)
_NARROW_SERIF = (444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500, 500,
                 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 250)
_WIDE_SANS = (613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635,
              411, 521, 392, 634, 592, 818, 592, 592, 525, 318)
_WIDE_BOLD = (675, 716, 593, 716, 678, 435, 716, 712, 343, 343, 665, 343, 1042, 712, 687, 716, 716,
              493, 595, 478, 712, 652, 924, 645, 652, 582, 348)
_WIDE_SERIF = (596, 640, 560, 640, 592, 370, 640, 644, 320, 310, 606, 320, 948, 644, 602, 640, 640,
               478, 513, 402, 644, 565, 856, 564, 565, 527, 318)
STAND_INS = (
    ("Sans near", "400", "report-sans-regular", ("Arial", "Helvetica", "Liberation Sans"),
     _NARROW_SANS),
    ("Sans near", "600 700", "report-sans-semibold",
     ("Arial Bold", "Helvetica Bold", "Liberation Sans Bold"), _NARROW_BOLD),
    ("Sans far", "400", "report-sans-regular", ("DejaVu Sans", "Verdana"), _WIDE_SANS),
    ("Sans far", "600 700", "report-sans-semibold", ("DejaVu Sans Bold", "Verdana Bold"),
     _WIDE_BOLD),
    ("Serif near", "400", "report-serif-regular",
     ("Times New Roman", "Times", "Liberation Serif"), _NARROW_SERIF),
    ("Serif far", "400", "report-serif-regular", ("DejaVu Serif",), _WIDE_SERIF),
)
"""Family, weight, face that is replaced, names of the reader's faces, widths of their `LETTERS`."""


def rules() -> str:
    """The rules of all stand-ins as a style sheet."""
    head = ("/* Stand-ins until the web fonts are there; written by "
            "`python -m expobook.publishing.fallback_faces`. */\n")
    return head + "".join(_rule(*one) for one in STAND_INS)


def _rule(family: str, weight: str, face: str, names: tuple[str, ...],
          widths: tuple[int, ...]) -> str:
    font = TTFont(FOLDER / f"{face}.woff2")
    size = font["head"].unitsPerEm
    share = mean_width(own_widths(font)) / mean_width(widths)
    heights = {"ascent": font["hhea"].ascent, "descent": -font["hhea"].descent,
               "line-gap": font["hhea"].lineGap}
    overrides = "".join(f"  {name}-override: {height / size / share:.1%};\n"
                        for name, height in heights.items())
    sources = ", ".join(f'local("{name}")' for name in names)
    return (f'@font-face {{\n  font-family: "{family}";\n  src: {sources};\n'
            f"  font-weight: {weight};\n  size-adjust: {share:.1%};\n{overrides}}}\n")


def own_widths(font: TTFont) -> list[float]:
    """The widths of `LETTERS` in a face, in thousandths of its size."""
    glyphs, widths, size = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
    return [1000 * widths[glyphs[ord(letter)]][0] / size for letter in LETTERS]


def mean_width(widths: tuple[int, ...] | list[float]) -> float:
    """The mean width of a letter of English text."""
    weighted = zip(widths, _FREQUENCY, strict=True)
    return sum(width * share for width, share in weighted) / sum(_FREQUENCY)


if __name__ == "__main__":
    TARGET.write_text(rules(), encoding="utf-8", newline="\n")
