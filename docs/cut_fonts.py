"""Cut the faces of print and charts down to the book's letters, and measure them.

What it makes is committed in `src/expobook/figures/fonts/`; `python -m docs.cut_fonts` makes it
anew from the installed font packages, byte for byte the same. It needs fonttools (`make extras`).
"""

from __future__ import annotations

import json
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from expobook.figures import fonts
from expobook.publishing.pdf import glyphs

ORIGINALS = {
    "report-sans-regular": ("font_source_sans_pro", "SourceSansPro-Regular.ttf"),
    "report-sans-semibold": ("font_source_sans_pro", "SourceSansPro-Semibold.ttf"),
    "report-serif-regular": ("font_source_serif_pro", "SourceSerifPro-Regular.ttf"),
    "report-serif-italic": ("font_source_serif_pro", "SourceSerifPro-It.ttf"),
    "report-serif-semibold": ("font_source_serif_pro", "SourceSerifPro-Semibold.ttf"),
}
"""File name in the book: package and file that the face comes from."""

FOLDER = Path(fonts.__file__).parent

_RANGES = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x2C6, 0x2DD), (0x394, 0x394), (0x3A3, 0x3A3), (0x3B1, 0x3C9),
    (0x2010, 0x2044), (0x2070, 0x208E), (0x20AC, 0x20AC), (0x2116, 0x2122), (0x2190, 0x2199),
    (0x2202, 0x2265), (0x25A0, 0x25FF), (0x2713, 0x2717),
)
_BREAKS = {0x09, 0x0A, 0x0D}
"""Tab and ends of lines, which need no glyph."""
_NAMES_SHOWN = (1, 3, 4, 6, 16)
"""Name records that a font menu shows; the licence reserves the original name for originals."""


def write_faces(folder: Path) -> None:
    """Write all faces as WOFF2, with their licence beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ORIGINALS:
        (folder / f"{name}.woff2").write_bytes(cut(name))
    licence = files("font_source_sans_pro") / "files" / "LICENSE.txt"
    (folder / "LICENSE.txt").write_bytes(licence.read_bytes().replace(b"\r\n", b"\n"))


def cut(name: str) -> bytes:
    """One face as WOFF2: letters in use, kerning, tabular figures; renamed, as the licence asks."""
    package, original = ORIGINALS[name]
    options = Options(layout_features=["kern", "tnum", "lnum"], hinting=False, notdef_outline=True)
    font = TTFont(files(package) / "files" / original, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for low, high in _RANGES for code in range(low, high + 1)])
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in _NAMES_SHOWN:
            record.string = name
    font.flavor = "woff2"
    written = BytesIO()
    font.save(written)
    return written.getvalue()


def measure() -> str:
    """What Python reads of the faces, as JSON: letters that they have, widths for charts."""
    scripts = {"latin": glyphs.latin_files(), "chinese": glyphs.chinese_files()}
    charts = {name: ORIGINALS[name] for name in fonts.SANS}
    return json.dumps({
        "letters": {"latin": _ranges(_BREAKS.union(*map(_letters, scripts["latin"]))),
                    "chinese": _ranges(set.intersection(*map(_letters, scripts["chinese"])))},
        "widths": {name: _widths(Path(str(files(package) / "files" / original)))
                   for name, (package, original) in charts.items()},
    }, separators=(",", ":")).replace("],[", "],\n[").replace('},"', '},\n"') + "\n"


def _letters(path: Path) -> set[int]:
    with TTFont(path, lazy=True) as font:
        return set(font.getBestCmap())


def _widths(path: Path) -> dict[int, float]:
    """The width of each letter in parts of the letter size."""
    with TTFont(path) as font:
        unit, widths = font["head"].unitsPerEm, font["hmtx"]
        return {code: widths[name][0] / unit for code, name in sorted(font.getBestCmap().items())}


def _ranges(codes: set[int]) -> list[list[int]]:
    """First and last of each unbroken run of characters."""
    runs: list[list[int]] = []
    for code in sorted(codes):
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return runs


if __name__ == "__main__":
    write_faces(FOLDER)
    (FOLDER / "metrics.json").write_text(measure(), encoding="ascii", newline="\n")
