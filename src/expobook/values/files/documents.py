"""Files that make a book or a run, read whole or refused: the file, what is wrong, what to do."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..errors import Mistake

PAGE_ENDINGS = ("", ".md", ".ipynb", ".rst", ".txt")
"""What may follow the name of a page in the contents: nothing where the name has its ending."""
REMEDY = "mend it, or take it again from git or a backup"
REQUIRED_KEYS = {
    "_config.yml": ("title", "author"),
    "CITATION.cff": ("title", "authors", "version", "date-released", "license"),
}
"""What the settings of a book name at least."""
_CONFLICT = re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE)
_MARKS = {b"\xef\xbb\xbf": "UTF-8", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
_CELLS = ("code", "markdown", "raw")
Object = dict[str, Any]


class FileFault(Mistake):
    """A file that can't be read as what it should be."""

    def __init__(self, path: Path, kind: str, reason: str) -> None:
        super().__init__(f"{path} can't be read as {kind}: {reason}")


class Unbounded(Mistake):
    """A file that has no end, or too far an end."""


def bounded(path: Path, most_bytes: int) -> bytes:
    """The content of a file on a disk that a reader names; a device or a pipe may never end.

    Raises `Unbounded` for those and for more than `most_bytes`; `OSError` for what can't be read.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise Unbounded(f"{path} isn't a file of its own; give a text file")
    with path.open("rb") as stream:
        content = stream.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise Unbounded(f"{path} is too long: at most {most_bytes:,} bytes are read")
    return content


def json_object(path: Path, kind: str = "JSON", advice: str = REMEDY) -> Object:
    """The object in a JSON file; raises `FileFault`."""
    content = _text(path, kind, advice)
    try:
        content_read = json.loads(content)
    except json.JSONDecodeError as error:
        _refuse_conflict(path, kind, content)
        raise FileFault(
            path, kind, f"it isn't whole JSON (line {error.lineno}, column {error.colno}: {error.msg}); {advice}"
        ) from None
    except RecursionError:
        raise FileFault(path, kind, f"it is nested too deep; {advice}") from None
    return _object(path, kind, content_read, advice)


def yaml_object(path: Path, needed: Sequence[str] = ()) -> Object:
    """The names and values in a YAML file, `needed` among them; raises `FileFault`."""
    import yaml  # a check of what stands does without

    content = _text(path, "YAML", REMEDY)
    _refuse_conflict(path, "YAML", content)
    try:
        content_read = yaml.safe_load(content)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        reason = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise FileFault(path, "YAML", f"{place}{reason}; {REMEDY}") from None
    content_read = _object(path, "YAML", content_read, REMEDY)
    if missing := [name for name in needed if name not in content_read]:
        raise FileFault(path, "settings of the book", f"it lacks {', '.join(missing)}; {REMEDY}")
    return content_read


def notebook(path: Path) -> Object:
    """A notebook of the format 4 as it lies on disk; raises `FileFault`."""
    kind = "a notebook"
    document = json_object(path, kind)
    if "worksheets" in document or document.get("nbformat", 4) != 4:
        raise FileFault(
            path,
            kind,
            f"its format is {document.get('nbformat')}, and 4 is needed; "
            "open it in JupyterLab and save it, or run `jupyter nbconvert "
            "--to notebook --inplace` on it",
        )
    cells = document.get("cells")
    if not isinstance(cells, list) or not isinstance(document.get("metadata", {}), dict):
        raise FileFault(path, kind, f"it has no list of cells; {REMEDY}")
    for number, cell in enumerate(cells, 1):
        if fault := _fault_of(cell):
            raise FileFault(path, kind, f"its cell {number} {fault}; {REMEDY}")
    return {"metadata": {}, **document, "cells": [{"metadata": {}, **cell} for cell in cells]}


def runnable_notebook(path: Path) -> Object:
    """A notebook that has a cell for parameters; raises `FileFault` for any other file."""
    document = notebook(path)
    if not any("parameters" in cell["metadata"].get("tags", ()) for cell in document["cells"]):
        raise FileFault(
            path,
            "a notebook of the book",
            "no cell has the tag `parameters`, so that "
            "settings would have no place; give it to the cell that sets them",
        )
    return document


def check_settings(root: Path) -> None:
    """Refuse what tools would stop at when the notebooks have run; raises `FileFault`."""
    from sphinx_external_toc.parsing import MalformedError, parse_toc_data

    for name, needed in REQUIRED_KEYS.items():
        if (root / name).exists():
            yaml_object(root / name, needed)
    contents = root / "_toc.yml"
    if contents.exists():
        try:
            pages = parse_toc_data(yaml_object(contents))
        except MalformedError as error:
            raise FileFault(contents, "a table of contents", f"{error}; {REMEDY}") from None
        for page in pages:
            if not any((root / f"{page}{ending}").is_file() for ending in PAGE_ENDINGS):
                raise FileFault(
                    contents, "a table of contents", f"there is no page {page}; write it, or take its line out"
                )


def _text(path: Path, kind: str, advice: str) -> str:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise FileFault(path, kind, f"it isn't there; {advice}") from None
    except IsADirectoryError:
        raise FileFault(path, kind, f"it is a folder; move it away, then {advice}") from None
    except OSError as error:
        raise FileFault(path, kind, f"{error.strerror}; {advice}") from None
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            raise FileFault(
                path, kind, f"it begins with the byte-order mark (BOM) of {encoding}; save it as UTF-8 without one"
            )
    if not content.strip():
        raise FileFault(path, kind, f"it is empty; {advice}")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise FileFault(path, kind, f"it isn't text in UTF-8 (byte {error.start + 1:,}); save it as UTF-8") from None


def _fault_of(cell: Any) -> str:
    """What is wrong with a cell; empty where nothing is."""
    if not isinstance(cell, dict) or cell.get("cell_type") not in _CELLS:
        return f"is none of {', '.join(_CELLS)}"
    source, outputs = cell.get("source"), cell.get("outputs", [])
    lines = source if isinstance(source, list) else [source]
    if not all(isinstance(line, str) for line in lines):
        return "has no source that is text"
    if not isinstance(cell.get("metadata", {}), dict):
        return "has metadata that aren't names and values"
    if not isinstance(outputs, list) or not all(isinstance(output, dict) for output in outputs):
        return "has outputs that aren't a list of objects"
    return ""


def _object(path: Path, kind: str, value: Any, advice: str) -> Object:
    if not isinstance(value, dict):
        holds = {list: "a list", type(None): "nothing"}.get(type(value), "a single value")
        raise FileFault(path, kind, f"it holds {holds} where names and values are needed; {advice}")
    return value


def _refuse_conflict(path: Path, kind: str, content: str) -> None:
    if mark := _CONFLICT.search(content):
        line = content.count("\n", 0, mark.start()) + 1
        raise FileFault(
            path,
            kind,
            f"line {line} has the mark of a merge that isn't finished; "
            "keep one of the two versions and delete the marks, or run "
            "`git checkout --ours` or `--theirs` on the file",
        )
