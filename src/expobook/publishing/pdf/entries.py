"""Entries of the ledger and of the sources in print: one run of fields, nothing twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment

from expobook.facts.formula_text import plain_formula
from expobook.values.grades import MODELLED, mark_of

from ..build import fragments
from ..build.deferred import make_visit
from ..build.domain import domain_of
from ..build.nodes import make_box, make_code, make_span
from ..pages import ledger, sources
from .markup import string

_MANY_OBSERVATIONS, _MANY_SERIES = 3, 3
_LONG_LIST = 4
"""Inputs that an entry lists itself even where an earlier entry has the same."""
Fields = Iterator[tuple[str, Sequence[nodes.Node]]]


class PrintedEntry(ledger.Entry):
    """The entry of one number; only a field whose content doesn't say what it is has a name."""

    builder: Any

    def of(self, fact: dict[str, Any]) -> nodes.Element:
        """Make the entry."""
        head = _head(fact["display"], mark_of(fact), make_span(fact["label"],
                                                               classes=("entry-label",)))
        return _entry(head, self._fields(fact))

    def _fields(self, fact: dict[str, Any]) -> Fields:
        uses = self.builder.uses.get(f"fact-{fact['id']}", {}).values()
        seen = [name for name in fact.get("inputs", ()) if self._is_observation(name)]
        single = fact["kind"] == "observed" and len(seen) == 1
        if fact.get("as_reported"):
            yield "", [self._printed(fact["as_reported"], fact.get("sources", ()))]
        elif fact["kind"] == "observed":
            yield "As printed", fragments.field_text(ledger.NOT_KEPT)
        if fact["kind"] == MODELLED:
            yield "", fragments.field_text(ledger.what_went_in(domain_of(self.env), fact))
        if fact["formula"]:
            yield "Formula", self._formula(fact)
        elif fact.get("method"):
            yield "Method", fragments.field_text(fact["method"])
        if single:
            yield "", self._origin(seen[0])
        if uses:
            yield from self._further(fact, seen, single)
            pages = ", ".join(map(string, uses))
            yield "First on page", [nodes.raw("", f"#pages({pages});", format="typst")]
        yield "", [make_code(fact["id"])]

    def _further(self, fact: dict[str, Any], seen: list[str], single: bool) -> Fields:
        """What is said only of numbers that the pages state."""
        if not single and not fact["formula"]:
            yield "From", self._from(fact, seen)
        if not single and (len(seen) > 1 or not fact.get("inputs")):
            yield "", fragments.source_links(self.env, fact.get("sources", ()))
        yield "With", fragments.joined([[make_code(name)] for name in fact.get("parameters", ())],
                                       ", ")
        yield "", fragments.field_text(ledger.period_words(fact.get("period") or ""))
        value = fragments.amount(fact["value"], fact["unit"])
        if _number(value) not in re.findall(r"[\d.]+", _digits(fact["display"])):
            bound = ledger.BOUNDS.get(fact["bound"], fact["bound"])
            yield "Value", fragments.field_text(value + (f" ({bound})" if bound else ""))
        yield "Status", fragments.field_text(ledger.status_of(fact))
        yield "Note", fragments.field_text(fact.get("note", ""))

    def _formula(self, fact: dict[str, Any]) -> list[nodes.Node]:
        """The formula and the values of its inputs: “with 37 projects, 89 projects”."""
        known = (domain_of(self.env).index.get("fact", name) for name in fact.get("inputs", ()))
        values = ", ".join(stated.item["display"] for stated in known if stated)
        return [*self._linked(plain_formula(fact["formula"])),
                *fragments.field_text(f" with {values}" if values else "")]

    def _from(self, fact: dict[str, Any], seen: list[str]) -> list[nodes.Node]:
        """The inputs in a few words each: many observations are named by their series."""
        inputs = tuple(fact.get("inputs", ()))
        first = self.builder.listed.setdefault(inputs, fact["id"])
        if len(inputs) > _LONG_LIST and first != fact["id"]:
            link = fragments.link_to(self.env, "fact", first, nodes.Text(first))
            return [nodes.Text(f"the {len(inputs)} inputs of "), link]
        groups = [self._input(name) for name in inputs if name not in seen]
        if len(seen) > _MANY_OBSERVATIONS:
            groups.append([nodes.Text(self._by_series(seen))])
        else:
            groups += [self._observed(name, alone=len(seen) == 1) for name in seen]
        return fragments.joined(groups)

    def _observed(self, name: str, *, alone: bool) -> list[nodes.Node]:
        """What was observed, when, and as it was read; the source only where none follows."""
        shelf = domain_of(self.env).shelf
        row = shelf.observation(name)
        label, period = shelf.series[row["series_id"]]["label"], str(row["period"])
        read = self._input(name)[2] if row["as_reported"] else nodes.Text(
            fragments.amount(row["value"], str(row["unit"])))
        found = [nodes.Text(f"{label}, {ledger.period_words(period)}: "), read]
        return [*found, nodes.Text(", "), *self._origin(name)] if alone else found

    def _by_series(self, names: list[str]) -> str:
        """“14 observations of GDP of China, 2010–2023; …”: the series and the years they span."""
        shelf = domain_of(self.env).shelf
        series: dict[str, list[str]] = {}
        for row in map(shelf.observation, names):
            label = str(shelf.series[row["series_id"]]["label"])
            series.setdefault(label, []).append(str(row["period"])[:4])
        if len(series) > _MANY_SERIES:
            series = {f"{len(series)} series": [year for known in series.values()
                                                for year in known]}
        return "; ".join(
            f"{len(years)} observation{'s' if len(years) > 1 else ''} of {label}, "
            + (f"{min(years)}–{max(years)}" if len(set(years)) > 1 else years[0])
            for label, years in series.items())


