"""Parameters: one documented, bounded model per notebook, built from shared groups."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar, Literal, Self, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic.fields import FieldInfo

from expobook.values.errors import Mistake, excerpt
from expobook.values.suggestions import closest

from .parameter_cells import assigned

_LONGEST_PATH, _LONGEST_NAME = 1000, 255
_LISTED = 5


class ParameterError(Mistake):
    """A parameter that can't be used: which one, what was wrong, what is allowed."""

    def _render_traceback_(self) -> list[str]:
        """Let notebooks print the message alone: where it was raised is no help to its reader."""
        return [str(self)]


class UnfitTogether(ParameterError):
    """Values that are allowed each by itself, and break a rule between parameters."""


def _setting(default: Any, help_text: str, unit: str = "", **bounds: Any) -> Any:
    return Field(default, description=help_text, json_schema_extra={"unit": unit}, **bounds)


class Shared(BaseModel):
    """What every notebook takes."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    notebook: ClassVar[str]

    data_dir: str = _setting("", "Folder of another data package; empty means the book's own.")
    lowest_grade: Literal["A", "B", "C", "D"] = _setting(
        "D", "Lowest evidence grade admitted where a choice of observations exists."
    )

    @field_validator("data_dir")
    @classmethod
    def _a_path_that_can_be_shown(cls, value: str) -> str:
        names = Path(value).parts if value.isprintable() else ()
        if (value and not names) or len(value) > _LONGEST_PATH or any(
                len(name.encode()) > _LONGEST_NAME for name in names):
            raise ValueError("allowed is the path of a folder in letters that can be seen, up to "
                             f"{_LONGEST_PATH:,}, and {_LONGEST_NAME} bytes a name")
        return value

    @classmethod
    def read(cls, namespace: Mapping[str, Any]) -> Self:
        """Check the values that a notebook's parameters cell and papermill have set.

        `namespace` is the notebook's `globals()`. Raises `ParameterError`, also for a name that
        the cells set and no parameter has; anything else in the namespace is left alone.
        """
        return cls.check(assigned(namespace, sys._getframe(1), cls.model_fields))

    @classmethod
    def check(cls, given: Mapping[str, Any]) -> Self:
        """Validate values by name; raise `ParameterError` with all problems at once."""
        try:
            return cls.model_validate(dict(given))
        except ValidationError as error:
            found = error.errors()
            kind = ParameterError if any(item["loc"] for item in found) else UnfitTogether
            raise kind("; ".join(cls._plain(item) for item in found)) from None

    @classmethod
    def _plain(cls, item: Mapping[str, Any]) -> str:
        name = str(item["loc"][0]) if item["loc"] else cls.notebook
        if item["type"] == "extra_forbidden":
            return unknown_parameter(name, cls.model_fields)
        if not item["loc"]:
            return str(item["ctx"]["error"]) if "ctx" in item else item["msg"]
        if item["type"] == "value_error":
            return f"parameter {name!r} is {_shown(item['input'])}: {item['ctx']['error']}"
        return f"parameter {name!r} is {_shown(item['input'])}: {allowed(cls, name)}"


class Prices(BaseModel):
    """How money of different years is brought together."""

    price_basis: Literal["current", "constant"] = _setting(
        "current",
        "Prices of each year, or constant prices: of price_year in the long series, of the latest "
        "year in the outlook's growth, of the year before it was set for a goal.",
    )


class Currency(BaseModel):
    """How money of different currencies is brought together."""

    currency: Literal["as_reported", "CNY", "USD"] = _setting(
        "as_reported",
        "Currency of the long series and of the outlook; as reported means dollars for the world "
        "and yuan for the city.",
    )
    exchange_rate: float = _setting(
        0.0,
        "Rate at which both are converted, from 1 on; zero means the official mean rate of each "
        "year, for the outlook's base and targets that of the base year.",
        "CNY per USD", ge=0.0, le=100.0,
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


class ExpoParameters(Shared):
    """Chapter 1: the expo's outcomes."""

    notebook: ClassVar[str] = "01_expo_outcomes"

    overlap: float = _setting(
        1.0,
        "Share of Hangzhou's signed projects that is counted inside the expo's total; "
        "the release doesn't say.",
        "fraction", ge=0.0, le=1.0,
    )


