"""Numbers as Chinese writes them: 亿 and 万亿, computed from value and declared decimals."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from .numbers import rounded
from .units import magnitude, quantity

GRADES = {
    "A": "官方统计或国际组织数据",
    "B": "政府或主办方自述",
    "C": "通讯社或报纸",
    "D": "二手转引或未经证实",
}
"""What the grades of evidence mean, in the words of the Chinese summary."""
MARKS = {
    "modelled": ("模型推算", "由模型或推断得出，取决于假设"),
    "own count": ("本书计数", "对本书自身记录的计数，说明查到了什么，而非发生了什么"),
    "setting": ("设定", "本次运行的设定，不是证据"),
}
"""The marks of numbers without a grade: how each reads, and what it means."""
YI, WAN_YI = "亿", "万亿"
_YI_IN_WAN_YI = Decimal(10_000)
_IN_YI = {"bn": 1, "tn": 4, "mn": -2}
"""Powers of ten from a unit of money to 亿 (a hundred million): 1 bn is 10 亿, 1 tn 10,000 亿."""
_MONEY = {"CNY": "元", "USD": "美元"}
_UNIT_TEXTS = {
    "percent": "{}%",
    "percentage point": "{}个百分点",
    "count": "{}",
    "times": "{}倍",
    "index points": "{}点",
    "square metre": "{}平方米",
    "days": "{}天",
    "years": "{}年",
    "calendar year": "{}",
    "rank": "第{}位",
    "exabyte": "{}艾字节",
    "CNY per USD": "1美元兑{}元",
    "CNY": "{}元",
    "USD": "{}美元",
}
_BOUNDS = {"exact": "", "approx": "约", "at_least": "至少", "at_most": "至多"}


def write(fact: Mapping[str, Any]) -> str:
    """A fact in Chinese: bound, number, unit; the digits are those of its English display.

    The value is rounded as the fact declares, in the unit in which it is shown, and only then
    written in 亿 or 万亿, so that both languages state the same number. A plus sign is left out:
    the word before the number names the direction (顺差, 增长).
    """
    unit = fact.get("display_unit") or fact["unit"]
    number = rounded(magnitude(quantity(fact["value"], fact["unit"]), unit), fact["decimals"])
    sign = "−" if number < 0 else ""
    currency, _, scale = unit.partition(" ")
    if currency in _MONEY and scale in _IN_YI:
        number_and_unit = f"{sign}{_money(abs(number), scale)}{_MONEY[currency]}"
    else:
        number_and_unit = _UNIT_TEXTS[unit].format(f"{sign}{abs(number):f}")
    return _BOUNDS[fact["bound"]] + number_and_unit


def _money(number: Decimal, scale: str) -> str:
    """An amount in 亿, from ten thousand of them on in 万亿, with the digits that it has."""
    yi = number.scaleb(_IN_YI[scale])
    size, word = (yi / _YI_IN_WAN_YI, WAN_YI) if yi >= _YI_IN_WAN_YI else (yi, YI)
    return f"{size.normalize():f}{word}"
