"""Stand-ins for the web fonts until these arrive: a reader's own faces, stretched to measure.

A page is laid out before its fonts are there. A stand-in that is as wide and as high as the face
that replaces it keeps every line where it is. `python -m expobook.publishing.fallback_faces` writes
the rules to `look/fallback.css` from the committed faces.
"""

from __future__ import annotations

from pathlib import Path

from fontTools.ttLib import TTFont

from .fonts import FOLDER

TARGET = Path(__file__).parent / "look" / "fallback.css"
LETTERS = " eatonirsh2dlcu0gp.mfby1v,5w3C()-46SzD79–8T:;xNHP%kA’FEGjBUOWVIMR"
_FREQUENCY = (1705, 828, 581, 541, 513, 508, 450, 443, 426, 268, 266, 266, 255, 210, 195, 179, 145,
              138, 136, 135, 132, 108, 104, 102, 87, 81, 72, 69, 63, 60, 48, 48, 47, 47,
              39, 36, 34, 34, 34, 33, 33, 32, 32, 31, 29, 27, 27, 26, 23, 21, 20, 19,
              19, 18, 18, 17, 16, 13, 13, 13, 12, 11, 9, 8, 8)
"""How often each of `LETTERS` stands in the chapters of this report, in ten thousandths.

Prose alone would mislead: one letter in five here is a digit, a capital or a sign.
"""
STAND_INS = (
    ("Sans near", "400", "report-sans-regular", ("Arial", "Helvetica", "Liberation Sans"),
     451.6),
    ("Sans near", "600 700", "report-sans-semibold",
     ("Arial Bold", "Helvetica Bold", "Liberation Sans Bold"), 480.6),
    ("Sans far", "400", "report-sans-regular", ("DejaVu Sans", "Verdana"), 512.1),
    ("Sans far", "600 700", "report-sans-semibold", ("DejaVu Sans Bold", "Verdana Bold"),
     576.2),
    ("Serif near", "400", "report-serif-regular",
     ("Times New Roman", "Times", "Liberation Serif"), 410.4),
    ("Serif far", "400", "report-serif-regular", ("DejaVu Serif",), 520.0),
)
"""Family, weight, face that is replaced, names of the reader's faces, their mean width.

The mean width of the report's letters is in thousandths of the size, so that the text is as long as
Chromium sets it in both faces, kerned. It was measured once with Liberation, whose letters are as
wide as those of Arial and Times New Roman, and with DejaVu.
"""


def rules() -> str:
    """The rules of all stand-ins as a style sheet."""
    head = ("/* Stand-ins until the web fonts are there; written by "
            "`python -m expobook.publishing.fallback_faces`. */\n")
    return head + "".join(_rule(*one) for one in STAND_INS)


def _rule(family: str, weight: str, face: str, names: tuple[str, ...], width: float) -> str:
    font = TTFont(FOLDER / f"{face}.woff2")
    size = font["head"].unitsPerEm
    share = mean_width(font) / width
    heights = {"ascent": font["hhea"].ascent, "descent": -font["hhea"].descent,
               "line-gap": font["hhea"].lineGap}
    overrides = "".join(f"  {name}-override: {height / size / share:.1%};\n"
                        for name, height in heights.items())
    sources = ", ".join(f'local("{name}")' for name in names)
    return (f'@font-face {{\n  font-family: "{family}";\n  src: {sources};\n'
            f"  font-weight: {weight};\n  size-adjust: {share:.1%};\n{overrides}}}\n")


def mean_width(font: TTFont) -> float:
    """The mean width of a letter of the report in a face, in thousandths of its size."""
    glyphs, widths, size = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
    weighted = zip(LETTERS, _FREQUENCY, strict=True)
    total = sum(share * widths[glyphs[ord(letter)]][0] for letter, share in weighted)
    return 1000 * total / size / sum(_FREQUENCY)


if __name__ == "__main__":
    TARGET.write_text(rules(), encoding="utf-8", newline="\n")
