"""Rounding and writing of numbers: one place, so that a number reads the same everywhere."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

SIGNIFICANT_DIGITS = 12


def stable(value: float) -> float:
    """Round to 12 significant digits, so that emitted values don't depend on the platform."""
    if not math.isfinite(value):
        return value
    return float(f"{value:.{SIGNIFICANT_DIGITS}g}")


def stable_tree(value: Any) -> Any:
    """Apply `stable` to every float in nested lists and dictionaries."""
    if isinstance(value, dict):
        return {key: stable_tree(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [stable_tree(item) for item in value]
    if isinstance(value, float):
        return stable(value)
    return value


def rounded(value: float, decimals: int) -> Decimal:
    """Round half away from zero, as printed statistics do, from the 12-digit value."""
    step = Decimal(1).scaleb(-decimals)
    return Decimal(repr(stable(value))).quantize(step, rounding=ROUND_HALF_UP)


def write_number(value: float, decimals: int) -> str:
    """Write a number with comma thousands and a true minus sign; never a negative zero."""
    number = rounded(value, decimals)
    if number == 0:
        number = abs(number)
    places = max(decimals, 0)
    return f"{number:,.{places}f}".replace("-", "\N{MINUS SIGN}")


def decimals_of(value: float) -> int:
    """Count the decimals that a reported value carries."""
    exponent = Decimal(repr(stable(value))).normalize().as_tuple().exponent
    return max(0, -int(exponent))
