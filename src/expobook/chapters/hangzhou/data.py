"""Chapter 3, shaping: events, facts and observations of Hangzhou as tidy frames; nothing is drawn.

Years before the common era are negative. A position in time is a year and its decimal part
(2015.5 is the middle of 2015), so that no chart needs a date type.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from expobook.evidence import Evidence
from expobook.facts.facts import Fact, Register
from expobook.values import periods
from expobook.values.numbers import decimals_of, write_number
from expobook.values.periods import MONTHS

# Lanes of the modern timeline, top to bottom: the categories of events.csv, the rare ones together.
LANES = {
    "platform": "Platforms, firms",
    "pilot_zone": "Pilot zones",
    "plan": "Plans",
    "rule": "Rules, laws",
    "institution": "Bodies, sites",
    "infrastructure": "Bodies, sites",
    "trade_route": "Bodies, sites",
    "expo": "Expo",
}
LEVELS = {
    "city": "Hangzhou",
    "company": "company",
    "province": "Zhejiang",
    "national": "national",
    "international": "international",
}
# What the entities of the evidence are; one that stands nowhere here would be another place.
NO_CITIES = frozenset(
    {"Zhejiang", "China", "World", "Developing economies", "European Union", "Belgium", "Canada",
     "France", "Germany", "India", "Ireland", "Japan", "Luxembourg", "Netherlands", "Singapore",
     "South Korea", "Switzerland", "United Kingdom", "United States"}
)
EXPOS = ("GDTE", "CIIE", "CIFTIS", "Canton Fair", "Big Data Expo")
# How much of a year a value covers, best first.
COVERS = ("full year", "second-hand", "bound", "part")
_DATE = re.compile(r"(-?\d{1,4})(?:-(\d{2}))?(?:-(\d{2}))?\Z")
_STACKED = {level: rank for rank, level in enumerate(reversed(LEVELS))}


def position(date: str) -> float:
    """Return an event's date as a year with decimals; `-2700` is 2700 BC.

    Raises ValueError for a date that isn't a year, a month or a day.
    """
    match = _DATE.match(date)
    if match is None:
        raise ValueError(f"event date {date!r}: write a year, a month or a day")
    year, month, day = (None if part is None else int(part) for part in match.groups())
    if month is None:
        return float(year)
    length = calendar.monthrange(year, month)[1]
    return year + (month - 1 + ((day or 1) - 1) / length) / 12


def year_of(date: str) -> int:
    """Return the calendar year of an event's date; negative before the common era."""
    return int(_DATE.match(date).group(1)) if _DATE.match(date) else int(position(date))


def events_frame(events: pd.DataFrame) -> pd.DataFrame:
    """Shape all events, oldest first: year, position in time, level, category, lane, title."""
    shaped = events.sort_values(["date_sort", "event_id"]).reset_index(drop=True)
    known = shaped["category"].isin(LANES) & shaped["level"].isin(LEVELS)
    if not known.all():
        odd = shaped.loc[~known, "event_id"].iloc[0]
        raise ValueError(f"event {odd!r} has a level or category that the timeline doesn't know")
    return pd.DataFrame(
        {
            "event_id": shaped["event_id"],
            "date": shaped["date"],
            "year": shaped["date"].map(year_of),
            "position": shaped["date"].map(position),
            "position_end": shaped["date_end"].map(lambda date: position(date) if date else None),
            "precision": shaped["date_precision"],
            "level": shaped["level"],
            "category": shaped["category"],
            "lane": shaped["category"].map(LANES),
            "title": shaped["title"],
            "confidence": shaped["confidence"],
        }
    )


def tally(events: pd.DataFrame, *, first: int = -9999, last: int = 9999, **where: str) -> int:
    """Count the events that begin in the years `first` to `last` and have the given attributes."""
    inside = events["year"].between(first, last)
    for column, value in where.items():
        inside &= events[column] == value
    return int(inside.sum())


