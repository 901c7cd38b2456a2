"""The process that makes pages: how plain Jupyter Book is started, and what it said when it failed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from expobook.values.errors import Failure
from expobook.values.files import processes

# The jupyter-book command of this very environment, wherever its script was put.
_JUPYTER_BOOK = (
    "from expobook.values.files import processes; processes.end_with_parent(); "
    "from jupyter_book.cli.main import main; processes.end_after(main)"
)


class RunError(Failure):
    """A run that couldn't be made; the message says what to do."""


_NOT_OF_THE_READER = ("PYTHONOPTIMIZE", "SOURCE_DATE_EPOCH")
"""Variables by which Python leaves out docstrings that pages show, and Sphinx asks for a time."""


def run_sphinx(
    source: Path, output: Path, builder: Iterable[str] = (), *, folders: Mapping[str, Path | None] | None = None
) -> None:
    """Run plain `jupyter-book build` as a reader would; raise `RunError` with what it said.

    `folders` of our extension, by their variables: see `printing` and `workers`.
    """
    # From its folder: the data that lie here were checked, and aren't checked again.
    result = processes.run([*sphinx_command(source, output), *builder], sphinx_environment(folders or {}), source)
    raise_faults(result.returncode, result.stdout + result.stderr)


def sphinx_command(source: Path, output: Path, code: str = _JUPYTER_BOOK) -> list[str]:
    """The command that builds the pages, warnings being errors."""
    return processes.python(
        "-c",
        code,
        "build",
        str(source.resolve()),
        "-W",
        "-n",
        "--keep-going",
        "--quiet",
        "--path-output",
        str(output.resolve()),
    )


def sphinx_environment(folders: Mapping[str, Path | None]) -> dict[str, str]:
    """The variables under which pages are built, with `folders` of our extension."""
    kept = {name: value for name, value in os.environ.items() if name not in _NOT_OF_THE_READER}
    return {
        **kept,
        "PYTHONHASHSEED": "0",
        "PYTHONWARNINGS": "ignore",
        "PYTHONUTF8": "1",
        "PYTHONIOENCODING": "utf-8",
        "NO_COLOR": "1",
        **{name: str(path) for name, path in folders.items() if path},
    }


def raise_faults(code: int, output: str) -> None:
    """Raise `RunError` with what a failed build said."""
    if code:
        said = [line for line in output.splitlines() if "WARNING" in line or "ERROR" in line]
        details = "\n".join(said) or (_traceback(output) or output)[-3000:]
        raise RunError(f"the book has warnings, which count as errors:\n{details}")


def _traceback(printed: str) -> str:
    """What Sphinx wrote of an unforeseen fault into a temporary file, which doesn't last."""
    named = re.search(r"\S*sphinx-err-\w+\.log", printed)
    return Path(named[0]).read_text(encoding="utf-8") if named and Path(named[0]).is_file() else ""
