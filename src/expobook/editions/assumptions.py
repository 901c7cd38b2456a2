"""The register of assumptions: what the edition takes for granted, and what each of it moves.

`data/assurance/assumptions.csv` is written by hand: a sentence, the other settings that were tried
and why these, and how good the evidence is. `effects.csv` is measured: one setting changed at a
time, the headline numbers and claims that then differ. `expobook assumptions` writes it anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args

from expobook.facts import parameters
from expobook.runs.layout import ASSURANCE
from expobook.values.errors import Mistake
from expobook.values.files import spreadsheets

ASSUMPTIONS, EFFECTS = "assumptions.csv", "effects.csv"
Evidence = Literal["strong", "partial", "weak", "none", "choice"]
Kind = Literal["number", "claim", "error"]
_COLUMNS = ["assumption_id", "notebook", "assumption", "alternatives", "why_these", "evidence", "evidence_words"]
_BETWEEN, _WITHIN = "|", ";"


class RegisterError(Mistake):
    """A register that can't be used; the message names file and row."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something that the edition takes for granted, and how it was tried otherwise.

    `settings` are the alternatives as written, empty where no parameter changes it.
    """

    id: str
    notebook: str
    statement: str
    settings: tuple[str, ...]
    why_these: str
    evidence: Evidence
    evidence_words: str

    def alternatives(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Each alternative as written, and its parameters."""
        for setting in self.settings:
            yield setting, dict(parameters.parse(part) for part in setting.split(_WITHIN))


@dataclass(frozen=True, slots=True)
class Effect:
    """What one alternative changed: a headline number, a claim, or that it can't be computed."""

    assumption_id: str
    setting: str
    kind: Kind
    id: str
    label: str
    published: str
    found: str
    published_display: str
    found_display: str

    @property
    def size(self) -> float:
        """The change of a number, as a share of what is published; 1 from nought."""
        if self.kind != "number":
            return 0.0
        before, after = float(self.published), float(self.found)
        return abs(after - before) / abs(before) if before else 1.0


@dataclass(frozen=True, slots=True)
class Entry:
    """An assumption with what was measured of it."""

    assumption: Assumption
    effects: tuple[Effect, ...]

    def of(self, kind: Kind) -> list[Effect]:
        """Its effects of a kind, the largest first."""
        return sorted(
            (one for one in self.effects if one.kind == kind), key=lambda one: (-one.size, one.id, one.setting)
        )

    @property
    def size(self) -> float:
        """The largest change of a headline number; below all where nothing was measured."""
        if not self.assumption.settings:
            return -1.0
        return max((one.size for one in self.effects), default=0.0)


def read_assumptions(data: Path) -> list[Assumption]:
    """The assumptions in the order of the file; raises `RegisterError`."""
    found = []
    for number, row in enumerate(spreadsheets.read_table(data / ASSURANCE / ASSUMPTIONS, _COLUMNS, RegisterError), 2):
        settings = tuple(filter(None, map(str.strip, row["alternatives"].split(_BETWEEN))))
        one = Assumption(
            row["assumption_id"],
            row["notebook"],
            row["assumption"],
            settings,
            row["why_these"],
            row["evidence"],
            row["evidence_words"],
        )
        place = f"{ASSURANCE}/{ASSUMPTIONS}, row {number}"
        if one.evidence not in get_args(Evidence):
            raise RegisterError(f"{place}: the evidence {one.evidence!r} isn't one of: {', '.join(get_args(Evidence))}")
        try:
            for _, given in one.alternatives():
                parameters.for_notebooks(given)
        except parameters.ParameterError as error:
            raise RegisterError(f"{place}: {error}") from None
        found.append(one)
    return found


def read_effects(data: Path) -> list[Effect]:
    """What was measured, in the order of the file; nothing where nothing was measured yet."""
    path = data / ASSURANCE / EFFECTS
    if not path.is_file():
        return []
    columns = [one.name for one in fields(Effect)]
    return [Effect(**row) for row in spreadsheets.read_table(path, columns, RegisterError)]


def write_effects(data: Path, effects: Iterable[Effect]) -> Path:
    """Write what was measured."""
    path = data / ASSURANCE / EFFECTS
    text = spreadsheets.csv_text([[one.name for one in fields(Effect)], *map(astuple, effects)])
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def ranked(assumptions: Iterable[Assumption], effects: Iterable[Effect]) -> list[Entry]:
    """The assumptions with their effects, the largest effect first; those not measured last."""
    known: dict[str, list[Effect]] = {}
    for effect in effects:
        known.setdefault(effect.assumption_id, []).append(effect)
    entries = [Entry(one, tuple(known.get(one.id, ()))) for one in assumptions]
    return sorted(entries, key=lambda entry: (-entry.size, -len(entry.of("claim")), entry.assumption.id))


def outdated(effects: Iterable[Effect], facts: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The ids of numbers that the edition now states otherwise than when effects were measured."""
    return sorted(
        {
            one.id
            for one in effects
            if one.kind == "number" and (one.id not in facts or facts[one.id]["display"] != one.published_display)
        }
    )
