"""Building the small book as `jupyter-book build` does, and what a build leaves to look at."""

from __future__ import annotations

import contextlib
import fcntl
import io
import json
import os
import re
import shutil
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from bs4 import BeautifulSoup

import fixture_book
from expobook.publishing.build import workers

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_READ = re.compile(r"reading sources\.\.\. \[ *\d+%\] (\S+)")


@dataclass(frozen=True)
class Build:
    """What one build returned and printed, and a copy of its pages."""

    code: int
    log: str
    html: Path

    @property
    def read(self) -> set[str]:
        """The pages that were read again."""
        return set(_READ.findall(self.log))

    def soup(self, page: str) -> BeautifulSoup:
        """A built page."""
        return BeautifulSoup((self.html / f"{page}.html").read_text(encoding="utf-8"), "html.parser")


def build(folder: Path, keep: Path, builder: str = "html", store: Path | None = None) -> Build:
    """Build as `jupyter-book build -W -n --keep-going` does, and copy the pages to `keep`.

    Pictures and citations are taken from a store; without one all are made anew.
    """
    from jupyter_book.sphinx import build_sphinx

    out = folder / "_build" / builder
    said = io.StringIO()
    with (
        warnings.catch_warnings(),
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(said),
        contextlib.chdir(folder),
        mock.patch.dict(os.environ, {workers.STORE: str(store)} if store else {}),
    ):
        warnings.simplefilter("ignore")  # what other packages deprecate is not tested here
        code = build_sphinx(
            folder,
            out,
            noconfig=True,
            path_config=folder / "_config.yml",
            builder=builder,
            confoverrides={"nitpicky": True, "external_toc_path": "_toc.yml", "latex_individualpages": False},
            warningiserror=True,
            keep_going=True,
        )
    shutil.copytree(out, keep)
    return Build(code if isinstance(code, int) else 2, _COLOUR.sub("", said.getvalue()), keep)


class Builds:
    """Builds of one run of the tests, for all its processes: they share a store and finished builds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = folder / "store"

    def build(self, folder: Path, keep: Path, builder: str = "html") -> Build:
        """Build, and draw and format only what no build of this run has."""
        return build(folder, keep, builder, self.store)

    def once(self, name: str, folder: Path, change: Callable[[Path], object], builder: str = "html") -> Build:
        """Build what stands in a folder after a change, in the first process that asks for this name."""
        keep = self.folder / name
        record = keep.with_suffix(".json")
        with keep.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not record.exists():
                shutil.rmtree(keep, ignore_errors=True)
                change(folder)
                made = self.build(folder, keep, builder)
                record.write_text(json.dumps([made.code, made.log]), encoding="utf-8")
        code, log = json.loads(record.read_text(encoding="utf-8"))
        return Build(code, log, keep)

    def changed(self, name: str, change: Callable[[Path], object], builder: str = "html") -> Build:
        """Build the small book with a change, in the first process that asks for this name."""
        return self.once(
            name, self.folder / f"source-{name}", lambda folder: change(fixture_book.write(folder)), builder
        )