def _head(value: str, mark: str, *titles: nodes.Node) -> nodes.Element:
    return make_box("p", make_span(value, classes=("entry-value",)), nodes.Text(" "),
                    fragments.grade_mark(mark), nodes.Text(" "), *titles)


def _entry(head: nodes.Element, rows: Fields) -> nodes.Element:
    pairs = [make_box("div", make_box("dt", *fragments.field_text(name)), make_box("dd", *content))
             for name, content in rows if content]
    return make_box("div", head, make_box("dl", *pairs), classes=("entry",))


def _digits(text: str) -> str:
    """A text with its numbers as the data have them, without separators between thousands."""
    return re.sub(r"(?<=\d),(?=\d{3})", "", text)


def _number(value: str) -> str:
    return _digits(value).split(" ")[0].strip("−%")


def number_entry(env: BuildEnvironment, builder: Builder, name: str) -> nodes.Element:
    """What the entry of a number looks like in print."""
    return PrintedEntry(env, builder).of(domain_of(env).index.item("fact", name))


def source_entry(env: BuildEnvironment, builder: Any, name: str) -> nodes.Element:
    """What the entry of a source looks like in print; nothing of one that no page cites."""
    source = domain_of(env).shelf.sources[name]
    if not builder.cited(f"source-{name}"):
        return make_box("div", classes=("screen-only",))
    published = sources.published(source).split("; ")
    rows = (
        ("", sources.address(source)),
        ("", fragments.field_text("; ".join(published[:-1]).replace("English, ", "").replace(
            "; original", ""))),
        ("Note", fragments.field_text(source["note"])),
        ("", [make_code(name)]),
    )
    return _entry(_head(str(source["publisher"]), str(source["grade"]),
                        *sources.titles(source)), iter(rows))


def setup(app: Sphinx) -> None:
    """Give the entries their printed form."""
    for kind, make in ((ledger.number_entry, number_entry),
                       (sources.source_entry, source_entry)):
        app.add_node(kind, override=True, typst=(make_visit(make), None))
