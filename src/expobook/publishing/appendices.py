"""Appendix pages made from the data package: sources, definitions, conflicts."""

from __future__ import annotations

import re
from string import ascii_lowercase
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from . import rendering
from .facts_domain import BOOK, EVIDENCE, Place, domain_of
from .nodes import make_box, make_code, make_more, make_printed, make_span
from .rendering import link_to

ORIGINS = {
    "international_organisation": "International organisations",
    "official_statistics": "Official statistics",
    "government": "Governments",
    "organiser": "Organisers",
    "company": "Companies",
    "news_agency": "News agencies",
    "newspaper": "Newspapers",
    "other": "Other",
}
LANGUAGES = {"en": "English", "zh": "Chinese", "ja": "Japanese", "fr": "French", "de": "German",
             "ru": "Russian", "es": "Spanish", "ar": "Arabic", "ko": "Korean"}
_SHOWN_USES = 6
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


class SourcesList(SphinxDirective):
    """All sources, grouped by origin, each with the numbers that rest on it."""

    def run(self) -> list[nodes.Node]:
        """Make one entry for every source of the data package."""
        domain = domain_of(self.env)
        domain.note_use(self.env.docname, *BOOK)
        domain.note_use(self.env.docname, *EVIDENCE)
        resting: dict[str, list[dict[str, Any]]] = {}
        for stated in domain.index.of("fact"):
            for source_id in stated.item.get("sources", ()):
                resting.setdefault(source_id, []).append(stated.item)
        groups: dict[str, list[dict[str, Any]]] = {name: [] for name in ORIGINS}
        for source in domain.shelf.sources.values():
            groups.setdefault(str(source["origin"]), []).append(source)
        found: list[nodes.Node] = []
        for origin, sources in groups.items():
            if not sources:
                continue
            title = ORIGINS.get(origin, origin.replace("_", " ").capitalize())
            section = nodes.section("", nodes.title("", title),
                                    ids=[f"sources-{origin.replace('_', '-')}"])
            for source in sorted(sources, key=_by_publisher):
                section += self._entry(source, resting.get(source["source_id"], []))
            found.append(section)
        return found

    def _entry(self, source: dict[str, Any], facts: list[dict[str, Any]]) -> nodes.Element:
        anchor = _anchored(self, "source", source["source_id"], rendering.source_title(source))
        head = make_box(
            "p", make_span(str(source["publisher"]), classes=("entry-value",)), nodes.Text(" "),
            rendering.grade_mark(str(source["grade"])), nodes.Text(" "), *_titles(source),
            nodes.Text(" "), _permalink(anchor), classes=("entry-head",),
        )
        rows = [
            ("Address", _address(source)),
            ("Published", _text(_published(source))),
            ("Terms", _text(source["terms"])),
            ("Note", _text(source["note"])),
            ("Numbers", self._numbers(facts)),
            ("Identifier", [make_code(str(source["source_id"]))]),
        ]
        entry = make_box("div", head, fields(rows), classes=("entry", "source-entry"),
                         data_grade=str(source["grade"]))
        entry["ids"].append(anchor)
        return entry

    def _numbers(self, facts: list[dict[str, Any]]) -> list[nodes.Node]:
        links = [
            link_to(self.env, "fact", fact["id"], nodes.Text(fact["display"]), title=fact["label"])
            for fact in facts
        ]
        line = rendering.joined([[link] for link in links])
        if len(links) <= _SHOWN_USES:
            return line
        return [make_more(f"{len(links)} numbers of this book rest on it",
                          make_box("p", *line))]


class Grades(SphinxDirective):
    """What the evidence grades A to D mean."""

    def run(self) -> list[nodes.Node]:
        """Make one entry for every grade; badges all over the book lead here."""
        pairs = []
        for grade, meaning in rendering.GRADES.items():
            anchor = _anchored(self, "grade", grade, f"Evidence grade {grade}")
            mark = make_box("dt", rendering.grade_mark(grade))
            mark["ids"].append(anchor)
            text = make_box("dd", nodes.Text(meaning[0].upper() + meaning[1:] + "."))
            pairs.append(make_box("div", mark, text))
        return [make_box("dl", *pairs, classes=("grades",))]


class DefinitionsList(SphinxDirective):
    """All defined terms with issuer and source."""

    def run(self) -> list[nodes.Node]:
        """Make one entry for every definition, in alphabetical order of terms."""
        domain = domain_of(self.env)
        domain.note_use(self.env.docname, *EVIDENCE)
        ordered = sorted(domain.shelf.definitions.values(), key=_by_term)
        return [self._entry(record) for record in ordered]

    def _entry(self, record: dict[str, Any]) -> nodes.Element:
        anchor = _anchored(self, "definition", record["definition_id"], str(record["term"]))
        head = make_box("p", make_span(str(record["term"]), classes=("entry-value",)),
                        nodes.Text(" "), _permalink(anchor), classes=("entry-head",))
        text = make_box("p", nodes.Text(str(record["definition"])), classes=("entry-text",))
        rows = [
            ("Issuer", _text(record["issuer"])),
            ("Source", rendering.source_links(self.env, [record["source_id"]])),
            ("Note", _text(record["note"])),
        ]
        entry = make_box("div", head, text, fields(rows), classes=("entry", "definition-entry"))
        entry["ids"].append(anchor)
        return entry


