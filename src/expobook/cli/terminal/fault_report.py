"""A fault of the program's own: one line for the reader, and a report that can be sent on."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from importlib.metadata import version

from .messages import echo

EXIT = 70
"""The exit code that systems keep for a program's own fault; 2 is a user's mistake."""


def report(fault: Exception) -> int:
    """Say whose fault it is and where the report lies; the exit code.

    Where no file can be written the report itself is said.
    """
    text = _text(fault)
    try:
        place = f"The report is in {_saved(text)}"
    except OSError:
        place = f"No file could be written; the report:\n{text}"
    kind = type(fault).__name__
    echo(f"Error: this is a fault of expobook's, not yours ({kind}). {place}", error=True)
    return EXIT


def _text(fault: Exception) -> str:
    head = (
        f"expobook {version('expobook')}, Python {platform.python_version()} on "
        f"{platform.platform()}\ncommand: {sys.argv}\n\n"
    )
    return head + "".join(traceback.format_exception(fault))


def _saved(text: str) -> str:
    opened, path = tempfile.mkstemp(prefix="expobook-fault-", suffix=".txt")
    with os.fdopen(opened, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(text)
    return path
