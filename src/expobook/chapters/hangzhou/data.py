"""Chapter 3, shaping: events, facts and observations of Hangzhou as tidy frames; nothing is drawn.

Years before the common era are negative. A position in time is a year and its decimal part
(2015.5 is the middle of 2015), so that no chart needs a date type.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping

import pandas as pd

from expobook.evidence import Evidence
from expobook.evidence.tables import EVENT_LEVELS
from expobook.facts.facts import Fact, Register
from expobook.values import periods

CATEGORIES = frozenset(
    {"platform", "pilot_zone", "plan", "rule", "institution", "infrastructure", "trade_route", "expo"}
)
_DATE = re.compile(r"(-?\d{1,4})(?:-(\d{2}))?(?:-(\d{2}))?\Z")


def position(date: str) -> float:
    """Return an event's date as a year with decimals; `-2700` is 2700 BC.

    Raises ValueError for a date that isn't a year, a month or a day.
    """
    year, month, day = _parts(date)
    if not month:
        return float(year)
    length = calendar.monthrange(year, month)[1]
    return year + (month - 1 + ((day or 1) - 1) / length) / 12


def year_of(date: str) -> int:
    """Return the calendar year of an event's date; negative before the common era."""
    return _parts(date)[0]


def _parts(date: str) -> tuple[int, int, int]:
    """Year, month and day of a date; zero for what it doesn't say."""
    match = _DATE.match(date)
    if match is None:
        raise ValueError(f"event date {date!r}: write a year, a month or a day")
    year, month, day = (int(part or 0) for part in match.groups())
    return year, month, day


def events_frame(events: pd.DataFrame) -> pd.DataFrame:
    """Shape all events, oldest first: date, year, position in time, level, kind, title."""
    shaped = events.sort_values(["date_sort", "event_id"]).reset_index(drop=True)
    placeable = shaped["category"].isin(CATEGORIES) & shaped["level"].isin(EVENT_LEVELS)
    if not placeable.all():
        odd = shaped.loc[~placeable, "event_id"].iloc[0]
        raise ValueError(f"event {odd!r} has a level or category that the timeline doesn't know")
    return pd.DataFrame(
        {
            "event_id": shaped["event_id"],
            "date": shaped["date"],
            "year": shaped["date"].map(year_of),
            "position": shaped["date"].map(position),
            "who": shaped["level"].map(EVENT_LEVELS),
            "category": shaped["category"],
            "kind": shaped["category"].str.replace("_", " "),
            "title": shaped["title"],
            "confidence": shaped["confidence"],
        }
    )


def milestones(events: pd.DataFrame, labels: Mapping[str, str], first: int, last: int) -> pd.DataFrame:
    """Pick the events that `labels` names and that lie in the years `first` to `last`.

    Adds `when` (the date, no more precise than it is known), `words` (ending with the date) and
    `late`: does the event lie so far to the right that its words stand to the left of its mark.
    """
    chosen = events[events["event_id"].isin(labels) & events["year"].between(first, last)]
    when = [periods.format_date(date[:7], short=True) for date in chosen["date"]]
    return chosen.assign(
        when=when,
        words=[f"{labels[name]}, {date}" for name, date in zip(chosen["event_id"], when, strict=True)],
        late=chosen["position"] > (first + last) / 2,
    ).sort_values(["position", "event_id"], ignore_index=True)


def tally(events: pd.DataFrame, *, first: int = -9999, last: int = 9999, **where: str) -> int:
    """Count the events that begin in the years `first` to `last` and have the given attributes."""
    inside = events["year"].between(first, last)
    for column, value in where.items():
        inside &= events[column] == value
    return int(inside.sum())


def first_year(events: pd.DataFrame, category: str) -> int:
    """Return the year of the earliest event of a category."""
    return int(events.loc[events["category"] == category, "year"].min())


def fact_frame(facts: Register, names: Iterable[str]) -> pd.DataFrame:
    """Put stated facts into a frame, one row each, in the order given."""
    return pd.DataFrame([_row(facts[name]) for name in names])


def _row(fact: Fact) -> dict[str, object]:
    return {
        "fact": fact.id,
        "label": fact.label,
        "period": fact.period,
        "value": fact.value,
        "unit": fact.unit,
        "shown": fact.number,
        "bound": fact.bound,
        "status": fact.status,
        "grade": fact.grade,
    }


def zone_steps(facts: Register, evidence: Evidence, decided: Mapping[str, str]) -> pd.DataFrame:
    """Shape the cumulative number of pilot zones, one row a step.

    `decided` names for each fact the event or observation that dates its step.
    """
    rows = fact_frame(facts, decided)
    rows["date"] = [dated(evidence, name) for name in decided.values()]
    rows["position"] = rows["date"].map(position)
    return rows.sort_values("position").reset_index(drop=True)


def dated(evidence: Evidence, name: str) -> str:
    """Return the date of an event, or else the period of an observation."""
    dates = dict(zip(evidence.events["event_id"], evidence.events["date"], strict=True))
    return dates[name] if name in dates else evidence.observation(name).period


def shares(facts: Register, drawn: Mapping[str, tuple[str, str]]) -> pd.DataFrame:
    """Shape shares for bars, the largest first: `kind` and `words` of each, as `drawn` gives them.

    The words end with the period, so that no bar stands without its year.
    """
    rows = fact_frame(facts, drawn)
    rows["kind"] = [kind for kind, _ in drawn.values()]
    rows["words"] = [f"{label}, {periods.format_period(facts[name].period)}" for name, (_, label) in drawn.items()]
    return rows.sort_values(["value", "fact"], ascending=[False, True], ignore_index=True)


def spans(facts: Register, drawn: Mapping[str, str]) -> pd.DataFrame:
    """Shape values that hold for spans of years: where each begins and ends, as positions.

    `drawn` names for each fact its period. A growth rate from one year to another runs from the
    middle of the one to the middle of the other.
    """
    rows = fact_frame(facts, drawn)
    rows["period"] = list(drawn.values())
    rows["start"] = [_middle(period.partition("/")[0]) for period in rows["period"]]
    rows["end"] = [_middle(period.rpartition("/")[2]) for period in rows["period"]]
    return rows


def points(facts: Register, names: Iterable[str]) -> pd.DataFrame:
    """Shape values of single periods: each at the middle of its own."""
    rows = fact_frame(facts, names)
    rows["position"] = rows["period"].map(_middle)
    rows["when"] = rows["period"].map(periods.format_period)
    return rows


def _middle(period: str) -> float:
    """The middle of a period in time, a year with decimals."""
    start, end = periods.period_start(period), periods.period_end(period)
    return (position(start.isoformat()) + position(end.isoformat())) / 2


def count_rows(observations: pd.DataFrame, *, outcome: bool | None = None, **where: str) -> int:
    """Count observations with the given attributes: outcomes only, targets only, or all."""
    chosen = pd.Series(True, index=observations.index)
    for column, value in where.items():
        chosen &= observations[column] == value
    if outcome is not None:
        chosen &= (observations["status"] != "target") == outcome
    return int(chosen.sum())


def sources_of(facts: Register, names: Iterable[str]) -> tuple[str, ...]:
    """List the sources behind facts, in order, each once."""
    return tuple(dict.fromkeys(source for name in names for source in facts[name].sources))
