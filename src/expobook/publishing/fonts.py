"""Web fonts for the pages: the faces that print and charts use, cut down to the book's letters."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FACES = {
    "report-sans-regular": ("font_source_sans_pro", "SourceSansPro-Regular.ttf"),
    "report-sans-semibold": ("font_source_sans_pro", "SourceSansPro-Semibold.ttf"),
    "report-serif-regular": ("font_source_serif_pro", "SourceSerifPro-Regular.ttf"),
    "report-serif-italic": ("font_source_serif_pro", "SourceSerifPro-It.ttf"),
    "report-serif-semibold": ("font_source_serif_pro", "SourceSerifPro-Semibold.ttf"),
}
"""File name in the book: package and file that the face comes from."""

_RANGES = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x2C6, 0x2DD), (0x391, 0x3C9), (0x1E00, 0x1EFF),
    (0x2010, 0x2044), (0x2070, 0x209C), (0x20AC, 0x20AC), (0x2113, 0x2126), (0x2190, 0x2199),
    (0x2202, 0x2265), (0x25A0, 0x25FF), (0x2713, 0x2717),
)
_NAMES_SHOWN = (1, 3, 4, 6, 16)
"""Name records that a font menu shows; the licence reserves the original name for originals."""


def write_faces(folder: Path) -> None:
    """Write the faces that the folder lacks as WOFF2, with their licence beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (package, original) in FACES.items():
        target = folder / f"{name}.woff2"
        if not target.exists():
            _cut(files(package) / "files" / original, target, name)
    licence = files("font_source_sans_pro") / "files" / "LICENSE.txt"
    (folder / "LICENSE.txt").write_bytes(licence.read_bytes())


def _cut(original: Path, target: Path, name: str) -> None:
    """Keep the letters in use, kerning and tabular figures; rename, as the licence asks."""
    options = Options(layout_features=["kern", "mark", "mkmk", "liga", "tnum", "lnum", "locl"],
                      hinting=False, drop_tables=["+DSIG"], notdef_outline=True)
    font = TTFont(original, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for low, high in _RANGES for code in range(low, high + 1)])
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in _NAMES_SHOWN:
            record.string = name
    font.flavor = "woff2"
    unfinished = target.with_suffix(".part")
    font.save(unfinished)
    unfinished.replace(target)
