"""Facts and claims as rows: what a chapter's `facts.yaml` declares, checked before it is stated.

A file holds groups, a group holds rows, a row begins with the id of its fact or claim:

    release:
      expo_projects:
        label: Projects signed
        observation: gdte-1.signed_projects.hzboc-2022-landmark-expo
      expo_project_size:
        label: Planned investment of a project
        formula: expo_signed_investment / expo_projects
        unit: CNY bn

A row has exactly one of the keys in `KINDS`, which says what it states.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, RootModel, Tag

from expobook.values.grades import Bound
from expobook.values.units import UNITS

from ..facts import Claim, Fact, FactError, Register
from ..writing import Writing
from . import yaml_rows
from .yaml_rows import RowError

Text = Annotated[str, Field(min_length=1)]
if TYPE_CHECKING:
    UnitCode = str
else:
    UnitCode = Literal[tuple(UNITS)]  # the closed list of units


class Row(BaseModel):
    """One row of a group."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class NumberRow(Row):
    """What every row that states a number may say of how the number is written."""

    label: Text
    decimals: Annotated[int, Field(ge=-9, le=12)] | None = None
    shown_in: UnitCode | None = Field(None, description="The unit in which the number is shown.")
    signed: bool = Field(False, description="Show a plus sign.")
    bound: Bound | None = Field(None, description="Instead of the bound that follows by itself.")
    note: str = ""

    @property
    def texts(self) -> dict[str, Any]:
        """Label, note and manner of writing, by the names that `Register` has for them."""
        writing = Writing(self.decimals, self.shown_in, self.signed, self.bound)
        return {"label": self.label, "note": self.note, "writing": writing}


class Observed(NumberRow):
    """A reported value, as it stands in the evidence."""

    observation: Text = Field(description="The id of a row of observations.csv.")

    def state(self, facts: Register, fact_id: str) -> Fact:
        """State the value."""
        return facts.observed(fact_id, self.observation, **self.texts)


class ReportedGrowth(NumberRow):
    """The growth in percent that a source prints beside a value."""

    growth_of: Text = Field(description="The id of a row of observations.csv.")

    def state(self, facts: Register, fact_id: str) -> Fact:
        """State the growth."""
        return facts.reported_growth(fact_id, self.growth_of, **self.texts)


class ComputedRow(NumberRow):
    """A number that is made from others."""

    kind: Literal["modelled"] | None = Field(
        None, description="Says that making it assumes something; what rests on it does by itself."
    )

    @property
    def modelled(self) -> bool:
        """Whether making the number assumes something that no source reports."""
        return self.kind is not None


class Derived(ComputedRow):
    """A number that a formula computes from facts."""

    formula: Text = Field(description="An expression over facts that are stated before.")
    unit: UnitCode

    def state(self, facts: Register, fact_id: str) -> Fact:
        """State the number; units are checked."""
        return facts.derived(fact_id, self.formula, self.unit, modelled=self.modelled, **self.texts)


class Setting(NumberRow):
    """The value of one of the notebook's parameters."""

    parameter: Text = Field(description="The name of a parameter of the notebook.")
    unit: UnitCode
    period: str = ""

    def state(self, facts: Register, fact_id: str) -> Fact:
        """State the setting."""
        return facts.parameter(fact_id, self.parameter, self.unit, period=self.period, **self.texts)


class Computed(ComputedRow):
    """A number that the notebook computes, and gives when it states the group."""

    method: Text = Field(description="What the notebook does, in words.")
    unit: UnitCode
    inputs: list[Text] = Field([], description="Facts, observations or tables (events.csv).")
    parameters: list[Text] = Field([], description="Parameters that change the number.")
    period: str = ""

    def state(self, facts: Register, fact_id: str, value: float, inputs: Sequence[str]) -> Fact:
        """State the number; `inputs` are further ones, which only the notebook knows."""
        return facts.computed(
            fact_id,
            value,
            self.unit,
            method=self.method,
            inputs=[*self.inputs, *inputs],
            parameters=self.parameters,
            period=self.period,
            modelled=self.modelled,
            **self.texts,
        )


class Asserted(Row):
    """A claim: what is said, and the expression over facts that must be true for it."""

    claim: Text = Field(description="An expression that is true or false.")
    statement: Text

    def state(self, facts: Register, claim_id: str) -> Claim:
        """Compute the claim; a false one is kept."""
        return facts.claim(claim_id, self.claim, self.statement)


KINDS: dict[str, type[Row]] = {
    "observation": Observed,
    "growth_of": ReportedGrowth,
    "formula": Derived,
    "parameter": Setting,
    "method": Computed,
    "claim": Asserted,
}
"""The key that says what a row states."""


def _kind(row: Any) -> str | None:
    given = [key for key in KINDS if isinstance(row, Mapping) and key in row]
    return given[0] if len(given) == 1 else None


AnyRow = Annotated[
    Annotated[Observed, Tag("observation")]
    | Annotated[ReportedGrowth, Tag("growth_of")]
    | Annotated[Derived, Tag("formula")]
    | Annotated[Setting, Tag("parameter")]
    | Annotated[Computed, Tag("method")]
    | Annotated[Asserted, Tag("claim")],
    Discriminator(
        _kind, custom_error_type="row_kind", custom_error_message=f"a row has exactly one of {', '.join(KINDS)}"
    ),
]
Group = Annotated[dict[str, AnyRow], Field(min_length=1)]


class FactRows(RootModel[dict[str, Group]]):
    """The facts and claims of a chapter, in groups that its notebook states one by one."""

    def group(self, name: str) -> dict[str, Row]:
        """The rows of one group by id, in order."""
        return yaml_rows.one_of(self.root, name, "group in facts.yaml")


def read(topic: str, folder: Path = yaml_rows.FOLDER) -> FactRows:
    """Read a chapter's rows; raise `RowError` with every problem, each with file and line."""
    path = folder / topic / "facts.yaml"
    rows = yaml_rows.read(path, FactRows, KINDS, depth=2)
    _check_ids_once(rows, f"chapters/{topic}/facts.yaml")
    return rows


def state(group: Mapping[str, Any], facts: Register, values: Mapping[str, float], inputs: Sequence[str]) -> None:
    """State the rows of a group in their order.

    `values` has the number of each computed row; `inputs` are added to what these rest on. Raises
    `FactError` for a number that is missing or that no computed row takes.
    """
    computed = [name for name, row in group.items() if isinstance(row, Computed)]
    missing = [name for name in computed if name not in values]
    unused = [name for name in values if name not in computed]
    if missing or unused:
        problems = [f"give a number for {', '.join(missing)}"] * bool(missing)
        problems += [f"no row with a method takes {', '.join(unused)}"] * bool(unused)
        raise FactError(f"the group of {next(iter(group))!r}: {'; '.join(problems)}")
    for name, row in group.items():
        if isinstance(row, Computed):
            row.state(facts, name, values[name], inputs)
        else:
            row.state(facts, name)


def _check_ids_once(rows: FactRows, place: str) -> None:
    owners: dict[str, str] = {}
    for group, members in rows.root.items():
        for name in members:
            if name in owners:
                raise RowError(f"{place}: {name!r} is in the groups {owners[name]!r} and {group!r}; an id stands once")
            owners[name] = group
