"""Widths and letters of the faces, as `docs/cut_fonts.py` measured them.

Measured beforehand, so that a reader needs no library that takes fonts apart.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

_FACES = {False: "report-sans-regular", True: "report-sans-semibold"}


@cache
def widths(face: str) -> dict[int, float]:
    """The width of each character of a face of the charts, in parts of the letter size."""
    return {int(code): width for code, width in _measured()["widths"][face].items()}


def width_of(text: str, size: float, bold: bool = False) -> float:
    """How wide the face of the charts sets a text in letters of a size, in points."""
    measured = widths(_FACES[bold])
    return sum(measured.get(ord(letter), 0.5) for letter in text) * size


@cache
def letters(script: str) -> frozenset[int]:
    """The characters of the Latin faces together, or those that both Chinese faces have."""
    return frozenset(code for first, last in _measured()["letters"][script] for code in range(first, last + 1))


def lacking(text: str) -> str:
    """The characters of a text that can't be printed, each once, in order."""
    if text.isascii():
        return ""
    rest = dict.fromkeys(char for char in text if ord(char) not in letters("latin"))
    return "".join(char for char in rest if ord(char) not in letters("chinese"))


@cache
def _measured() -> dict[str, Any]:
    return json.loads((files(__package__) / "metrics.json").read_text(encoding="ascii"))
