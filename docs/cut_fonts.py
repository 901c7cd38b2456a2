"""Cut the faces of print and charts down to the book's letters, and measure them.

What it makes is committed in `src/expobook/figures/fonts/`; `python -m docs.cut_fonts` makes it
anew from the installed font packages, byte for byte the same. It needs fonttools (`make extras`).
"""

from __future__ import annotations

import json
import re
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from expobook.figures import fonts

ORIGINALS = {
    "report-sans-regular": ("font_source_sans_pro", "SourceSansPro-Regular.ttf"),
    "report-sans-semibold": ("font_source_sans_pro", "SourceSansPro-Semibold.ttf"),
    "report-serif-regular": ("font_source_serif_pro", "SourceSerifPro-Regular.ttf"),
    "report-serif-italic": ("font_source_serif_pro", "SourceSerifPro-It.ttf"),
    "report-serif-semibold": ("font_source_serif_pro", "SourceSerifPro-Semibold.ttf"),
}
"""File name in the book: package and file that the face comes from."""

FOLDER = Path(fonts.__file__).parent

LETTERS = "".join(map(chr, range(0x20, 0x7F))) + "\u00a0\u2011–—‘’“”…†‡•·×−±%"
MORE_LETTERS = "÷≈≠≤≥‰°′″§©«»›→←↑↓↩€¥ª²³ÉÖÜßáâãäçèéñóôõöü■□▲△▼▽◆◇✓✗"
"""The letters and signs of the book, which every page carries; single words have the first ones."""
_BREAKS = {0x09, 0x0A, 0x0D}
"""Tab and ends of lines, which need no glyph."""
_HAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_LICENCE = (0, 13, 14)
"""Name records with the owner, the licence and its address."""
_TITLE = re.compile("^# .*$", re.MULTILINE)
_LETTERS_IN_FILE = 64
"""Letters in one file of the Chinese face."""
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
    """One face as WOFF2: letters in use, tabular figures; renamed, as the licence asks.

    A face of single words does without kerning, which is a quarter of a file, and rare letters.
    """
    package, original = ORIGINALS[name]
    features, letters = ["tnum", "lnum"], LETTERS
    if name in fonts.FIRST:
        features, letters = [*features, "kern"], LETTERS + MORE_LETTERS
    font = TTFont(files(package) / "files" / original, recalcTimestamp=False)
    _keep(font, letters, features)
    return _packed(font, name)


def _keep(font: TTFont, letters: str, features: list[str]) -> None:
    """Leave only some letters and features in a font."""
    subsetter = Subsetter(Options(layout_features=features, hinting=False, notdef_outline=True))
    subsetter.populate(text=letters)
    subsetter.subset(font)


def _packed(font: TTFont, name: str) -> bytes:
    """A font as WOFF2 under another name."""
    for record in font["name"].names:
        if record.nameID in _NAMES_SHOWN:
            record.string = name
    font.flavor = "woff2"
    written = BytesIO()
    font.save(written)
    return written.getvalue()


def write_chinese(folder: Path, root: Path) -> None:
    """Write the Chinese face in files of letters that stand on the same pages, and their list."""
    for old in folder.glob("report-chinese-*.woff2"):
        old.unlink()
    letters = chinese_letters(root)
    lines = [letters[first : first + _LETTERS_IN_FILE] for first in range(0, len(letters), _LETTERS_IN_FILE)]
    (folder / "chinese.txt").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
    for name, content in cut_chinese(lines).items():
        (folder / name).write_bytes(content)
    with TTFont(fonts.whole_files("chinese")[0], lazy=True) as font:
        said = [font["name"].getDebugName(number) for number in _LICENCE]
    (folder / "LICENSE-chinese.txt").write_text("\n\n".join(said) + "\n", encoding="utf-8", newline="\n")


def chinese_letters(root: Path) -> str:
    """The Chinese letters of the book: those of the contents first, then chapter by chapter."""
    pages = [
        path.read_text(encoding="utf-8")
        for path in (*sorted((root / "notebooks").glob("*.ipynb")), *sorted((root / "book").glob("*.md")))
    ]
    others = [
        path.read_text(encoding="utf-8")
        for path in (
            *(root / "data").glob("*.csv"),
            *(root / "src/expobook").rglob("*.yaml"),
            *(root / "src/expobook/publishing").rglob("*.py"),
            root / "src/expobook/values/chinese.py",
        )
    ]
    titles = "".join(title for text in pages for title in _TITLE.findall(text))
    known = _letters(fonts.whole_files("chinese")[0])
    found = {letter for text in (*pages, *others) for letter in _HAN.findall(text) if ord(letter) in known}
    return "".join(
        sorted(found, key=lambda letter: (letter not in titles, *(letter not in text for text in pages), letter))
    )


def cut_chinese(lines: list[str]) -> dict[str, bytes]:
    """The files of the Chinese face, each with the letters of a line."""
    whole = TTFont(fonts.whole_files("chinese")[0], recalcTimestamp=False)
    _keep(whole, "".join(lines), [])
    once = BytesIO()
    whole.save(once)
    found = {}
    for number, line in enumerate(lines, 1):
        font = TTFont(BytesIO(once.getvalue()), recalcTimestamp=False)
        _keep(font, line, [])
        found[f"report-chinese-{number:02}.woff2"] = _packed(font, "report-chinese")
    return found


def measure() -> str:
    """What Python reads of the faces, as JSON: letters that they have, widths for charts."""
    scripts = {name: fonts.whole_files(name) for name in ("latin", "chinese")}
    charts = {name: ORIGINALS[name] for name in fonts.SANS}
    return (
        json.dumps(
            {
                "letters": {
                    "latin": _ranges(_BREAKS.union(*map(_letters, scripts["latin"]))),
                    "chinese": _ranges(set.intersection(*map(_letters, scripts["chinese"]))),
                },
                "widths": {
                    name: _widths(Path(str(files(package) / "files" / original)))
                    for name, (package, original) in charts.items()
                },
            },
            separators=(",", ":"),
        )
        .replace("],[", "],\n[")
        .replace('},"', '},\n"')
        + "\n"
    )


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
    write_chinese(FOLDER, Path(__file__).parents[1])
    (FOLDER / "metrics.json").write_text(measure(), encoding="ascii", newline="\n")
