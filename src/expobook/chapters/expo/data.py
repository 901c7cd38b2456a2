"""Chapter 1: what the Global Digital Trade Expo reported, shaped from the evidence.

Pure functions: evidence in, tidy frames and plain numbers out. Which observation stands for which
expo edition is written down in `indicators`; whether two may be compared is read from their
series, never decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from operator import ne
from typing import TYPE_CHECKING, Any

import pandas as pd

from expobook.facts.writing import BOUND_WORDS
from expobook.values.numbers import write_number

from .fairs import ON_SITE
from .indicators import EDITIONS, INDICATORS, ONE_PAGE, PANELS, SUMS, Indicator, Sum

if TYPE_CHECKING:
    from expobook.evidence import Evidence, Observation
    from expobook.facts.facts import Fact

    from ..chapter import Chapter

FINAL, PRELIMINARY, FORECAST = "final", "preliminary", "forecast"
SIGNS = {PRELIMINARY: "†", FORECAST: "§"}
"""Signs behind a value of the table: from before the closing, and forecast; second-hand is ‡."""
_STAGES = {"preliminary": PRELIMINARY, "target": FORECAST}
_BEFORE = {"approx": "~", "at_least": "", "at_most": "up to ", "exact": ""}
_AFTER = {"approx": "", "at_least": "+", "at_most": "", "exact": ""}

EXPO = "GDTE-[0-9]"
# Totals that an expo edition reports for itself as a whole, whatever they count.
HEADLINE_TOTALS = "signed_investment|signed_contract_value|signed_investment_and_trade_intent"
# Words under which money spent, goods delivered or projects carried out would be reported.
REALISED = (
    ".*(?:reali[sz]ed|implemented|disbursed|fulfilled|paid_in|paid_out|utili[sz]ed|completed|"
    "under_construction|in_operation|delivered|in_place|started|registered_rate).*"
)


def side_by_side(
    evidence: Evidence, lowest_grade: str = "D", indicators: Sequence[Indicator] = INDICATORS
) -> pd.DataFrame:
    """One row an indicator and expo edition, with what was reported.

    A value that wasn't found, or is graded below `lowest_grade`, is a gap. Columns: key,
    label, edition, value, unit, bound, stage (final, preliminary, forecast; empty for a gap),
    grade, group (values of one group may be compared; empty where a value stands alone) and
    observation_id.
    """
    series = evidence.series
    comparable = frozenset(series.loc[series["comparable_over_time"], "series_id"])
    rows = []
    for item in indicators:
        for edition in EDITIONS:
            name = item.observations.get(edition, "")
            observation = evidence.observation(name) if name else None
            if observation is not None and observation.grade > lowest_grade:
                observation = None
            rows.append({"key": item.key, "label": item.label, "edition": edition, **_reading(observation, comparable)})
    frame = pd.DataFrame(rows)
    alone = frame.groupby(["key", "group"])["edition"].transform("size") < 2
    return frame.assign(group=frame["group"].mask(alone, ""))


def _reading(observation: Observation | None, comparable: frozenset[str]) -> dict[str, object]:
    if observation is None:
        return {"value": None, "unit": "", "bound": "", "stage": "", "grade": "", "group": "", "observation_id": ""}
    alone = observation.status == "target" or observation.series_id not in comparable
    return {
        "value": observation.value,
        "unit": observation.unit,
        "bound": observation.bound,
        "stage": _STAGES.get(observation.status, FINAL),
        "grade": observation.grade,
        "group": "" if alone else observation.series_id,
        "observation_id": observation.observation_id,
    }


def short(value: float, bound: str, per: int = 1, decimals: int | None = None) -> str:
    """Write a value for a chart: `800+` for a floor, `~100` for an approximate one."""
    scaled = value / per
    if decimals is None:
        decimals = 0 if scaled == int(scaled) else min(2, len(f"{scaled:.10g}".split(".")[1]))
    return f"{_BEFORE[bound]}{write_number(scaled, decimals)}{_AFTER[bound]}"


def one_page(chapter: Chapter) -> pd.DataFrame:
    """The expo on one page: one row a panel and expo edition, in the unit of the panel.

    A fact below the run's lowest grade is a gap. Columns: panel, year, value, shown (short, whole
    numbers), kind (of `indicators.KINDS`), grade.
    """
    rows = []
    for panel, edition, name, kind in ONE_PAGE:
        fact = chapter[name] if name else None
        if fact is not None and fact.grade > chapter.parameters.lowest_grade:
            fact = None
        per = PANELS[panel]
        rows.append(
            {
                "panel": panel,
                "year": 2021 + edition,
                "value": fact.value / per if fact else None,
                "shown": short(fact.value, fact.bound, per, decimals=0) if fact else "",
                "kind": kind,
                "grade": fact.grade if fact else "",
            }
        )
    return pd.DataFrame(rows)


def pairs(frame: pd.DataFrame) -> pd.DataFrame:
    """Every two expo editions that report an indicator, and whether they may be compared.

    Forecasts are left out. Columns: key, edition, edition_to, comparable.
    """
    reported = frame[(frame["stage"] != "") & (frame["stage"] != FORECAST)]
    rows = [
        {
            "key": key,
            "edition": first.edition,
            "edition_to": second.edition,
            "comparable": bool(first.group) and first.group == second.group,
        }
        for key, members in reported.groupby("key", sort=False)
        for first, second in combinations(members.itertuples(index=False), 2)
    ]
    return pd.DataFrame(rows, columns=["key", "edition", "edition_to", "comparable"])


def differences(evidence: Evidence, sums: Sequence[Sum] = SUMS) -> pd.DataFrame:
    """For every two announced sums, in how many respects they differ.

    The respects are stage, subject, scope and currency. Columns: one, other (keys), differences.
    """
    units = {item.key: evidence.observation(item.observation_id).unit for item in sums}
    respects = {item.key: (item.stage, item.subject, item.scope, units[item.key]) for item in sums}
    return pd.DataFrame(
        [
            {
                "one": first.key,
                "other": second.key,
                "differences": sum(map(ne, respects[first.key], respects[second.key])),
            }
            for first, second in combinations(sums, 2)
        ]
    )


def matching_ids(evidence: Evidence, entity: str, indicator: str) -> list[str]:
    """Ids of observations whose entity and indicator match whole patterns; targets are left out.

    For saying that something wasn't found: the count of what was looked for.
    """
    table = evidence.observations
    fits = (
        table["entity"].str.fullmatch(entity)
        & table["indicator"].str.fullmatch(indicator)
        & (table["status"] != "target")
    )
    return sorted(str(name) for name in table[fits].index)


def editions_in(evidence: Evidence, indicator: str = ".*") -> list[int]:
    """The expo editions that have an observation of an indicator (a whole pattern), in order."""
    entities = evidence.observations.loc[matching_ids(evidence, EXPO, indicator), "entity"]
    return sorted({int(entity.removeprefix("GDTE-")) for entity in entities})


def sources_of(evidence: Evidence, observation_ids: Iterable[str]) -> tuple[str, ...]:
    """The sources of observations, each once, in the order given."""
    return tuple(dict.fromkeys(evidence.observation(name).source_id for name in observation_ids if name))


def sources_beside(evidence: Evidence) -> tuple[str, ...]:
    """The sources of all values that stand side by side, whatever grades are admitted."""
    return sources_of(evidence, [name for item in INDICATORS for name in item.observations.values()])


def fact_id(item: Indicator, edition: int) -> str:
    """The id of the fact that states an indicator in an expo edition.

    A headline total keeps the id of the announced sum that it is.
    """
    named = {total.observation_id: total.key for total in SUMS}
    own = f"gdte{edition}_{item.keys.get(edition, item.key)}"
    return f"expo_{named.get(item.observations[edition], own)}"


def fact_label(item: Indicator, edition: int) -> str:
    """What the fact is called in the ledger: the indicator with its scope, and the edition."""
    scope = f" ({item.scopes[edition]})" if edition in item.scopes else ""
    return f"{item.label}{scope}, {EDITIONS[edition]} expo edition"


def edition_rows(frame: pd.DataFrame) -> list:
    """Rows of the table of expo editions: the label, then one cell text an expo edition."""
    return [
        [item.label, *(_cell(item, row) for row in frame[frame["key"] == item.key].itertuples(index=False))]
        for item in INDICATORS
    ]


def _cell(item: Indicator, row: Any) -> str:
    """The number without its unit, which the row's label has, and signs of what is doubtful."""
    if not row.stage:
        return "not admitted" if row.edition in item.observations else "–"
    signs = SIGNS.get(row.stage, "") + ("‡" if row.grade == "D" else "")
    scope = item.scopes.get(row.edition, "")
    number = f"{BOUND_WORDS[row.bound]}{{{fact_id(item, row.edition)}:number}}"
    return "\N{NO-BREAK SPACE}".join(filter(None, [number, scope, signs]))


