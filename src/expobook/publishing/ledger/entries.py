"""The ledger: one entry for every number of the book, with all that is needed to open it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode
from sphinx.writers.html5 import HTML5Translator

from expobook.facts.formula_text import plain_formula
from expobook.values.grades import MODELLED, describe_mark, mark_of
from expobook.values.periods import describe_periods

from ..build import deferred, fragments
from ..build.domain import BOOK, EVIDENCE, NumbersDomain, Place, domain_of
from ..build.fragments import field_text
from ..build.index import Notebook
from ..build.nodes import make_box, make_code, make_printed, make_span
from ..build.workers import SCREEN
from ..figures.cite_links import cite_place, file_name
from ..theme.error_reports import report_place

KINDS = {
    "observed": "as reported by a source",
    "derived": "computed from reported values",
    "modelled": "modelled or inferred",
    "own count": "counted in the book's own records",
    "parameter": "a setting of this run",
}
BOUNDS = {"exact": "", "approx": "approximate", "at_least": "at least", "at_most": "at most"}
NOT_KEPT = "not kept in the evidence"
FOLDED = "more that only other numbers use"
_LAID_OUT = 20
"""So many lines of a list are laid out out of sight too; the style sheet counts as many."""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class number_entry(deferred.deferred_entry):  # noqa: N801 (docutils' manner)
    """The place of a number's entry; on a screen its line in the list, which opens."""


class whole_entry(deferred.deferred_entry):  # noqa: N801
    """The place of all that is said of a number, on a screen: see `files`."""


class numbers_of_chapter(nodes.General, nodes.Element):  # noqa: N801
    """The entries of a chapter as it states them; a screen has those that pages show first."""


class Ledger(SphinxDirective):
    """All numbers of the book, grouped by chapter."""

    def run(self) -> list[nodes.Node]:
        """Give every number its place, so that it can be found and linked."""
        domain = domain_of(self.env)
        domain.note_use(self.env.docname, *BOOK)
        domain.note_use(self.env.docname, *EVIDENCE)
        chapters = [
            self._chapter(notebook)
            for notebook in domain.index.notebooks
            if any(domain.index.of("fact", notebook.docname))
        ]
        return [make_box("div", classes=("ledger-filter-place",)), *chapters]

    def _chapter(self, notebook: Notebook) -> nodes.section:
        name = f"ledger-{file_name(notebook.docname)}"
        places = (self._place(stated.item) for stated in domain_of(self.env).index.of("fact", notebook.docname))
        return nodes.section("", nodes.title("", notebook.title), numbers_of_chapter("", *places), ids=[name])

    def _place(self, fact: dict[str, Any]) -> nodes.Node:
        anchor, title = anchor_of(fact), f"{fact['label']}: {fact['display']}"
        place = Place(self.env.docname, anchor, title)
        domain_of(self.env).note_place("fact", fact["id"], place)
        return deferred.place(
            self.env, number_entry, fact["id"], anchor, f"{title} ({fact['id']}, {describe_mark(mark_of(fact))})"
        )


