"""Chapter 4: the facts that every goal brings along, and the rows of its tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from expobook.facts.parameters import GoalParameters
from expobook.figures.table import Cell
from expobook.values import periods
from expobook.values.numbers import decimals_of, write_number
from expobook.values.units import unit

from .data import HEADLINES, StatedGoal, required_growth
from .frames import short
from .judgements import StatedJudgement

if TYPE_CHECKING:
    from ..chapter import Chapter

TONES = {"met": "met", "on course": "on-course", "behind": "behind", "missed": "missed", "not assessable": "none"}
GAP = "–"
# A baseline of at least so much needs growth of at most so much.
_TURNED = {"exact": "exact", "approx": "approx", "at_least": "at_most", "at_most": "at_least"}


def state(chapter: Chapter, item: StatedGoal, scored: pd.DataFrame) -> None:
    """State a goal's target, baseline, required growth, last value, share and way as facts.

    Ids are `<prefix>_<goal>_target`, `_baseline`, `_required`, `_last`, `_share`, `_covered` and
    `_elapsed`; what isn't known isn't stated. `scored` is the scoreboard that the table shows.
    """
    if not item.target_id:
        return
    stem = f"{chapter.facts.prefix}_{item.slug}"
    _state_target(chapter, stem, item)
    last = scored[scored["goal_id"] == item.goal_id].iloc[0]
    if pd.notna(last["last_year"]):
        _state_last(chapter, stem, item, last)


def _state_target(chapter: Chapter, stem: str, item: StatedGoal) -> None:
    """State the target, and the baseline with the growth that it asks for, where one is known."""
    name = item.label
    chapter.observe(
        f"{stem}_target",
        f"Goal for {item.goal.target_year}: {name}",
        observation_id=item.target_id,
        shown_in=_shown_in(item, item.goal.number),
    )
    if item.baseline is not None:
        chapter.observe(
            f"{stem}_baseline",
            f"Baseline of {item.baseline.year}: {name}",
            observation_id=item.baseline_id,
            shown_in=_shown_in(item, item.baseline.value),
        )
        if required_growth(item) is not None:
            chapter.derive(
                f"{stem}_required",
                f"required_growth_percent({stem}_target, {stem}_baseline)",
                "percent",
                f"Growth a year needed from {item.baseline.year} to {item.goal.target_year}: {name}",
                decimals=1,
                bound=_TURNED[item.baseline.bound],
                note=_forward(item),
            )


def _state_last(chapter: Chapter, stem: str, item: StatedGoal, last: pd.Series) -> None:
    """State the last known value, its share of the target, and how much of the way it covers."""
    name = item.label
    chapter.observe(
        f"{stem}_last",
        f"Last known value, {last['last_year']}: {name}",
        observation_id=item.observations[int(last["last_year"])],
        shown_in=_shown_in(item, last["last_value"]),
    )
    if not item.series_id.endswith("_growth"):
        close = abs(last["share_percent"] - 100) < 0.1
        chapter.derive(
            f"{stem}_share",
            f"{stem}_last / {stem}_target",
            "percent",
            f"Value of {last['last_year']} in percent of the goal for {item.goal.target_year}: {name}",
            decimals=2 if close else 1,
            bound=last["last_bound"],
        )
    if pd.notna(last["covered_percent"]):
        _state_way(chapter, stem, f"{name}, {last['last_year']}", last["last_bound"])


def _state_way(chapter: Chapter, stem: str, what: str, bound: str) -> None:
    """State how much of the way and how much of the time lies behind the last value."""
    chapter.derive(
        f"{stem}_covered",
        f"({stem}_last - {stem}_baseline) / ({stem}_target - {stem}_baseline)",
        "percent",
        f"Distance from baseline to goal that is covered: {what}",
        decimals=0,
        bound=bound,
    )
    chapter.derive(
        f"{stem}_elapsed",
        f"years_between({stem}_last, {stem}_baseline) / years_between({stem}_target, {stem}_baseline)",
        "percent",
        f"Time from baseline to goal that has passed: {what}",
        decimals=0,
        bound="exact",
    )


def _forward(item: StatedGoal) -> str:
    """What to know of growth that is asked for in a series whose values can't be compared."""
    if item.comparable:
        return ""
    return (
        f"Asked for by the goal, not observed: no growth is computed between values of this series. {item.break_note}"
    ).strip()