class ConflictsList(SphinxDirective):
    """All records of sources that disagree: what differs, what the report uses, and why."""

    def run(self) -> list[nodes.Node]:
        """Make one entry for every conflict record, in the package's order."""
        domain = domain_of(self.env)
        domain.note_use(self.env.docname, *EVIDENCE)
        return [self._entry(record) for record in domain.shelf.conflicts.values()]

    def _entry(self, record: dict[str, Any]) -> nodes.section:
        anchor = _anchored(self, "conflict", record["conflict_id"], str(record["topic"]))
        section = nodes.section("", nodes.title("", str(record["topic"])), ids=[anchor],
                                classes=["conflict"])
        rows = [
            ("What differs", _text(record["what_differs"])),
            ("Used here", _text(record["used"])),
            ("Reason", _text(record["reason"])),
        ]
        section += make_box("div", fields(rows), classes=("entry",))
        section += self._linked_rows(_ids(record["observation_ids"]), _ids(record["event_ids"]))
        guard = make_span(str(record["expect"]), classes=("formula",))
        section += rendering.labelled("Guard", guard, classes=("conflict-guard",))
        return section

    def _linked_rows(self, observation_ids: list[str], event_ids: list[str]) -> nodes.table:
        """The rows that the record links, named by letters as its guard names them."""
        head = [[nodes.Text(name)] for name in ("Letter", "What", "Value", "As printed", "Source")]
        contents = [self._observation(name) for name in observation_ids]
        contents += [self._event(name) for name in event_ids]
        rows = [[[nodes.Text(letter)], *cells]
                for letter, cells in zip(ascii_lowercase, contents, strict=False)]
        return rendering.table(head, rows, [2], ["conflict-values"])

    def _observation(self, name: str) -> list[list[nodes.Node]]:
        shelf = domain_of(self.env).shelf
        seen = shelf.observation(name)
        label = str(shelf.series[seen["series_id"]]["label"])
        language = str(shelf.sources[seen["source_id"]]["language"])
        printed = make_printed(seen["as_reported"], language)
        source = [*rendering.source_links(self.env, [seen["source_id"]]), nodes.Text(" "),
                  rendering.grade_mark(str(seen["grade"]))]
        value = rendering.amount(seen["value"], str(seen["unit"]))
        return [[nodes.Text(f"{label}, {seen['period']}")], [nodes.Text(value)],
                [printed if seen["as_reported"] else nodes.Text(rendering.GAP)], source]

    def _event(self, name: str) -> list[list[nodes.Node]]:
        event = domain_of(self.env).shelf.events[name]
        return [[nodes.Text(str(event["title"]))], [nodes.Text(str(event["date"]))],
                [nodes.Text(rendering.GAP)],
                rendering.source_links(self.env, [event["source_id"]])]


def fields(rows: list[tuple[str, list[nodes.Node]]]) -> nodes.Element:
    """Names and contents below the head of an entry; empty ones are left out."""
    pairs = [
        make_box("div", make_box("dt", nodes.Text(name)), make_box("dd", *content))
        for name, content in rows if content
    ]
    return make_box("dl", *pairs, classes=("entry-fields",))


def _anchored(directive: SphinxDirective, kind: str, name: str, title: str) -> str:
    """Register the entry of a record on this page and return its anchor."""
    anchor = f"{kind}-{name}"
    domain_of(directive.env).note_place(
        kind, str(name), Place(directive.env.docname, anchor, title)
    )
    return anchor


def _permalink(anchor: str) -> nodes.reference:
    return nodes.reference("", "#", refid=anchor, classes=["entry-link"],
                           reftitle="Permanent link to this entry")


def _titles(source: dict[str, Any]) -> list[nodes.Node]:
    """The title in its own language, marked as such, with the English one beside it."""
    language = str(source["language"])
    title = str(source["title"])
    if language in ("", "en"):
        return [make_span(title, classes=("entry-label",))]
    own = make_span(title, classes=("entry-label",), lang=language)
    if not source["title_english"] or source["title_english"] == title:
        return [own]
    return [own, nodes.Text(" "),
            make_span(f"[{source['title_english']}]", classes=("entry-english",))]


def _published(source: dict[str, Any]) -> str:
    """When a source appeared, in which language and form, and when it was read."""
    published = source["published"] or "not dated"
    language = LANGUAGES.get(source["language"], source["language"])
    access = str(source["access"]).replace("_", " ")
    return f"{published}; {language}, {access}; read {source['read']}"


def _address(source: dict[str, Any]) -> list[nodes.Node]:
    address = str(source["url"])
    if not _ADDRESS.match(address):
        return _text(address or "none")
    shown = _ADDRESS.sub("", address)
    return [nodes.reference("", shown, refuri=address, classes=["source-address"])]


def _by_publisher(source: dict[str, Any]) -> tuple[str, str, str]:
    return (str(source["publisher"]).lower(), str(source["published"]), str(source["source_id"]))


def _by_term(definition: dict[str, Any]) -> str:
    return str(definition["term"]).lower()


def _ids(cell: Any) -> list[str]:
    """The ids in a cell that lists them with semicolons."""
    return [name.strip() for name in str(cell).split(";") if name.strip()]


def _text(text: Any) -> list[nodes.Node]:
    return [nodes.Text(str(text))] if text not in ("", None) else []


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("grades", Grades)
    app.add_directive("sources-list", SourcesList)
    app.add_directive("definitions-list", DefinitionsList)
    app.add_directive("conflicts-list", ConflictsList)
