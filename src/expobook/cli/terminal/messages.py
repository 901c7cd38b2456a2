"""What every command shares: plain words, the folder of the book, parameters as they are typed."""

from __future__ import annotations

import codecs
import io
import os
import re
import sys
from pathlib import Path
from typing import Any, TextIO

from expobook.values.errors import Mistake

_CONTROL = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ud800-\\udfff\\ufeff]"
)
_PLAINER = {"·": "-", "–": "-", "−": "-", "…": "...", "→": "->", "‘": "'", "’": "'", "“": '"', "”": '"'}
"""What stands for a sign that a terminal hasn't; for any other letter it is `?`."""
_UNSHOWN: set[str] = set()


class UsageError(Mistake):
    """A mistake in what was asked for; the message says what is allowed."""


def project_root() -> Path:
    """The folder of the book: the nearest one above that holds _toc.yml and notebooks/."""
    for folder in (Path.cwd(), *Path.cwd().parents, Path(__file__).resolve().parents[4]):
        if (folder / "_toc.yml").is_file() and (folder / "notebooks").is_dir():
            return folder
    raise UsageError("no book found here: run expobook inside the report's repository")


def check_target(target: Path) -> None:
    """Refuse a place for a file whose folder isn't there, by a slip of the pen, or is of a run."""
    from expobook.runs.run import read_manifest

    if not target.parent.is_dir():
        raise UsageError(f"the folder {target.parent} doesn't exist; make it, or name another place")
    for folder in target.resolve().parents:
        if read_manifest(folder):
            raise UsageError(
                f"{target} lies inside the run {folder}, which would no longer be as "
                "it was built: name a place outside it"
            )


def settings(pairs: list[str], file: Path | None) -> dict[str, Any]:
    """Bring together the parameters of a YAML file and of the command line, which wins."""
    if not pairs and file is None:
        return {}
    from expobook.facts import parameters, yaml_files  # models of all notebooks: slow to load

    given: dict[str, Any] = {}
    if file is not None:
        content = yaml_files.read(file)
        if not isinstance(content, dict):
            raise parameters.ParameterError(f"{file}: write one `name: value` a line")
        grid = [name for name in ("parameters", "sets") if name in content]
        if grid:
            raise parameters.ParameterError(
                f"{file}: `{grid[0]}:` belongs to a grid for `expobook sweep`; here write the "
                "names at top level, one `name: value` a line"
            )
        given.update({str(name): value for name, value in content.items()})
    typed: dict[str, Any] = {}
    for name, value in map(parameters.parse, pairs):
        if name in typed:
            raise parameters.ParameterError(
                f"parameter {name!r} is given twice, as {typed[name]} and as {value}: give it once"
            )
        typed[name] = value
    return {**given, **typed}


def visible(text: str) -> str:
    """Text whose characters of control are written out: it moves no cursor and hides no word.

    These are the control codes but tab and line feed, marks of zero width, of direction and of
    line ends, and halves of characters, as names of files may hold.
    """
    return _CONTROL.sub(lambda found: ascii(found.group())[1:-1], text)


def replace_unencodable() -> None:
    """Let no letter that the terminal's encoding hasn't stop a message."""
    codecs.register_error("plainer", _plainer)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="plainer")


def _plainer(fault: UnicodeError) -> tuple[str, int]:
    if not isinstance(fault, UnicodeEncodeError):
        raise fault
    letters = fault.object[fault.start : fault.end]
    _UNSHOWN.update(letters)
    return "".join(_PLAINER.get(letter, "?") for letter in letters), fault.end


def report_replaced() -> None:
    """Say so where letters were lost on the way to the terminal: a text with `?` isn't the text."""
    if _UNSHOWN - _PLAINER.keys():
        echo(
            "Letters that this terminal's encoding hasn't are printed as ?. "
            "Set PYTHONIOENCODING=utf-8 to have them as they are.",
            error=True,
        )


def echo(text: str, *, error: bool = False) -> None:
    """Print words as they are; a reader may go away, as `| head` does: the work goes on."""
    stream = sys.stderr if error else sys.stdout
    try:
        print(visible(text), file=stream, flush=True)
    except BrokenPipeError:
        silence(stream)


def silence(stream: TextIO) -> None:
    """Drop what is still written to a stream whose reader has gone."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
