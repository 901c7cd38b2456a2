"""Rows that are declared in YAML: read, checked by a model, and refused with file and line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, RootModel, ValidationError

from expobook.values.errors import Mistake
from expobook.values.suggestions import closest

from .. import yaml_files
from ..parameters import ParameterError

FOLDER = Path(__file__).parents[2] / "chapters"
CLOSED = ConfigDict(extra="forbid")
"""Of a row that has no other keys than it declares."""
Rows = TypeVar("Rows", bound=BaseModel)
Item = TypeVar("Item")


class RowError(Mistake):
    """Rows that can't be used; each problem has its file and line, and says what is allowed."""


def listed(name: str, kind: type[Item], folder: Path = FOLDER) -> tuple[Item, ...]:
    """Read the rows of a list, such as `world/bases.yaml`; raise `RowError` with every problem."""
    return read(folder / name, RootModel[tuple[kind, ...]]).root  # type: ignore[valid-type]


def read(path: Path, model: type[Rows], kinds: Mapping[str, type[BaseModel]] = {}, depth: int = 0) -> Rows:
    """Read rows; raise `RowError` with every problem.

    `kinds` are the models of a row by the tag under which `model` tells them apart, where it does;
    `depth` is the number of keys that lead to such a row.
    """
    place = "/".join(path.parts[-3:])
    try:
        return model.model_validate(yaml_files.read(path))
    except ParameterError as error:
        raise RowError(str(error).replace(str(path), place)) from None
    except ValidationError as error:
        root = yaml.compose(path.read_text(encoding="utf-8"), yaml.SafeLoader)
        problems = []
        for item in error.errors():
            keys = item["loc"]
            if kinds:
                keys = (*keys[:depth], *keys[depth + 1 :])  # between them stands the tag
            kind = kinds.get(str(item["loc"][depth])) if len(item["loc"]) > depth else None
            problems.append(f"{place}, line {_line(root, keys)}: {_plain(item, keys, kind)}")
        raise RowError("\n".join(problems)) from None


def one_of(rows: Mapping[str, Any], name: str, what: str) -> Any:
    """Look a name up; raise `RowError` with the name that may have been meant."""
    if name in rows:
        return rows[name]
    meant = closest(name, rows, 1)
    hint = f" (did you mean {meant[0]!r}?)" if meant else ""
    raise RowError(f"there is no {what} {name!r}{hint}; there are {', '.join(rows) or 'none'}")


def _line(node: yaml.Node | None, path: Sequence[Any]) -> int:
    """The line of the deepest entry on a path of keys that the file has."""
    line = 1
    for key in path:
        if isinstance(node, yaml.MappingNode):
            held = {name.value: (name, value) for name, value in node.value}
            if key in held:
                name, node = held[key]
                line = name.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int):
            node = node.value[key]
            line = node.start_mark.line + 1
    return line


def _plain(item: Mapping[str, Any], keys: Sequence[Any], kind: type[BaseModel] | None) -> str:
    """One problem in plain words: which row and key, what was wrong, what is allowed."""
    where = ", ".join(map(str, keys)) or "the file"
    if kind and item["type"] == "extra_forbidden":
        return f"{where}: there is no such key; allowed are {', '.join(kind.model_fields)}"
    given = item.get("input")
    shown = f"; it is {given!r}" if isinstance(given, str | int | float | bool) else ""
    return f"{where}: {item['msg'][:1].lower()}{item['msg'][1:]}{shown}"
