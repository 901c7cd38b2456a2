"""What the embedded fonts can print, and what stands in for the rest.

A letter without a glyph would be borrowed from whatever font the machine has, or print as an
empty box, without a warning. In place of other scripts print says whose text it is, without
quotation marks, because these words aren't quoted; the originals stay in the HTML edition and in
the data package.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from bs4 import BeautifulSoup, NavigableString, Tag

from .print_edition import PdfError

SANS, SERIF = "Source Sans Pro", "Source Serif Pro"
_FILES = {SANS: ("font_source_sans_pro", "SourceSansPro"),
          SERIF: ("font_source_serif_pro", "SourceSerifPro")}
FACES = (
    (SANS, 300, "normal", "Light"), (SANS, 400, "normal", "Regular"), (SANS, 400, "italic", "It"),
    (SANS, 600, "normal", "Semibold"), (SANS, 600, "italic", "SemiboldIt"),
    (SANS, 700, "normal", "Bold"),
    (SERIF, 400, "normal", "Regular"), (SERIF, 400, "italic", "It"),
    (SERIF, 600, "normal", "Semibold"), (SERIF, 600, "italic", "SemiboldIt"),
)
"""Family, weight, style, and the last part of the file's name."""

_STAND_INS = str.maketrans({
    "\u2009": "\u00a0", "\u202f": "\u00a0", "\u2007": "\u00a0", "\u2011": "-", "\u2010": "-",
    "\u200b": "", "\u2060": "", "\ufeff": "", "✔": "✓", "✗": "×", "✘": "×", "●": "■", "○": "□",
    "，": ", ", "。": ". ", "：": ": ", "（": " (", "）": ") ", "％": "%", "、": ", ",
})
_UNITS = {"亿": "yi", "億": "yi", "万": "wan", "萬": "wan", "兆": "zhao", "美元": "US dollars",
          "元": "yuan", "円": "yen"}
_ONLY_UNITS = re.compile(f"(?:{'|'.join(_UNITS)})+\\Z")
_SCRIPTS = (
    ("Japanese", re.compile("[\u3040-\u30ff]")),
    ("Korean", re.compile("[\uac00-\ud7af\u1100-\u11ff]")),
    ("Chinese", re.compile("[\u3400-\u9fff\uf900-\ufaff]")),
    ("Arabic", re.compile("[\u0600-\u06ff]")),
    ("Hebrew", re.compile("[\u0590-\u05ff]")),
    ("Thai", re.compile("[\u0e00-\u0e7f]")),
)
_QUOTED = re.compile("“[^“”]*”")
_STAND_IN = re.compile(r"\[((?:[A-Z][a-z]+ text)|text in another script)\]")
_BY_THE_WAY = re.compile(r" ?\(\[[A-Z][a-z]+ text\]\)|(?<=\()\[[A-Z][a-z]+ text\], ")
"""A name in its own script after its English form."""
_IN_BETWEEN = re.compile(r"[\d\s.,;:%+()/\-–“”‘’《》〈〉「」·]*\Z")


_MAKER = BeautifulSoup("", "html.parser")


def font_file(family: str, face: str) -> Path:
    """The file of one face, from the package that carries it."""
    from importlib.resources import files

    package, stem = _FILES[family]
    return Path(str(files(package) / "files" / f"{stem}-{face}.ttf"))


@cache
def printable() -> frozenset[int]:
    """The characters that a face of the report has; faces lend each other what one lacks."""
    from fontTools.ttLib import TTFont

    covered = {0x09, 0x0A, 0x0D}
    for family, _, _, face in FACES:
        with TTFont(font_file(family, face), lazy=True) as font:
            covered |= set(font.getBestCmap())
    return frozenset(covered)


def lacking(text: str) -> str:
    """The characters of a text that can't be printed, each once, in order."""
    have = printable()
    return "".join(dict.fromkeys(char for char in text if ord(char) not in have))


def set_text(text: str) -> str:
    """The text as print can set it: stand-ins for signs, a word in brackets for other scripts."""
    if not lacking(text):
        return text
    text = _QUOTED.sub(_quoted, text).translate(_STAND_INS)
    pieces: list[str] = []
    for run, foreign in _runs(text):
        pieces.append(_stand_in(run) if foreign else run)
    whole = _BY_THE_WAY.sub("", re.sub(r"[ ]{2,}", " ", "".join(pieces)))
    return re.sub(r" (?=[”’.,;:)\]])", "", whole)


def _quoted(match: re.Match[str]) -> str:
    """A quotation in another script as a whole, so that no shreds of it are left."""
    quoted = match[0].translate(_STAND_INS)
    rest = lacking(re.sub("|".join(_UNITS), "", quoted))
    name = next((name for name, letters in _SCRIPTS if letters.search(quoted)), "")
    if rest and name:
        return f"[{name} text]"
    return match[0][1:-1] if name else match[0]  # units written in our letters aren't a quotation


def _runs(text: str) -> list[tuple[str, bool]]:
    """Cut a text into runs that can and can't be printed; signs between two of the latter join."""
    have = printable()
    runs: list[tuple[str, bool]] = []
    for char in text:
        foreign = ord(char) not in have
        if runs and runs[-1][1] == foreign:
            runs[-1] = (runs[-1][0] + char, foreign)
        else:
            runs.append((char, foreign))
    joined: list[tuple[str, bool]] = []
    for position, (run, foreign) in enumerate(runs):
        bridge = (not foreign and _IN_BETWEEN.match(run) and 0 < position < len(runs) - 1
                  and not any(_ONLY_UNITS.match(runs[near][0])
                              for near in (position - 1, position + 1)))
        if joined and joined[-1][1] and (foreign or bridge):
            joined[-1] = (joined[-1][0] + run, True)
        else:
            joined.append((run, foreign))
    return joined


def _stand_in(run: str) -> str:
    if _ONLY_UNITS.match(run):
        return f" {' '.join(_UNITS[unit] for unit in re.findall('|'.join(_UNITS), run))} "
    for name, letters in _SCRIPTS:
        if letters.search(run):
            return f"[{name} text]"
    if any(char.isalpha() for char in run):
        return "[text in another script]"
    codes = ", ".join(f"{char} (U+{ord(char):04X})" for char in dict.fromkeys(run))
    raise PdfError(f"the report's fonts have no sign for {codes}; write another one")


def only_foreign(text: str) -> bool:
    """Whether nothing but signs and figures would be left of a text in print."""
    if not lacking(text.translate(_STAND_INS)):
        return False
    rest = _STAND_IN.sub("", set_text(text))
    return not re.search(r"[^\W\d_]", rest)


def settle(root: Tag, where: str) -> None:
    """Replace in place whatever text print can't set. Raises `PdfError` for an unknown sign."""
    for text in root.find_all(string=True):
        if type(text) is NavigableString and lacking(text):
            try:
                written = set_text(text)
            except PdfError as error:
                raise PdfError(f"{where}, “{' '.join(text.split())[:80]}”: {error}") from None
            own = text.find_parent(lang=True)
            if own is not None and own is not root:
                del own["lang"]  # what stands in is English
            text.replace_with(*_pieces(written))


def _pieces(written: str) -> list[NavigableString | Tag]:
    """A text with the words that stand in for another script in italics."""
    parts = _STAND_IN.split(written)
    return [_MAKER.new_tag("i", string=part) if position % 2 else NavigableString(part)
            for position, part in enumerate(parts) if part or len(parts) == 1]
