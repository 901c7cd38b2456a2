"""The panel: one measure of every economy in every year, for ranks and shares.

UNCTAD's digitally deliverable services fill it. The economies that the report speaks of have their
values among the observations; the panel holds the others, and `join` puts them together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .problems import Problem, Raw, rows_of

if TYPE_CHECKING:
    import pandas as pd

_CODE = r"REF_AREA=([A-Z]{3})"
"""How the locator of an observation names the row of the data set that it was read in."""
_FLOWS = {"digitally_deliverable_services_exports": "exports", "digitally_deliverable_services_imports": "imports"}
_GROUPS = frozenset({"World"})
COLUMNS = ["iso3", "economy", "kind", "year", "exports", "imports", "source_id"]


def join(panel: pd.DataFrame, observations: pd.DataFrame) -> pd.DataFrame:
    """Return every economy and group of the panel's sources, one row a year, by code and year.

    Columns: iso3, economy (as in the observations, else as the source prints it), kind (economy
    or group: leave groups out of ranks and sums), year, exports and imports in USD bn (NaN where
    none is published), source_id.
    """
    import pandas as pd

    rows = _observed(observations, frozenset(panel["source_id"]))
    values = rows.pivot(index=["iso3", "economy", "year", "source_id"], columns="flow", values="value").reset_index()
    values["kind"] = values["economy"].isin(_GROUPS).map({True: "group", False: "economy"})
    frame = pd.concat([panel[COLUMNS], values[COLUMNS]], ignore_index=True)
    return frame.astype({"year": int}).sort_values(["iso3", "year"], ignore_index=True)


def _observed(observations: pd.DataFrame, sources: frozenset[str]) -> pd.DataFrame:
    """The observations that were read in the same data set, with code, year and flow."""
    import pandas as pd

    rows = observations[observations["source_id"].isin(sources) & observations["indicator"].isin(_FLOWS)]
    return pd.DataFrame(
        {
            "iso3": rows["locator"].str.extract(_CODE, expand=False),
            "economy": rows["entity"],
            "year": rows["period"],
            "flow": rows["indicator"].map(_FLOWS),
            "value": rows["value"],
            "source_id": rows["source_id"],
        }
    )


def rule(raw: Raw) -> Iterator[Problem]:
    """A row's key is its economy and year, a code has one name, and no value stands twice."""
    sources = {row["source_id"] for row in raw["panel"]}
    observed_keys = {
        (row["source_id"], code[1], row["period"])
        for row in raw["observations"]
        if row["source_id"] in sources and row["indicator"] in _FLOWS and (code := re.search(_CODE, row["locator"]))
    }
    named: dict[str, tuple[str, str]] = {}
    for fault, row in rows_of(raw, "panel"):
        key = f"{row['iso3'].lower()}.{row['year']}"
        if row["panel_id"] != key:
            yield fault("panel_id", f"{row['panel_id']!r} isn't the key of {row['iso3']} in {row['year']}", key)
        first = named.setdefault(row["iso3"], (row["economy"], row["kind"]))
        if first != (row["economy"], row["kind"]):
            yield fault(
                "economy",
                f"{row['economy']!r} ({row['kind']}) for {row['iso3']}, which is {first[0]!r} ({first[1]}) above",
                first[0],
            )
        if (row["source_id"], row["iso3"], row["year"]) in observed_keys:
            yield fault(
                "iso3",
                f"{row['iso3']} in {row['year']} is among the observations of the same source",
                "each value in one place",
            )