class Entry:
    """What the entry of one number looks like."""

    def __init__(self, env: BuildEnvironment, builder: Builder) -> None:
        self.env, self.builder = env, builder

    def of(self, fact: dict[str, Any]) -> nodes.Element:
        """Make the entry: the number with its label, and below them all that opens it."""
        label = make_span(fact["label"], classes=("entry-label",))
        links = make_box(
            "p",
            self._address(fact),
            nodes.Text(" "),
            cite_place(name=fact["id"]),
            nodes.Text(" "),
            report_place(name=fact["id"]),
            classes=("entry-links",),
        )
        body = make_box("div", fragments.fields(self._rows(fact)), links, classes=("entry-body",))
        return make_box("div", _head(fact, label), body, classes=("entry",))

    def line(self, fact: dict[str, Any], chapter: str) -> nodes.Element:
        """Make the line of the list: the number, and its label as a link to the whole entry."""
        page = page_of_entries(self.env.docname, chapter)
        address = self.builder.get_relative_uri(self.env.docname, page)
        label = nodes.reference(
            "", fact["label"], refuri=f"{address}#{anchor_of(fact)}", internal=True, classes=["entry-label"]
        )
        return make_box("div", _head(fact, label), classes=("entry",), data_grade=mark_of(fact), data_kind=fact["kind"])

    def _address(self, fact: dict[str, Any]) -> nodes.Node:
        """The address that is cited: the number's line in the list, wherever this is read."""
        return fragments.link_to(self.env, "fact", fact["id"], nodes.Text("Permanent link"))

    def _rows(self, fact: dict[str, Any]) -> Iterator[tuple[str, list[nodes.Node]]]:
        """Names and contents of an entry's fields; a reader meets the evidence first."""
        if fact.get("as_reported"):
            yield "As printed", [self._printed(fact["as_reported"], fact.get("sources", ()))]
        elif fact["kind"] == "observed":
            yield "As printed", field_text(NOT_KEPT)
        if fact["kind"] == MODELLED:
            yield "Evidence", field_text(what_went_in(domain_of(self.env), fact))
        if fact["formula"]:
            formula = self._linked(plain_formula(fact["formula"]))
            yield "Formula", [make_span("", *formula, classes=("formula",))]
        elif fact.get("method"):
            yield "Method", field_text(fact["method"])
        seen = [name for name in fact.get("inputs", ()) if self._is_observation(name)]
        if fact["kind"] == "observed" and len(seen) == 1:
            yield "Source", self._origin(seen[0])
        else:
            yield "Inputs", self._inputs(fact)
            yield "Sources", fragments.source_links(self.env, fact.get("sources", ()))
        yield "Parameters", _codes(fact.get("parameters", ()))
        yield "Period", field_text(describe_periods(fact.get("period") or ""))
        value = fragments.amount(fact["value"], fact["unit"])
        if value != fact["display"]:
            bound = BOUNDS.get(fact["bound"], fact["bound"])
            yield "Value", field_text(value + (f" ({bound})" if bound else ""))
        yield "Status", field_text(status_of(fact))
        yield "Note", field_text(fact.get("note", ""))
        yield "Used in", self._uses(fact["id"])
        record = _codes([fact["id"]])
        if fact["kind"] == "observed" and len(seen) == 1:
            record += [nodes.Text(" from "), *_codes(seen)]
        yield "Record", [*record, nodes.Text(f"; {KINDS.get(fact['kind'], fact['kind'])}")]

    def _linked(self, formula: str) -> list[nodes.Node]:
        """A formula whose fact ids lead to their entries."""
        index = domain_of(self.env).index
        found: list[nodes.Node] = []
        for token in re.split(f"({_NAME.pattern})", formula):
            known = index.get("fact", token) if _NAME.fullmatch(token) else None
            if known:
                title = f"{known.item['label']}: {known.item['display']}"
                found.append(
                    fragments.link_to(self.env, "fact", token, nodes.Text(token), classes=("input",), title=title)
                )
            elif token:
                found.append(nodes.Text(token))
        return found

    def _inputs(self, fact: dict[str, Any]) -> list[nodes.Node]:
        items = nodes.bullet_list(classes=["inputs"])
        for name in fact.get("inputs", ()):
            items += nodes.list_item("", nodes.paragraph("", "", *self._input(name)))
        return [items] if len(items) else []

    def _input(self, name: str) -> list[nodes.Node]:
        known = domain_of(self.env).index.get("fact", name)
        if known:
            link = fragments.link_to(self.env, "fact", name, nodes.Text(known.item["display"]), classes=("input",))
            return [nodes.Text(f"{known.item['label']}: "), link]
        if not self._is_observation(name):
            return [make_code(name)]
        seen = domain_of(self.env).evidence.observation(name)
        printed = self._printed(seen["as_reported"], [seen["source_id"]])
        value = nodes.Text(fragments.amount(seen["value"], str(seen["unit"])))
        return [
            make_code(name),
            nodes.Text(": "),
            printed if seen["as_reported"] else value,
            nodes.Text(", "),
            *self._origin(name),
            nodes.Text(" "),
            fragments.grade_mark(str(seen["grade"])),
        ]

    def _printed(self, phrase: str, source_ids: Sequence[str]) -> nodes.Node:
        """A phrase in the language of its source."""
        source = domain_of(self.env).evidence.sources.get(next(iter(source_ids), ""), {})
        return make_printed(phrase, str(source.get("language", "")))

    def _origin(self, observation_id: str) -> list[nodes.Node]:
        """Where an observation was read: publisher and year as a link, then the place in it."""
        evidence = domain_of(self.env).evidence
        seen = evidence.observation(observation_id)
        source = evidence.sources[seen["source_id"]]
        text = f"{source['publisher']} ({fragments.year_of(source)})"
        link = fragments.link_to(
            self.env,
            "source",
            seen["source_id"],
            nodes.Text(text),
            classes=("source-link",),
            title=fragments.source_title(source),
        )
        return [link, nodes.Text(f", {seen['locator']}" if seen["locator"] else "")]

    def _uses(self, fact_id: str) -> list[nodes.Node]:
        """Links to the pages that show a number, in page order."""
        found: list[nodes.Node] = []
        for docname in domain_of(self.env).pages_with(fact_id):
            title = nodes.Text(self.env.titles[docname].astext())
            link = make_refnode(self.builder, self.env.docname, docname, "", title)
            found += [nodes.Text(", "), link] if found else [link]
        return found or [nodes.Text("other numbers only")]

    def _is_observation(self, name: str) -> bool:
        return name in domain_of(self.env).evidence.observation_ids


