"""Chapter 1: what the Global Digital Trade Expo reported, shaped from the evidence.

Pure functions: evidence in, tidy frames and plain numbers out. Which observation stands for which
expo edition is written down in `expo_reports`; whether two may be compared is read from their
series, never decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd

from expobook.analysis.measures import share_bounds
from expobook.facts.facts import BOUND_WORDS
from expobook.figures.table import Cell
from expobook.values.numbers import write_number
from expobook.values.validation import positive

from .indicators import EDITIONS, INDICATORS, REPORTERS, SUMS, Indicator, Sum

if TYPE_CHECKING:
    from expobook.evidence import Evidence, Observation

    from ..chapter import Chapter

FINAL, PRELIMINARY, FORECAST = "final", "preliminary", "forecast"
SECOND_HAND = "second-hand"
_STAGES = {"preliminary": PRELIMINARY, "target": FORECAST}
_BEFORE = {"approx": "~", "at_least": "", "at_most": "up to ", "exact": ""}
_AFTER = {"approx": "", "at_least": "+", "at_most": "", "exact": ""}

EXPO = "GDTE-[0-9]"
# Totals that an expo edition reports for itself as a whole, whatever they count.
HEADLINE_TOTALS = "signed_investment|signed_contract_value|signed_investment_and_trade_intent"
# Words under which money spent, goods delivered or projects carried out would be reported.
REALISED = (
    ".*(?:reali[sz]ed|implemented|disbursed|fulfilled|paid_in|paid_out|utili[sz]ed|completed|"
    "under_construction|in_operation|delivered).*"
)
ASPECTS = {"T": "stage", "W": "subject", "P": "scope", "C": "currency"}


def side_by_side(
    evidence: Evidence, lowest_grade: str = "D", indicators: Sequence[Indicator] = INDICATORS
) -> pd.DataFrame:
    """One row an indicator and expo edition, with what was reported.

    A value that wasn't found, or is graded below `lowest_grade`, is a gap. Columns: key,
    label, edition, value, unit, bound, shown (short, for charts), stage (final, preliminary,
    forecast; empty for a gap), grade, group (values of one group may be compared; empty where a
    value stands alone), observation_id.
    """
    series = evidence.series
    comparable = frozenset(series.loc[series["comparable_over_time"], "series_id"])
    rows = []
    for item in indicators:
        for edition in EDITIONS:
            name = item.observations.get(edition, "")
            found = evidence.observation(name) if name else None
            if found is not None and found.grade > lowest_grade:
                found = None
            rows.append({"key": item.key, "label": item.label, "edition": edition,
                         **_reading(found, comparable)})
    frame = pd.DataFrame(rows)
    alone = frame.groupby(["key", "group"])["edition"].transform("size") < 2
    return frame.assign(group=frame["group"].mask(alone, ""))


def _reading(found: Observation | None, comparable: frozenset[str]) -> dict[str, object]:
    if found is None:
        return {"value": None, "unit": "", "bound": "", "shown": "", "stage": "", "grade": "",
                "group": "", "observation_id": ""}
    alone = found.status == "target" or found.series_id not in comparable
    return {
        "value": found.value, "unit": found.unit, "bound": found.bound,
        "shown": short(found.value, found.bound), "stage": _STAGES.get(found.status, FINAL),
        "grade": found.grade, "group": "" if alone else found.series_id,
        "observation_id": found.observation_id,
    }


def short(value: float, bound: str, per: int = 1) -> str:
    """Write a value for a chart: `800+` for a floor, `~100` for an approximate one."""
    scaled = value / per
    decimals = 0 if scaled == int(scaled) else min(2, len(f"{scaled:.10g}".split(".")[1]))
    return f"{_BEFORE[bound]}{write_number(scaled, decimals)}{_AFTER[bound]}"


def joins(frame: pd.DataFrame) -> pd.DataFrame:
    """Neighbouring expo editions whose values may be compared: label, edition, edition_to."""
    rows = []
    grouped = frame[frame["group"] != ""].groupby(["label", "group"], sort=False)
    for (label, _), members in grouped:
        editions = sorted(members["edition"])
        rows += [{"label": label, "edition": one, "edition_to": other}
                 for one, other in pairwise(editions)]
    return pd.DataFrame(rows, columns=["label", "edition", "edition_to"])


def pairs(frame: pd.DataFrame) -> pd.DataFrame:
    """Every two expo editions that report an indicator, and whether they may be compared.

    Forecasts are left out. Columns: key, edition, edition_to, comparable.
    """
    reported = frame[(frame["stage"] != "") & (frame["stage"] != FORECAST)]
    rows = [
        {"key": key, "edition": one.edition, "edition_to": other.edition,
         "comparable": bool(one.group) and one.group == other.group}
        for key, members in reported.groupby("key", sort=False)
        for one, other in combinations(members.itertuples(index=False), 2)
    ]
    return pd.DataFrame(rows, columns=["key", "edition", "edition_to", "comparable"])


def comparable_editions(frame: pd.DataFrame, key: str) -> str:
    """Say in words which expo editions of an indicator may be compared, or that none may."""
    joined = pairs(frame).query("comparable and key == @key")
    editions = sorted({*joined["edition"], *joined["edition_to"]})
    names = [EDITIONS[number] for number in editions]
    return ", ".join(names[:-1]) + " and " + names[-1] if names else "none"


def panels(frame: pd.DataFrame, indicators: Sequence[Indicator] = INDICATORS) -> pd.DataFrame:
    """The indicators that are drawn as small bar charts: panel, edition, value, shown, stage.

    The stage of a final value that was read second-hand says so.
    """
    drawn = []
    for item in indicators:
        if not item.panel:
            continue
        part = frame[frame["key"] == item.key].copy()
        part["panel"] = item.panel
        part["shown"] = [
            short(row.value, row.bound, item.per) if row.stage else ""
            for row in part.itertuples(index=False)
        ]
        part["value"] = part["value"].astype(float) / item.per
        part["stage"] = part["stage"].mask(
            (part["stage"] == FINAL) & (part["grade"] == "D"), SECOND_HAND)
        drawn.append(part[["panel", "edition", "value", "shown", "stage", "grade"]])
    return pd.concat(drawn, ignore_index=True)


def differences(evidence: Evidence, sums: Sequence[Sum] = SUMS) -> pd.DataFrame:
    """For every two announced sums, in what they differ: stage (T), what (W), part (P), currency.

    Columns: row, row_sum, column, column_sum (positions from 1 and labels), differences (how
    many), letters.
    """
    units = {item.key: evidence.observation(item.observation_id).unit for item in sums}
    rows = []
    for (column, one), (row, other) in combinations(enumerate(sums, 1), 2):
        letters = "".join(
            letter for letter, aspect in ASPECTS.items()
            if (units[one.key] != units[other.key] if aspect == "currency"
                else getattr(one, aspect) != getattr(other, aspect))
        )
        rows.append({"row": row, "row_sum": other.label, "column": column, "column_sum": one.label,
                     "differences": len(letters), "letters": letters or "="})
    return pd.DataFrame(rows)


def neighbours(evidence: Evidence, stage: str, sums: Sequence[Sum] = SUMS) -> list[list[str]]:
    """Pairs of sums of one stage and of different expo editions that differ in one respect.

    Each pair is a list of two keys, in the order of `sums`.
    """
    return [
        [one.key, other.key] for one, other in combinations(sums, 2)
        if one.stage == other.stage == stage and one.edition != other.edition
        and differences(evidence, [one, other])["differences"].item() == 1
    ]


def overlap_shares(
    investment: tuple[float, float], projects: tuple[float, float], step: int = 5
) -> pd.DataFrame:
    """Hangzhou's share of (part, stated total) for each overlap from none to all, in percent.

    Columns: measure, overlap_percent, share_percent, shown, end.
    """
    rows = []
    for measure, (part, total) in (("investment", investment), ("projects", projects)):
        for overlap in range(0, 101, step):
            share = share_bounds(part, total, overlap / 100).share_percent
            rows.append({"measure": measure, "overlap_percent": overlap,
                         "share_percent": round(share, 3),
                         "shown": f"{write_number(share, 0)}%", "end": overlap in (0, 100)})
    return pd.DataFrame(rows)


def rest_size(
    total_value: float, total_count: float, part_value: float, part_count: float, overlap: float
) -> float:
    """Mean size of the projects outside a part of which `overlap` (0 to 1) lies in the total.

    Formula: (total value - overlap x part value) / (total count - overlap x part count), in the
    unit of the values. Value and count share the overlap.
    """
    count = positive(total_count - overlap * part_count, "The number of other projects")
    return (total_value - overlap * part_value) / count


def found(evidence: Evidence, entity: str, indicator: str) -> list[str]:
    """Ids of observations whose entity and indicator match whole patterns; targets are left out.

    For saying that something wasn't found: the count of what was looked for.
    """
    table = evidence.observations
    fits = (table["entity"].str.fullmatch(entity) & table["indicator"].str.fullmatch(indicator)
            & (table["status"] != "target"))
    return sorted(str(name) for name in table[fits].index)


def editions_in(evidence: Evidence, indicator: str = ".*") -> list[int]:
    """The expo editions that have an observation of an indicator (a whole pattern), in order."""
    entities = evidence.observations.loc[found(evidence, EXPO, indicator), "entity"]
    return sorted({int(entity.removeprefix("GDTE-")) for entity in entities})


def sources_of(evidence: Evidence, observation_ids: Iterable[str]) -> tuple[str, ...]:
    """The sources of observations, each once, in the order given."""
    return tuple(dict.fromkeys(
        evidence.observation(name).source_id for name in observation_ids if name
    ))


def sources_beside(
    evidence: Evidence, indicators: Sequence[Indicator] = INDICATORS
) -> tuple[str, ...]:
    """The sources of all values that stand side by side, whatever grades are admitted."""
    return sources_of(evidence, [
        name for item in indicators for name in item.observations.values()
    ])


def fact_id(item: Indicator, edition: int) -> str:
    """The id of the fact that states an indicator in an expo edition.

    A headline total keeps the id of the announced sum that it is.
    """
    named = {one.observation_id: one.key for one in SUMS}
    return f"expo_{named.get(item.observations[edition], f'gdte{edition}_{item.key}')}"


def edition_rows(frame: pd.DataFrame, indicators: Sequence[Indicator] = INDICATORS) -> list:
    """Rows of the table of expo editions: the label, then one cell text an expo edition."""
    rows = []
    for item in indicators:
        cells = [item.label]
        for row in frame[frame["key"] == item.key].itertuples(index=False):
            cells.append(_cell(item, row))
        rows.append(cells)
    return rows


def _cell(item: Indicator, row: Any) -> str:
    if not row.stage:
        return "not admitted" if row.edition in item.observations else "not found"
    doubts = [row.stage] if row.stage in (PRELIMINARY, FORECAST) else []
    doubts += [SECOND_HAND] if row.grade == "D" else []
    return f"{{{fact_id(item, row.edition)}}}" + (f" ({', '.join(doubts)})" if doubts else "")


def ledger_rows(chapter: Chapter, sums: Sequence[Sum] = SUMS) -> list[list[Any]]:
    """Rows of claimed against realised: what, how much, at which stage, who says so, what came."""
    came = {name.split(".")[0] for name in found(chapter.evidence, EXPO, REALISED)}
    rows = []
    for item in sums:
        source_id = chapter.evidence.observation(item.observation_id).source_id
        known = f"gdte-{item.edition}" in came
        rows.append([
            item.label, chapter[f"expo_{item.key}"], item.stage,
            Cell(reporter(chapter.evidence, source_id), source=source_id),
            Cell("Reported in part: see the ledger", tone="partly") if known
            else Cell("Not reported", tone="none"),
        ])
    return rows


def reporter(evidence: Evidence, source_id: str) -> str:
    """Who says so, in few words: a publisher's name without what follows a bracket or comma."""
    publisher = str(evidence.source(source_id)["publisher"])
    return REPORTERS.get(source_id) or re.split(r"\s*[(,]", publisher)[0]


def bar_frame(chapter: Chapter, rows: Sequence[tuple[str, str, str]], column: str) -> pd.DataFrame:
    """Facts as bars: (words with `{fact_id}` places, fact id or empty, palette role).

    Columns: label, the value column, shown (bound word and number), role.
    """
    bars = []
    for words, name, role in rows:
        fact = chapter[name] if name else None
        bars.append({
            "label": chapter.text(words), column: fact.value if fact else None,
            "shown": f"{BOUND_WORDS[fact.bound]}{fact.number}" if fact else "", "role": role,
        })
    return pd.DataFrame(bars)


def yearly_frame(
    chapter: Chapter, years: Sequence[int], level: str, growth: str, column: str
) -> pd.DataFrame:
    """Yearly facts as bars; `level` and `growth` are ids with `{}` for the year.

    Columns: year, the value column, shown, growth (as written, empty where there is none).
    """
    stated = chapter.facts.facts
    return pd.DataFrame([
        {"year": year, column: chapter[level.format(year)].value,
         "shown": chapter[level.format(year)].number,
         "growth": stated[name].display if (name := growth.format(year)) in stated else ""}
        for year in years
    ])
