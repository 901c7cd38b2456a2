"""Reading prose, English and Chinese: the numbers typed in it, and the words by which it judges."""

from __future__ import annotations

import re

MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|"
    r"December)"
)
NAMES = (
    "G20",
    "B20",
    "Top100",
    "top 100",
    "Top 100",
    "top 500",
    "top-500",
    "Fortune 500",
    "COVID-19",
    "14th",
    "15th",
    "13th",
    "UA-1",
    "CC BY 4.0",
    "H1",
    "H2",
    "Q1",
    "Q2",
    "Q3",
    "Q4",
    "1+3+N",
    "code 9610",
    "code 1210",
    "code 9710",
    "code 9810",
    "sha256",
    "3T",
    "e-CNY",
    "GB/T 7714",
)
_COUNTED = (
    "projects|firms|days|places|yuan|dollars|products|exhibitors|visits|buyers|events|rows|"
    "sellers|zones|countries|people|enterprises|observations|percent|bn|tn|mn|million|billion"
)
"""What a number stands before that is no year."""
_ALLOWED = re.compile(
    "|".join(
        [re.escape(name) for name in sorted(NAMES, key=len, reverse=True)]
        + [
            rf"\b\d{{1,2}}(?:\s*(?:–|-|to|and)\s*\d{{1,2}})?\s+{MONTH}(?:\s+\d{{4}})?",
            rf"{MONTH}\s+\d{{1,2}}(?!\d)(?:\s*(?:–|-|to)\s*\d{{1,2}}(?!\d))?(?:,?\s+\d{{4}})?",
            r"\b20\d\d\.\d\d\b",
            # A year; four digits before a thing that is counted are a number.
            r"\b(?:1[0-9]|20)\d\d(?:s|[–/-](?:\d{4}|\d{2}))?(?![\d,.]\d)(?!\s?%)"
            rf"(?!\s(?:{_COUNTED})\b)",
            r"\b\d{3,4}(?=\s+(?:BC|AD)\b)|(?<=AD )\d{3,4}",
            rf"(?<=in )9\d\d\b(?!\s(?:{_COUNTED})\b)",
            r"\b\d{1,2}(?:st|nd|rd|th)(?:-|\s+)centur(?:y|ies)",
        ]
    )
)
_NUMERAL = re.compile(r"\d+(?:[.,]\d+)*\s?%?")
_SPELLED = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    r"sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    r"hundreds?|thousands?|millions?|billions?|trillions?|dozens?|half|halves|halved|twice|thrice|"
    r"doubl(?:e|ed|es|ing)|tripl(?:e|ed|es|ing)|quadrupl\w+|\w+fold|two-thirds|"
    r"(?:one|two|three)[- ](?:third|quarter|fifth|tenth)s?|a (?:third|quarter|fifth|tenth))\b",
    re.IGNORECASE,
)
_SPELLED_NAMES = re.compile(
    r"\bhalf away from zero\b|\b(?:first|second|third|last|other)\s+half\b"
    r"|\bhalf[- ](?:a[- ])?year|\b(?:one-fold|manifold|twofold|twentieth|ten goals)\b|Ten goals"
    r"|\bscaffold\w*|\bfold\b|unfold(?:s|ed)?\b",
    re.IGNORECASE,
)
_JUDGING = re.compile(
    r"\b(?:improv(?:ed|es)|stagnat(?:ed|es)|widen(?:ed|s)|narrow(?:ed|s)|slow(?:ed|s)|peak(?:ed|s)|"
    r"rose|rises?|risen|fell|falls?|fallen|grew|grows?|grown|increas(?:ed|es)|decreas(?:ed|es)"
    r"|declin(?:ed|es)|shrank|shrinks?|shrunk|doubled|halved|tripled|expanded|contracted|"
    r"more than|less than|fewer|larger|largest|smaller|smallest|higher|highest|lower|lowest|"
    r"faster|fastest|slower|slowest|greater|greatest|biggest|above|below|exceed(?:s|ed)?|"
    r"outpac(?:ed|es)|surpass(?:ed|es)?|overtook|ahead of|behind|on course|most of|majority|"
    r"the most|(?<!at )most (?!likely|favou?red)[a-z]+s|the least|missed|was met|were met|"
    r"is met|not met|not assessable|at or above|"
    r"nobody|hardly any|no source|not one|only (?:one|city)|leads|leading place|ranks?|ranked)\b",
    re.IGNORECASE,
)
_NAMES_ZH = (
    "一带一路",
    "十四五",
    "十五五",
    "十亿元",
    "上半年",
    "下半年",
    "一页",
    "一致",
    "唯一",
    "统一",
    "同一",
    "两两",
    "一般",
    "一些",
    "进一步",
    "之一",
    "二手",
    "单一",
    "第一届",
)
_DIGITS = "〇零一二两三四五六七八九十百千万亿"
_ALLOWED_ZH = re.compile(
    "|".join(
        [
            *(re.escape(name) for name in _NAMES_ZH),
            r"(?<!\d)(?:1[89]|20)\d\d年(?:\d{1,2}月(?:\d{1,2}日)?(?:[至—–]\d{1,2}日)?)?",
            # The units as words: 亿, and not the end of a numeral.
            rf"(?<![\d{_DIGITS}数几])(?:万亿|亿)(?![\d{_DIGITS}])",
        ]
    )
)
_NUMERAL_ZH = re.compile(rf"[{_DIGITS}]+|半数|一半|减半|过半|倍|翻番|成(?=以上|左右)")
_JUDGING_ZH = re.compile(
    "高于|低于|超过|超出|不足|多于|少于|大于|小于|快于|慢于|上升|升至|下降|降至|增长|减少|增加|扩大|缩小|"
    "转为|最[高低大小多少快慢]|领先|落后|居首|达标|未达|达到|符合要求|以内|无法评估|无人|均未|仅有|只有|大多|"
    "多数|可靠"
)


def typed_numbers(text: str) -> list[str]:
    """List the numerals and spelled-out numbers that no fact, date or declared name carries."""
    rest = _SPELLED_NAMES.sub(" ", _ALLOWED.sub(" ", _without_names_zh(text)))
    found = [*_NUMERAL.finditer(rest), *_SPELLED.finditer(rest), *_typed_numbers_zh(rest)]
    return [match.group().strip() for match in sorted(found, key=lambda match: match.start())]


def judging_words(text: str) -> list[str]:
    """List the words by which a sentence compares, ranks, tells a trend or judges."""
    return [match.group() for match in _JUDGING.finditer(text)] + _judging_words_zh(text)


def _without_names_zh(text: str) -> str:
    """The text without dates, and without the words that hold a numeral and state no number."""
    return _ALLOWED_ZH.sub(" ", text)


def _typed_numbers_zh(rest: str) -> list[re.Match[str]]:
    """The Chinese numerals in a text whose names are gone."""
    return list(_NUMERAL_ZH.finditer(rest))


def _judging_words_zh(text: str) -> list[str]:
    """The words by which a sentence compares, ranks, tells a trend or judges."""
    return _JUDGING_ZH.findall(text)
