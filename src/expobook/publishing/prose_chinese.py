"""Reading Chinese prose: the numerals typed in it, and the words by which it judges."""

from __future__ import annotations

import re

SENTENCE_END = r"(?<=[。！？])"
_NAMES = ("一带一路", "十四五", "十五五", "十亿元", "上半年", "下半年", "一页", "一致", "唯一",
          "统一", "同一", "两两", "一般", "一些", "进一步", "之一", "二手", "单一", "第一届")
_DIGITS = "〇零一二两三四五六七八九十百千万亿"
_ALLOWED = re.compile("|".join([
    *(re.escape(name) for name in _NAMES),
    r"(?<!\d)(?:1[89]|20)\d\d年(?:\d{1,2}月(?:\d{1,2}日)?(?:[至—–]\d{1,2}日)?)?",
    # The units as words: 亿, and not the end of a numeral.
    rf"(?<![\d{_DIGITS}数几])(?:万亿|亿)(?![\d{_DIGITS}])",
]))
_NUMERAL = re.compile(rf"[{_DIGITS}]+|半数|一半|减半|过半|倍|翻番|成(?=以上|左右)")
_JUDGING = re.compile(
    "高于|低于|超过|超出|不足|多于|少于|大于|小于|快于|慢于|上升|升至|下降|降至|增长|减少|增加|扩大|缩小|"
    "转为|最[高低大小多少快慢]|领先|落后|居首|达标|未达|达到|符合要求|以内|无法评估|无人|均未|仅有|只有|大多|"
    "多数|可靠"
)


def without_names(text: str) -> str:
    """The text without dates, and without the words that hold a numeral and state no number."""
    return _ALLOWED.sub(" ", text)


def typed_numbers(rest: str) -> list[re.Match[str]]:
    """The Chinese numerals in a text whose names are gone."""
    return list(_NUMERAL.finditer(rest))


def judging_words(text: str) -> list[str]:
    """The words by which a sentence compares, ranks, tells a trend or judges."""
    return _JUDGING.findall(text)
