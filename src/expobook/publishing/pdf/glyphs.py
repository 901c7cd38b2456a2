"""What the report's faces can print, and what stands in for the rest.

A letter without a glyph would be an error of the press, or an empty box. Chinese and Japanese are
printed as they are. In place of other scripts print says whose text it is, without quotation
marks, because these words aren't quoted; the originals stay in the HTML edition and in the data.
"""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from ...figures.fonts.metrics import letters
from ...figures.theme import chinese_folder
from .markup import PdfError

_STYLES = ("Light", "Regular", "It", "Semibold", "SemiboldIt", "Bold")
_STAND_INS = str.maketrans(
    {
        "\u2009": "\u00a0",
        "\u202f": "\u00a0",
        "\u2007": "\u00a0",
        "\u2011": "-",
        "\u2010": "-",
        "\u200b": "",
        "\u2060": "",
        "\ufeff": "",
        "✔": "✓",
        "✗": "×",
        "✘": "×",
        "●": "■",
        "○": "□",
    }
)
_SCRIPTS = {
    "Korean": "[\uac00-\ud7af\u1100-\u11ff]",
    "Arabic": "[\u0600-\u06ff]",
    "Hebrew": "[\u0590-\u05ff]",
    "Thai": "[\u0e00-\u0e7f]",
    "Bengali": "[\u0980-\u09ff]",
    "Chinese": "[\u3400-\u9fff\uf900-\ufaff]",
}
_QUOTED = re.compile("“[^“”]*”")
_BY_THE_WAY = re.compile(r" ?\(\[[A-Z][a-z]+ text\]\)|(?<=\()\[[A-Z][a-z]+ text\], ")
"""A name in its own script after its English form."""
_IN_BETWEEN = r"[\d\s.,;:%+()/\-–“”‘’《》〈〉「」·]*"


def latin_files() -> list[Path]:
    """The files of the Latin faces, from the packages that bring them."""
    faces = (("font_source_sans_pro", "SourceSansPro"), ("font_source_serif_pro", "SourceSerifPro"))
    return [Path(str(files(package) / "files" / f"{stem}-{style}.ttf")) for package, stem in faces for style in _STYLES]


def chinese_files() -> list[Path]:
    """The files of the Chinese faces, from the package that brings them."""
    return [Path(str(chinese_folder() / f"Noto{kind}SC-Regular.otf")) for kind in ("Sans", "Serif")]


def lacking(text: str) -> str:
    """The characters of a text that can't be printed, each once, in order."""
    if text.isascii():
        return ""
    rest = dict.fromkeys(char for char in text if ord(char) not in letters("latin"))
    return "".join(char for char in rest if ord(char) not in letters("chinese"))


def set_text(text: str) -> str:
    """The text as print can set it: stand-ins for signs, a word in brackets for other scripts.

    Raises `PdfError` for a sign that no face has and nothing stands in for.
    """
    if not lacking(text):
        return text
    text = _QUOTED.sub(_quotation, text).translate(_STAND_INS)
    bad = re.escape(lacking(text))
    if bad:
        text = re.sub(f"[{bad}](?:{_IN_BETWEEN}[{bad}])*", _stand_in, text)
    whole = _BY_THE_WAY.sub("", re.sub(r"[ ]{2,}", " ", text))
    return re.sub(r" (?=[”’.,;:)\]])", "", whole)


def _script(text: str) -> str:
    """A word for the script of a text; empty for none that is known."""
    return next((f"[{name} text]" for name, script in _SCRIPTS.items() if re.search(script, text)), "")


def _quotation(match: re.Match[str]) -> str:
    """A quotation in another script as a whole, so that no shreds of it are left."""
    return _script(match[0]) or match[0] if lacking(match[0].translate(_STAND_INS)) else match[0]


def _stand_in(match: re.Match[str]) -> str:
    run = match[0]
    if known := _script(run):
        return known
    if any(char.isalpha() for char in run):
        return "[text in another script]"
    codes = ", ".join(f"{char} (U+{ord(char):04X})" for char in dict.fromkeys(run))
    raise PdfError(f"the report's fonts have no sign for {codes}; write another one")
