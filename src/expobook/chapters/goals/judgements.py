"""Chapter 4: what the evidence makes likely of a goal, beside what the rule says of it.

A judgement is one of a closed list, with its reason in one sentence and a claim: a statement over
facts that must be true for it. They are rows of `judgements.yaml`, by goal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, field_validator

from expobook.facts.rows import yaml_rows

from .data import StatedGoal

if TYPE_CHECKING:
    from ..chapter import Chapter

Name = Literal["probably kept", "probably missed", "very probably missed or redefined", "can't be judged"]
Text = Annotated[str, Field(min_length=1)]
WITHDRAWN = "What it rests on is false under the settings of this run."


class Judgement(BaseModel):
    """One row: the judgement, what must be true for it, and its reason with places for facts."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    judgement: Name
    claim: Text
    reason: Text

    @field_validator("reason")
    @classmethod
    def _one_sentence(cls, reason: str) -> str:
        if not reason.endswith(".") or ". " in reason:
            raise ValueError("write one sentence that ends with a full stop")
        return reason


class Judgements(RootModel[dict[str, Judgement]]):
    """The judgements of the chapter by goal."""


@dataclass(frozen=True, slots=True)
class StatedJudgement:
    """A judgement as the run finds it: its words, its reason as a template, does its claim hold."""

    name: str
    reason: str
    holds: bool

    @property
    def cells(self) -> tuple[str, str]:
        """The judgement and its reason for a table; withdrawn where its claim is false."""
        return (self.name, self.reason) if self.holds else ("withdrawn", WITHDRAWN)


def read(folder: Path = yaml_rows.FOLDER) -> Mapping[str, Judgement]:
    """Read the rows; raise `RowError` with every problem, each with file and line."""
    return yaml_rows.read(folder / "goals" / "judgements.yaml", Judgements).root


def state(chapter: Chapter, rows: Mapping[str, Judgement], goals: Iterable[StatedGoal]) -> dict[str, StatedJudgement]:
    """State the claim of every judgement as `<prefix>_<goal>_judgement`; return them by goal.

    The facts that claims and reasons read must have been stated before. Raises `RowError` for a
    row whose goal isn't among the known ones.
    """
    by_id = {item.goal_id: item for item in goals}
    stated = {}
    for goal_id, row in rows.items():
        item = yaml_rows.one_of(by_id, goal_id, "goal for judgements.yaml")
        claim = chapter.claim(
            f"{chapter.facts.prefix}_{item.slug}_judgement",
            row.claim,
            f"{item.label}, {item.goal.target_year}: {row.judgement}. {chapter.text(row.reason)}",
        )
        stated[goal_id] = StatedJudgement(row.judgement, row.reason, claim.holds)
    return stated
