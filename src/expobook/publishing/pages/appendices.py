"""Appendix pages made from the data package: grades, definitions, conflicts."""

from __future__ import annotations

from string import ascii_lowercase
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from expobook.values.grades import MEANINGS, explain_mark
from expobook.values.periods import describe_periods

from ..build import deferred, fragments
from ..build.domain import EVIDENCE, Place, domain_of
from ..build.fragments import field_text, fields, permalink
from ..build.nodes import make_box, make_more, make_printed, make_span


class Grades(SphinxDirective):
    """What the evidence grades A to D and the other marks of a number mean."""

    def run(self) -> list[nodes.Node]:
        """Make one entry for every mark; badges all over the book lead here."""
        pairs = []
        for name, meaning in MEANINGS.items():
            anchor = _anchored(self, "grade", name, explain_mark(name).split(":")[0])
            mark = make_box("dt", fragments.grade_mark(name))
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
        ordered = sorted(domain.evidence.definitions.values(), key=_by_term)
        return [self._entry(record) for record in ordered]

    def _entry(self, record: dict[str, Any]) -> nodes.Element:
        anchor = _anchored(self, "definition", record["definition_id"], str(record["term"]))
        head = make_box(
            "p",
            make_span(str(record["term"]), classes=("entry-value",)),
            nodes.Text(" "),
            permalink(anchor, "entry"),
            classes=("entry-head",),
        )
        text = make_box("p", nodes.Text(str(record["definition"])), classes=("entry-text",))
        rows = [
            ("Issuer", field_text(record["issuer"])),
            ("Source", fragments.source_links(self.env, [record["source_id"]])),
            ("Note", field_text(record["note"])),
        ]
        entry = make_box("div", head, text, fields(rows), classes=("entry", "definition-entry"))
        entry["ids"].append(anchor)
        return entry


class conflict_values(deferred.deferred_entry):  # noqa: N801 (docutils' manner)
    """The place of the rows that a conflict record links."""


class ConflictsList(SphinxDirective):
    """All records of sources that disagree: what differs, what the report uses, and why."""

    def run(self) -> list[nodes.Node]:
        """Make one entry for every conflict record, in the package's order."""
        domain = domain_of(self.env)
        domain.note_use(self.env.docname, *EVIDENCE)
        return [self._entry(record) for record in domain.evidence.conflicts.values()]

    def _entry(self, record: dict[str, Any]) -> nodes.section:
        anchor = _anchored(self, "conflict", record["conflict_id"], str(record["topic"]))
        section = nodes.section("", nodes.title("", str(record["topic"])), ids=[anchor], classes=["conflict"])
        rows = [
            ("What differs", field_text(record["what_differs"])),
            ("Used here", field_text(record["used"])),
            ("Reason", field_text(record["reason"])),
        ]
        section += make_box("div", fields(rows), classes=("entry",))
        found_by = " ".join(map(str, _linked_rows(self.env, record).findall(nodes.Text)))
        section += deferred.place(self.env, conflict_values, record["conflict_id"], "", found_by)
        guard = make_span(str(record["expect"]), classes=("formula",))
        section += make_more("Guard", make_box("p", guard), classes=("conflict-guard",))
        return section


def _linked_rows(env: BuildEnvironment, record: dict[str, Any]) -> nodes.table:
    """The rows that the record links, named by letters as its guard names them."""
    contents = [_observation(env, name) for name in _ids(record["observation_ids"])]
    contents += [_event(env, name) for name in _ids(record["event_ids"])]
    rows = [[letter, *cells] for letter, cells in zip(ascii_lowercase, contents, strict=False)]
    return fragments.table(("Letter", "What", "Value", "As printed", "Source"), rows, [2], ["conflict-values"])


def _observation(env: BuildEnvironment, name: str) -> list[fragments.Cell]:
    evidence = domain_of(env).evidence
    seen = evidence.observation(name)
    label = str(evidence.series[seen["series_id"]]["label"])
    language = str(evidence.sources[seen["source_id"]]["language"])
    printed = make_printed(seen["as_reported"], language)
    source = [
        *fragments.source_links(env, [seen["source_id"]]),
        nodes.Text(" "),
        fragments.grade_mark(str(seen["grade"])),
    ]
    value = fragments.amount(seen["value"], str(seen["unit"]))
    what = f"{label}, {describe_periods(str(seen['period']))}"
    return [what, value, [printed] if seen["as_reported"] else fragments.GAP, source]


def _event(env: BuildEnvironment, name: str) -> list[fragments.Cell]:
    event = domain_of(env).evidence.events[name]
    source = fragments.source_links(env, [event["source_id"]])
    return [str(event["title"]), describe_periods(str(event["date"])), fragments.GAP, source]


def _values(env: BuildEnvironment, builder: Builder, conflict_id: str) -> nodes.table:
    return _linked_rows(env, domain_of(env).evidence.conflicts[conflict_id])


def _anchored(directive: SphinxDirective, kind: str, name: str, title: str) -> str:
    """Register the entry of a record on this page and return its anchor."""
    anchor = f"{kind}-{name}".replace(" ", "-")
    domain_of(directive.env).note_place(kind, str(name), Place(directive.env.docname, anchor, title))
    return anchor


def _by_term(definition: dict[str, Any]) -> str:
    return str(definition["term"]).lower()


def _ids(cell: Any) -> list[str]:
    """The ids in a cell that lists them with semicolons."""
    return [name.strip() for name in str(cell).split(";") if name.strip()]


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("grades", Grades)
    app.add_directive("definitions-list", DefinitionsList)
    app.add_directive("conflicts-list", ConflictsList)
    deferred.add(app, conflict_values, _values)
