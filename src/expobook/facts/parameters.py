"""Parameters: one documented, bounded model per notebook, built from shared groups."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, ClassVar, Literal, Self, get_args

from pydantic import BaseModel, field_validator, model_validator
from pydantic.fields import FieldInfo

from expobook.values.errors import excerpt

from .parameter_model import ParameterError, Shared, UnfitTogether, allowed, setting, unknown_parameter

_LISTED = 5


def _out_of_order(model: BaseModel, name: str, permitted: str, other: str) -> ValueError:
    """The fault of a parameter that doesn't fit another one of its model."""
    return ValueError(
        f"parameter {name!r} is {getattr(model, name)}: allowed is {permitted} "
        f"{other!r}, which is {getattr(model, other)}"
    )


class Prices(BaseModel):
    """How money of different years is brought together."""

    price_basis: Literal["current", "constant"] = setting(
        "current",
        "Prices of each year, or constant prices: of price_year in the long series, of the year "
        "before it was set for a goal.",
    )


class Currency(BaseModel):
    """How money of different currencies is brought together."""

    currency: Literal["as_reported", "CNY", "USD"] = setting(
        "as_reported",
        "Currency of the long series; as reported means dollars for the world.",
    )
    exchange_rate: float = setting(
        0.0,
        "Rate at which they are converted, from 1 on; zero means the official mean rate of each year.",
        "CNY per USD",
        ge=0.0,
        le=100.0,
    )

    @field_validator("exchange_rate")
    @classmethod
    def _official_or_from_one_on(cls, value: float) -> float:
        if 0 < value < 1:
            raise ValueError("allowed is 0, or a number from 1 to 100")
        return value

    def currency_or(self, reported: str) -> str:
        """The currency asked for, or the one in which the figures were reported."""
        return reported if self.currency == "as_reported" else self.currency


class FirstHalves(BaseModel):
    """How a first half of digital trade is brought to a whole year: between two shares."""

    first_half_low: float = setting(
        0.46, "Lowest share of a year's trade that falls in its first half.", "fraction", ge=0.3, le=0.7
    )
    first_half_high: float = setting(
        0.5, "Highest share of a year's trade that falls in its first half.", "fraction", ge=0.3, le=0.7
    )

    @model_validator(mode="after")
    def _shares_in_order(self) -> Self:
        if self.first_half_low > self.first_half_high:
            raise _out_of_order(self, "first_half_low", "a share up to", "first_half_high")
        return self


class ExpoParameters(Shared):
    """Chapter 1: the expo's outcomes."""

    notebook: ClassVar[str] = "01_expo_outcomes"

    overlap: float = setting(
        1.0,
        "Share of Hangzhou's signed projects that is counted inside the expo's total; the release doesn't say.",
        "fraction",
        ge=0.0,
        le=1.0,
    )


class WorldParameters(Shared, Prices, Currency):
    """Chapter 2: the world and China."""

    notebook: ClassVar[str] = "02_world_and_china"

    first_year: int = setting(2010, "First year of growth and of the index.", "year", ge=2010, le=2020)
    last_year: int = setting(2023, "Last year of the long series.", "year", ge=2015, le=2023)
    price_year: int = setting(2021, "Year whose prices count as constant.", "year", ge=2010, le=2023)

    @model_validator(mode="after")
    def _years_in_order(self) -> Self:
        if self.first_year >= self.last_year:
            raise _out_of_order(self, "first_year", "a year before", "last_year")
        return self


class HistoryParameters(Shared):
    """Chapter 3: Hangzhou's history."""

    notebook: ClassVar[str] = "03_hangzhou_history"

    timeline_from: int = setting(1999, "First year of the modern timeline.", "year", ge=1990, le=2022)
    timeline_to: int = setting(2026, "Last year of the modern timeline.", "year", ge=2022, le=2030)


