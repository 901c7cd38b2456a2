"""Numbers in running prose: one to nine in words, the first word of a sentence with a capital."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

NUMBER_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
COUNTING_UNITS = frozenset({"count", "times", "days", "years"})
"""Units whose small whole numbers prose writes as words; a measured amount keeps its digits."""
_HEAD_OF_SENTENCE = re.compile(r"(?:\A|(?<!\be\.g)(?<!\bi\.e)(?<!\bvs)(?<!\bcf)[.!?][”’\")\]]*\s)\s*[“‘\"(\[]*\Z")


def in_prose(fact: Mapping[str, Any], before: str) -> str:
    """A fact as running text writes it: “at least three”, but “3%”, “12 days”, “2.0 times”.

    `before` is what the paragraph says up to the number: at the head of a sentence the first
    letter is a capital.
    """
    display, number = str(fact["display"]), str(fact["number"])
    small = number in map(str, range(1, len(NUMBER_WORDS) + 1))
    if small and fact["unit"] in COUNTING_UNITS and fact["value"] == int(number):
        display = display.replace(number, NUMBER_WORDS[int(number) - 1], 1)
    if _HEAD_OF_SENTENCE.search(before):
        return display[:1].upper() + display[1:]
    return display


def forms_in_prose(fact: Mapping[str, Any]) -> set[str]:
    """All ways in which a page may write a fact: in a table, in a sentence, at its head."""
    return {str(fact["display"]), in_prose(fact, ""), in_prose(fact, "in ")}
