"""The Table Schemas of the data package: columns, allowed values, keys between tables.

This is the one place where they are written. `stamp` copies them into `datapackage.json`, for
readers without this code, and every package is checked against them, whatever its descriptor says.
"""

from __future__ import annotations

from typing import Any

from expobook.values.grades import GRADES
from expobook.values.units import DATA_UNITS

ID, INDICATOR = "[a-z0-9][a-z0-9._-]*", "[a-z0-9_]+"
DATE = r"\d{4}(-\d{2}(-\d{2})?)?"
BOUNDS = ["exact", "approx", "at_least", "at_most"]
_EXAMPLES = {ID: "hangzhou.gdp.2024", INDICATOR: "cbec_total"}

Field = dict[str, Any]


def _field(name: str, description: str, *, type: str = "string", format: str = "",
           example: str = "", **constraints: Any) -> Field:
    """One column; what has a pattern or format has an example, for messages."""
    example = example or _EXAMPLES.get(constraints.get("pattern", ""), "")
    truths = {"trueValues": ["true"], "falseValues": ["false"]} if type == "boolean" else {}
    return {
        "name": name, "type": type, "description": description,
        **({"format": format} if format else {}), **({"example": example} if example else {}),
        **truths, **({"constraints": constraints} if constraints else {}),
    }


def _schema(key: str, fields: list[Field], **links: str) -> dict[str, Any]:
    """One table; `links` names, for a column, the table whose key it holds."""
    found: dict[str, Any] = {"fields": fields, "primaryKey": [key]}
    if links:
        found["foreignKeys"] = [
            {"fields": [column],
             "reference": {"resource": table, "fields": [KEYS[table]]}}
            for column, table in links.items()
        ]
    return found


