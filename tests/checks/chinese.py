"""Amounts in Chinese, read back."""

from __future__ import annotations

import re
from decimal import Decimal

_MONEY = {"元": "CNY", "美元": "USD"}
_AMOUNT = re.compile(r"(?P<sign>[+−]?)(?P<number>\d+(?:\.\d+)?)(?P<scale>万亿|亿)(?P<money>美元|元)")


def read_money(text: str) -> tuple[Decimal, str]:
    """Read an amount back: its value in billions, and its currency's code.

    Raises `ValueError` for a text that holds no amount in 亿 or 万亿.
    """
    match = _AMOUNT.search(text)
    if not match:
        raise ValueError(f"{text!r} holds no amount in 亿 or 万亿")
    yi = Decimal(match["number"]) * (10_000 if match["scale"] == "万亿" else 1)
    return (-yi if match["sign"] == "−" else yi) / 10, _MONEY[match["money"]]
