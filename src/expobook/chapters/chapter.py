"""What a notebook works with: its parameters, the evidence, and the things that it states."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd
from IPython.display import display

from expobook import evidence as evidence_package
from expobook.facts import templates
from expobook.facts.facts import Claim, Fact, Register
from expobook.facts.notebook_outputs import FACTS
from expobook.facts.parameters import Shared
from expobook.facts.rows import fact_rows
from expobook.facts.rows import statement as fact_table
from expobook.facts.writing import Writing
from expobook.figures import figure, table
from expobook.figures import rows as figure_rows
from expobook.figures.figure import Figure
from expobook.figures.table import Table


class Chapter:
    """One notebook's statements; `prefix` begins every id of its facts and claims.

    `state` takes the rows of `chapters/<topic>/facts.yaml`, `show_figure` and `show_table` the
    texts of `figures.yaml` beside it; without a topic there are none. Raises `RowError` for a file
    that can't be used.
    """

    def __init__(self, parameters: Shared, prefix: str, topic: str = "") -> None:
        self.parameters = parameters
        self.evidence = evidence_package.load(parameters.data_dir or None)
        self.facts = Register(self.evidence, prefix, parameters.model_dump())
        self.rows = fact_rows.read(topic) if topic else fact_rows.FactRows({})
        self.captions = figure_rows.read(topic) if topic else figure_rows.FigureRows({})
        self._shown = (0, 0)  # facts and claims that an output carries already

    def __getitem__(self, fact_id: str) -> Fact:
        return self.facts[fact_id]

    def observe(self, fact_id: str, label: str, *, observation_id: str, **writing: Any) -> Fact:
        """State a reported value; `writing` as in `Writing`."""
        return self.facts.observed(fact_id, observation_id, label, writing=Writing(**writing))

    def derive(self, fact_id: str, formula: str, unit: str, label: str, *, note: str = "", **writing: Any) -> Fact:
        """State a number by a formula over facts; `writing` as in `Writing`."""
        return self.facts.derived(fact_id, formula, unit, label, writing=Writing(**writing), note=note)

    def compute(
        self,
        fact_id: str,
        value: float,
        unit: str,
        label: str,
        *,
        decimals: int | None = None,
        signed: bool = False,
        **basis: Any,
    ) -> Fact:
        """State the result of a tested function.

        `basis` says what was done and with what: `method`, `inputs`, `parameters` and `period` of `Register.computed`.
        """
        return self.facts.computed(fact_id, value, unit, label, writing=Writing(decimals, signed=signed), **basis)

    def claim(self, claim_id: str, expression: str, statement: str) -> Claim:
        """Compute a named statement about facts."""
        return self.facts.claim(claim_id, expression, statement)

    def state(self, group: str, *, inputs: Sequence[str] = (), **values: float) -> None:
        """State a group of rows, and show its facts and claims as a table.

        `values` are the numbers that the notebook computes for the group, by id; `inputs` are
        observations or facts that they rest on beside those that their rows name.
        """
        fact_rows.state(self.rows.group(group), self.facts, values, inputs)
        self._show_stated()

    def text(self, template: str) -> str:
        """Fill `{fact_id}` places with the facts' own words."""
        return templates.plain(templates.parts(template, self.facts))

    def show(self, item: Figure | Table, chart: alt.TopLevelMixin | None = None) -> None:
        """Put a figure (with its chart) or a table into the notebook's output."""
        if isinstance(item, Table):
            display(table.bundle(item, self.facts), raw=True)
        else:
            display(figure.bundle(item, chart, self.facts), raw=True)

    def show_figure(self, figure_id: str, chart: alt.TopLevelMixin, data: pd.DataFrame, **given: Any) -> None:
        """Show a figure with the texts declared for it; `given` is what only the run knows."""
        self.show(Figure(figure_id, data=data, **self.captions.texts(figure_id), **given), chart)

    def show_table(self, table_id: str, rows: Sequence[Sequence[Any]] | None = None, **given: Any) -> None:
        """Show a table with the texts declared for it, and its rows unless they are declared."""
        if rows is not None:
            given["rows"] = rows
        self.show(Table(table_id, **self.captions.texts(table_id), **given))

    def close(self) -> None:
        """Show what no group has shown, and put into the output what all facts rest on."""
        self._show_stated(**self.facts.basis(self.parameters.notebook))

    def _show_stated(self, **basis: Any) -> None:
        """Show the facts and claims stated since the last time, as a bundle beside a table."""
        facts, claims = list(self.facts), list(self.facts.claims.values())
        since = (facts[self._shown[0] :], claims[self._shown[1] :])
        self._shown = (len(facts), len(claims))
        display(
            {
                FACTS: {**basis, **self.facts.part(*since)},
                "text/html": fact_table.as_html(*since),
                "text/plain": fact_table.as_text(*since),
            },
            raw=True,
        )
