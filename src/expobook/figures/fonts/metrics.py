"""Widths and letters of the faces, as `docs/cut_fonts.py` measured them.

Measured beforehand, so that a reader needs no library that takes fonts apart.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def widths(face: str) -> dict[int, float]:
    """The width of each character of a face of the charts, in parts of the letter size."""
    return {int(code): width for code, width in _measured()["widths"][face].items()}


@cache
def letters(script: str) -> frozenset[int]:
    """The characters of the Latin faces together, or those that both Chinese faces have."""
    return frozenset(code for first, last in _measured()["letters"][script]
                     for code in range(first, last + 1))


@cache
def _measured() -> dict[str, Any]:
    return json.loads((files(__package__) / "metrics.json").read_text(encoding="ascii"))
