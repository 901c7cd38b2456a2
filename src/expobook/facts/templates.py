"""Texts that carry facts: `{fact_id}` and `{fact_id:number}` become linked parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from expobook.values.grades import GRADES, MODELLED, UNGRADED, marks_of

from .facts import FactError, Register

Part = str | dict[str, str]
_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)(?::(number))?\}")


def parts(template: str, facts: Register) -> list[Part]:
    """Split a template into plain strings and `{"fact": id, "text": …}` in reading order.

    Raises `FactError` for an id that the notebook hasn't stated.
    """
    pieces: list[Part] = []
    end = 0
    for match in _PLACE.finditer(template):
        if match.start() > end:
            pieces.append(template[end : match.start()])
        fact = facts[match.group(1)]
        text = fact.number if match.group(2) else fact.display
        pieces.append({"fact": fact.id, "text": text})
        end = match.end()
    if end < len(template):
        pieces.append(template[end:])
    if any(isinstance(part, str) and ("{" in part or "}" in part) for part in pieces):
        raise FactError(f"a brace in {template!r} names no fact: write {{fact_id}}")
    return pieces


def plain(text_parts: list[Part]) -> str:
    """Join parts into the text that a reader sees."""
    return "".join(part if isinstance(part, str) else part["text"] for part in text_parts)


def fact_ids(*groups: list[Part]) -> list[str]:
    """List the facts that texts use, in order, each once."""
    used = [part["fact"] for group in groups for part in group if isinstance(part, dict)]
    return list(dict.fromkeys(used))


def evidence_of(ids: list[str], facts: Register, grades: Sequence[str], modelled: bool) -> dict[str, Any]:
    """The lowest `grade` among the facts used and the further ones given; and all `marks`."""
    used = [asdict(facts[name]) for name in ids]
    used += [{"grade": UNGRADED, "kind": MODELLED}] if modelled else []
    marks = marks_of(used, grades)
    return {"grade": next((mark for mark in marks if mark in GRADES), UNGRADED), "marks": marks}


def require(what: str, name: str, texts: dict[str, Any], problem: Callable[[str], Exception]):
    """Raise when one of the named texts is empty: an unlabelled picture can't be opened."""
    empty = [label for label, text in texts.items() if not text]
    if empty:
        raise problem(f"{what} {name!r} has no {' and no '.join(empty)}; give it one")


ZERO_WORDS = ("no", "none", "nobody", "nothing")
_WITH_WORD = re.compile(r"(?P<word>[^<>]+?)\s*<(?P<name>[^<>]+)>\Z")


def split_zero_word(content: str) -> tuple[str, str]:
    """The fact that a role names and the author's word for nought; empty where there is none.

    Raises `ValueError` for another word: a number is never written by hand.
    """
    match = _WITH_WORD.match(content.strip())
    if match is None:
        return content.strip(), ""
    if match["word"].lower() not in ZERO_WORDS:
        raise ValueError(
            f"{match['word']!r} before <{match['name']}> is no word for nought; allowed are "
            f"{', '.join(ZERO_WORDS)}, and without a word the number is shown"
        )
    return match["name"].strip(), match["word"]


def zero_word_or_display(fact: Mapping[str, Any], word: str) -> str:
    """What a sentence shows for a fact: the word for a value of nought, else its display."""
    return word if word and float(fact["value"]) == 0 else str(fact["display"])
