"""What the parameters of every notebook share: how they are read, checked, and refused in words."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from expobook.values.errors import Mistake, excerpt
from expobook.values.suggestions import closest

from .parameter_cells import assigned

_LONGEST_PATH, _LONGEST_NAME = 1000, 255


class ParameterError(Mistake):
    """A parameter that can't be used: which one, what was wrong, what is allowed."""


class UnfitTogether(ParameterError):
    """Values that are allowed each by itself, and break a rule between parameters."""


def setting(default: Any, help_text: str, unit: str = "", **bounds: Any) -> Any:
    """A parameter with its default, what it is for, its unit and its bounds."""
    return Field(default, description=help_text, json_schema_extra={"unit": unit}, **bounds)


class Shared(BaseModel):
    """What every notebook takes."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    notebook: ClassVar[str]

    data_dir: str = setting("", "Folder of another data package; empty means the book's own.")
    lowest_grade: Literal["A", "B", "C", "D"] = setting(
        "D", "Lowest evidence grade admitted where a choice of observations exists."
    )

    @field_validator("data_dir")
    @classmethod
    def _a_path_that_can_be_shown(cls, value: str) -> str:
        names = Path(value).parts if value.isprintable() else ()
        if (
            (value and not names)
            or len(value) > _LONGEST_PATH
            or any(len(name.encode()) > _LONGEST_NAME for name in names)
        ):
            raise ValueError(
                "allowed is the path of a folder in letters that can be seen, up to "
                f"{_LONGEST_PATH:,}, and {_LONGEST_NAME} bytes a name"
            )
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
            problems = error.errors()
            kind = ParameterError if any(item["loc"] for item in problems) else UnfitTogether
            raise kind("; ".join(cls._plain(item) for item in problems)) from None

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


def _shown(value: Any) -> str:
    """A value in a message: as Python writes it, but a date as YAML does."""
    return value.isoformat() if isinstance(value, datetime.date) else excerpt(value)


def unknown_parameter(name: str, names: Mapping[str, Any] | list[str]) -> str:
    """Say that a parameter doesn't exist, and which one may have been meant."""
    if not name.strip():
        return f"a parameter has no name; allowed are {', '.join(names)}"
    candidates = closest(name, names, 1)
    hint = f" (did you mean {candidates[0]!r}?)" if candidates else ""
    return f"unknown parameter {excerpt(name)}{hint}; allowed are {', '.join(names)}"


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
