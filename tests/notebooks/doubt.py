"""Where a text must say that a number was read second-hand, is unconfirmed or machine-read.

"Grade D" says so too; it is what the grade mark shows.

The rule, for facts of grade D: a quantity is in a sentence that says so, or right after one that
does. A count that rests on such facts (how many goals were met) is in a section that says so: what
it counts is told there. A figure or table says so in title, subtitle or note when its title holds
such a quantity; its grade stands below it in any case.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from expobook.editions import headlines
from expobook.facts.notebook_outputs import NotebookBundles

WORDS = re.compile(r"second[- ]hand|unconfirmed|machine-read|grade D|二手|未经证实", re.IGNORECASE)
_HEADING = re.compile(r"^(?=#{1,6} )", re.MULTILINE)
_GRADE = re.compile(r"\{grade\}`(\w+)`")
Facts = Mapping[str, dict[str, Any]]


def sections(path: Path) -> Iterator[str]:
    """The Markdown of a page or notebook, heading by heading."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        text = "\n\n".join(
            "".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "markdown"
        )
    yield from _HEADING.split(text)


def silent_sentences(path: Path, facts: Facts) -> list[str]:
    """Sentences that hold a fact of grade D and leave its grade unsaid."""
    return [problem for section in sections(path) for problem in silent_in(section, path.name, facts)]


def silent_in(section: str, page: str, facts: Facts) -> list[str]:
    """The same for the Markdown of one section."""
    problems = []
    section = _GRADE.sub(lambda mark: _grade_in_words(mark.group(1), facts), section)
    said_anywhere, said_before = bool(WORDS.search(section)), False
    for sentence in headlines.sentences(section, page):
        said = bool(WORDS.search(sentence.text))
        for name in sentence.facts:
            fact = facts.get(name)
            if fact is None or fact["grade"] != "D" or said:
                continue
            if not (said_anywhere if is_count(fact) else said_before):
                problems.append(
                    f"{page}: {name} is of grade D and isn't said to be "
                    f"second-hand or unconfirmed: “{sentence.shown()}”"
                )
        said_before = said
    return problems


def _grade_in_words(name: str, facts: Facts) -> str:
    """What a reader sees of a `{grade}` role, which takes a fact or a letter."""
    return f"grade {facts[name]['grade'] if name in facts else name}"


def silent_titles(books: Iterable[NotebookBundles]) -> list[str]:
    """Figures and tables whose title holds a quantity of grade D that no text of theirs doubts."""
    problems = []
    for book in books:
        facts = {fact["id"]: fact for fact in book.facts}
        for item in (*book.figures, *book.tables):
            words = " ".join(item.get(name, "") for name in ("title", "subtitle", "note"))
            doubtful = [
                part["fact"]
                for part in item["title_parts"]
                if not isinstance(part, str)
                and facts[part["fact"]]["grade"] == "D"
                and not is_count(facts[part["fact"]])
            ]
            if doubtful and not WORDS.search(words):
                problems.append(
                    f"{item['id']}: its title holds {', '.join(doubtful)} of grade D, "
                    "and no text of it says second-hand or unconfirmed"
                )
    return problems


def is_count(fact: dict[str, Any]) -> bool:
    """Tell whether a fact counts things of this report, such as verdicts or tests."""
    return bool(fact["method"]) and fact["unit"] == "count"