KEYS = {
    "observations": "observation_id", "series": "series_id", "sources": "source_id",
    "events": "event_id", "goals": "goal_id", "definitions": "definition_id",
    "panel": "panel_id", "conflicts": "conflict_id",
}
TABLES = tuple(KEYS)
SCHEMAS: dict[str, dict[str, Any]] = {
    "observations": _schema(
        "observation_id",
        [
            _field("observation_id",
                   "Readable and stable: entity, indicator, period (left out where the entity is "
                   "an edition), source.",
                   required=True, unique=True, pattern=ID),
            _field("series_id", "The series that the value belongs to.", required=True),
            _field("entity", "Economy, province, city, or expo edition.", required=True),
            _field("indicator", "What is counted or measured, in the words of series.csv.",
                   required=True, pattern=INDICATOR),
            _field("period", "Year, month, day, or a span of two of them (ISO 8601).",
                   required=True, example="2022-01/2022-09", pattern=f"{DATE}(/{DATE})?"),
            _field("value", "The value in the unit named; plain decimals.", type="number",
                   required=True),
            _field("unit", "Unit of the value, from the closed list.", required=True,
                   enum=list(DATA_UNITS)),
            _field("bound",
                   "Whether the source gives the value itself, about it, or a floor or ceiling.",
                   required=True, enum=BOUNDS),
            _field("status",
                   "Final, preliminary (also: announced before the event), revised, or a target.",
                   required=True, enum=["final", "preliminary", "revised", "target"]),
            _field("yoy_percent", "Growth that the source prints beside the value, in percent.",
                   type="number"),
            _field("yoy_price_basis", "Price basis of that growth; empty for counts.",
                   enum=["nominal", "real"]),
            _field("as_reported", "The figure as printed in the source, in its own language."),
            _field("source_id", "The source in which it was read.", required=True),
            _field("locator", "Where in the source.", required=True),
            _field("grade", "Evidence grade of this value, never better than that of its source.",
                   required=True, enum=list(GRADES)),
            _field("note", "What a reader could get wrong."),
        ],
        series_id="series", source_id="sources",
    ),
    "series": _schema(
        "series_id",
        [
            _field("series_id",
                   "Entity, indicator and, where several exist, the publisher and vintage.",
                   required=True, unique=True, pattern=ID),
            _field("entity", "Economy, province, city, or family of expos.", required=True),
            _field("indicator", "What is counted or measured.", required=True, pattern=INDICATOR),
            _field("label", "Name for charts, in English.", required=True),
            _field("definition", "What is counted.", required=True),
            _field("unit", "Unit of all its values.", required=True, enum=list(DATA_UNITS)),
            _field("price_basis",
                   "Current or constant prices; not applicable to counts and shares.",
                   required=True, enum=["current", "constant", "not_applicable"]),
            _field("publisher_family", "Whose measure it is.", required=True),
            _field("vintage", "Which publication of it.", required=True),
            _field("comparable_over_time", "Whether growth between its values means anything.",
                   type="boolean", required=True),
            _field("note", "Why values can or can't be compared."),
        ],
    ),
    "sources": _schema(
        "source_id",
        [
            _field("source_id", "Publisher, year, topic.", required=True, unique=True, pattern=ID),
            _field("publisher", "Publisher, and the carrier where it is another.", required=True),
            _field("title",
                   "Title as printed; in brackets a description where the title was not seen.",
                   required=True),
            _field("title_english",
                   "Title in English; our translation or description where the page is in "
                   "another language.",
                   required=True),
            _field("url", "Address.", format="uri", example="https://example.org/page"),
            _field("language", "Language code.", required=True,
                   example="en", pattern="[a-z]{2}"),
            _field("kind", "Kind of publication, as noted when it was read.", required=True,
                   enum=["dataset", "government", "international_organisation", "news_agency",
                         "official_media", "official_statistics", "press", "report"]),
            _field("origin", "Who speaks.", required=True,
                   enum=["international_organisation", "official_statistics", "government",
                         "organiser", "company", "news_agency", "newspaper", "other"]),
            _field("access", "How the text was reached.", required=True,
                   enum=["original", "reprint", "mirror", "digest", "second_hand"]),
            _field("published", "Date of publication, as far as known.",
                   example="2022-12-11", pattern=DATE),
            _field("read", "Day on which it was read.", type="date", required=True),
            _field("terms", "Licence or terms, as far as known.", required=True),
            _field("grade", "Best grade that a value from it can have.", required=True,
                   enum=list(GRADES)),
            _field("note", "What to know about it."),
        ],
    ),
    "events": _schema(
        "event_id",
        [
            _field("event_id", "Short name.", required=True, unique=True, pattern=ID),
            _field("date", "Date; a year, month or day; before the common era with a minus.",
                   required=True, example="2022-12-11", pattern=f"-?{DATE}"),
            _field("date_sort",
                   "Sort key of the date: yyyymmdd with zeros for what is missing, negative "
                   "before the common era.",
                   type="integer", required=True),
            _field("date_end", "Last day, month or year of an event that lasted.",
                   example="2022-12-14", pattern=DATE),
            _field("date_precision", "How exact the date is.", required=True,
                   enum=["day", "month", "year", "century", "millennium"]),
            _field("level", "Where it happened.", required=True,
                   enum=["city", "province", "national", "international", "company"]),
            _field("category", "What kind of event.", required=True,
                   enum=["expo", "infrastructure", "institution", "pilot_zone", "plan", "platform",
                         "rule", "trade_route"]),
            _field("title", "Title.", required=True),
            _field("summary", "What happened.", required=True),
            _field("actors", "Who acted; several separated by semicolons."),
            _field("quantitative_note", "Figures and doubts about the date."),
            _field("source_id", "Source.", required=True),
            _field("locator", "Where in the source.", required=True),
            _field("confidence", "How sure the date and the event are.", required=True,
                   enum=["low", "medium", "high"]),
        ],
        source_id="sources",
    ),
    "goals": _schema(
        "goal_id",
        [
            _field("goal_id", "Who, target year, what.", required=True, unique=True, pattern=ID),
            _field("kind", "Whether a number was set.", required=True,
                   enum=["quantitative", "qualitative"]),
            _field("text", "The goal.", required=True),
            _field("issued", "When it was stated, as far as known.",
                   example="2022-12", pattern=DATE),
            _field("target_year", "Year by which it was to be reached.", type="integer",
                   minimum=1900, maximum=2100),
            _field("target_value", "Value to be reached, in the unit named.", type="number"),
            _field("unit", "Unit of the target.", enum=list(DATA_UNITS)),
            _field("bound", "Whether the target is a value or a floor.", enum=BOUNDS),
            _field("source_id", "Source of the goal.", required=True),
            _field("locator", "Where in the source.", required=True),
            _field("announced_by", "Who stated it.", required=True),
            _field("entity", "For whom.", required=True),
            _field("series_id", "The series that would measure it, where there is one."),
            _field("baseline_observation_id",
                   "A value of that series to measure progress from, where there is one."),
            _field("status_evidence", "What is known of the outcome.", required=True),
            _field("status_source_id", "Source of that."),
            _field("in_release", "Whether the founding release states it.", type="boolean",
                   required=True),
        ],
        source_id="sources", status_source_id="sources", series_id="series",
        baseline_observation_id="observations",
    ),
    "definitions": _schema(
        "definition_id",
        [
            _field("definition_id", "Short name.", required=True, unique=True, pattern=ID),
            _field("term", "Term.", required=True, unique=True),
            _field("definition", "What it means.", required=True),
            _field("issuer", "Whose definition.", required=True),
            _field("source_id", "Source.", required=True),
            _field("note", "How it was read."),
        ],
        source_id="sources",
    ),
    "panel": _schema(
        "panel_id",
        [
            _field("panel_id", "Code of the economy in small letters, and year.", required=True,
                   unique=True, pattern=r"[a-z]{3}\.\d{4}", example="fin.2021"),
            _field("iso3", "Code of the economy or group, ISO 3166 where it has one.",
                   required=True, pattern="[A-Z]{3}", example="FIN"),
            _field("economy", "Name as the source prints it.", required=True),
            _field("kind", "An economy, or a group whose members have rows of their own.",
                   required=True, enum=["economy", "group"]),
            _field("year", "Year.", type="integer", required=True, minimum=1900, maximum=2100),
            _field("exports", "Digitally deliverable services exported, in USD bn; empty where "
                   "none is published.", type="number", minimum=0),
            _field("imports", "Digitally deliverable services imported, in USD bn; empty where "
                   "none is published.", type="number", minimum=0),
            _field("source_id", "Source.", required=True),
        ],
        source_id="sources",
    ),
    "conflicts": _schema(
        "conflict_id",
        [
            _field("conflict_id", "Short name.", required=True, unique=True, pattern=ID),
            _field("topic", "What it is about.", required=True),
            _field("observation_ids", "Linked observations, separated by semicolons."),
            _field("event_ids", "Linked events, separated by semicolons."),
            _field("what_differs", "What differs.", required=True),
            _field("used", "What the report uses.", required=True),
            _field("reason", "Why.", required=True),
            _field("expect",
                   "Guard: a statement over the linked values, named a, b, c … in order "
                   "(observations first; an event counts as its date_sort).",
                   required=True),
        ],
    ),
}
