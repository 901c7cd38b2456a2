"""Chapter 3, tables: cells that lead to sources, and tests of plausibility."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from expobook.evidence import Evidence
from expobook.facts.facts import Register
from expobook.figures.table import Cell


def source_cell(evidence: Evidence, source_id: str, name: str = "") -> Cell:
    """Make a cell that leads to a source's page, named by its publisher unless words are given."""
    source = evidence.source(source_id)
    return Cell(name or source["publisher"], href=source["url"], source=source_id)


def within_limits(limits: Mapping[str, str], facts: Register) -> pd.DataFrame:
    """Tell of each test, for both pages, whether its ratio stays within the fact that is its limit.

    One row a test (the keys of `limits`, whose values are ids of facts), a column a page.
    """
    return pd.DataFrame(
        {
            page: {key: facts[f"city_test_{key}_{page}"].value <= facts[limit].value for key, limit in limits.items()}
            for page in ("english", "japanese")
        }
    )
