"""Grids: the parameter sets of a sweep, from a YAML file, checked before anything runs.

    notebooks: [05_outlook]          # left out: every notebook that takes one of the parameters
    parameters:                      # every combination of these
      growth: given                  #   one value
      growth_mean: [0.04, 0.06]      #   a list
      target_year: {range: [2026, 2030, 1]}   # first, last, step; the last is included
    sets:                            # and, or instead, sets written out
      - {growth_spread: 0.02}
      - {growth_spread: 0.05, window: 5}
    chart: outlook_chance            # the number that the summary chart shows

With both, every set is combined with every combination.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from expobook.facts import parameters, yaml_files
from expobook.facts.parameters import ParameterError
from expobook.values.errors import excerpt

MOST_SETS = 10_000
_KEYS = ("notebooks", "parameters", "sets", "chart")
_LISTED = 5


@dataclass(frozen=True)
class Grid:
    """The notebooks and parameter sets of a sweep; `data_dir` is one for all sets."""

    notebooks: tuple[str, ...]
    sets: tuple[dict[str, Any], ...]
    chart: str = ""
    data_dir: str = ""

    @property
    def names(self) -> list[str]:
        """The parameters that the sets give, in order of appearance."""
        return list(dict.fromkeys(name for one in self.sets for name in one))


def read(path: Path) -> Grid:
    """Read and check a grid; raise `ParameterError` with what is wrong and what is allowed."""
    content = yaml_files.read(path)
    try:
        return _checked(content)
    except ParameterError as error:
        raise ParameterError(f"{path.name}: {error}") from None


def _checked(content: Any) -> Grid:
    if not isinstance(content, dict) or not ({"parameters", "sets"} & set(content)):
        raise ParameterError("write `parameters:` with values for each name, or `sets:` with a list of sets")
    unknown = [key for key in content if key not in _KEYS]
    if unknown:
        raise ParameterError(f"unknown key {excerpt(unknown[0])}; allowed are {', '.join(_KEYS)}")
    sets = _sets(content)
    packages = {one.pop("data_dir", "") for one in sets}
    if len(packages) > 1:
        raise ParameterError("data_dir must be the same for all sets: make a sweep for each package")
    parameters.check_each({"data_dir": next(iter(packages))})
    notebooks = _notebooks(content.get("notebooks"), sets)
    _check(sets, notebooks)
    chart = content.get("chart") or ""
    if not isinstance(chart, str):
        raise ParameterError(f"`chart` is {excerpt(chart)}: write the id of one number")
    return Grid(notebooks, tuple(sets), chart, packages.pop())


def _sets(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    grid = content.get("parameters") or {}
    written = content.get("sets") or [{}]
    if not isinstance(grid, dict):
        raise ParameterError("`parameters` is a list of `name: values`, one a line")
    if not isinstance(written, list) or not all(isinstance(one, dict) for one in written):
        raise ParameterError("`sets` is a list of sets, each with `name: value`")
    values = {name: _values(name, given) for name, given in grid.items()}
    both = sorted(set(itertools.chain.from_iterable(written)) & set(values))
    if both:
        raise ParameterError(f"{both[0]} stands in `parameters` and in `sets`: give it once")
    count = 1
    for choices in (written, *values.values()):
        count *= len(choices)
        if count > MOST_SETS:
            raise ParameterError(f"these are too many sets; at most {MOST_SETS:,} are allowed")
    found: dict[frozenset[tuple[str, bool, Any]], dict[str, Any]] = {}
    for one in written:
        for combination in itertools.product(*values.values()):
            made = {**one, **dict(zip(values, combination, strict=True))}
            for name, value in made.items():
                if isinstance(value, list | dict):
                    raise ParameterError(f"{name} is {excerpt(value)} in a set: write one value")
            found.setdefault(frozenset((name, isinstance(value, bool), value) for name, value in made.items()), made)
    return list(found.values())


def _values(name: str, given: Any) -> list[Any]:
    if isinstance(given, dict):
        return _range(name, given)
    values = given if isinstance(given, list) else [given]
    if not values:
        raise ParameterError(f"{name} has no values")
    return values


def _range(name: str, given: Mapping[str, Any]) -> list[Any]:
    limits: Any = given.get("range")
    numbers = (
        isinstance(limits, list)
        and len(limits) == 3
        and all(isinstance(item, int | float) and not isinstance(item, bool) and math.isfinite(item) for item in limits)
    )
    if list(given) != ["range"] or not numbers or limits[2] <= 0 or limits[1] < limits[0]:
        raise ParameterError(
            f"{name}: write {{range: [first, last, step]}} with finite numbers, "
            "the step above zero and the last not below the first"
        )
    first, last, step = limits
    steps = (last - first) / step + 1e-9
    if steps >= MOST_SETS:
        raise ParameterError(f"{name}: more than {MOST_SETS:,} values are too many")
    values = [first + step * place for place in range(int(steps) + 1)]
    return [round(value, 12) if isinstance(value, float) else value for value in values]


def _notebooks(given: Any, sets: list[dict[str, Any]]) -> tuple[str, ...]:
    known = parameters.MODELS
    if given is None:
        names = {name for one in sets for name in one}
        return tuple(notebook for notebook, model in known.items() if names & set(model.model_fields)) or tuple(known)
    chosen = [given] if isinstance(given, str) else given
    if not isinstance(chosen, list) or not chosen:
        raise ParameterError("`notebooks` is a list of names")
    for name in chosen:
        if name not in list(known):
            raise ParameterError(f"unknown notebook {excerpt(name)}; allowed are {', '.join(known)}")
    return tuple(name for name in known if name in chosen)


def _check(sets: list[dict[str, Any]], notebooks: tuple[str, ...]) -> None:
    """Check each value once, and stop when there is enough to say: sets may be thousands."""
    taken = {name for notebook in notebooks for name in parameters.MODELS[notebook].model_fields}
    problems: dict[str, int] = {}
    seen: set[tuple[str, type, Any]] = set()
    for number, one in enumerate(sets, 1):
        fresh = {name: value for name, value in one.items() if (name, type(value), value) not in seen}
        seen.update((name, type(value), value) for name, value in fresh.items())
        try:
            parameters.check_each(fresh)  # a set that breaks a rule between them gets its row
            idle = [name for name in fresh if name not in taken]
            if idle:
                raise ParameterError(f"none of the notebooks {', '.join(notebooks)} takes {idle[0]!r}")
        except ParameterError as error:
            problems.setdefault(str(error), number)
        if len(problems) > _LISTED:
            break
    if problems:
        lines = [f"set {number}: {said}" for said, number in problems.items()]
        raise ParameterError("\n".join([*lines[:_LISTED], *("and more" for _ in lines[_LISTED:])]))
