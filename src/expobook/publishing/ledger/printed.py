"""Entries of the ledger in print: the fields of the HTML edition, in fewer words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment

from ..build import fragments
from ..build.deferred import make_visit
from ..build.domain import domain_of
from ..build.nodes import make_code
from ..theme import error_reports
from . import entries

_MANY_OBSERVATIONS, _MANY_SERIES = 3, 3
_LONG_LIST = 4
"""Inputs that an entry lists itself even where an earlier entry has the same."""
_OF_STATED = ("Sources", "Parameters", "Period", "Value", "Status", "Note")
"""What is said only of numbers that the pages state."""


class PrintedEntry(entries.Entry):
    """The entry of one number; what another entry or the number itself says isn't repeated."""

    builder: Any

    def _rows(self, fact: dict[str, Any]) -> Iterator[tuple[str, list[nodes.Node]]]:
        inputs = fact.get("inputs", ())
        # Numbers as the data have them, without separators between thousands.
        shown = fact["display"], fragments.amount(fact["value"], fact["unit"]).split(" ")[0]
        display, value = (re.sub(r"(?<=\d),(?=\d{3})", "", text) for text in shown)
        said = {
            "Value": value.strip("−%") in re.findall(r"[\d.]+", display),
            "Sources": inputs and sum(map(self._is_observation, inputs)) < 2,
        }
        for name, content in super()._rows(fact):
            if name == "Formula":
                known = (domain_of(self.env).index.get("fact", one) for one in inputs)
                values = ", ".join(stated.item["display"] for stated in known if stated)
                content += [nodes.Text(f" with {values}" if values else "")]
            elif name == "Record":
                content = [make_code(fact["id"])]
                if link := self._pages(fact["id"]) and error_reports.for_print(self.env, fact):
                    content += [nodes.Text(" · "), *link]
            if not said.get(name) and (name not in _OF_STATED or self._pages(fact["id"])):
                yield name, content

    def _pages(self, fact_id: str) -> set[str]:
        return self.builder.uses.get(f"fact-{fact_id}", set())

    def _uses(self, fact_id: str) -> list[nodes.Node]:
        """The pages on which chapters first show a number, as the style finds them."""
        count = len(self._pages(fact_id))
        call = f'#pages-of("fact-{fact_id}", {count});'
        return [nodes.raw("", call, format="typst")] if count else []

    def _inputs(self, fact: dict[str, Any]) -> list[nodes.Node]:
        """The inputs in a few words each: many observations are named by their series."""
        inputs = tuple(fact.get("inputs", ()))
        if fact["formula"] or not self._pages(fact["id"]):
            return []
        first = self.builder.listed.setdefault(inputs, fact["id"])
        if len(inputs) > _LONG_LIST and first != fact["id"]:
            link = fragments.link_to(self.env, "fact", first, nodes.Text(first))
            return [nodes.Text(f"the {len(inputs)} inputs of "), link]
        seen = [name for name in inputs if self._is_observation(name)]
        groups = [self._input(name) for name in inputs if name not in seen]
        if len(seen) > _MANY_OBSERVATIONS:
            return fragments.joined([*groups, [nodes.Text(self._by_series(seen))]])
        alone = len(seen) == 1
        return fragments.joined([*groups, *(self._observed(name, alone) for name in seen)])

    def _observed(self, name: str, alone: bool) -> list[nodes.Node]:
        """What was observed, when, and as it was read; the source only where none follows."""
        evidence = domain_of(self.env).evidence
        row = evidence.observation(name)
        period = entries.describe_periods(str(row["period"]))
        said = nodes.Text(f"{evidence.series[row['series_id']]['label']}, {period}: ")
        origin = [nodes.Text(", "), *self._origin(name)] if alone else []
        return [said, self._input(name)[2], *origin]

    def _by_series(self, names: list[str]) -> str:
        """“14 observations of GDP of China, 2010–2023; …”: the series and the years they span."""
        evidence = domain_of(self.env).evidence
        rows = list(map(evidence.observation, names))
        several = len({row["series_id"] for row in rows})
        series: dict[str, list[str]] = {}
        for row in rows:
            label = str(evidence.series[row["series_id"]]["label"])
            label = label if several <= _MANY_SERIES else f"{several} series"
            series.setdefault(label, []).append(str(row["period"])[:4])
        return "; ".join(
            f"{len(years)} observation{'s' if len(years) > 1 else ''} of {label}, "
            + "–".join(dict.fromkeys((min(years), max(years))))
            for label, years in series.items()
        )


def _number_entry(env: BuildEnvironment, builder: Builder, name: str) -> nodes.Element:
    return PrintedEntry(env, builder).of(domain_of(env).index.item("fact", name))


def setup(app: Sphinx) -> None:
    """Give the entries of numbers their printed form."""
    app.add_node(entries.number_entry, override=True, typst=(make_visit(_number_entry), None))