class WorldParameters(Shared, Prices, Currency):
    """Chapter 2: the world and China."""

    notebook: ClassVar[str] = "02_world_and_china"

    first_year: int = _setting(2010, "First year of growth and of the index.", "year",
                              ge=2010, le=2020)
    last_year: int = _setting(2023, "Last year of the long series.", "year", ge=2015, le=2023)
    price_year: int = _setting(2021, "Year whose prices count as constant.", "year",
                               ge=2010, le=2023)

    @model_validator(mode="after")
    def _years_in_order(self) -> Self:
        if self.first_year >= self.last_year:
            raise ValueError(
                f"parameter 'first_year' is {self.first_year}: allowed is a year before "
                f"'last_year', which is {self.last_year}"
            )
        return self


class HistoryParameters(Shared):
    """Chapter 3: Hangzhou's history."""

    notebook: ClassVar[str] = "03_hangzhou_history"

    timeline_from: int = _setting(1999, "First year of the modern timeline.", "year",
                                  ge=1990, le=2022)
    timeline_to: int = _setting(2026, "Last year of the modern timeline.", "year",
                                ge=2022, le=2030)


class GoalParameters(Shared, Prices):
    """Chapter 4: the goals for 2025."""

    notebook: ClassVar[str] = "04_goals_2025"

    assessment_year: int = _setting(2025, "Goals due up to this year are scored.", "year",
                                    ge=2022, le=2030)
    tolerance: float = _setting(
        0.95, "A last value at or above this share of the path counts as on course.",
        "fraction", ge=0.5, le=1.0,
    )
    max_age_years: int = _setting(
        2, "A last value older than this before the target year can't be scored.", "years",
        ge=0, le=5,
    )
    path: Literal["constant_growth", "linear"] = _setting(
        "constant_growth", "Path from the baseline to the target."
    )
    scoring_rule: Literal["as_written", "bounds_as_exact", "half_years_doubled"] = _setting(
        "as_written",
        "How values that prove no verdict are read: not at all, a bound as the value itself, or a "
        "part of a year stretched to the whole.",
    )


class OutlookParameters(Shared, Prices, Currency):
    """Chapter 5: the outlook."""

    notebook: ClassVar[str] = "05_outlook"

    base_year: int = _setting(2023, "Year from which the outlook starts, before the goals.", "year",
                              ge=2010, le=2024)
    base_value: float = _setting(
        0.0, "Value in the base year, in yuan whatever the currency shown; zero means twice the "
        "city's first half of 2023.",
        "CNY bn", ge=0.0, le=1e6,
    )
    target_year: int = _setting(2027, "Year of the target.", "year", ge=2011, le=2040)
    target_value: float = _setting(
        0.0, "Value to be reached, in yuan whatever the currency shown; zero means the city's "
        "stated goal for 2027.",
        "CNY bn", ge=0.0, le=1e6,
    )
    growth: Literal["history", "given"] = _setting(
        "history", "Take the growth distribution from history, or use the values given."
    )
    history: Literal["china_services_total", "china_services", "china_cbec"] = _setting(
        "china_services_total",
        "Whose growth stands for the city's: China's digitally deliverable services, exports plus "
        "imports as in the city's measure; their exports only; or China's cross-border e-commerce.",
    )
    growth_mean: float | None = _setting(
        None, "Mean growth a year, in the outlook's currency and prices; needed when growth is "
        "given, empty when it is history's.", "fraction", ge=-0.5, le=1.0)
    growth_spread: float | None = _setting(
        None, "Standard deviation of yearly growth, for growth that is given; empty means "
        "history's.", "fraction", ge=0.0, le=1.0)
    window: int = _setting(10, "Latest yearly growth rates taken from history, at most.",
                           "years", ge=2, le=20)
    mean_uncertainty: Literal["counted", "ignored"] = _setting(
        "counted", "Whether the paths carry the sampling error of a mean that is estimated from "
        "history; a mean that is given has none.")
    draws: int = _setting(10_000, "Simulated paths.", "count", ge=100, le=200_000)
    seed: int = _setting(20221211, "Seed of the random numbers.", "", ge=0, le=2**32 - 1)

    @model_validator(mode="after")
    def _growth_is_given_or_not(self) -> Self:
        if self.growth == "given" and self.growth_mean is None:
            raise ValueError("parameter 'growth' is 'given': give 'growth_mean' as well, "
                             "such as 0.08 for 8 percent a year")
        for name in ("growth_mean", "growth_spread"):
            if self.growth == "history" and getattr(self, name) is not None:
                raise ValueError(f"parameter {name!r} is {getattr(self, name)}, but growth is "
                                 "taken from history: set 'growth' to 'given' as well")
        return self

    @model_validator(mode="after")
    def _base_and_target_fit(self) -> Self:
        if self.target_year <= self.base_year:
            raise ValueError(
                f"parameter 'target_year' is {self.target_year}: allowed is a year after "
                f"'base_year', which is {self.base_year}"
            )
        if self.base_value == 0 and self.base_year != 2023:
            raise ValueError(
                f"parameter 'base_year' is {self.base_year}: the evidence holds a city value "
                "only for 2023, so give 'base_value' as well"
            )
        return self


