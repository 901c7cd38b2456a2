"""Running a notebook's code in this process: what it states on a given data package, in seconds.

A kernel takes most of the time that a notebook takes; these tests run notebooks many times over
changed data and need none. Cells run in one fresh namespace, in order, as papermill runs them:
parameters are set right after the tagged cell. Everything that cells display is put into a
notebook file and read back by `expobook.facts.notebook_outputs`, so the result has the form of the
committed one.
"""

from __future__ import annotations

import contextlib
import functools
import json
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from unittest import mock

from altair.utils import schemapi

from expobook.chapters import chapter
from expobook.facts import notebook_outputs
from expobook.figures import theme

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
NAMES = ("01_expo_outcomes", "02_world_and_china", "03_hangzhou_history", "04_goals_2025", "05_outlook")

_COPY = schemapi.SchemaBase.copy
_CLASSES = schemapi._FromDict(schemapi._subclasses(schemapi.SchemaBase))


class RerunError(RuntimeError):
    """A notebook that stopped; the message names notebook, cell and error."""


def rerun(
    name: str,
    *,
    parameters: Mapping[str, Any] | None = None,
    package: Path | None = None,
    drawn: bool = True,
) -> notebook_outputs.NotebookBundles:
    """Run one notebook and return what it states.

    `package` is a folder named `data`; the notebook finds it from the folder above, so that its
    parameters stay those of the book. Without drawings (`drawn=False`) charts are made but neither
    specified nor drawn, which takes a third of the time. Raises `RerunError` when a cell stops.
    """
    displayed: list[dict[str, Any]] = []
    namespace: dict[str, Any] = {"__name__": "__main__"}
    with _surroundings(package, drawn), _captured(displayed):
        for number, cell in enumerate(cells(name)):
            if cell["cell_type"] != "code":
                continue
            code = compile("".join(cell["source"]), f"{name}, cell {number}", "exec")
            try:
                exec(code, namespace)
            except Exception as error:
                problem = f"{name}, cell {number}: {type(error).__name__}: {error}"
                raise RerunError(problem) from error
            if "parameters" in cell["metadata"].get("tags", ()):
                namespace.update(parameters or {})
    return _read_back(name, displayed)


def differences(
    found: notebook_outputs.NotebookBundles,
    expected: notebook_outputs.NotebookBundles,
    *,
    drawn: bool = True,
) -> list[str]:
    """List what two runs of a notebook state differently; drawings count unless told otherwise."""
    problems = [
        f"{kind}: {name} is {told!r}, not {meant!r}"
        for kind in ("parameters", "observations")
        for name, told, meant in _pairs(getattr(found, kind), getattr(expected, kind))
    ]
    for kind in ("facts", "claims", "figures", "tables"):
        ones, others = ({item["id"]: item for item in getattr(book, kind)} for book in (found, expected))
        if list(ones) != list(others):
            problems.append(f"{kind}: {list(ones)}, not {list(others)}")
        for name in [name for name in ones if name in others]:
            problems += [
                f"{name}: {part} is {_short(told)}, not {_short(meant)}"
                for part, told, meant in _pairs(ones[name], others[name])
                if drawn or part not in ("svg", "spec")
            ]
    return problems


def _pairs(one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for name in sorted({*one, *other}):
        if one.get(name) != other.get(name):
            yield name, one.get(name), other.get(name)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 200 else f"{text[:200]}…"


@functools.cache
def committed(name: str) -> notebook_outputs.NotebookBundles:
    """What the committed notebook's reference outputs state."""
    return notebook_outputs.read(NOTEBOOKS / f"{name}.ipynb")


@functools.cache
def cells(name: str) -> list[dict[str, Any]]:
    """The cells of a committed notebook."""
    return json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]


@contextlib.contextmanager
def _surroundings(package: Path | None, drawn: bool) -> Iterator[None]:
    """The working folder from which a notebook finds its package; drawing on demand."""
    folder = package.parent if package else NOTEBOOKS
    with contextlib.ExitStack() as stack:
        stack.enter_context(contextlib.chdir(folder))
        if not drawn:
            stack.enter_context(mock.patch.object(theme, "specification", return_value={}))
            stack.enter_context(mock.patch.object(theme, "drawing", return_value=""))
            # Altair copies all of a chart at every step, and looks all its classes up for every channel.
            stack.enter_context(mock.patch.object(schemapi.SchemaBase, "copy", _shallow_copy))
            stack.enter_context(mock.patch.object(schemapi, "_FromDict", return_value=_CLASSES))
        yield


def _shallow_copy(part: schemapi.SchemaBase, deep: object = True, ignore: object = None) -> schemapi.SchemaBase:
    return _COPY(part, deep=False)


@contextlib.contextmanager
def _captured(displayed: list[dict[str, Any]]) -> Iterator[None]:
    def display(*items: Any, raw: bool = False, **rest: Any) -> None:
        displayed.extend(item for item in items if raw)

    with (
        mock.patch.object(chapter, "display", display),
        mock.patch("IPython.display.display", display),
    ):
        yield


def _read_back(name: str, displayed: list[dict[str, Any]]) -> notebook_outputs.NotebookBundles:
    outputs = [{"output_type": "display_data", "data": data} for data in displayed]
    content = {"cells": [{"cell_type": "code", "source": "", "outputs": outputs}]}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.ipynb"
        path.write_text(json.dumps(content, allow_nan=False), encoding="utf-8")
        return notebook_outputs.read(path)
