"""What a notebook works with: its parameters, the evidence, and the things that it states."""

from __future__ import annotations

from typing import Any

import altair as alt
from IPython.display import display

from . import evidence as evidence_package
from . import figures, tables, texts
from .facts import Claim, Fact, Register, Writing
from .figures import Figure
from .parameters import Shared
from .tables import Table

FACTS_MIME = "application/vnd.expobook.facts+json"


class Chapter:
    """One notebook's statements; `prefix` begins every id of its facts and claims."""

    def __init__(self, parameters: Shared, prefix: str) -> None:
        self.parameters = parameters
        self.evidence = evidence_package.load(parameters.data_dir or None)
        self.facts = Register(self.evidence, prefix, parameters.model_dump())

    def __getitem__(self, fact_id: str) -> Fact:
        return self.facts[fact_id]

    def observe(self, fact_id: str, label: str, *, note: str = "", decimals: int | None = None,
                shown_in: str | None = None, **where: Any) -> Fact:
        """State the one observation that `where` finds (see `Evidence.one`)."""
        if list(where) == ["observation_id"]:
            found = self.evidence.observation(where["observation_id"])
        else:
            found = self.evidence.one(**{"lowest_grade": self.parameters.lowest_grade, **where})
        writing = Writing(decimals=decimals, shown_in=shown_in)
        return self.facts.observed(fact_id, found, label, writing=writing, note=note)

    def derive(self, fact_id: str, formula: str, unit: str, label: str, *, note: str = "",
               **writing: Any) -> Fact:
        """State a number by a formula over facts; `writing` as in `Writing`."""
        return self.facts.derived(
            fact_id, formula, unit, label, writing=Writing(**writing), note=note
        )

    def compute(self, fact_id: str, value: float, unit: str, label: str, *, method: str,
                inputs: list[str], parameters: list[str] | None = None, period: str = "",
                note: str = "", **writing: Any) -> Fact:
        """State the result of a tested function, with its method in words and its inputs."""
        return self.facts.computed(
            fact_id, value, unit, label, method=method, inputs=inputs,
            parameters=parameters or [], period=period, writing=Writing(**writing), note=note,
        )

    def claim(self, claim_id: str, expression: str, statement: str) -> Claim:
        """Compute a named statement about facts."""
        return self.facts.claim(claim_id, expression, statement)

    def text(self, template: str) -> str:
        """Fill `{fact_id}` places with the facts' own words."""
        return texts.plain(texts.parts(template, self.facts))

    def show(self, item: Figure | Table, chart: alt.TopLevelMixin | None = None) -> None:
        """Put a figure (with its chart) or a table into the notebook's output."""
        if isinstance(item, Table):
            display(tables.bundle(item, self.facts), raw=True)
        else:
            display(figures.bundle(item, chart, self.facts), raw=True)

    def close(self) -> None:
        """Put all facts and claims of the notebook into the output of its last cell."""
        bundle = self.facts.bundle(self.parameters.notebook)
        lines = [f"{fact.id}: {fact.display} [{fact.grade}]" for fact in self.facts]
        lines += [f"{claim.id}: {claim.holds}" for claim in self.facts.claims.values()]
        display({FACTS_MIME: bundle, "text/plain": "\n".join(lines)}, raw=True)