MODELS: dict[str, type[Shared]] = {
    model.notebook: model
    for model in (ExpoParameters, WorldParameters, HistoryParameters, GoalParameters,
                  OutlookParameters)
}


def _shown(value: Any) -> str:
    """A value in a message: as Python writes it, but a date as YAML does."""
    return value.isoformat() if isinstance(value, datetime.date) else excerpt(value)


def names() -> list[str]:
    """Every parameter of the book, in order of first appearance."""
    return list(dict.fromkeys(name for model in MODELS.values() for name in model.model_fields))


def defaults() -> dict[str, Any]:
    """The value of every parameter in the published edition."""
    return {name: field.default for model in MODELS.values()
            for name, field in model.model_fields.items()}


def unknown_parameter(name: str, known: Mapping[str, Any] | list[str]) -> str:
    """Say that a parameter doesn't exist, and which one may have been meant."""
    if not name.strip():
        return f"a parameter has no name; allowed are {', '.join(known)}"
    found = closest(name, known, 1)
    hint = f" (did you mean {found[0]!r}?)" if found else ""
    return f"unknown parameter {excerpt(name)}{hint}; allowed are {', '.join(known)}"


def allowed(model: type[Shared], name: str) -> str:
    """Say in words what a parameter takes."""
    schema = model.model_json_schema()["properties"][name]
    empty = ""
    if "anyOf" in schema:
        schema, empty = schema["anyOf"][0], ", or nothing"
    if "enum" in schema:
        return "allowed are " + ", ".join(repr(choice) for choice in schema["enum"])
    kind = {"integer": "a whole number", "number": "a number", "string": "text"}[schema["type"]]
    low, high = schema.get("minimum"), schema.get("maximum")
    limits = "" if low is None else f" from {low:.10g} to {high:.10g}"
    return f"allowed is {kind}{limits}{empty}"


def for_notebooks(given: Mapping[str, Any]) -> dict[str, Shared]:
    """Give each notebook the parameters that it has; raise for a name that none has."""
    _known(given)
    return {notebook: model.check(_taken(model, given)) for notebook, model in MODELS.items()}


def check_each(given: Mapping[str, Any]) -> None:
    """Refuse unknown names, and values that are wrong by themselves; rules between them wait."""
    _known(given)
    for model in MODELS.values():
        with suppress(UnfitTogether):
            model.check(_taken(model, given))


def _known(given: Mapping[str, Any]) -> None:
    known = names()
    unknown = [name for name in given if name not in known]
    if unknown:
        more = f"; and {len(unknown) - _LISTED:,} more" if unknown[_LISTED:] else ""
        raise ParameterError("; ".join(unknown_parameter(name, known)
                                       for name in unknown[:_LISTED]) + more)


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
        raise ParameterError(
            f"parameter {name!r} is {excerpt(raw)}: {allowed(owners[0], name)}"
        ) from None


def unit_of(field: FieldInfo) -> str:
    """The unit of a parameter; empty for none."""
    extra = field.json_schema_extra
    return str(extra.get("unit", "")) if isinstance(extra, dict) else ""
