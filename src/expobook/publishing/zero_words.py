"""A count of nought in a sentence: “none say so” for “0 say so”, still a link to its number.

An author writes ``{fact}`none <id>` ``. The word stands for a value of nought alone: where another
run finds something, its number is shown instead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

ZERO_WORDS = ("no", "none", "nobody", "nothing")
_WITH_WORD = re.compile(r"(?P<word>[^<>]+?)\s*<(?P<name>[^<>]+)>\Z")


def split(written: str) -> tuple[str, str]:
    """The fact that a role names and the author's word for nought; empty where there is none.

    Raises `ValueError` for another word: a number is never written by hand.
    """
    match = _WITH_WORD.match(written.strip())
    if match is None:
        return written.strip(), ""
    if match["word"].lower() not in ZERO_WORDS:
        raise ValueError(
            f"{match['word']!r} before <{match['name']}> is no word for nought; allowed are "
            f"{', '.join(ZERO_WORDS)}, and without a word the number is shown"
        )
    return match["name"].strip(), match["word"]


def shown(fact: Mapping[str, Any], word: str) -> str:
    """What a sentence shows for a fact: the word for a value of nought, else its display."""
    return word if word and float(fact["value"]) == 0 else str(fact["display"])
