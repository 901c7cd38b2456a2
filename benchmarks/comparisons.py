"""Times of two sides become ratios of medians; times themselves are not kept."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True, slots=True)
class Compared:
    """One comparison in one round: seconds here, seconds of the other tool for the same work."""

    name: str
    other: str
    ours: float
    theirs: float

    @property
    def share(self) -> float:
        """The share of the other's time that is needed here."""
        return self.ours / self.theirs


@dataclass(frozen=True, slots=True)
class Share:
    """A comparison over all rounds: ratio of the medians, and the ends over single rounds.

    `bar` is the share that was aimed at; None where there is no aim.
    """

    name: str
    other: str
    middle: float
    low: float
    high: float
    bar: float | None

    @property
    def reached(self) -> str:
        """Whether the bar was reached, in a word; empty where there is none."""
        if self.bar is None:
            return ""
        return "reached" if self.middle <= self.bar else "not reached"


def shares(found: Sequence[Compared], bars: Mapping[tuple[str, str], float]) -> list[Share]:
    """The ratio of medians for each comparison, in the order in which they were first made."""
    rounds: dict[tuple[str, str], list[Compared]] = {}
    for one in found:
        rounds.setdefault((one.name, one.other), []).append(one)
    return [
        Share(
            *key,
            median(one.ours for one in ones) / median(one.theirs for one in ones),
            min(one.share for one in ones),
            max(one.share for one in ones),
            bars.get(key),
        )
        for key, ones in rounds.items()
    ]


def markdown(found: Iterable[Share]) -> str:
    """The table that people read: shares of the other's time, and how often it fits into it."""
    lines = [
        "| what | compared with | share of its time | lowest to highest | times as fast | aim |",
        "| --- | --- | ---: | ---: | ---: | --- |",
    ]
    for one in found:
        bar = f"{one.bar:.2f}, {one.reached}" if one.bar is not None else ""
        lines.append(
            f"| {one.name} | {one.other} | {one.middle:.2f} | "
            f"{one.low:.2f} to {one.high:.2f} | {1 / one.middle:.1f} | {bar} |"
        )
    return "\n".join(lines) + "\n"


def parts(title: str, found: Mapping[str, float]) -> str:
    """A table of what takes which share of a whole, in percent."""
    lines = [f"| {title} | share |", "| --- | ---: |"]
    lines += [f"| {name} | {100 * share:.0f} % |" for name, share in found.items()]
    return "\n".join(lines) + "\n"


def write_csv(found: Iterable[Share], path: Path) -> None:
    """The same ratios for programs, one row each."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["what", "compared_with", "share_of_medians", "share_lowest", "share_highest", "bar", "reached"])
        for one in found:
            numbers = (one.middle, one.low, one.high)
            out.writerow(
                [
                    one.name,
                    one.other,
                    *(f"{value:.3g}" for value in numbers),
                    "" if one.bar is None else f"{one.bar:.3g}",
                    one.reached,
                ]
            )
