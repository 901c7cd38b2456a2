"""The records that programs read, and the JSON schema that describes them.

A record stands alone: whoever has one file knows what the number is, where it comes from, which
edition states it, and what became of it since earlier ones.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from expobook.editions.registry import REASONS

SCHEMA = "records.schema.json"
"""The name of the schema's file at the top of the HTML book."""
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
Grade = Literal["A", "B", "C", "D"]
State = Literal["new", "unchanged", "revised", "withdrawn"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Part):
    """A source behind a number or a figure."""

    id: str
    publisher: str
    title: str
    url: str
    published: str = Field(description="Date as far as it is known; empty when undated")
    grade: Grade


class Input(_Part):
    """What a number is made from."""

    id: str
    kind: Literal["number", "observation", "table"] = Field(
        description="A number has a record here, an observation is a row of observations.csv, a "
        "table is a file of the data package"
    )


class Statement(_Part):
    """How an earlier edition stated the number."""

    edition: str
    value: float
    unit: str
    display: str
    grade: str = Field(description="A to D, modelled, own count, or empty for a setting")


class Change(_Part):
    """What an edition changed about the number, and why."""

    edition: str
    reason: str = Field(
        description="Empty where no reason is recorded: no key finding states the number",
        json_schema_extra={"enum": [*REASONS, ""]},
    )
    words: str


class History(_Part):
    """What became of a number since earlier editions."""

    state: State = Field(description="Against the last earlier edition that states it")
    earlier: list[Statement]
    changes: list[Change]


class _Record(_Part):
    id: str
    edition: str
    data_date: str = Field(description="When the last of the sources was read, as an ISO date")
    content_hash: str = Field(description="sha256 of the edition's data and numbers")
    licence: str
    run: str = Field(description="Empty for the published edition; what a reader's run changed")
    place: str = Field(description="Where the book shows it, from the folder of this file")
    url: str = Field(description="The same as a public address; empty while the book has none")


class Number(_Record):
    """One number of the book."""

    type: Literal["number"] = "number"
    label: str
    value: float = Field(description="In `unit`, before rounding")
    unit: str
    display: str = Field(description="The number as the book writes it, with its bound")
    bound: Literal["exact", "approx", "at_least", "at_most"]
    grade: Grade | None = Field(description="Of the weakest evidence in it; null where it has none")
    mark: str = Field(description="What the book shows: the grade; modelled, own count or setting")
    kind: Literal["observed", "derived", "modelled", "own count", "parameter"]
    status: str
    period: str
    as_reported: str = Field(description="The phrase as its source printed it, where it is kept")
    formula: str
    method: str
    note: str
    notebook: str
    parameters: dict[str, Any] = Field(description="The settings on which it depends")
    inputs: list[Input]
    sources: list[Source]
    history: History | None = Field(description="Null in a reader's run")


class Withdrawn(_Record):
    """A number that earlier editions stated and this one doesn't."""

    type: Literal["withdrawn number"] = "withdrawn number"
    label: str
    history: History


class Shown(_Part):
    """A number in the words of a figure."""

    id: str
    display: str
    state: State | None = Field(description="What became of it; null in a reader's run")


class Figure(_Record):
    """One chart of the book, with the values behind it."""

    type: Literal["figure"] = "figure"
    title: str = Field(description="The finding; in a reader's run it says when it doesn't hold")
    subtitle: str
    alt: str
    note: str
    marks: list[str] = Field(description="Grades of what it shows; modelled, own count")
    notebook: str
    numbers: list[Shown]
    sources: list[Source]
    columns: list[str]
    rows: list[list[Any]]
    files: dict[str, str] = Field(description="Its files by ending, from the folder of this file")


class Entry(_Part):
    """A line of a list of records."""

    id: str
    label: str
    display: str
    record: str = Field(description="The file of the record, from the folder of the list")


class Contents(_Part):
    """All records of a folder."""

    type: Literal["contents"] = "contents"
    edition: str
    run: str
    records: list[Entry]


Record = Annotated[Number | Withdrawn | Figure | Contents, Field(discriminator="type")]


def schema() -> dict[str, Any]:
    """The JSON schema of all records."""
    found = TypeAdapter(Record).json_schema(mode="serialization")
    return {"$schema": _DIALECT, "title": "Records of numbers and figures", **found}
