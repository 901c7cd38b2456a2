"""The process that makes pages: it loads what that takes, waits for its task, and is plain Jupyter Book then."""

from __future__ import annotations

import gc
import json
import os
import sys
import tempfile
from contextlib import suppress
from importlib import import_module
from typing import Any, NoReturn

from expobook.values.files import processes

_LOADED = (
    *("jupyter_book.cli.main", "jupyter_book.sphinx", "sphinx_jupyterbook_latex", "sphinx_multitoc_numbering"),
    *("myst_nb.sphinx_ext", "sphinx_book_theme", "sphinx_external_toc", "sphinx_copybutton", "sphinx_comments"),
    *("sphinxcontrib.bibtex", "sphinx.ext.intersphinx", "sphinx.writers.html5"),
)
"""What every book loads; what isn't named here is loaded when it is asked for."""


def main() -> None:
    """Load what makes pages, and make those of the task, a line of JSON."""
    gc.disable()  # what is loaded stays, and so do the nodes of pages
    processes.kill_with_parent()
    load()
    gc.freeze()  # what looks for one object among all needn't see these
    line = sys.stdin.buffer.readline()
    if line:  # otherwise whoever started this process has no task for it
        processes.end_with_parent()
        make(json.loads(line))


def make(task: dict[str, Any]) -> NoReturn:
    """Run `jupyter-book` with the arguments, variables and folder of a task, and end with it."""
    os.environ.clear()
    os.environ.update(task["variables"])
    tempfile.tempdir = None  # it may be another
    os.chdir(task["folder"])
    sys.argv[1:] = task["arguments"]
    processes.end_after(import_module("jupyter_book.cli.main").main)


def load() -> None:
    """Import what every book needs, Sphinx and all parts of the extension."""
    own = import_module("expobook.publishing")
    names = [*_LOADED, *import_module("sphinx.application").builtin_extensions]
    for name in [*names, *(f"{own.__name__}.{part}" for part in own.PARTS)]:
        with suppress(ImportError):  # told where it is asked for
            import_module(name)


if __name__ == "__main__":
    main()
