"""What became of a number: the same, revised or withdrawn, from edition to edition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from expobook.runs.edition import EditionError
from expobook.values.grades import describe_mark
from expobook.values.suggestions import did_you_mean

from .registry import Reason, Registry, Row

Status = Literal["current", "revised", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Change:
    """A number that an edition states otherwise than the one before, anew, or no longer."""

    edition: str
    fact_id: str
    old: Row | None
    new: Row | None
    reason: Reason | None = None

    @property
    def headline(self) -> bool:
        """Whether a key finding of either edition states it."""
        return any(row.headline for row in (self.old, self.new) if row)

    @property
    def label(self) -> str:
        """What the number is, in the words of the edition that last stated it."""
        row = self.new or self.old
        return row.label if row else ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a cited number still stands."""

    status: Status
    fact_id: str
    edition: str
    newest: str
    cited: Row
    now: Row | None
    changes: tuple[Change, ...]

    @property
    def rebuilt(self) -> bool:
        """Whether the number stands, but is made in another way than in the cited edition."""
        return bool(self.status == "current" and self.now and self.now.hash != self.cited.hash)


def changes(old: Mapping[str, Row], new: Mapping[str, Row], edition: str, registry: Registry) -> Iterator[Change]:
    """What `edition`, with the rows `new`, states otherwise than `old`; by id."""
    for name in sorted({*old, *new}):
        before, after = old.get(name), new.get(name)
        if before is None or after is None or not before.is_unchanged(after):
            yield Change(edition, name, before, after, registry.reason(edition, name))


def steps(registry: Registry) -> Iterator[tuple[str, list[Change]]]:
    """Every edition but the first, oldest first, with what it changed."""
    for before, after in pairwise(registry.editions):
        name = after.record.edition
        yield name, list(changes(before.rows, after.rows, name, registry))


def look_up(registry: Registry, fact_id: str, edition: str | None = None) -> Answer:
    """Say whether a number that was cited from an edition still stands in the newest one.

    Without `edition` the number is taken as the last edition that has it states it. `fact_id` may
    also be an address that ends in `#fact-…`. Raises `EditionError` for an id or an edition that
    doesn't exist, with those that come near or exist.
    """
    if not registry.editions:
        raise EditionError("no edition has been released yet: there is nothing to look up")
    name = fact_id.strip().rsplit("#", 1)[-1].removeprefix("fact-")
    holding = [one.record.edition for one in registry.editions if name in one.rows]
    if not holding:
        raise EditionError(_unknown(registry, name))
    check_edition(registry, edition)
    cited_in = edition or holding[-1]
    if cited_in not in holding:
        raise EditionError(f"edition {cited_in} has no number {name!r}; it stands in: {', '.join(holding)}")
    cited = registry.get(cited_in).rows[name]  # type: ignore[union-attr]
    newest = registry.editions[-1]
    now = newest.rows.get(name)
    status: Status = "withdrawn" if now is None else "current"
    if now is not None and not now.is_unchanged(cited):
        status = "revised"
    since = registry.names.index(edition) if edition else 0
    history = tuple(
        change
        for after, found in steps(registry)
        if registry.names.index(after) > since
        for change in found
        if change.fact_id == name and change.old
    )
    return Answer(status, name, cited_in, newest.record.edition, cited, now, history)


def check_edition(registry: Registry, edition: str | None) -> None:
    """Raise `EditionError` for an edition that was never released; None is any."""
    if edition is not None and registry.get(edition) is None:
        raise EditionError(f"there is no edition {edition!r}; released so far: {', '.join(registry.names)}")


def _unknown(registry: Registry, name: str) -> str:
    known = sorted({fact for one in registry.editions for fact in one.rows})
    hint = did_you_mean(name, known) or ("an id is the last part of a number's address in the ledger, after #fact-")
    return f"no released edition has the number {name!r}; {hint}"


def describe_answer(answer: Answer) -> list[str]:
    """An answer in words: the status, the number then and now, and every change with its reason."""
    cited = answer.cited
    lines = [
        f"{answer.fact_id}, edition {answer.edition}: {answer.status}.",
        f"{cited.label}: {cited.display}, {describe_mark(cited.grade)}.",
    ]
    if answer.status == "current":
        lines.append(f"It stands so in the newest edition, {answer.newest}.")
        if answer.rebuilt:
            lines.append("Its formula, inputs or sources are others than then.")
    elif answer.now:
        lines.append(
            f"In the newest edition, {answer.newest}: {answer.now.display}, {describe_mark(answer.now.grade)}."
        )
    else:
        lines.append(f"The newest edition, {answer.newest}, doesn't state it any more.")
    return lines + [describe_change(change) for change in answer.changes]


def describe_change(change: Change) -> str:
    """One change in words: edition, old and new, why."""
    old, new = (f"{row.display} ({describe_mark(row.grade)})" if row else "" for row in (change.old, change.new))
    went = f"{old} → {new}" if new else f"{old} was withdrawn"
    return f"Edition {change.edition}: {went}. {why(change)}"


def why(change: Change) -> str:
    """The reason of a change, or that none is recorded."""
    if change.reason is None:
        return "No reason is recorded: no key finding states this number."
    kind = change.reason.reason
    return f"{kind[:1].upper()}{kind[1:]}: {change.reason.words.rstrip('.')}."