def scoreboard_rows(
    chapter: Chapter, goals: Iterable[StatedGoal], scored: pd.DataFrame, judgements: Mapping[str, StatedJudgement]
) -> list[list]:
    """Return one row a goal: goal, verdict, judgement, its reason, value of target, grade.

    Goals have their short names and the numbers one cell, so that the words on them have the room.
    The facts must have been stated before (see `state`).
    """
    rows = []
    for item, score in _with_scores(goals, scored):
        release = " (release)" if item.goal_id in HEADLINES else ""
        doubt = " The goal is second-hand or unconfirmed."
        judgement, reason = judgements[item.goal_id].cells
        rows.append(
            [
                Cell(f"{short(item, item.goal.target_year)}{release}", source=item.source_id),
                verdict_cell(score["verdict"]),
                judgement,
                reason + (doubt if goal_grade(chapter, item) == "D" else ""),
                _of_target(_last_place(chapter, item, score), _place(chapter, item, "target")),
                score["grade"] or GAP,
            ]
        )
    return rows


def _of_target(last: str, target: str) -> str:
    return f"no whole year of {target}" if last == GAP else f"{last} of {target}"


def other_rows(chapter: Chapter, goals: Iterable[StatedGoal], scored: pd.DataFrame) -> list[list]:
    """Return one row a goal without a judgement: goal, verdict, set, target, last value, grade.

    The grade is that of the text in which the goal was read.
    """
    return [
        [
            goal_cell(item),
            verdict_cell(score["verdict"]),
            short_date(item.issued),
            _place(chapter, item, "target", item.goal.target_year) or _target_text(item),
            _last_place(chapter, item, score),
            goal_grade(chapter, item),
        ]
        for item, score in _with_scores(goals, scored)
    ]


def later_rows(chapter: Chapter, goals: Iterable[StatedGoal], scored: pd.DataFrame) -> list[list]:
    """Return one row a goal still to come: goal, set, target, growth needed, last value, grade.

    The grade is that of the text in which the goal was read.
    """
    return [
        [
            goal_cell(item),
            short_date(item.issued),
            _place(chapter, item, "target") or "in words",
            str(item.goal.target_year),
            (item.baseline and _place(chapter, item, "required")) or GAP,
            _last_place(chapter, item, score),
            goal_grade(chapter, item),
        ]
        for item, score in _with_scores(goals, scored)
    ]


def _with_scores(goals: Iterable[StatedGoal], scored: pd.DataFrame) -> Iterator[tuple[StatedGoal, pd.Series]]:
    """The goals with their rows of the scoreboard."""
    for item in goals:
        yield item, scored[scored["goal_id"] == item.goal_id].iloc[0]


def aim_rows(chapter: Chapter, goals: Iterable[StatedGoal], since: Mapping[str, tuple[str, str]]) -> list[list]:
    """Return one row an aim in words: aim, who set it and when, reported since, source.

    `since` gives for each goal what was reported, with places for facts, and the source of that.
    A goal due after the year of the published assessment may be missing there: only a reader's run
    lists it. Raises KeyError for any other goal of which `since` says nothing.
    """
    published = GoalParameters.model_fields["assessment_year"].default
    rows = []
    for item in goals:
        if (item.goal.target_year or 0) > published and item.goal_id not in since:
            reported, source = "Not searched for: due after the published assessment", ""
        else:
            reported, source = since[item.goal_id]
        publisher: Cell | str = GAP
        if source:
            publisher = Cell(chapter.evidence.source(source)["publisher"], source=source)
        rows.append(
            [
                goal_cell(item, goal_grade(chapter, item)),
                f"{item.announced_by}, {short_date(item.issued)}",
                reported,
                publisher,
            ]
        )
    return rows


