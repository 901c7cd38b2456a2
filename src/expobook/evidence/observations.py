"""Looking observations up: one by its id, or a whole series."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from expobook.values import periods
from expobook.values.grades import Bound
from expobook.values.suggestions import closest

from . import panel
from .problems import EvidenceError

if TYPE_CHECKING:  # slow to import, and a package that is known to be valid isn't read
    import pandas as pd

_BOUNDS = {"exact": 0, "approx": 1, "at_least": 2, "at_most": 2}
_STATUSES = {"revised": 0, "final": 1, "preliminary": 2, "target": 3}


class SeriesValue(NamedTuple):
    """One period of a series: its value in the series' unit; `year` is the one in which the period starts."""

    period: str
    year: int
    value: float
    bound: Bound
    status: str
    grade: str
    observation_id: str


@dataclass(frozen=True, slots=True)
class Observation:
    """One reported value, as a row of `observations.csv` has it.

    `value` is in `unit`; `yoy_percent` is the growth that the source prints beside it, or None.
    """

    observation_id: str
    series_id: str
    entity: str
    indicator: str
    period: str
    value: float
    unit: str
    bound: Bound
    status: str
    yoy_percent: float | None
    yoy_price_basis: str
    as_reported: str
    source_id: str
    locator: str
    grade: str
    note: str

    @property
    def printed_growth(self) -> float:
        """The growth in percent printed beside the value; raises `EvidenceError` where none is."""
        if self.yoy_percent is None:
            raise EvidenceError(f"No growth is printed beside {self.observation_id!r}.")
        return self.yoy_percent


class Evidence:
    """The tables of a data package.

    `observations` is indexed by observation_id; `sources`, `series`, `events`, `goals`,
    `definitions` and `conflicts` are plain frames; `panel` is one of all economies. Empty text is
    "", a missing number is NaN.
    `incomparable_series` names the series within which no growth may be computed.
    """

    def __init__(self, frames: Mapping[str, pd.DataFrame]) -> None:
        self.observations = frames["observations"].set_index("observation_id")
        self.sources = frames["sources"]
        self.series = frames["series"]
        self.events = frames["events"]
        self.goals = frames["goals"]
        self.definitions = frames["definitions"]
        self.conflicts = frames["conflicts"]
        self._panel = frames["panel"]
        self._sources = self.sources.set_index("source_id")
        self._series = frozenset(self.series["series_id"])
        self._read: dict[str, Observation] = {}
        self._asked: dict[tuple[str, bool, bool], list[SeriesValue]] = {}
        self.incomparable_series = frozenset(
            self.series.loc[~self.series["comparable_over_time"].astype(bool), "series_id"]
        )

    def index(self) -> None:
        """Make now what look-ups would make when it is first needed."""
        _ = self._rows, self._of_series, self._published, self.panel

    def observation(self, observation_id: str) -> Observation:
        """Return one observation; raise `EvidenceError` with the nearest ids when there is none."""
        if observation_id not in self._read:
            self._read[observation_id] = self._observation(observation_id)
        return self._read[observation_id]

    def _observation(self, observation_id: str) -> Observation:
        if observation_id not in self._rows:
            raise EvidenceError(_unknown("observation", observation_id, self.observations.index))
        row = self._rows[observation_id]
        growth = float(row["yoy_percent"])
        cells = {name: row[name] for name in Observation.__slots__ if name in row}
        return Observation(
            **{
                **cells,
                "observation_id": observation_id,
                "value": float(row["value"]),
                "yoy_percent": None if math.isnan(growth) else growth,
            }
        )

    def series_values(self, series_id: str, *, annual_only: bool = False, targets: bool = False) -> pd.DataFrame:
        """Return a series in time order as a frame, whose columns are those of `SeriesValue`; see `series_rows`."""
        import pandas as pd

        rows = self.series_rows(series_id, annual_only=annual_only, targets=targets)
        return pd.DataFrame(rows, columns=SeriesValue._fields)

    def series_rows(self, series_id: str, *, annual_only: bool = False, targets: bool = False) -> list[SeriesValue]:
        """Return a series in time order, one row a period; targets only when asked for.

        Of several observations of a period the best graded wins; among equals an exact value
        goes before a bound, a revised value before a first one, a later publication before an
        earlier. Raises `EvidenceError` for an unknown series.
        """
        if series_id not in self._series:
            raise EvidenceError(_unknown("series", series_id, self._series))
        asked = (series_id, annual_only, targets)
        if asked not in self._asked:
            self._asked[asked] = self._series_rows(*asked)
        return list(self._asked[asked])

    def _series_rows(self, series_id: str, annual_only: bool, targets: bool) -> list[SeriesValue]:
        rows = [
            row
            for row in self._of_series.get(series_id, ())
            if (targets or row["status"] != "target") and (not annual_only or periods.is_annual(row["period"]))
        ]
        ranked = sorted(rows, key=lambda row: str(row["observation_id"]))
        ranked.sort(key=lambda row: self._published[row["source_id"]], reverse=True)
        ranked.sort(
            key=lambda row: (row["status"] == "target", row["grade"], _BOUNDS[row["bound"]], _STATUSES[row["status"]])
        )
        best: dict[str, dict] = {}
        for row in ranked:
            best.setdefault(row["period"], row)
        ordered = sorted(
            best.values(), key=lambda row: (periods.period_start(row["period"]), periods.period_end(row["period"]))
        )
        dated = ({**row, "year": periods.period_start(row["period"]).year} for row in ordered)
        return [SeriesValue(*(row[name] for name in SeriesValue._fields)) for row in dated]

    @cached_property
    def panel(self) -> pd.DataFrame:
        """UNCTAD's digitally deliverable services of every economy and group, one row a year.

        Columns: iso3, economy, kind (economy or group), year, exports and imports in USD bn (NaN
        where none is published), source_id. Economies that are observations are in it too.
        """
        return panel.join(self._panel, self.observations)

    @cached_property
    def _rows(self) -> dict[str, dict]:
        """Each observation's row: one taken from a frame costs as much as fifty from here."""
        names = list(self.observations)
        columns = (self.observations[name].tolist() for name in names)
        cells = zip(self.observations.index.tolist(), *columns, strict=True)
        return {key: dict(zip(names, row, strict=True)) for key, *row in cells}

    @cached_property
    def _of_series(self) -> dict[str, list[dict]]:
        """The rows of each series: a notebook asks for hundreds, and a frame is slow to filter."""
        by_series: dict[str, list[dict]] = {}
        for key, row in self._rows.items():
            by_series.setdefault(row["series_id"], []).append({**row, "observation_id": key})
        return by_series

    @cached_property
    def _published(self) -> dict[str, str]:
        """When each source was published."""
        return {str(name): str(date) for name, date in self._sources["published"].items()}

    def source(self, source_id: str) -> pd.Series:
        """Return one source as a row; raise `EvidenceError` with the nearest ids."""
        if source_id not in self._sources.index:
            raise EvidenceError(_unknown("source", source_id, self._sources.index))
        return self._sources.loc[source_id]


def _unknown(kind: str, name: str, ids) -> str:
    candidates = closest(name, sorted(map(str, ids)))
    hint = f" Near: {', '.join(candidates)}." if candidates else ""
    return f"There is no {kind} {name!r} in the evidence.{hint}"
