"""Printing a book while its pages are written, by a fork of the process that has read them.

What is read once is written twice at a time: a build that names a folder for it finds the PDF files
there. A fork that fails in any way leaves nothing, and whoever asks prints the book afterwards.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from expobook.runs import incremental
from expobook.values.files.hashing import sha256
from expobook.values.files.processes import kill_with_parent
from expobook.values.files.store import Store, key_of

from .build import workers

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

FOLDER = "EXPOBOOK_PRINTED"
"""The environment variable that names the folder to be made."""
_forks: WeakKeyDictionary[Sphinx, int] = WeakKeyDictionary()


def begin(app: Sphinx, env: BuildEnvironment) -> None:
    """Fork a process that prints the pages which have been read; Linux alone forks safely here."""
    folder = os.environ.get(FOLDER)
    if not folder or app.builder.name not in workers.SCREEN or sys.platform != "linux":
        return
    if fork := os.fork():
        _forks[app] = fork
        return
    code = 1
    try:
        kill_with_parent()
        for stream in (1, 2):  # a fault is told by whoever prints the book afterwards
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
        _print(app, Path(folder))
        code = 0
    finally:
        os._exit(code)


def end(app: Sphinx, failure: Exception | None) -> None:
    """Wait for the fork; where the pages can't be made, it needn't go on."""
    if fork := _forks.pop(app, 0):
        with suppress(ProcessLookupError):
            if failure:
                os.kill(fork, signal.SIGKILL)
        os.waitpid(fork, 0)


def _print(app: Sphinx, folder: Path) -> None:
    """Write the markup and print it; the folder is there when all of it is."""
    warnings = app._warncount
    for tag in (app.builder.format, app.builder.name):
        for name in (tag, f"format_{tag}", f"builder_{tag}"):
            app.tags.remove(name)
    app.outdir = type(app.outdir)(folder.with_name(f"{folder.name}-markup"))
    app.builder = app.create_builder("typst")
    app.builder.init()
    app.builder.write(None, [], "all")
    if app._warncount == warnings:
        write(print_all(Path(app.outdir), workers.open_store()), folder)


def print_all(markup: Path, store: Store) -> dict[str, bytes]:
    """The PDF files of a builder's folder, from the store where the same was printed before.

    Raises `PdfError`.
    """
    from .pdf import press

    hashes = {path.relative_to(markup).as_posix(): sha256(path) for path in sorted(markup.rglob("*")) if path.is_file()}
    key = key_of("print", hashes, incremental.environment())
    made = store.get(key)
    if made is None:
        made = press.print_all(markup)
        store.put(key, made)
    return made


def write(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files by their names into a new folder, whole or not at all."""
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    for name, content in files.items():
        (part / name).parent.mkdir(parents=True, exist_ok=True)
        (part / name).write_bytes(content)
    part.rename(folder)


def setup(app: Sphinx) -> None:
    """Register when the fork is made, and that the build waits for it."""
    app.connect("env-check-consistency", begin)
    app.connect("build-finished", end, priority=995)