def goal_cell(item: StatedGoal, grade: str = "") -> Cell:
    """A goal's name with its source, and what its text says of its scope or how it was read.

    With the `grade` of the goal a weak one says so; a table that has a column for it needs none.
    """
    name = item.label if item.target_id else item.text.partition("; ")[0]
    doubt = "goal second-hand or unconfirmed" if grade == "D" else ""
    return Cell("; ".join(filter(None, (name, item.caution, doubt))), source=item.source_id)


def goal_grade(chapter: Chapter, item: StatedGoal) -> str:
    """The evidence grade of a goal itself: of the observation, or of the text that states it."""
    if item.target_id:
        return str(chapter.evidence.observation(item.target_id).grade)
    return str(chapter.evidence.source(item.source_id)["grade"])


def changed_verdicts(verdicts: pd.DataFrame, goals: Iterable[str], leaving_out: Iterable[str] = ()) -> int:
    """Count the goals whose verdict some way moves, ways in `leaving_out` not looked at."""
    chosen = verdicts[verdicts["goal_id"].isin(list(goals)) & ~verdicts["variant"].isin(list(leaving_out))]
    return int(chosen.groupby("goal_id")["changed"].any().sum())


def verdict_cell(name: str) -> Cell:
    """A verdict as the book marks it: shape and word."""
    return Cell(name, tone=TONES[name])


def short_date(date: str) -> str:
    """Write an ISO date as a short month and year on one line; an unknown one as a dash."""
    if not date:
        return GAP
    return periods.format_date(date[: len("2022-12")], short=True).replace(" ", "\N{NO-BREAK SPACE}")


def sources(chapter: Chapter, goals: Iterable[StatedGoal]) -> tuple[str, ...]:
    """List the sources of the given goals and of their last and base values, each once."""
    evidence, source_ids = chapter.evidence, []
    for item in goals:
        ids = [item.target_id, item.baseline_id, *list(item.observations.values())[-1:]]
        source_ids += [item.source_id, *(evidence.observation(name).source_id for name in ids if name)]
    return tuple(dict.fromkeys(source_ids))


def read_from(chapter: Chapter, goals: Iterable[StatedGoal], scored: pd.DataFrame) -> list[str]:
    """List the facts that the given verdicts rest on; without any, the table of goals itself."""
    stated = chapter.facts.facts
    assessable = set(scored.loc[scored["verdict"] != "not assessable", "goal_id"])
    names = [
        f"{chapter.facts.prefix}_{item.slug}_{part}"
        for item in goals
        if item.goal_id in assessable
        for part in ("target", "baseline", "last")
    ]
    return [name for name in names if name in stated] or ["goals.csv"]


def _place(chapter: Chapter, item: StatedGoal, part: str, year: object = "") -> str:
    """A place for one of the goal's facts, with its year; empty when the fact wasn't stated."""
    name = f"{chapter.facts.prefix}_{item.slug}_{part}"
    if name not in chapter.facts.facts:
        return ""
    return f"{{{name}}} ({year})" if year else f"{{{name}}}"


def _last_place(chapter: Chapter, item: StatedGoal, score: pd.Series) -> str:
    """The last value as a fact, or as plain text where a stricter run scores an earlier one."""
    if pd.isna(score["last_year"]):
        return GAP
    year = int(score["last_year"])
    stated = chapter.facts.facts.get(f"{chapter.facts.prefix}_{item.slug}_last")
    if stated is not None and stated.inputs == (item.observations[year],):
        return _place(chapter, item, "last", year)
    number = write_number(score["last_value"], decimals_of(score["last_value"]))
    return f"{unit(item.unit).write(number)} ({year})"


def _target_text(item: StatedGoal) -> str:
    if item.goal.target is None:
        return "in words"
    number = write_number(item.goal.target, decimals_of(item.goal.target))
    return f"{unit(item.unit).write(number)} ({item.goal.target_year})"


def _shown_in(item: StatedGoal, value: float) -> str | None:
    """Money of a thousand billion and more reads better in trillions."""
    return "CNY tn" if item.unit == "CNY bn" and value >= 1000 else None
