"""What authors write inside a sentence: numbers, grades, sources, definitions, verdicts."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from operator import itemgetter

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole

from expobook.facts import templates
from expobook.values import chinese
from expobook.values.grades import mark_of
from expobook.values.suggestions import did_you_mean

from ..build import fragments
from ..build.domain import EVIDENCE, domain_of, source_location
from ..build.nodes import make_as_printed, of_page
from .number_words import IN_PROSE

_OWN_WORDS = re.compile(r"(?P<text>.+?)\s*<(?P<name>[^<>]+)>\Z", re.DOTALL)


class _Role(SphinxRole, ABC):
    """A role that warns, with its place, when it names something that doesn't exist."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        try:
            return [self.make()], []
        except fragments.MissingEntry as error:
            source, line = self.get_source_info()
            place = source_location(source, line)
            domain_of(self.env).fault(self.env.docname, f"{error} ({place})", (self.env.docname, line))
            return [nodes.inline(self.rawtext, self.text, classes=["missing-entry"])], []

    @abstractmethod
    def make(self) -> nodes.Node:
        """What stands in the text."""


class FactRole(_Role):
    """``{fact}`id` ``: the number as the book writes it, with bound word and unit.

    In running text one to nine are words. ``{fact}`none <id>` `` shows the word where the number
    is nought.
    """

    def make(self) -> nodes.Node:
        """Link the number as the book writes it, or the author's word for nought."""
        try:
            name, word = templates.split_zero_word(self.text)
        except ValueError as error:
            raise fragments.MissingEntry(str(error)) from None
        stated = domain_of(self.env).index.get("fact", name)
        text = templates.zero_word_or_display(stated.item, word) if stated else None
        link = fragments.fact_link(self.env, name, text)
        link[IN_PROSE] = stated is not None and text == stated.item["display"] and of_page(self.env) == "en"
        return link


class DigitsRole(_Role):
    """``{number}`id` ``: the digits of a fact only; ``{fact-zh}`id` ``: as a Chinese text writes it."""

    def __init__(self, write: Callable[[dict], str]) -> None:
        self.write = write

    def make(self) -> nodes.Node:
        """Link the number, written from the fact itself."""
        stated = domain_of(self.env).index.get("fact", self.text.strip())
        return fragments.fact_link(self.env, self.text.strip(), self.write(stated.item) if stated else None)


class PrintedRole(_Role):
    """``{printed}`id` ``: what the source of an observed number printed, in its own script.

    Without quotes: where print can't set the script, a transliteration stands, and is no quotation.
    """

    def make(self) -> nodes.Node:
        """Write the phrase of the evidence, marked with the language of its source."""
        name = self.text.strip()
        domain = domain_of(self.env)
        domain.note_use(self.env.docname, "read", name)
        domain.note_use(self.env.docname, *EVIDENCE)
        stated = domain.index.get("fact", name)
        if stated is None or not stated.item["as_reported"]:
            raise fragments.MissingEntry(
                f"no printed phrase is known of {name!r}{domain.index.suggestion('fact', name)}"
            )
        source = domain.evidence.sources.get(stated.item["sources"][0], {})
        return make_as_printed(stated.item["as_reported"], str(source.get("language", "")))


class GradeRole(_Role):
    """``{grade}`id` `` or ``{grade}`B` ``: a badge with what marks a number, or a grade."""

    def make(self) -> nodes.Node:
        """Show the mark of a fact, or the grade given."""
        name = self.text.strip()
        if name in fragments.GRADES:
            return fragments.grade_link(self.env, name)
        domain = domain_of(self.env)
        stated = domain.index.get("fact", name)
        domain.data["uses"].setdefault(self.env.docname, []).append(("graded", name))
        if stated is None:
            raise fragments.MissingEntry(f"no notebook states the fact {name!r}{domain.index.suggestion('fact', name)}")
        return fragments.grade_link(self.env, mark_of(stated.item))


class VerdictRole(_Role):
    """``{verdict}`met` `` or ``{verdict}`held <met>` ``: a verdict mark, in the author's words."""

    def make(self) -> nodes.Node:
        """Show the mark."""
        match = _OWN_WORDS.match(self.text)
        name = (match["name"] if match else self.text).strip().replace(" ", "-")
        if name not in fragments.VERDICTS:
            raise fragments.MissingEntry(f"no verdict {name!r}; allowed are {', '.join(fragments.VERDICTS)}")
        return fragments.verdict_mark(name, match["text"] if match else "")


class EntryRole(_Role):
    """``{source}`id` ``, ``{definition}`id` ``, ``{conflict}`id` ``: an entry of the data package.

    The link has the author's words, or those of the entry.
    """

    def __init__(self, kind: str, label_of: Callable[[dict], str]) -> None:
        self.kind, self.label_of = kind, label_of

    def make(self) -> nodes.Node:
        """Link the entry."""
        match = _OWN_WORDS.match(self.text)
        name = (match["name"] if match else self.text).strip()
        domain = domain_of(self.env)
        domain.note_use(self.env.docname, *EVIDENCE)
        known = getattr(domain.evidence, f"{self.kind}s")
        if name not in known:
            found = did_you_mean(name, known)
            hint = f"; {found}" if found else ""
            raise fragments.MissingEntry(f"the data package has no {self.kind} {name!r}{hint}")
        text = match["text"] if match else self.label_of(known[name])
        return fragments.link_to(self.env, self.kind, name, nodes.Text(text), classes=(f"{self.kind}-link",))


def _source_label(record: dict) -> str:
    """Publisher, title and year of a source."""
    return f"{record['publisher']}, {fragments.source_title(record)} ({fragments.year_of(record)})"


def setup(app: Sphinx) -> None:
    """Register the roles."""
    roles = {
        "fact": FactRole(),
        "number": DigitsRole(itemgetter("number")),
        "fact-zh": DigitsRole(chinese.write),
        "grade": GradeRole(),
        "verdict": VerdictRole(),
        "source": EntryRole("source", _source_label),
        "definition": EntryRole("definition", itemgetter("term")),
        "conflict": EntryRole("conflict", itemgetter("topic")),
        "printed": PrintedRole(),
    }
    for name, role in roles.items():
        app.add_role(name, role)
