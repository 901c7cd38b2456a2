"""Which names a notebook's cells set as parameters, told from their source.

A kernel's namespace also holds what start-up files, earlier runs and a reader's trials left in it.
So the names come from the cells: the parameters cell, what papermill injected after it, and the
code that runs now, which in an exported script is all there is.
"""

from __future__ import annotations

import ast
import dis
import json
import re
import symtable
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain, pairwise, takewhile
from pathlib import Path
from types import FrameType
from typing import Any

# papermill --inject-paths sets them beside the parameters.
_OF_PAPERMILL = frozenset({"PAPERMILL_INPUT_PATH", "PAPERMILL_OUTPUT_PATH"})
_INJECTED = re.compile(r"\s*# Parameters *\n")
_MAGIC = re.compile(r"^\s*[%!].*", re.MULTILINE)
_TAGS = {"parameters", "injected-parameters"}


@dataclass(frozen=True)
class _Cell:
    """The names that a cell stores, and those of them whose value is written in the cell."""

    stored: frozenset[str]
    written: frozenset[str]
    injected: bool = False


def assigned(namespace: Mapping[str, Any], frame: FrameType, parameters: Collection[str]) -> dict[str, Any]:
    """The values that cells have set as parameters, those under unknown names included.

    `frame` is the code that asks and `parameters` are the parameters' names. Without any source, as
    where a program executes single cells, the known names are read from the namespace.
    """
    before = map(_read, reversed(_sources(namespace)))
    names = _meant(chain([_executing(frame)], before), frozenset(parameters)) or parameters
    return {name: namespace[name] for name in names if name in namespace}


def _meant(cells: Iterable[_Cell], names: frozenset[str]) -> set[str]:
    """The names meant as parameters; the latest cell comes first.

    A cell with most of the parameters is the whole parameters cell: what ran before doesn't count.
    Smaller ones set their parameters only. A name is unknown by the latest of them; one that was
    misspelt before and corrected since is no fault.
    """
    meant: set[str] = set()
    unknown: set[str] = set()
    latest = True
    for cell in cells:
        own = cell.stored & names
        if latest and (own or cell.injected):
            unknown |= (cell.stored if cell.injected else cell.written) - names - _OF_PAPERMILL
            latest = cell.injected
        meant |= own
        if len(own) > len(names) / 2:
            break
    return meant | {name for name in unknown if not name.startswith("_")}


def _sources(namespace: Mapping[str, Any]) -> list[str]:
    """What the kernel has executed, this cell last; under `%run`, cells of the notebook's file."""
    file = str(namespace.get("__file__", ""))
    if file.endswith(".ipynb"):
        cells = json.loads(Path(file).read_text(encoding="utf-8"))["cells"]
        return ["".join(cell["source"]) for cell in cells if _TAGS.intersection(cell["metadata"].get("tags", ()))]
    shell = namespace.get("get_ipython")
    return list(shell().history_manager.input_hist_raw) if shell else []


def _read(source: str) -> _Cell:
    """The names that a cell stores; a value is written before the parameters are asked for."""
    plain = _MAGIC.sub("", source)
    try:
        body, table = ast.parse(plain).body, symtable.symtable(plain, "cell", "exec")
    except SyntaxError:
        return _Cell(frozenset(), frozenset())
    stored = (
        symbol.get_name()
        for symbol in table.get_symbols()
        if symbol.is_assigned() and not (symbol.is_imported() or symbol.is_namespace())
    )
    literal = (
        name.id
        for node in takewhile(_asks_for_nothing, body)
        if isinstance(node, ast.Assign | ast.AnnAssign) and _is_written(node.value)
        for name in ast.walk(node)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
    )
    return _Cell(frozenset(stored), frozenset(literal), bool(_INJECTED.match(source)))


def _asks_for_nothing(node: ast.stmt) -> bool:
    return not any(isinstance(part, ast.Name) and part.id == "globals" for part in ast.walk(node))


def _is_written(value: ast.expr | None) -> bool:
    return value is not None and not any(isinstance(part, ast.Call | ast.Attribute) for part in ast.walk(value))


def _executing(frame: FrameType) -> _Cell:
    """The names that running code has stored so far; text given to `exec` keeps no source."""
    steps = pairwise(dis.get_instructions(frame.f_code))
    stored = [
        (before, step.argval) for before, step in steps if step.opname == "STORE_NAME" and step.offset < frame.f_lasti
    ]
    return _Cell(
        frozenset(name for _, name in stored),
        frozenset(name for before, name in stored if before.opname == "LOAD_CONST"),
    )