def page_of_entries(ledger: str, chapter: str) -> str:
    """The page with the whole entries of a chapter's numbers, beside the ledger."""
    return f"{ledger}-{file_name(chapter)}"


def _head(fact: dict[str, Any], label: nodes.Node) -> nodes.Element:
    """The number, its mark and its label."""
    return make_box(
        "p",
        make_span(fact["display"], classes=("entry-value",)),
        nodes.Text(" "),
        fragments.grade_mark(mark_of(fact)),
        nodes.Text(" "),
        label,
        classes=("entry-head",),
    )


def what_went_in(domain: NumbersDomain, fact: dict[str, Any]) -> str:
    """The grades of what a modelled number was made from: “made from grades B and C”."""
    marks = set()
    for name in fact.get("inputs", ()):
        known = domain.index.get("fact", name)
        if known or name in domain.evidence.observation_ids:
            marks.add((known.item if known else domain.evidence.observation(name))["grade"])
    grades = sorted(mark for mark in marks if mark)
    if not grades:
        return ""
    listed = " and ".join(filter(None, [", ".join(grades[:-1]), grades[-1]]))
    return f"made from grade{'s' if len(grades) > 1 else ''} {listed}"


def status_of(fact: dict[str, Any]) -> str:
    """What is provisional about a number; nothing for a final one."""
    status = fact.get("status", "final")
    if status == "final":
        return ""
    return status if fact["kind"] == "observed" else f"rests on a {status} figure"


def _codes(names: Iterable[str]) -> list[nodes.Node]:
    """Names set as code, with commas between them."""
    found: list[nodes.Node] = []
    for name in names:
        found += [nodes.Text(", "), make_code(name)] if found else [make_code(name)]
    return found


def anchor_of(fact: dict[str, Any]) -> str:
    """The anchor of a number's entry."""
    return f"fact-{fact['id']}"


def _whole(env: BuildEnvironment, builder: Builder, fact_id: str) -> nodes.Element:
    return Entry(env, builder).of(domain_of(env).index.item("fact", fact_id))


def _line(env: BuildEnvironment, builder: Builder, fact_id: str) -> nodes.Element:
    stated = domain_of(env).index.get("fact", fact_id)
    if stated is None or builder.name not in SCREEN:
        return _whole(env, builder, fact_id)
    return Entry(env, builder).line(stated.item, stated.docname)


def _visit_numbers(self: HTML5Translator, node: nodes.Element) -> None:
    """Write the numbers that pages show, and folded below them those that only others use."""
    domain = domain_of(self.builder.env)
    shown = [place for place in node if domain.pages_with(place["name"])]
    others = [place for place in node if not domain.pages_with(place["name"])]
    # Of a long list only what is in sight is laid out; a page that found that out as it arrives would flicker.
    long = " data-long" if len(shown) > _LAID_OUT else ""
    self.body.append(f'<div class="entry-lines" style="--lines: {len(shown)}"{long}>\n')
    _write(self, shown)
    if others:
        self.body.append(
            '</div>\n<details class="more entry-others">\n'
            f"<summary>{len(others)} {FOLDED}</summary>\n"
            '<div class="entry-lines">\n'
        )
        _write(self, others)
        self.body.append("</div>\n</details>\n")
    else:
        self.body.append("</div>\n")
    raise nodes.SkipNode


def _write(self: HTML5Translator, places: Iterable[nodes.Node]) -> None:
    for place in places:
        place.walkabout(self)


def _pass(self: nodes.NodeVisitor, node: nodes.Element) -> None:
    """Writers other than HTML print the entries as the chapter states them."""


def setup(app: Sphinx) -> None:
    """Register the directive and its entries."""
    others: dict[str, Any] = dict.fromkeys(("latex", "text", "man", "texinfo", "typst"), (_pass, _pass))
    app.add_directive("ledger", Ledger)
    app.add_node(numbers_of_chapter, html=(_visit_numbers, None), **others)
    deferred.add(app, number_entry, _line)
    deferred.add(app, whole_entry, _whole)
