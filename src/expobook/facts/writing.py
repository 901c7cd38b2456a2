"""How a number is written: its decimals, its sign, the word of its bound, and its unit."""

from __future__ import annotations

from dataclasses import dataclass

from expobook.values.numbers import decimals_of, rounded, write_number
from expobook.values.units import magnitude, quantity, unit

BOUND_WORDS = {"exact": "", "approx": "about ", "at_least": "at least ", "at_most": "at most "}


@dataclass(frozen=True, slots=True)
class Writing:
    """How a number is written: decimals, the unit it is shown in, the sign where it matters."""

    decimals: int | None = None
    shown_in: str | None = None
    signed: bool = False
    bound: str | None = None


PLAIN = Writing()
"""As many decimals as a number's size asks for, in its own unit."""


def write(value: float, unit_code: str, writing: Writing, bound: str = "exact") -> tuple[int, str, str]:
    """Write a value: its decimals, the bare number, the text with its bound word and unit."""
    shown_in = writing.shown_in or unit_code
    shown_value = magnitude(quantity(value, unit_code), shown_in)
    decimals = decimals_of(shown_value) if writing.decimals is None else writing.decimals
    number = write_number(shown_value, decimals)
    if shown_in == "calendar year":
        number = number.replace(",", "")
    if writing.signed and rounded(shown_value, decimals) > 0:
        number = f"+{number}"
    return decimals, number, BOUND_WORDS[bound] + unit(shown_in).write(number)
