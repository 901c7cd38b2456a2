"""What figures and tables say, as rows: a chapter's `figures.yaml`, by id.

    fig-expo-announced:
      title: The first expo announced {expo_first_sums} sums of money
      subtitle: bn yuan, current prices
      alt: Bars of …
      sources: [hzboc-2022-landmark-expo]
      claims: [expo_first_sums_differ]

Texts are templates in which `{fact_id}` becomes a linked number. What only the notebook knows (the
data, and texts or sources that depend on the run) it gives when it shows the figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, RootModel, Tag

from expobook.facts.rows import yaml_rows

from .responsive import Phone

Text = Annotated[str, Field(min_length=1)]
Grade = Literal["A", "B", "C", "D"]
FigureId = Annotated[str, Field(pattern=r"^(fig|tab)-[a-z0-9]+(-[a-z0-9]+)*$")]


class Row(BaseModel):
    """What a figure and a table have in common; a key that is left out is given by the notebook."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    title: Text | None = Field(None, description="The finding.")
    note: Text | None = None
    sources: list[Text] | None = Field(None, description="Ids of sources.csv.")
    grades: list[Grade] | None = Field(None, description="Grades of what isn't a fact.")
    modelled: bool | None = Field(None, description="Drawn by a model, though no fact says so.")

    def texts(self) -> dict[str, Any]:
        """What the row says, by the names that `Figure` and `Table` have for it."""
        return {name: tuple(value) if isinstance(value, list) else value for name, value in self if value is not None}


class FigureRow(Row):
    """A chart's texts."""

    subtitle: Text | None = Field(None, description="The measure and its unit.")
    alt: Text | None = Field(None, description="What the chart shows, for those who can't see it.")
    claims: list[Text] | None = Field(None, description="The claims on which the title rests.")
    phone: Phone | None = Field(None, description="How the chart makes room on a phone.")


class TableRow(Row):
    """A table's texts."""

    columns: list[Text] = Field(min_length=1)
    right: list[Text] | None = Field(None, description="Columns of numbers.")
    rows: list[list[str]] | None = Field(None, description="The cells, where all are text.")


KINDS: dict[str, type[Row]] = {"figure": FigureRow, "table": TableRow}


def _kind(row: Any) -> str:
    return "table" if isinstance(row, Mapping) and "columns" in row else "figure"


AnyRow = Annotated[Annotated[FigureRow, Tag("figure")] | Annotated[TableRow, Tag("table")], Discriminator(_kind)]


class FigureRows(RootModel[dict[FigureId, AnyRow]]):
    """The texts of a chapter's figures and tables."""

    def texts(self, name: str) -> dict[str, Any]:
        """What is declared of one figure or table."""
        return yaml_rows.one_of(self.root, name, "figure or table in figures.yaml").texts()


def read(topic: str, folder: Path = yaml_rows.FOLDER) -> FigureRows:
    """Read a chapter's texts; raise `RowError` with every problem, each with file and line."""
    return yaml_rows.read(folder / topic / "figures.yaml", FigureRows, KINDS, depth=1)
