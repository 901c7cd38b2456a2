"""The words of a drawn chart in another language: every text is replaced, or named as a fault."""

from __future__ import annotations

import re
from decimal import Decimal
from html import escape, unescape

_TEXT = re.compile(r"(<(?:text|tspan)\b[^>]*>)([^<]+)(</)")
_NAMES = re.compile(r"(<(title|desc)\b[^>]*>).*?</\2>", re.DOTALL)
_NUMBER = r"(\d[\d,]*(?:\.\d+)?)"
_YEAR = re.compile(r"(?:19|20)\d\d")
_LATIN = re.compile("[A-Za-z]")


class Untranslated(LookupError):
    """A text of a chart that no pattern fits."""


def read(patterns: str) -> dict[str, str]:
    """Patterns as an author writes them: `set in {} = {}年提出 | goal = 目标`; `{}` is a number."""
    pairs = (pair.partition(" = ") for pair in patterns.split(" | "))
    return {old.strip(): new.strip() for old, _, new in pairs}


def translate(svg: str, patterns: dict[str, str], times: int, title: str) -> str:
    """The drawing with its words by pattern and its numbers, years excepted, `times` as large.

    Charts count in billions where Chinese counts in 亿. Raises `Untranslated` for a text in Latin
    letters that no pattern fits.
    """

    def replaced(match: re.Match[str]) -> str:
        text = _translated(unescape(match[2]).strip(), patterns, times)
        return f"{match[1]}{escape(text, quote=False)}{match[3]}"

    names = {"title": title, "desc": ""}
    named = _NAMES.sub(lambda match: f"{match[1]}{escape(names[match[2]])}</{match[2]}>", svg)
    return _TEXT.sub(replaced, named)


def _translated(text: str, patterns: dict[str, str], times: int) -> str:
    for pattern, new in {"{}": "{}", **patterns}.items():
        wanted = _NUMBER.join(map(re.escape, pattern.split("{}")))
        if match := re.fullmatch(wanted, text):
            return new.format(*(_number(digits, times) for digits in match.groups()))
    if _LATIN.search(text):
        raise Untranslated(f"the chart says {text!r}, which no pattern of :words: fits")
    return text


def _number(text: str, times: int) -> str:
    """A number `times` as large without separators; a year stays what it is."""
    if _YEAR.fullmatch(text):
        return text
    number = f"{Decimal(text.replace(',', '')) * times:f}"
    return number.rstrip("0").rstrip(".") if "." in number else number
