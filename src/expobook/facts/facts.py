"""Facts and claims: the numbers that the book states, where each comes from, what guards them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from expobook.values.grades import MODELLED, OWN_COUNT, UNGRADED
from expobook.values.numbers import stable, stable_tree

from . import expressions
from .writing import PLAIN, Writing, write

if TYPE_CHECKING:
    from expobook.evidence import Evidence, Observation

Kind = Literal["observed", "derived", "modelled", "own count", "parameter"]
"""What a number is: reported, computed from such, assumed by a model, counted here, or chosen."""
TABLES = frozenset(
    f"{name}.csv"
    for name in ("observations", "sources", "series", "events", "goals", "definitions", "panel", "conflicts")
)
_FIRMNESS = ("final", "revised", "preliminary", "target")
"""From the firmest status on: a number is as firm as the least firm of its inputs."""
_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*\Z")


class FactError(ValueError):
    """A fact or claim that can't stand: the message names the id and what is wrong."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One number that the book states, with all that is needed to open it."""

    id: str
    label: str
    value: float
    unit: str
    display: str
    number: str
    grade: str
    kind: Kind
    bound: str = "exact"
    status: str = "final"
    period: str = ""
    formula: str = ""
    method: str = ""
    inputs: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    as_reported: str = ""
    series_id: str = ""
    display_unit: str = ""
    decimals: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement about facts that its notebook has found true or false."""

    id: str
    statement: str
    expression: str
    reads: tuple[str, ...]
    values: Mapping[str, float]
    holds: bool


@dataclass
class Register:
    """The facts and claims of one notebook, in the order in which they were stated."""

    evidence: Evidence
    prefix: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)

    def __getitem__(self, fact_id: str) -> Fact:
        try:
            return self.facts[fact_id]
        except KeyError:
            raise FactError(f"fact {fact_id!r} is not stated in this notebook") from None

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.facts.values())

    def observed(
        self, fact_id: str, observation_id: str, label: str, *, writing: Writing = PLAIN, note: str = ""
    ) -> Fact:
        """State a reported value as it stands in the evidence."""
        row = self.evidence.observation(observation_id)
        own = {"bound": row.bound, "as_reported": row.as_reported, "series_id": row.series_id, "note": note}
        return self._reported(row, fact_id, label, row.value, row.unit, writing=writing, **own)

    def reported_growth(
        self, fact_id: str, observation_id: str, label: str, *, writing: Writing = PLAIN, note: str = ""
    ) -> Fact:
        """State the growth rate that a source prints beside a value, in percent."""
        row = self.evidence.observation(observation_id)
        if row.yoy_percent is None or not math.isfinite(row.yoy_percent):
            raise FactError(f"fact {fact_id!r}: {row.observation_id} reports no growth rate")
        note = note or f"Growth as the source reports it beside “{row.as_reported}”."
        return self._reported(row, fact_id, label, row.yoy_percent, "percent", writing=writing, note=note)

    def derived(
        self,
        fact_id: str,
        formula: str,
        unit_code: str,
        label: str,
        *,
        writing: Writing = PLAIN,
        note: str = "",
        modelled: bool = False,
    ) -> Fact:
        """State a number computed by a formula over facts; units are checked.

        `modelled` says that the formula itself assumes something that no source reports.
        """
        with _naming(f"fact {fact_id!r}"):
            names = expressions.names(formula)
        inputs = self._inputs(fact_id, names)
        with _naming(f"fact {fact_id!r}"):
            value = expressions.value_in(formula, self.facts, unit_code, self.evidence.incomparable_series)
        exact = all(item.bound == "exact" for item in inputs)
        periods = " · ".join(dict.fromkeys(fact.period for fact in inputs if fact.period))
        return self._state(
            fact_id,
            label,
            value,
            unit_code,
            writing=writing,
            formula=formula,
            bound="exact" if exact else "approx",
            inputs=tuple(item.id for item in inputs),
            note=note,
            period=periods,
            **self._origin([item.id for item in inputs], modelled),
        )

    def computed(
        self,
        fact_id: str,
        value: float,
        unit_code: str,
        label: str,
        *,
        method: str,
        inputs: Sequence[str],
        parameters: Sequence[str] = (),
        period: str = "",
        writing: Writing = PLAIN,
        note: str = "",
        modelled: bool = False,
    ) -> Fact:
        """State a result of a tested function; `method` says in words what was done.

        `inputs` are ids of facts or observations, or names of tables of the data package (a count of rows, such as
        `events.csv`); `parameters` are names of parameters. `modelled` says that the function is a model; a number
        that rests on a modelled one is modelled by itself.
        """
        unknown = sorted(set(parameters) - set(self.parameters))
        if unknown:
            raise FactError(f"fact {fact_id!r} names unknown parameters: {', '.join(unknown)}")
        if not inputs:
            raise FactError(f"fact {fact_id!r} is computed from nothing: name its inputs")
        origin = self._origin(inputs, modelled)
        names = tuple(dict.fromkeys((*parameters, *origin.pop("parameters"))))
        return self._state(
            fact_id,
            label,
            value,
            unit_code,
            writing=writing,
            method=method,
            inputs=tuple(inputs),
            parameters=names,
            **{"period": period, "note": note, **origin},
        )

    def parameter(
        self,
        fact_id: str,
        name: str,
        unit_code: str,
        label: str,
        *,
        writing: Writing = PLAIN,
        period: str = "",
        note: str = "",
    ) -> Fact:
        """State the value of one of the notebook's parameters."""
        if name not in self.parameters:
            raise FactError(f"fact {fact_id!r} names the unknown parameter {name!r}")
        return self._state(
            fact_id,
            label,
            float(self.parameters[name]),
            unit_code,
            kind="parameter",
            writing=writing,
            grade=UNGRADED,
            parameters=(name,),
            period=period,
            note=note or "A setting of this run, not a measurement.",
        )

    def claim(self, claim_id: str, expression: str, statement: str) -> Claim:
        """Compute a named statement about facts; a false one is kept and stops the book."""
        self._check_id(claim_id, self.claims, "claim")
        with _naming(f"claim {claim_id!r}"):
            reads = expressions.names(expression)
        self._inputs(claim_id, reads)
        with _naming(f"claim {claim_id!r}"):
            true = expressions.holds(expression, self.facts, self.evidence.incomparable_series)
        values = {name: stable(self.facts[name].value) for name in reads}
        claim = Claim(claim_id, statement, expression, tuple(reads), values, true)
        self.claims[claim_id] = claim
        return claim

    def part(self, facts: Iterable[Fact], claims: Iterable[Claim]) -> dict[str, Any]:
        """Some of the facts and claims as plain JSON values, for one output of the notebook."""
        return stable_tree(
            {
                "facts": [_fields(fact) for fact in facts],
                "claims": [_fields(claim) for claim in claims],
            }
        )

    def basis(self, notebook: str) -> dict[str, Any]:
        """What all of the facts rest on: the parameters, and the observations with their values."""
        return stable_tree(
            {
                "notebook": notebook,
                "parameters": dict(self.parameters),
                "observations": self.observations_read(),
            }
        )

    def observations_read(self) -> dict[str, float]:
        """The values of all observations that facts rest on, by id, in each one's own unit.

        A computed fact may hide a change of an input behind its rounding; this list doesn't.
        """
        named = {name for fact in self for name in fact.inputs} - set(self.facts) - TABLES
        return {name: self.evidence.observation(name).value for name in sorted(named)}

    def _reported(self, row: Observation, *stated: Any, **details: Any) -> Fact:
        """State a number of an observation with what it takes from there."""
        return self._state(
            *stated,
            kind="observed",
            status=row.status,
            grade=row.grade,
            period=row.period,
            inputs=(row.observation_id,),
            sources=(row.source_id,),
            **details,
        )

    def _state(
        self,
        fact_id: str,
        label: str,
        value: float,
        unit_code: str,
        *,
        writing: Writing,
        bound: str = "exact",
        **details: Any,
    ) -> Fact:
        self._check_id(fact_id, self.facts, "fact")
        if value is None or not math.isfinite(value):
            raise FactError(f"fact {fact_id!r} has no finite value: {value!r}")
        shown = writing.bound or bound
        decimals, number, display = write(value, unit_code, writing, shown)
        fact = Fact(
            id=fact_id,
            label=label,
            value=stable(value),
            unit=unit_code,
            display=display,
            number=number,
            bound=shown,
            decimals=decimals,
            display_unit=writing.shown_in or unit_code,
            **details,
        )
        self.facts[fact_id] = fact
        return fact

    def _check_id(self, name: str, taken: Mapping[str, Any], what: str) -> None:
        if not _IDENTIFIER.match(name) or not name.startswith(f"{self.prefix}_"):
            raise FactError(
                f"{what} id {name!r}: use lower-case letters, digits and underscores, beginning with {self.prefix}_"
            )
        if name in taken:
            raise FactError(f"{what} id {name!r} is stated twice")

    def _inputs(self, owner: str, names: Iterable[str]) -> list[Fact]:
        missing = [name for name in names if name not in self.facts]
        if missing:
            raise FactError(f"{owner!r} reads {', '.join(missing)}, not stated above it in this notebook")
        return [self.facts[name] for name in names]

    def _origin(self, inputs: Sequence[str], modelled: bool) -> dict[str, Any]:
        """Kind, grade, status, sources and parameters that a number takes from what it reads."""
        grades, kinds, statuses = [UNGRADED], list[str](), list[str]()
        sources: list[str] = []
        parameters: list[str] = []
        source_of_value: Fact | Observation
        for name in inputs:
            if name in TABLES:  # counted in the package itself, whatever its rows say
                kinds.append(OWN_COUNT)
                continue
            if name in self.facts:
                fact = source_of_value = self.facts[name]
                kinds.append(fact.kind)
                sources.extend(fact.sources)
                parameters.extend(fact.parameters)
            else:
                observation = source_of_value = self.evidence.observation(name)
                kinds.append("observed")
                sources.append(observation.source_id)
            grades.append(source_of_value.grade)
            statuses.append(source_of_value.status)
        return {
            "kind": MODELLED if modelled else _kind_from(kinds),
            "grade": max(grades),
            "status": _least_firm(statuses),
            "sources": tuple(dict.fromkeys(sources)),
            "parameters": tuple(dict.fromkeys(parameters)),
        }


def _fields(stated: Fact | Claim) -> dict[str, Any]:
    """What a fact or claim holds, by name; `asdict` would copy all of it too."""
    return {name: getattr(stated, name) for name in stated.__slots__}


def _kind_from(kinds: Iterable[str]) -> Kind:
    """The kind of a number by the kinds of its inputs; settings are no evidence and change none."""
    read = set(kinds) - {"parameter"}
    if MODELLED in read:
        return "modelled"
    return "own count" if read == {OWN_COUNT} else "derived"


@contextmanager
def _naming(whom: str) -> Iterator[None]:
    """Let an error of an expression name the fact or claim that it belongs to."""
    try:
        yield
    except ValueError as error:
        raise FactError(f"{whom}: {error}") from None


def _least_firm(statuses: Iterable[str]) -> str:
    return max(statuses, key=_FIRMNESS.index, default="final")