def on_site(evidence: Evidence, lowest_grade: str = "D") -> pd.DataFrame:
    """Exhibitors on site of the fairs that count them in the same words, by year.

    A value below `lowest_grade` is a gap. Columns: fair, year, exhibitors, shown (short), first
    (the fair's earliest year), grade, observation_id.
    """
    rows = []
    for fair, years in ON_SITE.items():
        for year, name in years.items():
            observation = evidence.observation(name)
            admitted = observation.grade <= lowest_grade
            rows.append(
                {
                    "fair": fair,
                    "year": year,
                    "exhibitors": observation.value if admitted else None,
                    "shown": short(observation.value, observation.bound) if admitted else "",
                    "first": year == min(years),
                    "grade": observation.grade,
                    "observation_id": name,
                }
            )
    return pd.DataFrame(rows)


def bounded_number(fact: Fact) -> str:
    """A fact's number with its bound word, without the unit that a chart or column names."""
    return f"{BOUND_WORDS[fact.bound]}{fact.number}"


def number_cells(chapter: Chapter, keys: Iterable[str]) -> list[str]:
    """Cells that link to facts of the chapter and leave the unit to the table."""
    facts = [chapter[f"expo_{key}"] for key in keys]
    return [f"{BOUND_WORDS[fact.bound]}{{{fact.id}:number}}" for fact in facts]


def bar_frame(chapter: Chapter, rows: Sequence[tuple[str, str, str]], column: str) -> pd.DataFrame:
    """Facts as bars: (words with `{fact_id}` places, fact id, kind of the bar).

    Columns: label, the value column, shown (bound word and number), kind.
    """
    return pd.DataFrame(
        [
            {
                "label": chapter.text(label),
                column: chapter[name].value,
                "shown": bounded_number(chapter[name]),
                "kind": kind,
            }
            for label, name, kind in rows
        ]
    )
