"""The data package of the small book: a row or two in each table."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

from expobook import evidence

ROOT = Path(__file__).resolve().parents[2]
OBSERVATION = "expo1-projects"
SOURCE = "hz-release"

_TABLES: dict[str, list[dict[str, str]]] = {
    "observations": [
        {
            "observation_id": OBSERVATION,
            "series_id": "expo-projects",
            "entity": "gdte",
            "indicator": "projects",
            "period": "2022-12-11/2022-12-14",
            "value": "89",
            "unit": "count",
            "bound": "exact",
            "status": "final",
            "as_reported": "89 projects",
            "source_id": SOURCE,
            "locator": "paragraph 2",
            "grade": "B",
        },
        {
            "observation_id": "expo1-amount",
            "series_id": "expo-amount",
            "entity": "gdte",
            "indicator": "amount",
            "period": "2022-12-11/2022-12-14",
            "value": "110",
            "unit": "CNY bn",
            "bound": "approx",
            "status": "final",
            "as_reported": "about 110 billion yuan",
            "source_id": SOURCE,
            "locator": "paragraph 2",
            "grade": "B",
        },
    ],
    "series": [
        {
            "series_id": f"expo-{name}",
            "entity": "gdte",
            "indicator": name,
            "label": f"Expo: {name}",
            "definition": name,
            "unit": unit,
            "price_basis": basis,
            "publisher_family": "hz",
            "vintage": "2022",
            "comparable_over_time": "false",
        }
        for name, unit, basis in (("projects", "count", "not_applicable"), ("amount", "CNY bn", "current"))
    ],
    "sources": [
        {
            "source_id": SOURCE,
            "publisher": "Hangzhou Municipal Bureau of Commerce",
            "title": "第一届数贸会",
            "title_english": "First expo concluded",
            "url": "https://example.org/release",
            "kind": "government",
            "language": "zh",
            "origin": "government",
            "access": "original",
            "published": "2022-12-16",
            "read": "2026-11-23",
            "terms": "Facts only",
            "grade": "B",
        },
        {
            "source_id": "unctad",
            "publisher": "UNCTAD",
            "title": "World table",
            "title_english": "World table",
            "url": "https://example.org/table",
            "kind": "dataset",
            "language": "en",
            "origin": "international_organisation",
            "access": "original",
            "published": "2025",
            "read": "2026-11-23",
            "terms": "Open",
            "grade": "A",
        },
    ],
    "events": [
        {
            "event_id": "expo1",
            "date": "2022-12-11",
            "date_sort": "20221211",
            "date_precision": "day",
            "level": "city",
            "category": "expo",
            "title": "First expo",
            "summary": "The first expo.",
            "source_id": SOURCE,
            "locator": "paragraph 1",
            "confidence": "high",
        },
    ],
    "goals": [
        {
            "goal_id": "goal1",
            "kind": "qualitative",
            "text": "A goal.",
            "source_id": SOURCE,
            "locator": "paragraph 3",
            "announced_by": "Hangzhou",
            "entity": "hangzhou",
            "status_evidence": "None found.",
            "in_release": "true",
        },
    ],
    "definitions": [
        {
            "definition_id": "digital-trade",
            "term": "Digital trade",
            "issuer": "UNCTAD",
            "definition": "Trade ordered or delivered digitally.",
            "source_id": "unctad",
        },
    ],
    "panel": [
        {
            "panel_id": "fin.2021",
            "iso3": "FIN",
            "economy": "Finland",
            "kind": "economy",
            "year": "2021",
            "exports": "20.5",
            "imports": "19",
            "source_id": "unctad",
        },
    ],
    "conflicts": [
        {
            "conflict_id": "tenfold",
            "topic": "A tenfold figure",
            "observation_ids": f"{OBSERVATION};expo1-amount",
            "event_ids": "expo1",
            "what_differs": "One is larger.",
            "used": "The first.",
            "reason": "It was counted.",
            "expect": "a == 89 and b == 110 and c == 20221211",
        },
    ],
}
"""Rows of a data package that is just large enough; missing columns are empty."""


def write_data(folder: Path) -> None:
    """Write the data package with the columns of the repository's own."""
    folder.mkdir()
    descriptor = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    shutil.copy(ROOT / "data" / "datapackage.json", folder / "datapackage.json")
    for resource in descriptor["resources"]:
        columns = [column["name"] for column in resource["schema"]["fields"]]
        with (folder / resource["path"]).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
            writer.writeheader()
            key = resource["schema"]["primaryKey"][0]
            writer.writerows(sorted(_TABLES[resource["name"]], key=lambda row: row[key]))
    evidence.stamp(folder)