def modern(events: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """Give each event of the years `first` to `last` its place: one mark an event, no overlap.

    Adds `who` and `kind` (level and category in words) and `height` (from the bottom of the chart,
    in marks): events of one lane and year are stacked, the city's own on top.
    """
    chosen = events[events["year"].between(first, last)].copy()
    chosen["rank"] = chosen["level"].map(_STACKED)
    chosen = chosen.sort_values(["lane", "year", "rank", "position", "event_id"])
    chosen["stack"] = chosen.groupby(["lane", "year"]).cumcount()
    bottoms = lane_bottoms(chosen)
    chosen["height"] = chosen["lane"].map(bottoms) + chosen["stack"]
    chosen["who"] = chosen["level"].map(LEVELS)
    chosen["kind"] = chosen["category"].str.replace("_", " ")
    return chosen.sort_values(["position", "event_id"]).drop(columns="rank")


def lane_bottoms(stacked: pd.DataFrame, gap: float = 1.7) -> dict[str, float]:
    """Place the lanes above one another, each as high as its tallest year, `gap` marks apart."""
    tallest = (stacked.groupby("lane")["stack"].max() + 1).to_dict()
    bottom, bottoms = 0.0, {}
    for lane in reversed(dict.fromkeys(LANES.values())):
        if lane in tallest:
            bottoms[lane] = bottom
            bottom += tallest[lane] + gap
    return bottoms


def stated(facts: Register, names: Iterable[str]) -> pd.DataFrame:
    """Put stated facts into a frame, one row each, in the order given."""
    return pd.DataFrame([_row(facts[name]) for name in names])


def _row(fact: Fact) -> dict[str, object]:
    return {
        "fact": fact.id, "label": fact.label, "period": fact.period, "value": fact.value,
        "unit": fact.unit, "shown": fact.number, "bound": fact.bound, "status": fact.status,
        "grade": fact.grade,
    }


def bars(facts: Register, names: Iterable[str], first: int, last: int) -> pd.DataFrame:
    """Put facts of two measures beside the years `first` to `last`, gaps kept as rows.

    The measure is the fact's name without its year. A fact that holds for part of its year is
    told apart, and one that was read second-hand.
    """
    found = stated(facts, names)
    found["measure"] = [re.sub(r"_\d{4}\Z", "", name) for name in found["fact"]]
    found["year"] = found["period"].map(periods.year)
    found["kind"] = [kind(*row) for row in found[["period", "grade"]].itertuples(index=False)]
    grid = pd.MultiIndex.from_product(
        [dict.fromkeys(found["measure"]), range(first, last + 1)], names=["measure", "year"])
    joined = grid.to_frame(index=False).merge(found, on=["measure", "year"], how="left")
    joined["words"] = [bar_words(row) for row in joined.itertuples()]
    joined["part"] = [part_words(row) for row in joined.itertuples()]
    return joined


def kind(period: str, grade: str) -> str:
    """Say how a bar is drawn: a whole year, part of one, or read second-hand."""
    if not periods.is_annual(period):
        return "part"
    return "second-hand" if grade == "D" else "whole"


def bar_words(row) -> str:
    """Write what stands in a bar: the number with its bound, in the unit of the data."""
    if not isinstance(row.fact, str):
        return ""
    sign = {"at_least": ">", "approx": "~"}.get(row.bound, "")
    return sign + drawn_number(row.value)


def drawn_number(value: float) -> str:
    """Write a number as charts do: one decimal at most, none from a thousand on."""
    return write_number(value, 0 if value >= 1000 else min(decimals_of(value), 1))


def part_words(row) -> str:
    """Write which months a bar covers when it isn't a whole year: `H1`, `to Sep`, `Feb–Sep`.

    The words stand in the bar, so they have to be shorter than a bar is wide.
    """
    if not isinstance(row.fact, str) or periods.is_annual(row.period):
        return ""
    first, last = periods.period_start(row.period).month, periods.period_end(row.period).month
    if (first, last) == (1, 6):
        return "H1"
    until = MONTHS[last - 1][:3]
    return f"to {until}" if first == 1 else f"{MONTHS[first - 1][:3]}–{until}"


def cover(period: str, bound: str, grade: str = "A") -> str:
    """Say what a value of a period tells of its year: see `COVERS`."""
    if not periods.is_annual(period):
        return "part"
    if bound in ("at_least", "at_most"):
        return "bound"
    return "second-hand" if grade == "D" else "full year"


def zone_steps(
    facts: Register, evidence: Evidence, decided: Mapping[str, str]
) -> pd.DataFrame:
    """Shape the cumulative number of pilot zones, one row a step.

    `decided` names for each fact the event or observation that dates its step.
    """
    rows = stated(facts, decided)
    rows["date"] = [dated(evidence, name) for name in decided.values()]
    rows["position"] = rows["date"].map(position)
    return rows.sort_values("position").reset_index(drop=True)


def dated(evidence: Evidence, name: str) -> str:
    """Return the date of an event, or else the period of an observation."""
    dates = dict(zip(evidence.events["event_id"], evidence.events["date"], strict=True))
    return dates[name] if name in dates else evidence.observation(name).period


def spans(facts: Register, drawn: Sequence[tuple[str, str, str]]) -> pd.DataFrame:
    """Shape values that hold for spans of time: where each begins and ends, as positions.

    `drawn` lists fact, period and basis (how the value came about).
    """
    rows = stated(facts, [name for name, _, _ in drawn])
    rows["period"] = [period for _, period, _ in drawn]
    rows["basis"] = [basis for _, _, basis in drawn]
    rows["start"] = [position(periods.period_start(period).isoformat())
                     for period in rows["period"]]
    rows["end"] = [position(periods.period_end(period).isoformat()) for period in rows["period"]]
    return rows


def coverage(
    observations: pd.DataFrame, indicators: Mapping[str, str], first: int, last: int,
    *, left_out: Iterable[str] = (), lowest_grade: str = "D",
) -> pd.DataFrame:
    """Say for each of the city's indicators and each year what the evidence holds.

    `indicators` maps names to labels; `left_out` are series that the report doesn't use. `covers`
    is the best of `COVERS`, or empty where nothing of `lowest_grade` or better was found.
    """
    city = observations[
        (observations["entity"] == "Hangzhou") & (observations["status"] != "target")
        & ~observations["series_id"].isin(set(left_out)) & (observations["grade"] <= lowest_grade)
    ]
    rows = []
    for indicator, label in indicators.items():
        found = _covered(city[city["indicator"] == indicator])
        for year in range(first, last + 1):
            kinds = [kind for at, kind in found if at == year]
            best = min(kinds, key=COVERS.index) if kinds else ""
            rows.append({"indicator": indicator, "label": label, "year": year, "covers": best})
    return pd.DataFrame(rows)


def sources_behind(
    observations: pd.DataFrame, indicators: Iterable[str], *, left_out: Iterable[str] = ()
) -> tuple[str, ...]:
    """List the sources of the city's outcomes in the given indicators, by name."""
    rows = observations[
        (observations["entity"] == "Hangzhou") & (observations["status"] != "target")
        & observations["indicator"].isin(set(indicators))
        & ~observations["series_id"].isin(set(left_out))
    ]
    return tuple(sorted(set(rows["source_id"])))


def _covered(rows: pd.DataFrame) -> list[tuple[int, str]]:
    return [
        (periods.year(row.period), cover(row.period, row.bound, row.grade))
        for row in rows.itertuples()
        if periods.period_start(row.period).year == periods.period_end(row.period).year
    ]


def other_cities(observations: pd.DataFrame) -> list[str]:
    """List the places of the evidence that are neither Hangzhou nor an economy, area or expo."""
    return sorted(
        entity for entity in set(observations["entity"])
        if entity != "Hangzhou" and entity not in NO_CITIES and not entity.startswith(EXPOS)
    )


def comparable_rows(observations: pd.DataFrame) -> int:
    """Count the values of other cities in a measure for which Hangzhou has an outcome as well."""
    outcomes = observations[observations["status"] != "target"]
    own = set(outcomes.loc[outcomes["entity"] == "Hangzhou", "indicator"])
    others = outcomes["entity"].isin(other_cities(observations))
    return int((others & outcomes["indicator"].isin(own)).sum())


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


def named(
    events: pd.DataFrame, words: Mapping[str, tuple[str, str, float]]
) -> pd.DataFrame:
    """Pick the events that are written out on the timeline.

    `words` gives for an event its words, the side on which they stand and how many marks they are
    raised. An event outside the timeline's years is left out.
    """
    chosen = events[events["event_id"].isin(words)]
    return pd.DataFrame(
        [{"year": row.year, "height": row.height + words[row.event_id][2],
          "words": words[row.event_id][0], "side": words[row.event_id][1]}
         for row in chosen.itertuples()],
        columns=["year", "height", "words", "side"],
    )


def named_values(
    facts: Register, drawn: Mapping[str, tuple[str, str, str]]
) -> pd.DataFrame:
    """Shape facts for bars with words: group, label, role and the number as it is drawn."""
    rows = stated(facts, drawn)
    for part, column in enumerate(("group", "label", "role")):
        rows[column] = [words[part] for words in drawn.values()]
    rows["shown"] = [
        ("> " if row.bound == "at_least" else "") + drawn_number(row.value)
        + ("%" if row.unit == "percent" else "") for row in rows.itertuples()
    ]
    return rows


def placed_words(spans: pd.DataFrame) -> pd.DataFrame:
    """Give each monthly mean its words, under its bar where the value is implied or a quarter's.

    `unconfirmed` are those of the lowest grade.
    """
    signs = {"at_least": "> ", "at_most": "< "}
    placed = spans.copy()
    placed["words"] = [
        signs.get(row.bound, "") + write_number(row.value, 1 if row.value >= 0.1 else 2)
        for row in placed.itertuples()
    ]
    placed["implied"] = placed["basis"].str.startswith("implied")
    placed["unconfirmed"] = placed["grade"] == "D"
    placed["below"] = placed["implied"] | (placed["end"] - placed["start"] < 0.5)
    return placed
