"""What stands in for signs and scripts that the report's faces lack.

A letter without a glyph would be an error of the press, or an empty box. Chinese and Japanese are
printed as they are. In place of other scripts print says whose text it is, without quotation
marks, because these words aren't quoted; the originals stay in the HTML edition and in the data.
"""

from __future__ import annotations

import re
import unicodedata

from expobook.values.errors import Failure

from .metrics import lacking

_STAND_INS = str.maketrans("\u2009\u202f\u2007\u2011\u2010✔✗✘●○", "\u00a0\u00a0\u00a0--✓××■□", "\u200b\u2060\ufeff")
_SCRIPTS = {"HANGUL": "Korean", "CJK": "Chinese"}
"""Names of scripts that aren't those of their signs, such as ARABIC."""
_QUOTED = re.compile("“[^“”]*”")
_BY_THE_WAY = re.compile(r" ?\(\[[A-Z][a-z]+ text\]\)|(?<=\()\[[A-Z][a-z]+ text\], ")
"""A name in its own script after its English form."""
_IN_BETWEEN = r"[\d\s.,;:%+()/\-–“”‘’《》〈〉「」·]*"


def set_text(text: str) -> str:
    """The text as print can set it: stand-ins for signs, a word in brackets for other scripts.

    Raises `Failure` for a sign that no face has and nothing stands in for.
    """
    if not lacking(text):
        return text
    text = _QUOTED.sub(_quotation, text).translate(_STAND_INS)
    if bad := re.escape(lacking(text)):
        text = re.sub(f"[{bad}](?:{_IN_BETWEEN}[{bad}])*", _stand_in, text)
    whole = _BY_THE_WAY.sub("", re.sub(r"[ ]{2,}", " ", text))
    return re.sub(r" (?=[”’.,;:)\]])", "", whole)


def _quotation(match: re.Match[str]) -> str:
    """A quotation in another script as a whole, so that no shreds of it are left."""
    bad = lacking(match[0].translate(_STAND_INS))
    return _stand_in(match) if any(map(str.isalpha, bad)) else match[0]


def _stand_in(match: re.Match[str]) -> str:
    bad = lacking(match[0])
    if letter := next(filter(str.isalpha, bad), ""):
        script = unicodedata.name(letter, "UNKNOWN").split()[0]
        return f"[{_SCRIPTS.get(script, script.capitalize())} text]"
    codes = ", ".join(f"{char} (U+{ord(char):04X})" for char in bad)
    raise Failure(f"the report's fonts have no sign for {codes}; write another one")
