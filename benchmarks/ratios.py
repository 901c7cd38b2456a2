"""From rounds of measurements to a small table of ratios."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

OURS = "this report"
MEASURES = {
    "first_paint_ms": "first contentful paint",
    "largest_paint_ms": "largest contentful paint",
    "first_chart_ms": "first chart drawn",
    "bytes": "bytes sent, gzipped",
}
"""What is measured in each load, and how the table calls it."""
NEVER = float("inf")
"""A chart that isn't drawn at all."""


@dataclass(frozen=True, slots=True)
class Load:
    """One opening of one page in a fresh browser."""

    round: int
    page: str
    profile: str
    book: str
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times as much another book takes as this report: the median over rounds, the ends.

    `ours_kb` and `other_kb` are given for bytes, which don't depend on the machine.
    """

    page: str
    profile: str
    book: str
    measure: str
    middle: float
    low: float
    high: float
    ours_kb: float | None = None
    other_kb: float | None = None


def compare(loads: Sequence[Load]) -> list[Ratio]:
    """Ratios between loads of the same round, page and profile, in the order of the loads."""
    ours = {(one.round, one.page, one.profile): one for one in loads if one.book == OURS}
    grouped: dict[tuple[str, str, str], list[Load]] = {}
    for load in loads:
        if load.book != OURS:
            grouped.setdefault((load.page, load.profile, load.book), []).append(load)
    return [
        _ratio(key, measure, [(ours[one.round, one.page, one.profile], one) for one in others])
        for key, others in grouped.items()
        for measure in MEASURES
    ]


def _ratio(key: tuple[str, str, str], measure: str, pairs: list[tuple[Load, Load]]) -> Ratio:
    ratios = [other.values[measure] / own.values[measure] for own, other in pairs]
    ends = median(ratios), min(ratios), max(ratios)
    if measure != "bytes":
        return Ratio(*key, measure, *ends)
    kilobytes = [median(one.values[measure] for one in side) / 1000 for side in zip(*pairs, strict=True)]
    return Ratio(*key, measure, *ends, *kilobytes)


def markdown(ratios: Iterable[Ratio]) -> str:
    """The table that people read: a row for each page and profile, a column for each measure."""
    rows: dict[tuple[str, str, str], dict[str, Ratio]] = {}
    for one in ratios:
        rows.setdefault((one.page, one.profile, one.book), {})[one.measure] = one
    head = ["page", "profile", "compared with", *MEASURES.values(), "kB here", "kB there"]
    lines = [head, ["---"] * 3 + ["---:"] * (len(head) - 3)]
    for key, measured in rows.items():
        sizes = measured["bytes"]
        lines.append(
            [
                *key,
                *(_format_ratio(measured[name]) for name in MEASURES),
                f"{sizes.ours_kb:.0f}",
                f"{sizes.other_kb:.0f}",
            ]
        )
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _format_ratio(ratio: Ratio) -> str:
    if ratio.middle == NEVER:
        return "never drawn"
    ends = "" if ratio.measure == "bytes" else f" ({ratio.low:.1f} to {ratio.high:.1f})"
    return f"{ratio.middle:.1f} ×{ends}"


def write_csv(ratios: Iterable[Ratio], path: Path) -> None:
    """The same numbers for programs: one row for each ratio."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(
            [
                "page",
                "profile",
                "compared_with",
                "measure",
                "ratio_median",
                "ratio_lowest",
                "ratio_highest",
                "this_report_kb",
                "other_kb",
            ]
        )
        for one in ratios:
            numbers = (one.middle, one.low, one.high, one.ours_kb, one.other_kb)
            out.writerow(
                [
                    one.page,
                    one.profile,
                    one.book,
                    one.measure,
                    *("" if value is None else f"{value:.3g}" for value in numbers),
                ]
            )