class GoalParameters(Shared, Prices, FirstHalves):
    """Chapter 4: the goals for 2025."""

    notebook: ClassVar[str] = "04_goals_2025"

    assessment_year: int = setting(2025, "Goals due up to this year are scored.", "year", ge=2022, le=2030)
    tolerance: float = setting(
        0.9,
        "A last value that has covered this share of the distance due by then, or reaches "
        "this share of the level due, counts as on course.",
        "fraction",
        ge=0.5,
        le=1.0,
    )
    progress: Literal["distance", "level"] = setting(
        "distance",
        "How far a value has come: by the distance from the baseline to the target, or by its level beside the path.",
    )
    max_age_years: int = setting(
        2,
        "A last value older than this before the target year can't be scored.",
        "years",
        ge=0,
        le=5,
    )
    path: Literal["constant_growth", "linear"] = setting("linear", "Path from the baseline to the target.")
    scoring_rule: Literal["as_written", "bounds_as_exact", "half_years_doubled"] = setting(
        "as_written",
        "How values that prove no verdict are read: not at all, a bound as the value itself, or a "
        "part of a year stretched to the whole.",
    )
    census_step: float | None = setting(
        None,
        "What the economic census added to the level of the city's GDP; empty means the part "
        "of the rise in 2024 that real growth and the country's deflator don't explain.",
        "fraction",
        ge=0.0,
        le=0.15,
    )
    census_low: float = setting(0.03, "Lowest addition by the census that is shown.", "fraction", ge=0.0, le=0.15)
    census_high: float = setting(0.06, "Highest addition by the census that is shown.", "fraction", ge=0.0, le=0.15)

    @model_validator(mode="after")
    def _census_in_order(self) -> Self:
        if self.census_low > self.census_high:
            raise _out_of_order(self, "census_low", "an addition up to", "census_high")
        return self


class OutlookParameters(Shared, FirstHalves):
    """Chapter 5: the outlook, in yuan at current prices as the goals are."""

    notebook: ClassVar[str] = "05_outlook"

    base_year: int = setting(2025, "Year from which the model starts, before the target.", "year", ge=2010, le=2025)
    base_value: float = setting(
        0.0,
        "Value in the base year; zero means the first half of 2023 (the city's) or 2025 (its "
        "part of the province's), divided by the first half's share of a year.",
        "CNY bn",
        ge=0.0,
        le=1e6,
    )
    target_year: int = setting(2027, "Year of the target.", "year", ge=2011, le=2040)
    target_value: float = setting(
        0.0,
        "Value to be reached; zero means the city's stated goal for 2027.",
        "CNY bn",
        ge=0.0,
        le=1e6,
    )
    growth: Literal["history", "given"] = setting(
        "history", "Take the growth distribution from history, or use the values given."
    )
    history: Literal["china_services_total", "composite", "zhejiang"] = setting(
        "china_services_total",
        "Whose growth the model borrows: China's digitally deliverable services, exports plus "
        "imports; a composite of China's cross-border e-commerce and services; or the province's.",
    )
    ecommerce_share: float = setting(
        0.43, "Weight of cross-border e-commerce in the composite; services have the rest.", "fraction", ge=0.0, le=1.0
    )
    growth_mean: float | None = setting(
        None,
        "Mean growth a year; needed when growth is given, empty when it is history's.",
        "fraction",
        ge=-0.5,
        le=1.0,
    )
    growth_spread: float | None = setting(
        None,
        "Standard deviation of yearly growth, for growth that is given; empty means history's.",
        "fraction",
        ge=0.0,
        le=1.0,
    )
    window: int = setting(10, "Latest yearly growth rates taken from history, at most.", "years", ge=3, le=20)
    tracking_error: float | None = setting(
        None,
        "Standard deviation by which the city's yearly growth departs from that which it "
        "borrows; empty means that of the province from the nation's services.",
        "fraction",
        ge=0.0,
        le=0.5,
    )
    sampling_error: Literal["counted", "ignored"] = setting(
        "counted",
        "Whether the model counts that mean and spread of a history are estimates; those that are given are none.",
    )
    draws: int = setting(10_000, "Simulated paths.", "count", ge=100, le=200_000)
    seed: int = setting(20221211, "Seed of the random numbers.", "", ge=0, le=2**32 - 1)

    @model_validator(mode="after")
    def _growth_is_given_or_not(self) -> Self:
        if self.growth == "given" and self.growth_mean is None:
            raise ValueError(
                "parameter 'growth' is 'given': give 'growth_mean' as well, such as 0.08 for 8 percent a year"
            )
        for name in ("growth_mean", "growth_spread"):
            if self.growth == "history" and getattr(self, name) is not None:
                raise ValueError(
                    f"parameter {name!r} is {getattr(self, name)}, but growth is "
                    "taken from history: set 'growth' to 'given' as well"
                )
        return self

    @model_validator(mode="after")
    def _base_and_target_fit(self) -> Self:
        if self.target_year <= self.base_year:
            raise _out_of_order(self, "target_year", "a year after", "base_year")
        if self.base_value == 0 and self.base_year not in (2023, 2025):
            raise ValueError(
                f"parameter 'base_year' is {self.base_year}: the evidence gives a city value "
                "only for 2023 and 2025, so give 'base_value' as well"
            )
        return self


