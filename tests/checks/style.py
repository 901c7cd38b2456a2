"""How the prose of the chapters reads, in numbers, and where it misses its targets.

`python -m checks.style notebooks/01_expo_outcomes.ipynb` (with `PYTHONPATH=tests`) measures a
notebook's Markdown, or a built page, and lists what to mend.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from . import running_text
from .prose import MONTH, NAMES

_SENTENCE_END = re.compile(
    r"(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bvs\.)(?<!\bcf\.)(?<=[.!?])"
    r"[”\")’]*\s+(?=[“\"(A-Z0-9⟨])"
)
_NUMBER = re.compile(
    rf"\d{{1,2}}(?:\s*(?:–|-|to|and)\s*\d{{1,2}})?\s+{MONTH}(?:\s+\d{{4}})?"  # a date is one number
    r"|\d[\d,.]*(?:[–-]\d[\d,.]*)?"
)
_NO_NUMBERS = re.compile("|".join(map(re.escape, sorted(NAMES, key=len, reverse=True))))
_NEGATION = re.compile(r"\b(?:no|not|none|never|nothing|nobody|neither|nor|without|cannot)\b|n[’']t\b", re.IGNORECASE)
_COUNT = r"(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine)"
BANNED = {
    "a verb of evidence": re.compile(r"\b(?:told|stands|carries|printed)\b", re.IGNORECASE),
    "“the year” as a cause": re.compile(
        r"\b(?:is|was|are|were|by|because of|due to|owing to) the year(?=\s*(?:[.,;:)]|and\b|$))", re.IGNORECASE
    ),
    "“the one … the other”": re.compile(r"\bthe one\b[^.]*\bthe other\b", re.IGNORECASE),
    "“no … was found” first": re.compile(r"\ANo\b[^.]*\b(?:was|were|is|has been) found\b"),
    "read second-hand": re.compile(r"\bread second[- ]hand\b", re.IGNORECASE),
    "a count of the database": re.compile(
        rf"\b{_COUNT} (?:[a-z]+ )?(?:observations?|rows?|records?|data points?)\b"
        r"|\b(?:the|our|this) (?:evidence|data|database|data package) "
        r"(?:holds?|has|have|contains?|counts?)\b",
        re.IGNORECASE,
    ),
    "it says, it doesn't say": re.compile(
        r"\b(?:says?|said|gives?|gave|names?|named)\b[^.]*\.\s+(?:It|They|He|She|This|The \w+) "
        r"(?:does|do|did)(?:n[’']t| not) (?:say|give|name|tell)\b"
    ),
}
TARGETS = {
    "words a sentence": 20.0,
    "words in the longest sentence": 40.0,
    "numbers in 100 words": 5.0,
    "negations in 100 words": 0.8,
    "colons and semicolons a sentence": 0.15,
    "words in the longest paragraph": 84.0,
    "banned phrases": 0.0,
}
"""The most that a chapter's prose may have of each."""
MOST_WORDS = 12_000
"""The most words in the running text of all chapters together."""
MOST_WORDS_IN_A_TITLE = 12
MOST_NUMBERS = 3
"""The most numbers in a sentence that isn't listed."""


def sentences(text: str) -> list[str]:
    """Split a paragraph into sentences; a colon or a semicolon ends none."""
    return _SENTENCE_END.split(text)


def words(text: str) -> int:
    """Count the words as they stand between spaces, numbers and references included."""
    return len(text.split())


def numbers(text: str) -> list[str]:
    """The numbers in digits, years too; a date or a span is one, a name such as G20 is none."""
    return _NUMBER.findall(_NO_NUMBERS.sub(" ", text))


def negations(text: str) -> list[str]:
    """The words that deny."""
    return _NEGATION.findall(text)


def banned(text: str) -> list[tuple[str, str]]:
    """The phrases that the house doesn't write, each with what is wrong with it."""
    return [(why, found[0]) for why, phrase in BANNED.items() for found in phrase.finditer(text)]


@dataclass(frozen=True)
class Prose:
    """The running text of a chapter, paragraph by paragraph."""

    paragraphs: Sequence[str]

    @cached_property
    def sentences(self) -> list[str]:
        """All sentences in reading order."""
        return [sentence for text in self.paragraphs for sentence in sentences(text)]

    @cached_property
    def words(self) -> int:
        """How many words it has."""
        return sum(map(words, self.paragraphs))

    def measures(self) -> dict[str, float]:
        """What `TARGETS` limits, by the same names."""

        def found(look: Callable[[str], Sequence]) -> int:
            return sum(len(look(text)) for text in self.paragraphs)

        return dict(
            zip(
                TARGETS,
                (
                    self.words / len(self.sentences),
                    max(map(words, self.sentences)),
                    100 * found(numbers) / self.words,
                    100 * found(negations) / self.words,
                    found(re.compile("[:;]").findall) / len(self.sentences),
                    max(map(words, self.paragraphs)),
                    found(banned),
                ),
                strict=True,
            )
        )

    def missed(self) -> dict[str, float]:
        """The measures that are above their targets."""
        return {name: value for name, value in self.measures().items() if value > TARGETS[name]}

    def to_mend(self) -> Iterator[str]:
        """What to mend, with its place: long sentences and paragraphs, phrases, dense sentences."""
        for text in self.paragraphs:
            if (count := words(text)) > TARGETS["words in the longest paragraph"]:
                yield f"{count} words in a paragraph: {text[:80]}…"
            for why, phrase in banned(text):
                yield f"{why}: “{phrase}” in: {text[:200]}"
        for sentence in self.sentences:
            if faults := list(_faults(sentence)):
                yield f"{', '.join(faults)}: {sentence}"


def _faults(sentence: str) -> Iterator[str]:
    """What makes a sentence hard to read; one fault is no offence, many are."""
    count, figures, marks = words(sentence), numbers(sentence), re.findall("[:;]", sentence)
    if count > TARGETS["words in the longest sentence"]:
        yield f"{count} words"
    if len(figures) > MOST_NUMBERS:
        yield f"{len(figures)} numbers"
    if marks:
        yield f"{len(marks)} colons or semicolons"
    if denied := negations(sentence):
        yield f"denies ({' '.join(denied)})"


def read(path: Path) -> Prose:
    """The prose of a notebook (by its Markdown) or of a built page."""
    of = running_text.of_notebook if path.suffix == ".ipynb" else running_text.of_page
    return Prose(of(path))


def report(name: str, prose: Prose) -> str:
    """The measures of a chapter beside their targets, one a line."""
    missed = prose.missed()
    lines = [f"{name}: {prose.words} words in {len(prose.sentences)} sentences"]
    lines += [
        f"  {value:7.2f}  {measure}, at most {TARGETS[measure]:g}{'   << above' if measure in missed else ''}"
        for measure, value in prose.measures().items()
    ]
    return "\n".join(lines)


def main(paths: Sequence[str]) -> int:
    """Print measures and what to mend for each path; 1 where a target is missed."""
    found = {path: read(Path(path)) for path in paths}
    for path, prose in found.items():
        print(report(path, prose), *prose.to_mend(), sep="\n")
    return int(any(prose.missed() for prose in found.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
