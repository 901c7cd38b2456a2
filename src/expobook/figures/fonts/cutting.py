"""Cutting the faces that print and charts use down to the book's letters, for the pages.

The cut faces are committed beside this file; `python -m expobook.figures.fonts.cutting` makes them
anew from the installed font packages, byte for byte the same.
"""

from __future__ import annotations

from importlib.resources import files
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ORIGINALS = {
    "report-sans-regular": ("font_source_sans_pro", "SourceSansPro-Regular.ttf"),
    "report-sans-semibold": ("font_source_sans_pro", "SourceSansPro-Semibold.ttf"),
    "report-serif-regular": ("font_source_serif_pro", "SourceSerifPro-Regular.ttf"),
    "report-serif-italic": ("font_source_serif_pro", "SourceSerifPro-It.ttf"),
    "report-serif-semibold": ("font_source_serif_pro", "SourceSerifPro-Semibold.ttf"),
}
"""File name in the book: package and file that the face comes from."""

FOLDER = Path(__file__).parent

_RANGES = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x2C6, 0x2DD), (0x394, 0x394), (0x3A3, 0x3A3), (0x3B1, 0x3C9),
    (0x2010, 0x2044), (0x2070, 0x208E), (0x20AC, 0x20AC), (0x2116, 0x2122), (0x2190, 0x2199),
    (0x2202, 0x2265), (0x25A0, 0x25FF), (0x2713, 0x2717),
)
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


if __name__ == "__main__":
    write_faces(FOLDER)