MODELS: dict[str, type[Shared]] = {
    model.notebook: model
    for model in (ExpoParameters, WorldParameters, HistoryParameters, GoalParameters, OutlookParameters)
}


def names() -> list[str]:
    """Every parameter of the book, in order of first appearance."""
    return list(dict.fromkeys(name for model in MODELS.values() for name in model.model_fields))


def defaults() -> dict[str, Any]:
    """The value of every parameter in the published edition."""
    return {name: field.default for model in MODELS.values() for name, field in model.model_fields.items()}


def for_notebooks(given: Mapping[str, Any]) -> dict[str, Shared]:
    """Give each notebook the parameters that it has; raise for a name that none has."""
    _refuse_unknown(given)
    return {notebook: model.check(_taken(model, given)) for notebook, model in MODELS.items()}


def check_each(given: Mapping[str, Any]) -> None:
    """Refuse unknown names, and values that are wrong by themselves; rules between them wait."""
    _refuse_unknown(given)
    for model in MODELS.values():
        with suppress(UnfitTogether):
            model.check(_taken(model, given))


def _refuse_unknown(given: Mapping[str, Any]) -> None:
    known = names()
    unknown = [name for name in given if name not in known]
    if unknown:
        more = f"; and {len(unknown) - _LISTED:,} more" if unknown[_LISTED:] else ""
        raise ParameterError("; ".join(unknown_parameter(name, known) for name in unknown[:_LISTED]) + more)


def _taken(model: type[Shared], given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name in model.model_fields}


def parse(text: str) -> tuple[str, Any]:
    """Read `name=value` from the command line, typed as the parameter's model says.

    A whole number is taken as a number where the parameter is one; `0571` stays text.
    """
    name, separator, raw = text.partition("=")
    name = name.strip()
    if not separator or not name:
        raise ParameterError(f"{excerpt(text)}: write name=value")
    owners = [model for model in MODELS.values() if name in model.model_fields]
    if not owners:
        raise ParameterError(unknown_parameter(name, names()))
    kinds = get_args(owners[0].model_fields[name].annotation)
    kind = kinds[0] if type(None) in kinds else owners[0].model_fields[name].annotation
    if kind not in (int, float):
        return name, raw
    if type(None) in kinds and raw.strip().lower() in ("", "none"):
        return name, None
    try:
        return name, kind(raw)
    except ValueError:
        raise ParameterError(f"parameter {name!r} is {excerpt(raw)}: {allowed(owners[0], name)}") from None


def unit_of(field: FieldInfo) -> str:
    """The unit of a parameter; empty for none."""
    extra = field.json_schema_extra
    return str(extra.get("unit", "")) if isinstance(extra, dict) else ""
