"""Measures the register of assumptions: every alternative by itself, as a sweep."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from expobook.editions.assumptions import Assumption, Effect, read_assumptions
from expobook.facts import parameters

from ..kernels import CELL_TIMEOUT
from ..release import headline_facts
from . import sweep as sweeping
from .grid import Grid
from .outcomes import Outcome

MAIN = frozenset({"outlook_chance", "outlook_path_p50", "goal_count_met", "goal_count_missed"})
"""Results of the models and rules that count beside the numbers of the key findings."""
Stated = dict[str, dict[str, Any]]


def measure(
    root: Path,
    output: Path,
    *,
    workers: int = 0,
    cell_timeout: int = CELL_TIMEOUT,
    report: Callable[[int, int], None] = lambda finished, total: None,
) -> list[Effect]:
    """Execute the book once as published and once for each alternative; return what differs.

    What was executed is kept in `output`, as by `expobook sweep`.
    """
    asked = [(one, setting, given) for one in read_assumptions(root / "data") for setting, given in one.alternatives()]
    grid = Grid(tuple(parameters.MODELS), ({}, *(given for _, _, given in asked)))
    with sweeping.sweep(root, output, grid, workers=workers, cell_timeout=cell_timeout, report=report) as found:
        published, *outcomes = found
    for notebook, outcome in published.items():
        if "error" in outcome:
            raise sweeping.SweepError(
                f"{notebook} fails as published, so nothing can be compared with it: {outcome['error']}"
            )
    watched = headline_facts(root) | MAIN
    return [
        effect
        for (one, setting, _), outcome in zip(asked, outcomes, strict=True)
        for effect in _effects(one, setting, published, outcome, watched)
    ]


def _effects(
    assumption: Assumption,
    setting: str,
    published: Mapping[str, Outcome],
    outcome: Mapping[str, Outcome],
    watched: frozenset[str],
) -> Iterator[Effect]:
    """What an alternative changed, in the order of the book; or why it can't be computed."""
    for notebook, found in outcome.items():
        if "error" in found:
            yield Effect(assumption.id, setting, "error", notebook, "", "", "", "", found["error"].splitlines()[0])
            continue
        was, now = (_by_id(one, "facts") for one in (published[notebook], found))
        for name in was:
            if name in watched and name in now and was[name]["value"] != now[name]["value"]:
                yield Effect(
                    assumption.id,
                    setting,
                    "number",
                    name,
                    was[name]["label"],
                    repr(was[name]["value"]),
                    repr(now[name]["value"]),
                    was[name]["display"],
                    now[name]["display"],
                )
        was, now = (_by_id(one, "claims") for one in (published[notebook], found))
        for name in was:
            if name in now and was[name]["holds"] and not now[name]["holds"]:
                yield Effect(
                    assumption.id,
                    setting,
                    "claim",
                    name,
                    was[name]["statement"],
                    "true",
                    "false",
                    "holds",
                    "doesn't hold",
                )


def _by_id(outcome: Outcome, kind: str) -> Stated:
    return {item["id"]: item for item in outcome[kind]}
