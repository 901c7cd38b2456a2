"""The words of a chart in another language."""

from __future__ import annotations

import pytest

from expobook.figures import chart_translation

DRAWN = (
    '<svg><title id="t">Goals</title><desc id="d">Bars</desc><text x="1">440, set in 2025'
    "</text><text>goal</text><text>2,040.1</text><text>2027</text></svg>"
)
WORDS = chart_translation.read("{}, set in {} = {}（{}年提出） | goal = 目标")


def test_words_and_numbers_are_those_of_the_page():
    """Catch an English word, or billions under a Chinese unit, in a Chinese chart."""
    made = chart_translation.translate(DRAWN, WORDS, 10, "目标")
    assert made == (
        '<svg><title id="t">目标</title><desc id="d"></desc>'
        '<text x="1">4400（2025年提出）'
        "</text><text>目标</text><text>20401</text><text>2027</text></svg>"
    )


def test_a_text_without_a_pattern_is_named():
    """Catch a chart that gained a word which stays English on the Chinese page."""
    with pytest.raises(chart_translation.Untranslated, match="'short of it'"):
        chart_translation.translate("<svg><text>short of it</text></svg>", WORDS, 10, "目标")
